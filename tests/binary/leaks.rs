//! Secrets are where they were put and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::lab::{Lab, Ran, run};
use super::worlds::{answers, world};

/// The passphrase of an encrypted file is no less a secret.
const PASSPHRASE: &str = "Correct+horse/battery";

/// The first of the secrets that stands in these bytes: as it is, as JSON or an address has it, or in base64.
fn found_in(bytes: &[u8], secrets: &[String]) -> Option<String> {
    let stands = |form: &[u8]| !form.is_empty() && bytes.windows(form.len()).any(|part| part == form);
    let forms = |secret: &str| {
        let json = serde_json::to_string(secret).unwrap();
        let mut forms = vec![secret.to_owned(), json.trim_matches('"').to_owned(), percent_encoded(secret)];
        // Within a longer text it may begin at each place of a group of three; the signs that depend on what stands
        // around it are cut off.
        for before in 0..3 {
            let shifted = base64(&[vec![0; before], secret.as_bytes().to_vec()].concat());
            let whole = secret.len() / 3 * 4 - 4;
            forms.push(shifted.chars().skip(before.next_multiple_of(2) * 2).take(whole - 4).collect());
        }
        forms
    };
    secrets.iter().find(|secret| forms(secret).iter().any(|form| stands(form.as_bytes()))).cloned()
}

fn percent_encoded(text: &str) -> String {
    let kept = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    text.bytes().map(|byte| if kept(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sign = |group: u32, place: u32| char::from(SIGNS[(group >> (18 - 6 * place)) as usize & 63]);
    bytes
        .chunks(3)
        .map(|part| part.iter().chain(&[0, 0, 0]).take(3).fold(0, |group, byte| group << 8 | u32::from(*byte)))
        .flat_map(|group| (0..4).map(move |place| sign(group, place)))
        .collect()
}

#[test]
fn each_form_of_a_secret_would_be_found() {
    let secret = "S3cret/with+signs and more".to_owned();
    for before in ["", "u", "us", "use", "user", "user:"] {
        let text = format!("Authorization: Basic {}", base64(format!("{before}{secret}:rest").as_bytes()));
        assert!(found_in(text.as_bytes(), std::slice::from_ref(&secret)).is_some(), "{text}");
    }
    for text in [format!("x{secret}y"), format!("?q={}&", percent_encoded(&secret))] {
        assert!(found_in(text.as_bytes(), std::slice::from_ref(&secret)).is_some(), "{text}");
    }
    assert_eq!(found_in(b"S3cret/with+signs", &[secret]), None);
}

/// A process that is ended by a signal that writes a core, where the system would let it: none is written, and it is in
/// no argument.
#[cfg(target_os = "linux")]
#[test]
fn a_process_that_dies_leaves_no_core_file_and_its_arguments_have_no_secret() {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};
    let lab = Lab::of(&world());
    lab.saved("c.json", &answers().to_string());
    // With an empty ledger, so that the first sign-in in it is that of the process.
    lab.sandbox.put(&world());
    lab.sandbox.faults(&["hang@/Version"]);
    let unlimited = |line: &str, command: Command| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("ulimit -S -c $(ulimit -H -c); {line}"), super::lab::PROGRAM]).env_clear();
        shell.current_dir(command.get_current_dir().unwrap()).args(command.get_args());
        shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.stdout(Stdio::null()).stderr(Stdio::null());
        shell
    };
    let cores = || lab.home.files("work").into_iter().filter(|name| name.starts_with("core")).collect::<Vec<_>>();
    let plain = unlimited("kill -ABRT $$", lab.command(&[])).status().unwrap();
    if !plain.core_dumped() {
        eprintln!("no core is written here of any process: that ours writes none shows little");
    }
    for core in cores() {
        fs::remove_file(lab.home.path(&core)).unwrap();
    }
    let mut child = unlimited("exec \"$0\" \"$@\"", lab.command(&["check", "--config", "c.json"])).spawn().unwrap();
    while lab.sandbox.signed_in().is_empty() {
        std::thread::yield_now();
    }
    let about = |file: &str| fs::read_to_string(format!("/proc/{}/{file}", child.id())).unwrap();
    let arguments = about("cmdline");
    assert!(arguments.contains("check") && found_in(arguments.as_bytes(), &secrets_of(&lab)).is_none());
    let limits = about("limits");
    let core: Vec<&str> =
        limits.lines().find(|line| line.starts_with("Max core file size")).unwrap().split_whitespace().collect();
    assert_eq!(core[4], "0", "{limits}");
    assert!(Command::new("kill").args(["-s", "ABRT", &child.id().to_string()]).status().unwrap().success());
    let status = child.wait().unwrap();
    assert_eq!((status.signal(), status.core_dumped()), (Some(6), false));
    assert_eq!(cores(), [""; 0]);
}

fn secrets_of(lab: &Lab) -> Vec<String> {
    ["secret", "trackingId", "petraApiKey"].map(|key| lab.sandbox.get(key).to_owned()).to_vec()
}

#[test]
fn no_secret_is_in_anything_that_a_run_leaves() {
    let lab = Lab::of(&world());
    let secrets = secrets_of(&lab);
    lab.home.write("answers.json", answers().to_string());
    fs::remove_file(lab.home.path("world.json")).unwrap();
    let mut said = String::new();
    let mut keep = |ran: Ran| {
        said.push_str(&ran.out);
        said.push_str(&ran.err);
    };
    let logged = ["--log-file", "log.txt", "-vv", "--state-dir", "state"];
    let export = ["--export", "out.json", "--answers", "answers.json"];
    let check = ["check", "--config", "out.json", "--report", "report.json"];
    for args in [&export[..], &check[..], &["--export", "--config", "out.json"]] {
        for json in [&[][..], &["--json"]] {
            keep(lab.run(&[args, &logged, json].concat()).done());
        }
    }
    // Failures are where secrets are likeliest to be repeated.
    let faults = ["http-500", "not-json", "unauthorized", "forbidden=Companies", "redirect=http://127.0.0.1:9/"];
    for fault in faults {
        lab.sandbox.faults(&[fault]);
        keep(lab.run(&[&check[..], &logged].concat()));
    }
    lab.sandbox.faults(&[]);
    let stdin = json!({"secret": secrets[0], "trackingId": secrets[1], "petraApiKey": secrets[2]}).to_string();
    let stored = [&export[..], &logged, &["--secrets-stdin", "--secret-store", "file", "--force"]].concat();
    keep(run(lab.command(&stored), stdin.as_bytes()).done());
    let sealed = ["--secrets-stdin", "--secret-store", "encrypted", "--force"];
    let mut command = lab.command(&[&export[..], &logged, &sealed].concat());
    command.env("PETRA_AUTOTASK_PASSPHRASE", PASSPHRASE);
    keep(run(command, stdin.as_bytes()).done());
    for deed in ["set", "test", "forget"] {
        let args = ["secret", deed, "autotask-secret", "--secret-store", "encrypted"];
        let mut command = lab.command(&[&args[..], &logged].concat());
        command.env("PETRA_AUTOTASK_PASSPHRASE", PASSPHRASE);
        keep(run(command, secrets[0].as_bytes()).done());
    }

    let ledger = lab.sandbox.control("GET", "ledger", &Value::Null).to_string();
    let all: Vec<String> = secrets.iter().cloned().chain([PASSPHRASE.to_owned()]).collect();
    assert_eq!(found_in(said.as_bytes(), &all), None, "in what was printed: {said}");
    assert_eq!(found_in(ledger.as_bytes(), &all), None, "in the ledger");
    let kept = lab.home.path("secrets");
    let mut seen = 0;
    for path in all_files(lab.home.path("").parent().unwrap()) {
        let bytes = fs::read(&path).unwrap();
        let holds = found_in(&bytes, &all).is_some();
        assert_eq!(holds, path.starts_with(&kept), "{}", path.display());
        seen += usize::from(holds);
    }
    assert_eq!(seen, 3);
    let log = lab.home.read("log.txt");
    assert!(log.contains("V1.0/Companies/query") && log.contains("/v1/tenants"), "the log is no empty file: {log}");
    assert!(!log.contains("example.com"), "the user's name: {log}");
}

#[test]
fn the_demo_leaks_neither_its_own_secrets_nor_those_of_the_environment() {
    let home = super::lab::Home::new();
    let theirs = [
        ("AUTOTASK_SECRET", "real-secret-1"),
        ("AUTOTASK_TRACKING_ID", "real-tracking-2"),
        ("PETRA_API_KEY", "real-key-3"),
    ];
    let own = petra_autotask_secrets();
    let mut said = String::new();
    for args in [&["--demo", "--export"][..], &["--demo", "check", "--json"], &["--demo", "--export", "out.json"]] {
        let mut command = home.command(&[args, &["--log-file", "log.txt", "-vv"]].concat());
        command.envs(theirs);
        let ran = run(command, b"").done();
        said.push_str(&ran.out);
        said.push_str(&ran.err);
    }
    let mut texts = vec![said.into_bytes()];
    texts.extend(all_files(home.path("").parent().unwrap()).into_iter().map(|path| fs::read(path).unwrap()));
    let all: Vec<String> = theirs.iter().map(|(_, secret)| (*secret).to_owned()).chain(own).collect();
    for text in &texts {
        assert_eq!(found_in(text, &all), None);
    }
}

/// The secrets of every invented world.
fn petra_autotask_secrets() -> Vec<String> {
    let home = super::lab::Home::new();
    let sandbox = super::lab::Sandbox::start(&home, &json!({}));
    ["secret", "trackingId", "petraApiKey"].map(|key| sandbox.get(key).to_owned()).to_vec()
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(all_files(&path)) } else { found.push(path) }
    }
    found
}
