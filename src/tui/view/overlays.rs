//! What takes the body for a while: help, all about one thing, the same without a screen, the two questions.
//!
//! What they lead to belongs to the wizard, their keys to the bindings.

mod headless;
mod help;
mod info;
mod questions;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{self, Piece};
use crate::tui::widgets::rows::{self, Focus};
use crate::wizard::Model;
use crate::wizard::model::Overlay;

pub use help::detail as help_detail;

/// Draws the overlay into the body, and tells where the cursor goes.
pub fn draw(model: &Model, overlay: &Overlay, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    match overlay {
        Overlay::Help { filter, cursor } => Some(help::draw(model, filter, *cursor, theme, area, buffer)),
        Overlay::Info { top } => Some(info::draw(model, *top, theme, area, buffer)),
        Overlay::Headless { line } => Some(headless::draw(model, *line, theme, area, buffer)),
        Overlay::Quit { cursor } => questions::quit(model, *cursor, theme, area, buffer),
        Overlay::DraftOffer { record, cursor } => questions::draft(model, record, *cursor, theme, area, buffer),
    }
}

/// Draws a line of ours into the row `y` of the body, if there is such a row.
fn put(words: &str, y: u16, area: Rect, theme: &Theme, buffer: &mut Buffer) {
    if let Some(row) = row(y, area) {
        // A command may go to the very edge: it is broken there otherwise.
        let row = Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row };
        line::draw(&[Piece::plain(theme.spelled(words))], row, Style::new(), theme, buffer);
    }
}

/// A line as it is where it fits, else broken between words; an empty one is a gap.
fn whole(line: &str, room: usize) -> Vec<String> {
    if text::width(line) <= room { vec![line.to_owned()] } else { text::wrap(line, room) }
}

/// What of `area` is left below its first `rows`.
fn below(rows: u16, area: Rect) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

fn row(y: u16, area: Rect) -> Option<Rect> {
    (y < area.height).then(|| Rect { y: area.y + y, height: 1, ..area })
}

/// Draws rows of two columns, the first of `width`, into `area`; the cursor goes to the focused one.
fn choices(
    choices: &[(&str, &str)],
    cursor: usize,
    width: u16,
    area: Rect,
    theme: &Theme,
    buffer: &mut Buffer,
) -> Option<Position> {
    let columns = rows::columns(3, &[width, area.width.saturating_sub(width + 6)]);
    let mut place = None;
    for (number, (label, about)) in choices.iter().enumerate() {
        let Some(row) = row(u16::try_from(number).unwrap_or(u16::MAX), area) else { break };
        let cells = [vec![Piece::plain(theme.spelled(label))], vec![Piece::new(theme.spelled(about), Role::Plain)]];
        let focus = if number == cursor { Focus::Row(0) } else { Focus::None };
        place = rows::draw(&cells, &columns, focus, row, theme, buffer).or(place);
    }
    place
}
