//! What takes the body for a while: help, all about one thing, the same without a screen, the two questions.
//!
//! What they lead to belongs to the wizard, their keys to the bindings.

mod headless;
mod help;
mod info;
mod questions;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::sheet;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Focus};
use crate::wizard::Model;
use crate::wizard::model::Overlay;

pub use help::detail as help_detail;

/// Draws the overlay into the body, and tells where the cursor goes.
pub fn draw(model: &Model, overlay: &Overlay, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    match overlay {
        Overlay::Help { filter, cursor } => Some(help::draw(model, filter, *cursor, theme, area, buffer)),
        Overlay::Info { top } => info::draw(model, *top, theme, area, buffer),
        Overlay::Headless { line } => headless::draw(model, *line, theme, area, buffer),
        Overlay::Quit { cursor } => questions::quit(model, *cursor, theme, area, buffer),
        Overlay::DraftOffer { record, cursor } => questions::draft(model, record, *cursor, theme, area, buffer),
    }
}

/// Draws a line of ours into the row `y` of the body, if there is such a row.
fn put(line: &str, y: u16, area: Rect, theme: &Theme, buffer: &mut Buffer) {
    if let Some(row) = row(y, area) {
        sheet::draw_line(&[Piece::plain(theme.spelled(line))], row, theme, buffer);
    }
}

fn row(y: u16, area: Rect) -> Option<Rect> {
    (y < area.height).then(|| Rect { y: area.y + y, height: 1, ..area })
}

/// Draws rows of two columns, the first of `width`, from the row `y` on; the cursor goes to the focused one.
fn choices(
    choices: &[(&str, &str)],
    cursor: usize,
    width: u16,
    (y, area): (u16, Rect),
    theme: &Theme,
    buffer: &mut Buffer,
) -> Option<Position> {
    let columns = rows::columns(3, &[width, area.width.saturating_sub(width + 6)]);
    let mut place = None;
    for (number, (label, about)) in choices.iter().enumerate() {
        let Some(row) = row(y + u16::try_from(number).unwrap_or(u16::MAX), area) else { break };
        let cells = [vec![Piece::plain(theme.spelled(label))], vec![Piece::new(theme.spelled(about), Role::Plain)]];
        let focus = if number == cursor { Focus::Row(0) } else { Focus::None };
        place = rows::draw(&cells, &columns, focus, row, theme, buffer).or(place);
    }
    place
}
