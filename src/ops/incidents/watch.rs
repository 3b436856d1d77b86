//! Going over the incidents again and again: survives that Autotask or Petra are away, ends where going on could do harm.

use std::time::Duration;

use super::round::{Round, SyncRequest, sync_incidents};
use super::run::IncidentRun;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::ops::{SavedAccess, Stop, TicketSession, Workplace, open_tickets};

/// The shortest time from one pass to the next: Petra takes ten requests for incidents a minute.
pub const SHORTEST_WATCH: Duration = Duration::from_secs(6);

/// Goes over the incidents every so often, until it is to end. Each pass is told as it ends.
///
/// # Errors
/// What cannot be survived: a refused sign-in (Autotask locks a user after several), a right or secret that is missing, a
/// state that cannot be written, what `told` refuses.
pub async fn watch_incidents(
    place: &Workplace,
    access: &SavedAccess,
    run: &IncidentRun,
    request: SyncRequest,
    every: Duration,
    stop: &Stop,
    told: &mut (dyn FnMut(&Round) -> Result<(), Diagnostic> + Send),
) -> Result<(), Vec<Diagnostic>> {
    let mut session: Option<TicketSession> = None;
    while !stop.is_asked() {
        let opened = match session.take() {
            Some(session) => Some(Ok(session)),
            None => stop.or(open_tickets(place, access.clone())).await,
        };
        let round = match opened {
            None => break,
            Some(Err(failures)) => Round { findings: failures, ..Round::default() },
            Some(Ok(opened)) => {
                let round = sync_incidents(place, &opened, run, request, stop, &mut |_, _| {}).await;
                // An account may have moved away from a host that does not answer: then it is looked for again.
                session = Some(opened).filter(|_| !round.findings.iter().any(is_away));
                round
            }
        };
        told(&round).map_err(|refused| vec![refused])?;
        let fatal: Vec<_> = round.findings.into_iter().filter(is_fatal).collect();
        if !fatal.is_empty() {
            return Err(fatal);
        }
        stop.pause(every.max(SHORTEST_WATCH)).await;
    }
    Ok(())
}

fn is_away(finding: &Diagnostic) -> bool {
    finding.is_error() && finding.code.failure_exit() == Some(5)
}

/// A zone that is no Autotask host does not pass by waiting.
fn is_fatal(finding: &Diagnostic) -> bool {
    let failure = finding.is_error() && finding.code.failure_exit().is_some();
    failure && (!is_away(finding) || finding.code == Code::ZoneUntrusted)
}
