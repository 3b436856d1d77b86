//! Secret stores and references: from `keyring:autotask-secret` to the secret, and from a secret to where it is kept.
//!
//! Which store is used is the user's choice; none is ever taken in the place of another. All calls block, at most for
//! the time that the context allows.

mod command;
mod context;
mod core_file;
mod deadline;
mod encrypted;
mod error;
mod file;
mod keyring;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod keyring_on_linux;
mod keyutils;
mod object;
mod probe;
mod resolver;
#[cfg(target_os = "linux")]
mod secret_service;
mod store;

pub use context::{Context, PASSPHRASE, Wanted};
pub use core_file::leave_no_core_file;
pub use error::{Error, shown};
pub use object::{NoObject, Object};
pub use probe::{Probe, probe};
pub use resolver::Resolver;

use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;
use encrypted::Safe;
use store::Store;

/// Name under which this program's entries stand in keyrings.
const SERVICE: &str = "petra-autotask";

/// Most bytes that a secret may have; what is longer is some other file.
const MOST_BYTES: usize = 64 * 1024;

/// Where a secret of this name goes in a store.
#[must_use]
pub fn place_in(kind: StoreKind, name: SecretName) -> Reference {
    let named = || name.as_str().to_owned();
    match kind {
        StoreKind::Keyring => Reference::Keyring(named()),
        StoreKind::Keyutils => Reference::Keyutils(named()),
        StoreKind::Encrypted => Reference::Encrypted(encrypted::FILE.to_owned()),
        StoreKind::File => Reference::File(format!("secrets/{}", name.as_str())),
        StoreKind::Env => Reference::Env(name.variable().to_owned()),
    }
}

/// Stores secrets and reads each back; gives the references that lead to them. The store was tried before with a value of
/// no worth. `env` stores nothing.
///
/// # Errors
/// Where the store does not work here, or gives back something else; see [`Error`].
pub fn save(
    kind: StoreKind,
    secrets: &[(SecretName, Secret)],
    context: &Context,
) -> Result<Vec<(SecretName, Reference)>, Error> {
    probe::prove(kind, context)?;
    match kind {
        StoreKind::Env => {}
        // In one go: each opening is made to take its time.
        StoreKind::Encrypted => Safe::open_or_begin(encrypted::FILE, context)?.put(secrets, context)?,
        StoreKind::Keyring | StoreKind::Keyutils | StoreKind::File => {
            for (name, secret) in secrets {
                put(&place_in(kind, *name), *name, secret, context)?;
            }
        }
    }
    Ok(secrets.iter().map(|(name, _)| (*name, place_in(kind, *name))).collect())
}

/// Puts a secret where a reference leads, and reads it back.
///
/// # Errors
/// [`Error::NotOurs`] where that is no place that this program keeps; else as [`save`].
pub fn put(reference: &Reference, name: SecretName, secret: &Secret, context: &Context) -> Result<(), Error> {
    match reference {
        Reference::Keyring(entry) => opened(StoreKind::Keyring, context)?.write(entry, secret)?,
        Reference::Keyutils(entry) => opened(StoreKind::Keyutils, context)?.write(entry, secret)?,
        Reference::File(path) => file::write(&context.config_folder.join(path), secret)?,
        Reference::Encrypted(path) => {
            return Safe::open_or_begin(path, context)?.put(&[(name, secret.clone())], context);
        }
        Reference::Env(_) | Reference::Command(_) => return Err(Error::NotOurs(reference.clone())),
    }
    if Resolver::new(context).resolve(name, reference)? == *secret {
        Ok(())
    } else {
        Err(Error::unusable(reference, "it gives back something else than was stored"))
    }
}

/// Deletes a secret where a reference leads.
///
/// # Errors
/// [`Error::NotOurs`] where the reference names no store that this program keeps; [`Error::Missing`] where there is none.
pub fn forget(reference: &Reference, name: SecretName, context: &Context) -> Result<(), Error> {
    match reference {
        Reference::Keyring(entry) => opened(StoreKind::Keyring, context)?.delete(entry),
        Reference::Keyutils(entry) => opened(StoreKind::Keyutils, context)?.delete(entry),
        Reference::File(path) => file::delete(&context.config_folder.join(path), reference),
        Reference::Encrypted(path) => Safe::open(path, context)?.take(name, reference),
        Reference::Env(_) | Reference::Command(_) => Err(Error::NotOurs(reference.clone())),
    }
}

/// The store of a kind that keeps secrets by their names, ready to be written to.
fn opened(kind: StoreKind, context: &Context) -> Result<Box<dyn Store>, Error> {
    if matches!(kind, StoreKind::Keyring | StoreKind::Keyutils) && !context.keyrings {
        return Err(Error::Unavailable { kind, why: "left alone in a rehearsal".to_owned() });
    }
    match kind {
        StoreKind::Keyring => Ok(Box::new(keyring::Keyring::open(context)?)),
        StoreKind::Keyutils => Ok(Box::new(keyutils::Keyutils::open()?)),
        StoreKind::File => {
            let folder = file::nearest_folder(&file::Folder::path(context));
            Ok(Box::new(file::Folder::at(folder, context)))
        }
        StoreKind::Encrypted | StoreKind::Env => {
            Err(Error::Unavailable { kind, why: "it keeps no secrets by name".to_owned() })
        }
    }
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
        Resolver::new(&context(std::path::Path::new("/nowhere")))
            .resolve(SecretName::AutotaskSecret, &text.parse().unwrap())
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
        let (name, context) = (SecretName::PetraApiKey, context(folder.path()));
        let saved = save(StoreKind::Env, &[(name, Secret::from("x"))], &context).unwrap();
        assert_eq!(saved, [(name, Reference::Env("PETRA_API_KEY".to_owned()))]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        for result in [forget(&saved[0].1, name, &context), put(&saved[0].1, name, &Secret::from("x"), &context)] {
            assert!(matches!(result, Err(Error::NotOurs(_))), "{result:?}");
        }
    }

    #[test]
    fn what_was_saved_to_files_is_resolved_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut context = context(folder.path());
        context.passphrase = Some(Secret::from("open sesame"));
        let secrets = SecretName::ALL.map(|name| (name, Secret::from(format!("of {}", name.as_str()))));
        for kind in [StoreKind::File, StoreKind::Encrypted] {
            let saved = save(kind, &secrets, &context).unwrap();
            for ((name, secret), (named, reference)) in secrets.iter().zip(&saved) {
                let at = if kind == StoreKind::File {
                    format!("file:secrets/{}", name.as_str())
                } else {
                    "encrypted:secrets.age".to_owned()
                };
                assert_eq!((name, reference.to_string()), (named, at));
                let resolved = || Resolver::new(&context).resolve(*name, reference);
                assert_eq!(resolved().unwrap(), *secret);
                put(reference, *name, &Secret::from("another"), &context).unwrap();
                assert_eq!(resolved().unwrap().expose(), "another");
                forget(reference, *name, &context).unwrap();
                assert!(matches!(resolved(), Err(Error::Missing(_))), "{reference}");
                assert!(matches!(forget(reference, *name, &context), Err(Error::Missing(_))), "{reference}");
            }
        }
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["secrets"], "neither a trial nor an encrypted file without a secret");
    }

    #[test]
    fn the_users_keyrings_are_left_alone_where_the_caller_says_so() {
        let mut context = context(std::path::Path::new("/nowhere"));
        context.keyrings = false;
        for reference in ["keyring:no-such", "keyutils:no-such"] {
            let resolved = Resolver::new(&context).resolve(SecretName::PetraApiKey, &reference.parse().unwrap());
            assert!(
                matches!(&resolved, Err(Error::Unavailable { why, .. }) if why.contains("rehearsal")),
                "{resolved:?}"
            );
        }
    }
}
