//! What a key or a paste means now: the message that it leads to, or nothing.
//!
//! Which keys there are is told by the bindings; here is only how what is pressed is looked up in them.

use crossterm::event::KeyEvent;

use super::bindings::{Chord, PAGE, bindings};
use crate::domain::secret::Secret;
use crate::wizard::effect::Leave;
use crate::wizard::field::Edit;
use crate::wizard::model::Overlay;
use crate::wizard::{Message, Model, Move};

/// The message of a key, where a page of the list that is seen has `page` rows.
#[must_use]
pub fn of_key(model: &Model, key: &KeyEvent, page: u16) -> Option<Message> {
    let chord = Chord::pressed(key)?;
    let bound = bindings(model).iter().find_map(|binding| binding.message(chord).cloned());
    match bound {
        Some(Message::Move(Move::Rows(rows))) if rows.abs() == PAGE => {
            Some(Message::Move(Move::Rows(rows.signum() * i32::from(page.max(1)))))
        }
        Some(message) => Some(message),
        None if model.is_text() => chord.typed().map(|sign| Message::Edit(Edit::Insert(sign))),
        None => None,
    }
}

/// The message of a paste.
#[must_use]
pub fn of_paste(model: &Model, text: String) -> Message {
    let text = Secret::new(text);
    match model.overlay {
        Some(Overlay::Help { .. }) => Message::Edit(Edit::Paste(text)),
        _ => Message::Paste(text),
    }
}

/// The message of a key in a window that is too small for any question: it can only be left, the draft is kept.
#[must_use]
pub fn of_key_unseen(key: &KeyEvent) -> Option<Message> {
    let chord = Chord::pressed(key)?;
    if chord == Chord::sign('q') {
        Some(Message::Signal(Leave::Quit))
    } else if chord == Chord::ctrl('c') {
        Some(Message::Signal(Leave::Interrupted))
    } else {
        None
    }
}
