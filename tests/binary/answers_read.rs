//! What answers may look like: encodings, separators, ids, names, lines; and what is wrong in them, all at once.

use serde_json::{Value, json};

use super::lab::Lab;
use super::worlds::{add_row, answers, world};

const OPTIONS: [&str; 8] =
    ["--queue", "Security", "--status-new", "New", "--status-update", "In Progress", "--priority", "Medium"];

/// The same links in every notation that answers know.
const LINKS: &str = "tenant_id,company,contract,service,exclude\n\
    ZZ1,Contoso Ltd,Gold,Petra monitoring,\n\
    ZZ2,Müller Dachbau,,,\n\
    ZZ3,,,,own IT\n";

fn exported(lab: &Lab, name: &str, content: &[u8]) -> Value {
    lab.home.write(name, content);
    let args = [&["--export", "-", "--answers", name], OPTIONS.as_slice()].concat();
    let mut config = lab.run(&args).done().json();
    config["autotask"]["zone"] = Value::Null;
    config
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn encodings_separators_and_notations_do_not_matter() {
    let lab = Lab::of(&world());
    let wanted = exported(&lab, "a.csv", LINKS.as_bytes());
    assert_eq!(wanted["tenants"][1]["company"], json!({"id": 178, "name": "Müller Dachbau"}));

    // Windows-1252 has each of these signs at its place in Unicode.
    let windows: Vec<u8> = LINKS.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    let noted = "tenant_name,tenant_id,EXCLUDE,service,contract,company,why\n\
        Contoso,ZZ1,,line:77,Gold [9], contoso ltd ,since it is so\n\
        ,22222222-2222-4222-8222-222222222222,,,,Anything [178],\n\
        Tailspin,,own IT,,,not read,\n";
    let as_json = json!({"tenants": [
        {"id": "ZZ1", "company": 174, "contract": 9, "service": 5},
        {"name": "Fabrikam", "company": "MÜLLER DACHBAU", "contract": null},
        {"id": "ZZ3", "exclude": "own IT", "company": 99999},
    ]});
    for (name, content) in [
        ("semicolons.csv", LINKS.replace(',', ";").into_bytes()),
        ("tabs.txt", LINKS.replace(',', "\t").into_bytes()),
        ("named-separator.csv", format!("sep=;\r\n{}", LINKS.replace(',', ";")).into_bytes()),
        ("crlf.csv", LINKS.replace('\n', "\r\n").into_bytes()),
        ("bom.csv", [b"\xEF\xBB\xBF", LINKS.as_bytes()].concat()),
        ("utf-16-le.csv", utf16(LINKS, false)),
        ("utf-16-be.csv", utf16(LINKS, true)),
        ("windows-1252.csv", windows),
        ("noted.csv", noted.as_bytes().to_vec()),
        ("answers.json", as_json.to_string().into_bytes()),
        ("bom.json", format!("\u{feff}{as_json}").into_bytes()),
    ] {
        assert_eq!(exported(&lab, name, &content), wanted, "{name}");
    }
}

#[test]
fn options_go_before_answers() {
    let lab = Lab::of(&world());
    lab.home.write("a.json", answers().to_string());
    let args = ["--export", "-", "--answers", "a.json", "--queue", "29682834", "--priority", " high "];
    let config = lab.run(&args).done().json();
    assert_eq!(config["ticketing"]["queue"], json!({"id": 29_682_834, "name": "Level II Support"}));
    assert_eq!(config["ticketing"]["priority"], json!({"id": 1, "name": "High"}));
    assert_eq!(config["ticketing"]["statusUpdate"], json!({"id": 8, "name": "In Progress"}));
}

#[test]
fn of_several_lines_of_a_service_the_one_with_units_is_meant_then_the_lowest() {
    let mut world = world();
    add_row(&mut world, "ContractServices", json!({"id": 70, "contractID": 9, "serviceID": 5}));
    add_row(&mut world, "ContractServices", json!({"id": 71, "contractID": 9, "serviceID": 6}));
    world["units"]["71"] = json!(3);
    let lab = Lab::of(&world);
    for (service, line) in [("Petra monitoring", 77), ("Backup", 71), ("line:70", 70), ("6", 71)] {
        let mut answers = answers();
        answers["tenants"][0]["service"] = json!(service);
        lab.home.write("a.json", answers.to_string());
        let config = lab.run(&["--export", "-", "--answers", "a.json"]).done().json();
        assert_eq!(config["tenants"][0]["billing"]["service"]["contractServiceId"], line, "{service}");
    }
}

#[test]
fn without_petra_the_tenants_are_those_of_the_answers_or_of_a_file() {
    let lab = Lab::of(&world());
    let options = OPTIONS.as_slice();
    let run = |args: &[&str]| {
        let mut command = lab.command(args);
        command.env_remove("PETRA_API_KEY");
        super::lab::run(command, b"")
    };
    lab.home.write("a.csv", "tenant_name,domain,company\nContoso,contoso.com,174\n");
    let config = run(&[&["--export", "--answers", "a.csv"], options].concat()).done().json();
    assert_eq!(config["petra"], Value::Null);
    assert_eq!(
        config["tenants"],
        json!([{"id": "Contoso", "name": "Contoso", "domain": "contoso.com", "company": {"id": 174, "name": "Contoso Ltd"}}])
    );

    let guid = "33333333-3333-4333-8333-333333333333";
    lab.home.write(
        "customers.csv",
        format!("Microsoft ID,Company name,Primary domain name\n{guid},Contoso,contoso.onmicrosoft.com\n"),
    );
    let with_file = ["--export", "--answers", "a.csv", "--tenants-file", "customers.csv"];
    let config = run(&[&with_file, options].concat()).done().json();
    assert_eq!(config["tenants"][0]["id"], guid);
    assert_eq!(config["tenants"][0]["company"], json!({"id": 174, "name": "Contoso Ltd"}));
}

#[test]
fn everything_that_is_wrong_comes_at_once_with_row_and_column() {
    let lab = Lab::of(&world());
    let csv = "tenant_id,company,compnay,queue,contract,service,exclude\n\
        ZZ1,Contosso Ltd,,Securty,Gold,Petra monitoring,\n\
        ZZ1,174,,,,,\n\
        ZZ9,174,,,,,\n\
        ZZ2,Twin,,,,,\n\
        ZZ3,175,,,Silver,Petra monitorin,\n\
        ,175,,,,,\n";
    lab.home.write("a.csv", csv);
    let args = [&["--export", "out.json", "--answers", "a.csv", "--json"], &OPTIONS[2..]].concat();
    let ran = lab.run(&args);
    assert_eq!(ran.status, 1);
    let found: Vec<_> = ran.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let subject = &finding["subject"];
            let text = |key: &str| subject[key].as_str().unwrap_or("-").to_owned();
            let row = subject["row"].as_u64().map_or("-".to_owned(), |row| row.to_string());
            let line = [&row, &text("column"), &text("tenant"), finding["code"].as_str().unwrap()].join(" ");
            format!("{line}: {} {}", finding["summary"].as_str().unwrap(), finding["hint"].as_str().unwrap())
        })
        .collect();
    let expected = [
        "1 compnay - unknown-column: There is no column “compnay” in answers. Meant perhaps: company.",
        "- - - picklist-missing: Queue: none is chosen. Choose one; no ticket can be opened without it.",
        "2 queue ZZ1 unknown-name: There is no value of Queue “Securty”. Meant perhaps: “Security [29682835]”.",
        "2 company ZZ1 unknown-name: There is no company “Contosso Ltd”. Meant perhaps: “Contoso Ltd [174]”.",
        "3 tenant_id ZZ1 duplicate-row: Tenant “Contoso” stands in row 2 already. Keep one row for each tenant.",
        "4 tenant_id - unknown-name: There is no tenant “ZZ9”. Meant perhaps: “ZZ1”, “ZZ2”, “ZZ3”.",
        "5 company ZZ2 ambiguous-name: There is more than one company “Twin”: ids 176, 177. Write the id of the one that \
         is meant in place of the name.",
        "6 service ZZ3 unknown-name: There is no service on the contract “Silver” named “Petra monitorin”. Meant perhaps: \
         “Petra monitoring [5]”.",
        "7 tenant_id - bad-cell: The row names no tenant. Write the tenant's id or its name, or take the row away.",
    ];
    assert_eq!(found, expected);
    assert!(!lab.home.has("out.json"), "nothing is written where an error stands");

    let ran = lab.run(&args[..4]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    let first = "error unknown-column (row 1, column compnay): There is no column “compnay” in answers.\n    \
        Meant perhaps: company.\n";
    assert!(ran.err.starts_with(first), "{}", ran.err);
    assert!(ran.err.ends_with("12 errors, 0 warnings\n"), "{}", ran.err);
}

#[test]
fn json_answers_are_told_by_pointer() {
    let lab = Lab::of(&world());
    let mut wrong = answers();
    wrong["ticketing"]["queue"] = json!("Nowhere");
    wrong["tenants"][1]["compnay"] = json!("x");
    wrong["tenants"][1]["service"] = json!(true);
    lab.home.write("a.json", wrong.to_string());
    let ran = lab.run(&["--export", "out.json", "--answers", "a.json", "--json"]);
    assert_eq!(ran.status, 1);
    let found: Vec<_> = ran.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let pointer = finding["subject"]["pointer"].as_str().unwrap_or("-");
            format!("{} {pointer}", finding["code"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        found,
        ["unknown-column /tenants/1/compnay", "bad-cell /tenants/1/service", "unknown-name /ticketing/queue",]
    );
}
