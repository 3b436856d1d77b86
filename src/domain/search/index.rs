//! The folded text of a list's rows, one after the other in one string.

use std::sync::Arc;

use super::letters::Letters;
use super::query;
use crate::domain::folded::fold_onto;

/// What an index has to know of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The text that is searched.
    pub text: &'a str,
    /// The id that finds the row when it is typed.
    pub id: Option<i64>,
    /// Whether the row can be chosen; those that cannot come last.
    pub choosable: bool,
}

/// The searchable side of a list. Rows are appended; their numbers are those of the list.
#[derive(Debug, Default)]
pub struct Index {
    texts: String,
    rows: Vec<Row>,
    /// Apart from the rest, since looking for an id reads nothing else.
    ids: Vec<i64>,
    /// The same as long as rows were only appended, so that a filter notices another list, or a row that changed.
    edition: Arc<()>,
}

/// Longest part of a row's text that is searched, in bytes: the text is not ours, nor is its length.
const LONGEST: usize = 1024;

/// What most texts need, in bytes.
const USUAL_LENGTH: usize = 28;

/// No id of Autotask's.
const NO_ID: i64 = i64::MIN;

#[derive(Clone, Copy, Debug)]
struct Row {
    start: u32,
    length: u16,
    choosable: bool,
    letters: Letters,
    initials: Letters,
}

impl Clone for Index {
    /// The copy is another list: what is appended to one is not in the other.
    fn clone(&self) -> Self {
        Self { texts: self.texts.clone(), rows: self.rows.clone(), ids: self.ids.clone(), edition: Arc::default() }
    }
}

impl Index {
    /// Adds a row at the end.
    pub fn push(&mut self, entry: Entry<'_>) {
        let row = self.row(entry);
        self.rows.push(row);
        self.ids.push(entry.id.unwrap_or(NO_ID));
    }

    /// Changes a row in its place. Filters begin anew after it.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn replace(&mut self, row: usize, entry: Entry<'_>) {
        self.rows[row] = self.row(entry);
        self.ids[row] = entry.id.unwrap_or(NO_ID);
        self.edition = Arc::default();
    }

    /// Makes room for so many more rows, so that no append has to copy what is there.
    pub fn reserve(&mut self, rows: usize) {
        self.texts.reserve(rows * USUAL_LENGTH);
        self.rows.reserve(rows);
        self.ids.reserve(rows);
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn row(&mut self, entry: Entry<'_>) -> Row {
        let start = self.texts.len();
        fold_onto(entry.text, &mut self.texts);
        if self.texts.len() - start > LONGEST {
            self.texts.truncate(self.texts.floor_char_boundary(start + LONGEST));
        }
        let place = (u32::try_from(start), u16::try_from(self.texts.len() - start));
        let (Ok(start), Ok(length)) = place else {
            // Four gigabytes of text: what comes after is there, and found by id.
            self.texts.truncate(start);
            return Row {
                start: 0,
                length: 0,
                choosable: entry.choosable,
                letters: Letters::default(),
                initials: Letters::default(),
            };
        };
        let text = &self.texts[start as usize..];
        Row {
            start,
            length,
            choosable: entry.choosable,
            letters: Letters::of(text.as_bytes()),
            initials: query::initials(text),
        }
    }

    pub(super) fn edition(&self) -> &Arc<()> {
        &self.edition
    }

    pub(super) fn text(&self, row: u32) -> &str {
        let Row { start, length, .. } = self.rows[row as usize];
        &self.texts[start as usize..start as usize + usize::from(length)]
    }

    pub(super) fn letters(&self, row: u32) -> Letters {
        self.rows[row as usize].letters
    }

    pub(super) fn initials(&self, row: u32) -> Letters {
        self.rows[row as usize].initials
    }

    pub(super) fn is_choosable(&self, row: u32) -> bool {
        self.rows[row as usize].choosable
    }

    pub(super) fn has_id(&self, row: u32, id: i64) -> bool {
        self.ids[row as usize] == id
    }

    pub(super) fn rows_with_id(&self, id: i64) -> impl Iterator<Item = u32> + '_ {
        self.row_numbers().zip(&self.ids).filter(move |&(_, &other)| other == id).map(|(row, _)| row)
    }

    pub(super) fn row_numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }
}
