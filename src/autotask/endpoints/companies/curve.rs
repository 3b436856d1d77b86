//! How many companies have an id from x on, as far as it was counted, and where a wanted number of them probably begins.
//!
//! Ids lie in clusters: the number line cannot be cut evenly, only by counts.

use std::collections::BTreeMap;

/// Counted points: id → how many companies have this id or a greater one.
#[derive(Clone, Debug, Default)]
pub(super) struct Curve(BTreeMap<i64, usize>);

impl Curve {
    pub(super) fn add(&mut self, id: i64, from_there_on: usize) {
        self.0.insert(id, from_there_on);
    }

    /// The count at a point, if it is known.
    pub(super) fn at(&self, id: i64) -> Option<usize> {
        self.0.get(&id).copied()
    }

    /// The nearest point below `id` with at least `rows` companies in between, or where there is none, the next one.
    fn before(&self, id: i64, rows: usize) -> Option<(i64, usize)> {
        let count = self.at(id)?;
        let mut below = self.0.range(..id).rev().map(|(&id, &count)| (id, count));
        let next = below.next()?;
        [next].into_iter().chain(below).find(|(_, before)| before.saturating_sub(count) >= rows).or(Some(next))
    }

    /// The counted point whose count is nearest to `wanted`.
    pub(super) fn nearest(&self, wanted: usize) -> Option<(i64, usize)> {
        self.0.iter().map(|(&id, &count)| (id, count)).min_by_key(|(_, count)| count.abs_diff(wanted))
    }

    /// The id from which on there probably are `wanted` companies: as dense as just below, or where that leads too far,
    /// on a straight line between the counted points around it. `None` where nothing can be said.
    pub(super) fn guess(&self, wanted: usize) -> Option<i64> {
        let (&low, &low_count) = self.0.iter().rev().find(|(_, count)| **count > wanted)?;
        let high = self.0.iter().find(|(id, count)| **id > low && **count <= wanted).map(|(&id, &count)| (id, count));
        let as_before = self.before(low, (low_count - wanted) / 8).and_then(|(before, before_count)| {
            let rows = before_count.checked_sub(low_count).filter(|&rows| rows > 0)?;
            Some(low.saturating_add(scaled(low - before, fraction(low_count - wanted, rows)).max(1)))
        });
        match (as_before, high) {
            (Some(id), None) => Some(id),
            (Some(id), Some((high, _))) if id < high => Some(id),
            (_, Some((high, high_count))) => {
                let share = fraction(low_count - wanted, low_count - high_count);
                let id = low.saturating_add(scaled(high - low, share));
                (id > low && id < high).then_some(id)
            }
            // Nothing lies just below: the next cluster is further away than the last one was.
            (None, None) => {
                let (before, _) = self.before(low, 0)?;
                Some(low.saturating_add((low - before).saturating_mul(8)))
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn fraction(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "an estimate; `as` saturates")]
fn scaled(length: i64, share: f64) -> i64 {
    (length as f64 * share) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[(i64, usize)]) -> Curve {
        Curve(points.iter().copied().collect())
    }

    #[test]
    fn guesses_lie_between_counted_points_or_beyond_the_last() {
        for (points, wanted, guess) in [
            (&[(0, 1000), (1000, 0)][..], 500, Some(500)),
            (&[(0, 1000), (500, 500)], 250, Some(750)),
            (&[(0, 1000), (500, 900), (5000, 900)], 450, Some(5000 + 50 * 450)),
            (&[(500, 900), (5000, 900)], 450, Some(5000 + 8 * 4500)),
            (&[(0, 1000), (500, 900), (1_000_000, 300)], 600, Some(2000)),
            (&[(0, 1000), (500, 900), (1500, 300)], 600, Some(1000)),
            (&[(500, 900), (1_000_000, 300)], 600, Some(500 + 499_750)),
            (&[(0, 1000)], 500, None),
            (&[(0, 1000), (1, 0)], 500, None),
            (&[], 500, None),
        ] {
            assert_eq!(curve(points).guess(wanted), guess, "{points:?} {wanted}");
        }
        assert_eq!(curve(&[(0, 1000), (500, 700), (900, 300)]).nearest(650), Some((500, 700)));
    }
}
