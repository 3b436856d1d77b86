//! Contract and service line for a tenant whose company is known.
//!
//! Only what leaves no choice is suggested: one contract that runs, and on it one line of a service that other tenants are
//! billed on, or one line at all. Why other contracts do not serve is said by the picker, from `rules`.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::Class;
use crate::domain::catalog::{CONTRACT_ACTIVE, Catalog, Contract, Line, LineKind};
use crate::domain::settings::TenantSettings;

/// What is suggested for a tenant's billing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractSuggestion {
    /// Certain if other tenants are billed on the same service, else likely.
    pub class: Class,
    /// A running recurring service contract of the company.
    pub contract_id: i64,
    /// The line on it (`ContractServices`).
    pub line_id: i64,
    /// The line's service (`Services`).
    pub service_id: i64,
    /// What speaks for it, in a sentence.
    pub evidence: String,
}

/// What tenants are billed on, gathered once for all suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Billed {
    tenants_of_service: HashMap<i64, usize>,
    lines: HashSet<i64>,
}

impl Billed {
    /// Gathers what was decided; excluded tenants do not count.
    pub fn of<'a>(tenants: impl IntoIterator<Item = &'a TenantSettings>) -> Self {
        let mut billed = Self::default();
        for tenant in tenants.into_iter().filter(|tenant| tenant.excluded.is_none()) {
            if let Some(choice) = tenant.billing.as_ref().and_then(|billing| billing.service.as_ref()) {
                *billed.tenants_of_service.entry(choice.id).or_default() += 1;
                billed.lines.insert(choice.contract_service_id);
            }
        }
        billed
    }

    fn tenants(&self, line: &Line) -> usize {
        self.tenants_of_service.get(&line.item_id).copied().unwrap_or_default()
    }

    /// The contract and line of a company that a tenant without billing is probably to be billed on, or `None` where there
    /// is a choice, nothing to choose, or not everything is loaded.
    #[must_use]
    pub fn suggest(&self, catalog: &Catalog, company_id: i64, today: Date) -> Option<ContractSuggestion> {
        let contracts = catalog.contracts_of(company_id)?;
        let contract = only(contracts.into_iter().filter(|contract| runs(contract, today)))?;
        let open = open_lines(catalog, catalog.lines_of(contract.id)?, today);
        let (class, line) = if open.iter().any(|line| self.tenants(line) > 0) {
            (Class::Certain, only(open.into_iter().filter(|line| self.tenants(line) > 0))?)
        } else {
            (Class::Likely, only(open)?)
        };
        if self.lines.contains(&line.id) {
            // Two tenants on one line are for the user to say.
            return None;
        }
        let service = &catalog.service(line.item_id).found()?.name;
        let evidence = match self.tenants(line) {
            0 => format!("The only running recurring service contract, and {service} its only service."),
            1 => format!("The only running recurring service contract; {service} is what another tenant has."),
            tenants => {
                format!("The only running recurring service contract; {service} is what {tenants} other tenants have.")
            }
        };
        Some(ContractSuggestion {
            class,
            contract_id: contract.id,
            line_id: line.id,
            service_id: line.item_id,
            evidence,
        })
    }
}

/// The same for one tenant; `others` are the other tenants, in which what was decided for them is read.
#[must_use]
pub fn contract_suggestion<'a>(
    catalog: &Catalog,
    company_id: i64,
    others: impl IntoIterator<Item = &'a TenantSettings>,
    today: Date,
) -> Option<ContractSuggestion> {
    Billed::of(others).suggest(catalog, company_id, today)
}

/// The lines of a contract that may be chosen.
pub(super) fn open_lines<'a>(catalog: &Catalog, lines: &'a [Line], today: Date) -> Vec<&'a Line> {
    let is_active = |line: &Line| catalog.service(line.item_id).found().is_some_and(|service| service.active);
    // A line that is at 0 units for good stands for nothing beside a live one of its service.
    let is_stale = |line: &Line| {
        let mut others = lines.iter().filter(|other| other.repeats(line));
        !line.has_units_from(today) && others.any(|other| other.has_units_from(today))
    };
    // A bundle is for the user to choose: which of its services is Petra's cannot be seen from its line.
    let of_services = lines.iter().filter(|line| line.kind == LineKind::Service);
    of_services.filter(|line| is_active(line) && !is_stale(line)).collect()
}

/// Whether a contract can be billed on that day.
pub(super) fn runs(contract: &Contract, today: Date) -> bool {
    contract.is_recurring()
        && contract.status == CONTRACT_ACTIVE
        && contract.start.is_some_and(|start| start <= today)
        && contract.end.is_none_or(|end| today <= end)
}

pub(super) fn only<T>(things: impl IntoIterator<Item = T>) -> Option<T> {
    let mut things = things.into_iter();
    things.next().filter(|_| things.next().is_none())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::catalog::{RECURRING_SERVICE, Service, UnitRow};
    use crate::domain::settings::{Named, ServiceChoice, TenantBilling};

    const TODAY: Date = date(2026, 11, 24);
    const COMPANY: i64 = 7;
    const PETRA: i64 = 100;
    const CARE: i64 = 101;

    fn contract(id: i64) -> Contract {
        Contract {
            id,
            company_id: COMPANY,
            name: format!("Gold {id}"),
            kind: RECURRING_SERVICE,
            status: CONTRACT_ACTIVE,
            start: Some(date(2026, 1, 1)),
            end: Some(date(2026, 12, 31)),
            period: None,
            renewed_by: None,
        }
    }

    fn line(id: i64, contract_id: i64, service_id: i64, units: i64) -> Line {
        let row = UnitRow { id, start: date(2026, 11, 1), end: date(2027, 1, 1), units, posted: false };
        Line { kind: LineKind::Service, id, contract_id, item_id: service_id, units: vec![row] }
    }

    fn catalog(contracts: Vec<Contract>, lines: Vec<Line>) -> Catalog {
        let mut catalog = Catalog::default();
        let service = |id, name: &str, active| Service { id, name: name.to_owned(), active };
        catalog.set_services(vec![
            service(PETRA, "Petra monitoring", true),
            service(CARE, "Endpoint care", true),
            service(102, "Onboarding", false),
        ]);
        catalog.add_lines_of(contracts.iter().map(|contract| contract.id), lines);
        catalog.add_contracts_of([COMPANY], contracts);
        catalog
    }

    /// A tenant that is billed on a line of a service.
    fn other(service: i64, line: i64) -> TenantSettings {
        let mut tenant = TenantSettings::undecided("ZZ9", "Other");
        let mut billing = TenantBilling::of_contract(Named::new(90, "Gold"));
        billing.service =
            Some(ServiceChoice { id: service, name: "Petra monitoring".to_owned(), contract_service_id: line });
        tenant.billing = Some(billing);
        tenant
    }

    fn suggested(contracts: Vec<Contract>, lines: Vec<Line>, others: &[TenantSettings]) -> Option<(Class, i64, i64)> {
        contract_suggestion(&catalog(contracts, lines), COMPANY, others, TODAY)
            .map(|suggestion| (suggestion.class, suggestion.contract_id, suggestion.line_id))
    }

    #[test]
    fn the_service_that_others_use_is_certain_an_only_line_likely() {
        let lines = || vec![line(1, 1, PETRA, 5), line(2, 1, CARE, 5)];
        let others = [other(PETRA, 900), other(PETRA, 901)];
        assert_eq!(suggested(vec![contract(1)], lines(), &others), Some((Class::Certain, 1, 1)));
        assert_eq!(suggested(vec![contract(1)], lines(), &[]), None, "two lines and nothing to tell them by");
        assert_eq!(suggested(vec![contract(1)], vec![line(2, 1, CARE, 5)], &[]), Some((Class::Likely, 1, 2)));
        assert_eq!(suggested(vec![contract(1)], vec![], &others), None);
        let evidence = contract_suggestion(&catalog(vec![contract(1)], lines()), COMPANY, &others, TODAY);
        assert_eq!(
            evidence.map(|suggestion| suggestion.evidence).as_deref(),
            Some("The only running recurring service contract; Petra monitoring is what 2 other tenants have.")
        );
    }

    #[test]
    fn only_one_running_contract_leaves_no_choice() {
        let lines = || vec![line(1, 1, PETRA, 5), line(2, 2, PETRA, 5)];
        for (what, second, still) in [
            ("runs too", contract(2), false),
            ("starts today", Contract { start: Some(TODAY), ..contract(2) }, false),
            ("ends today", Contract { end: Some(TODAY), ..contract(2) }, false),
            ("has no end", Contract { end: None, ..contract(2) }, false),
            ("starts tomorrow", Contract { start: Some(date(2026, 11, 25)), ..contract(2) }, true),
            ("ended yesterday", Contract { end: Some(date(2026, 11, 23)), ..contract(2) }, true),
            ("is inactive", Contract { status: 0, ..contract(2) }, true),
            ("is of another type", Contract { kind: 1, ..contract(2) }, true),
        ] {
            let found = suggested(vec![contract(1), second], lines(), &[]);
            assert_eq!(found, still.then_some((Class::Likely, 1, 1)), "the second {what}");
        }
    }

    #[test]
    fn a_line_that_is_doubled_shared_or_inactive_is_not_suggested() {
        let others = [other(PETRA, 900)];
        let doubled = vec![line(1, 1, PETRA, 5), line(2, 1, PETRA, 3)];
        assert_eq!(suggested(vec![contract(1)], doubled, &others), None);
        let removed = vec![line(1, 1, PETRA, 0), line(2, 1, PETRA, 3)];
        assert_eq!(
            suggested(vec![contract(1)], removed, &others),
            Some((Class::Certain, 1, 2)),
            "at 0 it is no double"
        );
        let unused = vec![line(1, 1, PETRA, 0)];
        assert_eq!(suggested(vec![contract(1)], unused, &others), Some((Class::Certain, 1, 1)), "not begun yet");
        assert_eq!(suggested(vec![contract(1)], vec![line(1, 1, PETRA, 5)], &[other(PETRA, 1)]), None, "shared");
        assert_eq!(suggested(vec![contract(1)], vec![line(1, 1, 102, 5)], &[]), None, "inactive service");
        let excluded = TenantSettings { excluded: Some("own IT".to_owned()), ..other(PETRA, 900) };
        let lines = vec![line(1, 1, PETRA, 5), line(2, 1, CARE, 5)];
        assert_eq!(suggested(vec![contract(1)], lines, &[excluded]), None, "an excluded tenant says nothing");
    }

    #[test]
    fn what_is_not_loaded_is_not_judged() {
        assert_eq!(contract_suggestion(&Catalog::default(), COMPANY, [], TODAY), None);
        let mut catalog = catalog(vec![contract(1)], vec![line(1, 1, PETRA, 5)]);
        assert!(contract_suggestion(&catalog, COMPANY, [], TODAY).is_some());
        catalog.add_contracts_of([COMPANY], vec![contract(3)]);
        assert_eq!(contract_suggestion(&catalog, COMPANY, [], TODAY), None, "its lines are not loaded");
    }
}
