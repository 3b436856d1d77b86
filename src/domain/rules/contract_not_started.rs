//! `contract-not-started`: the contract's first day is in the future. One that starts today has begun.

use jiff::civil::Date;

use super::Row;
use crate::domain::catalog::Contract;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.live_contract()?, row.today)
}

/// The finding on a contract.
pub(super) fn of(contract: &Contract, today: Date) -> Option<Diagnostic> {
    let start = contract.start.filter(|start| *start > today)?;
    Some(
        Diagnostic::warning(
            Code::ContractNotStarted,
            format!(
                "Contract “{}” has a start date of {start}, which is in the future. Billing cannot be synced until the \
                 contract period has begun — update the contract start date in Autotask or wait until the contract is \
                 active.",
                harmless(&contract.name)
            ),
            format!(
                "Update the contract start date in Autotask to today or a past date, or wait until {start} and retry."
            ),
        )
        .about(Subject::field("contract"))
        .in_brief(format!("not started: {start}")),
    )
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn a_contract_that_starts_today_has_begun() {
        for (days, expected) in [(-1, vec![]), (0, vec![]), (1, vec![Code::ContractNotStarted])] {
            let mut world = World::sound();
            world.contract().start = Some(world.today + days.days());
            assert_eq!(codes(&world.judge()), expected, "starts {days} days from today");
        }
        let mut world = World::sound();
        world.contract().start = None;
        assert_eq!(world.judge(), [], "no start date, nothing to say");
    }

    #[test]
    fn the_sentence_is_that_of_the_contract() {
        let mut world = World::sound();
        world.contract().name = "Gold 2027".to_owned();
        world.contract().start = Some(jiff::civil::date(2027, 1, 1));
        let findings = world.judge();
        assert_eq!(
            findings[0].summary,
            "Contract “Gold 2027” has a start date of 2027-01-01, which is in the future. Billing cannot be synced until the contract period has begun — update the contract start date in Autotask or wait until the contract is active."
        );
        assert!(!findings[0].is_error());
    }
}
