//! Step 7 as it is drawn: the path, the stores and the deed; after it, what was written and what to do next.

mod test_ticket;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use crate::domain::reference::StoreKind;
use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::picker;
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Focus};
use crate::wizard::Model;
use crate::wizard::effect::{SaveReport, StoreState};
use crate::wizard::field::counted;
use crate::wizard::remote::Remote;
use crate::wizard::steps::save::{self, Line, Part};

/// What a body of this step is made of.
enum Item<'a> {
    Blank,
    Words(String),
    Path,
    Store(usize, StoreKind, Option<&'a StoreState>),
    Passphrase(usize),
    Save,
    TestTicket,
    Done(&'static str, String),
    Next(usize, &'a Line),
}

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let save = &model.save;
    if let Some(open) = save.testing.picker() {
        return picker::draw(open, model, theme, area, buffer);
    }
    if save.testing.is_open() {
        test_ticket::draw(model, theme, area, buffer);
        return None;
    }
    let lines = save.lines(&model.shared);
    let items = match save.done() {
        Some(report) => after(report, &lines, area),
        None => before(model, area),
    };
    let has_focus = |item: &Item<'_>| match item {
        Item::Path => save.focus == save::Focus::Path,
        Item::Store(at, ..) => save.focus == save::Focus::Store(*at),
        Item::Passphrase(at) => save.focus == save::Focus::Passphrase(*at),
        Item::Save => save.focus == save::Focus::Save,
        Item::TestTicket => save.focus == save::Focus::TestTicket,
        Item::Next(at, _) => save.focus == save::Focus::Next(*at),
        Item::Blank | Item::Words(_) | Item::Done(..) => false,
    };
    let focus = items.iter().position(has_focus).unwrap_or(0);
    parts::scrolled(items.len(), focus, theme, area, buffer, |line, row, buffer| {
        let focus = if line == focus && has_focus(&items[line]) { Focus::Row(0) } else { Focus::None };
        draw_item(&items[line], model, focus, row, theme, buffer)
    })
}

fn before(model: &Model, area: Rect) -> Vec<Item<'_>> {
    let save = &model.save;
    let roomy = area.height > 10;
    let question = if area.width < parts::NARROW {
        "Where the two secrets and the Petra key go"
    } else {
        "Where the password, the tracking identifier and the Petra key go"
    };
    let mut items = vec![Item::Path];
    if roomy {
        items.push(Item::Words(format!("{:16}{}", "", save.path_words(&model.shared))));
        items.push(Item::Blank);
    }
    items.push(Item::Words(question.to_owned()));
    // Rows never move: a store stands in its place before it was tried.
    items.extend(StoreKind::ALL.into_iter().enumerate().map(|(at, kind)| Item::Store(at, kind, save.store(kind))));
    if save.asks_passphrase() {
        items.extend((0..save.passphrase.len()).map(Item::Passphrase));
    }
    items.extend(roomy.then_some(Item::Blank));
    items.push(Item::Save);
    items.extend(model.shared.saved.is_some().then_some(Item::TestTicket));
    items
}

fn after<'a>(report: &SaveReport, lines: &'a [Line], area: Rect) -> Vec<Item<'a>> {
    let roomy = area.height > 10;
    let narrow = area.width < parts::NARROW;
    let mut config = report.path.clone();
    if !narrow {
        config.push_str(&format!("   {}", counted(report.settings.tenants.len(), "tenant", "tenants")));
    }
    let link = if narrow {
        "For Petra's own page, in the browser"
    } else {
        "Petra's own link to Autotask is made apart, in the browser, with the same three"
    };
    let mut items = vec![Item::Done("Config", config), Item::Done("Secrets", report.secrets.clone())];
    for (part, heading) in [(Part::Run, "What to run next"), (Part::Link, link)] {
        items.extend(roomy.then_some(Item::Blank));
        items.push(Item::Words(heading.to_owned()));
        let of_part = lines.iter().enumerate().filter(|(_, line)| line.part == part);
        items.extend(of_part.map(|(at, line)| Item::Next(at, line)));
        items.extend((part == Part::Run).then_some(Item::TestTicket));
    }
    items
}

fn draw_item(
    item: &Item<'_>,
    model: &Model,
    focus: Focus,
    row: Rect,
    theme: &Theme,
    buffer: &mut Buffer,
) -> Option<Position> {
    let save = &model.save;
    let glyphs = theme.glyphs();
    let end = row.width.saturating_sub(1);
    let to_the_end = |x: u16| parts::column(x, end.saturating_sub(x));
    match item {
        Item::Blank => None,
        Item::Words(words) => {
            parts::line_at(words, row, 0, theme, buffer);
            None
        }
        Item::Path => {
            let focused = focus != Focus::None;
            let caret = parts::draw_field(&save.path, "Config file", (3, 17), focused, row, theme, buffer);
            focused.then_some(caret)
        }
        Item::Passphrase(at) => {
            let focused = focus != Focus::None;
            let label = ["Passphrase", "Once more"][*at];
            let caret = parts::draw_field(&save.passphrase[*at], label, (3, 17), focused, row, theme, buffer);
            focused.then_some(caret)
        }
        Item::Store(_, kind, store) => {
            let chosen = if save.chosen == Some(*kind) { "(*)" } else { "( )" };
            let (state, why, role) = match (store, save.trial.loading()) {
                (Some(store), _) if store.works => ("works", store.why.clone(), Role::Plain),
                (Some(store), _) => ("no", store.why.clone(), Role::Dim),
                (None, Some(wait)) => {
                    (glyphs.waiting, format!("being tried, {} s", model.shared.seconds(wait)), Role::Plain)
                }
                (None, None) => ("", "not tried".to_owned(), Role::Dim),
            };
            let cells = [
                vec![Piece::plain(format!("{chosen} {}", kind.as_str()))],
                vec![Piece::new(state, role)],
                vec![Piece::new(parts::words(&why, theme).text, role)],
            ];
            let why = if row.width < parts::NARROW { 25 } else { 27 };
            let columns = [parts::column(3, 14), parts::column(why - 8, 7), to_the_end(why)];
            rows::draw(&cells, &columns, focus, row, theme, buffer)
        }
        Item::Save => {
            let state = match &save.saving {
                Remote::Loading(wait) => {
                    vec![
                        Piece::plain(glyphs.waiting),
                        Piece::plain(format!(" saving, {} s", model.shared.seconds(*wait))),
                    ]
                }
                Remote::Failed(_) => vec![Piece::new(glyphs.error, Role::Error), Piece::new(" not saved", Role::Error)],
                Remote::NotAsked | Remote::Ready(_) => Vec::new(),
            };
            let columns = [parts::column(3, 13), to_the_end(17)];
            rows::draw(&[vec![Piece::plain("Save")], state], &columns, focus, row, theme, buffer)
        }
        Item::TestTicket => {
            let (tone, words) = save.testing.state(&model.shared);
            let state = test_ticket::mark(tone, theme).into_iter().chain([parts::words(&words, theme)]).collect();
            let state_at = if save.done().is_some() && row.width >= parts::NARROW { 44 } else { 24 };
            let columns = [parts::column(3, 18), to_the_end(state_at)];
            rows::draw(&[vec![Piece::plain(save.testing.label())], state], &columns, focus, row, theme, buffer)
        }
        Item::Done(what, words) => {
            let mark = vec![Piece::new(glyphs.ok, Role::Ok)];
            let cells = [mark, vec![Piece::plain(*what)], vec![parts::words(words, theme)]];
            let words = if row.width < parts::NARROW { 11 } else { 13 };
            let columns = [parts::column(1, 1), parts::column(3, 7), to_the_end(words)];
            rows::draw(&cells, &columns, Focus::None, row, theme, buffer)
        }
        Item::Next(_, line) => {
            let what = vec![parts::outside(&line.text)];
            let least = if row.width < parts::NARROW { 38 } else { 40 };
            let columns = parts::spread(3, row.width, &[(least, 0), (12, 1)]);
            // What is cut here would be of no use; the detail says it.
            let about = Some(parts::words(&line.about, theme))
                .filter(|about| text::width(&about.text) <= usize::from(columns[1].width));
            rows::draw(&[what, about.into_iter().collect()], &columns, focus, row, theme, buffer)
        }
    }
}
