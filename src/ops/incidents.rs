//! Petra's incidents as tickets, one each: opened, told the news, never twice.
//!
//! `plan` says what is to be done, `carry` does it incident by incident, `round` is one pass over all, `watch` goes on.

mod carry;
mod plan;
mod round;
mod run;
mod watch;

pub use round::{Round, SyncRequest, SyncResult, Told, sync_incidents};
pub use run::{IncidentRun, begin_incidents};
pub use watch::{SHORTEST_WATCH, watch_incidents};
