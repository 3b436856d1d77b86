//! Step 6 as it is drawn: counts, views, and the list of findings, changes or all tenants. Units are in `review/units.rs`.

mod units;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use super::views_line::ViewsLine;
use crate::domain::text::harmless;
use crate::tui::sheet;
use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Column, Focus};
use crate::tui::widgets::window;
use crate::wizard::Model;
use crate::wizard::field::grouped;
use crate::wizard::steps::review::{ChangeKind, Review, Row, View};

/// Where marks and names stand.
const MARK: u16 = 3;
const NAME: u16 = 5;

/// Cells of a field's name before what changed in it.
const PLACE: usize = 18;

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let review = &model.review;
    for (y, line) in (0..).zip(count_lines(review, area.width)) {
        parts::line_at(&line, area, y, theme, buffer);
    }
    let caret = views_line(review).draw(parts::row(area, 2)?, theme, buffer);
    // A blank row where there is one to spare.
    let top = if area.height > 10 { 4 } else { 3 };
    let columns = columns(review.view, area.width);
    if let Some(row) = parts::row(area, top) {
        match review.view {
            View::Findings if review.rows.is_empty() => {}
            View::Findings => parts::headings(&["", "Tenant", "Where", "What", "Code"], &columns, row, theme, buffer),
            View::Changes => sheet::draw_line(&[against(model, row.width, theme)], row, theme, buffer),
            View::Units => units::heading(model, &columns, row, theme, buffer),
            View::All => parts::headings(&["", "Tenant", "Linked to"], &columns, row, theme, buffer),
        }
    }
    let list = parts::below(area, top + 1);
    let cursor = draw_list(review, &columns, theme, list, buffer);
    caret.or(cursor).or(Some(Position::new(list.x + NAME, list.y)))
}

fn count_lines(review: &Review, width: u16) -> [String; 2] {
    let lines = review.count_lines();
    if width >= parts::NARROW {
        return lines;
    }
    let counts = review.counts;
    let billing = format!(
        "Billing   {} ready   {} without contract   {} held",
        grouped(counts.ready),
        grouped(counts.without),
        grouped(counts.held)
    );
    let [tenants, _] = lines;
    [tenants, billing]
}

fn views_line(review: &Review) -> ViewsLine<'_> {
    let views = View::ALL.into_iter().zip(review.view_counts).map(|(view, count)| match view {
        View::All => view.label().to_owned(),
        View::Findings | View::Changes | View::Units => format!("{} {}", view.label(), grouped(count)),
    });
    ViewsLine {
        before: "Show:".to_owned(),
        views: views.collect(),
        present: review.view as usize,
        gap: 2,
        filter: &review.filter,
        filtering: review.filtering,
    }
}

/// What the changes are changes of. A long path loses its start: its end tells files apart.
fn against(model: &Model, width: u16, theme: &Theme) -> Piece {
    let shared = &model.shared;
    let path = harmless(&shared.facts.config_path);
    let (before, after) = match &shared.saved {
        Some(saved) => ("Against ", format!(" of {}", saved.of)),
        None => ("To be written to ", String::new()),
    };
    let room = usize::from(width).saturating_sub(2 + text::width(before) + text::width(&after));
    let ellipsis = theme.glyphs().ellipsis;
    let path = if text::width(&path) <= room {
        path.into_owned()
    } else {
        format!("{ellipsis}{}", text::end(&path, room.saturating_sub(text::width(ellipsis))))
    };
    Piece::plain(format!("{before}{path}{after}"))
}

fn columns(view: View, width: u16) -> Vec<Column> {
    if view == View::Units {
        return units::columns(width);
    }
    let mark = parts::column(MARK, 1);
    let narrow = width < parts::NARROW;
    let rest = match (view, narrow) {
        // The code is in the detail.
        (View::Findings, true) => parts::spread(NAME, width, &[(18, 1), (9, 0), (25, 1)]),
        (View::Findings, false) => parts::spread(NAME, width, &[(18, 3), (8, 1), (24, 3), (21, 0)]),
        (_, true) => parts::spread(NAME, width, &[(16, 1), (37, 2)]),
        (_, false) => parts::spread(NAME, width, &[(18, 1), (55, 2)]),
    };
    [&[mark], rest.as_slice()].concat()
}

fn draw_list(review: &Review, columns: &[Column], theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let (total, height) = (review.rows.len(), usize::from(area.height));
    // Where not all rows are seen the last line says how many are not.
    let room = if total > height { height.saturating_sub(1) } else { height };
    let seen = window::visible(total, review.cursor, room);
    let cursor = seen
        .clone()
        .zip(area.rows())
        .filter_map(|(at, row)| {
            let focus = if at == review.cursor { Focus::Row(1) } else { Focus::None };
            rows::draw(&cells(&review.rows[at], area.width, theme), columns, focus, row, theme, buffer)
        })
        .last();
    let (above, below) = (seen.start, total - seen.end);
    let more = match (above, below) {
        (0, 0) => return cursor,
        (0, below) => format!("{} more below", grouped(below)),
        (above, 0) => format!("{} more above", grouped(above)),
        (above, below) => format!("{} more above, {} below", grouped(above), grouped(below)),
    };
    parts::line_at(&format!("    {more}"), area, area.height.saturating_sub(1), theme, buffer);
    cursor
}

fn cells(row: &Row, width: u16, theme: &Theme) -> Vec<Vec<Piece>> {
    if let Some(known) = &row.units {
        return units::cells(row, known, width, theme);
    }
    let glyphs = theme.glyphs();
    let name = vec![parts::outside(&row.name)];
    let what = parts::words(&row.what, theme);
    if let Some(finding) = &row.finding {
        let (mark, role) =
            if finding.is_error() { (glyphs.error, Role::Error) } else { (glyphs.warning, Role::Warning) };
        let place = vec![Piece::plain(&row.place)];
        let code = vec![Piece::plain(finding.code.as_str())];
        return vec![vec![Piece::new(mark, role)], name, place, vec![what], code];
    }
    let mark = match row.change {
        Some(ChangeKind::New) => "+",
        Some(ChangeKind::Changed) => "~",
        Some(ChangeKind::Gone) => "-",
        Some(ChangeKind::Same) | None => " ",
    };
    let what = match row.field.as_str() {
        // Those speak of the whole tenant.
        "" | "company" => vec![what],
        _ if width < parts::NARROW => vec![Piece::plain(format!("{}: ", row.place.to_lowercase())), what],
        _ => vec![Piece::plain(format!("{:<PLACE$} ", row.place.to_lowercase())), what],
    };
    vec![vec![Piece::plain(mark)], name, what]
}
