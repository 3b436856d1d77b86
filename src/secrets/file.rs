//! Secrets in files of their own: any that a reference names, and the store `file` beside the config.
//!
//! They are not encrypted: what keeps others out is the file's mode.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::store::Store;
use super::{Context, Error, MOST_BYTES};
use crate::domain::reference::{Reference, StoreKind};
use crate::domain::secret::Secret;

/// Reads the secret in a file that none but its owner can read; one final line break is cut.
pub(super) fn read(path: &Path, reference: &Reference, context: &Context) -> Result<Secret, Error> {
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::Missing(reference.clone()),
        _ => Error::unusable(reference, error.to_string()),
    };
    // Looked at before it is opened: opening a pipe would wait for its writer.
    if !fs::metadata(path).map_err(told)?.is_file() {
        return Err(Error::unusable(reference, "it is no plain file"));
    }
    let file = File::open(path).map_err(told)?;
    if !is_credential(path, context) {
        refuse_open(path, &file.metadata().map_err(told)?)?;
    }
    text_of(file, reference)
}

/// The text that a reader gives, without one final line break.
pub(super) fn text_of(source: impl Read, reference: &Reference) -> Result<Secret, Error> {
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    source
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::unusable(reference, error.to_string()))?;
    if bytes.len() > MOST_BYTES {
        return Err(Error::unusable(reference, "it is longer than 64 KiB"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::unusable(reference, "it is not UTF-8 text"))?;
    let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    Ok(Secret::from(line))
}

/// Whether a file is in systemd's folder of credentials, which keeps others out by itself.
fn is_credential(path: &Path, context: &Context) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    match (context.credentials_folder.as_deref().and_then(real), real(path)) {
        (Some(folder), Some(path)) => path.starts_with(folder),
        _ => false,
    }
}

#[cfg(unix)]
fn refuse_open(path: &Path, data: &fs::Metadata) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let mode = data.permissions().mode() & 0o777;
    let of_others = mode & 0o077;
    if of_others == 0 { Ok(()) } else { Err(Error::TooOpen { path: path.to_owned(), mode }) }
}

/// Windows' users have their folders to themselves; there is no mode to look at.
#[cfg(not(unix))]
fn refuse_open(_path: &Path, _data: &fs::Metadata) -> Result<(), Error> {
    Ok(())
}

/// Deletes the file of a reference.
pub(super) fn delete(path: &Path, reference: &Reference) -> Result<(), Error> {
    fs::remove_file(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::Missing(reference.clone()),
        _ => unwritable(path, &error),
    })
}

/// Puts a secret into the file of a reference, in one line.
pub(super) fn write(path: &Path, secret: &Secret) -> Result<(), Error> {
    let line = zeroize::Zeroizing::new(format!("{}\n", secret.expose()));
    replace(path, line.as_bytes()).map_err(|error| unwritable(path, &error))
}

/// Puts a file in the place of the one that is there. It is 0600 from its first moment, and at no moment half written;
/// a link stays one, and folders that are missing are made (0700).
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut file = tempfile::Builder::new().prefix(".petra-autotask.").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The nearest folder to this one, upwards, that is there already: a trial in it leaves no new folder behind.
pub(super) fn nearest_folder(folder: &Path) -> PathBuf {
    match folder.ancestors().find(|folder| folder.as_os_str().is_empty() || folder.exists()) {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::Unavailable { kind: StoreKind::File, why: format!("{}: {error}", path.display()) }
}

/// A folder with one file a secret, as the store `file` has one.
#[derive(Debug)]
pub(super) struct Folder {
    folder: PathBuf,
    context: Context,
}

impl Folder {
    /// A folder that is there, or will be made.
    pub(super) fn at(folder: PathBuf, context: &Context) -> Self {
        Self { folder, context: context.clone() }
    }

    /// The one beside the config.
    pub(super) fn path(context: &Context) -> PathBuf {
        context.config_folder.join("secrets")
    }
}

impl Store for Folder {
    fn write(&self, name: &str, secret: &Secret) -> Result<(), Error> {
        write(&self.folder.join(name), secret)
    }

    fn read(&self, name: &str) -> Result<Secret, Error> {
        read(&self.folder.join(name), &self.reference(name), &self.context)
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        delete(&self.folder.join(name), &self.reference(name))
    }

    fn reference(&self, name: &str) -> Reference {
        Reference::File(format!("secrets/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::tests::contract;
    use super::*;
    use crate::domain::reference::SecretName;

    fn context(folder: &Path) -> Context {
        Context::new(folder, |_| None)
    }

    fn of(context: &Context) -> Folder {
        Folder::at(Folder::path(context), context)
    }

    fn resolved(folder: &Path, path: &str) -> Result<Secret, Error> {
        super::super::Resolver::new(&context(folder))
            .resolve(SecretName::AutotaskSecret, &Reference::File(path.to_owned()))
    }

    fn put(path: &Path, bytes: &[u8], mode: u32) {
        // One that may only be read cannot be written again, but by root.
        let _ = fs::remove_file(path);
        fs::write(path, bytes).unwrap();
        #[cfg(unix)]
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        let _ = mode;
    }

    #[test]
    fn the_folder_keeps_the_contract() {
        let folder = tempfile::tempdir().unwrap();
        contract(&of(&context(folder.path())));
    }

    #[test]
    fn one_final_line_break_is_cut_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        for (bytes, text) in [("s", "s"), ("s\n", "s"), ("s\r\n", "s"), (" s \n", " s ")] {
            put(&folder.path().join("f"), bytes.as_bytes(), 0o600);
            assert_eq!(resolved(folder.path(), "f").unwrap().expose(), text, "{bytes:?}");
        }
        let long = vec![b'x'; MOST_BYTES + 1];
        for bytes in [b"s\n\n".as_slice(), b"a\nb", b"\xff\xfe", &long] {
            put(&folder.path().join("f"), bytes, 0o600);
            assert!(matches!(resolved(folder.path(), "f"), Err(Error::Unusable { .. })));
        }
        for bytes in ["", "\n"] {
            put(&folder.path().join("f"), bytes.as_bytes(), 0o600);
            assert!(matches!(resolved(folder.path(), "f"), Err(Error::Missing(_))), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_not_there_or_no_plain_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(resolved(folder.path(), "absent"), Err(Error::Missing(_))));
        assert!(matches!(resolved(folder.path(), "."), Err(Error::Unusable { .. })));
    }

    #[test]
    fn an_absolute_path_is_taken_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        put(&folder.path().join("f"), b"s", 0o600);
        let path = folder.path().join("f").to_str().unwrap().to_owned();
        assert_eq!(resolved(Path::new("/nowhere"), &path).unwrap().expose(), "s");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused_but_not_among_credentials() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        for (mode, refused) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o620, true)] {
            put(&path, b"s", mode);
            let result = resolved(folder.path(), "f");
            assert_eq!(matches!(result, Err(Error::TooOpen { mode: seen, .. }) if seen == mode), refused, "{mode:o}");
            assert_eq!(result.is_ok(), !refused, "{mode:o}");
        }
        let mut context = context(folder.path());
        context.credentials_folder = Some(folder.path().to_owned());
        let reference = Reference::File("f".to_owned());
        let resolved =
            |context: &Context| super::super::Resolver::new(context).resolve(SecretName::AutotaskSecret, &reference);
        assert_eq!(resolved(&context).unwrap().expose(), "s");
        context.credentials_folder = Some(folder.path().join("other"));
        assert!(resolved(&context).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn files_are_for_their_owner_alone_and_so_are_folders_that_were_made() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let store = of(&context(&folder.path().join("config")));
        store.write("n", &Secret::from("s")).unwrap();
        let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("config"), mode("config/secrets"), mode("config/secrets/n")), (0o700, 0o700, 0o600));
        assert_eq!(fs::read_dir(folder.path().join("config/secrets")).unwrap().count(), 1);
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_told() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secrets"), "").unwrap();
        let store = of(&context(folder.path()));
        assert!(matches!(store.write("n", &Secret::from("s")), Err(Error::Unavailable { .. })));
    }
}
