//! A report of what Autotask answers, which can be shown to anybody: statuses, times, shapes, no customer data.
//!
//! What stays of an answer is decided in `report/shape.rs` and `report/words.rs`, what it settles in `report/points.rs`.

mod points;
mod shape;
mod words;

use serde_json::{Value, json};

use super::check::{CheckRequest, credentials_of, secrets_of};
use super::export::Progress;
use super::{Workplace, now_text};
use crate::autotask::{self, Client, Endpoint, Entity, Observed, Read};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::http;

/// No report sends more requests than this, one after the other.
const MOST_REQUESTS: usize = 40;

/// What a report holds.
#[derive(Clone, Debug)]
pub struct Report {
    /// The report itself.
    pub value: Value,
    /// A refused sign-in: nothing more may be sent with these values.
    pub refused: Option<Diagnostic>,
}

/// A call of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Zone,
    Version,
    Threshold,
    /// What this user may do with an entity.
    Rights(Entity),
    Fields(Entity),
    UserFields(Entity),
    /// A single row.
    Row(Entity),
    /// A page of unit rows, of whichever lines.
    UnitRows,
    MissingId,
    MissingRoute,
}

/// A call and what came of it.
struct Answered {
    call: Call,
    observed: Observed,
    /// The body, where it is JSON.
    json: Option<Value>,
}

impl Call {
    /// Method and address after the version, as the report shows them.
    fn line(self) -> String {
        if self == Self::Zone {
            return "GET zoneInformation".to_owned();
        }
        let Read { path, query, .. } = self.read();
        format!("{} {path}", if query.is_some() { "POST" } else { "GET" })
    }

    fn read(self) -> Read {
        let read = |endpoint, path: String, query: Option<Value>| Read {
            endpoint,
            path,
            query: query.map(|query| query.to_string()),
        };
        let everything = json!([{"op": "gte", "field": "id", "value": 0}]);
        let about = |entity: Entity, what: &str| {
            read(Endpoint::Of(entity), format!("{}/entityInformation{what}", entity.name()), None)
        };
        match self {
            Self::Zone => read(Endpoint::Zone, "zoneInformation".to_owned(), None),
            Self::Version => read(Endpoint::Version, "Version".to_owned(), None),
            Self::Threshold => read(Endpoint::Threshold, "ThresholdInformation".to_owned(), None),
            Self::Rights(entity) => about(entity, ""),
            Self::Fields(entity) => about(entity, "/fields"),
            Self::UserFields(entity) => about(entity, "/userDefinedFields"),
            Self::Row(entity) => read(
                Endpoint::Of(entity),
                format!("{}/query", entity.name()),
                Some(json!({"MaxRecords": 1, "filter": everything})),
            ),
            Self::UnitRows => read(
                Endpoint::Of(Entity::ContractServiceUnits),
                "ContractServiceUnits/query".to_owned(),
                Some(json!({
                    "MaxRecords": 500,
                    "IncludeFields": ["id", "contractServiceID", "startDate", "endDate", "units"],
                    "filter": everything,
                })),
            ),
            // An id that no account comes to have, and a route that no version has.
            Self::MissingId => read(Endpoint::Of(Entity::Companies), format!("Companies/{}", i32::MAX), None),
            Self::MissingRoute => read(Endpoint::Version, "NoSuchRoute".to_owned(), None),
        }
    }
}

impl Answered {
    fn new(call: Call, observed: Observed) -> Self {
        let json = observed.seen.as_ref().and_then(|seen| serde_json::from_slice(&seen.body).ok());
        Self { call, observed, json }
    }

    fn status(&self) -> Option<u16> {
        self.observed.seen.as_ref().map(|seen| seen.status)
    }

    fn is_good(&self) -> bool {
        self.observed.error.is_none()
    }

    /// In a word, what the body is.
    fn body_kind(&self) -> &'static str {
        match &self.observed.seen {
            None => "no answer",
            Some(seen) if seen.body.iter().all(u8::is_ascii_whitespace) => "empty",
            Some(_) if self.json.is_some() => "JSON",
            Some(seen) if seen.body.trim_ascii_start().starts_with(b"<") => "HTML",
            Some(_) => "text",
        }
    }

    fn told(&self) -> Value {
        let mut told = json!({
            "call": self.call.line(),
            "status": self.status(),
            "ms": u64::try_from(self.observed.took.as_millis()).unwrap_or(u64::MAX),
            "bytes": self.observed.seen.as_ref().map(|seen| seen.body.len()),
            "body": self.body_kind(),
        });
        if let Some(wait) = self.observed.seen.as_ref().and_then(|seen| seen.retry_after) {
            told["retryAfterSeconds"] = wait.as_secs().into();
        }
        if let Some(json) = &self.json {
            let shape = match self.call {
                Call::Fields(_) => shape::fields(json),
                Call::UserFields(_) => shape::user_fields(json),
                _ => None,
            };
            told["shape"] = shape.unwrap_or_else(|| shape::shape(json));
        }
        if let Some(error) = &self.observed.error {
            told["code"] = Diagnostic::from(error.clone()).code.as_str().into();
            if let Some(seen) = &self.observed.seen {
                told["said"] = words::redacted(&http::words(&seen.body)).into();
            }
        }
        told
    }
}

/// Asks Autotask for one answer of each kind, one at a time, and nothing is written. It goes no further than a refused
/// sign-in, which is sent once.
///
/// # Errors
/// A secret that cannot be had, or values that cannot be sent.
pub async fn report(
    place: &Workplace,
    request: &mut CheckRequest,
    progress: &mut Progress<'_>,
) -> Result<Report, Vec<Diagnostic>> {
    let draft = Draft::from_settings(&request.settings);
    // A check that follows finds them: a store or a program is not asked twice.
    request.secrets = secrets_of(place, request, &draft)?;
    let credentials = credentials_of(place, request, &draft)?.0;
    if let Some(unsendable) = credentials.unsendable() {
        return Err(vec![unsendable]);
    }
    let saved = draft.zone.as_ref().filter(|_| !place.zone_is_asked && credentials.username == draft.username);
    let mut options = place.autotask.clone();
    // Every zone knows the zones of all users; it is asked where the requests go anyway.
    if let Some(base) = saved.and_then(|zone| zone.url.parse().ok()) {
        options.base = base;
    }
    let (observed, zone) = autotask::observe_zone(&place.http, &options, &credentials.username).await;
    let mut answers = vec![Answered::new(Call::Zone, observed)];
    let mut refused = None;
    let mut host = Value::Null;
    if let Some(zone) = zone {
        host = zone_host(&zone.url).into();
        let client = Client::new(&place.http, &place.autotask, &zone, &credentials)
            .map_err(|error| vec![Diagnostic::from(error)])?;
        refused = ask(&client, &mut answers, progress).await;
    }
    let value = json!({
        "report": 1,
        "program": concat!("petra-autotask ", env!("CARGO_PKG_VERSION")),
        "system": std::env::consts::OS,
        "at": now_text(),
        "zoneHost": host,
        "requests": answers.len(),
        "calls": answers.iter().map(Answered::told).collect::<Vec<_>>(),
        "openPoints": points::settle(&answers),
        "notByReading": points::NOT_BY_READING,
    });
    Ok(Report { value, refused })
}

async fn ask(client: &Client, answers: &mut Vec<Answered>, progress: &mut Progress<'_>) -> Option<Diagnostic> {
    let mut calls = vec![Call::Version, Call::Threshold];
    for entity in Entity::ALL {
        calls.extend([Call::Rights(entity), Call::Fields(entity), Call::UserFields(entity)]);
        if entity.can_be_queried() {
            calls.push(Call::Row(entity));
        }
    }
    calls.extend([Call::UnitRows, Call::MissingId, Call::MissingRoute]);
    for call in calls {
        if answers.len() >= MOST_REQUESTS {
            break;
        }
        if let Call::UserFields(entity) = call
            && has_no_user_fields(answers, entity)
        {
            continue;
        }
        let read = call.read();
        if answers.iter().any(|before| before.status() == Some(401) && before.call.read().endpoint == read.endpoint) {
            // A module that is not granted. Whether a 401 counts towards a lock nobody knows: one says enough.
            continue;
        }
        let observed = client.observe(&read).await;
        let refusal = observed.error.clone().filter(autotask::Error::is_refused_sign_in);
        answers.push(Answered::new(call, observed));
        progress("answers", answers.len(), None);
        if let Some(refusal) = refusal {
            return Some(refusal.into());
        }
    }
    None
}

fn has_no_user_fields(answers: &[Answered], entity: Entity) -> bool {
    let said = answers.iter().find(|answered| answered.call == Call::Rights(entity));
    let flag = said.and_then(|answered| answered.json.as_ref()?.pointer("/info/hasUserDefinedFields")?.as_bool());
    flag == Some(false)
}

fn zone_host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    rest.split(['/', ':']).next().map(str::to_owned)
}
