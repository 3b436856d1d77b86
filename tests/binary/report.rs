//! `check --report`: what a stranger may see of an account, and what it costs.

use serde_json::{Value, json};

use super::lab::Lab;
use super::worlds::answers;

/// Every text and id that a customer could be known by has a mark in it: `zq`, or 7654.
fn marked() -> Value {
    let contract = |id: i64, company: i64| {
        json!({"id": id, "companyID": company, "contractName": format!("Zqgold {id}"), "contractType": 7, "status": 1,
            "startDate": "2026-01-01T00:00:00Z", "endDate": "2027-12-31T00:00:00Z", "contractPeriodType": 2,
            "contractNumber": "ZQ-1", "description": "zq"})
    };
    json!({
        "today": "2026-11-24",
        "account": {"username": "zqapi@zq.example", "secret": "Zq-Battery-7", "trackingId": "ZQTRACKING0000000000000001"},
        "entities": {
            "Companies": [
                {"id": 0, "companyName": "Zqnorthwind", "phone": "zq-555"},
                {"id": 765_401, "companyName": "Zqcontoso", "webAddress": "https://zqcontoso.example", "city": "Zqtown",
                    "address1": "Zq street 7654", "companyNumber": "ZQ7654",
                    "userDefinedFields": [{"name": "Zqtier", "value": "Zqgold"}]},
                {"id": 765_402, "companyName": "Zqfabrikam"},
            ],
            "Contracts": [contract(765_411, 765_401), contract(765_412, 765_402)],
            "Services": [{"id": 765_421, "name": "Zqmonitoring"}, {"id": 765_422, "name": "Zqbackup"}],
            "ContractServices": [
                {"id": 765_431, "contractID": 765_411, "serviceID": 765_421, "invoiceDescription": "zq words"},
                {"id": 765_432, "contractID": 765_412, "serviceID": 765_421},
            ],
            "ContractServiceUnits": [],
            "Tickets": [{"id": 765_441, "companyID": 765_401, "title": "Zqincident", "ticketNumber": "T20261124.7654",
                "status": 1, "priority": 2, "queueID": 765_451}],
            "TicketNotes": [{"id": 765_461, "ticketID": 765_441, "title": "Zqnote", "description": "zq", "noteType": 1,
                "publish": 2}],
            "Resources": [],
        },
        "units": {"765431": 12, "765432": 4},
        "picklists": {"Tickets": {"queueID": [{"value": "765451", "label": "Zqsecurity", "isActive": true}]}},
        "petra": {"apiKey": "zqpetrakey", "tenants": [
            {"petraTenantId": "ZQT1", "name": "Zqcontoso", "microsoftTenantId": "11111111-1111-4111-8111-111111117654"},
        ]},
    })
}

fn lab() -> Lab {
    let lab = Lab::of(&marked());
    let mut wanted = answers();
    wanted["ticketing"]["queue"] = json!("Zqsecurity");
    wanted["tenants"] = json!([{"id": "ZQT1", "company": 765_401, "contract": 765_411, "service": "Zqmonitoring"}]);
    lab.saved("config.json", &wanted.to_string());
    lab.sandbox.put(&marked());
    lab
}

#[track_caller]
fn report(lab: &Lab) -> Value {
    let text = lab.home.read("report.json");
    let lower = text.to_lowercase();
    assert!(!lower.contains("zq") && !lower.contains("7654"), "a customer can be known by it: {text}");
    serde_json::from_str(&text).unwrap()
}

fn point<'a>(report: &'a Value, name: &str) -> &'a Value {
    let points = report["openPoints"].as_array().unwrap();
    points.iter().find(|point| point["point"] == name).unwrap_or_else(|| panic!("no point {name}"))
}

const CHECK: [&str; 5] = ["check", "--config", "config.json", "--report", "report.json"];

#[test]
fn a_report_settles_what_can_be_read_and_names_no_customer() {
    let lab = lab();
    let ran = lab.run(&CHECK).done();
    assert!(ran.err.contains("Report: report.json"), "{}", ran.err);
    let report = report(&lab);
    for (name, seen) in [
        ("the hour's limit", "10000 requests in 60 minutes"),
        ("access in entityInformation: text or number", "text: 8"),
        ("info.name: one or many", "one: 8"),
        ("values of picklists: text or number", "text of digits: "),
        ("types of contracts", "7 Recurring Service"),
        ("states of contracts", "1 Active"),
        ("contractPeriodType in a contract: number or text", "integer"),
        ("where the next page is", "at the zone's host: "),
        ("order of rows", "by rising id"),
        ("dates with an hour other than 0", "at 00:00: "),
        ("a unit row and the next: the day between them", ": "),
        ("an id that is not there", r#"200, JSON {"item":"null"}"#),
        ("a route that is not there", "404, HTML"),
        ("the zone's url", "ATServicesRest, with a slash at its end"),
    ] {
        let point = point(&report, name);
        assert_eq!(point["settled"], true, "{point}");
        assert!(point["seen"].as_str().unwrap().contains(seen), "{point}");
    }
    for name in ["the answer to a refused sign-in", "Retry-After where there are too many requests"] {
        assert_eq!(point(&report, name)["settled"], false, "{name}");
    }
    let call = report["calls"].as_array().unwrap().iter().find(|call| call["call"] == "POST Companies/query").unwrap();
    assert_eq!((&call["status"], &call["body"]), (&json!(200), &json!("JSON")));
    assert_eq!(call["shape"]["items"]["each"]["companyName"], "text");
    assert!(call["ms"].is_u64() && call["bytes"].as_u64().unwrap() > 20, "{call}");
    assert_eq!(report["permissions"].as_array().unwrap().len(), 8);
}

#[test]
fn a_report_reads_forty_times_at_most_and_one_at_a_time() {
    let lab = lab();
    lab.run(&CHECK).done();
    let count = usize::try_from(report(&lab)["requests"].as_u64().unwrap()).unwrap();
    assert!((30..=40).contains(&count), "{count}");
    let ledger = lab.sandbox.control("GET", "ledger", &Value::Null);
    let requests = &ledger["requests"].as_array().unwrap()[..count];
    for (request, next) in requests.iter().zip(&requests[1..]) {
        assert!(request["endedMs"].as_f64() <= next["startedMs"].as_f64(), "{request} and {next}");
    }
    for request in requests {
        let (method, path) = (request["method"].as_str().unwrap(), request["path"].as_str().unwrap());
        assert!(method == "GET" || path.ends_with("/query"), "{request}");
    }
}

#[test]
fn a_refused_sign_in_is_sent_once_and_reported() {
    for (fault, code, body) in
        [("unauthorized", "sign-in-refused", "401, empty"), ("locked-text", "sign-in-refused", "401, ")]
    {
        let lab = lab();
        let mut world = marked();
        world["account"]["locked"] = json!(fault == "locked-text");
        lab.sandbox.put(&world);
        lab.sandbox.faults(&[fault]);
        let ran = lab.run(&CHECK);
        assert_eq!(ran.status, 3, "{ran:?}");
        assert_eq!(lab.sandbox.signed_in().len(), 1, "{:?}", lab.sandbox.requests());
        let report = report(&lab);
        assert_eq!(report["found"], json!({code: 1}));
        let seen = point(&report, "the answer to a refused sign-in")["seen"].as_str().unwrap();
        assert!(seen.starts_with(body), "{seen}");
        // What follows the sign-in was not asked.
        assert_eq!(report["requests"], 2);
    }
}

#[test]
fn a_module_that_is_not_granted_is_asked_about_once() {
    let lab = lab();
    lab.sandbox.faults(&["unauthorized@/Contracts"]);
    assert_eq!(lab.run(&CHECK).status, 4);
    let report = report(&lab);
    let calls = report["calls"].as_array().unwrap().iter();
    let refused: Vec<&Value> = calls.filter(|call| call["status"] == 401).map(|call| &call["call"]).collect();
    assert_eq!(refused, ["GET Contracts/entityInformation"]);
    assert_eq!(report["found"], json!({"permission-missing": 1}));
    assert_eq!(point(&report, "the answer to a refused sign-in")["settled"], false);
}

#[test]
fn each_variant_is_told_from_the_usual() {
    let lab = lab();
    for (fault, name, seen) in [
        ("access-as-numbers", "access in entityInformation: text or number", "integer: 8"),
        ("entity-name-plural", "info.name: one or many", "many: 8"),
        ("zone-without-slash", "the zone's url", "without a slash"),
        ("missing-404", "an id that is not there", "404"),
        ("json-404", "a route that is not there", "404, JSON"),
        ("exclusive-end", "a unit row and the next: the day between them", "the first ends on the day before: "),
        ("rows-unordered", "order of rows", "not by rising id"),
        ("next-page-elsewhere=https://evil.example/", "where the next page is", "elsewhere: "),
    ] {
        lab.sandbox.put(&marked());
        lab.sandbox.faults(&[fault]);
        lab.run(&CHECK);
        let report = report(&lab);
        assert!(
            point(&report, name)["seen"].as_str().unwrap_or_default().contains(seen),
            "{fault}: {}",
            point(&report, name)
        );
    }
    for (faults, seen) in
        [(&["access-looks-all"][..], "allowed by it, refused by the query: 1"), (&[], "refused by both: 1")]
    {
        let mut world = marked();
        world["account"]["access"] = json!({"Contracts": {"query": "none"}});
        lab.sandbox.put(&world);
        lab.sandbox.faults(faults);
        assert_eq!(lab.run(&CHECK).status, 4);
        let report = report(&lab);
        assert_eq!(point(&report, "whether entityInformation knows what a query refuses")["seen"], seen);
        let call =
            report["calls"].as_array().unwrap().iter().find(|call| call["call"] == "POST Contracts/query").unwrap();
        assert_eq!(call["code"], "permission-missing");
        assert_eq!(
            call["said"],
            "The logged in Resource does not have the adequate permissions to query this entity type."
        );
    }
}

#[test]
fn a_saved_zone_is_asked_itself() {
    let lab = lab();
    let mut command = lab.command(&CHECK);
    command.env_remove("AUTOTASK_URL");
    super::lab::run(command, b"").done();
    let report = report(&lab);
    assert!(report["requests"].as_u64().unwrap() >= 30, "{report}");
    assert_eq!(report["calls"][0]["status"], 200);
}
