//! Rights on bundles: asked for where the config bills one, and only there.

use serde_json::{Value, json};

use super::lab::Lab;
use super::worlds::{add_row, answers, world};

const ENTITIES: [&str; 3] =
    ["ContractServiceBundles", "ContractServiceBundleUnits", "ContractServiceBundleAdjustments"];

fn with_a_bundle() -> Value {
    let mut world = world();
    for (entity, row) in [
        ("ServiceBundles", json!({"id": 8, "name": "Everything"})),
        ("ContractServiceBundles", json!({"id": 700, "contractID": 9, "serviceBundleID": 8})),
    ] {
        if world["entities"][entity].is_null() {
            world["entities"][entity] = json!([]);
        }
        add_row(&mut world, entity, row);
    }
    world
}

fn asked(lab: &Lab) -> Vec<String> {
    let permissions =
        lab.run(&["check", "--permissions", "--json", "--config", "config.json"]).json()["permissions"].clone();
    let of_bundles = |one: &&Value| ENTITIES.iter().any(|entity| one["entity"] == *entity);
    let shown = |one: &Value| format!("{} {}", one["purpose"].as_str().unwrap(), one["state"].as_str().unwrap());
    permissions.as_array().unwrap().iter().filter(of_bundles).map(shown).collect()
}

#[test]
fn they_are_asked_for_where_a_bundle_is_billed() {
    let lab = Lab::of(&with_a_bundle());
    lab.saved("config.json", &answers().to_string());
    assert_eq!(asked(&lab), [""; 0], "no bundle is billed");
    let mut answers = answers();
    answers["tenants"][0]["service"] = json!("bundle:700");
    lab.saved("config.json", &answers.to_string());
    assert_eq!(asked(&lab), ["billing ok"; 3]);
    for entity in ENTITIES {
        lab.sandbox.faults(&[&format!("forbidden={entity}")]);
        let found = |json: &Value| {
            let subject = json!({"entity": entity});
            // A failure alone comes without findings.
            let findings = json["findings"].as_array().cloned().unwrap_or_else(|| vec![json["error"].clone()]);
            findings.iter().filter(|one| one["code"] == "permission-missing" && one["subject"] == subject).count()
        };
        let check = lab.run(&["check", "--json", "--config", "config.json"]);
        assert_eq!((check.status, found(&check.json())), (4, 1), "{entity}: {check:?}");
        let export = lab.run(&["--export", "other.json", "--json", "--config", "config.json"]);
        assert_eq!((export.status, found(&export.json())), (4, 1), "{entity}: {export:?}");
        assert!(!lab.home.has("other.json"), "{entity}");
    }
}

#[test]
fn a_bundle_that_is_asked_for_names_the_right_that_keeps_it_from_being_read() {
    let lab = Lab::of(&with_a_bundle());
    let mut answers = answers();
    lab.saved("config.json", &answers.to_string());
    lab.sandbox.faults(&["forbidden=ContractServiceBundles"]);
    let unseen = "The API user may not read ContractServiceBundles";
    for (cell, status, words) in
        [("bundle:700", 4, unseen.to_owned()), ("Everything", 1, format!("a bundle, too: {unseen}"))]
    {
        answers["tenants"][0]["service"] = json!(cell);
        lab.home.write("new.json", answers.to_string());
        let ran = lab.run(&["--export", "other.json", "--json", "--config", "config.json", "--answers", "new.json"]);
        let told = ran.json().to_string();
        assert_eq!(ran.status, status, "{cell}: {ran:?}");
        assert!(told.contains(&words) && !told.contains("service-missing"), "{cell}: {told}");
    }
    assert!(!lab.home.has("other.json"));
}
