//! A small link in which all is well, for the rules' tests to spoil.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::judge;
use crate::domain::catalog::{
    CONTRACT_ACTIVE, Catalog, Company, Contract, Line, LineKind, PicklistValue, RECURRING_SERVICE, Service,
    TicketLists, UnitRow,
};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, Entry};
use crate::domain::settings::{LineChoice, Named, ServiceChoice, TenantBilling, TenantSettings, TicketField};
use crate::domain::tenant::Sources;

/// Tenant ZZ1 on company 174, contract 9, service 5 by line 77. Lists are put into the catalog when it is judged, so that
/// a test may change them before.
pub(in crate::domain) struct World {
    pub draft: Draft,
    pub catalog: Catalog,
    pub contracts: Vec<Contract>,
    pub lines: Vec<Line>,
    pub today: Date,
}

pub(in crate::domain) fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}

pub(in crate::domain) fn company(id: i64, name: &str) -> Company {
    Company { id, name: name.to_owned(), active: true, ..Company::default() }
}

pub(in crate::domain) fn contract(id: i64, company_id: i64, name: &str) -> Contract {
    Contract {
        id,
        company_id,
        name: name.to_owned(),
        kind: RECURRING_SERVICE,
        status: CONTRACT_ACTIVE,
        start: Some(date(2026, 1, 1)),
        end: Some(date(2027, 12, 31)),
        period: None,
        renewed_by: None,
    }
}

/// A line with `units` from ever to ever.
pub(in crate::domain) fn line(id: i64, contract_id: i64, item_id: i64, units: i64) -> Line {
    let row = UnitRow { id, start: date(2026, 1, 1), end: date(2027, 12, 31), units, posted: false };
    Line { kind: LineKind::Service, id, contract_id, item_id, units: vec![row] }
}

/// The same of a bundle.
pub(in crate::domain) fn bundle_line(id: i64, contract_id: i64, item_id: i64, units: i64) -> Line {
    Line { kind: LineKind::Bundle, ..line(id, contract_id, item_id, units) }
}

pub(in crate::domain) fn value(value: i64, label: &str) -> PicklistValue {
    PicklistValue { value, label: label.to_owned(), active: true, default: false, order: value, parent: None }
}

pub(in crate::domain) fn ticket_lists() -> TicketLists {
    let inactive = |entry: PicklistValue| PicklistValue { active: false, ..entry };
    let under = |parent, entry: PicklistValue| PicklistValue { parent: Some(parent), ..entry };
    TicketLists::new(BTreeMap::from([
        ("queueID".to_owned(), vec![value(1, "Security"), value(2, "Level 2"), inactive(value(3, "Old queue"))]),
        ("status".to_owned(), vec![value(1, "New"), value(8, "In Progress")]),
        ("priority".to_owned(), vec![value(2, "Medium")]),
        ("issueType".to_owned(), vec![value(10, "Security"), value(11, "Network")]),
        ("subIssueType".to_owned(), vec![under(10, value(100, "Phishing")), under(11, value(110, "Switch"))]),
    ]))
}

pub(in crate::domain) fn tenant(id: &str, name: &str) -> TenantSettings {
    TenantSettings {
        company: Some(Named::new(174, "Contoso Ltd")),
        billing: Some(TenantBilling {
            service: Some(ServiceChoice { id: 5, name: "Petra monitoring".to_owned(), contract_service_id: 77 }),
            ..TenantBilling::of_contract(Named::new(9, "Gold"))
        }),
        ..TenantSettings::undecided(id, name)
    }
}

pub(in crate::domain) fn entry(settings: TenantSettings) -> Entry {
    Entry { settings, domains: Vec::new(), sources: Sources::default(), paused: false }
}

impl World {
    pub fn sound() -> Self {
        let mut draft = Draft { tenants: vec![entry(tenant("ZZ1", "Contoso"))], ..Draft::default() };
        for (field, id, label) in [
            (TicketField::Queue, 1, "Security"),
            (TicketField::StatusNew, 1, "New"),
            (TicketField::StatusUpdate, 8, "In Progress"),
            (TicketField::Priority, 2, "Medium"),
        ] {
            draft.ticketing.fields.set(field, Some(Named::new(id, label)));
        }
        let mut catalog = Catalog::default();
        catalog.set_tickets(ticket_lists());
        catalog.set_contract_kinds(vec![value(4, "Block Hours"), value(7, "Recurring Service")]);
        catalog.add_companies(vec![company(174, "Contoso Ltd"), company(175, "Fabrikam Inc")]);
        catalog.set_services(vec![
            Service { id: 5, name: "Petra monitoring".to_owned(), active: true },
            Service { id: 6, name: "Endpoint care".to_owned(), active: true },
        ]);
        Self {
            draft,
            catalog,
            contracts: vec![contract(9, 174, "Gold")],
            lines: vec![line(77, 9, 5, 12)],
            today: date(2026, 11, 24),
        }
    }

    /// The same with tenant ZZ1 on bundle 5, as service 5 is numbered, by bundle line 77.
    pub fn on_bundle(mut self) -> Self {
        self.lines.push(bundle_line(77, 9, 5, 4));
        let bundle = Service { id: 5, name: "Everything".to_owned(), active: true };
        self.catalog.add_bundles([5], vec![bundle]);
        self.tenant().billing.as_mut().unwrap().choose(Some(LineChoice {
            kind: LineKind::Bundle,
            line_id: 77,
            item_id: 5,
            name: "Everything".to_owned(),
        }));
        self
    }

    /// The first tenant.
    pub fn tenant(&mut self) -> &mut TenantSettings {
        &mut self.draft.tenants[0].settings
    }

    /// The first contract.
    pub fn contract(&mut self) -> &mut Contract {
        &mut self.contracts[0]
    }

    /// Puts contracts and lines into the catalog, unless it was left empty.
    pub fn load(&mut self) {
        if self.catalog.services().is_some() {
            self.catalog.add_contracts_of([174, 175], self.contracts.clone());
            let ids: Vec<_> = self.contracts.iter().map(|contract| contract.id).collect();
            self.catalog.add_lines_of(ids, self.lines.clone());
        }
    }

    pub fn judge(mut self) -> Vec<Diagnostic> {
        self.load();
        judge(&self.draft, &self.catalog, self.today)
    }
}
