//! What becomes of the unit rows of a contract whose first or last day has changed.
//! Leaves the change of the contract itself to `routes::write`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Lines, POSTED, Period, Places, in_force, months, periods, periods_of, set_units, term, unit_price};
use crate::sandbox::answer::Refusal;
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Row, midnight};
use crate::sandbox::world::World;

/// Makes the rows of all lines fit the term that the contract has now, or refuses and leaves them as they are.
///
/// What is posted stays as it was. A line that ran to an end of the old term runs to that of the new one, with the
/// units that it had there; one that began later or ended earlier stays so.
pub fn refit(world: &mut World, contract: i64, was: (Date, Date)) -> Result<(), Refusal> {
    let Some(row) = world.row(Kind::Contracts, contract) else { return Ok(()) };
    let Some((first, last)) = term(row).filter(|term| *term != was) else {
        return Ok(());
    };
    let regular = periods(first, last, months(row));
    let mut plans = Vec::new();
    for lines in [Lines::Services, Lines::Bundles] {
        let of = lines.line().entity().at("contractID");
        let rows = world.table(lines.line()).rows().iter();
        for line in rows.filter(|row| row.int(of) == Some(contract)) {
            let old = periods_of(world, lines, line.id);
            let new = fitted(&old, was, &regular);
            let kept = |posted: &Period| new.iter().any(|new| new.start == posted.start && new.end == posted.end);
            if !old.iter().filter(|old| old.posted).all(kept) {
                return Err(Refusal::error(POSTED));
            }
            plans.push((lines, line.id, old, new));
        }
    }
    for (lines, line, old, new) in plans {
        lay(world, contract, lines, line, &old, &new);
    }
    Ok(())
}

/// The rows that a line has in these periods: cut where the units change, and where something posted ends.
fn fitted(old: &[Period], was: (Date, Date), regular: &[(Date, Date)]) -> Vec<Period> {
    let (Some(earliest), Some(latest)) = (old.first(), old.last()) else {
        return Vec::new();
    };
    let ends = old.iter().filter(|old| old.posted || old.end < was.1).map(|old| old.end);
    let cuts: BTreeSet<Date> = old.iter().map(|old| old.start).chain(ends).collect();
    let held = |day: Date| match in_force(old, day) {
        // The last row covers its last day, from which the new one goes on.
        Some(at) if day < old[at].end => Some(&old[at]),
        _ if day < earliest.start => Some(earliest).filter(|row| row.start <= was.0),
        _ => Some(latest).filter(|row| row.end >= was.1),
    };
    let mut new = Vec::new();
    for (from, until) in regular {
        let inside = cuts.iter().copied().filter(|cut| from < cut && cut < until);
        let starts: Vec<Date> = std::iter::once(*from).chain(inside).collect();
        for (at, start) in starts.iter().enumerate() {
            let Some(held) = held(*start) else { continue };
            let same = old.iter().find(|old| old.start == *start);
            new.push(Period {
                id: same.map_or(0, |same| same.id),
                start: *start,
                end: starts.get(at + 1).copied().unwrap_or(*until),
                units: held.units,
                posted: same.is_some_and(|same| same.posted),
            });
        }
    }
    new
}

fn lay(world: &mut World, contract: i64, lines: Lines, line: i64, old: &[Period], new: &[Period]) {
    let places = Places::of(lines);
    let (sold, price) = (super::sold(world, lines, line), unit_price(world, lines, line));
    let table = world.table_mut(lines.units());
    for gone in old.iter().filter(|old| new.iter().all(|new| new.id != old.id)) {
        table.remove(gone.id);
    }
    for period in new {
        if let Some(row) = table.get_mut(period.id) {
            row.set(places.end, midnight(period.end));
            continue;
        }
        let mut row = Row::new(table.take_id());
        row.set(places.contract, contract);
        row.set(places.line, line);
        row.set(places.sold, sold.clone());
        row.set(places.start, midnight(period.start));
        row.set(places.end, midnight(period.end));
        set_units(&mut row, &places, period.units, price);
        table.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn period(id: i64, start: &str, end: &str, units: i64, posted: bool) -> Period {
        Period { id, start: day(start), end: day(end), units, posted }
    }

    #[test]
    fn rows_follow_the_term_and_keep_what_was_changed_or_posted() {
        let old = [
            period(1, "2026-01-01", "2026-02-01", 5, true),
            period(2, "2026-02-01", "2026-02-10", 5, false),
            period(3, "2026-02-10", "2026-02-15", 8, false),
        ];
        for (first, last, expected) in [
            // Longer: the cut period fills up, and the last count goes on.
            (
                "2026-01-01",
                "2026-04-01",
                vec![
                    ("2026-01-01", "2026-02-01", 5),
                    ("2026-02-01", "2026-02-10", 5),
                    ("2026-02-10", "2026-03-01", 8),
                    ("2026-03-01", "2026-04-01", 8),
                ],
            ),
            // Shorter: what lies behind goes.
            ("2026-01-01", "2026-02-05", vec![("2026-01-01", "2026-02-01", 5), ("2026-02-01", "2026-02-05", 5)]),
            // Earlier: the first count holds before.
            (
                "2025-12-01",
                "2026-02-15",
                vec![
                    ("2025-12-01", "2026-01-01", 5),
                    ("2026-01-01", "2026-02-01", 5),
                    ("2026-02-01", "2026-02-10", 5),
                    ("2026-02-10", "2026-02-15", 8),
                ],
            ),
        ] {
            let new = fitted(&old, (day("2026-01-01"), day("2026-02-15")), &periods(day(first), day(last), 1));
            let expected: Vec<_> =
                expected.into_iter().map(|(start, end, units)| (day(start), day(end), units)).collect();
            assert_eq!(new.iter().map(|row| (row.start, row.end, row.units)).collect::<Vec<_>>(), expected, "{last}");
        }
        // A posted rest of a period is not filled up; the new row begins behind it.
        let posted = [period(1, "2026-01-01", "2026-01-20", 5, true)];
        let was = (day("2026-01-01"), day("2026-01-20"));
        let new = fitted(&posted, was, &periods(day("2026-01-01"), day("2026-02-01"), 1));
        assert_eq!(
            new.iter().map(|row| (row.start, row.posted)).collect::<Vec<_>>(),
            [(day("2026-01-01"), true), (day("2026-01-20"), false)]
        );
        // A line that began after the contract, and has ended before it, is no longer than it was.
        let short = [period(1, "2026-02-10", "2026-03-01", 5, false), period(2, "2026-03-01", "2026-03-15", 5, false)];
        let was = (day("2026-01-01"), day("2026-04-01"));
        let new = fitted(&short, was, &periods(day("2025-12-01"), day("2026-06-01"), 1));
        assert_eq!(
            new.iter().map(|row| (row.start, row.end)).collect::<Vec<_>>(),
            short.iter().map(|row| (row.start, row.end)).collect::<Vec<_>>()
        );
    }
}
