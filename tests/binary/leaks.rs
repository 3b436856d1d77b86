//! Secrets are where they were put and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::lab::{Lab, Ran, run};
use super::worlds::{answers, world};

#[test]
fn no_secret_is_in_anything_that_a_run_leaves() {
    let lab = Lab::of(&world());
    let secrets = ["secret", "trackingId", "petraApiKey"].map(|key| lab.sandbox.get(key).to_owned());
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

    let ledger = lab.sandbox.control("GET", "ledger", &Value::Null).to_string();
    for secret in &secrets {
        assert!(!said.contains(secret.as_str()), "in what was printed: {said}");
        assert!(!ledger.contains(secret.as_str()), "in the ledger");
    }
    let kept = lab.home.path("secrets");
    let mut seen = 0;
    for path in all_files(lab.home.path("").parent().unwrap()) {
        let bytes = fs::read(&path).unwrap();
        let holds = secrets.iter().any(|secret| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
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
    for secret in theirs.iter().map(|(_, secret)| (*secret).to_owned()).chain(own) {
        let found = texts.iter().any(|text| text.windows(secret.len()).any(|part| part == secret.as_bytes()));
        assert!(!found, "{secret}");
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
