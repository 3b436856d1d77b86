//! Autotask's routes: what a path means, which verbs it has, and who answers.
//! Sign-in, limits and faults that are not about one answer are in `server`.

pub mod adjustments;
pub mod control;
mod meta;
pub mod petra;
mod read;
mod tickets;
mod write;
pub mod zone;

use std::sync::RwLock;

use serde_json::{Map, Value};

use crate::sandbox::answer::{Answer, Refusal, permission_text};
use crate::sandbox::entities::Kind;
use crate::sandbox::faults::{Asked, Faults};
use crate::sandbox::world::{Access, Verb, World};

/// A path of Autotask's API after the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Zone,
    ApiVersions,
    Version,
    Threshold,
    Modules,
    Query(Kind),
    NextPage(Kind),
    Count(Kind),
    Collection(Kind),
    Item(Kind, i64),
    /// The children of one row.
    Children(Kind, i64),
    Child(Kind, i64, i64),
    Information(Kind),
    Fields(Kind),
    UserDefinedFields(Kind),
}

impl Route {
    /// Reads the parts of a path after the version; parts are compared in any case.
    pub fn read(parts: &[&str]) -> Option<Self> {
        let lower: Vec<String> = parts.iter().map(|part| part.to_ascii_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        match lower.as_slice() {
            ["zoneinformation"] => return Some(Self::Zone),
            ["versioninformation"] => return Some(Self::ApiVersions),
            ["version"] => return Some(Self::Version),
            ["thresholdinformation"] => return Some(Self::Threshold),
            ["modules"] => return Some(Self::Modules),
            _ => {}
        }
        let kind = Kind::ALL.into_iter().find(|kind| kind.entity().name.eq_ignore_ascii_case(parts[0]))?;
        let queried = kind.entity().query;
        Some(match &lower[1..] {
            [] => Self::Collection(kind),
            ["query"] if queried => Self::Query(kind),
            ["query", "next"] if queried => Self::NextPage(kind),
            ["query", "count"] if queried => Self::Count(kind),
            ["entityinformation"] => Self::Information(kind),
            ["entityinformation", "fields"] => Self::Fields(kind),
            ["entityinformation", "userdefinedfields"] => Self::UserDefinedFields(kind),
            [id] => Self::Item(kind, id.parse().ok()?),
            [parent, child, rest @ ..] => {
                let parent: i64 = parent.parse().ok()?;
                let child = kind.child(child)?;
                match rest {
                    [] => Self::Children(child, parent),
                    ["entityinformation"] => Self::Information(child),
                    ["entityinformation", "fields"] => Self::Fields(child),
                    ["entityinformation", "userdefinedfields"] => Self::UserDefinedFields(child),
                    [id] => Self::Child(child, parent, id.parse().ok()?),
                    _ => return None,
                }
            }
        })
    }

    /// The entity that the call is about.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Zone | Self::ApiVersions | Self::Version | Self::Threshold | Self::Modules => None,
            Self::Query(kind)
            | Self::NextPage(kind)
            | Self::Count(kind)
            | Self::Collection(kind)
            | Self::Item(kind, _)
            | Self::Children(kind, _)
            | Self::Child(kind, ..)
            | Self::Information(kind)
            | Self::Fields(kind)
            | Self::UserDefinedFields(kind) => Some(kind),
        }
    }

    /// The verbs that the route has; a route without any does not exist.
    pub fn verbs(self) -> Vec<&'static str> {
        let mut verbs = Vec::new();
        let mut add = |verb: &'static str, has: bool| {
            if has {
                verbs.push(verb);
            }
        };
        match self {
            Self::Zone
            | Self::ApiVersions
            | Self::Version
            | Self::Threshold
            | Self::Modules
            | Self::Information(_)
            | Self::Fields(_)
            | Self::UserDefinedFields(_) => add("GET", true),
            Self::Query(_) | Self::NextPage(_) | Self::Count(_) => {
                add("GET", true);
                add("POST", true);
            }
            Self::Collection(kind) => {
                let entity = kind.entity();
                add("POST", entity.create && entity.writes_at_top());
                add("PATCH", entity.update && entity.child_of.is_none());
                add("PUT", entity.update && entity.child_of.is_none());
            }
            Self::Item(kind, _) => {
                add("GET", kind.entity().query);
                add("DELETE", kind.entity().delete && kind.entity().child_of.is_none());
            }
            Self::Children(kind, _) => {
                let entity = kind.entity();
                add("GET", entity.query);
                add("POST", entity.create);
                add("PATCH", entity.update);
                add("PUT", entity.update);
            }
            Self::Child(kind, ..) => {
                add("GET", kind.entity().query);
                add("DELETE", kind.entity().delete);
            }
        }
        verbs
    }

    /// Whether the call changes something if it succeeds.
    pub fn writes(self, method: &str) -> bool {
        matches!(self, Self::Collection(_) | Self::Item(..) | Self::Children(..) | Self::Child(..)) && method != "GET"
    }

    /// The two calls that anyone may make.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Zone | Self::ApiVersions)
    }
}

/// One call, signed in and inside the limits, with all that answering it takes.
pub struct Call<'a> {
    pub asked: &'a Asked,
    pub route: Route,
    /// The query of the address, as name and value.
    pub params: &'a [(String, String)],
    pub body: &'a [u8],
    /// A resource that the call wants to act as.
    pub impersonates: bool,
    pub world: &'a RwLock<World>,
    pub faults: &'a Faults,
    /// Address of the zone, without a slash at its end.
    pub zone: &'a str,
    /// Requests in this hour.
    pub used: usize,
    pub now_ms: u64,
}

impl Call<'_> {
    pub fn answer(&self) -> Result<Answer, Refusal> {
        let verbs = self.route.verbs();
        if verbs.is_empty() {
            return Err(Refusal::NoRoute);
        }
        if !verbs.contains(&self.asked.method.as_str()) {
            return Err(Refusal::NoVerb(self.asked.method.clone()));
        }
        if self.asked.method == "PATCH" && self.faults.take("patch-404", self.asked).is_some() {
            return Err(Refusal::NoRoute);
        }
        match (self.route, self.asked.method.as_str()) {
            (Route::Zone, _) => zone::zone(self),
            (Route::ApiVersions, _) => Ok(zone::api_versions()),
            (Route::Version, _) => Ok(zone::version()),
            (Route::Threshold, _) => Ok(zone::threshold(self)),
            (Route::Modules, _) => Ok(zone::modules()),
            (Route::Information(kind), _) => Ok(meta::information(self, kind)),
            (Route::Fields(kind), _) => Ok(meta::fields(self, kind)),
            (Route::UserDefinedFields(kind), _) => Ok(meta::user_defined_fields(self, kind)),
            (Route::Query(kind), _) => read::query(self, kind, false),
            (Route::NextPage(kind), _) => read::query(self, kind, true),
            (Route::Count(kind), _) => read::count(self, kind),
            (Route::Item(kind, id), "GET") => read::item(self, kind, None, id),
            (Route::Child(kind, parent, id), "GET") => read::item(self, kind, Some(parent), id),
            (Route::Children(kind, parent), "GET") => read::children(self, kind, parent),
            (Route::Item(kind, id), _) => write::delete(self, kind, None, id),
            (Route::Child(kind, parent, id), _) => write::delete(self, kind, Some(parent), id),
            (Route::Collection(kind), "POST") => write::create(self, kind, None),
            (Route::Children(kind, parent), "POST") => write::create(self, kind, Some(parent)),
            (Route::Collection(kind), method) => write::update(self, kind, None, method == "PUT"),
            (Route::Children(kind, parent), method) => write::update(self, kind, Some(parent), method == "PUT"),
        }
    }

    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body as an object.
    pub fn object(&self) -> Result<Map<String, Value>, Refusal> {
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Refusal::error("The request body is not an object.")),
            Err(error) => Err(Refusal::error(format!("The request body could not be read: {error}"))),
        }
    }
}

/// Whether the user may do that with rows of that entity.
pub fn allow(world: &World, verb: Verb, kind: Kind) -> Result<(), Refusal> {
    match world.account.may(verb, kind) {
        Access::None => Err(Refusal::Permission(permission_text(verb.word()))),
        Access::All | Access::Restricted => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_in_any_case() {
        for (path, route) in [
            ("zoneInformation", Some(Route::Zone)),
            ("ZoneInformation", Some(Route::Zone)),
            ("Version", Some(Route::Version)),
            ("companies/QUERY", Some(Route::Query(Kind::Companies))),
            ("Companies/query/next", Some(Route::NextPage(Kind::Companies))),
            ("Companies/query/count", Some(Route::Count(Kind::Companies))),
            ("Companies/0", Some(Route::Item(Kind::Companies, 0))),
            ("Contracts/9/services", Some(Route::Children(Kind::ContractServices, 9))),
            ("Contracts/9/Services/77", Some(Route::Child(Kind::ContractServices, 9, 77))),
            ("Tickets/5/Notes/entityInformation/fields", Some(Route::Fields(Kind::TicketNotes))),
            ("ContractServiceAdjustments", Some(Route::Collection(Kind::ContractServiceAdjustments))),
            ("ContractServiceAdjustments/query", None),
            ("Tickets/5/Notes/query", None),
            ("Company/query", None),
            ("Invoices/query", None),
            ("Companies/abc", None),
        ] {
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(Route::read(&parts), route, "{path}");
        }
    }

    #[test]
    fn each_route_has_the_verbs_of_the_vendor() {
        for (path, verbs) in [
            ("Companies", vec!["POST", "PATCH", "PUT"]),
            ("Tickets/5", vec!["GET"]),
            ("TicketNotes", vec![]),
            ("TicketNotes/5", vec!["GET"]),
            ("Tickets/5/Notes", vec!["GET", "POST", "PATCH", "PUT"]),
            ("ContractServices", vec![]),
            ("Contracts/5/Services", vec!["GET", "POST", "PATCH", "PUT"]),
            ("Contracts/5/ServiceUnits", vec!["GET"]),
            ("Contracts/5/ServiceAdjustments", vec!["POST"]),
            ("ContractServiceAdjustments", vec!["POST"]),
            ("ContractServiceAdjustments/5", vec![]),
            ("Resources", vec!["PATCH", "PUT"]),
            ("ServiceBundles/5", vec!["GET", "DELETE"]),
        ] {
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(Route::read(&parts).unwrap().verbs(), verbs, "{path}");
        }
    }
}
