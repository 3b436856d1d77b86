//! `below-floor` before any figure is known: the tenant's floor is above its ceiling, so that none fits.
//!
//! A warning, since only the config file holds the two: nothing in the wizard could mend it. Billing holds the line.

use super::Row;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let (floor, ceiling) = row.tenant.billing.as_ref()?.crossed_bounds()?;
    Some(
        Diagnostic::warning(
            Code::BelowFloor,
            format!("The tenant's floor of {floor} units is above its ceiling of {ceiling}: no figure is between them."),
            "Correct \"floor\" or \"ceiling\" in the tenant's billing, in the config file; until then nothing is billed here.",
        )
        .about(Subject::field("service"))
        .in_brief("floor above ceiling"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes};
    use super::*;

    #[test]
    fn it_is_said_where_no_figure_fits() {
        for (floor, ceiling, wanted) in [
            (Some(10), Some(5), &[Code::BelowFloor][..]),
            (Some(5), Some(5), &[]),
            (Some(10), None, &[]),
            (None, Some(0), &[]),
        ] {
            let mut world = World::sound();
            let billing = world.tenant().billing.as_mut().unwrap();
            (billing.floor, billing.ceiling) = (floor, ceiling);
            let findings = world.judge();
            assert_eq!(codes(&findings), wanted, "{floor:?} {ceiling:?}");
            assert!(findings.iter().all(|finding| !finding.is_error() && finding.code.blocks_billing()));
        }
    }
}
