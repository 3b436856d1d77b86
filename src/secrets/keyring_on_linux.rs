//! The keyring against real Secret Services: each test starts a D-Bus session of its own, and itself again inside it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::keyring::Keyring;
use super::store::Store;
use super::store::tests::contract;
use super::{Context, Error, probe};
use crate::domain::reference::StoreKind;
use crate::domain::secret::Secret;

/// A bus that knows no services to start.
const BARE_BUS: &str = r#"<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

const UNLOCKED: &str = "printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";
const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1";

fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}

/// Runs one of the ignored tests below in a new session whose home folder is `home`, after `begin` in a shell.
fn in_session(home: &Path, bus: Option<&str>, begin: &str, test: &str) {
    let mut command = Command::new("dbus-run-session");
    if let Some(bus) = bus {
        fs::write(home.join("bus.conf"), bus).unwrap();
        command.arg("--config-file").arg(home.join("bus.conf"));
    }
    let script = format!("{begin}; exec \"$0\" --exact secrets::keyring_on_linux::{test} --ignored --nocapture");
    let output = command
        .args(["--", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env_remove("XDG_DATA_HOME")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn context(limit: Duration) -> Context {
    let mut context = Context::new(Path::new("."), |name| std::env::var(name).ok());
    assert!(context.session_bus, "the test runs inside a session");
    context.store_limit = limit;
    context
}

fn keyring() -> Keyring {
    Keyring::open(&context(Duration::from_mins(1))).unwrap()
}

#[test]
fn a_secret_service_keeps_the_contract_and_when_locked_is_told_without_a_window() {
    if is_there("dbus-run-session") && is_there("gnome-keyring-daemon") {
        let home = tempfile::tempdir().unwrap();
        in_session(home.path(), None, UNLOCKED, "unlocked");
        in_session(home.path(), None, LOCKED, "locked");
    }
}

#[test]
fn a_session_without_a_secret_service_is_told() {
    if is_there("dbus-run-session") {
        let home = tempfile::tempdir().unwrap();
        in_session(home.path(), Some(BARE_BUS), "true", "absent");
        in_session(home.path(), Some(BARE_BUS), "true", "silent");
    }
}

#[test]
#[ignore = "runs inside a session of its own"]
fn unlocked() {
    contract(&keyring());
    // Stays for the locked session.
    keyring().write("kept", &Secret::from("s")).unwrap();
    let probe = probe(StoreKind::Keyring, &context(Duration::from_mins(1)));
    assert!(probe.works, "{probe:?}");
}

#[test]
#[ignore = "runs inside a session of its own"]
fn locked() {
    for name in ["kept", "new"] {
        // Asked of this alone: the keyring crate would find it locked too, but only by asking to unlock it.
        let ready = super::secret_service::ready_without_a_window(super::SERVICE, name);
        assert!(matches!(ready, Err(Error::Locked(StoreKind::Keyring))), "{name}: {ready:?}");
    }
    for result in [keyring().read("kept").map(drop), keyring().write("new", &Secret::from("s"))] {
        assert!(matches!(result, Err(Error::Locked(StoreKind::Keyring))), "{result:?}");
    }
    assert_eq!(probe(StoreKind::Keyring, &context(Duration::from_mins(1))).why, "locked; unlock it first");
}

#[test]
#[ignore = "runs inside a session of its own"]
fn absent() {
    let probe = probe(StoreKind::Keyring, &context(Duration::from_mins(1)));
    assert_eq!((probe.works, probe.why.as_str()), (false, "no Secret Service in this session: none on D-Bus"));
}

#[test]
#[ignore = "runs inside a session of its own"]
fn silent() {
    let bus = zbus::blocking::Connection::session().unwrap();
    bus.request_name("org.freedesktop.secrets").unwrap();
    let limit = Duration::from_millis(300);
    let result = Keyring::open(&context(limit)).unwrap().read("any");
    assert!(matches!(result, Err(Error::Timeout { limit: told, .. }) if told == limit), "{result:?}");
}
