//! Slow, silent and many: no key waits, each wait can be left, and pages are usable as they come.

use petra_autotask::domain::diagnostic::Code;
use petra_autotask::sandbox::Options;
use petra_autotask::wizard::effect::Check;
use petra_autotask::wizard::steps::connect::Row;
use petra_autotask::wizard::steps::mapping::Column;
use petra_autotask::wizard::{Message, Step};

use super::session::{Session, Site};

fn with_values(site: &Site) -> Session {
    let mut wizard = site.wizard("home", Vec::new());
    let says = site.says();
    wizard.tells(Message::StepForward);
    wizard.pastes(&format!("{}\n{}\n{}", says.username, says.secret, says.tracking_id));
    wizard
}

#[test]
fn no_key_waits_for_an_autotask_that_never_answers() {
    let site = Site::of(Options { faults: vec!["hang".to_owned()], ..Options::default() });
    let mut wizard = with_values(&site);
    wizard.enters();
    assert!(wizard.model.is_waiting());
    // No reply is taken in: whatever happens here does so without one.
    wizard.tells(Message::Help).types("copy").tells(Message::Back);
    wizard.tells(Message::StepBack).moves(3).tells(Message::Goto(Step::Connect));
    assert!(wizard.model.is_waiting(), "the wait goes on");
    wizard.tells(Message::Quit);
    assert!(wizard.left);
    wizard.ends();
}

#[test]
fn a_wait_that_is_left_is_ended_and_everything_else_stays() {
    let site = Site::of(Options { faults: vec!["hang".to_owned()], ..Options::default() });
    let mut wizard = with_values(&site);
    wizard.enters().until("the zone, which is told before the sign-in is over", |model| {
        matches!(model.connect.rows[Check::Zone as usize], Row::Ok(_))
    });
    assert!(matches!(wizard.model.connect.rows[Check::SignIn as usize], Row::Waiting(_)));
    wizard.tells(Message::Back);
    assert!(!wizard.model.is_waiting());
    assert_eq!(wizard.model.step, Step::Connect);
    assert!(wizard.model.connect.is_filled());
    site.set_faults(&[]);
    wizard.tells(Message::Again).until("the connection", |model| model.shared.connected);
}

#[test]
fn a_changed_value_ends_the_test_of_the_old_one() {
    let site = Site::of(Options { latency_ms: 300, ..Options::default() });
    let mut wizard = with_values(&site);
    wizard.enters().until("the sign-in", |model| matches!(model.connect.rows[Check::SignIn as usize], Row::Ok(_)));
    // The answers about the rights are under way. The new values are wrong: were one of the old ones to count, it would
    // end the test of the new.
    wizard.tells(Message::BackTab).types("x").enters();
    wizard.until("the end of the test", |model| !model.is_waiting());
    let refused = wizard.model.connect.rows[Check::SignIn as usize].failed().map(|failure| failure.code);
    assert_eq!(refused, Some(Code::SignInRefused), "{:?}", wizard.model.connect.rows);
    assert!(!wizard.model.shared.connected);
}

#[test]
fn a_missing_right_is_named_in_its_row_and_tickets_go_on() {
    let site = Site::of(Options { faults: vec!["forbidden=Contracts".to_owned()], ..Options::default() });
    let mut wizard = with_values(&site);
    wizard.enters().until("the end of the test", |model| !model.is_waiting());
    assert!(wizard.model.shared.connected && !wizard.model.shared.billing_granted);
    let rows = &wizard.model.connect.rows;
    assert_eq!(rows[Check::Contracts as usize].failed().map(|failure| failure.code), Some(Code::PermissionMissing));
    assert!(matches!(rows[Check::Tickets as usize], Row::Ok(_)));
}

#[test]
fn a_right_to_some_records_is_said_in_its_row_and_holds_nobody() {
    let site = Site::of(Options { faults: vec!["restricted=Services".to_owned()], ..Options::default() });
    let mut wizard = with_values(&site);
    wizard.enters().until("the end of the test", |model| !model.is_waiting());
    assert!(wizard.model.shared.connected && wizard.model.shared.billing_granted);
    let words = |check: Check| wizard.model.connect.row_words(check as usize, None);
    assert_eq!(words(Check::Services), "read: some records only");
    assert_eq!(words(Check::Contracts), "read");
}

#[test]
fn red_rows_alone_are_tested_again() {
    let site = Site::of(Options { faults: vec!["forbidden=Contracts".to_owned()], ..Options::default() });
    let mut wizard = with_values(&site);
    wizard.enters().until("the end of the test, and the lists that it led to", |model| {
        !model.is_waiting() && model.shared.loads.tenant_ids.ready().is_some()
    });
    site.set_faults(&[]);
    let before = site.requests().len();
    wizard.tells(Message::Again).until("the end of the test", |model| !model.is_waiting());
    assert!(wizard.model.shared.billing_granted);
    let again = site.requests().split_off(before);
    assert!(again.iter().all(|request| request.contains("/Contracts/")), "{again:?}");
    assert_eq!(again.len(), 2, "{again:?}");
}

#[test]
fn companies_can_be_used_while_more_of_them_come() {
    let site = Site::of(Options { companies: 2_400, tenants: 8, latency_ms: 20, ..Options::default() });
    let mut wizard = site.wizard("home", Vec::new());
    wizard.connects(&site).reads_tenants(&site);
    wizard.chooses_defaults(["Security", "New", "In Progress", "High"]);
    wizard.until("a page of companies", |model| !model.shared.catalog.companies().is_empty());
    let first = wizard.model.shared.draft.tenants[wizard.model.mapping.rows[0]].settings.id.clone();
    wizard.on(&first, Column::Company).enters().types("a").moves(3);
    let focused =
        |wizard: &Session| wizard.model.mapping.picker.as_ref().unwrap().focused_company(&wizard.model.shared.catalog);
    let under_cursor = focused(&wizard);
    assert!(under_cursor.is_some());
    wizard.waits_for_companies();
    assert_eq!(focused(&wizard), under_cursor, "the row under the cursor stays");
    wizard.enters();
    assert_eq!(wizard.tenant(&first).company.as_ref().map(|company| company.id), under_cursor);
    assert!(wizard.pages.len() >= 5, "{:?}", wizard.pages);
    assert_eq!(wizard.pages.iter().sum::<usize>(), 2_400);
    assert_eq!(wizard.model.shared.loads.companies_total, Some(2_400));
}
