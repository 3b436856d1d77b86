//! A run over the incidents: one at a time.

use crate::domain::diagnostic::Diagnostic;
use crate::ops::Workplace;
use crate::ops::drafts::host;
use crate::state::{Holder, RunLock, State};

/// A run that has begun. It lets go of the lock when it is dropped.
#[derive(Debug)]
pub struct IncidentRun {
    pub(super) state: State,
    _lock: Option<RunLock>,
}

/// Begins a run; one that only looks takes no lock.
///
/// # Errors
/// Another run that is under way; a state that cannot be opened.
pub fn begin_incidents(place: &Workplace, dry_run: bool) -> Result<IncidentRun, Diagnostic> {
    let state = State::open(&place.paths.state)?;
    let holder = Holder { host: host(), process: std::process::id(), since: jiff::Timestamp::now().to_string() };
    let lock = if dry_run { None } else { Some(state.lock_incidents(&holder)?) };
    Ok(IncidentRun { state, _lock: lock })
}
