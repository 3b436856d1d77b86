//! Reading what billing is judged by: contracts, their lines, and the unit rows of the lines that matter.
//!
//! Batched by ids, so that a book of tenants costs few requests. Companies are not read: that a contract is the mapped
//! company's is told by the contract.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use super::session::BillingSession;
use crate::autotask::Error;
use crate::domain::billing::{LineKey, Periods, Standing};
use crate::domain::catalog::{Catalog, Contract, Line, LineKind, UnitRow};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::settings::{LineChoice, TenantSettings};
use crate::ops::export::Progress;
use crate::ops::hidden_units::hidden_units;

/// From which day on unit rows are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// From the day before this one.
    Day(Date),
    /// From the day before the period of each contract that holds this day.
    PeriodOf(Date),
}

impl From {
    /// The first day for these contracts. The day before tells whether a change begins on the day itself.
    fn first_day(self, contracts: &[Contract], journalled: Option<Date>) -> Date {
        let day = match self {
            Self::Day(day) => day,
            Self::PeriodOf(day) => {
                let starts = contracts.iter().filter_map(|contract| Periods::of(contract)?.start_of(day));
                starts.min().unwrap_or(day)
            }
        };
        let day = journalled.map_or(day, |earlier| earlier.min(day));
        day.yesterday().unwrap_or(day)
    }
}

impl BillingSession {
    /// Reads contracts and lines of these tenants, whole, with the units of each mapped line and of those that sell the same.
    pub(super) async fn read(
        &self,
        tenants: &[&TenantSettings],
        standings: &HashMap<LineKey, Standing>,
        from: From,
        progress: &mut Progress<'_>,
    ) -> Result<Catalog, Diagnostic> {
        let client = &self.connection.client;
        let billings: Vec<_> = tenants.iter().filter_map(|tenant| tenant.billing.as_ref()).collect();
        let ids = sorted(billings.iter().map(|billing| billing.contract.id));
        let mut catalog = Catalog::default();
        if ids.is_empty() {
            return Ok(catalog);
        }
        progress("contracts", 0, Some(ids.len()));
        let contracts = client.contracts_by_id(&ids).await.map_err(Diagnostic::from)?;
        let recurring = sorted(contracts.iter().filter(|one| one.is_recurring()).map(|one| one.id));
        if recurring.len() < contracts.len() {
            // What this site calls the types is needed only to say which one a contract has.
            catalog.set_contract_kinds(client.contract_types().await.map_err(Diagnostic::from)?);
        }
        catalog.set_services(client.services().await.map_err(Diagnostic::from)?);
        let choices: Vec<(i64, LineChoice)> =
            billings.iter().filter_map(|billing| Some((billing.contract.id, billing.choice()?))).collect();
        let first = from.first_day(&contracts, earliest(standings));
        let mut all = Vec::new();
        for kind in [LineKind::Service, LineKind::Bundle] {
            let of_kind = || choices.iter().filter(|(_, choice)| choice.kind == kind);
            let asked = sorted(of_kind().map(|(contract, _)| *contract).filter(|id| recurring.contains(id)));
            let mut lines = self.lines_of(kind, &asked, progress).await.map_err(Diagnostic::from)?;
            // Units of the mapped lines, and of those that sell the same on the same contract: they tell duplicates.
            let matters: HashSet<(i64, i64)> =
                of_kind().map(|(contract, choice)| (*contract, choice.item_id)).collect();
            let mapped: HashSet<i64> = of_kind().map(|(_, choice)| choice.line_id).collect();
            lines.retain(|line| mapped.contains(&line.id) || matters.contains(&(line.contract_id, line.item_id)));
            let wanted: Vec<i64> = lines.iter().map(|line| line.id).collect();
            progress("units", 0, Some(wanted.len()));
            let mut units = self.units_of(kind, &wanted, Some(first)).await.map_err(Diagnostic::from)?;
            for line in &mut lines {
                line.units = units.remove(&line.id).unwrap_or_default();
            }
            if kind == LineKind::Bundle {
                let sold = sorted(of_kind().map(|(_, choice)| choice.item_id));
                let found = client.service_bundles(&sold).await.map_err(Diagnostic::from)?;
                catalog.add_bundles(sold, found);
            }
            all.append(&mut lines);
        }
        for (kind, why) in hidden_units(client, &all).await.map_err(Diagnostic::from)? {
            catalog.units_are_unsure(kind, why);
        }
        catalog.add_contracts_by_id(ids, contracts);
        catalog.add_lines_of(recurring, all);
        Ok(catalog)
    }

    /// The lines of one kind on contracts, without their units.
    async fn lines_of(
        &self,
        kind: LineKind,
        contracts: &[i64],
        progress: &mut Progress<'_>,
    ) -> Result<Vec<Line>, Error> {
        if contracts.is_empty() {
            return Ok(Vec::new());
        }
        let client = &self.connection.client;
        let mut tell = |done: crate::autotask::Progress| progress("lines", done.loaded, done.total);
        match kind {
            LineKind::Service => client.bare_lines_of(contracts, &mut tell).await,
            LineKind::Bundle => client.bare_bundle_lines_of(contracts, &mut tell).await,
        }
    }

    /// The unit rows of lines of one kind that end on `from` or later, by line.
    pub(super) async fn units_of(
        &self,
        kind: LineKind,
        lines: &[i64],
        from: Option<Date>,
    ) -> Result<HashMap<i64, Vec<UnitRow>>, Error> {
        if lines.is_empty() {
            return Ok(HashMap::new());
        }
        match kind {
            LineKind::Service => self.connection.client.units_of(lines, from).await,
            LineKind::Bundle => self.connection.client.bundle_units_of(lines, from).await,
        }
    }

    /// The unit rows of one line that tell of a day and what follows it.
    pub(super) async fn units_of_line(&self, line: LineKey, day: Date) -> Result<Vec<UnitRow>, Error> {
        let mut found = self.units_of(line.kind, &[line.line_id], day.yesterday().ok()).await?;
        Ok(found.remove(&line.line_id).unwrap_or_default())
    }
}

/// The earliest day that an open or repeated change of the journal speaks of.
fn earliest(standings: &HashMap<LineKey, Standing>) -> Option<Date> {
    standings
        .values()
        .flat_map(|standing| standing.open.iter().chain(&standing.again).map(|entry| entry.effective))
        .min()
}

fn sorted(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}
