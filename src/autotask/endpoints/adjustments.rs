//! `ContractServiceAdjustments` and `ContractServiceBundleAdjustments`: changes of units. They can be made, and neither
//! read nor taken back.

use jiff::civil::Date;
use serde::Serialize;

use crate::autotask::write::Route;
use crate::autotask::{Client, Entity, Outcome};

/// A change of a line's units. Only the line's own id says which line is meant: a contract and a service from the
/// catalogue would make a new line where none is there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Adjustment {
    #[serde(rename = "contractID")]
    contract: i64,
    #[serde(rename = "contractServiceID")]
    service: Option<i64>,
    #[serde(rename = "contractServiceBundleID")]
    bundle: Option<i64>,
    /// A calendar day, without an hour that a time zone could move.
    effective_date: Date,
    unit_change: i64,
}

impl Client {
    /// Changes the units of a service line by `unit_change` from `effective_date` on. What came of it can only be seen
    /// in the line's units.
    pub async fn post_service_adjustment(
        &self,
        contract_id: i64,
        contract_service_id: i64,
        effective_date: Date,
        unit_change: i64,
    ) -> Outcome {
        let entity = Entity::ContractServiceAdjustments;
        let service = Some(contract_service_id);
        let adjustment = Adjustment { contract: contract_id, service, bundle: None, effective_date, unit_change };
        self.create(Route::Child { parent: Entity::Contracts, id: contract_id, entity }, &adjustment).await
    }

    /// Changes the units of a service bundle on a contract, as [`Self::post_service_adjustment`] those of a service line.
    pub async fn post_bundle_adjustment(
        &self,
        contract_id: i64,
        contract_service_bundle_id: i64,
        effective_date: Date,
        unit_change: i64,
    ) -> Outcome {
        let entity = Entity::ContractServiceBundleAdjustments;
        let bundle = Some(contract_service_bundle_id);
        let adjustment = Adjustment { contract: contract_id, service: None, bundle, effective_date, unit_change };
        self.create(Route::Child { parent: Entity::Contracts, id: contract_id, entity }, &adjustment).await
    }
}
