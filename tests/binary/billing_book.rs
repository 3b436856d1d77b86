//! A book of tenants, each with a line of its own, the config that maps them, and what became of their lines.

use serde_json::{Value, json};

use super::lab::{Lab, TODAY};
use super::worlds::contract;

/// Units of a tenant's line before, and those that are wanted.
pub fn before(tenant: i64) -> i64 {
    10 + tenant
}

pub fn wanted(tenant: i64) -> i64 {
    // Some up, some down, none as it is.
    if tenant % 3 == 0 { before(tenant) - 2 } else { before(tenant) + 3 }
}

/// A world in which every tenant has a company, a contract and a line.
pub fn world(tenants: i64) -> Value {
    let list = |row: fn(i64) -> Value| (1..=tenants).map(row).collect::<Vec<_>>();
    let units: serde_json::Map<_, _> =
        (1..=tenants).map(|tenant| ((1000 + tenant).to_string(), before(tenant).into())).collect();
    json!({
        "today": TODAY,
        "account": {"username": "api@example.com", "secret": "Horse-Battery-7", "trackingId": "TRACKINGIDENTIFIER0000000001"},
        "entities": {
            "Companies": list(|tenant| json!({"id": 2000 + tenant, "companyName": format!("Company {tenant}")})),
            "Contracts": list(|tenant| contract(3000 + tenant, 2000 + tenant, "Managed Security")),
            "Services": [{"id": 5, "name": "Petra monitoring"}],
            "ContractServices": list(|tenant| json!({"id": 1000 + tenant, "contractID": 3000 + tenant, "serviceID": 5})),
            "ContractServiceUnits": [], "Tickets": [], "TicketNotes": [], "Resources": [],
        },
        "units": units,
        "petra": {"apiKey": "petra-key-abcdefgh", "tenants": []},
    })
}

pub fn id(tenant: i64) -> String {
    format!("T{tenant:04}")
}

/// The config that maps every tenant to its line.
pub fn config(tenants: i64) -> Value {
    let tenants: Vec<_> = (1..=tenants)
        .map(|tenant| {
            json!({"id": id(tenant), "name": format!("Tenant {tenant}"),
                "company": {"id": 2000 + tenant, "name": format!("Company {tenant}")},
                "billing": {"contract": {"id": 3000 + tenant, "name": "Managed Security"},
                    "service": {"id": 5, "name": "Petra monitoring", "contractServiceId": 1000 + tenant}}})
        })
        .collect();
    let named = |id: i64, name: &str| json!({"id": id, "name": name});
    json!({
        "$schema": "config.schema.json", "version": 1,
        "autotask": {"username": "api@example.com",
            "zone": {"name": "Sandbox", "url": "http://127.0.0.1:9/ATServicesRest/", "webUrl": "http://127.0.0.1:9/"},
            "secret": "env:AUTOTASK_SECRET", "trackingId": "env:AUTOTASK_TRACKING_ID"},
        "ticketing": {"queue": named(1, "Security"), "statusNew": named(1, "New"),
            "statusUpdate": named(8, "In Progress"), "priority": named(2, "Medium")},
        "tenants": tenants,
    })
}

/// A lab with the book, its config and its usage as files.
pub fn lab(tenants: i64) -> Lab {
    let lab = Lab::of(&world(tenants));
    lab.home.write("config.json", config(tenants).to_string());
    let rows: Vec<_> = (1..=tenants).map(|tenant| format!("{},{}", id(tenant), wanted(tenant))).collect();
    lab.home.write("usage.csv", format!("tenant_id,units\n{}\n", rows.join("\n")));
    lab
}

pub const SYNC: [&str; 8] = ["billing", "sync", "--yes", "--json", "--config", "config.json", "--usage", "usage.csv"];

/// Units in force today on a line, by the world's rows as totals.
pub fn units_of(world: &Value, line: i64) -> i64 {
    let rows = world["entities"]["ContractServiceUnits"].as_array().unwrap();
    let day = |row: &Value, field: &str| row[field].as_str().unwrap()[..10].to_owned();
    let mut in_force: Vec<_> = rows
        .iter()
        .filter(|row| row["contractServiceID"] == line)
        .filter(|row| day(row, "startDate").as_str() <= TODAY && TODAY <= day(row, "endDate").as_str())
        .collect();
    in_force.sort_by_key(|row| (day(row, "startDate"), row["id"].as_i64()));
    in_force.last().map_or(0, |row| row["units"].as_i64().unwrap())
}

/// How often a line was adjusted.
pub fn adjustments_of(world: &Value, line: i64) -> usize {
    world["adjustments"].as_array().unwrap().iter().filter(|one| one["contractServiceID"] == line).count()
}

pub fn world_of(lab: &Lab) -> Value {
    lab.sandbox.control("GET", "world", &Value::Null)
}

/// Every line has what is wanted, by one change each.
#[track_caller]
pub fn assert_exact(lab: &Lab, tenants: i64, what: &str) {
    let world = world_of(lab);
    for tenant in 1..=tenants {
        let line = 1000 + tenant;
        assert_eq!(units_of(&world, line), wanted(tenant), "{what}: units of line {line}");
        assert_eq!(adjustments_of(&world, line), 1, "{what}: adjustments of line {line}");
    }
}
