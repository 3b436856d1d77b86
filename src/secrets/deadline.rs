//! Giving up on a store that does not answer.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    /// The time was over.
    TimeOver,
    /// The work ended without a result.
    Broken,
}

/// Does work on a thread of its own and waits for it no longer than `limit`.
///
/// Work that hangs keeps its thread: there is no way to end a call that waits for another process.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Missed> {
    let (sender, receiver) = mpsc::channel();
    let started = thread::Builder::new().name("secret store".to_owned()).spawn(move || {
        // Nobody listens any more where the time was over.
        let _ = sender.send(work());
    });
    if started.is_err() {
        return Err(Missed::Broken);
    }
    receiver.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => Missed::TimeOver,
        RecvTimeoutError::Disconnected => Missed::Broken,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_in_time_gives_its_result_and_work_that_hangs_none() {
        assert_eq!(within(Duration::from_mins(1), || 7), Ok(7));
        let (open, never) = mpsc::channel::<()>();
        assert_eq!(within(Duration::from_millis(1), move || never.recv().is_ok()), Err(Missed::TimeOver));
        drop(open);
    }
}
