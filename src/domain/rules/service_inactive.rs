//! `service-inactive`: the service of the catalogue is inactive.

use super::Row;
use crate::domain::catalog::Service;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let (chosen, _) = row.live_service()?;
    of(row.catalog.service(chosen.id).found()?)
}

/// The finding on a service.
pub(super) fn of(service: &Service) -> Option<Diagnostic> {
    if service.active {
        return None;
    }
    Some(
        Diagnostic::error(
            Code::ServiceInactive,
            format!("Service “{}” is inactive in Autotask.", harmless(&service.name)),
            "Activate the service in Autotask, or choose another service of this contract.",
        )
        .about(Subject::field("service"))
        .in_brief("the service is inactive"),
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
}
