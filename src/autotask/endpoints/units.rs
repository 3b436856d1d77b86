//! `ContractServiceUnits` and `ContractServiceBundleUnits`: how many units a line of a contract has when.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::autotask::query::{self, Filter, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::UnitRow;

/// What both entities have; the line's field has a name of its own in each.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnitsRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(
        default,
        rename = "contractServiceID",
        alias = "contractServiceBundleID",
        deserialize_with = "read::number"
    )]
    line: Option<i64>,
    #[serde(default, deserialize_with = "read::day")]
    start_date: Option<Date>,
    #[serde(default, deserialize_with = "read::day")]
    end_date: Option<Date>,
    #[serde(default, deserialize_with = "read::number")]
    units: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    approve_and_post_date: Option<String>,
}

/// A unit row and the line that it belongs to.
struct UnitsOfLine {
    line: i64,
    row: UnitRow,
}

impl UnitsRow {
    fn take(self, line: &'static str) -> Result<UnitsOfLine, &'static str> {
        Ok(UnitsOfLine {
            line: self.line.ok_or(line)?,
            row: UnitRow {
                id: self.id.ok_or("id")?,
                start: self.start_date.ok_or("startDate")?,
                end: self.end_date.ok_or("endDate")?,
                // Autotask keeps them in 32 bits; sums of what is more would be none.
                units: self.units.filter(|units| i32::try_from(*units).is_ok()).ok_or("units")?,
                posted: self.approve_and_post_date.is_some_and(|date| !date.is_empty()),
            },
        })
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct ServiceUnits(UnitsRow);

impl Row for ServiceUnits {
    const ENTITY: Entity = Entity::ContractServiceUnits;
    // No price and no cost: they are amounts of the row, and nothing here needs them.
    const FIELDS: &'static [&'static str] =
        &["id", "contractServiceID", "startDate", "endDate", "units", "approveAndPostDate"];
    type Thing = UnitsOfLine;

    fn take(self) -> Result<UnitsOfLine, &'static str> {
        self.0.take("contractServiceID")
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct BundleUnits(UnitsRow);

impl Row for BundleUnits {
    const ENTITY: Entity = Entity::ContractServiceBundleUnits;
    const FIELDS: &'static [&'static str] =
        &["id", "contractServiceBundleID", "startDate", "endDate", "units", "approveAndPostDate"];
    type Thing = UnitsOfLine;

    fn take(self) -> Result<UnitsOfLine, &'static str> {
        self.0.take("contractServiceBundleID")
    }
}

impl Client {
    /// The unit rows of these service lines that end on `from` or later (all of them without it), by line.
    ///
    /// # Errors
    /// As for every read.
    pub async fn units_of(&self, lines: &[i64], from: Option<Date>) -> Result<HashMap<i64, Vec<UnitRow>>, Error> {
        self.units::<ServiceUnits>("contractServiceID", lines, from).await
    }

    /// The same for service bundles on contracts.
    ///
    /// # Errors
    /// As for every read.
    pub async fn bundle_units_of(
        &self,
        bundles: &[i64],
        from: Option<Date>,
    ) -> Result<HashMap<i64, Vec<UnitRow>>, Error> {
        self.units::<BundleUnits>("contractServiceBundleID", bundles, from).await
    }

    async fn units<R: Row<Thing = UnitsOfLine>>(
        &self,
        field: &'static str,
        lines: &[i64],
        from: Option<Date>,
    ) -> Result<HashMap<i64, Vec<UnitRow>>, Error> {
        let filter = from.map(|day| Filter::not_before("endDate", day));
        let rows = query::all_of::<R>(self, field, lines, filter, &mut |_| {}).await?;
        let mut units: HashMap<i64, Vec<UnitRow>> = HashMap::new();
        for row in rows {
            units.entry(row.line).or_default().push(row.row);
        }
        Ok(units)
    }
}
