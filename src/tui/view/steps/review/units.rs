//! The view of units as it is drawn: a row a tenant, with units now and wanted, or the sentence that stands in their place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{MARK, NAME};
use crate::domain::billing::{PlanLine, PlanState};
use crate::tui::sheet;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::steps::parts;
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::Column;
use crate::wizard::Model;
use crate::wizard::steps::review::Row;
use crate::wizard::steps::review::units::{Known, Stand, change_words, item_words, number};

/// What stands where a number is not known.
const UNKNOWN: &str = "-";

/// Cells of a number, and of the arrow between two.
const NUMBER: u16 = 6;
const ARROW: u16 = 2;

/// How much there is room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Narrow,
    Usual,
    Wide,
}

fn room(width: u16) -> Room {
    match width {
        width if width < parts::NARROW => Room::Narrow,
        width if width < parts::WIDE => Room::Usual,
        _ => Room::Wide,
    }
}

/// The columns, the mark's first.
pub(super) fn columns(width: u16) -> Vec<Column> {
    const NUMBERS: [(u16, u16); 4] = [(NUMBER, 0), (ARROW, 0), (NUMBER, 0), (NUMBER, 0)];
    // What there is no room for, company, service and change, is in the detail.
    let (before, numbers, meaning): (&[(u16, u16)], _, _) = match room(width) {
        Room::Narrow => (&[(14, 1)], &NUMBERS[..3], (20, 1)),
        Room::Usual => (&[(13, 2), (12, 2)], &NUMBERS[..], (23, 3)),
        Room::Wide => (&[(20, 2), (20, 2), (16, 1)], &NUMBERS[..], (24, 4)),
    };
    let mut columns = parts::spread(NAME, width, &[before, numbers, &[meaning]].concat());
    for column in &mut columns[before.len()..before.len() + numbers.len()] {
        column.right = true;
    }
    columns.insert(0, parts::column(MARK, 1));
    columns
}

/// The headings, or the sentence in place of rows.
pub(super) fn heading(model: &Model, columns: &[Column], row: Rect, theme: &Theme, buffer: &mut Buffer) {
    let units = &model.review.units;
    let glyphs = theme.glyphs();
    match units.stand() {
        Stand::Here => {
            let arrow = theme.spelled("→");
            let names: &[&str] = match room(row.width) {
                Room::Narrow => &["", "Tenant", "Now", &arrow, "Wanted", "What it means"],
                Room::Usual => &["", "Tenant", "Company", "Now", &arrow, "Wanted", "Change", "What it means"],
                Room::Wide => &["", "Tenant", "Company", "Service", "Now", &arrow, "Wanted", "Change", "What it means"],
            };
            parts::headings(names, columns, row, theme, buffer);
        }
        stand => {
            let mark = match stand {
                Stand::Failed(_) => Piece::new(format!("{} ", glyphs.error), Role::Error),
                Stand::Awaited(_) => Piece::plain(format!("{} ", glyphs.waiting)),
                _ => Piece::plain(""),
            };
            let words = units.words(&model.shared);
            sheet::draw_line(&[mark, parts::words(&words, theme)], row, theme, buffer);
        }
    }
}

/// A row's cells.
pub(super) fn cells(row: &Row, known: &Known, width: u16, theme: &Theme) -> Vec<Vec<Piece>> {
    let room = room(width);
    let line = if let Known::Line(line) = known { Some(&**line) } else { None };
    let number = |units: Option<i64>| vec![Piece::plain(units.map_or_else(|| UNKNOWN.to_owned(), number))];
    let change = |line: &PlanLine| line.change.map(change_words);
    let mut cells = vec![vec![mark(line, theme)], vec![parts::outside(&row.name)]];
    if room != Room::Narrow {
        cells.push(vec![parts::outside(&row.place)]);
    }
    if room == Room::Wide {
        cells.push(vec![parts::outside(&line.map(item_words).unwrap_or_default())]);
    }
    cells.push(number(line.and_then(|line| line.units_now)));
    cells.push(vec![parts::words("→", theme)]);
    cells.push(number(line.and_then(|line| line.units_wanted)));
    if room != Room::Narrow {
        cells.push(vec![Piece::plain(line.and_then(change).unwrap_or_else(|| UNKNOWN.to_owned()))]);
    }
    cells.push(vec![parts::words(&row.what, theme)]);
    cells
}

fn mark(line: Option<&PlanLine>, theme: &Theme) -> Piece {
    let glyphs = theme.glyphs();
    match line.map(|line| (line.state, line.findings.is_empty())) {
        None => Piece::plain(glyphs.waiting),
        Some((PlanState::Blocked, _)) => Piece::new(glyphs.error, Role::Error),
        Some((PlanState::Held, _) | (_, false)) => Piece::new(glyphs.warning, Role::Warning),
        // As a change of the config is marked.
        Some((PlanState::Change, true)) => Piece::plain("~"),
        Some((PlanState::Same, true)) => Piece::plain(" "),
    }
}
