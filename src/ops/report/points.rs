//! What is not known for certain about Autotask's API, and what the answers of one account say of it.
//!
//! The same points, and how the program deals with each meanwhile, are described in `docs/autotask.md`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Answered, Call, shape};
use crate::autotask::{Entity, Error};

/// What no read can settle.
pub(super) const NOT_BY_READING: &[&str] = &[
    "an adjustment within a posted period, on an inactive contract, or by 0",
    "the words of a refusal below 0 units",
    "itemId in the answer to an adjustment",
    "secrets with signs outside ASCII",
    "how many refusals lock a user, and the answer to a locked one",
    "the answer beyond the hour's limit",
];

type Look = fn(&[Answered]) -> Option<String>;

/// Each point, and where an answer to it would be seen.
const POINTS: &[(&str, Look)] = &[
    ("the answer to a refused sign-in", refused_sign_in),
    ("Retry-After where there are too many requests", retry_after),
    ("the hour's limit", limit),
    ("TLS without renegotiation", tls),
    ("the zone's url", zone_url),
    ("access in entityInformation: text or number", access_kind),
    ("info.name: one or many", info_name),
    ("whether entityInformation knows what a query refuses", rights_against_rows),
    ("user-defined fields of an entity that has none", user_fields),
    ("values of picklists: text or number", picklist_kind),
    ("types of contracts", |answers| labels(answers, "contractType")),
    ("states of contracts", |answers| labels(answers, "status")),
    ("contractPeriodType in a contract: number or text", period_type),
    ("dueDateTime of a ticket is required", |answers| required(answers, Entity::Tickets, "dueDateTime")),
    ("title of a note is required", |answers| required(answers, Entity::TicketNotes, "title")),
    ("where the next page is", next_page),
    ("order of rows", order),
    ("dates with an hour other than 0", hours),
    ("a unit row and the next: the day between them", boundary_day),
    ("a unit row that begins within a period: total or change", split_rows),
    ("an id that is not there", |answers| form(answers, Call::MissingId)),
    ("a route that is not there", |answers| form(answers, Call::MissingRoute)),
];

/// Every point, with what was seen of it.
pub(super) fn settle(answers: &[Answered]) -> Vec<Value> {
    let told = POINTS.iter().map(|(point, look)| {
        let seen = look(answers);
        json!({"point": point, "settled": seen.is_some(), "seen": seen})
    });
    told.collect()
}

fn find(answers: &[Answered], call: Call) -> Option<&Answered> {
    answers.iter().find(|answered| answered.call == call)
}

fn json_of(answers: &[Answered], call: Call) -> Option<&Value> {
    find(answers, call)?.json.as_ref()
}

/// The answers of one kind of call, one for each entity.
fn of_entities(
    answers: &[Answered],
    call: impl Fn(Entity) -> Call + 'static,
) -> impl Iterator<Item = (Entity, &Answered)> {
    Entity::ALL.into_iter().filter_map(move |entity| Some((entity, find(answers, call(entity))?)))
}

fn form(answers: &[Answered], call: Call) -> Option<String> {
    let answered = find(answers, call)?;
    let status = answered.status()?;
    let shape = answered.json.as_ref().map(|json| format!(" {}", shape::shape(json)));
    Some(format!("{status}, {}{}", answered.body_kind(), shape.unwrap_or_default()))
}

fn refused_sign_in(answers: &[Answered]) -> Option<String> {
    let refused = |answered: &&Answered| answered.observed.error.as_ref().is_some_and(Error::is_refused_sign_in);
    form(answers, answers.iter().find(refused)?.call)
}

fn retry_after(answers: &[Answered]) -> Option<String> {
    let throttled = |answered: &&Answered| matches!(answered.observed.error, Some(Error::Throttled { .. }));
    let answered = answers.iter().find(throttled)?;
    let wait = answered.observed.seen.as_ref()?.retry_after;
    Some(wait.map_or_else(|| "absent, or no number".to_owned(), |wait| format!("{} s", wait.as_secs())))
}

fn limit(answers: &[Answered]) -> Option<String> {
    let said = json_of(answers, Call::Threshold)?;
    let number = |field: &str| said.get(field)?.as_i64();
    let (limit, minutes) = (number("externalRequestThreshold")?, number("requestThresholdTimeframe")?);
    Some(format!("{limit} requests in {minutes} minutes"))
}

fn tls(answers: &[Answered]) -> Option<String> {
    let url = json_of(answers, Call::Zone)?.get("url")?.as_str()?;
    let is_answered = find(answers, Call::Version)?.observed.seen.is_some();
    (is_answered && url.starts_with("https:")).then(|| "the zone's host was spoken to".to_owned())
}

fn zone_url(answers: &[Answered]) -> Option<String> {
    let url = json_of(answers, Call::Zone)?.get("url")?.as_str()?;
    let slash = if url.ends_with('/') { "with" } else { "without" };
    let path = url.split_once("://")?.1.split_once('/')?.1.trim_matches('/');
    let path = if path.eq_ignore_ascii_case("ATServicesRest") { path } else { "another path" };
    Some(format!("{path}, {slash} a slash at its end"))
}

fn access_kind(answers: &[Answered]) -> Option<String> {
    let of = |answered: &Answered| {
        let said = answered.json.as_ref()?.pointer("/info/userAccessForQuery")?;
        Some(shape::kind(said).to_owned())
    };
    counted(of_entities(answers, Call::Rights).filter_map(|(_, answered)| of(answered)))
}

fn info_name(answers: &[Answered]) -> Option<String> {
    let of = |(entity, answered): (Entity, &Answered)| {
        let name = answered.json.as_ref()?.pointer("/info/name")?.as_str()?;
        let many = entity.name();
        let one =
            many.strip_suffix("ies").map_or_else(|| many.trim_end_matches('s').to_owned(), |stem| format!("{stem}y"));
        Some(if name.eq_ignore_ascii_case(many) {
            "many"
        } else if name.eq_ignore_ascii_case(&one) {
            "one"
        } else {
            "another name"
        })
    };
    counted(of_entities(answers, Call::Rights).filter_map(of).map(str::to_owned))
}

/// Only a refusal settles it: where all is allowed, both agree whatever they know.
fn rights_against_rows(answers: &[Answered]) -> Option<String> {
    let of = |(entity, row): (Entity, &Answered)| {
        let said = json_of(answers, Call::Rights(entity))?.pointer("/info/userAccessForQuery")?;
        let allowed = match said {
            Value::String(text) => !text.eq_ignore_ascii_case("none") && text != "0",
            said => said.as_i64()? != 0,
        };
        let missing = matches!(row.observed.error, Some(Error::PermissionMissing { .. }));
        (row.is_good() || missing).then_some((allowed, missing))
    };
    let told = of_entities(answers, Call::Row).filter_map(of).filter_map(|pair| match pair {
        (true, true) => Some("allowed by it, refused by the query"),
        (false, true) => Some("refused by both"),
        (false, false) => Some("refused by it, answered by the query"),
        (true, false) => None,
    });
    counted(told.map(str::to_owned))
}

fn user_fields(answers: &[Answered]) -> Option<String> {
    let without = |(entity, answered): (Entity, &Answered)| {
        let status = answered.status()?;
        let said = json_of(answers, Call::Rights(entity))?.pointer("/info/hasUserDefinedFields");
        (said.and_then(Value::as_bool) != Some(true)).then(|| format!("status {status}"))
    };
    counted(of_entities(answers, Call::UserFields).filter_map(without))
}

fn fields_of(answers: &[Answered], entity: Entity) -> impl Iterator<Item = &Value> {
    let fields = json_of(answers, Call::Fields(entity)).and_then(|json| json.get("fields")?.as_array());
    fields.into_iter().flatten()
}

fn field_of<'a>(answers: &'a [Answered], entity: Entity, name: &str) -> Option<&'a Value> {
    let is_it = |field: &&Value| {
        field.get("name").and_then(Value::as_str).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    fields_of(answers, entity).find(is_it)
}

fn picklist_kind(answers: &[Answered]) -> Option<String> {
    let fields = fields_of(answers, Entity::Tickets).chain(fields_of(answers, Entity::Contracts));
    let lists = fields.filter_map(|field| field.get("picklistValues")?.as_array());
    counted(lists.flatten().filter_map(|value| value.get("value")).map(|value| shape::kind(value).to_owned()))
}

fn labels(answers: &[Answered], field: &str) -> Option<String> {
    let values = field_of(answers, Entity::Contracts, field)?.get("picklistValues")?.as_array()?;
    let of = |value: &Value| {
        let number = match value.get("value")? {
            Value::String(text) => text.parse().ok()?,
            number => number.as_i64()?,
        };
        Some(format!("{number} {}", shape::own_label(value.get("label")?.as_str()?)))
    };
    let told: Vec<String> = values.iter().filter_map(of).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn required(answers: &[Answered], entity: Entity, field: &str) -> Option<String> {
    let required = field_of(answers, entity, field)?.get("isRequired")?.as_bool()?;
    Some(if required { "yes" } else { "no" }.to_owned())
}

fn rows_of(answers: &[Answered], call: Call) -> impl Iterator<Item = &Value> {
    json_of(answers, call).and_then(|json| json.get("items")?.as_array()).into_iter().flatten()
}

fn period_type(answers: &[Answered]) -> Option<String> {
    let row = rows_of(answers, Call::Row(Entity::Contracts)).next()?;
    Some(shape::kind(row.get("contractPeriodType")?).to_owned())
}

fn next_page(answers: &[Answered]) -> Option<String> {
    let zone = json_of(answers, Call::Zone)?.get("url")?.as_str()?;
    let origin = |url: &str| {
        let (scheme, rest) = url.split_once("://")?;
        Some((scheme.to_ascii_lowercase(), rest.split('/').next()?.to_ascii_lowercase()))
    };
    let of = |(_, answered): (Entity, &Answered)| {
        let next = answered.json.as_ref()?.pointer("/pageDetails/nextPageUrl")?.as_str()?;
        Some(if origin(next) == origin(zone) { "at the zone's host" } else { "elsewhere" })
    };
    counted(of_entities(answers, Call::Row).filter_map(of).map(str::to_owned))
}

fn order(answers: &[Answered]) -> Option<String> {
    let ids: Vec<i64> = rows_of(answers, Call::UnitRows).filter_map(|row| row.get("id")?.as_i64()).collect();
    (ids.len() > 1).then(|| if ids.is_sorted() { "by rising id" } else { "not by rising id" }.to_owned())
}

fn hours(answers: &[Answered]) -> Option<String> {
    let rows = rows_of(answers, Call::UnitRows).chain(rows_of(answers, Call::Row(Entity::Contracts)));
    let dates = rows.flat_map(|row| ["startDate", "endDate"].map(|field| row.get(field).and_then(Value::as_str)));
    counted(
        dates.flatten().map(|date| if shape::hour_is_zero(date) { "at 00:00" } else { "at another hour" }.to_owned()),
    )
}

/// A unit row, as far as it says something of the next one.
struct UnitRow {
    start: Date,
    end: Date,
    units: i64,
}

/// The unit rows of each line in their order.
fn lines(answers: &[Answered]) -> Vec<Vec<UnitRow>> {
    let day = |row: &Value, field: &str| row.get(field)?.as_str()?.get(..10)?.parse::<Date>().ok();
    let mut lines: BTreeMap<i64, Vec<UnitRow>> = BTreeMap::new();
    for row in rows_of(answers, Call::UnitRows) {
        let number = |field: &str| row.get(field).and_then(Value::as_i64);
        if let (Some(line), Some(start), Some(end), Some(units)) =
            (number("contractServiceID"), day(row, "startDate"), day(row, "endDate"), number("units"))
        {
            lines.entry(line).or_default().push(UnitRow { start, end, units });
        }
    }
    let mut lines: Vec<Vec<UnitRow>> = lines.into_values().collect();
    for rows in &mut lines {
        rows.sort_by_key(|row| (row.start, row.end));
    }
    lines
}

fn boundary_day(answers: &[Answered]) -> Option<String> {
    let lines = lines(answers);
    let pairs = lines.iter().flat_map(|rows| rows.windows(2));
    let told = pairs.map(|pair| match (pair[1].start - pair[0].end).get_days() {
        0 => "in both",
        1 => "the first ends on the day before",
        _ => "neither",
    });
    counted(told.map(str::to_owned))
}

/// Two rows that make one period, and the one after it: if that has the units of the second, rows hold totals.
fn split_rows(answers: &[Answered]) -> Option<String> {
    let days = |row: &UnitRow| (row.end - row.start).get_days();
    let lines = lines(answers);
    let told = lines.iter().flat_map(|rows| rows.windows(3)).filter_map(|three| {
        let [first, second, after] = three else { return None };
        let is_split = (days(first) + days(second) - days(after)).abs() <= 4 && days(first) < days(after) - 4;
        if !is_split || first.units == 0 || second.units == 0 {
            None
        } else if after.units == second.units {
            Some("total")
        } else if after.units == first.units + second.units {
            Some("change")
        } else {
            Some("cannot be told")
        }
    });
    counted(told.map(str::to_owned))
}

/// How often each was seen: `text 7, integer 1`.
fn counted(seen: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for what in seen {
        *counts.entry(what).or_default() += 1;
    }
    let told: Vec<String> = counts.into_iter().map(|(what, count)| format!("{what}: {count}")).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::autotask::Observed;

    fn unit_rows(rows: &[(&str, &str, i64)]) -> Vec<Answered> {
        let items: Vec<Value> = (1..)
            .zip(rows)
            .map(|(id, (start, end, units))| {
                json!({"id": id, "contractServiceID": 77, "startDate": format!("{start}T00:00:00Z"),
                    "endDate": format!("{end}T00:00:00Z"), "units": units})
            })
            .collect();
        let observed = Observed { seen: None, took: Duration::ZERO, error: None };
        vec![Answered { call: Call::UnitRows, observed, json: Some(json!({"items": items})) }]
    }

    #[test]
    fn a_split_period_says_whether_rows_are_totals() {
        for (rows, split, boundary) in [
            (
                [("2026-01-01", "2026-01-20", 10), ("2026-01-20", "2026-02-01", 13), ("2026-02-01", "2026-03-01", 13)],
                Some("total: 1"),
                "in both: 2",
            ),
            (
                [("2026-01-01", "2026-01-19", 10), ("2026-01-20", "2026-01-31", 3), ("2026-02-01", "2026-02-28", 13)],
                Some("change: 1"),
                "the first ends on the day before: 2",
            ),
            (
                [("2026-01-01", "2026-01-20", 10), ("2026-01-20", "2026-02-01", 13), ("2026-02-01", "2026-03-01", 15)],
                Some("cannot be told: 1"),
                "in both: 2",
            ),
            (
                [("2026-01-01", "2026-02-01", 10), ("2026-02-01", "2026-03-01", 10), ("2026-03-01", "2026-04-01", 10)],
                None,
                "in both: 2",
            ),
        ] {
            let answers = unit_rows(&rows);
            assert_eq!(split_rows(&answers).as_deref(), split, "{rows:?}");
            assert_eq!(boundary_day(&answers).as_deref(), Some(boundary), "{rows:?}");
        }
    }
}
