//! Whether a store works here, found out by trying: a value is written, read back and deleted.

use super::store::Store;
use super::{Context, Error, encrypted, opened};
use crate::domain::reference::StoreKind;
use crate::domain::secret::Secret;

/// What the list of stores says of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The store.
    pub kind: StoreKind,
    /// Whether it can be chosen here.
    pub works: bool,
    /// Where it works: what it means to use it. Else why it does not. About 50 characters.
    pub why: String,
}

/// Tries a store. Nothing stays behind.
#[must_use]
pub fn probe(kind: StoreKind, context: &Context) -> Probe {
    let tried = prove(kind, context);
    let why = match &tried {
        Ok(()) => meaning(kind).to_owned(),
        Err(error) => error.in_brief(),
    };
    Probe { kind, works: tried.is_ok(), why }
}

/// Writes a trial value, reads it back and deletes it; `env` keeps nothing that could be tried.
pub(super) fn prove(kind: StoreKind, context: &Context) -> Result<(), Error> {
    match kind {
        StoreKind::Env => Ok(()),
        StoreKind::Encrypted => encrypted::try_out(context),
        StoreKind::File => tried(&*opened(kind, context)?, ".petra-autotask-trial"),
        StoreKind::Keyring | StoreKind::Keyutils => tried(&*opened(kind, context)?, "trial"),
    }
}

/// Writes, reads back, deletes. The name is this process's own, so that two trials do not meet.
fn tried(store: &dyn Store, name: &str) -> Result<(), Error> {
    let name = format!("{name}-{}", std::process::id());
    let secret = Secret::new(format!("a trial of process {}", std::process::id()));
    store.write(&name, &secret)?;
    let back = store.read(&name);
    store.delete(&name)?;
    if back? == secret { Ok(()) } else { Err(Error::unusable(&store.reference(&name), "it gives back something else")) }
}

/// What it means to keep secrets there.
fn meaning(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Keyring if cfg!(target_os = "macos") => "in your login Keychain",
        StoreKind::Keyring if cfg!(windows) => "in Credential Manager, for this user",
        StoreKind::Keyring => "in the desktop's keyring, open while you are there",
        StoreKind::Keyutils => "in the kernel: gone at the next reboot, maybe sooner",
        StoreKind::Encrypted => "secrets.age; asks a passphrase, cron needs it too",
        StoreKind::File if cfg!(windows) => "not encrypted, readable for you and administrators",
        StoreKind::File => "not encrypted, readable for you and root (0600)",
        StoreKind::Env => "stores nothing; you set three variables for each run",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn env_always_works() {
        let context = Context::new(Path::new("/nowhere"), |_| None);
        assert!(probe(StoreKind::Env, &context).works);
    }

    #[test]
    fn a_trial_of_files_leaves_nothing_behind_not_even_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["", "a/b"] {
            let context = Context::new(&folder.path().join(path), |_| None);
            for kind in [StoreKind::File, StoreKind::Encrypted] {
                assert_eq!(probe(kind, &context).why, meaning(kind));
                assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_in_says_why() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let context = Context::new(&folder.path().join("file"), |_| None);
        for kind in [StoreKind::File, StoreKind::Encrypted] {
            let probe = probe(kind, &context);
            assert!(!probe.works);
            assert!(probe.why.contains("file"), "{probe:?}");
        }
    }

    #[test]
    fn the_words_fit_the_list() {
        for kind in StoreKind::ALL {
            assert!(meaning(kind).chars().count() <= 52, "{kind:?}");
        }
    }
}
