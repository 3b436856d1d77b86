//! `company-inactive`: Autotask takes no new tickets for an inactive company.

use super::Row;
use crate::domain::catalog::{Company, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.company?, "company")
}

/// The finding on a company that `field` holds.
pub(super) fn of(company: Lookup<&Company>, field: &str) -> Option<Diagnostic> {
    let company = company.found().filter(|company| !company.active)?;
    Some(
        Diagnostic::error(
            Code::CompanyInactive,
            format!("Company “{}” is inactive in Autotask.", harmless(&company.name)),
            "Activate the company in Autotask, or choose an active one.",
        )
        .about(Subject::field(field))
        .in_brief("inactive"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes, company};
    use super::*;

    #[test]
    fn an_inactive_company_is_an_error() {
        let mut world = World::sound();
        world.catalog.add_companies(vec![Company { active: false, ..company(174, "Contoso Ltd") }]);
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::CompanyInactive]);
        assert!(findings[0].is_error());
    }
}
