//! The lock that keeps two writers of one config apart.
//!
//! It guards a single write; a change between reading and writing is told by the guard of `write`.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Error;

/// Held until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a config file without waiting.
    ///
    /// The lock file stays afterwards: deleting it would let two writers each lock a file of that name.
    pub(super) fn take(config: &Path) -> Result<Self, Error> {
        let unwritable = |cause| Error::Unwritable { path: config.to_owned(), cause };
        let mut file = open(&lock_file(config)).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Where the system forbids reading a locked file, who holds it stays unknown.
                let process = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                let since = file.metadata().and_then(|data| data.modified()).ok();
                return Err(Error::Locked { path: config.to_owned(), process, since });
            }
            // A disk that knows no locks: go on rather than refuse to save on it.
            Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(cause)) => return Err(unwritable(cause)),
        }
        // Who, as content; since when, as time of the change.
        file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(unwritable)?;
        Ok(Self { _file: file })
    }
}

fn lock_file(config: &Path) -> PathBuf {
    let mut name = config.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_told_who_and_since_when_and_may_once_the_first_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.json");
        let first = Lock::take(&config).unwrap();
        match Lock::take(&config).unwrap_err() {
            Error::Locked { process, since, .. } => {
                assert_eq!(process, Some(std::process::id()));
                assert!(since.is_some());
            }
            other => panic!("{other:?}"),
        }
        drop(first);
        Lock::take(&config).unwrap();
    }
}
