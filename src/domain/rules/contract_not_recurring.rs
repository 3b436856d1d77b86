//! `contract-not-recurring`: only Recurring Service contracts have service lines with units.

use super::Row;
use crate::domain::catalog::{Catalog, Contract};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.live_contract()?, row.catalog)
}

/// The finding on a contract.
pub(super) fn of(contract: &Contract, catalog: &Catalog) -> Option<Diagnostic> {
    if contract.is_recurring() {
        return None;
    }
    let kind = catalog.contract_kind(contract.kind);
    let kind = harmless(&kind);
    Some(
        Diagnostic::error(
            Code::ContractNotRecurring,
            format!("Contract “{}” is of the type {kind}, not Recurring Service.", harmless(&contract.name)),
            "Choose a Recurring Service contract of this company; where it has none, create one in Autotask.",
        )
        .about(Subject::field("contract"))
        .in_brief(format!("{kind}, not recurring")),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn another_type_is_named_as_this_site_calls_it() {
        for (kind, name) in [(4, "Block Hours"), (99, "type 99")] {
            let mut world = World::sound();
            world.contract().kind = kind;
            let findings = world.judge();
            assert_eq!(codes(&findings), [Code::ContractNotRecurring]);
            assert_eq!(findings[0].brief, format!("{name}, not recurring"));
        }
    }
}
