//! Whether what the sandbox answers is what the documents say: status, form, fields and their types.

use serde_json::Value;

use super::facts::{Drift, Entity, FACTS, Field, Found, Kind, Type, Writing};
use super::tap::{Answer, Exchange};

pub fn judge(exchange: &Exchange, drifts: &mut Vec<Drift>) {
    let (Some((_, path)), Some(answer)) = (exchange.autotask(), &exchange.answer) else { return };
    let called = format!("{} {path}", exchange.verb);
    if answer.status != 200 {
        judge_refusal(exchange, &called, answer, drifts);
        return;
    }
    let kind = super::tap::header(&answer.headers, "content-type").unwrap_or("none");
    if !kind.starts_with("application/json") {
        drifts.push(Drift::new(format!("Content-Type of {called}"), "application/json", kind));
    }
    let Some(body) = answer.json() else {
        drifts.push(Drift::new(called, "JSON", String::from_utf8_lossy(&answer.body)));
        return;
    };
    if let Some(plain) = FACTS.plain(path) {
        FACTS.check_plain(plain, &body, drifts);
        return;
    }
    match FACTS.find(&exchange.verb, path) {
        None => drifts.push(Drift::new(called, "a refusal, as there is no such route", &body)),
        Some(found) => judge_found(exchange, &called, &found, &body, drifts),
    }
}

fn judge_refusal(exchange: &Exchange, called: &str, answer: &Answer, drifts: &mut Vec<Drift>) {
    let text = String::from_utf8_lossy(&answer.body);
    let at = format!("{called} with status {}", answer.status);
    match answer.status {
        401 if text.is_empty() => {}
        401 => drifts.push(Drift::new(at, "an empty body", text)),
        404 if answer.json().is_none() => {}
        404 => drifts.push(Drift::new(at, "a page, not JSON", text)),
        405 => {
            let words = format!("The requested resource does not support http method '{}'.", exchange.verb);
            if answer.json() != Some(serde_json::json!({"Message": words})) {
                drifts.push(Drift::new(at, words, text));
            }
        }
        429 | 500 => match answer.json() {
            Some(body) if body["errors"] != serde_json::json!([]) => FACTS.check_model("Errors", &at, &body, drifts),
            Some(body) => drifts.push(Drift::new(at, "at least one error", body)),
            None => drifts.push(Drift::new(at, "a list of errors", text)),
        },
        _ => drifts.push(Drift::new(at, "200, 401, 404, 405, 429 or 500", text)),
    }
}

fn judge_found(exchange: &Exchange, called: &str, found: &Found<'_>, body: &Value, drifts: &mut Vec<Drift>) {
    let entity = found.entity;
    match found.route.kind {
        Kind::Query | Kind::NextPage | Kind::List => judge_page(exchange, called, found, body, drifts),
        Kind::Count => FACTS.check_model("Count", called, body, drifts),
        Kind::Item => match body.as_object() {
            Some(object) if object.len() == 1 && object.contains_key("item") => {
                if !object["item"].is_null() {
                    judge_entity(entity, &object["item"], None, drifts);
                }
            }
            _ => drifts.push(Drift::new(called, "an item", body)),
        },
        Kind::Create | Kind::Change | Kind::Replace | Kind::Delete => {
            FACTS.check_model("Operation", called, body, drifts);
            // Nothing can be read of what only can be created.
            if body["itemId"].is_null() && entity.has(Kind::Query) {
                drifts.push(Drift::new(format!("{called}.itemId"), "a number", "null"));
            }
        }
        Kind::Information => {
            FACTS.check_model("Information", called, body, drifts);
            for (name, kind) in [
                ("canCreate", Kind::Create),
                ("canDelete", Kind::Delete),
                ("canQuery", Kind::Query),
                ("canUpdate", Kind::Change),
            ] {
                let (can, seen) = (entity.has(kind), &body["info"][name]);
                if *seen != can {
                    drifts.push(Drift::new(format!("{called}.info.{name}"), can.to_string(), seen));
                }
            }
        }
        Kind::OwnFields => FACTS.check_model("OwnFields", called, body, drifts),
        Kind::Fields => {
            FACTS.check_model("Fields", called, body, drifts);
            judge_metadata(entity, body, drifts);
        }
    }
}

fn judge_page(exchange: &Exchange, called: &str, found: &Found<'_>, body: &Value, drifts: &mut Vec<Drift>) {
    let asked = if exchange.verb == "GET" {
        let search = exchange.query.iter().find(|(name, _)| name == "search");
        search.and_then(|(_, text)| serde_json::from_str(text).ok())
    } else {
        exchange.json()
    };
    let of = |wanted: &str| {
        let keys = asked.as_ref().and_then(Value::as_object)?;
        keys.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    let included: Option<Vec<&str>> =
        of("IncludeFields").and_then(Value::as_array).map(|names| names.iter().filter_map(Value::as_str).collect());
    for key in body.as_object().into_iter().flat_map(serde_json::Map::keys) {
        if !["items", "pageDetails"].contains(&key.as_str()) {
            drifts.push(Drift::new(format!("{called}.{key}"), "items and pageDetails", key));
        }
    }
    let Some(items) = body["items"].as_array() else {
        drifts.push(Drift::new(format!("{called}.items"), "a list", &body["items"]));
        return;
    };
    for item in items {
        judge_entity(found.entity, item, included.as_deref(), drifts);
    }
    let page = &body["pageDetails"];
    FACTS.check_model("PageDetails", &format!("{called}.pageDetails"), page, drifts);
    let size = of("MaxRecords").and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok()).unwrap_or(500);
    for (name, wanted) in [("count", items.len()), ("requestCount", size)] {
        let known = name == "count" || found.route.kind == Kind::Query;
        if known && page[name] != wanted {
            drifts.push(Drift::new(format!("{called}.pageDetails.{name}"), wanted.to_string(), &page[name]));
        }
    }
    if items.len() > size {
        drifts.push(Drift::new(called, format!("{size} rows at most"), items.len()));
    }
    let next = format!("/V1.0/{}/query/next?paging=", found.entity.name);
    if let Some(url) = page["nextPageUrl"].as_str().filter(|_| found.route.kind != Kind::List) {
        let host = exchange.header("host").unwrap_or_default();
        if !url.to_ascii_lowercase().contains(&next.to_ascii_lowercase()) || !url.contains(&format!("://{host}/")) {
            drifts.push(Drift::new(format!("{called}.pageDetails.nextPageUrl"), format!("…{host}/…{next}"), url));
        }
    }
}

/// Without `included`, every field that the documents name has to be there.
fn judge_entity(entity: &Entity, item: &Value, included: Option<&[&str]>, drifts: &mut Vec<Drift>) {
    let Some(object) = item.as_object() else {
        drifts.push(Drift::new(&entity.name, "an object", item));
        return;
    };
    let asked = |name: &str| included.is_none_or(|names| names.iter().any(|asked| asked.eq_ignore_ascii_case(name)));
    for field in &entity.fields {
        let given = object.contains_key(&field.name);
        let left_out = field.newer || field.write_only || !(asked(&field.name) || field.name == "id");
        if !given && !left_out {
            drifts.push(Drift::new(format!("{}.{}", entity.name, field.name), field.kind.to_string(), "nothing"));
        }
    }
    if entity.own_fields && !object.contains_key("userDefinedFields") {
        drifts.push(Drift::new(format!("{}.userDefinedFields", entity.name), "a list", "nothing"));
    }
    for (name, value) in object {
        let at = format!("{}.{name}", entity.name);
        match (name.as_str(), entity.field(name)) {
            ("userDefinedFields", _) => {
                for own in value.as_array().into_iter().flatten() {
                    FACTS.check_model("OwnValue", &at, own, drifts);
                }
                if !value.is_array() {
                    drifts.push(Drift::new(at, "a list", value));
                }
            }
            ("soapParentPropertyId", _) if entity.parent.is_some() => {}
            (_, None) => drifts.push(Drift::new(at, "no such field", value)),
            (_, Some(field)) => judge_value(&at, field, value, asked(name), drifts),
        }
    }
}

fn judge_value(at: &str, field: &Field, value: &Value, asked: bool, drifts: &mut Vec<Drift>) {
    if field.write_only {
        drifts.push(Drift::new(at, "nothing, as it is only written", value));
    } else if !asked && field.name != "id" {
        drifts.push(Drift::new(at, "nothing, as it was not asked for", value));
    } else if value.is_null() {
        if field.name == "id" {
            drifts.push(Drift::new(at, "a number", "null"));
        }
    } else if !field.kind.fits(value) {
        drifts.push(Drift::new(at, field.kind.to_string(), value));
    }
}

fn judge_metadata(entity: &Entity, body: &Value, drifts: &mut Vec<Drift>) {
    let Some(listed) = body["fields"].as_array() else { return };
    let name_of = |field: &Value| field["name"].as_str().unwrap_or_default().to_owned();
    for field in listed {
        let name = name_of(field);
        let at = format!("{}.{name} in the metadata", entity.name);
        match entity.field(&name) {
            None => drifts.push(Drift::new(at, "no such field", &field["name"])),
            Some(fact) => judge_described(&at, fact, field, entity.has(Kind::Query), drifts),
        }
    }
    for fact in entity.fields.iter().filter(|fact| !fact.newer && !fact.write_only) {
        match listed.iter().filter(|field| name_of(field) == fact.name).count() {
            1 => {}
            times => drifts.push(Drift::new(format!("{}.{} in the metadata", entity.name, fact.name), "once", times)),
        }
    }
}

fn judge_described(at: &str, fact: &Field, field: &Value, queried: bool, drifts: &mut Vec<Drift>) {
    let kinds: &[&str] = match fact.kind {
        Type::Int32 => &["integer"],
        Type::Int64 => &["long"],
        Type::Double => &["double", "decimal"],
        Type::Boolean => &["boolean"],
        Type::DateTime => &["datetime"],
        _ => &["string"],
    };
    let mut expect = |key: &str, wanted: Value, known: bool| {
        if known && field[key] != wanted {
            drifts.push(Drift::new(format!("{at}, {key}"), wanted.to_string(), &field[key]));
        }
    };
    if !field["dataType"].as_str().is_some_and(|kind| kinds.contains(&kind)) {
        expect("dataType", Value::from(kinds[0]), true);
    }
    expect("length", Value::from(fact.max), fact.max > 0 || fact.kind != Type::String);
    expect("isRequired", Value::from(fact.required), !fact.maybe_required && fact.name != "id");
    // What is written once may be called read-only or not.
    let told = !fact.unsure && fact.writing != Writing::CreateOnly;
    expect("isReadOnly", Value::from(fact.writing == Writing::ReadOnly), told);
    expect("isPickList", Value::from(fact.picklist), true);
    expect("isQueryable", Value::from(fact.in_filters && queried), !fact.write_only);
    if let Some(one) = &fact.reference {
        expect("isReference", Value::from(true), true);
        expect("referenceEntityType", Value::from(one.as_str()), true);
    }
    let has_values = field["picklistValues"].is_array();
    if has_values != fact.picklist {
        drifts.push(Drift::new(format!("{at}, picklistValues"), format!("{}", fact.picklist), has_values));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn drifts(verb: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let exchange = Exchange {
            verb: verb.to_owned(),
            path: format!("/ATServicesRest/V1.0/{path}"),
            query: Vec::new(),
            headers: vec![("host".to_owned(), "localhost".to_owned())],
            body: br#"{"IncludeFields": ["id", "units", "startDate"], "MaxRecords": 2}"#.to_vec(),
            answer: Some(Answer { status, headers, body }),
        };
        let mut drifts = Vec::new();
        judge(&exchange, &mut drifts);
        drifts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_kind_of_wrong_answer_is_named() {
        let row = json!({"id": 1, "units": 12, "startDate": "2026-11-01T00:00:00Z", "userDefinedFields": []});
        let page = json!({"count": 1, "requestCount": 2, "prevPageUrl": null, "nextPageUrl": null});
        let path = "ContractServiceUnits/query";
        let good = json!({"items": [row], "pageDetails": page});
        assert_eq!(drifts("POST", path, 200, &good), Vec::<String>::new());
        for (pointer, value, wanted) in [
            ("/items/0/units", json!("12"), "ContractServiceUnits.units: expected int32, seen \"12\""),
            ("/items/0/units", json!(12.0), "ContractServiceUnits.units: expected int32, seen 12.0"),
            ("/items/0/startDate", json!("2026-11-01"), "ContractServiceUnits.startDate: expected date-time"),
            ("/items/0/id", json!(null), "ContractServiceUnits.id: expected a number"),
            ("/pageDetails/count", json!(2), "POST ContractServiceUnits/query.pageDetails.count"),
            (
                "/pageDetails/nextPageUrl",
                json!("https://elsewhere.example/"),
                "POST ContractServiceUnits/query.pageDetails.next",
            ),
        ] {
            let mut body = good.clone();
            *body.pointer_mut(pointer).unwrap() = value;
            let drifts = drifts("POST", path, 200, &body);
            assert!(drifts.len() == 1 && drifts[0].starts_with(wanted), "{wanted}: {drifts:?}");
        }
        let mut body = good;
        let row = body["items"][0].as_object_mut().unwrap();
        row.remove("units");
        row.extend([("Units".to_owned(), json!(12)), ("price".to_owned(), json!(1.5))]);
        assert_eq!(
            drifts("POST", path, 200, &body),
            [
                "ContractServiceUnits.units: expected int32, seen nothing",
                "ContractServiceUnits.Units: expected no such field, seen 12",
                "ContractServiceUnits.price: expected nothing, as it was not asked for, seen 1.5",
            ]
        );
    }

    #[test]
    fn refusals_have_their_forms() {
        let errors = json!({"errors": ["no"]});
        for (status, body, good) in [
            (401, json!(null), true),
            (401, errors.clone(), false),
            (404, json!(null), true),
            (404, errors.clone(), false),
            (405, json!({"Message": "The requested resource does not support http method 'DELETE'."}), true),
            (405, errors.clone(), false),
            (500, errors.clone(), true),
            (500, json!({"errors": []}), false),
            (500, json!({"errors": [{"message": "no"}]}), false),
            (400, errors, false),
        ] {
            assert_eq!(drifts("DELETE", "Tickets/4", status, &body).is_empty(), good, "{status} {body}");
        }
        assert!(!drifts("DELETE", "Tickets/4", 200, &json!({"itemId": 4})).is_empty(), "there is no such route");
    }
}
