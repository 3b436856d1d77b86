//! Keys of the Guide.

use super::{Binding, Chord, Group, general, rows};
use crate::tui::sheet::footer::Place;
use crate::wizard::model::Step;
use crate::wizard::{Message, Model};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    let mut bindings = Vec::new();
    if model.guide.can_copy() {
        bindings.push(
            Binding::key(Chord::sign('c'), Message::Copy)
                .says("copy the value")
                .short("copy")
                .about("send the value to the terminal's clipboard"),
        );
    }
    bindings.extend([
        Binding::key(Chord::sign('g'), Message::Generate)
            .says("make user name, password")
            .short("make a login")
            .about("make a user name and a password; Connect has them afterwards"),
        Binding::key(Chord::sign('w'), Message::Write)
            .says("write as text")
            .short("write")
            .about("write these values as a text for the administrator"),
        general::info(),
        Binding::keys([(Chord::ENTER, Message::Enter), (Chord::sign('>'), Message::StepForward)])
            .shown("Enter or >")
            .at(Place::Step)
            .of(Group::Step)
            .says(Step::Connect.label())
            .about("go on to Connect"),
        steps(),
        // The first step has no way back: the notice says how to leave.
        Binding { place: None, ..general::escape("say how to leave") },
        rows(true).or(Chord::TAB, Message::Tab).or(Chord::BACK_TAB, Message::BackTab),
    ]);
    bindings
}

/// The digits, in one word of the footer; the help lists them one by one.
fn steps() -> Binding {
    let mut binding = Binding::keys([]).shown("1-7").at(Place::Step).of(Group::Step).says("go to step").short("step");
    for (digit, step) in ('1'..='7').zip(Step::ALL) {
        binding = binding.or(Chord::sign(digit), Message::Goto(step));
    }
    binding
}
