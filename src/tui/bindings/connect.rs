//! Keys of Connect: in a field, and on a row of the test.

use super::{Binding, Chord, Group, general, rows, text};
use crate::tui::sheet::footer::Place;
use crate::wizard::model::Step;
use crate::wizard::steps::connect::{Connect, Focus};
use crate::wizard::{Message, Model, Move};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    match model.connect.focus {
        Focus::Field(place) => in_field(model, place),
        Focus::Row(_) => on_row(model),
    }
}

fn in_field(model: &Model, place: usize) -> Vec<Binding> {
    let connect = &model.connect;
    let enter = Binding::key(Chord::ENTER, Message::Enter);
    let mut bindings = vec![
        if model.shared.connected {
            enter.says(Step::Tenants.label()).about("go on to Tenants")
        } else if connect.is_refused() {
            enter.about("say how the same values are sent once more")
        } else if connect.is_filled() {
            enter.says("run the test").about("run the connection test")
        } else {
            enter.says("next field").about("judge this field, and go to the next")
        },
        between(),
        text::clear("clear"),
    ];
    bindings.extend(text::reveal(&connect.fields[place]));
    bindings.push(escape(connect, Place::Step));
    bindings.push(
        Binding::keys([(Chord::DOWN, Message::Move(Move::Rows(1))), (Chord::UP, Message::Move(Move::Rows(-1)))])
            .of(Group::Move),
    );
    bindings.extend(text::editing());
    bindings
}

/// Between the fields and the test.
fn between() -> Binding {
    Binding::keys([(Chord::TAB, Message::Tab), (Chord::BACK_TAB, Message::BackTab)])
        .of(Group::Move)
        .says("move")
        .about("next, previous field; then the rows of the test")
}

fn on_row(model: &Model) -> Vec<Binding> {
    let connect = &model.connect;
    let mut bindings = Vec::new();
    let fields = Binding::key(Chord::TAB, Message::Tab)
        .or(Chord::BACK_TAB, Message::BackTab)
        .of(Group::Move)
        // Beside the deeds that a refusal asks for there is no room for it.
        .says_if(!connect.has_red(), "fields")
        .about("to the three fields");
    if connect.is_waiting() {
        bindings.extend([escape(connect, Place::Focus), fields, general::info()]);
    } else {
        bindings.extend(again(connect));
        let was_run = connect.rows.iter().any(|row| !row.word().is_empty());
        if was_run {
            bindings.push(
                Binding::key(Chord::sign('w'), Message::Write)
                    .says(if connect.has_red() { "write this for the administrator" } else { "write as text" })
                    .short("write")
                    .about("write what was granted and what is missing as a text; no secret is in it"),
            );
        }
        bindings.extend([general::info(), fields]);
        if !model.shared.connected {
            bindings.insert(0, Binding::key(Chord::ENTER, Message::Enter).says("to the fields").about("to the fields"));
        }
        bindings.push(forward(model));
        bindings.push(escape(connect, Place::Step));
    }
    bindings.push(rows(true));
    bindings
}

/// `>`, which says where billing stays off.
fn forward(model: &Model) -> Binding {
    let forward = general::forward(model);
    if !model.shared.connected {
        return forward;
    }
    let enter = forward.or(Chord::ENTER, Message::Enter);
    if model.shared.billing_granted {
        enter.shown("Enter or >")
    } else {
        enter.says("Tenants (billing off)").short("Tenants")
    }
}

/// Running the test again.
fn again(connect: &Connect) -> Vec<Binding> {
    let red = Binding::key(Chord::sign('r'), Message::Again);
    let all = Binding::key(Chord::sign('R'), Message::AgainAll);
    match (connect.has_red(), connect.is_filled()) {
        (true, filled) => {
            let red = red.says("refused rows again").short("again").about("run the rows again that are red");
            let all = all.says("all again").short("all").about("run the whole test again");
            if filled { vec![red, all] } else { vec![red] }
        }
        (false, true) => {
            let words = if connect.is_proven() { "test again" } else { "run the test" };
            vec![red.or(Chord::sign('R'), Message::AgainAll).says(words).about("run the connection test")]
        }
        (false, false) => Vec::new(),
    }
}

fn escape(connect: &Connect, place: Place) -> Binding {
    if connect.is_waiting() { general::escape("leave the test").at(place) } else { general::escape("back") }
}
