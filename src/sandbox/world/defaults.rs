//! The values that a row of a world may leave out.
//! What a world says is never changed here, not even a null.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{Petra, World, WorldError, petra};
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Row, Table, midnight};
use crate::sandbox::units::{self, Lines};

/// Fills in what the rows of all entities lack.
pub fn fill(world: &mut World) {
    let today = world.today;
    for kind in Kind::ALL {
        // Lines and their units look at the other tables.
        if matches!(kind, Kind::ContractServices | Kind::ContractServiceBundles) {
            fill_lines(world, kind);
        } else {
            change_all(world, kind, |row| fill_row(kind, row, today));
        }
    }
    for lines in [Lines::Services, Lines::Bundles] {
        units::complete(world, lines);
    }
}

fn change_all(world: &mut World, kind: Kind, mut change: impl FnMut(&mut Row)) {
    let table = world.table_mut(kind);
    let rows = table.rows().iter().map(|row| {
        let mut row = row.clone();
        change(std::sync::Arc::make_mut(&mut row));
        row
    });
    if let Ok(table) = Table::from_rows(kind, rows.collect()) {
        *world.table_mut(kind) = table;
    }
}

/// Fills in what one row lacks, as far as that needs no other row.
pub fn fill_row(kind: Kind, row: &mut Row, today: Date) {
    let id = row.id;
    let entity = kind.entity();
    let mut lacks = |name: &str, value: Value| {
        let place = entity.at(name);
        if row.said(place).is_none() {
            row.set(place, value);
        }
    };
    match kind {
        Kind::Companies => {
            lacks("companyName", json!(format!("Company {id}")));
            lacks("companyType", json!(1));
            lacks("isActive", json!(true));
        }
        Kind::Contacts => {
            lacks("firstName", json!("Contact"));
            lacks("lastName", json!(id.to_string()));
            lacks("isActive", json!(1));
        }
        Kind::Tickets => {
            lacks("ticketNumber", json!(ticket_number(today, id)));
            lacks("title", json!(format!("Ticket {id}")));
            lacks("status", json!(1));
            lacks("priority", json!(2));
            lacks("createDate", json!(midnight(today)));
            lacks("lastActivityDate", json!(midnight(today)));
        }
        Kind::TicketNotes => {
            lacks("title", json!("Note"));
            lacks("description", json!(""));
            lacks("noteType", json!(1));
            lacks("publish", json!(2));
            lacks("createDateTime", json!(midnight(today)));
        }
        Kind::Contracts => {
            lacks("contractName", json!(format!("Contract {id}")));
            lacks("contractType", json!(7));
            lacks("status", json!(1));
            lacks("contractPeriodType", json!(2));
            lacks("timeReportingRequiresStartAndStopTimes", json!(0));
            fill_term(row, today);
        }
        Kind::Services | Kind::ServiceBundles => {
            lacks("name", json!(format!("{} {id}", entity.one)));
            lacks("isActive", json!(true));
            lacks("periodType", json!(2));
            lacks("unitPrice", json!(0.0));
            lacks("billingCodeID", json!(29_683_278));
        }
        Kind::Resources => {
            lacks("isActive", json!(true));
            lacks("firstName", json!("Resource"));
            lacks("lastName", json!(id.to_string()));
            lacks("licenseType", json!(1));
        }
        _ => {}
    }
}

/// A contract that does not say its term runs today and for more than a year.
fn fill_term(row: &mut Row, today: Date) {
    let entity = Kind::Contracts.entity();
    let (start, end) = (entity.at("startDate"), entity.at("endDate"));
    if row.said(start).is_none() {
        row.set(start, midnight(today.first_of_year()));
    }
    if row.said(end).is_none() {
        let from = row.date(start).unwrap_or(today);
        let after = from.saturating_add(1.year()).max(date(today.year(), 12, 31));
        row.set(end, midnight(after.saturating_add(1.year())));
    }
}

fn fill_lines(world: &mut World, kind: Kind) {
    let bundles = kind == Kind::ContractServiceBundles;
    let catalogue = if bundles { Kind::ServiceBundles } else { Kind::Services };
    let entity = kind.entity();
    let service = entity.at(if bundles { "serviceBundleID" } else { "serviceID" });
    let (price, internal, adjusted) =
        (entity.at("unitPrice"), entity.at("internalCurrencyUnitPrice"), entity.at("internalCurrencyAdjustedPrice"));
    let prices: HashMap<i64, Value> = world
        .table(catalogue)
        .rows()
        .iter()
        .map(|row| (row.id, row.get(catalogue.entity().at("unitPrice")).clone()))
        .collect();
    change_all(world, kind, |row| {
        let own = row.int(service).and_then(|id| prices.get(&id).cloned());
        if row.said(price).is_none() {
            row.set(price, own.unwrap_or_else(|| json!(0.0)));
        }
        for place in [internal, adjusted] {
            if row.said(place).is_none() {
                row.set(place, row.get(price).clone());
            }
        }
    });
}

/// `T`, the day, and a number of four digits.
pub fn ticket_number(day: Date, number: i64) -> String {
    format!("T{}.{number:04}", day.strftime("%Y%m%d"))
}

/// Fills in what the rows of Petra lack; a figure that is not said stays unsaid.
pub fn fill_petra(petra: &mut Petra) -> Result<(), WorldError> {
    for (at, tenant) in petra.tenants.iter_mut().enumerate() {
        let id = petra::text(tenant, "petraTenantId").to_owned();
        if id.is_empty() {
            return Err(WorldError::new(
                format!("petra.tenants[{at}].petraTenantId"),
                "expected the tenant's id as text",
            ));
        }
        lacks(tenant, "name", json!(id));
        lacks(tenant, "microsoftTenantId", Value::Null);
        lacks(tenant, "isPaused", json!(false));
        lacks(tenant, "onboardingDate", Value::Null);
    }
    let tenants: HashMap<&str, &Value> =
        petra.tenants.iter().map(|tenant| (petra::text(tenant, "petraTenantId"), tenant)).collect();
    let known = |row: &Value, field: &str| -> Value {
        let tenant = tenants.get(petra::text(row, "petraTenantId"));
        tenant.map_or(Value::Null, |tenant| tenant[field].clone())
    };
    for row in &mut petra.usage {
        for (field, from) in [
            ("displayName", "name"),
            ("microsoftTenantId", "microsoftTenantId"),
            ("isPaused", "isPaused"),
            ("onboardingDate", "onboardingDate"),
            ("firstBillableDate", "onboardingDate"),
        ] {
            let value = known(row, from);
            lacks(row, field, value);
        }
        lacks(row, "service", json!("Monitoring"));
        lacks(row, "billableStatus", json!("Billable"));
        lacks(row, "proratingPercentageThisMonth", json!(100));
    }
    for (at, row) in petra.incidents.iter_mut().enumerate() {
        lacks(row, "id", json!(format!("inc_{:06}", at + 1)));
        lacks(row, "remediationStatus", json!("Open"));
        lacks(row, "isLive", json!(true));
    }
    Ok(())
}

fn lacks(row: &mut Value, field: &str, value: Value) {
    if let Some(row) = row.as_object_mut() {
        row.entry(field).or_insert(value);
    }
}
