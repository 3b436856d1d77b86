//! The client against a server that answers by script.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{Client, Options, billable_users_from_json, incidents_from_json, tenants_from_json, usage_from_json};
use crate::domain::damage;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::secret::Secret;
use crate::http::scripted::{Answer, Server};
use crate::http::{self, Patience};

fn client(server: &Server) -> Client {
    let base = server.base().replace("ATServicesRest/", "");
    let options = Options {
        base: base.parse().unwrap(),
        patience: Patience { timeout: Duration::from_secs(20), pauses: vec![Duration::from_millis(1); 3] },
    };
    Client::new(&http::Client::new().unwrap(), &options, &Secret::from("petra_abc123")).unwrap()
}

#[tokio::test]
async fn each_read_has_its_address_and_the_key() {
    let server = Server::start(|request| {
        Answer::ok(match request.path() {
            "/v1/tenants" => r#"{"tenants":[{"petraTenantId":"ZZk90t","name":"Contoso"}]}"#,
            "/v1/usage" => r#"{"tenants":[]}"#,
            "/v1/billable-users" => r#"{"totalBillableUsers":3}"#,
            _ => "[]",
        })
    })
    .await;
    let client = client(&server);
    assert_eq!(client.tenants().await.unwrap()[0].id(), "ZZk90t");
    client.usage(Some(jiff::civil::date(2026, 11, 24))).await.unwrap();
    client.usage(None).await.unwrap();
    client.billable_users("a b&c").await.unwrap();
    client.incidents(None).await.unwrap();
    client.incidents(Some("ZZk90t")).await.unwrap();
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/tenants",
            "GET /v1/usage?asOf=2026-11-24",
            "GET /v1/usage",
            "GET /v1/billable-users?tenantId=a+b%26c",
            "GET /v1/incidents",
            "GET /v1/incidents?tenantId=ZZk90t",
        ]
    );
    assert!(requests.iter().all(|request| request.header("authorization") == Some("Bearer petra_abc123")));
    assert!(!format!("{client:?}").contains("abc123"));
}

#[tokio::test]
async fn a_refused_key_is_sent_once_and_what_passes_again() {
    for (first, requests, outcome) in [
        (Answer::status(401), 1, Some(Code::PetraKeyRefused)),
        (Answer::status(403), 1, Some(Code::PetraKeyRefused)),
        (Answer::status(500), 1, Some(Code::BadAnswer)),
        (Answer::ok("<html>"), 1, Some(Code::BadAnswer)),
        (Answer::status(429), 2, None),
        (Answer::status(503), 2, None),
        (Answer::Cut, 2, None),
    ] {
        let asked = AtomicUsize::new(0);
        let server = Server::start(move |_| {
            if asked.fetch_add(1, Ordering::SeqCst) == 0 { first.clone() } else { Answer::ok(r#"{"tenants":[]}"#) }
        })
        .await;
        let got = client(&server).tenants().await.err().map(|error| Diagnostic::from(error).code);
        assert_eq!(got, outcome);
        assert_eq!(server.requests().len(), requests, "{outcome:?}");
    }
}

const GOOD: &[&str] = &[
    r#"{"totalTenants": 1, "tenants": [{"petraTenantId": "ZZk90t", "name": "Contoso", "microsoftTenantId": null, "isPaused": false, "onboardingDate": "2026-01-05"}]}"#,
    r#"{"asOf": "2026-11-24", "reportGeneratedAt": "2026-11-24T01:02:03Z", "totalTenants": 1, "tenants": [{"petraTenantId": "ZZk90t", "displayName": "Contoso", "service": "Monitoring", "totalLicensedUsers": 20, "billableUsersThisMonth": 18.5, "proratingPercentageThisMonth": 100}]}"#,
    r#"{"tenantId": "ZZk90t", "totalBillableUsers": 1, "users": [{"id": "1", "displayName": "A", "accountEnabled": true, "assignedLicenseSkuIds": ["x"]}]}"#,
    r#"[{"id": "1", "url": "https://petra.example/1", "createdAt": "2026-11-24T01:02:03Z", "isLive": true, "dwellTimeMinutes": 3, "tenant": {"petraTenantId": "ZZk90t", "name": "Contoso"}}]"#,
];

proptest::proptest! {
    #![proptest_config(damage::cases())]
    #[test]
    fn a_damaged_answer_is_read_or_refused_with_words(bytes in damage::damaged(GOOD)) {
        for refused in [
            tenants_from_json(&bytes).err(),
            usage_from_json(&bytes).err(),
            billable_users_from_json(&bytes).err(),
            incidents_from_json(&bytes).err(),
        ] {
            proptest::prop_assert!(refused.is_none_or(|unreadable| !unreadable.what.is_empty()));
        }
    }
}
