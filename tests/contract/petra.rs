//! Petra's API as the sandbox answers it.

use petra_autotask::domain::diagnostic::Code;
use petra_autotask::domain::tenant::Tenant;

use super::harness::{Lab, code};

#[tokio::test]
async fn tenants_usage_users_and_incidents() {
    let lab = Lab::with_faults(&[]).await;
    let petra = lab.petra(&lab.says().petra_api_key);
    let tenants = petra.tenants().await.unwrap();
    assert_eq!(tenants.len(), 40);
    assert!(tenants.iter().all(|tenant| tenant.petra_id.is_some() && !tenant.name.is_empty()));
    assert!(tenants.iter().all(|tenant| tenant.microsoft_id.is_some()));

    let usage = petra.usage(None).await.unwrap();
    for line in &usage.tenants {
        assert!(tenants.iter().any(|tenant| tenant.petra_id == line.petra_id), "{line:?} is of no tenant");
    }
    assert!(usage.tenants.iter().any(|line| line.billable_users.is_some_and(|users| users > 0.0)));
    let day = jiff::civil::date(2026, 11, 1);
    assert_eq!(petra.usage(Some(day)).await.unwrap().as_of, Some(day));

    let with_users = usage.tenants.iter().find(|line| line.billable_users.is_some()).unwrap();
    let id = with_users.petra_id.as_deref().unwrap();
    let users = petra.billable_users(id).await.unwrap();
    assert_eq!(users.tenant.as_deref(), Some(id));
    assert!(users.total.is_some());
    assert!(!users.hosts.is_empty() && users.hosts.iter().all(|host| host.contains('.')), "{users:?}");

    let incidents = petra.incidents(None).await.unwrap();
    assert!(!incidents.is_empty());
    let of_one = incidents[0].petra_id.clone().unwrap();
    let found = petra.incidents(Some(&of_one)).await.unwrap();
    assert!(!found.is_empty() && found.iter().all(|incident| incident.petra_id.as_ref() == Some(&of_one)));
}

#[tokio::test]
async fn faults_have_their_codes() {
    for (fault, wanted) in [
        ("http-500@GET /v1/tenants", Code::BadAnswer),
        ("throttle@GET /v1/tenants", Code::Throttled),
        ("reset@GET /v1/tenants", Code::Unreachable),
        ("not-json@GET /v1/tenants", Code::BadAnswer),
        ("truncated@GET /v1/tenants", Code::BadAnswer),
        ("unauthorized@GET /v1/tenants", Code::PetraKeyRefused),
        ("redirect=https://elsewhere.example/@GET /v1/tenants", Code::BadAnswer),
    ] {
        let lab = Lab::with_faults(&[fault]).await;
        let error = lab.petra(&lab.says().petra_api_key).tenants().await.unwrap_err();
        assert_eq!(code(error), wanted, "{fault}");
    }
    let lab = Lab::with_faults(&[]).await;
    assert_eq!(code(lab.petra("petra_wrong").tenants().await.unwrap_err()), Code::PetraKeyRefused);
    assert_eq!(
        lab.petra(&lab.says().petra_api_key)
            .tenants()
            .await
            .unwrap()
            .iter()
            .filter(|t| Tenant::id(t).is_empty())
            .count(),
        0
    );
}
