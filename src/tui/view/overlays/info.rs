//! All about what has the focus: whole paragraphs, scrolled one by one.
//!
//! What there is to say is the wizard's.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::put;
use crate::domain::text::harmless;
use crate::tui::sheet;
use crate::tui::text;
use crate::tui::theme::Theme;
use crate::wizard::{Model, describe};

pub(super) fn draw(model: &Model, top: usize, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let inner = sheet::inner(area);
    let paragraphs = describe::info(model);
    let mut lines = Vec::new();
    for paragraph in paragraphs.iter().skip(top) {
        let wrapped = text::wrap(&theme.spelled(&harmless(paragraph)), usize::from(inner.width));
        // An empty paragraph is a gap.
        if wrapped.is_empty() { lines.push(String::new()) } else { lines.extend(wrapped) }
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
    Some(inner.as_position())
}
