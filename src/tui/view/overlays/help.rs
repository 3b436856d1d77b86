//! The help: a list of deeds, one a row, filtered as one types.
//!
//! Which deeds there are is told by the bindings.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{below, choices, put, row};
use crate::tui::bindings::help;
use crate::tui::text;
use crate::tui::theme::Theme;
use crate::tui::widgets::field::{self, Value};
use crate::tui::widgets::window;
use crate::wizard::Model;
use crate::wizard::field::{Field, counted, grouped};
use crate::wizard::model::Step;
use crate::wizard::steps::Detail;

/// Rows above the list: what it is, and the filter.
const HEAD: u16 = 2;
/// Widest spelling of keys that is not cut.
const KEYS: u16 = 12;

pub(super) fn draw(
    model: &Model,
    filter: &Field,
    cursor: usize,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Position {
    let shown = help::shown(model, filter.text());
    let left = format!("What can be done in {}", model.step.label());
    let right = "type to filter, Enter does it";
    let room = usize::from(area.width.saturating_sub(2));
    let free = room.saturating_sub(text::width(&left) + text::width(right));
    if free >= 2 {
        put(&format!("{left}{}{right}", " ".repeat(free)), 0, area, theme, buffer);
    } else {
        put(&left, 0, area, theme, buffer);
    }
    let caret = field::Field {
        label: "Filter",
        label_x: 1,
        bracket_x: 8,
        value: Value::Text(filter.text(), filter.before_caret().len()),
        focused: false,
    }
    .draw(row(1, area).unwrap_or(area), theme, buffer);
    if shown.is_empty() {
        put(&format!("No deed here has all of: {}.", filter.text().trim()), HEAD, area, theme, buffer);
        return caret;
    }
    let cursor = cursor.min(shown.len() - 1);
    let seen = window::visible(shown.len(), cursor, usize::from(area.height.saturating_sub(HEAD)));
    let rows: Vec<(&str, &str)> =
        shown[seen.clone()].iter().map(|binding| (binding.shown.as_str(), binding.about.as_str())).collect();
    choices(&rows, cursor - seen.start, KEYS, below(HEAD, area), theme, buffer);
    caret
}

/// About the deed that has the focus, and what the marks of the screen mean.
#[must_use]
pub fn detail(model: &Model, filter: &str, cursor: usize) -> Detail {
    let shown = help::shown(model, filter);
    let cursor = cursor.min(shown.len().saturating_sub(1));
    let Some(binding) = shown.get(cursor) else {
        return Detail::new("Nothing is found", ["Backspace and Ctrl-U give the other deeds back."]);
    };
    let marks = match model.step {
        Step::Connect | Step::Tenants => "Marks: ✓ ok, . waiting, ✗ refused or failed.",
        Step::Mapping => "Marks: ✓ decided, ~ suggested, ? undecided, ! warning, ✗ error, - excluded.",
        Step::Review => "Marks: ! warning, ✗ error; among the changes + new, ~ changed, - gone.",
        _ => "",
    };
    let place = format!("{} of {}.", grouped(cursor + 1), counted(shown.len(), "deed", "deeds"));
    Detail::new(binding.shown.clone(), [binding.about.as_str(), marks, place.as_str()])
}
