//! From which day on a change of units holds: a policy, or a date.
//!
//! Whether a contract takes a change on that day is judged by `judge`.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

use super::period::Periods;
use crate::domain::catalog::Contract;

/// The policy for effective dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effective {
    /// The day of the run.
    #[default]
    Today,
    /// The first day of the period that is under way.
    PeriodStart,
    /// The first day of the next period.
    NextPeriod,
    /// More units from today on, fewer from the next period on.
    UpTodayDownNext,
    /// This day.
    On(Date),
}

impl Effective {
    /// The earliest day that it can give, whatever the contract: no billing period is longer than a year.
    #[must_use]
    pub fn earliest(self, today: Date) -> Date {
        match self {
            Self::Today | Self::NextPeriod | Self::UpTodayDownNext => today,
            Self::PeriodStart => today.checked_sub(1.year()).unwrap_or(today),
            Self::On(day) => day.min(today),
        }
    }

    /// The day for a contract. `falls` says whether there are to be fewer units than today. `None` where the contract's
    /// periods would have to be known and are not.
    #[must_use]
    pub fn day(self, contract: &Contract, today: Date, falls: bool) -> Option<Date> {
        match self {
            Self::Today => Some(today),
            Self::On(day) => Some(day),
            Self::UpTodayDownNext if !falls => Some(today),
            Self::PeriodStart => Periods::of(contract)?.start_of(today),
            Self::NextPeriod | Self::UpTodayDownNext => Periods::of(contract)?.next_after(today),
        }
    }
}

impl fmt::Display for Effective {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => formatter.write_str("today"),
            Self::PeriodStart => formatter.write_str("period-start"),
            Self::NextPeriod => formatter.write_str("next-period"),
            Self::UpTodayDownNext => formatter.write_str("up-today-down-next"),
            Self::On(day) => day.fmt(formatter),
        }
    }
}

impl FromStr for Effective {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "today" => Ok(Self::Today),
            "period-start" => Ok(Self::PeriodStart),
            "next-period" => Ok(Self::NextPeriod),
            "up-today-down-next" => Ok(Self::UpTodayDownNext),
            day => day.parse().map(Self::On).map_err(|_| {
                "expected today, period-start, next-period, up-today-down-next or a date YYYY-MM-DD".to_owned()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::rules::fixture::contract;

    #[test]
    fn a_policy_gives_the_day_of_a_contract() {
        let contract = Contract { start: Some(date(2026, 1, 15)), period: Some(2), ..contract(9, 174, "Gold") };
        let today = date(2026, 11, 24);
        for (text, rising, falling) in [
            ("today", today, today),
            ("period-start", date(2026, 11, 15), date(2026, 11, 15)),
            ("next-period", date(2026, 12, 15), date(2026, 12, 15)),
            ("up-today-down-next", today, date(2026, 12, 15)),
            ("2026-10-01", date(2026, 10, 1), date(2026, 10, 1)),
        ] {
            let policy: Effective = text.parse().unwrap();
            assert_eq!(policy.day(&contract, today, false), Some(rising), "{text}");
            assert_eq!(policy.day(&contract, today, true), Some(falling), "{text}");
            assert_eq!(policy.to_string(), text);
        }
        let unknown = Contract { period: None, ..contract };
        assert_eq!(Effective::NextPeriod.day(&unknown, today, false), None);
        assert_eq!(Effective::UpTodayDownNext.day(&unknown, today, false), Some(today));
        assert!("tomorrow".parse::<Effective>().is_err());
        assert!("2026-02-30".parse::<Effective>().is_err());
    }
}
