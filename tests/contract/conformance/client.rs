//! What the client asks for, once through all of it: that the judged requests are those that matter.

use std::collections::BTreeSet;

use petra_autotask::autotask::Entity;

use super::facts::{FACTS, Kind};
use super::tap::Exchange;
use crate::harness::Lab;

#[tokio::test]
async fn every_entity_that_the_client_reads_is_judged() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    client.threshold().await.unwrap();
    for entity in Entity::ALL {
        client.probe(entity).await.unwrap();
    }
    let exchanges = lab.tap.exchanges();
    let kinds: BTreeSet<(String, Kind)> = exchanges
        .iter()
        .filter_map(|exchange| {
            let found = FACTS.find(&exchange.verb, exchange.autotask()?.1)?;
            Some((found.entity.name.clone(), found.route.kind))
        })
        .collect();
    for name in
        ["Companies", "Contracts", "ContractServices", "ContractServiceUnits", "Services", "Tickets", "TicketNotes"]
    {
        assert!(kinds.contains(&(name.to_owned(), Kind::Query)), "{name} in {kinds:?}");
        assert!(kinds.contains(&(name.to_owned(), Kind::Information)), "{name} in {kinds:?}");
    }
    let open = |path: &str| exchanges.iter().any(|exchange: &Exchange| exchange.path.ends_with(path));
    assert!(open("zoneInformation") && open("Version") && open("ThresholdInformation"));
    assert!(exchanges.iter().all(|exchange| exchange.answer.is_some()));
}
