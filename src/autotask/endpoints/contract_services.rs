//! `ContractServices`: the lines of contracts.
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
    #[serde(default, rename = "serviceID", deserialize_with = "read::number")]
    service: Option<i64>,
}

impl Row for LineRow {
    const ENTITY: Entity = Entity::ContractServices;
    const FIELDS: &'static [&'static str] = &["id", "contractID", "serviceID"];
    type Thing = Line;

    fn take(self) -> Result<Line, &'static str> {
        Ok(Line {
            kind: LineKind::Service,
            id: self.id.ok_or("id")?,
            contract_id: self.contract.ok_or("contractID")?,
            item_id: self.service.ok_or("serviceID")?,
            units: Vec::new(),
        })
    }
}

impl Client {
    /// Every service line of these contracts, without its units: for those who need the units of few of them.
    ///
    /// # Errors
    /// As for every read.
    pub async fn bare_lines_of(
        &self,
        contracts: &[i64],
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Vec<Line>, Error> {
        query::all_of::<LineRow>(self, "contractID", contracts, None, on_progress).await
    }

    /// Every service line of these contracts, with the unit rows that end on `from` or later (all of them without it).
    /// `on_progress` counts contracts while lines come.
    ///
    /// # Errors
    /// As for every read.
    pub async fn lines_of(
        &self,
        contracts: &[i64],
        from: Option<Date>,
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Vec<Line>, Error> {
        let mut lines = self.bare_lines_of(contracts, on_progress).await?;
        let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
        let mut units = self.units_of(&ids, from).await?;
        for line in &mut lines {
            line.units = units.remove(&line.id).unwrap_or_default();
        }
        Ok(lines)
    }
}
