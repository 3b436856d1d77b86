//! The lock that keeps a second billing run away. The system lets go of it with its process, however that ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::{Error, State};

/// The file's name in the state folder. It stays there; only the lock on it counts.
const FILE: &str = "billing.lock";

/// Held until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct BillingLock {
    _file: File,
}

impl State {
    /// Takes the lock without waiting.
    ///
    /// # Errors
    /// [`Error::Running`] with who holds it, as far as the journal says; a folder in which nothing can be locked.
    pub fn lock_billing(&self) -> Result<BillingLock, Error> {
        let path = self.path.parent().unwrap_or_else(|| Path::new(".")).join(FILE);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let unwritable = |cause| Error::Unwritable { path: path.clone(), cause };
        let file = options.open(&path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(BillingLock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                let (who, since) = match self.running()? {
                    Some(run) => (format!("{} on {}, process {}", run.command, run.host, run.process), run.started_at),
                    // It has the lock and has not written yet who it is.
                    None => ("a run that has just begun".to_owned(), "a moment ago".to_owned()),
                };
                Err(Error::Running { who, since })
            }
            // Where nothing can be locked two runs could post the same change: better none.
            Err(TryLockError::Error(cause)) => Err(unwritable(cause)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::journal::tests::run;
    use super::*;
    use crate::domain::diagnostic::{Code, Diagnostic};

    #[test]
    fn the_second_run_is_told_who_and_since_when_and_may_once_the_first_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (State::open(folder.path()).unwrap(), State::open(folder.path()).unwrap());
        let lock = first.lock_billing().unwrap();
        let told = Diagnostic::from(second.lock_billing().unwrap_err());
        assert_eq!(told.code, Code::AlreadyRunning);
        first.begin_run(&run("r1")).unwrap();
        let told = Diagnostic::from(second.lock_billing().unwrap_err());
        assert_eq!(
            told.summary,
            "Another billing run is under way: sync on jump01, process 7, since 2026-11-24T10:15:00Z."
        );
        drop(lock);
        second.lock_billing().unwrap();
    }
}
