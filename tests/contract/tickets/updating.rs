//! What a ticket is told: an internal note, once, and the status for updates unless it is complete.

use petra_autotask::domain::diagnostic::Code;
use petra_autotask::domain::settings::Named;
use petra_autotask::domain::ticketing::Key;
use petra_autotask::ops::TicketRef;
use serde_json::json;

use super::desk::{Desk, codes, request};

fn key() -> TicketRef {
    TicketRef::Key(Key::new("k").unwrap())
}

#[tokio::test]
async fn a_note_stays_inside_and_the_status_is_that_of_the_tenant() {
    let desk = Desk::new().await;
    let opened = desk.open(request("ZZ4", Some("k"))).await.unwrap().ticket;
    for ticket in [key(), TicketRef::Number(opened.number.clone().unwrap())] {
        let updated = desk.update(ticket, false).await.unwrap();
        assert_eq!((updated.created, updated.ticket.id), (false, opened.id));
        assert_eq!(updated.ticket.status, Some(Named::new(11, "Escalate")));
    }
    let notes = desk.notes().await;
    assert_eq!(notes.len(), 2);
    for (field, wanted) in [
        ("ticketID", json!(opened.id)),
        ("publish", json!(2)),
        ("noteType", json!(3)),
        ("title", json!("It goes on.")),
        ("description", json!("It goes on.\n[2JDetails")),
    ] {
        assert_eq!(notes[1][field], wanted, "{field}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_note() {
    let desk = Desk::new().await;
    desk.open(request("ZZ1", Some("k"))).await.unwrap();
    for (count, fault) in [
        "lose-answer@POST /Tickets*1",
        "http-500-after-commit@POST /Tickets*1",
        "lose-answer@PATCH /Tickets*1",
        "http-500-after-commit@PATCH /Tickets*1",
    ]
    .into_iter()
    .enumerate()
    {
        // The same note each time, which is another one each time.
        desk.lab.change_world(|world| world["entities"]["Tickets"][0]["status"] = 1.into()).await;
        desk.lab.set_faults(&[fault]).await;
        desk.update(key(), false).await.unwrap();
        assert_eq!((desk.notes().await.len(), &desk.tickets().await[0]["status"]), (count + 1, &json!(8)), "{fault}");
    }
}

#[tokio::test]
async fn a_completed_ticket_keeps_its_status_unless_that_is_wished_otherwise() {
    let desk = Desk::new().await;
    desk.open(request("ZZ1", Some("k"))).await.unwrap();
    desk.complete_last().await;
    assert_eq!(desk.update(key(), false).await.unwrap().ticket.status, Some(Named::new(5, "Complete")));
    assert_eq!(desk.update(key(), true).await.unwrap().ticket.status, Some(Named::new(8, "In Progress")));
    assert_eq!(desk.notes().await.len(), 2);
}

#[tokio::test]
async fn of_several_with_a_key_the_open_one_is_told() {
    let desk = Desk::new().await;
    desk.open(request("ZZ1", Some("k"))).await.unwrap();
    desk.complete_last().await;
    let open = desk.open(request("ZZ1", Some("k"))).await.unwrap().ticket;
    assert_eq!(desk.update(key(), false).await.unwrap().ticket.id, open.id);
    desk.complete_last().await;
    assert_eq!(desk.update(key(), false).await.unwrap().ticket.id, open.id, "the newest of those that are complete");
}

#[tokio::test]
async fn what_is_not_there_or_cannot_stay_inside_is_said_and_nothing_is_written() {
    let desk = Desk::new().await;
    assert_eq!(codes(&desk.update(key(), false).await.unwrap_err()), [Code::UnknownName]);
    desk.open(request("ZZ1", Some("k"))).await.unwrap();
    desk.lab
        .change_world(|world| {
            world["picklists"]["TicketNotes"]["publish"] = json!([{"value": "1", "label": "All Autotask Users"}]);
        })
        .await;
    let findings = desk.update(key(), false).await.unwrap_err();
    assert_eq!(codes(&findings), [Code::PicklistMissing]);
    assert_eq!(findings[0].subject.field.as_deref(), Some("publish"));
    assert_eq!((desk.notes().await.len(), &desk.tickets().await[0]["status"]), (0, &json!(1)));
}
