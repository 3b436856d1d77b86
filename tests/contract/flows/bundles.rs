//! Service bundles from Autotask to the catalog: by how few requests, and what happens where the API user may not see them.

use petra_autotask::domain::catalog::{Catalog, LineKind, Lookup};
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::ops::{self, Connection};
use petra_autotask::sandbox::Options;

use super::session::{Site, TODAY, world};

fn connects(site: &Site) -> Connection {
    let place = site.place("home");
    let credentials = site.credentials();
    site.tokio.block_on(ops::verify_access(&place, &credentials, None, &[], &mut |_| {})).unwrap()
}

/// The contracts of companies as a load finds them, and what was asked for.
fn loads(site: &Site, companies: &[i64]) -> (Result<Catalog, Diagnostic>, Vec<String>) {
    let connection = connects(site);
    let before = site.requests().len();
    let loaded = site.tokio.block_on(ops::load_billing(&connection, companies, &[], TODAY, &mut |_, _| {}));
    let mut requests = site.requests().split_off(before);
    requests.sort();
    let catalog = loaded.map(|found| {
        let mut catalog = Catalog::default();
        catalog.add_billing(companies.to_vec(), Vec::new(), found);
        catalog
    });
    (catalog, requests)
}

#[test]
fn a_bundle_costs_three_requests_and_no_bundle_one() {
    let site = Site::small();
    let (catalog, requests) = loads(&site, &[174, 190]);
    assert_eq!(
        requests,
        [
            "ContractServiceBundleUnits",
            "ContractServiceBundles",
            "ContractServiceUnits",
            "ContractServices",
            "Contracts",
            "ServiceBundles",
        ]
        .map(|entity| format!("/{entity}/query"))
    );
    let catalog = catalog.unwrap();
    let line = catalog.line(12, LineKind::Bundle, 77).found().unwrap();
    assert_eq!((line.item_id, line.units_on(TODAY)), (5, 4));
    assert!(line.units.iter().all(|row| row.end >= TODAY));
    assert_eq!(catalog.item(LineKind::Bundle, 5).found().unwrap().name, "Everything");
    assert_eq!(catalog.line(12, LineKind::Service, 77), Lookup::Missing);
    assert_eq!(catalog.line(9, LineKind::Service, 77).found().unwrap().units_on(TODAY), 12);

    let (_, requests) = loads(&site, &[174]);
    assert_eq!(
        requests,
        ["ContractServiceBundles", "ContractServiceUnits", "ContractServices", "Contracts"]
            .map(|entity| format!("/{entity}/query"))
    );
}

#[test]
fn where_bundles_are_not_shown_all_else_is_loaded() {
    for (fault, code) in [
        ("forbidden=ContractServiceBundles", Code::PermissionMissing),
        ("forbidden=ContractServiceBundleUnits", Code::PermissionMissing),
        ("forbidden=ServiceBundles", Code::PermissionMissing),
        ("unauthorized@POST /ContractServiceBundles", Code::PermissionMissing),
        ("http-500@POST /ContractServiceBundles", Code::BadAnswer),
    ] {
        let site = Site::of(Options { world: Some(world()), faults: vec![fault.to_owned()], ..Options::default() });
        let (catalog, _) = loads(&site, &[174, 190]);
        let catalog = catalog.unwrap();
        assert_eq!(catalog.bundles_refused().map(|why| why.code), Some(code), "{fault}");
        assert_eq!(catalog.line(12, LineKind::Bundle, 77), Lookup::NotLoaded, "{fault}");
        assert!(catalog.line(9, LineKind::Service, 77).found().is_some(), "{fault}");
    }
}

#[test]
fn what_is_wrong_with_the_line_ends_the_load_as_ever() {
    let faults = vec!["throttle@POST /ContractServiceBundles".to_owned()];
    let site = Site::of(Options { world: Some(world()), faults, ..Options::default() });
    assert_eq!(loads(&site, &[174]).0.unwrap_err().code, Code::Throttled);
}
