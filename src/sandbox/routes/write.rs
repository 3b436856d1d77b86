//! Writing rows: create, update by PATCH and PUT, delete, with the checks that hold for every entity.
//! What is special to tickets and their notes is in `tickets`, adjustments are in `adjustments`.

use std::sync::PoisonError;

use serde_json::{Map, Value};

use super::{Call, adjustments, allow, tickets};
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::entities::{Entity, Field, Kind, Type};
use crate::sandbox::filter::{instant, unknown_field};
use crate::sandbox::rows::{Row, id as id_of, midnight, whole};
use crate::sandbox::units::{self, Lines};
use crate::sandbox::world::picklists::values;
use crate::sandbox::world::{Verb, World};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Create,
    /// Changes what is named.
    Patch,
    /// What is not named becomes null.
    Put,
}

pub fn create(call: &Call<'_>, kind: Kind, parent: Option<i64>) -> Result<Answer, Refusal> {
    let mut world = call.world.write().unwrap_or_else(PoisonError::into_inner);
    allow(&world, Verb::Create, kind)?;
    let mut body = call.object()?;
    name_parent(&world, kind, parent, &mut body)?;
    if let Some(lines) = [Lines::Services, Lines::Bundles].into_iter().find(|lines| lines.adjustments() == kind) {
        return adjustments::create(call, &mut world, lines, &body);
    }
    let mut row = Row::new(0);
    write(&world, kind, &mut row, &body, Mode::Create)?;
    match kind {
        Kind::Tickets => tickets::before_create(call, &world, &mut row)?,
        Kind::TicketNotes => tickets::before_note(&mut world, &mut row),
        Kind::ContractServices | Kind::ContractServiceBundles => {
            recurring(&world, &row, kind)?;
            adjustments::price(&world, kind, &mut row);
        }
        _ => {}
    }
    row.others.remove("soapParentPropertyId");
    world.fill_new(kind, &mut row);
    let id = world.table_mut(kind).take_id();
    row.id = id;
    row.set(0, id);
    world.table_mut(kind).push(row);
    Ok(Answer::written(Some(id)))
}

/// Services can only be on contracts of the type Recurring Service.
pub fn recurring(world: &World, row: &Row, kind: Kind) -> Result<(), Refusal> {
    let contract = row.int(kind.entity().at("contractID")).and_then(|id| world.row(Kind::Contracts, id));
    let contract_type = contract.and_then(|contract| contract.int(Kind::Contracts.entity().at("contractType")));
    if contract_type == Some(7) {
        Ok(())
    } else {
        Err(Refusal::error("The Contract must be of the type Recurring Service."))
    }
}

pub fn update(call: &Call<'_>, kind: Kind, parent: Option<i64>, put: bool) -> Result<Answer, Refusal> {
    let mut world = call.world.write().unwrap_or_else(PoisonError::into_inner);
    allow(&world, Verb::Update, kind)?;
    let body = call.object()?;
    let id = crate::sandbox::filter::key(&body, "id").and_then(id_of);
    let entity = kind.entity();
    let found = id.and_then(|id| world.row(kind, id)).filter(|row| match (parent, &entity.child_of) {
        (Some(parent), Some(child)) => row.int(entity.at(child.field)) == Some(parent),
        _ => true,
    });
    let Some(old) = found.cloned() else {
        return Err(Refusal::error("No matching records found."));
    };
    let mut row = old.clone();
    if put {
        for (place, field) in (0_u8..).zip(&entity.fields) {
            if field.on_update {
                row.set(place, Value::Null);
            }
        }
    }
    write(&world, kind, &mut row, &body, if put { Mode::Put } else { Mode::Patch })?;
    match kind {
        Kind::Tickets => tickets::before_update(call, &world, &old, &mut row, &body)?,
        Kind::ContractServices | Kind::ContractServiceBundles => adjustments::price(&world, kind, &mut row),
        _ => {}
    }
    let id = row.id;
    lay_row(&mut world, kind, row);
    if kind == Kind::Contracts
        && let Some(was) = units::term(&old)
    {
        units::refit(&mut world, id, was).inspect_err(|_| lay_row(&mut world, kind, old))?;
    }
    Ok(Answer::written(Some(id)))
}

fn lay_row(world: &mut World, kind: Kind, row: Row) {
    if let Some(place) = world.table_mut(kind).get_mut(row.id) {
        *place = row;
    }
}

pub fn delete(call: &Call<'_>, kind: Kind, parent: Option<i64>, id: i64) -> Result<Answer, Refusal> {
    let mut world = call.world.write().unwrap_or_else(PoisonError::into_inner);
    allow(&world, Verb::Delete, kind)?;
    let entity = kind.entity();
    let found = world.row(kind, id).is_some_and(|row| match (parent, &entity.child_of) {
        (Some(parent), Some(child)) => row.int(entity.at(child.field)) == Some(parent),
        _ => true,
    });
    if !found || !world.table_mut(kind).remove(id) {
        return Err(Refusal::error(
            "No message. No matching records found. The logged in Resource may not have the required permissions to delete the data.",
        ));
    }
    Ok(Answer::written(Some(id)))
}

/// The parent of the route is the parent of the row, whether the body says so or not.
fn name_parent(world: &World, kind: Kind, parent: Option<i64>, body: &mut Map<String, Value>) -> Result<(), Refusal> {
    let (Some(parent), Some(child)) = (parent, &kind.entity().child_of) else {
        return Ok(());
    };
    let said = body.keys().find(|key| key.eq_ignore_ascii_case(child.field)).cloned();
    let other = said.as_ref().is_some_and(|key| id_of(&body[key]) != Some(parent));
    if other || world.row(child.parent, parent).is_none() {
        let (_, field) = kind.entity().field(child.field).ok_or(Refusal::NoRoute)?;
        return Err(no_reference(field));
    }
    if said.is_none() {
        body.insert(child.field.to_owned(), parent.into());
    }
    Ok(())
}

fn no_reference(field: &Field) -> Refusal {
    Refusal::error(format!(
        "Reference value on field: {} of type: {} does not exist or is invalid.",
        field.name, field.reference
    ))
}

/// Lays the body over the row and checks what came out.
fn write(world: &World, kind: Kind, row: &mut Row, body: &Map<String, Value>, mode: Mode) -> Result<(), Refusal> {
    let entity = kind.entity();
    let before = row.clone();
    let mut errors = Vec::new();
    for (name, value) in body {
        let Some((place, field)) = entity.field(name) else {
            other(entity, row, name, value)?;
            continue;
        };
        let written = if mode == Mode::Create { field.on_create } else { field.on_update };
        if !written {
            continue;
        }
        if value.is_null() && mode == Mode::Create {
            errors.push(format!("Value cannot be null for {}.", field.name));
            continue;
        }
        match typed(field, value) {
            Ok(value) => row.set(place, value),
            Err(error) => errors.push(error),
        }
    }
    for (place, field) in (0_u8..).zip(&entity.fields) {
        let value = row.get(place);
        let missing = field.required && value.is_null() && errors.is_empty();
        let unnamed =
            mode == Mode::Patch && field.repeat && !body.keys().any(|key| key.eq_ignore_ascii_case(field.name));
        if missing || unnamed {
            errors.push(format!("Value does not exist for the required field {}", field.name));
        } else if !value.is_null() && (mode == Mode::Create || value != before.get(place)) {
            errors.extend(fits(world, kind, row, field, value));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal::Errors(errors)) }
}

fn other(entity: &Entity, row: &mut Row, name: &str, value: &Value) -> Result<(), Refusal> {
    if name.eq_ignore_ascii_case("userDefinedFields") {
        if value.is_array() {
            row.others.insert("userDefinedFields".into(), value.clone());
        }
        Ok(())
    } else if name.eq_ignore_ascii_case("soapParentPropertyId") {
        Ok(())
    } else {
        Err(unknown_field(entity, name))
    }
}

/// A value in the type of its field; text that is a number passes for one, as there.
fn typed(field: &Field, value: &Value) -> Result<Value, String> {
    let wrong = || format!("Error converting value {value} to type {} for {}.", field.kind.word(), field.name);
    match (field.kind, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Type::Integer | Type::Long, Value::String(text)) => {
            text.trim().parse::<i64>().map(Value::from).map_err(|_| wrong())
        }
        (Type::Integer | Type::Long, value) => whole(value).map(Value::from).ok_or_else(wrong),
        (Type::Double, Value::String(text)) => text.trim().parse::<f64>().map(Value::from).map_err(|_| wrong()),
        (Type::Double, Value::Number(_)) | (Type::Boolean, Value::Bool(_)) => Ok(value.clone()),
        (Type::DateTime, Value::String(text)) => moment(text).map(Value::from).ok_or_else(wrong),
        (Type::Text, Value::String(text)) => {
            if field.length > 0 && text.chars().count() > field.length {
                return Err(format!("{} must be less than or equal to {} characters", field.name, field.length));
            }
            Ok(value.clone())
        }
        (Type::Text, Value::Number(number)) => Ok(number.to_string().into()),
        _ => Err(wrong()),
    }
}

/// A day becomes midnight, and a time without a zone is one of UTC.
fn moment(text: &str) -> Option<String> {
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return Some(midnight(date));
    }
    let micros = instant(text)?;
    let moment = jiff::Timestamp::from_microsecond(micros).ok()?;
    Some(moment.to_string())
}

/// What is wrong with a value that is new to the row.
fn fits(world: &World, kind: Kind, row: &Row, field: &Field, value: &Value) -> Option<String> {
    if field.picklist {
        let list = values(&world.picklists, kind, field.name);
        let spelt = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let parent =
            (!field.picklist_parent.is_empty()).then(|| row.get(kind.entity().at(field.picklist_parent)).to_string());
        let fit = list.iter().any(|known| {
            known.value == spelt
                && known.is_active
                && parent.as_ref().is_none_or(|parent| known.parent_value == *parent)
        });
        // A list that the world does not have cannot be judged.
        return (!list.is_empty() && !fit)
            .then(|| format!("Picklist value [{spelt}] does not exist for {}", field.name));
    }
    let other = Kind::named(field.reference).filter(|_| !field.reference.is_empty())?;
    let target = whole(value).and_then(|id| world.row(other, id));
    let active = target.is_some_and(|target| match other.entity().field("isActive") {
        Some((place, _)) => !matches!(target.get(place), Value::Bool(false)) && target.int(place) != Some(0),
        None => true,
    });
    match no_reference(field) {
        Refusal::Errors(errors) if !active => errors.into_iter().next(),
        _ => None,
    }
}
