//! Keys of Ticketing.

use super::{Binding, Chord, general, picker, rows};
use crate::domain::settings::TicketField;
use crate::wizard::steps::ticketing::Ticketing;
use crate::wizard::{Message, Model};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    if let Some(picker) = &model.ticketing.picker {
        return picker::bindings(picker);
    }
    let shared = &model.shared;
    let row = model.ticketing.cursor;
    let field = TicketField::ALL.get(row).copied();
    // A sub-issue type hangs on an issue type: without one Enter says so.
    let waits = field == Some(TicketField::SubIssueType) && shared.draft.ticketing.fields.issue_type.is_none();
    let mut bindings = vec![
        Binding::key(Chord::ENTER, Message::Enter).says_if(!waits, "choose").about("choose from Autotask's values"),
    ];
    if Ticketing::value(shared, row).1 {
        let label = match field {
            Some(field) if !field.is_required() => "back to Autotask's default",
            _ => "take it back",
        };
        bindings.push(
            Binding::key(Chord::DELETE, Message::Clear)
                .or(Chord::BACKSPACE, Message::Clear)
                .says(label)
                .short("default")
                .about(label),
        );
    }
    if shared.connected {
        bindings.push(
            Binding::key(Chord::sign('r'), Message::Again)
                .or(Chord::sign('R'), Message::AgainAll)
                .says("load the lists again")
                .short("load again")
                .about("load Autotask's lists again"),
        );
    }
    bindings.extend([
        general::info(),
        general::forward(model),
        general::escape("back"),
        rows(true).or(Chord::TAB, Message::Tab).or(Chord::BACK_TAB, Message::BackTab),
    ]);
    bindings
}
