//! Petra's side: its few calls, what they are asked with and what they give.

use std::sync::LazyLock;

use serde_json::Value;

use super::facts::{Drift, Facts, Plain};
use super::tap::Exchange;

static PETRA: LazyLock<Facts> = LazyLock::new(|| Facts::read(include_str!("petra.txt")));

/// The call, below where Petra's API is.
fn path(exchange: &Exchange) -> Option<&str> {
    if exchange.autotask().is_some() {
        return None;
    }
    exchange.path.find("/v1/").map(|place| &exchange.path[place + 1..])
}

/// Paths are spelled as the pages spell them.
fn plain(path: &str) -> Option<&'static Plain> {
    PETRA.plain.iter().find(|plain| plain.path == path)
}

pub fn judge_request(exchange: &Exchange, drifts: &mut Vec<Drift>) {
    let Some(path) = path(exchange) else { return };
    let called = format!("{} {path}", exchange.verb);
    let Some(plain) = plain(path).filter(|_| exchange.verb == "GET") else {
        drifts.push(Drift::new(called, "a call of Petra's pages", "another"));
        return;
    };
    plain.judge_parameters(&called, &exchange.query, drifts);
    for (name, value) in &exchange.query {
        let good = name != "asOf" || value.len() == 10 && value.parse::<jiff::civil::Date>().is_ok();
        if !good || value.is_empty() {
            drifts.push(Drift::new(format!("{name} of {called}"), "a value of its kind", value));
        }
    }
    let bearer = exchange.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    if bearer.is_none_or(str::is_empty) {
        drifts.push(Drift::new(format!("header Authorization of {called}"), "Bearer and a key", "something else"));
    }
    for (name, value) in &exchange.headers {
        if !["host", "accept", "accept-encoding", "user-agent", "authorization"].contains(&&*name.to_ascii_lowercase())
        {
            drifts.push(Drift::new(format!("header {name} of {called}"), "no such header", value));
        }
    }
    if !exchange.body.is_empty() {
        drifts.push(Drift::new(called, "no body", String::from_utf8_lossy(&exchange.body)));
    }
}

/// Of refusals the pages say no more than their status.
pub fn judge_answer(exchange: &Exchange, drifts: &mut Vec<Drift>) {
    let (Some(path), Some(answer)) = (path(exchange), &exchange.answer) else { return };
    if answer.status != 200 {
        if ![401, 404, 405, 429].contains(&answer.status) {
            drifts.push(Drift::new(path, "200, 401, 404, 405 or 429", answer.status));
        }
        return;
    }
    let body = answer.json().unwrap_or(Value::Null);
    match plain(path) {
        None => drifts.push(Drift::new(path, "a refusal, as there is no such call", &body)),
        Some(plain) => PETRA.check_plain(plain, &body, drifts),
    }
}

#[cfg(test)]
mod tests {
    use petra_autotask::sandbox::{Options, Sandbox};
    use serde_json::json;

    use super::*;
    use crate::conformance::tap::Answer;
    use crate::harness::tapped;

    #[tokio::test]
    async fn every_call_of_petra_is_answered_as_its_pages_say() {
        let sandbox = Sandbox::start(Options { tenants: 12, companies: 12, ..Options::default() }).await.unwrap();
        let (tap, says) = tapped(sandbox.announcement(), false).await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let get = async |call: &str| {
            let url = format!("{}/{call}", says.petra_url.trim_end_matches('/'));
            let answer = client.get(url).bearer_auth(&says.petra_api_key).send().await.unwrap();
            let status = answer.status().as_u16();
            (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
        };
        let (_, tenants) = get("v1/tenants").await;
        let id = tenants["tenants"][0]["petraTenantId"].as_str().unwrap().to_owned();
        for plain in &PETRA.plain {
            let tenant = plain.parameters.iter().any(|(name, _)| name == "tenantId");
            let call = if tenant { format!("{}?tenantId={id}", plain.path) } else { plain.path.clone() };
            let (status, body) = get(&call).await;
            assert_eq!(status, 200, "{call}: {body}");
        }
        assert_eq!(get("v1/usage?asOf=2026-11-01").await.1["asOf"], "2026-11-01");
        assert_eq!(get("v1/nothing").await.0, 404);
        tap.without_requests().ends();
    }

    #[test]
    fn each_kind_of_wrong_call_is_named() {
        let exchange = |target: &str, headers: &[(&str, &str)]| {
            let target = url::Url::parse("http://localhost/petra/").unwrap().join(target).unwrap();
            Exchange {
                verb: "GET".to_owned(),
                path: target.path().to_owned(),
                query: target.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
                headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
                body: Vec::new(),
                answer: None,
            }
        };
        let key = ("Authorization", "Bearer petra_abc");
        for (target, headers, wanted) in [
            ("v1/tenants", &[key][..], None),
            ("v1/usage?asOf=2026-11-01", &[key], None),
            ("v1/usage?asOf=1.11.2026", &[key], Some("asOf of GET v1/usage")),
            ("v1/usage?asof=2026-11-01", &[key], Some("parameters of GET v1/usage")),
            ("v1/billable-users", &[key], Some("parameters of GET v1/billable-users")),
            ("v1/Tenants", &[key], Some("GET v1/Tenants")),
            ("v1/tenants", &[], Some("header Authorization of GET v1/tenants")),
            ("v1/tenants", &[key, ("Secret", "x")], Some("header Secret of GET v1/tenants")),
        ] {
            let mut drifts = Vec::new();
            judge_request(&exchange(target, headers), &mut drifts);
            let at: Vec<&str> = drifts.iter().map(|drift| drift.at.as_str()).collect();
            assert_eq!(at, wanted.into_iter().collect::<Vec<_>>(), "{target}");
        }
        let mut exchange = exchange("v1/tenants", &[key]);
        let body = json!({"totalTenants": "1", "tenants": [{"petraTenantId": 7, "name": "A", "isPaused": false, "domain": "a.example"}]});
        exchange.answer = Some(Answer { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() });
        let mut drifts = Vec::new();
        judge_answer(&exchange, &mut drifts);
        let at: Vec<&str> = drifts.iter().map(|drift| drift.at.as_str()).collect();
        let wanted = [
            "totalTenants",
            "tenants.petraTenantId",
            "tenants.microsoftTenantId",
            "tenants.onboardingDate",
            "tenants.domain",
        ];
        assert_eq!(at, wanted.map(|name| format!("v1/tenants.{name}")));
    }
}
