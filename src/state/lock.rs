//! The locks that keep a second run away. The system lets go of one with its process, however that ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, params};

use super::{Error, State};

/// Held until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// Who holds a lock, for those who are turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Name of the machine.
    pub host: String,
    /// Id of the process there.
    pub process: u32,
    /// Since when, as RFC 3339.
    pub since: String,
}

impl State {
    /// Takes the lock against a second billing run, without waiting.
    ///
    /// # Errors
    /// [`Error::Running`] with who holds it, as far as the journal says; a folder in which nothing can be locked.
    pub fn lock_billing(&self) -> Result<RunLock, Error> {
        self.lock("billing", || {
            let run = self.running()?;
            Ok(run.map(|run| (format!("{} on {}, process {}", run.command, run.host, run.process), run.started_at)))
        })
    }

    /// Takes the lock against a second run over the incidents, without waiting.
    ///
    /// # Errors
    /// [`Error::Running`] with who holds it; a folder in which nothing can be locked.
    pub fn lock_incidents(&self, holder: &Holder) -> Result<RunLock, Error> {
        let what = "incidents";
        let lock = self.lock(what, || {
            let found = self.holder(what)?;
            Ok(found.map(|holder| (format!("process {} on {}", holder.process, holder.host), holder.since)))
        })?;
        self.connection
            .execute(
                "INSERT INTO lock_holder (lock, host, process, since) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (lock) DO UPDATE SET host = ?2, process = ?3, since = ?4",
                params![what, holder.host, holder.process, holder.since],
            )
            .map_err(|cause| self.told(cause))?;
        Ok(lock)
    }

    /// Takes the lock around opening a ticket by hand, and waits for it: it is held for a few requests.
    ///
    /// # Errors
    /// A folder in which nothing can be locked.
    pub fn lock_tickets(&self) -> Result<RunLock, Error> {
        let path = self.lock_path("tickets");
        let file = open(&path)?;
        file.lock().map_err(|cause| Error::Unwritable { path, cause })?;
        Ok(RunLock { _file: file })
    }

    /// Takes a lock; where another has it, `held` says who, and since when.
    fn lock(
        &self,
        what: &'static str,
        held: impl FnOnce() -> Result<Option<(String, String)>, Error>,
    ) -> Result<RunLock, Error> {
        let path = self.lock_path(what);
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(RunLock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                // One that has the lock may not have written yet who it is.
                let new = || ("a run that has just begun".to_owned(), "a moment ago".to_owned());
                let (who, since) = held()?.unwrap_or_else(new);
                Err(Error::Running { what, who, since })
            }
            // Where nothing can be locked two runs could write the same: better none.
            Err(TryLockError::Error(cause)) => Err(Error::Unwritable { path, cause }),
        }
    }

    fn holder(&self, what: &str) -> Result<Option<Holder>, Error> {
        let query = "SELECT host, process, since FROM lock_holder WHERE lock = ?1";
        let found = self
            .connection
            .query_row(query, [what], |row| Ok(Holder { host: row.get(0)?, process: row.get(1)?, since: row.get(2)? }));
        found.optional().map_err(|cause| self.told(cause))
    }

    /// The file stays there; only the lock on it counts.
    fn lock_path(&self, what: &str) -> PathBuf {
        self.path.parent().unwrap_or_else(|| Path::new(".")).join(format!("{what}.lock"))
    }
}

fn open(path: &Path) -> Result<File, Error> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|cause| Error::Unwritable { path: path.to_owned(), cause })
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
        let holder = Holder { host: "jump01".to_owned(), process: 7, since: "2026-11-24T10:15:00Z".to_owned() };
        let lock = first.lock_incidents(&holder).unwrap();
        let told = Diagnostic::from(second.lock_incidents(&Holder { process: 8, ..holder.clone() }).unwrap_err());
        assert_eq!(told.code, Code::AlreadyRunning);
        assert_eq!(
            told.summary,
            "Another incidents run is under way: process 7 on jump01, since 2026-11-24T10:15:00Z."
        );
        // Another kind of work goes on meanwhile.
        drop(second.lock_tickets().unwrap());
        drop(lock);
        second.lock_incidents(&holder).unwrap();
    }

    #[test]
    fn the_second_billing_run_is_told_who_and_since_when_and_may_once_the_first_has_ended() {
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
