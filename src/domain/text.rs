//! Text from outside made harmless: names, labels and error bodies can be read, and drive nothing.
//!
//! How wide a text is on a screen, and how it is cut, is known to those who draw it.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_normalization::char::is_combining_mark;

/// More marks than this on one letter would climb out of their row.
const MARKS: usize = 4;

/// `text` without anything that moves, colours or reorders what stands around it.
///
/// Control characters become their pictures (`␛`, `␊`), other signs that are not seen or turn the direction of
/// writing their code (`<U+202E>`), so that two different names never look alike. Everything else stays.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let mut marks = 0;
    let mut offends = |sign: char| {
        marks = if is_combining_mark(sign) { marks + 1 } else { 0 };
        marks > MARKS || sign.is_control() || is_unseen(sign)
    };
    if !text.chars().any(&mut offends) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    marks = 0;
    for sign in text.chars() {
        marks = if is_combining_mark(sign) { marks + 1 } else { 0 };
        match sign {
            '\0'..='\x1f' => shown.push(picture(sign)),
            '\x7f' => shown.push('\u{2421}'),
            _ if sign.is_control() || is_unseen(sign) => {
                write!(shown, "<U+{:04X}>", u32::from(sign)).expect("a String takes everything");
            }
            _ if marks > MARKS => {}
            _ => shown.push(sign),
        }
    }
    Cow::Owned(shown)
}

/// The picture of a control character, from the block made for it.
fn picture(control: char) -> char {
    char::from_u32(0x2400 + u32::from(control)).unwrap_or('\u{2426}')
}

/// Signs that are not seen: they turn the direction of writing, break a line, or hide between letters. The joiners
/// (U+200C, U+200D) stay, since Persian and emoji are written with them.
#[must_use]
pub const fn is_unseen(sign: char) -> bool {
    matches!(sign,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_shown_instead() {
        let cases = [
            ("Contoso Ltd", "Contoso Ltd"),
            ("株式会社サクラ情報", "株式会社サクラ情報"),
            ("Kölner Straßenbau", "Kölner Straßenbau"),
            ("\u{1b}[31mred\u{7}", "␛[31mred␇"),
            ("two\r\nlines\tand a tab", "two␍␊lines␉and a tab"),
            ("\u{9b}2J", "<U+009B>2J"),
            ("gnp.\u{202e}exe", "gnp.<U+202E>exe"),
            ("a\u{200b}b\u{feff}", "a<U+200B>b<U+FEFF>"),
            ("del\u{7f}", "del␡"),
            ("family 👨\u{200d}👩\u{200d}👧", "family 👨\u{200d}👩\u{200d}👧"),
        ];
        for (given, expected) in cases {
            assert_eq!(harmless(given), expected);
        }
    }

    #[test]
    fn marks_are_kept_up_to_a_few_a_letter() {
        let tower = format!("Z{}algo e\u{301}", "\u{30d}".repeat(50));
        assert_eq!(harmless(&tower), format!("Z{}algo e\u{301}", "\u{30d}".repeat(4)));
    }

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(harmless("e\u{301}t\u{e9} 100 % & Söhne"), Cow::Borrowed(_)));
    }
}
