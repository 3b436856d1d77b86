//! The picker as it is drawn: title and count, the filter, and one window over what can be chosen and, below it, what
//! cannot.
//!
//! It takes the body of a step for a while; what it lists is the wizard's.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::steps::parts;
use crate::tui::sheet;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::{self, Piece};
use crate::tui::widgets::rows::{self, Column, Focus};
use crate::wizard::Model;
use crate::wizard::picker::{Picker, Purpose, Row, Standing};

/// What stands above the rows that cannot be chosen.
const CANNOT: &str = "Cannot be chosen, because";

/// Cells of a column of ids.
const ID: u16 = 10;

/// Draws `picker` into `area`. Returns where the caret stands in its filter.
pub fn draw(picker: &Picker, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let shared = &model.shared;
    draw_title(picker, model, theme, area, buffer);
    let caret = parts::row(area, 1).map(|row| {
        let label = if picker.purpose == Purpose::Reason { "Reason" } else { "Filter" };
        parts::draw_field(&picker.field, label, (1, 8), false, row, theme, buffer)
    });
    let layout = Layout::of(picker.purpose, area.width);
    if let Some(row) = parts::row(area, 2).filter(|_| !picker.is_empty() && picker.purpose != Purpose::Reason) {
        parts::headings(&layout.headings(picker.purpose), &layout.columns, row, theme, buffer);
    }
    // The headings of reasons would only repeat the title.
    let mut list = parts::below(area, if picker.purpose == Purpose::Reason { 2 } else { 3 });
    if let Some(lack) = picker.lack(&shared.catalog) {
        let lines = parts::wrapped(&theme.spelled(&lack), area.width);
        let rows = u16::try_from(total_lines(picker) + 1).unwrap_or(u16::MAX);
        let needed = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let top = if picker.is_empty() { 0 } else { rows.min(list.height.saturating_sub(needed)) };
        for (line, row) in lines.iter().zip(parts::below(list, top).rows()) {
            parts::text_at(parts::outside(line), row, theme, buffer);
        }
        list.height = top;
    }
    draw_list(picker, model, &layout, theme, list, buffer);
    caret
}

fn draw_title(picker: &Picker, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(row) = parts::row(area, 0) else { return };
    let shared = &model.shared;
    let count = picker.count_words(&shared.catalog, shared.loads.companies_total);
    let mut room = row;
    if !count.is_empty() {
        let begins = parts::at_the_right(&count, row, theme, buffer);
        // The title ends two cells before the count, its own margin apart.
        room.width = begins.saturating_sub(row.x + 1);
    }
    sheet::draw_line(&[parts::words(&picker.title, theme)], room, theme, buffer);
}

/// Lines of the list: the rows, and the heading of those that cannot be chosen with a blank line before it.
fn total_lines(picker: &Picker) -> usize {
    picker.len() + heading_lines(picker)
}

fn heading_lines(picker: &Picker) -> usize {
    match (picker.choosable(), picker.len() - picker.choosable()) {
        (_, 0) => 0,
        (0, _) => 1,
        _ => 2,
    }
}

fn draw_list(picker: &Picker, model: &Model, layout: &Layout, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let (can, heading) = (picker.choosable(), heading_lines(picker));
    // Lines before the heading are rows that can be chosen, those after it the others.
    let line_of = |row: usize| if row < can { row } else { row + heading };
    parts::scrolled(total_lines(picker), line_of(picker.cursor), theme, area, buffer, |line, place, buffer| {
        let at = match line {
            line if line < can => line,
            line if line < can + heading => {
                if line + 1 == can + heading {
                    parts::line_at(CANNOT, place, 0, theme, buffer);
                }
                return None;
            }
            line => line - heading,
        };
        let row = picker.rows(at..at + 1, &model.shared.catalog).pop()?;
        let focus = if at == picker.cursor { Focus::Row(0) } else { Focus::None };
        rows::draw(&layout.cells(&row, theme), &layout.columns, focus, place, theme, buffer)
    });
}

/// Which cells of a row are shown, and where.
struct Layout {
    columns: Vec<Column>,
    /// Places of the cells that are shown.
    cells: Vec<usize>,
    /// Whether the id stands behind the name.
    with_id: bool,
}

impl Layout {
    fn of(purpose: Purpose, width: u16) -> Self {
        let last = purpose.headings().len() - 1;
        if width < parts::NARROW {
            // Name and reason; the rest is in the detail.
            let columns = parts::spread(3, width, &[(28, 1), (26, 0)]);
            return Self { columns, cells: vec![0, last], with_id: false };
        }
        let widths: &[(u16, u16)] = match purpose {
            Purpose::Company | Purpose::CatchAll => &[(29, 4), (10, 1), (18, 2), (16, 1)],
            Purpose::Ticket(_) => &[(30, 1), (10, 0), (34, 1)],
            Purpose::Contract => &[(22, 2), (24, 0), (28, 1)],
            Purpose::Service => &[(19, 2), (8, 0), (5, 0), (41, 1)],
            Purpose::Reason => &[(22, 1), (53, 1)],
            Purpose::Tenant => &[(37, 1), (38, 1)],
        };
        let with_id =
            width >= parts::WIDE && matches!(purpose, Purpose::Company | Purpose::CatchAll | Purpose::Contract);
        let mut widths = widths.to_vec();
        if with_id {
            widths.insert(1, (ID, 0));
        }
        let mut columns = parts::spread(3, width, &widths);
        if purpose == Purpose::Service {
            // Units are numbers; a blank more keeps the words apart from them.
            columns[2].right = true;
            columns[3].x += 1;
            columns[3].width -= 1;
        }
        Self { columns, cells: (0..=last).collect(), with_id }
    }

    fn headings(&self, purpose: Purpose) -> Vec<&'static str> {
        let mut headings: Vec<&str> = self.cells.iter().map(|&cell| purpose.headings()[cell]).collect();
        if self.with_id {
            headings.insert(1, "Id");
        }
        headings
    }

    fn cells(&self, row: &Row, theme: &Theme) -> Vec<Vec<Piece>> {
        let base = if row.standing == Standing::Cannot { Role::Dim } else { Role::Plain };
        let mut cells: Vec<Vec<Piece>> = Vec::new();
        for &cell in &self.cells {
            let text = row.cells.get(cell).map_or("", String::as_str);
            let mut pieces = Vec::new();
            if cell == 0 {
                pieces = matched(text, row);
            } else {
                if row.standing == Standing::AtAPrice && cell + 1 == row.cells.len() {
                    pieces.push(Piece::new(theme.glyphs().warning, Role::Warning));
                    pieces.push(Piece::plain(" "));
                }
                pieces.push(parts::outside(text));
            }
            for piece in &mut pieces {
                if piece.role == Role::Plain {
                    piece.role = base;
                }
            }
            cells.push(pieces);
        }
        if self.with_id {
            cells.insert(1, vec![Piece::new(row.id.map_or_else(String::new, |id| id.to_string()), base)]);
        }
        cells
    }
}

/// A name with the letters that the filter matched. What had to be made harmless has other bytes: it is shown unmarked.
fn matched(name: &str, row: &Row) -> Vec<Piece> {
    let shown = parts::outside(name);
    if shown.text == name { line::matched(name, &row.matched) } else { vec![shown] }
}
