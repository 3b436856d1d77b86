//! Writing the config file: the same settings give the same bytes, and no change made by someone else is lost.
//!
//! How a file is put in place whole is in `private_file`.

use std::io;
use std::path::{Path, PathBuf};

use super::Error;
use super::lock::Lock;
use super::paths::folder_of;
use super::private_file::{is_device, make_folder, replace, target_of};
use super::read::{Snapshot, bytes_of, version_of};
use crate::domain::settings::{Settings, VERSION};

/// What may be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Only what was seen before, and nothing newer.
    Seen(Snapshot),
    /// Whatever is there (`--force`).
    Force,
}

/// What a write did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Whether the file was written; not where it holds these bytes already.
    pub changed: bool,
    /// The version before it, where there was one and it was replaced.
    pub previous: Option<PathBuf>,
    /// What is on disk now, for the guard of the next write.
    pub snapshot: Snapshot,
}

/// The bytes of a config file: keys in the order of the types, tenants by id, two spaces an indent, a final newline.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "it cannot fail, as the text of the expect says")]
pub fn to_bytes(settings: &Settings) -> Vec<u8> {
    let mut ordered = settings.clone();
    ordered.tenants.sort_by(|left, right| left.id.cmp(&right.id));
    let mut bytes = serde_json::to_vec_pretty(&ordered).expect("settings have text keys only, so they are always JSON");
    bytes.push(b'\n');
    bytes
}

/// Where the version before the last write is kept.
#[must_use]
pub fn previous_version(path: &Path) -> PathBuf {
    let mut name = target_of(path).unwrap_or_else(|_| path.to_owned()).into_os_string();
    name.push(".1");
    name.into()
}

/// Writes a config file if its bytes differ; the version before it stays beside as `FILE.1`.
///
/// ```text
///  lock ─▶ look at what is there ─▶ same: done
///                 └─▶ guard ─▶ old bytes to FILE.1 ─▶ new bytes to FILE
/// ```
///
/// # Errors
/// [`Error::Locked`], [`Error::Changed`], [`Error::Newer`], [`Error::Unwritable`]; the file is then as it was.
pub fn write(path: &Path, settings: &Settings, guard: &Guard) -> Result<Written, Error> {
    let unwritable = |cause| Error::Unwritable { path: path.to_owned(), cause };
    let bytes = to_bytes(settings);
    let target = target_of(path).map_err(unwritable)?;
    if is_device(&target) {
        replace(&target, &bytes).map_err(unwritable)?;
        return Ok(Written { changed: true, previous: None, snapshot: Snapshot(Some(bytes)) });
    }
    make_folder(folder_of(&target)).map_err(unwritable)?;
    let _lock = Lock::take(&target)?;
    let now = match bytes_of(&target) {
        Ok((bytes, _)) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(unwritable(cause)),
    };
    if now.as_ref() == Some(&bytes) {
        return Ok(Written { changed: false, previous: None, snapshot: Snapshot(now) });
    }
    if let Guard::Seen(seen) = guard {
        if let Some(version) = now.as_deref().and_then(newer_version) {
            return Err(Error::Newer { path: path.to_owned(), version });
        }
        if seen.0 != now {
            return Err(Error::Changed { path: path.to_owned(), now });
        }
    }
    let previous = previous_version(&target);
    let worth_keeping = now.as_ref().filter(|old| !old.is_empty());
    if let Some(old) = worth_keeping {
        // A copy, not a rename: at no moment is there no config.
        replace(&previous, old).map_err(|cause| Error::Unwritable { path: previous.clone(), cause })?;
    }
    replace(&target, &bytes).map_err(unwritable)?;
    Ok(Written { changed: true, previous: worth_keeping.map(|_| previous), snapshot: Snapshot(Some(bytes)) })
}

fn newer_version(bytes: &[u8]) -> Option<u64> {
    let value = serde_json::from_slice(bytes).ok()?;
    version_of(&value).filter(|version| *version > u64::from(VERSION))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    #[cfg(target_os = "linux")]
    use super::super::sample::full_device;
    use super::super::sample::{EXAMPLE, example};
    use super::*;
    use crate::config::read;
    use crate::domain::diagnostic::{Code, Diagnostic};

    fn renamed(name: &str) -> Settings {
        let mut settings = example();
        settings.tenants[0].name = name.to_owned();
        settings
    }

    fn code(result: Result<Written, Error>) -> Code {
        Diagnostic::from(result.unwrap_err()).code
    }

    #[test]
    fn the_bytes_are_those_of_the_contract_whatever_the_order_of_tenants() {
        let mut settings = example();
        settings.tenants.reverse();
        assert_eq!(String::from_utf8(to_bytes(&settings)).unwrap(), EXAMPLE);
    }

    #[test]
    fn a_new_file_is_written_once_and_the_one_before_a_change_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.json");
        let first = write(&path, &example(), &Guard::Seen(Snapshot::absent())).unwrap();
        assert_eq!((first.changed, &first.previous), (true, &None));
        assert!(!previous_version(&path).exists());

        let before = fs::metadata(&path).unwrap().modified().unwrap();
        let again = write(&path, &example(), &Guard::Seen(first.snapshot.clone())).unwrap();
        assert!(!again.changed);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
        assert!(!previous_version(&path).exists());

        let second = write(&path, &renamed("Contoso 2"), &Guard::Seen(again.snapshot)).unwrap();
        assert_eq!(second.previous, Some(folder.path().join("new/config.json.1")));
        assert_eq!(fs::read_to_string(previous_version(&path)).unwrap(), EXAMPLE);
        assert_eq!(read(&path).unwrap().settings, renamed("Contoso 2"));
        assert_eq!(read(&path).unwrap().snapshot, second.snapshot);
    }

    #[test]
    fn a_change_made_meanwhile_is_not_overwritten_unless_forced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        write(&path, &example(), &Guard::Seen(Snapshot::absent())).unwrap();
        let seen = read(&path).unwrap().snapshot;
        fs::write(&path, to_bytes(&renamed("theirs"))).unwrap();

        for guard in [Guard::Seen(seen.clone()), Guard::Seen(Snapshot::absent())] {
            assert_eq!(code(write(&path, &renamed("ours"), &guard)), Code::ConfigChanged);
            assert_eq!(read(&path).unwrap().settings, renamed("theirs"));
        }
        assert!(
            !write(&path, &renamed("theirs"), &Guard::Seen(seen)).unwrap().changed,
            "the same change is no quarrel"
        );
        write(&path, &renamed("ours"), &Guard::Force).unwrap();
        assert_eq!(read(&path).unwrap().settings, renamed("ours"));
        assert_eq!(read(&previous_version(&path)).unwrap().settings, renamed("theirs"));
    }

    #[test]
    fn a_file_deleted_meanwhile_is_a_change_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        let seen = write(&path, &example(), &Guard::Seen(Snapshot::absent())).unwrap().snapshot;
        fs::remove_file(&path).unwrap();
        assert_eq!(code(write(&path, &renamed("ours"), &Guard::Seen(seen))), Code::ConfigChanged);
        assert!(!path.exists());
    }

    #[test]
    fn a_newer_version_is_not_overwritten_unless_forced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        let newer = "{\"version\": 2, \"unheard\": true}";
        fs::write(&path, newer).unwrap();
        let seen = Guard::Seen(Snapshot(Some(newer.into())));
        assert_eq!(code(write(&path, &example(), &seen)), Code::ConfigNewer);
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
        write(&path, &example(), &Guard::Force).unwrap();
        assert_eq!(fs::read_to_string(previous_version(&path)).unwrap(), newer);
    }

    #[test]
    fn two_writers_are_kept_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        let other = Lock::take(&path).unwrap();
        assert_eq!(code(write(&path, &example(), &Guard::Force)), Code::ConfigLocked);
        assert!(!path.exists());
        drop(other);
        write(&path, &example(), &Guard::Force).unwrap();
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        let seen = write(&path, &example(), &Guard::Force).unwrap().snapshot;
        // A folder where the kept version belongs stops the write half-way.
        fs::create_dir(previous_version(&path)).unwrap();
        assert_eq!(code(write(&path, &renamed("ours"), &Guard::Seen(seen))), Code::WriteFailed);
        assert_eq!(fs::read_to_string(&path).unwrap(), EXAMPLE);

        fs::write(folder.path().join("file"), "").unwrap();
        assert_eq!(code(write(&folder.path().join("file/config.json"), &example(), &Guard::Force)), Code::WriteFailed);
    }

    #[cfg(unix)]
    #[test]
    fn through_a_link_the_target_is_written_and_the_kept_version_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("git/petra.json"), folder.path().join("config.json"));
        fs::create_dir(folder.path().join("git")).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let seen = write(&link, &example(), &Guard::Seen(Snapshot::absent())).unwrap().snapshot;
        let written = write(&link, &renamed("ours"), &Guard::Seen(seen)).unwrap();
        assert_eq!(written.previous, Some(folder.path().join("git/petra.json.1")));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read(&real).unwrap().settings, renamed("ours"));
    }

    #[test]
    fn nothing_but_the_config_and_the_one_before_it_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        write(&path, &example(), &Guard::Force).unwrap();
        write(&path, &renamed("ours"), &Guard::Force).unwrap();
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names.retain(|name| cfg!(unix) || name != "config.json.lock");
        assert_eq!(names, ["config.json", "config.json.1"]);
    }

    #[test]
    fn a_process_killed_while_it_saves_leaves_the_old_or_the_new_file_whole() {
        for lines in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("config.json");
            write(&path, &renamed("first"), &Guard::Force).unwrap();
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "config::write::tests::saves_until_it_is_killed", "--ignored", "--nocapture"])
                .env("CONFIG_FILE", &path)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let saves = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
            let seen = saves.filter(|line| line == "saved").take(1 + lines).count();
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!(seen, 1 + lines);
            for file in [path.clone(), previous_version(&path)] {
                let name = read(&file).unwrap().settings.tenants.remove(0).name;
                assert!(["first", "even", "odd"].contains(&name.as_str()), "{name}");
            }
            // What the killed one held is free again.
            write(&path, &renamed("after"), &Guard::Force).unwrap();
        }
    }

    #[test]
    #[ignore = "run by a_process_killed_while_it_saves_leaves_the_old_or_the_new_file_whole"]
    fn saves_until_it_is_killed() {
        let Some(path) = std::env::var_os("CONFIG_FILE") else { return };
        for name in ["even", "odd"].into_iter().cycle() {
            write(path.as_ref(), &renamed(name), &Guard::Force).unwrap();
            println!("saved");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_a_failed_write() {
        let folder = tempfile::tempdir().unwrap();
        let Some(device) = full_device(folder.path()) else { return };
        match write(&device, &example(), &Guard::Force).unwrap_err() {
            Error::Unwritable { cause, .. } => assert_eq!(cause.kind(), io::ErrorKind::StorageFull),
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "neither a lock nor a version before it");
    }
}
