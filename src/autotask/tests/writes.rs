//! Writes: what is sent, that it is sent once, and what is known of it afterwards.

use std::time::Duration;

use jiff::civil::date;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{client, client_with, credentials, options};
use crate::autotask::{Client, Error, NewNote, NewTicket, Options, Outcome, Refusal};
use crate::domain::account::Zone;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::settings::{Named, TicketField, TicketFields};
use crate::http;
use crate::http::scripted::{Answer, Server};

#[derive(Debug, PartialEq)]
enum Known {
    Done(Option<i64>),
    Refused(Code),
    Unknown,
}

fn known(outcome: Outcome) -> Known {
    match outcome {
        Outcome::Done(id) => Known::Done(id),
        Outcome::Refused(error) => Known::Refused(Diagnostic::from(error).code),
        Outcome::Unknown(_) => Known::Unknown,
    }
}

async fn post(client: &Client) -> Outcome {
    client.post_service_adjustment(9, 77, date(2026, 12, 1), 3).await
}

#[tokio::test]
async fn an_adjustment_goes_to_its_contract_with_both_ids() {
    let server = Server::start(|_| Answer::ok(r#"{"itemId":null}"#)).await;
    assert_eq!(post(&client(&server)).await, Outcome::Done(None));
    let bundle = client(&server).post_bundle_adjustment(9, 78, date(2027, 1, 1), -2).await;
    assert_eq!(bundle, Outcome::Done(None));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].line, "POST /ATServicesRest/V1.0/Contracts/9/ServiceAdjustments");
    assert_eq!(
        requests[0].body,
        r#"{"contractID":9,"contractServiceID":77,"effectiveDate":"2026-12-01","unitChange":3}"#
    );
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
    assert_eq!(requests[1].line, "POST /ATServicesRest/V1.0/Contracts/9/ServiceBundleAdjustments");
    assert_eq!(
        requests[1].body,
        r#"{"contractID":9,"contractServiceBundleID":78,"effectiveDate":"2027-01-01","unitChange":-2}"#
    );
}

#[tokio::test]
async fn a_ticket_is_made_without_nulls_and_changed_on_the_collection() {
    let server = Server::start(|_| Answer::ok(r#"{"itemId":40211}"#)).await;
    let client = client(&server);
    let mut picked = TicketFields::default();
    for (field, id) in [
        (TicketField::Queue, 29_682_833),
        (TicketField::StatusNew, 1),
        (TicketField::StatusUpdate, 8),
        (TicketField::Priority, 2),
        (TicketField::IssueType, 10),
    ] {
        picked.set(field, Some(Named { id, name: String::new() }));
    }
    let ticket = NewTicket {
        company_id: 0,
        title: "Sign-in from an unusual place".to_owned(),
        description: None,
        external_id: Some("petra-1".to_owned()),
        due: "2026-11-30T17:00:00.25+01:00".parse().unwrap(),
        picked,
    };
    assert_eq!(client.create_ticket(&ticket).await, Outcome::Done(Some(40_211)));
    assert_eq!(client.set_ticket_status(40_211, 8).await, Outcome::Done(Some(40_211)));
    let note = NewNote { title: "T".to_owned(), description: "D".to_owned(), note_type: 3, publish: 2 };
    assert_eq!(client.create_ticket_note(40_211, &note).await, Outcome::Done(Some(40_211)));

    let requests = server.requests();
    let sent: Vec<(&str, Value)> =
        requests.iter().map(|request| (request.line.as_str(), serde_json::from_str(&request.body).unwrap())).collect();
    assert_eq!(
        sent,
        [
            (
                "POST /ATServicesRest/V1.0/Tickets",
                json!({"companyID": 0, "title": "Sign-in from an unusual place", "externalID": "petra-1",
                       "dueDateTime": "2026-11-30T16:00:00Z", "queueID": 29_682_833, "status": 1, "priority": 2, "issueType": 10})
            ),
            ("PATCH /ATServicesRest/V1.0/Tickets", json!({"id": 40_211, "status": 8})),
            (
                "POST /ATServicesRest/V1.0/Tickets/40211/Notes",
                json!({"ticketID": 40_211, "title": "T", "description": "D", "noteType": 3, "publish": 2})
            ),
        ]
    );
}

#[tokio::test]
async fn a_write_is_sent_once_and_is_done_refused_for_certain_or_not_known() {
    let errors = |text: &str| json!({ "errors": [text] }).to_string();
    let duplicate = "Attempt to insert duplicate data into contract_service_period";
    let outside = "ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.";
    let threads = "The Autotask API thread threshold of 3 threads has been exceeded.";
    let permission = "The logged in Resource does not have the adequate permissions to create this entity type.";
    for (name, answer, wanted) in [
        ("a number", Answer::ok(r#"{"itemId":4}"#), Known::Done(Some(4))),
        ("a number with a point", Answer::ok(r#"{"itemId":4.0}"#), Known::Done(Some(4))),
        ("a text", Answer::ok(r#"{"itemId":"4"}"#), Known::Done(Some(4))),
        ("null", Answer::ok(r#"{"itemId":null,"errors":[]}"#), Known::Done(None)),
        ("null, errors null", Answer::ok(r#"{"ItemId":null,"errors":null}"#), Known::Done(None)),
        ("201", Answer::with(201, r#"{"itemId":4}"#), Known::Done(Some(4))),
        // A success that does not say what it should is none that can be relied on.
        ("no itemId", Answer::ok("{}"), Known::Unknown),
        ("an odd itemId", Answer::ok(r#"{"itemId":{"id":4}}"#), Known::Unknown),
        ("HTML", Answer::ok("<html>proxy</html>"), Known::Unknown),
        ("half", Answer::ok(r#"{"itemId":"#), Known::Unknown),
        ("empty", Answer::ok(""), Known::Unknown),
        ("200 with errors", Answer::ok(&json!({"itemId":null,"errors":["Something"]}).to_string()), Known::Unknown),
        ("200 with a refusal", Answer::ok(&errors(duplicate)), Known::Refused(Code::DateTaken)),
        // Said before anything is done.
        ("401", Answer::status(401), Known::Refused(Code::SignInRefused)),
        ("403", Answer::status(403), Known::Refused(Code::PermissionMissing)),
        ("permission", Answer::with(500, &errors(permission)), Known::Refused(Code::PermissionMissing)),
        (
            "tracking",
            Answer::with(500, &errors("IntegrationCode is invalid.")),
            Known::Refused(Code::TrackingIdRefused),
        ),
        ("429", Answer::status(429), Known::Refused(Code::Throttled)),
        ("threads", Answer::with(500, &errors(threads)), Known::Refused(Code::Throttled)),
        ("404", Answer::with(404, "<h1>404</h1>"), Known::Refused(Code::BadAnswer)),
        (
            "405",
            Answer::with(405, r#"{"Message":"The requested resource does not support http method 'POST'."}"#),
            Known::Refused(Code::BadAnswer),
        ),
        ("outside", Answer::with(500, &errors(outside)), Known::Refused(Code::EffectiveOutsideContract)),
        ("duplicate", Answer::with(500, &errors(duplicate)), Known::Refused(Code::DateTaken)),
        (
            "duplicate in HTML",
            Answer::with(500, &format!("<html><h1>{duplicate}</h1></html>")),
            Known::Refused(Code::DateTaken),
        ),
        ("negative", Answer::with(500, &errors("Units cannot be negative.")), Known::Refused(Code::RefusedByAutotask)),
        (
            "posted",
            Answer::with(
                500,
                &errors(
                    "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period",
                ),
            ),
            Known::Refused(Code::PeriodPosted),
        ),
        // Nothing says whether these were applied.
        ("500", Answer::with(500, &errors("An error occurred.")), Known::Unknown),
        ("500 empty", Answer::status(500), Known::Unknown),
        ("502", Answer::status(502), Known::Unknown),
        ("503", Answer::with(503, "<html>maintenance</html>"), Known::Unknown),
        ("504", Answer::status(504), Known::Unknown),
        ("409", Answer::status(409), Known::Unknown),
        ("redirect", Answer::redirect("https://elsewhere.example/"), Known::Unknown),
        ("cut", Answer::Cut, Known::Unknown),
        ("cut off", Answer::CutOff, Known::Unknown),
        ("hang", Answer::Hang, Known::Unknown),
        ("stall", Answer::Stall, Known::Unknown),
    ] {
        let hangs = matches!(answer, Answer::Hang | Answer::Stall);
        let server = Server::start(move |_| answer.clone()).await;
        let mut options = options(&server);
        if hangs {
            options.patience.timeout = Duration::from_millis(200);
        }
        assert_eq!(known(post(&client_with(&server, &options)).await), wanted, "{name}");
        assert_eq!(server.requests().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn nothing_is_written_where_no_connection_came_about() {
    let server = Server::start(|_| Answer::Cut).await;
    let client = client(&server);
    server.stop().await;
    assert_eq!(known(post(&client).await), Known::Refused(Code::Unreachable));

    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://{}/ATServicesRest/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let zone = Zone { url, name: String::new(), web_url: String::new() };
    let client = Client::new(&http::Client::new().unwrap(), &Options::default(), &zone, &credentials()).unwrap();
    assert_eq!(known(post(&client).await), Known::Refused(Code::Tls));
}

#[tokio::test]
async fn no_write_follows_a_refused_sign_in() {
    let server = Server::start(|_| Answer::status(401)).await;
    let client = client(&server);
    assert!(client.sign_in().await.is_err());
    assert_eq!(known(post(&client).await), Known::Refused(Code::SignInRefused));
    assert_eq!(server.requests().len(), 1);
}

/// A connection that was kept open is where HTTP clients send a second time by themselves.
#[tokio::test]
async fn a_write_on_a_connection_that_ends_is_not_sent_again() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/ATServicesRest/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut connections = 0;
        let mut writes = 0;
        while let Ok(Ok((mut stream, _))) = tokio::time::timeout(Duration::from_millis(500), listener.accept()).await {
            connections += 1;
            let mut bytes = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = stream.read(&mut bytes).await {
                if bytes[..count].starts_with(b"POST") {
                    writes += 1;
                    break;
                }
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await.unwrap();
            }
        }
        (connections, writes)
    });
    let zone = Zone { url, name: String::new(), web_url: String::new() };
    let client = Client::new(&http::Client::new().unwrap(), &Options::default(), &zone, &credentials()).unwrap();
    client.sign_in().await.unwrap();
    assert_eq!(known(post(&client).await), Known::Unknown);
    assert_eq!(server.await.unwrap(), (1, 1));
}

#[tokio::test]
async fn a_refusal_names_its_field_and_keeps_autotasks_words() {
    for (words, code, field) in [
        ("Value does not exist for the required field queueID", Code::FieldRequired, "queueID"),
        ("Picklist value [3] does not exist for priority", Code::PicklistMissing, "priority"),
        ("Picklist value [3] is inactive for status", Code::PicklistInactive, "status"),
        (
            "Reference value on field: companyID of type: Company does not exist or is invalid.",
            Code::CompanyInactive,
            "companyID",
        ),
        (
            "Reference value on field: contactID of type: Contact does not exist or is invalid.",
            Code::RefusedByAutotask,
            "contactID",
        ),
        ("title must be less than or equal to 255 characters", Code::RefusedByAutotask, "title"),
    ] {
        let body = json!({ "errors": [words] }).to_string();
        let server = Server::start(move |_| Answer::with(500, &body)).await;
        let Outcome::Refused(error) = client(&server).set_ticket_status(1, 3).await else { panic!("{words}") };
        assert!(matches!(&error, Error::Refused { refusal, .. } if refusal.field() == Some(field)), "{error:?}");
        let diagnostic = Diagnostic::from(error);
        assert_eq!((diagnostic.code, diagnostic.subject.field.as_deref()), (code, Some(field)), "{words}");
        assert_eq!(diagnostic.detail, words);
        assert!(!diagnostic.hint.is_empty());
    }
    let server = Server::start(|_| {
        Answer::with(500, r#"{"errors":["Attempt to insert duplicate data into contract_service_period"]}"#)
    })
    .await;
    let Outcome::Refused(Error::Refused { refusal, .. }) = post(&client(&server)).await else { panic!() };
    assert_eq!(refusal, Refusal::DateTaken);
}

#[tokio::test]
async fn one_record_by_its_id_or_none() {
    let ticket = r#"{"item":{"id":7,"ticketNumber":"T20260120.0026","companyID":174,"title":"T","status":1,"queueID":5,"externalID":"","userDefinedFields":[],"createDate":"2026-01-20T05:00:00.123Z"}}"#;
    for (answer, wanted) in [
        (Answer::ok(ticket), Ok(Some("T20260120.0026"))),
        (Answer::ok(r#"{"item":null}"#), Ok(None)),
        (Answer::with(404, "<html>no</html>"), Ok(None)),
        (Answer::with(404, r#"{"errors":["not found"]}"#), Ok(None)),
        (
            Answer::ok("{}"),
            Err("Tickets: it is not the JSON that was asked for (missing field `item` at line 1 column 2)"),
        ),
        (Answer::ok(r#"{"item":{"id":7}}"#), Err("Tickets: a row has no usable ticketNumber")),
    ] {
        let server = Server::start(move |_| answer.clone()).await;
        let got = client(&server).ticket(7).await;
        let got = got.as_ref().map(|ticket| ticket.as_ref().map(|ticket| ticket.number.as_str()));
        assert_eq!(got.map_err(ToString::to_string), wanted.map_err(ToOwned::to_owned));
        assert_eq!(server.requests()[0].line, "GET /ATServicesRest/V1.0/Tickets/7");
    }
}

#[tokio::test]
async fn tickets_are_found_by_number_and_by_key() {
    let server = Server::start(|_| {
        Answer::ok(
            r#"{"items":[{"id":9,"ticketNumber":"T2","companyID":1,"status":5,"externalID":"petra-1"},
                         {"id":8,"ticketNumber":"T1","companyID":1,"title":null,"status":1,"externalID":"petra-1"}],"pageDetails":{}}"#,
        )
    })
    .await;
    let client = client(&server);
    let found = client.tickets_by_external_id(&["petra-1".to_owned()]).await.unwrap();
    assert_eq!(found.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [8, 9]);
    assert_eq!(client.ticket_by_number("T2").await.unwrap().unwrap().id, 9);
    assert!(client.tickets_by_external_id(&[]).await.unwrap().is_empty());
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[0].body.ends_with(r#""filter":[{"op":"in","field":"externalID","value":["petra-1"]}]}"#));
    assert!(requests[1].body.ends_with(r#""filter":[{"op":"eq","field":"ticketNumber","value":"T2"}]}"#));
}

#[tokio::test]
async fn notes_and_their_picklists() {
    let server = Server::start(|request| {
        if request.path().ends_with("/TicketNotes/query") {
            return Answer::ok(r#"{"items":[{"id":1,"ticketID":7,"title":"T","description":"D"}],"pageDetails":{}}"#);
        }
        Answer::ok(
            r#"{"fields":[{"name":"noteType","picklistValues":[{"value":"3","label":"Task Notes","isActive":true}]},
                          {"name":"publish","picklistValues":[{"value":"2","label":"Internal Only","isActive":true}]}]}"#,
        )
    })
    .await;
    let client = client(&server);
    assert_eq!(client.ticket_notes(7).await.unwrap()[0].description, "D");
    let lists = client.note_lists().await.unwrap();
    assert_eq!((lists.note_type[0].value, lists.publish[0].label.as_str()), (3, "Internal Only"));
}

#[tokio::test]
async fn units_of_bundles_come_by_their_own_field() {
    let server = Server::start(|_| {
        Answer::ok(
            r#"{"items":[{"id":1,"contractServiceBundleID":78,"startDate":"2026-11-01T00:00:00Z","endDate":"2026-12-01","units":12}],"pageDetails":{}}"#,
        )
    })
    .await;
    let units = client(&server).bundle_units_of(&[78], None).await.unwrap();
    assert_eq!(units[&78][0].units, 12);
    let request = &server.requests()[0];
    assert!(request.path().ends_with("/ContractServiceBundleUnits/query"));
    assert!(request.body.contains(r#""field":"contractServiceBundleID","value":[78]"#), "{}", request.body);
}
