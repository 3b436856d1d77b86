//! What the stores are told of the world around them, so that none of them looks for itself.
//!
//! Who may look at the real environment, and what a rehearsal sees instead, is for the caller.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Error;
use super::error::Sealed;
use crate::domain::secret::Secret;

/// Looks up an environment variable by its name.
type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Asks a person for the passphrase of a file; `None` where there is nobody to ask, or no answer.
type Asker = Arc<dyn Fn(&Path, Wanted) -> Option<Secret> + Send + Sync>;

/// What a passphrase is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The file is there: its own.
    ToOpen,
    /// The file will be made: a new one, which is worth asking twice.
    ToMake,
}

/// The variable that carries the passphrase of an encrypted file.
pub const PASSPHRASE: &str = "PETRA_AUTOTASK_PASSPHRASE";

/// The surroundings in which references are resolved and secrets stored.
#[derive(Clone)]
pub struct Context {
    /// Where relative paths start, and the store `file` has its folder.
    pub config_folder: PathBuf,
    /// systemd's folder of credentials, whose files need not be 0600.
    pub credentials_folder: Option<PathBuf>,
    /// Whether the session has a D-Bus, where Linux desktops keep secrets.
    pub session_bus: bool,
    /// Whether the user's own keyrings may be touched; not in a rehearsal.
    pub keyrings: bool,
    /// How long a store may take to answer.
    pub store_limit: Duration,
    /// How long a program that prints a secret may run.
    pub command_limit: Duration,
    /// The passphrase that was typed for this file; it goes before the environment's.
    pub passphrase: Option<Secret>,
    variables: Variables,
    asker: Option<Asker>,
    /// The passphrase that worked: nobody is asked twice.
    worked: Arc<Mutex<Option<Secret>>>,
}

impl Context {
    /// Surroundings with this config folder, and an environment that is looked up by `variables`.
    pub fn new(config_folder: &Path, variables: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let set = |name| variables(name).filter(|text| !text.is_empty());
        // Where no address is named, sessions of systemd have the bus at this place.
        let usual_bus = || set("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists());
        Self {
            config_folder: config_folder.to_owned(),
            credentials_folder: set("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            session_bus: set("DBUS_SESSION_BUS_ADDRESS").is_some() || usual_bus(),
            keyrings: true,
            store_limit: Duration::from_secs(5),
            command_limit: Duration::from_secs(30),
            passphrase: None,
            variables: Arc::new(variables),
            asker: None,
            worked: Arc::default(),
        }
    }

    /// Lets a person be asked where no passphrase was given.
    pub fn ask_with(&mut self, asker: impl Fn(&Path, Wanted) -> Option<Secret> + Send + Sync + 'static) {
        self.asker = Some(Arc::new(asker));
    }

    /// The passphrase of a file: the one that was typed, the environment's, the one that worked before, or what a person
    /// answers.
    pub(super) fn passphrase(&self, path: &Path, wanted: Wanted) -> Result<Secret, Error> {
        let of_environment = || self.variable(PASSPHRASE).map(Secret::new);
        let worked = || self.worked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let asked = || self.asker.as_ref().and_then(|ask| ask(path, wanted));
        let found = self.passphrase.clone().or_else(of_environment).or_else(worked).or_else(asked);
        found.filter(|passphrase| !passphrase.is_empty()).ok_or_else(|| Error::sealed(path, Sealed::NoPassphrase))
    }

    /// This passphrase opened a file, or closed one.
    pub(super) fn remember(&self, passphrase: &Secret) {
        *self.worked.lock().unwrap_or_else(PoisonError::into_inner) = Some(passphrase.clone());
    }

    /// An environment variable, if it is set.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        (self.variables)(name)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Context").field("config_folder", &self.config_folder).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_what_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let context = |pairs: &'static [(&str, &str)], runtime: Option<String>| {
            Context::new(Path::new("."), move |name| {
                let fixed = pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
                fixed.or_else(|| (name == "XDG_RUNTIME_DIR").then(|| runtime.clone()).flatten())
            })
        };
        assert!(!context(&[], None).session_bus);
        assert!(!context(&[("DBUS_SESSION_BUS_ADDRESS", "")], None).session_bus);
        assert!(context(&[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x")], None).session_bus);
        assert!(!context(&[], Some(path.clone())).session_bus);
        std::fs::write(folder.path().join("bus"), "").unwrap();
        assert!(context(&[], Some(path)).session_bus);
        assert_eq!(context(&[("CREDENTIALS_DIRECTORY", "/c")], None).credentials_folder, Some("/c".into()));
    }
}
