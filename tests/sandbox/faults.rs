//! Faults over the wire.

use serde_json::{Value, json};

use crate::harness::{Got, Lab, errors, read, small_world};

const ADJUST: &str = "Contracts/9/ServiceAdjustments";

fn adjustment() -> Value {
    json!({"contractServiceID": 77, "effectiveDate": "2026-11-24", "unitChange": 3})
}

async fn posted(lab: &Lab) -> usize {
    lab.control("GET", "world", None).await.body["adjustments"].as_array().unwrap().len()
}

#[tokio::test]
async fn each_fault_answers_a_read_as_it_says() {
    let lab = Lab::with(small_world()).await;
    for (fault, status, says) in [
        ("http-500", 500, "errors"),
        ("throttle", 429, "thread threshold of 3 threads has been exceeded"),
        ("unauthorized", 401, ""),
        ("forbidden=Companies", 403, "adequate permissions to query"),
        ("forbidden=Contracts", 200, "Contoso"),
        ("not-json", 200, "<html>"),
        ("redirect=http://127.0.0.1:1/", 302, "Object moved"),
        ("without-field=companyName", 200, "webAddress"),
        ("restricted=Companies", 200, "{\"item\":null}"),
        ("http-500@POST /Companies", 200, "Contoso"),
        ("http-500@/companies", 500, "errors"),
    ] {
        lab.faults(&[fault]).await;
        let got = lab.get("Companies/174").await;
        assert_eq!(got.status, status, "{fault}");
        let text = got.body.as_str().map_or_else(|| got.body.to_string(), str::to_owned);
        assert!(text.contains(says), "{fault}: {text}");
    }
    lab.faults(&["without-field=companyName"]).await;
    assert_eq!(lab.get("Companies/174").await.body["item"].get("companyName"), None);
    lab.faults(&["throttle", "retry-after=2"]).await;
    let answer = lab.request("GET", &lab.url("Companies/174")).send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "2");
    lab.faults(&["throttle", "throttle-as-500"]).await;
    let got = lab.get("Companies/174").await;
    assert_eq!((got.status, errors(&got).len()), (500, 1));
}

#[tokio::test]
async fn a_connection_can_be_cut_before_in_and_after() {
    let lab = Lab::with(small_world()).await;
    for fault in ["reset", "truncated"] {
        lab.faults(&[fault]).await;
        assert!(lab.try_call("GET", "Companies/174", None).await.is_err(), "{fault}");
    }
    lab.faults(&["truncated"]).await;
    let answer = lab.request("GET", &lab.url("Companies/174")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.is_err());
    lab.faults(&["reset"]).await;
    assert!(lab.try_call("POST", ADJUST, Some(adjustment())).await.is_err());
    assert_eq!(posted(&lab).await, 0);
    lab.faults(&["lose-answer@POST /Contracts*1"]).await;
    assert_eq!(lab.query("Contracts", json!([{"op": "exist", "field": "id"}])).await.len(), 3);
    assert!(lab.try_call("POST", ADJUST, Some(adjustment())).await.is_err());
    assert_eq!(posted(&lab).await, 1);
    let ledger = lab.control("GET", "ledger", None).await.body;
    assert_eq!(ledger["requests"].as_array().unwrap().last().unwrap()["status"], Value::Null);
    assert_eq!(lab.get("Companies/174").await.status, 200);
}

#[tokio::test]
async fn an_error_after_the_commit_leaves_the_change() {
    let lab = Lab::with_faults(small_world(), &["http-500-after-commit*1"]).await;
    assert_eq!(lab.get("Companies/174").await.status, 200);
    assert_eq!(lab.call("POST", ADJUST, adjustment()).await.status, 500);
    assert_eq!(posted(&lab).await, 1);
    let refused = lab.call("POST", ADJUST, adjustment()).await;
    assert!(errors(&refused)[0].contains("duplicate"));
}

#[tokio::test]
async fn a_hanging_or_slow_answer_holds_up_no_other() {
    let lab = Lab::with_faults(
        small_world(),
        &["hang@/Companies", "slow=150@/Contracts", "hang-after-commit@POST /Contracts"],
    )
    .await;
    let patience = std::time::Duration::from_millis(80);
    let hanging = lab.request("GET", &lab.url("Companies/174")).timeout(patience).send();
    assert!(hanging.await.unwrap_err().is_timeout());
    let started = std::time::Instant::now();
    let (slow, quick) = tokio::join!(lab.get("Contracts/9"), lab.get("Services/5"));
    assert_eq!((slow.status, quick.status), (200, 200));
    assert!(started.elapsed().as_millis() >= 150);
    lab.faults(&["hang-after-commit"]).await;
    let write = lab.request("POST", &lab.url(ADJUST)).json(&adjustment()).timeout(patience).send();
    assert!(write.await.is_err());
    assert_eq!(posted(&lab).await, 1);
}

#[tokio::test]
async fn sign_in_and_zone_have_their_other_answers() {
    let lab = Lab::with(small_world()).await;
    let zone = format!("{}/V1.0/zoneInformation?user={}", lab.at().autotask_url, lab.at().username);
    let ask = async || read(lab.client.get(&zone).send().await.unwrap()).await.unwrap();
    lab.faults(&["wrong-zone=https://evil.example/", "http-500"]).await;
    assert_eq!(ask().await.body["url"], "https://evil.example/");
    lab.faults(&["zone-without-slash"]).await;
    assert_eq!(ask().await.body["url"], lab.at().autotask_url);
    lab.faults(&["http-500@/zoneInformation"]).await;
    assert_eq!(ask().await.status, 500);
    lab.faults(&["tracking-id-500"]).await;
    let wrong =
        lab.client.get(lab.url("Version")).header("UserName", &lab.at().username).header("Secret", &lab.at().secret);
    let got = read(wrong.header("ApiIntegrationCode", "x").send().await.unwrap()).await.unwrap();
    assert_eq!(got, Got { status: 500, body: json!({"errors": ["IntegrationCode is invalid."]}) });
    lab.control("PUT", "world", Some(json!({"account": {"locked": true}}))).await;
    assert_eq!(lab.get("Version").await.body, "");
    lab.faults(&["locked-text"]).await;
    let got = lab.get("Version").await;
    assert_eq!(got.status, 401);
    assert!(errors(&got)[0].contains("has been locked.  Please"));
}

#[tokio::test]
async fn tickets_are_refused_as_the_four_faults_say() {
    let lab = Lab::with(small_world()).await;
    let ticket = json!({"companyID": 174, "title": "T", "status": 1, "priority": 2, "queueID": 29_682_833});
    for (fault, says) in [
        ("deactivated-status=1", "Picklist value [1] does not exist for status"),
        ("queue-gone=29682833", "Picklist value [29682833] does not exist for queueID"),
        ("company-inactive=174", "Reference value on field: companyID of type: Company"),
        ("extra-required-field=dueDateTime", "dueDateTime is required"),
    ] {
        lab.faults(&[&format!("{fault}*1")]).await;
        let got = lab.call("POST", "Tickets", ticket.clone()).await;
        assert!(errors(&got)[0].contains(says), "{fault}: {got:?}");
        assert_eq!(lab.call("POST", "Tickets", ticket.clone()).await.status, 200, "{fault}");
    }
    lab.faults(&["deactivated-status=8", "extra-required-field=dueDateTime"]).await;
    let mut due = ticket;
    due["dueDateTime"] = json!("2026-11-30T17:00:00Z");
    let id = lab.call("POST", "Tickets", due).await.body["itemId"].clone();
    assert_eq!(lab.call("PATCH", "Tickets", json!({"id": id, "status": 8})).await.status, 500);
    assert_eq!(lab.call("PATCH", "Tickets", json!({"id": id, "status": 5})).await.status, 200);
}

#[tokio::test]
async fn pages_and_rows_have_their_other_answers() {
    let lab = Lab::with(small_world()).await;
    let body = json!({"MaxRecords": 1, "filter": [{"op": "gte", "field": "id", "value": 0}]});
    lab.faults(&["next-page-elsewhere=https://evil.example"]).await;
    let got = lab.call("POST", "Companies/query", body.clone()).await.body;
    assert!(
        got["pageDetails"]["nextPageUrl"]
            .as_str()
            .unwrap()
            .starts_with("https://evil.example/V1.0/Companies/query/next?")
    );
    lab.faults(&["next-page-loop"]).await;
    let first = lab.call("POST", "Companies/query", body.clone()).await.body;
    let next = first["pageDetails"]["nextPageUrl"].as_str().unwrap().to_owned();
    let second = lab.call("POST", &next, body).await.body;
    assert_eq!(second["pageDetails"]["nextPageUrl"], next);
    lab.faults(&["rows-unordered"]).await;
    let rows = lab.query("Companies", json!([{"op": "gte", "field": "id", "value": 0}])).await;
    assert_eq!(rows[0]["id"], 180);
    lab.faults(&["conversion-error"]).await;
    let got = lab.call("POST", "Companies/query", json!({"filter": [{"op": "eq", "field": "id", "value": "5"}]})).await;
    assert!(errors(&got)[0].starts_with("Conversion failed"));
    lab.faults(&["html-errors"]).await;
    let got = lab.call("POST", "Tickets", json!({})).await;
    assert!(got.status == 500 && got.body.as_str().unwrap().contains("<html>"));
    lab.faults(&["json-404", "patch-404"]).await;
    assert!(lab.get("Nothing/1").await.body["Message"].is_string());
    assert_eq!(lab.call("PATCH", "Tickets", json!({"id": 1})).await.status, 404);
    lab.faults(&["entity-name-plural"]).await;
    assert_eq!(lab.get("Companies/entityInformation").await.body["info"]["name"], "Companies");
}
