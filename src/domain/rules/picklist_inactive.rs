//! `picklist-inactive`: a queue, status or other ticket value that is no longer active; Autotask takes no ticket with it.

use super::Pick;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(pick: &Pick<'_>) -> Option<Diagnostic> {
    let value = pick.lists?.value(pick.field, pick.chosen?.id).filter(|value| !value.active)?;
    Some(
        Diagnostic::error(
            Code::PicklistInactive,
            format!("{}: “{}” is inactive in Autotask.", pick.field.label(), harmless(&value.label)),
            "Activate it in Autotask, or choose an active one.",
        )
        .about(Subject::field(pick.field.key()))
        .in_brief("inactive"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;
    use crate::domain::settings::{Named, TicketField};

    #[test]
    fn an_inactive_value_is_an_error_in_defaults_and_in_a_tenants_own() {
        let mut world = World::sound();
        world.draft.ticketing.fields.queue = Some(Named::new(3, "Old queue"));
        world.tenant().set_own(TicketField::Queue, Some(Named::new(3, "Old queue")));
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::PicklistInactive, Code::PicklistInactive]);
        assert_eq!(findings[0].summary, "Queue: “Old queue” is inactive in Autotask.");
        assert_eq!(findings[1].subject, Subject::tenant_field("ZZ1", "queue"));
    }
}
