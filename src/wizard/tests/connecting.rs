//! Connect: paste, judgement on leaving a field, the test, and what a changed value takes back.

use super::driver::{Done, GENERATED, Wizard, refusal};
use super::world::{SECRET, TRACKING_ID, USERNAME};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::wizard::effect::{Check, Effect, Reply, Slot};
use crate::wizard::field::Edit;
use crate::wizard::message::{Message, Move};
use crate::wizard::model::Step;
use crate::wizard::steps::connect::{Focus, Row};

fn at_connect() -> Wizard {
    let mut wizard = Wizard::fresh();
    wizard.tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Connect);
    wizard
}

#[test]
fn three_pasted_lines_fill_the_three_fields_and_enter_runs_the_test() {
    let mut wizard = at_connect();
    wizard.pastes(&format!("{USERNAME}\r\n {SECRET}\u{200b}\n{TRACKING_ID}\n"));
    assert_eq!(wizard.values(), [USERNAME, SECRET, TRACKING_ID]);
    assert!(wizard.notice().contains("3 line breaks"), "{}", wizard.notice());
    assert!(wizard.notice().starts_with("3 values, one in each field."), "a narrow window cuts the end");
    assert!(!wizard.asks_for_test(), "nothing is sent before Enter");
    wizard.presses_enter();
    assert!(wizard.asks_for_test());
    wizard.answer();
    assert!(wizard.model.shared.connected);
}

#[test]
fn ctrl_z_takes_a_paste_of_three_values_back_whole() {
    let mut wizard = at_connect();
    wizard.types("ap").pastes(&format!("{USERNAME}\n{SECRET}\n{TRACKING_ID}"));
    wizard.tells(Message::Edit(Edit::Undo));
    assert_eq!(wizard.values(), ["ap", "", ""]);
    assert_eq!(wizard.notice(), "The fields are as they were before.");
}

#[test]
fn ctrl_z_after_more_typing_takes_back_no_older_paste() {
    let mut wizard = Wizard::with_values();
    wizard.tells(Message::Tab).types("x");
    wizard.tells(Message::Edit(Edit::Undo));
    assert_eq!(wizard.values(), [USERNAME, SECRET, TRACKING_ID]);
}

#[test]
fn a_paste_that_ends_in_a_line_break_submits_nothing() {
    let mut wizard = at_connect();
    wizard.pastes(&format!("{USERNAME}\n"));
    assert_eq!(wizard.values()[0], USERNAME);
    assert_eq!(wizard.model.connect.focus, Focus::Field(0));
    wizard.tells(Message::Tab).pastes(&format!("\u{feff}{SECRET} \r\n"));
    wizard.tells(Message::Tab).pastes(&format!("{TRACKING_ID}\n\n"));
    assert_eq!(wizard.values(), [USERNAME, SECRET, TRACKING_ID]);
    assert!(!wizard.asks_for_test());
    assert!(wizard.notice().contains("2 line breaks removed"), "{}", wizard.notice());
}

#[test]
fn a_paste_where_no_field_has_the_focus_does_nothing() {
    let mut wizard = Wizard::connected();
    let before = wizard.values().map(str::to_owned);
    wizard.pastes("x\ny\nz");
    assert_eq!(wizard.values(), before.each_ref().map(String::as_str));
    assert!(wizard.notice().starts_with("Paste ignored"), "{}", wizard.notice());
    assert!(wizard.model.shared.connected);
}

#[test]
fn a_changed_value_takes_back_what_hangs_on_it_at_once() {
    let mut wizard = Wizard::connected();
    wizard.tells(Message::Tab).tells(Message::Tab);
    wizard.model.connect.focus = Focus::Field(1);
    wizard.types("x");
    let rows = &wizard.model.connect.rows;
    assert!(matches!(rows[0], Row::Ok(_)), "the zone hangs on the user name alone");
    assert!(rows[1..].iter().all(|row| *row == Row::Idle));
    assert!(!wizard.model.shared.connected);
    wizard.tells(Message::BackTab).types("x");
    assert_eq!(wizard.model.connect.rows[0], Row::Idle);
    assert_eq!(wizard.model.shared.draft.zone, None);
}

#[test]
fn a_late_reply_to_an_old_value_never_counts() {
    let mut wizard = Wizard::with_values();
    wizard.presses_enter();
    let old = wizard.test_asked().unwrap();
    wizard.tells(Message::Tab).types("x");
    assert!(wizard.done.contains(&Done::Cancelled(Slot::Connect)));
    wizard.answer_to(old);
    assert!(wizard.model.connect.rows.iter().all(|row| *row == Row::Idle));
    assert!(!wizard.model.shared.connected);
    assert_eq!(wizard.model.shared.draft.zone, None);
}

#[test]
fn a_refused_sign_in_is_not_sent_again_by_enter_but_by_r() {
    let mut wizard = Wizard::with_values();
    wizard.sign_in = Err(refusal());
    wizard.presses_enter().answer();
    assert_eq!(wizard.model.connect.focus, Focus::Row(Check::SignIn as usize));
    assert!(wizard.notice().contains("locks a user"), "{}", wizard.notice());
    for _ in 0..5 {
        wizard.presses_enter();
    }
    wizard.tells(Message::StepForward);
    assert!(!wizard.asks_for_test(), "{:?}", wizard.asked);
    assert_eq!(wizard.step(), Step::Connect);
    wizard.tells(Message::Again);
    assert!(wizard.asks_for_test());
}

#[test]
fn a_value_that_was_refused_is_not_sent_again_after_typing_it_once_more() {
    let mut wizard = Wizard::with_values();
    wizard.sign_in = Err(refusal());
    wizard.presses_enter().answer().tells(Message::Tab);
    wizard.types("x").tells(Message::Edit(Edit::Backspace)).presses_enter();
    assert!(!wizard.asks_for_test());
    assert!(wizard.notice().starts_with("Autotask refused exactly these values"), "{}", wizard.notice());
    wizard.types("x").presses_enter();
    assert!(wizard.asks_for_test());
}

#[test]
fn a_name_that_is_not_known_locks_nobody() {
    let mut wizard = Wizard::with_values();
    wizard.presses_enter();
    let Some(Effect::Connect { stamp, .. }) = wizard.asked.pop_back() else { panic!("no test was asked for") };
    let unknown = Diagnostic::error(Code::UserUnknown, "Autotask knows no API user of this name.", "Compare it.");
    wizard.replies(Reply::Checked(stamp, Check::Zone, Err(unknown))).replies(Reply::ConnectEnded(stamp));
    assert_eq!(wizard.notice(), "");
}

#[test]
fn what_the_last_test_said_goes_with_the_values_that_it_was_about() {
    let mut wizard = Wizard::connected();
    wizard.tells(Message::Goto(Step::Connect)).tells(Message::BackTab);
    wizard.model.shared.say("Everything is granted.");
    wizard.types("x");
    assert_eq!(wizard.notice(), "");
    wizard.pastes("y\n");
    assert_eq!(wizard.notice(), "1 line break removed from the paste.");
}

#[test]
fn red_rows_are_run_again_alone() {
    let mut wizard = Wizard::with_values();
    wizard.refused = vec![Check::Contracts, Check::Services];
    wizard.presses_enter().answer();
    assert!(wizard.model.shared.connected, "tickets work");
    assert!(!wizard.model.shared.billing_granted);
    assert_eq!(wizard.model.connect.focus, Focus::Row(Check::Contracts as usize));
    wizard.tells(Message::Again);
    let Some(Effect::Connect { only, .. }) =
        wizard.asked.iter().find(|effect| matches!(effect, Effect::Connect { .. }))
    else {
        panic!("the test was not asked for")
    };
    assert_eq!(only, &[Check::Contracts, Check::Services]);
    wizard.refused.clear();
    wizard.answer();
    assert!(wizard.model.shared.billing_granted);
}

#[test]
fn r_while_rows_are_awaited_loses_none_of_them() {
    let mut wizard = Wizard::with_values();
    wizard.presses_enter();
    let Some(Effect::Connect { stamp, .. }) = wizard.test_asked() else { panic!("the test was not asked for") };
    wizard.replies(Reply::Checked(stamp, Check::Zone, Ok(String::new())));
    wizard.replies(Reply::Checked(stamp, Check::SignIn, Ok(String::new())));
    wizard.replies(Reply::Checked(stamp, Check::Contracts, Err(super::driver::missing(Check::Contracts))));
    wizard.tells(Message::Again).answer();
    assert!(wizard.model.shared.connected, "{}", wizard.model.connect.summary());
}

#[test]
fn the_wait_of_the_test_is_left_by_esc_and_the_values_stay() {
    let mut wizard = Wizard::with_values();
    wizard.presses_enter();
    let late = wizard.test_asked().unwrap();
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Connect);
    assert!(!wizard.model.is_waiting());
    assert_eq!(wizard.values(), [USERNAME, SECRET, TRACKING_ID]);
    wizard.answer_to(late);
    assert!(!wizard.model.shared.connected);
    wizard.tells(Message::Again).answer();
    assert!(wizard.model.shared.connected);
}

#[test]
fn a_sign_that_cannot_be_sent_holds_enter_in_its_field() {
    let mut wizard = at_connect();
    wizard.types("bücher@x.example");
    assert!(wizard.model.connect.errors[0].is_none(), "not while it is typed");
    wizard.presses_enter();
    assert_eq!(wizard.model.connect.focus, Focus::Field(0));
    let error = wizard.model.connect.errors[0].clone().unwrap();
    assert!(error.is_error() && error.summary.contains("“ü”"), "{error:?}");
    wizard.types("x");
    assert!(wizard.model.connect.errors[0].is_none(), "the next key takes the error away");
}

#[test]
fn a_value_in_the_wrong_field_is_said_once_before_anything_is_sent_and_can_be_meant() {
    let mut wizard = at_connect();
    wizard.pastes(&format!("{SECRET}\n{USERNAME}\n{TRACKING_ID}"));
    assert!(wizard.model.connect.errors[..2].iter().all(Option::is_some));
    let mut wizard = at_connect();
    wizard.types(USERNAME).presses_enter().types(USERNAME).presses_enter();
    assert_eq!(wizard.model.connect.focus, Focus::Field(1), "said where it is");
    let warning = wizard.model.connect.errors[1].clone().unwrap();
    assert!(!warning.is_error(), "{warning:?}");
    wizard.presses_enter();
    assert_eq!(wizard.model.connect.focus, Focus::Field(2), "a warning stops nobody");
    wizard.types(TRACKING_ID).presses_enter();
    assert!(wizard.asks_for_test());
}

#[test]
fn values_with_inner_spaces_can_be_sent() {
    let mut wizard = at_connect();
    wizard.types(USERNAME).presses_enter().types("two words").presses_enter().types(TRACKING_ID).presses_enter();
    assert!(wizard.asks_for_test());
}

#[test]
fn a_generated_login_takes_back_results_of_the_values_before_and_can_be_taken_back_itself() {
    let mut wizard = Wizard::connected();
    wizard.tells(Message::Goto(Step::Guide)).tells(Message::Generate).answer();
    assert_eq!(wizard.values(), ["petra-new@api.invalid", GENERATED, TRACKING_ID]);
    assert!(!wizard.model.shared.connected, "these were not tested");
    assert!(wizard.model.connect.rows.iter().all(|row| *row == Row::Idle));
    wizard.tells(Message::Goto(Step::Connect));
    wizard.model.connect.focus = Focus::Field(0);
    wizard.tells(Message::Edit(Edit::Undo));
    assert_eq!(wizard.values(), [USERNAME, SECRET, TRACKING_ID]);
}

#[test]
fn without_rights_on_contracts_none_are_asked_for() {
    let mut wizard = Wizard::with_values();
    wizard.refused = vec![Check::Contracts];
    wizard.presses_enter().answer().tells(Message::StepForward).presses_enter();
    wizard.pastes(super::world::KEY).presses_enter().answer().tells(Message::StepForward);
    for value in ["Security", "New", "In Progress", "High"] {
        wizard.picks(value);
    }
    wizard.tells(Message::StepForward);
    wizard.on("Contoso", crate::wizard::steps::mapping::Column::Company).picks("contoso");
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::LoadBilling { .. })), "{:?}", wizard.asked);
}

#[test]
fn a_network_failure_may_be_tried_again_by_enter() {
    let mut wizard = Wizard::with_values();
    wizard.sign_in = Err(Diagnostic::error(Code::Timeout, "No answer.", "Wait."));
    wizard.presses_enter().answer();
    wizard.tells(Message::Tab).tells(Message::Move(Move::Rows(1))).presses_enter();
    assert!(wizard.asks_for_test());
}
