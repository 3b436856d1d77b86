//! What can go wrong with a secret store or reference, and how it is told. Never with a secret in it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::{Reference, SecretName, StoreKind};

/// A failure of a secret store or reference.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no secret where the reference leads.
    #[error("there is no secret at {}", shown(.0))]
    Missing(Reference),
    /// There is something, but it cannot serve as the secret.
    #[error("what {reference} gives cannot be used: {why}")]
    Unusable {
        /// The reference, as it may be shown.
        reference: String,
        /// Why it cannot.
        why: String,
    },
    /// The reference cannot be followed as it is written.
    #[error("{reference} cannot be followed: {why}")]
    Malformed {
        /// The reference, as it may be shown.
        reference: String,
        /// Why it cannot.
        why: String,
    },
    /// The store does not work here.
    #[error("the store {} does not work here: {why}", kind.as_str())]
    Unavailable {
        /// The store.
        kind: StoreKind,
        /// Why, in a few words.
        why: String,
    },
    /// The store is locked, and unlocking it would open a window.
    #[error("the store {} is locked", .0.as_str())]
    Locked(StoreKind),
    /// An encrypted file that does not open.
    #[error("{} does not open: {why}", path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// Why it does not.
        why: Sealed,
    },
    /// No answer in time.
    #[error("{what} gave no answer within {} s", limit.as_secs_f32())]
    Timeout {
        /// The store or program.
        what: String,
        /// How long was waited.
        limit: Duration,
    },
    /// Others can read the file.
    #[error("{} can be read by others ({mode:04o})", path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The reference names no place that this program can store to or delete from.
    #[error("{} is not kept by this program", shown(.0))]
    NotOurs(Reference),
}

/// Why an encrypted file does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Sealed {
    /// Nobody gave a passphrase.
    #[error("no passphrase was given")]
    NoPassphrase,
    /// It was closed with another one.
    #[error("the passphrase is another one")]
    WrongPassphrase,
    /// Trying a passphrase takes more work than is done here: its logarithm.
    #[error("its scrypt work factor is {0}")]
    TooMuchWork(u8),
    /// It is no whole file of that kind.
    #[error("{0}")]
    Damaged(String),
}

impl Error {
    pub(super) fn sealed(path: &Path, why: Sealed) -> Self {
        Self::Sealed { path: path.to_owned(), why }
    }

    pub(super) fn unusable(reference: &Reference, why: impl Into<String>) -> Self {
        Self::Unusable { reference: shown(reference), why: why.into() }
    }

    pub(super) fn malformed(reference: &Reference, why: impl Into<String>) -> Self {
        Self::Malformed { reference: shown(reference), why: why.into() }
    }

    /// Why a store does not work, in the few words that the list of stores has room for.
    pub(super) fn in_brief(&self) -> String {
        match self {
            Self::Unavailable { why, .. } => why.clone(),
            Self::Locked(_) => "locked; unlock it first".to_owned(),
            Self::Timeout { limit, .. } => format!("no answer within {} s", limit.as_secs_f32()),
            other => other.to_string(),
        }
    }
}

/// A reference as it may be shown: of a command the program alone, since its arguments may hold a secret.
#[must_use]
pub fn shown(reference: &Reference) -> String {
    match reference {
        Reference::Command(line) => {
            format!("command:{}", line.split_whitespace().next().unwrap_or_default())
        }
        other => other.to_string(),
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
            Error::Missing(reference) => Self::error(
                Code::SecretMissing,
                format!("There is no secret at {}.", shown(reference)),
                missing_hint(reference),
            ),
            Error::Unusable { reference, why } => Self::error(
                Code::SecretMissing,
                format!("What {reference} gives cannot be used as the secret."),
                "Put the secret alone there, in one line.",
            )
            .with_detail(why),
            Error::Malformed { reference, why } => Self::error(
                Code::ReferenceInvalid,
                format!("{reference} cannot be followed."),
                "Correct the reference in the config.",
            )
            .with_detail(why),
            Error::Unavailable { kind, why } => Self::error(
                Code::StoreUnavailable,
                format!("The secret store {} does not work here.", kind.as_str()),
                "Set that right, or choose another store with --secret-store. None is taken in its place by itself.",
            )
            .with_detail(why),
            Error::Locked(kind) => Self::error(
                Code::StoreLocked,
                format!("The secret store {} is locked.", kind.as_str()),
                "Unlock it on the desktop and try again, or choose another store with --secret-store.",
            ),
            Error::Sealed { path, why } => sealed(path, why),
            Error::Timeout { what, limit } => Self::error(
                Code::StoreTimeout,
                format!("{what} gave no answer within {} s.", limit.as_secs_f32()),
                "Try again when it answers, or keep the secrets elsewhere with --secret-store.",
            ),
            Error::TooOpen { path, mode } => Self::error(
                Code::FileTooOpen,
                format!("{} can be read by others (its mode is {mode:04o}).", path.display()),
                format!("Close it: chmod 600 {}. If others may have read the secret, change it.", path.display()),
            ),
            Error::NotOurs(reference) => Self::error(
                Code::StoreUnavailable,
                format!(
                    "{} is not kept by this program: it can be neither stored nor deleted from here.",
                    shown(reference)
                ),
                "Change it where it is kept, or store the secret elsewhere with --secret-store.",
            ),
        }
    }
}

/// What opens with a passphrase is a store: without the right one it is locked, and damaged it does not work.
fn sealed(path: &Path, why: &Sealed) -> Diagnostic {
    let file = path.display();
    match why {
        Sealed::NoPassphrase => Diagnostic::error(
            Code::StoreLocked,
            format!("{file} is encrypted, and no passphrase was given."),
            "Set PETRA_AUTOTASK_PASSPHRASE, name a file descriptor with --passphrase-fd, or run it at a terminal, where it is asked for.",
        ),
        Sealed::WrongPassphrase => Diagnostic::error(
            Code::StoreLocked,
            format!("The passphrase that was given does not open {file}."),
            "Give the one with which the file was made. If it is lost, move the file away and store the secrets again.",
        ),
        Sealed::TooMuchWork(log_n) => Diagnostic::error(
            Code::StoreUnavailable,
            format!("Opening {file} takes more work and memory than is spent here."),
            "If it is your own, make it again: age -d FILE | age -p -o NEW.",
        )
        .with_detail(format!("Its scrypt work factor is {log_n}; up to 20 is taken.")),
        Sealed::Damaged(why) => Diagnostic::error(
            Code::StoreUnavailable,
            format!("{file} cannot be used as an encrypted file of secrets."),
            "Put a copy of it back, or move it away and store the secrets again.",
        )
        .with_detail(why),
    }
}

fn missing_hint(reference: &Reference) -> String {
    match reference {
        Reference::Env(variable) => format!("Set the environment variable {variable} for this run."),
        Reference::Keyring(name) | Reference::Keyutils(name)
            if SecretName::ALL.into_iter().any(|known| known.as_str() == name) =>
        {
            format!("Store it again: petra-autotask secret set {name}.")
        }
        Reference::Keyutils(_) => "Store it again; the kernel forgets at a reboot, and maybe sooner.".to_owned(),
        Reference::File(_) => "Write the secret into that file (0600), or correct the reference.".to_owned(),
        Reference::Command(_) => "Run the command by itself and see that it prints the secret.".to_owned(),
        Reference::Encrypted(_) => {
            "Store it there with petra-autotask secret set, or correct the reference in the config.".to_owned()
        }
        Reference::Keyring(_) => "Store it there again, or correct the reference in the config.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_has_a_code_of_its_kind_and_a_remedy() {
        let reference = || Reference::Env("AUTOTASK_SECRET".to_owned());
        let (kind, limit) = (StoreKind::Keyring, Duration::from_secs(5));
        for (error, code) in [
            (Error::Missing(reference()), Code::SecretMissing),
            (Error::unusable(&reference(), "w"), Code::SecretMissing),
            (Error::malformed(&reference(), "w"), Code::ReferenceInvalid),
            (Error::Unavailable { kind, why: "w".to_owned() }, Code::StoreUnavailable),
            (Error::Locked(kind), Code::StoreLocked),
            (Error::Timeout { what: "The store".to_owned(), limit }, Code::StoreTimeout),
            (Error::TooOpen { path: "p".into(), mode: 0o644 }, Code::FileTooOpen),
            (Error::NotOurs(reference()), Code::StoreUnavailable),
            (Error::sealed(Path::new("p"), Sealed::NoPassphrase), Code::StoreLocked),
            (Error::sealed(Path::new("p"), Sealed::WrongPassphrase), Code::StoreLocked),
            (Error::sealed(Path::new("p"), Sealed::TooMuchWork(30)), Code::StoreUnavailable),
            (Error::sealed(Path::new("p"), Sealed::Damaged("w".to_owned())), Code::StoreUnavailable),
        ] {
            let told = Diagnostic::from(&error);
            assert_eq!((told.code, told.code.failure_exit()), (code, Some(6)), "{error:?}");
            assert!(told.summary.ends_with('.') && told.hint.ends_with('.'), "{told:?}");
        }
    }

    #[test]
    fn arguments_of_a_command_are_not_shown() {
        let error = Error::Missing(Reference::Command("show --password hunter2".to_owned()));
        assert!(!format!("{error} {:?}", Diagnostic::from(&error)).contains("hunter2"));
    }
}
