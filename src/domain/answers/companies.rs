//! Third stage: the tenants' companies.

use super::naming::{Naming, ambiguous, only, unknown};
use super::resolution::Resolution;
use super::{Column, CompanyNames};
use crate::domain::catalog::{Catalog, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Draft;
use crate::domain::settings::Named;
use crate::domain::table::shown;

impl Resolution<'_> {
    /// Takes the companies into the draft. What [`Resolution::companies_needed`] says must be loaded; an id that nobody
    /// asked Autotask for is taken as it is.
    pub fn companies(&mut self, draft: &mut Draft, catalog: &Catalog) {
        let names = CompanyNames::of(catalog.companies());
        for target in self.targets(draft) {
            let Some(text) = target.row.cell(Column::Company) else { continue };
            let company = if text.is_empty() {
                Ok(None)
            } else {
                company(text, catalog, &names, || self.may_suggest()).map(Some)
            };
            match company {
                Ok(company) => draft.tenants[target.place].settings.company = company,
                Err(finding) => self.fail(&target, Column::Company, *finding),
            }
        }
    }
}

fn company(
    text: &str,
    catalog: &Catalog,
    names: &CompanyNames,
    may_suggest: impl FnOnce() -> bool,
) -> Result<Named, Box<Diagnostic>> {
    let naming = Naming::of(text);
    match naming.id.map(|id| (id, catalog.company(id))) {
        Some((_, Lookup::Found(company))) => return Ok(Named::new(company.id, company.name.as_str())),
        Some((id, Lookup::NotLoaded)) => return Ok(Named::new(id, naming.name)),
        Some((_, Lookup::Missing)) | None => {}
    }
    let companies = catalog.companies();
    match (only(&names.candidates(naming.text, companies)), naming.id) {
        (Ok(Some(company)), _) => Ok(Named::new(company.id, company.name)),
        (Err(ids), _) => Err(Box::new(ambiguous(text, "company", &ids))),
        (Ok(None), Some(id)) => Err(Box::new(Diagnostic::error(
            Code::CompanyMissing,
            format!("No company has the id {id}, or this API user may not see it; what was read is “{}”.", shown(text)),
            "Write the exact name, or the id, as Autotask has it.",
        ))),
        (Ok(None), None) => {
            let meant = if may_suggest() { names.meant(naming.text, companies) } else { Vec::new() };
            Err(Box::new(unknown(text, "company", &meant)))
        }
    }
}
