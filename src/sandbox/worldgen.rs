//! Invents a world from a seed: a service provider, its customers in Autotask and its tenants in Petra.
//! Names are in `names`, companies in `companies`, contracts and units in `contracts`, Petra's side in `tenants`.

mod companies;
mod contracts;
mod customers;
mod names;
mod rng;
mod tenants;

use jiff::civil::Date;

use self::customers::Customers;
use crate::sandbox::world::{Petra, World, default_account, picklists};

/// Petra's bearer key in every invented world.
pub const API_KEY: &str = "petra_sandbox_4f1c9a27d35e";

/// Size and seed of an invented world.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The provider's own among them.
    pub companies: usize,
    pub tenants: usize,
    pub seed: u64,
}

impl Size {
    /// The world of this size and seed on that day.
    pub fn world(self, today: Date) -> World {
        let petra = Petra {
            api_key: API_KEY.into(),
            tenants: Vec::new(),
            usage: Vec::new(),
            billable_users: std::collections::BTreeMap::new(),
            incidents: Vec::new(),
        };
        let mut world = World::new(today, default_account(), picklists::defaults(), petra);
        let customers = Customers::new(self);
        contracts::catalogue(&mut world);
        companies::add(&mut world, &customers);
        contracts::add(&mut world, &customers);
        tenants::add(&mut world, &customers);
        companies::add_tickets(&mut world, &customers);
        world
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use serde_json::Value;

    use super::*;
    use crate::sandbox::entities::Kind;

    fn world(companies: usize, tenants: usize, seed: u64) -> World {
        let size = Size { companies, tenants, seed };
        size.world(date(2026, 11, 24))
    }

    fn json(world: &World) -> Value {
        serde_json::to_value(world).unwrap()
    }

    #[test]
    fn a_world_has_its_size_and_is_the_same_for_the_same_seed() {
        for (companies, tenants) in [(300, 40), (1, 3), (5, 40), (0, 0), (2_000, 500)] {
            let first = json(&world(companies, tenants, 1));
            assert_eq!(first["entities"]["Companies"].as_array().unwrap().len(), companies, "{companies}");
            assert_eq!(first["petra"]["tenants"].as_array().unwrap().len(), tenants, "{tenants}");
            assert!(first == json(&world(companies, tenants, 1)), "{companies} {tenants}");
        }
        assert!(json(&world(300, 40, 1)) != json(&world(300, 40, 2)));
    }

    #[test]
    fn an_invented_world_fed_back_is_the_same_world() {
        let first = world(120, 40, 7);
        let read = World::read(&json(&first), date(2020, 1, 1), |_| world(1, 1, 1)).unwrap();
        assert!(json(&first) == json(&read));
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let world = world(300, 40, 1);
        for kind in Kind::ALL {
            let entity = kind.entity();
            for (place, field) in (0_u8..).zip(&entity.fields) {
                let Some(other) = Kind::named(field.reference).filter(|_| !field.reference.is_empty()) else {
                    continue;
                };
                for row in world.table(kind).rows() {
                    if let Some(id) = row.int(place) {
                        assert!(world.row(other, id).is_some(), "{kind} {} {} {id}", row.id, field.name);
                    }
                }
            }
        }
    }

    #[test]
    fn the_first_forty_tenants_meet_every_case() {
        let world = world(300, 40, 1);
        let entity = Kind::Contracts.entity();
        let (start, end, status, kind) =
            (entity.at("startDate"), entity.at("endDate"), entity.at("status"), entity.at("contractType"));
        let contracts = world.table(Kind::Contracts).rows();
        let has = |what: &str, found: bool| assert!(found, "no contract that {what}");
        let recurring = |row: &&std::sync::Arc<crate::sandbox::rows::Row>| row.int(kind) == Some(7);
        has("has not started", contracts.iter().filter(recurring).any(|row| row.date(start).unwrap() > world.today));
        has("has ended", contracts.iter().filter(recurring).any(|row| row.date(end).unwrap() < world.today));
        has("is inactive", contracts.iter().filter(recurring).any(|row| row.int(status) == Some(0)));
        has("is of another type", contracts.iter().any(|row| row.int(kind) != Some(7)));
        has(
            "ends soon",
            contracts.iter().filter(recurring).any(|row| {
                let left = row.date(end).unwrap().duration_since(world.today).as_hours() / 24;
                (0..=60).contains(&left)
            }),
        );
        has("was renewed", contracts.iter().any(|row| row.int(entity.at("renewedContractID")).is_some()));
        let lines = Kind::ContractServices.entity();
        let mut seen = BTreeSet::new();
        let twice = world
            .table(Kind::ContractServices)
            .rows()
            .iter()
            .any(|row| !seen.insert((row.int(lines.at("contractID")), row.int(lines.at("serviceID")))));
        has("has a service twice", twice);
        has("has a bundle", world.table(Kind::ContractServiceBundles).rows().len() > 1);
        let idle = world.petra.tenants.iter().filter(|tenant| tenant["isPaused"] == true).count();
        assert_eq!(idle, 3);
        assert_eq!(world.petra.usage.len(), 39);
        assert!(!world.petra.incidents.is_empty());
    }
}
