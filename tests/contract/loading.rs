//! Zone, sign-in and every list, as the sandbox answers them.

use std::collections::BTreeSet;

use jiff::civil::date;
use petra_autotask::autotask::{discover_zone, rediscover};
use petra_autotask::domain::diagnostic::Code;
use petra_autotask::domain::settings::TicketField;
use petra_autotask::sandbox::Options;
use serde_json::json;

use super::harness::{Lab, code};

#[tokio::test]
async fn the_zone_is_found_and_stays_where_it_is() {
    let lab = Lab::with_faults(&[]).await;
    let zone = lab.zone().await.unwrap();
    assert!(zone.url.ends_with("/ATServicesRest/"), "{zone:?}");
    assert!(!zone.name.is_empty() && zone.web_url.starts_with("http"), "{zone:?}");
    assert_eq!(rediscover(&lab.http, &lab.options(), &lab.says().username, &zone).await.unwrap(), None);
    let error = discover_zone(&lab.http, &lab.options(), "nobody@msp.example").await.unwrap_err();
    assert_eq!(code(error), Code::UserUnknown);
}

#[tokio::test]
async fn the_sign_in_is_accepted_and_the_hour_is_counted() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    let threshold = client.threshold().await.unwrap();
    assert_eq!((threshold.limit, threshold.timeframe_minutes), (10_000, 60));
    assert!(threshold.used > 0);
    assert!(lab.ledger().await.requests()[0].ends_with("/Version"));
}

#[tokio::test]
async fn all_companies_of_the_usual_world_in_one_page() {
    let lab = Lab::with_faults(&[]).await;
    let mut companies = Vec::new();
    let mut last = None;
    lab.signed_in()
        .await
        .companies(&mut |page, progress| {
            companies.extend(page);
            last = progress.total;
        })
        .await
        .unwrap();
    assert_eq!((companies.len(), last), (300, Some(300)));
    assert!(companies.iter().any(|company| company.id == 0), "the MSP itself is missing");
    assert!(companies.iter().any(|company| !company.active) && companies.iter().any(|company| company.kind.is_some()));
    assert!(companies.iter().any(|company| company.web_address.is_some()));
    let queries = lab.ledger().await.requests().iter().filter(|request| request.contains("Companies")).count();
    assert!(queries <= 2, "{queries} requests for one page");
}

#[tokio::test]
async fn many_companies_by_three_queries_at_once() {
    let lab = Lab::of(Options { companies: 12_310, latency_ms: 40, ..Options::default() }).await;
    let mut ids = BTreeSet::new();
    let mut loaded = 0;
    lab.signed_in()
        .await
        .companies(&mut |page, progress| {
            ids.extend(page.iter().map(|company| company.id));
            loaded = progress.loaded;
        })
        .await
        .unwrap();
    assert_eq!((ids.len(), loaded), (12_310, 12_310));
    let ledger = lab.ledger().await;
    let requests = ledger.requests().iter().filter(|request| request.to_lowercase().contains("companies")).count();
    assert!(requests <= 25 + 9, "{requests} requests");
    assert_eq!(ledger.most_at_once("companies"), 3);
}

#[tokio::test]
async fn companies_and_contracts_by_id_leave_out_what_is_not_there() {
    let lab = Lab::with_world(small_world()).await;
    let client = lab.signed_in().await;
    let companies = client.companies_by_id(&[0, 174, 999_999]).await.unwrap();
    let contoso = companies.iter().find(|company| company.id == 174).unwrap();
    assert_eq!((contoso.name.as_str(), contoso.active), ("Contoso, “Ltd” & Söhne", true));
    assert_eq!(contoso.web_address.as_deref(), Some("https://contoso.com"));
    assert!(companies.iter().all(|company| company.id != 999_999));
    let contracts = client.contracts_by_id(&[9, 999_999]).await.unwrap();
    assert_eq!(contracts.iter().map(|contract| contract.id).collect::<Vec<_>>(), [9]);
}

/// A world in which companies have fields of the site's own.
fn world_with_tenant_ids() -> serde_json::Value {
    let mut world = small_world();
    world["entities"]["Companies"] = json!([
        {"id": 0, "companyName": "The MSP", "userDefinedFields": [{"name": "Sophos Tenant ID", "value": GUIDS[2]}]},
        {"id": 174, "companyName": "Contoso", "userDefinedFields": [
            {"name": "M365 Tenant ID", "value": format!(" {{{}}}", GUIDS[0].to_uppercase())}, {"name": "Tier", "value": "Gold"}]},
        {"id": 175, "companyName": "Fabrikam", "userDefinedFields": [
            {"name": "M365 Tenant ID", "value": null}, {"name": "Tenant ID", "value": GUIDS[1]}]},
        {"id": 176, "companyName": "Litware", "userDefinedFields": [{"name": "M365 Tenant ID", "value": "asked for it"}]},
        {"id": 177, "companyName": "Woodgrove"},
    ]);
    world
}

const GUIDS: [&str; 3] = [
    "7c1d2a40-0000-4000-8000-00000000009f",
    "7c1d2a40-0000-4000-8000-0000000000a0",
    "7c1d2a40-0000-4000-8000-0000000000a1",
];

#[tokio::test]
async fn tenant_ids_in_fields_of_companies_cost_a_request_and_one_for_each_field() {
    let lab = Lab::with_world(world_with_tenant_ids()).await;
    let client = lab.signed_in().await;
    let before = lab.ledger().await.requests().len();
    let ids = client.tenant_ids_of_companies().await.unwrap();
    let borne: Vec<_> = [174, 175, 176, 177, 0]
        .into_iter()
        .flat_map(|id| ids.of(id))
        .map(|one| (one.company_id, one.id.to_string(), &*one.field))
        .collect();
    assert_eq!(
        borne,
        [(174, GUIDS[0].to_owned(), "M365 Tenant ID"), (175, GUIDS[1].to_owned(), "Tenant ID")],
        "GUIDs of Microsoft tenants alone"
    );
    let ledger = lab.ledger().await;
    let mut asked: Vec<_> = ledger.requests().split_off(before);
    for request in &mut asked {
        *request = request.split("/V1.0/").last().unwrap_or_default().to_owned();
    }
    assert_eq!(asked, ["Companies/entityInformation/userDefinedFields", "Companies/query", "Companies/query"]);
    assert_eq!(ledger.most_at_once("companies"), 1);
}

#[tokio::test]
async fn without_a_field_for_tenant_ids_one_request_tells_it() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    let before = lab.ledger().await.requests().len();
    assert!(client.tenant_ids_of_companies().await.unwrap().is_empty());
    assert_eq!(lab.ledger().await.requests().len(), before + 1);
}

#[tokio::test]
async fn a_refused_field_is_an_error_and_the_companies_stay() {
    let lab = Lab::with_world(world_with_tenant_ids()).await;
    let client = lab.signed_in().await;
    let mut companies = Vec::new();
    client.companies(&mut |page, _| companies.extend(page)).await.unwrap();
    lab.set_faults(&["http-500@POST /Companies"]).await;
    assert_eq!(code(client.tenant_ids_of_companies().await.unwrap_err()), Code::BadAnswer);
    assert_eq!(companies.len(), 5);
}

#[tokio::test]
async fn a_contract_with_its_lines_and_units() {
    let lab = Lab::with_world(small_world()).await;
    let client = lab.signed_in().await;
    let contracts = client.contracts_of(&[174], &mut |_| {}).await.unwrap();
    let gold = contracts.iter().find(|contract| contract.id == 9).unwrap();
    assert_eq!((gold.name.as_str(), gold.company_id, gold.status), ("Gold", 174, 1));
    assert!(gold.is_recurring());
    assert_eq!((gold.start, gold.end), (Some(date(2026, 1, 1)), Some(date(2027, 1, 1))));
    assert_eq!(gold.period, Some(2));
    assert!(!contracts.iter().find(|contract| contract.id == 10).unwrap().is_recurring());

    let today = date(2026, 11, 24);
    let mut seen = Vec::new();
    let lines = client.lines_of(&[9, 10], Some(today), &mut |progress| seen.push(progress.loaded)).await.unwrap();
    assert_eq!(seen, [0, 2]);
    let line = lines.iter().find(|line| line.id == 77).unwrap();
    assert_eq!((line.contract_id, line.item_id, line.units_on(today)), (9, 5, 12));
    assert!(line.units.iter().all(|row| row.end >= today));
    let all = client.units_of(&[77], None).await.unwrap();
    assert!(all[&77].len() > line.units.len(), "rows before today are asked for too");
    assert!(all[&77].iter().any(|row| row.start == date(2026, 1, 1)));

    let services = client.services().await.unwrap();
    assert_eq!(services.iter().find(|service| service.id == 5).unwrap().name, "Petra monitoring");
}

#[tokio::test]
async fn picklists_of_tickets_and_contracts() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    let lists = client.ticket_lists().await.unwrap();
    for field in TicketField::ALL {
        assert!(lists.of(field).iter().any(|value| value.active), "{field:?} has no active value");
        assert!(lists.of(field).iter().all(|value| !value.label.is_empty()), "{field:?} has a value without a label");
        assert!(lists.of(field).is_sorted_by_key(|value| value.order), "{field:?} is not in Autotask's order");
    }
    assert!(lists.of(TicketField::Queue).iter().any(|value| !value.active), "an inactive queue is not shown");
    let issues = lists.of(TicketField::IssueType);
    for sub in lists.of(TicketField::SubIssueType) {
        assert!(issues.iter().any(|issue| Some(issue.value) == sub.parent), "{sub:?} hangs on nothing");
    }
    let types = client.contract_types().await.unwrap();
    assert_eq!(types.iter().find(|value| value.value == 7).unwrap().label, "Recurring Service");
}

#[tokio::test]
async fn every_list_of_the_usual_world_can_be_read_whole() {
    let lab = Lab::with_faults(&[]).await;
    let client = lab.signed_in().await;
    let mut companies = Vec::new();
    client.companies(&mut |page, _| companies.extend(page)).await.unwrap();
    let ids: Vec<i64> = companies.iter().map(|company| company.id).collect();
    let contracts = client.contracts_of(&ids, &mut |_| {}).await.unwrap();
    assert!(contracts.iter().all(|contract| contract.start.is_some() && contract.end.is_some()));
    let ids: Vec<i64> = contracts.iter().map(|contract| contract.id).collect();
    let lines = client.lines_of(&ids, None, &mut |_| {}).await.unwrap();
    assert!(lines.iter().any(|line| !line.units.is_empty()));
    let services = client.services().await.unwrap();
    for line in &lines {
        assert!(services.iter().any(|service| service.id == line.item_id), "{line:?} has no service");
    }
    let world = lab.world().await;
    let count = |entity: &str| world["entities"][entity].as_array().unwrap().len();
    assert_eq!(companies.len(), count("Companies"));
    assert_eq!(contracts.len(), count("Contracts"));
    assert_eq!(lines.len(), count("ContractServices"));
    assert_eq!(services.len(), count("Services"));
    let rows: usize = lines.iter().map(|line| line.units.len()).sum();
    assert_eq!(rows, count("ContractServiceUnits"));
}

fn small_world() -> serde_json::Value {
    json!({
        "entities": {
            "Companies": [
                {"id": 0, "companyName": "The MSP", "isActive": true},
                {"id": 174, "companyName": "Contoso, “Ltd” & Söhne", "isActive": true, "webAddress": "https://contoso.com"},
            ],
            "Contracts": [
                {"id": 9, "companyID": 174, "contractName": "Gold", "contractType": 7, "status": 1,
                 "startDate": "2026-01-01T00:00:00Z", "endDate": "2027-01-01T00:00:00Z", "contractPeriodType": 2},
                {"id": 10, "companyID": 174, "contractName": "Hours", "contractType": 1, "status": 0,
                 "startDate": "2026-01-01T00:00:00Z", "endDate": "2027-01-01T00:00:00Z"},
            ],
            "Services": [{"id": 5, "name": "Petra monitoring", "isActive": true}],
            "ContractServices": [{"id": 77, "contractID": 9, "serviceID": 5}],
        },
        "units": {"77": 12},
    })
}
