//! Secrets in one file that a passphrase opens; the `age` tool opens it too (`age -d FILE`), and makes one (`age -p`).
//!
//! Where the passphrase comes from is for the [`Context`]; what is in the file for [`Object`].

use std::fs::File;
use std::io::{self, Read, Write};
use std::iter;
use std::path::{Path, PathBuf};

use age::armor::ArmoredReader;
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use zeroize::Zeroizing;

use super::context::Wanted;
use super::error::Sealed;
use super::file;
use super::object::Object;
use super::{Context, Error, MOST_BYTES};
use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;

/// The file of the store `encrypted`, beside the config.
pub(super) const FILE: &str = "secrets.age";

/// Work that it takes to try one passphrase, as a power of two: 128 MiB and some tenths of a second. Each guess costs as much.
const WORK: u8 = if cfg!(test) { 6 } else { 17 };

/// A trial keeps nothing secret.
const TRIAL_WORK: u8 = 2;

/// The most that is done for a file of others: 1 GiB and some seconds. `age` itself writes 18.
const MOST_WORK: u8 = 20;

/// A file that a passphrase opens, and the secrets in it, as they were read.
#[derive(Debug)]
pub(super) struct Safe {
    path: PathBuf,
    passphrase: Secret,
    object: Object,
    work: u8,
}

impl Safe {
    /// Opens the file that a reference names.
    ///
    /// # Errors
    /// [`Error::Missing`] where it is not there; [`Error::Sealed`] where it cannot be opened.
    pub(super) fn open(named: &str, context: &Context) -> Result<Self, Error> {
        let path = context.config_folder.join(named);
        let bytes = read(&path, &Reference::Encrypted(named.to_owned()))?;
        let passphrase = context.passphrase(&path, Wanted::ToOpen)?;
        let object = opened(&bytes, &path, &passphrase)?;
        context.remember(&passphrase);
        Ok(Self { path, passphrase, object, work: WORK })
    }

    /// Opens it, or begins one where there is none; nothing is written yet.
    pub(super) fn open_or_begin(named: &str, context: &Context) -> Result<Self, Error> {
        match Self::open(named, context) {
            Err(Error::Missing(_)) => {
                let path = context.config_folder.join(named);
                let passphrase = context.passphrase(&path, Wanted::ToMake)?;
                Ok(Self { path, passphrase, object: Object::default(), work: WORK })
            }
            opened => opened,
        }
    }

    /// The secrets in it.
    pub(super) const fn object(&self) -> &Object {
        &self.object
    }

    /// Puts secrets in, beside those that are there, and writes the file. It was opened again before it took the place of
    /// the old one, and its bytes read back afterwards.
    pub(super) fn put(&mut self, secrets: &[(SecretName, Secret)], context: &Context) -> Result<(), Error> {
        for (name, secret) in secrets {
            self.object.set(*name, Some(secret.clone()));
        }
        self.write()?;
        context.remember(&self.passphrase);
        Ok(())
    }

    /// Takes a secret out; a file without any is deleted.
    pub(super) fn take(&mut self, name: SecretName, reference: &Reference) -> Result<(), Error> {
        if self.object.set(name, None).is_none() {
            return Err(Error::Missing(reference.clone()));
        }
        if self.object.is_empty() { file::delete(&self.path, reference) } else { self.write() }
    }

    fn write(&self) -> Result<(), Error> {
        let unwritable = |error: io::Error| Error::Unavailable {
            kind: StoreKind::Encrypted,
            why: format!("{}: {error}", self.path.display()),
        };
        let bytes = sealed(&self.object, &self.passphrase, self.work).map_err(unwritable)?;
        if opened(&bytes, &self.path, &self.passphrase)? != self.object {
            return Err(unwritable(io::Error::other("what was encrypted does not read back")));
        }
        file::replace(&self.path, &bytes).map_err(unwritable)?;
        if std::fs::read(&self.path).map_err(unwritable)? != bytes {
            return Err(unwritable(io::Error::other("it gives back something else than was written")));
        }
        Ok(())
    }
}

/// A trial of writing, reading back and deleting beside the config, with a passphrase of its own.
pub(super) fn try_out(context: &Context) -> Result<(), Error> {
    let mut safe = Safe {
        path: file::nearest_folder(&context.config_folder)
            .join(format!(".petra-autotask-trial-{}.age", std::process::id())),
        passphrase: Secret::from("trial"),
        object: Object::default(),
        work: TRIAL_WORK,
    };
    let name = SecretName::AutotaskSecret;
    safe.put(&[(name, Secret::from("a trial"))], &Context::new(&context.config_folder, |_| None))?;
    safe.take(name, &Reference::Encrypted(FILE.to_owned()))
}

/// The bytes of a file that is no larger than secrets can be.
fn read(path: &Path, reference: &Reference) -> Result<Vec<u8>, Error> {
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::Missing(reference.clone()),
        _ => Error::sealed(path, Sealed::Damaged(error.to_string())),
    };
    // Looked at before it is opened: opening a pipe would wait for its writer.
    if !std::fs::metadata(path).map_err(told)?.is_file() {
        return Err(Error::sealed(path, Sealed::Damaged("it is no plain file".to_owned())));
    }
    let mut bytes = Vec::new();
    let most = 8 * MOST_BYTES as u64;
    File::open(path).map_err(told)?.take(most + 1).read_to_end(&mut bytes).map_err(told)?;
    if bytes.len() as u64 > most {
        return Err(Error::sealed(path, Sealed::Damaged("it is too large for three secrets".to_owned())));
    }
    Ok(bytes)
}

fn key(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.expose())
}

fn sealed(object: &Object, passphrase: &Secret, work: u8) -> io::Result<Vec<u8>> {
    let mut recipient = scrypt::Recipient::new(key(passphrase));
    recipient.set_work_factor(work);
    let encryptor =
        Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient)).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes)?;
    writer.write_all(&object.to_text())?;
    writer.finish()?;
    Ok(bytes)
}

fn opened(bytes: &[u8], path: &Path, passphrase: &Secret) -> Result<Object, Error> {
    let told = |why| Error::sealed(path, why);
    let damaged = |why: &str| told(Sealed::Damaged(why.to_owned()));
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(bytes)).map_err(|error| told(sealed_by(&error)))?;
    if !decryptor.is_scrypt() {
        return Err(damaged("it is encrypted to keys, not with a passphrase"));
    }
    let mut identity = scrypt::Identity::new(key(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let reader =
        decryptor.decrypt(iter::once(&identity as &dyn age::Identity)).map_err(|error| told(sealed_by(&error)))?;
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    reader.take(8 * MOST_BYTES as u64).read_to_string(&mut text).map_err(|_| damaged("its content is damaged"))?;
    Object::parse(&text).map_err(|refused| damaged(&refused.to_string()))
}

fn sealed_by(error: &DecryptError) -> Sealed {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            Sealed::WrongPassphrase
        }
        DecryptError::ExcessiveWork { required, .. } => Sealed::TooMuchWork(*required),
        DecryptError::InvalidHeader | DecryptError::InvalidMac => Sealed::Damaged("its header is damaged".to_owned()),
        _ => Sealed::Damaged("it is no whole age file".to_owned()),
    }
}

#[cfg(test)]
mod tests;
