//! What is not certain of Autotask: rows as totals or as changes, ends, answers, doubled and ignored changes. The units come
//! out right, or the run stops and says why.

use petra_autotask::domain::billing::{LineResult, PlanState};
use petra_autotask::domain::diagnostic::Code;
use serde_json::json;

use super::book::{Book, TODAY, codes, units_of};

const UNITS: &str = "ContractServiceUnits";

#[tokio::test]
async fn both_readings_lead_to_the_wanted_units() {
    for faults in [
        &["delta-rows"][..],
        &["exclusive-end"],
        &["delta-rows", "exclusive-end"],
        &["item-id-number"],
        &["no-auto-create"],
        &["posted-accepted"],
    ] {
        let fault = faults.join(" ");
        let mut desk = Book::of(4).desk(faults).await;
        let applied = desk.sync().await.unwrap();
        for line in &applied.plan.lines {
            assert_eq!((line.result, line.units_after), (Some(LineResult::Posted), Some(23)), "{fault} {line:?}");
        }
        let world = desk.world().await;
        for line in 1001..=1004 {
            assert_eq!(units_of(&world, UNITS, line), 23, "{fault}");
        }
        // Read again, by what the first run has seen: nothing is left to do.
        let again = desk.plan("today").await;
        assert!(again.lines.iter().all(|line| line.state == PlanState::Same), "{fault} {again:?}");
        // And a second change comes out right too.
        desk.usage = b"tenant_id,units\nT0001,30\nT0002,23\nT0003,23\nT0004,23\n".to_vec();
        let next = desk.plan("2026-11-25").await;
        assert_eq!(next.lines[0].change, Some(7), "{fault} {next:?}");
    }
}

#[tokio::test]
async fn rows_upon_each_other_are_not_guessed_by_a_machine_that_has_seen_no_change() {
    let mut book = Book::of(2);
    book.rows(
        1,
        &[("2026-11-01", "2026-11-10", 20), ("2026-11-10", "2026-12-01", 23), ("2026-12-01", "2027-01-01", 23)],
    );
    let desk = book.desk(&["delta-rows"]).await;
    let applied = desk.sync().await.unwrap();
    let line = &applied.plan.lines[0];
    assert_eq!((line.state, codes(line)), (PlanState::Blocked, vec![Code::Unsettled]));
    assert!(line.findings[0].summary.contains("3 units if each holds a total, 23 if the later ones hold changes"));
    assert_eq!(applied.plan.lines[1].result, Some(LineResult::Posted));
    // The second tenant's change has shown how rows are to be read.
    let again = desk.plan("today").await;
    assert_eq!((again.lines[0].state, again.lines[0].units_now), (PlanState::Same, Some(23)));
}

#[tokio::test]
async fn a_first_change_that_reads_back_as_something_else_stops_the_run() {
    for (fault, after) in [("change-doubled", Some(26)), ("change-ignored", Some(20))] {
        let desk = Book::of(4).desk(&[fault]).await;
        let applied = desk.sync().await.unwrap();
        let lines = &applied.plan.lines;
        assert_eq!(codes(&lines[0]), [Code::ReadbackMismatch], "{fault}");
        assert!(lines[0].findings[0].summary.contains("from 20 to 23 units on 2026-11-24; Autotask shows"), "{fault}");
        assert_eq!((lines[0].result, lines[0].units_after), (Some(LineResult::Unsettled), after), "{fault}");
        assert!(lines[1..].iter().all(|line| line.result == Some(LineResult::Skipped)), "{fault}");
        assert_eq!(desk.world().await["adjustments"].as_array().unwrap().len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn an_accepted_change_that_is_not_seen_is_sent_again_for_the_same_date_alone() {
    let mut desk = Book::of(1).desk(&["change-ignored"]).await;
    desk.sync().await.unwrap();
    desk.set_faults(&[]).await;
    // On a later day, too: by another date it would be a second change, should the first be seen yet.
    desk.today = TODAY.tomorrow().unwrap();
    for _ in 0..2 {
        let again = desk.sync().await.unwrap();
        let line = &again.plan.lines[0];
        assert!(line.effective_date.is_none_or(|day| day == TODAY), "{line:?}");
        assert!(codes(line).contains(&Code::DateTaken), "{line:?}");
        assert_eq!(desk.world().await["adjustments"].as_array().unwrap().len(), 1, "Autotask took one");
        assert_eq!(units_of(&desk.world().await, UNITS, 1001), 20);
    }
}

#[tokio::test]
async fn a_change_that_autotask_refuses_for_a_reason_without_a_name_is_told_in_its_words() {
    let desk = Book::of(2).desk(&["http-500@POST /Contracts/3001"]).await;
    let applied = desk.sync().await.unwrap();
    let line = &applied.plan.lines[0];
    assert_eq!((line.result, codes(line)), (Some(LineResult::Refused), vec![Code::RefusedByAutotask]));
    assert_eq!(applied.plan.lines[1].result, Some(LineResult::Posted));
    desk.set_faults(&[]).await;
    let again = desk.sync().await.unwrap();
    assert_eq!(again.plan.lines[0].result, Some(LineResult::Posted));
}

#[tokio::test]
async fn a_bundle_is_billed_by_the_same_path() {
    let mut book = Book::of(1);
    book.add("ServiceBundles", json!({"id": 8, "name": "Everything"}));
    book.add("ContractServiceBundles", json!({"id": 700, "contractID": 3001, "serviceBundleID": 8}));
    book.add(
        "ContractServiceBundleUnits",
        json!({"id": 1, "contractServiceBundleID": 700, "contractID": 3001, "serviceBundleID": 8,
            "startDate": "2026-11-01", "endDate": "2027-12-31", "units": 20}),
    );
    let billing = book.billing(1);
    billing.as_object_mut().unwrap().remove("service");
    billing["bundle"] = json!({"id": 8, "name": "Everything", "contractServiceBundleId": 700});
    let desk = book.desk(&[]).await;
    let applied = desk.sync().await.unwrap();
    let line = &applied.plan.lines[0];
    assert_eq!((line.result, line.units_after), (Some(LineResult::Posted), Some(23)), "{line:?}");
    assert_eq!((line.contract_service_bundle_id, line.contract_service_id), (Some(700), None));
    let world = desk.world().await;
    assert_eq!(units_of(&world, "ContractServiceBundleUnits", 700), 23);
    assert_eq!(units_of(&world, UNITS, 1001), 20, "the service line of the same contract is left alone");
}
