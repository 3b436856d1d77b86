//! Step 1 as it is drawn: what is needed, and the values to enter in Autotask, in one text that scrolls as a whole.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use crate::tui::theme::Theme;
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Focus};
use crate::wizard::Model;
use crate::wizard::steps::guide::{INTRODUCTION, INTRODUCTION_SHORT, ROWS};

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let guide = &model.guide;
    let is_small = area.width < parts::NARROW;
    let introduction = if is_small { &[INTRODUCTION_SHORT][..] } else { &INTRODUCTION[..] };
    let mut lines: Vec<String> =
        introduction.iter().flat_map(|paragraph| parts::wrapped(&theme.spelled(paragraph), area.width)).collect();
    if !is_small {
        lines.push(String::new());
    }
    let columns = [parts::column(3, 24), parts::column(28, area.width.saturating_sub(29))];
    parts::scrolled(lines.len() + ROWS.len(), lines.len() + guide.cursor, theme, area, buffer, |line, row, buffer| {
        if let Some(line) = lines.get(line) {
            parts::text_at(Piece::plain(line), row, theme, buffer);
            return None;
        }
        let at = line - lines.len();
        let cells = [vec![Piece::plain(ROWS[at].label)], vec![parts::words(&guide.value(at), theme)]];
        let focus = if at == guide.cursor { Focus::Row(0) } else { Focus::None };
        rows::draw(&cells, &columns, focus, row, theme, buffer)
    })
}
