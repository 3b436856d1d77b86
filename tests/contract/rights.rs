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

#[tokio::test]
async fn a_refusal_of_the_real_read_counts_though_the_metadata_look_fine() {
    for (fault, entity) in [
        ("forbidden=Contracts@POST /Contracts", Entity::Contracts),
        ("unauthorized@POST /ContractServices", Entity::ContractServices),
        ("unauthorized@POST /Services", Entity::Services),
    ] {
        let lab = Lab::with_faults(&[]).await;
        let client = lab.signed_in().await;
        lab.set_faults(&[fault]).await;
        assert_eq!(code(client.probe(entity).await.unwrap_err()), Code::PermissionMissing, "{fault}");
        lab.set_faults(&[]).await;
        client.probe(entity).await.expect("a row that was refused can be checked again");
    }
}

fn access(entity: &str, kind: &str, level: &str) -> Value {
    let mut access = json!({"query": "all", "create": "all", "update": "all"});
    access[kind] = json!(level);
    json!({"account": {"access": {entity: access}}})
}
