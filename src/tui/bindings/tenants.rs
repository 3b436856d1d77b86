//! Keys of Tenants: on a source, in its field, in the list and in its filter.

use super::{Binding, Chord, Group, general, picker, rows, text};
use crate::domain::draft::Source;
use crate::wizard::field::Edit;
use crate::wizard::steps::tenants::{Focus, SOURCES, minutes};
use crate::wizard::{Message, Model};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    match model.tenants.focus {
        Focus::Source(place) => on_source(model, SOURCES[place]),
        Focus::Field(place) => in_field(model, place),
        Focus::Table => in_table(model),
        Focus::Filter => {
            let mut bindings = picker::filter();
            if model.tenants.rows.len() > 1 {
                bindings.insert(2, picker::in_list());
            }
            bindings
        }
    }
}

fn on_source(model: &Model, source: Source) -> Vec<Binding> {
    let has_table = !model.shared.draft.tenants.is_empty();
    let (label, about) = match source {
        Source::Petra => ("give the key", "open the field for the Petra key"),
        Source::File => ("give the path", "open the field for the path of a file"),
        Source::Typed => ("type tenants", "open the field for a tenant"),
    };
    let mut bindings = vec![Binding::key(Chord::ENTER, Message::Enter).says(label).about(about)];
    bindings.extend(again(model));
    bindings.push(general::info());
    bindings.push(
        Binding::keys([(Chord::TAB, Message::Tab), (Chord::BACK_TAB, Message::BackTab)])
            .of(Group::Move)
            .says("move")
            .about("next, previous source; then the list"),
    );
    if has_table {
        bindings.extend(of_list(model));
    }
    bindings.push(general::forward(model));
    bindings.push(escape(model));
    bindings.push(rows(true));
    bindings
}

fn in_field(model: &Model, place: usize) -> Vec<Binding> {
    let field = &model.tenants.fields[place];
    let label = match (place, field.is_empty()) {
        (2, false) => "take the line",
        (2, true) => "end the typing",
        (_, false) => "load the tenants",
        (_, true) => "close the field",
    };
    let mut bindings = vec![Binding::key(Chord::ENTER, Message::Enter).says(label).about(label)];
    let at_end = field.before_caret() == field.text();
    if place == 1 && at_end && !field.is_empty() {
        bindings.push(
            Binding::key(Chord::RIGHT, Message::Edit(Edit::Right)).says("complete the path").about("complete the path"),
        );
    }
    bindings.push(text::clear("clear"));
    bindings.extend(text::reveal(field));
    bindings.push(general::escape("leave the field"));
    bindings.push(
        Binding::key(Chord::TAB, Message::Tab)
            .or(Chord::BACK_TAB, Message::BackTab)
            .of(Group::Move)
            .about("back to the sources"),
    );
    bindings.extend(text::editing());
    bindings
}

fn in_table(model: &Model) -> Vec<Binding> {
    let mut bindings = of_list(model);
    bindings.push(general::info());
    if let Some(entry) = model.tenants.focused(&model.shared) {
        let label = if entry.settings.excluded.is_some() { "take back" } else { "exclude" };
        bindings.push(
            Binding::key(Chord::sign('x'), Message::Exclude)
                .says(label)
                .about("exclude this tenant, or take that back"),
        );
    }
    bindings.extend(again(model));
    bindings.push(
        Binding::key(Chord::TAB, Message::Tab)
            .or(Chord::BACK_TAB, Message::BackTab)
            .of(Group::Move)
            .says("sources")
            .about("to the sources"),
    );
    bindings.push(general::forward(model).or(Chord::ENTER, Message::Enter));
    bindings.push(escape(model));
    bindings.push(rows(true));
    bindings
}

fn of_list(model: &Model) -> Vec<Binding> {
    let tenants = &model.tenants;
    let mut bindings =
        vec![Binding::key(Chord::sign('/'), Message::Filter).says("filter").about("filter the tenants by text")];
    if !model.shared.draft.tenants.is_empty() {
        bindings.push(
            Binding::key(Chord::sign('v'), Message::View(true))
                .or(Chord::sign('V'), Message::View(false))
                .says("view")
                .about(format!("next view of {} (V: previous)", tenants.counts.len())),
        );
    }
    bindings.extend(users(model));
    bindings
}

/// Domains from users, where tenants lack one.
fn users(model: &Model) -> Option<Binding> {
    let count = model.tenants.can_ask_users();
    (count > 0).then(|| {
        let about = format!("ask Petra for the users of the {count} without a domain of their own: {}", minutes(count));
        Binding::key(Chord::sign('d'), Message::UserDomains).says("domains of users").about(about)
    })
}

fn again(model: &Model) -> Option<Binding> {
    let can = SOURCES.into_iter().any(|source| model.tenants.can_load_again(source));
    can.then(|| {
        Binding::key(Chord::sign('r'), Message::Again)
            .or(Chord::sign('R'), Message::AgainAll)
            .says("load again")
            .about("load the sources again")
    })
}

fn escape(model: &Model) -> Binding {
    if model.tenants.is_waiting() {
        general::escape("stop reading")
    } else if !model.tenants.filter.is_empty() {
        general::escape("take the filter away").short("no filter")
    } else {
        general::escape("back")
    }
}
