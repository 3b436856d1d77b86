//! All about what has the focus: whole paragraphs, scrolled one by one.
//!
//! What there is to say is the wizard's.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{put, row, whole};
use crate::domain::text::harmless;
use crate::tui::sheet;
use crate::tui::theme::Theme;
use crate::tui::view::head;
use crate::wizard::{Model, describe};

pub(super) fn draw(model: &Model, top: usize, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Position {
    let inner = sheet::inner(area);
    let paragraphs = describe::info(model);
    let mut lines = Vec::new();
    for paragraph in paragraphs.iter().skip(top) {
        lines.extend(whole(&theme.spelled(&harmless(paragraph)), usize::from(inner.width)));
    }
    let height = usize::from(area.height);
    let more = lines.len().saturating_sub(height.saturating_sub(1));
    if lines.len() > height {
        lines.truncate(height.saturating_sub(1));
        lines.push(format!("  {more} more lines below"));
    }
    for (y, line) in (0..).zip(&lines) {
        put(line, y, area, theme, buffer);
    }
    // The title keeps the colour of its state where it stands whole.
    if let (0, Some(first), Some(row)) = (top, lines.first(), row(0, area)) {
        sheet::draw_line(&head::title(first), row, theme, buffer);
    }
    inner.as_position()
}
