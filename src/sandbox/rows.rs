//! One entity's rows: kept sorted by id, shared between a world and its start, cheap to page through.
//! Leaves what a row means to the routes, and which rows a query wants to `filter`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use crate::sandbox::entities::{Entity, Kind};

/// A row: only the fields that were said, by their place in the entity's table.
///
/// A company has 58 fields and a typical row says a dozen, so a hundred thousand rows stay small.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: i64,
    cells: Vec<(u8, Value)>,
    /// Fields that the table does not know; they are given back as they came.
    pub others: BTreeMap<String, Value>,
}

impl Row {
    pub fn new(id: i64) -> Self {
        Self { id, cells: vec![(0, Value::from(id))], others: BTreeMap::new() }
    }

    /// The value at that place, null where nothing was said.
    pub fn get(&self, place: u8) -> &Value {
        self.said(place).unwrap_or(&Value::Null)
    }

    /// The value at that place if anything was said, be it null.
    pub fn said(&self, place: u8) -> Option<&Value> {
        let at = self.cells.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        Some(&self.cells[at].1)
    }

    pub fn set(&mut self, place: u8, value: impl Into<Value>) {
        let value = value.into();
        match self.cells.binary_search_by_key(&place, |(place, _)| *place) {
            Ok(at) => self.cells[at].1 = value,
            Err(at) => self.cells.insert(at, (place, value)),
        }
    }

    pub fn int(&self, place: u8) -> Option<i64> {
        whole(self.get(place))
    }

    /// The calendar day at that place: the first ten characters.
    pub fn date(&self, place: u8) -> Option<Date> {
        day(self.get(place).as_str()?)
    }
}

/// A whole number in any spelling that JSON has for one.
pub fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let number = number.as_f64()?;
            #[expect(clippy::cast_possible_truncation, reason = "whole and far inside the range, so nothing is cut")]
            let cut = number as i64;
            (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(cut)
        }),
        _ => None,
    }
}

/// An id as requests spell one: a number, or a text that is one.
pub fn id(value: &Value) -> Option<i64> {
    whole(value).or_else(|| value.as_str()?.trim().parse().ok())
}

/// The calendar day that a text begins with.
pub fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// A day as Autotask writes its date-only fields.
pub fn midnight(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// A row as it goes over the wire: every field of the table, or only those that were asked for.
pub struct Wire<'a> {
    pub entity: &'a Entity,
    pub row: &'a Row,
    pub fields: Option<&'a [u8]>,
}

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.fields {
            Some(fields) => {
                for place in fields {
                    map.serialize_entry(self.entity.fields[usize::from(*place)].name, self.row.get(*place))?;
                }
            }
            None => {
                for (place, field) in (0_u8..).zip(&self.entity.fields) {
                    if !field.unseen {
                        map.serialize_entry(field.name, self.row.get(place))?;
                    }
                }
            }
        }
        for (name, value) in &self.row.others {
            if self.fields.is_none() && name != "userDefinedFields" {
                map.serialize_entry(name, value)?;
            }
        }
        match self.row.others.get("userDefinedFields") {
            Some(fields) => map.serialize_entry("userDefinedFields", fields)?,
            None => map.serialize_entry("userDefinedFields", &[(); 0])?,
        }
        map.end()
    }
}

/// The rows of one entity, by id.
#[derive(Clone, Debug)]
pub struct Table {
    pub kind: Kind,
    rows: Vec<Arc<Row>>,
    next_id: i64,
}

impl Table {
    pub fn new(kind: Kind) -> Self {
        Self { kind, rows: Vec::new(), next_id: 1 }
    }

    /// Takes rows in any order; of two with one id it names the id.
    pub fn from_rows(kind: Kind, mut rows: Vec<Arc<Row>>) -> Result<Self, i64> {
        rows.sort_by_key(|row| row.id);
        if let Some(pair) = rows.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(pair[0].id);
        }
        let next_id = rows.last().map_or(1, |row| row.id + 1).max(1);
        Ok(Self { kind, rows, next_id })
    }

    pub fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    pub fn get(&self, id: i64) -> Option<&Arc<Row>> {
        self.place(id).ok().map(|at| &self.rows[at])
    }

    /// The row to change it; the start world keeps its own copy.
    pub fn get_mut(&mut self, id: i64) -> Option<&mut Row> {
        let at = self.place(id).ok()?;
        Some(Arc::make_mut(&mut self.rows[at]))
    }

    /// The rows whose id is `from` or more.
    pub fn rows_from(&self, from: i64) -> &[Arc<Row>] {
        &self.rows[self.rows.partition_point(|row| row.id < from)..]
    }

    /// The lowest id that new rows may have.
    pub fn begin_at(&mut self, id: i64) {
        self.next_id = self.next_id.max(id);
    }

    /// An id that no row has had.
    pub fn take_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    pub fn push(&mut self, row: Row) {
        self.next_id = self.next_id.max(row.id + 1);
        match self.place(row.id) {
            Ok(at) => self.rows[at] = Arc::new(row),
            Err(at) => self.rows.insert(at, Arc::new(row)),
        }
    }

    pub fn remove(&mut self, id: i64) -> bool {
        let found = self.place(id);
        found.is_ok_and(|at| {
            self.rows.remove(at);
            true
        })
    }

    fn place(&self, id: i64) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&id, |row| row.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_rows_by_id_and_its_ids_unique() {
        let rows = [7, 0, 3].map(|id| Arc::new(Row::new(id))).to_vec();
        let mut table = Table::from_rows(Kind::Companies, rows.clone()).unwrap();
        assert_eq!(table.rows().iter().map(|row| row.id).collect::<Vec<_>>(), [0, 3, 7]);
        assert_eq!(table.rows_from(1).len(), 2);
        assert_eq!(table.take_id(), 8);
        assert_eq!(table.take_id(), 9);
        let twice = [rows.clone(), rows].concat();
        assert_eq!(Table::from_rows(Kind::Companies, twice).unwrap_err(), 0);
    }

    #[test]
    fn a_row_tells_null_from_nothing() {
        let mut row = Row::new(1);
        row.set(5, Value::Null);
        assert_eq!(row.said(5), Some(&Value::Null));
        assert_eq!(row.said(6), None);
        assert_eq!(row.get(6), &Value::Null);
    }

    #[test]
    fn a_row_on_the_wire_has_every_field() {
        let entity = Kind::Companies.entity();
        let mut row = Row::new(4);
        row.set(entity.at("companyName"), "Contoso");
        row.others.insert("colour".into(), "red".into());
        let wire = serde_json::to_value(Wire { entity, row: &row, fields: None }).unwrap();
        assert_eq!(wire["companyName"], "Contoso");
        assert_eq!(wire["phone"], Value::Null);
        assert_eq!(wire["colour"], "red");
        assert_eq!(wire["userDefinedFields"], serde_json::json!([]));
        assert_eq!(wire.as_object().unwrap().len(), entity.fields.len() + 2);
        let asked = [0];
        let wire = serde_json::to_value(Wire { entity, row: &row, fields: Some(&asked) }).unwrap();
        assert_eq!(wire, serde_json::json!({"id": 4, "userDefinedFields": []}));
    }
}
