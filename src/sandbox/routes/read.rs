//! Reading: queries and their pages, counts, one row by its id, the children of a row.

use std::borrow::Cow;
use std::sync::PoisonError;

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::{Call, allow};
use crate::sandbox::answer::{Answer, JSON, Refusal, permission_text};
use crate::sandbox::entities::Kind;
use crate::sandbox::filter::Habits;
use crate::sandbox::query::{Place, Query, View, shown};
use crate::sandbox::rows::Wire;
use crate::sandbox::units::{Lines, Reading, Seen};
use crate::sandbox::world::{Verb, World};

/// The rows in the reading that is in force.
struct Look {
    seen: Option<Seen>,
    hidden: bool,
    without: Vec<String>,
    falling: bool,
}

impl Look {
    fn new(call: &Call<'_>, world: &World, kind: Kind) -> Self {
        let lines = [Lines::Services, Lines::Bundles].into_iter().find(|lines| lines.units() == kind);
        let entity = kind.entity();
        Self {
            seen: lines.and_then(|lines| {
                let reading = Reading {
                    exclusive_end: call.faults.take("exclusive-end", call.asked).is_some(),
                    deltas: call.faults.take("delta-rows", call.asked).is_some(),
                };
                Seen::new(world, lines, reading)
            }),
            hidden: call.faults.take_about("restricted", entity.name, call.asked)
                || call.faults.take_about("restricted", entity.one, call.asked),
            without: call.faults.values("without-field", call.asked),
            falling: call.faults.take("rows-unordered", call.asked).is_some(),
        }
    }

    fn view(&self) -> View<'_> {
        View { hidden: self.hidden, units: self.seen.as_ref(), without: self.without.clone(), falling: self.falling }
    }
}

/// The body of a POST, or `search` of a GET.
fn asked_for(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    if call.asked.method == "POST" {
        return call.object();
    }
    let search = call.param("search").unwrap_or_default();
    match serde_json::from_str(search) {
        Ok(Value::Object(query)) => Ok(query),
        _ => Err(Refusal::error("The search value could not be read.")),
    }
}

/// Nobody may query in another's name.
fn may_query(call: &Call<'_>, world: &World, kind: Kind) -> Result<(), Refusal> {
    allow(world, Verb::Query, kind)?;
    if call.impersonates { Err(Refusal::Permission(permission_text("query"))) } else { Ok(()) }
}

fn habits(call: &Call<'_>) -> Habits {
    Habits { strict_types: call.faults.take("conversion-error", call.asked).is_some() }
}

pub fn query(call: &Call<'_>, kind: Kind, next: bool) -> Result<Answer, Refusal> {
    let by_get = call.asked.method == "GET";
    // The address of a next page that was made by a POST carries no search: the body has to come again.
    if next && by_get && call.param("search").is_none() {
        return Err(Refusal::NoVerb("GET".into()));
    }
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    may_query(call, &world, kind)?;
    let query = Query::read(kind, &asked_for(call)?, habits(call))?;
    let place = match call.param("paging") {
        Some(token) if next => Place::read(token)?,
        _ if next => return Err(Refusal::error("The paging value is not valid.")),
        _ => Place::default(),
    };
    let search = call.param("search").filter(|_| by_get).map(|search| {
        let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        format!("&search={search}")
    });
    let path = format!("{}/query/next", kind.entity().name);
    page(call, &world, kind, &query, place, &path, &search.unwrap_or_default())
}

pub fn children(call: &Call<'_>, kind: Kind, parent: i64) -> Result<Answer, Refusal> {
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    allow(&world, Verb::Query, kind)?;
    let Some(child) = &kind.entity().child_of else {
        return Err(Refusal::NoRoute);
    };
    let query = Query::children(kind, child.field, parent);
    let place = call.param("paging").map_or(Ok(Place::default()), Place::read)?;
    let path = format!("{}/{parent}/{}", child.parent.entity().name, child.segment);
    page(call, &world, kind, &query, place, &path, "")
}

fn page(
    call: &Call<'_>,
    world: &World,
    kind: Kind,
    query: &Query,
    place: Place,
    path: &str,
    search: &str,
) -> Result<Answer, Refusal> {
    let look = Look::new(call, world, kind);
    let view = look.view();
    let page = query.page(world.table(kind), place, &view);
    let elsewhere = call.faults.take("next-page-elsewhere", call.asked);
    let zone = elsewhere.as_deref().map_or(call.zone, |url| url.trim_end_matches('/'));
    let own = call.param("paging").map(|token| form_urlencoded::byte_serialize(token.as_bytes()).collect::<String>());
    let looped = call.faults.take("next-page-loop", call.asked).is_some();
    let url = |token: &str| {
        let token = own.as_deref().filter(|_| looped).unwrap_or(token);
        format!("{zone}/V1.0/{path}?paging={token}{search}")
    };
    let body = query.to_json(kind.entity(), &page, place, &view, url);
    body.map(|body| Answer::new(200, JSON, body)).map_err(|error| Refusal::error(error.to_string()))
}

pub fn count(call: &Call<'_>, kind: Kind) -> Result<Answer, Refusal> {
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    may_query(call, &world, kind)?;
    let query = Query::read(kind, &asked_for(call)?, habits(call))?;
    let look = Look::new(call, &world, kind);
    let count = query.count(world.table(kind), &look.view());
    Ok(Answer::ok(&json!({"queryCount": count})))
}

pub fn item(call: &Call<'_>, kind: Kind, parent: Option<i64>, id: i64) -> Result<Answer, Refusal> {
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    allow(&world, Verb::Query, kind)?;
    let entity = kind.entity();
    let look = Look::new(call, &world, kind);
    let mut found = world.row(kind, id).filter(|_| !look.hidden);
    if let (Some(parent), Some(child)) = (parent, &entity.child_of) {
        found = found.filter(|row| row.int(entity.at(child.field)) == Some(parent));
    }
    let Some(row) = found else {
        if call.faults.take("missing-404", call.asked).is_some() {
            return Err(Refusal::NoRoute);
        }
        return Ok(Answer::ok(&json!({"item": null})));
    };
    let row = look.seen.as_ref().map_or(Cow::Borrowed(row), |seen| seen.see(row));
    let fields = shown(entity, None, &look.view());
    let wire = Wire { entity, row: &row, fields: fields.as_deref() };
    Ok(Answer::ok(&json!({"item": wire})))
}
