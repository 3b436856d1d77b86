//! Units of contract lines: a row for each billing period of the contract, and what an adjustment does to them.
//! Leaves the request itself, its ids and the creation of a missing line to `routes::adjustments`.
//!
//! ```text
//! periods of the contract   |---- 12 ----|---- 12 ----|---- 12 ----|
//! +3 on a day inside         |---- 12 ----|-12-|--15---|---- 15 ----|
//! ```
//!
//! Neighbours share their boundary day; of two rows that cover a day the one that starts later holds.

mod term;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::sandbox::answer::Refusal;
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Row, midnight};
use crate::sandbox::world::World;

pub use self::term::refit;

/// What is said where a change would touch a period that is approved and posted.
const POSTED: &str = "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period";

/// Services and bundles of services are counted the same way, under other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    Services,
    Bundles,
}

impl Lines {
    pub fn line(self) -> Kind {
        match self {
            Self::Services => Kind::ContractServices,
            Self::Bundles => Kind::ContractServiceBundles,
        }
    }

    pub fn units(self) -> Kind {
        match self {
            Self::Services => Kind::ContractServiceUnits,
            Self::Bundles => Kind::ContractServiceBundleUnits,
        }
    }

    pub fn catalogue(self) -> Kind {
        match self {
            Self::Services => Kind::Services,
            Self::Bundles => Kind::ServiceBundles,
        }
    }

    pub fn adjustments(self) -> Kind {
        match self {
            Self::Services => Kind::ContractServiceAdjustments,
            Self::Bundles => Kind::ContractServiceBundleAdjustments,
        }
    }

    /// The field that names the line.
    pub fn line_field(self) -> &'static str {
        match self {
            Self::Services => "contractServiceID",
            Self::Bundles => "contractServiceBundleID",
        }
    }

    /// The field that names what is sold.
    pub fn sold_field(self) -> &'static str {
        match self {
            Self::Services => "serviceID",
            Self::Bundles => "serviceBundleID",
        }
    }
}

/// The billing periods between two days, stepping from the first; each ends on the day the next begins.
pub fn periods(start: Date, end: Date, months: i32) -> Vec<(Date, Date)> {
    let mut periods = Vec::new();
    let mut from = start;
    // A contract of a thousand periods is a slip of the pen, not a contract.
    for step in 1..=1000 {
        let until = start.saturating_add((months * step).months());
        if until >= end {
            break;
        }
        periods.push((from, until));
        from = until;
    }
    if from <= end {
        periods.push((from, end));
    }
    periods
}

/// Months of a `contractPeriodType`; monthly where it is something else.
fn months(contract: &Row) -> i32 {
    match contract.int(Kind::Contracts.entity().at("contractPeriodType")) {
        Some(3) => 3,
        Some(4) => 6,
        Some(5) => 12,
        _ => 1,
    }
}

/// First and last day of a contract.
pub fn term(contract: &Row) -> Option<(Date, Date)> {
    let entity = Kind::Contracts.entity();
    Some((contract.date(entity.at("startDate"))?, contract.date(entity.at("endDate"))?))
}

/// The rows of one line by start, then id: where they are in the table, and what they say.
#[derive(Clone, Debug)]
struct Period {
    id: i64,
    start: Date,
    end: Date,
    units: i64,
    posted: bool,
}

/// Places of the fields of a unit row.
struct Places {
    line: u8,
    start: u8,
    end: u8,
    units: u8,
    posted: u8,
    contract: u8,
    sold: u8,
    price: u8,
}

impl Places {
    fn of(lines: Lines) -> Self {
        let entity = lines.units().entity();
        Self {
            line: entity.at(lines.line_field()),
            start: entity.at("startDate"),
            end: entity.at("endDate"),
            units: entity.at("units"),
            posted: entity.at("approveAndPostDate"),
            contract: entity.at("contractID"),
            sold: entity.at(lines.sold_field()),
            price: entity.at("price"),
        }
    }

    fn period(&self, row: &Row) -> Option<Period> {
        Some(Period {
            id: row.id,
            start: row.date(self.start)?,
            end: row.date(self.end)?,
            units: row.int(self.units).unwrap_or(0),
            posted: !row.get(self.posted).is_null(),
        })
    }
}

fn periods_of(world: &World, lines: Lines, line: i64) -> Vec<Period> {
    let places = Places::of(lines);
    let rows = world.table(lines.units()).rows().iter();
    let mut periods: Vec<Period> =
        rows.filter(|row| row.int(places.line) == Some(line)).filter_map(|row| places.period(row)).collect();
    periods.sort_by_key(|period| (period.start, period.id));
    periods
}

/// Which of these holds on a day: of those that cover it the one that starts last.
fn in_force(periods: &[Period], day: Date) -> Option<usize> {
    periods.iter().rposition(|period| period.start <= day && day <= period.end)
}

/// The number in force today, by contract service or bundle; of two with one id the service has it, as when it is read.
pub fn in_force_today(world: &World) -> BTreeMap<String, i64> {
    let mut held = held_today(world, Lines::Bundles);
    held.retain(|line, _| world.row(Kind::ContractServices, *line).is_none());
    held.extend(held_today(world, Lines::Services));
    held.into_iter().map(|(line, units)| (line.to_string(), units)).collect()
}

fn held_today(world: &World, lines: Lines) -> HashMap<i64, i64> {
    let places = Places::of(lines);
    let mut held: HashMap<i64, (Date, i64, i64)> = HashMap::new();
    for row in world.table(lines.units()).rows() {
        let (Some(line), Some(period)) = (row.int(places.line), places.period(row)) else {
            continue;
        };
        if period.start <= world.today && world.today <= period.end {
            let this = (period.start, period.id, period.units);
            held.entry(line).and_modify(|best| *best = (*best).max(this)).or_insert(this);
        }
    }
    held.into_iter().map(|(line, (_, _, units))| (line, units)).collect()
}

/// The lines that have rows.
pub fn counted(world: &World, lines: Lines) -> HashSet<i64> {
    let place = Places::of(lines).line;
    world.table(lines.units()).rows().iter().filter_map(|row| row.int(place)).collect()
}

/// Gives a line that has no rows yet that number of units in every period of its contract.
pub fn state(world: &mut World, lines: Lines, line: i64, units: i64) {
    if let Some((start, end)) = contract_of(world, lines, line).and_then(term) {
        add_rows(world, lines, line, start, end, units);
    }
}

/// Adds rows of that number of units for the periods of the contract between two days, `start` included.
pub fn add_rows(world: &mut World, lines: Lines, line: i64, start: Date, end: Date, units: i64) {
    let Some(contract) = contract_of(world, lines, line) else {
        return;
    };
    let Some((first, last)) = term(contract) else { return };
    let (months, contract) = (months(contract), contract.id);
    let sold = sold(world, lines, line);
    let price = unit_price(world, lines, line);
    let places = Places::of(lines);
    for (from, until) in periods(first, last, months) {
        if until <= start && until != last || from >= end && from != start {
            continue;
        }
        let (from, until) = (from.max(start), until.min(end));
        if from > until {
            continue;
        }
        let table = world.table_mut(lines.units());
        let mut row = Row::new(table.take_id());
        row.set(places.contract, contract);
        row.set(places.line, line);
        row.set(places.sold, sold.clone());
        row.set(places.start, midnight(from));
        row.set(places.end, midnight(until));
        set_units(&mut row, &places, units, price);
        table.push(row);
    }
}

fn set_units(row: &mut Row, places: &Places, units: i64, price: f64) {
    row.set(places.units, units);
    // The row's whole amount, not the price of one.
    #[expect(clippy::cast_precision_loss, reason = "units of a licence, far below 2^53")]
    let extended = (units as f64 * price * 100.0).round() / 100.0;
    row.set(places.price, json!(extended));
}

fn contract_of(world: &World, lines: Lines, line: i64) -> Option<&Row> {
    let row = world.row(lines.line(), line)?;
    let contract = row.int(lines.line().entity().at("contractID"))?;
    world.row(Kind::Contracts, contract)
}

fn sold(world: &World, lines: Lines, line: i64) -> Value {
    let place = lines.line().entity().at(lines.sold_field());
    world.row(lines.line(), line).map_or(Value::Null, |row| row.get(place).clone())
}

fn unit_price(world: &World, lines: Lines, line: i64) -> f64 {
    let place = lines.line().entity().at("unitPrice");
    world.row(lines.line(), line).and_then(|row| row.get(place).as_f64()).unwrap_or(0.0)
}

/// Fills in what unit rows of a given world lack: contract, what is sold, price.
pub fn complete(world: &mut World, lines: Lines) {
    let places = Places::of(lines);
    let ids: Vec<(i64, Option<i64>)> = {
        let rows = world.table(lines.units()).rows().iter();
        rows.map(|row| (row.id, row.int(places.line))).collect()
    };
    for (id, line) in ids {
        let Some(line) = line else { continue };
        let contract = contract_of(world, lines, line).map_or(Value::Null, |row| json!(row.id));
        let (sold, price) = (sold(world, lines, line), unit_price(world, lines, line));
        let Some(row) = world.table_mut(lines.units()).get_mut(id) else {
            continue;
        };
        for (place, value) in [(places.contract, contract), (places.sold, sold), (places.units, json!(0))] {
            if row.said(place).is_none() {
                row.set(place, value);
            }
        }
        if row.said(places.price).is_none() {
            let units = row.int(places.units).unwrap_or(0);
            set_units(row, &places, units, price);
        }
    }
}

/// What of adjustments can be switched.
#[derive(Clone, Copy, Default)]
pub struct Habits {
    /// A period that is approved and posted can be changed all the same.
    pub posted_accepted: bool,
}

/// Changes the row in force on a day and all later ones, or refuses and leaves everything as it is.
///
/// The day has to be inside the contract: the caller has looked.
pub fn adjust(
    world: &mut World,
    lines: Lines,
    line: i64,
    day: Date,
    change: i64,
    habits: Habits,
) -> Result<(), Refusal> {
    let periods = periods_of(world, lines, line);
    let current = in_force(&periods, day);
    if adjusted_on(world, lines, line, day) {
        return Err(Refusal::error("Attempt to insert duplicate data into contract_service_period"));
    }
    let later: Vec<&Period> = periods.iter().filter(|period| period.start > day).collect();
    let mut touched = later.iter().copied().chain(current.map(|at| &periods[at]));
    if !habits.posted_accepted && touched.any(|period| period.posted) {
        return Err(Refusal::error(POSTED));
    }
    let held = current.map_or(0, |at| periods[at].units);
    if held + change < 0 || later.iter().any(|period| period.units + change < 0) {
        return Err(Refusal::error("The unitChange would result in a negative number of units."));
    }
    let places = Places::of(lines);
    let price = unit_price(world, lines, line);
    for period in &later {
        if let Some(row) = world.table_mut(lines.units()).get_mut(period.id) {
            set_units(row, &places, period.units + change, price);
        }
    }
    match current.map(|at| &periods[at]) {
        Some(period) if period.start == day => {
            if let Some(row) = world.table_mut(lines.units()).get_mut(period.id) {
                set_units(row, &places, held + change, price);
            }
        }
        Some(period) => split(world, lines, period, day, held + change, price),
        // A line without a count on that day begins to have one.
        None => {
            let next = later.first().map(|period| period.start);
            let until = next.or_else(|| contract_of(world, lines, line).and_then(term).map(|(_, end)| end));
            if let Some(until) = until {
                add_rows(world, lines, line, day, until, change);
            }
        }
    }
    Ok(())
}

fn split(world: &mut World, lines: Lines, period: &Period, day: Date, units: i64, price: f64) {
    let places = Places::of(lines);
    let table = world.table_mut(lines.units());
    let id = table.take_id();
    let Some(row) = table.get_mut(period.id) else { return };
    row.set(places.end, midnight(day));
    let mut second = Row::new(id);
    for place in [places.contract, places.line, places.sold] {
        second.set(place, row.get(place).clone());
    }
    second.set(places.start, midnight(day));
    second.set(places.end, midnight(period.end));
    set_units(&mut second, &places, units, price);
    table.push(second);
}

fn adjusted_on(world: &World, lines: Lines, line: i64, day: Date) -> bool {
    world.adjustments.iter().any(|adjustment| {
        let adjusted = match lines {
            Lines::Services => adjustment.contract_service_id,
            Lines::Bundles => adjustment.contract_service_bundle_id,
        };
        adjusted == Some(line) && adjustment.effective_date == day
    })
}

/// How unit rows are shown: as they are, or in one of the readings that nobody has confirmed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    /// A row ends on the day before its neighbour begins.
    pub exclusive_end: bool,
    /// A row that an adjustment made holds the change alone and lasts to the end of the period, beside the full one.
    pub deltas: bool,
}

/// The rows of all lines in one of the other readings.
pub struct Seen {
    places: Places,
    rows: HashMap<i64, (Date, i64)>,
}

impl Seen {
    /// None where the rows are shown as they are.
    pub fn new(world: &World, lines: Lines, reading: Reading) -> Option<Self> {
        if reading == Reading::default() {
            return None;
        }
        let places = Places::of(lines);
        let mut by_line: HashMap<i64, Vec<Period>> = HashMap::new();
        for row in world.table(lines.units()).rows() {
            if let (Some(line), Some(period)) = (row.int(places.line), places.period(row)) {
                by_line.entry(line).or_default().push(period);
            }
        }
        let mut rows = HashMap::new();
        for (line, mut line_rows) in by_line {
            line_rows.sort_by_key(|period| (period.start, period.id));
            let regular: Vec<(Date, Date)> = contract_of(world, lines, line)
                .and_then(|contract| term(contract).map(|(start, end)| periods(start, end, months(contract))))
                .unwrap_or_default();
            for (at, row) in line_rows.iter().enumerate() {
                rows.insert(
                    row.id,
                    read(row, at.checked_sub(1).map(|at| &line_rows[at]), line_rows.get(at + 1), &regular, reading),
                );
            }
        }
        Some(Self { places, rows })
    }

    pub fn see<'a>(&self, row: &'a Row) -> Cow<'a, Row> {
        let Some((end, units)) = self.rows.get(&row.id) else {
            return Cow::Borrowed(row);
        };
        let mut seen = row.clone();
        seen.set(self.places.end, midnight(*end));
        seen.set(self.places.units, *units);
        Cow::Owned(seen)
    }
}

fn read(
    row: &Period,
    before: Option<&Period>,
    after: Option<&Period>,
    regular: &[(Date, Date)],
    reading: Reading,
) -> (Date, i64) {
    let (mut end, mut units) = (row.end, row.units);
    if reading.deltas {
        if let Some((_, until)) = regular.iter().find(|(from, until)| *from <= row.start && row.start < *until) {
            end = *until;
        }
        let made = !regular.iter().any(|(from, _)| *from == row.start);
        if let Some(before) = before.filter(|_| made) {
            units -= before.units;
        }
    }
    if reading.exclusive_end && (reading.deltas || after.is_some_and(|after| after.start == end)) {
        end = end.yesterday().unwrap_or(end).max(row.start);
    }
    (end, units)
}
