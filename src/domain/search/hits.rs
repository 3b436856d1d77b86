//! The rows that a filter leaves, ranked.

/// Why a row is a hit, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A word typed is its id.
    Id,
    /// The text begins with a word typed; all others begin words.
    Start,
    /// Each word typed begins a word.
    Word,
    /// A word typed stands inside a word only; or nothing was typed.
    Inside,
}

const RANKS: usize = 4;

/// Numbers of rows, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// By rank, of rows that can be chosen, then of the others; the rows of each rise.
    buckets: [Vec<u32>; 2 * RANKS],
}

impl Hits {
    pub(super) fn push(&mut self, row: u32, choosable: bool, rank: Rank) {
        let bucket = rank as usize + if choosable { 0 } else { RANKS };
        self.buckets[bucket].push(row);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.iter().map(Vec::len).sum()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buckets.iter().all(Vec::is_empty)
    }

    /// How many can be chosen; they come first.
    #[must_use]
    pub fn choosable(&self) -> usize {
        self.buckets[..RANKS].iter().map(Vec::len).sum()
    }

    /// The row at a place of the list.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<u32> {
        let mut left = place;
        for bucket in &self.buckets {
            match bucket.get(left) {
                Some(&row) => return Some(row),
                None => left -= bucket.len(),
            }
        }
        None
    }

    /// Where a row stands, if it is a hit.
    #[must_use]
    pub fn place_of(&self, row: u32) -> Option<usize> {
        let mut before = 0;
        for bucket in &self.buckets {
            if let Ok(place) = bucket.binary_search(&row) {
                return Some(before + place);
            }
            before += bucket.len();
        }
        None
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.buckets.iter().flatten().copied()
    }
}
