//! How many units a line has on a day, by its unit rows, under both readings that Autotask's documents leave open.
//!
//! ```text
//! rows hold totals:    |---- 12 ----|---- 15 ----|     the earlier row ends where the change begins
//! rows hold changes:   |---------- 12 ----------|      the earlier row goes on,
//!                                   |---- +3 ----|      and the later holds the change alone
//! ```
//!
//! Where rows lie upon each other, only one that was seen to hold a change (a posted change that read back so) makes
//! their sum the answer. Until then it cannot be told, and is not guessed. Neighbours may share their boundary day, or the
//! earlier may end on the day before.

use jiff::civil::Date;

use crate::domain::catalog::UnitRow;

/// The unit rows of a line, and what is known of how they are to be read.
#[derive(Clone, Copy, Debug)]
pub struct Units<'a> {
    /// The rows, in any order; all that end on the day before the earliest day that is asked for, or later.
    pub rows: &'a [UnitRow],
    /// The last day of the contract, itself included.
    pub end: Option<Date>,
    /// Whether a row was seen that holds a change and not a total.
    pub changes_seen: bool,
}

/// Why it cannot be told how many units a line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// Rows lie upon each other.
    #[error(
        "On {day} several of the line's unit rows hold at once: {total} units if each holds a total, {sum} if the later \
         ones hold changes"
    )]
    Overlap {
        /// The day.
        day: Date,
        /// Units by the latest row.
        total: i64,
        /// Units by all rows together.
        sum: i64,
    },
    /// The last row ends on the day, and it is not known whether that day is in it.
    #[error("The line's last unit row ends on {day}, and it cannot be told whether it holds on that day")]
    LastDay {
        /// The day.
        day: Date,
    },
}

impl<'a> Units<'a> {
    /// Units in force on a day; 0 without a row.
    ///
    /// # Errors
    /// Where the two readings differ and none was seen.
    pub fn on(&self, day: Date) -> Result<i64, Unclear> {
        let live = self.live(day);
        let Some(latest) = live.first() else { return Ok(0) };
        let goes_on = self.rows.iter().any(|row| row.start > day || row.end > day);
        if latest.end == day && !goes_on && self.end != Some(day) && latest.units != 0 {
            return Err(Unclear::LastDay { day });
        }
        let (total, sum) = (latest.units, live.iter().map(|row| row.units).sum());
        match live.as_slice() {
            [_] => Ok(total),
            _ if self.changes_seen || total == sum => Ok(sum),
            _ => Err(Unclear::Overlap { day, total, sum }),
        }
    }

    /// Whether the units on a day are these, and could only be these if later rows hold changes.
    #[must_use]
    pub fn shows_changes(&self, day: Date, units: i64) -> bool {
        let live = self.live(day);
        let sum: i64 = live.iter().map(|row| row.units).sum();
        live.len() > 1 && sum == units && live.first().is_some_and(|latest| latest.units != units)
    }

    /// The first day after `day` from which there are other units than on it, within the contract.
    ///
    /// # Errors
    /// As [`Units::on`].
    pub fn change_after(&self, day: Date) -> Result<Option<(Date, i64)>, Unclear> {
        let now = self.on(day)?;
        let mut starts: Vec<Date> = self.rows.iter().map(|row| row.start).collect();
        starts.retain(|start| *start > day && self.end.is_none_or(|end| *start <= end));
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            let units = self.on(start)?;
            if units != now {
                return Ok(Some((start, units)));
            }
        }
        Ok(None)
    }

    /// Whether a change with this effective date is on the line already: units differ from those of the day before, or a
    /// line begins on a day that is not its contract's first.
    ///
    /// # Errors
    /// As [`Units::on`].
    pub fn is_taken(&self, day: Date, contract_start: Option<Date>) -> Result<bool, Unclear> {
        let begins = self.rows.iter().filter(|row| row.start == day).count();
        if begins == 0 || contract_start == Some(day) {
            return Ok(begins > 1);
        }
        let Ok(before) = day.yesterday() else { return Ok(false) };
        Ok(begins > 1 || self.on(day)? != self.on(before)?)
    }

    /// Whether a change from `day` on would touch a period that is approved and posted.
    #[must_use]
    pub fn is_posted_from(&self, day: Date) -> bool {
        self.live(day).iter().any(|row| row.posted) || self.rows.iter().any(|row| row.start > day && row.posted)
    }

    /// The rows in force on a day, the one that begins last first. A row that ends where that one begins is over.
    fn live(&self, day: Date) -> Vec<&'a UnitRow> {
        let mut live: Vec<_> = self.rows.iter().filter(|row| row.start <= day && day <= row.end).collect();
        live.sort_by_key(|row| std::cmp::Reverse((row.start, row.end, row.id)));
        if let Some(latest) = live.first().copied() {
            live.retain(|row| {
                row.id == latest.id || row.end > latest.start || latest.end == row.end && row.start != row.end
            });
        }
        live
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const NOV: (i8, i8, i8) = (11, 1, 30);

    fn row(id: i64, start: Date, end: Date, units: i64) -> UnitRow {
        UnitRow { id, start, end, units, posted: false }
    }

    fn units(rows: &[UnitRow]) -> Units<'_> {
        Units { rows, end: Some(date(2027, 12, 31)), changes_seen: false }
    }

    fn nov(day: i8) -> Date {
        date(2026, NOV.0, day)
    }

    fn dec(day: i8) -> Date {
        date(2026, 12, day)
    }

    #[test]
    fn rows_that_follow_each_other_hold_totals_with_shared_and_with_exclusive_ends() {
        for (what, rows) in [
            (
                "shared",
                [row(1, nov(1), nov(10), 12), row(2, nov(10), dec(1), 15), row(3, dec(1), date(2027, 1, 1), 20)],
            ),
            ("exclusive", [row(1, nov(1), nov(9), 12), row(2, nov(10), nov(30), 15), row(3, dec(1), dec(31), 20)]),
        ] {
            let units = units(&rows);
            for (day, wanted) in [(nov(1), 12), (nov(9), 12), (nov(10), 15), (nov(30), 15), (dec(1), 20), (dec(30), 20)]
            {
                assert_eq!(units.on(day), Ok(wanted), "{what} {day}");
            }
            assert_eq!(units.on(date(2026, 10, 31)), Ok(0), "{what}");
            assert_eq!(units.change_after(nov(1)), Ok(Some((nov(10), 15))), "{what}");
            assert_eq!(units.change_after(dec(1)), Ok(None), "{what}");
            assert_eq!(units.is_taken(nov(10), None), Ok(true), "{what}");
            assert_eq!(units.is_taken(nov(11), None), Ok(false), "{what}");
        }
    }

    #[test]
    fn rows_upon_each_other_are_not_guessed_until_a_change_was_seen() {
        let rows = [row(1, nov(1), dec(1), 12), row(2, nov(10), dec(1), 3), row(3, dec(1), date(2027, 1, 1), 15)];
        let unseen = units(&rows);
        assert_eq!(unseen.on(nov(9)), Ok(12));
        assert_eq!(unseen.on(nov(24)), Err(Unclear::Overlap { day: nov(24), total: 3, sum: 15 }));
        assert_eq!(unseen.on(dec(1)), Ok(15));
        assert!(unseen.shows_changes(nov(24), 15));
        assert!(!unseen.shows_changes(nov(24), 3));
        let seen = Units { changes_seen: true, ..unseen };
        assert_eq!((seen.on(nov(24)), seen.change_after(nov(24))), (Ok(15), Ok(None)));
        assert_eq!(seen.is_taken(nov(10), None), Ok(true));
        assert_eq!(seen.is_taken(dec(1), None), Ok(false));
        let same = [row(1, nov(1), dec(1), 0), row(2, nov(10), dec(1), 3)];
        assert_eq!(units(&same).on(nov(24)), Ok(3), "both readings agree");
    }

    #[test]
    fn a_change_on_the_first_day_of_a_period_is_told_by_the_day_before() {
        let rows = [row(1, nov(1), dec(1), 12), row(2, dec(1), date(2027, 1, 1), 9)];
        assert_eq!(units(&rows).is_taken(dec(1), Some(nov(1))), Ok(true));
        assert_eq!(units(&rows).is_taken(nov(1), Some(nov(1))), Ok(false), "a contract's first day is no change");
        let as_change = [row(1, nov(1), dec(1), 12), row(2, nov(1), dec(1), 3)];
        assert_eq!(units(&as_change).is_taken(nov(1), Some(nov(1))), Ok(true));
        let fresh = [row(1, nov(10), dec(1), 3)];
        assert_eq!(units(&fresh).is_taken(nov(10), Some(nov(1))), Ok(true));
        let split = [row(1, nov(1), nov(1), 12), row(2, nov(1), dec(1), 15)];
        assert_eq!(units(&split).on(nov(1)), Ok(15));
    }

    #[test]
    fn the_day_on_which_the_last_row_ends_is_clear_only_where_the_contract_ends_too() {
        let rows = [row(1, nov(1), nov(30), 12)];
        let of = |end| Units { rows: &rows, end, changes_seen: false }.on(nov(30));
        assert_eq!(of(Some(nov(30))), Ok(12));
        assert_eq!(of(Some(dec(31))), Err(Unclear::LastDay { day: nov(30) }));
        assert_eq!(of(None), Err(Unclear::LastDay { day: nov(30) }));
        let next = [row(1, nov(1), nov(30), 12), row(2, dec(1), dec(31), 12)];
        assert_eq!(units(&next).on(nov(30)), Ok(12));
        // On the last day of all, a total that begins there and a change look alike.
        let last = [row(1, nov(1), nov(30), 12), row(2, nov(30), nov(30), 3)];
        let last = Units { rows: &last, end: Some(nov(30)), changes_seen: false };
        assert_eq!(last.on(nov(30)), Err(Unclear::Overlap { day: nov(30), total: 3, sum: 15 }));
    }

    #[test]
    fn a_posted_period_is_met_from_its_first_day_to_the_day_before_the_next() {
        let posted = UnitRow { posted: true, ..row(1, nov(1), dec(1), 12) };
        let rows = [posted, row(2, dec(1), date(2027, 1, 1), 12)];
        for (day, wanted) in [(nov(1), true), (nov(30), true), (dec(1), false), (date(2026, 10, 1), true)] {
            assert_eq!(units(&rows).is_posted_from(day), wanted, "{day}");
        }
    }

    proptest! {
        #[test]
        fn a_single_change_reads_back_as_wanted_under_both_readings(
            before in 0_i64..500, change in -500_i64..500, day in 1_i8..=30, exclusive: bool,
        ) {
            prop_assume!(before + change >= 0 && change != 0);
            let after = before + change;
            let end = if exclusive { nov(30) } else { dec(1) };
            let gap = i8::from(exclusive);
            let totals = if day == 1 {
                vec![row(1, nov(1), end, after), row(3, dec(1), dec(31), after)]
            } else {
                vec![row(1, nov(1), nov(day - gap), before), row(2, nov(day), end, after), row(3, dec(1), dec(31), after)]
            };
            let changes =
                vec![row(1, nov(1), end, before), row(2, nov(day), end, change), row(3, dec(1), dec(31), after)];
            prop_assert_eq!(units(&totals).on(nov(day)), Ok(after));
            // Never a wrong number: the right one, or none.
            let read = units(&changes).on(nov(day));
            prop_assert!(read == Ok(after) || read.is_err());
            prop_assert_eq!(Units { changes_seen: true, ..units(&changes) }.on(nov(day)), Ok(after));
        }
    }
}
