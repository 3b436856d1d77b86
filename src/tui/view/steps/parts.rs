//! What all bodies are drawn with: harmless pieces, columns by their places, fields, and bodies that scroll as a whole.
//!
//! How a line, a field or a row looks is the widgets' matter.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::domain::text::harmless;
use crate::tui::sheet;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::field::{Field, Value};
use crate::tui::widgets::line::{self, Piece};
use crate::tui::widgets::rows::Column;
use crate::tui::widgets::{rows, window};
use crate::wizard::field;

/// Below this many columns a body has fewer columns and shorter words.
pub const NARROW: u16 = 76;

/// From here on a body has all its columns.
pub const WIDE: u16 = 120;

/// Longer lines of running text are hard to read.
const READABLE: usize = 79;

/// A text from outside, as a piece.
pub fn outside(text: &str) -> Piece {
    Piece::plain(harmless(text))
}

/// A sentence of ours, which may have names from outside in it, as a piece.
pub fn words(text: &str, theme: &Theme) -> Piece {
    Piece::plain(theme.spelled(&harmless(text)))
}

/// A column at a place.
pub const fn column(x: u16, width: u16) -> Column {
    Column { x, width, right: false }
}

/// A column of numbers at a place.
pub const fn numbers(x: u16, width: u16) -> Column {
    Column { x, width, right: true }
}

/// Columns from `x` on that fill a row of `width` cells: the least widths, and what is left shared out by `shares`.
pub fn spread(x: u16, width: u16, columns: &[(u16, u16)]) -> Vec<Column> {
    let gaps = u16::try_from(columns.len()).unwrap_or(1).saturating_sub(1);
    let least: u16 = columns.iter().map(|(least, _)| least).sum();
    let spare = width.saturating_sub(1 + x + least + gaps);
    let all: u16 = columns.iter().map(|(_, share)| share).sum::<u16>().max(1);
    let mut given = 0;
    let mut shares = 0;
    let widths: Vec<u16> = columns
        .iter()
        .map(|(least, share)| {
            shares += share;
            // What is given so far follows the shares so far: no cell is lost to rounding.
            let here = spare * shares / all - given;
            given += here;
            least + here
        })
        .collect();
    rows::columns(x, &widths)
}

/// The row at `y` of an area; `None` where there is none.
pub fn row(area: Rect, y: u16) -> Option<Rect> {
    (y < area.height).then(|| Rect { y: area.y + y, height: 1, ..area })
}

/// What is left of an area from its row `y` on.
pub fn below(area: Rect, y: u16) -> Rect {
    let y = y.min(area.height);
    Rect { y: area.y + y, height: area.height - y, ..area }
}

/// Draws a line of ours from the left margin of the row at `y` on.
pub fn line_at(text: &str, area: Rect, y: u16, theme: &Theme, buffer: &mut Buffer) {
    if let Some(row) = row(area, y) {
        text_at(words(text, theme), row, theme, buffer);
    }
}

/// Draws running text from the left margin of a row on; a body has no margin at its right.
pub fn text_at(text: Piece, row: Rect, theme: &Theme, buffer: &mut Buffer) {
    let place = Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row };
    line::draw(&[text], place, Style::new(), theme, buffer);
}

/// Draws headings over columns.
pub fn headings(names: &[&str], columns: &[Column], row: Rect, theme: &Theme, buffer: &mut Buffer) {
    let cells: Vec<_> = names.iter().map(|name| vec![Piece::plain(*name)]).collect();
    rows::draw(&cells, columns, rows::Focus::None, row, theme, buffer);
}

/// Draws `text` with its right end at the right margin of a row. Returns where it begins.
pub fn at_the_right(text: &str, row: Rect, theme: &Theme, buffer: &mut Buffer) -> u16 {
    let inner = sheet::inner(row);
    let pieces = [Piece::plain(text)];
    let width = u16::try_from(line::width(&pieces)).unwrap_or(inner.width).min(inner.width);
    let place = Rect { x: inner.right() - width, width, ..inner };
    line::draw(&pieces, place, Style::new(), theme, buffer);
    place.x
}

/// Lines of running text for an area of `width` cells.
pub fn wrapped(text: &str, width: u16) -> Vec<String> {
    crate::tui::text::wrap(text, usize::from(width.saturating_sub(1)).min(READABLE))
}

/// Draws what is seen of a body that scrolls as a whole so that the line `focus` is among what is seen. Where there is more
/// above or below, a mark at the right edge says so.
pub fn scrolled(
    total: usize,
    focus: usize,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
    mut draw: impl FnMut(usize, Rect, &mut Buffer) -> Option<Position>,
) -> Option<Position> {
    let seen = window::visible(total, focus, usize::from(area.height));
    let (above, below) = (seen.start > 0, seen.end < total);
    let mut cursor = None;
    for (line, row) in seen.zip(area.rows()) {
        cursor = draw(line, row, buffer).or(cursor);
    }
    let [up, down] = theme.glyphs().more;
    for (is_more, mark, y) in [(above, up, area.y), (below, down, area.bottom().saturating_sub(1))] {
        let place = Position::new(area.right().saturating_sub(1), y);
        // What a line says goes before the mark.
        if is_more && buffer.cell(place).is_some_and(|cell| cell.symbol() == " ") {
            buffer.set_stringn(place.x, place.y, mark, 1, theme.style(Role::Dim));
        }
    }
    cursor
}

/// A text field of the wizard, drawn into a row. Returns where the caret stands.
pub fn draw_field(
    field: &field::Field,
    label: &str,
    (label_x, bracket_x): (u16, u16),
    focused: bool,
    row: Rect,
    theme: &Theme,
    buffer: &mut Buffer,
) -> Position {
    let shown = harmless(field.text());
    let value = if field.is_shown() {
        Value::Text(&shown, harmless(field.before_caret()).len())
    } else {
        Value::Masked(field.length())
    };
    Field { label, label_x, bracket_x, value, focused }.draw(row, theme, buffer)
}

/// Mark and word of a state, in two columns.
pub fn state(mark: &str, word: &str, role: Role) -> [Vec<Piece>; 2] {
    [vec![Piece::new(mark, role)], vec![Piece::new(word, role)]]
}
