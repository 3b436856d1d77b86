//! Last stage: service lines on the tenants' contracts.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Column;
use super::naming::{Candidate, Naming, by_name, id};
use super::resolution::Resolution;
use crate::domain::catalog::{Catalog, Line, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Draft;
use crate::domain::settings::{ServiceChoice, TenantBilling};
use crate::domain::table::shown;

/// The line of a service that is meant where only the service is named: one with units on any day from `today` on, then
/// the lowest id.
#[must_use]
pub fn line_of(lines: &[Line], service: i64, today: Date) -> Option<&Line> {
    let of_service = lines.iter().filter(|line| line.service_id == service);
    of_service.min_by_key(|line| (!line.has_units_from(today), line.id))
}

impl Resolution<'_> {
    /// Takes the services into the draft. What [`Resolution::lines_needed`] says must be loaded, and the catalogue of
    /// services where names are given.
    pub fn services(&mut self, draft: &mut Draft, catalog: &Catalog, today: Date) {
        for target in self.targets(draft) {
            let Some(text) = target.row.cell(Column::Service) else { continue };
            if self.has_failed(&target, Column::Company) || self.has_failed(&target, Column::Contract) {
                self.skip(&target, Column::Service);
                continue;
            }
            let billing = &mut draft.tenants[target.place].settings.billing;
            match (billing, text) {
                (None, "") => {}
                (None, _) => self.fail(&target, Column::Service, without_contract(text)),
                (Some(billing), "") => (billing.service, billing.bundle) = (None, None),
                (Some(billing), _) if !has_lines(billing, catalog) => self.skip(&target, Column::Service),
                (Some(billing), _) => match bundle(text) {
                    Some(line) if is_chosen(billing, line) => {}
                    Some(_) => self.fail(&target, Column::Service, bundles_are_not_read(text)),
                    None => match service(text, billing, catalog, today) {
                        Ok(service) => (billing.service, billing.bundle) = (Some(service), None),
                        Err(finding) => self.fail(&target, Column::Service, *finding),
                    },
                },
            }
        }
    }
}

/// Whether a service can stand on the contract at all; where not, the rules say what is wrong with the contract.
fn has_lines(billing: &TenantBilling, catalog: &Catalog) -> bool {
    match catalog.contract(billing.contract.id) {
        Lookup::Missing => false,
        Lookup::Found(contract) => contract.is_recurring(),
        Lookup::NotLoaded => true,
    }
}

fn without_contract(text: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BadCell,
        format!("The service “{}” stands without a contract.", shown(text)),
        "Write the contract that has the service, or empty the cell.",
    )
}

/// The contract service bundle that a cell names.
fn bundle(text: &str) -> Option<i64> {
    id(text.strip_prefix("bundle:")?)
}

fn is_chosen(billing: &TenantBilling, line: i64) -> bool {
    billing.bundle.as_ref().is_some_and(|bundle| bundle.contract_service_bundle_id == line)
}

// The catalog has no bundles yet; once it has, they are looked up here as lines are.
fn bundles_are_not_read(text: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BadCell,
        format!("“{}” is not the bundle that is saved, and another cannot be chosen here.", shown(text)),
        "Name a service of the contract, or a line of it as line:ID.",
    )
}

fn service(
    text: &str,
    billing: &TenantBilling,
    catalog: &Catalog,
    today: Date,
) -> Result<ServiceChoice, Box<Diagnostic>> {
    let contract = &billing.contract;
    let missing = |reason: &str| {
        Box::new(Diagnostic::error(
            Code::ServiceMissing,
            format!("{reason}; what was read is “{}”.", shown(text)),
            "Write the exact name, or the id, of a service on this contract, or one of its lines as line:ID.",
        ))
    };
    let Some(lines) = catalog.lines_of(contract.id) else {
        return Err(missing("The services of this contract could not be loaded"));
    };
    let name_of = |service: i64| catalog.service(service).found().map(|service| service.name.as_str());
    let chosen = |line: &Line, read: &str| ServiceChoice {
        id: line.service_id,
        name: name_of(line.service_id).unwrap_or(read).to_owned(),
        contract_service_id: line.id,
    };
    if let Some(line) = text.strip_prefix("line:") {
        let line = id(line).and_then(|line| lines.iter().find(|other| other.id == line));
        return line.map(|line| chosen(line, "")).ok_or_else(|| missing("The contract has no such line"));
    }
    let naming = Naming::of(text);
    if let Some(line) = naming.id.and_then(|service| line_of(lines, service, today)) {
        return Ok(chosen(line, naming.name));
    }
    let services: BTreeSet<_> = lines.iter().map(|line| line.service_id).collect();
    let candidates: Vec<_> = services
        .iter()
        .filter_map(|service| catalog.service(*service).found())
        .map(|service| Candidate { id: service.id, name: &service.name, possible: service.active })
        .collect();
    let what = format!("service on the contract “{}” named", shown(&contract.name));
    match (by_name(naming.text, &what, &candidates), naming.id) {
        (Ok(service), _) => match line_of(lines, service.id, today) {
            Some(line) => Ok(chosen(line, service.name)),
            None => Err(missing("The contract has no line with this service")),
        },
        (Err(_), Some(id)) => Err(missing(&format!("The contract has no service with the id {id}"))),
        (Err(_), None) if catalog.services().is_none() => Err(missing("The names of services could not be loaded")),
        (Err(finding), None) => Err(finding),
    }
}
