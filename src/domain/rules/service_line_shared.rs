//! `service-line-shared`: two tenants on one line of a contract, which is no slip only if both say so.

use super::Row;
use crate::domain::catalog::Lookup;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

/// How many of the others are named.
const NAMED: usize = 3;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let billing = row.tenant.billing.as_ref()?;
    let choice = row.choice.as_ref()?;
    if let None | Some(Lookup::Missing) = row.line {
        return None;
    }
    let shares = billing.shared == Some(true);
    let others: Vec<_> = row
        .users
        .on(choice)
        .iter()
        .filter(|user| user.tenant != row.tenant.id && !(shares && user.shares))
        .map(|user| user.name.as_str())
        .collect();
    if others.is_empty() {
        return None;
    }
    let mut names =
        others.iter().take(NAMED).map(|name| format!("“{}”", harmless(name))).collect::<Vec<_>>().join(", ");
    if others.len() > NAMED {
        names = format!("{names} and {} more", others.len() - NAMED);
    }
    let brief = match others.as_slice() {
        [other] => harmless(other).into_owned(),
        others => format!("{} tenants", others.len()),
    };
    Some(
        Diagnostic::warning(
            Code::ServiceLineShared,
            format!("The {} line {} is used by {names} too.", choice.kind.word(), choice.line_id),
            "Map each tenant to a line of its own; where one line is to carry the sum, say \"shared\": true in the \
             billing of each of them in the config.",
        )
        .about(Subject::field("service"))
        .in_brief(format!("also of {brief}")),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes, entry, tenant};
    use super::*;

    fn two_on_one_line(shared: [Option<bool>; 2]) -> World {
        let mut world = World::sound();
        world.draft.tenants.push(entry(tenant("ZZ2", "Contoso Labs")));
        for (entry, shared) in world.draft.tenants.iter_mut().zip(shared) {
            entry.settings.billing.as_mut().unwrap().shared = shared;
        }
        world
    }

    #[test]
    fn both_must_say_that_they_share() {
        let cases =
            [([None, None], 2), ([Some(true), None], 2), ([Some(true), Some(false)], 2), ([Some(true), Some(true)], 0)];
        for (shared, expected) in cases {
            assert_eq!(two_on_one_line(shared).judge().len(), expected, "{shared:?}");
        }
    }

    #[test]
    fn each_names_the_other() {
        let findings = two_on_one_line([None, None]).judge();
        assert_eq!(codes(&findings), [Code::ServiceLineShared, Code::ServiceLineShared]);
        assert_eq!(findings[0].brief, "also of Contoso Labs");
        assert_eq!(findings[1].brief, "also of Contoso");
    }

    #[test]
    fn a_bundle_line_is_shared_by_tenants_of_the_bundle_alone() {
        let mut world = two_on_one_line([None, None]).on_bundle();
        let billing = world.tenant().billing.clone();
        world.draft.tenants.push(entry(tenant("ZZ3", "Contoso Works")));
        world.draft.tenants[2].settings.billing = billing;
        let findings = world.judge();
        let said: Vec<_> = findings.iter().map(|finding| finding.summary.as_str()).collect();
        assert_eq!(
            said,
            ["The bundle line 77 is used by “Contoso Works” too.", "The bundle line 77 is used by “Contoso” too."],
            "the tenant on service line 77 uses another"
        );
    }

    #[test]
    fn an_excluded_tenant_uses_no_line() {
        let mut world = two_on_one_line([None, None]);
        world.draft.tenants[1].settings.excluded = Some("test".to_owned());
        assert_eq!(world.judge(), []);
    }
}
