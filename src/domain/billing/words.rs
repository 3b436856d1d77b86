//! What a change means for the invoice, in words.

use jiff::civil::Date;

use super::period::Periods;
use crate::domain::catalog::Contract;
use crate::domain::settings::UnitField;

/// What a change from `now` to `wanted` units on a day means for the invoice.
#[must_use]
pub fn invoice(contract: &Contract, day: Date, today: Date, now: i64, wanted: i64, field: UnitField) -> String {
    if now == wanted {
        return "no change".to_owned();
    }
    let mut parts = Vec::new();
    if now == 0 {
        parts.push("first billing".to_owned());
    }
    let begins = Periods::of(contract).map(|periods| periods.begins_on(day));
    let rises = wanted > now;
    parts.push(match (begins, rises) {
        (Some(true), true) => format!("more from the period of {day} on"),
        (Some(true), false) => format!("less from the period of {day} on"),
        (Some(false), true) => "prorated line likely".to_owned(),
        (Some(false), false) => "prorated credit likely".to_owned(),
        (None, _) => "prorated line likely, since the contract's periods are not known".to_owned(),
    });
    if day < today {
        parts.push(format!("bills back to {day}"));
    }
    if begins != Some(true) && field == UnitField::BillableUsersThisMonth {
        // Petra does not say whether its proration is in the figure already.
        parts.push("may be prorated twice: by Petra and by Autotask".to_owned());
    }
    parts.join("; ")
}

/// A figure as people write it: no point where there is no part.
pub(super) fn shown_figure(figure: f64) -> String {
    format!("{figure}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::rules::fixture::contract;

    #[test]
    fn the_invoice_is_told_by_day_and_direction() {
        let contract = Contract { period: Some(2), ..contract(9, 174, "Gold") };
        let (today, first, next) = (date(2026, 11, 24), date(2026, 11, 1), date(2026, 12, 1));
        let (all, month) = (UnitField::TotalLicensedUsers, UnitField::BillableUsersThisMonth);
        for (day, now, wanted, field, words) in [
            (today, 12, 12, all, "no change"),
            (today, 12, 15, all, "prorated line likely"),
            (today, 12, 9, all, "prorated credit likely"),
            (today, 0, 9, all, "first billing; prorated line likely"),
            (today, 12, 15, month, "prorated line likely; may be prorated twice: by Petra and by Autotask"),
            (next, 12, 15, month, "more from the period of 2026-12-01 on"),
            (next, 12, 9, all, "less from the period of 2026-12-01 on"),
            (first, 12, 15, all, "more from the period of 2026-11-01 on; bills back to 2026-11-01"),
        ] {
            assert_eq!(invoice(&contract, day, today, now, wanted, field), words, "{day} {now} {wanted}");
        }
        let unknown = Contract { period: None, ..contract };
        assert!(invoice(&unknown, today, today, 1, 2, all).contains("not known"));
    }
}
