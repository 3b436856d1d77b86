//! What several tenants were given alike: a contract of one name with one service. The same is probably meant for others.
//!
//! It speaks only where [`Billed`](super::Billed) leaves a choice, and is never certain: a name is no proof.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::contract::{only, open_lines, runs};
use super::{Class, ContractSuggestion};
use crate::domain::catalog::{Catalog, Contract, Line};
use crate::domain::folded::fold;
use crate::domain::settings::TenantSettings;

/// So many tenants that have the same make a habit.
pub const ENOUGH: usize = 3;

/// What was decided alike, gathered once for all suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// Tenants by the folded name of their contract and the id of their service.
    tenants: HashMap<(String, i64), usize>,
    lines: HashSet<i64>,
    /// The service that most tenants have.
    usual: Option<i64>,
}

impl Habits {
    /// Gathers what was decided; excluded tenants do not count.
    pub fn of<'a>(tenants: impl IntoIterator<Item = &'a TenantSettings>) -> Self {
        let mut habits = Self::default();
        let mut services: HashMap<i64, usize> = HashMap::new();
        for tenant in tenants.into_iter().filter(|tenant| tenant.excluded.is_none()) {
            let Some(billing) = &tenant.billing else { continue };
            let Some(service) = &billing.service else { continue };
            *habits.tenants.entry((fold(billing.contract.name.trim()), service.id)).or_default() += 1;
            *services.entry(service.id).or_default() += 1;
            habits.lines.insert(service.contract_service_id);
        }
        habits.tenants.retain(|_, count| *count >= ENOUGH);
        // Of services with as many tenants the one of the lower id: the same each time.
        habits.usual = services.into_iter().max_by_key(|&(id, count)| (count, -id)).map(|(id, _)| id);
        habits
    }

    /// The service that most tenants are billed on, if any is.
    #[must_use]
    pub const fn usual_service(&self) -> Option<i64> {
        self.usual
    }

    /// The contract and line of a company that are called as those that others were given, or `None` where it has no such
    /// ones, several, or not everything is loaded.
    #[must_use]
    pub fn suggest(&self, catalog: &Catalog, company_id: i64, today: Date) -> Option<ContractSuggestion> {
        if self.tenants.is_empty() {
            return None;
        }
        let contracts = catalog.contracts_of(company_id)?;
        let fitting: Vec<_> = contracts
            .into_iter()
            .filter(|contract| runs(contract, today))
            .flat_map(|contract| self.lines(catalog, contract, today))
            .collect();
        let (contract, line, tenants) = only(fitting)?;
        if self.lines.contains(&line.id) {
            // Two tenants on one line are for the user to say.
            return None;
        }
        let service = &catalog.service(line.item_id).found()?.name;
        Some(ContractSuggestion {
            class: Class::Likely,
            contract_id: contract.id,
            line_id: line.id,
            service_id: line.item_id,
            evidence: format!("{tenants} other tenants have a contract of this name, with {service}."),
        })
    }

    /// The lines of a contract whose name and service are a habit, with how many tenants have the same.
    fn lines<'a>(
        &self,
        catalog: &'a Catalog,
        contract: &'a Contract,
        today: Date,
    ) -> Vec<(&'a Contract, &'a Line, usize)> {
        let name = fold(contract.name.trim());
        let Some(lines) = catalog.lines_of(contract.id) else { return Vec::new() };
        let known = |line: &&Line| self.tenants.get(&(name.clone(), line.item_id)).copied();
        let open = open_lines(catalog, lines, today);
        open.into_iter().filter_map(|line| Some((contract, line, known(&line)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::catalog::{CONTRACT_ACTIVE, LineKind, RECURRING_SERVICE, Service, UnitRow};
    use crate::domain::settings::{Named, ServiceChoice, TenantBilling};

    const TODAY: Date = date(2026, 11, 24);
    const COMPANY: i64 = 7;
    const PETRA: i64 = 100;
    const CARE: i64 = 101;

    fn contract(id: i64, name: &str) -> Contract {
        Contract {
            id,
            company_id: COMPANY,
            name: name.to_owned(),
            kind: RECURRING_SERVICE,
            status: CONTRACT_ACTIVE,
            start: Some(date(2026, 1, 1)),
            end: Some(date(2026, 12, 31)),
            period: None,
            renewed_by: None,
        }
    }

    fn line(id: i64, contract_id: i64, service: i64) -> Line {
        let row = UnitRow { id, start: date(2026, 11, 1), end: date(2027, 1, 1), units: 5, posted: false };
        Line { kind: LineKind::Service, id, contract_id, item_id: service, units: vec![row] }
    }

    /// So many tenants on a contract of a name with a service, each on a line of its own.
    fn alike(count: i64, contract: &str, service: i64) -> Vec<TenantSettings> {
        let tenant = |number: i64| {
            let mut tenant = TenantSettings::undecided(format!("ZZ{number}"), "Other");
            let mut billing = TenantBilling::of_contract(Named::new(900 + number, contract));
            billing.service = Some(ServiceChoice {
                id: service,
                name: "Petra monitoring".to_owned(),
                contract_service_id: 900 + number,
            });
            tenant.billing = Some(billing);
            tenant
        };
        (1..=count).map(tenant).collect()
    }

    fn suggested(tenants: &[TenantSettings], contracts: Vec<Contract>, lines: Vec<Line>) -> Option<(Class, i64, i64)> {
        let mut catalog = Catalog::default();
        let service = |id, name: &str| Service { id, name: name.to_owned(), active: true };
        catalog.set_services(vec![service(PETRA, "Petra monitoring"), service(CARE, "Endpoint care")]);
        catalog.add_lines_of(contracts.iter().map(|contract| contract.id), lines);
        catalog.add_contracts_of([COMPANY], contracts);
        Habits::of(tenants)
            .suggest(&catalog, COMPANY, TODAY)
            .map(|found| (found.class, found.contract_id, found.line_id))
    }

    #[test]
    fn what_three_tenants_have_is_offered_to_a_company_that_has_both() {
        let both = || (vec![contract(1, "GOLD "), contract(2, "Silver")], vec![line(1, 1, PETRA), line(2, 2, PETRA)]);
        for (what, tenants, offered) in [
            ("two alike", alike(2, "Gold", PETRA), false),
            ("three alike", alike(3, "Gold", PETRA), true),
            ("three with another contract", alike(3, "Managed", PETRA), false),
            ("three with another service", alike(3, "Gold", CARE), false),
            ("both contracts by three", [alike(3, "Gold", PETRA), alike(3, "Silver", PETRA)].concat(), false),
        ] {
            let (contracts, lines) = both();
            assert_eq!(suggested(&tenants, contracts, lines), offered.then_some((Class::Likely, 1, 1)), "{what}");
        }
    }

    #[test]
    fn a_contract_that_does_not_run_or_a_line_that_is_doubled_or_taken_is_not_offered() {
        let three = || alike(3, "Gold", PETRA);
        let ended = Contract { end: Some(date(2026, 11, 23)), ..contract(1, "Gold") };
        assert_eq!(suggested(&three(), vec![ended], vec![line(1, 1, PETRA)]), None, "ended");
        let twice = vec![line(1, 1, PETRA), line(2, 1, PETRA)];
        assert_eq!(suggested(&three(), vec![contract(1, "Gold")], twice), None, "doubled");
        assert_eq!(suggested(&three(), vec![contract(1, "Gold")], vec![line(901, 1, PETRA)]), None, "taken");
        let mut excluded = three();
        excluded[0].excluded = Some("own IT".to_owned());
        assert_eq!(suggested(&excluded, vec![contract(1, "Gold")], vec![line(1, 1, PETRA)]), None, "one is excluded");
    }

    #[test]
    fn the_usual_service_is_what_most_have() {
        assert_eq!(Habits::of(&[]).usual_service(), None);
        let tenants = [alike(1, "Gold", CARE), alike(2, "Silver", PETRA)].concat();
        assert_eq!(Habits::of(&tenants).usual_service(), Some(PETRA));
    }
}
