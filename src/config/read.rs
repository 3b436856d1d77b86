//! Reading the config file: bytes to settings, with the place of what is wrong.
//!
//! Whether the settings still hold in Autotask is for `rules` and `check`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use serde_json::Value;
use serde_json::error::Category;

use super::Error;
use super::error::Place;
use super::pointer::{escaped, pointer_at};
use super::private_file::is_device;
use crate::domain::reference::Reference;
use crate::domain::settings::{Settings, VERSION};

/// Most bytes that a config may have; 5,000 tenants in full are 3 MB.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Where secret references stand.
const REFERENCES: [&str; 3] = ["/autotask/secret", "/autotask/trackingId", "/petra/apiKey"];

/// A config that was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What it says.
    pub settings: Settings,
    /// What was on disk, to tell a change made meanwhile.
    pub snapshot: Snapshot,
    /// When it was last changed, where the system says so.
    pub modified: Option<SystemTime>,
}

/// What was on disk when it was looked at: the file's bytes, or no file.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(pub(super) Option<Vec<u8>>);

impl Snapshot {
    /// There was no file.
    #[must_use]
    pub const fn absent() -> Self {
        Self(None)
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(bytes) => write!(formatter, "Snapshot({} bytes)", bytes.len()),
            None => formatter.write_str("Snapshot(absent)"),
        }
    }
}

/// Reads a config file.
///
/// # Errors
/// [`Error::Missing`], [`Error::Unreadable`], and those of [`from_bytes`].
pub fn read(path: &Path) -> Result<Loaded, Error> {
    let (bytes, modified) = bytes_of(path).map_err(|cause| {
        match cause.kind() {
            // Below a file there is nothing either.
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::Missing(path.to_owned()),
            _ => Error::Unreadable { path: path.to_owned(), cause },
        }
    })?;
    Ok(Loaded { settings: from_bytes(path, &bytes)?, snapshot: Snapshot(Some(bytes)), modified })
}

/// What stands where a config is to be written. A device, and a file with nothing in it, hold nothing that could be lost.
///
/// # Errors
/// As [`read`], where something else than a config stands there.
pub fn standing(path: &Path) -> Result<Snapshot, Error> {
    if is_device(path) {
        return Ok(Snapshot::absent());
    }
    match read(path) {
        Ok(loaded) => Ok(loaded.snapshot),
        Err(Error::Missing(_)) => Ok(Snapshot::absent()),
        Err(_) if std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() == 0) => {
            Ok(Snapshot(Some(Vec::new())))
        }
        Err(error) => Err(error),
    }
}

/// The bytes of a file and when it was changed.
pub(super) fn bytes_of(path: &Path) -> io::Result<(Vec<u8>, Option<SystemTime>)> {
    let file = File::open(path)?;
    let data = file.metadata()?;
    if data.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 64 MiB"));
    }
    Ok((bytes, data.modified().ok()))
}

/// Reads a config from its bytes; `path` only names it in errors.
///
/// # Errors
/// [`Error::NoJson`], [`Error::Invalid`], [`Error::NoReference`], [`Error::Newer`].
pub fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Settings, Error> {
    let no_json = |line, column, why: String| Error::NoJson { path: path.to_owned(), line, column, why };
    // Windows' editors put a byte order mark in front.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| no_json(0, 0, "it is not UTF-8 text".to_owned()))?;
    let value: Value = serde_json::from_str(text)
        .map_err(|error| no_json(error.line(), error.column(), without_position(&error.to_string())))?;
    let invalid = |place, why: &str| Error::Invalid { path: path.to_owned(), place, why: why.to_owned() };

    match version_of(&value) {
        Some(version) if version > u64::from(VERSION) => return Err(Error::Newer { path: path.to_owned(), version }),
        Some(version) if version == u64::from(VERSION) => {}
        // An older shape would be brought up to date here; there is none yet.
        _ if value.is_object() => {
            return Err(invalid(at("/version"), &format!("has to be a version number, at most {VERSION}")));
        }
        _ => return Err(invalid(Place::default(), "has to be an object")),
    }
    refuse_literals(path, &value)?;

    let settings: Settings = serde_json::from_str(text).map_err(|error| {
        let position = (error.line(), error.column());
        let pointer = pointer_at(text, position.0, position.1);
        match error.classify() {
            Category::Data => invalid(Place { pointer, position: Some(position) }, &without_value(&error.to_string())),
            _ => no_json(position.0, position.1, without_position(&error.to_string())),
        }
    })?;
    refuse_unknown(path, &value, &settings)?;
    refuse_twins(path, &settings)?;
    Ok(settings)
}

/// The version that a config names, if it is a whole number.
pub(super) fn version_of(value: &Value) -> Option<u64> {
    value.get("version").and_then(Value::as_u64)
}

fn at(pointer: &str) -> Place {
    Place { pointer: pointer.to_owned(), position: None }
}

/// Looks at the references before the parser does: its messages repeat what they refuse.
fn refuse_literals(path: &Path, value: &Value) -> Result<(), Error> {
    for pointer in REFERENCES {
        match value.pointer(pointer) {
            None => {}
            Some(Value::String(text)) if text.parse::<Reference>().is_ok() => {}
            Some(_) => return Err(Error::NoReference { path: path.to_owned(), place: at(pointer) }),
        }
    }
    Ok(())
}

/// Refuses a key that the settings have no place for: the next save would lose it. The parser alone overlooks one in
/// the top `ticketing`, whose fields are those of two structs.
fn refuse_unknown(path: &Path, read: &Value, settings: &Settings) -> Result<(), Error> {
    let kept = serde_json::to_value(settings).unwrap_or_default();
    match lost_key(read, &kept) {
        Some(pointer) => {
            Err(Error::Invalid { path: path.to_owned(), place: at(&pointer), why: "is not known here".to_owned() })
        }
        None => Ok(()),
    }
}

fn lost_key(read: &Value, kept: &Value) -> Option<String> {
    match (read, kept) {
        (Value::Object(read), Value::Object(kept)) => read.iter().find_map(|(key, value)| match kept.get(key) {
            Some(inner) => lost_key(value, inner).map(|rest| format!("/{}{rest}", escaped(key))),
            // An absent part may be written as null.
            None => (!value.is_null()).then(|| format!("/{}", escaped(key))),
        }),
        (Value::Array(read), Value::Array(kept)) => read
            .iter()
            .zip(kept)
            .enumerate()
            .find_map(|(index, (value, inner))| lost_key(value, inner).map(|rest| format!("/{index}{rest}"))),
        _ => None,
    }
}

/// Two entries for one tenant contradict each other.
fn refuse_twins(path: &Path, settings: &Settings) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for (index, tenant) in settings.tenants.iter().enumerate() {
        if !seen.insert(tenant.id.as_str()) {
            return Err(Error::Invalid {
                path: path.to_owned(),
                place: at(&format!("/tenants/{index}/id")),
                why: format!("tenant {} stands twice", tenant.id),
            });
        }
    }
    Ok(())
}

/// The parser's message without its own “at line … column …”.
fn without_position(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(words, _)| words).to_owned()
}

/// The same, and without the value that was found: only its type, since it may be a secret in the wrong place.
fn without_value(message: &str) -> String {
    let message = without_position(message);
    let cut = ["invalid type: ", "invalid value: "].into_iter().find_map(|begin| {
        let rest = message.strip_prefix(begin)?;
        let (found, wanted) = rest.rsplit_once(", expected ")?;
        let kind = found.split([' ', '`', '"']).next().unwrap_or_default();
        Some(format!("expected {wanted}, found {kind}"))
    });
    cut.unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::sample::{EXAMPLE, example, full};
    use super::*;
    use crate::domain::damage;
    use crate::domain::diagnostic::{Code, Diagnostic};

    fn told(text: &str) -> Diagnostic {
        Diagnostic::from(from_bytes(Path::new("c.json"), text.as_bytes()).unwrap_err())
    }

    #[test]
    fn a_config_is_read_with_what_was_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        fs::write(&path, EXAMPLE).unwrap();
        let loaded = read(&path).unwrap();
        assert_eq!(loaded.settings, example());
        assert_eq!(loaded.snapshot, Snapshot(Some(EXAMPLE.into())));
        assert!(loaded.modified.is_some());
    }

    #[test]
    fn a_byte_order_mark_is_overlooked() {
        assert_eq!(from_bytes(Path::new("c"), format!("\u{feff}{EXAMPLE}").as_bytes()).unwrap(), example());
    }

    #[test]
    fn what_is_not_there_or_no_file_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let code = |path: &Path| Diagnostic::from(read(path).unwrap_err()).code;
        assert_eq!(code(&folder.path().join("config.json")), Code::ConfigMissing);
        assert_eq!(code(folder.path()), Code::ReadFailed);
    }

    #[test]
    fn each_fault_has_its_code_and_place() {
        let replaced = |from: &str, to: &str| {
            assert!(EXAMPLE.contains(from), "{from}");
            EXAMPLE.replacen(from, to, 1)
        };
        let cases = [
            (String::new(), Code::ReadFailed, None, "line 1, column 0: EOF"),
            ("{\"version\": 1,}".to_owned(), Code::ReadFailed, None, "line 1, column 15: trailing comma"),
            ("[]".to_owned(), Code::ConfigInvalid, Some(""), "has to be an object"),
            ("{}".to_owned(), Code::ConfigInvalid, Some("/version"), "version number"),
            (replaced("\"version\": 1", "\"version\": 0"), Code::ConfigInvalid, Some("/version"), "version number"),
            (replaced("\"version\": 1", "\"version\": \"1\""), Code::ConfigInvalid, Some("/version"), "version"),
            (replaced("\"version\": 1", "\"version\": 2"), Code::ConfigNewer, None, ""),
            (replaced("\"version\": 1,", "\"version\": 2, \"x\": [],"), Code::ConfigNewer, None, ""),
            (replaced("\"excluded\"", "\"exluded\""), Code::ConfigInvalid, Some("/tenants/1/exluded"), "line 64,"),
            (replaced("\"id\": 174", "\"id\": \"174\""), Code::ConfigInvalid, Some("/tenants/0/company/id"), "i64"),
            (replaced("\"statusUpdate\"", "\"statusUpd\""), Code::ConfigInvalid, Some("/ticketing/statusUpd"), "known"),
            (replaced("\"id\": \"ZZk90u\"", "\"id\": \"ZZk90t\""), Code::ConfigInvalid, Some("/tenants/1/id"), "twice"),
            (replaced("\"username\": \"api@example.com\",", ""), Code::ConfigInvalid, Some("/autotask"), "username"),
        ];
        for (text, code, pointer, detail) in cases {
            let told = told(&text);
            assert_eq!(told.code, code, "{told:?}");
            assert_eq!(told.subject.pointer.as_deref(), pointer, "{told:?}");
            assert!(told.detail.contains(detail), "{told:?}");
            assert!(!told.hint.is_empty());
        }
    }

    #[test]
    fn a_secret_in_the_file_is_refused_and_never_repeated() {
        let with = |from: &str, to: &str| EXAMPLE.replacen(from, to, 1);
        let cases = [
            (with("keyring:autotask-secret", "hunter2"), Code::ReferenceInvalid, "/autotask/secret"),
            (
                with("\"keyring:autotask-tracking-id\"", "{\"x\": \"hunter2\"}"),
                Code::ReferenceInvalid,
                "/autotask/trackingId",
            ),
            (with("keyring:petra-api-key", "hunter2:x"), Code::ReferenceInvalid, "/petra/apiKey"),
            (
                with("{\n    \"apiKey\": \"keyring:petra-api-key\"\n  }", "\"hunter2, expected \\\" at line 1\""),
                Code::ConfigInvalid,
                "/petra",
            ),
            (with("\"id\": 174", "\"id\": \"hunter2\""), Code::ConfigInvalid, "/tenants/0/company/id"),
        ];
        for (text, code, pointer) in cases {
            assert!(text.contains("hunter2"), "{pointer}");
            let error = from_bytes(Path::new("c.json"), text.as_bytes()).unwrap_err();
            let told = Diagnostic::from(&error);
            assert_eq!((told.code, told.subject.pointer.as_deref()), (code, Some(pointer)), "{told:?}");
            assert!(!format!("{error} {error:?} {told:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn an_absent_part_may_be_null() {
        let text = EXAMPLE.replacen("\"excluded\": \"own IT\"", "\"excluded\": \"own IT\", \"billing\": null", 1);
        assert_eq!(from_bytes(Path::new("c"), text.as_bytes()).unwrap(), example());
    }

    #[test]
    fn what_is_written_with_every_optional_part_is_read_alike() {
        let bytes = crate::config::to_bytes(&full());
        assert_eq!(from_bytes(Path::new("c"), &bytes).unwrap(), full());
    }

    proptest::proptest! {
        #[test]
        fn a_damaged_file_is_refused_with_a_remedy_or_read(cut in 0..EXAMPLE.len(), take in 0..40_usize, put in "\\PC{0,8}|[\\[\\]{},:\"\\\\0-9]{0,8}") {
            let mut bytes = EXAMPLE.as_bytes().to_vec();
            let end = (cut + take).min(bytes.len());
            bytes.splice(cut..end, put.into_bytes());
            if let Err(error) = from_bytes(Path::new("c"), &bytes) {
                let told = Diagnostic::from(&error);
                proptest::prop_assert!(told.code.failure_exit() >= Some(6) && !told.hint.is_empty(), "{:?}", told);
            }
        }
    }

    #[test]
    fn deep_nesting_and_other_encodings_are_refused_without_harm() {
        assert_eq!(told(&"[".repeat(100_000)).code, Code::ReadFailed);
        let utf16: Vec<u8> = EXAMPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = from_bytes(Path::new("c"), &utf16).unwrap_err();
        assert_eq!(Diagnostic::from(error).code, Code::ReadFailed);
    }

    proptest::proptest! {
        #![proptest_config(damage::cases())]
        #[test]
        fn a_file_damaged_in_many_ways_is_read_or_refused_with_a_remedy(bytes in damage::damaged(&[EXAMPLE])) {
            if let Err(error) = from_bytes(Path::new("c"), &bytes) {
                let told = [Diagnostic::from(&error)];
                proptest::prop_assert!(damage::is_told(&told), "{:?}", told);
            }
        }
    }
}
