//! What can go wrong with a secret store or reference, and how it is told. Never with a secret in it.

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::{Reference, SecretName, StoreKind};

/// A failure of a secret store or reference.
#[derive(Debug, thiserror::Error)]
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
    /// The reference names no place that this program can delete from.
    #[error("{} is not kept by this program", shown(.0))]
    NotOurs(Reference),
}

impl Error {
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
pub(super) fn shown(reference: &Reference) -> String {
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
                format!("{} is not kept by this program, so it cannot be deleted from here.", shown(reference)),
                "Take it away where it is kept.",
            ),
        }
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
        Reference::Keyring(_) | Reference::Encrypted(_) => {
            "Store it there again, or correct the reference in the config.".to_owned()
        }
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
