//! What was typed so far and the hits of each step of it: a longer text searches the hits of the shorter one, and Backspace
//! finds the list as it was.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::hits::Hits;
use super::index::Index;
use super::query::Query;

/// A filter over the rows of one list. Keep it as long as the list: it remembers the hits of each first sign.
///
/// The hits are of the index as it was at the last [`Filter::set_text`] or [`Filter::catch_up`]; before, there are none.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    edition: Option<Arc<()>>,
    /// Each narrows the one before, the first has all rows; the last is what stands in the field.
    steps: Vec<Step>,
    first_signs: HashMap<char, Step>,
    nothing: Hits,
}

#[derive(Clone, Debug, Default)]
struct Step {
    query: Query,
    hits: Hits,
    /// Rows of the index that were looked at.
    seen: u32,
}

impl Filter {
    /// Filters by a text; the empty text leaves all rows.
    pub fn set_text(&mut self, index: &Index, text: &str) {
        self.forget_other_lists(index);
        let query = Query::of(text);
        while self.steps.last().is_some_and(|step| !query.narrows(&step.query)) {
            self.pop();
        }
        if self.steps.last().is_none_or(|step| step.query != query) {
            let step = match query.only_sign().and_then(|sign| self.first_signs.remove(&sign)) {
                Some(known) => known,
                None => self.search(index, query),
            };
            self.steps.push(step);
        }
        self.catch_up(index);
    }

    /// Takes in the rows that were appended since.
    pub fn catch_up(&mut self, index: &Index) {
        if self.forget_other_lists(index) {
            return;
        }
        // Steps below catch up when they are on top again.
        if let Some(step) = self.steps.last_mut() {
            step.catch_up(index);
        }
    }

    /// The rows that are left, ranked.
    #[must_use]
    pub fn hits(&self) -> &Hits {
        self.steps.last().map_or(&self.nothing, |step| &step.hits)
    }

    /// The bytes of a row's own text that made it a hit, in order; they lie between signs.
    #[must_use]
    pub fn matched(&self, original: &str) -> Vec<Range<usize>> {
        self.steps.last().map_or_else(Vec::new, |step| step.query.matched(original))
    }

    fn search(&mut self, index: &Index, query: Query) -> Step {
        let mut step = Step { query, ..Step::default() };
        match self.steps.last_mut().filter(|before| !before.query.is_empty()) {
            None => step.catch_up(index),
            Some(before) => {
                before.catch_up(index);
                let mut rows = RowSet::of(index.len());
                before.hits.iter().for_each(|row| rows.insert(row));
                // The id is found even where the digits before it found nothing.
                step.query.ids().flat_map(|id| index.rows_with_id(id)).for_each(|row| rows.insert(row));
                rows.iter().for_each(|row| step.look_at(index, row));
                step.seen = index.row_numbers().end;
            }
        }
        step
    }

    fn pop(&mut self) {
        if let Some(step) = self.steps.pop()
            && let Some(sign) = step.query.only_sign()
        {
            self.first_signs.insert(sign, step);
        }
    }

    /// Whether what was known was of another list, or of rows that have changed.
    fn forget_other_lists(&mut self, index: &Index) -> bool {
        let same = self.edition.as_ref().is_some_and(|edition| Arc::ptr_eq(edition, index.edition()));
        if !same {
            let query = self.steps.pop().map(|step| step.query).unwrap_or_default();
            *self = Self { edition: Some(Arc::clone(index.edition())), ..Self::default() };
            for query in [Query::default(), query] {
                let step = self.search(index, query);
                self.steps.push(step);
            }
        }
        !same
    }
}

impl Step {
    fn catch_up(&mut self, index: &Index) {
        for row in self.seen..index.row_numbers().end {
            self.look_at(index, row);
        }
        self.seen = index.row_numbers().end;
    }

    fn look_at(&mut self, index: &Index, row: u32) {
        if let Some(rank) = self.query.rank(index, row) {
            self.hits.push(row, index.is_choosable(row), rank);
        }
    }
}

/// Rows of ranked hits, back in the list's order: a bit each, which is quicker than sorting.
struct RowSet(Vec<u64>);

impl RowSet {
    fn of(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    fn insert(&mut self, row: u32) {
        self.0[row as usize / 64] |= 1 << (row % 64);
    }

    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.0).flat_map(|(word, &bits)| {
            std::iter::successors(Some(bits).filter(|&bits| bits != 0), |&bits| {
                Some(bits & (bits - 1)).filter(|&left| left != 0)
            })
            .map(move |bits| word * 64 + bits.trailing_zeros())
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::search::Entry;

    fn index(rows: &[(&str, Option<i64>, bool)]) -> Index {
        let mut index = Index::default();
        for &(text, id, choosable) in rows {
            index.push(Entry { text, id, choosable });
        }
        index
    }

    fn found(index: &Index, text: &str) -> Vec<u32> {
        let mut filter = Filter::default();
        filter.set_text(index, text);
        filter.hits().iter().collect()
    }

    #[test]
    fn words_in_any_order_accents_either_way_ids_whole() {
        let index = index(&[
            ("Kölner Straßenbau GmbH", Some(29_684_117), true),
            ("Woodgrove Bank AG", Some(29_683_365), true),
            ("Przychodnia Łódź 2968", Some(17), true),
            ("Woodgrove (old)", Some(4), false),
        ]);
        for (text, rows) in [
            ("", vec![0, 1, 2, 3]),
            ("  ", vec![0, 1, 2, 3]),
            ("strassenbau kölner", vec![0]),
            ("kolner", vec![0]),
            ("STRAẞEN", vec![0]),
            ("lodz", vec![2]),
            ("łódź", vec![2]),
            ("bank wood", vec![1]),
            ("bank wood x", vec![]),
            ("wood", vec![1, 3]),
            ("29683365", vec![1]),
            ("2968336", vec![]),
            ("2968", vec![2]),
            ("29683365 bank", vec![1]),
            ("4", vec![3]),
            ("99999999999999999999", vec![]),
        ] {
            assert_eq!(found(&index, text), rows, "{text:?}");
        }
    }

    #[test]
    fn start_before_word_before_inside_then_the_lists_order() {
        let index = index(&[
            ("Overharbor", None, true),
            ("Old Harbor", None, true),
            ("Harbor B", None, true),
            ("New Harbor", None, true),
            ("Harbor A", None, true),
            ("Harbor closed", None, false),
            ("Seven", Some(7), false),
            ("7 Harbors", None, true),
        ]);
        assert_eq!(found(&index, "harbor"), [2, 4, 1, 3, 7, 0, 5]);
        assert_eq!(found(&index, "h"), [2, 4, 1, 3, 7, 0, 5]);
        assert_eq!(found(&index, "b harbor"), [2, 0, 1, 3, 4, 7, 5], "each word begins one only in the first");
        assert_eq!(found(&index, "7"), [7, 6], "what can be chosen first, even before the id");
        let mut filter = Filter::default();
        filter.set_text(&index, "harbor");
        let hits = filter.hits();
        assert_eq!((hits.len(), hits.choosable()), (7, 6));
        for (place, row) in hits.iter().enumerate() {
            assert_eq!(hits.get(place), Some(row));
            assert_eq!(hits.place_of(row), Some(place));
        }
        assert_eq!(hits.get(7), None);
        assert_eq!(hits.place_of(6), None);
    }

    #[test]
    fn another_list_is_noticed() {
        let (one, other) = (index(&[("Harbor", None, true)]), index(&[("Bank", None, true), ("Harbor", None, true)]));
        let mut filter = Filter::default();
        filter.set_text(&one, "harbor");
        filter.catch_up(&other);
        assert_eq!(filter.hits().iter().collect::<Vec<_>>(), [1]);
        filter.set_text(&one, "harbo");
        assert_eq!(filter.hits().iter().collect::<Vec<_>>(), [0]);
    }

    /// Few letters, so that words hit.
    fn texts() -> impl Strategy<Value = Vec<(String, Option<i64>, bool)>> {
        prop::collection::vec(("[abÄßi1 -]{0,8}", prop::option::of(0i64..30), any::<bool>()), 0..40)
    }

    fn rows(texts: &[(String, Option<i64>, bool)]) -> Index {
        index(&texts.iter().map(|(text, id, choosable)| (text.as_str(), *id, *choosable)).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn whatever_was_typed_before_the_hits_are_those_of_a_fresh_filter(
            texts in texts(),
            typed in prop::collection::vec("[abäßsi1 ]{0,4}", 1..8),
        ) {
            let index = rows(&texts);
            let mut filter = Filter::default();
            for text in typed {
                // Letter by letter, and back again.
                let ends = || text.char_indices().map(|(place, _)| place).chain([text.len()]);
                for end in ends().chain(ends().rev()).chain([text.len()]) {
                    filter.set_text(&index, &text[..end]);
                    prop_assert_eq!(filter.hits().iter().collect::<Vec<_>>(), found(&index, &text[..end]), "{}", &text[..end]);
                }
            }
        }

        #[test]
        fn rows_appended_between_letters_are_found_as_if_they_had_been_there(
            texts in texts(),
            typed in prop::collection::vec("[abäßsi1 ]{0,4}", 1..8),
            pages in 1usize..9,
        ) {
            let mut growing = Index::default();
            let mut filter = Filter::default();
            let mut typed = typed.iter().cycle();
            let mut text = String::new();
            for page in texts.chunks(pages) {
                for &(ref text, id, choosable) in page {
                    growing.push(Entry { text, id, choosable });
                }
                filter.catch_up(&growing);
                prop_assert_eq!(filter.hits().iter().collect::<Vec<_>>(), found(&growing, &text));
                text.clone_from(typed.next().expect("the cycle has one"));
                filter.set_text(&growing, &text);
            }
            prop_assert_eq!(filter.hits().iter().collect::<Vec<_>>(), found(&rows(&texts), if texts.is_empty() { "" } else { &text }));
        }

        #[test]
        fn hits_are_what_the_words_say(texts in texts(), text in "[abäßsi1 ]{0,4}") {
            let folded = crate::domain::folded::fold(&text);
            let mut expected: Vec<u32> = (0u32..).zip(&texts).filter(|(_, (row, id, _))| {
                let row = crate::domain::folded::fold(row);
                folded.split_whitespace().all(|word| row.contains(word) || id.is_some_and(|id| word.parse() == Ok(id)))
            }).map(|(row, _)| row).collect();
            let mut hits = found(&rows(&texts), &text);
            hits.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(hits, expected);
        }

        #[test]
        fn what_is_marked_lies_between_signs_and_is_not_empty_for_a_hit(original in "[abÄßİ\u{301}é社 ]{0,10}", text in "[abäßsi社 ]{1,4}") {
            let index = index(&[(&original, None, true)]);
            let mut filter = Filter::default();
            filter.set_text(&index, &text);
            let marked = filter.matched(&original);
            for range in &marked {
                prop_assert!(original.get(range.clone()).is_some_and(|part| !part.is_empty()));
            }
            prop_assert!(marked.windows(2).all(|pair| pair[0].end < pair[1].start));
            if !filter.hits().is_empty() && !text.trim().is_empty() {
                prop_assert!(!marked.is_empty());
            }
        }
    }
}
