//! What a picker says of a thing before it is chosen, by the same rules that judge it afterwards.

use jiff::civil::Date;

use super::{
    company_inactive, contract_ended, contract_inactive, contract_not_recurring, contract_not_started,
    contract_other_company, service_duplicate, service_inactive,
};
use crate::domain::catalog::{Catalog, Company, Contract, Line, Lookup, PicklistValue};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::settings::{Named, TicketField};

/// Whether something may be chosen. `short` is for the picker's row, the finding for its detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It may be chosen; nothing is wrong with it.
    Free,
    /// It may be chosen, and holds back billing.
    AtAPrice {
        /// E.g. `ended: no billing`.
        short: String,
        /// What will be said of it.
        finding: Diagnostic,
    },
    /// It cannot be chosen.
    Cannot {
        /// E.g. `Block Hours, not recurring`.
        short: String,
        /// What would be said of it.
        finding: Diagnostic,
    },
}

impl Choice {
    /// Whether it may be chosen.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        !matches!(self, Self::Cannot { .. })
    }

    /// The words for the picker's row; empty where nothing is wrong.
    #[must_use]
    pub fn short(&self) -> &str {
        match self {
            Self::Free => "",
            Self::AtAPrice { short, .. } | Self::Cannot { short, .. } => short,
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn finding(&self) -> Option<&Diagnostic> {
        match self {
            Self::Free => None,
            Self::AtAPrice { finding, .. } | Self::Cannot { finding, .. } => Some(finding),
        }
    }

    fn cannot(finding: Diagnostic) -> Self {
        Self::Cannot { short: finding.brief.clone(), finding }
    }

    fn at_a_price(what: &str, finding: Diagnostic) -> Self {
        Self::AtAPrice { short: format!("{what}: no billing"), finding }
    }
}

/// A company, for any tenant.
#[must_use]
pub fn company_choice(company: &Company) -> Choice {
    company_inactive::of(Lookup::Found(company), "company").map_or(Choice::Free, Choice::cannot)
}

/// A contract, for a tenant of `company`.
#[must_use]
pub fn contract_choice(contract: &Contract, company: i64, catalog: &Catalog, today: Date) -> Choice {
    contract_other_company::of(contract, company, catalog)
        .or_else(|| contract_not_recurring::of(contract, catalog))
        .map(Choice::cannot)
        .or_else(|| contract_inactive::of(contract).map(|finding| Choice::at_a_price("not active", finding)))
        .or_else(|| contract_not_started::of(contract, today).map(|finding| Choice::at_a_price("not started", finding)))
        .or_else(|| contract_ended::of(contract, today).map(|finding| Choice::at_a_price("ended", finding)))
        .unwrap_or(Choice::Free)
}

/// A line of a service or bundle, as one of those that the catalog has of its contract.
#[must_use]
pub fn line_choice(line: &Line, catalog: &Catalog, today: Date) -> Choice {
    let item = catalog.item(line.kind, line.item_id).found();
    if let Some(finding) = item.and_then(|item| service_inactive::of(line.kind, item)) {
        return Choice::cannot(finding);
    }
    let lines = catalog.lines_of(line.contract_id).unwrap_or_default();
    let times = 1 + service_duplicate::others(line, lines, today).count();
    service_duplicate::of(line, lines, today)
        .map_or(Choice::Free, |finding| Choice::at_a_price(&format!("{times} times on this contract"), finding))
}

/// A picklist value of a ticket field; `issue_type` is the one in force, on which sub-issue types hang.
#[must_use]
pub fn ticket_choice(
    field: TicketField,
    value: &PicklistValue,
    issue_type: Option<&Named>,
    catalog: &Catalog,
) -> Choice {
    let chosen = Named::new(value.value, value.label.as_str());
    let pick = super::Pick { field, chosen: Some(&chosen), issue_type, lists: catalog.tickets() };
    super::TICKET_RULES.iter().find_map(|rule| rule(&pick)).map_or(Choice::Free, Choice::cannot)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use jiff::civil::date;

    use super::super::fixture::{World, bundle_line, company, contract, line, ticket_lists};
    use super::*;
    use crate::domain::catalog::Service;
    use crate::domain::diagnostic::Code;

    #[test]
    fn contracts_are_offered_with_what_they_cost() {
        type Case = (&'static str, fn(&mut Contract), bool, &'static str);
        let cases: [Case; 8] = [
            ("a running one", |_| {}, true, ""),
            ("it ends soon", |it| it.end = Some(date(2026, 12, 1)), true, ""),
            ("not begun", |it| it.start = Some(date(2027, 1, 1)), true, "not started: no billing"),
            ("past", |it| it.end = Some(date(2025, 12, 31)), true, "ended: no billing"),
            ("inactive", |it| it.status = 3, true, "not active: no billing"),
            ("block hours", |it| it.kind = 4, false, "Block Hours, not recurring"),
            (
                "past block hours",
                |it| (it.kind, it.end) = (4, Some(date(2025, 12, 31))),
                false,
                "Block Hours, not recurring",
            ),
            ("of another company", |it| it.company_id = 175, false, "belongs to another company"),
        ];
        for (what, spoil, possible, short) in cases {
            let world = World::sound();
            let mut it = contract(9, 174, "Gold");
            spoil(&mut it);
            let choice = contract_choice(&it, 174, &world.catalog, world.today);
            assert_eq!((choice.is_possible(), choice.short()), (possible, short), "{what}");
        }
    }

    #[test]
    fn lines_are_offered_with_what_they_cost() {
        let mut world = World::sound();
        world.lines =
            vec![line(76, 9, 6, 40), line(77, 9, 5, 12), line(81, 9, 5, 3), line(82, 9, 5, 0), line(83, 9, 8, 1)];
        world.load();
        world.catalog.set_services(vec![Service { id: 8, name: "Onboarding fee".to_owned(), active: false }]);
        let expected = HashMap::from([
            (76, (true, "")),
            (77, (true, "2 times on this contract: no billing")),
            (81, (true, "2 times on this contract: no billing")),
            (82, (true, "3 times on this contract: no billing")),
            (83, (false, "the service is inactive")),
        ]);
        for line in &world.lines {
            let choice = line_choice(line, &world.catalog, world.today);
            assert_eq!((choice.is_possible(), choice.short()), expected[&line.id], "line {}", line.id);
        }
    }

    #[test]
    fn bundle_lines_are_offered_beside_service_lines_of_the_same_numbers() {
        let mut world = World::sound().on_bundle();
        world.lines.extend([bundle_line(30, 9, 5, 1), bundle_line(31, 9, 8, 1)]);
        world.catalog.add_bundles([8], vec![Service { id: 8, name: "Old".to_owned(), active: false }]);
        world.load();
        let words: Vec<_> =
            world.lines.iter().map(|line| line_choice(line, &world.catalog, world.today).short().to_owned()).collect();
        let twice = "2 times on this contract: no billing";
        assert_eq!(words, ["", twice, twice, "the bundle is inactive"]);
    }

    #[test]
    fn a_choice_says_what_the_judge_says() {
        let mut world = World::sound();
        world.contract().end = Some(date(2025, 12, 31));
        let choice = contract_choice(&world.contracts[0], 174, &world.catalog, world.today);
        let mut judged = world.judge().remove(0);
        judged.subject.tenant = None;
        assert_eq!(choice.finding(), Some(&judged));
    }

    #[test]
    fn companies_and_ticket_values_must_be_active() {
        assert_eq!(company_choice(&company(1, "A")), Choice::Free);
        assert_eq!(company_choice(&Company { active: false, ..company(1, "A") }).short(), "inactive");

        let world = World::sound();
        let lists = ticket_lists();
        let choice = |field, id, issue_type: Option<i64>| {
            let issue_type = issue_type.map(|id| Named::new(id, "as saved"));
            ticket_choice(field, lists.value(field, id).unwrap(), issue_type.as_ref(), &world.catalog)
        };
        assert_eq!(choice(TicketField::Queue, 1, None), Choice::Free);
        let inactive = choice(TicketField::Queue, 3, None);
        assert_eq!((inactive.short(), inactive.finding().unwrap().code), ("inactive", Code::PicklistInactive));
        assert_eq!(choice(TicketField::SubIssueType, 100, Some(10)), Choice::Free);
        assert_eq!(choice(TicketField::SubIssueType, 100, Some(11)).short(), "of another issue type");
    }
}
