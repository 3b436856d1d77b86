//! `company-missing`: no company of that id, or this API user may not see it.

use super::Row;
use crate::domain::catalog::{Company, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::Named;
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    of(row.tenant.company.as_ref()?, row.company?, "company")
}

/// The finding on a company that `field` holds.
pub(super) fn of(chosen: &Named, company: Lookup<&Company>, field: &str) -> Option<Diagnostic> {
    let Lookup::Missing = company else { return None };
    Some(
        Diagnostic::error(
            Code::CompanyMissing,
            format!(
                "Company “{}” (id {}) does not exist in Autotask, or this API user may not see it.",
                harmless(&chosen.name),
                chosen.id
            ),
            "Choose another company, or see to it in Autotask that the API user's security level shows this one.",
        )
        .about(Subject::field(field))
        .in_brief(format!("not in Autotask: id {}", chosen.id)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::World;
    use super::*;

    #[test]
    fn a_company_is_missing_once_all_were_loaded_or_its_id_was_asked_for() {
        type Case = (&'static str, fn(&mut World), usize);
        let cases: [Case; 3] = [
            ("a part of the list is loaded", |_| {}, 0),
            ("the whole list is loaded", |world| world.catalog.companies_are_complete(), 1),
            ("the id was asked for", |world| world.catalog.add_companies_by_id([999], Vec::new()), 1),
        ];
        for (what, load, expected) in cases {
            let mut world = World::sound();
            world.tenant().company = Some(Named::new(999, "Gone \u{1b}[31m Ltd"));
            world.tenant().billing = None;
            load(&mut world);
            let findings = world.judge();
            assert_eq!(findings.len(), expected, "{what}");
            for finding in findings {
                assert_eq!(
                    finding.summary,
                    "Company “Gone ␛[31m Ltd” (id 999) does not exist in Autotask, or this API user may not see it."
                );
            }
        }
    }
}
