//! Secret stores and references: from `keyring:autotask-secret` to the secret, and from a secret to where it is kept.
//!
//! Which store is used is the user's choice; none is ever taken in the place of another. All calls block, at most for
//! the time that the context allows.

mod command;
mod context;
mod deadline;
mod error;
mod file;
mod keyring;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod keyring_on_linux;
mod keyutils;
mod probe;
#[cfg(target_os = "linux")]
mod secret_service;
mod store;

pub use context::Context;
pub use error::Error;
pub use probe::{Probe, cron, probe};

use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;
use store::Store;

/// Name under which this program's entries stand in keyrings.
const SERVICE: &str = "petra-autotask";

/// Most bytes that a secret may have; what is longer is some other file.
const MOST_BYTES: usize = 64 * 1024;

/// The secret that a reference leads to.
///
/// # Errors
/// Each way in which it leads to none; see [`Error`].
pub fn resolve(reference: &Reference, context: &Context) -> Result<Secret, Error> {
    let secret = match reference {
        Reference::Env(variable) => match context.variable(variable) {
            Some(text) => Secret::new(text),
            None => return Err(Error::Missing(reference.clone())),
        },
        Reference::File(path) => file::read(&context.config_folder.join(path), reference, context)?,
        Reference::Command(line) => command::run(line, reference, context)?,
        Reference::Keyring(name) => opened(StoreKind::Keyring, context)?.read(name)?,
        Reference::Keyutils(name) => opened(StoreKind::Keyutils, context)?.read(name)?,
        Reference::Encrypted(_) => return Err(no_encrypted()),
    };
    if secret.is_empty() {
        return Err(Error::Missing(reference.clone()));
    }
    // It goes into a header: a line break would be refused there with words that help nobody.
    if secret.expose().chars().any(char::is_control) {
        return Err(Error::unusable(reference, "it has more than one line, or control characters"));
    }
    Ok(secret)
}

/// Stores a secret and reads it back; gives the reference that leads to it. `env` stores nothing.
///
/// # Errors
/// Where the store does not work here, or gives back something else; see [`Error`].
pub fn save(kind: StoreKind, name: SecretName, secret: &Secret, context: &Context) -> Result<Reference, Error> {
    if kind == StoreKind::Env {
        return Ok(Reference::Env(name.variable().to_owned()));
    }
    let store = opened(kind, context)?;
    store.write(name.as_str(), secret)?;
    if store.read(name.as_str())? != *secret {
        return Err(Error::Unavailable { kind, why: "it gives back something else than was stored".to_owned() });
    }
    Ok(store.reference(name.as_str()))
}

/// Deletes a secret from the store that a reference names.
///
/// # Errors
/// [`Error::NotOurs`] where the reference names no store that this program keeps; else as [`resolve`].
pub fn forget(reference: &Reference, context: &Context) -> Result<(), Error> {
    match reference {
        Reference::Keyring(name) => opened(StoreKind::Keyring, context)?.delete(name),
        Reference::Keyutils(name) => opened(StoreKind::Keyutils, context)?.delete(name),
        Reference::File(path) => file::delete(&context.config_folder.join(path), reference),
        Reference::Env(_) | Reference::Command(_) | Reference::Encrypted(_) => Err(Error::NotOurs(reference.clone())),
    }
}

/// The store of a kind, ready to be written to.
fn opened(kind: StoreKind, context: &Context) -> Result<Box<dyn Store>, Error> {
    if matches!(kind, StoreKind::Keyring | StoreKind::Keyutils) && !context.keyrings {
        return Err(Error::Unavailable { kind, why: "left alone in a rehearsal".to_owned() });
    }
    match kind {
        StoreKind::Keyring => Ok(Box::new(keyring::Keyring::open(context)?)),
        StoreKind::Keyutils => Ok(Box::new(keyutils::Keyutils::open()?)),
        StoreKind::File => Ok(Box::new(file::Folder::of(context))),
        StoreKind::Encrypted => Err(no_encrypted()),
        StoreKind::Env => Err(Error::Unavailable { kind, why: "it stores nothing".to_owned() }),
    }
}

fn no_encrypted() -> Error {
    Error::Unavailable { kind: StoreKind::Encrypted, why: "not in this version yet".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(folder: &std::path::Path) -> Context {
        Context::new(folder, |name| match name {
            "SET" => Some("s3cret".to_owned()),
            "EMPTY" => Some(String::new()),
            "TWO_LINES" => Some("a\nb".to_owned()),
            _ => None,
        })
    }

    fn resolved(text: &str) -> Result<Secret, Error> {
        resolve(&text.parse().unwrap(), &context(std::path::Path::new("/nowhere")))
    }

    #[test]
    fn a_variable_is_looked_up_where_the_caller_says() {
        assert_eq!(resolved("env:SET").unwrap(), Secret::from("s3cret"));
        assert!(matches!(resolved("env:PATH"), Err(Error::Missing(_))));
        assert!(matches!(resolved("env:EMPTY"), Err(Error::Missing(_))));
    }

    #[test]
    fn what_no_header_can_carry_is_refused_without_being_repeated() {
        let error = resolved("env:TWO_LINES").unwrap_err();
        assert!(matches!(error, Error::Unusable { .. }));
        assert!(!format!("{error:?}").contains("a\\nb"));
    }

    #[test]
    fn env_stores_nothing_and_names_the_variable() {
        let folder = tempfile::tempdir().unwrap();
        let reference =
            save(StoreKind::Env, SecretName::PetraApiKey, &Secret::from("x"), &context(folder.path())).unwrap();
        assert_eq!(reference.to_string(), "env:PETRA_API_KEY");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(matches!(forget(&reference, &context(folder.path())), Err(Error::NotOurs(_))));
    }

    #[test]
    fn what_was_saved_to_files_is_resolved_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let context = context(folder.path());
        for name in SecretName::ALL {
            let secret = Secret::from(format!("of {}", name.as_str()));
            let reference = save(StoreKind::File, name, &secret, &context).unwrap();
            assert_eq!(reference.to_string(), format!("file:secrets/{}", name.as_str()));
            assert_eq!(resolve(&reference, &context).unwrap(), secret);
            forget(&reference, &context).unwrap();
            assert!(matches!(resolve(&reference, &context), Err(Error::Missing(_))));
        }
    }

    #[test]
    fn the_users_keyrings_are_left_alone_where_the_caller_says_so() {
        let mut context = context(std::path::Path::new("/nowhere"));
        context.keyrings = false;
        for reference in ["keyring:no-such", "keyutils:no-such"] {
            let resolved = resolve(&reference.parse().unwrap(), &context);
            assert!(
                matches!(&resolved, Err(Error::Unavailable { why, .. }) if why.contains("rehearsal")),
                "{resolved:?}"
            );
        }
    }
}
