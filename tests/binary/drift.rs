//! What changed since the config was saved: each change of the world is named rightly, and none is invented.

use serde_json::{Value, json};

use super::lab::{Lab, run};
use super::worlds::{add_row, answers, contract, drop_row, row, world};

/// What happened to the world, and everything that is told of it.
type Case = (fn(&mut Value), &'static [&'static str]);

const CHANGES: [Case; 17] = [
    (
        |world| row(world, "Companies", 174)["companyName"] = json!("Contoso North"),
        &["renamed ZZ1 company: Company “Contoso Ltd” is now named “Contoso North” in Autotask."],
    ),
    (
        |world| row(world, "Companies", 175)["isActive"] = json!(false),
        &["company-inactive ZZ2 company: Company “Fabrikam, Inc.” is inactive in Autotask."],
    ),
    (
        |world| drop_row(world, "Companies", 174),
        &[
            "company-missing ZZ1 company: Company “Contoso Ltd” (id 174) does not exist in Autotask, or this API user may not see it.",
        ],
    ),
    (
        |world| queues(world, &json!({"value": "29682835", "label": "Security team", "isActive": true})),
        &["renamed - queue: Queue: “Security” is now named “Security team” in Autotask."],
    ),
    (
        |world| queues(world, &json!({"value": "29682835", "label": "Security", "isActive": false})),
        &["picklist-inactive - queue: Queue: “Security” is inactive in Autotask."],
    ),
    (
        |world| queues(world, &json!({"value": "8", "label": "Other", "isActive": true})),
        &["picklist-missing - queue: Queue: “Security” (id 29682835) does not exist in Autotask."],
    ),
    (
        |world| row(world, "Contracts", 9)["contractName"] = json!("Gold 2026"),
        &["renamed ZZ1 contract: Contract “Gold” is now named “Gold 2026” in Autotask."],
    ),
    (
        |world| row(world, "Contracts", 10)["endDate"] = json!("2026-11-23"),
        &[
            "contract-ended ZZ2 contract: Contract “Silver” ended on 2026-11-23. Billing cannot be synced to an expired \
           contract — extend the contract end date in Autotask or map this tenant to an active contract.",
        ],
    ),
    (
        |world| {
            row(world, "Contracts", 9)["renewedContractID"] = json!(11);
            add_row(world, "Contracts", contract(11, 174, "Gold 2028"));
        },
        &["contract-renewed ZZ1 contract: Contract “Gold” was renewed by “Gold 2028”, id 11."],
    ),
    (
        |world| row(world, "Contracts", 10)["endDate"] = json!("2027-01-23"),
        &["contract-ends-soon ZZ2 contract: Contract “Silver” ends in 60 days, on 2027-01-23."],
    ),
    (|world| row(world, "Contracts", 10)["endDate"] = json!("2027-01-24"), &[]),
    (
        |world| {
            drop_row(world, "ContractServices", 77);
            world["units"] = json!({"78": 1, "80": 4});
        },
        &["service-missing ZZ1 service: Service “Petra monitoring” (line 77) is not on the contract “Gold”."],
    ),
    (
        |world| {
            add_row(world, "ContractServices", json!({"id": 79, "contractID": 9, "serviceID": 5}));
            world["units"]["79"] = json!(1);
        },
        &[
            "service-duplicate ZZ1 service: Duplicate service found — the mapped Autotask Service appears 2 times on this \
           contract. Remove the duplicate in Autotask by deleting it (if not yet invoiced) or setting its units to 0 with \
           a past-dated removal, then retry.",
        ],
    ),
    (
        |world| row(world, "Services", 5)["name"] = json!("Petra"),
        &[
            "renamed ZZ1 service: Service “Petra monitoring” is now named “Petra” in Autotask.",
            "renamed ZZ2 service: Service “Petra monitoring” is now named “Petra” in Autotask.",
        ],
    ),
    (
        |world| listed(world).push(json!({"petraTenantId": "ZZ4", "name": "Woodgrove"})),
        &["tenant-new ZZ4 -: Tenant “Woodgrove” is new in Petra's list; the saved config says nothing of it."],
    ),
    (
        |world| listed(world).retain(|tenant| tenant["petraTenantId"] != "ZZ3"),
        &["tenant-gone ZZ3 -: Tenant “Tailspin” is no longer in Petra's list."],
    ),
    (
        |world| listed(world)[1]["name"] = json!("Fabrikam Holding"),
        &["renamed ZZ2 name: Tenant “Fabrikam” is now named “Fabrikam Holding” in Petra."],
    ),
];

fn queues(world: &mut Value, queue: &Value) {
    world["picklists"] = json!({"Tickets": {"queueID": [queue]}});
}

fn listed(world: &mut Value) -> &mut Vec<Value> {
    world["petra"]["tenants"].as_array_mut().unwrap()
}

/// What `check` finds, each as a line.
fn found(lab: &Lab) -> Vec<String> {
    let said = lab.run(&["check", "--config", "config.json", "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let told = |one: &Value| {
        let subject = &one["subject"];
        let place = format!("{} {}", text(&subject["tenant"]), text(&subject["field"]));
        format!("{} {place}: {}", text(&one["code"]), text(&one["summary"]))
    };
    said["findings"].as_array().unwrap_or_else(|| panic!("{said:#}")).iter().map(told).collect()
}

#[test]
fn each_change_of_the_world_is_told_and_nothing_else() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    assert_eq!(found(&lab), [""; 0], "an unchanged world");
    for (change, expected) in CHANGES {
        let mut world = world();
        change(&mut world);
        lab.sandbox.put(&world);
        assert_eq!(found(&lab), expected);
    }
}

#[test]
fn many_changes_at_once_are_told_tenant_by_tenant() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    // Those that do not stand in each other's way.
    let together = [0, 3, 6, 8, 9, 12, 13, 14, 15, 16];
    let mut world = world();
    let mut expected = Vec::new();
    for place in together {
        let (change, told) = CHANGES[place];
        change(&mut world);
        expected.extend(told.iter().map(|line| (*line).to_owned()));
    }
    lab.sandbox.put(&world);
    let found = found(&lab);
    let tenant = |line: &String| line.split(' ').nth(1).unwrap().to_owned();
    assert!(found.is_sorted_by_key(tenant), "{found:#?}");
    let sorted = |mut lines: Vec<String>| {
        // A renamed contract goes by its new name in what else is said of it.
        for line in &mut lines {
            *line = line.replace("Contract “Gold” was", "Contract “Gold 2026” was");
        }
        lines.sort();
        lines
    };
    assert_eq!(sorted(found), sorted(expected));
}

#[test]
fn without_petra_nothing_is_said_of_its_list() {
    let lab = Lab::of(&world());
    lab.home.write("answers.json", answers().to_string());
    let without_key = |args: &[&str]| {
        let mut command = lab.command(args);
        command.env_remove("PETRA_API_KEY");
        run(command, b"").done()
    };
    without_key(&["--export", "config.json", "--answers", "answers.json"]);
    let mut world = world();
    listed(&mut world).clear();
    lab.sandbox.put(&world);
    let said = without_key(&["check", "--config", "config.json", "--json"]).json();
    assert_eq!(said["findings"], json!([]));
}

#[test]
fn an_export_over_a_saved_config_tells_what_changed_and_keeps_what_was_saved() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    let mut world = world();
    row(&mut world, "Companies", 174)["companyName"] = json!("Contoso North");
    listed(&mut world).retain(|tenant| tenant["petraTenantId"] != "ZZ2");
    lab.sandbox.put(&world);
    let before = lab.home.read("config.json");
    let ran = lab.run(&["--export", "config.json", "--config", "config.json", "--json"]).done();
    let codes: Vec<_> = ran.json()["findings"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["renamed", "tenant-gone"]);
    assert_eq!(lab.home.read("config.json"), before);

    listed(&mut world).push(json!({"petraTenantId": "ZZ4", "name": "Woodgrove"}));
    lab.sandbox.put(&world);
    let ran = lab.run(&["--export", "config.json", "--config", "config.json", "--json"]);
    let said = ran.json();
    let of_new = said["findings"].as_array().unwrap().iter().filter(|one| one["subject"]["tenant"] == "ZZ4");
    let codes: Vec<_> = of_new.map(|one| one["code"].clone()).collect();
    assert_eq!((ran.status, codes), (1, vec![json!("tenant-undecided"), json!("tenant-new")]));
}
