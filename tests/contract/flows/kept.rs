//! The second start: companies that the first one kept, and what is read of them nevertheless.

use jiff::Timestamp;
use petra_autotask::domain::billing::Account;
use petra_autotask::domain::catalog::Company;
use petra_autotask::domain::diagnostic::Code;
use petra_autotask::domain::reference::StoreKind;
use petra_autotask::ops;
use petra_autotask::state::{CompanyLines, State};
use petra_autotask::wizard::steps::mapping::Column;
use petra_autotask::wizard::{Message, Model, Step};
use serde_json::{Value, json};

use super::session::{Session, Site};
use super::walk::DEFAULTS;

/// A first start that was saved: all companies read and kept, Contoso and Litware mapped, the rest excluded.
fn saved(site: &Site) {
    let mut wizard = site.wizard("home", Vec::new());
    wizard.connects(site).reads_tenants(site).chooses_defaults(DEFAULTS).waits_for_companies().waits_until_kept();
    for (tenant, company) in [("ZZ2", "contoso"), ("ZZ4", "litware")] {
        wizard.on(tenant, Column::Company).picks(company);
    }
    for tenant in ["ZZ1", "ZZ3", "ZZ5", "ZZ6"] {
        wizard.on(tenant, Column::Company).tells(Message::Exclude).types("later").enters();
    }
    wizard.saves(StoreKind::Env);
    wizard.ends();
}

fn second(site: &Site) -> Session {
    site.wizard("home", site.secrets())
}

fn all_is_read(model: &Model) -> bool {
    model.shared.connected && !model.shared.is_loading() && model.shared.loads.tenant_ids.ready().is_some()
}

fn name(wizard: &Session, id: i64) -> Option<String> {
    wizard.model.shared.catalog.company(id).found().map(|company| company.name.clone())
}

fn codes(wizard: &Session, tenant: &str) -> Vec<Code> {
    let tenants = &wizard.model.shared.draft.tenants;
    let place = tenants.iter().position(|entry| entry.settings.id == tenant).unwrap();
    wizard.model.mapping.states[place].findings.iter().map(|finding| finding.code).collect()
}

fn of_company(rows: &mut [Value], id: i64) -> &mut Value {
    rows.iter_mut().find(|row| row["id"] == json!(id)).unwrap()
}

/// The state of the first start, to be changed behind the wizard's back.
fn state(site: &Site) -> State {
    State::open(&site.config("home").parent().unwrap().join("state")).unwrap()
}

fn account(site: &Site, username: &str) -> Account {
    let zone = site.tokio.block_on(async {
        let place = site.place("other");
        let mut zone = None;
        ops::verify_access(&place, &site.credentials(), None, &[], &mut |verified| {
            if let ops::Verified::Zone(Ok(found)) = verified {
                zone = Some(found.url);
            }
        })
        .await;
        zone.unwrap()
    });
    Account { username: username.to_owned(), zone }
}

#[test]
fn it_has_the_companies_at_once_and_asks_for_no_page_of_them() {
    let site = Site::small();
    saved(&site);
    let before = site.requests().len();
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    assert_eq!(wizard.model.step, Step::Mapping);
    assert_eq!(wizard.model.shared.catalog.companies().len(), 7);
    assert!(wizard.model.shared.catalog.companies_kept_at().is_some());
    assert_eq!(wizard.pages, Vec::<usize>::new());
    let mut requests: Vec<String> = site.requests().split_off(before);
    requests.retain(|request| request.starts_with("/Companies"));
    requests.sort();
    // The right to read them, with the one row that proves it; the two that are mapped; and which fields are for tenant ids.
    let expected = [
        "/Companies/entityInformation",
        "/Companies/entityInformation/userDefinedFields",
        "/Companies/query",
        "/Companies/query",
    ];
    assert_eq!(requests, expected);
    wizard.on("ZZ2", Column::Company).picks("fabrikam");
    assert_eq!(wizard.tenant("ZZ2").company.as_ref().map(|company| company.id), Some(180));
    wizard.until("the picked one", all_is_read);
    assert_eq!(codes(&wizard, "ZZ2"), []);
}

#[test]
fn the_list_is_there_although_companies_cannot_be_had() {
    let site = Site::small();
    saved(&site);
    site.set_faults(&["truncated@/Companies"]);
    let mut wizard = second(&site);
    wizard.waits_for_companies().until("the end of the test", |model| !model.connect.is_waiting());
    assert!(!wizard.model.shared.connected, "the right to read them cannot be proven");
    assert_eq!(name(&wizard, 174).as_deref(), Some("Contoso Ltd"));
    wizard.tells(Message::Goto(Step::Mapping)).on("ZZ2", Column::Company).picks("woodgrove bank");
    assert_eq!(wizard.tenant("ZZ2").company.as_ref().map(|company| company.id), Some(200));
}

#[test]
fn a_list_that_breaks_off_leaves_the_one_before_here_and_on_disk() {
    let site = Site::small();
    saved(&site);
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    site.set_faults(&["truncated@/Companies/query"]);
    wizard.tells(Message::AgainAll);
    wizard.until("the failure", |model| model.shared.loads.companies.failed().is_some());
    assert_eq!(wizard.model.shared.catalog.companies().len(), 7);
    assert!(!wizard.is_kept);
    wizard.ends();
    assert_eq!(
        state(&site).kept_companies(&account(&site, &site.says().username)).unwrap().unwrap().companies.len(),
        7
    );
}

#[test]
fn a_renamed_company_has_its_new_name_where_it_is_mapped_and_elsewhere_after_r() {
    let site = Site::small();
    saved(&site);
    site.change_rows("Companies", |rows| of_company(rows, 180)["companyName"] = json!("Fabrikam Group"));
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    assert_eq!(name(&wizard, 180).as_deref(), Some("Fabrikam, Inc. \"West\""), "nobody asked for it");
    wizard.tells(Message::AgainAll).until("all companies", |model| model.shared.catalog.companies_kept_at().is_none());
    assert_eq!(name(&wizard, 180).as_deref(), Some("Fabrikam Group"));
    wizard.waits_until_kept();
    wizard.ends();

    site.change_rows("Companies", |rows| of_company(rows, 174)["companyName"] = json!("Contoso Group"));
    let mut wizard = second(&site);
    wizard.until("all companies", |model| model.shared.catalog.companies_kept_at().is_none() && all_is_read(model));
    assert_eq!(codes(&wizard, "ZZ2"), [Code::Renamed], "it is mapped, and was read by its id");
}

#[test]
fn a_mapped_company_that_is_gone_or_inactive_is_found_out() {
    let site = Site::small();
    saved(&site);
    site.change_rows("Companies", |rows| {
        of_company(rows, 174)["isActive"] = json!(false);
        rows.retain(|row| row["id"] != json!(190));
    });
    let mut wizard = second(&site);
    wizard.until("all companies", |model| model.shared.catalog.companies_kept_at().is_none() && all_is_read(model));
    assert_eq!(codes(&wizard, "ZZ2").first(), Some(&Code::CompanyInactive));
    assert_eq!(codes(&wizard, "ZZ4").first(), Some(&Code::CompanyMissing));
    assert_eq!(name(&wizard, 190), None);
    wizard.waits_until_kept();
    wizard.ends();
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    assert!(wizard.model.shared.catalog.companies_kept_at().is_some());
    assert_eq!(wizard.model.shared.catalog.companies().len(), 6, "it does not live on");
}

/// A list as it is kept.
fn list(companies: &[(i64, &str)]) -> CompanyLines {
    let company = |&(id, name): &(i64, &str)| Company { id, name: name.to_owned(), active: true, ..Company::default() };
    let mut lines = CompanyLines::default();
    lines.push(&companies.iter().map(company).collect::<Vec<_>>());
    lines
}

#[test]
fn another_users_list_is_not_shown() {
    let site = Site::small();
    saved(&site);
    let other = account(&site, "other@example.com");
    state(&site).keep_companies(&other, Timestamp::now(), &list(&[(900, "Somebody else's")])).unwrap();
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    assert_eq!((name(&wizard, 900), wizard.model.shared.catalog.companies().len()), (None, 7));
}

#[test]
fn a_list_is_read_again_unasked_once_it_is_old() {
    let site = Site::small();
    saved(&site);
    let ours = account(&site, &site.says().username);
    // What is mapped is as it is in Autotask: only its age tells that the list is old.
    let kept = list(&[(174, "Contoso Ltd"), (190, "Litware GmbH"), (900, "Long gone")]);
    let hours_ago = |hours| Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    state(&site).keep_companies(&ours, hours_ago(11), &kept).unwrap();
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    assert_eq!(name(&wizard, 900).as_deref(), Some("Long gone"));
    wizard.ends();

    state(&site).keep_companies(&ours, hours_ago(13), &kept).unwrap();
    let mut wizard = second(&site);
    wizard.waits_for_companies();
    assert_eq!(name(&wizard, 900).as_deref(), Some("Long gone"), "until the new one is whole");
    wizard.until("all companies", |model| model.shared.catalog.companies_kept_at().is_none() && all_is_read(model));
    assert_eq!((name(&wizard, 900), wizard.model.shared.catalog.companies().len()), (None, 7));
}

#[test]
fn a_damaged_list_is_said_and_read_from_autotask() {
    let site = Site::small();
    saved(&site);
    let file = site.config("home").with_file_name("state").join("state.db");
    let database = rusqlite::Connection::open(file).unwrap();
    database.execute("UPDATE kept_companies SET list = zeroblob(100)", []).unwrap();
    drop(database);
    let mut wizard = second(&site);
    wizard.until("that it was looked for", |model| model.shared.loads.kept_companies.failed().is_some());
    wizard.until("all that is asked for", all_is_read).waits_until_kept();
    assert_eq!(wizard.model.shared.catalog.companies().len(), 7);
    wizard.ends();
    let mut wizard = second(&site);
    wizard.until("all that is asked for", all_is_read);
    assert!(wizard.model.shared.catalog.companies_kept_at().is_some(), "it was kept anew");
}
