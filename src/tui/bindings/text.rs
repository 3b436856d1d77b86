//! Keys within a text: moving the caret, deleting, taking back.
//!
//! Enter, Esc and Tab are named by the step that has the text; letters are no keys there.

use super::{Binding, Chord, Group};
use crate::wizard::Message;
use crate::wizard::field::{Edit, Field};

/// Ctrl-U, with the footer's words.
pub(super) fn clear(label: &str) -> Binding {
    edit(Chord::ctrl('u'), Edit::Clear).says(label).about("delete all of the text")
}

/// Ctrl-R, in a field that holds a secret.
pub(super) fn reveal(field: &Field) -> Option<Binding> {
    let label = if field.is_shown() { "hide" } else { "show" };
    field.is_secret().then(|| edit(Chord::ctrl('r'), Edit::Reveal).says(label).about("show or hide the secret"))
}

/// The keys that edit every text.
pub(super) fn editing() -> Vec<Binding> {
    let caret = |chord, to| edit(chord, to);
    vec![
        caret(Chord::LEFT, Edit::Left),
        caret(Chord::RIGHT, Edit::Right),
        caret(Chord::HOME, Edit::Home).or(Chord::ctrl('a'), Message::Edit(Edit::Home)),
        caret(Chord::END, Edit::End).or(Chord::ctrl('e'), Message::Edit(Edit::End)),
        caret(Chord::CTRL_LEFT, Edit::WordLeft),
        caret(Chord::CTRL_RIGHT, Edit::WordRight),
        // PuTTY and others can send Ctrl-H for the key above Enter.
        edit(Chord::BACKSPACE, Edit::Backspace).or(Chord::ctrl('h'), Message::Edit(Edit::Backspace)),
        edit(Chord::DELETE, Edit::Delete),
        edit(Chord::ctrl('w'), Edit::DeleteWord).about("delete the word before the caret"),
        edit(Chord::ctrl('z'), Edit::Undo).about("the text as it was before the paste, or when it was entered"),
    ]
}

fn edit(chord: Chord, edit: Edit) -> Binding {
    Binding::key(chord, Message::Edit(edit)).of(Group::Text)
}
