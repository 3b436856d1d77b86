//! The lock that keeps two writers of one config apart.
//!
//! It guards a single write; a change between reading and writing is told by the guard of `write`.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Error;

/// Held until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock of a config file without waiting.
    pub(super) fn take(config: &Path) -> Result<Self, Error> {
        let unwritable = |cause| Error::Unwritable { path: config.to_owned(), cause };
        let path = lock_file(config);
        loop {
            let mut file = open(&path).map_err(unwritable)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(held(config, &mut file)),
                // A disk that knows no locks: go on rather than refuse to save on it.
                Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(cause)) => return Err(unwritable(cause)),
            }
            // The holder before may have deleted it between opening and locking: then this locks nothing.
            if is_at(&file, &path) {
                // Who, as content; since when, as time of the change.
                file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(unwritable)?;
                return Ok(Self { path, file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where a file can be deleted while it is locked, nothing stays behind. Elsewhere a second writer could meet one half deleted.
        if cfg!(unix) && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn held(config: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    // Where the system forbids reading a locked file, who holds it stays unknown.
    let process = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
    let since = file.metadata().and_then(|data| data.modified()).ok();
    Error::Locked { path: config.to_owned(), process, since }
}

/// Whether the open file is the one that has this name now.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
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
        drop(Lock::take(&config).unwrap());
        if cfg!(unix) {
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no lock file stays");
        }
    }

    #[test]
    fn of_many_at_once_never_two_hold_it() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.json");
        let holders = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut taken = 0;
                    while taken < 200 {
                        if let Ok(lock) = Lock::take(&config) {
                            assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                            taken += 1;
                            std::thread::yield_now();
                            holders.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
    }
}
