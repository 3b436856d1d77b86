//! Every route of the table with every verb, called at the sandbox by plain HTTP.
//!
//! What comes back is judged when the tap goes; here is checked what only the script knows: that a call was to be
//! refused, and that a change arrived.

use std::cell::RefCell;

use petra_autotask::sandbox::{Announcement, Options, Sandbox};
use serde_json::{Map, Value, json};

use super::facts::{Entity, FACTS, Field, Kind, Type, Writing};
use super::tap::Tap;
use crate::harness::tapped;

struct Raw {
    _tap: Tap,
    says: Announcement,
    client: reqwest::Client,
    _sandbox: Sandbox,
    /// What the script itself found.
    noted: RefCell<Vec<String>>,
}

impl Raw {
    async fn new() -> Self {
        let today = Some(jiff::civil::date(2026, 11, 24));
        let sandbox = Sandbox::start(Options { today, companies: 12, tenants: 4, ..Options::default() }).await.unwrap();
        let (tap, says) = tapped(sandbox.announcement(), false).await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { _tap: tap.without_requests(), says, client, _sandbox: sandbox, noted: RefCell::default() }
    }

    fn check(&self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.noted.borrow_mut().push(what());
        }
    }

    /// What the script found; the answers are judged by the tap, which goes now.
    #[track_caller]
    fn ends(self) {
        let found = self.noted.take();
        assert!(found.is_empty(), "not as the documents say:\n{}", found.join("\n"));
    }

    async fn call(&self, verb: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let root = self.says.autotask_url.trim_end_matches('/');
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{root}/V1.0/{path}") };
        let mut request = self
            .client
            .request(verb.parse().unwrap(), url)
            .header("UserName", &self.says.username)
            .header("Secret", &self.says.secret)
            .header("ApiIntegrationCode", &self.says.tracking_id);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call("GET", path, None).await;
        self.check(status == 200, || format!("GET {path}: {status} {body}"));
        body
    }

    async fn rows(&self, entity: &str) -> Vec<Value> {
        let everything = json!({"filter": [{"op": "gte", "field": "id", "value": 0}]});
        let (status, body) = self.call("POST", &format!("{entity}/query"), Some(&everything)).await;
        assert_eq!(status, 200, "{entity}: {body}");
        body["items"].as_array().unwrap().clone()
    }

    /// An id that a path can name: of the first row, or of none.
    async fn some_id(&self, entity: &str) -> i64 {
        self.rows(entity).await.last().and_then(|row| row["id"].as_i64()).unwrap_or(1)
    }

    async fn refused(&self, verb: &str, path: &str, body: &Value, words: &str) {
        let (status, answer) = self.call(verb, path, Some(body)).await;
        let said = answer["errors"][0].as_str().unwrap_or_default();
        self.check(status == 500 && said.contains(words), || {
            format!("{verb} {path} {body}: {status} {answer}, not {words}")
        });
    }

    /// A value that a field takes.
    async fn value(&self, entity: &Entity, field: &Field) -> Value {
        if field.picklist {
            let fields = self.get(&format!("{}/entityInformation/fields", entity.name)).await["fields"].clone();
            let of = fields.as_array().unwrap().iter().find(|other| other["name"] == *field.name);
            let values = of.and_then(|of| of["picklistValues"].as_array()).cloned().unwrap_or_default();
            let value = values.iter().find(|value| value["isActive"] == true).map(|value| value["value"].clone());
            let value = value.unwrap_or_else(|| json!("1"));
            return if field.kind == Type::String {
                value
            } else {
                json!(value.as_str().unwrap().parse::<i64>().unwrap())
            };
        }
        let referenced = FACTS.entities.iter().find(|other| field.reference.as_deref() == Some(&other.one));
        if let Some(other) = referenced {
            let rows = self.rows(&other.name).await;
            let active = |row: &&Value| row["isActive"] != false && row["status"] != 0;
            let recurring = |row: &&Value| row["contractType"] == 7 || other.name != "Contracts";
            let row = rows.iter().rfind(|row| active(row) && recurring(row));
            return row.map_or(json!(1), |row| row["id"].clone());
        }
        match (field.name.as_str(), &field.kind) {
            ("startDate", _) => json!("2026-01-01"),
            ("endDate", _) => json!("2027-12-31"),
            (_, Type::DateTime) => json!("2026-12-01"),
            (_, Type::Boolean) => json!(true),
            (_, Type::Double) => json!(1.5),
            (_, Type::String) => json!("x"),
            _ => json!(1),
        }
    }

    /// What is needed to create one.
    async fn sample(&self, entity: &Entity) -> Value {
        let mut body = Map::new();
        for field in entity.fields.iter().filter(|field| field.required || field.maybe_required) {
            body.insert(field.name.clone(), self.value(entity, field).await);
        }
        match entity.name.as_str() {
            "Tickets" => {
                drop(body.insert("queueID".into(), self.value(entity, entity.field("queueID").unwrap()).await));
            }
            "Contracts" => {
                body.insert("contractType".into(), json!(7));
                body.insert("contractPeriodType".into(), json!(2));
                body.insert("status".into(), json!(1));
            }
            "ContractServiceAdjustments" | "ContractServiceBundleAdjustments" => {
                let line = if entity.name.contains("Bundle") { "contractServiceBundleID" } else { "contractServiceID" };
                let of = if entity.name.contains("Bundle") { "ContractServiceBundles" } else { "ContractServices" };
                if let Some(row) = self.rows(of).await.first() {
                    body.insert("contractID".into(), row["contractID"].clone());
                    body.insert(line.into(), row["id"].clone());
                }
                body.insert("unitChange".into(), json!(1));
            }
            _ => {}
        }
        Value::Object(body)
    }
}

/// A path with ids for what it leaves open.
fn path(form: &str, parent: i64, id: i64) -> String {
    form.replace("{parent}", &parent.to_string()).replace("{id}", &id.to_string())
}

async fn parent_id(raw: &Raw, entity: &Entity) -> i64 {
    match &entity.parent {
        // One that has children, if there is one.
        Some((parent, field)) if entity.has(Kind::Query) => match raw.rows(&entity.name).await.last() {
            Some(row) => row[field].as_i64().unwrap(),
            None => raw.some_id(parent).await,
        },
        Some((parent, _)) => raw.some_id(parent).await,
        None => 0,
    }
}

#[tokio::test]
async fn every_route_that_reads_is_answered_and_every_other_verb_is_refused() {
    let raw = Raw::new().await;
    let query = json!({"MaxRecords": 2, "Filter": [{"op": "exist", "field": "id"}]});
    for entity in &FACTS.entities {
        let parent = parent_id(&raw, entity).await;
        let id = if entity.has(Kind::Query) { raw.some_id(&entity.name).await } else { 0 };
        for route in &entity.routes {
            let path = path(&route.path, parent, id);
            match (route.kind, route.verb) {
                (Kind::Query | Kind::Count, "POST") => {
                    let (status, body) = raw.call("POST", &path, Some(&query)).await;
                    raw.check(status == 200, || format!("POST {path}: {body}"));
                    if let Some(next) = body["pageDetails"]["nextPageUrl"].as_str() {
                        let status = raw.call("POST", next, Some(&query)).await.0;
                        raw.check(status == 200, || format!("POST {next}"));
                        let status = raw.call("GET", next, None).await.0;
                        raw.check(status == 405, || format!("GET {next}"));
                    }
                }
                (Kind::Query | Kind::Count, _) => {
                    let search = url::form_urlencoded::Serializer::new(String::new())
                        .append_pair("search", &query.to_string())
                        .finish();
                    let body = raw.get(&format!("{path}?{search}")).await;
                    if let Some(next) = body["pageDetails"]["nextPageUrl"].as_str() {
                        let status = raw.call("GET", next, None).await.0;
                        raw.check(status == 200, || format!("GET {next}"));
                    }
                }
                (Kind::Item | Kind::List | Kind::Information | Kind::Fields, _) => drop(raw.get(&path).await),
                (Kind::OwnFields, _) => {
                    let (status, _) = raw.call("GET", &path, None).await;
                    raw.check(status == 200 || status == 404 && !entity.own_fields, || format!("GET {path}: {status}"));
                }
                _ => {}
            }
            for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                if FACTS.find(verb, &path).is_none() {
                    let (status, body) = raw.call(verb, &path, Some(&json!({"id": id}))).await;
                    raw.check(status == 405, || format!("{verb} {path}: {body}"));
                }
            }
        }
        if entity.has(Kind::Item) {
            let missing = raw.get(&format!("{}/987654321", entity.name)).await;
            raw.check(missing == json!({"item": null}), || format!("{} of no such id: {missing}", entity.name));
        }
    }
    for plain in &FACTS.plain {
        let root = raw.says.autotask_url.trim_end_matches('/');
        match plain.path.as_str() {
            "zoneInformation" => drop(raw.get(&format!("zoneInformation?user={}", raw.says.username)).await),
            "versionInformation" => drop(raw.get(&format!("{root}/versioninformation")).await),
            path => drop(raw.get(path).await),
        }
    }
    for path in ["Nowhere", "TicketNotes", "Tickets/4/Notes/query", "Contracts/4/Nothing"] {
        let status = raw.call("POST", path, Some(&query)).await.0;
        raw.check(status == 404, || format!("POST {path} with status {status}"));
    }
    raw.ends();
}

#[tokio::test]
async fn every_field_can_be_asked_for_and_filtered_by_and_no_other() {
    let raw = Raw::new().await;
    for entity in FACTS.entities.iter().filter(|entity| entity.has(Kind::Query)) {
        let path = format!("{}/query", entity.name);
        let known = entity.fields.iter().filter(|field| !field.newer && !field.write_only);
        let names: Vec<&str> = known.clone().map(|field| field.name.as_str()).collect();
        for field in known {
            for (place, filter) in [
                ("value", json!([{"op": "eq", "field": field.name, "value": raw.value(entity, field).await}])),
                ("none", json!([{"op": "notExist", "field": field.name}])),
            ] {
                let body = json!({"MaxRecords": 1, "IncludeFields": ["id", field.name], "filter": filter});
                let (status, answer) = raw.call("POST", &path, Some(&body)).await;
                let wanted = if field.in_filters { 200 } else { 500 };
                raw.check(status == wanted, || format!("{}.{} by {place}: {answer}", entity.name, field.name));
            }
        }
        let everything = json!([{"op": "gte", "field": "id", "value": 0}]);
        let body = json!({"IncludeFields": names, "filter": everything});
        let status = raw.call("POST", &path, Some(&body)).await.0;
        raw.check(status == 200, || format!("POST {path} with status {status}"));
        let words = format!("Unable to find colour in the {} Entity.", entity.one);
        raw.refused("POST", &path, &json!({"filter": [{"op": "eq", "field": "colour", "value": 1}]}), &words).await;
        raw.refused("POST", &path, &json!({"IncludeFields": ["colour"], "filter": everything}), &words).await;
        for size in [0, 501, -1] {
            let body = json!({"MaxRecords": size, "filter": everything});
            raw.refused("POST", &path, &body, "maxCountOfRecordsToReturn must be between 1 and 500").await;
        }
    }
    raw.ends();
}

#[tokio::test]
async fn what_can_be_created_is_and_what_is_wrong_with_it_is_said() {
    let raw = Raw::new().await;
    for entity in FACTS.entities.iter().filter(|entity| entity.has(Kind::Create)) {
        let mut body = raw.sample(entity).await;
        let route = entity.routes.iter().rfind(|route| route.kind == Kind::Create).unwrap();
        let mut parent = 0;
        if let Some((_, field)) = &entity.parent {
            // A bundle's own services come once each.
            parent = body[field].as_i64().unwrap_or(parent_id(&raw, entity).await);
            body[field] = json!(parent);
        }
        let path = path(&route.path, parent, 0);
        let nothing = entity.fields.iter().find(|field| field.writing != Writing::ReadOnly).unwrap();
        let mut wrong = vec![
            (json!({"colour": "red"}), format!("Unable to find colour in the {} Entity.", entity.one)),
            (json!({nothing.name.as_str(): null}), String::new()),
        ];
        for field in entity.fields.iter().filter(|field| field.writing != Writing::ReadOnly && field.max > 0) {
            let words = format!("{} must be less than or equal to {} characters", field.name, field.max);
            wrong.push((json!({field.name.as_str(): "x".repeat(field.max + 1)}), words));
        }
        for (change, words) in wrong {
            let mut body = body.clone();
            body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            raw.refused("POST", &path, &body, &words).await;
        }
        let given_by_path = |name: &str| entity.parent.as_ref().is_some_and(|(_, field)| field == name);
        for field in entity.fields.iter().filter(|field| field.required && !given_by_path(&field.name)) {
            let mut body = body.clone();
            body.as_object_mut().unwrap().remove(&field.name);
            raw.refused("POST", &path, &body, &field.name).await;
        }
        let (status, answer) = raw.call("POST", &path, Some(&body)).await;
        raw.check(status == 200, || format!("POST {path} {body}: {answer}"));
        if let Some(id) = answer["itemId"].as_i64() {
            let item = raw.get(&format!("{}/{id}", entity.name)).await["item"].clone();
            raw.check(item["id"] == id, || format!("{} as created: {item}", entity.name));
            if let Some(route) = entity.routes.iter().rfind(|route| route.kind == Kind::Delete) {
                let path = self::path(&route.path, parent, id);
                let (status, answer) = raw.call("DELETE", &path, None).await;
                raw.check(status == 200 && answer["itemId"] == id, || format!("DELETE {path}: {status} {answer}"));
                let left = raw.get(&format!("{}/{id}", entity.name)).await;
                raw.check(left["item"].is_null(), || format!("DELETE {path} left {left}"));
            }
        }
    }
    raw.ends();
}

#[tokio::test]
async fn what_can_be_changed_is_and_the_rest_stays() {
    let raw = Raw::new().await;
    for entity in FACTS.entities.iter().filter(|entity| entity.has(Kind::Change)) {
        let Some(row) = raw.rows(&entity.name).await.pop() else { continue };
        let (id, parent) = (row["id"].as_i64().unwrap(), parent_id(&raw, entity).await);
        let route = entity.routes.iter().rfind(|route| route.kind == Kind::Change).unwrap();
        let path = path(&route.path, parent, id);
        for field in entity.fields.iter().filter(|field| field.name != "id" && !field.unsure && !field.newer) {
            let mut body = json!({"id": id, field.name.as_str(): raw.value(entity, field).await});
            if entity.name == "TicketNotes" {
                for name in ["noteType", "publish"] {
                    body[name] = row[name].clone();
                }
            }
            let before = raw.get(&format!("{}/{id}", entity.name)).await["item"][&field.name].clone();
            let (status, answer) = raw.call("PATCH", &path, Some(&body)).await;
            let after = raw.get(&format!("{}/{id}", entity.name)).await["item"][&field.name].clone();
            let at = format!("PATCH {path} {body}: {answer}");
            if field.writing != Writing::Free {
                // Refused or passed over.
                raw.check(after == before, || at);
            } else if status == 200 && !field.write_only {
                let wanted = &body[&field.name];
                let same_day =
                    wanted.as_str().is_some_and(|day| after.as_str().is_some_and(|text| text.starts_with(day)));
                raw.check(after == *wanted || same_day, || at);
            } else if field.kind == Type::String && !field.picklist {
                raw.check(status == 200, || at);
            }
        }
    }
    raw.ends();
}
