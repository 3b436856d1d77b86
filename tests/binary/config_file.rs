//! The config on disk: whole at every moment, for its owner alone, and of the shape that the schema says.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

#[cfg(unix)]
use super::lab::mode;
use super::lab::{Lab, run};
use super::worlds::{answers, world};

const IMPORT: [&str; 5] = ["mapping", "import", "--offline", "--config", "config.json"];

/// An import that changes the config, as CSV: what is excluded says which it was.
fn rows(reason: &str) -> String {
    format!("tenant_id,exclude\nZZ3,{reason}\n")
}

fn lab() -> Lab {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    lab
}

/// Points at which a save is killed; more by `PETRA_AUTOTASK_TEST_KILLS`.
fn kills() -> u32 {
    std::env::var("PETRA_AUTOTASK_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(60)
}

#[test]
fn killed_at_any_point_of_a_save_the_config_is_the_old_or_the_new_one() {
    let lab = lab();
    let old = lab.home.read("config.json");
    lab.home.write("rows.csv", rows("new reason"));
    let import = [&IMPORT[..], &["rows.csv"]].concat();
    let begun = Instant::now();
    lab.run(&import).done();
    let whole = begun.elapsed();
    let new = lab.home.read("config.json");
    assert_ne!(old, new);
    let (mut olds, mut news) = (0, 0);
    let kills = kills();
    for point in 0..kills {
        lab.home.write("config.json", &old);
        let _ = fs::remove_file(lab.home.path("config.json.1"));
        let mut child = lab.command(&import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // A point in time is what is wanted here, not a state to wait for: from the start to some time after the end.
        std::thread::sleep(whole * point * 5 / (kills * 4));
        let _ = child.kill();
        child.wait().unwrap();
        let found = lab.home.read("config.json");
        match () {
            () if found == old => olds += 1,
            () if found == new => news += 1,
            () => panic!("point {point}: {found}"),
        }
        if lab.home.has("config.json.1") {
            assert_eq!(lab.home.read("config.json.1"), old, "point {point}");
        }
    }
    assert!(olds > 0 && news > 0, "{olds} old and {news} new: the save lies outside the points, which took {whole:?}");
    // What the killed ones left is in nobody's way.
    lab.home.write("config.json", &old);
    lab.run(&import).done();
    assert_eq!(lab.home.read("config.json"), new);
}

#[cfg(unix)]
#[test]
fn the_file_and_the_folders_that_are_made_are_for_their_owner_and_links_stay_links() {
    let lab = lab();
    lab.run(&["--export", "a/b/config.json", "--answers", "answers.json"]).done();
    assert_eq!(["a", "a/b", "a/b/config.json"].map(|name| mode(&lab.home.path(name))), [0o700, 0o700, 0o600]);
    let before = lab.home.read("config.json");
    fs::create_dir(lab.home.path("git")).unwrap();
    fs::rename(lab.home.path("config.json"), lab.home.path("git/real.json")).unwrap();
    std::os::unix::fs::symlink("git/real.json", lab.home.path("config.json")).unwrap();
    run(lab.command(&IMPORT), rows("through the link").as_bytes()).done();
    assert!(fs::symlink_metadata(lab.home.path("config.json")).unwrap().is_symlink());
    assert!(lab.home.read("git/real.json").contains("through the link"));
    assert_eq!(lab.home.read("git/real.json.1"), before);
    assert_eq!((mode(&lab.home.path("git/real.json")), mode(&lab.home.path("git/real.json.1"))), (0o600, 0o600));
}

/// Runs an import that has to fail with 7 and leave the file as it is.
#[cfg(target_os = "linux")]
#[track_caller]
fn fails_whole(lab: &Lab, mut command: Command, folder: &Path, old: &str) {
    let ran = {
        command.args(["--json"]);
        run(command, rows("never").as_bytes())
    };
    assert_eq!((ran.status, ran.json()["error"]["code"].as_str()), (7, Some("write-failed")), "{ran:?}");
    assert!(ran.json()["error"]["hint"].as_str().unwrap().ends_with("What was there is unchanged."), "{ran:?}");
    assert_eq!(fs::read_to_string(folder.join("config.json")).unwrap(), old);
    let names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with(".petra")), "{names:?}");
    let _ = lab;
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_with_7_and_the_old_file_is_whole() {
    let lab = lab();
    let disk = lab.home.path("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this user cannot mount a small disk here");
        return;
    }
    let old = lab.home.read("config.json");
    fs::write(disk.join("config.json"), &old).unwrap();
    // Nothing but a page for the lock is left.
    fs::write(disk.join("ballast"), vec![0; 4096 * 2]).unwrap();
    let mut args = IMPORT;
    args[4] = "disk/config.json";
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        fails_whole(&lab, lab.command(&args), &disk, &old);
    }));
    let unmounted = Command::new("umount").arg(&disk).status().unwrap().success();
    assert!(failed.is_ok() && unmounted);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_ends_with_7_and_the_old_file_is_whole() {
    let lab = lab();
    let disk = lab.home.path("disk");
    fs::create_dir(&disk).unwrap();
    let old = lab.home.read("config.json");
    fs::write(disk.join("config.json"), &old).unwrap();
    let bound = Command::new("mount").args(["--bind", "-o", "ro"]).args([&disk, &disk]).output();
    if !bound.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this user cannot make a folder read-only for itself here");
        return;
    }
    let mut args = IMPORT;
    args[4] = "disk/config.json";
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        fails_whole(&lab, lab.command(&args), &disk, &old);
    }));
    let unmounted = Command::new("umount").arg(&disk).status().unwrap().success();
    assert!(failed.is_ok() && unmounted);
}

#[test]
fn every_config_that_is_written_holds_against_the_schema() {
    let lab = lab();
    run(
        lab.command(&IMPORT),
        b"tenant_id,company,queue,contract,service,exclude\nZZ1,174,Security,9,line:77,\nZZ3,,,,,\"a; b\"\n",
    )
    .done();
    lab.home.command(&["--demo", "--export", "demo.json"]).output().unwrap();
    let schema = run(lab.home.command(&["schema"]), b"").done().json();
    for file in ["config.json", "config.json.1", "demo.json"] {
        let config: Value = serde_json::from_str(&lab.home.read(file)).unwrap();
        assert_eq!(offence(&schema, &schema, &config), None, "{file}");
    }
    let mut wrong: Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    wrong["tenants"][0]["colour"] = Value::from("red");
    assert_eq!(offence(&schema, &schema, &wrong), Some("/tenants/0: additionalProperties".to_owned()));
}

/// Where a value breaks the schema, by the keywords that this schema uses.
fn offence(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let rules = schema.as_object()?;
    let here = |keyword: &str| Some(format!(": {keyword}"));
    let below = |key: String, found: Option<String>| found.map(|found| format!("/{key}{found}"));
    let is_a = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    };
    rules.iter().find_map(|(keyword, rule)| match keyword.as_str() {
        "$ref" => offence(root, root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap(), value),
        "type" => match rule {
            Value::Array(names) if names.iter().any(is_a) => None,
            name if name.is_string() && is_a(name) => None,
            _ => here("type"),
        },
        "const" if rule != value => here("const"),
        "enum" if !rule.as_array().unwrap().contains(value) => here("enum"),
        "anyOf" | "oneOf" if rule.as_array().unwrap().iter().all(|one| offence(root, one, value).is_some()) => {
            here(keyword)
        }
        "required" => {
            let missing = rule.as_array().unwrap().iter().any(|key| value.get(key.as_str().unwrap()).is_none());
            if missing { here("required") } else { None }
        }
        "properties" => rule
            .as_object()
            .unwrap()
            .iter()
            .find_map(|(key, rule)| below(key.clone(), value.get(key).and_then(|inner| offence(root, rule, inner)))),
        "items" => {
            value.as_array()?.iter().enumerate().find_map(|(at, item)| below(at.to_string(), offence(root, rule, item)))
        }
        "additionalProperties" | "unevaluatedProperties" => {
            let known = &rules["properties"];
            value.as_object()?.keys().any(|key| known.get(key).is_none()).then(|| format!(": {keyword}"))
        }
        _ => None,
    })
}

/// So long may a save wait for nothing.
#[test]
fn a_lock_that_a_dead_process_left_is_no_lock() {
    let lab = lab();
    lab.home.write("config.json.lock", "4294967");
    let begun = Instant::now();
    run(lab.command(&IMPORT), rows("after a crash").as_bytes()).done();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(lab.home.read("config.json").contains("after a crash"));
}
