//! The billing periods of a recurring contract: they step from its first day by its period type.
//!
//! Each begins as many months after the first day as its number says, not a month after the one before: a contract that
//! begins on the 31st has a period that begins on 28 February and the next on 31 March.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::catalog::Contract;

/// The periods of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    first: Date,
    months: i64,
}

impl Periods {
    /// Those of a contract; `None` where its first day or its period type is not known.
    #[must_use]
    pub fn of(contract: &Contract) -> Option<Self> {
        let months = match contract.period? {
            2 => 1,
            3 => 3,
            4 => 6,
            5 => 12,
            _ => return None,
        };
        Some(Self { first: contract.start?, months })
    }

    /// The first day of the period that holds `day`; `None` before the contract.
    #[must_use]
    pub fn start_of(self, day: Date) -> Option<Date> {
        let number = self.number_of(day);
        (number >= 0).then(|| self.start(number)).flatten()
    }

    /// The first day of the period after the one that holds `day`.
    #[must_use]
    pub fn next_after(self, day: Date) -> Option<Date> {
        self.start(self.number_of(day).max(-1) + 1)
    }

    /// Whether a period begins on `day`.
    #[must_use]
    pub fn begins_on(self, day: Date) -> bool {
        self.start_of(day) == Some(day)
    }

    /// The number of the period that holds `day`; the contract's first is 0.
    fn number_of(self, day: Date) -> i64 {
        let months = (i64::from(day.year()) - i64::from(self.first.year())) * 12 + i64::from(day.month())
            - i64::from(self.first.month());
        let number = months.div_euclid(self.months);
        // In the month in which it begins the period may still be to come.
        if self.start(number).is_none_or(|start| start > day) { number - 1 } else { number }
    }

    fn start(self, number: i64) -> Option<Date> {
        self.first.checked_add((number * self.months).months()).ok()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::rules::fixture::contract;

    fn periods(first: Date, period: i64) -> Option<Periods> {
        Periods::of(&Contract { start: Some(first), period: Some(period), ..contract(9, 174, "Gold") })
    }

    #[test]
    fn periods_step_from_the_first_day() {
        for (first, period, day, start, next) in [
            (date(2026, 1, 1), 2, date(2026, 11, 24), date(2026, 11, 1), date(2026, 12, 1)),
            (date(2026, 1, 1), 2, date(2026, 11, 1), date(2026, 11, 1), date(2026, 12, 1)),
            (date(2026, 1, 15), 2, date(2026, 11, 14), date(2026, 10, 15), date(2026, 11, 15)),
            (date(2026, 1, 15), 3, date(2026, 11, 24), date(2026, 10, 15), date(2027, 1, 15)),
            (date(2026, 2, 1), 4, date(2026, 7, 31), date(2026, 2, 1), date(2026, 8, 1)),
            (date(2025, 12, 1), 5, date(2026, 11, 24), date(2025, 12, 1), date(2026, 12, 1)),
            (date(2026, 1, 31), 2, date(2026, 2, 27), date(2026, 1, 31), date(2026, 2, 28)),
            (date(2026, 1, 31), 2, date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 31)),
            (date(2024, 2, 29), 5, date(2025, 2, 28), date(2025, 2, 28), date(2026, 2, 28)),
            (date(2024, 2, 29), 5, date(2028, 2, 28), date(2027, 2, 28), date(2028, 2, 29)),
        ] {
            let periods = periods(first, period).unwrap();
            assert_eq!((periods.start_of(day), periods.next_after(day)), (Some(start), Some(next)), "{first} {day}");
            assert!(periods.begins_on(start) && periods.begins_on(next));
        }
        let monthly = periods(date(2026, 1, 15), 2).unwrap();
        assert_eq!(monthly.start_of(date(2026, 1, 14)), None);
        assert_eq!(monthly.next_after(date(2025, 3, 1)), Some(date(2026, 1, 15)));
        assert_eq!(periods(date(2026, 1, 1), 1), None);
    }

    proptest! {
        #[test]
        fn every_day_of_a_contract_is_in_one_period(
            (year, month, day) in (2020_i16..2030, 1_i8..=12, 1_i8..=31), period in 2_i64..=5, later in 0_i64..4000,
        ) {
            let first = Date::new(year, month, day.min(date(year, month, 1).days_in_month())).unwrap();
            let periods = periods(first, period).unwrap();
            let day = first.checked_add(later.days()).unwrap();
            let (start, next) = (periods.start_of(day).unwrap(), periods.next_after(day).unwrap());
            prop_assert!(start <= day && day < next, "{start} {day} {next}");
            prop_assert_eq!(periods.start_of(next), Some(next));
            prop_assert_eq!(periods.next_after(start), Some(next));
            prop_assert_eq!(periods.start_of(next.yesterday().unwrap()), Some(start));
            // A period begins on the contract's own day of the month, or on the last day of a shorter month.
            prop_assert_eq!(next.day(), first.day().min(next.days_in_month()));
        }
    }
}
