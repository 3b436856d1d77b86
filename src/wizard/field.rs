//! A line of text that is being typed: caret by visible signs, paste made clean, masked if it is a secret.
//!
//! The text is wiped when dropped and never printed by `Debug`; drawing it is the business of the surfaces.

use std::fmt;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// An edit of a line of text.
#[derive(Clone, PartialEq, Eq)]
pub enum Edit {
    /// Types a sign.
    Insert(char),
    /// Pastes a text, see [`Paste`].
    Paste(Secret),
    /// One visible sign to the left.
    Left,
    /// One visible sign to the right.
    Right,
    /// One word to the left.
    WordLeft,
    /// One word to the right.
    WordRight,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// Deletes the sign before the caret.
    Backspace,
    /// Deletes the sign after the caret.
    Delete,
    /// Deletes the word before the caret.
    DeleteWord,
    /// Deletes everything.
    Clear,
    /// The text as it was before the last paste, or when the field was entered.
    Undo,
    /// Shows or hides a secret.
    Reveal,
}

impl fmt::Debug for Edit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is typed may be a secret: say what kind of edit it is, never its text.
        formatter.write_str(match self {
            Self::Insert(_) => "Insert",
            Self::Paste(_) => "Paste",
            Self::Left => "Left",
            Self::Right => "Right",
            Self::WordLeft => "WordLeft",
            Self::WordRight => "WordRight",
            Self::Home => "Home",
            Self::End => "End",
            Self::Backspace => "Backspace",
            Self::Delete => "Delete",
            Self::DeleteWord => "DeleteWord",
            Self::Clear => "Clear",
            Self::Undo => "Undo",
            Self::Reveal => "Reveal",
        })
    }
}

/// A pasted text made clean: its lines without what no value has, and how much that was.
pub struct Paste {
    /// The lines that hold something, outer spaces and invisible signs removed.
    pub lines: Vec<Zeroizing<String>>,
    /// Line breaks in it.
    pub breaks: usize,
    /// Outer spaces and invisible signs that were removed.
    pub removed: usize,
}

impl Paste {
    /// Cleans a pasted text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let unified = Zeroizing::new(text.replace("\r\n", "\n").replace('\r', "\n"));
        let breaks = unified.matches('\n').count();
        let mut removed = 0;
        let mut lines = Vec::new();
        for line in unified.split('\n') {
            let visible = Zeroizing::new(line.chars().filter(|&sign| !is_invisible(sign)).collect::<String>());
            let kept = visible.trim();
            removed += line.chars().count() - kept.chars().count();
            if !kept.is_empty() {
                lines.push(Zeroizing::new(kept.to_owned()));
            }
        }
        Self { lines, breaks, removed }
    }

    /// What was taken out, in words; empty if nothing was.
    #[must_use]
    pub fn note(&self) -> String {
        let breaks = counted(self.breaks, "line break", "line breaks");
        let spaces = counted(self.removed, "space or invisible sign", "spaces or invisible signs");
        match (self.breaks, self.removed) {
            (0, 0) => String::new(),
            (_, 0) => format!("{breaks} removed from the paste."),
            (0, _) => format!("{spaces} removed from the paste."),
            _ => format!("{breaks} and {spaces} removed from the paste."),
        }
    }
}

/// `1 tenant`, `2 tenants`.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with commas: `12,310`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Signs that a paste brings along unseen: byte order mark, zero-width signs, soft hyphen, control characters but the tab.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{00ad}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || (sign.is_control() && sign != '\t')
}

/// A line of text with a caret.
#[derive(Clone)]
pub struct Field {
    text: Zeroizing<String>,
    caret: usize,
    before: Option<(Zeroizing<String>, usize)>,
    secret: bool,
    revealed: bool,
    limit: usize,
}

impl Default for Field {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Field").field("text", &"****").finish_non_exhaustive()
    }
}

impl Field {
    /// Longest text that a field takes, in signs.
    pub const LIMIT: usize = 4096;

    /// An empty field.
    #[must_use]
    pub fn new() -> Self {
        Self {
            text: Zeroizing::default(),
            caret: 0,
            // A list that opens with its filter is entered at once: Undo leads back to nothing typed.
            before: Some((Zeroizing::default(), 0)),
            secret: false,
            revealed: false,
            limit: Self::LIMIT,
        }
    }

    /// An empty field whose text is shown only on request.
    #[must_use]
    pub fn secret() -> Self {
        Self { secret: true, ..Self::new() }
    }

    /// What is in it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Visible signs in it.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.graphemes(true).count()
    }

    /// Whether it holds a secret.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether its text may be shown: always, unless it holds a secret that was not revealed.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        !self.secret || self.revealed
    }

    /// The text before the caret.
    #[must_use]
    pub fn before_caret(&self) -> &str {
        &self.text[..self.caret]
    }

    /// Puts a text in, caret at its end.
    pub fn set(&mut self, text: impl Into<String>) {
        self.text = Zeroizing::new(text.into());
        self.caret = self.text.len();
    }

    /// The field is entered: Undo will lead back to what it holds now.
    pub fn enter(&mut self) {
        self.before = Some((self.text.clone(), self.caret));
    }

    /// The field is left: a secret is hidden again.
    pub fn leave(&mut self) {
        self.revealed = false;
        self.before = None;
    }

    /// Applies an edit. A paste goes in as one line, its lines joined by nothing.
    ///
    /// # Errors
    /// A sentence, if the text would be longer than the field takes; nothing is changed then.
    pub fn edit(&mut self, edit: &Edit) -> Result<String, String> {
        match edit {
            Edit::Insert(sign) => {
                if !sign.is_control() && !is_invisible(*sign) {
                    let mut bytes = [0; 4];
                    self.insert(sign.encode_utf8(&mut bytes))?;
                }
            }
            Edit::Paste(text) => {
                let paste = Paste::new(text.expose());
                let mut joined = Zeroizing::new(String::new());
                for line in &paste.lines {
                    joined.push_str(line);
                }
                self.enter();
                self.insert(&joined)?;
                return Ok(paste.note());
            }
            Edit::Left => self.caret = self.previous(),
            Edit::Right => self.caret = self.next(),
            Edit::WordLeft => self.caret = self.word_left(),
            Edit::WordRight => self.caret = self.word_right(),
            Edit::Home => self.caret = 0,
            Edit::End => self.caret = self.text.len(),
            Edit::Backspace => self.remove(self.previous(), self.caret),
            Edit::Delete => self.remove(self.caret, self.next()),
            Edit::DeleteWord => self.remove(self.word_left(), self.caret),
            Edit::Clear => self.remove(0, self.text.len()),
            Edit::Undo => {
                if let Some((text, caret)) = self.before.take() {
                    let now = std::mem::replace(&mut self.text, text);
                    self.before = Some((now, self.caret));
                    self.caret = caret;
                }
            }
            Edit::Reveal => self.revealed = self.secret && !self.revealed,
        }
        Ok(String::new())
    }

    fn insert(&mut self, text: &str) -> Result<(), String> {
        let length = self.text.chars().count() + text.chars().count();
        if length > self.limit {
            return Err(format!(
                "Not taken: with it the field would hold {} signs; {} are the most.",
                grouped(length),
                grouped(self.limit)
            ));
        }
        self.text.insert_str(self.caret, text);
        self.caret += text.len();
        Ok(())
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.caret = from;
    }

    fn previous(&self) -> usize {
        GraphemeCursor::new(self.caret, self.text.len(), true).prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn next(&self) -> usize {
        GraphemeCursor::new(self.caret, self.text.len(), true)
            .next_boundary(&self.text, 0)
            .ok()
            .flatten()
            .unwrap_or(self.text.len())
    }

    fn word_left(&self) -> usize {
        word_starts(&self.text).filter(|&start| start < self.caret).last().unwrap_or(0)
    }

    fn word_right(&self) -> usize {
        word_starts(&self.text).find(|&start| start > self.caret).unwrap_or(self.text.len())
    }
}

fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.split_word_bound_indices()
        .filter(|(_, word)| word.chars().any(|sign| !sign.is_whitespace() && !sign.is_ascii_punctuation()))
        .map(|(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Field {
        let mut field = Field::new();
        field.set(text);
        field
    }

    #[test]
    fn one_backspace_takes_one_visible_sign() {
        for text in ["é", "e\u{301}", "社", "👨‍👩‍👧‍👦"] {
            let mut field = typed(&format!("a{text}"));
            field.edit(&Edit::Backspace).unwrap();
            assert_eq!(field.text(), "a", "{text}");
        }
    }

    #[test]
    fn words_are_moved_over_and_deleted_whole() {
        let mut field = typed("one two, three");
        field.edit(&Edit::DeleteWord).unwrap();
        assert_eq!(field.text(), "one two, ");
        field.edit(&Edit::WordLeft).unwrap();
        assert_eq!(field.before_caret(), "one ");
        field.edit(&Edit::Home).unwrap();
        field.edit(&Edit::WordRight).unwrap();
        assert_eq!(field.before_caret(), "one ");
    }

    #[test]
    fn a_paste_loses_its_breaks_and_unseen_signs_and_says_so() {
        let mut field = Field::secret();
        let note = field.edit(&Edit::Paste(Secret::from("\u{feff} s3cr$t\u{200b} \r\n"))).unwrap();
        assert_eq!(field.text(), "s3cr$t");
        assert_eq!(note, "1 line break and 4 spaces or invisible signs removed from the paste.");
        field.edit(&Edit::Undo).unwrap();
        assert_eq!(field.text(), "");
    }

    #[test]
    fn a_text_beyond_the_limit_changes_nothing_and_names_the_limit() {
        let mut field = typed("a");
        let error = field.edit(&Edit::Paste(Secret::new("x".repeat(Field::LIMIT)))).unwrap_err();
        assert!(error.contains("4,096"), "{error}");
        assert_eq!(field.text(), "a");
    }

    #[test]
    fn a_secret_is_shown_on_request_and_hidden_when_left_and_never_printed() {
        let mut field = Field::secret();
        field.set("hunter2");
        assert!(!field.is_shown());
        field.edit(&Edit::Reveal).unwrap();
        assert!(field.is_shown());
        field.leave();
        assert!(!field.is_shown());
        assert!(!format!("{field:?} {:?}", Edit::Insert('h')).contains('h'.to_string().repeat(2).as_str()));
        assert!(!format!("{field:?}").contains("hunter2"));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(12_310), "12,310");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }
}
