//! Ledger, faults, worlds, reset, life and death.

use petra_autotask::sandbox::{Error, Options, Sandbox};
use serde_json::{Value, json};

use crate::harness::{Lab, small_world};

#[tokio::test]
async fn a_world_that_is_fed_back_is_the_same_world() {
    for world in [small_world(), json!({})] {
        let lab = Lab::with(world).await;
        lab.call(
            "POST",
            "Contracts/9/ServiceAdjustments",
            json!({"contractServiceID": 77, "effectiveDate": "2026-11-24", "unitChange": 3}),
        )
        .await;
        let first = lab.control("GET", "world", None).await.body;
        assert_eq!(lab.control("PUT", "world", Some(first.clone())).await.status, 200);
        let second = lab.control("GET", "world", None).await.body;
        assert!(first == second);
        assert_eq!(first.as_object().unwrap().len(), 7);
    }
}

#[tokio::test]
async fn parts_of_a_world_lie_over_the_defaults_as_written() {
    let lab = Lab::with(json!({
        "entities": {"Companies": [{"id": 3}]},
        "account": {"username": "me@example.com", "access": {"Contracts": {"query": "none"}}},
        "picklists": {"Tickets": {"queueID": [{"value": 29_682_833, "label": "Security"}]}},
    }))
    .await;
    let world = lab.control("GET", "world", None).await.body;
    assert_eq!(world["entities"]["Companies"].as_array().unwrap().len(), 1);
    assert_eq!(world["entities"]["Contracts"], json!([]));
    assert_eq!(world["petra"]["tenants"].as_array().unwrap().len(), 40);
    assert_eq!(world["account"]["username"], "me@example.com");
    assert_eq!(world["account"]["secret"], lab.at().secret);
    assert_eq!(world["account"]["access"], json!({"Contracts": {"query": "none"}}));
    assert_eq!(world["picklists"]["Tickets"]["queueID"][0]["value"], "29682833");
    assert_eq!(world["picklists"]["Tickets"]["queueID"][0]["isActive"], true);
    assert!(world["picklists"]["Tickets"]["status"].as_array().unwrap().len() > 5);
    assert_eq!(lab.at().username, "me@example.com");
    let put = lab.control("PUT", "world", Some(json!({"petra": {}}))).await;
    assert_eq!(put.status, 200);
    let world = lab.control("GET", "world", None).await.body;
    assert_eq!(world["petra"]["tenants"], json!([]));
    assert_eq!(world["petra"]["apiKey"], lab.at().petra_api_key);
    assert_eq!(world["entities"]["Companies"].as_array().unwrap().len(), 300);
}

#[tokio::test]
async fn a_malformed_world_is_refused_with_the_place() {
    let lab = Lab::with(small_world()).await;
    let before = lab.control("GET", "world", None).await.body;
    for (world, says) in [
        (json!([]), "the world: expected an object, found a list"),
        (json!({"entitys": {}}), "entitys: no part of a world"),
        (json!({"today": "soon"}), "today: expected a day like 2026-11-24"),
        (json!({"entities": {"Invoices": []}}), "entities.Invoices: no entity of the sandbox"),
        (json!({"entities": {"Companies": {}}}), "entities.Companies: expected a list, found an object"),
        (json!({"entities": {"Companies": [{"id": "x"}]}}), "entities.Companies[0].id: expected a whole number"),
        (json!({"entities": {"Companies": [{"id": 1}, {"id": 1}]}}), "entities.Companies: two rows have the id 1"),
        (
            json!({"entities": {"Companies": [{"id": 1, "isActive": "yes"}]}}),
            "entities.Companies[0].isActive: expected true or false",
        ),
        (
            json!({"entities": {"Contracts": [{"id": 1, "startDate": "soon"}]}}),
            "entities.Contracts[0].startDate: expected a day or a time",
        ),
        (json!({"units": {"5": 1}}), "units.5: there is no such contract service"),
        (json!({"adjustments": [{}]}), "adjustments: missing field `unitChange`"),
        (json!({"picklists": {"Tickets": {"colour": []}}}), "picklists.Tickets.colour: Tickets has no such field"),
        (json!({"account": {"password": "x"}}), "account: unknown field `password`"),
        (json!({"account": {"access": {"Contracts": {"query": "some"}}}}), "account: unknown variant `some`"),
        (json!({"petra": {"tenants": [{}]}}), "petra.tenants[0].petraTenantId: expected the tenant's id"),
    ] {
        let got = lab.control("PUT", "world", Some(world.clone())).await;
        assert_eq!(got.status, 400, "{world}");
        let error = got.body["error"].as_str().unwrap().to_owned();
        assert!(error.starts_with(says), "{world}: {error}");
    }
    assert!(before == lab.control("GET", "world", None).await.body);
    let failed = Sandbox::start(Options { world: Some(json!([])), ..Options::default() }).await;
    assert!(matches!(failed, Err(Error::World(_))));
}

#[tokio::test]
async fn the_ledger_holds_requests_and_no_secret() {
    let lab = Lab::with(small_world()).await;
    lab.get("Companies/174").await;
    lab.call("POST", "Contracts/query", json!({"filter": [{"op": "exist", "field": "id"}]})).await;
    lab.petra("/v1/tenants").await;
    let ledger = lab.control("GET", "ledger", None).await.body;
    let requests = ledger["requests"].as_array().unwrap();
    let seen: Vec<(&str, &str, u64)> = requests
        .iter()
        .map(|entry| {
            (entry["method"].as_str().unwrap(), entry["path"].as_str().unwrap(), entry["status"].as_u64().unwrap())
        })
        .collect();
    let base = "/ATServicesRest/V1.0";
    assert_eq!(
        seen,
        [
            ("GET", format!("{base}/Companies/174").as_str(), 200),
            ("POST", &format!("{base}/Contracts/query"), 200),
            ("GET", "/v1/tenants", 200)
        ]
    );
    assert!(requests.iter().all(|entry| entry["startedMs"].as_u64() <= entry["endedMs"].as_u64()));
    assert_eq!(ledger["maxConcurrentByEndpoint"], json!({"companies": 1, "contracts": 1, "tenants": 1}));
    for secret in [&lab.at().secret, &lab.at().tracking_id, &lab.at().petra_api_key] {
        assert!(!ledger.to_string().contains(secret.as_str()));
    }
}

#[tokio::test]
async fn reset_goes_back_to_the_start_in_everything() {
    let lab = Lab::with_faults(small_world(), &["unauthorized"]).await;
    assert_eq!(lab.get("Companies/174").await.status, 401);
    lab.faults(&[]).await;
    let start = lab.control("GET", "world", None).await.body;
    lab.call("PATCH", "Companies", json!({"id": 174, "companyName": "Other"})).await;
    lab.control("PUT", "world", Some(json!({"today": "2030-01-01"}))).await;
    lab.faults(&["http-500"]).await;
    lab.control("POST", "reset", None).await;
    assert!(start == lab.control("GET", "world", None).await.body);
    assert_eq!(lab.control("GET", "ledger", None).await.body["requests"], json!([]));
    assert_eq!(lab.get("Companies/174").await.body["item"]["companyName"], "Contoso Ltd");
}

#[tokio::test]
async fn the_clock_of_the_world_can_be_moved() {
    let mut world = small_world();
    world["today"] = json!("2027-03-01");
    let lab = Lab::with(world).await;
    let ticket = json!({"companyID": 174, "title": "T", "status": 1, "priority": 2, "queueID": 29_682_833});
    let id = lab.call("POST", "Tickets", ticket).await.body["itemId"].clone();
    assert_eq!(lab.get(&format!("Tickets/{id}")).await.body["item"]["ticketNumber"], "T20270301.0001");
    assert_eq!(lab.petra("/v1/usage").await.body["asOf"], "2027-03-01");
}

#[tokio::test]
async fn an_unknown_fault_is_refused_with_the_names() {
    let lab = Lab::with(small_world()).await;
    let got = lab.control("POST", "faults", Some(json!(["hnag"]))).await;
    assert_eq!(got.status, 400);
    assert!(got.body["error"].as_str().unwrap().contains("lose-answer"));
    assert_eq!(lab.control("GET", "nothing", None).await.status, 404);
    let failed = Sandbox::start(Options { faults: vec!["slow=x".into()], ..Options::default() }).await;
    assert!(matches!(failed, Err(Error::Fault(_))));
}

#[tokio::test]
async fn it_stops_with_a_hanging_answer_and_frees_its_port() {
    let lab = Lab::with_faults(small_world(), &["hang@/Companies"]).await;
    let port = reqwest::Url::parse(&lab.at().petra_url).unwrap().port().unwrap();
    let hanging = lab.request("GET", &lab.url("Companies/174")).send();
    let hanging = tokio::spawn(hanging);
    // The request has arrived once the ledger knows it.
    let ledger = format!("{}/ledger", lab.at().control_url);
    loop {
        let seen: Value = lab.client.get(&ledger).send().await.unwrap().json().await.unwrap();
        if seen["requests"] != json!([]) {
            assert_eq!(seen["requests"][0]["endedMs"], Value::Null);
            break;
        }
    }
    lab.sandbox.shutdown().await;
    assert!(hanging.await.unwrap().is_err());
    let again = Sandbox::start(Options { port, ..Options::default() }).await.unwrap();
    assert!(again.announcement().petra_url.ends_with(&port.to_string()));
    let taken = Sandbox::start(Options { port, ..Options::default() }).await;
    assert!(matches!(taken, Err(Error::Bind { .. })));
}
