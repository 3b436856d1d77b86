//! A world from JSON, laid over the defaults; what is wrong in it is said with its place.
//! Leaves the values that a row may lack to `defaults`, and the default world itself to `worldgen`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Access, Account, Adjustment, Petra, PickValue, Picklists, Verb, World, WorldError, defaults};
use crate::sandbox::entities::{Field, Kind, Type};
use crate::sandbox::filter::{instant, key};
use crate::sandbox::rows::{Row, Table, midnight, whole};
use crate::sandbox::units::{self, Lines};

type Object = Map<String, Value>;

const PARTS: [&str; 7] = ["today", "account", "entities", "units", "adjustments", "picklists", "petra"];

/// Something in the account that lies over the defaults; every key may be missing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccountOver {
    username: Option<String>,
    secret: Option<String>,
    tracking_id: Option<String>,
    locked: Option<bool>,
    #[serde(default)]
    access: BTreeMap<String, BTreeMap<Verb, Access>>,
}

impl World {
    /// Reads a world. `default` makes the world that missing parts come from, for the day that it is given.
    pub fn read(world: &Value, today: Date, default: impl FnOnce(Date) -> Self) -> Result<Self, WorldError> {
        let parts = object(world, "the world")?;
        if let Some(unknown) = parts.keys().find(|key| !PARTS.contains(&key.as_str())) {
            return Err(WorldError::new(unknown, format!("no part of a world; the parts are {}", PARTS.join(", "))));
        }
        let today = match parts.get("today") {
            None => today,
            Some(value) => value
                .as_str()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| WorldError::new("today", format!("expected a day like 2026-11-24, found {value}")))?,
        };
        let mut made = default(today);
        if let Some(value) = parts.get("account") {
            lay_account(&mut made.account, value)?;
        }
        if let Some(value) = parts.get("picklists") {
            lay_picklists(&mut made.picklists, value)?;
        }
        if let Some(value) = parts.get("petra") {
            read_petra(&mut made.petra, value)?;
        }
        if let Some(value) = parts.get("entities") {
            read_entities(&mut made, value)?;
        }
        if let Some(value) = parts.get("units") {
            read_units(&mut made, value)?;
        }
        made.adjustments = match parts.get("adjustments") {
            Some(value) => typed::<Vec<Adjustment>>(value, "adjustments")?,
            None => Vec::new(),
        };
        Ok(made)
    }
}

fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Object, WorldError> {
    value.as_object().ok_or_else(|| WorldError::new(place, format!("expected an object, found {}", kind_of(value))))
}

fn array<'a>(value: &'a Value, place: &str) -> Result<&'a [Value], WorldError> {
    match value {
        Value::Array(items) => Ok(items),
        _ => Err(WorldError::new(place, format!("expected a list, found {}", kind_of(value)))),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn typed<T: DeserializeOwned>(value: &Value, place: &str) -> Result<T, WorldError> {
    T::deserialize(value).map_err(|error| WorldError::new(place, error.to_string()))
}

fn kind(name: &str, place: &str) -> Result<Kind, WorldError> {
    Kind::named(name).ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.entity().name).collect();
        WorldError::new(format!("{place}.{name}"), format!("no entity of the sandbox; it has {}", known.join(", ")))
    })
}

fn lay_account(account: &mut Account, value: &Value) -> Result<(), WorldError> {
    let over: AccountOver = typed(value, "account")?;
    account.username = over.username.unwrap_or_else(|| std::mem::take(&mut account.username));
    account.secret = over.secret.unwrap_or_else(|| std::mem::take(&mut account.secret));
    account.tracking_id = over.tracking_id.unwrap_or_else(|| std::mem::take(&mut account.tracking_id));
    account.locked = over.locked.unwrap_or(account.locked);
    for (name, verbs) in over.access {
        let name = kind(&name, "account.access")?.entity().name;
        account.access.entry(name.into()).or_default().extend(verbs);
    }
    Ok(())
}

fn lay_picklists(picklists: &mut Picklists, value: &Value) -> Result<(), WorldError> {
    for (name, fields) in object(value, "picklists")? {
        let kind = kind(name, "picklists")?;
        for (name, values) in object(fields, &format!("picklists.{name}"))? {
            let place = format!("picklists.{kind}.{name}");
            let (_, field) = kind
                .entity()
                .field(name)
                .ok_or_else(|| WorldError::new(&place, format!("{kind} has no such field")))?;
            let values: Vec<PickValue> = typed(values, &place)?;
            let lists = picklists.entry(kind.entity().name.into()).or_default();
            lists.insert(field.name.into(), values);
        }
    }
    Ok(())
}

fn read_petra(petra: &mut Petra, value: &Value) -> Result<(), WorldError> {
    const LISTS: [&str; 5] = ["apiKey", "tenants", "usage", "billableUsers", "incidents"];
    let parts = object(value, "petra")?;
    if let Some(unknown) = parts.keys().find(|key| !LISTS.contains(&key.as_str())) {
        return Err(WorldError::new(
            format!("petra.{unknown}"),
            format!("no part of Petra's side; it has {}", LISTS.join(", ")),
        ));
    }
    if let Some(key) = parts.get("apiKey") {
        petra.api_key = typed(key, "petra.apiKey")?;
    }
    let list = |name: &str| -> Result<Vec<Value>, WorldError> {
        let place = format!("petra.{name}");
        let rows = parts.get(name).map_or(Ok(&[][..]), |value| array(value, &place))?;
        for (at, row) in rows.iter().enumerate() {
            object(row, &format!("{place}[{at}]"))?;
        }
        Ok(rows.to_vec())
    };
    petra.tenants = list("tenants")?;
    petra.usage = list("usage")?;
    petra.incidents = list("incidents")?;
    petra.billable_users = match parts.get("billableUsers") {
        None => BTreeMap::new(),
        Some(value) => object(value, "petra.billableUsers")?
            .iter()
            .map(|(tenant, users)| (tenant.clone(), super::petra::Users::Said(users.clone())))
            .collect(),
    };
    defaults::fill_petra(petra)
}

fn read_entities(world: &mut World, value: &Value) -> Result<(), WorldError> {
    for kind in Kind::ALL {
        world.set_table(Table::new(kind));
    }
    for (name, rows) in object(value, "entities")? {
        let kind = kind(name, "entities")?;
        let place = format!("entities.{kind}");
        let rows = array(rows, &place)?;
        let mut next = rows.iter().filter_map(said_id).max().unwrap_or(0);
        let rows: Result<Vec<Arc<Row>>, WorldError> = rows
            .iter()
            .enumerate()
            .map(|(at, row)| read_row(kind, row, &format!("{place}[{at}]"), &mut next).map(Arc::new))
            .collect();
        let table = Table::from_rows(kind, rows?)
            .map_err(|id| WorldError::new(&place, format!("two rows have the id {id}")))?;
        world.set_table(table);
    }
    defaults::fill(world);
    Ok(())
}

fn said_id(row: &Value) -> Option<i64> {
    whole(key(row.as_object()?, "id")?)
}

fn read_row(kind: Kind, value: &Value, place: &str, next: &mut i64) -> Result<Row, WorldError> {
    let said = object(value, place)?;
    let entity = kind.entity();
    let id = match key(said, "id") {
        None => {
            *next += 1;
            *next
        }
        Some(id) => whole(id)
            .filter(|id| *id >= 0)
            .ok_or_else(|| WorldError::new(format!("{place}.id"), format!("expected a whole number, found {id}")))?,
    };
    let mut row = Row::new(id);
    for (name, value) in said {
        match entity.field(name) {
            Some((0, _)) => {}
            Some((at, field)) => row.set(at, cell(field, value, place)?),
            None => {
                row.others.insert(name.clone(), value.clone());
            }
        }
    }
    Ok(row)
}

/// A value as the wire would have it: whole numbers without a fraction, days as midnight.
fn cell(field: &Field, value: &Value, place: &str) -> Result<Value, WorldError> {
    let expected =
        |what: &str| Err(WorldError::new(format!("{place}.{}", field.name), format!("expected {what}, found {value}")));
    match (field.kind, value) {
        (_, Value::Null) => Ok(Value::Null),
        // Old tenants have letters in some picklists.
        (Type::Integer, Value::String(_)) if field.picklist => Ok(value.clone()),
        (Type::Integer | Type::Long, _) => match whole(value) {
            Some(number) => Ok(number.into()),
            None => expected("a whole number"),
        },
        (Type::Double, Value::Number(_)) | (Type::Boolean, Value::Bool(_)) | (Type::Text, Value::String(_)) => {
            Ok(value.clone())
        }
        (Type::DateTime, Value::String(text)) => match (text.len(), text.parse::<Date>(), instant(text)) {
            (10, Ok(date), _) => Ok(midnight(date).into()),
            (_, _, Some(_)) => Ok(value.clone()),
            _ => expected("a day or a time"),
        },
        (Type::Double, _) => expected("a number"),
        (Type::Boolean, _) => expected("true or false"),
        (Type::Text, _) => expected("text"),
        (Type::DateTime, _) => expected("a day or a time"),
    }
}

fn read_units(world: &mut World, value: &Value) -> Result<(), WorldError> {
    let counted = [Lines::Services, Lines::Bundles].map(|lines| (lines, units::counted(world, lines)));
    for (line, number) in object(value, "units")? {
        let place = format!("units.{line}");
        let id: i64 = line.parse().map_err(|_| WorldError::new(&place, "the key is the id of a contract service"))?;
        let number = whole(number)
            .filter(|number| *number >= 0)
            .ok_or_else(|| WorldError::new(&place, format!("expected a number of units, found {number}")))?;
        let (lines, counted) = counted
            .iter()
            .find(|(lines, _)| world.row(lines.line(), id).is_some())
            .ok_or_else(|| WorldError::new(&place, "there is no such contract service"))?;
        if !counted.contains(&id) {
            units::state(world, *lines, id, number);
        }
    }
    Ok(())
}
