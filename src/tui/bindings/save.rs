//! Keys of Save: the path, the stores, the deed, and what to run next.

use crate::domain::reference::StoreKind;

use super::{Binding, Chord, Group, general, picker, rows, text};
use crate::tui::sheet::footer::Place;
use crate::wizard::steps::save::Focus;
use crate::wizard::steps::save::test_ticket::Testing;
use crate::wizard::{Message, Model, Move};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    let testing = &model.save.testing;
    if let Some(picker) = testing.picker() {
        return picker::bindings(picker);
    }
    if testing.is_open() {
        return if testing.is_asking() { question() } else { following(testing) };
    }
    match model.save.focus {
        Focus::Path => in_text(None, "go on to the stores"),
        Focus::Passphrase(at) => in_text(text::reveal(&model.save.passphrase[at]), "go on"),
        Focus::Next(_) => done(copy_line()),
        Focus::TestTicket if model.save.done().is_some() => done(test_ticket(testing)),
        Focus::TestTicket => before(model, Some(test_ticket(testing)), "to the path"),
        Focus::Store(at) => before(model, store(model, at), "to Save"),
        Focus::Save if model.shared.saved.is_some() => before(model, save(model), "to the test ticket"),
        Focus::Save => before(model, save(model), "to the path"),
    }
}

fn in_text(reveal: Option<Binding>, enter: &str) -> Vec<Binding> {
    let mut bindings = vec![
        Binding::key(Chord::ENTER, Message::Enter).says("next").about(enter),
        Binding::keys([(Chord::TAB, Message::Tab), (Chord::BACK_TAB, Message::BackTab)])
            .or(Chord::DOWN, Message::Move(Move::Rows(1)))
            .or(Chord::UP, Message::Move(Move::Rows(-1)))
            .of(Group::Move)
            .says("move"),
        text::clear("clear"),
        general::escape("back"),
    ];
    bindings.extend(reveal);
    bindings.extend(text::editing());
    bindings
}

fn store(model: &Model, at: usize) -> Option<Binding> {
    let store = model.save.store(StoreKind::ALL[at])?;
    // One that does not work here says why it cannot be chosen.
    let enter = Binding::key(Chord::ENTER, Message::Enter);
    Some(enter.says_if(store.works, "choose this store").short("choose").about("keep the secrets in this store"))
}

fn save(model: &Model) -> Option<Binding> {
    let save = &model.save;
    let label = match (save.chosen, save.force) {
        (None, _) => "choose a store first",
        (Some(_), false) => "save",
        (Some(_), true) => "save over it",
    };
    let enter = Binding::key(Chord::ENTER, Message::Enter).says(label).about("write the secrets and the config");
    save.saving.loading().is_none().then_some(enter)
}

/// Before anything was saved; `tab` says where Tab leads.
fn before(model: &Model, enter: Option<Binding>, tab: &str) -> Vec<Binding> {
    let mut bindings: Vec<Binding> = enter.into_iter().collect();
    bindings.extend([
        Binding::key(Chord::TAB, Message::Tab)
            .or(Chord::BACK_TAB, Message::BackTab)
            .of(Group::Move)
            .says(tab)
            .about("path, stores, Save in turn"),
        general::info(),
        match model.save.trial.loading() {
            Some(_) => general::escape("leave the wait").at(Place::Focus),
            None => general::escape("back"),
        },
        Binding::key(Chord::sign('r'), Message::Again)
            .or(Chord::sign('R'), Message::AgainAll)
            .about("try the stores again"),
        general::forward(model),
        rows(true),
    ]);
    bindings
}

/// After a Save; `enter` is what is done with the line that has the focus.
fn done(enter: Binding) -> Vec<Binding> {
    vec![
        enter,
        Binding::key(Chord::sign('w'), Message::Write).says("write as text").about("write these lines as a text"),
        general::info(),
        general::escape("back"),
        rows(true).or(Chord::TAB, Message::Tab).or(Chord::BACK_TAB, Message::BackTab),
    ]
}

fn copy_line() -> Binding {
    Binding::keys([(Chord::ENTER, Message::Enter), (Chord::sign('c'), Message::Copy)])
        .shown("Enter or c")
        .says("copy this line")
        .about("send this line to the terminal's clipboard")
}

fn test_ticket(testing: &Testing) -> Binding {
    Binding::key(Chord::ENTER, Message::Enter).says(testing.deed()).about(testing.deed())
}

/// Whether the test ticket is opened: to anything but `y` the answer is no.
fn question() -> Vec<Binding> {
    let [interrupt, redraw] = general::everywhere();
    vec![
        Binding::key(Chord::sign('y'), Message::Yes).says("open the ticket"),
        general::escape("leave it")
            .or(Chord::ENTER, Message::Back)
            .or(Chord::sign('n'), Message::Back)
            .or(Chord::sign('q'), Message::Back)
            .at(Place::Focus),
        general::info(),
        interrupt,
        redraw,
    ]
}

/// What came of the test ticket.
fn following(testing: &Testing) -> Vec<Binding> {
    let is_under_way = testing.wait().is_some();
    let leave =
        if is_under_way { general::escape("leave, it goes on").at(Place::Focus) } else { general::escape("back") };
    let mut bindings = Vec::new();
    if testing.can_close() {
        bindings
            .push(Binding::key(Chord::sign('x'), Message::CloseTicket).says("close it").about("close the test ticket"));
    }
    if testing.ticket().is_some_and(|ticket| ticket.url.is_some()) {
        bindings.push(
            Binding::key(Chord::sign('c'), Message::Copy)
                .says("copy the link")
                .about("send the ticket's link to the terminal's clipboard"),
        );
    }
    if !is_under_way {
        let label = if testing.ticket().is_some() { "open another" } else { "try again" };
        bindings.push(Binding::key(Chord::ENTER, Message::Enter).says(label).about(label));
    }
    bindings.push(general::info());
    bindings.push(leave);
    bindings
}
