//! The two questions that take the body: leave with something unsaved, and go on with a draft that was kept.
//!
//! What an answer does belongs to the wizard.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{below, choices, put};
use crate::domain::text::harmless;
use crate::tui::sheet;
use crate::tui::text;
use crate::tui::theme::Theme;
use crate::wizard::Model;
use crate::wizard::effect::DraftRecord;
use crate::wizard::field::{counted, grouped};

/// Cells of the widest answer.
const LABEL: u16 = 28;

pub(super) fn quit(model: &Model, cursor: usize, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let room = usize::from(sheet::inner(area).width);
    let mut lines = vec!["Quit?".to_owned(), String::new()];
    let unsaved = counted(model.shared.unsaved, "answer", "answers");
    let draft = match &model.draft_problem {
        None => "The draft is on disk and is offered at the next start. It holds all but the password, the tracking \
             identifier and the Petra key."
            .to_owned(),
        Some(problem) => format!("The draft could not be written: {} What is not on disk is lost.", problem.summary),
    };
    lines.extend(text::wrap(&format!("Not saved: {unsaved}. {draft}"), room));
    lines.push(String::new());
    let left = put_all(lines, 3, area, theme, buffer);
    let keep = if model.draft_problem.is_some() { "Quit as it is" } else { "Quit, keep the draft" };
    let rows = [("Keep working", ""), (keep, "y, or Ctrl-C once more"), ("Quit, delete the draft", "")];
    choices(&rows, cursor, LABEL, left, theme, buffer)
}

pub(super) fn draft(
    model: &Model,
    record: &DraftRecord,
    cursor: usize,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let lines = draft_lines(record, usize::from(sheet::inner(area).width));
    let left = put_all(lines, 3, area, theme, buffer);
    let resume = format!("asks for the secrets, then {}", record.step.label());
    let go_on = if record.open_elsewhere.is_some() { "Take the draft over" } else { "Go on with the draft" };
    let anew = if model.shared.saved.is_some() { "Start from the saved config" } else { "Start without it" };
    let rows = [(go_on, resume.as_str()), (anew, "the draft is kept"), ("Delete the draft", "")];
    choices(&rows, cursor, LABEL, left, theme, buffer)
}

fn draft_lines(record: &DraftRecord, room: usize) -> Vec<String> {
    let draft = &record.draft;
    let mut lines = text::wrap(
        &match &record.open_elsewhere {
            Some(who) => format!("There is a draft of {}, open {}.", record.at, harmless(who)),
            None => format!("There is a draft of {}, not saved.", record.at),
        },
        room,
    );
    lines.push(String::new());
    let mut fact = |name: &str, words: String| {
        if !words.is_empty() {
            lines.push(format!("  {name:<12}{words}"));
        }
    };
    fact("Step", format!("{}, {} of 7", record.step.label(), record.step.number()));
    let zone = draft.zone.as_ref().map_or("", |zone| zone.name.as_str());
    let account: Vec<&str> = [draft.username.as_str(), zone].into_iter().filter(|part| !part.is_empty()).collect();
    fact("Account", harmless(&account.join(", ")).into_owned());
    let excluded = draft.tenants.iter().filter(|entry| entry.settings.excluded.is_some()).count();
    let decided = draft.tenants.iter().filter(|entry| entry.settings.is_decided()).count();
    let total = draft.tenants.len();
    fact(
        "Tenants",
        format!(
            "{}: {} decided, {} excluded, {} undecided",
            grouped(total),
            grouped(decided - excluded.min(decided)),
            grouped(excluded),
            grouped(total - decided)
        ),
    );
    if !record.ended.is_empty() {
        lines.push(format!("  How it ended: {}", harmless(&record.ended)));
    }
    lines.push(String::new());
    lines
}

/// Draws the lines from the top, and returns what is left of the body for `rows` rows. A small window has no room for gaps.
fn put_all(mut lines: Vec<String>, rows: usize, area: Rect, theme: &Theme, buffer: &mut Buffer) -> Rect {
    if usize::from(area.height) < lines.len() + rows {
        lines.retain(|line| !line.is_empty());
    }
    for (y, line) in (0..).zip(&lines) {
        put(line, y, area, theme, buffer);
    }
    below(u16::try_from(lines.len()).unwrap_or(u16::MAX), area)
}
