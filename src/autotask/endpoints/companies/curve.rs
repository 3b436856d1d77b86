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

    /// The nearest point below `id` with at least `rows` companies in between, or where there is none, the nearest with
    /// any: too short a look back leads too near, which is cheap, too long a one over a gap leads far beyond.
    fn before(&self, id: i64, rows: usize) -> Option<(i64, usize)> {
        let count = self.at(id)?;
        let between = |rows: usize| {
            let mut below = self.0.range(..id).rev().map(|(&id, &count)| (id, count));
            below.find(|(_, before)| before.saturating_sub(count) >= rows)
        };
        between(rows.max(1)).or_else(|| between(1))
    }

    /// The point whose count is nearest to `wanted`, if it is within `tolerance` of it.
    pub(super) fn near(&self, wanted: usize, tolerance: usize) -> Option<(i64, usize)> {
        let nearest = self.0.iter().map(|(&id, &count)| (id, count)).min_by_key(|(_, count)| count.abs_diff(wanted))?;
        (nearest.1.abs_diff(wanted) <= tolerance).then_some(nearest)
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
            (None, None) => None,
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
            (&[(0, 1000), (400, 920), (500, 900), (5000, 900)], 850, Some(5000 + 230 * 50)),
            (&[(500, 900), (5000, 900)], 450, None),
            (&[(0, 1000), (500, 900), (1_000_000, 300)], 600, Some(2000)),
            (&[(0, 1000), (500, 900), (1500, 300)], 600, Some(1000)),
            (&[(500, 900), (1_000_000, 300)], 600, Some(500 + 499_750)),
            (&[(0, 1000)], 500, None),
            (&[(0, 1000), (1, 0)], 500, None),
            (&[], 500, None),
        ] {
            assert_eq!(curve(points).guess(wanted), guess, "{points:?} {wanted}");
        }
        let three = curve(&[(0, 1000), (500, 700), (900, 300)]);
        assert_eq!((three.near(650, 50), three.near(650, 49)), (Some((500, 700)), None));
    }
}
