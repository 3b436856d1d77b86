//! Each fault of the sandbox, and what the client makes of it.

use std::time::Duration;

use petra_autotask::autotask::Entity;
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::secret::Secret;
use tokio::task::JoinSet;

use super::harness::{Lab, code};

#[tokio::test]
async fn each_fault_has_its_code_and_its_number_of_tries() {
    for (fault, wanted, tries) in [
        ("http-500", Code::BadAnswer, 1),
        ("throttle", Code::Throttled, 4),
        ("reset", Code::Unreachable, 4),
        ("not-json", Code::BadAnswer, 1),
        ("redirect=https://elsewhere.example/", Code::BadAnswer, 1),
        ("forbidden=Companies", Code::PermissionMissing, 1),
        ("unauthorized@POST /Companies", Code::SignInRefused, 1),
        ("unauthorized@POST /Contracts", Code::PermissionMissing, 1),
        ("unauthorized@POST /Services", Code::PermissionMissing, 1),
        ("unauthorized@POST /ContractServiceUnits", Code::PermissionMissing, 1),
    ] {
        let lab = Lab::with_faults(&[]).await;
        let client = lab.signed_in().await;
        lab.set_faults(&[fault]).await;
        let error = if fault.ends_with("Contracts") {
            client.contracts_by_id(&[1]).await.unwrap_err()
        } else if fault.ends_with("Services") {
            client.services().await.unwrap_err()
        } else if fault.ends_with("Units") {
            client.units_of(&[1], None).await.unwrap_err()
        } else {
            client.count_companies().await.unwrap_err()
        };
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.code, wanted, "{fault}");
        assert!(!diagnostic.hint.is_empty(), "{fault} has no remedy");
        // The first request is the sign-in.
        assert_eq!(lab.ledger().await.requests().len() - 1, tries, "{fault}");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_a_bad_answer() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    lab.set_faults(&["truncated"]).await;
    assert_eq!(code(client.count_companies().await.unwrap_err()), Code::BadAnswer);
}

#[tokio::test]
async fn what_passes_is_not_seen() {
    for fault in ["throttle*2", "reset*3", "throttle@POST /Services*1"] {
        let lab = Lab::with_faults(&[]).await;
        let client = lab.signed_in().await;
        lab.set_faults(&[fault]).await;
        client.services().await.unwrap();
        assert_eq!(client.is_slowed_down(), fault.starts_with("throttle"), "{fault}");
    }
}

#[tokio::test]
async fn who_hangs_is_given_up_and_not_asked_again() {
    let mut lab = Lab::with_faults(&[]).await;
    lab.patience.timeout = Duration::from_millis(300);
    let client = lab.signed_in().await;
    lab.set_faults(&["hang"]).await;
    assert_eq!(code(client.count_companies().await.unwrap_err()), Code::Timeout);
    lab.set_faults(&[]).await;
    assert!(lab.ledger().await.requests().len() <= 2);
}

#[tokio::test]
async fn a_refused_sign_in_is_one_request_however_many_ask() {
    let lab = Lab::with_faults(&["unauthorized"]).await;
    let client = lab.client().await;
    let mut workers = JoinSet::new();
    for entity in Entity::ALL {
        let client = client.clone();
        workers.spawn(async move { client.probe(entity).await.unwrap_err() });
    }
    for error in workers.join_all().await {
        assert_eq!(code(error), Code::SignInRefused);
    }
    assert_eq!(lab.ledger().await.requests().len(), 1);
}

#[tokio::test]
async fn wrong_values_are_refused_as_autotask_says_it() {
    let lab = Lab::with_faults(&[]).await;
    let mut wrong = lab.credentials();
    wrong.secret = Secret::from("wrong");
    assert_eq!(code(lab.client_with(&wrong).await.sign_in().await.unwrap_err()), Code::SignInRefused);
    let mut wrong = lab.credentials();
    wrong.tracking_id = Secret::from("WRONG");
    assert_eq!(code(lab.client_with(&wrong).await.sign_in().await.unwrap_err()), Code::SignInRefused);
    assert_eq!(lab.ledger().await.requests().len(), 2);

    let lab = Lab::with_faults(&["tracking-id-500"]).await;
    assert_eq!(code(lab.client_with(&wrong).await.sign_in().await.unwrap_err()), Code::TrackingIdRefused);
}

#[tokio::test]
async fn a_zone_elsewhere_is_not_trusted() {
    for (zone, trusted) in [
        ("https://evil.example/ATServicesRest/", false),
        ("http://webservices14.autotask.net/ATServicesRest/", false),
        ("https://webservices14.autotask.net/ATServicesRest/", true),
    ] {
        let lab = Lab::with_faults(&[&format!("wrong-zone={zone}")]).await;
        match lab.zone().await {
            Ok(found) => assert!(trusted && found.url == zone, "{found:?}"),
            Err(error) => {
                assert!(!trusted, "{zone}");
                assert_eq!(code(error), Code::ZoneUntrusted);
            }
        }
    }
}

#[tokio::test]
async fn after_a_complaint_one_request_at_a_time() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    lab.set_faults(&["throttle@POST /Services*1"]).await;
    let mut workers = JoinSet::new();
    for _ in 0..12 {
        let client = client.clone();
        workers.spawn(async move { client.services().await.unwrap().len() });
    }
    assert_eq!(workers.join_all().await.len(), 12);
    assert!(client.is_slowed_down());
    assert!(lab.ledger().await.most_at_once("services") <= 3);
}
