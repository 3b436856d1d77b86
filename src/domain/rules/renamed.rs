//! `renamed`: a thing has another name in Autotask than when it was chosen. The id decides, so the link still holds.
//!
//! A tenant's own name is compared in `drift`, with Petra's list.

use super::{Pick, Row};
use crate::domain::catalog::{Company, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::Named;
use crate::domain::text::harmless;

pub(super) fn company(row: &Row<'_>) -> Option<Diagnostic> {
    of_company(row.tenant.company.as_ref()?, row.company?, "company")
}

/// The finding on a company that stands in `field`.
pub(super) fn of_company(chosen: &Named, live: Lookup<&Company>, field: &str) -> Option<Diagnostic> {
    of("Company", &chosen.name, &live.found()?.name, field)
}

pub(super) fn contract(row: &Row<'_>) -> Option<Diagnostic> {
    of("Contract", &row.tenant.billing.as_ref()?.contract.name, &row.live_contract()?.name, "contract")
}

pub(super) fn service(row: &Row<'_>) -> Option<Diagnostic> {
    let line = row.live_line()?;
    let item = row.catalog.item(line.kind, line.item_id).found()?;
    of(line.kind.title(), &row.choice.as_ref()?.name, &item.name, "service")
}

pub(super) fn value(pick: &Pick<'_>) -> Option<Diagnostic> {
    let chosen = pick.chosen?;
    let live = pick.lists?.value(pick.field, chosen.id)?;
    of(&format!("{}:", pick.field.label()), &chosen.name, &live.label, pick.field.key())
}

/// The finding on a name that was saved and the one that is there now. A thing that was taken by its id alone, with no
/// name, has none to differ from.
fn of(what: &str, was: &str, is: &str, field: &str) -> Option<Diagnostic> {
    if was == is || was.is_empty() {
        return None;
    }
    Some(
        Diagnostic::warning(
            Code::Renamed,
            format!("{what} “{}” is now named “{}” in Autotask.", harmless(was), harmless(is)),
            "See that it is still the one that is meant; choosing it again takes the new name.",
        )
        .about(Subject::field(field))
        .in_brief(format!("was “{}”", harmless(was))),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::World;
    use super::*;
    use crate::domain::settings::TicketField;

    #[test]
    fn each_name_that_is_not_the_saved_one_is_told_with_what_was_and_what_is() {
        type Case = (fn(&mut World), Option<(&'static str, &'static str)>);
        let cases: [Case; 7] = [
            (|_| {}, None),
            (
                |world| world.tenant().company.as_mut().unwrap().name = "Contoso N.".to_owned(),
                Some(("company", "Company “Contoso N.” is now named “Contoso Ltd” in Autotask.")),
            ),
            (|world| world.tenant().company.as_mut().unwrap().name = String::new(), None),
            (
                |world| world.contract().name = "Gold\u{202e}".to_owned(),
                Some(("contract", "Contract “Gold” is now named “Gold<U+202E>” in Autotask.")),
            ),
            (
                |world| {
                    let billing = world.tenant().billing.as_mut().unwrap();
                    billing.service.as_mut().unwrap().name = "Monitoring".to_owned();
                },
                Some(("service", "Service “Monitoring” is now named “Petra monitoring” in Autotask.")),
            ),
            (
                |world| world.tenant().set_own(TicketField::Queue, Some(Named::new(2, "Second"))),
                Some(("queue", "Queue: “Second” is now named “Level 2” in Autotask.")),
            ),
            (
                |world| world.draft.ticketing.catch_all_company = Some(Named::new(175, "Fabrikam")),
                Some(("catchAllCompany", "Company “Fabrikam” is now named “Fabrikam Inc” in Autotask.")),
            ),
        ];
        for (change, expected) in cases {
            let mut world = World::sound();
            change(&mut world);
            let findings = world.judge();
            let told: Vec<_> = findings
                .iter()
                .map(|finding| (finding.subject.field.as_deref().unwrap(), finding.summary.as_str()))
                .collect();
            assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
            assert!(findings.iter().all(|finding| finding.code == Code::Renamed && !finding.is_error()));
        }
    }
}
