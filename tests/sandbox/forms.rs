//! The forms in which clients in use write their requests: spelling of headers, keys, addresses and values.

use reqwest::Url;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::harness::{Got, Lab, read, small_world};

async fn send(request: reqwest::RequestBuilder) -> Got {
    read(request.send().await.unwrap()).await.unwrap()
}

/// The whole answer to a request whose line is sent as it stands.
async fn raw(lab: &Lab, line: &str) -> String {
    let at = lab.at();
    let host = at.petra_url.trim_start_matches("http://");
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nUserName: {}\r\nSecret: {}\r\nApiIntegrationCode: {}\r\n\r\n",
        at.username, at.secret, at.tracking_id
    );
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn ticket() -> Value {
    json!({"companyID": 174, "title": "T", "status": 1, "priority": 2, "queueID": 29_682_833})
}

#[tokio::test]
async fn header_names_are_taken_in_any_case() {
    let lab = Lab::with(small_world()).await;
    for [user, secret, id] in [
        ["UserName", "Secret", "ApiIntegrationCode"],
        ["username", "secret", "ApiIntegrationcode"],
        ["Username", "SECRET", "APIIntegrationcode"],
    ] {
        let request = lab.client.get(lab.url("Companies/174")).header("Content-Type", "application/json");
        let request = request.header(user, &lab.at().username).header(secret, &lab.at().secret);
        assert_eq!(send(request.header(id, &lab.at().tracking_id)).await.status, 200, "{user}");
    }
}

#[tokio::test]
async fn an_address_is_taken_with_slashes_and_cases_as_they_come() {
    let lab = Lab::with(small_world()).await;
    let origin = &lab.at().petra_url;
    for path in [
        "/atservicesrest/v1.0/companies/174",
        "/ATSERVICESREST/V1.0/COMPANIES/174/",
        "/ATServicesRest//V1.0/Companies/174",
        "/ATServicesRest/V1.0//Companies//174",
        "/atservicesrest/1.0/Companies/174",
        "/atservicesrest/v1.0/contracts/9/SERVICES/77",
    ] {
        let got = lab.get(&format!("{origin}{path}")).await;
        assert!(got.status == 200 && got.body["item"]["id"].is_i64(), "{path}: {got:?}");
    }
    let every = json!({"filter": [{"op": "exist", "field": "id"}]});
    for path in ["/ATServicesRest/v1.0/Companies/query/", "/atservicesrest//V1.0/companies//query"] {
        assert_eq!(lab.call("POST", &format!("{origin}{path}"), every.clone()).await.status, 200, "{path}");
    }
    // A version that is none, and no base at all.
    for path in ["/ATServicesRest/V1.05/Companies/174", "/ATServicesRest/Companies/174", "/V1.0/Companies/174"] {
        assert_eq!(lab.get(&format!("{origin}{path}")).await.status, 404, "{path}");
    }
    for path in ["/atservicesrest/versioninformation", "/ATServicesRest/VersionInformation"] {
        let got = send(lab.client.get(format!("{origin}{path}"))).await;
        assert_eq!(got.body, json!({"apiVersions": ["V1.0"]}), "{path}");
    }
    // A user name as it stands, and percent-encoded.
    for user in [lab.at().username.clone(), lab.at().username.replace('@', "%40")] {
        let got = send(lab.client.get(format!("{origin}/atservicesrest/V1.0/zoneInformation?user={user}"))).await;
        assert_eq!(got.status, 200, "{user}");
    }
}

#[tokio::test]
async fn who_asks_under_autotasks_own_name_is_answered_under_it() {
    let lab = Lab::with(small_world()).await;
    let own = lab.at().autotask_url.clone();
    for (host, base) in [
        ("webservices14.autotask.net", "https://webservices14.autotask.net/ATServicesRest"),
        ("WebServices.Autotask.Net", "https://webservices.autotask.net/ATServicesRest"),
        ("autotask.net.example", &own),
        ("webservices.autotask.net:8080", &own),
        ("127.0.0.1", &own),
    ] {
        let zone = lab.client.get(lab.url(&format!("zoneInformation?user={}", lab.at().username)));
        assert_eq!(send(zone.header("Host", host)).await.body["url"], format!("{base}/"), "{host}");
        let body = json!({"MaxRecords": 1, "filter": [{"op": "gte", "field": "id", "value": 0}]});
        let query = lab.request("POST", &lab.url("Companies/query")).header("Host", host).json(&body);
        let next = send(query).await.body["pageDetails"]["nextPageUrl"].as_str().unwrap().to_owned();
        assert!(next.starts_with(&format!("{base}/V1.0/Companies/query/next?")), "{host}: {next}");
    }
}

#[tokio::test]
async fn the_keys_of_a_query_are_taken_in_any_case_and_with_what_clients_add() {
    let lab = Lab::with(small_world()).await;
    for body in [
        json!({"maxRecords": 2, "includeFields": ["id"], "filter": [{"op": "gte", "field": "id", "value": 0}]}),
        json!({"MaxRecords": 2, "IncludeFields": ["Id"], "Filter": [{"Op": "GTE", "Field": "ID", "Value": 0}]}),
        json!({"MAXRECORDS": 2, "INCLUDEFIELDS": ["ID"], "FILTER": [{"OP": "gte", "FIELD": "Id", "VALUE": 0}]}),
        json!({"filter": [{"op": "gte", "field": "id", "value": 0, "udf": false, "items": null}], "maxRecords": 2, "includeFields": ["id"]}),
        json!({"filter": [{"op": "exist", "field": "id", "value": ""}], "maxRecords": 2, "includeFields": ["id"]}),
    ] {
        let got = lab.call("POST", "Companies/query", body.clone()).await;
        let rows = json!([{"id": 0, "userDefinedFields": []}, {"id": 174, "userDefinedFields": []}]);
        assert_eq!(got.body["items"], rows, "{body}");
    }
}

#[tokio::test]
async fn true_and_false_may_be_words_and_picklist_values_text() {
    let lab = Lab::with(small_world()).await;
    let ids = async |filter: Value| {
        let rows = lab.query("Companies", json!([filter])).await;
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({"op": "eq", "field": "isactive", "value": "true"})).await, [0, 174]);
    assert_eq!(ids(json!({"op": "eq", "field": "isActive", "value": "False"})).await, [180]);
    assert_eq!(ids(json!({"op": "eq", "field": "companyType", "value": "1"})).await, [0, 174, 180]);
    // An id as text finds nothing, without a word.
    assert!(ids(json!({"op": "eq", "field": "id", "value": "174"})).await.is_empty());
    for value in [json!("yes"), json!(1), Value::Null] {
        let body = json!({"filter": [{"op": "eq", "field": "isActive", "value": value}]});
        assert_eq!(lab.call("POST", "Companies/query", body).await.status, 500, "{value}");
    }
}

#[tokio::test]
async fn a_search_in_the_address_is_read_however_it_is_encoded() {
    let lab = Lab::with(small_world()).await;
    let search = r#"{"filter": [{"op": "eq", "field": "companyName", "value": "Contoso Ltd"}]}"#;
    let mut whole = Url::parse(&lab.url("Companies/query/")).unwrap();
    whole.query_pairs_mut().append_pair("search", search);
    // Only what a URL cannot hold, as most libraries do of themselves.
    let little = Url::parse(&format!("{}?search={search}", lab.url("Companies/query/"))).unwrap();
    let upper = Url::parse(&format!("{}?Search={search}", lab.url("Companies/query"))).unwrap();
    for url in [whole, little, upper] {
        let got = lab.get(url.as_str()).await;
        assert_eq!(got.body["items"][0]["id"], 174, "{url}: {got:?}");
    }
    // Nothing at all is encoded, as scripts without a library have it.
    let bare = r#"{"filter":[{"op":"eq","field":"companyName","value":"Fabrikam"}]}"#;
    for path in ["/atservicesrest/v1.0/Companies/query", "/ATServicesRest/V1.0//companies/query/"] {
        let answer = raw(&lab, &format!("GET {path}?search={bare}")).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains(r#""id":180,"#), "{path}: {answer}");
    }
    // A name with an ampersand that is not encoded ends there, as it does with Autotask.
    let url = format!("{}?search={}", lab.url("Companies/query"), search.replace("Contoso Ltd", "Tom & Co"));
    assert_eq!(lab.get(Url::parse(&url).unwrap().as_str()).await.status, 500);
}

#[tokio::test]
async fn bodies_are_written_in_pascal_case_with_ids_as_text_and_with_the_whole_row() {
    let lab = Lab::with(small_world()).await;
    let body = json!({"Title": "T", "Description": "D", "Status": 1, "Priority": "2", "CompanyID": "174", "QueueID": 29_682_833});
    let id = lab.call("POST", "Tickets", body).await.body["itemId"].clone();
    // Reads the row, changes a field, sends all of it back: what is read-only goes along and is left alone.
    let mut row = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
    row["title"] = json!("New");
    row["ticketNumber"] = json!("T19990101.0001");
    row.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    assert_eq!(lab.call("PATCH", "Tickets", row.clone()).await.body, json!({"itemId": id}));
    let after = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
    assert_eq!((&after["title"], &after["description"]), (&json!("New"), &json!("D")));
    assert!(after["ticketNumber"].as_str().unwrap().starts_with("T2026"));
    let got = lab.call("PATCH", "Tickets", json!({"ID": id.to_string(), "Title": "Text"})).await;
    assert_eq!(got.body, json!({"itemId": id}));
    let note = json!({"TicketID": id.to_string(), "Title": "N", "Description": "D", "NoteType": 1, "Publish": 2});
    assert_eq!(lab.call("POST", &format!("tickets/{id}/notes/"), note).await.status, 200);
    // Both forms in which adjustments are posted, ids as text or number, days with or without a time.
    for (path, body) in [
        (
            "Contracts/9/ServiceAdjustments",
            json!({"ContractID": 9, "ServiceId": "5", "UnitChange": 1, "EffectiveDate": "2026-11-24"}),
        ),
        (
            "ContractServiceAdjustments",
            json!({"contractID": "9", "contractServiceID": 77, "unitChange": -1, "effectiveDate": "2026-11-25T00:00:00.000Z", "id": 0}),
        ),
    ] {
        assert_eq!(lab.call("POST", path, body).await.body, json!({"itemId": null}), "{path}");
    }
}

#[tokio::test]
async fn a_create_may_name_an_id_of_nought_but_nothing_that_is_null() {
    let lab = Lab::with(small_world()).await;
    let mut body = ticket();
    body["id"] = json!(0);
    assert_eq!(lab.call("POST", "Tickets", body.clone()).await.status, 200);
    body["resolution"] = Value::Null;
    assert_eq!(lab.call("POST", "Tickets", body).await.status, 500);
}
