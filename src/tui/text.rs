//! Text in cells: how wide it is, cut and filled to a width, and broken into lines.
//!
//! Text from outside has been made harmless before (`domain::text`); styles are the theme's.

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// Cells that `text` takes on a screen, as ratatui writes it.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(sign_width).sum() }
}

fn sign_width(sign: &str) -> usize {
    if sign.contains(char::is_control) { 0 } else { usize::from(sign.cell_width()) }
}

/// `text` in at most `room` cells; what is cut ends in `ellipsis`.
#[must_use]
pub fn cut<'a>(text: &'a str, room: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let mark = if width(ellipsis) <= room { ellipsis } else { "" };
    let kept = start(text, room - width(mark)).trim_end();
    Cow::Owned([kept, mark].concat())
}

/// As much of the start of `text` as goes into `room` cells.
#[must_use]
pub fn start(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, sign) in text.grapheme_indices(true) {
        used += sign_width(sign);
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// As much of the end of `text` as goes into `room` cells.
#[must_use]
pub fn end(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, sign) in text.grapheme_indices(true).rev() {
        used += sign_width(sign);
        if used > room {
            return &text[at + sign.len()..];
        }
    }
    text
}

/// `text` in exactly `room` cells, cut or filled with blanks behind.
#[must_use]
pub fn fit(text: &str, room: usize, ellipsis: &str) -> String {
    let mut fitted = cut(text, room, ellipsis).into_owned();
    fitted.extend(std::iter::repeat_n(' ', room - width(&fitted)));
    fitted
}

/// `text` broken between words into lines of at most `room` cells. A line break in it begins a new line; a word
/// wider than a line is broken inside.
#[must_use]
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    if room == 0 {
        return Vec::new();
    }
    text.lines().flat_map(|paragraph| wrap_paragraph(paragraph, room)).collect()
}

fn wrap_paragraph(paragraph: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for mut word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        let gap = usize::from(used > 0);
        if used > 0 && used + gap + width(word) > room {
            lines.push(String::new());
            used = 0;
        }
        while width(word) > room {
            let head = match start(word, room) {
                // A sign wider than the whole line: it goes alone, and is cut by the edge.
                "" => word.graphemes(true).next().unwrap_or(word),
                head => head,
            };
            last(&mut lines).push_str(head);
            lines.push(String::new());
            word = &word[head.len()..];
        }
        let line = last(&mut lines);
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += width(word);
    }
    lines
}

fn last(lines: &mut [String]) -> &mut String {
    lines.last_mut().expect("begins with one line, and only grows")
}

/// As [`wrap`], in at most `rows` lines; where there is more, the last one ends in `ellipsis`.
#[must_use]
pub fn wrap_into(text: &str, room: usize, rows: usize, ellipsis: &str) -> Vec<String> {
    let mut lines = wrap(text, room);
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(line) = lines.last_mut() {
            *line = format!("{}{ellipsis}", start(line, room.saturating_sub(width(ellipsis))).trim_end());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_cells() {
        for (text, cells) in [("", 0), ("abc", 3), ("社", 2), ("e\u{301}", 1), ("Straße", 6), ("a社é", 4)] {
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn what_is_cut_says_so_and_never_splits_a_sign() {
        let cases = [
            ("Contoso", 7, "Contoso"),
            ("Contoso", 6, "Conto…"),
            ("株式会社", 8, "株式会社"),
            ("株式会社", 6, "株式…"),
            ("株式会社", 1, "…"),
            ("株式会社", 0, ""),
            ("Kölner Straßen", 8, "Kölner…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ];
        for (text, room, expected) in cases {
            assert_eq!(cut(text, room, "…"), expected, "{text} in {room}");
            assert_eq!(width(&fit(text, room, "…")), room, "{text} in {room}");
        }
    }

    #[test]
    fn ends_are_whole_signs() {
        assert_eq!((start("株式会社", 5), end("株式会社", 5)), ("株式", "会社"));
        assert_eq!((start("abc", 9), end("abc", 9)), ("abc", "abc"));
        assert_eq!((start("abc", 0), end("abc", 0)), ("", ""));
    }

    #[test]
    fn lines_break_between_words() {
        let cases: [(&str, usize, &[&str]); 7] = [
            ("one two three", 9, &["one two", "three"]),
            ("one two three", 7, &["one two", "three"]),
            ("one\n\ntwo", 9, &["one", "", "two"]),
            ("abcdefgh ij", 3, &["abc", "def", "gh", "ij"]),
            ("a abcdefgh", 4, &["a", "abcd", "efgh"]),
            ("株式会社 サクラ", 6, &["株式会", "社", "サクラ"]),
            ("  spaces   inside ", 20, &["spaces inside"]),
        ];
        for (text, room, expected) in cases {
            assert_eq!(wrap(text, room), expected, "{text} in {room}");
        }
    }

    #[test]
    fn too_many_lines_end_in_an_ellipsis() {
        assert_eq!(wrap_into("one two three four", 9, 2, "…"), ["one two", "three…"]);
        assert_eq!(wrap_into("one two three", 9, 2, "…"), ["one two", "three"]);
        assert_eq!(wrap_into("aaaa bbbb", 4, 1, ".."), ["aa.."]);
        assert!(wrap_into("one", 9, 0, "…").is_empty());
    }
}
