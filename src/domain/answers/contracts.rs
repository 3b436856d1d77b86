//! Fourth stage: contracts of the tenants' companies.

use super::Column;
use super::naming::{Candidate, Naming, by_name};
use super::resolution::Resolution;
use crate::domain::catalog::{Catalog, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Draft;
use crate::domain::settings::{Named, TenantBilling, TenantSettings};
use crate::domain::table::shown;

impl Resolution<'_> {
    /// Takes the contracts into the draft. What [`Resolution::contracts_needed`] says must be loaded; an id that nobody
    /// asked Autotask for is taken as it is. An empty cell takes the whole billing of its tenant away.
    pub fn contracts(&mut self, draft: &mut Draft, catalog: &Catalog) {
        for target in self.targets(draft) {
            let Some(text) = target.row.cell(Column::Contract) else { continue };
            if self.has_failed(&target, Column::Company) {
                self.skip(&target, Column::Contract);
                continue;
            }
            let tenant = &mut draft.tenants[target.place].settings;
            if text.is_empty() {
                take(tenant, None);
                continue;
            }
            match contract(text, tenant.company.as_ref(), catalog) {
                Ok(contract) => take(tenant, Some(contract)),
                Err(finding) => self.fail(&target, Column::Contract, *finding),
            }
        }
    }
}

/// Puts a tenant on a contract, or with `None` takes its whole billing away.
pub(super) fn take(tenant: &mut TenantSettings, contract: Option<Named>) {
    match (&mut tenant.billing, contract) {
        (billing, None) => *billing = None,
        // What has no column of its own (floor, ceiling …) stays.
        (Some(billing), Some(contract)) => billing.contract = contract,
        (billing, Some(contract)) => *billing = Some(TenantBilling::of_contract(contract)),
    }
}

pub(super) fn without_company(text: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(
        Code::BadCell,
        format!("The contract “{}” stands without a company.", shown(text)),
        "Write the company that has the contract, or empty both cells.",
    ))
}

fn contract(text: &str, company: Option<&Named>, catalog: &Catalog) -> Result<Named, Box<Diagnostic>> {
    let Some(company) = company else { return Err(without_company(text)) };
    let naming = Naming::of(text);
    match naming.id.map(|id| (id, catalog.contract(id))) {
        Some((_, Lookup::Found(contract))) => return Ok(Named::new(contract.id, contract.name.as_str())),
        Some((id, Lookup::NotLoaded)) => return Ok(Named::new(id, naming.name)),
        Some((_, Lookup::Missing)) | None => {}
    }
    let what = format!("contract of “{}” named", shown(&company.name));
    let missing = |reason: &str| {
        Box::new(Diagnostic::error(
            Code::ContractMissing,
            format!("{reason}; what was read is “{}”.", shown(text)),
            "Write the exact name, or the id, of a contract of this company that the API user may see.",
        ))
    };
    let contracts = catalog.contracts_of(company.id);
    let candidates: Vec<_> = contracts
        .iter()
        .flatten()
        .map(|contract| Candidate { id: contract.id, name: &contract.name, possible: contract.is_recurring() })
        .collect();
    match (by_name(naming.text, &what, &candidates), naming.id) {
        (Ok(contract), _) => Ok(Named::new(contract.id, contract.name)),
        (Err(_), Some(id)) => Err(missing(&format!("No contract has the id {id}, or this API user may not see it"))),
        (Err(_), None) if contracts.is_none() => Err(missing("The contracts of this company could not be loaded")),
        (Err(finding), None) => Err(finding),
    }
}
