//! Threads, the hour, and what each of them counts.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use petra_autotask::sandbox::Options;
use serde_json::json;

use crate::harness::{Lab, errors, read, small_world};

async fn slow_lab() -> Lab {
    Lab::of(Options { world: Some(small_world()), latency_ms: 300, ..Options::default() }).await
}

#[tokio::test]
async fn metadata_and_children_count_as_the_entity_that_their_path_begins_with() {
    let lab = slow_lab().await;
    let paths =
        ["Contracts/9", "contracts/entityInformation/fields", "Contracts/9/Services", "CONTRACTS/9/ServiceUnits"];
    let mut statuses: Vec<u16> = join_all(paths.map(|path| lab.get(path))).await.iter().map(|got| got.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 429]);
    // The threshold counts as an endpoint of its own; the zone as none.
    let mut statuses: Vec<u16> =
        join_all((0..4).map(|_| lab.get("ThresholdInformation"))).await.iter().map(|got| got.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 429]);
    let zone = lab.url(&format!("zoneInformation?user={}", lab.at().username));
    let answers = join_all((0..6).map(|_| lab.client.get(&zone).send())).await;
    assert!(answers.into_iter().all(|answer| answer.unwrap().status() == 200));
}

#[tokio::test]
async fn threads_are_counted_for_each_tracking_identifier() {
    let lab = slow_lab().await;
    let call = async |tracking_id: &str| {
        let request = lab.client.get(lab.url("Companies/174")).header("UserName", &lab.at().username);
        let request = request.header("Secret", &lab.at().secret).header("ApiIntegrationCode", tracking_id);
        request.send().await.unwrap().status().as_u16()
    };
    let own = lab.at().tracking_id.clone();
    let ids = [own.as_str(), &own, &own, "another", "another", "another"];
    let mut statuses = join_all(ids.map(call)).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 401, 401, 401]);
}

#[tokio::test]
async fn a_refusal_for_threads_has_its_text_and_no_retry_after() {
    let lab = Lab::with_faults(small_world(), &["throttle"]).await;
    let answer = lab.request("GET", &lab.url("Companies/174")).send().await.unwrap();
    assert_eq!(answer.headers().get("retry-after"), None);
    let got = read(answer).await.unwrap();
    assert_eq!(
        (got.status, errors(&got)),
        (429, vec!["The Autotask API thread threshold of 3 threads has been exceeded.".to_owned()])
    );
}

#[tokio::test]
async fn the_hour_slows_down_at_half_and_three_quarters_and_ends_at_its_limit() {
    let lab = Lab::with(small_world()).await;
    for (used, status, least) in [(4_998, 200, 0), (5_000, 200, 500), (7_500, 200, 1_000), (10_000, 429, 1_000)] {
        lab.faults(&[&format!("used-this-hour={used}")]).await;
        let started = Instant::now();
        let got = lab.get("Companies/174").await;
        assert_eq!(got.status, status, "{used}");
        assert!(started.elapsed() >= Duration::from_millis(least), "{used}");
        if status == 429 {
            assert!(errors(&got)[0].contains("10000 requests per 60 minutes"), "{got:?}");
        }
    }
    // Sign-in comes first, and what needs none goes on.
    let zone = lab.url(&format!("zoneInformation?user={}", lab.at().username));
    assert_eq!(lab.client.get(zone).send().await.unwrap().status(), 200);
    lab.faults(&["used-this-hour=10000", "throttle-as-500", "retry-after=3"]).await;
    assert_eq!(lab.get("Companies/174").await.status, 500);
}

#[tokio::test]
async fn petras_limit_can_be_the_one_of_its_other_page() {
    let lab = Lab::with_faults(small_world(), &["petra-limit=1", "retry-after=30@/v1/"]).await;
    assert_eq!(lab.petra("/v1/incidents").await.status, 200);
    let at = lab.at();
    let request = lab.client.get(format!("{}/v1/incidents", at.petra_url)).bearer_auth(&at.petra_api_key);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["retry-after"], "30");
    let got = read(answer).await.unwrap();
    assert_eq!((got.status, got.body), (429, json!({"error": "Too many requests"})));
    // Each call has its own count, and the tenants have none.
    assert_eq!(lab.petra("/v1/billable-users?tenantId=nobody").await.status, 404);
    for _ in 0..3 {
        assert_eq!(lab.petra("/v1/tenants").await.status, 200);
    }
    lab.faults(&["http-500@/v1/"]).await;
    let got = lab.petra("/v1/tenants").await;
    assert_eq!((got.status, got.body), (500, json!({"error": "Internal server error"})));
}
