//! `--demo` needs nothing, heeds nothing of the environment that speaks of accounts or places, and leaves one folder.

use std::process::Command;

use serde_json::Value;

use super::lab::{Home, Ran, run};

/// An environment in which everything points elsewhere.
fn hostile(home: &Home, args: &[&str]) -> Command {
    let mut command = home.command(args);
    let config = home.path("real/config.json");
    command
        .env("AUTOTASK_URL", "https://127.0.0.1:9/ATServicesRest")
        .env("PETRA_URL", "not an address")
        .env("AUTOTASK_USERNAME", "real@example.com")
        .env("AUTOTASK_SECRET", "real-secret")
        .env("AUTOTASK_TRACKING_ID", "real-tracking-id")
        .env("PETRA_API_KEY", "real-key")
        .env("PETRA_AUTOTASK_CONFIG", config)
        .env("PETRA_AUTOTASK_STATE", home.path("real/state"))
        .env("PETRA_AUTOTASK_SECRET_STORE", "no-such-store");
    command
}

/// The folder that was named at the end, by its path from `tmp`.
fn folder(home: &Home, ran: &Ran) -> String {
    let last = ran.err.lines().last().unwrap_or_default();
    let start = format!("Demo: files are in {}/", home.folder("tmp").display());
    let name = last.strip_prefix(&start).and_then(|rest| rest.strip_suffix(" and can be deleted."));
    name.unwrap_or_else(|| panic!("{}", ran.err)).to_owned()
}

#[test]
fn export_and_check_work_with_nothing_set_up_and_an_environment_that_points_elsewhere() {
    let home = Home::new();
    let exported = run(hostile(&home, &["--demo", "--export"]), b"").done();
    let config: Value = exported.json();
    assert_eq!(config["autotask"]["secret"], "env:AUTOTASK_SECRET");
    assert_eq!(config["autotask"]["username"], "petra-api@northwind.example");
    assert_eq!(config["petra"]["apiKey"], "env:PETRA_API_KEY");
    assert_eq!(config["tenants"].as_array().unwrap().len(), 40);
    assert!(config["tenants"].as_array().unwrap().iter().any(|tenant| tenant["billing"].is_object()));
    folder(&home, &exported);
    assert_eq!(home.files("tmp"), [""; 0], "the config went to standard output");

    let checked = run(hostile(&home, &["--demo", "check"]), b"").done();
    let folder = folder(&home, &checked);
    assert_eq!(home.files("tmp"), [format!("{folder}/config.json")]);
    assert!(checked.out.contains("ContractServiceAdjustments"), "{}", checked.out);

    let to_file = run(hostile(&home, &["--demo", "--export", "out.json"]), b"").done();
    assert!(to_file.err.contains("Saved out.json: 40 tenants."), "{}", to_file.err);
    assert_eq!(home.files("work"), ["out.json"], "a file that is named is the only one outside");
    assert_eq!(home.files("home"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_home_that_cannot_be_written_is_no_hindrance() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let read_only = |mode| std::fs::set_permissions(home.folder("home"), PermissionsExt::from_mode(mode)).unwrap();
    read_only(0o555);
    run(home.command(&["--demo", "check"]), b"").done();
    let mut homeless = home.command(&["--demo", "check"]);
    homeless.env_remove("HOME").env_remove("XDG_CONFIG_HOME").env_remove("XDG_STATE_HOME").env_remove("XDG_DATA_HOME");
    run(homeless, b"").done();
    read_only(0o755);
}

#[test]
fn other_worlds_are_linked_by_what_they_suggest() {
    let home = Home::new();
    for args in [
        &["--demo", "--tenants", "3", "--companies", "20", "--seed", "5", "check"][..],
        &["--demo", "--tenants", "0", "--companies", "1", "check"],
        &["--demo", "--seed", "2", "--export"],
        &["--demo", "--latency", "20", "--today", "2028-02-29", "check"],
    ] {
        let ran = run(home.command(args), b"").done();
        folder(&home, &ran);
    }
}

#[test]
fn files_that_are_named_are_used_whatever_the_environment_says() {
    let home = Home::new();
    run(hostile(&home, &["--demo", "--config", "mine.json", "check"]), b"").done();
    assert_eq!(home.files("work"), ["mine.json"]);
    // Its zone is of a sandbox that is gone; the account's place is asked anew.
    let before = home.read("mine.json");
    run(hostile(&home, &["--demo", "--config", "mine.json", "check"]), b"").done();
    assert_eq!(home.read("mine.json"), before);
    let ran =
        run(hostile(&home, &["--demo", "--config", "mine.json", "check", "--json", "--report", "r.json"]), b"").done();
    let report: Value = serde_json::from_str(&home.read("r.json")).unwrap();
    assert_eq!(report["permissions"], ran.json()["permissions"]);
}

#[test]
fn the_folder_is_named_at_the_end_of_a_failure_too() {
    let home = Home::new();
    for (args, status) in [
        (&["--demo", "--fault", "http-500", "check"][..], 5),
        (&["--demo", "--fault", "http-500", "--export"], 5),
        (&["--demo", "--fault", "unauthorized", "--seed", "2", "check"], 3),
        (&["--demo", "--export", "--answers", "gone.csv"], 7),
    ] {
        let ran = run(home.command(args), b"");
        assert_eq!(ran.status, status, "{args:?}: {ran:?}");
        folder(&home, &ran);
    }
}

#[test]
fn the_demo_names_no_terminal_where_there_is_none() {
    let home = Home::new();
    let ran = run(hostile(&home, &["--demo"]), b"");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--export"), "{}", ran.err);
    assert_eq!(home.files("tmp"), [""; 0]);
}
