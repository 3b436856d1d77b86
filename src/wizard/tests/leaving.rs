//! Quitting, Ctrl-C, signals, and the draft that stays.

use super::driver::{Done, Wizard};
use super::world;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::StoreKind;
use crate::wizard::describe;
use crate::wizard::effect::{Leave, Reply};
use crate::wizard::message::Message;
use crate::wizard::model::{Overlay, Step};
use crate::wizard::steps::mapping::Column;

/// What is done before it is left.
type Deed = fn(&mut Wizard);

#[test]
fn quit_asks_only_with_something_unsaved() {
    let mut wizard = Wizard::fresh();
    wizard.tells(Message::Quit);
    assert_eq!(wizard.left(), Some(Leave::Quit));
    let mut wizard = Wizard::decided();
    wizard.tells(Message::Quit);
    assert_eq!(wizard.left(), None);
    wizard.presses_enter();
    assert!(wizard.model.overlay.is_none() && wizard.left().is_none(), "Enter stays");
    wizard.tells(Message::Quit).tells(Message::QuitKeep);
    assert_eq!(wizard.left(), Some(Leave::Quit));
    assert!(wizard.kept().is_some());
}

#[test]
fn q_again_does_not_confirm_q() {
    let mut wizard = Wizard::decided();
    for _ in 0..3 {
        wizard.tells(Message::Quit);
    }
    assert_eq!(wizard.left(), None);
}

#[test]
fn ctrl_c_twice_leaves_from_anywhere_with_the_draft_kept() {
    let deeds: [(&str, Deed); 4] = [
        ("the grid", |_| {}),
        ("a picker", |wizard| {
            wizard.on("Contoso", Column::Company).presses_enter().types("x");
        }),
        ("the help", |wizard| {
            wizard.tells(Message::Help);
        }),
        ("a question", |wizard| {
            wizard.tells(Message::SelectAll).on("Contoso", Column::Company).picks("litware");
        }),
    ];
    for (place, deed) in deeds {
        let mut wizard = Wizard::decided();
        deed(&mut wizard);
        wizard.tells(Message::Interrupt);
        assert_eq!(wizard.left(), None, "{place}");
        wizard.tells(Message::Interrupt);
        assert_eq!(wizard.left(), Some(Leave::Interrupted), "{place}");
        assert_eq!(wizard.kept().map(|(draft, _)| draft), Some(&wizard.model.shared.draft), "{place}");
    }
}

#[test]
fn the_draft_can_be_deleted_on_the_way_out() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::Quit).moves(2).presses_enter();
    assert_eq!(wizard.kept(), None);
    assert_eq!(wizard.left(), Some(Leave::Quit));
}

#[test]
fn the_last_line_is_a_command_that_finds_the_same_files() {
    let mut wizard = Wizard::decided();
    wizard.model.shared.facts.places = vec![("--config", "my config.json".to_owned()), ("--state-dir", "s".to_owned())];
    let last = |wizard: &Wizard| describe::farewell(&wizard.model).pop().unwrap();
    assert_eq!(last(&wizard), "Go on: petra-autotask --config 'my config.json' --state-dir s");
    wizard.model.shared.facts.demo = true;
    assert!(last(&wizard).starts_with("Nothing was changed"), "a demo's draft is offered to no other");
    wizard.model.shared.facts.demo = false;
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File).presses_enter().answer();
    assert_eq!(last(&wizard), "Next: petra-autotask check --config config.json");
}

#[test]
fn a_draft_that_could_not_be_written_is_not_said_to_be_kept() {
    let mut wizard = Wizard::decided();
    let full = Diagnostic::error(Code::WriteFailed, "The disk is full.", "Make room.");
    wizard.replies(Reply::DraftNotKept(full)).tells(Message::Interrupt).tells(Message::Interrupt);
    let said = describe::farewell(&wizard.model);
    assert_eq!(said[0], "Not saved, and the draft could not be written: The disk is full. Make room.");
    assert!(said.iter().all(|line| !line.starts_with("Go on")), "{said:?}");
    wizard.replies(Reply::DraftKept);
    let said = describe::farewell(&wizard.model);
    assert!(!said[0].contains("could not be written"), "{said:?}");
}

#[test]
fn every_answer_keeps_the_draft_before_anything_else_can_happen() {
    let mut wizard = Wizard::at_mapping();
    for (tenant, company) in [("Adatum", "adatum"), ("Contoso", "contoso")] {
        wizard.on(tenant, Column::Company).picks(company);
        assert_eq!(wizard.kept(), Some((&wizard.model.shared.draft, Step::Mapping)));
    }
    wizard.tells(Message::Undo);
    assert_eq!(wizard.kept().map(|(draft, _)| draft), Some(&wizard.model.shared.draft));
    wizard.tells(Message::Goto(Step::Tenants)).tells(Message::Exclude);
    assert_eq!(wizard.kept(), Some((&wizard.model.shared.draft, Step::Tenants)));
}

#[test]
fn a_line_that_drops_leaves_at_once_with_the_draft_kept_before() {
    for leave in [Leave::HungUp, Leave::Terminated] {
        let mut wizard = Wizard::decided();
        wizard.on("Contoso", Column::Company).presses_enter().types("half a wo");
        wizard.tells(Message::Signal(leave));
        assert_eq!(wizard.done.last(), Some(&Done::Left(leave)));
        assert_eq!(wizard.kept().map(|(draft, _)| draft), Some(&wizard.model.shared.draft));
    }
}

#[test]
fn after_save_nothing_is_asked_and_nothing_is_kept() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File).presses_enter().answer();
    // Lists that are read again are no answer.
    wizard.tells(Message::Goto(Step::Tenants)).tells(Message::Again).answer();
    wizard.tells(Message::Quit);
    assert_eq!(wizard.left(), Some(Leave::Quit));
    assert_eq!(wizard.kept(), None);
}

#[test]
fn help_and_headless_close_by_esc_and_nothing_moved() {
    let mut wizard = Wizard::decided();
    wizard.on("Litware", Column::Contract);
    for deed in [Message::Help, Message::Info, Message::Headless] {
        wizard.tells(deed);
        assert!(wizard.model.overlay.is_some());
        wizard.presses_esc();
        assert!(wizard.model.overlay.is_none());
        assert_eq!((wizard.row(), wizard.model.mapping.column), ("Litware", Column::Contract));
    }
    assert!(!matches!(wizard.model.overlay, Some(Overlay::Quit { .. })));
}

#[test]
fn tenants_that_were_read_without_an_answer_are_a_draft_and_the_farewell_says_so() {
    let mut wizard = Wizard::fresh();
    let said = |wizard: &Wizard| describe::farewell(&wizard.model).remove(0);
    assert_eq!(said(&wizard), "Nothing was saved.");
    wizard = Wizard::connected();
    assert_eq!(said(&wizard), "Nothing was answered. The draft with the user name is kept; secrets are not in it.");
    wizard.presses_enter().presses_enter().pastes(world::KEY).presses_enter().answer();
    wizard.tells(Message::Quit);
    assert_eq!(wizard.left(), Some(Leave::Quit), "there is nothing to ask about");
    assert!(wizard.kept().is_some());
    assert_eq!(said(&wizard), "Nothing was answered. The draft with 6 tenants is kept; secrets are not in it.");
    assert_eq!(describe::farewell(&wizard.model).pop().unwrap(), "Go on: petra-autotask");
}
