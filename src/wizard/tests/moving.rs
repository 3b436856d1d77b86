//! Back, digits, and going on: nothing asks, nothing is lost.

use super::driver::Wizard;
use super::world::{SECRET, TRACKING_ID, USERNAME};
use crate::wizard::field::Edit;
use crate::wizard::message::{Message, Move};
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::{Column, View};

#[test]
fn back_from_every_step_keeps_every_answer_and_forward_finds_the_same_place() {
    let mut wizard = Wizard::decided();
    wizard.on("Litware", Column::Contract).tells(Message::SelectRow).moves(-1);
    let draft = wizard.model.shared.draft.clone();
    wizard.tells(Message::StepForward).answer();
    assert_eq!(wizard.step(), Step::Review);
    wizard.tells(Message::StepForward).answer();
    assert_eq!(wizard.step(), Step::Save);
    for step in [Step::Review, Step::Mapping, Step::Ticketing, Step::Tenants, Step::Connect, Step::Guide] {
        wizard.tells(Message::StepBack);
        assert_eq!(wizard.step(), step);
        assert_eq!(wizard.model.shared.draft, draft);
    }
    wizard.presses_esc();
    assert_eq!((wizard.step(), wizard.left()), (Step::Guide, None));
    assert_eq!(wizard.notice(), "This is the first step; q leaves.");
    for step in [Step::Connect, Step::Tenants, Step::Ticketing, Step::Mapping] {
        wizard.tells(Message::StepForward);
        assert_eq!(wizard.step(), step, "{}", wizard.notice());
    }
    assert_eq!(wizard.values(), [USERNAME, SECRET, TRACKING_ID]);
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Litware", Column::Contract));
    assert_eq!(wizard.model.mapping.selected.len(), 1);
    assert_eq!(wizard.model.shared.draft, draft);
    assert!(!wizard.asks_for_test(), "what is proven is not tested again");
}

#[test]
fn filter_and_view_of_the_grid_stay_over_a_way_back() {
    let mut wizard = Wizard::decided();
    wizard.turns_to(View::Excluded).tells(Message::Goto(Step::Tenants)).tells(Message::Goto(Step::Mapping));
    assert_eq!(wizard.rows(), ["Tailspin Toys"]);
    wizard.turns_to(View::All).tells(Message::Filter).types("li").presses_enter();
    assert_eq!(wizard.rows(), ["Litware"]);
    wizard.tells(Message::StepBack).tells(Message::StepForward);
    assert_eq!(wizard.rows(), ["Litware"]);
}

#[test]
fn back_works_with_wrong_and_empty_fields_and_asks_nothing() {
    let mut wizard = Wizard::fresh();
    wizard.tells(Message::StepForward).types("bücher").presses_esc();
    assert_eq!(wizard.step(), Step::Guide);
    wizard.presses_enter();
    assert_eq!((wizard.step(), wizard.values()), (Step::Connect, ["bücher", "", ""]));
    wizard.tells(Message::Edit(Edit::Clear)).presses_esc();
    assert_eq!((wizard.step(), wizard.values()), (Step::Guide, ["", "", ""]));
}

#[test]
fn esc_closes_the_innermost_and_never_leaves() {
    let mut wizard = Wizard::decided();
    wizard.on("Litware", Column::Company).tells(Message::SelectRow);
    wizard.tells(Message::Filter).types("wood").presses_enter().presses_enter().types("bank");
    assert!(wizard.model.mapping.picker.is_some());
    wizard.presses_esc();
    assert!(wizard.model.mapping.picker.is_none() && wizard.step() == Step::Mapping);
    wizard.presses_esc();
    assert!(wizard.model.mapping.filter.is_empty() && !wizard.model.mapping.selected.is_empty());
    wizard.presses_esc();
    assert!(wizard.model.mapping.selected.is_empty() && wizard.step() == Step::Mapping);
    for _ in 0..20 {
        wizard.presses_esc();
    }
    assert_eq!((wizard.step(), wizard.left()), (Step::Guide, None));
}

#[test]
fn digits_lead_to_what_was_reached_and_else_say_what_it_waits_for() {
    let mut wizard = Wizard::fresh();
    for (step, waits) in [
        (Step::Tenants, "Tenants waits for the connection test"),
        (Step::Mapping, "Tenants waits for the connection test"),
        (Step::Save, "Tenants waits for the connection test"),
    ] {
        wizard.tells(Message::Goto(step));
        assert_eq!(wizard.step(), Step::Guide);
        assert!(wizard.notice().starts_with(waits), "{}", wizard.notice());
    }
    let mut wizard = Wizard::connected();
    wizard.tells(Message::Goto(Step::Ticketing));
    assert_eq!(wizard.step(), Step::Connect);
    assert!(wizard.notice().starts_with("Ticketing waits for at least one tenant"), "{}", wizard.notice());
    let mut wizard = Wizard::with_tenants();
    wizard.tells(Message::Goto(Step::Review));
    assert!(wizard.notice().starts_with("Queue is not chosen yet"), "{}", wizard.notice());
    let mut wizard = Wizard::decided();
    for step in [Step::Guide, Step::Mapping, Step::Connect, Step::Ticketing, Step::Tenants] {
        wizard.tells(Message::Goto(step));
        assert_eq!(wizard.step(), step);
    }
}

#[test]
fn an_unknown_company_of_keys_changes_nothing() {
    // Deeds that mean nothing on a step are no deeds.
    let mut wizard = Wizard::decided();
    wizard.tells(Message::Goto(Step::Guide));
    let draft = wizard.model.shared.draft.clone();
    for message in [Message::Accept, Message::Exclude, Message::Undo, Message::Redo, Message::SelectAll, Message::Clear]
    {
        wizard.tells(message);
    }
    wizard.tells(Message::Move(Move::Left));
    assert_eq!(wizard.model.shared.draft, draft);
}
