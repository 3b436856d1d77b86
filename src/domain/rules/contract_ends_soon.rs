//! `contract-ends-soon`: the contract's last day is today or at most 60 days away.

use jiff::civil::Date;

use super::Row;
use crate::domain::catalog::Contract;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

/// Days before the last day from which on it is said.
const SOON: i32 = 60;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.live_contract()?, row.today)
}

/// The finding on a contract.
pub(super) fn of(contract: &Contract, today: Date) -> Option<Diagnostic> {
    let end = contract.end?;
    let days = (end - today).get_days();
    if !(0..=SOON).contains(&days) {
        return None;
    }
    let when = match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => format!("in {days} days"),
    };
    Some(
        Diagnostic::warning(
            Code::ContractEndsSoon,
            format!("Contract “{}” ends {when}, on {end}.", harmless(&contract.name)),
            "Extend the contract end date in Autotask, or map this tenant to the contract that follows.",
        )
        .about(Subject::field("contract"))
        .in_brief(format!("ends {when}")),
    )
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::super::fixture::World;
    use super::*;

    #[test]
    fn it_is_said_from_sixty_days_before_until_the_last_day() {
        let cases = [
            (-1, None),
            (0, Some("ends today")),
            (1, Some("ends tomorrow")),
            (60, Some("ends in 60 days")),
            (61, None),
            (10_000, None),
        ];
        for (days, brief) in cases {
            let mut world = World::sound();
            world.contract().end = Some(world.today + days.days());
            let findings = world.judge();
            let found = findings.iter().find(|finding| finding.code == Code::ContractEndsSoon);
            assert_eq!(found.map(|finding| finding.brief.as_str()), brief, "{days} days");
        }
    }
}
