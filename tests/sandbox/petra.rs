//! Petra's calls.

use petra_autotask::sandbox::Options;
use serde_json::json;

use crate::harness::{Lab, read, small_world};

#[tokio::test]
async fn the_invented_book_hangs_together() {
    let lab = Lab::of(Options::default()).await;
    let tenants = lab.petra("/v1/tenants").await.body;
    assert_eq!(tenants["totalTenants"], 40);
    let names: Vec<String> = tenants["tenants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tenant| tenant["name"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(names.is_sorted());
    let usage = lab.petra("/v1/usage?asOf=2026-10-31").await.body;
    assert_eq!(usage["asOf"], "2026-10-31");
    assert_eq!(lab.petra("/v1/usage").await.body["asOf"], "2026-11-24");
    assert_eq!(lab.petra("/v1/usage?asOf=soon").await.status, 400);
    let row = &usage["tenants"][0];
    let id = row["petraTenantId"].as_str().unwrap();
    let users = lab.petra(&format!("/v1/billable-users?tenantId={id}")).await.body;
    assert_eq!(users["totalBillableUsers"], row["totalLicensedUsers"]);
    assert_eq!(users["users"].as_array().unwrap().len() as u64, row["totalLicensedUsers"].as_u64().unwrap());
    assert_eq!(users["tenantDisplayName"], row["displayName"]);
    let incidents = lab.petra("/v1/incidents").await.body;
    let one = incidents[0]["tenant"]["microsoftTenantId"].as_str().unwrap();
    let of_one = lab.petra(&format!("/v1/incidents?tenantId={one}")).await.body;
    assert!(of_one.as_array().unwrap().len() < incidents.as_array().unwrap().len());
    assert_eq!(lab.petra("/v1/billable-users?tenantId=nobody").await.status, 404);
}

#[tokio::test]
async fn a_key_is_asked_for_and_the_stated_limits_hold() {
    let lab = Lab::with(small_world()).await;
    for key in [None, Some("wrong")] {
        let mut request = lab.client.get(format!("{}/v1/tenants", lab.at().petra_url));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        assert_eq!(read(request.send().await.unwrap()).await.unwrap().status, 401);
    }
    for _ in 0..10 {
        assert_eq!(lab.petra("/v1/incidents").await.status, 200);
    }
    assert_eq!(lab.petra("/v1/incidents").await.status, 429);
    for _ in 0..12 {
        assert_eq!(lab.petra("/v1/tenants").await.status, 200);
    }
    lab.faults(&["throttle@GET /v1/tenants*1"]).await;
    assert_eq!(lab.petra("/v1/tenants").await.status, 429);
    assert_eq!(lab.petra("/v1/tenants").await.status, 200);
}

#[tokio::test]
async fn a_given_book_is_given_back_and_no_figure_is_invented() {
    let mut world = small_world();
    world["petra"] = json!({
        "apiKey": "k",
        "tenants": [{"petraTenantId": "ZZk90t", "name": "Contoso", "isPaused": true}],
        "usage": [{"petraTenantId": "ZZk90t", "colour": "red"}],
        "billableUsers": {"ZZk90t": [{"id": "1", "mail": "a@contoso.com"}]},
    });
    let lab = Lab::with(world).await;
    let row = lab.petra("/v1/usage").await.body["tenants"][0].clone();
    assert_eq!(
        (&row["displayName"], &row["isPaused"], &row["colour"]),
        (&json!("Contoso"), &json!(true), &json!("red"))
    );
    assert_eq!(row.get("totalLicensedUsers"), None);
    let users = lab.petra("/v1/billable-users?tenantId=ZZk90t").await.body;
    assert_eq!((&users["totalBillableUsers"], &users["users"][0]["mail"]), (&json!(1), &json!("a@contoso.com")));
    assert_eq!(lab.petra("/v1/incidents").await.body, json!([]));
}
