//! `contract-ended`: the contract's last day is past. One that ends today has not ended.

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
    let end = contract.end.filter(|end| *end < today)?;
    Some(
        Diagnostic::warning(
            Code::ContractEnded,
            format!(
                "Contract “{}” ended on {end}. Billing cannot be synced to an expired contract — extend the contract end \
                 date in Autotask or map this tenant to an active contract.",
                harmless(&contract.name)
            ),
            "Extend the contract end date in Autotask, or map this tenant to an active contract.",
        )
        .about(Subject::field("contract"))
        .in_brief(format!("ended on {end}")),
    )
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn a_contract_that_ends_today_has_not_ended() {
        for (days, ended) in [(-1, true), (0, false), (1, false)] {
            let mut world = World::sound();
            world.contract().end = Some(world.today + days.days());
            assert_eq!(codes(&world.judge()).contains(&Code::ContractEnded), ended, "ends {days} days from today");
        }
    }

    #[test]
    fn the_sentence_is_that_of_the_contract_with_the_live_name() {
        let mut world = World::sound();
        world.tenant().billing.as_mut().unwrap().contract.name = "its name when it was saved".to_owned();
        world.contract().name = "Silver 2025".to_owned();
        world.contract().end = Some(jiff::civil::date(2025, 12, 31));
        let findings = world.judge();
        assert_eq!(
            findings[0].summary,
            "Contract “Silver 2025” ended on 2025-12-31. Billing cannot be synced to an expired contract — extend the contract end date in Autotask or map this tenant to an active contract."
        );
        assert!(!findings[0].is_error());
    }
}
