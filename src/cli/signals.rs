//! Signals that ask the process to end, as the exit statuses that tell how it ended.
//!
//! On the wizard's screen they are events like any other, in `tui::event_loop`.

use anyhow::Context as _;

use super::report::Failure;

/// Comes when the process is asked to end, with the exit status for that. The handlers stand as soon as this returns.
///
/// # Errors
/// Where the system does not let them be heard.
#[cfg(unix)]
pub fn stop() -> Result<impl Future<Output = u8>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = |kind| signal(kind).context("signals cannot be heard").map_err(Failure::from);
    let mut hang_up = heard(SignalKind::hangup())?;
    let mut interrupt = heard(SignalKind::interrupt())?;
    let mut terminate = heard(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = hang_up.recv() => 129,
            _ = interrupt.recv() => 130,
            _ = terminate.recv() => 143,
        }
    })
}

/// Comes when the process is asked to end, with the exit status for that.
///
/// # Errors
/// None here; the other platforms' handlers can fail.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other platforms' handlers can fail")]
pub fn stop() -> Result<impl Future<Output = u8>, Failure> {
    Ok(async {
        // An error means that there is no Ctrl-C to wait for; the work then ends at once.
        let _ = tokio::signal::ctrl_c().await;
        130
    })
}
