//! “Close to …”: rows that the typed words would have found but for one typo in each.
//!
//! It is asked only where nothing was found, and says exactly what it means: a word of the row begins like the word typed
//! with one letter wrong, missing, too many or swapped with the next. A score of likeness would have to be cut somewhere.
//! Letters are compared by their bytes, so other scripts have as much latitude as two letters can share.

use super::index::Index;
use super::letters::Letters;
use super::query::{Query, begins_word, find};

/// Shortest word in which a typo is looked for: two letters with one wrong are anything.
const SHORTEST: usize = 3;

impl Index {
    /// The first rows, in the list's order, that are close to a text; those that can be chosen come first.
    #[must_use]
    pub fn close_to(&self, text: &str, at_most: usize) -> Vec<u32> {
        let query = Query::of(text);
        let words: Vec<_> = query.words().iter().map(|word| (word.as_str(), Letters::of(word.as_bytes()))).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let (mut found, mut not_choosable) = (Vec::new(), Vec::new());
        for row in self.row_numbers() {
            let letters = self.letters(row);
            let close = words.iter().all(|&(word, of_word)| match letters.lacks(of_word) {
                0 => has(self.text(row), word) || is_close(self.text(row), word),
                // One typo brings in one letter at most.
                1 => is_close(self.text(row), word),
                _ => false,
            });
            if close {
                if self.is_choosable(row) { &mut found } else { &mut not_choosable }.push(row);
                if found.len() == at_most {
                    break;
                }
            }
        }
        found.extend(not_choosable);
        found.truncate(at_most);
        found
    }
}

fn has(text: &str, word: &str) -> bool {
    find(text.as_bytes(), word.as_bytes(), 0).is_some()
}

fn is_close(text: &str, word: &str) -> bool {
    let (bytes, word) = (text.as_bytes(), word.as_bytes());
    if word.len() < SHORTEST {
        return false;
    }
    // Wherever the typo is, one of the first two letters there is one of the first two here: most places end with that.
    let opens = |byte: u8| byte == word[0] || byte == word[1];
    (0..bytes.len()).any(|start| {
        (opens(bytes[start]) || bytes.get(start + 1).is_some_and(|&next| opens(next)))
            && begins_word(text, start)
            && begins_but_for_one_typo(&bytes[start..], word)
    })
}

/// Whether a text begins with a word in which at most one byte is wrong, missing, too many, or swapped with the next.
fn begins_but_for_one_typo(text: &[u8], word: &[u8]) -> bool {
    let same = text.iter().zip(word).take_while(|(left, right)| left == right).count();
    let (text, word) = (&text[same..], &word[same..]);
    let begins = |text: Option<&[u8]>, word: Option<&[u8]>| matches!((text, word), (Some(text), Some(word)) if text.starts_with(word));
    word.is_empty()
        || begins(text.get(1..), word.get(1..))
        || begins(text.get(1..), Some(word))
        || begins(Some(text), word.get(1..))
        || text.len() > 1
            && word.len() > 1
            && text[0] == word[1]
            && text[1] == word[0]
            && begins(text.get(2..), word.get(2..))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::Entry;

    #[test]
    fn one_typo_is_found_two_are_not() {
        let text = b"woodgrove bank";
        for (word, close) in [
            ("woodgrove", true),
            ("wodgrove", true),
            ("wooodgrove", true),
            ("woodgorve", true),
            ("woodgrave", true),
            ("xoodgrove", true),
            ("woodgr", true),
            ("wodgr", true),
            ("oodgrove", true),
            ("wdgrove", false),
            ("wodgorve", false),
            ("bank", false),
        ] {
            assert_eq!(begins_but_for_one_typo(text, word.as_bytes()), close, "{word}");
        }
    }

    #[test]
    fn rows_close_to_all_words_are_offered_those_to_choose_first() {
        let mut index = Index::default();
        for (text, choosable) in
            [("Woodgrove (old)", false), ("Harbor Bank", true), ("Bank Woodgrove", true), ("Wood & Grove", true)]
        {
            index.push(Entry { text, id: None, choosable });
        }
        assert_eq!(index.close_to("wodgrove", 5), [2, 0]);
        assert_eq!(index.close_to("woodgrxve", 5), [2, 0], "a letter that the row has nowhere");
        assert_eq!(index.close_to("bnak wodgrove", 5), [2]);
        assert_eq!(index.close_to("wodgrove", 1), [2]);
        assert_eq!(index.close_to("wo", 5), Vec::<u32>::from([2, 3, 0]), "too short for a typo, but it is there");
        assert_eq!(index.close_to("xyz", 5), Vec::<u32>::new());
        assert_eq!(index.close_to(" ", 5), Vec::<u32>::new());
    }
}
