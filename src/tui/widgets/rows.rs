//! Rows in columns: the focused one is marked, the focused name or cell in brackets and reverse video.
//!
//! Which rows of a long list are drawn is decided by [`window`](super::window).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::line::{self, Piece};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// A column: where it begins in its row, and how many cells it has. Between two there is at least one cell, which is
/// where brackets go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Cells from the row's left edge.
    pub x: u16,
    /// Its width in cells.
    pub width: u16,
    /// Whether it is set to the right, as numbers are.
    pub right: bool,
}

/// Columns of these widths from `x` on, one cell between two.
#[must_use]
pub fn columns(x: u16, widths: &[u16]) -> Vec<Column> {
    let mut next = x;
    widths
        .iter()
        .map(|&width| {
            let column = Column { x: next, width, right: false };
            next += width + 1;
            column
        })
        .collect()
}

/// What has the focus in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Nothing.
    None,
    /// The whole row, brackets around all of it; the column with this number holds its name.
    Row(usize),
    /// The cell in the column with this number.
    Cell(usize),
}

/// Draws one row, a list of pieces for each column, into `area`. Returns where the cursor goes if it has the focus.
pub fn draw(
    cells: &[Vec<Piece>],
    columns: &[Column],
    focus: Focus,
    area: Rect,
    theme: &Theme,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut cursor = None;
    for (number, (pieces, column)) in cells.iter().zip(columns).enumerate() {
        let focused = matches!(focus, Focus::Row(name) | Focus::Cell(name) if name == number);
        let base = if focused { theme.style(Role::Focus) } else { Style::new() };
        let free = usize::from(column.width).saturating_sub(line::width(pieces));
        let shift = if column.right { u16::try_from(free).unwrap_or(0) } else { 0 };
        let cell = Rect { x: area.x + column.x + shift, width: column.width - shift, height: 1, ..area }
            .intersection(Rect { width: area.width.saturating_sub(1), ..area });
        line::draw(pieces, cell, base, theme, buffer);
        if focused {
            cursor = Some(cell.as_position());
        }
    }
    let (mark, left, right) = match focus {
        Focus::None => return None,
        Focus::Row(_) => {
            let first = columns.first().map_or(0, |column| column.x);
            (area.x + first.saturating_sub(2), first.saturating_sub(1), area.width.saturating_sub(1))
        }
        Focus::Cell(number) => {
            let column = columns.get(number)?;
            (area.x, column.x.saturating_sub(1), (column.x + column.width).min(area.width.saturating_sub(1)))
        }
    };
    buffer.set_stringn(mark, area.y, theme.glyphs().focus, 1, theme.style(Role::Accent));
    buffer.set_stringn(area.x + left, area.y, "[", 1, theme.style(Role::Plain));
    buffer.set_stringn(area.x + right, area.y, "]", 1, theme.style(Role::Plain));
    cursor
}

/// The width a column needs for these texts, at most `most`.
pub fn needed<'a>(texts: impl IntoIterator<Item = &'a str>, most: u16) -> u16 {
    let widest = texts.into_iter().map(text::width).max().unwrap_or_default();
    u16::try_from(widest).unwrap_or(most).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(cells: &[&str], columns: &[Column], focus: Focus, width: u16) -> (String, Option<Position>) {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        let cells: Vec<_> = cells.iter().map(|text| vec![Piece::plain(*text)]).collect();
        let cursor = draw(&cells, columns, focus, area, &Theme::new(true, false), &mut buffer);
        // The right half of a wide sign is a cell of its own in the buffer, and none on the screen.
        let mut shown = String::new();
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, 0)].symbol();
            shown.push_str(symbol);
            x += u16::try_from(text::width(symbol).max(1)).unwrap();
        }
        (shown.trim_end().to_owned(), cursor)
    }

    #[test]
    fn a_row_has_its_brackets_around_all_of_it() {
        let columns = columns(3, &[10, 5]);
        let (row, cursor) = drawn(&["Contoso", "Essen"], &columns, Focus::Row(0), 22);
        assert_eq!(row, " ▸[Contoso    Essen  ]");
        assert_eq!(cursor, Some(Position::new(3, 0)));
        let (row, cursor) = drawn(&["Contoso", "Essen"], &columns, Focus::None, 22);
        assert_eq!((row.as_str(), cursor), ("   Contoso    Essen", None));
    }

    #[test]
    fn a_cell_has_them_in_the_gaps_and_columns_stay_straight() {
        let columns = [&[Column { x: 2, width: 1, right: false }], columns(4, &[10, 8]).as_slice()].concat();
        let (row, cursor) = drawn(&["~", "株式会社サクラ情報", "Sakura"], &columns, Focus::Cell(2), 30);
        assert_eq!(row, "▸ ~ 株式会社… [Sakura  ]");
        assert_eq!(cursor, Some(Position::new(15, 0)));
        let (row, _) = drawn(&["~", "Contoso Limited", "Sakura"], &columns, Focus::Cell(1), 30);
        assert_eq!(row, "▸ ~[Contoso L…]Sakura");
    }

    #[test]
    fn numbers_are_set_to_the_right() {
        let columns = [Column { x: 0, width: 6, right: true }, Column { x: 7, width: 4, right: false }];
        assert_eq!(drawn(&["12", "left"], &columns, Focus::None, 20).0, "    12 left");
    }

    #[test]
    fn what_has_the_focus_is_in_reverse_video() {
        let area = Rect::new(0, 0, 20, 1);
        let mut buffer = Buffer::empty(area);
        let cells = [vec![Piece::plain("name")], vec![Piece::plain("rest")]];
        draw(&cells, &columns(3, &[6, 6]), Focus::Row(0), area, &Theme::new(false, false), &mut buffer);
        let reversed: Vec<u16> =
            (0..20).filter(|x| buffer[(*x, 0)].modifier.contains(ratatui::style::Modifier::REVERSED)).collect();
        assert_eq!(reversed, [3, 4, 5, 6]);
    }

    #[test]
    fn a_column_is_as_wide_as_its_texts_and_not_wider_than_it_may() {
        assert_eq!(needed(["a", "社社", "abc"], 10), 4);
        assert_eq!(needed(["a long text"], 5), 5);
        assert_eq!(needed([], 5), 0);
    }
}
