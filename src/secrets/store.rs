//! What every store that keeps secrets can do, and the test that each of them passes.

use super::Error;
use crate::domain::reference::Reference;
use crate::domain::secret::Secret;

/// A place that keeps secrets by name.
pub(super) trait Store {
    /// Keeps a secret, in the place of one of that name.
    fn write(&self, name: &str, secret: &Secret) -> Result<(), Error>;

    /// The secret of that name; [`Error::Missing`] where there is none.
    fn read(&self, name: &str) -> Result<Secret, Error>;

    /// Deletes the secret of that name; [`Error::Missing`] where there is none.
    fn delete(&self, name: &str) -> Result<(), Error>;

    /// What the config says of a secret of that name.
    fn reference(&self, name: &str) -> Reference;
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The contract of a store. It leaves nothing behind.
    pub(in crate::secrets) fn contract(store: &dyn Store) {
        let (one, two) =
            (format!("contract-{}-one", std::process::id()), format!("contract-{}-two", std::process::id()));
        let missing = |name: &str| matches!(store.read(name), Err(Error::Missing(_)));
        assert!(missing(&one) && missing(&two));
        assert!(matches!(store.delete(&one), Err(Error::Missing(_))));

        for text in ["x", "pässwörd 株式会社", " spaces at both ends ", &"long ".repeat(200)] {
            store.write(&one, &Secret::from(text)).unwrap();
            assert_eq!(store.read(&one).unwrap().expose(), text);
        }
        store.write(&two, &Secret::from("of two")).unwrap();
        store.write(&one, &Secret::from("of one")).unwrap();
        assert_eq!(store.read(&two).unwrap().expose(), "of two");
        assert_eq!(store.read(&one).unwrap().expose(), "of one");

        store.delete(&one).unwrap();
        assert!(missing(&one));
        assert_eq!(store.read(&two).unwrap().expose(), "of two");
        store.delete(&two).unwrap();
        assert!(missing(&two));
        assert!(store.reference(&one).to_string().ends_with(&one));
    }
}
