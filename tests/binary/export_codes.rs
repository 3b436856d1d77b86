//! Every code that a world or answers can give `--export`: one case each, with its sentence.

use serde_json::{Value, json};

use super::lab::Lab;
use super::worlds::{add_row, answers, contract, drop_row, row, world};

/// What is changed in a world in which, or in answers with which, nothing was wrong.
enum Change {
    World(fn(&mut Value)),
    Answers(fn(&mut Value)),
    Both(fn(&mut Value), fn(&mut Value)),
    Csv(&'static str),
}

use Change::{Answers, Both, Csv, World};

struct Case {
    change: Change,
    status: i32,
    /// Code, severity, subject, summary; `Csv` and `Answers` cases have more parts in their subject.
    code: &'static str,
    subject: Value,
    summary: &'static str,
}

const WARNING: i32 = 0;
const ERROR: i32 = 1;

fn case(change: Change, status: i32, code: &'static str, subject: Value, summary: &'static str) -> Case {
    Case { change, status, code, subject, summary }
}

/// The place of a key of the first tenant in the JSON answers.
fn at(field: &str) -> Value {
    json!({"tenant": "ZZ1", "field": field, "pointer": format!("/tenants/0/{field}")})
}

fn default_of(field: &str) -> Value {
    json!({"field": field, "pointer": format!("/ticketing/{field}")})
}

fn cell(row: u64, column: &str, field: &str, tenant: Option<&str>) -> Value {
    let mut subject = json!({"row": row, "column": column, "field": field});
    if let Some(tenant) = tenant {
        subject["tenant"] = json!(tenant);
    }
    subject
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    vec![
        // The state of a contract: warnings.
        case(
            World(|world| row(world, "Contracts", 9)["startDate"] = json!("2026-11-25T00:00:00Z")),
            WARNING,
            "contract-not-started",
            at("contract"),
            "Contract “Gold” has a start date of 2026-11-25, which is in the future. Billing cannot be synced until the \
             contract period has begun — update the contract start date in Autotask or wait until the contract is active.",
        ),
        case(
            World(|world| row(world, "Contracts", 9)["endDate"] = json!("2026-11-23T00:00:00Z")),
            WARNING,
            "contract-ended",
            at("contract"),
            "Contract “Gold” ended on 2026-11-23. Billing cannot be synced to an expired contract — extend the contract \
             end date in Autotask or map this tenant to an active contract.",
        ),
        case(
            World(|world| {
                add_row(world, "ContractServices", json!({"id": 79, "contractID": 9, "serviceID": 5}));
                world["units"]["79"] = json!(1);
            }),
            WARNING,
            "service-duplicate",
            at("service"),
            "Duplicate service found — the mapped Autotask Service appears 2 times on this contract. Remove the duplicate \
             in Autotask by deleting it (if not yet invoiced) or setting its units to 0 with a past-dated removal, then \
             retry.",
        ),
        case(
            World(|world| row(world, "Contracts", 9)["status"] = json!(0)),
            WARNING,
            "contract-inactive",
            at("contract"),
            "Contract “Gold” is not active in Autotask. Billing cannot be synced to it.",
        ),
        case(
            World(|world| row(world, "Contracts", 9)["endDate"] = json!("2026-11-24T00:00:00Z")),
            WARNING,
            "contract-ends-soon",
            at("contract"),
            "Contract “Gold” ends today, on 2026-11-24.",
        ),
        case(
            World(|world| row(world, "Contracts", 9)["endDate"] = json!("2027-01-23T00:00:00Z")),
            WARNING,
            "contract-ends-soon",
            at("contract"),
            "Contract “Gold” ends in 60 days, on 2027-01-23.",
        ),
        case(
            World(|world| {
                add_row(world, "Contracts", contract(11, 174, "Gold 2027"));
                row(world, "Contracts", 9)["renewedContractID"] = json!(11);
            }),
            WARNING,
            "contract-renewed",
            at("contract"),
            "Contract “Gold” was renewed by “Gold 2027”, id 11.",
        ),
        // What is wrong with a choice: errors.
        case(
            World(|world| row(world, "Contracts", 9)["contractType"] = json!(4)),
            ERROR,
            "contract-not-recurring",
            at("contract"),
            "Contract “Gold” is of the type Block Hours, not Recurring Service.",
        ),
        case(
            Both(
                |world| {
                    add_row(world, "Contracts", contract(12, 175, "Bronze"));
                    add_row(world, "ContractServices", json!({"id": 82, "contractID": 12, "serviceID": 5}));
                },
                |answers| answers["tenants"][0]["contract"] = json!(12),
            ),
            ERROR,
            "contract-other-company",
            at("contract"),
            "Contract “Bronze” belongs to “Fabrikam, Inc.” (id 175), not to this tenant's company.",
        ),
        case(
            Answers(|answers| answers["tenants"][0]["contract"] = json!(999)),
            ERROR,
            "contract-missing",
            at("contract"),
            "No contract has the id 999, or this API user may not see it; what was read is “999”.",
        ),
        case(
            Answers(|answers| answers["tenants"][0]["service"] = json!("line:80")),
            ERROR,
            "service-missing",
            at("service"),
            "The contract has no such line; what was read is “line:80”.",
        ),
        case(
            Answers(|answers| answers["tenants"][0]["service"] = json!(999)),
            ERROR,
            "service-missing",
            at("service"),
            "The contract has no service with the id 999; what was read is “999”.",
        ),
        case(
            Answers(|answers| answers["tenants"][0]["company"] = json!(999)),
            ERROR,
            "company-missing",
            at("company"),
            "No company has the id 999, or this API user may not see it; what was read is “999”.",
        ),
        case(
            World(|world| row(world, "Companies", 174)["isActive"] = json!(false)),
            ERROR,
            "company-inactive",
            at("company"),
            "Company “Contoso Ltd” is inactive in Autotask.",
        ),
        case(
            Both(
                |world| row(world, "Services", 6)["isActive"] = json!(false),
                |answers| answers["tenants"][0]["service"] = json!("Backup"),
            ),
            ERROR,
            "service-inactive",
            at("service"),
            "Service “Backup” is inactive in Autotask.",
        ),
        case(
            Answers(|answers| answers["ticketing"]["priority"] = json!(null)),
            ERROR,
            "picklist-missing",
            default_of("priority"),
            "Priority: none is chosen.",
        ),
        case(
            Answers(|answers| answers["ticketing"]["statusNew"] = json!(999)),
            ERROR,
            "picklist-missing",
            default_of("statusNew"),
            "Status, new ticket: no value has the id 999; what was read is “999”.",
        ),
        case(
            Answers(|answers| answers["tenants"][0]["queue"] = json!("Warehouse")),
            ERROR,
            "picklist-inactive",
            at("queue"),
            "Queue: “Warehouse” is inactive in Autotask.",
        ),
        case(
            Answers(|answers| answers["ticketing"]["statusUpdate"] = json!("Waiting Approval")),
            ERROR,
            "picklist-inactive",
            default_of("statusUpdate"),
            "Status, update: “Waiting Approval” is inactive in Autotask.",
        ),
        case(
            Answers(|answers| drop(answers["tenants"].as_array_mut().unwrap().remove(2))),
            ERROR,
            "tenant-undecided",
            json!({"tenant": "ZZ3", "field": "company"}),
            "Tenant “Tailspin” is neither mapped to a company nor excluded.",
        ),
        case(
            Answers(|answers| answers["tenants"][0]["service"] = json!("")),
            ERROR,
            "tenant-undecided",
            at("service"),
            "Tenant “Contoso” has the contract “Gold” but no service.",
        ),
        // What is wrong with a cell.
        case(
            Csv("tenant_id,company,exclude\nZZ1,Contosso Ltd,\nZZ2,175,\nZZ3,,own IT\n"),
            ERROR,
            "unknown-name",
            cell(2, "company", "company", Some("ZZ1")),
            "There is no company “Contosso Ltd”.",
        ),
        case(
            Csv("tenant_id,company,exclude\nZZ1,twin,\nZZ2,175,\nZZ3,,own IT\n"),
            ERROR,
            "ambiguous-name",
            cell(2, "company", "company", Some("ZZ1")),
            "There is more than one company “twin”: ids 176, 177.",
        ),
        case(
            Csv("tenant_id,company,service,exclude\nZZ1,174,5,\nZZ2,175,,\nZZ3,,,own IT\n"),
            ERROR,
            "bad-cell",
            cell(2, "service", "service", Some("ZZ1")),
            "The service “5” stands without a contract.",
        ),
        case(
            Csv("tenant_id,company,exclude,colour\nZZ1,174,,\nZZ2,175,,\nZZ3,,own IT,\n"),
            ERROR,
            "unknown-column",
            json!({"row": 1, "column": "colour"}),
            "There is no column “colour” in answers.",
        ),
        case(
            Csv("tenant_id,company,exclude\nZZ1,174,\nZZ2,175,\nZZ3,,own IT\nZZ1,175,\n"),
            ERROR,
            "duplicate-row",
            cell(5, "tenant_id", "id", Some("ZZ1")),
            "Tenant “Contoso” stands in row 2 already.",
        ),
        case(
            Csv("tenant_id,company,exclude\nZZ1,174,\nZZ2,175,\nZZ3,,own IT\nZZ4,,own IT\n"),
            ERROR,
            "unknown-name",
            cell(5, "tenant_id", "id", None),
            "There is no tenant “ZZ4”.",
        ),
    ]
}

#[test]
fn each_code_is_provoked_alone_with_its_sentence_and_its_place() {
    let lab = Lab::of(&world());
    let ticketing = ["--queue", "8", "--status-new", "1", "--status-update", "8", "--priority", "2"];
    for Case { change, status, code, subject, summary } in cases() {
        let (mut world, mut answers) = (world(), answers());
        let mut args = vec!["--export", "out.json", "--answers", "answers", "--json"];
        let given = match change {
            World(change) => {
                change(&mut world);
                answers.to_string()
            }
            Answers(change) => {
                change(&mut answers);
                answers.to_string()
            }
            Both(of_world, of_answers) => {
                of_world(&mut world);
                of_answers(&mut answers);
                answers.to_string()
            }
            Csv(text) => {
                args.extend(ticketing);
                text.to_owned()
            }
        };
        lab.sandbox.put(&world);
        lab.home.write("answers", given);
        let _ = std::fs::remove_file(lab.home.path("out.json"));

        let ran = lab.run(&args);
        let found = &ran.json()["findings"];
        let name = format!("{code}: {summary}\n{found:#}");
        assert_eq!(found.as_array().map_or(0, Vec::len), 1, "{name}");
        let finding = &found[0];
        let severity = if status == WARNING { "warning" } else { "error" };
        assert_eq!((&finding["code"], &finding["severity"]), (&json!(code), &json!(severity)), "{name}");
        assert_eq!(finding["summary"], summary, "{name}");
        assert_eq!(finding["subject"], subject, "{name}");
        assert!(finding["hint"].as_str().unwrap().ends_with('.'), "{name}");
        assert_eq!(ran.status, status, "{name}");
        assert_eq!(lab.home.has("out.json"), status == WARNING, "nothing is written where an error stands: {name}");
        assert_eq!(ran.err, "", "{name}");
    }
}

/// What is changed in the world, and the hint on it.
type Way = (fn(&mut Value), &'static str);

#[test]
fn the_hint_on_the_state_of_a_contract_gives_both_ways_out() {
    let lab = Lab::of(&world());
    lab.home.write("a.json", answers().to_string());
    let changes: [Way; 3] = [
        (
            |world| row(world, "Contracts", 9)["startDate"] = json!("2026-12-01"),
            "Update the contract start date in Autotask to today or a past date, or wait until 2026-12-01 and retry.",
        ),
        (
            |world| row(world, "Contracts", 9)["endDate"] = json!("2026-11-01"),
            "Extend the contract end date in Autotask, or map this tenant to an active contract.",
        ),
        (
            |world| {
                add_row(world, "ContractServices", json!({"id": 79, "contractID": 9, "serviceID": 5}));
                world["units"]["79"] = json!(1);
            },
            "Delete the extra line if it has not been invoiced, else set its units to 0 with a removal date in the past: \
             it drops off once that date has passed.",
        ),
    ];
    for (change, hint) in changes {
        let mut world = world();
        change(&mut world);
        lab.sandbox.put(&world);
        let ran = lab.run(&["--export", "--answers", "a.json", "--json"]).done();
        assert_eq!(ran.json()["findings"][0]["hint"], hint);
    }
}

#[test]
fn one_line_of_two_tenants_is_said_of_both() {
    let lab = Lab::of(&world());
    let mut answers = answers();
    answers["tenants"][1] = answers["tenants"][0].clone();
    answers["tenants"][1]["id"] = json!("ZZ2");
    lab.home.write("a.json", answers.to_string());
    let ran = lab.run(&["--export", "out.json", "--answers", "a.json", "--json"]).done();
    let found = ran.json()["findings"].clone();
    let told: Vec<_> = (0..2).map(|at| (&found[at]["code"], &found[at]["severity"], &found[at]["summary"])).collect();
    let code = &json!("service-line-shared");
    assert_eq!(
        told,
        [
            (code, &json!("warning"), &json!("The service line 77 is used by “Fabrikam” too.")),
            (code, &json!("warning"), &json!("The service line 77 is used by “Contoso” too.")),
        ]
    );
    assert!(lab.home.has("out.json"));
}

#[test]
fn a_contract_that_starts_today_runs_and_a_line_at_0_is_no_duplicate() {
    let mut world = world();
    row(&mut world, "Contracts", 9)["startDate"] = json!("2026-11-24T00:00:00Z");
    add_row(&mut world, "ContractServices", json!({"id": 79, "contractID": 9, "serviceID": 5}));
    world["units"]["79"] = json!(0);
    let lab = Lab::of(&world);
    lab.home.write("a.json", answers().to_string());
    let ran = lab.run(&["--export", "out.json", "--answers", "a.json", "--json"]).done();
    assert_eq!(ran.json()["findings"], json!([]));
}

#[test]
fn nothing_is_said_of_what_hangs_on_a_missing_thing() {
    let mut world = world();
    drop_row(&mut world, "Companies", 174);
    let lab = Lab::of(&world);
    lab.home.write("a.json", answers().to_string());
    let ran = lab.run(&["--export", "out.json", "--answers", "a.json", "--json"]);
    let codes: Vec<_> = ran.json()["findings"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!((ran.status, codes), (1, vec![json!("company-missing")]));
}
