//! What can go wrong with the config file, and how it is told.
//!
//! No text of a reference field is ever in here: it may be a secret that was pasted into the file.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::reference::NoReference;
use crate::domain::settings::VERSION;

/// A failure to read or write the config, or another private file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No place was named and the platform has none for this user.
    #[error("this user has no home folder")]
    NoHome,
    /// There is no such file.
    #[error("there is no config file {}", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// The file is no JSON text.
    #[error("{} is no JSON: line {line}, column {column}: {why}", path.display())]
    NoJson {
        /// The file.
        path: PathBuf,
        /// From 1; 0 where there is no line to name.
        line: usize,
        /// From 1; 0 where there is no column to name.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// The file is JSON, but not of the config's shape.
    #[error("{} is no config: at {}: {why}", path.display(), place.pointer)]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where in it.
        place: Place,
        /// What is wrong there.
        why: String,
    },
    /// A field that wants a secret reference holds something else.
    #[error("{}: {} {NoReference}", path.display(), place.pointer)]
    NoReference {
        /// The file.
        path: PathBuf,
        /// Where in it.
        place: Place,
    },
    /// The file is of a newer version than this program knows.
    #[error("{} is of version {version}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version that it names.
        version: u64,
    },
    /// Another process is writing it.
    #[error("{} is locked", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// Id of the process, where it can be told.
        process: Option<u32>,
        /// Since when, where it can be told.
        since: Option<SystemTime>,
    },
    /// Someone else changed it since it was read.
    #[error("{} was changed meanwhile", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What is in it now; `None` where it was deleted.
        now: Option<Vec<u8>>,
    },
    /// The file cannot be written; what was there is whole.
    #[error("{} cannot be written: {cause}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
}

/// Where in a JSON file something is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// JSON pointer; empty for the whole.
    pub pointer: String,
    /// Line and column, from 1, where they are known.
    pub position: Option<(usize, usize)>,
}

impl Place {
    fn subject(&self) -> Subject {
        let mut subject = Subject { pointer: Some(self.pointer.clone()), ..Subject::default() };
        // The last key is the field as the config spells it; an index names none.
        if let Some(key) = self.pointer.rsplit('/').next()
            && !key.is_empty()
            && !key.bytes().all(|sign| sign.is_ascii_digit())
        {
            subject.field = Some(key.to_owned());
        }
        subject
    }

    fn in_words(&self) -> String {
        let pointer = if self.pointer.is_empty() { "the whole" } else { &self.pointer };
        match self.position {
            Some((line, column)) => format!("line {line}, column {column}, {pointer}"),
            None => pointer.to_owned(),
        }
    }
}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for Diagnostic {
    fn from(error: &Error) -> Self {
        match error {
            Error::NoHome => Self::error(
                Code::ConfigMissing,
                "This user has no home folder, so there is no usual place for the config.",
                "Name the places with --config FILE and --state-dir DIR.",
            ),
            Error::Missing(path) => Self::error(
                Code::ConfigMissing,
                format!("There is no config file {}.", path.display()),
                "Start petra-autotask without a command to make one, or name another with --config FILE.",
            ),
            Error::Unreadable { path, cause } => Self::error(
                Code::ReadFailed,
                format!("{} cannot be read.", path.display()),
                "Check that the file is there and that this user may read it.",
            )
            .with_detail(cause.to_string()),
            Error::NoJson { path, line, column, why } => Self::error(
                Code::ReadFailed,
                format!("{} is no JSON text.", path.display()),
                format!("Correct it there, or put the version before it back: {}.", previous(path)),
            )
            .with_detail(if *line == 0 {
                why.clone()
            } else {
                format!("line {line}, column {column}: {why}")
            }),
            Error::Invalid { path, place, why } => Self::error(
                Code::ConfigInvalid,
                format!("{} does not have the shape of a config.", path.display()),
                format!(
                    "Correct it there; petra-autotask schema prints what may stand where. The version before it is {}.",
                    previous(path)
                ),
            )
            .with_detail(format!("{}: {why}", place.in_words()))
            .about(place.subject()),
            Error::NoReference { path, place } => Self::error(
                Code::ReferenceInvalid,
                format!("A secret reference in {} cannot be used.", path.display()),
                "Put a reference there, for example env:AUTOTASK_SECRET. If the secret itself stands there, take it \
                 out of the file, out of its older versions and out of git, and change it in Autotask or Petra.",
            )
            .with_detail(format!("{}: {NoReference}", place.in_words()))
            .about(place.subject()),
            Error::Newer { path, version } => Self::error(
                Code::ConfigNewer,
                format!("{} is of version {version}; this program knows versions up to {VERSION}.", path.display()),
                "Use the newer petra-autotask that wrote it, or another file with --config FILE. --force overwrites it.",
            ),
            Error::Locked { path, process, since } => {
                let who = process.map_or_else(|| "Another process".to_owned(), |id| format!("Process {id}"));
                let since = since
                    .and_then(|time| jiff::Timestamp::try_from(time).ok())
                    .map(|time| format!(" since {}", time.strftime("%Y-%m-%d %H:%M:%S UTC")))
                    .unwrap_or_default();
                Self::error(
                    Code::ConfigLocked,
                    format!("{who} is writing {}{since}.", path.display()),
                    "Try again when it has ended.",
                )
            }
            Error::Changed { path, now } => Self::error(
                Code::ConfigChanged,
                match now {
                    Some(_) => format!("{} was changed by someone else since it was read here.", path.display()),
                    None => format!("{} was deleted by someone else since it was read here.", path.display()),
                },
                "Look at what is in it now and start again from there, or overwrite it with --force.",
            ),
            Error::Unwritable { path, cause } => {
                Self::error(Code::WriteFailed, format!("{} cannot be written.", path.display()), write_hint(cause))
                    .with_detail(cause.to_string())
            }
        }
    }
}

fn previous(path: &Path) -> String {
    super::write::previous_version(path).display().to_string()
}

fn write_hint(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "Make room on that disk and try again, or name another file. What was there is unchanged."
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Let this user write in that folder, or name another file. What was there is unchanged."
        }
        _ => "Name another file, or set right what the system says. What was there is unchanged.",
    }
}
