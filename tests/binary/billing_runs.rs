//! Billing runs side by side: two on one machine, two machines on one Autotask, and one that is asked to end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::billing_book::{SYNC, adjustments_of, assert_exact, before, lab, units_of, wanted, world, world_of};
use super::lab::{self, Lab, run};

fn with_state(lab: &Lab, args: &[&str], state: &str) -> Command {
    let mut command = lab.command(args);
    command.args(["--state-dir", state]);
    command
}

fn codes(line: &Value) -> Vec<String> {
    line["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

/// Waits until a request of this path has come.
fn wait_for(lab: &Lab, path: &str) {
    let until = Instant::now() + Duration::from_secs(25);
    while !lab.sandbox.requests().iter().any(|request| request.contains(path)) {
        assert!(Instant::now() < until, "no {path} among {:#?}", lab.sandbox.requests());
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

#[test]
fn of_two_runs_at_once_one_works_and_the_other_is_told_by_whom_it_is_locked() {
    let lab = lab(3);
    lab.sandbox.faults(&["hang@POST /Contracts/3001"]);
    let mut first = with_state(&lab, &SYNC, "state").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for(&lab, "/Contracts/3001/ServiceAdjustments");
    let second = run(with_state(&lab, &SYNC, "state"), b"");
    let error = second.json()["error"].clone();
    assert_eq!((second.status, &error["code"]), (7, &json!("already-running")));
    let summary = error["summary"].as_str().unwrap();
    assert!(summary.contains("sync on ") && summary.contains(&format!("process {}", first.id())), "{summary}");
    // A holder that was killed holds nothing.
    first.kill().unwrap();
    first.wait().unwrap();
    lab.sandbox.faults(&[]);
    run(with_state(&lab, &SYNC, "state"), b"").done();
    assert_exact(&lab, 3, "after the killed one");
}

#[test]
fn two_machines_at_once_never_double_a_change_in_silence() {
    let races: u32 = std::env::var("BILLING_RACES").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let lab = lab(3);
    for race in 0..races {
        lab.sandbox.put(&world(3));
        // Both read before either posts.
        lab.sandbox.faults(&["slow=10@POST /Contracts/300"]);
        let start = |machine: &str| {
            let state = format!("state-{race}-{machine}");
            with_state(&lab, &SYNC, &state).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let both = [start("a"), start("b")].map(|child| child.wait_with_output().unwrap());
        let told: Vec<Value> = both
            .iter()
            .map(|output| serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("race {race}: {output:?}")))
            .collect();
        let world = world_of(&lab);
        for tenant in 1..=3 {
            let line = usize::try_from(tenant - 1).unwrap();
            let units = units_of(&world, 1000 + tenant);
            let says: Vec<_> = told.iter().flat_map(|told| codes(&told["lines"][line])).collect();
            let is_told = says.iter().any(|code| ["unsettled", "readback-mismatch"].contains(&code.as_str()));
            assert!(units == wanted(tenant) || is_told, "race {race}, tenant {tenant}: {units} units, {says:?}");
        }
    }
}

#[test]
fn a_run_that_is_asked_to_end_finishes_the_line_in_hand() {
    let lab = lab(4);
    lab.sandbox.faults(&["slow=400@POST /Contracts/3001"]);
    let child = with_state(&lab, &SYNC, "state").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(&lab, "/Contracts/3001/ServiceAdjustments");
    assert!(Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(143), "{output:?}");
    let lines: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results: Vec<_> = lines["lines"].as_array().unwrap().iter().map(|line| line["result"].clone()).collect();
    assert_eq!(results, [json!("posted"), json!("skipped"), json!("skipped"), json!("skipped")]);
    let world = world_of(&lab);
    assert_eq!((units_of(&world, 1001), units_of(&world, 1002)), (wanted(1), before(2)));
    lab.sandbox.faults(&[]);
    run(with_state(&lab, &SYNC, "state"), b"").done();
    assert_exact(&lab, 4, "after the rest");
}

#[test]
fn a_plan_file_is_applied_and_what_moved_since_is_refused() {
    let lab = lab(3);
    let plan = ["billing", "plan", "--config", "config.json", "--usage", "usage.csv", "-o", "plan.json"];
    let planned = lab.run(&plan).done();
    assert!(planned.out.contains("Tenant 1") && planned.err.contains("This plan costs 14 requests; "), "{planned:?}");
    assert_eq!(world_of(&lab)["adjustments"], json!([]), "a plan writes nothing");

    let mut world = world(3);
    world["units"]["1002"] = json!(50);
    lab.sandbox.put(&world);
    let apply = ["billing", "apply", "plan.json", "--yes", "--json", "--config", "config.json"];
    let applied = lab.run(&apply);
    let lines = applied.json()["lines"].clone();
    let told: Vec<_> = (0..3).map(|at| (lines[at]["result"].clone(), codes(&lines[at]))).collect();
    assert_eq!(applied.status, 1);
    assert_eq!(told[0], (json!("posted"), vec![]));
    assert_eq!(told[1], (json!("refused"), vec!["moved-since-plan".to_owned()]));
    assert_eq!(told[2], (json!("posted"), vec![]));
    assert_eq!((&lines[0]["unitsBefore"], &lines[0]["unitsAfter"]), (&json!(before(1)), &json!(wanted(1))));
    let world = world_of(&lab);
    assert_eq!((units_of(&world, 1002), adjustments_of(&world, 1002)), (50, 0));

    // The same plan again finds the two done, and does nothing.
    let again = lab.run(&apply).json()["lines"].clone();
    assert_eq!((&again[0]["result"], &again[2]["result"]), (&json!("skipped"), &json!("skipped")));
    assert_eq!(adjustments_of(&world_of(&lab), 1001), 1);

    let history = lab.run(&["billing", "history", "--json"]).done().json()["history"].clone();
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert_eq!(
        (&history[0]["tenant"], &history[0]["contractServiceId"], &history[0]["unitsAfter"], &history[0]["result"]),
        (&json!("T0001"), &json!(1001), &json!(wanted(1)), &json!("posted"))
    );
    let failed = lab.run(&["billing", "history", "--failed", "--csv"]).done();
    assert_eq!(failed.out.lines().count(), 1, "a header and nothing else: {}", failed.out);
}

#[test]
fn what_may_not_be_is_refused_before_anything_is_sent() {
    let lab = lab(1);
    let sent = |ran: &lab::Ran, lab: &Lab| {
        assert_eq!(ran.status, 2, "{ran:?}");
        assert_eq!(world_of(lab)["adjustments"], json!([]));
    };
    let without_yes = ["billing", "sync", "--config", "config.json", "--usage", "usage.csv"];
    sent(&lab.run(&without_yes), &lab);
    for wrong in [
        &["--effective", "tomorrow"][..],
        &["--max-change", "ten"],
        &["--unit-field", "users"],
        &["--tenant", "nobody"],
    ] {
        sent(&lab.run(&[&SYNC[..], wrong].concat()), &lab);
    }
    lab.home.write("plan.json", "{}");
    let apply = lab.run(&["billing", "apply", "plan.json", "--yes", "--json", "--config", "config.json"]);
    assert_eq!((apply.status, &apply.json()["error"]["code"]), (7, &json!("read-failed")));
}

#[test]
fn what_cannot_be_told_blocks_its_tenant_until_a_person_settles_it() {
    let lab = lab(3);
    // The second change takes effect twice: the first is sound, so that the run goes on.
    lab.sandbox.faults(&["change-doubled@POST /Contracts/3002"]);
    let first = lab.run(&SYNC);
    assert_eq!(first.status, 1, "{first:?}");
    let lines = first.json()["lines"].clone();
    let results: Vec<_> = (0..3).map(|at| lines[at]["result"].as_str().unwrap().to_owned()).collect();
    assert_eq!(results, ["posted", "unsettled", "posted"]);
    assert_eq!(codes(&lines[1]), ["unsettled"]);

    lab.sandbox.faults(&[]);
    let second = lab.run(&SYNC);
    let line = second.json()["lines"][1].clone();
    assert_eq!((second.status, &line["state"], codes(&line)), (1, &json!("blocked"), vec!["unsettled".to_owned()]));
    assert_eq!(adjustments_of(&world_of(&lab), 1002), 1);

    let settle = ["billing", "settle", "--tenant", "T0002", "--config", "config.json"];
    assert_eq!(lab.run(&settle).status, 2, "it needs --yes where nobody can be asked");
    let settled = lab.run(&[&settle[..], &["--yes"]].concat()).done();
    assert!(settled.err.contains("Autotask shows 18 now"), "{settled:?}");
    assert_eq!(adjustments_of(&world_of(&lab), 1002), 1, "settling posts nothing");
    let third = lab.run(&SYNC);
    let line = third.json()["lines"][1].clone();
    assert_eq!(codes(&line), ["date-taken"], "free again, but Autotask takes one change a day: {third:?}");
}

#[test]
fn a_missing_right_ends_the_run_and_names_what_is_missing() {
    let lab = lab(2);
    let plan = ["billing", "plan", "--json", "--config", "config.json", "--usage", "usage.csv"];
    for (fault, args, entity) in [
        ("forbidden=ContractServiceAdjustments", &SYNC[..], "ContractServiceAdjustments"),
        ("unauthorized@/Contracts/query", &plan, "Contracts"),
        ("forbidden=Services", &plan, "Services"),
    ] {
        lab.sandbox.faults(&[fault]);
        let ran = lab.run(args);
        let error = ran.json()["error"].clone();
        assert_eq!((ran.status, &error["code"]), (4, &json!("permission-missing")), "{fault}: {ran:?}");
        assert_eq!(error["subject"]["entity"], json!(entity), "{fault}");
        assert!(error["hint"].as_str().unwrap().contains("Security Level"), "{fault}: {error}");
        assert_eq!(world_of(&lab)["adjustments"], json!([]), "{fault}");
    }
    lab.sandbox.faults(&[]);
    run(with_state(&lab, &SYNC, "after"), b"").done();
    assert_exact(&lab, 2, "once the right is there");
}

#[test]
fn units_come_from_petra_by_the_field_that_is_named() {
    let lab = lab(4);
    let mut world = world(4);
    let usage = |tenant: i64, more: Value| {
        let mut row = json!({"petraTenantId": super::billing_book::id(tenant), "displayName": "T", "isPaused": false,
            "totalLicensedUsers": wanted(tenant), "billableUsersThisMonth": before(tenant) + 1});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    world["petra"]["usage"] =
        json!(
            [usage(1, json!({})), usage(2, json!({"isPaused": true})), usage(3, json!({"billableStatus": "Trial"})),]
        );
    lab.sandbox.put(&world);
    let mut config = super::billing_book::config(4);
    config["petra"] = json!({"apiKey": "env:PETRA_API_KEY"});
    lab.home.write("config.json", config.to_string());
    for (field, wanted) in [("totalLicensedUsers", wanted(1)), ("billableUsersThisMonth", before(1) + 1)] {
        let plan =
            lab.run(&["billing", "plan", "--json", "--config", "config.json", "--unit-field", field]).done().json();
        let lines = &plan["lines"];
        assert_eq!((&plan["unitField"], &lines[0]["unitsWanted"]), (&json!(field), &json!(wanted)));
        let held: Vec<_> = (1..4).map(|at| (lines[at]["state"].clone(), codes(&lines[at]).join(" "))).collect();
        let of = |code: &str| (json!("held"), code.to_owned());
        assert_eq!(held, [of("tenant-paused"), of("tenant-trial"), of("usage-missing")]);
        let twice = lines[0]["invoice"].as_str().unwrap().contains("may be prorated twice");
        assert_eq!(twice, field == "billableUsersThisMonth");
    }
    let asked = lab.sandbox.requests().iter().filter(|request| request.contains("/v1/usage")).count();
    assert_eq!(asked, 2, "one call for the whole book, each time");
}

#[test]
fn a_demo_plans_and_syncs_with_nothing_set_up() {
    let home = lab::Home::new();
    let plan = run(home.command(&["--demo", "billing", "plan", "--json"]), b"");
    let lines = plan.json()["lines"].clone();
    assert!(plan.status <= 1 && lines.as_array().unwrap().len() > 5, "{plan:?}");
    let sync = run(home.command(&["--demo", "billing", "sync", "--yes", "--json"]), b"");
    let posted = |line: &Value| line["state"] != "change" || line["result"] == "posted";
    assert!(sync.json()["lines"].as_array().unwrap().iter().all(posted), "{sync:?}");
}

#[test]
fn a_change_that_took_effect_late_frees_its_line() {
    let lab = lab(1);
    lab.sandbox.faults(&["http-500@POST /Contracts/3001"]);
    assert_eq!(codes(&lab.run(&SYNC).json()["lines"][0]), ["refused-by-autotask"]);
    let mut late = world(1);
    late["units"]["1001"] = json!(wanted(1));
    lab.sandbox.put(&late);
    lab.home.write("usage.csv", format!("tenant_id,units\nT0001,{}\n", wanted(1) + 2));
    let plan =
        ["billing", "plan", "--json", "--config", "config.json", "--usage", "usage.csv", "--today", "2026-11-26"];
    let line = lab.run(&plan).json()["lines"][0].clone();
    assert_eq!((&line["state"], &line["effectiveDate"]), (&json!("change"), &json!("2026-11-26")), "{line}");
    lab.home.write("usage.csv", format!("tenant_id,units\nT0001,{}\n", wanted(1)));
    lab.run(&SYNC).done();
    let history = lab.run(&["billing", "history", "--json"]).done().json()["history"].clone();
    assert_eq!((history.as_array().unwrap().len(), &history[0]["result"]), (1, &json!("posted")), "{history}");
}

#[test]
fn what_the_config_says_by_now_stands_against_an_older_plan() {
    let lab = lab(2);
    let plan = ["billing", "plan", "--config", "config.json", "--usage", "usage.csv", "-o", "plan.json"];
    lab.run(&plan).done();
    let config = super::billing_book::config(2);
    let mut sharer = config.clone();
    for tenant in sharer["tenants"].as_array_mut().unwrap() {
        tenant["company"] = config["tenants"][0]["company"].clone();
        tenant["billing"] = config["tenants"][0]["billing"].clone();
        tenant["billing"]["shared"] = json!(true);
    }
    let mut lower = config.clone();
    lower["tenants"][0]["billing"]["ceiling"] = json!(wanted(1) - 1);
    let mut excluded = config.clone();
    excluded["tenants"][0] = json!({"id": "T0001", "name": "Tenant 1", "excluded": "own IT"});
    for (what, config, code) in [
        ("another tenant is billed on the line", sharer, "moved-since-plan"),
        ("a lower ceiling", lower, "above-ceiling"),
        ("the tenant is excluded", excluded, "moved-since-plan"),
    ] {
        lab.home.write("config.json", config.to_string());
        let applied = lab.run(&["billing", "apply", "plan.json", "--yes", "--json", "--config", "config.json"]);
        let line = applied.json()["lines"][0].clone();
        assert_eq!((&line["result"], codes(&line)), (&json!("refused"), vec![code.to_owned()]), "{what}: {line}");
        assert_eq!(adjustments_of(&world_of(&lab), 1001), 0, "{what}");
    }
}

#[test]
fn settling_knows_the_account_and_the_tenant() {
    let lab = lab(1);
    lab.sandbox.faults(&["change-doubled"]);
    assert_eq!(lab.run(&SYNC).status, 1);
    lab.sandbox.faults(&[]);
    let settle = |tenant: &str| lab.run(&["billing", "settle", "--tenant", tenant, "--yes", "--config", "config.json"]);
    let unknown = settle("T0007");
    assert_eq!(unknown.status, 2, "{unknown:?}");
    // The same numbers in another database of the same zone are other contracts.
    let mut other = world(1);
    other["account"]["username"] = json!("api@other.example");
    lab.sandbox.put(&other);
    let of_other = |args: &[&str]| {
        let mut command = lab.command(args);
        command.env("AUTOTASK_USERNAME", "api@other.example");
        run(command, b"")
    };
    let nothing = of_other(&["billing", "settle", "--tenant", "T0001", "--yes", "--config", "config.json"]).done();
    assert!(nothing.err.contains("Nothing is open for tenant T0001"), "{nothing:?}");
    of_other(&SYNC).done();
    let history = lab.run(&["billing", "history", "--json"]).done().json()["history"].clone();
    assert_eq!((&history[0]["result"], &history[1]["result"]), (&json!("unsettled"), &json!("posted")));
}
