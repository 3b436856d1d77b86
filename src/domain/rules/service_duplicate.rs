//! `service-duplicate`: the chosen service or bundle stands more than once on its contract, so units could go to the wrong line.
//!
//! Counted are the chosen line and the others that sell the same and have units on any day from today on.

use jiff::civil::Date;

use super::Row;
use crate::domain::catalog::{Line, LineKind};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};

pub(super) fn find(row: &Row<'_>) -> Option<Diagnostic> {
    let line = row.live_line()?;
    of(line, row.catalog.lines_of(line.contract_id)?, row.today)
}

/// The other lines among `lines` of the contract that make this one a duplicate.
pub(super) fn others<'a>(line: &'a Line, lines: &'a [Line], today: Date) -> impl Iterator<Item = &'a Line> {
    lines.iter().filter(move |other| other.repeats(line) && other.has_units_from(today))
}

/// The finding on a line as one of the `lines` of its contract.
pub(super) fn of(line: &Line, lines: &[Line], today: Date) -> Option<Diagnostic> {
    let others: Vec<_> = others(line, lines, today).map(|other| other.id.to_string()).collect();
    if others.is_empty() {
        return None;
    }
    let times = others.len() + 1;
    let (found, mapped) = match line.kind {
        LineKind::Service => ("service", "Service"),
        LineKind::Bundle => ("service bundle", "Service Bundle"),
    };
    Some(
        Diagnostic::warning(
            Code::ServiceDuplicate,
            format!(
                "Duplicate {found} found — the mapped Autotask {mapped} appears {times} times on this contract. Remove the \
                 duplicate in Autotask by deleting it (if not yet invoiced) or setting its units to 0 with a past-dated \
                 removal, then retry."
            ),
            "Delete the extra line if it has not been invoiced, else set its units to 0 with a removal date in the past: \
             it drops off once that date has passed.",
        )
        .about(Subject::field("service"))
        .with_detail(format!(
            "{} {} is mapped; the {} stands on line {} too.",
            match line.kind {
                LineKind::Service => "Line",
                LineKind::Bundle => "Bundle line",
            },
            line.id,
            line.kind.word(),
            others.join(", ")
        ))
        .in_brief(format!("{times} times on the contract")),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::fixture::{World, bundle_line, line};
    use super::*;
    use crate::domain::catalog::UnitRow;

    fn line_with(id: i64, rows: &[(Date, Date, i64)]) -> Line {
        let units =
            rows.iter().map(|&(start, end, units)| UnitRow { id: 1, start, end, units, posted: false }).collect();
        Line { units, ..line(id, 9, 5, 0) }
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
    fn a_bundle_is_repeated_by_lines_of_the_same_bundle_alone() {
        let judged = |others: &[Line]| {
            let mut world = World::sound().on_bundle();
            world.lines.extend_from_slice(others);
            world.judge()
        };
        assert_eq!(judged(&[line(81, 9, 5, 3), bundle_line(82, 9, 6, 1), bundle_line(83, 9, 5, 0)]), []);
        let findings = judged(&[bundle_line(81, 9, 5, 3)]);
        assert_eq!(
            findings[0].summary,
            "Duplicate service bundle found — the mapped Autotask Service Bundle appears 2 times on this contract. Remove the duplicate in Autotask by deleting it (if not yet invoiced) or setting its units to 0 with a past-dated removal, then retry."
        );
        assert_eq!(findings[0].detail, "Bundle line 77 is mapped; the bundle stands on line 81 too.");
        let mut world = World::sound();
        world.lines.extend([bundle_line(77, 9, 5, 1), bundle_line(81, 9, 5, 1)]);
        assert_eq!(world.judge(), [], "bundles do not repeat a service of their number");
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
