//! Text for Autotask: control characters taken out, and cut to a field's length with an ellipsis.
//!
//! Autotask does not say what it counts; UTF-16 units are the most that anybody counts, so that what fits here fits.

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::is_unseen;

/// Longest `title` of a ticket.
pub const TICKET_TITLE: usize = 255;

/// Longest `description` of a ticket.
pub const TICKET_TEXT: usize = 8000;

/// Longest `title` of a note.
pub const NOTE_TITLE: usize = 250;

/// Longest `description` of a note.
pub const NOTE_TEXT: usize = 32_000;

/// `text` in one line: what breaks it becomes a space, what is not seen is gone, and at most `most` units are left.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let seen: String =
        text.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign }).filter(|sign| is_seen(*sign)).collect();
    cut(&seen.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "), most)
}

/// `text` with its lines: all other control characters are gone, and at most `most` units are left.
#[must_use]
pub fn lines(text: &str, most: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let seen: String = text.chars().filter(|sign| *sign == '\n' || is_seen(*sign)).collect();
    cut(seen.trim_matches('\n').trim_end(), most)
}

fn is_seen(sign: char) -> bool {
    !sign.is_control() && !is_unseen(sign)
}

/// Cuts between two signs as people see them.
fn cut(text: &str, most: usize) -> String {
    const ELLIPSIS: &str = "…";
    if units(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(units(ELLIPSIS));
    let mut kept = String::new();
    for sign in text.graphemes(true) {
        let Some(rest) = left.checked_sub(units(sign)) else { break };
        left = rest;
        kept.push_str(sign);
    }
    kept.truncate(kept.trim_end().len());
    kept + ELLIPSIS
}

/// The length as UTF-16 has it.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_holds_nothing_that_breaks_or_drives_anything() {
        for (given, wanted) in [
            ("Contoso Ltd", "Contoso Ltd"),
            ("  two\r\n lines\tand \u{1b}[31mred\u{7} ", "two lines and [31mred"),
            ("gnp.\u{202e}exe\u{feff}\u{0}\u{9b}2J", "gnp.exe2J"),
            ("株式会社サクラ情報", "株式会社サクラ情報"),
            ("\n\t ", ""),
        ] {
            assert_eq!(one_line(given, 250), wanted, "{given:?}");
        }
    }

    #[test]
    fn lines_are_kept_and_nothing_else_that_is_not_seen() {
        for (given, wanted) in
            [("\na\r\nb\rc\n\n", "a\nb\nc"), ("a\tb\u{0}c\u{1b}]8;;x\u{7}", "a bc]8;;x"), ("", ""), (" a", " a")]
        {
            assert_eq!(lines(given, 8000), wanted, "{given:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut_between_signs_and_ends_in_an_ellipsis() {
        for (given, most, wanted) in [
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abcde…"),
            ("abcd efg", 6, "abcd…"),
            // A letter with its accent, and a family: one sign each, however many units.
            ("e\u{301}e\u{301}e\u{301}", 5, "e\u{301}e\u{301}…"),
            ("ab👨\u{200d}👩\u{200d}👧", 8, "ab…"),
            ("😀😀😀", 5, "😀😀…"),
        ] {
            let cut = one_line(given, most);
            assert_eq!(cut, wanted);
            assert!(units(&cut) <= most, "{cut}");
        }
        assert_eq!(units(&one_line(&"ä".repeat(900), TICKET_TITLE)), TICKET_TITLE);
        assert_eq!(units(&lines(&"ä\n".repeat(9000), TICKET_TEXT)), TICKET_TEXT);
    }
}
