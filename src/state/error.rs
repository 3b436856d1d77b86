//! What can go wrong with the state, and how it is told.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::domain::diagnostic::{Code, Diagnostic};

/// A failure to open, read or write `state.db`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder or file cannot be made.
    #[error("{} cannot be written: {cause}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// The file is of a newer version of this program.
    #[error("{} is of version {version}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// Another run holds the lock.
    #[error("{who} holds the lock of {what} since {since}")]
    Running {
        /// What it does: `billing`, `incidents`.
        what: &'static str,
        /// Who: command, machine and process.
        who: String,
        /// Since when.
        since: String,
    },
    /// A row of the journal that this version cannot read.
    #[error("{}: entry {entry} of the journal cannot be read: {why}", path.display())]
    Entry {
        /// The file.
        path: PathBuf,
        /// The entry.
        entry: i64,
        /// What is wrong with it.
        why: String,
    },
    /// What is known of an incident cannot be read by this version.
    #[error("{}: incident {id} cannot be read: {why}", path.display())]
    Incident {
        /// The file.
        path: PathBuf,
        /// The incident.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// The list of companies that is kept for an account cannot be read by this version.
    #[error("{}: the companies that are kept cannot be read: {why}", path.display())]
    Companies {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// SQLite refuses.
    #[error("{}: {cause}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// Its reason.
        cause: rusqlite::Error,
    },
}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Diagnostic {
    fn from(error: &Error) -> Self {
        match error {
            Error::Unwritable { path, cause } => Self::error(
                Code::WriteFailed,
                format!("{} cannot be written.", path.display()),
                "Let this user write there, or name another folder with --state-dir DIR.",
            )
            .with_detail(cause.to_string()),
            Error::Newer { path, .. } => Self::error(
                Code::ReadFailed,
                format!("{} is of a newer version of this program.", path.display()),
                "Use that petra-autotask, or another folder with --state-dir DIR.",
            ),
            Error::Running { what, who, since } => Self::error(
                Code::AlreadyRunning,
                format!("Another {what} run is under way: {who}, since {since}."),
                "Wait until it has ended, then run this again.",
            ),
            Error::Entry { path, entry, why } => Self::error(
                Code::ReadFailed,
                format!("Entry {entry} of the journal in {} cannot be read.", path.display()),
                "Use the petra-autotask that wrote it, or put back a copy of state.db.",
            )
            .with_detail(why.clone()),
            Error::Incident { path, id, why } => Self::error(
                Code::ReadFailed,
                format!("What {} knows of incident {id} cannot be read.", path.display()),
                "Use the petra-autotask that wrote it, or put back a copy of state.db.",
            )
            .with_detail(why.clone()),
            Error::Companies { path, why } => Self::warning(
                Code::ReadFailed,
                format!("The companies that are kept in {} cannot be read.", path.display()),
                "Nothing is to be done: they are read from Autotask, and kept anew.",
            )
            .with_detail(why.clone()),
            Error::Database { path, cause } => {
                let (code, what, hint) = match cause.sqlite_error_code() {
                    Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
                        Code::WriteFailed,
                        "is in use by another process",
                        "Try again when that one has ended: another petra-autotask, a backup, or sqlite3.",
                    ),
                    Some(ErrorCode::DiskFull) => {
                        (Code::WriteFailed, "cannot be written", "Make room on that disk and try again.")
                    }
                    Some(
                        ErrorCode::ReadOnly
                        | ErrorCode::CannotOpen
                        | ErrorCode::PermissionDenied
                        | ErrorCode::SystemIoFailure,
                    ) => (
                        Code::WriteFailed,
                        "cannot be written",
                        "Let this user write there, or name another folder with --state-dir DIR.",
                    ),
                    _ => (
                        Code::ReadFailed,
                        "cannot be read",
                        "Put back a copy of it, or move it away: a new one is made at the next start, without the \
                         drafts and the history that are in this one.",
                    ),
                };
                Self::error(code, format!("{} {what}.", path.display()), hint).with_detail(cause.to_string())
            }
        }
    }
}
