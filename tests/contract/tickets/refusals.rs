//! What Autotask does not take: said with field, value and remedy, by hand and for incidents alike.

use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::settings::Named;
use petra_autotask::ops::SyncResult;
use serde_json::json;

use super::desk::{Desk, codes, request};
use super::incidents::{incident, results};

/// A fault, the tenant that meets it, and what is said of it: code, field, words of the summary, words of the remedy.
type Case = (&'static str, &'static str, Code, &'static str, &'static str, &'static str);

const CASES: [Case; 7] = [
    (
        "deactivated-status=1",
        "ZZ1",
        Code::PicklistMissing,
        "statusNew",
        "Status, new ticket: “New” (id 1)",
        "step Ticketing",
    ),
    ("queue-gone=29682835", "ZZ1", Code::PicklistMissing, "queue", "Queue: “Security” (id 29682835)", "step Ticketing"),
    (
        "queue-gone=29682834",
        "ZZ4",
        Code::PicklistMissing,
        "queue",
        "Queue: “Level II Support” (id 29682834)",
        "for Litware in the wizard's step Mapping",
    ),
    (
        "extra-required-field=issueType",
        "ZZ1",
        Code::FieldRequired,
        "issueType",
        "Issue type (issueType)",
        "step Ticketing, Issue type",
    ),
    (
        "extra-required-field=contactID",
        "ZZ1",
        Code::FieldRequired,
        "contactID",
        "the field contactID",
        "another Ticket category",
    ),
    ("company-inactive=174", "ZZ1", Code::CompanyInactive, "company", "“Contoso Ltd” (id 174)", "step Mapping"),
    (
        "company-inactive=0",
        "ZZ3",
        Code::CompanyInactive,
        "catchAllCompany",
        "“Northwind MSP” (id 0)",
        "Unmapped tenant",
    ),
];

fn compare(finding: &Diagnostic, case: &Case) {
    let (fault, tenant, code, field, summary, hint) = *case;
    assert_eq!(finding.code, code, "{fault}: {finding:?}");
    assert_eq!(
        (finding.subject.field.as_deref(), finding.subject.tenant.as_deref()),
        (Some(field), Some(tenant)),
        "{fault}"
    );
    assert!(finding.summary.contains(summary), "{fault}: {}", finding.summary);
    assert!(finding.hint.contains(hint), "{fault}: {}", finding.hint);
    assert!(!finding.detail.is_empty(), "{fault}: Autotask's words");
}

#[tokio::test]
async fn each_refusal_names_field_value_and_remedy() {
    let mut desk = Desk::new().await;
    desk.settings.ticketing.catch_all_company = Some(Named::new(0, "Northwind MSP"));
    for case in CASES {
        desk.lab.set_faults(&[case.0]).await;
        let findings = desk.open(request(case.1, Some("k"))).await.unwrap_err();
        assert_eq!(findings.len(), 1, "{findings:?}");
        compare(&findings[0], &case);
        assert_eq!(desk.tickets().await.len(), 0);
    }
}

#[tokio::test]
async fn the_same_is_said_of_incidents_once_and_the_next_run_opens_them() {
    for case in CASES {
        let mut desk = Desk::new().await;
        desk.settings.ticketing.catch_all_company = Some(Named::new(0, "Northwind MSP"));
        desk.set_incidents(json!([incident("a", case.1, 23), incident("b", case.1, 24)])).await;
        desk.lab.set_faults(&[case.0]).await;
        let round = desk.sync().await;
        assert_eq!(results(&round), ["a failed", "b failed"], "{}", case.0);
        assert_eq!(round.findings.len(), 1, "{:?}", round.findings);
        compare(&round.findings[0], &case);
        let posts = |ledger: &[String]| {
            ledger.iter().filter(|one| *one == "POST /Tickets" || one.ends_with("V1.0/Tickets")).count()
        };
        assert!(posts(&desk.lab.ledger().await.requests()) <= 1, "the same is not sent twice");
        desk.lab.set_faults(&[]).await;
        assert_eq!(results(&desk.sync().await), ["a opened", "b opened"], "{}", case.0);
    }
}

#[tokio::test]
async fn what_the_lists_say_is_wrong_is_not_even_sent() {
    let mut desk = Desk::new().await;
    desk.settings.ticketing.fields.queue = Some(Named::new(29_683_102, "Warehouse"));
    desk.settings.ticketing.fields.sub_issue_type = Some(Named::new(161, "Phishing"));
    desk.settings.tenants[0].company = Some(Named::new(176, "Closed down"));
    let findings = desk.open(request("ZZ1", Some("k"))).await.unwrap_err();
    assert_eq!(codes(&findings), [Code::PicklistInactive, Code::PicklistMissing, Code::CompanyInactive]);
    desk.set_incidents(json!([incident("a", "ZZ1", 24)])).await;
    let round = desk.sync().await;
    assert_eq!(codes(&round.findings), [Code::PicklistInactive, Code::PicklistMissing, Code::CompanyInactive]);
    let ledger = desk.lab.ledger().await.requests();
    assert!(ledger.iter().all(|request| !request.starts_with("POST") || request.contains("query")), "{ledger:?}");
}

#[tokio::test]
async fn a_status_for_updates_that_is_gone_hinders_no_new_ticket_and_leaves_the_note() {
    let desk = Desk::new().await;
    desk.set_incidents(json!([incident("a", "ZZ1", 24)])).await;
    desk.lab.set_faults(&["deactivated-status=8"]).await;
    assert_eq!(desk.sync().await.incidents[0].result, SyncResult::Opened);
    let mut news = incident("a", "ZZ1", 24);
    news["remediationStatus"] = "Remediated".into();
    desk.set_incidents(json!([news])).await;
    for _ in 0..2 {
        let round = desk.sync().await;
        assert_eq!(codes(&round.findings), [Code::PicklistMissing]);
        assert_eq!(round.findings[0].subject.field.as_deref(), Some("statusUpdate"));
        assert_eq!(desk.notes().await.len(), 1);
    }
    desk.lab.set_faults(&[]).await;
    assert_eq!(results(&desk.sync().await), ["a updated"]);
    assert_eq!((desk.notes().await.len(), &desk.tickets().await[0]["status"]), (1, &json!(8)));
}
