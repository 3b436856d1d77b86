//! A text field as it is drawn: label, brackets, the text around the caret, or a secret as dots and its length.
//!
//! What is typed and judged belongs to the wizard's fields; a secret's text never comes here unless it is revealed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::line::{self, Piece};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// A secret is shown as so many dots, however long it is.
const DOTS: usize = 8;

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Harmless text, and the byte the caret stands before.
    Text(&'a str, usize),
    /// A secret of so many signs.
    Masked(usize),
}

/// A field in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name.
    pub label: &'a str,
    /// Where the label begins.
    pub label_x: u16,
    /// Where the opening bracket stands.
    pub bracket_x: u16,
    /// What stands in it.
    pub value: Value<'a>,
    /// Whether it is marked as what has the focus; a filter is typed into while a row has it.
    pub focused: bool,
}

impl Field<'_> {
    /// Draws it into the row `area`, to its last cell. Returns where the caret stands.
    pub fn draw(&self, area: Rect, theme: &Theme, buffer: &mut Buffer) -> Position {
        let label = Rect {
            x: area.x + self.label_x,
            width: self.bracket_x.saturating_sub(self.label_x + 1),
            height: 1,
            ..area
        };
        let role = if self.focused { Role::Focus } else { Role::Plain };
        line::draw(&[Piece::new(self.label, role)], label, theme.style(Role::Plain), theme, buffer);
        if self.focused && self.label_x >= 2 {
            let mark = area.x + self.label_x - 2;
            buffer.set_stringn(mark, area.y, theme.glyphs().focus, 1, theme.style(Role::Accent));
        }
        let (open, close) = (area.x + self.bracket_x, area.right().saturating_sub(1));
        buffer.set_stringn(open, area.y, "[", 1, theme.style(Role::Plain));
        buffer.set_stringn(close, area.y, "]", 1, theme.style(Role::Plain));
        let inside = Rect { x: open + 2, width: close.saturating_sub(open + 3), height: 1, ..area };
        let (shown, caret) = self.shown(usize::from(inside.width), theme);
        line::draw(&[Piece::plain(shown)], inside, theme.style(Role::Plain), theme, buffer);
        Position::new(inside.x + u16::try_from(caret).unwrap_or(0).min(inside.width), area.y)
    }

    /// What of the value goes into `room` cells, and in which of them the caret stands.
    fn shown(&self, room: usize, theme: &Theme) -> (String, usize) {
        let ellipsis = theme.glyphs().ellipsis;
        match self.value {
            Value::Masked(0) => (String::new(), 0),
            Value::Masked(signs) => {
                let dots = theme.glyphs().dot.repeat(DOTS);
                let unit = if signs == 1 { "character" } else { "characters" };
                (format!("{dots}   {signs} {unit}"), DOTS)
            }
            Value::Text(whole, caret) => {
                let before = whole.get(..caret).unwrap_or(whole);
                let after = &whole[before.len()..];
                // The caret behind the last sign needs a cell too.
                let used = text::width(before) + usize::from(after.is_empty());
                if used <= room {
                    return (text::cut(whole, room, ellipsis).into_owned(), text::width(before));
                }
                let mark = text::width(ellipsis).min(room);
                let kept = text::end(before, room.saturating_sub(mark + 1));
                let head = format!("{ellipsis}{kept}");
                let caret = text::width(&head);
                let tail = text::cut(after, room.saturating_sub(caret), ellipsis);
                (format!("{head}{tail}"), caret)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(value: Value<'_>, focused: bool) -> (String, Position) {
        let area = Rect::new(0, 0, 30, 1);
        let mut buffer = Buffer::empty(area);
        let field = Field { label: "Secret", label_x: 3, bracket_x: 11, value, focused };
        let caret = field.draw(area, &Theme::new(true, false), &mut buffer);
        (buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect(), caret)
    }

    #[test]
    fn the_caret_is_always_seen() {
        let long = "abcdefghijklmnopqrstuvwxyz";
        let cases = [
            (Value::Text("", 0), " ▸ Secret  [                 ]", 13),
            (Value::Text("abc", 1), " ▸ Secret  [ abc             ]", 14),
            (Value::Text(long, 0), " ▸ Secret  [ abcdefghijklmn… ]", 13),
            (Value::Text(long, 26), " ▸ Secret  [ …nopqrstuvwxyz  ]", 27),
            (Value::Text(long, 20), " ▸ Secret  [ …hijklmnopqrst… ]", 27),
        ];
        for (value, row, caret) in cases {
            let (shown, at) = drawn(value, true);
            assert_eq!((shown.as_str(), at), (row, Position::new(caret, 0)), "{value:?}");
        }
    }

    #[test]
    fn a_secret_is_dots_and_its_length_in_words() {
        let (row, _) = drawn(Value::Masked(1), false);
        assert_eq!(row, "   Secret  [ ••••••••   1 c… ]");
        let area = Rect::new(0, 0, 60, 1);
        let mut buffer = Buffer::empty(area);
        let field = Field { label: "Secret", label_x: 3, bracket_x: 11, value: Value::Masked(16), focused: false };
        field.draw(area, &Theme::new(true, true), &mut buffer);
        let row: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(row.trim_end(), "   Secret  [ ********   16 characters                      ]");
        assert!(!drawn(Value::Masked(0), false).0.contains('•'));
    }
}
