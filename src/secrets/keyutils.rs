//! The Linux kernel's keyring: no desktop and no passphrase, but gone at the next reboot.

#[cfg(target_os = "linux")]
pub(super) use linux::Keyutils;
#[cfg(not(target_os = "linux"))]
pub(super) use other::Keyutils;

#[cfg(target_os = "linux")]
mod linux {
    use linux_keyutils::{Key, KeyError, KeyRing, KeyRingIdentifier};

    use crate::domain::reference::{Reference, StoreKind};
    use crate::domain::secret::Secret;
    use crate::secrets::store::Store;
    use crate::secrets::{Error, SERVICE};

    /// The user's persistent keyring. Every process of the user reaches it, cron's too; it goes after some idle days.
    #[derive(Clone, Copy, Debug)]
    pub(in crate::secrets) struct Keyutils;

    impl Keyutils {
        /// # Errors
        /// Where this kernel, or this container, has no persistent keyrings.
        pub(in crate::secrets) fn open() -> Result<Self, Error> {
            persistent().map(|_| Self).map_err(refused)
        }
    }

    /// Only what hangs below a keyring that the process has can be read. Its own is always there; runs by cron have none of
    /// a session. It is asked for at each call, since a thread does not see what another one has attached.
    fn persistent() -> Result<KeyRing, KeyError> {
        KeyRing::get_persistent(KeyRingIdentifier::Process)
    }

    fn found(name: &str) -> Result<(KeyRing, Key), KeyError> {
        let keyring = persistent()?;
        Ok((keyring, keyring.search(&described(name))?))
    }

    /// The description that `keyctl show` lists.
    fn described(name: &str) -> String {
        format!("{SERVICE}:{name}")
    }

    fn refused(error: KeyError) -> Error {
        Error::Unavailable { kind: StoreKind::Keyutils, why: format!("the kernel refuses it: {error}") }
    }

    impl Keyutils {
        fn told(self, error: KeyError, name: &str) -> Error {
            match error {
                KeyError::KeyDoesNotExist | KeyError::KeyRevoked | KeyError::KeyExpired => {
                    Error::Missing(self.reference(name))
                }
                other => refused(other),
            }
        }
    }

    impl Store for Keyutils {
        fn write(&self, name: &str, secret: &Secret) -> Result<(), Error> {
            let added = persistent().and_then(|keyring| keyring.add_key(&described(name), secret.expose()));
            added.map(drop).map_err(refused)
        }

        fn read(&self, name: &str) -> Result<Secret, Error> {
            let bytes = found(name).and_then(|(_, key)| key.read_to_vec()).map_err(|error| self.told(error, name))?;
            String::from_utf8(bytes)
                .map(Secret::new)
                .map_err(|_| Error::unusable(&self.reference(name), "it is not UTF-8 text"))
        }

        fn delete(&self, name: &str) -> Result<(), Error> {
            let deleted = found(name).and_then(|(keyring, key)| keyring.unlink_key(key));
            deleted.map_err(|error| self.told(error, name))
        }

        fn reference(&self, name: &str) -> Reference {
            Reference::Keyutils(name.to_owned())
        }
    }

    #[cfg(test)]
    mod tests {
        use std::process::Command;

        use super::*;
        use crate::secrets::store::tests::contract;

        fn opened() -> Option<Keyutils> {
            Keyutils::open().inspect_err(|error| eprintln!("skipped: {error}")).ok()
        }

        #[test]
        fn the_kernels_keyring_keeps_the_contract() {
            if let Some(store) = opened() {
                contract(&store);
            }
        }

        #[test]
        fn another_process_of_the_user_finds_the_secret() {
            let Some(store) = opened() else { return };
            let name = format!("shared-{}", std::process::id());
            store.write(&name, &Secret::from("s3cret")).unwrap();
            let output = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "secrets::keyutils::linux::tests::finds_the_secret", "--ignored", "--nocapture"])
                .env("KEY_NAME", &name)
                .output()
                .unwrap();
            store.delete(&name).unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("1 passed"), "{said}");
        }

        #[test]
        #[ignore = "run by another_process_of_the_user_finds_the_secret"]
        fn finds_the_secret() {
            let Ok(name) = std::env::var("KEY_NAME") else { return };
            assert_eq!(Keyutils::open().unwrap().read(&name).unwrap().expose(), "s3cret");
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
