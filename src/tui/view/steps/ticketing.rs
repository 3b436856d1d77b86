//! Step 4 as it is drawn: what new tickets get, a row a field, or the picker over one of them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use crate::domain::diagnostic::Severity;
use crate::domain::settings::TicketField;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::picker;
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Focus};
use crate::wizard::Model;
use crate::wizard::steps::ticketing::{ROWS, Ticketing};

const INTRODUCTION: &str = "What new tickets get. A tenant can have its own in Mapping.";

/// Cells that stay free beside the rows, for a remark.
const REMARK: u16 = 24;

/// Cells of a row from the margin to its closing bracket.
const fn row_width(area: Rect) -> u16 {
    if area.width < parts::NARROW { area.width } else { area.width - REMARK }
}

/// What the body is made of.
#[derive(Clone, Copy)]
enum Line {
    Introduction,
    Blank,
    Row(usize),
}

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let ticketing = &model.ticketing;
    if let Some(open) = &ticketing.picker {
        return picker::draw(open, model, theme, area, buffer);
    }
    let required = TicketField::REQUIRED.len();
    let mut lines = vec![Line::Introduction];
    // Where there is no room for them the blank lines go first.
    let roomy = usize::from(area.height) >= ROWS + 3;
    lines.extend(roomy.then_some(Line::Blank));
    lines.extend((0..required).map(Line::Row));
    lines.extend(roomy.then_some(Line::Blank));
    lines.extend((required..ROWS).map(Line::Row));
    let focus = lines.iter().position(|line| matches!(line, Line::Row(at) if *at == ticketing.cursor)).unwrap_or(0);
    parts::scrolled(lines.len(), focus, theme, area, buffer, |line, row, buffer| match lines[line] {
        Line::Blank => None,
        Line::Introduction => {
            parts::line_at(INTRODUCTION, row, 0, theme, buffer);
            None
        }
        Line::Row(at) => {
            let width = row_width(row);
            if at == required && width < row.width {
                let right = Rect { x: row.x + width + 1, width: row.width - width - 1, ..row };
                parts::line_at("optional from here on", right, 0, theme, buffer);
            }
            draw_row(model, at, row, theme, buffer)
        }
    })
}

fn draw_row(model: &Model, at: usize, row: Rect, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
    let glyphs = theme.glyphs();
    let (value, is_chosen) = Ticketing::value(&model.shared, at);
    let (mark, role) = match Ticketing::finding(&model.shared, at).map(|finding| finding.severity) {
        Some(Severity::Error) => (glyphs.error, Role::Error),
        Some(Severity::Warning) => (glyphs.warning, Role::Warning),
        None if !is_chosen && at < TicketField::REQUIRED.len() => (glyphs.undecided, Role::Plain),
        None => (" ", Role::Plain),
    };
    let cells =
        [vec![Piece::plain(Ticketing::label(at))], vec![Piece::new(mark, role)], vec![parts::words(&value, theme)]];
    let row = Rect { width: row_width(row), ..row };
    let columns = [parts::column(3, 19), parts::column(23, 1), parts::column(25, row.width.saturating_sub(26))];
    let focus = if at == model.ticketing.cursor { Focus::Row(0) } else { Focus::None };
    rows::draw(&cells, &columns, focus, row, theme, buffer)
}
