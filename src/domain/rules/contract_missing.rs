//! `contract-missing`: no contract of that id, or this API user may not see it.

use super::Row;
use crate::domain::catalog::Lookup;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let Some(Lookup::Missing) = row.contract else { return None };
    let chosen = &row.tenant.billing.as_ref()?.contract;
    Some(
        Diagnostic::error(
            Code::ContractMissing,
            format!(
                "Contract “{}” (id {}) does not exist in Autotask, or this API user may not see it.",
                harmless(&chosen.name),
                chosen.id
            ),
            "Choose another contract, or see to it in Autotask that the API user's security level shows this one.",
        )
        .about(Subject::field("contract"))
        .in_brief(format!("not in Autotask: id {}", chosen.id)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn a_contract_is_missing_only_once_its_id_was_asked_for() {
        for (asked, expected) in [(vec![], vec![]), (vec![999], vec![Code::ContractMissing])] {
            let mut world = World::sound();
            world.tenant().billing.as_mut().unwrap().contract.id = 999;
            world.catalog.add_contracts_by_id(asked, Vec::new());
            assert_eq!(codes(&world.judge()), expected);
        }
    }
}
