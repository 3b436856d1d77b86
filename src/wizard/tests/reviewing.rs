//! Review and Save: to a finding's cell and back, and what an error stops.

use super::driver::{Done, Wizard};
use crate::domain::reference::StoreKind;
use crate::wizard::effect::{Effect, Reply};
use crate::wizard::message::Message;
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::Column;
use crate::wizard::steps::review::View;
use crate::wizard::steps::save::Focus;

/// At Review with two warnings: Fabrikam and Contoso are on a contract that has not begun, or is shared.
fn with_findings() -> Wizard {
    let mut wizard = Wizard::decided();
    wizard.on("Fabrikam", Column::Contract).picks("gold 2027");
    wizard.on("Fabrikam", Column::Service).picks("petra");
    wizard.on("Litware", Column::Contract).picks("gold");
    wizard.tells(Message::Goto(Step::Review)).answer();
    assert_eq!(wizard.step(), Step::Review, "{}", wizard.notice());
    wizard
}

#[test]
fn enter_on_a_finding_goes_to_its_cell_f_goes_on_and_esc_comes_back() {
    let mut wizard = with_findings();
    assert_eq!(wizard.model.review.view_counts[View::Findings as usize], 2);
    let first = wizard.model.review.focused().unwrap().clone();
    wizard.presses_enter();
    assert_eq!((wizard.step(), wizard.row()), (Step::Mapping, first.name.as_str()));
    assert_eq!(wizard.model.mapping.column, Column::of_field(&first.field));
    assert_eq!(wizard.model.mapping.from_review, Some(0));
    wizard.tells(Message::NextFinding);
    assert_ne!(wizard.row(), first.name);
    assert_eq!(wizard.model.mapping.from_review, Some(1));
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Review);
}

#[test]
fn esc_comes_back_to_review_also_where_a_step_before_waits() {
    let mut wizard = with_findings();
    wizard.presses_enter();
    assert_eq!(wizard.step(), Step::Mapping);
    wizard.model.shared.draft.ticketing.fields.queue = None;
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Review, "{}", wizard.notice());
}

#[test]
fn an_error_stops_save_with_a_sentence() {
    let mut wizard = with_findings();
    for deed in [Message::StepForward, Message::Goto(Step::Save)] {
        wizard.tells(deed);
        assert_eq!(wizard.step(), Step::Review);
        assert_eq!(wizard.notice(), "1 error is to be solved first; f goes to it.");
    }
    // Litware has a contract and no service yet.
    wizard.tells(Message::NextFinding);
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Litware", Column::Service));
    wizard.picks("petra").presses_esc().tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Save, "{}", wizard.notice());
}

#[test]
fn an_undecided_tenant_stops_save() {
    let mut wizard = Wizard::decided();
    wizard.on("Adatum", Column::Company).tells(Message::Clear).tells(Message::StepForward).answer();
    wizard.tells(Message::StepForward);
    assert_eq!((wizard.step(), wizard.notice()), (Step::Review, "1 error is to be solved first; f goes to it."));
}

#[test]
fn save_writes_after_enter_on_it_alone_and_tells_what_holds() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    assert_eq!((wizard.step(), wizard.model.save.chosen), (Step::Save, None));
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::Save(..))));
    wizard.model.save.focus = Focus::Save;
    wizard.presses_enter();
    assert_eq!(wizard.model.save.focus, Focus::Store(3), "the first that can be chosen");
    wizard.chooses_store(StoreKind::Keyring);
    assert!(wizard.notice().starts_with("keyring cannot be chosen here"), "{}", wizard.notice());
    wizard.chooses_store(StoreKind::File);
    assert_eq!((wizard.model.save.chosen, wizard.model.save.focus), (Some(StoreKind::File), Focus::Save));
    wizard.presses_enter();
    let Some(Effect::Save(_, request)) = wizard.asked.back() else { panic!("nothing was saved") };
    assert_eq!(request.secrets.len(), 3);
    wizard.answer();
    assert_eq!(wizard.model.shared.unsaved, 0);
    assert_eq!(wizard.done.last(), Some(&Done::Deleted), "the draft is in the config now");
    assert!(wizard.model.shared.saved.is_some());
}

#[test]
fn an_error_that_comes_to_light_on_save_stops_it() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File);
    // Autotask's lists are read again, and the contract is gone.
    wizard.model.shared.catalog.forget_contracts();
    wizard.model.shared.catalog.add_contracts_of([174], Vec::new());
    wizard.model.shared.catalog.add_contracts_by_id([9], Vec::new());
    wizard.presses_enter();
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::Save(..))));
    assert!(wizard.notice().contains("to be solved first"), "{}", wizard.notice());
}

#[test]
fn a_failed_save_keeps_everything_and_can_be_tried_again() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File).presses_enter();
    let Some(Effect::Save(stamp, _)) = wizard.asked.pop_back() else { panic!("nothing was saved") };
    let failure = crate::domain::diagnostic::Diagnostic::error(
        crate::domain::diagnostic::Code::StoreLocked,
        "The store is locked.",
        "Unlock it.",
    );
    wizard.replies(Reply::Saved(stamp, Box::new(Err(failure))));
    assert_eq!(wizard.notice(), "Everything is still here.");
    assert!(wizard.model.shared.unsaved > 0);
    wizard.presses_enter().answer();
    assert_eq!(wizard.model.shared.unsaved, 0);
}

#[test]
fn undo_works_in_review_and_judges_anew() {
    let mut wizard = with_findings();
    assert_eq!(wizard.model.review.counts.errors, 1);
    wizard.tells(Message::Undo);
    assert_eq!(wizard.model.review.counts.errors, 0);
    wizard.tells(Message::Redo);
    assert_eq!(wizard.model.review.counts.errors, 1);
}
