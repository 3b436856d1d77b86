//! The main road: answers in, the config out, and `check` content with it.

use serde_json::json;

use super::lab::{Lab, run};
use super::worlds::{answers, world};

/// The ticketing defaults as options.
const OPTIONS: [&str; 8] =
    ["--queue", "Security", "--status-new", "New", "--status-update", "In Progress", "--priority", "Medium"];

const CSV: &str = "tenant_id,company,queue,contract,service,exclude\n\
    ZZ1,Contoso Ltd,Level I Support,Gold,Petra monitoring,\n\
    ZZ2,\"Fabrikam, Inc.\",,Silver,Petra monitoring,\n\
    ZZ3,,,,,own IT\n";

const CONFIG: &str = r#"{
  "$schema": "config.schema.json",
  "version": 1,
  "autotask": {
    "username": "api@example.com",
    "zone": {
      "name": "Sandbox",
      "url": "http://127.0.0.1:PORT/ATServicesRest/",
      "webUrl": "http://127.0.0.1:PORT/"
    },
    "secret": "env:AUTOTASK_SECRET",
    "trackingId": "env:AUTOTASK_TRACKING_ID"
  },
  "petra": {
    "apiKey": "env:PETRA_API_KEY"
  },
  "ticketing": {
    "queue": {
      "id": 29682835,
      "name": "Security"
    },
    "statusNew": {
      "id": 1,
      "name": "New"
    },
    "statusUpdate": {
      "id": 8,
      "name": "In Progress"
    },
    "priority": {
      "id": 2,
      "name": "Medium"
    }
  },
  "tenants": [
    {
      "id": "ZZ1",
      "name": "Contoso",
      "microsoftTenantId": "11111111-1111-4111-8111-111111111111",
      "company": {
        "id": 174,
        "name": "Contoso Ltd"
      },
      "ticketing": {
        "queue": {
          "id": 29682833,
          "name": "Level I Support"
        }
      },
      "billing": {
        "contract": {
          "id": 9,
          "name": "Gold"
        },
        "service": {
          "id": 5,
          "name": "Petra monitoring",
          "contractServiceId": 77
        }
      }
    },
    {
      "id": "ZZ2",
      "name": "Fabrikam",
      "microsoftTenantId": "22222222-2222-4222-8222-222222222222",
      "company": {
        "id": 175,
        "name": "Fabrikam, Inc."
      },
      "billing": {
        "contract": {
          "id": 10,
          "name": "Silver"
        },
        "service": {
          "id": 5,
          "name": "Petra monitoring",
          "contractServiceId": 80
        }
      }
    },
    {
      "id": "ZZ3",
      "name": "Tailspin",
      "excluded": "own IT"
    }
  ]
}
"#;

const PERMISSIONS: &str = "\
Entity                      For        State
Companies                   mapping    ok
Tickets                     ticketing  ok
TicketNotes                 ticketing  ok
Contracts                   billing    ok
ContractServices            billing    ok
ContractServiceUnits        billing    ok
ContractServiceAdjustments  billing    ok
Services                    billing    ok
";

fn exported<'a>(file: &'a str, answers: &'a str) -> Vec<&'a str> {
    [&["--export", file, "--answers", answers], OPTIONS.as_slice()].concat()
}

#[test]
fn answers_become_the_config_and_check_is_content_with_it() {
    let lab = Lab::of(&world());
    lab.home.write("a.csv", CSV);

    let first = lab.run(&exported("out.json", "a.csv")).done();
    assert_eq!((first.out.as_str(), first.err.as_str()), ("", "Saved out.json: 3 tenants.\n"));
    let file = lab.home.read("out.json");
    assert_eq!(lab.without_port(&file), CONFIG);
    #[cfg(unix)]
    assert_eq!(super::lab::mode(&lab.home.path("out.json")), 0o600);

    let second = lab.run(&exported("out.json", "a.csv")).done();
    assert_eq!(second.err, "Unchanged out.json: 3 tenants.\n");
    assert_eq!(lab.home.read("out.json"), file);
    assert_eq!(lab.home.files("work"), ["a.csv", "out.json", "world.json"], "no older version, no lock");
    assert_eq!(lab.home.files("home"), [""; 0]);

    let checked = lab.run(&["check", "--config", "out.json"]).done();
    assert_eq!((checked.out.as_str(), checked.err.as_str()), (PERMISSIONS, "Checked: 3 tenants hold.\n"));
    let checked = lab.run(&["check", "--permissions", "--config", "out.json"]).done();
    assert_eq!((checked.out.as_str(), checked.err.as_str()), (PERMISSIONS, "Checked: every right is granted.\n"));
}

#[test]
fn with_json_there_is_one_object_and_nothing_else() {
    let lab = Lab::of(&world());
    lab.home.write("a.csv", CSV);

    let mut args = exported("out.json", "a.csv");
    args.push("--json");
    let ran = lab.run(&args).done();
    assert_eq!(ran.err, "");
    assert_eq!(ran.json(), json!({"file": "out.json", "findings": []}));

    args[1] = "-";
    let ran = lab.run(&args).done();
    let file: serde_json::Value = serde_json::from_str(&lab.home.read("out.json")).unwrap();
    assert_eq!(ran.json(), json!({"config": file, "findings": []}));

    let ran = lab.run(&["check", "--json", "--report", "report.json", "--config", "out.json"]).done();
    assert_eq!(ran.err, "");
    let ok = |entity, purpose| json!({"entity": entity, "purpose": purpose, "state": "ok"});
    let expected = json!({"findings": [], "permissions": [
        ok("Companies", "mapping"), ok("Tickets", "ticketing"), ok("TicketNotes", "ticketing"),
        ok("Contracts", "billing"), ok("ContractServices", "billing"), ok("ContractServiceUnits", "billing"),
        ok("ContractServiceAdjustments", "billing"), ok("Services", "billing"),
    ]});
    assert_eq!(ran.json(), expected);
    let report: serde_json::Value = serde_json::from_str(&lab.home.read("report.json")).unwrap();
    assert_eq!((&report["permissions"], &report["found"]), (&expected["permissions"], &json!({})));
}

#[test]
fn without_a_file_the_config_is_standard_output() {
    let lab = Lab::of(&world());
    lab.home.write("a.csv", CSV);
    for args in [exported("-", "a.csv"), [&["--export"], &exported("", "a.csv")[2..]].concat()] {
        let ran = lab.run(&args).done();
        assert_eq!((lab.without_port(&ran.out).as_str(), ran.err.as_str()), (CONFIG, ""));
    }
    assert_eq!(lab.home.files("work"), ["a.csv", "world.json"]);
}

#[test]
fn answers_come_from_standard_input_too() {
    let lab = Lab::of(&world());
    let ran = run(lab.command(&exported("out.json", "-")), CSV.as_bytes()).done();
    assert_eq!(ran.err, "Saved out.json: 3 tenants.\n");
    assert_eq!(lab.without_port(&lab.home.read("out.json")), CONFIG);
}

#[test]
fn a_saved_config_stays_where_answers_say_nothing() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    let before = lab.home.read("config.json");
    lab.run(&["--config", "config.json", "--export", "again.json"]).done();
    assert_eq!(lab.home.read("again.json"), before);

    lab.home.write("b.csv", "tenant_id,company,exclude\nZZ3,178,\n");
    lab.run(&["--config", "config.json", "--export", "config.json", "--answers", "b.csv"]).done();
    assert_eq!(lab.home.read("config.json.1"), before, "the version before stays beside it");
    let now: serde_json::Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    assert_eq!(now["tenants"][2]["company"], json!({"id": 178, "name": "Müller Dachbau"}));
    assert_eq!(now["tenants"][0]["billing"]["service"]["contractServiceId"], 77);
}

#[test]
fn secrets_from_standard_input_go_into_the_store_that_was_named() {
    let lab = Lab::of(&world());
    lab.home.write("a.csv", CSV);
    let secrets = json!({
        "secret": lab.sandbox.get("secret"),
        "trackingId": lab.sandbox.get("trackingId"),
        "petraApiKey": lab.sandbox.get("petraApiKey"),
    });
    let mut args = exported("out.json", "a.csv");
    args.extend(["--secrets-stdin", "--secret-store", "file"]);
    let without_secrets = |args: &[&str]| {
        let mut command = lab.command(args);
        for variable in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY"] {
            command.env_remove(variable);
        }
        command
    };
    run(without_secrets(&args), secrets.to_string().as_bytes()).done();
    let config: serde_json::Value = serde_json::from_str(&lab.home.read("out.json")).unwrap();
    assert_eq!(config["autotask"]["secret"], "file:secrets/autotask-secret");
    assert_eq!(config["autotask"]["trackingId"], "file:secrets/autotask-tracking-id");
    assert_eq!(config["petra"]["apiKey"], "file:secrets/petra-api-key");
    assert_eq!(lab.home.read("secrets/autotask-secret"), format!("{}\n", lab.sandbox.get("secret")));
    #[cfg(unix)]
    assert_eq!(super::lab::mode(&lab.home.path("secrets/autotask-secret")), 0o600);
    run(without_secrets(&["check", "--config", "out.json"]), b"").done();

    // From another folder the references still lead there, and from the same one they stay as they were.
    for (file, reference) in [
        ("elsewhere/out.json", format!("file:{}", lab.home.path("secrets/autotask-secret").display())),
        ("beside.json", "file:secrets/autotask-secret".to_owned()),
    ] {
        run(without_secrets(&["--config", "out.json", "--export", file]), b"").done();
        let config: serde_json::Value = serde_json::from_str(&lab.home.read(file)).unwrap();
        assert_eq!(config["autotask"]["secret"], reference);
        run(without_secrets(&["check", "--config", file]), b"").done();
    }
}
