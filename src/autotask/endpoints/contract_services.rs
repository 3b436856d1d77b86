//! `ContractServices` and `ContractServiceUnits`: the lines of contracts, and how many units each has when.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::autotask::query::{self, Filter, Progress, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::{Line, UnitRow};

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
            id: self.id.ok_or("id")?,
            contract_id: self.contract.ok_or("contractID")?,
            service_id: self.service.ok_or("serviceID")?,
            units: Vec::new(),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnitsRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, rename = "contractServiceID", deserialize_with = "read::number")]
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

impl Row for UnitsRow {
    const ENTITY: Entity = Entity::ContractServiceUnits;
    // No price and no cost: they are amounts of the row, and nothing here needs them.
    const FIELDS: &'static [&'static str] =
        &["id", "contractServiceID", "startDate", "endDate", "units", "approveAndPostDate"];
    type Thing = UnitsOfLine;

    fn take(self) -> Result<UnitsOfLine, &'static str> {
        Ok(UnitsOfLine {
            line: self.line.ok_or("contractServiceID")?,
            row: UnitRow {
                id: self.id.ok_or("id")?,
                start: self.start_date.ok_or("startDate")?,
                end: self.end_date.ok_or("endDate")?,
                units: self.units.ok_or("units")?,
                posted: self.approve_and_post_date.is_some_and(|date| !date.is_empty()),
            },
        })
    }
}

impl Client {
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
        let mut lines = query::all_of::<LineRow>(self, "contractID", contracts, None, on_progress).await?;
        let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
        let mut units = self.units_of(&ids, from).await?;
        for line in &mut lines {
            line.units = units.remove(&line.id).unwrap_or_default();
        }
        Ok(lines)
    }

    /// The unit rows of these lines that end on `from` or later (all of them without it), by line.
    ///
    /// # Errors
    /// As for every read.
    pub async fn units_of(&self, lines: &[i64], from: Option<Date>) -> Result<HashMap<i64, Vec<UnitRow>>, Error> {
        let filter = from.map(|day| Filter::not_before("endDate", day));
        let rows = query::all_of::<UnitsRow>(self, "contractServiceID", lines, filter, &mut |_| {}).await?;
        let mut units: HashMap<i64, Vec<UnitRow>> = HashMap::new();
        for row in rows {
            units.entry(row.line).or_default().push(row.row);
        }
        Ok(units)
    }
}
