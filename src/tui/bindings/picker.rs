//! Keys of a list that is picked from, and of a filter over rows.

use super::{Binding, Chord, general, rows, text};
use crate::wizard::picker::Picker;
use crate::wizard::{Message, Move};

/// Keys while `picker` is open.
pub(super) fn bindings(picker: &Picker) -> Vec<Binding> {
    // Where nothing can be taken, Enter says why.
    let can_take = picker.cursor < picker.choosable();
    let mut bindings = vec![
        Binding::typing("to filter"),
        Binding::key(Chord::ENTER, Message::Enter)
            .says_if(can_take, "take it and go on")
            .short("take it")
            .about("take this one"),
        in_list(),
        text::clear("clear the filter").short("clear"),
        general::escape("leave it as it was"),
    ];
    bindings.extend(text::editing());
    bindings
}

/// Keys while a filter over rows is typed.
pub(super) fn filter() -> Vec<Binding> {
    let mut bindings = vec![
        Binding::typing("to filter"),
        Binding::key(Chord::ENTER, Message::Enter).says("keep it").about("keep the filter, and go to the rows"),
        text::clear("clear"),
        general::escape("take the filter away"),
    ];
    bindings.extend(text::editing());
    bindings
}

/// Moving in a list while a text is typed.
pub(super) fn in_list() -> Binding {
    rows(false)
        .or(Chord::ctrl('n'), Message::Move(Move::Rows(1)))
        .or(Chord::ctrl('p'), Message::Move(Move::Rows(-1)))
        .says("move")
}
