//! Whether a store works here, found out by trying: a value is written, read back and deleted.

use super::file::Folder;
use super::store::Store;
use super::{Context, Error, no_encrypted, opened};
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
    let tried = match kind {
        StoreKind::Env => Ok(()),
        StoreKind::Encrypted => Err(no_encrypted()),
        StoreKind::File => tried(&Folder::trial_of(context), ".petra-autotask-trial"),
        StoreKind::Keyring | StoreKind::Keyutils => opened(kind, context).and_then(|store| tried(&*store, "trial")),
    };
    let why = match &tried {
        Ok(()) => meaning(kind).to_owned(),
        Err(error) => error.in_brief(),
    };
    Probe { kind, works: tried.is_ok(), why }
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

/// What cron, or any run without a person, makes of a store: one sentence.
#[must_use]
pub const fn cron(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Keyring => "Runs by cron reach it only while the desktop session is open and its keyring unlocked.",
        StoreKind::Keyutils => "Runs by cron of the same user find it until the next reboot or a few idle days.",
        StoreKind::Encrypted => "Runs by cron take the passphrase from PETRA_AUTOTASK_PASSPHRASE.",
        StoreKind::File => "Runs by cron of the same user find it; nothing more is needed.",
        StoreKind::Env => "Runs by cron need AUTOTASK_SECRET, AUTOTASK_TRACKING_ID and PETRA_API_KEY set there.",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn env_always_works_and_encrypted_not_yet() {
        let context = Context::new(Path::new("/nowhere"), |_| None);
        assert!(probe(StoreKind::Env, &context).works);
        assert!(!probe(StoreKind::Encrypted, &context).works);
    }

    #[test]
    fn a_trial_of_files_leaves_nothing_behind_not_even_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["", "a/b"] {
            let context = Context::new(&folder.path().join(path), |_| None);
            assert_eq!(probe(StoreKind::File, &context).why, meaning(StoreKind::File));
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_in_says_why() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let context = Context::new(&folder.path().join("file"), |_| None);
        let probe = probe(StoreKind::File, &context);
        assert!(!probe.works);
        assert!(probe.why.contains("file"), "{probe:?}");
    }

    #[test]
    fn the_words_fit_the_list() {
        for kind in StoreKind::ALL {
            assert!(meaning(kind).chars().count() <= 52, "{kind:?}");
            assert!(cron(kind).ends_with('.'));
        }
    }
}
