//! `picklist-missing`: a ticket field without which no ticket can be opened is not chosen, or what is chosen is not there.

use super::Pick;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::TicketField;
use crate::domain::text::harmless;

pub(super) fn find(pick: &Pick<'_>) -> Option<Diagnostic> {
    let label = pick.field.label();
    let finding = |summary: String, hint: String, brief: &str| {
        Diagnostic::error(Code::PicklistMissing, summary, hint).about(Subject::field(pick.field.key())).in_brief(brief)
    };
    let Some(chosen) = pick.chosen else {
        return pick.field.is_required().then(|| {
            finding(
                format!("{label}: none is chosen."),
                "Choose one; no ticket can be opened without it.".to_owned(),
                "none chosen",
            )
        });
    };
    let Some(value) = pick.lists?.value(pick.field, chosen.id) else {
        return Some(finding(
            format!("{label}: “{}” (id {}) does not exist in Autotask.", harmless(&chosen.name), chosen.id),
            "Choose one of those that Autotask has.".to_owned(),
            "not in Autotask",
        ));
    };
    if pick.field != TicketField::SubIssueType {
        return None;
    }
    let parent = value.parent?;
    match pick.issue_type {
        Some(issue_type) if issue_type.id == parent => None,
        Some(issue_type) => {
            let live = pick.lists?.value(TicketField::IssueType, issue_type.id);
            let name = live.map_or(issue_type.name.as_str(), |live| live.label.as_str());
            Some(finding(
                format!(
                    "{label}: “{}” does not belong to the issue type “{}”.",
                    harmless(&value.label),
                    harmless(name)
                ),
                format!("Choose a sub-issue type of “{}”, or the issue type that this one belongs to.", harmless(name)),
                "of another issue type",
            ))
        }
        None => Some(finding(
            format!("{label}: “{}” is chosen without an issue type.", harmless(&value.label)),
            "Choose the issue type that it belongs to, or take the sub-issue type away.".to_owned(),
            "without an issue type",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;
    use crate::domain::catalog::Catalog;
    use crate::domain::settings::Named;

    #[test]
    fn the_four_fields_of_a_ticket_are_required_even_before_a_list_is_loaded() {
        for field in TicketField::ALL {
            let mut world = World { catalog: Catalog::default(), ..World::sound() };
            world.draft.ticketing.fields.set(field, None);
            let findings = world.judge();
            let fields: Vec<_> = findings.iter().filter_map(|finding| finding.subject.field.as_deref()).collect();
            let expected: &[&str] = if field.is_required() { &[field.key()] } else { &[] };
            assert_eq!(fields, expected);
        }
    }

    #[test]
    fn a_value_that_is_not_there_is_found_in_defaults_and_in_a_tenants_own() {
        let mut world = World::sound();
        world.draft.ticketing.fields.queue = Some(Named::new(99, "Gone"));
        world.tenant().set_own(TicketField::StatusNew, Some(Named::new(98, "Gone too")));
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::PicklistMissing, Code::PicklistMissing]);
        assert_eq!(findings[0].subject, Subject::field("queue"));
        assert_eq!(findings[1].subject, Subject::tenant_field("ZZ1", "statusNew"));
    }

    #[test]
    fn a_sub_issue_type_hangs_on_the_issue_type_in_force() {
        type Choices = (Option<i64>, Option<i64>);
        let cases: [(&str, Choices, Choices, &[Option<&str>]); 7] = [
            ("they match", (Some(10), Some(100)), (None, None), &[]),
            ("they do not match", (Some(11), Some(100)), (None, None), &[None]),
            ("no issue type", (None, Some(100)), (None, None), &[None]),
            ("the tenant's own matches the default", (Some(10), None), (None, Some(100)), &[]),
            ("the tenant's own does not match the default", (Some(11), None), (None, Some(100)), &[Some("ZZ1")]),
            ("the default does not match the tenant's own", (Some(10), Some(100)), (Some(11), None), &[Some("ZZ1")]),
            ("the tenant has both", (Some(10), Some(100)), (Some(11), Some(110)), &[]),
        ];
        let named = |id: Option<i64>| id.map(|id| Named::new(id, "as saved"));
        for (what, default, own, expected) in cases {
            let mut world = World::sound();
            world.draft.ticketing.fields.issue_type = named(default.0);
            world.draft.ticketing.fields.sub_issue_type = named(default.1);
            world.tenant().set_own(TicketField::IssueType, named(own.0));
            world.tenant().set_own(TicketField::SubIssueType, named(own.1));
            let mut findings = world.judge();
            findings.retain(|finding| finding.code == Code::PicklistMissing);
            let tenants: Vec<_> = findings.iter().map(|finding| finding.subject.tenant.as_deref()).collect();
            assert_eq!(tenants, expected, "{what}");
            assert!(findings.iter().all(|finding| finding.subject.field.as_deref() == Some("subIssueType")), "{what}");
        }
    }
}
