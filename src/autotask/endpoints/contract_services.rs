//! `ContractServices` and `ContractServiceBundles`: the lines of contracts.
//!
//! How many units each has when is in `units`.

use jiff::civil::Date;
use serde::Deserialize;

use crate::autotask::query::{self, Progress, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::{Line, LineKind};

/// What both entities have; what the line is of has a name of its own in each.
#[derive(Deserialize)]
struct LineRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, rename = "contractID", deserialize_with = "read::number")]
    contract: Option<i64>,
    #[serde(default, rename = "serviceID", alias = "serviceBundleID", deserialize_with = "read::number")]
    item: Option<i64>,
}

impl LineRow {
    fn take(self, kind: LineKind, item: &'static str) -> Result<Line, &'static str> {
        Ok(Line {
            kind,
            id: self.id.ok_or("id")?,
            contract_id: self.contract.ok_or("contractID")?,
            item_id: self.item.ok_or(item)?,
            units: Vec::new(),
        })
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct ServiceLine(LineRow);

impl Row for ServiceLine {
    const ENTITY: Entity = Entity::ContractServices;
    const FIELDS: &'static [&'static str] = &["id", "contractID", "serviceID"];
    type Thing = Line;

    fn take(self) -> Result<Line, &'static str> {
        self.0.take(LineKind::Service, "serviceID")
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct BundleLine(LineRow);

impl Row for BundleLine {
    const ENTITY: Entity = Entity::ContractServiceBundles;
    const FIELDS: &'static [&'static str] = &["id", "contractID", "serviceBundleID"];
    type Thing = Line;

    fn take(self) -> Result<Line, &'static str> {
        self.0.take(LineKind::Bundle, "serviceBundleID")
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
        query::all_of::<ServiceLine>(self, "contractID", contracts, None, on_progress).await
    }

    /// The same for bundle lines.
    ///
    /// # Errors
    /// As for every read.
    pub async fn bare_bundle_lines_of(
        &self,
        contracts: &[i64],
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Vec<Line>, Error> {
        query::all_of::<BundleLine>(self, "contractID", contracts, None, on_progress).await
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
        let lines = self.bare_lines_of(contracts, on_progress).await?;
        self.with_units(lines, LineKind::Service, from).await
    }

    /// The same for bundle lines. Where there is none, one query tells it.
    ///
    /// # Errors
    /// As for every read.
    pub async fn bundle_lines_of(&self, contracts: &[i64], from: Option<Date>) -> Result<Vec<Line>, Error> {
        let lines = self.bare_bundle_lines_of(contracts, &mut |_| {}).await?;
        self.with_units(lines, LineKind::Bundle, from).await
    }

    async fn with_units(&self, mut lines: Vec<Line>, kind: LineKind, from: Option<Date>) -> Result<Vec<Line>, Error> {
        let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
        let mut units = match kind {
            LineKind::Service => self.units_of(&ids, from).await?,
            LineKind::Bundle => self.bundle_units_of(&ids, from).await?,
        };
        for line in &mut lines {
            line.units = units.remove(&line.id).unwrap_or_default();
        }
        Ok(lines)
    }
}
