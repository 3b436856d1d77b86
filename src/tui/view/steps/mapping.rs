//! Step 5 as it is drawn: the views with their counts, and the rows of the grid that are seen; or the picker over a cell,
//! or the question about one company for several tenants.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use super::views_line::ViewsLine;
use crate::tui::sheet;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::picker;
use crate::tui::widgets::line::{self, Piece};
use crate::tui::widgets::rows::{self, Focus};
use crate::tui::widgets::window;
use crate::wizard::Model;
use crate::wizard::field::grouped;
use crate::wizard::steps::mapping::{CellKind, Column, Mapping, Mark, Question, View};

/// Where the marks stand: what is selected, how the row stands.
const SELECTED: u16 = 1;
const MARK: u16 = 2;
/// Where the first column begins.
const FIRST: u16 = 4;

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let mapping = &model.mapping;
    if let Some(question) = &mapping.question {
        return Some(draw_question(question, model, theme, area, buffer));
    }
    if let Some(open) = &mapping.picker {
        return picker::draw(open, model, theme, area, buffer);
    }
    let caret = views_line(mapping).draw(parts::row(area, 0)?, theme, buffer);
    let grid = Grid::of(mapping, area.width);
    if let Some(row) = parts::row(area, 1) {
        parts::headings(&grid.headings(), &grid.columns, row, theme, buffer);
    }
    let list = parts::below(area, 2);
    let seen = window::visible(mapping.rows.len(), mapping.cursor, usize::from(list.height));
    let cell = seen.zip(list.rows()).filter_map(|(at, row)| grid.draw_row(model, at, row, theme, buffer)).last();
    // With no row the cursor stands where the first one would be.
    caret.or(cell).or(Some(Position::new(list.x + FIRST, list.y)))
}

fn views_line(mapping: &Mapping) -> ViewsLine<'_> {
    let views = View::ALL.iter().zip(mapping.counts).filter(|(view, count)| {
        // A view without rows is left out, as `v` passes it over.
        *count > 0 || matches!(view, View::All) || **view == mapping.view
    });
    let (kinds, views): (Vec<View>, Vec<String>) =
        views.map(|(view, count)| (*view, format!("{} {}", view.label(), grouped(count)))).unzip();
    let before = match mapping.selected.len() {
        0 => String::new(),
        selected => format!("{} selected ", grouped(selected)),
    };
    ViewsLine {
        before,
        views,
        present: kinds.iter().position(|view| *view == mapping.view).unwrap_or(0),
        gap: 1,
        filter: &mapping.filter,
        filtering: mapping.filtering,
    }
}

/// The question takes the body: the company, and whom it is for.
fn draw_question(question: &Question, model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Position {
    // The question itself is asked in the notice, in words.
    let sentence = format!("{}, for all of", question.company.name);
    let lines = parts::wrapped(&parts::words(&sentence, theme).text, area.width);
    for (line, row) in lines.iter().zip(area.rows()) {
        parts::text_at(Piece::plain(line), row, theme, buffer);
    }
    let list = parts::below(area, u16::try_from(lines.len() + 1).unwrap_or(u16::MAX));
    let tenants = question.tenants.as_slice();
    let room = usize::from(list.height);
    let shown = if tenants.len() > room { room.saturating_sub(1) } else { tenants.len() };
    for (id, row) in tenants[..shown].iter().zip(list.rows()) {
        let name = model.shared.draft.tenant(id).map_or(id.as_str(), |entry| entry.settings.name.as_str());
        sheet::draw_line(&[Piece::plain("  "), parts::outside(name)], row, theme, buffer);
    }
    if shown < tenants.len() {
        let more = format!("  and {} more", grouped(tenants.len() - shown));
        parts::line_at(&more, list, u16::try_from(shown).unwrap_or(u16::MAX), theme, buffer);
    }
    Position::new(area.x + 1, area.y)
}

/// A column as it is shown: one of the wizard's, or the ticket fields folded into one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Whole(Column),
    Tickets,
}

/// The three ticket columns that are seen: those around the focused one.
fn tickets_at(mapping: &Mapping) -> [Column; 3] {
    let tickets: Vec<Column> =
        mapping.columns().iter().copied().filter(|column| column.ticket_field().is_some()).collect();
    let focused = match mapping.column {
        Column::Contract | Column::Service => tickets.len() - 1,
        column => tickets.iter().position(|ticket| *ticket == column).unwrap_or(0),
    };
    let first = focused.saturating_sub(1).min(tickets.len() - 3);
    [tickets[first], tickets[first + 1], tickets[first + 2]]
}

/// Which columns there are at a width, and where.
struct Grid {
    shown: Vec<Shown>,
    columns: Vec<rows::Column>,
}

impl Grid {
    fn of(mapping: &Mapping, width: u16) -> Self {
        let focused = mapping.column;
        let whole = Shown::Whole;
        // Least width, and its share of what is left.
        let columns: Vec<(Shown, (u16, u16))> = if width < parts::NARROW {
            let third = match focused {
                Column::Tenant | Column::Company => Column::Contract,
                other => other,
            };
            vec![(whole(Column::Tenant), (19, 2)), (whole(Column::Company), (21, 2)), (whole(third), (13, 1))]
        } else if width < parts::WIDE {
            let tickets = if focused.ticket_field().is_some() { whole(focused) } else { Shown::Tickets };
            vec![
                (whole(Column::Tenant), (18, 3)),
                (whole(Column::Company), (20, 3)),
                (tickets, (8, 1)),
                (whole(Column::Contract), (13, 2)),
                (whole(Column::Service), (12, 2)),
            ]
        } else {
            let widths = [(24, 3), (26, 3), (12, 1), (8, 1), (12, 1), (13, 2), (14, 2)];
            let [first, second, third] = tickets_at(mapping);
            let columns =
                [Column::Tenant, Column::Company, first, second, third, Column::Contract, Column::Service].map(whole);
            columns.into_iter().zip(widths).collect()
        };
        let (shown, widths): (Vec<Shown>, Vec<(u16, u16)>) = columns.into_iter().unzip();
        Self { shown, columns: parts::spread(FIRST, width, &widths) }
    }

    fn headings(&self) -> Vec<&'static str> {
        self.shown
            .iter()
            .map(|shown| match shown {
                Shown::Whole(column) => column.label(),
                Shown::Tickets => "Tickets",
            })
            .collect()
    }

    fn draw_row(&self, model: &Model, at: usize, row: Rect, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
        let (mapping, shared) = (&model.mapping, &model.shared);
        let place = *mapping.rows.get(at)?;
        let entry = shared.draft.tenants.get(place)?;
        let (mark, role) = mark(mapping.states.get(place).map_or(Mark::Undecided, |state| state.mark), theme);
        if mapping.selected.contains(&entry.settings.id) {
            let selected = theme.glyphs().selected;
            buffer.set_stringn(row.x + SELECTED, row.y, selected, 1, theme.style(Role::Plain));
        }
        buffer.set_stringn(row.x + MARK, row.y, mark, 1, theme.style(role));
        let mut cells: Vec<Vec<Piece>> = self.shown.iter().map(|shown| cell(model, place, *shown, theme)).collect();
        let focus = match self.shown.iter().position(|shown| *shown == Shown::Whole(mapping.column)) {
            Some(column) if at == mapping.cursor => Focus::Cell(column),
            _ => Focus::None,
        };
        if let Focus::Cell(focused) = focus
            && line::width(&cells[focused]) == 0
        {
            // An empty cell has something to be in reverse video too.
            cells[focused].push(Piece::plain(" "));
        }
        rows::draw(&cells, &self.columns, focus, row, theme, buffer)
    }
}

/// What a cell says, as pieces.
fn cell(model: &Model, place: usize, shown: Shown, theme: &Theme) -> Vec<Piece> {
    let (mapping, shared) = (&model.mapping, &model.shared);
    let glyphs = theme.glyphs();
    let column = match shown {
        Shown::Whole(column) => column,
        Shown::Tickets => {
            let excluded = shared.draft.tenants[place].settings.excluded.is_some();
            return match (excluded, Mapping::has_own_fields(shared, place)) {
                (true, _) => Vec::new(),
                (false, true) => vec![Piece::plain("own")],
                (false, false) => vec![Piece::new("default", Role::Dim)],
            };
        }
    };
    let cell = mapping.cell(shared, place, column);
    let text = parts::outside(&cell.text);
    match cell.kind {
        CellKind::Suggested if !cell.text.is_empty() => vec![Piece::plain(glyphs.suggested), text],
        CellKind::Own => vec![Piece::plain(glyphs.own), text],
        CellKind::Default => vec![Piece::new(text.text, Role::Dim)],
        CellKind::Chosen | CellKind::Suggested | CellKind::Undecided | CellKind::Empty | CellKind::Excluded => {
            vec![text]
        }
    }
}

/// The mark of a row.
fn mark(mark: Mark, theme: &Theme) -> (&'static str, Role) {
    let glyphs = theme.glyphs();
    match mark {
        Mark::Decided => (glyphs.ok, Role::Ok),
        Mark::Suggested => (glyphs.suggested, Role::Plain),
        Mark::Undecided => (glyphs.undecided, Role::Plain),
        Mark::Warning => (glyphs.warning, Role::Warning),
        Mark::Error => (glyphs.error, Role::Error),
        Mark::Excluded => (glyphs.excluded, Role::Plain),
    }
}
