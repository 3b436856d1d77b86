//! When a saved zone is looked up again, and when it is not.

use crate::autotask::{Access, Entity};
use crate::domain::account::{Credentials, Zone};
use crate::domain::diagnostic::Code;
use crate::domain::secret::Secret;
use crate::http::Patience;
use crate::http::scripted::{Answer, Request, Server};
use crate::ops::connect::{Verified, verify_access};
use crate::ops::{Workplace, WorkplaceOptions};

fn zone(url: &str) -> Zone {
    Zone { name: "A zone".to_owned(), url: url.to_owned(), web_url: String::new() }
}

/// What a zone answers: its own rows, and where `zoneInformation` says the account is.
fn answers(request: &Request, version: u16, account_is_at: &str) -> Answer {
    match request.path().rsplit('/').next().unwrap() {
        "zoneInformation" => Answer::ok(&format!(r#"{{"zoneName":"New","url":"{account_is_at}"}}"#)),
        "Version" => Answer::with(version, "{}"),
        "ThresholdInformation" => Answer::status(500),
        _ => Answer::status(401),
    }
}

fn asked(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.path().rsplit('/').next().unwrap().to_owned()).collect()
}

/// Connects with a saved zone; zones are looked up at `directory`.
async fn connect(directory: &Server, saved: &Zone, entities: &[Entity]) -> (Vec<String>, Option<Zone>) {
    let folder = std::env::temp_dir().join("petra-autotask-connect");
    let options = WorkplaceOptions {
        config: Some(folder.join("config.json")),
        state: Some(folder),
        autotask_url: Some(directory.base()),
        petra_url: None,
        today: Some(jiff::civil::date(2026, 11, 24)),
        leave_keyrings: true,
    };
    let mut place = Workplace::new(options, |_| None)
        .unwrap()
        .with_patience(&Patience { pauses: Vec::new(), ..Patience::default() });
    // As if the directory were Autotask's own.
    place.zone_is_asked = false;
    let credentials = Credentials {
        username: "api@msp.example".to_owned(),
        secret: Secret::from("secret"),
        tracking_id: Secret::from("TRACKING"),
    };
    let mut told = Vec::new();
    let code = |code: Code| code.as_str().to_owned();
    let connection = verify_access(&place, &credentials, Some(saved), entities, &mut |verified| {
        told.push(match verified {
            Verified::Zone(Ok(zone)) => zone.name,
            Verified::SignIn(Ok(_)) | Verified::Entity(_, Ok(Access::All)) => "good".to_owned(),
            Verified::Entity(_, Ok(access)) => format!("{access:?}"),
            Verified::Zone(Err(diagnostic))
            | Verified::SignIn(Err(diagnostic))
            | Verified::Entity(_, Err(diagnostic)) => code(diagnostic.code),
        });
    })
    .await;
    (told, connection.map(|connection| connection.zone))
}

#[tokio::test]
async fn a_refused_sign_in_is_tried_once_more_where_the_account_has_moved() {
    let old = Server::start(|request| answers(request, 401, "")).await;
    let new = Server::start(|request| {
        let here = format!("http://{}/ATServicesRest/", request.header("host").unwrap());
        answers(request, 200, &here)
    })
    .await;
    let (told, connected) = connect(&new, &zone(&old.base()), &[]).await;
    assert_eq!(told, ["A zone", "New", "good"]);
    assert_eq!(connected.unwrap().url, new.base());
    assert_eq!(asked(&old), ["Version"]);
    assert_eq!(asked(&new), ["zoneInformation", "Version", "ThresholdInformation"]);
}

#[tokio::test]
async fn a_refusal_in_the_new_zone_too_ends_it() {
    let old = Server::start(|request| answers(request, 401, "")).await;
    let new = Server::start(|request| {
        let here = format!("http://{}/ATServicesRest/", request.header("host").unwrap());
        answers(request, 401, &here)
    })
    .await;
    let (told, connected) = connect(&new, &zone(&old.base()), &[]).await;
    assert_eq!(told, ["A zone", "New", "sign-in-refused"]);
    assert_eq!(connected, None);
    assert_eq!((asked(&old).len(), asked(&new).len()), (1, 2));
}

#[tokio::test]
async fn a_refused_sign_in_is_not_sent_again_where_nothing_moved() {
    let server = Server::start(|request| {
        let here = format!("http://{}/elsewhere/", request.header("host").unwrap());
        answers(request, 401, &here)
    })
    .await;
    let (told, connected) = connect(&server, &zone(&server.base()), &[]).await;
    assert_eq!(told, ["A zone", "sign-in-refused"]);
    assert_eq!(connected, None);
    assert_eq!(asked(&server), ["Version", "zoneInformation"]);
}

#[tokio::test]
async fn a_zone_that_cannot_be_reached_is_looked_up_again() {
    let gone = Server::start(|_| Answer::Cut).await;
    let saved = zone(&gone.base());
    gone.stop().await;
    let new = Server::start(|request| {
        let here = format!("http://{}/ATServicesRest/", request.header("host").unwrap());
        answers(request, 200, &here)
    })
    .await;
    let (told, connected) = connect(&new, &saved, &[]).await;
    assert_eq!(told, ["A zone", "New", "good"]);
    assert_eq!(connected.unwrap().url, new.base());
}

#[tokio::test]
async fn a_401_on_contracts_after_the_sign_in_is_a_missing_right_without_a_look_up() {
    let server = Server::start(|request| answers(request, 200, "")).await;
    let (told, connected) = connect(&server, &zone(&server.base()), &[Entity::Contracts]).await;
    assert_eq!(told, ["A zone", "good", "permission-missing"]);
    assert!(connected.is_some());
    assert_eq!(asked(&server), ["Version", "ThresholdInformation", "entityInformation"]);
}
