//! What the environment says, read once: secrets, locale, terminals.
//!
//! Variables that stand for an option are read with the arguments.

use std::collections::HashMap;
use std::io::IsTerminal;

use zeroize::Zeroizing;

use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::secrets::PASSPHRASE;

/// What the environment says.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<String, Zeroizing<String>>,
    /// One that was given otherwise goes before the variable.
    passphrase: Option<Secret>,
}

impl Environment {
    /// That of this process. A variable that is no text counts as not set.
    #[must_use]
    pub fn of_process() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, Zeroizing::new(value.into_string().ok()?))))
            .collect();
        Self { variables, passphrase: None }
    }

    /// One in which only these variables are set.
    #[must_use]
    pub fn of(variables: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self {
            variables: variables.into_iter().map(|(name, value)| (name.to_owned(), Zeroizing::new(value))).collect(),
            passphrase: None,
        }
    }

    /// The same with this passphrase for encrypted files.
    #[must_use]
    pub fn with_passphrase(mut self, passphrase: Secret) -> Self {
        self.passphrase = Some(passphrase);
        self
    }

    /// The passphrase that did not come from a variable.
    #[must_use]
    pub const fn passphrase(&self) -> Option<&Secret> {
        self.passphrase.as_ref()
    }

    /// Whether a passphrase is there already.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        self.passphrase.is_some() || self.get(PASSPHRASE).is_some()
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A look-up for those who may not read the environment.
    pub fn lookup(&self) -> impl Fn(&str) -> Option<String> + Send + Sync + 'static {
        let Self { variables, passphrase } = self.clone();
        move |name| match &passphrase {
            Some(passphrase) if name == PASSPHRASE => Some(passphrase.expose().to_owned()),
            _ => variables.get(name).map(|value| value.to_string()),
        }
    }

    /// The secrets that are set.
    #[must_use]
    pub fn secrets(&self) -> Vec<(SecretName, Secret)> {
        SecretName::ALL
            .into_iter()
            .filter_map(|name| self.get(name.variable()).map(|text| (name, Secret::from(text.trim()))))
            .collect()
    }

    /// Whether the locale wants ASCII signs. Windows says nothing in these variables, and shows the others.
    #[must_use]
    pub fn wants_ascii(&self) -> bool {
        !cfg!(windows)
            && crate::tui::theme::Locale {
                all: self.get("LC_ALL"),
                ctype: self.get("LC_CTYPE"),
                lang: self.get("LANG"),
            }
            .wants_ascii()
    }
}

/// Whether standard error is a terminal.
#[must_use]
pub fn talks_to_a_terminal() -> bool {
    std::io::stderr().is_terminal()
}
