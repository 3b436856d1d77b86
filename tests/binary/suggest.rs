//! `mapping suggest`: from files with no account and no network, and from Petra and Autotask.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::json;

use super::lab::{Home, Lab, Ran, run};
use super::worlds::{row, world};

const TENANTS: &str = "\
tenant_id,tenant_name,domain
ZZ1,Contoso,contoso.com
ZZ2,Fabrikam Essen,
ZZ3,Smith Dental,
ZZ4,Nobody,nobody.example
";

const COMPANIES: &str = "\
phone,id,companyName,webAddress
1,174,Contoso Ltd,https://www.contoso.com/en
2,175,Fabrikam Moers,
3,176,Smith Dental,smithdental.example
4,177,Smith Dental PLLC,
";

const FROM_FILES: [&str; 6] =
    ["mapping", "suggest", "--tenants-file", "tenants.csv", "--companies-file", "companies.csv"];

fn home(tenants: &str, companies: &str) -> Home {
    let home = Home::new();
    home.write("tenants.csv", tenants);
    home.write("companies.csv", companies);
    home
}

fn from_files(home: &Home, more: &[&str]) -> Ran {
    run(home.command(&[&FROM_FILES, more].concat()), b"")
}

/// The rows without the evidence: tenant, company, class, runner-up.
fn short(csv: &str) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>(),
        ["tenant_id", "company_id", "score", "class", "evidence", "runner_up_id"]
    );
    reader.records().map(|row| row.unwrap()).map(|row| [0, 1, 3, 5].map(|at| row[at].to_owned())).collect()
}

#[test]
fn two_files_are_enough() {
    let home = home(TENANTS, COMPANIES);
    let ran = from_files(&home, &[]).done();
    assert_eq!(
        short(&ran.out),
        [
            ["ZZ1", "174", "certain", ""],
            ["ZZ2", "", "none", ""],
            ["ZZ3", "176", "ambiguous", "177"],
            ["ZZ4", "", "none", ""],
        ]
    );
    assert_eq!(ran.err, "");
    assert!(
        ran.out.contains("\nZZ1,174,97,certain,\"Same domain contoso.com, same name (Ltd left out).\",\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nZZ4,,0,none,No active company has its domain or its name.,\n"), "{}", ran.out);

    assert_eq!(from_files(&home, &["--json"]).done().json(), json!({"suggestions": ran.out}));
    let written = from_files(&home, &["suggestions.csv"]).done();
    assert_eq!(written.err, "Written suggestions.csv: 4 tenants, 1 certain, 0 likely, 1 ambiguous, 2 none.\n");
    assert_eq!((written.out, home.read("suggestions.csv")), (String::new(), ran.out));
    for folder in ["home", "tmp"] {
        assert_eq!(home.files(folder), [""; 0], "nothing else is written");
    }
}

#[test]
fn a_column_with_tenant_ids_says_more_than_domain_and_name() {
    const CONTOSO: &str = "7c1d2a40-0000-4000-8000-00000000009f";
    const SMITH: &str = "7c1d2a40-0000-4000-8000-0000000000a0";
    let tenants = format!(
        "tenant_id,tenant_name,domain,microsoftTenantId\nZZ1,Contoso,contoso.com,{CONTOSO}\nZZ2,Smith Dental,,{SMITH}\n"
    );
    let companies = format!(
        "id,companyName,webAddress,microsoftTenantId\n174,Contoso Ltd,contoso.com,\n175,Smith Dental,,later\n176,Smith Dental,,{SMITH}\n"
    );
    let ran = from_files(&home(&tenants, &companies), &[]).done();
    assert_eq!(short(&ran.out), [["ZZ1", "174", "certain", ""], ["ZZ2", "176", "certain", "175"]]);
    assert!(ran.out.contains(",Its field “microsoftTenantId” has this tenant's id.,"), "{}", ran.out);
    let companies = companies.replace("174,Contoso Ltd,contoso.com,", &format!("174,Contoso Ltd,contoso.com,{SMITH}"));
    let ran = from_files(&home(&tenants, &companies), &[]).done();
    assert_eq!(short(&ran.out), [["ZZ1", "174", "likely", ""], ["ZZ2", "174", "ambiguous", "176"]]);
    assert!(ran.out.contains("But its field “microsoftTenantId” has the id of Smith Dental."), "{}", ran.out);
}

#[test]
fn tenant_ids_in_fields_of_companies_are_asked_of_autotask_and_not_needed() {
    let mut with_ids = world();
    row(&mut with_ids, "Companies", 178)["userDefinedFields"] =
        json!([{"name": "Entra Tenant ID", "value": "11111111-1111-4111-8111-111111111111"}]);
    let lab = Lab::of(&with_ids);
    let ran = lab.run(&["mapping", "suggest"]).done();
    // Domains are not in Petra's list, so the name alone stands against the id.
    assert!(ran.out.contains("\nZZ1,178,99,"), "{ran:?}");
    assert!(!ran.err.contains("Suggestions are made without"), "{ran:?}");
    lab.sandbox.faults(&["http-500@GET /Companies/entityInformation/userDefinedFields"]);
    let ran = lab.run(&["mapping", "suggest"]).done();
    assert!(ran.out.contains("\nZZ1,174,"), "{ran:?}");
    assert!(ran.err.contains("Suggestions are made without the tenant ids in fields of companies: "), "{ran:?}");
}

#[test]
fn one_of_the_lists_may_come_from_standard_input() {
    let home = home(TENANTS, COMPANIES);
    let args = ["mapping", "suggest", "--tenants-file", "-", "--companies-file", "companies.csv"];
    assert_eq!(short(&run(home.command(&args), TENANTS.as_bytes()).done().out).len(), 4);
    let args = ["mapping", "suggest", "--tenants-file", "-", "--companies-file", "-"];
    assert_eq!(run(home.command(&args), b"").status, 2);
}

#[test]
fn what_is_wrong_in_both_files_comes_at_once_with_its_place() {
    let home = home("tenant_id,tenant_name,domain\nZZ1,A,no domain\n", "id,companyName\nx,Contoso\n1,A\n1,B\n");
    let ran = from_files(&home, &["--json"]);
    let found: Vec<_> = ran.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}", one["code"], one["subject"]["row"], one["subject"]["column"]).replace('"', ""))
        .collect();
    assert_eq!(
        (ran.status, found),
        (1, vec!["bad-cell 2 domain".to_owned(), "bad-cell 2 id".to_owned(), "duplicate-row 4 id".to_owned(),])
    );
    home.write("companies.csv", "a,b\n1,2\n");
    home.write("tenants.csv", TENANTS);
    let ran = from_files(&home, &["--json"]);
    assert_eq!((ran.status, ran.json()["error"]["code"].clone()), (7, json!("read-failed")));
}

#[test]
fn text_from_outside_neither_runs_in_a_spreadsheet_nor_drives_a_terminal() {
    let home = home(
        "tenant_id,tenant_name,domain\n\"=cmd|'/c calc'!A1\",=Contoso\u{1b}[31m,contoso.com\n",
        "id,companyName,webAddress\n174,\"=HYPERLINK(\"\"x\"\")\u{1b}]0;x\u{7}\",contoso.com\n175,@B,contoso.com\n",
    );
    let ran = from_files(&home, &[]).done();
    let cells: Vec<String> = csv::Reader::from_reader(ran.out.as_bytes())
        .records()
        .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{cells:?}");
    assert!(!ran.out.contains(['\u{1b}', '\u{7}']), "{:?}", ran.out);
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let many: Vec<_> = (0..5000).map(|id| format!("ZZ{id},Tenant {id},tenant{id}.example\n")).collect();
    let home = home(&format!("tenant_id,tenant_name,domain\n{}", many.concat()), COMPANIES);
    let mut child = home.command(&FROM_FILES).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
    assert_eq!(line, "tenant_id,company_id,score,class,evidence,runner_up_id\n");
}

#[test]
fn without_files_petra_and_autotask_are_asked_and_nothing_is_written_there() {
    let lab = Lab::of(&world());
    let before = lab.sandbox.requests().len();
    let live = lab.run(&["mapping", "suggest"]).done();
    assert!(live.out.contains("\nZZ1,174,"), "{live:?}");
    let requests = lab.sandbox.requests().split_off(before);
    assert!(
        requests.iter().all(|one| one.starts_with("GET ") || one.ends_with("/query") || one.ends_with("/count")),
        "{requests:?}"
    );

    lab.home.write("companies.csv", "id,companyName\n9,Contoso\n");
    lab.sandbox.put(&world());
    let mixed = lab.run(&["mapping", "suggest", "--companies-file", "companies.csv"]).done();
    assert!(mixed.out.contains("\nZZ1,9,"), "{mixed:?}");
    assert!(
        lab.sandbox.requests().iter().all(|one| one.starts_with("GET /v1/tenants")),
        "{:?}",
        lab.sandbox.requests()
    );

    let home = Home::new();
    let nobody = run(home.command(&["mapping", "suggest"]), b"");
    assert_eq!(nobody.status, 2, "{nobody:?}");
    let offline = lab.run(&["mapping", "suggest", "--offline", "--companies-file", "companies.csv"]);
    assert_eq!(offline.status, 2, "{offline:?}");
    let demo = run(home.command(&["--demo", "mapping", "suggest"]), b"").done();
    assert_eq!(short(&demo.out).len(), 40);
}
