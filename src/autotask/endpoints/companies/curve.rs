//! How many companies have an id from x on, as far as it was counted, and where a wanted number of them probably begins.
//!
//! Ids lie in clusters: the number line cannot be cut evenly, only by counts.

use std::collections::BTreeMap;

/// Where ids may go: Autotask's are 32-bit numbers as far as anybody has seen. Only guesses rest on it.
const FAR: f64 = 2_147_483_648.0;

/// Points: id → how many companies have this id or a greater one.
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

    /// How far it is from `id` over `rows` companies, if they lie as densely as those just below; and whether enough of
    /// those were seen to rely on it.
    fn as_below(&self, id: i64, rows: usize) -> Option<(f64, bool)> {
        let count = self.at(id)?;
        let between = |rows: usize| {
            let mut below = self.0.range(..id).rev().map(|(&id, &count)| (id, count));
            below.find(|(_, before)| before.saturating_sub(count) >= rows)
        };
        let enough = (rows / 8).max(1);
        let (before, before_count) = between(enough).or_else(|| between(1))?;
        let seen = before_count - count;
        Some((length(before, id) * fraction(rows, seen), seen >= enough))
    }

    /// The point whose count is nearest to `wanted`, if it is within `tolerance` of it.
    pub(super) fn near(&self, wanted: usize, tolerance: usize) -> Option<(i64, usize)> {
        let nearest = self.0.iter().map(|(&id, &count)| (id, count)).min_by_key(|(_, count)| count.abs_diff(wanted))?;
        (nearest.1.abs_diff(wanted) <= tolerance).then_some(nearest)
    }

    /// The id from which on there probably are `wanted` companies. `None` where nothing can be said.
    ///
    /// As dense as just below, where enough was seen there. Else on a straight line to the next counted point; where
    /// nothing lies beyond that point, somewhere between both in the order of magnitude: how far out the ids end is then
    /// all that is not known.
    pub(super) fn guess(&self, wanted: usize) -> Option<i64> {
        let (&low, &low_count) = self.0.iter().rev().find(|(_, count)| **count > wanted)?;
        let high = self.0.iter().find(|(id, count)| **id > low && **count <= wanted).map(|(&id, &count)| (id, count));
        let below = self.as_below(low, low_count - wanted);
        let Some((high, high_count)) = high else {
            let (distance, _) = below?;
            return Some(beyond(low, distance.min((distance * FAR).sqrt())));
        };
        let straight = length(low, high) * fraction(low_count - wanted, low_count - high_count);
        let distance = match below {
            Some((distance, true)) if distance < length(low, high) => distance,
            Some((distance, _)) if high_count == 0 && distance < straight => (distance * straight).sqrt(),
            _ => straight,
        };
        let id = beyond(low, distance);
        (id > low && id < high).then_some(id)
    }

    /// A point far beyond what density just below tells, in the middle of the orders of magnitude that are left.
    pub(super) fn far(&self, wanted: usize) -> Option<i64> {
        let (&low, &low_count) = self.0.iter().rev().find(|(_, count)| **count > wanted)?;
        let (distance, _) = self.as_below(low, low_count - wanted)?;
        Some(beyond(low, (distance * FAR).sqrt()))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an estimate; `as` saturates")]
fn beyond(id: i64, distance: f64) -> i64 {
    id.saturating_add((distance as i64).max(1))
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn length(from: i64, to: i64) -> f64 {
    (to - from) as f64
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn fraction(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
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
            // Nothing beyond a million, and little seen: between 5,000 and 500,500 in the order of magnitude.
            (&[(0, 1000), (10, 999), (1_000_010, 0)], 499, Some(50_035)),
            (&[(0, 1000)], 500, None),
            (&[(0, 1000), (1, 0)], 500, None),
            (&[], 500, None),
        ] {
            assert_eq!(curve(points).guess(wanted), guess, "{points:?} {wanted}");
        }
        let far = curve(&[(0, 1000), (10, 999)]).far(499).unwrap();
        assert!((1_000_000..10_000_000).contains(&far), "{far}");
        let three = curve(&[(0, 1000), (500, 700), (900, 300)]);
        assert_eq!((three.near(650, 50), three.near(650, 49)), (Some((500, 700)), None));
    }
}
