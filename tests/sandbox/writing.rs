//! Tickets, notes, companies: create, change, what is refused.

use serde_json::{Value, json};

use crate::harness::{Lab, errors, small_world};

fn ticket() -> Value {
    json!({"companyID": 174, "title": "Licence count", "status": 1, "priority": 2, "queueID": 29_682_833})
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn without(mut body: Value, field: &str) -> Value {
    body.as_object_mut().unwrap().remove(field);
    body
}

#[tokio::test]
async fn a_ticket_is_numbered_completed_and_opened_again() {
    let lab = Lab::with(small_world()).await;
    for number in ["T20261124.0001", "T20261124.0002"] {
        let got = lab.call("POST", "Tickets", ticket()).await;
        let id = got.body["itemId"].as_i64().unwrap();
        let item = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
        assert_eq!(item["ticketNumber"], number);
        assert!(item["createDate"].as_str().unwrap().starts_with("2026-11-24T"));
        assert_eq!(item["completedDate"], Value::Null);
    }
    let id =
        lab.query("Tickets", json!([{"op": "eq", "field": "ticketNumber", "value": "T20261124.0002"}])).await[0]["id"]
            .clone();
    let got = lab.call("PATCH", "Tickets", json!({"id": id, "status": 5})).await;
    assert_eq!(got.body, json!({"itemId": id}));
    let item = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
    assert!(item["completedDate"].is_string());
    assert_eq!(item["completedByResourceID"], 4);
    lab.call("PATCH", "Tickets", json!({"id": id, "status": 8})).await;
    let item = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
    assert_eq!((&item["completedDate"], &item["title"]), (&Value::Null, &json!("Licence count")));
}

#[tokio::test]
async fn a_ticket_that_autotask_would_refuse_is_refused_in_its_words() {
    let lab = Lab::with(small_world()).await;
    for (body, text) in [
        (without(ticket(), "title"), "Value does not exist for the required field title"),
        (without(ticket(), "queueID"), "queueID is required"),
        (with(ticket(), "priority", json!(33)), "Picklist value [33] does not exist for priority"),
        (with(ticket(), "queueID", json!(29_682_838)), "Picklist value [29682838] does not exist for queueID"),
        (
            with(ticket(), "companyID", json!(180)),
            "Reference value on field: companyID of type: Company does not exist or is invalid.",
        ),
        (
            with(ticket(), "companyID", json!(999)),
            "Reference value on field: companyID of type: Company does not exist or is invalid.",
        ),
        (with(ticket(), "title", json!("x".repeat(256))), "title must be less than or equal to 255 characters"),
        (
            with(ticket(), "assignedResourceID", json!(4)),
            "When assigning a Resource, you must assign both a assignedResourceID and assignedResourceRoleID.",
        ),
        (with(ticket(), "description", Value::Null), "Value cannot be null for description."),
        (with(ticket(), "colour", json!("red")), "Unable to find colour in the Ticket Entity."),
        (
            with(with(ticket(), "issueType", json!(10)), "subIssueType", json!(160)),
            "Picklist value [160] does not exist for subIssueType",
        ),
    ] {
        let got = lab.call("POST", "Tickets", body.clone()).await;
        assert_eq!((got.status, errors(&got)), (500, vec![text.to_owned()]), "{body}");
    }
    assert!(lab.query("Tickets", json!([{"op": "exist", "field": "id"}])).await.is_empty());
    let good = with(with(ticket(), "issueType", json!(14)), "SubIssueType", json!(160));
    assert_eq!(lab.call("POST", "tickets", good).await.status, 200);
}

#[tokio::test]
async fn a_put_empties_what_it_leaves_out_and_a_patch_does_not() {
    let lab = Lab::with(small_world()).await;
    let id = lab.call("POST", "Tickets", with(ticket(), "description", json!("words"))).await.body["itemId"].clone();
    lab.call("PATCH", "Tickets", json!({"id": id, "title": "Other"})).await;
    let item = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
    assert_eq!((&item["title"], &item["description"]), (&json!("Other"), &json!("words")));
    let refused = lab.call("PUT", "Tickets", json!({"id": id, "title": "Third"})).await;
    assert!(errors(&refused)[0].contains("required field companyID"), "{refused:?}");
    assert_eq!(lab.call("PUT", "Tickets", with(ticket(), "id", id.clone())).await.status, 200);
    let item = lab.get(&format!("Tickets/{id}")).await.body["item"].clone();
    assert_eq!(item["description"], Value::Null);
    assert!(item["ticketNumber"].is_string());
    assert_eq!(lab.call("PATCH", "Tickets", json!({"id": 999_999, "title": "x"})).await.status, 500);
}

#[tokio::test]
async fn what_is_read_only_or_set_once_stays_as_it_is() {
    let lab = Lab::with(small_world()).await;
    let id = lab.call("POST", "Tickets", ticket()).await.body["itemId"].clone();
    for (method, path, body, field, kept) in [
        ("PATCH", "Contracts", json!({"id": 9, "companyID": 0, "description": "x"}), "companyID", json!(174)),
        ("PATCH", "Contracts", json!({"id": 9, "contractPeriodType": 5}), "contractPeriodType", json!(2)),
        ("PATCH", "Contracts", json!({"id": 9, "contractType": 1}), "contractType", json!(7)),
        ("PATCH", "Services", json!({"id": 5, "periodType": 5}), "periodType", json!(2)),
        ("PATCH", "Tickets", json!({"id": id, "createDate": "2020-01-01"}), "creatorResourceID", json!(4)),
    ] {
        assert_eq!(lab.call(method, path, body.clone()).await.status, 200, "{body}");
        let item = lab.get(&format!("{path}/{}", body["id"])).await.body["item"].clone();
        assert_eq!(item[field], kept, "{body}");
    }
    let date = lab.get(&format!("Tickets/{id}")).await.body["item"]["createDate"].clone();
    assert!(date.as_str().unwrap().starts_with("2026-11-24"));
    // What is given for a read-only field on create is left out too.
    let number = lab.call("POST", "Tickets", with(ticket(), "ticketNumber", json!("T1"))).await.body["itemId"].clone();
    assert_eq!(lab.get(&format!("Tickets/{number}")).await.body["item"]["ticketNumber"], "T20261124.0002");
}

#[tokio::test]
async fn a_reference_to_what_is_inactive_or_elsewhere_is_refused_on_create_and_update() {
    let mut world = small_world();
    world["entities"]["Contacts"] = json!([
        {"id": 1, "companyID": 174}, {"id": 2, "companyID": 174, "isActive": 0}, {"id": 3, "companyID": 0},
    ]);
    let lab = Lab::with(world).await;
    let id = lab.call("POST", "Tickets", with(ticket(), "contactID", json!(1))).await.body["itemId"].clone();
    let contact = "Reference value on field: contactID of type: Contact does not exist or is invalid.";
    let company = "Reference value on field: companyID of type: Company does not exist or is invalid.";
    for (field, value, text) in
        [("contactID", 2, contact), ("contactID", 3, contact), ("contactID", 9, contact), ("companyID", 180, company)]
    {
        let got = lab.call("POST", "Tickets", with(ticket(), field, json!(value))).await;
        assert_eq!(errors(&got), [text], "{value}");
        let got = lab.call("PATCH", "Tickets", json!({"id": id, field: value})).await;
        assert_eq!(errors(&got)[0], text, "{value}");
    }
    let got = lab.call("POST", "Contracts/9/Services", json!({"serviceID": 6})).await;
    assert!(errors(&got)[0].contains("serviceID of type: Service"), "{got:?}");
}

#[tokio::test]
async fn contacts_are_written_below_their_company() {
    let lab = Lab::with(small_world()).await;
    let contact = json!({"firstName": "Ada", "lastName": "L", "isActive": 1});
    assert_eq!(lab.call("POST", "Contacts", contact.clone()).await.status, 404);
    let id = lab.call("POST", "Companies/174/Contacts", contact).await.body["itemId"].clone();
    let rows = lab.query("Contacts", json!([{"op": "eq", "field": "companyID", "value": 174}])).await;
    assert_eq!((rows.len(), &rows[0]["firstName"]), (1, &json!("Ada")));
    assert_eq!(
        lab.call("PATCH", "companies/174/contacts", json!({"id": id, "title": "Dr"})).await.body,
        json!({"itemId": id})
    );
    let path = format!("Companies/174/Contacts/{id}");
    assert_eq!(lab.get(&path).await.body["item"]["title"], "Dr");
    assert_eq!(lab.call("DELETE", &format!("Contacts/{id}"), json!({})).await.status, 405);
    assert_eq!(lab.call("DELETE", &format!("Companies/0/Contacts/{id}"), json!({})).await.status, 500);
    assert_eq!(lab.call("DELETE", &path, json!({})).await.body, json!({"itemId": id}));
    assert_eq!(lab.get(&path).await.body, json!({"item": null}));
}

#[tokio::test]
async fn notes_are_written_below_their_ticket() {
    let lab = Lab::with(small_world()).await;
    let id = lab.call("POST", "Tickets", ticket()).await.body["itemId"].clone();
    let note = json!({"title": "T", "description": "D", "noteType": 1, "publish": 2});
    let got = lab.call("POST", &format!("Tickets/{id}/Notes"), note.clone()).await;
    assert_eq!(got.status, 200, "{got:?}");
    let note_id = got.body["itemId"].clone();
    let notes = lab.query("TicketNotes", json!([{"op": "eq", "field": "ticketID", "value": id}])).await;
    assert_eq!((notes.len(), &notes[0]["creatorResourceID"]), (1, &json!(4)));
    for (path, body, says) in [
        ("Tickets/999/Notes".to_owned(), note.clone(), "ticketID of type: Ticket"),
        (format!("Tickets/{id}/Notes"), without(note.clone(), "title"), "required field title"),
        (
            format!("Tickets/{id}/Notes"),
            with(note.clone(), "publish", json!(9)),
            "Picklist value [9] does not exist for publish",
        ),
        (format!("Tickets/{id}/Notes"), with(note.clone(), "ticketID", json!(2)), "ticketID of type: Ticket"),
    ] {
        let got = lab.call("POST", &path, body).await;
        assert!(errors(&got)[0].contains(says), "{got:?}");
    }
    let path = format!("Tickets/{id}/Notes");
    let got = lab.call("PATCH", &path, json!({"id": note_id, "title": "New"})).await;
    assert!(errors(&got)[0].contains("noteType"), "{got:?}");
    let got = lab.call("PATCH", &path, json!({"id": note_id, "title": "New", "noteType": 1, "publish": 2})).await;
    assert_eq!(got.body, json!({"itemId": note_id}));
}

#[tokio::test]
async fn other_entities_are_created_with_what_they_require() {
    let lab = Lab::with(small_world()).await;
    let company = json!({"companyName": "New & Co", "companyType": 1, "ownerResourceID": 4, "phone": "1"});
    let got = lab.call("POST", "Companies", company.clone()).await;
    assert_eq!(got.body, json!({"itemId": 181}));
    let got = lab.call("POST", "Companies", without(company, "phone")).await;
    assert_eq!(errors(&got), ["Value does not exist for the required field phone"]);
    let contract = json!({"companyID": 174, "contractName": "2027", "contractType": 7, "status": 1, "startDate": "2027-01-01",
        "endDate": "2027-12-31", "contractPeriodType": 3, "timeReportingRequiresStartAndStopTimes": 0});
    let id = lab.call("POST", "Contracts", contract).await.body["itemId"].clone();
    let item = lab.get(&format!("Contracts/{id}")).await.body["item"].clone();
    assert_eq!((&item["contractPeriodType"], &item["endDate"]), (&json!(3), &json!("2027-12-31T00:00:00Z")));
    let line = json!({"serviceID": 5, "adjustedPrice": 9.5, "invoiceDescription": "x"});
    let got = lab.call("POST", &format!("Contracts/{id}/Services"), line.clone()).await;
    let item = lab.get(&format!("ContractServices/{}", got.body["itemId"])).await.body["item"].clone();
    assert_eq!(
        (&item["unitPrice"], &item["internalCurrencyAdjustedPrice"], item.get("adjustedPrice")),
        (&json!(2.5), &json!(9.5), None)
    );
    let got = lab.call("POST", "Contracts/10/Services", line).await;
    assert!(errors(&got)[0].contains("Recurring Service"));
    let bundle = lab
        .call("POST", "ServiceBundles", json!({"name": "B", "billingCodeID": 1, "periodType": 2}))
        .await
        .body["itemId"]
        .clone();
    let child =
        lab.call("POST", &format!("ServiceBundles/{bundle}/Services"), json!({"serviceID": 5})).await.body["itemId"]
            .clone();
    assert_eq!(
        lab.try_call("DELETE", &format!("ServiceBundles/{bundle}/Services/{child}"), None).await.unwrap().body,
        json!({"itemId": child})
    );
    assert_eq!(
        lab.try_call("DELETE", &format!("ServiceBundles/{bundle}/Services/{child}"), None).await.unwrap().status,
        500
    );
}
