//! What `check` says of a config that was right when it was saved, after the world moved on.

use serde_json::{Value, json};

use super::lab::Lab;
use super::worlds::{add_row, answers, drop_row, row, world};

/// What happened to the world; code, subject, whether it is an error.
type Case = (fn(&mut Value), &'static str, Value, bool);

#[test]
fn what_no_longer_holds_is_found_and_warnings_count_only_if_asked() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    let of = |field: &str| json!({"tenant": "ZZ1", "field": field});
    let cases: Vec<Case> = vec![
        (
            |world| row(world, "Contracts", 9)["startDate"] = json!("2026-12-01"),
            "contract-not-started",
            of("contract"),
            false,
        ),
        (|world| row(world, "Contracts", 9)["endDate"] = json!("2026-11-01"), "contract-ended", of("contract"), false),
        (|world| row(world, "Contracts", 9)["status"] = json!(0), "contract-inactive", of("contract"), false),
        (
            |world| row(world, "Contracts", 9)["endDate"] = json!("2026-12-01"),
            "contract-ends-soon",
            of("contract"),
            false,
        ),
        (
            |world| {
                add_row(world, "ContractServices", json!({"id": 79, "contractID": 9, "serviceID": 5}));
                world["units"]["79"] = json!(1);
            },
            "service-duplicate",
            of("service"),
            false,
        ),
        (|world| row(world, "Contracts", 9)["contractType"] = json!(1), "contract-not-recurring", of("contract"), true),
        (|world| row(world, "Contracts", 9)["companyID"] = json!(176), "contract-other-company", of("contract"), true),
        (|world| drop_row(world, "Contracts", 9), "contract-missing", of("contract"), true),
        (
            |world| {
                drop_row(world, "ContractServices", 77);
                world["units"] = json!({"78": 1, "80": 4});
            },
            "service-missing",
            of("service"),
            true,
        ),
        (|world| drop_row(world, "Companies", 174), "company-missing", of("company"), true),
        (|world| row(world, "Companies", 174)["isActive"] = json!(false), "company-inactive", of("company"), true),
        (
            |world| {
                let queues = json!([{"value": "29682835", "label": "Security", "isActive": false}]);
                world["picklists"] = json!({"Tickets": {"queueID": queues}});
            },
            "picklist-inactive",
            json!({"field": "queue"}),
            true,
        ),
        (
            |world| world["picklists"] = json!({"Tickets": {"queueID": [{"value": "8", "label": "Other"}]}}),
            "picklist-missing",
            json!({"field": "queue"}),
            true,
        ),
    ];
    for (change, code, subject, is_error) in cases {
        let mut world = world();
        change(&mut world);
        lab.sandbox.put(&world);
        for strict in [false, true] {
            let mut args = vec!["check", "--config", "config.json", "--json"];
            if strict {
                args.push("--strict");
            }
            let ran = lab.run(&args);
            let found = &ran.json()["findings"];
            assert_eq!(found.as_array().map_or(0, Vec::len), 1, "{code}: {found:#}");
            let severity = if is_error { "error" } else { "warning" };
            assert_eq!((&found[0]["code"], &found[0]["severity"]), (&json!(code), &json!(severity)));
            assert_eq!(found[0]["subject"], subject, "{code}");
            assert_eq!(ran.status, i32::from(is_error || strict), "{code}, strict: {strict}");
        }
    }
}

#[test]
fn an_inactive_service_concerns_every_tenant_on_it() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    let mut world = world();
    row(&mut world, "Services", 5)["isActive"] = json!(false);
    lab.sandbox.put(&world);
    let ran = lab.run(&["check", "--config", "config.json"]);
    let expected = "error service-inactive (tenant ZZ1, service): Service “Petra monitoring” is inactive in Autotask.\n    \
        Activate the service in Autotask, or choose another service of this contract.\n\
        error service-inactive (tenant ZZ2, service): Service “Petra monitoring” is inactive in Autotask.\n    \
        Activate the service in Autotask, or choose another service of this contract.\n\
        2 errors, 0 warnings\n";
    assert_eq!((ran.status, ran.err.as_str()), (1, expected));
    assert!(ran.out.contains("Companies"), "the table of permissions stands all the same: {}", ran.out);
}

#[test]
fn a_right_that_nothing_needs_is_a_warning_and_one_that_billing_needs_ends_with_4() {
    let lab = Lab::of(&world());
    let without_billing = json!({
        "ticketing": answers()["ticketing"],
        "tenants": [{"id": "ZZ1", "company": 174}, {"id": "ZZ2", "company": 175}, {"id": "ZZ3", "exclude": "own IT"}],
    });
    lab.saved("tickets.json", &without_billing.to_string());
    lab.saved("billing.json", &answers().to_string());
    let mut world = world();
    world["account"]["access"] = json!({"Contracts": {"query": "none"}});
    lab.sandbox.put(&world);
    let summary = "The API user may not read Contracts, which is needed for billing.";

    for more in [&["--permissions"][..], &[]] {
        let ran = lab.run(&[&["check", "--json", "--config", "tickets.json"], more].concat());
        let said = ran.json();
        assert_eq!((ran.status, said["findings"].as_array().unwrap().len()), (0, 1), "{said:#}");
        assert_eq!(said["findings"][0]["code"], "permission-missing");
        assert_eq!(said["findings"][0]["severity"], "warning");
        assert_eq!(said["findings"][0]["summary"], summary);
        assert_eq!(said["permissions"][3], json!({"entity": "Contracts", "purpose": "billing", "state": "refused"}));
        assert_eq!(said.get("error"), None);

        let ran = lab.run(&[&["check", "--json", "--config", "billing.json"], more].concat());
        let said = ran.json();
        assert_eq!(ran.status, 4, "{said:#}");
        assert_eq!(said["error"]["code"], "permission-missing", "{said:#}");
        assert_eq!(said["error"]["summary"], summary);
        assert_eq!(said["error"]["subject"], json!({"entity": "Contracts"}));
        assert_eq!(said["permissions"][3]["state"], "refused");
    }
    lab.sandbox.control("POST", "reset", &Value::Null);
    lab.sandbox.faults(&["restricted=Companies"]);
    let said = lab.run(&["check", "--json", "--config", "tickets.json"]).json();
    assert_eq!(said["permissions"][0]["state"], "restricted");
}

#[test]
fn a_refused_sign_in_is_one_request_and_an_unknown_user_none() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    for more in [&[][..], &["--permissions"], &["--strict"]] {
        lab.sandbox.put(&world());
        lab.sandbox.faults(&["unauthorized"]);
        let ran = lab.run(&[&["check", "--json", "--config", "config.json"], more].concat());
        assert_eq!((ran.status, &ran.json()["error"]["code"]), (3, &json!("sign-in-refused")), "{more:?}");
        assert_eq!(lab.sandbox.signed_in().len(), 1, "{more:?}: {:?}", lab.sandbox.requests());

        lab.sandbox.put(&world());
        let mut command = lab.command(&[&["check", "--json", "--config", "config.json"], more].concat());
        command.env("AUTOTASK_USERNAME", "nobody@example.com");
        let ran = super::lab::run(command, b"");
        assert_eq!((ran.status, &ran.json()["error"]["code"]), (3, &json!("user-unknown")), "{more:?}");
        assert_eq!(lab.sandbox.signed_in().len(), 0, "{more:?}: {:?}", lab.sandbox.requests());
    }
}

#[test]
fn with_a_saved_zone_a_refused_sign_in_is_one_request_too() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    lab.sandbox.put(&world());
    lab.sandbox.faults(&["unauthorized"]);
    // Nothing may be asked outside this machine: the second look-up of the zone fails, and the refusal stands.
    let mut command = lab.command(&["check", "--json", "--config", "config.json"]);
    command.env_remove("AUTOTASK_URL").env("HTTPS_PROXY", "http://127.0.0.1:9");
    let ran = super::lab::run(command, b"");
    assert_eq!((ran.status, &ran.json()["error"]["code"]), (3, &json!("sign-in-refused")), "{ran:?}");
    assert_eq!(lab.sandbox.signed_in().len(), 1, "{:?}", lab.sandbox.requests());
}
