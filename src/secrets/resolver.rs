//! From references to secrets. An encrypted file is opened once, however many references name it.

use std::collections::HashMap;

use super::encrypted::Safe;
use super::{Context, Error, command, file, opened};
use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;

/// Resolves references that belong together.
#[derive(Debug)]
pub struct Resolver<'a> {
    context: &'a Context,
    safes: HashMap<String, Result<Safe, Error>>,
}

impl<'a> Resolver<'a> {
    /// One in these surroundings.
    #[must_use]
    pub fn new(context: &'a Context) -> Self {
        Self { context, safes: HashMap::new() }
    }

    /// The secret that a reference leads to; in an encrypted file, the one of that name.
    ///
    /// # Errors
    /// Each way in which it leads to none; see [`Error`].
    pub fn resolve(&mut self, name: SecretName, reference: &Reference) -> Result<Secret, Error> {
        let context = self.context;
        let missing = || Error::Missing(reference.clone());
        let secret = match reference {
            Reference::Env(variable) => context.variable(variable).map(Secret::new).ok_or_else(missing)?,
            Reference::File(path) => file::read(&context.config_folder.join(path), reference, context)?,
            Reference::Command(line) => command::run(line, reference, context)?,
            Reference::Keyring(entry) => opened(StoreKind::Keyring, context)?.read(entry)?,
            Reference::Keyutils(entry) => opened(StoreKind::Keyutils, context)?.read(entry)?,
            Reference::Encrypted(path) => {
                let safe = self.safes.entry(path.clone()).or_insert_with(|| Safe::open(path, context));
                safe.as_ref().map_err(Clone::clone)?.object().get(name).cloned().ok_or_else(missing)?
            }
        };
        if secret.is_empty() {
            return Err(missing());
        }
        // It goes into a header: a line break would be refused there with words that help nobody.
        if secret.expose().chars().any(char::is_control) {
            return Err(Error::unusable(reference, "it has more than one line, or control characters"));
        }
        Ok(secret)
    }
}
