//! Tickets by hand: in the mapped place, once for each key.

use petra_autotask::domain::diagnostic::Code;
use petra_autotask::domain::settings::Named;
use petra_autotask::ops::{self, OpenRequest, TestKeys, TicketSession};
use serde_json::{Value, json};

use super::desk::{Desk, codes, request};

#[tokio::test]
async fn a_ticket_is_opened_with_the_values_of_its_tenant() {
    let desk = Desk::new().await;
    let opened =
        desk.open(OpenRequest { priority: Some("critical".to_owned()), ..request("ZZ4", Some("k")) }).await.unwrap();
    assert!(opened.created);
    assert_eq!(opened.ticket.queue, Some(Named::new(29_682_834, "Level II Support")));
    assert_eq!(opened.ticket.status, Some(Named::new(1, "New")));
    let number = opened.ticket.number.unwrap();
    assert!(number.starts_with("T20261124."), "{number}");
    assert!(opened.ticket.url.unwrap().ends_with(&format!("TicketID={}", opened.ticket.id)));
    let tickets = desk.tickets().await;
    let ticket = &tickets[0];
    for (field, wanted) in [
        ("companyID", json!(175)),
        ("queueID", json!(29_682_834)),
        ("status", json!(1)),
        ("priority", json!(4)),
        ("source", json!(20)),
        ("ticketCategory", json!(100)),
        ("issueType", json!(14)),
        ("subIssueType", json!(160)),
        ("title", json!("It happened")),
        ("description", json!("Look at it.")),
        ("externalID", json!("k")),
    ] {
        assert_eq!(ticket[field], wanted, "{field}");
    }
    // Due four hours after now, which is some time of the sandbox's day.
    let due = ticket["dueDateTime"].as_str().unwrap();
    assert!(due.starts_with("2026-11-24T") || due.starts_with("2026-11-25T0"), "{due}");
}

#[tokio::test]
async fn there_are_never_two_open_tickets_for_one_key() {
    let desk = Desk::new().await;
    let first = desk.open(request("ZZ1", Some("k"))).await.unwrap();
    let again = desk.open(request("ZZ1", Some("k"))).await.unwrap();
    assert_eq!((first.created, again.created, again.ticket.id), (true, false, first.ticket.id));
    // Another key, though Autotask compares without capitals; and none at all, each time anew.
    assert!(desk.open(request("ZZ1", Some("K"))).await.unwrap().created);
    assert!(desk.open(request("ZZ1", None)).await.unwrap().created);
    assert!(desk.open(request("ZZ1", None)).await.unwrap().created);
    assert_eq!(desk.tickets().await.len(), 4);

    for fault in ["lose-answer@POST /Tickets*1", "http-500-after-commit@POST /Tickets*1"] {
        desk.lab.set_faults(&[fault]).await;
        let before = desk.tickets().await.len();
        for key in [Some(fault.split('@').next().unwrap()), None] {
            desk.lab.set_faults(&[fault]).await;
            assert!(desk.open(request("ZZ1", key)).await.unwrap().created, "{fault} {key:?}");
        }
        assert_eq!(desk.tickets().await.len(), before + 2, "{fault}");
    }
}

#[tokio::test]
async fn a_completed_ticket_is_named_by_a_new_one_or_opened_again() {
    let desk = Desk::new().await;
    let first = desk.open(request("ZZ1", Some("k"))).await.unwrap().ticket;
    desk.complete_last().await;
    let second = desk.open(request("ZZ1", Some("k"))).await.unwrap();
    assert!(second.created);
    let tickets = desk.tickets().await;
    assert_eq!(tickets[0]["status"], 5);
    let text = tickets[1]["description"].as_str().unwrap();
    assert_eq!(text, format!("Follows ticket {}, which is complete.\n\nLook at it.", first.number.unwrap()));
    // Now there is an open one.
    assert_eq!(desk.open(request("ZZ1", Some("k"))).await.unwrap().ticket.id, second.ticket.id);

    desk.complete_last().await;
    let third = desk.open(OpenRequest { reopen: true, ..request("ZZ1", Some("k")) }).await.unwrap();
    assert_eq!((third.created, third.ticket.id), (false, second.ticket.id));
    let tickets = desk.tickets().await;
    assert_eq!((tickets.len(), &tickets[1]["status"], &tickets[1]["completedDate"]), (2, &json!(1), &Value::Null));
    let notes = desk.notes().await;
    assert_eq!((notes.len(), &notes[0]["publish"]), (1, &json!(2)));
}

#[tokio::test]
async fn a_ticket_is_never_opened_for_somebody_else() {
    let mut desk = Desk::new().await;
    for (tenant, wanted) in [("ZZ2", Code::TenantUnmapped), ("ZZ3", Code::TenantUnmapped), ("ZZ9", Code::UnknownName)] {
        assert_eq!(codes(&desk.open(request(tenant, None)).await.unwrap_err()), [wanted], "{tenant}");
    }
    desk.settings.ticketing.catch_all_company = Some(Named::new(0, "Northwind MSP"));
    assert!(desk.open(request("ZZ2", None)).await.is_err());
    desk.open(request("ZZ3", None)).await.unwrap();
    assert_eq!(desk.tickets().await.iter().map(|ticket| &ticket["companyID"]).collect::<Vec<_>>(), [0]);
}

#[tokio::test]
async fn a_test_ticket_is_marked_and_can_be_closed() {
    let desk = Desk::new().await;
    let (place, session) = (desk.place(), desk.session().await);
    let mut keys = TestKeys::default();
    let opened = ops::test_ticket(&place, &session, "ZZ1", &mut keys).await.unwrap();
    let closed = ops::close_ticket(&session, opened.ticket.id).await.unwrap();
    assert_eq!(closed.status, Some(Named::new(5, "Complete")));
    // Closing what is closed already sends nothing.
    let writes =
        |ledger: crate::harness::Ledger| ledger.requests().iter().filter(|line| line.starts_with("PATCH")).count();
    assert_eq!(writes(desk.lab.ledger().await), 1);
    ops::close_ticket(&session, opened.ticket.id).await.unwrap();
    assert_eq!(writes(desk.lab.ledger().await), 1);
    let tickets = desk.tickets().await;
    assert!(tickets[0]["title"].as_str().unwrap().starts_with("TEST: "), "{}", tickets[0]["title"]);
    assert_eq!((tickets.len(), &tickets[0]["status"]), (1, &json!(5)));
    // Another test is another ticket.
    assert!(ops::test_ticket(&place, &session, "ZZ1", &mut keys).await.unwrap().created);
}

#[tokio::test]
async fn another_try_of_a_test_ticket_finds_the_one_that_was_opened_unseen() {
    let desk = Desk::new().await;
    let place = desk.place();
    let connection =
        ops::verify_access(&place, &desk.lab.credentials(), None, &[], &mut |_| {}).await.expect("it signs in");
    let session = TicketSession::over(&place, connection, desk.settings.clone());
    assert!(session.is_on_loopback());
    let mut keys = TestKeys::default();
    // It is opened, and cannot be read back.
    desk.lab.set_faults(&["http-500@GET /Tickets/1"]).await;
    let findings = ops::test_ticket(&place, &session, "ZZ1", &mut keys).await.unwrap_err();
    let ticket = &desk.tickets().await[0];
    assert!(findings[0].summary.contains(&format!("id {} is there", ticket["id"])), "{findings:?}");
    // The answer is lost, and with it every look for what may have been opened.
    desk.lab.set_faults(&["lose-answer@POST /Tickets", "http-500@POST /Tickets/query"]).await;
    let findings = ops::test_ticket(&place, &session, "ZZ1", &mut keys).await.unwrap_err();
    assert_ne!(codes(&findings), [Code::RefusedByAutotask], "{findings:?}");
    desk.lab.set_faults(&[]).await;
    for tries in 0..2 {
        let opened = ops::test_ticket(&place, &session, "ZZ1", &mut keys).await.unwrap();
        assert_eq!((opened.created, opened.ticket.id), (tries > 0, ticket["id"].as_i64().unwrap() + tries));
    }
    assert_eq!(desk.tickets().await.len(), 2);
}
