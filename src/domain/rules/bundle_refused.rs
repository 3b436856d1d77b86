//! `permission-missing` on a tenant: a bundle is chosen, and Autotask does not show bundles to this API user.
//!
//! Where no tenant has a bundle nobody needs the right, and nothing is said.

use super::Row;
use crate::domain::catalog::{LineKind, Lookup};
use crate::domain::diagnostic::{Diagnostic, Severity, Subject};

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let choice = row.choice.as_ref().filter(|choice| choice.kind == LineKind::Bundle)?;
    // What came before, or in spite of, the refusal is judged as ever.
    match row.line? {
        Lookup::NotLoaded => {}
        Lookup::Found(_) if row.catalog.item(choice.kind, choice.item_id) == Lookup::NotLoaded => {}
        Lookup::Found(_) | Lookup::Missing => return None,
    }
    let mut finding = row.catalog.bundles_refused()?.clone();
    // It keeps from judging and billing this tenant's line, not from saving it.
    finding.severity = Severity::Warning;
    let subject = Subject { entity: finding.subject.entity.clone(), ..Subject::field("service") };
    Some(finding.about(subject).in_brief("bundles cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;
    use crate::domain::diagnostic::Code;

    fn refused() -> World {
        let mut world = World::sound();
        let why = Diagnostic::error(Code::PermissionMissing, "The API user may not read bundles.", "Grant it.");
        world.catalog.bundles_are_refused(why);
        world
    }

    #[test]
    fn it_is_said_only_where_a_bundle_is_chosen() {
        assert_eq!(refused().judge(), []);
        let mut world = refused().on_bundle();
        world.lines.pop();
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::PermissionMissing]);
        assert!(!findings[0].is_error());
        assert_eq!(findings[0].subject.field.as_deref(), Some("service"));
    }

    #[test]
    fn what_was_read_in_spite_of_it_is_judged_and_a_bundle_without_a_name_is_not() {
        assert_eq!(refused().on_bundle().judge(), []);
        let mut world = refused().on_bundle();
        world.tenant().billing.as_mut().unwrap().bundle.as_mut().unwrap().id = 6;
        world.lines.last_mut().unwrap().item_id = 6;
        assert_eq!(codes(&world.judge()), [Code::PermissionMissing]);
    }

    #[test]
    fn nothing_is_said_of_it_where_the_contract_is_missing() {
        let mut world = refused().on_bundle();
        world.catalog.add_contracts_by_id([999], Vec::new());
        world.tenant().billing.as_mut().unwrap().contract.id = 999;
        assert_eq!(codes(&world.judge()), [Code::ContractMissing]);
    }
}
