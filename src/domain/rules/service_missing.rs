//! `service-missing`: the chosen line, or the service or bundle on it, does not stand on the contract.

use super::Row;
use crate::domain::catalog::{LineKind, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let chosen = row.choice.as_ref()?;
    let gone = match row.line? {
        Lookup::NotLoaded => false,
        Lookup::Missing => true,
        // A line of that id that sells something else is not what was chosen.
        Lookup::Found(line) => !line.sells(chosen.kind, chosen.item_id),
    };
    if !gone {
        return None;
    }
    let contract = &row.tenant.billing.as_ref()?.contract;
    let contract_name = row.live_contract().map_or(contract.name.as_str(), |live| live.name.as_str());
    let item = row.catalog.item(chosen.kind, chosen.item_id).found();
    let name = item.map_or(chosen.name.as_str(), |live| live.name.as_str());
    let others: Vec<_> = row
        .catalog
        .lines_of(contract.id)
        .unwrap_or_default()
        .iter()
        .filter(|line| line.sells(chosen.kind, chosen.item_id))
        .map(|line| line.id.to_string())
        .collect();
    let detail = match others.as_slice() {
        [] => String::new(),
        ids => format!("The contract has this {} on another line: {}.", chosen.kind.word(), ids.join(", ")),
    };
    Some(
        Diagnostic::error(
            Code::ServiceMissing,
            format!(
                "{} “{}” ({}) is not on the contract “{}”.",
                chosen.kind.title(),
                harmless(name),
                chosen.line_words(),
                harmless(contract_name)
            ),
            match chosen.kind {
                LineKind::Service => "Choose a service of this contract, or add this one to the contract in Autotask.",
                LineKind::Bundle => {
                    "Choose a service or bundle of this contract, or add this bundle to the contract in Autotask."
                }
            },
        )
        .about(Subject::field("service"))
        .with_detail(detail)
        .in_brief("not on the contract"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, bundle_line, codes, line};
    use super::*;

    #[test]
    fn the_line_and_its_service_must_stand_on_the_contract() {
        let cases = [
            ("as chosen", vec![line(77, 9, 5, 1)], None),
            ("no line at all", vec![], Some("")),
            ("the line has another service", vec![line(77, 9, 6, 1)], Some("")),
            (
                "the service has another line",
                vec![line(81, 9, 5, 1)],
                Some("The contract has this service on another line: 81."),
            ),
        ];
        for (what, lines, detail) in cases {
            let findings = World { lines, ..World::sound() }.judge();
            assert_eq!(
                codes(&findings),
                detail.map(|_| Code::ServiceMissing).into_iter().collect::<Vec<_>>(),
                "{what}"
            );
            assert_eq!(findings.first().map(|finding| finding.detail.as_str()), detail, "{what}");
        }
    }

    #[test]
    fn a_bundle_must_stand_on_the_contract_and_no_service_of_its_number_stands_for_it() {
        let cases = [
            ("as chosen", vec![line(77, 9, 5, 1), bundle_line(77, 9, 5, 1)], None),
            ("services of the same numbers alone", vec![line(77, 9, 5, 1)], Some("")),
            ("the line has another bundle", vec![bundle_line(77, 9, 6, 1)], Some("")),
            (
                "the bundle has another line",
                vec![line(80, 9, 5, 1), bundle_line(81, 9, 5, 1)],
                Some("The contract has this bundle on another line: 81."),
            ),
        ];
        for (what, lines, detail) in cases {
            let mut world = World::sound().on_bundle();
            world.lines = lines;
            let findings = world.judge();
            assert_eq!(findings.first().map(|finding| finding.detail.as_str()), detail, "{what}");
            for finding in findings {
                assert_eq!(finding.code, Code::ServiceMissing, "{what}");
                let expected = "Bundle “Everything” (bundle line 77) is not on the contract “Gold”.";
                assert_eq!(finding.summary, expected, "{what}");
            }
        }
    }
}
