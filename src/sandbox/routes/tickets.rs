//! What is special to tickets and their notes: numbers, completion, assignment, faults that refuse a ticket.

use serde_json::{Map, Value, json};

use super::Call;
use crate::sandbox::answer::Refusal;
use crate::sandbox::entities::Kind;
use crate::sandbox::filter::key;
use crate::sandbox::rows::{Row, whole};
use crate::sandbox::world::World;

const COMPLETE: i64 = 5;
const API_USER: i64 = 7;

pub fn before_create(call: &Call<'_>, world: &World, row: &mut Row) -> Result<(), Refusal> {
    let entity = Kind::Tickets.entity();
    let at = |name: &str| entity.at(name);
    for (fault, name) in
        [("deactivated-status", "status"), ("queue-gone", "queueID"), ("company-inactive", "companyID")]
    {
        refuse(call, fault, name, row.get(at(name)))?;
    }
    // A value that is neither the row's nor the entity's asks for nothing.
    for name in call.faults.values("extra-required-field", call.asked) {
        let missing = entity.field(&name).is_some_and(|(place, _)| row.get(place).is_null());
        if missing && call.faults.take_about("extra-required-field", &name, call.asked) {
            return Err(Refusal::error(format!("{name} is required")));
        }
    }
    assigned(row)?;
    contact_of_company(world, row)?;
    if row.get(at("queueID")).is_null() && row.get(at("assignedResourceID")).is_null() {
        return Err(Refusal::error("queueID is required"));
    }
    let now = world.now();
    row.set(at("ticketNumber"), number(world));
    row.set(at("createDate"), now.clone());
    row.set(at("lastActivityDate"), now.clone());
    row.set(at("lastTrackedModificationDateTime"), now.clone());
    row.set(at("creatorResourceID"), api_user(world));
    complete(world, &now, None, row);
    Ok(())
}

pub fn before_update(
    call: &Call<'_>,
    world: &World,
    old: &Row,
    row: &mut Row,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let entity = Kind::Tickets.entity();
    for (fault, name) in
        [("deactivated-status", "status"), ("queue-gone", "queueID"), ("company-inactive", "companyID")]
    {
        if let Some(value) = key(body, name) {
            refuse(call, fault, name, value)?;
        }
    }
    assigned(row)?;
    contact_of_company(world, row)?;
    let now = world.now();
    row.set(entity.at("lastActivityDate"), now.clone());
    row.set(entity.at("lastTrackedModificationDateTime"), now.clone());
    complete(world, &now, Some(old), row);
    Ok(())
}

fn refuse(call: &Call<'_>, fault: &str, name: &str, value: &Value) -> Result<(), Refusal> {
    let value = whole(value).map_or_else(|| value.to_string(), |number| number.to_string());
    if !call.faults.take_about(fault, &value, call.asked) {
        return Ok(());
    }
    Err(Refusal::error(if fault == "company-inactive" {
        format!("Reference value on field: {name} of type: Company does not exist or is invalid.")
    } else {
        format!("Picklist value [{value}] does not exist for {name}")
    }))
}

fn assigned(row: &Row) -> Result<(), Refusal> {
    let entity = Kind::Tickets.entity();
    let has = |name: &str| !row.get(entity.at(name)).is_null();
    if has("assignedResourceID") == has("assignedResourceRoleID") {
        return Ok(());
    }
    Err(Refusal::error(
        "When assigning a Resource, you must assign both a assignedResourceID and assignedResourceRoleID.",
    ))
}

/// The contact of a ticket is one of the ticket's company.
fn contact_of_company(world: &World, row: &Row) -> Result<(), Refusal> {
    let entity = Kind::Tickets.entity();
    let Some(contact) = row.int(entity.at("contactID")) else {
        return Ok(());
    };
    let company = Kind::Contacts.entity().at("companyID");
    let own = world.row(Kind::Contacts, contact).and_then(|contact| contact.int(company));
    if own.is_some() && own == row.int(entity.at("companyID")) {
        return Ok(());
    }
    Err(Refusal::error("Reference value on field: contactID of type: Contact does not exist or is invalid."))
}

/// Completing a ticket says when and by whom; opening it again forgets both.
fn complete(world: &World, now: &str, old: Option<&Row>, row: &mut Row) {
    let entity = Kind::Tickets.entity();
    let status = entity.at("status");
    let (date, by) = (entity.at("completedDate"), entity.at("completedByResourceID"));
    let was = old.and_then(|old| old.int(status)) == Some(COMPLETE);
    match (row.int(status) == Some(COMPLETE), was) {
        (true, false) => {
            row.set(date, now);
            row.set(by, api_user(world));
        }
        (false, _) => {
            row.set(date, Value::Null);
            row.set(by, Value::Null);
        }
        (true, true) => {}
    }
}

fn api_user(world: &World) -> Value {
    let place = Kind::Resources.entity().at("licenseType");
    let user = world.table(Kind::Resources).rows().iter().find(|row| row.int(place) == Some(API_USER));
    user.map_or(Value::Null, |user| json!(user.id))
}

/// The next number of the day: `T20261124.0007`.
fn number(world: &World) -> String {
    let place = Kind::Tickets.entity().at("ticketNumber");
    let start = format!("T{}.", world.today.strftime("%Y%m%d"));
    let numbers = world.table(Kind::Tickets).rows().iter().filter_map(|row| {
        let number = row.get(place).as_str()?.strip_prefix(&start)?;
        number.parse::<u32>().ok()
    });
    format!("{start}{:04}", numbers.max().unwrap_or(0) + 1)
}

/// A note says who wrote it and when, and is an activity of its ticket.
pub fn before_note(world: &mut World, note: &mut Row) {
    let entity = Kind::TicketNotes.entity();
    let now = world.now();
    note.set(entity.at("createDateTime"), now.clone());
    note.set(entity.at("lastActivityDate"), now.clone());
    note.set(entity.at("creatorResourceID"), api_user(world));
    if let Some(ticket) = note.int(entity.at("ticketID")).and_then(|id| world.table_mut(Kind::Tickets).get_mut(id)) {
        ticket.set(Kind::Tickets.entity().at("lastActivityDate"), now);
    }
}
