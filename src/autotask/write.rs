//! Writes: each is sent once, and what is known of it afterwards is one of three things.
//!
//! What is written is said in `endpoints`; which words refuse a record, in `refusal`. Nobody sends a write again: where it
//! cannot be told what became of it, reading is the only way to find out.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use super::classify::said;
use super::client::{Client, parse};
use super::entity::{Entity, Right};
use super::error::{Endpoint, Error};
use super::read;
use crate::http;

/// What became of a write.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "only this says whether something was written"]
pub enum Outcome {
    /// Autotask took it. It names the id of the record where the entity has one that can be read: an adjustment has none.
    Done(Option<i64>),
    /// It is certain that nothing was written: refused by a known sentence, by sign-in, right or limit, or never sent.
    Refused(Error),
    /// It cannot be told whether it took effect. Read back; never send it again.
    Unknown(Error),
}

/// Where records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// `Tickets`
    Collection(Entity),
    /// `Contracts/9/ServiceAdjustments`: children are written under their parent.
    Child {
        /// `Contracts`
        parent: Entity,
        /// Which of them.
        id: i64,
        /// `ContractServiceAdjustments`
        entity: Entity,
    },
}

impl Route {
    fn entity(self) -> Entity {
        match self {
            Self::Collection(entity) | Self::Child { entity, .. } => entity,
        }
    }

    /// Where Autotask counts requests at once: the first part of the path.
    fn counted_at(self) -> Endpoint {
        match self {
            Self::Collection(entity) | Self::Child { parent: entity, .. } => Endpoint::Of(entity),
        }
    }

    fn path(self) -> String {
        match self {
            Self::Collection(entity) => entity.name().to_owned(),
            Self::Child { parent, id, entity } => {
                // A child has its parent's name in front, which the path does not repeat.
                let name = entity.name();
                let child = name.strip_prefix(parent.name().trim_end_matches('s')).unwrap_or(name);
                format!("{}/{id}/{child}", parent.name())
            }
        }
    }
}

impl Client {
    /// Makes a record. What is `None` in it is not sent: Autotask refuses a null.
    pub(super) async fn create(&self, route: Route, record: &impl Serialize) -> Outcome {
        self.write(Method::POST, Right::Create, route, fields(record)).await
    }

    /// Changes the given fields of a record. The id goes with them, never into the address.
    pub(super) async fn update(&self, route: Route, id: i64, changes: &impl Serialize) -> Outcome {
        let mut fields = fields(changes);
        fields.insert("id".to_owned(), id.into());
        self.write(Method::PATCH, Right::Change, route, fields).await
    }

    async fn write(&self, method: Method, right: Right, route: Route, fields: Map<String, Value>) -> Outcome {
        let endpoint = Endpoint::Of(route.entity());
        let request = self.request(method, self.url(&route.path())).header(CONTENT_TYPE, "application/json");
        let request = request.body(Value::Object(fields).to_string());
        match self.send_once(route.counted_at(), endpoint, right, request).await {
            Ok(body) => taken(endpoint, right, &body),
            Err(error) if error.is_before_any_effect() => Outcome::Refused(error),
            Err(error) => Outcome::Unknown(error),
        }
    }
}

fn fields(record: &impl Serialize) -> Map<String, Value> {
    let value = serde_json::to_value(record).expect("names, numbers and texts are always JSON");
    let Value::Object(fields) = value else { return Map::new() };
    fields.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// What a 2xx says: an `itemId`, which may be null, and no `errors`.
fn taken(endpoint: Endpoint, right: Right, body: &[u8]) -> Outcome {
    let answer: Map<String, Value> = match parse(endpoint, body) {
        Ok(answer) => answer,
        Err(error) => return Outcome::Unknown(error),
    };
    let part = |name: &str| answer.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    if part("errors").and_then(Value::as_array).is_some_and(|errors| !errors.is_empty()) {
        let words = http::words(body);
        return match said(endpoint, right, &words) {
            Some(error) => Outcome::Refused(error),
            None => Outcome::Unknown(Error::unusable(endpoint, "it has errors", words)),
        };
    }
    let id = part("itemId").map(|id| (id, read::number(id).ok().flatten()));
    match id {
        Some((Value::Null, _)) => Outcome::Done(None),
        Some((_, Some(id))) => Outcome::Done(Some(id)),
        Some((_, None)) => Outcome::Unknown(Error::unusable(endpoint, "it has no usable itemId", http::words(body))),
        None => Outcome::Unknown(Error::unusable(endpoint, "it has no itemId", http::words(body))),
    }
}

impl Error {
    /// Whether this was said, or met, before anything could be written. What is not on this list may have taken effect.
    fn is_before_any_effect(&self) -> bool {
        match self {
            // Nothing left this process, or nothing that Autotask looks at before it knows who asks and what for.
            Self::Unsendable(_)
            | Self::UserUnknown { .. }
            | Self::SignInRefused { .. }
            | Self::TrackingIdRefused { .. }
            | Self::PermissionMissing { .. }
            | Self::Throttled { .. }
            | Self::ZoneUntrusted { .. }
            | Self::Refused { .. } => true,
            // No such route, or none for this method: nobody was there to write.
            Self::BadAnswer { status, .. } => {
                matches!(*status, Some(StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED))
            }
            Self::NoAnswer(failure) => failure.is_before_sending(),
        }
    }
}
