//! A line made of pieces, each with its role.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// A piece of a line and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Harmless text.
    pub text: String,
    /// What it is.
    pub role: Role,
}

impl Piece {
    /// A piece of this role.
    pub fn new(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role }
    }

    /// Ordinary text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Role::Plain)
    }
}

/// `text` in pieces, with the byte ranges that a filter matched marked. Ranges that do not fit the text are left out.
#[must_use]
pub fn matched(text: &str, ranges: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for range in ranges {
        let (Some(before), Some(hit)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        if !before.is_empty() {
            pieces.push(Piece::plain(before));
        }
        if !hit.is_empty() {
            pieces.push(Piece::new(hit, Role::Matched));
        }
        at = range.end;
    }
    if at < text.len() {
        pieces.push(Piece::plain(&text[at..]));
    }
    pieces
}

/// Cells that the pieces take.
#[must_use]
pub fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| text::width(&piece.text)).sum()
}

/// Draws `pieces` into the first row of `area`, over `base`; what does not fit ends in an ellipsis.
pub fn draw(pieces: &[Piece], area: Rect, base: Style, theme: &Theme, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let ellipsis = theme.glyphs().ellipsis;
    let fits = width(pieces) <= usize::from(area.width);
    // Where something is cut, everything has to leave room for the mark.
    let mut room = usize::from(area.width) - if fits { 0 } else { text::width(ellipsis).min(usize::from(area.width)) };
    let mut x = area.x;
    for piece in pieces {
        let style = base.patch(theme.style(piece.role));
        let kept = text::start(&piece.text, room);
        let cut = kept.len() < piece.text.len();
        let kept = if cut { kept.trim_end() } else { kept };
        (x, _) = buffer.set_stringn(x, area.y, kept, room, style);
        if cut {
            buffer.set_stringn(x, area.y, ellipsis, usize::from(area.right() - x), style);
            return;
        }
        room -= text::width(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(pieces: &[Piece], columns: u16) -> String {
        let area = Rect::new(0, 0, columns, 1);
        let mut buffer = Buffer::empty(area);
        draw(pieces, area, Style::new(), &Theme::new(true, false), &mut buffer);
        buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
    }

    #[test]
    fn a_line_that_is_cut_says_so() {
        let pieces = [Piece::plain("Contoso   "), Piece::new("warning", Role::Warning), Piece::plain(", held")];
        let cases = [
            (40, "Contoso   warning, held"),
            (23, "Contoso   warning, held"),
            (22, "Contoso   warning, he…"),
            (18, "Contoso   warning…"),
            (17, "Contoso   warnin…"),
            (9, "Contoso…"),
            (1, "…"),
        ];
        for (columns, expected) in cases {
            assert_eq!(drawn(&pieces, columns), expected, "{columns}");
        }
        assert_eq!(drawn(&[Piece::plain("株式会社")], 7).replace(' ', ""), "株式会…");
    }

    #[test]
    fn what_matched_is_marked() {
        let hit = |text: &str| Piece::new(text, Role::Matched);
        let plain = |text: &str| Piece::plain(text);
        assert_eq!(matched("Woodgrove Bank", &[0..5, 10..14]), [hit("Woodg"), plain("rove "), hit("Bank")]);
        assert_eq!(matched("Köln Süd", &[1..3, 6..9]), [plain("K"), hit("ö"), plain("ln "), hit("Sü"), plain("d")]);
        assert_eq!(matched("plain", &[]), [plain("plain")]);
        // Inside a sign, beyond the end: a mark is not worth a panic.
        assert_eq!(matched("Köln", &[2..3, 4..99]), [plain("Köln")]);
    }
}
