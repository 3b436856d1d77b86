//! Names from outside are data: in tables, talk, JSON, CSV and the log they drive nothing.

use serde_json::{Value, json};

use super::lab::{Lab, Ran, run};
use super::worlds::{answers, row, world};

const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}Contoso\r\nsecond\u{9b}31m\t\u{200b}=1";

/// A world whose names are all hostile.
fn hostile_world() -> Value {
    let mut world = world();
    world["petra"]["tenants"][0]["name"] = json!(HOSTILE);
    row(&mut world, "Companies", 174)["companyName"] = json!(format!("={HOSTILE}"));
    row(&mut world, "Contracts", 9)["contractName"] = json!(format!("-{HOSTILE}"));
    row(&mut world, "Services", 5)["name"] = json!(format!("+{HOSTILE}"));
    world["picklists"] =
        json!({"Tickets": {"queueID": [{"value": "8", "label": format!("@{HOSTILE}"), "isActive": true}]}});
    world
}

/// Answers by ids, since the names cannot be written down.
fn by_ids() -> Value {
    let mut answers = answers();
    answers["ticketing"]["queue"] = json!(8);
    answers["tenants"][0] = json!({"id": "ZZ1", "company": 174, "contract": 9, "service": 5});
    answers
}

/// That a text holds no sign that moves, colours or reorders; line breaks end lines only.
#[track_caller]
fn is_harmless(text: &str, where_: &str) {
    let offends = |sign: char| {
        (sign.is_control() && sign != '\n')
            || matches!(sign, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(offends), "{where_}: {text:?}");
}

#[test]
fn in_tables_talk_and_the_log_they_are_shown_harmlessly() {
    let lab = Lab::of(&hostile_world());
    lab.saved("config.json", &by_ids().to_string());
    // Everything that can be said of the names: renamed, inactive, ended, unknown.
    let mut changed = hostile_world();
    for (entity, id, key) in
        [("Companies", 174, "companyName"), ("Contracts", 9, "contractName"), ("Services", 5, "name")]
    {
        row(&mut changed, entity, id)[key] = json!(format!("now {HOSTILE}"));
    }
    row(&mut changed, "Contracts", 9)["endDate"] = json!("2026-11-01");
    row(&mut changed, "Companies", 175)["isActive"] = json!(false);
    changed["petra"]["tenants"][0]["name"] = json!(format!("now {HOSTILE}"));
    changed["petra"]["tenants"][2] = json!({"petraTenantId": format!("ZZ4{HOSTILE}"), "name": HOSTILE});
    lab.sandbox.put(&changed);
    let csv = format!("tenant_id,company,exclude\nZZ1,\"{HOSTILE}\",\n\"{HOSTILE}\",174,\n");
    lab.home.write("hostile.csv", csv);
    let log = ["--log-file", "log", "-vv", "--config", "config.json"];
    let mut runs: Vec<Ran> = Vec::new();
    for args in [
        &["check"][..],
        &["--export", "--answers", "hostile.csv"],
        &["mapping", "import", "hostile.csv"],
        &["mapping", "export"],
    ] {
        runs.push(lab.run(&[args, &log].concat()));
    }
    for ran in &runs {
        is_harmless(&ran.out, "standard output");
        is_harmless(&ran.err, "standard error");
    }
    assert!(runs[0].err.contains("renamed (tenant ZZ1, company): Company “=␛[2J"), "{}", runs[0].err);
    assert!(runs[0].err.contains("tenant-new (tenant ZZ4␛[2J"), "{}", runs[0].err);
    assert!(runs[1].err.contains("There is no company “␛[2J"), "{}", runs[1].err);
    assert!(runs[3].out.contains("'=␛[2J␛]0;owned␇<U+202E>Contoso"), "{}", runs[3].out);
    is_harmless(&lab.home.read("log"), "the log");
}

#[test]
fn out_as_csv_and_in_again_they_stay_as_they_are() {
    let lab = Lab::of(&hostile_world());
    lab.saved("config.json", &by_ids().to_string());
    let before = lab.home.read("config.json");
    let config = ["--config", "config.json"];
    let csv = lab.run(&[&["mapping", "export"], &config[..]].concat()).done().out;
    for line in csv.lines().skip(1) {
        for cell in line.split(',') {
            assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
    for more in [&[][..], &["--offline"]] {
        let command = lab.command(&[&["mapping", "import"], &config[..], more].concat());
        run(command, csv.as_bytes()).done();
        assert_eq!(lab.home.read("config.json"), before);
    }
}

#[test]
fn an_answer_s_error_body_drives_nothing_either() {
    let lab = Lab::of(&world());
    lab.home.write("answers.json", answers().to_string());
    lab.sandbox.faults(&["redirect=https://elsewhere.example/%1b[2J\u{202e}@/Version"]);
    let ran = lab.run(&["--export", "--answers", "answers.json"]);
    is_harmless(&ran.err, "standard error");
    assert_eq!(ran.status, 5);
}
