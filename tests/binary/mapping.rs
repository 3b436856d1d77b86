//! `mapping export` and `mapping import`: the mapping as CSV, out and in, and nothing changed on the way.

use std::process::Stdio;

use serde_json::{Value, json};

use super::lab::{Lab, Ran, run};
use super::worlds::{add_row, answers, drop_row, row, world};

const CSV: &str = "\
tenant_id,tenant_name,domain,company,queue,status_new,status_update,contract,service,exclude
ZZ1,Contoso,,Contoso Ltd [174],,,,Gold [9],Petra monitoring [5],
ZZ2,Fabrikam,,\"Fabrikam, Inc. [175]\",,,,Silver [10],Petra monitoring [5],
ZZ3,Tailspin,,,,,,,,own IT
";

fn lab() -> Lab {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    lab
}

fn import(lab: &Lab, csv: &str, more: &[&str]) -> Ran {
    let args = ["mapping", "import", "--config", "config.json", "--json"];
    run(lab.command(&[&args, more].concat()), csv.as_bytes())
}

/// Code, row and column of each finding.
fn told(ran: &Ran) -> Vec<String> {
    let found = ran.json()["findings"].clone();
    let told = |one: &Value| {
        let subject = &one["subject"];
        format!("{} {} {}", one["code"], subject["row"], subject["column"]).replace('"', "")
    };
    found.as_array().unwrap_or_else(|| panic!("{ran:?}")).iter().map(told).collect()
}

#[test]
fn the_mapping_goes_out_to_standard_output_or_a_file_and_nothing_is_sent() {
    let lab = lab();
    lab.sandbox.put(&world());
    let args = ["mapping", "export", "--config", "config.json"];
    for more in [&[][..], &["-"]] {
        let ran = lab.run(&[&args, more].concat()).done();
        assert_eq!((ran.out.as_str(), ran.err.as_str()), (CSV, ""));
    }
    assert_eq!(lab.run(&[&args[..], &["--json"]].concat()).done().json(), json!({"mapping": CSV}));
    let ran = lab.run(&[&args[..], &["mapping.csv"]].concat()).done();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", "Written mapping.csv: 3 tenants.\n"));
    assert_eq!(lab.home.read("mapping.csv"), CSV);
    assert_eq!(lab.sandbox.requests(), [""; 0]);

    let before = lab.home.read("config.json");
    let ran = lab.run(&[&args[..], &["config.json"]].concat());
    assert_eq!((ran.status, lab.home.read("config.json")), (2, before));
    let ran = lab.run(&["mapping", "export", "--config", "absent.json", "--json"]);
    assert_eq!((ran.status, ran.json()["error"]["code"].clone()), (7, json!("config-missing")));
}

#[test]
fn out_and_in_again_changes_no_byte() {
    let lab = lab();
    let before = lab.home.read("config.json");
    for csv in [CSV.to_owned(), CSV.replace(',', ";").replace("\"Fabrikam; Inc. [175]\"", "Fabrikam, Inc. [175]")] {
        let ran = import(&lab, &csv, &[]).done();
        assert_eq!(ran.json(), json!({"file": "config.json", "findings": []}));
        assert_eq!(lab.home.read("config.json"), before);
    }
    assert!(!lab.home.has("config.json.1"));
    let with_why =
        CSV.replace("exclude\n", "exclude,why\n").replace("[5],\n", "[5],,=cmd()\n").replace("own IT", "own IT,");
    import(&lab, &with_why, &[]).done();
    assert_eq!(lab.home.read("config.json"), before);
}

#[test]
fn a_service_that_is_written_out_leads_back_to_its_line_among_several() {
    let lab = Lab::of(&world());
    let mut answers = answers();
    answers["tenants"][0]["service"] = json!("line:79");
    let mut world = world();
    add_row(&mut world, "ContractServices", json!({"id": 79, "contractID": 9, "serviceID": 5}));
    world["units"]["79"] = json!(1);
    lab.sandbox.put(&world);
    lab.saved("config.json", &answers.to_string());
    let before = lab.home.read("config.json");
    assert!(before.contains("\"contractServiceId\": 79"));
    assert_eq!(import(&lab, CSV, &[]).done().status, 0);
    assert_eq!(lab.home.read("config.json"), before);
    import(&lab, &CSV.replace("Petra monitoring [5],\nZZ2", "5,\nZZ2"), &[]).done();
    assert!(
        lab.home.read("config.json").contains("\"contractServiceId\": 77"),
        "a bare id is any line of it, the first"
    );
}

#[test]
fn every_problem_is_told_at_once_and_nothing_is_changed() {
    let lab = lab();
    let before = lab.home.read("config.json");
    let csv = "tenant_id,company,contract,service,exclude\n\
        ZZ1,Contoso Limited,Gold,5,\n\
        ZZ2,175,Silvr,5,\n\
        ZZ3,174,Gold,Nothing,\n\
        ZZ9,174,,,\n\
        ZZ3,,,,own IT\n";
    let ran = import(&lab, csv, &[]);
    let expected = [
        "unknown-name 2 company",
        "unknown-name 3 contract",
        "unknown-name 4 service",
        "unknown-name 5 tenant_id",
        "duplicate-row 6 tenant_id",
    ];
    assert_eq!((ran.status, told(&ran)), (1, expected.map(str::to_owned).to_vec()));
    let hints: Vec<_> = (0..2).map(|at| ran.json()["findings"][at]["hint"].as_str().unwrap().to_owned()).collect();
    assert_eq!(hints, ["Meant perhaps: “Contoso Ltd [174]”.", "Meant perhaps: “Silver [10]”."]);
    assert_eq!(lab.home.read("config.json"), before);
    assert!(!lab.home.has("config.json.1"));
}

#[test]
fn partial_takes_the_rows_that_are_right_and_reports_the_others() {
    let lab = lab();
    let text = lab.home.read("config.json");
    let before: Value = serde_json::from_str(&text).unwrap();
    let csv = "tenant_id,company,contract,service,exclude\n\
        ZZ1,Nobody,Gold,5,\n\
        ZZ2,175,,,\n\
        ZZ3,,,,left us\n\
        ZZ9,174,,,\n";
    let ran = import(&lab, csv, &["--partial"]);
    assert_eq!(
        (ran.status, told(&ran)),
        (1, vec!["unknown-name 2 company".to_owned(), "unknown-name 5 tenant_id".to_owned()])
    );
    assert_eq!(ran.json()["file"], "config.json");
    let after: Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    assert_eq!(after["tenants"][0], before["tenants"][0]);
    assert_eq!(after["tenants"][1]["billing"], Value::Null);
    assert_eq!(after["tenants"][2]["excluded"], "left us");
    assert_eq!(lab.home.read("config.json.1"), text);

    // Of two rows for a tenant neither is right, nor is any row of a file whose columns are not.
    let standing = lab.home.read("config.json");
    for csv in [
        "tenant_id,company\nZZ1,175\nZZ1,176\n",
        "tenant_id,company,colour\nZZ1,175,red\n",
        "tenant_id,company\nZZ1,x\n",
    ] {
        let ran = import(&lab, csv, &["--partial"]);
        assert_eq!((ran.status, lab.home.read("config.json")), (1, standing.clone()), "{csv}");
    }
    // A file in which all is right is taken as a whole.
    assert_eq!(import(&lab, "tenant_id,exclude\nZZ3,own IT\n", &["--partial"]).status, 0);
}

#[test]
fn partial_leaves_a_new_tenant_without_a_right_row_out_of_the_config() {
    let lab = lab();
    let mut world = world();
    let tenants = world["petra"]["tenants"].as_array_mut().unwrap();
    tenants.push(json!({"petraTenantId": "ZZ4", "name": "Woodgrove"}));
    tenants.push(json!({"petraTenantId": "ZZ5", "name": "Litware"}));
    lab.sandbox.put(&world);
    let csv = "tenant_id,company,exclude\nZZ4,Nobody,\nZZ5,,own IT\n";
    let ran = import(&lab, csv, &["--partial"]);
    assert_eq!(ran.status, 1);
    let config: Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    let ids: Vec<_> = config["tenants"].as_array().unwrap().iter().map(|tenant| tenant["id"].clone()).collect();
    assert_eq!(ids, ["ZZ1", "ZZ2", "ZZ3", "ZZ5"]);
}

#[test]
fn partial_writes_nothing_where_a_failure_stands() {
    let lab = lab();
    let before = lab.home.read("config.json");
    let mut world = world();
    world["account"]["access"] = json!({"Contracts": {"query": "none"}});
    lab.sandbox.put(&world);
    let ran = import(&lab, "tenant_id,exclude\nZZ3,left\nZZ9,x\n", &["--partial"]);
    assert_eq!((ran.status, lab.home.read("config.json")), (4, before));
}

#[test]
fn an_import_is_judged_like_an_export() {
    let lab = lab();
    let mut world = world();
    row(&mut world, "Companies", 174)["companyName"] = json!("Contoso North");
    drop_row(&mut world, "Contracts", 10);
    lab.sandbox.put(&world);
    let ran = import(&lab, CSV, &[]);
    assert_eq!((ran.status, told(&ran)), (1, vec!["contract-missing 3 contract".to_owned()]));
    // Taken in again, a company has the name that it has now.
    import(&lab, "tenant_id,company,contract,service\nZZ1,Contoso Ltd [174],9,5\nZZ2,175,,\n", &[]).done();
    assert!(lab.home.read("config.json").contains("\"Contoso North\""));
}

#[test]
fn the_demo_has_a_mapping_too() {
    let lab = lab();
    let ran = run(lab.home.command(&["--demo", "mapping", "export"]), b"").done();
    assert!(ran.out.starts_with("tenant_id,tenant_name,domain,") && ran.out.lines().count() > 20, "{}", ran.out);
    let ran = run(lab.home.command(&["--demo", "mapping", "import"]), ran.out.as_bytes()).done();
    assert!(ran.err.contains("Unchanged "), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_run_that_waits_for_standard_input_is_ended_by_a_signal() {
    let lab = lab();
    for (signal, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let mut child = lab
            .command(&["mapping", "import", "--config", "config.json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Caught as soon as its handlers stand, which the system tells.
        let caught = || {
            let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or("0").trim().to_owned();
            u64::from_str_radix(&mask, 16).unwrap_or(0) & 0x4003 == 0x4003
        };
        if cfg!(target_os = "linux") {
            while !caught() {
                std::thread::yield_now();
            }
        }
        let killed = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(killed.unwrap().success());
        let input = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(input);
        assert_eq!(output.status.code(), Some(status), "{signal}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "Stopped; nothing was written.\n");
    }
}
