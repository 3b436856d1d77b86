//! What stands around the body: title, steps, detail, notice and footer, from what the wizard says.
//!
//! How they are drawn is `sheet`'s; the words are the wizard's and the bindings'.

use ratatui::layout::Rect;

use super::overlays;
use crate::domain::text::harmless;
use crate::tui::bindings::{Binding, bindings};
use crate::tui::sheet::{self, Progress, Sheet, Stage};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Piece;
use crate::wizard::field::grouped;
use crate::wizard::model::{Overlay, Step};
use crate::wizard::steps::Detail;
use crate::wizard::steps::review::View;
use crate::wizard::{Model, describe, progress};

/// What parts a title of the detail: name, state, code.
const GAP: &str = "   ";

/// The sheet around the body; `detail` is the room that the detail has.
#[must_use]
pub fn sheet(model: &Model, theme: &Theme, detail: Rect) -> Sheet<'static> {
    let words = match &model.overlay {
        Some(Overlay::Help { filter, cursor }) => overlays::help_detail(model, filter.text(), *cursor),
        // The body has it whole.
        Some(Overlay::Info { .. }) => Detail::default(),
        _ => describe::detail(model),
    };
    Sheet {
        stages: Step::ALL.into_iter().map(|step| stage(model, step)).collect(),
        place: place(model),
        origin: origin(model),
        detail: detail_of(&words, theme, detail),
        notice: notice(model),
        keys: bindings(model).iter().filter_map(Binding::item).collect(),
    }
}

fn stage(model: &Model, step: Step) -> Stage<'static> {
    let progress = if step == model.step {
        Progress::Here
    } else if progress::is_done(model, step) {
        Progress::Done
    } else {
        Progress::Open
    };
    Stage { name: step.label(), progress }
}

/// What stands at the right: whether this is the demo, the zone, and the day as of which contracts are judged. The day
/// says nothing before there is a zone, unless it is another one than today.
fn place(model: &Model) -> Vec<String> {
    let facts = &model.shared.facts;
    let mut place = Vec::new();
    if facts.demo {
        place.push("demo".to_owned());
    }
    let zone = model.shared.draft.zone.as_ref();
    if let Some(zone) = zone {
        place.push(harmless(&zone.name).into_owned());
    }
    if facts.rehearsal {
        place.push(format!("rehearsal {}", facts.today));
    } else if zone.is_some() {
        place.push(facts.today.to_string());
    }
    place
}

/// Where a jump to the grid began.
fn origin(model: &Model) -> Option<String> {
    let number = model.mapping.from_review.filter(|_| model.step == Step::Mapping)?;
    let review = &model.review;
    let word = match review.view {
        View::Findings => "finding",
        View::Changes => "change",
        View::All | View::Units => "tenant",
    };
    let of = review.rows.len().max(1);
    Some(format!("from Review, {word} {} of {}", grouped(number % of + 1), grouped(of)))
}

/// The last deed; while there is none, what is awaited or stands for the step.
fn notice(model: &Model) -> String {
    let shared = &model.shared;
    let notice = match (shared.notice.as_str(), &model.overlay) {
        ("", None) => describe::standing(model),
        (notice, _) => notice.to_owned(),
    };
    harmless(&notice).into_owned()
}

/// The detail in the pieces of a sheet. Gaps between its paragraphs go where there is no room for them.
fn detail_of(detail: &Detail, theme: &Theme, area: Rect) -> sheet::Detail {
    let rows = usize::from(area.height.saturating_sub(1));
    let room = usize::from(sheet::inner(area).width);
    let lines = |paragraph: &str| text::wrap(&theme.spelled(paragraph), room).len().max(1);
    let mut paragraphs: Vec<String> =
        detail.paragraphs.iter().map(|paragraph| harmless(paragraph).into_owned()).collect();
    while paragraphs.last().is_some_and(String::is_empty) {
        paragraphs.pop();
    }
    if paragraphs.iter().map(|paragraph| lines(paragraph)).sum::<usize>() > rows {
        paragraphs.retain(|paragraph| !paragraph.is_empty());
    }
    // Where a whole paragraph finds no room, the sign that there is more stands behind the last one that does.
    let mut used = 0;
    let end = paragraphs.iter().position(|paragraph| {
        used += lines(paragraph);
        used >= rows
    });
    if let Some(end) = end.filter(|end| used == rows && end + 1 < paragraphs.len()) {
        let marked = format!("{} …", paragraphs[end]);
        if lines(&marked) == lines(&paragraphs[end]) {
            paragraphs.truncate(end);
            paragraphs.push(marked);
        }
    }
    sheet::Detail { head: title(&theme.spelled(&detail.title)), text: paragraphs.join("\n") }
}

/// The title in pieces: behind the name, the word of a state has its colour. Never the rest of the sentence.
pub(super) fn title(title: &str) -> Vec<Piece> {
    let title = harmless(title);
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, part) in title.split(GAP).enumerate() {
        if place == 0 {
            pieces.push(Piece::plain(part));
            continue;
        }
        let word = part.split([' ', ',', ':']).next().unwrap_or_default();
        match role_of(word).filter(|_| !part.is_empty()) {
            Some(role) => {
                pieces.push(Piece::plain(GAP));
                pieces.push(Piece::new(word, role));
                pieces.push(Piece::plain(&part[word.len()..]));
            }
            None => pieces.push(Piece::plain(format!("{GAP}{part}"))),
        }
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn role_of(word: &str) -> Option<Role> {
    match word {
        "ok" => Some(Role::Ok),
        "warning" => Some(Role::Warning),
        "error" | "refused" | "failed" => Some(Role::Error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_its_colour_on_its_word_alone() {
        let cases: [(&str, &[(&str, Role)]); 5] = [
            (
                "Fabrikam   warning, blocks billing   contract-not-started",
                &[
                    ("Fabrikam", Role::Plain),
                    ("   ", Role::Plain),
                    ("warning", Role::Warning),
                    (", blocks billing", Role::Plain),
                    ("   contract-not-started", Role::Plain),
                ],
            ),
            ("Zone   ok", &[("Zone", Role::Plain), ("   ", Role::Plain), ("ok", Role::Ok)]),
            ("error", &[("error", Role::Plain)]),
            ("Queue   oko   5", &[("Queue", Role::Plain), ("   oko", Role::Plain), ("   5", Role::Plain)]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let expected: Vec<Piece> = expected.iter().map(|(text, role)| Piece::new(*text, *role)).collect();
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn gaps_go_before_words_do() {
        let theme = Theme::new(true, false);
        let detail = Detail::new("Title", ["one", "", "two"]);
        let of = |rows| detail_of(&detail, &theme, Rect::new(0, 0, 40, rows)).text;
        assert_eq!((of(4).as_str(), of(3).as_str(), of(2).as_str()), ("one\n\ntwo", "one\ntwo", "one …"));
    }
}
