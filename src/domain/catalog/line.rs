//! A line on a contract, of a service or of a bundle of services, and its units over the days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a line sells. Autotask numbers the two apart, in the catalogue and on contracts: an id means nothing without this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A service: `Services` in the catalogue, `ContractServices` on contracts.
    Service,
    /// A bundle of services: `ServiceBundles` in the catalogue, `ContractServiceBundles` on contracts.
    Bundle,
}

impl LineKind {
    /// The word for it inside a sentence.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Bundle => "bundle",
        }
    }

    /// The word for it at the beginning of a sentence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::Bundle => "Bundle",
        }
    }

    /// What a line of it is called before its id, e.g. `line 77` and `bundle line 30`.
    #[must_use]
    pub const fn line_word(self) -> &'static str {
        match self {
            Self::Service => "line",
            Self::Bundle => "bundle line",
        }
    }

    /// How answers name a line of it: this, then its id.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Service => "line:",
            Self::Bundle => "bundle:",
        }
    }
}

/// A line on a contract (`ContractServices` or `ContractServiceBundles`), with its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it sells.
    pub kind: LineKind,
    /// Id of the line, among those of its kind.
    pub id: i64,
    /// The contract that it stands on.
    pub contract_id: i64,
    /// The service or bundle of the catalogue.
    pub item_id: i64,
    /// Its unit rows, in the order in which they came.
    pub units: Vec<UnitRow>,
}

/// A row of `ContractServiceUnits` or `ContractServiceBundleUnits`: how many units are in force over a span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Autotask's id.
    pub id: i64,
    /// First day.
    pub start: Date,
    /// Last day; the next row may begin on the same day.
    pub end: Date,
    /// Units in force.
    pub units: i64,
    /// Whether the period was approved and posted.
    pub posted: bool,
}

impl Line {
    /// Whether it sells this.
    #[must_use]
    pub fn sells(&self, kind: LineKind, item: i64) -> bool {
        self.kind == kind && self.item_id == item
    }

    /// Whether it is another line that sells the same.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        self.sells(other.kind, other.item_id) && self.id != other.id
    }

    /// Units in force on a day: of the rows that cover it, the one that begins last (then the greatest id); 0 without one.
    #[must_use]
    pub fn units_on(&self, day: Date) -> i64 {
        self.units
            .iter()
            .filter(|row| row.start <= day && day <= row.end)
            .max_by_key(|row| (row.start, row.id))
            .map_or(0, |row| row.units)
    }

    /// Whether any day from `day` on has units.
    #[must_use]
    pub fn has_units_from(&self, day: Date) -> bool {
        self.units_on(day) > 0 || self.units.iter().any(|row| row.start > day && row.units > 0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row(id: i64, start: Date, end: Date, units: i64) -> UnitRow {
        UnitRow { id, start, end, units, posted: false }
    }

    fn line(kind: LineKind, id: i64, item_id: i64) -> Line {
        Line { kind, id, contract_id: 1, item_id, units: Vec::new() }
    }

    #[test]
    fn of_rows_that_share_a_day_the_later_one_counts() {
        let line = Line {
            units: vec![
                row(2, date(2026, 11, 10), date(2026, 12, 1), 7),
                row(1, date(2026, 11, 1), date(2026, 11, 10), 5),
                row(3, date(2026, 12, 1), date(2027, 1, 1), 0),
            ],
            ..line(LineKind::Service, 1, 1)
        };
        assert_eq!(line.units_on(date(2026, 11, 9)), 5);
        assert_eq!(line.units_on(date(2026, 11, 10)), 7);
        assert_eq!(line.units_on(date(2026, 12, 1)), 0);
        assert_eq!(line.units_on(date(2027, 2, 1)), 0);
        assert!(line.has_units_from(date(2026, 11, 30)));
        assert!(!line.has_units_from(date(2026, 12, 1)));
    }

    #[test]
    fn a_service_and_a_bundle_of_one_id_are_two_things() {
        let of_service = line(LineKind::Service, 1, 5);
        assert!(line(LineKind::Service, 2, 5).repeats(&of_service));
        assert!(!of_service.repeats(&of_service));
        assert!(!line(LineKind::Service, 2, 6).repeats(&of_service));
        assert!(!line(LineKind::Bundle, 2, 5).repeats(&of_service));
    }
}
