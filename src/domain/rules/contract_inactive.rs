//! `contract-inactive`: the contract's status is not active. It may be chosen, and holds back billing.

use super::Row;
use crate::domain::catalog::{CONTRACT_ACTIVE, Contract};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.live_contract()?)
}

/// The finding on a contract.
pub(super) fn of(contract: &Contract) -> Option<Diagnostic> {
    if contract.status == CONTRACT_ACTIVE {
        return None;
    }
    Some(
        Diagnostic::warning(
            Code::ContractInactive,
            format!(
                "Contract “{}” is not active in Autotask. Billing cannot be synced to it.",
                harmless(&contract.name)
            ),
            "Set the contract's status to active in Autotask, or map this tenant to an active contract.",
        )
        .about(Subject::field("contract"))
        .in_brief("not active"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn any_status_but_active_is_a_warning() {
        for (status, expected) in [(1, vec![]), (0, vec![Code::ContractInactive]), (3, vec![Code::ContractInactive])] {
            let mut world = World::sound();
            world.contract().status = status;
            let findings = world.judge();
            assert_eq!(codes(&findings), expected);
            assert!(!findings.iter().any(Diagnostic::is_error));
        }
    }
}
