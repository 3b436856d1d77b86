//! Zone, sign-in, rights.

use serde_json::{Value, json};

use crate::harness::{Lab, errors, read, small_world};

#[tokio::test]
async fn the_zone_is_told_without_credentials_and_only_to_a_known_user() {
    let lab = Lab::with(small_world()).await;
    let base = lab.at().autotask_url.clone();
    for path in ["V1.0/zoneInformation", "v1.0/ZoneInformation"] {
        let url = format!("{base}/{path}?user=Petra-API%40northwind.example");
        let got = read(lab.client.get(url).send().await.unwrap()).await.unwrap();
        assert_eq!(got.status, 200);
        assert_eq!(got.body["url"], format!("{base}/"));
        assert_eq!(got.body["zoneName"], "Sandbox");
        assert!(got.body["ci"].is_i64());
        assert!(got.body["webUrl"].as_str().unwrap().ends_with('/'));
    }
    let lower = base.replace("ATServicesRest", "atservicesrest");
    for user in ["nobody%40example.com", ""] {
        let got = read(lab.client.get(format!("{lower}/v1.0/zoneInformation?user={user}")).send().await.unwrap())
            .await
            .unwrap();
        assert_eq!((got.status, got.body), (500, json!({"errors": ["Zone information could not be determined"]})));
    }
    let got = read(lab.client.get(format!("{base}/versioninformation")).send().await.unwrap()).await.unwrap();
    assert_eq!(got.body, json!({"apiVersions": ["V1.0"]}));
}

#[tokio::test]
async fn a_wrong_sign_in_is_an_empty_401_and_the_fifth_locks() {
    let lab = Lab::with(small_world()).await;
    let refused = async |secret: &str| {
        let request = lab.client.get(lab.url("Version")).header("UserName", &lab.at().username);
        let request = request.header("Secret", secret).header("ApiIntegrationCode", &lab.at().tracking_id);
        let got = read(request.send().await.unwrap()).await.unwrap();
        assert_eq!((got.status, got.body), (401, Value::String(String::new())));
    };
    for _ in 0..4 {
        refused("wrong").await;
    }
    assert_eq!(lab.get("Version").await.status, 200);
    for _ in 0..5 {
        refused("wrong").await;
    }
    refused(&lab.at().secret.clone()).await;
    assert_eq!(lab.control("GET", "world", None).await.body["account"]["locked"], true);
    lab.control("POST", "reset", None).await;
    assert_eq!(lab.get("Version").await.status, 200);
    lab.faults(&["lock-after=2"]).await;
    for _ in 0..2 {
        refused("wrong").await;
    }
    assert_eq!(lab.control("GET", "world", None).await.body["account"]["locked"], true);
}

#[tokio::test]
async fn version_and_threshold_need_a_sign_in_and_no_right() {
    let lab = Lab::with(small_world()).await;
    let version = lab.get("Version").await.body;
    for part in ["majorVersion", "minorVersion", "build", "customerType"] {
        assert!(version[part].is_string(), "{part}");
    }
    let threshold = lab.get("ThresholdInformation").await.body;
    assert_eq!(
        threshold,
        json!({"externalRequestThreshold": 10_000, "requestThresholdTimeframe": 60, "currentTimeframeRequestCount": 2})
    );
    lab.faults(&["used-this-hour=7600"]).await;
    let threshold = lab.get("ThresholdInformation").await.body;
    assert_eq!(threshold["currentTimeframeRequestCount"], 7603);
    lab.faults(&["used-this-hour=10000"]).await;
    assert_eq!(lab.get("ThresholdInformation").await.status, 429);
}

#[tokio::test]
async fn a_missing_right_is_a_500_that_says_so_and_shows_in_the_information() {
    let mut world = small_world();
    world["account"] = json!({"access": {"contracts": {"query": "none", "create": "none"}, "Tickets": {"create": "none"}, "Services": {"query": "restricted"}}});
    let lab = Lab::with(world).await;
    let got = lab.call("POST", "Contracts/query", json!({"filter": [{"op": "gte", "field": "id", "value": 0}]})).await;
    let text = "The logged in Resource does not have the adequate permissions to query this entity type.";
    assert_eq!((got.status, errors(&got)), (500, vec![text.to_owned()]));
    let got = lab.call("POST", "Tickets", json!({})).await;
    assert!(errors(&got)[0].contains("permissions to create"), "{got:?}");
    for (entity, field, access) in [
        ("Contracts", "userAccessForQuery", "None"),
        ("Contracts", "userAccessForUpdate", "All"),
        ("Services", "userAccessForQuery", "Restricted"),
        ("ContractServiceAdjustments", "userAccessForCreate", "All"),
        ("ContractServiceAdjustments", "userAccessForQuery", "None"),
    ] {
        let info = lab.get(&format!("{entity}/entityInformation")).await.body["info"].clone();
        assert_eq!(info[field], access, "{entity} {field}");
        assert_eq!(info.as_object().unwrap().len(), 11);
    }
    lab.faults(&["permission-403"]).await;
    let got = lab.call("POST", "Contracts/query", json!({"filter": [{"op": "gte", "field": "id", "value": 0}]})).await;
    assert_eq!(got.status, 403);
    lab.faults(&["access-as-numbers"]).await;
    let info = lab.get("Services/entityInformation").await.body["info"].clone();
    assert_eq!((&info["userAccessForQuery"], &info["userAccessForDelete"]), (&json!(2), &json!(0)));
    lab.faults(&["access-looks-all"]).await;
    assert_eq!(lab.get("Contracts/entityInformation").await.body["info"]["userAccessForQuery"], "All");
}

#[tokio::test]
async fn an_impersonated_query_is_refused() {
    let lab = Lab::with(small_world()).await;
    for path in ["Tickets/query", "Tickets/query/count"] {
        let request = lab.request("POST", &lab.url(path)).header("ImpersonationResourceId", "4");
        let filter = json!({"filter": [{"op": "exist", "field": "id"}]});
        let got = read(request.json(&filter).send().await.unwrap()).await.unwrap();
        assert_eq!(got.status, 500, "{path}");
        assert!(errors(&got)[0].contains("permissions to query"), "{path}");
    }
}
