//! The bodies of the seven steps.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::theme::Theme;
use crate::wizard::Model;

/// Draws the body of the step that is open, and tells where the cursor goes.
pub fn draw(_model: &Model, _theme: &Theme, _area: Rect, _buffer: &mut Buffer) -> Option<Position> {
    None
}
