//! Queries, pages, rows by id, metadata, routes that do not exist.

use petra_autotask::sandbox::Options;
use serde_json::{Value, json};

use crate::harness::{Lab, errors, small_world};

fn many_companies() -> Value {
    let rows: Vec<Value> = (1..=1_200).map(|id| json!({"id": id, "companyName": format!("Company & {id}")})).collect();
    json!({"entities": {"Companies": rows}})
}

fn ids(got: &Value) -> Vec<i64> {
    got["items"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn pages_after_a_post_are_posted_and_after_a_get_are_got() {
    let lab = Lab::with(many_companies()).await;
    let body = json!({"MaxRecords": 500, "IncludeFields": ["id", "companyName"], "Filter": [{"op": "gte", "field": "ID", "value": 0}]});
    let mut got = lab.call("POST", "Companies/query", body.clone()).await;
    let (mut all, mut pages) = (ids(&got.body), 1);
    assert_eq!(got.body["items"][0], json!({"id": 1, "companyName": "Company & 1", "userDefinedFields": []}));
    while let Some(next) = got.body["pageDetails"]["nextPageUrl"].as_str().map(str::to_owned) {
        assert!(next.starts_with(&lab.at().autotask_url), "{next}");
        let by_get = lab.get(&next).await;
        assert_eq!(by_get.status, 405);
        assert_eq!(by_get.body, json!({"Message": "The requested resource does not support http method 'GET'."}));
        got = lab.call("POST", &next, body.clone()).await;
        assert_eq!(got.status, 200);
        all.extend(ids(&got.body));
        pages += 1;
    }
    assert_eq!((pages, all), (3, (1..=1_200).collect::<Vec<_>>()));
    assert!(got.body["pageDetails"]["prevPageUrl"].is_string());
    assert_eq!(got.body["pageDetails"]["count"], 200);

    let search = json!({"filter": [{"op": "contains", "field": "companyName", "value": "& 1"}], "MaxRecords": 300});
    let url = reqwest::Url::parse_with_params(&lab.url("Companies/query"), [("search", search.to_string())]).unwrap();
    let first = lab.get(url.as_str()).await;
    assert_eq!(first.body["pageDetails"]["count"], 300);
    let next = first.body["pageDetails"]["nextPageUrl"].as_str().unwrap().to_owned();
    let second = lab.get(&next).await;
    assert_eq!(second.body["pageDetails"]["nextPageUrl"], Value::Null);
    assert_eq!(ids(&first.body).len() + ids(&second.body).len(), 312);

    for (method, count) in [("POST", 1_200), ("GET", 1_200)] {
        let got = if method == "POST" {
            lab.call("POST", "companies/query/count", body.clone()).await
        } else {
            let url =
                reqwest::Url::parse_with_params(&lab.url("Companies/query/count"), [("search", body.to_string())])
                    .unwrap();
            lab.get(url.as_str()).await
        };
        assert_eq!(got.body, json!({"queryCount": count}));
    }
}

#[tokio::test]
async fn what_a_query_may_not_say_is_refused_in_autotasks_words() {
    let lab = Lab::with(small_world()).await;
    let every = json!([{"op": "gte", "field": "id", "value": 0}]);
    for (body, text) in [
        (json!({"filter": every, "MaxRecords": 501}), "maxCountOfRecordsToReturn must be between 1 and 500"),
        (json!({"filter": every, "MaxRecords": 0}), "maxCountOfRecordsToReturn must be between 1 and 500"),
        (
            json!({"filter": [{"op": "eq", "field": "colour", "value": 1}]}),
            "Unable to find colour in the Company Entity.",
        ),
        (json!({"filter": every, "IncludeFields": ["colour"]}), "Unable to find colour in the Company Entity."),
        (json!({"filter": every, "MaxRecords": -1}), "maxCountOfRecordsToReturn must be between 1 and 500"),
        (json!({"filter": []}), "Query filter is required."),
        (json!({}), "Query filter is required."),
        (
            json!({"filter": [{"op": "in", "field": "id", "value": (0..501).collect::<Vec<i64>>()}]}),
            "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
        ),
        (
            json!({"filter": [{"op": "or", "items": vec![json!({"op": "eq", "field": "id", "value": 1}); 501]}]}),
            "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
        ),
        (
            json!({"filter": [{"op": "eq", "field": "companyType", "value": "x"}]}),
            "Conversion failed when converting varchar 'x' to data type int",
        ),
    ] {
        let got = lab.call("POST", "Companies/query", body.clone()).await;
        assert_eq!((got.status, errors(&got)), (500, vec![text.to_owned()]), "{body}");
    }
    let most = json!([{"op": "in", "field": "id", "value": (0..500).collect::<Vec<i64>>()}]);
    assert_eq!(lab.query("Companies", most).await.len(), 3);
    let got =
        lab.call("POST", "Tickets/query", json!({"filter": [{"op": "eq", "field": "creatorType", "value": 1}]})).await;
    assert_eq!(errors(&got), ["Unable to find creatorType in the Ticket Entity."]);
    for filter in [
        json!([{"op": "ne", "field": "id", "value": 0}]),
        json!([{"op": "noteExist", "field": "phone"}]),
        json!([{"op": "ne", "field": "id", "value": 0}, {"op": "gte", "field": "id", "value": 0}]),
        json!([{"op": "or", "items": [{"op": "like", "field": "companyName", "value": "x"}]}]),
    ] {
        let rows = lab.query("Companies", filter.clone()).await;
        assert_eq!(rows.len(), 3, "{filter}");
    }
}

#[tokio::test]
async fn a_row_by_its_id_is_an_item_and_a_missing_one_null() {
    let lab = Lab::with(small_world()).await;
    let got = lab.get("companies/0").await;
    assert_eq!(got.body["item"]["companyName"], "Northwind");
    assert_eq!(got.body["item"]["isActive"], true);
    assert_eq!(got.body["item"]["phone"], Value::Null);
    let contract = lab.get("Contracts/9").await.body["item"].clone();
    assert_eq!(contract["startDate"], "2026-01-01T00:00:00Z");
    assert_eq!((&contract["contractType"], &contract["status"]), (&json!(7), &json!(1)));
    assert_eq!(lab.get("Companies/999").await.body, json!({"item": null}));
    assert_eq!(lab.get("Contracts/10/Services/77").await.body, json!({"item": null}));
    assert_eq!(lab.get("Contracts/9/Services/77").await.body["item"]["serviceID"], 5);
    lab.faults(&["missing-404"]).await;
    assert_eq!(lab.get("Companies/999").await.status, 404);
}

#[tokio::test]
async fn children_are_read_below_their_parent() {
    let lab = Lab::with(small_world()).await;
    assert_eq!(ids(&lab.get("Contracts/9/Services").await.body), [77, 78]);
    let units = lab.get("contracts/9/serviceunits").await.body;
    assert_eq!(units["pageDetails"]["count"], 12);
    let nested = lab.call("POST", "Contracts/9/Services/query", json!({"filter": []})).await;
    assert_eq!(nested.status, 404);
}

#[tokio::test]
async fn the_children_of_a_row_come_in_pages_that_are_got() {
    let mut world = small_world();
    world["entities"]["Tickets"] = json!([{"id": 1, "companyID": 174}, {"id": 2, "companyID": 174}]);
    let notes = (0..1_200).map(|at| json!({"id": at + 1, "ticketID": if at < 1_100 { 1 } else { 2 }}));
    world["entities"]["TicketNotes"] = notes.collect();
    let lab = Lab::with(world).await;
    let mut got = lab.get("Tickets/1/Notes").await;
    let (mut all, mut sizes) = (ids(&got.body), vec![got.body["pageDetails"]["count"].as_u64().unwrap()]);
    while let Some(next) = got.body["pageDetails"]["nextPageUrl"].as_str().map(str::to_owned) {
        assert!(next.starts_with(&lab.url("Tickets/1/Notes?paging=")), "{next}");
        got = lab.get(&next).await;
        all.extend(ids(&got.body));
        sizes.push(got.body["pageDetails"]["count"].as_u64().unwrap());
    }
    assert_eq!((sizes, all), (vec![500, 500, 100], (1..=1_100).collect::<Vec<_>>()));
    assert_eq!(lab.get("Tickets/1/Notes/1101").await.body, json!({"item": null}));
    assert_eq!(lab.get("tickets/2/NOTES/1101").await.body["item"]["ticketID"], 2);
}

#[tokio::test]
async fn fields_say_what_the_vendors_table_says() {
    let lab = Lab::with(small_world()).await;
    let fields = lab.get("Tickets/entityInformation/fields").await.body["fields"].as_array().unwrap().clone();
    let field = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap().clone();
    assert_eq!(field("status")["dataType"], "integer");
    assert_eq!(field("status")["isRequired"], true);
    assert_eq!(field("title")["length"], 255);
    assert_eq!(field("title")["picklistValues"], Value::Null);
    assert_eq!(field("companyID")["referenceEntityType"], "Company");
    assert_eq!(field("id")["isReadOnly"], true);
    assert_eq!(field("subIssueType")["picklistParentValueField"], "issueType");
    let queues = field("queueID")["picklistValues"].as_array().unwrap().clone();
    assert!(queues.iter().all(|queue| queue["value"].is_string() && queue["label"].is_string()));
    assert_eq!(queues.iter().filter(|queue| queue["isActive"] == false).count(), 2);
    let new = &field("status")["picklistValues"][0];
    assert_eq!((&new["value"], &new["label"], &new["isSystem"]), (&json!("1"), &json!("New"), &json!(true)));
    let udf = lab.get("Tickets/entityInformation/userDefinedFields").await.body;
    assert_eq!(udf, json!({"fields": []}));
}

#[tokio::test]
async fn a_verb_or_a_route_that_does_not_exist_says_so() {
    let lab = Lab::with(small_world()).await;
    for (method, path, status) in [
        ("PATCH", "Tickets/5", 405),
        ("DELETE", "Tickets/5", 405),
        ("GET", "Tickets", 405),
        ("POST", "TicketNotes", 404),
        ("POST", "ContractServices", 404),
        ("POST", "ContractServiceAdjustments/query", 404),
        ("GET", "Invoices/5", 404),
        ("GET", "", 404),
    ] {
        let got = lab.call(method, path, json!({})).await;
        assert_eq!(got.status, status, "{method} {path}");
        if status == 404 {
            assert!(got.body.as_str().unwrap().contains("<html>"), "{method} {path}");
        } else {
            assert_eq!(got.body["Message"], format!("The requested resource does not support http method '{method}'."));
        }
    }
    // An address of a GET is at most 2,048 characters long; longer queries have to be posted.
    let fixed = "/ATServicesRest/V1.0/Companies/query?search=".len();
    for (length, status) in [(2_048, 500), (2_049, 404)] {
        let long = format!("Companies/query?search={}", "x".repeat(length - fixed));
        assert_eq!(lab.get(&long).await.status, status, "{length}");
    }
    assert_eq!(lab.get("Companies/174/").await.status, 200);
}

#[tokio::test]
async fn every_part_of_a_hundred_thousand_companies_comes_in_pages() {
    let lab = Lab::of(Options { companies: 100_000, tenants: 10, ..Options::default() }).await;
    for from in [0, 1_050_000, 20_000_000] {
        let body = json!({"IncludeFields": ["companyName"], "filter": [{"op": "gte", "field": "id", "value": from}]});
        let got = lab.call("POST", "Companies/query", body).await;
        assert_eq!(got.body["pageDetails"]["count"], 500, "{from}");
    }
}

#[tokio::test]
async fn three_requests_at_once_are_served_and_a_fourth_is_not() {
    let lab = Lab::of(Options { world: Some(small_world()), latency_ms: 300, ..Options::default() }).await;
    let calls = (0..4).map(|_| lab.get("Companies/174"));
    let mut statuses: Vec<u16> = futures_util::future::join_all(calls).await.iter().map(|got| got.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 429]);
    let (first, second) = tokio::join!(lab.get("Companies/174"), lab.get("Contracts/9"));
    assert_eq!((first.status, second.status), (200, 200));
    let ledger = lab.control("GET", "ledger", None).await.body;
    assert_eq!(ledger["maxConcurrentByEndpoint"], json!({"companies": 4, "contracts": 1}));
}
