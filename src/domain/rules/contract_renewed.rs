//! `contract-renewed`: Autotask names another contract as the renewal of the chosen one.

use super::Row;
use crate::domain::catalog::Lookup;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let contract = row.live_contract()?;
    let renewal = contract.renewed_by?;
    let renewal = match row.catalog.contract(renewal) {
        Lookup::Found(renewal) => format!("“{}”, id {}", harmless(&renewal.name), renewal.id),
        Lookup::NotLoaded => format!("the contract with id {renewal}"),
        Lookup::Missing => return None,
    };
    Some(
        Diagnostic::warning(
            Code::ContractRenewed,
            format!("Contract “{}” was renewed by {renewal}.", harmless(&contract.name)),
            "Map this tenant to the renewal once its period has begun, or stay with this contract until it ends.",
        )
        .about(Subject::field("contract"))
        .in_brief(format!("renewed by {renewal}")),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, contract};

    #[test]
    fn the_renewal_is_named_with_its_id_unless_it_is_gone() {
        type Case = (fn(&mut World), Option<&'static str>);
        let cases: [Case; 3] = [
            (
                |world| world.contracts.push(contract(10, 174, "Gold 2027")),
                Some("Contract “Gold” was renewed by “Gold 2027”, id 10."),
            ),
            (|_| {}, Some("Contract “Gold” was renewed by the contract with id 10.")),
            (|world| world.catalog.add_contracts_by_id([10], Vec::new()), None),
        ];
        for (load, summary) in cases {
            let mut world = World::sound();
            world.contract().renewed_by = Some(10);
            load(&mut world);
            assert_eq!(world.judge().first().map(|finding| finding.summary.as_str()), summary);
        }
    }
}
