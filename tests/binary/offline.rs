//! `--offline`: what is saved is taken as it is, the rest is told, and nothing is sent.

use serde_json::{Value, json};

use super::lab::{Home, Lab, Ran, run};
use super::worlds::{answers, world};

/// A lab with a saved config; the sandbox's ledger is empty afterwards.
fn lab() -> Lab {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    lab.sandbox.put(&world());
    lab
}

/// An export onto the config itself, with no secret in the environment.
fn export(lab: &Lab, answers: &str, more: &[&str]) -> Ran {
    lab.home.write("a", answers);
    let args = ["--export", "config.json", "--config", "config.json", "--offline", "--answers", "a"];
    let mut command = lab.command(&[&args, more].concat());
    for variable in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY"] {
        command.env_remove(variable);
    }
    run(command, b"")
}

fn told(ran: &Ran) -> Vec<(String, Value)> {
    let found = ran.json()["findings"].clone();
    let told = |one: &Value| (one["code"].as_str().unwrap().to_owned(), one["subject"].clone());
    found.as_array().unwrap_or_else(|| panic!("{ran:?}")).iter().map(told).collect()
}

#[test]
fn what_is_saved_stays_byte_for_byte_and_each_link_is_told_as_not_verified() {
    let lab = lab();
    let before = lab.home.read("config.json");
    for more in [&["--json"][..], &["--json", "--queue", "security"]] {
        let ran = export(&lab, &answers().to_string(), more).done();
        let of = |subject: Value| ("not-verified".to_owned(), subject);
        assert_eq!(
            told(&ran),
            [
                of(json!({"field": "queue", "pointer": "/ticketing/queue"})),
                of(json!({"tenant": "ZZ1", "field": "company", "pointer": "/tenants/0/company"})),
                of(json!({"tenant": "ZZ2", "field": "company", "pointer": "/tenants/1/company"})),
            ]
        );
        assert_eq!(lab.home.read("config.json"), before);
    }
    assert_eq!(lab.sandbox.requests(), [""; 0]);
    assert!(!lab.home.has("config.json.1"));
}

#[test]
fn ids_and_names_that_the_config_has_are_taken_and_what_is_known_is_kept() {
    let lab = lab();
    let csv = "tenant_id,company,queue,contract,service,exclude\n\
        ZZ1,fabrikam, inc.,,,,\n";
    assert_eq!(export(&lab, csv, &["--json"]).status, 1, "a cell too many");
    let csv = "tenant_id,company,queue,contract,service,exclude\n\
        ZZ1,\"fabrikam, inc.\",Security,Silver [10],Petra monitoring,\n\
        ZZ2,Woodgrove [190],7,,,\n\
        ZZ3,174,,Gold,line:77,\n";
    export(&lab, csv, &["--json"]).done();
    let config: Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    assert_eq!(
        config["tenants"],
        json!([
            {"id": "ZZ1", "name": "Contoso", "microsoftTenantId": "11111111-1111-4111-8111-111111111111",
                "company": {"id": 175, "name": "Fabrikam, Inc."},
                "ticketing": {"queue": {"id": 29_682_835, "name": "Security"}},
                "billing": {"contract": {"id": 10, "name": "Silver"},
                    "service": {"id": 5, "name": "Petra monitoring", "contractServiceId": 80}}},
            {"id": "ZZ2", "name": "Fabrikam", "microsoftTenantId": "22222222-2222-4222-8222-222222222222",
                "company": {"id": 190, "name": "Woodgrove"}, "ticketing": {"queue": {"id": 7, "name": ""}}},
            {"id": "ZZ3", "name": "Tailspin", "company": {"id": 174, "name": "Contoso Ltd"},
                "billing": {"contract": {"id": 9, "name": "Gold"},
                    "service": {"id": 5, "name": "Petra monitoring", "contractServiceId": 77}}},
        ])
    );
    assert_eq!(lab.sandbox.requests(), [""; 0]);
}

#[test]
fn what_has_to_be_looked_up_is_an_error_with_a_way_out() {
    let lab = lab();
    let before = lab.home.read("config.json");
    let cases = [
        ("tenant_id,company\nZZ1,Contoso Limited\n", "unknown-name", "company"),
        ("tenant_id,company\nZZ1,Nobody at all\n", "unknown-name", "company"),
        ("tenant_id,queue\nZZ1,Second level\n", "unknown-name", "queue"),
        ("tenant_id,contract\nZZ1,Silver\n", "unknown-name", "contract"),
        ("tenant_id,service\nZZ1,6\n", "unknown-name", "service"),
        ("tenant_id,service\nZZ1,line:80\n", "unknown-name", "service"),
        ("tenant_id,contract,service\nZZ1,99,5\n", "unknown-name", "service"),
        ("tenant_id,contract,service\nZZ3,9,5\n", "bad-cell", "contract"),
        ("tenant_id,company\nZZ9,174\n", "unknown-name", "tenant_id"),
    ];
    for (csv, code, column) in cases {
        let ran = export(&lab, csv, &["--json"]);
        let errors: Vec<_> = ran.json()["findings"].as_array().unwrap().clone();
        let errors: Vec<_> = errors.iter().filter(|one| one["severity"] == "error").collect();
        let first = errors.first().unwrap_or_else(|| panic!("{csv}: {ran:?}"));
        assert_eq!((&first["code"], &first["subject"]["column"]), (&json!(code), &json!(column)), "{csv}");
        let hint = first["hint"].as_str().unwrap();
        assert!(column == "tenant_id" || code == "bad-cell" || hint.contains("--offline"), "{hint}");
        assert_eq!((ran.status, lab.home.read("config.json")), (1, before.clone()), "{csv}");
    }
    assert_eq!(lab.sandbox.requests(), [""; 0]);
}

#[test]
fn the_zone_is_that_of_the_saved_config_or_nothing_is_done() {
    let home = Home::new();
    let mut command = home.command(&["--export", "--offline", "--json"]);
    command.env("AUTOTASK_USERNAME", "api@example.com");
    let ran = run(command, b"");
    assert_eq!((ran.status, ran.json()["error"]["code"].clone()), (7, json!("config-missing")));

    let lab = lab();
    let ran = export(&lab, "tenant_id\nZZ1\n", &["--username", "other@example.com"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("--offline goes with the saved API user only"), "{}", ran.err);
    assert_eq!(lab.sandbox.requests(), [""; 0]);
}

#[test]
fn check_says_that_nothing_was_compared() {
    let lab = lab();
    let ran = lab.run(&["check", "--offline", "--config", "config.json", "--json"]).done();
    let codes: Vec<_> = told(&ran).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["not-verified"; 3]);
    assert_eq!(ran.json()["permissions"], json!([]));
    assert_eq!(lab.run(&["check", "--offline", "--strict", "--config", "config.json"]).status, 1);
    assert_eq!(lab.sandbox.requests(), [""; 0]);
}
