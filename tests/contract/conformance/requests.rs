//! Whether what the client sends is what the documents say: paths, verbs, headers, queries, bodies.

use serde_json::{Map, Value};

use super::facts::{Drift, Entity, FACTS, Found, Kind, Type, Writing};
use super::petra;
use super::tap::Exchange;

const HEADERS: [&str; 10] = [
    "host",
    "accept",
    "accept-encoding",
    "user-agent",
    "content-type",
    "content-length",
    "username",
    "secret",
    "apiintegrationcode",
    "authorization",
];
const CREDENTIALS: [&str; 3] = ["UserName", "Secret", "ApiIntegrationCode"];
const OPERATORS: [&str; 13] =
    ["eq", "noteq", "gt", "gte", "lt", "lte", "beginsWith", "endsWith", "contains", "exist", "notExist", "in", "notIn"];

/// The requests of one sandbox, in order: a next page is of a query that was sent.
pub fn judge(exchanges: &[Exchange], drifts: &mut Vec<Drift>) {
    for exchange in exchanges {
        if let Some((_, path)) = exchange.autotask() {
            judge_one(exchange, path, exchanges, drifts);
        } else {
            petra::judge_request(exchange, drifts);
        }
    }
}

fn judge_one(exchange: &Exchange, path: &str, all: &[Exchange], drifts: &mut Vec<Drift>) {
    let called = format!("{} {path}", exchange.verb);
    let plain = FACTS.plain(path).filter(|_| exchange.verb == "GET");
    judge_headers(exchange, &called, plain.is_some_and(|plain| plain.open), drifts);
    if let Some(plain) = plain {
        plain.judge_parameters(&called, &exchange.query, drifts);
        return;
    }
    let Some(found) = FACTS.find(&exchange.verb, path) else {
        drifts.push(Drift::new(called, "a route of the documents", "another"));
        return;
    };
    if !spelled(&found.route.path, path) {
        drifts.push(Drift::new(&called, &found.route.path, path));
    }
    let by_get = exchange.verb == "GET";
    match found.route.kind {
        Kind::Query | Kind::Count | Kind::NextPage => {
            let wanted: &[&str] = match (found.route.kind, by_get) {
                (Kind::NextPage, true) => &["search", "paging"],
                (Kind::NextPage, false) => &["paging"],
                (_, true) => &["search"],
                _ => &[],
            };
            judge_parameters(exchange, &called, wanted, drifts);
            let body = if by_get {
                let search = exchange.query.iter().find(|(name, _)| name == "search");
                search.and_then(|(_, text)| serde_json::from_str(text).ok())
            } else {
                exchange.json()
            };
            judge_query(found.entity, &called, body.as_ref(), drifts);
            if found.route.kind == Kind::NextPage && !by_get {
                let of = format!("{}/query", found.entity.name);
                let sent = |other: &Exchange| other.path.ends_with(&of) && other.json() == body;
                if !all.iter().any(sent) {
                    drifts.push(Drift::new(
                        called,
                        "the body of the query again",
                        String::from_utf8_lossy(&exchange.body),
                    ));
                }
            }
        }
        Kind::Create | Kind::Change => {
            judge_parameters(exchange, &called, &[], drifts);
            judge_written(&found, &called, exchange.json().as_ref(), drifts);
        }
        Kind::Replace => drifts.push(Drift::new(called, "PATCH, as PUT empties what it leaves out", "PUT")),
        Kind::Item | Kind::List | Kind::Delete | Kind::Information | Kind::Fields | Kind::OwnFields => {
            judge_parameters(exchange, &called, &[], drifts);
            if !exchange.body.is_empty() {
                drifts.push(Drift::new(called, "no body", String::from_utf8_lossy(&exchange.body)));
            }
        }
    }
}

/// Whether a path has the very spelling of its form.
fn spelled(form: &str, path: &str) -> bool {
    form.split('/').zip(path.split('/')).all(|(form, part)| form.starts_with('{') || form == part)
}

fn judge_headers(exchange: &Exchange, called: &str, open: bool, drifts: &mut Vec<Drift>) {
    for (name, value) in &exchange.headers {
        let at = format!("header {name} of {called}");
        let lower = name.to_ascii_lowercase();
        if !HEADERS.contains(&lower.as_str()) || lower == "authorization" {
            drifts.push(Drift::new(&at, "no such header", value));
        }
        if !value.chars().all(|sign| sign.is_ascii_graphic() || sign == ' ') {
            drifts.push(Drift::new(at, "visible ASCII", "something else"));
        }
    }
    for name in CREDENTIALS {
        let times = exchange.headers.iter().filter(|(held, _)| held.eq_ignore_ascii_case(name)).count();
        let wanted = usize::from(!open);
        if times != wanted {
            drifts.push(Drift::new(format!("header {name} of {called}"), format!("{wanted} times"), times));
        }
    }
    let kind = exchange.header("content-type");
    if !exchange.body.is_empty() && kind != Some("application/json") {
        drifts.push(Drift::new(format!("header Content-Type of {called}"), "application/json", kind.unwrap_or("none")));
    }
}

fn judge_parameters(exchange: &Exchange, called: &str, wanted: &[&str], drifts: &mut Vec<Drift>) {
    let names: Vec<&str> = exchange.query.iter().map(|(name, _)| name.as_str()).collect();
    let good = names.iter().all(|name| wanted.contains(name)) && (names.is_empty() == wanted.is_empty());
    if !good {
        drifts.push(Drift::new(format!("parameters of {called}"), wanted.join(", "), names.join(", ")));
    }
}

fn judge_query(entity: &Entity, called: &str, body: Option<&Value>, drifts: &mut Vec<Drift>) {
    let Some(body) = body.and_then(Value::as_object) else {
        drifts.push(Drift::new(called, "a query as a JSON object", "something else"));
        return;
    };
    for (key, value) in body {
        let at = format!("{key} of {called}");
        match key.as_str() {
            "MaxRecords" => {
                if !value.as_i64().is_some_and(|number| (1..=500).contains(&number)) {
                    drifts.push(Drift::new(at, "1 to 500", value));
                }
            }
            "IncludeFields" => judge_included(entity, &at, value, drifts),
            "filter" => {
                let before = drifts.len();
                let nodes = judge_nodes(entity, &at, value, drifts);
                if before == drifts.len() && !(1..=500).contains(&nodes) {
                    drifts.push(Drift::new(at, "1 to 500 conditions", nodes));
                }
            }
            _ => drifts.push(Drift::new(at, "MaxRecords, IncludeFields or filter", key)),
        }
    }
    if !body.contains_key("filter") {
        drifts.push(Drift::new(called, "a filter", "none"));
    }
}

fn judge_included(entity: &Entity, at: &str, names: &Value, drifts: &mut Vec<Drift>) {
    let Some(list) = names.as_array().filter(|list| !list.is_empty()) else {
        drifts.push(Drift::new(at, "a list of field names", names));
        return;
    };
    if !list.contains(&Value::from("id")) {
        drifts.push(Drift::new(at, "id among the fields", names));
    }
    for (place, name) in list.iter().enumerate() {
        let known = name.as_str().and_then(|name| entity.field(name)).is_some_and(|field| !field.write_only);
        if !known {
            drifts.push(Drift::new(
                format!("{}.{}", entity.name, bare(name)),
                "a field in IncludeFields",
                "no such field",
            ));
        }
        if list[..place].contains(name) {
            drifts.push(Drift::new(at, "each field once", name));
        }
    }
}

/// How many conditions there are.
fn judge_nodes(entity: &Entity, at: &str, nodes: &Value, drifts: &mut Vec<Drift>) -> usize {
    let Some(list) = nodes.as_array().filter(|list| !list.is_empty()) else {
        drifts.push(Drift::new(at, "a list of conditions", nodes));
        return 0;
    };
    let mut count = 0;
    for node in list {
        let Some(object) = node.as_object() else {
            drifts.push(Drift::new(at, "a condition", node));
            continue;
        };
        for key in object.keys().filter(|key| !["op", "field", "value", "udf", "items"].contains(&key.as_str())) {
            drifts.push(Drift::new(at, "op, field, value, udf or items", key));
        }
        let op = object.get("op").and_then(Value::as_str).unwrap_or_default();
        if ["and", "or"].contains(&op) {
            if object.len() != 2 {
                drifts.push(Drift::new(at, "a group of op and items", node));
            }
            count += judge_nodes(entity, at, object.get("items").unwrap_or(&Value::Null), drifts);
        } else {
            count += 1;
            judge_condition(entity, at, op, object, drifts);
        }
    }
    count
}

fn judge_condition(entity: &Entity, at: &str, op: &str, node: &Map<String, Value>, drifts: &mut Vec<Drift>) {
    if !OPERATORS.contains(&op) {
        drifts.push(Drift::new(format!("op of {at}"), "an operator of the documents, as others are ignored", op));
        return;
    }
    if node.get("udf").is_some_and(|own| own == &Value::Bool(true)) {
        return;
    }
    let name = bare(node.get("field").unwrap_or(&Value::Null));
    let place = format!("{}.{name}", entity.name);
    let Some(field) = entity.field(&name).filter(|field| field.in_filters && !field.write_only) else {
        drifts.push(Drift::new(place, "a field in a filter", "no such field"));
        return;
    };
    let wanted = |value: &Value| match &field.kind {
        Type::DateTime => is_day_or_moment(value),
        kind => kind.fits(value),
    };
    let good = match (op, node.get("value")) {
        ("exist" | "notExist", value) => value.is_none(),
        ("in" | "notIn", Some(Value::Array(values))) => (1..=500).contains(&values.len()) && values.iter().all(wanted),
        ("in" | "notIn", _) => false,
        (_, Some(value)) => wanted(value),
        _ => false,
    };
    if !good {
        let seen = node.get("value").map_or_else(|| "nothing".to_owned(), ToString::to_string);
        drifts.push(Drift::new(place, format!("{} with {op} in a filter", field.kind), seen));
    }
}

fn judge_written(found: &Found<'_>, called: &str, body: Option<&Value>, drifts: &mut Vec<Drift>) {
    let entity = found.entity;
    let creates = found.route.kind == Kind::Create;
    let Some(body) = body.and_then(Value::as_object) else {
        drifts.push(Drift::new(called, "a JSON object", "something else"));
        return;
    };
    for (name, value) in body {
        let at = format!("{}.{name} of {called}", entity.name);
        if name == "id" {
            let good = value.as_i64().is_some_and(|id| if creates { id == 0 } else { id > 0 });
            if !good {
                drifts.push(Drift::new(at, if creates { "no id" } else { "an id" }, value));
            }
            continue;
        }
        if name == "userDefinedFields" && entity.own_fields {
            for own in value.as_array().into_iter().flatten() {
                FACTS.check_model("OwnValue", &at, own, drifts);
            }
            if !value.is_array() {
                drifts.push(Drift::new(at, "a list", value));
            }
            continue;
        }
        let Some(field) = entity.field(name) else {
            drifts.push(Drift::new(at, "a field of the documents", "another"));
            continue;
        };
        let names_the_parent = entity.parent.as_ref().is_some_and(|(_, parent)| parent == name);
        match field.writing {
            Writing::ReadOnly => drifts.push(Drift::new(&at, "nothing, as it is read-only", value)),
            Writing::CreateOnly if !creates && !names_the_parent => {
                drifts.push(Drift::new(&at, "nothing, as it stays what it was created with", value));
            }
            _ => {}
        }
        let fits = match &field.kind {
            Type::DateTime => is_day_or_moment(value),
            kind => kind.fits(value),
        };
        if !fits && (creates || !value.is_null()) {
            drifts.push(Drift::new(&at, field.kind.to_string(), value));
        }
        if field.max > 0 && value.as_str().is_some_and(|text| text.encode_utf16().count() > field.max) {
            drifts.push(Drift::new(&at, format!("{} characters at most", field.max), value));
        }
        if names_the_parent && found.parent.is_some() && value.as_i64() != found.parent {
            drifts.push(Drift::new(at, "the parent of the path", value));
        }
    }
    let mut wanted: Vec<&str> = if creates {
        entity.fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect()
    } else {
        vec!["id"]
    };
    match (entity.name.as_str(), creates) {
        ("TicketNotes", false) => wanted.extend(["noteType", "publish"]),
        ("Tickets", true) => wanted.push("dueDateTime"),
        // A line that is named by contract and service is created where it is missing.
        ("ContractServiceAdjustments", _) => wanted.extend(["contractID", "contractServiceID", "unitChange"]),
        ("ContractServiceBundleAdjustments", _) => {
            wanted.extend(["contractID", "contractServiceBundleID", "unitChange"]);
        }
        _ => {}
    }
    if let (Some((_, parent)), Some(_)) = (&entity.parent, found.parent) {
        wanted.retain(|name| name != parent);
    }
    for name in wanted.into_iter().filter(|name| !body.contains_key(*name)) {
        drifts.push(Drift::new(format!("{}.{name} of {called}", entity.name), "a value", "nothing"));
    }
}

/// Days alone are taken, too.
fn is_day_or_moment(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok())
        || Type::DateTime.fits(value)
}

/// A text without its quotation marks.
fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn exchange(verb: &str, path: &str, body: &Value) -> Exchange {
        let headers = CREDENTIALS.map(|name| (name.to_owned(), "x".to_owned())).into_iter();
        Exchange {
            verb: verb.to_owned(),
            path: format!("/ATServicesRest/V1.0/{path}"),
            query: Vec::new(),
            headers: headers.chain([("content-type".to_owned(), "application/json".to_owned())]).collect(),
            body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
            answer: None,
        }
    }

    fn drifts(exchange: Exchange) -> Vec<String> {
        let mut drifts = Vec::new();
        judge(&[exchange], &mut drifts);
        drifts.iter().map(ToString::to_string).collect()
    }

    fn of_query(body: &Value) -> Vec<String> {
        drifts(exchange("POST", "Companies/query", body))
    }

    #[test]
    fn each_kind_of_wrong_request_is_named() {
        let condition = json!({"op": "eq", "field": "isActive", "value": true});
        let good = json!({"MaxRecords": 500, "IncludeFields": ["id", "companyName"], "filter": [condition]});
        assert_eq!(of_query(&good), Vec::<String>::new());
        for (body, at) in [
            (
                json!({"MaxRecords": 501, "filter": [condition]}),
                "MaxRecords of POST Companies/query: expected 1 to 500",
            ),
            (json!({"maxRecords": 5, "filter": [condition]}), "maxRecords of POST Companies/query"),
            (json!({"MaxRecords": 5}), "POST Companies/query: expected a filter"),
            (json!({"IncludeFields": ["id", "CompanyName"], "filter": [condition]}), "Companies.CompanyName"),
            (json!({"IncludeFields": ["companyName"], "filter": [condition]}), "IncludeFields of"),
            (json!({"filter": [{"op": "ne", "field": "isActive", "value": true}]}), "op of filter of"),
            (json!({"filter": [{"op": "eq", "field": "active", "value": true}]}), "Companies.active"),
            (
                json!({"filter": [{"op": "eq", "field": "isActive", "value": "true"}]}),
                "Companies.isActive: expected boolean",
            ),
            (json!({"filter": [{"op": "in", "field": "id", "value": ["1"]}]}), "Companies.id: expected int64 with in"),
            (json!({"filter": [{"op": "or", "items": []}]}), "filter of POST"),
        ] {
            let drifts = of_query(&body);
            assert!(drifts.len() == 1 && drifts[0].starts_with(at), "{at}: {drifts:?}");
        }
    }

    #[test]
    fn each_kind_of_wrong_write_is_named() {
        let adjustment =
            json!({"contractID": 9, "contractServiceID": 77, "effectiveDate": "2026-12-01", "unitChange": 3});
        let to = "Contracts/9/ServiceAdjustments";
        assert_eq!(drifts(exchange("POST", to, &adjustment)), Vec::<String>::new());
        for (verb, path, name, value, at) in [
            ("POST", to, "unitChange", json!("3"), "ContractServiceAdjustments.unitChange"),
            ("POST", to, "unitChange", json!(null), "ContractServiceAdjustments.unitChange"),
            ("POST", to, "contractID", json!(10), "ContractServiceAdjustments.contractID"),
            ("POST", to, "effectiveDate", json!("1.12.2026"), "ContractServiceAdjustments.effectiveDate"),
            ("POST", to, "soapParentPropertyId", json!(9), "ContractServiceAdjustments.soapParentPropertyId"),
            (
                "PATCH",
                "ContractServiceAdjustments",
                "id",
                json!(9),
                "PATCH ContractServiceAdjustments: expected a route",
            ),
            ("POST", "contracts/9/ServiceAdjustments", "unitChange", json!(3), "POST contracts/9/ServiceAdjustments"),
        ] {
            let mut body = adjustment.clone();
            body[name] = value;
            let drifts = drifts(exchange(verb, path, &body));
            assert!(drifts.len() == 1 && drifts[0].starts_with(at), "{at}: {drifts:?}");
        }
        for (verb, path, body, at) in [
            ("PATCH", "Tickets", json!({"id": 4, "ticketNumber": "T1"}), "Tickets.ticketNumber"),
            ("PATCH", "Contracts", json!({"id": 4, "companyID": 1}), "Contracts.companyID"),
            ("PATCH", "Tickets", json!({"status": 5}), "Tickets.id"),
            ("PATCH", "Tickets/4", json!({"id": 4}), "PATCH Tickets/4"),
            ("PATCH", "Tickets/4/Notes", json!({"id": 4, "noteType": 1}), "TicketNotes.publish"),
            ("PUT", "Tickets", json!({"id": 4}), "PUT Tickets"),
            ("POST", "TicketNotes", json!({}), "POST TicketNotes"),
        ] {
            let drifts = drifts(exchange(verb, path, &body));
            assert!(drifts.len() == 1 && drifts[0].starts_with(at), "{at}: {drifts:?}");
        }
    }

    #[test]
    fn headers_and_next_pages_count_as_well() {
        let mut wrong = exchange("GET", "Version", &Value::Null);
        wrong.headers.retain(|(name, _)| name != "Secret");
        wrong.headers.push(("ImpersonationResourceId".to_owned(), "4".to_owned()));
        let drifts = drifts(wrong);
        assert!(drifts[0].starts_with("header ImpersonationResourceId") && drifts[1].starts_with("header Secret"));
        let mut next = exchange("POST", "Companies/query/next", &json!({"filter": [{"op": "exist", "field": "id"}]}));
        next.query.push(("paging".to_owned(), "x".to_owned()));
        assert!(self::drifts(next)[0].starts_with("POST Companies/query/next: expected the body of the query again"));
    }
}
