//! What is known of Autotask's lists: companies, contracts with their lines and units, services and bundles, picklists.
//!
//! It grows as answers arrive, and tells *not loaded* from *not there*. Loading is the business of `ops`;
//! judging, of `rules`; searching companies by text, of `search`.

mod billing;
mod companies;
mod line;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::billing::Billing;
pub use self::line::{Line, LineKind, UnitRow};
use super::diagnostic::Diagnostic;
use super::settings::TicketField;
use super::tenant_ids::TenantIds;

/// `contractType` of a recurring service contract.
pub const RECURRING_SERVICE: i64 = 7;

/// `status` of an active contract.
pub const CONTRACT_ACTIVE: i64 = 1;

/// A company (`Companies`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Autotask's id; 0 is the MSP's own company.
    pub id: i64,
    /// `companyName`
    pub name: String,
    /// `isActive`
    pub active: bool,
    /// `companyType`, a picklist value (1 customer).
    pub kind: Option<i64>,
    /// `city`
    pub city: Option<String>,
    /// `webAddress`, as it was typed in Autotask.
    pub web_address: Option<String>,
}

/// A contract (`Contracts`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Autotask's id.
    pub id: i64,
    /// The company that it belongs to.
    pub company_id: i64,
    /// `contractName`
    pub name: String,
    /// `contractType`, a picklist value; [`RECURRING_SERVICE`] is the one that can be billed.
    pub kind: i64,
    /// `status`, a picklist value; [`CONTRACT_ACTIVE`].
    pub status: i64,
    /// First day.
    pub start: Option<Date>,
    /// Last day, itself included.
    pub end: Option<Date>,
    /// `contractPeriodType`, a picklist value.
    pub period: Option<i64>,
    /// The contract that this one was renewed by.
    pub renewed_by: Option<i64>,
}

impl Contract {
    /// Whether its type is Recurring Service.
    #[must_use]
    pub fn is_recurring(&self) -> bool {
        self.kind == RECURRING_SERVICE
    }
}

/// An entry of the catalogue: a service (`Services`), or a bundle of them (`ServiceBundles`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Autotask's id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// `isActive`
    pub active: bool,
}

/// A value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PicklistValue {
    /// The value that entities carry.
    pub value: i64,
    /// What people see.
    pub label: String,
    /// Inactive values are shown, never written.
    pub active: bool,
    /// Whether Autotask takes it where none is given.
    pub default: bool,
    /// Where it stands in Autotask's own lists.
    pub order: i64,
    /// The value of the parent field that it hangs on (sub-issue types).
    pub parent: Option<i64>,
}

/// What a look-up by id found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// Nobody asked Autotask yet: no judgement.
    NotLoaded,
    /// Autotask was asked and does not show it.
    Missing,
    /// Here it is.
    Found(T),
}

impl<T> Lookup<T> {
    /// The thing, if it was found.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(thing) => Some(thing),
            Self::NotLoaded | Self::Missing => None,
        }
    }
}

/// The picklists of the fields of `Tickets`, by Autotask's field name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketLists(BTreeMap<String, Vec<PicklistValue>>);

impl TicketLists {
    /// The lists by Autotask's field name (`queueID`, `status` …), each in Autotask's order.
    #[must_use]
    pub fn new(lists: BTreeMap<String, Vec<PicklistValue>>) -> Self {
        Self(lists)
    }

    /// The values of a ticket field; empty where this site has none.
    #[must_use]
    pub fn of(&self, field: TicketField) -> &[PicklistValue] {
        self.0.get(field.autotask_field()).map_or(&[], Vec::as_slice)
    }

    /// A value of a ticket field.
    #[must_use]
    pub fn value(&self, field: TicketField, value: i64) -> Option<&PicklistValue> {
        self.of(field).iter().find(|entry| entry.value == value)
    }
}

/// Everything that is known of Autotask's lists.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    companies: Arc<super::companies::Companies>,
    companies_complete: bool,
    /// Read by their ids, apart from the list.
    companies_asked: HashSet<i64>,
    /// Asked for by their ids and not found, whatever the list says.
    companies_gone: HashSet<i64>,
    /// When the list was read, where it was kept from an earlier run.
    companies_kept: Option<String>,
    /// A list that takes the place of the whole one that is here, once it is whole itself.
    companies_coming: Option<super::companies::Companies>,
    tenant_ids: Arc<TenantIds>,
    tickets: Option<TicketLists>,
    contract_kinds: Vec<PicklistValue>,
    services: Option<BTreeMap<i64, Service>>,
    bundles: HashMap<i64, Service>,
    bundles_asked: HashSet<i64>,
    bundles_refused: Option<Diagnostic>,
    contracts: HashMap<i64, Contract>,
    contracts_of: HashMap<i64, Vec<i64>>,
    contracts_asked: HashSet<i64>,
    lines: HashMap<i64, Vec<Line>>,
    units_unsure: HashMap<LineKind, Diagnostic>,
}

impl Catalog {
    /// Takes in the picklists of tickets.
    pub fn set_tickets(&mut self, lists: TicketLists) {
        self.tickets = Some(lists);
    }

    /// The picklists of tickets, once loaded.
    #[must_use]
    pub fn tickets(&self) -> Option<&TicketLists> {
        self.tickets.as_ref()
    }

    /// Takes in the values of `Contracts.contractType`.
    pub fn set_contract_kinds(&mut self, kinds: Vec<PicklistValue>) {
        self.contract_kinds = kinds;
    }

    /// What this site calls a contract type.
    #[must_use]
    pub fn contract_kind(&self, kind: i64) -> String {
        self.contract_kinds
            .iter()
            .find(|value| value.value == kind)
            .map_or_else(|| format!("type {kind}"), |value| value.label.clone())
    }

    /// Takes in the catalogue of services, whole.
    pub fn set_services(&mut self, services: Vec<Service>) {
        self.services = Some(services.into_iter().map(|service| (service.id, service)).collect());
    }

    /// All services, once loaded.
    #[must_use]
    pub fn services(&self) -> Option<&BTreeMap<i64, Service>> {
        self.services.as_ref()
    }

    /// A service by id.
    #[must_use]
    pub fn service(&self, id: i64) -> Lookup<&Service> {
        match &self.services {
            None => Lookup::NotLoaded,
            Some(services) => services.get(&id).map_or(Lookup::Missing, Lookup::Found),
        }
    }

    /// Takes in the answer to a query for these bundles of the catalogue.
    pub fn add_bundles(&mut self, asked: impl IntoIterator<Item = i64>, found: Vec<Service>) {
        self.bundles_asked.extend(asked);
        self.bundles.extend(found.into_iter().map(|bundle| (bundle.id, bundle)));
    }

    /// Notes that Autotask does not show bundles to this API user: from now on no bundle and no line of one is judged.
    pub fn bundles_are_refused(&mut self, why: Diagnostic) {
        self.bundles_refused = Some(why);
    }

    /// Why bundles cannot be read, where they cannot.
    #[must_use]
    pub const fn bundles_refused(&self) -> Option<&Diagnostic> {
        self.bundles_refused.as_ref()
    }

    /// A service or bundle of the catalogue by id.
    #[must_use]
    pub fn item(&self, kind: LineKind, id: i64) -> Lookup<&Service> {
        match kind {
            LineKind::Service => self.service(id),
            LineKind::Bundle => match self.bundles.get(&id) {
                Some(bundle) => Lookup::Found(bundle),
                None if self.bundles_asked.contains(&id) && self.bundles_refused.is_none() => Lookup::Missing,
                None => Lookup::NotLoaded,
            },
        }
    }

    /// Takes in the contracts of these companies, whole: what is not among `found` does not exist there.
    pub fn add_contracts_of(&mut self, companies: impl IntoIterator<Item = i64>, found: Vec<Contract>) {
        for company in companies {
            self.contracts_of.insert(company, Vec::new());
        }
        for contract in found {
            let ids = self.contracts_of.entry(contract.company_id).or_default();
            if !ids.contains(&contract.id) {
                ids.push(contract.id);
            }
            self.contracts.insert(contract.id, contract);
        }
    }

    /// Takes in the answer to a query for these contract ids.
    pub fn add_contracts_by_id(&mut self, asked: impl IntoIterator<Item = i64>, found: Vec<Contract>) {
        self.contracts_asked.extend(asked);
        self.contracts.extend(found.into_iter().map(|contract| (contract.id, contract)));
    }

    /// The contracts of a company, or `None` where they were not loaded.
    #[must_use]
    pub fn contracts_of(&self, company: i64) -> Option<Vec<&Contract>> {
        let ids = self.contracts_of.get(&company)?;
        Some(ids.iter().filter_map(|id| self.contracts.get(id)).collect())
    }

    /// A contract by id.
    #[must_use]
    pub fn contract(&self, id: i64) -> Lookup<&Contract> {
        match self.contracts.get(&id) {
            Some(contract) => Lookup::Found(contract),
            None if self.contracts_asked.contains(&id) => Lookup::Missing,
            None => Lookup::NotLoaded,
        }
    }

    /// Takes in the lines of these contracts, whole, with their units: services and bundles alike.
    pub fn add_lines_of(&mut self, contracts: impl IntoIterator<Item = i64>, found: Vec<Line>) {
        for contract in contracts {
            self.lines.insert(contract, Vec::new());
        }
        for line in found {
            self.lines.entry(line.contract_id).or_default().push(line);
        }
    }

    /// The lines of a contract, services before bundles, or `None` where they were not loaded.
    #[must_use]
    pub fn lines_of(&self, contract: i64) -> Option<&[Line]> {
        self.lines.get(&contract).map(Vec::as_slice)
    }

    /// A line of a contract by the line's id among those of its kind.
    #[must_use]
    pub fn line(&self, contract: i64, kind: LineKind, line: i64) -> Lookup<&Line> {
        let Some(lines) = self.lines.get(&contract) else { return Lookup::NotLoaded };
        match lines.iter().find(|entry| entry.kind == kind && entry.id == line) {
            Some(line) => Lookup::Found(line),
            None if kind == LineKind::Bundle && self.bundles_refused.is_some() => Lookup::NotLoaded,
            None => Lookup::Missing,
        }
    }

    /// Notes that a line of this kind without unit rows need not have 0 units: rows may be hidden from this API user.
    pub fn units_are_unsure(&mut self, kind: LineKind, why: Diagnostic) {
        self.units_unsure.insert(kind, why);
    }

    /// What stands against taking a line without unit rows for one with 0 units.
    #[must_use]
    pub fn units_unsure(&self, line: &Line) -> Option<&Diagnostic> {
        self.units_unsure.get(&line.kind).filter(|_| line.units.is_empty())
    }

    /// Forgets what was loaded of contracts and lines, so that it is loaded again.
    pub fn forget_contracts(&mut self) {
        self.units_unsure.clear();
        self.contracts.clear();
        self.contracts_of.clear();
        self.contracts_asked.clear();
        self.lines.clear();
        self.bundles_refused = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Code;

    #[test]
    fn not_loaded_is_not_missing() {
        let mut catalog = Catalog::default();
        assert_eq!(catalog.company(7), Lookup::NotLoaded);
        catalog.add_companies_by_id([7], Vec::new());
        assert_eq!(catalog.company(7), Lookup::Missing);
        assert_eq!(catalog.company(8), Lookup::NotLoaded);
        catalog.companies_are_complete();
        assert_eq!(catalog.company(8), Lookup::Missing);
        assert_eq!(catalog.lines_of(1), None);
        catalog.add_lines_of([1], Vec::new());
        assert_eq!(catalog.line(1, LineKind::Service, 5), Lookup::Missing);
    }

    #[test]
    fn only_a_line_without_rows_is_unsure() {
        let row = UnitRow {
            id: 1,
            start: jiff::civil::date(2026, 11, 1),
            end: jiff::civil::date(2026, 11, 30),
            units: 3,
            posted: false,
        };
        let line = |kind, units| Line { kind, id: 5, contract_id: 1, item_id: 3, units };
        let mut catalog = Catalog::default();
        let why = Diagnostic::error(Code::Unsettled, "Perhaps hidden.", "Grant it.");
        catalog.units_are_unsure(LineKind::Service, why.clone());
        assert_eq!(catalog.units_unsure(&line(LineKind::Service, Vec::new())), Some(&why));
        assert_eq!(catalog.units_unsure(&line(LineKind::Service, vec![row])), None);
        assert_eq!(catalog.units_unsure(&line(LineKind::Bundle, Vec::new())), None);
        catalog.forget_contracts();
        assert_eq!(catalog.units_unsure(&line(LineKind::Service, Vec::new())), None);
    }

    #[test]
    fn bundles_that_are_refused_are_not_missing() {
        let mut catalog = Catalog::default();
        catalog.add_lines_of([1], Vec::new());
        catalog.add_bundles([3], Vec::new());
        assert_eq!(catalog.line(1, LineKind::Bundle, 30), Lookup::Missing);
        assert_eq!(catalog.item(LineKind::Bundle, 3), Lookup::Missing);
        assert_eq!(catalog.item(LineKind::Bundle, 4), Lookup::NotLoaded);
        catalog.bundles_are_refused(Diagnostic::error(Code::PermissionMissing, "Refused.", "Grant it."));
        assert_eq!(catalog.line(1, LineKind::Bundle, 30), Lookup::NotLoaded);
        assert_eq!(catalog.item(LineKind::Bundle, 3), Lookup::NotLoaded);
        assert_eq!(catalog.line(1, LineKind::Service, 30), Lookup::Missing);
    }
}
