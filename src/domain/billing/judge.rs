//! Whether a line takes a change from a day on: within the contract, not posted, not taken, nothing scheduled later.

use jiff::civil::Date;

use super::units::{Unclear, Units};
use crate::domain::catalog::Contract;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

/// What stops a change from `day` on; `taken` are effective dates of changes that the journal knows.
#[must_use]
pub fn findings_on(day: Date, contract: &Contract, units: &Units<'_>, taken: &[Date]) -> Vec<Diagnostic> {
    let outside = contract.start.is_some_and(|start| day < start) || contract.end.is_some_and(|end| day > end);
    if outside {
        let term = |day: Option<Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
        return vec![
            Diagnostic::error(
                Code::EffectiveOutsideContract,
                format!(
                    "The effective date {day} is outside the contract “{}”, {} to {}.",
                    harmless(&contract.name),
                    term(contract.start),
                    term(contract.end)
                ),
                "Choose a date within the contract with --effective, or extend the contract in Autotask.",
            )
            .about(Subject::field("contract")),
        ];
    }
    let mut found = Vec::new();
    if units.is_posted_from(day) {
        found.push(Diagnostic::error(
            Code::PeriodPosted,
            format!("A change from {day} on would touch a billing period that is approved and posted."),
            "Choose a date after it with --effective, e.g. next-period.",
        ));
    }
    match units.is_taken(day, contract.start) {
        Err(why) => return vec![unclear(&why)],
        Ok(is_taken) if is_taken || taken.contains(&day) => found.push(Diagnostic::error(
            Code::DateTaken,
            format!("The line has a change with the effective date {day} already; Autotask takes one for each date."),
            "Wait a day, or choose another date with --effective.",
        )),
        Ok(_) => {}
    }
    match units.change_after(day) {
        Err(why) => return vec![unclear(&why)],
        Ok(Some(later)) => found.push(scheduled(day, later)),
        Ok(None) => {}
    }
    found
}

/// What is said of a change that stands on the line for a later day.
pub(super) fn scheduled(day: Date, (later, units): (Date, i64)) -> Diagnostic {
    Diagnostic::error(
        Code::FutureChangeScheduled,
        format!("A change to {units} units from {later} on is scheduled already; one from {day} on would add to it."),
        format!("Choose {later} or a later date with --effective, or undo that change in Autotask."),
    )
}

/// What is said where the units of a line cannot be told.
#[must_use]
pub fn unclear(why: &Unclear) -> Diagnostic {
    Diagnostic::error(
        Code::Unsettled,
        format!("{why}."),
        "Nothing is posted on this line. Compare it with the contract's units in Autotask; from the first day of the next \
         period it can be told again.",
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::catalog::UnitRow;
    use crate::domain::rules::fixture::{codes, contract};

    fn row(start: Date, end: Date, units: i64, posted: bool) -> UnitRow {
        UnitRow { id: i64::from(start.day_of_year()), start, end, units, posted }
    }

    #[test]
    fn each_reason_stops_a_change() {
        let (oct, nov, dec, jan) = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1));
        let contract = Contract { start: Some(oct), end: Some(date(2026, 12, 31)), ..contract(9, 174, "Gold") };
        let today = date(2026, 11, 24);
        let plain = vec![row(oct, nov, 12, true), row(nov, dec, 12, false), row(dec, jan, 12, false)];
        let posted = vec![row(nov, dec, 12, true), row(dec, jan, 12, false)];
        let later = vec![row(nov, dec, 12, false), row(dec, jan, 9, false)];
        let split = vec![row(nov, today, 12, false), row(today, dec, 15, false), row(dec, jan, 15, false)];
        let overlap = vec![row(nov, dec, 12, false), row(date(2026, 11, 9), dec, 3, false)];
        for (what, rows, day, taken, wanted) in [
            ("nothing", &plain, today, &[][..], &[][..]),
            ("on the first day", &plain, oct, &[], &[Code::PeriodPosted]),
            ("before the contract", &plain, date(2026, 9, 30), &[], &[Code::EffectiveOutsideContract]),
            ("on the last day", &plain, date(2026, 12, 31), &[], &[]),
            ("after the contract", &plain, jan, &[], &[Code::EffectiveOutsideContract]),
            ("posted", &posted, today, &[], &[Code::PeriodPosted]),
            ("after the posted one", &posted, dec, &[], &[]),
            ("scheduled later", &later, today, &[], &[Code::FutureChangeScheduled]),
            ("on the day of the scheduled one", &later, dec, &[], &[Code::DateTaken]),
            ("changed on that day", &split, today, &[], &[Code::DateTaken]),
            ("before a change", &split, date(2026, 11, 23), &[], &[Code::FutureChangeScheduled]),
            ("after a change", &split, date(2026, 11, 25), &[], &[]),
            ("by the journal", &plain, today, &[today], &[Code::DateTaken]),
            ("unclear", &overlap, today, &[], &[]),
        ] {
            let units = Units { rows, end: contract.end, changes_seen: false };
            let found = findings_on(day, &contract, &units, taken);
            if what == "unclear" {
                assert!(units.on(today).is_err());
                continue;
            }
            assert_eq!(codes(&found), wanted, "{what}");
        }
    }
}
