//! Secret references: what stands in the config file in place of a secret, e.g. `keyring:autotask-secret`.
//!
//! Resolving one to its secret is the business of `secrets`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The three secrets that the program knows, by the names that `secret set NAME` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretName {
    /// Password of the Autotask API user.
    AutotaskSecret,
    /// Tracking identifier of the Autotask API user.
    AutotaskTrackingId,
    /// Bearer key of Petra's API.
    PetraApiKey,
}

impl SecretName {
    /// All of them, in the order in which they are asked for.
    pub const ALL: [Self; 3] = [Self::AutotaskSecret, Self::AutotaskTrackingId, Self::PetraApiKey];

    /// The name used in stores and arguments.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AutotaskSecret => "autotask-secret",
            Self::AutotaskTrackingId => "autotask-tracking-id",
            Self::PetraApiKey => "petra-api-key",
        }
    }

    /// The environment variable that carries it.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::AutotaskSecret => "AUTOTASK_SECRET",
            Self::AutotaskTrackingId => "AUTOTASK_TRACKING_ID",
            Self::PetraApiKey => "PETRA_API_KEY",
        }
    }

    /// What Autotask's or Petra's own screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::AutotaskSecret => "Password",
            Self::AutotaskTrackingId => "Tracking Identifier",
            Self::PetraApiKey => "Petra key",
        }
    }
}

/// Where a secret is kept. Written `KIND:REST`; a literal secret is not a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^(keyring|keyutils|env|file|command|encrypted):[^\\x00-\\x1f]+$"))]
pub enum Reference {
    /// An entry in the desktop's keyring (Secret Service, Keychain, Credential Manager).
    Keyring(String),
    /// An entry in the Linux kernel's keyring; gone at the next reboot.
    Keyutils(String),
    /// An environment variable.
    Env(String),
    /// A file that holds the secret alone; a relative path starts at the config's folder.
    File(String),
    /// A program to run, with its arguments, no shell; its standard output is the secret.
    Command(String),
    /// An age file with a passphrase that holds all secrets as one JSON object.
    Encrypted(String),
}

/// A text that is no secret reference. It never holds the text itself: that may be a secret pasted into the config.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no secret reference; one begins with keyring:, keyutils:, env:, file:, command: or encrypted:")]
pub struct NoReference;

impl FromStr for Reference {
    type Err = NoReference;

    fn from_str(text: &str) -> Result<Self, NoReference> {
        let (kind, rest) = text.split_once(':').ok_or(NoReference)?;
        let rest = rest.trim();
        if rest.is_empty() || rest.chars().any(char::is_control) {
            return Err(NoReference);
        }
        let make = match kind {
            "keyring" => Self::Keyring,
            "keyutils" => Self::Keyutils,
            "env" => Self::Env,
            "file" => Self::File,
            "command" => Self::Command,
            "encrypted" => Self::Encrypted,
            _ => return Err(NoReference),
        };
        Ok(make(rest.to_owned()))
    }
}

impl TryFrom<String> for Reference {
    type Error = NoReference;

    fn try_from(text: String) -> Result<Self, NoReference> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, rest) = match self {
            Self::Keyring(rest) => ("keyring", rest),
            Self::Keyutils(rest) => ("keyutils", rest),
            Self::Env(rest) => ("env", rest),
            Self::File(rest) => ("file", rest),
            Self::Command(rest) => ("command", rest),
            Self::Encrypted(rest) => ("encrypted", rest),
        };
        write!(formatter, "{kind}:{rest}")
    }
}

/// The stores that a secret can be saved into, as `--secret-store` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The desktop's keyring.
    Keyring,
    /// The Linux kernel's keyring.
    Keyutils,
    /// An age file with a passphrase.
    Encrypted,
    /// One file a secret, not encrypted, 0600.
    File,
    /// Stores nothing; the user sets variables for each run.
    Env,
}

impl StoreKind {
    /// All of them, strongest for daily use first.
    pub const ALL: [Self; 5] = [Self::Keyring, Self::Keyutils, Self::Encrypted, Self::File, Self::Env];

    /// The name on screens and in `--secret-store`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Keyutils => "keyutils",
            Self::Encrypted => "encrypted",
            Self::File => "file",
            Self::Env => "env",
        }
    }

    /// What cron, or any run without a person, makes of it: one sentence.
    #[must_use]
    pub const fn unattended(self) -> &'static str {
        match self {
            Self::Keyring => "Cron reaches it only while the desktop session is open and unlocked.",
            Self::Keyutils => "Cron of the same user finds it until a reboot or some idle days.",
            Self::Encrypted => "Cron takes the passphrase from PETRA_AUTOTASK_PASSPHRASE.",
            Self::File => "Cron of the same user finds it; nothing more is needed.",
            Self::Env => "Cron needs AUTOTASK_SECRET, AUTOTASK_TRACKING_ID and PETRA_API_KEY set.",
        }
    }
}

impl FromStr for StoreKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_a_reference_is_one_line_and_reads_back(
            text in "(keyring|keyutils|env|file|command|encrypted|vault)?:?[ \\t]{0,2}[ -~ä\t\r\n:]{0,12}|\\p{Any}{0,20}"
        ) {
            if let Ok(reference) = text.parse::<Reference>() {
                let written = reference.to_string();
                prop_assert!(!written.chars().any(char::is_control));
                let (_, rest) = written.split_once(':').unwrap();
                prop_assert_eq!(rest.trim(), rest);
                prop_assert_eq!(written.parse(), Ok(reference));
            }
        }

        #[test]
        fn every_rest_of_one_line_is_kept(kind in "keyring|keyutils|env|file|command|encrypted", rest in "[!-~ä:]([ -~ä]{0,20}[!-~ä])?") {
            let text = format!("{kind}:{rest}");
            prop_assert_eq!(text.parse::<Reference>().map(|reference| reference.to_string()), Ok(text));
        }
    }

    #[test]
    fn every_kind_is_read_and_written_alike() {
        for text in [
            "keyring:autotask-secret",
            "keyutils:petra-api-key",
            "env:AUTOTASK_SECRET",
            "file:secrets/autotask-secret",
            "command:pass show autotask",
            "encrypted:secrets.age",
        ] {
            assert_eq!(text.parse::<Reference>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_literal_secret_is_refused_and_not_repeated() {
        for text in ["", "keyring:", "vault:x", "C:\\x", "env:A\nB"] {
            assert_eq!(text.parse::<Reference>(), Err(NoReference), "{text:?}");
        }
        assert!(!"hunter2".parse::<Reference>().unwrap_err().to_string().contains("hunter2"));
    }
}
