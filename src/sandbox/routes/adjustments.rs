//! Adjustments of contract lines: which line is meant, whether the contract takes one, and the prices of a line.
//! What happens to the units is in `units`.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Call;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::entities::Kind;
use crate::sandbox::filter::{key, unknown_field};
use crate::sandbox::rows::{Row, day, id as id_of};
use crate::sandbox::units::{self, Habits, Lines};
use crate::sandbox::world::{Adjustment, World};

/// An adjustment as it was asked for.
struct Wanted {
    line: Option<i64>,
    contract: Option<i64>,
    sold: Option<i64>,
    date: Date,
    change: i64,
    repriced: bool,
    again: bool,
}

pub fn create(call: &Call<'_>, world: &mut World, lines: Lines, body: &Map<String, Value>) -> Result<Answer, Refusal> {
    let wanted = read(lines, body)?;
    let contract_field = lines.line().entity().at("contractID");
    let line = existing(world, lines, &wanted)?;
    let contract = match line {
        Some(line) => world.row(lines.line(), line).and_then(|row| row.int(contract_field)),
        None => wanted.contract,
    };
    check_contract(call, world, lines, contract, &wanted)?;
    if wanted.change == 0 && !wanted.repriced && call.faults.take("zero-change-accepted", call.asked).is_none() {
        return Err(Refusal::error("Value does not exist for the required field unitChange"));
    }
    let line = match line {
        Some(line) => line,
        None => add_line(call, world, lines, &wanted)?,
    };
    let habits = Habits { posted_accepted: call.faults.take("posted-accepted", call.asked).is_some() };
    if call.faults.take("change-ignored", call.asked).is_none() {
        let times = if call.faults.take("change-doubled", call.asked).is_some() { 2 } else { 1 };
        units::adjust(world, lines, line, wanted.date, wanted.change * times, habits)?;
    }
    world.adjustments.push(Adjustment {
        contract_service_id: (lines == Lines::Services).then_some(line),
        contract_service_bundle_id: (lines == Lines::Bundles).then_some(line),
        unit_change: wanted.change,
        effective_date: wanted.date,
        at_ms: call.now_ms,
    });
    let number = call.faults.take("item-id-number", call.asked).is_some();
    let id = number.then(|| i64::try_from(world.adjustments.len()).unwrap_or(i64::MAX));
    Ok(Answer::written(id))
}

fn read(lines: Lines, body: &Map<String, Value>) -> Result<Wanted, Refusal> {
    let entity = lines.adjustments().entity();
    if let Some(unknown) = body.keys().find(|name| entity.field(name).is_none() && !is_internal(name)) {
        return Err(unknown_field(entity, unknown));
    }
    // On create no field may be null, whatever it is.
    if let Some((name, _)) = body.iter().find(|(name, value)| value.is_null() && !is_internal(name)) {
        return Err(Refusal::error(format!("Value cannot be null for {name}.")));
    }
    let number = |name: &str| -> Result<Option<i64>, Refusal> {
        match key(body, name) {
            None => Ok(None),
            Some(value) => match id_of(value) {
                Some(number) => Ok(Some(number)),
                None => Err(Refusal::error(format!("Error converting value {value} to type integer for {name}."))),
            },
        }
    };
    let required = |name: &str| Refusal::error(format!("Value does not exist for the required field {name}"));
    let date = key(body, "effectiveDate").ok_or_else(|| required("effectiveDate"))?;
    let again = match lines {
        Lines::Services => "allowRepeatService",
        Lines::Bundles => "allowRepeatServiceBundle",
    };
    Ok(Wanted {
        line: number(lines.line_field())?.filter(|id| *id != 0),
        contract: number("contractID")?.filter(|id| *id != 0),
        sold: number(lines.sold_field())?.filter(|id| *id != 0),
        date: date.as_str().and_then(day).ok_or_else(|| {
            Refusal::error(format!("Error converting value {date} to type datetime for effectiveDate."))
        })?,
        change: number("unitChange")?.unwrap_or(0),
        repriced: key(body, "adjustedUnitPrice").is_some(),
        again: key(body, again).and_then(Value::as_bool).unwrap_or(false),
    })
}

fn is_internal(name: &str) -> bool {
    name.eq_ignore_ascii_case("soapParentPropertyId") || name.eq_ignore_ascii_case("userDefinedFields")
}

fn no_reference(field: &str, kind: Kind) -> Refusal {
    Refusal::error(format!(
        "Reference value on field: {field} of type: {} does not exist or is invalid.",
        kind.entity().one
    ))
}

/// The line that is meant; none where it would have to be made.
fn existing(world: &World, lines: Lines, wanted: &Wanted) -> Result<Option<i64>, Refusal> {
    let entity = lines.line().entity();
    let (contract_at, sold_at) = (entity.at("contractID"), entity.at(lines.sold_field()));
    if let Some(line) = wanted.line {
        let row = world.row(lines.line(), line);
        let same = row.is_some_and(|row| {
            wanted.contract.is_none_or(|contract| row.int(contract_at) == Some(contract))
                && wanted.sold.is_none_or(|sold| row.int(sold_at) == Some(sold))
        });
        return if same { Ok(Some(line)) } else { Err(no_reference(lines.line_field(), lines.line())) };
    }
    let (Some(contract), Some(sold)) = (wanted.contract, wanted.sold) else {
        return Err(Refusal::error(format!("Value does not exist for the required field {}", lines.line_field())));
    };
    let found = world
        .table(lines.line())
        .rows()
        .iter()
        .find(|row| row.int(contract_at) == Some(contract) && row.int(sold_at) == Some(sold));
    Ok(found.filter(|_| !wanted.again).map(|row| row.id))
}

fn check_contract(
    call: &Call<'_>,
    world: &World,
    lines: Lines,
    contract: Option<i64>,
    wanted: &Wanted,
) -> Result<(), Refusal> {
    let entity = Kind::Contracts.entity();
    let row = contract
        .and_then(|contract| world.row(Kind::Contracts, contract))
        .ok_or_else(|| no_reference("contractID", Kind::Contracts))?;
    if row.int(entity.at("contractType")) != Some(7) {
        return Err(Refusal::error("The Contract must be of the type Recurring Service."));
    }
    if row.int(entity.at("status")) != Some(1) && call.faults.take("inactive-contract-accepted", call.asked).is_none() {
        return Err(Refusal::error("The Contract referenced by contractID is not active."));
    }
    let inside = units::term(row).is_some_and(|(start, end)| start <= wanted.date && wanted.date <= end);
    if inside {
        return Ok(());
    }
    Err(Refusal::error(format!(
        "{} effectiveDate must be between the start date and end date of the Contract referenced by contractID.",
        lines.adjustments().entity().one
    )))
}

/// The line that Autotask makes without a word where `contractID` and what is sold match none.
fn add_line(call: &Call<'_>, world: &mut World, lines: Lines, wanted: &Wanted) -> Result<i64, Refusal> {
    let sold = wanted.sold.and_then(|id| world.row(lines.catalogue(), id));
    let active = lines.catalogue().entity().at("isActive");
    let unknown = sold.is_none_or(|row| row.get(active) == &json!(false));
    if unknown || call.faults.take("no-auto-create", call.asked).is_some() {
        return Err(no_reference(lines.sold_field(), lines.catalogue()));
    }
    if wanted.change < 0 {
        return Err(Refusal::error("The unitChange would result in a negative number of units."));
    }
    let kind = lines.line();
    let entity = kind.entity();
    let id = world.table_mut(kind).take_id();
    let mut row = Row::new(id);
    row.set(entity.at("contractID"), wanted.contract);
    row.set(entity.at(lines.sold_field()), wanted.sold);
    price(world, kind, &mut row);
    world.table_mut(kind).push(row);
    Ok(id)
}

/// Prices of a line: the catalogue's, unless `adjustedPrice` says another.
pub fn price(world: &World, kind: Kind, row: &mut Row) {
    let lines = if kind == Kind::ContractServices { Lines::Services } else { Lines::Bundles };
    let entity = kind.entity();
    let catalogue = lines.catalogue();
    let list = row
        .int(entity.at(lines.sold_field()))
        .and_then(|id| world.row(catalogue, id))
        .map_or(Value::Null, |sold| sold.get(catalogue.entity().at("unitPrice")).clone());
    for name in ["unitPrice", "internalCurrencyUnitPrice"] {
        if row.get(entity.at(name)).is_null() {
            row.set(entity.at(name), list.clone());
        }
    }
    let adjusted = row.get(entity.at("adjustedPrice")).clone();
    let internal = entity.at("internalCurrencyAdjustedPrice");
    if !adjusted.is_null() {
        row.set(internal, adjusted);
    } else if row.get(internal).is_null() {
        row.set(internal, list);
    }
}
