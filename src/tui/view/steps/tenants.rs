//! Step 3 as it is drawn: the question where the tenants come from, or the sources and the list that they make.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use super::views_line::ViewsLine;
use crate::domain::draft::Source;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Focus};
use crate::tui::widgets::window;
use crate::wizard::Model;
use crate::wizard::field::{counted, grouped};
use crate::wizard::remote::Remote;
use crate::wizard::steps::tenants::{self, SOURCES, Tenants, View, source_words};

/// Where the names of the sources, and what is said of them, begin.
const NAME: u16 = 3;
const STATE: u16 = 15;

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if model.tenants.is_question(&model.shared) {
        return draw_question(model, theme, area, buffer);
    }
    let sources = draw_sources(model, theme, area, buffer, draw_state);
    let roomy = area.height > 10;
    let top = u16::try_from(SOURCES.len()).unwrap_or(0) + u16::from(roomy);
    let caret = parts::row(area, top).and_then(|row| views_line(model, row.width).draw(row, theme, buffer));
    let listed = draw_list(model, roomy, theme, parts::below(area, top + 1), buffer);
    sources.or(caret).or(listed)
}

fn draw_question(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let question = "Where do the tenants come from? One source is enough; several are merged by id.";
    let lines = parts::wrapped(question, area.width);
    let mut top = 0;
    for line in &lines {
        parts::line_at(line, area, top, theme, buffer);
        top += 1;
    }
    draw_sources(model, theme, parts::below(area, top), buffer, |_, source, theme| {
        vec![parts::words(source_words(source).1, theme)]
    })
}

/// The three sources; the one whose field is open has that in its row.
fn draw_sources(
    model: &Model,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
    state: impl Fn(&Model, Source, &Theme) -> Vec<Piece>,
) -> Option<Position> {
    let tenants = &model.tenants;
    let held = model.tenants.fields[0].length() > 0 && tenants.loads[0].ready().is_some();
    let right = area.width.saturating_sub(9);
    let mut cursor = None;
    for (place, (source, row)) in SOURCES.into_iter().zip(area.rows()).enumerate() {
        let (name, _) = source_words(source);
        if tenants.focus == tenants::Focus::Field(place) {
            let field = &tenants.fields[place];
            cursor = Some(parts::draw_field(field, name, (NAME, STATE), true, row, theme, buffer));
            continue;
        }
        let focus = if tenants.focus == tenants::Focus::Source(place) { Focus::Row(0) } else { Focus::None };
        let mut cells = vec![vec![Piece::plain(name)], state(model, source, theme)];
        let end = if source == Source::Petra && held { right - 1 } else { area.width.saturating_sub(1) };
        let mut columns = vec![parts::column(NAME, STATE - NAME - 1), parts::column(STATE, end.saturating_sub(STATE))];
        if source == Source::Petra && held {
            cells.push(vec![Piece::plain("key held")]);
            columns.push(parts::column(right, 8));
        }
        cursor = rows::draw(&cells, &columns, focus, row, theme, buffer).or(cursor);
    }
    cursor
}

fn draw_state(model: &Model, source: Source, theme: &Theme) -> Vec<Piece> {
    let glyphs = theme.glyphs();
    let (mark, role) = match &model.tenants.loads[source as usize] {
        Remote::NotAsked => (" ", Role::Plain),
        Remote::Loading(_) => (glyphs.waiting, Role::Plain),
        Remote::Ready(_) => (glyphs.ok, Role::Ok),
        Remote::Failed(_) => (glyphs.error, Role::Error),
    };
    let words = parts::words(&model.tenants.source_state(&model.shared, source), theme);
    vec![Piece::new(mark, role), Piece::plain(" "), words]
}

fn views_line(model: &Model, width: u16) -> ViewsLine<'_> {
    let tenants = &model.tenants;
    let views = View::ALL
        .iter()
        .zip(tenants.counts)
        .filter(|(view, count)| *count > 0 || matches!(view, View::All) || **view == tenants.view)
        .map(|(view, count)| (*view, format!("{} {}", view.label(), grouped(count))));
    let (kinds, views): (Vec<View>, Vec<String>) = views.unzip();
    let all = counted(model.shared.draft.tenants.len(), "tenant", "tenants");
    let filtered = tenants.focus == tenants::Focus::Filter || !tenants.filter.is_empty();
    let before = if filtered || width < parts::NARROW { "Show:".to_owned() } else { format!("  {all}   Show:") };
    ViewsLine {
        before,
        views,
        present: kinds.iter().position(|view| *view == tenants.view).unwrap_or(0),
        gap: 2,
        filter: &tenants.filter,
        filtering: tenants.focus == tenants::Focus::Filter,
    }
}

fn draw_list(model: &Model, with_headings: bool, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let (tenants, shared) = (&model.tenants, &model.shared);
    let columns = if area.width < parts::NARROW {
        parts::spread(3, area.width, &[(22, 1), (17, 1), (14, 0)])
    } else {
        parts::spread(3, area.width, &[(30, 2), (24, 2), (20, 1)])
    };
    let mut area = area;
    if with_headings && let Some(row) = parts::row(area, 0) {
        parts::headings(&["Tenant", "Domain", "From"], &columns, row, theme, buffer);
        area = parts::below(area, 1);
    }
    let seen = window::visible(tenants.rows.len(), tenants.cursor, usize::from(area.height));
    let mut cursor = None;
    for (at, row) in seen.zip(area.rows()) {
        let Some(entry) = shared.draft.tenants.get(tenants.rows[at]) else { continue };
        let cells = [
            vec![parts::outside(&entry.settings.name)],
            vec![parts::outside(entry.domains.first().map_or("", String::as_str))],
            vec![Piece::plain(Tenants::from_words(shared, entry))],
        ];
        let is_focused = tenants.focus == tenants::Focus::Table && at == tenants.cursor;
        let focus = if is_focused { Focus::Row(0) } else { Focus::None };
        cursor = rows::draw(&cells, &columns, focus, row, theme, buffer).or(cursor);
    }
    // With no row the cursor stands where the first one would be.
    let first = area.as_position();
    cursor.or((tenants.focus == tenants::Focus::Table).then_some(Position::new(first.x + 3, first.y)))
}
