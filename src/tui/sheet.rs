//! The sheet every step is drawn on: title, steps, rules, detail, notice and footer, and the room left for the body.
//!
//! What stands in them comes as plain data from the views; which keys there are, from the bindings.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

use self::footer::Item;
use super::text;
use super::theme::{Role, Theme};
use super::widgets::line::{self, Piece};

pub mod footer;

/// The smallest window in which everything can be done.
pub const SMALLEST: Size = Size::new(60, 18);
/// Beyond this many columns nothing grows.
const WIDEST: u16 = 160;

/// Where the parts of a sheet stand in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regions {
    /// One row: product and step, then where and when.
    pub title: Rect,
    /// One row with the seven steps; `None` where the title names the step instead.
    pub steps: Option<Rect>,
    /// The rule under the steps, where they are shown.
    pub upper_rule: Option<Rect>,
    /// What the step is about.
    pub body: Rect,
    /// The rule under the body.
    pub lower_rule: Rect,
    /// About what has the focus.
    pub detail: Rect,
    /// One row: the last deed, or what is awaited.
    pub notice: Rect,
    /// Two rows: keys of what has the focus, keys of the step.
    pub footer: Rect,
}

impl Regions {
    /// The regions of `area`, which is at least [`SMALLEST`].
    #[must_use]
    pub fn of(area: Rect) -> Self {
        let area = Rect { width: area.width.min(WIDEST), ..area };
        let full = area.width >= 76 && area.height >= 22;
        let detail = match (area.width, area.height) {
            (..76, _) => 5,
            (100.., 36..) => 6,
            _ => 4,
        };
        let row = |y: u16, height: u16| Rect { x: area.x, y, width: area.width, height };
        let head = if full { 3 } else { 1 };
        let bottom = area.bottom();
        let lower = bottom - 3 - detail - 1;
        Self {
            title: row(area.y, 1),
            steps: full.then(|| row(area.y + 1, 1)),
            upper_rule: full.then(|| row(area.y + 2, 1)),
            body: row(area.y + head, lower - area.y - head),
            lower_rule: row(lower, 1),
            detail: row(lower + 1, detail),
            notice: row(bottom - 3, 1),
            footer: row(bottom - 2, 2),
        }
    }

    /// Whether this is the sheet for small windows, with fewer columns and shorter words.
    #[must_use]
    pub const fn is_compact(&self) -> bool {
        self.steps.is_none()
    }
}

/// How far a step is, in the list of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Done, or at least left in order.
    Done,
    /// The present step.
    Here,
    /// Not reached yet, or not in order.
    Open,
}

/// One of the seven steps, as the head shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage<'a> {
    /// Its name.
    pub name: &'a str,
    /// How far it is.
    pub progress: Progress,
}

/// What is said about the thing that has the focus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Its name, state and code, in one line.
    pub head: Vec<Piece>,
    /// Why, and what to do; broken into lines here. A line break begins a new line.
    pub text: String,
}

/// Everything around the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// The seven steps, in order.
    pub stages: Vec<Stage<'a>>,
    /// What stands at the right of the title: demo, zone, today. The last one goes first where there is no room.
    pub place: Vec<String>,
    /// In the title's middle, e.g. where a jump came from.
    pub origin: Option<String>,
    /// About what has the focus.
    pub detail: Detail,
    /// The last deed, or what is awaited.
    pub notice: String,
    /// The keys that work now, most useful first.
    pub keys: Vec<Item>,
}

impl Sheet<'_> {
    /// Draws it, and returns where its parts are; the body is left empty.
    pub fn draw(&self, theme: &Theme, frame: &mut Frame<'_>) -> Regions {
        let regions = Regions::of(frame.area());
        let buffer = frame.buffer_mut();
        self.draw_title(regions, theme, buffer);
        if let Some(row) = regions.steps {
            self.draw_steps(row, theme, buffer);
        }
        for rule in regions.upper_rule.into_iter().chain([regions.lower_rule]) {
            let line = theme.glyphs().rule.repeat(usize::from(rule.width));
            buffer.set_string(rule.x, rule.y, line, theme.style(Role::Plain));
        }
        self.detail.draw(regions.detail, theme, buffer);
        draw_line(&[Piece::plain(theme.spelled(&self.notice))], regions.notice, theme, buffer);
        for (row, line) in (regions.footer.y..).zip(footer::rows(&self.keys, regions.footer.width)) {
            let row = Rect { y: row, height: 1, ..regions.footer };
            draw_line(&[Piece::plain(theme.spelled(&line))], row, theme, buffer);
        }
        regions
    }

    fn draw_title(&self, regions: Regions, theme: &Theme, buffer: &mut Buffer) {
        let here = self.stages.iter().position(|stage| stage.progress == Progress::Here).unwrap_or_default();
        let of = self.stages.len();
        let name = self.stages.get(here).map_or("", |stage| stage.name);
        let mut title = if regions.is_compact() {
            format!("{}/{of} {name}", here + 1)
        } else {
            format!("petra-autotask   step {} of {of}", here + 1)
        };
        if let Some(origin) = &self.origin {
            title = format!("{title}   {origin}");
        }
        let row = inner(regions.title);
        let room = usize::from(row.width);
        draw_line(&[Piece::plain(&title)], regions.title, theme, buffer);
        let used = text::width(&title);
        let mut place = self.place.as_slice();
        while let [rest @ .., _] = place {
            let right = place.join("   ");
            let width = text::width(&right);
            if used + 3 + width <= room {
                let x = row.right() - cells(width);
                buffer.set_string(x, row.y, right, theme.style(Role::Plain));
                return;
            }
            place = rest;
        }
    }

    fn draw_steps(&self, row: Rect, theme: &Theme, buffer: &mut Buffer) {
        let glyphs = theme.glyphs();
        let mut pieces = Vec::new();
        for (number, stage) in (1..).zip(&self.stages) {
            let (mark, role, name) = match stage.progress {
                Progress::Done => (glyphs.ok, Role::Ok, Role::Plain),
                Progress::Here => (glyphs.focus, Role::Accent, Role::Accent),
                Progress::Open => (" ", Role::Plain, Role::Plain),
            };
            let gap = if number == 1 { "" } else { "  " };
            pieces.push(Piece::plain(format!("{gap}{number}")));
            pieces.push(Piece::new(mark, role));
            pieces.push(Piece::new(stage.name, name));
        }
        draw_line(&pieces, row, theme, buffer);
    }
}

impl Detail {
    /// Draws it into `area`; what does not fit ends in an ellipsis.
    fn draw(&self, area: Rect, theme: &Theme, buffer: &mut Buffer) {
        let mut rows = area.rows();
        if !self.head.is_empty()
            && let Some(row) = rows.next()
        {
            draw_line(&self.head, row, theme, buffer);
        }
        let room = usize::from(inner(area).width);
        let left = usize::from(area.height) - usize::from(!self.head.is_empty() && area.height > 0);
        let lines = text::wrap_into(&theme.spelled(&self.text), room, left, theme.glyphs().ellipsis);
        for (row, line) in rows.zip(lines) {
            draw_line(&[Piece::plain(line)], row, theme, buffer);
        }
    }
}

/// Draws pieces into a row between its margins; what does not fit ends in an ellipsis.
pub fn draw_line(pieces: &[Piece], row: Rect, theme: &Theme, buffer: &mut Buffer) {
    line::draw(pieces, inner(row), Style::new(), theme, buffer);
}

/// A row without its margins of one cell.
#[must_use]
pub const fn inner(row: Rect) -> Rect {
    Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row }
}

/// Says that the window is too small, wrapped to what there is. Returns whether it is.
pub fn draw_too_small(frame: &mut Frame<'_>) -> bool {
    let area = frame.area();
    if area.width >= SMALLEST.width && area.height >= SMALLEST.height {
        return false;
    }
    let sentence = format!(
        "petra-autotask needs {} x {}, this window has {} x {}. Make it larger, or leave with q.",
        SMALLEST.width, SMALLEST.height, area.width, area.height
    );
    let lines = text::wrap_into(&sentence, usize::from(area.width), usize::from(area.height), "..");
    for (y, line) in (area.y..).zip(lines) {
        frame.buffer_mut().set_string(area.x, y, line, Style::new());
    }
    frame.set_cursor_position(area.as_position());
    true
}

fn cells(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
