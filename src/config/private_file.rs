//! Writing a file so that it is whole at every moment and readable for its owner alone.
//!
//! What is in the file, and whether it may be overwritten, is for the caller.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Error;
use super::paths::folder_of;

/// Links that are followed before a chain of them counts as a circle, as in the Linux kernel.
const MOST_LINKS: usize = 40;

/// Writes a whole file: the old one stays until the new one is on disk, then the new one takes its place (0600).
///
/// A symbolic link is followed and stays one. Folders that are missing are made (0700). A device or pipe is written to as it is.
///
/// # Errors
/// [`Error::Unwritable`]; what was there before is then unchanged.
pub fn write_private_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let unwritable = |cause| Error::Unwritable { path: path.to_owned(), cause };
    replace(&target_of(path).map_err(unwritable)?, bytes).map_err(unwritable)
}

/// The file that a path means in the end: itself, or what a chain of links leads to, be it there or not.
pub(super) fn target_of(path: &Path) -> io::Result<PathBuf> {
    // The link /dev/stdout leads to a name that no file has where it is a pipe.
    if is_device(path) {
        return Ok(path.to_owned());
    }
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            // Not a link, or nothing there: that is the file.
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Whether a path leads to something that is written to as it is: a device, a pipe.
pub(super) fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir())
}

/// Puts bytes in the place of a file whose links are followed already.
pub(super) fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = match fs::metadata(target) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    match &old {
        Some(old) if old.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
        // A rename would put a plain file in the place of /dev/stdout.
        Some(old) if !old.is_file() => return File::options().write(true).open(target)?.write_all(bytes),
        _ => {}
    }
    let folder = folder_of(target);
    make_folder(folder)?;
    // In the same folder, so that the rename stays on one disk; the file is made 0600.
    let mut file = tempfile::Builder::new().prefix(".petra-autotask.").tempfile_in(folder)?;
    file.write_all(bytes)?;
    keep_owner(file.as_file(), old.as_ref());
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Makes a folder and those above it, 0700 each, where they are missing.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A save under sudo must not take the file away from the user whose it is. Only root can give it back, so failing is no fault.
#[cfg(unix)]
fn keep_owner(file: &File, old: Option<&fs::Metadata>) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if let Some(old) = old {
        let _ = fchown(file, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: Option<&fs::Metadata>) {}

/// The rename itself is on disk only when the folder is. Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    use super::super::sample::full_device;
    use super::*;
    use crate::domain::diagnostic::{Code, Diagnostic};

    fn names_in(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        for bytes in [b"one".as_slice(), b"twice as long", b""] {
            write_private_file(&path, bytes).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        assert_eq!(names_in(folder.path()), ["plan.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it_or_enter_folders_that_were_made() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/plan.json");
        write_private_file(&path, b"x").unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&folder.path().join("a/b")), 0o700);
        assert_eq!(mode(&folder.path().join("a")), 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_private_file(&path, b"y").unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_their_target_and_stay_links() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link, far) =
            (folder.path().join("real/c.json"), folder.path().join("c.json"), folder.path().join("far.json"));
        fs::create_dir(folder.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real/c.json", &link).unwrap();
        std::os::unix::fs::symlink("c.json", &far).unwrap();
        for bytes in [b"made through links", b"then replaced     "] {
            write_private_file(&far, bytes).unwrap();
            assert_eq!(fs::read(&real).unwrap(), bytes);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert!(fs::symlink_metadata(&far).unwrap().is_symlink());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_circle_of_links_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("b", folder.path().join("a")).unwrap();
        std::os::unix::fs::symlink("a", folder.path().join("b")).unwrap();
        let error = write_private_file(&folder.path().join("a"), b"x").unwrap_err();
        assert_eq!(Diagnostic::from(&error).code, Code::WriteFailed);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_and_a_folder_in_the_place_of_the_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "kept").unwrap();
        fs::create_dir(folder.path().join("dir")).unwrap();
        for path in ["file/plan.json", "dir"] {
            let error = write_private_file(&folder.path().join(path), b"x").unwrap_err();
            assert_eq!(Diagnostic::from(&error).code, Code::WriteFailed, "{path}");
        }
        assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"kept");
        assert_eq!(names_in(folder.path()), ["dir", "file"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_to_and_stays_a_pipe() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::thread::scope(|scope| {
            // Opened for both directions, so that a writer that never comes cannot hang the test.
            let mut reader = File::options().read(true).write(true).open(&pipe).unwrap();
            scope.spawn(|| write_private_file(&pipe, b"through the pipe").unwrap()).join().unwrap();
            assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
            let mut bytes = [0; 16];
            io::Read::read_exact(&mut reader, &mut bytes).unwrap();
            assert_eq!(&bytes, b"through the pipe");
        });
        assert_eq!(names_in(folder.path()), ["pipe"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_told_and_stays_a_device() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let Some(device) = full_device(folder.path()) else { return };
        let told = Diagnostic::from(write_private_file(&device, b"x").unwrap_err());
        assert_eq!(told.code, Code::WriteFailed);
        assert!(told.hint.starts_with("Make room"), "{told:?}");
        assert!(fs::metadata(&device).unwrap().file_type().is_char_device());
    }
}
