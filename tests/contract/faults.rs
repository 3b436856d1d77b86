//! Each fault of the sandbox, and what the client makes of it: outcome and number of requests, in one table.
//!
//! What `check` says to each is in `fault_table`.

use std::time::Duration;

use jiff::civil::date;
use petra_autotask::autotask::{Access, Entity, Error, NewTicket, Outcome};
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::{Named, TicketField, TicketFields};
use petra_autotask::sandbox::{Options, fault_help};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::harness::{Lab, code};

/// What is asked of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Zone,
    /// Sign in with a tracking identifier that is not known.
    WrongTrackingId,
    /// Sign in as a user who is locked.
    Locked,
    /// One read.
    Companies,
    Services,
    /// The same list where it is longer than two pages.
    ThreePages,
    Contracts,
    /// Contracts, by a user who may not read them.
    NoContracts,
    Units,
    /// A record that is not there.
    NoTicket,
    /// What the user may do with companies.
    Rights,
    /// 3 units more from 2026-12-01 on.
    Change,
    /// The same on a day that the contract does not reach.
    ChangeOutside,
    /// A ticket for company 174.
    OpenTicket,
    TicketStatus,
}

use Ask::{
    Change, ChangeOutside, Companies, Contracts, Locked, NoContracts, NoTicket, OpenTicket, Rights, Services,
    ThreePages, TicketStatus, Units, WrongTrackingId, Zone,
};

/// What it makes of it.
#[derive(Debug, PartialEq, Eq)]
enum Makes {
    Good,
    Fails(Code),
    /// Nothing was written, for certain; the sandbox's world says so too.
    Refused(Code),
    /// Whether it was written or not: the client cannot know.
    Unknown {
        written: bool,
    },
}

use Makes::{Fails, Good, Refused, Unknown};

/// Faults in force, what is asked, what comes of it, and in how many requests with credentials.
const TABLE: &[(&str, Ask, Makes, usize)] = &[
    ("slow=20", Companies, Good, 1),
    ("hang", Companies, Fails(Code::Timeout), 1),
    ("hang", Change, Unknown { written: false }, 1),
    ("reset", Companies, Fails(Code::Unreachable), 4),
    ("reset*3", Companies, Good, 4),
    ("reset", Change, Unknown { written: false }, 1),
    ("http-500", Companies, Fails(Code::BadAnswer), 1),
    ("http-500", Change, Unknown { written: false }, 1),
    ("http-500-after-commit", Companies, Good, 1),
    ("http-500-after-commit", Change, Unknown { written: true }, 1),
    ("lose-answer", Change, Unknown { written: true }, 1),
    ("hang-after-commit", Change, Unknown { written: true }, 1),
    ("throttle", Companies, Fails(Code::Throttled), 4),
    ("throttle*2", Companies, Good, 3),
    ("throttle", Change, Refused(Code::Throttled), 1),
    ("unauthorized", Companies, Fails(Code::SignInRefused), 1),
    ("unauthorized", Contracts, Fails(Code::PermissionMissing), 1),
    ("unauthorized", Services, Fails(Code::PermissionMissing), 1),
    ("unauthorized", Units, Fails(Code::PermissionMissing), 1),
    ("unauthorized", Change, Refused(Code::PermissionMissing), 1),
    ("forbidden=Companies", Companies, Fails(Code::PermissionMissing), 1),
    ("forbidden=ContractServiceAdjustments", Change, Refused(Code::PermissionMissing), 1),
    ("not-json", Companies, Fails(Code::BadAnswer), 1),
    ("not-json", Change, Unknown { written: false }, 1),
    ("truncated", Companies, Fails(Code::BadAnswer), 4),
    ("truncated", Change, Unknown { written: true }, 1),
    ("redirect=https://elsewhere.example/", Companies, Fails(Code::BadAnswer), 1),
    ("redirect=https://elsewhere.example/", Change, Unknown { written: false }, 1),
    ("wrong-zone=https://elsewhere.example/ATServicesRest/", Zone, Fails(Code::ZoneUntrusted), 0),
    ("tracking-id-500", WrongTrackingId, Fails(Code::TrackingIdRefused), 1),
    ("", WrongTrackingId, Fails(Code::SignInRefused), 1),
    // Autotask's sentence is the same for a value that is gone and one that is inactive; the picklist tells them apart.
    ("deactivated-status=1", OpenTicket, Refused(Code::PicklistMissing), 1),
    ("queue-gone=29682833", OpenTicket, Refused(Code::PicklistMissing), 1),
    ("company-inactive=174", OpenTicket, Refused(Code::CompanyInactive), 1),
    ("extra-required-field=issueType", OpenTicket, Refused(Code::FieldRequired), 1),
    ("", OpenTicket, Good, 1),
    ("", ChangeOutside, Refused(Code::EffectiveOutsideContract), 1),
    // The page says nothing of why; `probe` knows more, from entityInformation.
    ("html-errors", ChangeOutside, Unknown { written: false }, 1),
    ("html-errors", NoContracts, Fails(Code::BadAnswer), 1),
    // No route is asked for that is not there.
    ("json-404", Companies, Good, 1),
    ("locked-text", Locked, Fails(Code::SignInRefused), 1),
    ("", Locked, Fails(Code::SignInRefused), 1),
    ("permission-403", NoContracts, Fails(Code::PermissionMissing), 1),
    ("", NoContracts, Fails(Code::PermissionMissing), 1),
    // Rows that are hidden are not told from rows that are not there.
    ("restricted=Services", Services, Good, 1),
    ("access-as-numbers", Rights, Good, 2),
    ("access-looks-all", Rights, Good, 2),
    ("entity-name-plural", Rights, Good, 2),
    ("", NoTicket, Good, 1),
    ("missing-404", NoTicket, Good, 1),
    // Every filter has the type of its field.
    ("conversion-error", Services, Good, 1),
    ("conversion-error", Units, Good, 1),
    ("rows-unordered", Units, Good, 1),
    ("without-field=name", Services, Fails(Code::BadAnswer), 1),
    ("next-page-elsewhere=https://elsewhere.example/", ThreePages, Fails(Code::BadAnswer), 1),
    ("", ThreePages, Good, 3),
    ("next-page-loop", ThreePages, Fails(Code::BadAnswer), 2),
    ("throttle; throttle-as-500", Companies, Fails(Code::Throttled), 4),
    ("throttle; throttle-as-500", Change, Refused(Code::Throttled), 1),
    ("throttle*1; retry-after=0", Companies, Good, 2),
    ("used-this-hour=10000", Companies, Fails(Code::Throttled), 4),
    ("used-this-hour=10000", Change, Refused(Code::Throttled), 1),
    // Nothing was there to change anything; what stands in for PATCH elsewhere would empty the other fields.
    ("patch-404", TicketStatus, Refused(Code::BadAnswer), 1),
    ("", TicketStatus, Good, 1),
    ("zone-without-slash", Zone, Good, 0),
    ("item-id-number", Change, Good, 1),
    // What these do to a change shows in its units alone.
    ("no-auto-create", Change, Good, 1),
    ("posted-accepted", Change, Good, 1),
    ("inactive-contract-accepted", Change, Good, 1),
    ("zero-change-accepted", Change, Good, 1),
    ("change-ignored", Change, Good, 1),
    ("change-doubled", Change, Good, 1),
    ("exclusive-end", Units, Good, 1),
    ("delta-rows", Units, Good, 1),
    // A lock shows in the answer to nobody: it is a 401 like the first.
    ("lock-after=1", WrongTrackingId, Fails(Code::SignInRefused), 1),
    ("lock-after=1", Companies, Good, 1),
    // It limits Petra's calls alone.
    ("petra-limit=1", Companies, Good, 1),
];

#[tokio::test]
async fn each_fault_has_its_outcome_and_its_number_of_requests() {
    let mut wrong = Vec::new();
    for (faults, ask, wanted, requests) in TABLE {
        let mut lab =
            Lab::of(Options { world: Some(world(*ask)), companies: 2, tenants: 1, ..Options::default() }).await;
        if faults.starts_with("hang") {
            lab.patience.timeout = Duration::from_millis(500);
        }
        let faults: Vec<&str> = faults.split("; ").filter(|fault| !fault.is_empty()).collect();
        let before = written(&lab).await;
        let (made, sent_before) = make(&lab, *ask, &faults).await;
        let made = match made {
            Made::Read(Ok(())) | Made::Write(Outcome::Done(_)) => Good,
            Made::Read(Err(error)) => Fails(told(error)),
            Made::Write(Outcome::Refused(error)) => {
                assert_eq!(written(&lab).await, before, "{faults:?} {ask:?} was written");
                Refused(told(error))
            }
            Made::Write(Outcome::Unknown(_)) => Unknown { written: written(&lab).await != before },
        };
        let sent = lab.ledger().await.requests().len() - sent_before;
        if (&made, &sent) != (wanted, requests) {
            wrong.push(format!("{faults:?}, {ask:?}: {made:?} in {sent} instead of {wanted:?} in {requests}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_fault_of_the_sandbox_has_a_row() {
    let rows: Vec<&str> = TABLE
        .iter()
        .flat_map(|(faults, ..)| faults.split("; "))
        .filter_map(|fault| fault.split(['=', '@', '*']).next())
        .collect();
    let help = fault_help();
    let names = help.lines().filter_map(|line| line.strip_prefix("  ")?.split([' ', '=']).next());
    let missing: Vec<&str> = names.filter(|name| !rows.contains(name)).collect();
    assert!(missing.is_empty(), "no row says what the client makes of {missing:?}");
}

enum Made {
    Read(Result<(), Error>),
    Write(Outcome),
}

/// Does what is asked; and how many requests there were before.
async fn make(lab: &Lab, ask: Ask, faults: &[&str]) -> (Made, usize) {
    if ask == Zone {
        lab.set_faults(faults).await;
        return (Made::Read(lab.zone().await.map(drop)), 0);
    }
    if matches!(ask, WrongTrackingId | Locked) {
        lab.set_faults(faults).await;
        let mut credentials = lab.credentials();
        if ask == WrongTrackingId {
            credentials.tracking_id = Secret::from("WRONG");
        }
        return (Made::Read(lab.client_with(&credentials).await.sign_in().await), 0);
    }
    let client = lab.signed_in().await;
    let sent = lab.ledger().await.requests().len();
    lab.set_faults(faults).await;
    let day = date(2026, 12, 1);
    let made = match ask {
        Zone | WrongTrackingId | Locked => unreachable!("done above"),
        Companies => Made::Read(client.count_companies().await.map(drop)),
        Services | ThreePages => Made::Read(client.services().await.map(drop)),
        Contracts | NoContracts => Made::Read(client.contracts_by_id(&[9]).await.map(drop)),
        Units => Made::Read(client.units_of(&[77], None).await.map(|units| {
            assert!(units[&77].len() > 1, "{units:?}");
        })),
        NoTicket => Made::Read(client.ticket(999_999).await.map(|ticket| assert_eq!(ticket, None))),
        Rights => Made::Read(client.probe(Entity::Companies).await.map(|rights| {
            assert_eq!(rights.suffice_for(Entity::Companies).unwrap(), Access::All);
        })),
        Change => Made::Write(client.post_service_adjustment(9, 77, day, 3).await),
        ChangeOutside => Made::Write(client.post_service_adjustment(9, 77, date(2030, 1, 1), 3).await),
        OpenTicket => Made::Write(client.create_ticket(&ticket()).await),
        TicketStatus => Made::Write(client.set_ticket_status(500, 8).await),
    };
    (made, sent)
}

fn told(error: Error) -> Code {
    let diagnostic = Diagnostic::from(error);
    assert!(!diagnostic.hint.is_empty(), "{diagnostic:?} has no remedy");
    diagnostic.code
}

/// Everything that a write may change.
async fn written(lab: &Lab) -> Value {
    let world = lab.world().await;
    json!([world["adjustments"], world["entities"]["Tickets"], world["entities"]["ContractServiceUnits"]])
}

fn ticket() -> NewTicket {
    let mut picked = TicketFields::default();
    for (field, id) in [(TicketField::Queue, 29_682_833), (TicketField::StatusNew, 1), (TicketField::Priority, 2)] {
        picked.set(field, Some(Named { id, name: String::new() }));
    }
    NewTicket {
        company_id: 174,
        title: "Sign-in from an unusual place".to_owned(),
        description: Some("…".to_owned()),
        external_id: None,
        due: "2026-11-30T17:00:00Z".parse().unwrap(),
        picked,
    }
}

fn world(ask: Ask) -> Value {
    let mut world = json!({
        "entities": {
            "Companies": [{"id": 0, "companyName": "The MSP", "isActive": true},
                          {"id": 174, "companyName": "Contoso", "isActive": true}],
            "Contracts": [{"id": 9, "companyID": 174, "contractName": "Gold", "contractType": 7, "status": 1,
                           "startDate": "2026-01-01T00:00:00Z", "endDate": "2027-01-01T00:00:00Z", "contractPeriodType": 2}],
            "Services": [{"id": 5, "name": "Petra monitoring", "isActive": true}],
            "ContractServices": [{"id": 77, "contractID": 9, "serviceID": 5}],
            "Tickets": [{"id": 500, "ticketNumber": "T20261120.0001", "companyID": 174, "title": "Earlier", "status": 1,
                         "priority": 2, "queueID": 29_682_833}],
        },
        "units": {"77": 12},
    });
    match ask {
        Locked => world["account"] = json!({"locked": true}),
        NoContracts => {
            world["account"] = json!({"access": {"Contracts": {"query": "none", "create": "none", "update": "none"}}});
        }
        ThreePages => {
            let services = (1..=1001).map(|id| json!({"id": id, "name": format!("Service {id}"), "isActive": true}));
            world["entities"]["Services"] = services.collect();
        }
        _ => {}
    }
    world
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
