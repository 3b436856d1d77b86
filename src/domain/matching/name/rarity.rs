//! How much a name tells about whose it is.

use std::collections::HashSet;

use super::super::common_words::{is_common, is_family, is_link};
use super::Name;

impl Name {
    /// How much it tells about whose name it is: 4 for each word that hardly two companies have, 1 for a common one.
    /// From [`DISTINCT`] on, two companies of one name are not to be expected.
    pub fn distinctness(&self) -> usize {
        let is_of_place = self.is_after_place();
        let of_word = |word: &String| match word.chars().count() {
            _ if is_link(word) => 0,
            _ if is_common(word) => 1,
            0..=3 => 2,
            _ if is_of_place => DISTINCT / 2,
            _ => DISTINCT,
        };
        let told = self.words.iter().map(of_word).sum();
        if told < DISTINCT && self.is_of_partners() { DISTINCT } else { told }
    }

    /// Three partners make one firm; one or two are any Smith, or Jones & Smith.
    fn is_of_partners(&self) -> bool {
        self.words.iter().filter(|word| is_family(word)).collect::<HashSet<_>>().len() >= 3
    }

    /// Whether it has several words, so that hardly two customers of one provider have it: not a town, and of what is called
    /// after places and saints only what has a word that does not recur.
    pub fn is_combined(&self) -> bool {
        let is_town = self.words.iter().any(|word| TOWNS.contains(&word.as_str()));
        let least = if self.is_after_place() { DISTINCT - 1 } else { 0 };
        self.words.iter().filter(|word| !is_link(word)).count() > 1 && !is_town && self.distinctness() >= least
    }

    /// Places and saints recur: there is a Greensboro in many states, and a school and a church of its name in each.
    fn is_after_place(&self) -> bool {
        self.words.iter().any(|word| TOWNS.contains(&word.as_str()) || NAMED_AFTER_PLACES.contains(&word.as_str()))
    }
}

/// The [`Name::distinctness`] from which a name says by itself whose it is.
pub const DISTINCT: usize = 4;

/// What a place is of itself.
const TOWNS: [&str; 11] =
    ["borough", "city", "county", "district", "gemeinde", "parish", "stadt", "town", "township", "village", "ville"];

/// What is named after places, saints and people.
const NAMED_AFTER_PLACES: [&str; 12] = [
    "academy",
    "church",
    "college",
    "court",
    "elementary",
    "high",
    "hospital",
    "library",
    "saint",
    "school",
    "schools",
    "st",
];
