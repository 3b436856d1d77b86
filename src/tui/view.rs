//! One frame: the sheet with what the wizard says, and in its body the step or what takes the body for a while.
//!
//! It reads only. Which parts a sheet has is `sheet`'s; bodies are drawn in `view/steps` and `view/overlays`.

use ratatui::Frame;

use super::sheet;
use super::theme::Theme;
use crate::wizard::Model;

pub mod head;
pub mod overlays;
pub mod picker;
pub mod steps;

/// Draws everything, and places the cursor where the focus is.
pub fn view(model: &Model, theme: &Theme, frame: &mut Frame<'_>) {
    if sheet::draw_too_small(frame) {
        return;
    }
    let body = sheet::Regions::of(frame.area());
    let regions = head::sheet(model, theme, body.detail).draw(theme, frame);
    let buffer = frame.buffer_mut();
    let cursor = match &model.overlay {
        Some(overlay) => overlays::draw(model, overlay, theme, regions.body, buffer),
        None => steps::draw(model, theme, regions.body, buffer),
    };
    // Never parked in a corner: a body in which nothing has the focus has it at its first letter.
    frame.set_cursor_position(cursor.unwrap_or_else(|| sheet::inner(regions.body).as_position()));
}

#[cfg(test)]
mod tests;
