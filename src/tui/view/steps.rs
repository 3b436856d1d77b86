//! The bodies of the seven steps, a file each: they read the model and draw the rows that are seen.
//!
//! What surrounds a body is the sheet's; a picker, which takes the body for a while, is in `picker`.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::theme::Theme;
use crate::wizard::{Model, Step};

pub mod connect;
pub mod guide;
pub mod mapping;
pub(in crate::tui::view) mod parts;
pub mod review;
pub mod save;
pub mod tenants;
pub mod ticketing;
mod views_line;

/// Draws the body of the step that is open into `area`. Returns where the cursor goes: to the caret, else to the first
/// letter of the focused row or cell.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    match model.step {
        Step::Guide => guide::draw(model, theme, area, buffer),
        Step::Connect => connect::draw(model, theme, area, buffer),
        Step::Tenants => tenants::draw(model, theme, area, buffer),
        Step::Ticketing => ticketing::draw(model, theme, area, buffer),
        Step::Mapping => mapping::draw(model, theme, area, buffer),
        Step::Review => review::draw(model, theme, area, buffer),
        Step::Save => save::draw(model, theme, area, buffer),
    }
}
