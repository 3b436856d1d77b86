//! The permission check, against access given and taken in the sandbox's world.

use petra_autotask::autotask::{Access, Entity, Purpose};
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use serde_json::{Value, json};

use super::harness::{Lab, code};

#[tokio::test]
async fn a_full_user_may_do_all_that_is_needed_and_nothing_is_written() {
    let lab = Lab::with_faults(&[]).await;
    let before = lab.world().await;
    let client = lab.signed_in().await;
    for entity in Entity::ALL {
        let rights = client.probe(entity).await.unwrap();
        assert_eq!(rights.suffice_for(entity).unwrap(), Access::All, "{entity:?}");
    }
    let ledger = lab.ledger().await;
    for request in ledger.requests() {
        assert!(request.starts_with("GET ") || request.to_lowercase().ends_with("/query"), "{request}");
    }
    assert_eq!(lab.world().await["entities"], before["entities"]);
}

#[tokio::test]
async fn each_missing_right_is_named_with_its_purpose() {
    for (entity, name, kind, right) in [
        (Entity::Companies, "Companies", "query", "read"),
        (Entity::Tickets, "Tickets", "query", "read"),
        (Entity::Tickets, "Tickets", "create", "create"),
        (Entity::Tickets, "Tickets", "update", "change"),
        (Entity::TicketNotes, "TicketNotes", "create", "create"),
        (Entity::Contracts, "Contracts", "query", "read"),
        (Entity::ContractServices, "ContractServices", "query", "read"),
        (Entity::ContractServiceUnits, "ContractServiceUnits", "query", "read"),
        (Entity::ContractServiceAdjustments, "ContractServiceAdjustments", "create", "create"),
        (Entity::Services, "Services", "query", "read"),
    ] {
        let lab = Lab::with_world(access(name, kind, "none")).await;
        let rights = lab.signed_in().await.probe(entity).await;
        let error = rights.and_then(|rights| rights.suffice_for(entity)).unwrap_err();
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.code, Code::PermissionMissing, "{name} {kind}");
        assert_eq!(diagnostic.subject.entity.as_deref(), Some(name));
        let may_not = format!("The API user may not {right} {name}, ");
        assert!(diagnostic.summary.starts_with(&may_not), "{}", diagnostic.summary);
        let purpose = match entity.purpose() {
            Purpose::Mapping => "mapping",
            Purpose::Ticketing => "ticketing",
            Purpose::Billing => "billing",
        };
        assert!(diagnostic.summary.contains(purpose), "{}", diagnostic.summary);
    }
}

#[tokio::test]
async fn restricted_is_told_from_all() {
    let lab = Lab::with_world(access("Contracts", "query", "restricted")).await;
    let rights = lab.signed_in().await.probe(Entity::Contracts).await.unwrap();
    assert_eq!(rights.suffice_for(Entity::Contracts).unwrap(), Access::Restricted);
}

/// What is in force, what it is about, and what comes of it: how far it goes, or the right that is missing.
type Case = (&'static [&'static str], Value, Entity, Result<Access, &'static str>);

/// Every shape in which a refusal comes, and those that look like one and are none.
#[tokio::test]
async fn each_shape_of_a_refusal_is_one_and_names_purpose_and_place() {
    let none = |entity: &str, kind: &str| access(entity, kind, "none");
    let fine = || json!({});
    let cases: Vec<Case> = vec![
        // Autotask's own text: a 500, a page of HTML, or a 403.
        (&[], none("Contracts", "query"), Entity::Contracts, Err("read")),
        (&["html-errors"], none("Contracts", "query"), Entity::Contracts, Err("read")),
        (&["permission-403"], none("Contracts", "query"), Entity::Contracts, Err("read")),
        (&["forbidden=Tickets"], fine(), Entity::Tickets, Err("read")),
        (&["forbidden=ContractServiceAdjustments"], fine(), Entity::ContractServiceAdjustments, Err("create")),
        // A 401 after an accepted sign-in.
        (&["unauthorized@/Contracts"], fine(), Entity::Contracts, Err("read")),
        (&["unauthorized@/Services"], fine(), Entity::Services, Err("read")),
        (&["unauthorized@/ContractServices"], fine(), Entity::ContractServices, Err("read")),
        (&["unauthorized@/ContractServiceUnits"], fine(), Entity::ContractServiceUnits, Err("read")),
        (&["unauthorized@/ContractServiceAdjustments"], fine(), Entity::ContractServiceAdjustments, Err("create")),
        // What entityInformation says, as text and as a number.
        (&["access-as-numbers"], none("Tickets", "create"), Entity::Tickets, Err("create")),
        (&["access-as-numbers"], none("TicketNotes", "create"), Entity::TicketNotes, Err("create")),
        (&[], none("ContractServiceAdjustments", "create"), Entity::ContractServiceAdjustments, Err("create")),
        (&["access-as-numbers"], access("Contracts", "query", "restricted"), Entity::Contracts, Ok(Access::Restricted)),
        (&["restricted=Services"], fine(), Entity::Services, Ok(Access::Restricted)),
        (&["access-as-numbers"], fine(), Entity::ContractServiceAdjustments, Ok(Access::All)),
        (&["entity-name-plural"], fine(), Entity::Contracts, Ok(Access::All)),
        // It says that all is well, and the row is refused; it is refused itself, and the row is not.
        (&["access-looks-all"], none("Contracts", "query"), Entity::Contracts, Err("read")),
        (&["unauthorized@POST /Services"], fine(), Entity::Services, Err("read")),
        (&["forbidden=Contracts@GET /Contracts"], fine(), Entity::Contracts, Ok(Access::All)),
        (&["forbidden=Tickets@GET /Tickets"], fine(), Entity::Tickets, Err("read")),
        // Rows are hidden: nobody's database is without its own company.
        (&["access-looks-all", "restricted=Companies"], fine(), Entity::Companies, Ok(Access::Restricted)),
    ];
    for (faults, world, entity, wanted) in cases {
        let lab = Lab::with_world(world).await;
        let client = lab.signed_in().await;
        lab.set_faults(faults).await;
        let found = client.probe(entity).await.and_then(|rights| rights.suffice_for(entity));
        match (found, wanted) {
            (Ok(access), Ok(wanted)) => assert_eq!(access, wanted, "{faults:?} {entity:?}"),
            (Err(error), Err(right)) => {
                let diagnostic = Diagnostic::from(error);
                assert_eq!(diagnostic.code, Code::PermissionMissing, "{faults:?}: {diagnostic:?}");
                let may_not = format!("The API user may not {right} {}, ", entity.name());
                assert!(diagnostic.summary.starts_with(&may_not), "{faults:?}: {}", diagnostic.summary);
                for part in [entity.setting(), "Security Level", "labels differ"] {
                    assert!(diagnostic.hint.contains(part), "{faults:?}: {}", diagnostic.hint);
                }
                let is_401 = faults.iter().any(|fault| fault.starts_with("unauthorized"));
                let both = diagnostic.hint.contains("both modules, Contracts and Services");
                assert_eq!(both, is_401, "{faults:?}: {}", diagnostic.hint);
            }
            (found, wanted) => panic!("{faults:?} {entity:?}: {found:?} instead of {wanted:?}"),
        }
        lab.set_faults(&[]).await;
        client.sign_in().await.expect("a missing right is no refused sign-in");
    }
}

#[tokio::test]
async fn a_row_that_was_refused_can_be_checked_again() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    lab.set_faults(&["forbidden=Contracts"]).await;
    assert_eq!(code(client.probe(Entity::Contracts).await.unwrap_err()), Code::PermissionMissing);
    lab.set_faults(&[]).await;
    client.probe(Entity::Contracts).await.unwrap();
}

fn access(entity: &str, kind: &str, level: &str) -> Value {
    let mut access = json!({"query": "all", "create": "all", "update": "all"});
    access[kind] = json!(level);
    json!({"account": {"access": {entity: access}}})
}
