//! The desktop's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! Every call has a deadline, and none may open a window: what is locked is told, not unlocked.

use std::time::Duration;

use super::deadline::{Missed, within};
use super::store::Store;
use super::{Context, Error, SERVICE};
use crate::domain::reference::{Reference, StoreKind};
use crate::domain::secret::Secret;

/// The keyring of the user who is signed in at this desktop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyring {
    limit: Duration,
}

impl Keyring {
    /// # Errors
    /// Where the session has no keyring at all; whether one answers is seen at the first call.
    pub(super) fn open(context: &Context) -> Result<Self, Error> {
        if cfg!(target_os = "linux") && !context.session_bus {
            return Err(unavailable("no Secret Service in this session: no D-Bus address"));
        }
        Ok(Self { limit: context.store_limit })
    }

    fn call<T: Send + 'static>(
        self,
        name: &str,
        work: impl FnOnce(&keyring::Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let name = name.to_owned();
        let done = within(self.limit, move || {
            #[cfg(target_os = "linux")]
            super::secret_service::ready_without_a_window(SERVICE, &name)?;
            let reference = Reference::Keyring(name.clone());
            keyring::Entry::new(SERVICE, &name).and_then(|entry| work(&entry)).map_err(|error| told(error, &reference))
        });
        match done {
            Ok(result) => result,
            Err(Missed::TimeOver) => Err(Error::Timeout { what: "The keyring".to_owned(), limit: self.limit }),
            Err(Missed::Broken) => Err(unavailable("the keyring broke off")),
        }
    }
}

impl Store for Keyring {
    fn write(&self, name: &str, secret: &Secret) -> Result<(), Error> {
        let secret = secret.clone();
        self.call(name, move |entry| entry.set_password(secret.expose()))
    }

    fn read(&self, name: &str) -> Result<Secret, Error> {
        self.call(name, |entry| entry.get_password().map(Secret::new))
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        self.call(name, keyring::Entry::delete_credential)
    }

    fn reference(&self, name: &str) -> Reference {
        Reference::Keyring(name.to_owned())
    }
}

pub(super) fn unavailable(why: &str) -> Error {
    Error::Unavailable { kind: StoreKind::Keyring, why: why.to_owned() }
}

/// An error of the keyring crates in our words. Some of theirs carry the secret's bytes: those are never formatted.
fn told(error: keyring_core::Error, reference: &Reference) -> Error {
    use keyring_core::Error as Theirs;
    let why = match error {
        Theirs::NoEntry => return Error::Missing(reference.clone()),
        Theirs::NoStorageAccess(_) => return Error::Locked(StoreKind::Keyring),
        Theirs::PlatformFailure(cause) => cause.to_string(),
        Theirs::BadEncoding(_) | Theirs::BadDataFormat(..) => {
            return Error::unusable(reference, "it is not text");
        }
        Theirs::BadStoreFormat(why) | Theirs::NotSupportedByStore(why) => why,
        Theirs::TooLong(_, most) => format!("the value is longer than the {most} that it takes"),
        Theirs::Invalid(what, why) => format!("{what} {why}"),
        Theirs::Ambiguous(entries) => format!("{} entries have this name", entries.len()),
        _ => "the store cannot be opened".to_owned(),
    };
    unavailable(&why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_bus_it_says_so_at_once() {
        if cfg!(target_os = "linux") {
            let context = Context::new(std::path::Path::new("."), |_| None);
            let error = Keyring::open(&context).unwrap_err();
            assert_eq!(error.in_brief(), "no Secret Service in this session: no D-Bus address");
        }
    }

    #[test]
    fn bytes_of_a_secret_in_their_error_are_dropped() {
        let reference = Reference::Keyring("n".to_owned());
        let error = told(keyring_core::Error::BadEncoding(b"hunter2".to_vec()), &reference);
        assert!(!format!("{error:?}").contains("hunter2") && !format!("{error:?}").contains("104"));
    }
}
