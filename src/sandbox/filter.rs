//! Which rows a query wants: the filter read from the request and judged against a row, with Autotask's quirks.
//! Leaves paging and the choice of fields to `query`.

use std::cmp::Ordering;
use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::sandbox::answer::Refusal;
use crate::sandbox::entities::{Entity, Field, Type};
use crate::sandbox::rows::{Row, whole};

/// The most conditions that one query may put beside each other.
const MOST_CONDITIONS: usize = 500;

/// What of the reading can be switched.
#[derive(Clone, Copy, Default)]
pub struct Habits {
    /// Text for a number is refused everywhere, instead of only where a picklist is meant; text for true or false too.
    pub strict_types: bool,
}

/// A filter that can be asked about rows.
#[derive(Debug)]
pub struct Filter {
    clauses: Vec<Clause>,
}

#[derive(Debug)]
enum Clause {
    All(Vec<Clause>),
    Any(Vec<Clause>),
    Field(u8, Test),
    UserDefined(String, Test),
}

#[derive(Debug)]
enum Test {
    Exists(bool),
    Order(fn(Ordering) -> bool, Operand),
    OneOf {
        wanted: Vec<Operand>,
        numbers: HashSet<i64>,
        not: bool,
    },
    Part(fn(&str, &str) -> bool, String),
    /// Text compared with a number column: no row, and no error either.
    Never,
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Whole(i64),
    Real(f64),
    Flag(bool),
    /// Microseconds since 1970.
    Instant(i64),
    /// Lower case: Autotask compares without regard to it.
    Text(String),
}

/// The value under a key that is spelt in any case.
pub fn key<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A moment in any spelling that Autotask takes, in microseconds since 1970.
pub fn instant(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_microsecond());
    }
    let moment: DateTime = text.trim_end_matches(['Z', 'z']).parse().ok()?;
    let moment = moment.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?;
    Some(moment.timestamp().as_microsecond())
}

impl Filter {
    pub fn read(entity: &Entity, filter: Option<&Value>, habits: Habits) -> Result<Self, Refusal> {
        let Some(Value::Array(nodes)) = filter else {
            return Err(Refusal::error("Query filter is required."));
        };
        if nodes.is_empty() {
            return Err(Refusal::error("Query filter is required."));
        }
        let mut reader = Reader { entity, habits, conditions: 0, user_defined: 0 };
        let clauses = reader.clauses(nodes, 0)?;
        if reader.conditions > MOST_CONDITIONS {
            return Err(Refusal::error("Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions."));
        }
        if reader.user_defined > 1 {
            return Err(Refusal::error("Invalid query syntax. Queries are limited to one user defined field."));
        }
        Ok(Self { clauses })
    }

    pub fn takes(&self, row: &Row) -> bool {
        self.clauses.iter().all(|clause| clause.takes(row))
    }

    /// The lowest and the highest id that can pass, so that a page is found without walking the table.
    pub fn id_range(&self) -> (i64, i64) {
        let mut range = (i64::MIN, i64::MAX);
        for clause in &self.clauses {
            if let Clause::Field(0, test) = clause {
                let (low, high) = test.bounds();
                range = (range.0.max(low), range.1.min(high));
            }
        }
        range
    }
}

struct Reader<'a> {
    entity: &'a Entity,
    habits: Habits,
    conditions: usize,
    user_defined: usize,
}

impl Reader<'_> {
    fn clauses(&mut self, nodes: &[Value], depth: usize) -> Result<Vec<Clause>, Refusal> {
        if depth > 16 {
            return Err(Refusal::error("Invalid query syntax. The filter is nested too deeply."));
        }
        let mut clauses = Vec::new();
        for node in nodes {
            if let Some(clause) = self.clause(node, depth)? {
                clauses.push(clause);
            }
        }
        Ok(clauses)
    }

    /// None for an operator that Autotask does not know: it drops the clause without a word.
    fn clause(&mut self, node: &Value, depth: usize) -> Result<Option<Clause>, Refusal> {
        let Value::Object(node) = node else {
            return Err(Refusal::error("Invalid query syntax. A filter is an object."));
        };
        let op = key(node, "op").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        if op == "and" || op == "or" {
            let items = match key(node, "items") {
                Some(Value::Array(items)) => items.as_slice(),
                _ => &[],
            };
            let clauses = self.clauses(items, depth + 1)?;
            if op == "or" {
                self.conditions += clauses.len();
            }
            return Ok(match (op.as_str(), clauses.is_empty()) {
                (_, true) => None,
                ("or", false) => Some(Clause::Any(clauses)),
                _ => Some(Clause::All(clauses)),
            });
        }
        if !OPERATORS.contains(&op.as_str()) {
            return Ok(None);
        }
        let name = key(node, "field").and_then(Value::as_str).unwrap_or_default();
        let value = key(node, "value").unwrap_or(&Value::Null);
        if key(node, "udf").and_then(Value::as_bool) == Some(true) {
            self.user_defined += 1;
            return Ok(Some(Clause::UserDefined(name.to_owned(), self.test(&op, value, None)?)));
        }
        let (place, field) = self
            .entity
            .field(name)
            .filter(|(_, field)| field.filtered && !field.unseen)
            .ok_or_else(|| unknown_field(self.entity, name))?;
        let field = field.clone();
        Ok(Some(Clause::Field(place, self.test(&op, value, Some(&field))?)))
    }

    fn test(&mut self, op: &str, value: &Value, field: Option<&Field>) -> Result<Test, Refusal> {
        let order: fn(Ordering) -> bool = match op {
            "exist" => return Ok(Test::Exists(true)),
            "notexist" => return Ok(Test::Exists(false)),
            "in" | "notin" => return self.one_of(op == "notin", value, field),
            "beginswith" => return Ok(part(|text, wanted| text.starts_with(wanted), value)),
            "endswith" => return Ok(part(|text, wanted| text.ends_with(wanted), value)),
            "contains" => return Ok(part(|text, wanted| text.contains(wanted), value)),
            "noteq" => Ordering::is_ne,
            "gt" => Ordering::is_gt,
            "gte" => Ordering::is_ge,
            "lt" => Ordering::is_lt,
            "lte" => Ordering::is_le,
            _ => Ordering::is_eq,
        };
        Ok(match self.operand(value, field)? {
            Some(operand) => Test::Order(order, operand),
            None => Test::Never,
        })
    }

    fn one_of(&mut self, not: bool, value: &Value, field: Option<&Field>) -> Result<Test, Refusal> {
        let Value::Array(values) = value else {
            return Err(Refusal::error("Invalid query syntax. The operator in needs a list of values."));
        };
        self.conditions += values.len();
        let mut wanted = Vec::new();
        let mut numbers = HashSet::new();
        for value in values {
            match self.operand(value, field)? {
                Some(Operand::Whole(number)) => {
                    numbers.insert(number);
                }
                Some(operand) => wanted.push(operand),
                None => {}
            }
        }
        Ok(Test::OneOf { wanted, numbers, not })
    }

    /// None where the value can never be equal to anything in that column.
    fn operand(&self, value: &Value, field: Option<&Field>) -> Result<Option<Operand>, Refusal> {
        let Some(field) = field else {
            // Values of user defined fields are text, whatever they mean.
            return Ok(spelt(value).map(Operand::Text));
        };
        let refused = |kind: &str| {
            let shown = spelt(value).unwrap_or_default();
            Err(Refusal::error(format!("Conversion failed when converting varchar '{shown}' to data type {kind}")))
        };
        match (field.kind, value) {
            // Of true or false Autotask says itself that null is an error.
            (Type::Boolean, Value::Null) => refused("bit"),
            (_, Value::Null) => Ok(None),
            (Type::Integer | Type::Long, Value::Number(number)) => Ok(match whole(value) {
                Some(number) => Some(Operand::Whole(number)),
                None => number.as_f64().map(Operand::Real),
            }),
            (Type::Integer | Type::Long, Value::String(text)) => {
                let number = text.trim().parse::<i64>().ok();
                if self.habits.strict_types || (field.picklist && number.is_none()) {
                    return refused("int");
                }
                Ok(number.filter(|_| field.picklist).map(Operand::Whole))
            }
            (Type::Integer | Type::Long, _) => refused("int"),
            (Type::Double, Value::Number(number)) => Ok(number.as_f64().map(Operand::Real)),
            (Type::Double, _) => refused("decimal"),
            (Type::Boolean, Value::Bool(flag)) => Ok(Some(Operand::Flag(*flag))),
            // Clients in wide use send the word, and the database takes it; it takes no other.
            (Type::Boolean, Value::String(word)) if !self.habits.strict_types => {
                match word.to_ascii_lowercase().as_str() {
                    "true" => Ok(Some(Operand::Flag(true))),
                    "false" => Ok(Some(Operand::Flag(false))),
                    _ => refused("bit"),
                }
            }
            (Type::Boolean, _) => refused("bit"),
            (Type::DateTime, Value::String(text)) => match instant(text) {
                Some(moment) => Ok(Some(Operand::Instant(moment))),
                None => refused("datetime"),
            },
            (Type::DateTime, _) => refused("datetime"),
            (Type::Text, value) => Ok(spelt(value).map(Operand::Text)),
        }
    }
}

const OPERATORS: [&str; 13] =
    ["eq", "noteq", "gt", "gte", "lt", "lte", "beginswith", "endswith", "contains", "exist", "notexist", "in", "notin"];

/// What Autotask says to a field that the entity does not have.
pub fn unknown_field(entity: &Entity, name: &str) -> Refusal {
    Refusal::error(format!("Unable to find {name} in the {} Entity.", entity.one))
}

fn part(test: fn(&str, &str) -> bool, value: &Value) -> Test {
    match spelt(value) {
        Some(wanted) => Test::Part(test, wanted),
        None => Test::Never,
    }
}

fn spelt(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_lowercase()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

impl Clause {
    fn takes(&self, row: &Row) -> bool {
        match self {
            Self::All(clauses) => clauses.iter().all(|clause| clause.takes(row)),
            Self::Any(clauses) => clauses.iter().any(|clause| clause.takes(row)),
            Self::Field(place, test) => test.takes(row.get(*place)),
            Self::UserDefined(name, test) => test.takes(user_defined(row, name)),
        }
    }
}

fn user_defined<'a>(row: &'a Row, name: &str) -> &'a Value {
    let fields = row.others.get("userDefinedFields").and_then(Value::as_array);
    fields
        .into_iter()
        .flatten()
        .find(|field| field["name"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(name)))
        .map_or(&Value::Null, |field| &field["value"])
}

impl Test {
    /// As a database does: what is null answers no comparison, not even `noteq`.
    fn takes(&self, cell: &Value) -> bool {
        if let Self::Exists(wanted) = self {
            return cell.is_null() != *wanted;
        }
        if cell.is_null() {
            return false;
        }
        match self {
            Self::Exists(_) | Self::Never => false,
            Self::Order(order, operand) => compare(cell, operand).is_some_and(*order),
            Self::OneOf { wanted, numbers, not } => {
                let found = whole(cell).is_some_and(|number| numbers.contains(&number))
                    || wanted.iter().any(|operand| compare(cell, operand) == Some(Ordering::Equal));
                found != *not
            }
            Self::Part(test, wanted) => spelt(cell).is_some_and(|text| test(&text, wanted)),
        }
    }

    fn bounds(&self) -> (i64, i64) {
        match self {
            Self::Order(order, Operand::Whole(number)) => {
                let low = if order(Ordering::Less) {
                    i64::MIN
                } else if order(Ordering::Equal) {
                    *number
                } else {
                    number.saturating_add(1)
                };
                let high = if order(Ordering::Greater) {
                    i64::MAX
                } else if order(Ordering::Equal) {
                    *number
                } else {
                    number.saturating_sub(1)
                };
                (low, high)
            }
            Self::OneOf { numbers, not: false, .. } => {
                (numbers.iter().copied().min().unwrap_or(i64::MAX), numbers.iter().copied().max().unwrap_or(i64::MIN))
            }
            _ => (i64::MIN, i64::MAX),
        }
    }
}

fn compare(cell: &Value, operand: &Operand) -> Option<Ordering> {
    match operand {
        Operand::Whole(number) => match whole(cell) {
            Some(own) => Some(own.cmp(number)),
            #[expect(clippy::cast_precision_loss, reason = "a fraction beside a whole number; ids are far below 2^53")]
            None => cell.as_f64()?.partial_cmp(&(*number as f64)),
        },
        Operand::Real(number) => cell.as_f64()?.partial_cmp(number),
        Operand::Flag(flag) => Some(cell.as_bool()?.cmp(flag)),
        Operand::Instant(moment) => Some(instant(cell.as_str()?)?.cmp(moment)),
        Operand::Text(text) => Some(spelt(cell)?.as_str().cmp(text.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::entities::Kind;

    fn company(id: i64, name: Option<&str>, active: bool, created: &str) -> Row {
        let entity = Kind::Companies.entity();
        let mut row = Row::new(id);
        if let Some(name) = name {
            row.set(entity.at("companyName"), name);
        }
        row.set(entity.at("isActive"), active);
        row.set(entity.at("companyType"), 1);
        row.set(entity.at("createDate"), created);
        row
    }

    fn rows() -> Vec<Row> {
        let mut rows = vec![
            company(0, Some("Northwind"), true, "2020-01-01T00:00:00Z"),
            company(5, Some("Acme Pty"), true, "2024-05-01T10:00:00.5Z"),
            company(9, Some("ACME Ltd"), false, "2025-05-01T00:00:00Z"),
            company(12, None, true, "2026-05-01T00:00:00Z"),
        ];
        rows[1].others.insert("userDefinedFields".into(), json!([{"name": "Tier", "value": "Gold"}]));
        rows
    }

    #[test]
    fn each_operator_takes_the_rows_that_autotask_would() {
        for (filter, ids) in [
            (json!([{"op": "gte", "field": "id", "value": 0}]), vec![0, 5, 9, 12]),
            (json!([{"op": "gt", "field": "id", "value": 0}]), vec![5, 9, 12]),
            (json!([{"op": "exist", "field": "id"}]), vec![0, 5, 9, 12]),
            (json!([{"op": "notExist", "field": "companyName"}]), vec![12]),
            (json!([{"op": "noteq", "field": "companyName", "value": "northwind"}]), vec![5, 9]),
            (json!([{"op": "beginsWith", "field": "CompanyName", "value": "acme"}]), vec![5, 9]),
            (json!([{"op": "endsWith", "field": "companyName", "value": "LTD"}]), vec![9]),
            (json!([{"op": "contains", "field": "companyName", "value": "me P"}]), vec![5]),
            (json!([{"op": "in", "field": "id", "value": [9, 12, 99]}]), vec![9, 12]),
            (json!([{"op": "notIn", "field": "id", "value": [9, 12]}]), vec![0, 5]),
            (json!([{"op": "eq", "field": "isActive", "value": false}]), vec![9]),
            (json!([{"op": "eq", "field": "isActive", "value": "False"}]), vec![9]),
            (json!([{"op": "lt", "field": "createDate", "value": "2025-05-01"}]), vec![0, 5]),
            (json!([{"op": "lte", "field": "createDate", "value": "2025-05-01T00:00:00.000Z"}]), vec![0, 5, 9]),
            (json!([{"op": "eq", "field": "Tier", "udf": true, "value": "gold"}]), vec![5]),
            (json!([{"op": "eq", "field": "companyType", "value": "1"}]), vec![0, 5, 9, 12]),
            // Both of the outer list hold.
            (
                json!([{"op": "eq", "field": "isActive", "value": true}, {"op": "lt", "field": "id", "value": 6}]),
                vec![0, 5],
            ),
            (
                json!([{"op": "or", "items": [{"op": "eq", "field": "id", "value": 0}, {"op": "eq", "field": "id", "value": 12}]}]),
                vec![0, 12],
            ),
            (
                json!([{"Op": "OR", "Items": [
                    {"op": "and", "items": [{"op": "gte", "field": "id", "value": 5}, {"op": "lte", "field": "id", "value": 9}]},
                    {"op": "notExist", "field": "companyName"}]}]),
                vec![5, 9, 12],
            ),
            // An operator that nobody knows is dropped, and with it the condition.
            (json!([{"op": "ne", "field": "id", "value": 5}]), vec![0, 5, 9, 12]),
            (json!([{"op": "noteExist", "field": "nowhere"}]), vec![0, 5, 9, 12]),
            // Text for a number that is no picklist is no error and no row.
            (json!([{"op": "eq", "field": "id", "value": "5"}]), vec![]),
        ] {
            let read = Filter::read(Kind::Companies.entity(), Some(&filter), Habits::default()).unwrap();
            let taken: Vec<i64> = rows().iter().filter(|row| read.takes(row)).map(|row| row.id).collect();
            assert_eq!(taken, ids, "{filter}");
            let (low, high) = read.id_range();
            assert!(ids.iter().all(|id| (low..=high).contains(id)), "{filter} {low} {high}");
        }
    }

    #[test]
    fn what_autotask_refuses_is_refused_in_its_words() {
        let many: Vec<i64> = (0..501).collect();
        for (filter, text) in [
            (json!([{"op": "eq", "field": "nowhere", "value": 1}]), "Unable to find nowhere in the Company Entity."),
            (
                json!([{"op": "eq", "field": "companyType", "value": "material"}]),
                "Conversion failed when converting varchar 'material' to data type int",
            ),
            (
                json!([{"op": "eq", "field": "isActive", "value": "yes"}]),
                "Conversion failed when converting varchar 'yes' to data type bit",
            ),
            (
                json!([{"op": "eq", "field": "isActive", "value": null}]),
                "Conversion failed when converting varchar '' to data type bit",
            ),
            (
                json!([{"op": "in", "field": "id", "value": many}]),
                "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
            ),
            (json!([]), "Query filter is required."),
            (
                json!([{"op": "eq", "field": "A", "udf": true, "value": "1"}, {"op": "eq", "field": "B", "udf": true, "value": "1"}]),
                "Invalid query syntax. Queries are limited to one user defined field.",
            ),
        ] {
            let refused = Filter::read(Kind::Companies.entity(), Some(&filter), Habits::default()).unwrap_err();
            assert_eq!(refused, Refusal::error(text), "{filter}");
        }
        let strict = Habits { strict_types: true };
        for text in [
            json!([{"op": "eq", "field": "id", "value": "5"}]),
            json!([{"op": "eq", "field": "companyType", "value": "1"}]),
            json!([{"op": "eq", "field": "isActive", "value": "true"}]),
        ] {
            assert!(Filter::read(Kind::Companies.entity(), Some(&text), strict).is_err(), "{text}");
        }
    }

    #[test]
    fn the_range_of_ids_follows_from_the_outer_conditions_alone() {
        for (filter, range) in [
            (json!([{"op": "gte", "field": "id", "value": 5}, {"op": "lt", "field": "id", "value": 9}]), (5, 8)),
            (json!([{"op": "gt", "field": "id", "value": 5}]), (6, i64::MAX)),
            (json!([{"op": "eq", "field": "id", "value": 5}]), (5, 5)),
            (json!([{"op": "noteq", "field": "id", "value": 5}]), (i64::MIN, i64::MAX)),
            (json!([{"op": "in", "field": "id", "value": [7, 3]}]), (3, 7)),
            (json!([{"op": "notIn", "field": "id", "value": [7, 3]}]), (i64::MIN, i64::MAX)),
            (json!([{"op": "or", "items": [{"op": "eq", "field": "id", "value": 5}]}]), (i64::MIN, i64::MAX)),
        ] {
            let read = Filter::read(Kind::Companies.entity(), Some(&filter), Habits::default()).unwrap();
            assert_eq!(read.id_range(), range, "{filter}");
        }
    }
}
