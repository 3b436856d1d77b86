//! What must survive a crash, in one SQLite file, `state.db`: the drafts of the wizard, the journal of billing, the
//! tickets of incidents; and the companies that the wizard read last.
//!
//! Each kind of thing has a file of its own below; this one opens the database and keeps its shape current.
//! Times are passed in: nothing here reads a clock. All calls block for a disk write or less.

mod catalog;
mod draft;
mod error;
mod incidents;
mod journal;
mod lock;
mod migrations;
mod process;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

pub use catalog::{CompanyLines, KeptCompanies};
pub use draft::{Counts, DraftRecord, Drafts, Ending, Session, Unreadable};
pub use error::Error;
pub use journal::{NewEntry, Run, Update};
pub use lock::{Holder, RunLock};
pub use process::Process;

/// The file's name in the state folder.
pub const FILE: &str = "state.db";

/// How long a write waits for that of another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// The open database. It can go to another thread, but not be used by two at once.
#[derive(Debug)]
pub struct State {
    connection: Connection,
    path: PathBuf,
}

impl State {
    /// Opens `state.db` in a folder; makes both (0600, 0700) where they are missing.
    ///
    /// # Errors
    /// Where the file cannot be made, is no database, or is of a newer version of this program.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        make(folder, &path).map_err(|cause| Error::Unwritable { path: path.clone(), cause })?;
        let told = |cause| Error::Database { path: path.clone(), cause };
        let mut connection = Connection::open(&path).map_err(told)?;
        prepare(&connection).map_err(told)?;
        match migrations::bring_up_to_date(&mut connection).map_err(told)? {
            migrations::Outcome::Current => Ok(Self { connection, path }),
            migrations::Outcome::Newer(version) => Err(Error::Newer { path, version }),
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn told(&self, cause: rusqlite::Error) -> Error {
        Error::Database { path: self.path.clone(), cause }
    }
}

/// Made before SQLite would: it gives its own files the mode that this one has.
fn make(folder: &Path, path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = File::options();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// What has been committed is on disk, whatever ends the process or the machine; a reader never waits for a writer.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::{Code, Diagnostic};

    fn code(folder: &Path) -> Code {
        Diagnostic::from(State::open(folder).unwrap_err()).code
    }

    #[test]
    fn it_is_durable_and_shared() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let setting = |name: &str| {
            state.connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap()
        };
        assert_eq!(setting("journal_mode"), rusqlite::types::Value::Text("wal".to_owned()));
        assert_eq!(setting("synchronous"), rusqlite::types::Value::Integer(2));
        assert_eq!(setting("busy_timeout"), rusqlite::types::Value::Integer(5000));
        State::open(folder.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn it_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/state");
        let state = State::open(&inner).unwrap();
        state.connection.execute_batch("CREATE TABLE t (x INTEGER) STRICT").unwrap();
        for entry in fs::read_dir(&inner).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        }
        assert_eq!(fs::metadata(&inner).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn what_is_no_database_or_newer_or_no_folder_is_told_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "this is no database, and long enough to be looked at as one".repeat(40)).unwrap();
        let before = fs::read(&path).unwrap();
        assert_eq!(code(folder.path()), Code::ReadFailed);
        assert_eq!(fs::read(&path).unwrap(), before);

        fs::remove_file(&path).unwrap();
        State::open(folder.path()).unwrap().connection.pragma_update(None, "user_version", 1000).unwrap();
        assert!(matches!(State::open(folder.path()), Err(Error::Newer { version: 1000, .. })));

        fs::write(folder.path().join("file"), "").unwrap();
        assert_eq!(code(&folder.path().join("file")), Code::WriteFailed);
    }
}
