//! `contract-other-company`: the contract belongs to another company than the tenant is mapped to.

use super::Row;
use crate::domain::catalog::{Catalog, Contract};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.live_contract()?, row.tenant.company.as_ref()?.id, row.catalog)
}

/// The finding on a contract for a tenant of `company`.
pub(super) fn of(contract: &Contract, company: i64, catalog: &Catalog) -> Option<Diagnostic> {
    if contract.company_id == company {
        return None;
    }
    let owner = match catalog.company(contract.company_id).found() {
        Some(owner) => format!("“{}” (id {})", harmless(&owner.name), owner.id),
        None => format!("another company (id {})", contract.company_id),
    };
    Some(
        Diagnostic::error(
            Code::ContractOtherCompany,
            format!("Contract “{}” belongs to {owner}, not to this tenant's company.", harmless(&contract.name)),
            "Choose a contract of this tenant's company, or map the tenant to the company that has the contract.",
        )
        .about(Subject::field("contract"))
        .in_brief("belongs to another company"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn the_owner_is_named_where_it_is_known() {
        for (owner, name) in [(175, "“Fabrikam Inc” (id 175)"), (999, "another company (id 999)")] {
            let mut world = World::sound();
            world.contract().company_id = owner;
            let findings = world.judge();
            assert_eq!(codes(&findings), [Code::ContractOtherCompany]);
            assert_eq!(
                findings[0].summary,
                format!("Contract “Gold” belongs to {name}, not to this tenant's company.")
            );
        }
    }
}
