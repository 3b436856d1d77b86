//! `ContractServiceBundles`: the bundle lines of contracts.
//!
//! How many units each has when is in `units`.

use jiff::civil::Date;
use serde::Deserialize;

use crate::autotask::query::{self, Progress, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::{Line, LineKind};

#[derive(Deserialize)]
struct LineRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, rename = "contractID", deserialize_with = "read::number")]
    contract: Option<i64>,
    #[serde(default, rename = "serviceBundleID", deserialize_with = "read::number")]
    bundle: Option<i64>,
}

impl Row for LineRow {
    const ENTITY: Entity = Entity::ContractServiceBundles;
    const FIELDS: &'static [&'static str] = &["id", "contractID", "serviceBundleID"];
    type Thing = Line;

    fn take(self) -> Result<Line, &'static str> {
        Ok(Line {
            kind: LineKind::Bundle,
            id: self.id.ok_or("id")?,
            contract_id: self.contract.ok_or("contractID")?,
            item_id: self.bundle.ok_or("serviceBundleID")?,
            units: Vec::new(),
        })
    }
}

impl Client {
    /// Every bundle line of these contracts, without its units; see [`Client::bare_lines_of`].
    ///
    /// # Errors
    /// As for every read.
    pub async fn bare_bundle_lines_of(
        &self,
        contracts: &[i64],
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Vec<Line>, Error> {
        query::all_of::<LineRow>(self, "contractID", contracts, None, on_progress).await
    }

    /// Every bundle line of these contracts, with the unit rows that end on `from` or later (all of them without it).
    /// Where there is none, one query tells it.
    ///
    /// # Errors
    /// As for every read.
    pub async fn bundle_lines_of(&self, contracts: &[i64], from: Option<Date>) -> Result<Vec<Line>, Error> {
        let mut lines = self.bare_bundle_lines_of(contracts, &mut |_| {}).await?;
        let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
        let mut units = self.bundle_units_of(&ids, from).await?;
        for line in &mut lines {
            line.units = units.remove(&line.id).unwrap_or_default();
        }
        Ok(lines)
    }
}
