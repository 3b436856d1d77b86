//! The line above a list: its filter, what is selected, and the views with their counts, the present one in brackets.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::parts;
use crate::tui::text;
use crate::tui::theme::Theme;
use crate::tui::widgets::line::{self, Piece};
use crate::wizard::field::Field;

/// Cells of the filter, from the margin to its closing bracket.
const FILTER: u16 = 28;
const FILTER_NARROW: u16 = 22;

/// What stands in the line.
pub struct ViewsLine<'a> {
    /// What stands before the views, e.g. `Show:`.
    pub before: String,
    /// Each view with its count.
    pub views: Vec<String>,
    /// The present view.
    pub present: usize,
    /// Cells between two views.
    pub gap: usize,
    /// The filter.
    pub filter: &'a Field,
    /// Whether it is being typed.
    pub filtering: bool,
}

impl ViewsLine<'_> {
    /// Draws it. Returns where the caret stands if the filter is being typed.
    pub fn draw(&self, row: Rect, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
        let mut rest = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
        let mut caret = None;
        if self.filtering || !self.filter.is_empty() {
            let width = if row.width < parts::NARROW { FILTER_NARROW } else { FILTER };
            let place = Rect { width, ..row };
            let at = parts::draw_field(self.filter, "Filter", (1, 8), false, place, theme, buffer);
            caret = self.filtering.then_some(at);
            rest = Rect { x: row.x + width + 2, width: rest.right().saturating_sub(row.x + width + 2), ..row };
        }
        let pieces = [Piece::plain(self.written(usize::from(rest.width), theme.glyphs().ellipsis))];
        line::draw(&pieces, rest, Style::new(), theme, buffer);
        caret
    }

    /// The views that go into `room` cells, the present one among them; where some are left out, an ellipsis says so.
    fn written(&self, room: usize, ellipsis: &str) -> String {
        let (mut first, mut last) = (0, self.views.len());
        loop {
            let shown = self.joined(first..last, ellipsis);
            if text::width(&shown) <= room || last - first <= 1 {
                return shown;
            }
            if last - 1 > self.present {
                last -= 1;
            } else {
                first += 1;
            }
        }
    }

    fn joined(&self, shown: std::ops::Range<usize>, ellipsis: &str) -> String {
        let mut joined = self.before.clone();
        if shown.start > 0 {
            joined.push_str(ellipsis);
        }
        for (at, view) in self.views.iter().enumerate().take(shown.end).skip(shown.start) {
            let is_present = at == self.present;
            if !joined.is_empty() {
                let gap = if is_present && at == 0 { 1 } else { self.gap };
                joined.extend(std::iter::repeat_n(' ', gap));
            }
            if is_present {
                joined.extend(["[", view, "]"]);
            } else {
                joined.push_str(view);
            }
        }
        if shown.end < self.views.len() {
            joined.push(' ');
            joined.push_str(ellipsis);
        }
        joined
    }
}
