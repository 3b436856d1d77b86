//! Unit rows that the API user may not see are left out by Autotask without a word: they are not taken for 0 units.

use petra_autotask::domain::billing::{LineResult, PlanState};
use petra_autotask::domain::diagnostic::Code;
use petra_autotask::ops::{Stop, apply_billing, begin_billing, plan_billing};
use serde_json::json;

use super::book::{Book, Desk, codes};

const HIDDEN: &[&str] = &["restricted=ContractServiceUnits"];

async fn posted(desk: &Desk) -> usize {
    desk.world().await["adjustments"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_line_whose_units_may_be_hidden_is_no_first_billing() {
    let desk = Book::of(3).desk(HIDDEN).await;
    let applied = desk.sync().await.unwrap();
    for line in &applied.plan.lines {
        assert_eq!((line.state, line.units_now), (PlanState::Blocked, None), "{line:?}");
        assert_eq!(codes(line), [Code::Unsettled], "{line:?}");
        let finding = &line.findings[0];
        assert!(finding.summary.contains("hide ContractServiceUnits from the API user"), "{finding:?}");
        assert!(finding.hint.contains("section Contracts → Object Permissions: View All"), "{finding:?}");
    }
    assert_eq!(posted(&desk).await, 0);
    let ledger = desk.ledger().await;
    let asked = ledger["requests"].as_array().unwrap().iter();
    let asked = asked.filter(|request| request.to_string().contains("ContractServiceUnits/entityInformation"));
    assert_eq!(asked.count(), 1, "once for all lines");
}

#[tokio::test]
async fn a_bundle_is_held_by_what_is_said_of_bundle_units() {
    let mut book = Book::of(2);
    book.add("ServiceBundles", json!({"id": 8, "name": "Everything"}));
    book.add("ContractServiceBundles", json!({"id": 700, "contractID": 3001, "serviceBundleID": 8}));
    let billing = book.billing(1);
    billing.as_object_mut().unwrap().remove("service");
    billing["bundle"] = json!({"id": 8, "name": "Everything", "contractServiceBundleId": 700});
    let desk = book.desk(&["restricted=ContractServiceBundleUnits"]).await;
    let applied = desk.sync().await.unwrap();
    let lines = &applied.plan.lines;
    assert_eq!((lines[0].state, codes(&lines[0])), (PlanState::Blocked, vec![Code::Unsettled]), "{:?}", lines[0]);
    assert!(lines[0].findings[0].summary.contains("ContractServiceBundleUnits"));
    assert_eq!(lines[1].result, Some(LineResult::Posted), "lines with rows go on");
}

#[tokio::test]
async fn a_new_line_without_rows_is_a_first_billing_where_all_may_be_seen() {
    let mut book = Book::of(1);
    book.rows(1, &[]);
    let desk = book.desk(&[]).await;
    let applied = desk.sync().await.unwrap();
    let line = &applied.plan.lines[0];
    assert_eq!(
        (line.units_now, line.result, line.units_after),
        (Some(0), Some(LineResult::Posted), Some(23)),
        "{line:?}"
    );
}

#[tokio::test]
async fn a_right_that_was_lost_after_the_plan_stops_the_line() {
    let mut book = Book::of(1);
    book.rows(1, &[]);
    let desk = book.desk(&[]).await;
    let (place, session) = (desk.place(), desk.session().await);
    let plan = plan_billing(&place, &session, &desk.request(), &mut |_, _, _| {}).await.unwrap();
    assert_eq!((plan.lines[0].state, plan.lines[0].units_now), (PlanState::Change, Some(0)));
    desk.set_faults(HIDDEN).await;
    let run = begin_billing(&place, &session, "apply").await.unwrap();
    let (_wish, stop) = Stop::new();
    let applied = apply_billing(&place, &session, &run, plan, stop, &mut |_, _, _| {}, &mut |_| {}).await.unwrap();
    let line = &applied.plan.lines[0];
    assert_eq!((line.result, codes(line)), (Some(LineResult::Refused), vec![Code::Unsettled]), "{line:?}");
    assert_eq!(posted(&desk).await, 0);
}
