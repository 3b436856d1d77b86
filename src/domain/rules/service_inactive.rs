//! `service-inactive`: the service or bundle of the catalogue is inactive.

use super::Row;
use crate::domain::catalog::{LineKind, Service};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let line = row.live_line()?;
    of(line.kind, row.catalog.item(line.kind, line.item_id).found()?)
}

/// The finding on a service or bundle.
pub(super) fn of(kind: LineKind, item: &Service) -> Option<Diagnostic> {
    if item.active {
        return None;
    }
    Some(
        Diagnostic::error(
            Code::ServiceInactive,
            format!("{} “{}” is inactive in Autotask.", kind.title(), harmless(&item.name)),
            format!("Activate the {0} in Autotask, or choose another {0} of this contract.", kind.word()),
        )
        .about(Subject::field("service"))
        .in_brief(format!("the {} is inactive", kind.word())),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn an_inactive_service_is_an_error() {
        let mut world = World::sound();
        world.catalog.set_services(vec![Service { id: 5, name: "Petra monitoring".to_owned(), active: false }]);
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::ServiceInactive]);
        assert!(findings[0].is_error());
    }

    #[test]
    fn so_is_an_inactive_bundle_and_a_service_of_its_number_does_not_matter() {
        let mut world = World::sound().on_bundle();
        world.catalog.set_services(vec![Service { id: 5, name: "Petra monitoring".to_owned(), active: false }]);
        world.catalog.add_bundles([5], vec![Service { id: 5, name: "Everything".to_owned(), active: false }]);
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::ServiceInactive]);
        assert_eq!(findings[0].summary, "Bundle “Everything” is inactive in Autotask.");
        assert_eq!(findings[0].brief, "the bundle is inactive");
        let mut world = World::sound().on_bundle();
        world.catalog.set_services(vec![Service { id: 5, name: "Petra monitoring".to_owned(), active: false }]);
        assert_eq!(world.judge(), []);
    }
}
