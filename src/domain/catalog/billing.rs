//! What one load brings of contracts, and how it comes into the catalog.

use super::{Catalog, Contract, Line, LineKind, Service};
use crate::domain::diagnostic::Diagnostic;

/// Contracts with the lines of the recurring ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Billing {
    /// The contracts.
    pub contracts: Vec<Contract>,
    /// The lines, with the unit rows in force from today on: of services, then of bundles.
    pub lines: Vec<Line>,
    /// The bundles of the catalogue that the lines name.
    pub bundles: Vec<Service>,
    /// Why bundles were not read, where Autotask does not show them to this API user.
    pub bundles_refused: Option<Diagnostic>,
    /// For each kind of line, what stands against taking one without unit rows for one with 0 units.
    pub units_unsure: Vec<(LineKind, Diagnostic)>,
}

impl Billing {
    /// The bundles of the catalogue that the lines name.
    #[must_use]
    pub fn bundles_named(&self) -> Vec<i64> {
        self.lines.iter().filter(|line| line.kind == LineKind::Bundle).map(|line| line.item_id).collect()
    }
}

impl Catalog {
    /// Takes in what was found of the contracts of `companies`, asked for whole, and of `contracts`, asked for by id.
    pub fn add_billing(&mut self, companies: Vec<i64>, contracts: Vec<i64>, found: Billing) {
        let recurring: Vec<i64> =
            found.contracts.iter().filter(|contract| contract.is_recurring()).map(|contract| contract.id).collect();
        self.add_bundles(found.bundles_named(), found.bundles);
        // A contract that came with its company may have been asked for by id too.
        self.add_contracts_by_id(contracts, found.contracts.clone());
        let of_companies = found.contracts.into_iter().filter(|contract| companies.contains(&contract.company_id));
        let of_companies: Vec<Contract> = of_companies.collect();
        self.add_contracts_of(companies, of_companies);
        self.add_lines_of(recurring, found.lines);
        if let Some(why) = found.bundles_refused {
            self.bundles_are_refused(why);
        }
        for (kind, why) in found.units_unsure {
            self.units_are_unsure(kind, why);
        }
    }
}
