//! `service-duplicate`: the chosen service stands more than once on its contract, so units could go to the wrong line.
//!
//! Counted are the chosen line and the others of its service that have units on any day from today on.

use jiff::civil::Date;

use super::Row;
use crate::domain::catalog::Line;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let (_, line) = row.live_service()?;
    of(line, row.catalog.lines_of(line.contract_id)?, row.today)
}

/// The other lines among `lines` of the contract that make this one a duplicate.
pub(super) fn others<'a>(line: &Line, lines: &'a [Line], today: Date) -> impl Iterator<Item = &'a Line> {
    let (id, service) = (line.id, line.service_id);
    lines.iter().filter(move |other| other.id != id && other.service_id == service && other.has_units_from(today))
}

/// The finding on a line as one of the `lines` of its contract.
pub(super) fn of(line: &Line, lines: &[Line], today: Date) -> Option<Diagnostic> {
    let others: Vec<_> = others(line, lines, today).map(|other| other.id.to_string()).collect();
    if others.is_empty() {
        return None;
    }
    let times = others.len() + 1;
    Some(
        Diagnostic::warning(
            Code::ServiceDuplicate,
            format!(
                "Duplicate service found — the mapped Autotask Service appears {times} times on this contract. Remove the \
                 duplicate in Autotask by deleting it (if not yet invoiced) or setting its units to 0 with a past-dated \
                 removal, then retry."
            ),
            "Delete the extra line if it has not been invoiced, else set its units to 0 with a removal date in the past: \
             it drops off once that date has passed.",
        )
        .about(Subject::field("service"))
        .with_detail(format!("Line {} is mapped; the service stands on line {} too.", line.id, others.join(", ")))
        .in_brief(format!("{times} times on the contract")),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::fixture::{World, line};
    use super::*;
    use crate::domain::catalog::UnitRow;

    fn line_with(id: i64, rows: &[(Date, Date, i64)]) -> Line {
        let units =
            rows.iter().map(|&(start, end, units)| UnitRow { id: 1, start, end, units, posted: false }).collect();
        Line { id, contract_id: 9, service_id: 5, units }
    }

    #[test]
    fn lines_of_the_same_service_count_where_units_are_in_force_from_today_on() {
        let (past, today, next) = (date(2026, 11, 1), date(2026, 11, 24), date(2026, 12, 1));
        let cases = [
            ("one line", vec![line(77, 9, 5, 12)], None),
            ("two live lines", vec![line(77, 9, 5, 12), line(81, 9, 5, 3)], Some("2 times on the contract")),
            (
                "three live lines",
                vec![line(77, 9, 5, 1), line(81, 9, 5, 3), line(82, 9, 5, 1)],
                Some("3 times on the contract"),
            ),
            ("another service", vec![line(77, 9, 5, 12), line(76, 9, 6, 40)], None),
            ("the other is at 0", vec![line(77, 9, 5, 12), line(81, 9, 5, 0)], None),
            ("the other has no units at all", vec![line(77, 9, 5, 12), line_with(81, &[])], None),
            (
                "the mapped one is at 0, the other lives",
                vec![line(77, 9, 5, 0), line(81, 9, 5, 3)],
                Some("2 times on the contract"),
            ),
            (
                "the other was removed yesterday",
                vec![line(77, 9, 5, 12), line_with(81, &[(past, date(2026, 11, 23), 3)])],
                None,
            ),
            (
                "the other is removed today",
                vec![line(77, 9, 5, 12), line_with(81, &[(past, today, 3), (today, next, 0)])],
                None,
            ),
            (
                "the other ends today",
                vec![line(77, 9, 5, 12), line_with(81, &[(past, today, 3)])],
                Some("2 times on the contract"),
            ),
            (
                "the other begins later",
                vec![line(77, 9, 5, 12), line_with(81, &[(next, date(2027, 1, 1), 3)])],
                Some("2 times on the contract"),
            ),
        ];
        for (what, lines, brief) in cases {
            let findings = World { lines, ..World::sound() }.judge();
            assert_eq!(findings.first().map(|finding| finding.brief.as_str()), brief, "{what}");
        }
    }

    #[test]
    fn the_sentence_is_that_of_the_contract() {
        let findings = World { lines: vec![line(77, 9, 5, 12), line(81, 9, 5, 3)], ..World::sound() }.judge();
        assert_eq!(
            findings[0].summary,
            "Duplicate service found — the mapped Autotask Service appears 2 times on this contract. Remove the duplicate in Autotask by deleting it (if not yet invoiced) or setting its units to 0 with a past-dated removal, then retry."
        );
        assert!(!findings[0].is_error());
    }
}
