//! The Linux kernel's keyring: no desktop and no passphrase, but gone at the next reboot.

#[cfg(target_os = "linux")]
pub(super) use linux::Keyutils;
#[cfg(not(target_os = "linux"))]
pub(super) use other::Keyutils;

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::Arc;

    use keyring_core::Entry;
    use keyring_core::api::CredentialStoreApi;

    use crate::domain::reference::{Reference, StoreKind};
    use crate::domain::secret::Secret;
    use crate::secrets::keyring::told;
    use crate::secrets::store::Store;
    use crate::secrets::{Error, SERVICE};

    /// The user's persistent keyring, and the session's where the kernel has none.
    pub(in crate::secrets) struct Keyutils(Arc<linux_keyutils_keyring_store::Store>);

    impl Keyutils {
        pub(in crate::secrets) fn open() -> Result<Self, Error> {
            linux_keyutils_keyring_store::Store::new().map(Self).map_err(|error| unavailable(&error.to_string()))
        }

        fn entry(&self, name: &str) -> Result<Entry, Error> {
            self.0.build(SERVICE, name, None).map_err(|error| self.told(error, name))
        }

        fn told(&self, error: keyring_core::Error, name: &str) -> Error {
            told(error, StoreKind::Keyutils, &self.reference(name))
        }
    }

    fn unavailable(why: &str) -> Error {
        Error::Unavailable { kind: StoreKind::Keyutils, why: format!("the kernel refuses it: {why}") }
    }

    impl Store for Keyutils {
        fn write(&self, name: &str, secret: &Secret) -> Result<(), Error> {
            self.entry(name)?.set_password(secret.expose()).map_err(|error| self.told(error, name))
        }

        fn read(&self, name: &str) -> Result<Secret, Error> {
            self.entry(name)?.get_password().map(Secret::new).map_err(|error| self.told(error, name))
        }

        fn delete(&self, name: &str) -> Result<(), Error> {
            self.entry(name)?.delete_credential().map_err(|error| self.told(error, name))
        }

        fn reference(&self, name: &str) -> Reference {
            Reference::Keyutils(name.to_owned())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::secrets::store::tests::contract;

        #[test]
        fn the_kernels_keyring_keeps_the_contract() {
            let store = Keyutils::open().unwrap();
            let trial = format!("trial-{}", std::process::id());
            match store.write(&trial, &Secret::from("x")) {
                Ok(()) => store.delete(&trial).unwrap(),
                Err(Error::Unavailable { why, .. }) => {
                    eprintln!("skipped: this kernel has no keyring for this process: {why}");
                    return;
                }
                Err(other) => panic!("{other:?}"),
            }
            contract(&store);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    use crate::domain::reference::{Reference, StoreKind};
    use crate::domain::secret::Secret;
    use crate::secrets::Error;
    use crate::secrets::store::Store;

    /// A store that exists on Linux alone: it can be named anywhere, and opened nowhere else.
    pub(in crate::secrets) enum Keyutils {}

    impl Keyutils {
        pub(in crate::secrets) fn open() -> Result<Self, Error> {
            Err(Error::Unavailable { kind: StoreKind::Keyutils, why: "Linux only".to_owned() })
        }
    }

    impl Store for Keyutils {
        fn write(&self, _name: &str, _secret: &Secret) -> Result<(), Error> {
            match *self {}
        }

        fn read(&self, _name: &str) -> Result<Secret, Error> {
            match *self {}
        }

        fn delete(&self, _name: &str) -> Result<(), Error> {
            match *self {}
        }

        fn reference(&self, _name: &str) -> Reference {
            match *self {}
        }
    }
}
