//! `tenant-undecided`: neither mapped nor excluded, or a contract without the service that is billed on it.

use super::Row;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let name = harmless(&row.tenant.name);
    if row.tenant.company.is_none() {
        return Some(
            Diagnostic::error(
                Code::TenantUndecided,
                format!("Tenant “{name}” is neither mapped to a company nor excluded."),
                "Choose its Autotask company, or exclude it with a reason.",
            )
            .about(Subject::field("company"))
            .in_brief("no company, not excluded"),
        );
    }
    let billing = row.tenant.billing.as_ref().filter(|billing| !billing.is_complete())?;
    Some(
        Diagnostic::error(
            Code::TenantUndecided,
            format!("Tenant “{name}” has the contract “{}” but no service.", harmless(&billing.contract.name)),
            "Choose the service that is billed, or take the contract away: tickets work without both.",
        )
        .about(Subject::field("service"))
        .in_brief("a contract without a service"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::World;
    use super::*;

    #[test]
    fn a_tenant_is_decided_by_a_company_or_an_exclusion_and_a_contract_needs_a_service() {
        type Case = (&'static str, fn(&mut World), Option<&'static str>);
        let cases: [Case; 5] = [
            (
                "nothing chosen",
                |world| *world.tenant() = crate::domain::settings::TenantSettings::undecided("ZZ1", "A"),
                Some("company"),
            ),
            ("no company, though a contract is left", |world| world.tenant().company = None, Some("company")),
            ("a company alone", |world| world.tenant().billing = None, None),
            ("no service", |world| world.tenant().billing.as_mut().unwrap().service = None, Some("service")),
            (
                "a bundle in place of a service",
                |world| *world = std::mem::replace(world, World::sound()).on_bundle(),
                None,
            ),
        ];
        for (what, spoil, field) in cases {
            let mut world = World::sound();
            spoil(&mut world);
            let findings = world.judge();
            assert_eq!(findings.first().and_then(|finding| finding.subject.field.as_deref()), field, "{what}");
            assert!(
                findings.iter().all(|finding| finding.code == Code::TenantUndecided && finding.is_error()),
                "{what}"
            );
        }
    }
}
