//! What was typed, as words, and how well a row answers to them.

use std::ops::Range;

use super::hits::Rank;
use super::index::Index;
use super::letters::Letters;
use crate::domain::folded::{Folded, fold, is_of_word};

/// The words that were typed, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
    /// The words that may be ids.
    ids: Vec<Option<i64>>,
    letters: Letters,
}

impl Query {
    pub fn of(text: &str) -> Self {
        let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
        let ids = words.iter().map(|word| id(word)).collect();
        let letters = Letters::of(words.concat().as_bytes());
        Self { words, ids, letters }
    }

    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The numbers typed that may be ids.
    pub fn ids(&self) -> impl Iterator<Item = i64> + '_ {
        self.ids.iter().flatten().copied()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The sign, if one was typed and nothing else.
    pub fn only_sign(&self) -> Option<char> {
        let [word] = self.words.as_slice() else { return None };
        let mut signs = word.chars();
        signs.next().filter(|_| signs.next().is_none())
    }

    /// Whether all hits of this by text are hits of `before` too.
    pub fn narrows(&self, before: &Self) -> bool {
        before.words.iter().all(|part| self.words.iter().any(|word| word.contains(part.as_str())))
    }

    /// How well a row answers, or `None` if it is no hit.
    pub fn rank(&self, index: &Index, row: u32) -> Option<Rank> {
        if self.ids().next().is_none() && !index.letters(row).may_have(self.letters) {
            return None;
        }
        let (mut at_start, mut all_begin, mut by_id) = (false, true, false);
        for (word, id) in self.words.iter().zip(&self.ids) {
            if id.is_some_and(|id| index.has_id(row, id)) {
                by_id = true;
                continue;
            }
            match best_place(index, row, word)? {
                Place::Start => at_start = true,
                Place::Word(_) => {}
                Place::Inside(_) => all_begin = false,
            }
        }
        Some(match (by_id, all_begin, at_start) {
            (true, ..) => Rank::Id,
            (_, true, true) => Rank::Start,
            (_, true, false) if !self.is_empty() => Rank::Word,
            _ => Rank::Inside,
        })
    }

    /// The bytes of a row's own text that made it a hit, in order, none touching the next.
    pub fn matched(&self, original: &str) -> Vec<Range<usize>> {
        let folded = Folded::of(original);
        let mut ranges: Vec<_> = self
            .words
            .iter()
            .filter_map(|word| {
                let start = match place(folded.text(), word, true)? {
                    Place::Start => 0,
                    Place::Word(start) | Place::Inside(start) => start,
                };
                Some(folded.original(start..start + word.len()))
            })
            .collect();
        ranges.sort_by_key(|range| range.start);
        ranges.dedup_by(|later, earlier| {
            let touch = later.start <= earlier.end;
            if touch {
                earlier.end = earlier.end.max(later.end);
            }
            touch
        });
        ranges
    }
}

fn id(word: &str) -> Option<i64> {
    word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok()).flatten()
}

/// Where in a text a word stands best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    Word(usize),
    Inside(usize),
}

fn best_place(index: &Index, row: u32, word: &str) -> Option<Place> {
    let (text, first) = (index.text(row), word.as_bytes()[0]);
    let may_begin = index.initials(row).may_have_byte(first);
    if word.len() == 1 && first.is_ascii_lowercase() {
        // The sets of letters know it: the first letter typed has the most hits and must not search their texts.
        return if !index.letters(row).may_have_byte(first) {
            None
        } else if !may_begin {
            Some(Place::Inside(0))
        } else if text.as_bytes()[0] == first {
            Some(Place::Start)
        } else {
            Some(Place::Word(0))
        };
    }
    place(text, word, may_begin)
}

/// The best place of a word; with `may_begin` false it is known to begin no word.
fn place(text: &str, word: &str, may_begin: bool) -> Option<Place> {
    let (bytes, sought) = (text.as_bytes(), word.as_bytes());
    if bytes.starts_with(sought) {
        return Some(Place::Start);
    }
    let mut first = None;
    let mut from = 1;
    while let Some(start) = find(bytes, sought, from) {
        if !may_begin {
            return Some(Place::Inside(start));
        }
        if begins_word(text, start) {
            return Some(Place::Word(start));
        }
        first = first.or(Some(Place::Inside(start)));
        from = start + 1;
    }
    first
}

/// Where a word stands next. Texts are short: comparing pairs of bytes beats what prepares for long ones.
pub(super) fn find(text: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let text = text.get(from..)?;
    let found = match word {
        [] => None,
        [only] => text.iter().position(|byte| byte == only),
        [first, second, rest @ ..] => {
            let last = text.len().checked_sub(word.len())?;
            let mut pairs = text[..last + 2].windows(2).enumerate();
            pairs.find(|(at, pair)| *pair == [*first, *second] && text[at + 2..].starts_with(rest)).map(|(at, _)| at)
        }
    };
    found.map(|start| from + start)
}

/// Whether a word begins at this byte: the sign before it is neither letter nor digit.
pub(super) fn begins_word(text: &str, start: usize) -> bool {
    match start.checked_sub(1).map(|before| text.as_bytes()[before]) {
        None => true,
        Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric(),
        // A byte in the middle of a sign is asked about only where two signs share their first bytes.
        Some(_) => text.get(..start).and_then(|text| text.chars().next_back()).is_some_and(|sign| !is_of_word(sign)),
    }
}

/// The first letters of a text's words.
pub(super) fn initials(text: &str) -> Letters {
    let mut letters = Letters::default();
    for (start, byte) in text.bytes().enumerate() {
        if begins_word(text, start) {
            letters.add(byte);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_place_counts_not_the_first() {
        assert_eq!(place("overhar harbor", "har", true), Some(Place::Word(8)));
        assert_eq!(place("harbor har", "har", true), Some(Place::Start));
        assert_eq!(place("overhar", "har", true), Some(Place::Inside(4)));
        assert_eq!(place("ha", "har", true), None);
        assert_eq!(place("サクラ・ウッド", "ウッド", true), Some(Place::Word("サクラ・".len())));
        assert_eq!(place("o'brien", "brien", true), Some(Place::Word(2)));
        let folded = fold("ガス");
        assert_eq!(place(&folded, "ス", true), Some(Place::Inside("カ\u{3099}".len())), "a mark ends no word");
    }

    #[test]
    fn what_was_matched_is_marked_in_the_text_as_it_is_shown() {
        for (typed, original, marked) in [
            ("strass", "Kölner Straßenbau", vec!["Straß"]),
            ("bau kol", "Kölner Straßenbau", vec!["Köl", "bau"]),
            ("s", "Groß", vec!["ß"]),
            ("ist", "AİSTAN", vec!["İST"]),
            ("woo ood", "Woodgrove", vec!["Wood"]),
            ("grove wood", "Woodgrove", vec!["Woodgrove"]),
            ("x", "Woodgrove", vec![]),
            ("har", "Overhar Harbor", vec!["Har"]),
        ] {
            let found: Vec<_> = Query::of(typed).matched(original).into_iter().map(|range| &original[range]).collect();
            assert_eq!(found, marked, "{typed} in {original}");
        }
    }
}
