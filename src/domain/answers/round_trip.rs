//! Out as CSV and in again: whatever the names are, the draft is the same, field by field.

use std::collections::HashSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::{Roster, parse, to_csv};
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::domain::rules::fixture::entry;
use crate::domain::settings::{BundleChoice, Named, ServiceChoice, TenantBilling, TenantSettings, TicketField};
use crate::domain::table::in_cell;

/// Names that a spreadsheet, a parser or a terminal could take for something else.
fn hostile() -> impl Strategy<Value = String> {
    let signs = "[=+@'\"\\[\\](){};,|\\\\/: \t\r\n0-9a-cé株\u{202e}\u{1b}\u{feff}\u{0}\u{a0}-]{0,10}";
    prop_oneof![
        4 => signs,
        1 => "\\PC{0,12}",
        1 => "(line:|bundle:|=cmd\\|'|\\[)[0-9]{1,3}\\]?",
        1 => "[0-9]{1,20}",
    ]
}

fn named() -> impl Strategy<Value = Named> {
    (0..30_i64, hostile()).prop_map(|(id, name)| Named { id, name })
}

fn billing() -> impl Strategy<Value = TenantBilling> {
    let service = prop::option::of((named(), 0..30_i64)).prop_map(|service| {
        service.map(|(Named { id, name }, line)| ServiceChoice { id, name, contract_service_id: line })
    });
    let bundle = prop::option::of((named(), 0..30_i64)).prop_map(|bundle| {
        bundle.map(|(Named { id, name }, line)| BundleChoice { id, name, contract_service_bundle_id: line })
    });
    (named(), service, bundle, prop::option::of(0..9_u32)).prop_map(|(contract, service, bundle, floor)| {
        let service = service.filter(|_| bundle.is_none());
        TenantBilling { service, bundle, floor, ..TenantBilling::of_contract(contract) }
    })
}

prop_compose! {
    fn tenant()(
        id in hostile().prop_filter("a tenant has an id", |id| !in_cell(id).is_empty()),
        name in hostile(),
        domain in prop::option::of(hostile()),
        company in prop::option::of((named(), prop::option::of(billing()))),
        own in prop::collection::vec(prop::option::of(named()), 3),
        excluded in prop::option::weighted(0.2, hostile().prop_filter("in words", |reason| !in_cell(reason).is_empty())),
    ) -> TenantSettings {
        let mut tenant = TenantSettings { domain, excluded, ..TenantSettings::undecided(id, name) };
        if let Some((company, billing)) = company {
            tenant.company = Some(company);
            tenant.billing = billing;
        }
        for (field, value) in [TicketField::Queue, TicketField::StatusNew, TicketField::StatusUpdate].into_iter().zip(own) {
            tenant.set_own(field, value);
        }
        tenant
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_or_changed(tenants in prop::collection::vec(tenant(), 1..6)) {
        let mut seen = HashSet::new();
        let tenants = tenants.into_iter().filter(|tenant| seen.insert(in_cell(&tenant.id)));
        let saved = Draft { tenants: tenants.map(entry).collect(), ..Draft::default() };
        let csv = to_csv(&saved, &Catalog::default(), date(2026, 11, 24));
        let answers = parse(&csv).map_err(|findings| TestCaseError::fail(format!("{findings:?}")))?;
        prop_assert_eq!(answers.rows.len(), saved.tenants.len());
        let mut draft = saved.clone();
        let mut resolution = answers.resolve(&mut draft, Roster::Known);
        resolution.offline(&mut draft, &saved);
        let findings = resolution.with_judged(Vec::new());
        prop_assert!(!findings.iter().any(Diagnostic::is_error), "{:#?}\n{}", findings, String::from_utf8_lossy(&csv));
        prop_assert_eq!(draft, saved);
        let text = String::from_utf8(csv).unwrap();
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        for cell in reader.records().flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?} would be run", cell);
            prop_assert!(crate::domain::text::harmless(&cell) == cell, "{:?} drives a terminal", cell);
        }
    }
}
