//! Carrying out one line: read again, put on record, post once, read back, compare.
//!
//! ```text
//! read units ── as planned? ── journal: open ── POST ── journal: answered ── read units ── journal: done
//!                   │                             │                             │
//!                   └ no: refused                 └ refused: journal, next      └ else: unsettled
//! ```
//!
//! A post is never sent again here. The order of lines, and when a run ends, is the business of `apply`.

use std::collections::HashMap;
use std::time::Duration;

use jiff::civil::Date;

use super::session::BillingSession;
use crate::autotask::{Error, Outcome, Refusal};
use crate::domain::billing::{
    Entry, EntryState, LineKey, LineResult, Plan, PlanLine, PlanState, Reading, Standing, Units, Verdict, findings_on,
    unclear,
};
use crate::domain::catalog::{Contract, LineKind};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::http::Passing;
use crate::ops::clock::now_utc;
use crate::state::{NewEntry, State, Update};

/// Lines that are looked at together before each of them is carried out.
pub(super) const CHUNK: usize = 50;

/// Requests that a line takes: units, the post, units again.
pub(super) const REQUESTS_OF_A_LINE: u32 = 3;

/// Requests for what a chunk is judged by: contracts, lines, units, services, the hour's use.
const REQUESTS_OF_A_CHUNK: u64 = 5;

/// Requests that carrying out a plan takes.
pub(super) fn cost(plan: &Plan) -> u64 {
    let changes = plan.lines.iter().filter(|line| line.state == PlanState::Change);
    let lines = changes.filter_map(PlanLine::key).collect::<std::collections::BTreeSet<_>>().len() as u64;
    lines * u64::from(REQUESTS_OF_A_LINE) + lines.div_ceil(CHUNK as u64) * REQUESTS_OF_A_CHUNK
}

/// What became of a line.
pub(super) struct Carried {
    pub result: LineResult,
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub findings: Vec<Diagnostic>,
    /// Whether nothing more may be posted in this run; the findings say why.
    pub ends_run: bool,
    /// Whether Autotask gave no answer to the post, or took no more requests.
    pub is_silent: bool,
}

impl Carried {
    fn new(result: LineResult, findings: Vec<Diagnostic>) -> Self {
        Self { result, before: None, after: None, findings, ends_run: false, is_silent: false }
    }

    fn refused(findings: Vec<Diagnostic>) -> Self {
        Self::new(LineResult::Refused, findings)
    }

    /// Nothing was sent, and nothing more will be.
    fn ended(failure: Diagnostic) -> Self {
        Self { ends_run: true, ..Self::new(LineResult::Skipped, vec![failure]) }
    }
}

/// What a run knows while it goes from line to line.
pub(super) struct Carrier<'a> {
    pub session: &'a BillingSession,
    pub state: &'a State,
    pub run: &'a str,
    /// The day as of which contracts are judged.
    pub today: Date,
    /// Pauses between readings where a change is not seen at once.
    pub pauses: &'a [Duration],
    pub standings: HashMap<LineKey, Standing>,
    /// Whether unit rows were seen that hold changes.
    pub changes_seen: bool,
    /// Whether the first change was seen to read back as expected.
    pub first_is_seen: bool,
}

impl Carrier<'_> {
    /// Carries out a line that was found sound a moment ago.
    pub async fn carry(&mut self, line: &PlanLine, contract: &Contract) -> Carried {
        let (Some(key), Some(day), Some(planned), Some(wanted)) =
            (line.key(), line.effective_date, line.units_now, line.units_wanted)
        else {
            return Carried::new(LineResult::Skipped, Vec::new());
        };
        let standing = self.standings.get(&key).cloned().unwrap_or_default();
        if let Some(again_on) = standing.again_on(self.today).filter(|again_on| *again_on != day) {
            return Carried::refused(vec![moved(format!(
                "An earlier change of this line was not taken; it may only be sent again for {again_on}."
            ))]);
        }
        let rows = match self.session.units_of_line(key, day).await {
            Ok(rows) => rows,
            Err(error) => return Carried::ended(error.into()),
        };
        let units = Units { rows: &rows, end: contract.end, changes_seen: self.changes_seen };
        let before = match units.on(day) {
            Ok(before) => before,
            Err(why) => return Carried::refused(vec![unclear(&why)]),
        };
        let findings = if before == wanted {
            // Somebody was faster: there is nothing to do.
            return Carried {
                before: Some(before),
                after: Some(before),
                ..Carried::new(LineResult::Skipped, Vec::new())
            };
        } else if before == planned {
            findings_on(day, contract, &units, &standing.taken)
        } else {
            vec![moved(format!("The line has {before} units on {day}; the plan was made with {planned}."))]
        };
        if !findings.is_empty() {
            return Carried { before: Some(before), after: Some(before), ..Carried::refused(findings) };
        }
        let tenants = line.tenants();
        let at = now_utc();
        let new = NewEntry { run: self.run, at: &at, tenants: &tenants, line: key, effective: day, before, wanted };
        let id = match self.state.add_entry(&new) {
            Ok(id) => id,
            Err(error) => return Carried::ended(error.into()),
        };
        let entry = Entry {
            id,
            run: self.run.to_owned(),
            at: at.clone(),
            tenants: tenants.clone(),
            line: key,
            effective: day,
            before,
            wanted,
            state: EntryState::Open,
            after: None,
        };
        Carried { before: Some(before), ..self.post(entry, contract).await }
    }

    /// Posts the entry's change, once, and finds out what became of it.
    async fn post(&mut self, entry: Entry, contract: &Contract) -> Carried {
        let client = &self.session.connection.client;
        let LineKey { kind, contract_id, line_id } = entry.line;
        let change = entry.wanted - entry.before;
        let outcome = match kind {
            LineKind::Service => client.post_service_adjustment(contract_id, line_id, entry.effective, change).await,
            LineKind::Bundle => client.post_bundle_adjustment(contract_id, line_id, entry.effective, change).await,
        };
        match outcome {
            Outcome::Done(_) => {
                if let Some(failed) = self.note(&entry, EntryState::Answered, &Update::default()) {
                    return failed;
                }
                self.read_back(&entry, contract, None).await
            }
            Outcome::Unknown(error) => self.read_back(&entry, contract, Some(error)).await,
            Outcome::Refused(error) => self.refused(&entry, contract, error).await,
        }
    }

    async fn refused(&mut self, entry: &Entry, contract: &Contract, error: Error) -> Carried {
        let mut after = Some(entry.before);
        if matches!(error, Error::Refused { refusal: Refusal::DateTaken, .. }) {
            // Somebody has changed this line for this day: ourselves, if the first post took effect late, or another.
            let read = match self.reading(entry, contract).await {
                Ok(read) => read,
                Err(failure) => return unread(failure.into()),
            };
            if read.verdict == Verdict::Done {
                let failed = self.note(entry, EntryState::Done, &update(read, "date taken, units as wanted"));
                return failed
                    .unwrap_or(Carried { after: read.units, ..Carried::new(LineResult::Skipped, Vec::new()) });
            }
            after = read.units;
        }
        let is_silent = matches!(error, Error::Throttled { .. });
        let ends_run = error.is_refused_sign_in() || matches!(error, Error::PermissionMissing { .. });
        let words = error.to_string();
        let failed = self.note(entry, EntryState::Refused, &Update { after, words: &words, shows_changes: false });
        failed.unwrap_or_else(|| Carried {
            after,
            ends_run,
            is_silent,
            ..Carried::refused(vec![Diagnostic::from(error)])
        })
    }

    /// Reads what became of a post; `doubt` is what kept Autotask from saying it.
    async fn read_back(&mut self, entry: &Entry, contract: &Contract, doubt: Option<Error>) -> Carried {
        let read = match self.reading(entry, contract).await {
            Ok(read) => read,
            Err(failure) => return unread(failure.into()),
        };
        let words = doubt.as_ref().map(ToString::to_string).unwrap_or_default();
        let update = update(read, &words);
        // After an answer of Autotask's own nothing is under way any more. Without one, the post may still take effect.
        let is_over =
            doubt.as_ref().is_some_and(|error| matches!(error, Error::BadAnswer { .. }) && !error.is_passing());
        let (state, result, findings) = match (read.verdict, doubt) {
            (Verdict::Done, _) => (EntryState::Done, LineResult::Posted, Vec::new()),
            (Verdict::NotTaken, Some(error)) if is_over => {
                (EntryState::NotTaken, LineResult::Refused, vec![refused_by_autotask(&error)])
            }
            (Verdict::NotTaken, Some(error)) => {
                (EntryState::Open, LineResult::Unsettled, vec![unanswered(entry, &error)])
            }
            (_, _) if self.first_is_seen => {
                (EntryState::Unsettled, LineResult::Unsettled, vec![entry.unsettled(read.units)])
            }
            (_, _) => (EntryState::Unsettled, LineResult::Unsettled, vec![mismatch(entry, read)]),
        };
        if let Some(failed) = self.note(entry, state, &update) {
            return failed;
        }
        let ends_run = state == EntryState::Unsettled && !self.first_is_seen;
        if state == EntryState::Done {
            self.first_is_seen = true;
            self.changes_seen |= read.shows_changes;
        }
        let is_silent = state == EntryState::Open;
        Carried { after: read.units, ends_run, is_silent, ..Carried::new(result, findings) }
    }

    /// The units after a post. Autotask may show a change a little late, so that units as before are read again.
    async fn reading(&self, entry: &Entry, contract: &Contract) -> Result<Reading, Error> {
        let mut pauses = self.pauses.iter();
        loop {
            let rows = self.session.units_of_line(entry.line, entry.effective).await?;
            let units = Units { rows: &rows, end: contract.end, changes_seen: self.changes_seen };
            let read = entry.read(&units);
            match pauses.next() {
                Some(pause) if read.verdict == Verdict::NotTaken => tokio::time::sleep(*pause).await,
                _ => return Ok(read),
            }
        }
    }

    /// Puts on record what was learnt; what to say where that fails.
    fn note(&self, entry: &Entry, state: EntryState, update: &Update<'_>) -> Option<Carried> {
        let error = self.state.update_entry(entry.id, state, &now_utc(), update).err()?;
        Some(unread(error.into()))
    }
}

/// Something was sent and cannot be read back. The entry stays open; the next run reads it.
fn unread(failure: Diagnostic) -> Carried {
    let unsettled = Diagnostic::error(
        Code::Unsettled,
        "A change was sent, and the units could not be read back.",
        "The next billing run reads them before it sends anything for this tenant.",
    );
    Carried { ends_run: true, ..Carried::new(LineResult::Unsettled, vec![unsettled, failure]) }
}

fn update(read: Reading, words: &str) -> Update<'_> {
    Update { after: read.units, words, shows_changes: read.shows_changes }
}

/// What is said where contract, line or units are no longer as they were.
pub(super) fn moved(why: String) -> Diagnostic {
    Diagnostic::error(
        Code::MovedSincePlan,
        "What the plan was made with has changed since; nothing was posted on this line.",
        "Make a new plan.",
    )
    .with_detail(why)
}

fn refused_by_autotask(error: &Error) -> Diagnostic {
    let words = match error {
        Error::BadAnswer { words, what, .. } if words.is_empty() => what.clone(),
        Error::BadAnswer { words, .. } => words.clone(),
        other => other.to_string(),
    };
    Diagnostic::error(
        Code::RefusedByAutotask,
        "Autotask did not take the change; the units read as before.",
        "What Autotask said is in the detail. The next run may send it again.",
    )
    .with_detail(words)
}

fn unanswered(entry: &Entry, error: &Error) -> Diagnostic {
    Diagnostic::error(
        Code::Unsettled,
        format!(
            "Autotask gave no answer to the change from {} to {} units, and {} reads as before.",
            entry.before, entry.wanted, entry.effective
        ),
        "The change may still take effect. The next billing run reads the units before it sends anything.",
    )
    .with_detail(error.to_string())
}

fn mismatch(entry: &Entry, read: Reading) -> Diagnostic {
    let read = read.units.map_or_else(|| "units that cannot be told".to_owned(), |units| format!("{units} units"));
    Diagnostic::error(
        Code::ReadbackMismatch,
        format!(
            "The first change of this run was to lead from {} to {} units on {}; Autotask shows {read}. The run stopped.",
            entry.before, entry.wanted, entry.effective
        ),
        entry.settle_hint(),
    )
}
