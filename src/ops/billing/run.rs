//! A run that may write: one at a time, and what earlier ones left open is settled before it does anything.

use super::session::BillingSession;
use super::settle::settle_by_reading;
use crate::domain::diagnostic::Diagnostic;
use crate::ops::Workplace;
use crate::ops::clock::now_utc;
use crate::ops::drafts::host;
use crate::state::{Run, RunLock, State};

/// A run that has begun. It ends, and lets go of the lock, when it is dropped.
#[derive(Debug)]
pub struct BillingRun {
    pub(super) state: State,
    /// Its name in the journal; sorts by time.
    pub name: String,
    _lock: RunLock,
}

impl BillingRun {
    /// Takes the lock and puts the run on record; nothing is asked of Autotask yet.
    pub(super) fn new(place: &Workplace, session: &BillingSession, command: &str) -> Result<Self, Diagnostic> {
        let state = State::open(&place.paths.state)?;
        let lock = state.lock_billing()?;
        let started_at = now_utc();
        // Whoever is on record as running does not: it would hold the lock.
        state.end_killed_runs(&started_at)?;
        let process = std::process::id();
        // The journal's number of the run keeps apart two of one second.
        let name = format!("{}-{process}-{}", started_at.replace(['-', ':'], ""), state.count_runs()?);
        state.begin_run(&Run {
            run: name.clone(),
            command: command.to_owned(),
            account: session.account.clone(),
            host: host(),
            process,
            started_at,
        })?;
        Ok(Self { state, name, _lock: lock })
    }
}

impl Drop for BillingRun {
    fn drop(&mut self) {
        // Where even this cannot be written, the next run finds the lock free all the same.
        if let Err(error) = self.state.end_run(&self.name, &now_utc()) {
            tracing::warn!(%error, "the end of the run is not on record");
        }
    }
}

/// Begins a run: takes the lock, then settles by reading what earlier runs left open.
///
/// # Errors
/// Another run that is under way; what kept us from reading. Then nothing may be posted.
pub async fn begin_billing(
    place: &Workplace,
    session: &BillingSession,
    command: &str,
) -> Result<BillingRun, Diagnostic> {
    let run = BillingRun::new(place, session, command)?;
    settle_by_reading(session, &run.state).await?;
    Ok(run)
}
