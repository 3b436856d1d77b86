//! An entry of the journal: one change that was, or may have been, sent to Autotask, and what is known of it.
//!
//! ```text
//!                      ┌─ refused                         Autotask said no
//! open ── sent ── answered ── done                        units read as wanted
//!   │               │    └─── unsettled ─ done, not-taken, settled
//!   └─ (no answer, or a crash): settled by reading
//!        as wanted: done · as before: not-taken · else: unsettled
//! ```
//!
//! What each crash leaves, and how it is settled, is told in `docs/decisions/0004-billing-journal.md`.

use jiff::ToSpan;
use jiff::civil::Date;

use super::units::Units;
use crate::domain::catalog::LineKind;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};

/// A line of a contract; without its kind an id means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    /// What it sells.
    pub kind: LineKind,
    /// The contract.
    pub contract_id: i64,
    /// The line's id among those of its kind.
    pub line_id: i64,
}

/// How far a change has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryState {
    /// About to be sent; whether it was is not known.
    Open,
    /// Autotask said that it took it; the units were not read back yet.
    Answered,
    /// The units read neither as before nor as wanted.
    Unsettled,
    /// The units read as wanted.
    Done,
    /// Autotask refused it; nothing was written.
    Refused,
    /// The units read as before. It may be sent again, with the same effective date.
    NotTaken,
    /// A person took what Autotask showed as the truth.
    Settled,
}

impl EntryState {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Answered, Self::Unsettled, Self::Done, Self::Refused, Self::NotTaken, Self::Settled];

    /// As it stands in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Unsettled => "unsettled",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::NotTaken => "not-taken",
            Self::Settled => "settled",
        }
    }

    /// Whether it has to be settled by reading.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Answered | Self::Unsettled)
    }

    /// The word of the history: `posted`, `refused`, `not-taken`, `settled` or `unsettled`.
    #[must_use]
    pub const fn result(self) -> &'static str {
        match self {
            Self::Done => "posted",
            Self::Open | Self::Answered | Self::Unsettled => "unsettled",
            Self::Refused | Self::NotTaken | Self::Settled => self.as_str(),
        }
    }

    /// Whether the history counts it as failed.
    #[must_use]
    pub const fn is_failed(self) -> bool {
        !matches!(self, Self::Done | Self::Settled)
    }
}

/// A change of a line's units as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the journal.
    pub id: i64,
    /// The run that made it.
    pub run: String,
    /// When it was written, as RFC 3339.
    pub at: String,
    /// The tenants whose units the line bears.
    pub tenants: Vec<String>,
    /// The line.
    pub line: LineKey,
    /// The effective date.
    pub effective: Date,
    /// Units on that day before.
    pub before: i64,
    /// Units on that day that are wanted.
    pub wanted: i64,
    /// How far it has come.
    pub state: EntryState,
    /// Units on that day when they were last read after it.
    pub after: Option<i64>,
}

/// What unit rows say of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What became of it.
    pub verdict: Verdict,
    /// Units on its effective date, where they can be told.
    pub units: Option<i64>,
    /// Whether the rows show that they hold changes.
    pub shows_changes: bool,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It took effect.
    Done,
    /// It did not.
    NotTaken,
    /// It cannot be told.
    Unsettled,
}

impl Entry {
    /// What the line's unit rows say of it.
    ///
    /// Rows that lie upon each other since it was sent, and have the wanted units as their sum alone, show by that that they
    /// hold changes.
    #[must_use]
    pub fn read(&self, units: &Units<'_>) -> Reading {
        let told = units.on(self.effective);
        let shows_changes = units.shows_changes(self.effective, self.wanted);
        match told {
            Ok(units) => Reading { verdict: self.verdict(units), units: Some(units), shows_changes: false },
            Err(_) if shows_changes => Reading { verdict: Verdict::Done, units: Some(self.wanted), shows_changes },
            Err(_) => Reading { verdict: Verdict::Unsettled, units: None, shows_changes: false },
        }
    }

    /// What these units on its effective date say of it.
    #[must_use]
    pub const fn verdict(&self, units: i64) -> Verdict {
        if units == self.wanted {
            Verdict::Done
        } else if units == self.before {
            Verdict::NotTaken
        } else {
            Verdict::Unsettled
        }
    }

    /// What is said of this entry where the units read as `read`.
    #[must_use]
    pub fn unsettled(&self, read: Option<i64>) -> Diagnostic {
        let read = read.map_or_else(|| "its units cannot be told".to_owned(), |units| format!("it has {units} units"));
        Diagnostic::error(
            Code::Unsettled,
            format!(
                "It cannot be told whether the change from {} to {} units took effect: on {} {read}.",
                self.before, self.wanted, self.effective
            ),
            self.settle_hint(),
        )
        .with_detail(format!("It was sent by run {} at {}.", self.run, self.at))
        .about(Subject { tenant: self.tenants.first().cloned(), ..Subject::default() })
    }

    /// What a person can do about it.
    #[must_use]
    pub fn settle_hint(&self) -> String {
        format!(
            "Compare the line with the contract in Autotask. Once it is right there: petra-autotask billing settle \
             --tenant {}.",
            self.tenants.first().map_or("ID", String::as_str)
        )
    }
}

/// What the journal says of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The entry that is still to be settled.
    pub open: Option<Entry>,
    /// The newest entry, where that was not taken: what is sent again carries its date, so that Autotask refuses it if the
    /// first one took effect late.
    pub again: Option<Entry>,
    /// Effective dates of changes that took effect.
    pub taken: Vec<Date>,
}

/// Days after which nothing of a change that was not taken can be under way any more.
const LATEST: i64 = 31;

impl Standing {
    /// The standing of a line, from its entries in their order.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut standing = Self::default();
        for entry in entries {
            match entry.state {
                state if state.is_open() => standing.open = Some(entry.clone()),
                EntryState::Done => {
                    standing.taken.push(entry.effective);
                    standing.again = None;
                }
                EntryState::NotTaken => standing.again = Some(entry.clone()),
                EntryState::Settled => standing.again = None,
                _ => {}
            }
        }
        standing
    }

    /// The date that the next change has to carry, as of a day. After a month a change bills by its own date again: with an
    /// old one it would bill back for as long.
    #[must_use]
    pub fn again_on(&self, today: Date) -> Option<Date> {
        let again = self.again.as_ref()?;
        let sent: Option<Date> = again.at.get(..10).and_then(|day| day.parse().ok());
        let is_over = sent.and_then(|sent| sent.checked_add(LATEST.days()).ok()).is_some_and(|last| last < today);
        (!is_over).then_some(again.effective)
    }

    /// The same after the line's units were read: the open entry is settled by them, and one that was not taken may have
    /// taken effect since.
    #[must_use]
    pub fn read(mut self, units: &Units<'_>) -> Self {
        if let Some(open) = self.open.take() {
            match open.read(units).verdict {
                Verdict::Done => {
                    self.taken.push(open.effective);
                    self.again = None;
                }
                Verdict::NotTaken => self.again = Some(open),
                Verdict::Unsettled => self.open = Some(open),
            }
        }
        if let Some(late) = self.again.take_if(|again| again.read(units).verdict == Verdict::Done) {
            self.taken.push(late.effective);
        }
        self
    }
}

#[cfg(test)]
pub(super) fn example(state: EntryState) -> Entry {
    use jiff::civil::date;
    Entry {
        id: 1,
        run: "20261124-101500-1".to_owned(),
        at: "2026-11-24T10:15:00Z".to_owned(),
        tenants: vec!["ZZ1".to_owned()],
        line: LineKey { kind: LineKind::Service, contract_id: 9, line_id: 77 },
        effective: date(2026, 11, 24),
        before: 12,
        wanted: 15,
        state,
        after: None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn units_settle_an_entry_or_they_do_not() {
        let entry = example(EntryState::Open);
        for (units, verdict) in
            [(15, Verdict::Done), (12, Verdict::NotTaken), (18, Verdict::Unsettled), (0, Verdict::Unsettled)]
        {
            assert_eq!(entry.verdict(units), verdict, "{units}");
        }
    }

    #[test]
    fn rows_settle_an_entry_under_both_readings() {
        use crate::domain::catalog::UnitRow;
        let row = |id, start, end, units| UnitRow { id, start, end, units, posted: false };
        let (nov, today, dec) = (date(2026, 11, 1), date(2026, 11, 24), date(2026, 12, 1));
        let later = row(9, dec, date(2027, 1, 1), 15);
        for (what, rows, verdict, units, shows_changes) in [
            ("as before", vec![row(1, nov, dec, 12)], Verdict::NotTaken, Some(12), false),
            ("a total", vec![row(1, nov, today, 12), row(2, today, dec, 15)], Verdict::Done, Some(15), false),
            ("a change", vec![row(1, nov, dec, 12), row(2, today, dec, 3)], Verdict::Done, Some(15), true),
            (
                "a total twice",
                vec![row(1, nov, today, 12), row(2, today, dec, 18)],
                Verdict::Unsettled,
                Some(18),
                false,
            ),
            ("a change twice", vec![row(1, nov, dec, 12), row(2, today, dec, 6)], Verdict::Unsettled, None, false),
            // The rows' latest alone would look as wanted; it is their sum that counts.
            ("neither", vec![row(1, nov, dec, 12), row(2, today, dec, 15)], Verdict::Unsettled, None, false),
        ] {
            let rows: Vec<_> = rows.into_iter().chain([later.clone()]).collect();
            let read = example(EntryState::Open).read(&Units { rows: &rows, end: None, changes_seen: false });
            assert_eq!(read, Reading { verdict, units, shows_changes }, "{what}");
        }
    }

    #[test]
    fn what_was_not_taken_is_sent_again_with_its_date_until_something_took_effect() {
        let on = |state, day| Entry { effective: date(2026, 11, day), ..example(state) };
        for (states, again, taken, open) in [
            (vec![], None, 0, false),
            (vec![on(EntryState::Done, 20)], None, 1, false),
            (vec![on(EntryState::NotTaken, 20)], Some(20), 0, false),
            (vec![on(EntryState::NotTaken, 20), on(EntryState::Refused, 20)], Some(20), 0, false),
            (vec![on(EntryState::NotTaken, 20), on(EntryState::Done, 20)], None, 1, false),
            (vec![on(EntryState::NotTaken, 20), on(EntryState::Settled, 20)], None, 0, false),
            (vec![on(EntryState::Done, 20), on(EntryState::Answered, 21)], None, 1, true),
        ] {
            let standing = Standing::of(&states);
            assert_eq!(standing.again_on(date(2026, 11, 25)), again.map(|day| date(2026, 11, day)), "{states:?}");
            assert_eq!((standing.taken.len(), standing.open.is_some()), (taken, open), "{states:?}");
        }
    }

    #[test]
    fn units_settle_what_is_open_and_what_took_effect_late() {
        use crate::domain::catalog::UnitRow;
        let (nov, today, dec) = (date(2026, 11, 1), date(2026, 11, 24), date(2026, 12, 1));
        let row = |id, start, end, units| UnitRow { id, start, end, units, posted: false };
        let reads =
            |units| vec![row(1, nov, today, 12), row(2, today, dec, units), row(3, dec, date(2027, 1, 1), units)];
        for (state, units, open, again, taken) in [
            (EntryState::Open, 12, false, Some(today), 0),
            (EntryState::Open, 15, false, None, 1),
            (EntryState::Open, 18, true, None, 0),
            (EntryState::NotTaken, 12, false, Some(today), 0),
            (EntryState::NotTaken, 15, false, None, 1),
            (EntryState::NotTaken, 18, false, Some(today), 0),
        ] {
            let rows = reads(units);
            let standing = Standing::of(&[example(state)]).read(&Units { rows: &rows, end: None, changes_seen: false });
            let found = (standing.open.is_some(), standing.again_on(today), standing.taken.len());
            assert_eq!(found, (open, again, taken), "{state:?} {units}");
        }
    }

    #[test]
    fn after_a_month_a_change_bills_by_its_own_date_again() {
        let standing = Standing::of(&[example(EntryState::NotTaken)]);
        assert_eq!(standing.again_on(date(2026, 12, 25)), Some(date(2026, 11, 24)));
        assert_eq!(standing.again_on(date(2026, 12, 26)), None);
        assert!(standing.again.is_some(), "still there to be read");
    }
}
