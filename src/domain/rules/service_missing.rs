//! `service-missing`: the chosen line, or its service, does not stand on the contract.

use super::Row;
use crate::domain::catalog::Lookup;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::text::harmless;

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let chosen = row.service()?;
    let gone = match row.line? {
        Lookup::NotLoaded => false,
        Lookup::Missing => true,
        // A line of that id with another service is not what was chosen.
        Lookup::Found(line) => line.service_id != chosen.id,
    };
    if !gone {
        return None;
    }
    let contract = &row.tenant.billing.as_ref()?.contract;
    let contract_name = row.live_contract().map_or(contract.name.as_str(), |live| live.name.as_str());
    let service_name = row.catalog.service(chosen.id).found().map_or(chosen.name.as_str(), |live| live.name.as_str());
    let others: Vec<_> = row
        .catalog
        .lines_of(contract.id)
        .unwrap_or_default()
        .iter()
        .filter(|line| line.service_id == chosen.id)
        .map(|line| line.id.to_string())
        .collect();
    let detail = match others.as_slice() {
        [] => String::new(),
        ids => format!("The contract has this service on another line: {}.", ids.join(", ")),
    };
    Some(
        Diagnostic::error(
            Code::ServiceMissing,
            format!(
                "Service “{}” (line {}) is not on the contract “{}”.",
                harmless(service_name),
                chosen.contract_service_id,
                harmless(contract_name)
            ),
            "Choose a service of this contract, or add this one to the contract in Autotask.",
        )
        .about(Subject::field("service"))
        .with_detail(detail)
        .in_brief("not on the contract"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, codes, line};
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
}
