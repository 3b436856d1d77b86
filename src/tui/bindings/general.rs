//! Keys that mean the same on every screen: the ways to other steps, help, the same without a screen, and leaving.
//!
//! Where a step has its own words for one of them (Esc, `>`), it names it first and the key is its own there.

use super::{Binding, Chord, Group};
use crate::tui::sheet::footer::Place;
use crate::wizard::model::Step;
use crate::wizard::steps::tenants::Focus;
use crate::wizard::{Message, Model, progress};

/// `>` with the step that it leads to, in the footer if nothing stops it.
pub(super) fn forward(model: &Model) -> Binding {
    let binding = Binding::key(Chord::sign('>'), Message::StepForward).of(Group::Step);
    match (progress::next(model), model.step.next()) {
        (Some(next), _) => binding.at(Place::Step).says(next.label()).about(format!("go on to {}", next.label())),
        (None, Some(next)) => binding.about(format!("say what {} waits for", next.label())),
        (None, None) => binding.about("say what saves the config"),
    }
}

/// Esc, and Ctrl-G for those whose terminal holds Esc back.
pub(super) fn escape(label: &str) -> Binding {
    Binding::key(Chord::ESC, Message::Back)
        .or(Chord::ctrl('g'), Message::Back)
        .at(Place::Step)
        .of(Group::Step)
        .says(label)
        .about(format!("{label} (or Ctrl-G)"))
}

/// `$`.
pub(super) fn headless() -> Binding {
    Binding::key(Chord::sign('$'), Message::Headless)
        .at(Place::Headless)
        .of(Group::Program)
        .says("headless")
        .about("the same without a screen: command and answers line")
}

/// `q`, which leaves.
pub(super) fn quit(label: &str) -> Binding {
    Binding::key(Chord::sign('q'), Message::Quit)
        .at(Place::Quit)
        .of(Group::Program)
        .says(label)
        .about("leave; asks if something is not saved")
}

/// `i`.
pub(super) fn info() -> Binding {
    Binding::key(Chord::sign('i'), Message::Info).says("info").about("all about this: whole names, ids, every finding")
}

/// Ctrl-C and Ctrl-L, which work everywhere.
pub(super) fn everywhere() -> [Binding; 2] {
    [
        Binding::key(Chord::ctrl('c'), Message::Interrupt).of(Group::Program),
        Binding::key(Chord::ctrl('l'), Message::Redraw).of(Group::Program).about("draw the screen again"),
    ]
}

/// What every step has outside of text, behind its own keys.
pub(super) fn outside_text(model: &Model) -> Vec<Binding> {
    let help = Binding::key(Chord::sign('?'), Message::Help)
        .or(Chord::F1, Message::Help)
        .at(Place::Help)
        .of(Group::Program)
        .says("help");
    let is_done = model.step == Step::Save && model.save.done().is_some();
    let mut bindings = vec![headless(), help, quit(if is_done { "leave" } else { "quit" })];
    bindings.extend(others(model));
    bindings.extend(everywhere());
    bindings
}

/// The ways to other steps that are not in the footer.
fn others(model: &Model) -> Vec<Binding> {
    let back = Binding::key(Chord::sign('<'), Message::StepBack).of(Group::Step).about(match model.step.previous() {
        Some(previous) => format!("back to {}", previous.label()),
        None => "say that this is the first step".to_owned(),
    });
    let to = |(digit, step): (char, Step)| {
        let was_reached = step <= model.reached || model.shared.saved.is_some();
        let or = if was_reached { "" } else { ", or say what it waits for" };
        Binding::key(Chord::sign(digit), Message::Goto(step))
            .of(Group::Step)
            .about(format!("go to {}{or}", step.label()))
    };
    let others = ('1'..='7').zip(Step::ALL).filter(|(_, step)| *step != model.step);
    std::iter::once(back).chain(others.map(to)).collect()
}

/// What every text has, behind its own keys.
pub(super) fn in_text(model: &Model) -> Vec<Binding> {
    let is_field = match model.step {
        Step::Ticketing | Step::Mapping | Step::Review => false,
        Step::Tenants => model.tenants.focus != Focus::Filter,
        Step::Guide | Step::Connect => true,
        Step::Save => model.picker().is_none(),
    };
    let interrupt = Binding::key(Chord::ctrl('c'), Message::Interrupt).of(Group::Program);
    vec![
        Binding::key(Chord::F1, Message::Help).at(Place::Help).of(Group::Program).says("help"),
        if is_field { interrupt.at(Place::Quit).says("quit") } else { interrupt },
        Binding::key(Chord::ctrl('l'), Message::Redraw).of(Group::Program).about("draw the screen again"),
    ]
}

/// What the help offers from within a text, where these keys themselves would be typed.
pub(super) fn from_text(model: &Model) -> Vec<Binding> {
    let mut bindings = vec![info(), headless(), quit("quit")];
    let is_open = model.picker().is_some() || model.mapping.is_text() || model.review.is_text();
    // A list or filter that is open is closed first: it belongs to the step.
    if !is_open {
        bindings.push(forward(model));
        bindings.extend(others(model));
    }
    bindings
}
