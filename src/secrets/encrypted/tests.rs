use std::process::{Command, Stdio};

use super::*;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::secrets::{Resolver, put, save};

const NAME: SecretName = SecretName::AutotaskSecret;

fn context(folder: &Path, passphrase: &'static str) -> Context {
    Context::new(folder, move |name| (name == super::super::PASSPHRASE).then(|| passphrase.to_owned()))
}

fn stored(folder: &Path) {
    save(StoreKind::Encrypted, &[(NAME, Secret::from("s3cret"))], &context(folder, "open sesame")).unwrap();
}

fn resolved(context: &Context, name: SecretName) -> Result<Secret, Error> {
    Resolver::new(context).resolve(name, &Reference::Encrypted(FILE.to_owned()))
}

fn code_of(context: &Context) -> Code {
    let error = resolved(context, NAME).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    Diagnostic::from(error).code
}

#[test]
fn a_secret_is_added_beside_those_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    stored(folder.path());
    let context = context(folder.path(), "open sesame");
    let (key, reference) = (SecretName::PetraApiKey, Reference::Encrypted(FILE.to_owned()));
    assert!(matches!(resolved(&context, key), Err(Error::Missing(_))));
    put(&reference, key, &Secret::from("k"), &context).unwrap();
    assert_eq!(resolved(&context, NAME).unwrap().expose(), "s3cret");
    assert_eq!(resolved(&context, key).unwrap().expose(), "k");
    let bytes = std::fs::read(folder.path().join(FILE)).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n-> scrypt "), "{:?}", String::from_utf8_lossy(&bytes));
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(folder.path().join(FILE)).unwrap().permissions())
            & 0o777,
        0o600
    );
}

#[test]
fn without_the_right_passphrase_it_stays_locked_and_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    stored(folder.path());
    let before = std::fs::read(folder.path().join(FILE)).unwrap();
    for (passphrase, words) in [("", "no passphrase was given"), ("wrong", "does not open")] {
        let context = context(folder.path(), passphrase);
        assert_eq!(code_of(&context), Code::StoreLocked);
        let refused = save(StoreKind::Encrypted, &[(NAME, Secret::from("other"))], &context).unwrap_err();
        let told = Diagnostic::from(refused);
        assert!(told.code == Code::StoreLocked && told.summary.contains(words), "{told:?}");
    }
    assert_eq!(std::fs::read(folder.path().join(FILE)).unwrap(), before);
}

#[test]
fn damage_is_told_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    stored(folder.path());
    let path = folder.path().join(FILE);
    let whole = std::fs::read(&path).unwrap();
    let context = context(folder.path(), "open sesame");
    let mut seen = Vec::new();
    for length in 0..whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        seen.push(code_of(&context));
    }
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        seen.push(code_of(&context));
    }
    // A file key that is damaged cannot be told from a wrong passphrase.
    assert!(seen.iter().all(|code| matches!(code, Code::StoreUnavailable | Code::StoreLocked)), "{seen:?}");
    assert!(seen.contains(&Code::StoreUnavailable));
    for bytes in [b"\0\xff garbage".to_vec(), vec![b'x'; 9 * MOST_BYTES], b"{\"secret\":\"s3cret\"}".to_vec()] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(code_of(&context), Code::StoreUnavailable);
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code_of(&context), Code::SecretMissing);
    std::fs::create_dir(&path).unwrap();
    assert_eq!(code_of(&context), Code::StoreUnavailable);
}

#[test]
fn other_content_is_told_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let seal = |text: &str| {
        let mut recipient = scrypt::Recipient::new(SecretString::from("p"));
        recipient.set_work_factor(2);
        std::fs::write(folder.path().join(FILE), age::encrypt(&recipient, text.as_bytes()).unwrap()).unwrap();
    };
    let context = context(folder.path(), "p");
    seal("s3cret\n");
    assert_eq!(code_of(&context), Code::StoreUnavailable);
    seal(r#"{"secret":"s3cret","trackingId":""}"#);
    assert_eq!(resolved(&context, NAME).unwrap().expose(), "s3cret");
    assert!(matches!(resolved(&context, SecretName::AutotaskTrackingId), Err(Error::Missing(_))));
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_before_any_is_done() {
    let folder = tempfile::tempdir().unwrap();
    stored(folder.path());
    let path = folder.path().join(FILE);
    let bytes = std::fs::read(&path).unwrap();
    let text = String::from_utf8_lossy(&bytes[..200]).into_owned();
    let head = text.lines().nth(1).unwrap();
    let (before, _) = head.rsplit_once(' ').unwrap();
    let place = bytes.windows(head.len()).position(|part| part == head.as_bytes()).unwrap();
    let greedy = [&bytes[..place], format!("{before} 40").as_bytes(), &bytes[place + head.len()..]].concat();
    std::fs::write(&path, greedy).unwrap();
    let error = resolved(&context(folder.path(), "open sesame"), NAME).unwrap_err();
    assert!(matches!(&error, Error::Sealed { why: Sealed::TooMuchWork(40), .. }), "{error:?}");
    assert_eq!(Diagnostic::from(error).code, Code::StoreUnavailable);
}

#[test]
fn a_person_is_asked_once_and_told_what_for() {
    use std::sync::{Arc, Mutex};
    let folder = tempfile::tempdir().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let mut context = Context::new(folder.path(), |_| None);
    let heard = Arc::clone(&asked);
    context.ask_with(move |path, wanted| {
        heard.lock().unwrap().push((path.file_name().unwrap().to_owned(), wanted));
        Some(Secret::from("typed"))
    });
    save(StoreKind::Encrypted, &[(NAME, Secret::from("s"))], &context).unwrap();
    assert_eq!(resolved(&context, NAME).unwrap().expose(), "s");
    assert_eq!(*asked.lock().unwrap(), [(FILE.into(), Wanted::ToMake)]);
}

/// Where the `age` tool is installed, it has to agree. It asks for a passphrase at a terminal alone, so `script` lends it one.
#[cfg(target_os = "linux")]
#[test]
fn the_age_tool_opens_the_file_and_its_files_are_opened() {
    for program in ["age", "script"] {
        if Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            eprintln!("skipped: {program} is not installed");
            return;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let at_terminal = |line: &str, typed: &str| {
        let mut child = Command::new("script")
            .args(["-qec", line, "/dev/null"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.as_mut().unwrap().write_all(typed.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    };
    stored(folder.path());
    at_terminal("age -d -o plain.json secrets.age", "open sesame\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("plain.json")).unwrap(), "{\"secret\":\"s3cret\"}\n");
    for armor in ["", "-a"] {
        std::fs::remove_file(folder.path().join(FILE)).unwrap();
        at_terminal(&format!("age -p {armor} -o secrets.age plain.json"), "another\nanother\n");
        assert_eq!(resolved(&context(folder.path(), "another"), NAME).unwrap().expose(), "s3cret");
    }
}
