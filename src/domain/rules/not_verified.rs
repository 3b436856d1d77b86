//! `not-verified`: what the other rules could not judge, because it was not loaded. It may be saved; it is not called sound.
//!
//! Asked apart from the judge: while lists are on their way, not being judged is no finding.

use crate::domain::catalog::{Catalog, LineKind, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::draft::Draft;
use crate::domain::settings::TenantSettings;
use crate::domain::text::harmless;

/// Why a thing was not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Autotask did not give it.
    Failed,
    /// Nobody asked (`--offline`).
    Offline,
}

/// What of a draft nobody compared with Autotask; ticketing first, then tenants in their order, one each.
#[must_use]
pub fn not_verified(draft: &Draft, catalog: &Catalog, why: Unread) -> Vec<Diagnostic> {
    let found = |what: &str, subject| found(what, why).about(subject);
    let ticketing = (!draft.ticketing.fields.is_empty() && catalog.tickets().is_none())
        .then(|| found("The ticketing defaults were", Subject::field("queue")));
    let tenants = draft.tenants.iter().map(|entry| &entry.settings).filter(|tenant| tenant.excluded.is_none());
    let unread = |tenant: &TenantSettings| {
        let field = field_not_loaded(tenant, catalog)?;
        let what = format!("The {field} of “{}” was", harmless(&tenant.name));
        Some(found(&what, Subject::tenant_field(&tenant.id, field)))
    };
    ticketing.into_iter().chain(tenants.filter_map(unread)).collect()
}

/// The first of a tenant's links that was not loaded. What hangs on a missing thing is not asked for, so not lacking.
fn field_not_loaded(tenant: &TenantSettings, catalog: &Catalog) -> Option<&'static str> {
    let company = tenant.company.as_ref()?.id;
    match catalog.company(company) {
        Lookup::NotLoaded => return Some("company"),
        Lookup::Missing => return None,
        // A list that was kept from an earlier run proves nothing.
        Lookup::Found(_) if !catalog.is_company_live(company) => return Some("company"),
        Lookup::Found(_) => {}
    }
    let billing = tenant.billing.as_ref()?;
    let contract = &billing.contract;
    match catalog.contract(contract.id) {
        Lookup::NotLoaded => Some("contract"),
        Lookup::Missing => None,
        Lookup::Found(live) if !live.is_recurring() => None,
        Lookup::Found(live) => {
            let choice = billing.choice()?;
            // Bundles that are refused have a finding of their own.
            let is_refused = choice.kind == LineKind::Bundle && catalog.bundles_refused().is_some();
            let is_loaded = match catalog.line(live.id, choice.kind, choice.line_id) {
                Lookup::NotLoaded => false,
                Lookup::Missing => true,
                Lookup::Found(_) => catalog.item(choice.kind, choice.item_id) != Lookup::NotLoaded,
            };
            (!is_loaded && !is_refused).then_some("service")
        }
    }
}

fn found(what: &str, why: Unread) -> Diagnostic {
    let (reason, hint, brief) = match why {
        Unread::Failed => (
            "it could not be loaded",
            "Load again when Autotask can be reached, or save it as it is and run petra-autotask check later.",
            "not loaded, so not verified",
        ),
        Unread::Offline => (
            "offline it is taken as it is",
            "Run petra-autotask check when Autotask can be reached.",
            "offline, so not verified",
        ),
    };
    Diagnostic::warning(Code::NotVerified, format!("{what} not compared with Autotask: {reason}."), hint)
        .in_brief(brief)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::World;
    use super::*;

    fn on_bundle(world: &mut World) -> &mut World {
        *world = World::sound().on_bundle();
        world
    }

    #[test]
    fn what_was_loaded_is_verified_and_of_the_rest_the_first_is_named() {
        type Case = (&'static str, fn(&mut World), &'static [&'static str]);
        let cases: [Case; 10] = [
            ("all of it", World::load, &[]),
            ("no list at all", |world| world.catalog = Catalog::default(), &["queue", "company"]),
            ("no contract", |_| {}, &["contract"]),
            (
                "a company of a list that was kept",
                |world| {
                    world.load();
                    let list = std::sync::Arc::clone(world.catalog.shared_companies());
                    world.catalog.take_kept_companies(list, "2026-11-24 06:12".to_owned());
                },
                &["company"],
            ),
            ("no line", |world| world.catalog.add_contracts_of([174], world.contracts.clone()), &["service"]),
            ("a contract that is not there", |world| world.catalog.add_contracts_by_id([9], Vec::new()), &[]),
            ("all of a bundle", |world| on_bundle(world).load(), &[]),
            (
                "no bundle of the catalogue",
                |world| {
                    let world = on_bundle(world);
                    world.tenant().billing.as_mut().unwrap().bundle.as_mut().unwrap().id = 6;
                    world.lines.last_mut().unwrap().item_id = 6;
                    world.load();
                },
                &["service"],
            ),
            (
                "bundles that are refused, which is said apart",
                |world| {
                    let world = on_bundle(world);
                    world.lines.pop();
                    world.catalog.bundles_are_refused(Diagnostic::error(Code::PermissionMissing, "No.", "Grant it."));
                    world.load();
                },
                &[],
            ),
            ("an excluded tenant", |world| world.tenant().excluded = Some("own IT".to_owned()), &[]),
        ];
        for (what, load, expected) in cases {
            let mut world = World::sound();
            load(&mut world);
            let found = not_verified(&world.draft, &world.catalog, Unread::Failed);
            let fields: Vec<_> = found.iter().filter_map(|finding| finding.subject.field.as_deref()).collect();
            assert_eq!(fields, expected, "{what}");
            assert!(found.iter().all(|finding| !finding.is_error()), "{what}");
        }
    }
}
