//! Settling what earlier runs left open: by reading, at the start of each run, or by a person's word.

use std::collections::HashMap;

use super::run::BillingRun;
use super::session::BillingSession;
use crate::domain::billing::{Entry, EntryState, Reading, Standing, Units, Verdict};
use crate::domain::catalog::{Contract, LineKind, UnitRow};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::ops::Workplace;
use crate::ops::clock::now_utc;
use crate::state::{State, Update};

/// An entry that a person may settle, with what Autotask shows now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The entry.
    pub entry: Entry,
    /// Units on its effective date, where they can be told.
    pub now: Option<i64>,
}

/// Reads the units of every open entry and settles those that read as wanted or as before.
///
/// # Errors
/// What kept us from reading; then nothing may be posted.
pub(super) async fn settle_by_reading(session: &BillingSession, state: &State) -> Result<(), Diagnostic> {
    let mut waiting = state.open_entries(&session.account)?;
    // What was not taken may have taken effect since.
    waiting.extend(state.standings(&session.account)?.into_values().filter_map(|standing| standing.again));
    for (entry, reading) in read_all(session, state, waiting).await? {
        let Some(reading) = reading else { continue };
        let (settled, words) = match reading.verdict {
            Verdict::Done => (EntryState::Done, "settled by reading"),
            _ if entry.state == EntryState::NotTaken => continue,
            Verdict::NotTaken => (EntryState::NotTaken, "settled by reading"),
            Verdict::Unsettled => (EntryState::Unsettled, "read again; it cannot be told"),
        };
        let update = Update { after: reading.units, words, shows_changes: reading.shows_changes };
        state.update_entry(entry.id, settled, &now_utc(), &update)?;
    }
    Ok(())
}

/// What the unit rows say of each entry; nothing where its contract cannot be seen.
async fn read_all(
    session: &BillingSession,
    state: &State,
    entries: Vec<Entry>,
) -> Result<Vec<(Entry, Option<Reading>)>, Diagnostic> {
    let Some(first) = entries.iter().map(|entry| entry.effective).min() else { return Ok(Vec::new()) };
    let contracts: Vec<i64> = entries.iter().map(|entry| entry.line.contract_id).collect();
    let contracts = session.connection.client.contracts_by_id(&contracts).await.map_err(Diagnostic::from)?;
    let contracts: HashMap<i64, Contract> = contracts.into_iter().map(|one| (one.id, one)).collect();
    let mut rows: HashMap<(LineKind, i64), Vec<UnitRow>> = HashMap::new();
    for kind in [LineKind::Service, LineKind::Bundle] {
        let lines: Vec<i64> =
            entries.iter().filter(|entry| entry.line.kind == kind).map(|entry| entry.line.line_id).collect();
        let found = session.units_of(kind, &lines, first.yesterday().ok()).await.map_err(Diagnostic::from)?;
        rows.extend(found.into_iter().map(|(line, rows)| ((kind, line), rows)));
    }
    let changes_seen = state.changes_seen(&session.account)?;
    let read = entries.into_iter().map(|entry| {
        let reading = contracts.get(&entry.line.contract_id).map(|contract| {
            let rows = rows.get(&(entry.line.kind, entry.line.line_id)).map_or(&[][..], Vec::as_slice);
            entry.read(&Units { rows, end: contract.end, changes_seen })
        });
        (entry, reading)
    });
    Ok(read.collect())
}

/// Takes what Autotask shows now as the truth for a tenant's open entries, and frees the date of one that was not taken.
/// Nothing is posted. `agrees` is shown them and decides.
///
/// # Errors
/// Another run, or what kept us from reading or writing the journal.
pub async fn settle_billing(
    place: &Workplace,
    session: &BillingSession,
    tenant: &str,
    agrees: &mut (dyn FnMut(&[Settled]) -> bool + Send),
) -> Result<Vec<Settled>, Diagnostic> {
    let run = BillingRun::new(place, session, "settle")?;
    let state = &run.state;
    let standings = state.standings(&session.account)?;
    let of_tenant = |entry: &Entry| entry.tenants.iter().any(|id| id == tenant);
    let holds = |entry: &Entry, standing: Option<&Standing>| {
        let waits = standing.and_then(|standing| standing.again.as_ref()).is_some_and(|again| again.id == entry.id);
        entry.state.is_open() || waits
    };
    let mut entries = state.entries_of(&session.account)?;
    entries.retain(|entry| of_tenant(entry) && holds(entry, standings.get(&entry.line)));
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let read = read_all(session, state, entries).await?;
    let settled: Vec<_> = read
        .into_iter()
        .map(|(entry, reading)| Settled { entry, now: reading.and_then(|reading| reading.units) })
        .collect();
    if !agrees(&settled) {
        return Err(Diagnostic::error(Code::Unsettled, "Nothing was settled.", "Run it again once you are sure."));
    }
    for one in &settled {
        let update = Update { after: one.now, words: "settled by a person", shows_changes: false };
        state.update_entry(one.entry.id, EntryState::Settled, &now_utc(), &update)?;
    }
    Ok(settled)
}
