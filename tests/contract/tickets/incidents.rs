//! Incidents: which are heeded, for whom, and what a later run makes of them.

use petra_autotask::domain::diagnostic::{Code, exit_status};
use petra_autotask::domain::settings::Named;
use petra_autotask::ops::{self, Round, Stop, SyncRequest};
use serde_json::{Value, json};

use super::desk::{Desk, codes, request};

/// An incident of a tenant, of a day of November.
pub fn incident(id: &str, tenant: &str, day: u8) -> Value {
    json!({
        "id": id,
        "url": format!("https://app.petrasecurity.com/incidents/{id}"),
        "createdAt": format!("2026-11-{day:02}T00:00:01Z"),
        "occurredAt": format!("2026-11-{day:02}T00:00:00Z"),
        "remediationStatus": "Pending",
        "isLive": true,
        "dwellTimeMinutes": 3,
        "tenant": {"petraTenantId": tenant, "name": "Whoever", "microsoftTenantId": format!("m-{tenant}")},
        "user": {"displayName": "Finance"},
    })
}

pub fn results(round: &Round) -> Vec<String> {
    round.incidents.iter().map(|told| format!("{} {}", told.id, told.result.as_str())).collect()
}

#[tokio::test]
async fn each_goes_where_its_tenant_is_mapped_the_oldest_first() {
    let desk = Desk::new().await;
    let listed = [
        incident("c", "ZZ4", 24),
        incident("a", "ZZ1", 22),
        incident("x", "ZZ2", 23),
        incident("w", "ZZ3", 23),
        incident("old", "ZZ1", 2),
    ];
    desk.set_incidents(json!(listed)).await;

    let dry = desk.sync_as(SyncRequest { dry_run: true, since: None }).await;
    assert_eq!(results(&dry), ["a opened", "w waiting", "x excluded", "c opened"]);
    assert_eq!(desk.tickets().await.len(), 0);

    let round = desk.sync().await;
    assert_eq!(results(&round), results(&dry));
    assert_eq!((round.left, exit_status(&round.findings)), (Some(1), 1));
    assert_eq!(codes(&round.findings), [Code::TenantUnmapped]);
    assert_eq!(round.findings[0].subject.tenant.as_deref(), Some("ZZ3"));
    let tickets = desk.tickets().await;
    let placed: Vec<_> =
        tickets.iter().map(|ticket| (&ticket["externalID"], &ticket["companyID"], &ticket["queueID"])).collect();
    assert_eq!(
        placed,
        [(&json!("a"), &json!(174), &json!(29_682_835)), (&json!("c"), &json!(175), &json!(29_682_834)),]
    );
    let told = &round.incidents[0];
    assert_eq!(told.ticket.as_ref().unwrap().status, Some(Named::new(1, "New")));
    let body = tickets[0]["description"].as_str().unwrap();
    for part in [
        "Whoever (ZZ1, m-ZZ1)",
        "Finance",
        "2026-11-22T00:00:00Z",
        "Pending, live",
        "https://app.petrasecurity.com/incidents/a",
    ] {
        assert!(body.contains(part), "{body}");
    }

    // The one that was left stays so, unless it is asked for; then it is heeded for good.
    let again = desk.sync().await;
    assert_eq!(results(&again), ["a unchanged", "w waiting", "x excluded", "c unchanged"]);
    assert_eq!(again.left, None);
    let since = Some("2026-11-01T00:00:00Z".parse().unwrap());
    assert_eq!(results(&desk.sync_as(SyncRequest { dry_run: false, since }).await)[0], "old opened");
    assert_eq!(desk.tickets().await.len(), 3);
}

#[tokio::test]
async fn one_that_waits_is_opened_once_its_tenant_is_mapped_though_petra_lists_it_no_more() {
    let mut desk = Desk::new().await;
    desk.set_incidents(json!([incident("w", "ZZ3", 20), incident("u", "ZZ9", 20)])).await;
    assert_eq!(results(&desk.sync().await), ["u waiting", "w waiting"]);
    desk.set_incidents(json!([])).await;
    assert_eq!(results(&desk.sync().await), ["u waiting", "w waiting"]);
    desk.settings.tenants[2].company = Some(Named::new(175, "Litware Inc"));
    assert_eq!(results(&desk.sync().await), ["u waiting", "w opened"]);
    desk.settings.ticketing.catch_all_company = Some(Named::new(0, "Northwind MSP"));
    let round = desk.sync().await;
    assert_eq!((results(&round), exit_status(&round.findings)), (vec!["u opened".to_owned()], 0));
    let companies: Vec<_> = desk.tickets().await.iter().map(|ticket| ticket["companyID"].clone()).collect();
    assert_eq!(companies, [175, 0]);
}

#[tokio::test]
async fn news_is_told_once_and_a_completed_ticket_stays_so() {
    let desk = Desk::new().await;
    let mut one = incident("a", "ZZ1", 24);
    desk.set_incidents(json!([one])).await;
    desk.sync().await;
    for (status, live) in [("Contained", true), ("Remediated", false), ("Contained", true)] {
        one["remediationStatus"] = status.into();
        one["isLive"] = live.into();
        desk.set_incidents(json!([one])).await;
        assert_eq!(results(&desk.sync().await), ["a updated"], "{status}");
        assert_eq!(results(&desk.sync().await), ["a unchanged"], "{status}");
    }
    let titles: Vec<_> = desk.notes().await.iter().map(|note| note["title"].clone()).collect();
    assert_eq!(
        titles,
        [
            "Petra incident, update 1: Contained, live",
            "Petra incident, update 2: Remediated, not live",
            "Petra incident, update 3: Contained, live"
        ]
    );
    assert_eq!(desk.tickets().await[0]["status"], 8);
    desk.complete_last().await;
    one["remediationStatus"] = "Remediated".into();
    desk.set_incidents(json!([one])).await;
    assert_eq!(results(&desk.sync().await), ["a updated"]);
    assert_eq!((desk.notes().await.len(), &desk.tickets().await[0]["status"]), (4, &json!(5)));
}

#[tokio::test]
async fn with_the_state_lost_no_ticket_is_made_twice() {
    let desk = Desk::new().await;
    desk.set_incidents(json!([incident("a", "ZZ1", 23), incident("b", "ZZ1", 24)])).await;
    desk.sync().await;
    desk.complete_last().await;
    let other = Desk::new().await;
    // The world of the one, the empty state of the other.
    let world = desk.lab.world().await;
    other.lab.change_world(|here| *here = world).await;
    assert_eq!(results(&other.sync().await), ["a unchanged", "b unchanged"]);
    assert_eq!(other.tickets().await.len(), 2);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_for() {
    let desk = Desk::new().await;
    desk.set_incidents(json!([incident("a", "ZZ1", 23), incident("b", "ZZ1", 24)])).await;
    desk.lab.set_faults(&["lose-answer@POST /Tickets*1", "http-500-after-commit@POST /Tickets*1"]).await;
    let round = desk.sync().await;
    assert_eq!(results(&round), ["a opened", "b opened"]);
    assert_eq!(desk.tickets().await.len(), 2);
}

#[tokio::test]
async fn where_petra_or_autotask_is_away_that_is_said_and_nothing_is_lost() {
    let desk = Desk::new().await;
    desk.set_incidents(json!([incident("a", "ZZ1", 24)])).await;
    desk.lab.set_faults(&["http-500@GET /v1/incidents"]).await;
    assert_eq!(codes(&desk.sync().await.findings), [Code::BadAnswer]);
    desk.lab.set_faults(&["throttle@POST /Tickets"]).await;
    let round = desk.sync().await;
    assert_eq!(codes(&round.findings), [Code::Throttled]);
    desk.lab.set_faults(&[]).await;
    assert_eq!(results(&desk.sync().await), ["a opened"]);
}

#[tokio::test]
async fn a_wish_to_end_is_heeded_between_two_writes() {
    let desk = Desk::new().await;
    desk.set_incidents((1..=9).map(|number| incident(&number.to_string(), "ZZ1", 24)).collect()).await;
    let (place, session) = (desk.place(), desk.session().await);
    let run = ops::begin_incidents(&place, false).unwrap();
    let (wish, stop) = Stop::new();
    let mut after_three = |done, _| {
        if done == 3 {
            wish.send(true).unwrap();
        }
    };
    let round = ops::sync_incidents(&place, &session, &run, SyncRequest::default(), &stop, &mut after_three).await;
    assert_eq!((results(&round).len(), round.stopped), (3, true));
    assert!(round.incidents.iter().all(|told| told.ticket.as_ref().is_some_and(|ticket| ticket.number.is_some())));
    drop(run);
    assert_eq!(desk.tickets().await.len(), 3);
    assert_eq!(results(&desk.sync().await).iter().filter(|result| result.ends_with("opened")).count(), 6);
}

#[tokio::test]
async fn one_run_at_a_time_and_looking_hinders_nobody() {
    let desk = Desk::new().await;
    let place = desk.place();
    let _run = ops::begin_incidents(&place, false).unwrap();
    assert_eq!(ops::begin_incidents(&place, false).unwrap_err().code, Code::AlreadyRunning);
    ops::begin_incidents(&place, true).unwrap();
    // Nor a ticket by hand.
    desk.open(request("ZZ1", Some("k"))).await.unwrap();
}
