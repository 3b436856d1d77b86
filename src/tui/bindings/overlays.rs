//! Keys of what takes the body for a while.

use super::{Binding, Chord, Group, general, help as deeds, rows, text};
use crate::tui::sheet::footer::Place;
use crate::wizard::model::{Overlay, Step};
use crate::wizard::{Message, Model, describe};

fn with_everywhere(mut bindings: Vec<Binding>) -> Vec<Binding> {
    bindings.extend(general::everywhere());
    bindings
}

/// In the help Enter does what has the focus, and Up and Down choose it.
pub(super) fn help(model: &Model) -> Vec<Binding> {
    let Some(Overlay::Help { filter, cursor }) = &model.overlay else { return Vec::new() };
    let shown = deeds::shown(model, filter.text());
    let mut bindings = vec![Binding::typing("to filter")];
    let cursor = (*cursor).min(shown.len().saturating_sub(1));
    if let Some((_, deed)) = shown.get(cursor).and_then(|binding| binding.strokes.first()) {
        bindings.push(Binding::key(Chord::ENTER, Message::HelpDo(Box::new(deed.clone()))).says("do it"));
    }
    if shown.len() > 1 {
        let last = shown.len() - 1;
        let to = |row: usize| Message::HelpCursor(row.min(last));
        let (down, up) = (to(cursor + 1), to(cursor.saturating_sub(1)));
        bindings.push(
            Binding::keys([(Chord::DOWN, down.clone()), (Chord::UP, up.clone())])
                .shown("Up Down")
                .or(Chord::ctrl('n'), down)
                .or(Chord::ctrl('p'), up)
                .or(Chord::PAGE_DOWN, to(cursor + 10))
                .or(Chord::PAGE_UP, to(cursor.saturating_sub(10)))
                .of(Group::Move)
                .says("move"),
        );
    }
    bindings.push(general::escape("close").or(Chord::F1, Message::Back));
    bindings.push(Binding { place: None, ..text::clear("clear") });
    bindings.extend(text::editing());
    with_everywhere(bindings)
}

pub(super) fn info(model: &Model, top: usize) -> Vec<Binding> {
    let mut bindings = Vec::new();
    if describe::info(model).len() > 1 || top > 0 {
        bindings.push(rows(true).says("scroll"));
    }
    bindings.push(general::escape("close").or(Chord::sign('i'), Message::Back));
    bindings.push(general::quit("quit"));
    with_everywhere(bindings)
}

pub(super) fn headless(model: &Model) -> Vec<Binding> {
    let mut bindings =
        vec![Binding::key(Chord::sign('c'), Message::Copy).or(Chord::ENTER, Message::Enter).says("copy")];
    if has_line(model) {
        bindings
            .push(Binding::key(Chord::TAB, Message::Tab).or(Chord::BACK_TAB, Message::BackTab).says("command or line"));
    }
    let tenants = model.shared.draft.tenants.len();
    if tenants > 0 {
        let all = crate::wizard::field::grouped(tenants);
        bindings.push(
            Binding::key(Chord::sign('w'), Message::Write)
                .says(format!("write answers.csv for all {all}"))
                .short("write answers.csv"),
        );
    }
    bindings.push(general::escape("close").or(Chord::sign('$'), Message::Back));
    bindings.push(general::quit("quit"));
    with_everywhere(bindings)
}

/// Whether a tenant has the focus, whose line there is.
fn has_line(model: &Model) -> bool {
    match model.step {
        Step::Mapping => model.mapping.place().is_some(),
        Step::Tenants => model.tenants.focused(&model.shared).is_some(),
        _ => false,
    }
}

pub(super) fn quit(model: &Model) -> Vec<Binding> {
    let yes = Binding::key(Chord::sign('y'), Message::QuitKeep);
    let yes = if model.draft_problem.is_some() {
        yes.says("quit as it is")
    } else {
        yes.says("quit and keep the draft").short("quit, keep draft")
    };
    with_everywhere(vec![
        Binding::key(Chord::ENTER, Message::Enter).says("do it"),
        yes,
        general::escape("keep working").at(Place::Focus),
        rows(true),
    ])
}

pub(super) fn draft_offer() -> Vec<Binding> {
    with_everywhere(vec![
        Binding::key(Chord::ENTER, Message::Enter).says("do it"),
        general::quit("quit"),
        rows(true).says("move"),
    ])
}
