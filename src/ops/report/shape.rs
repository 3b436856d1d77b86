//! The shape of an answer: names of fields with the kinds of their values, and nothing that a customer could be known by.
//!
//! Error texts are the business of `words`.

use serde_json::{Map, Value, json};

/// Fields whose values are Autotask's own and of no customer: limits, and what may be done.
const TOLD: &[&str] = &[
    "canCreate",
    "canDelete",
    "canQuery",
    "canUpdate",
    "currentTimeframeRequestCount",
    "externalRequestThreshold",
    "hasUserDefinedFields",
    "requestThresholdTimeframe",
    "supportsWebhookCallouts",
    "userAccessForCreate",
    "userAccessForDelete",
    "userAccessForQuery",
    "userAccessForUpdate",
];

/// Words that such a field may hold.
const ACCESS: &[&str] = &["None", "All", "Restricted"];

/// Types of fields that Autotask has.
const TYPES: &[&str] = &["boolean", "integer", "long", "double", "decimal", "datetime", "string"];

/// Labels of contract types and states that are Autotask's own; any other may be a customer's.
const LABELS: &[&str] = &[
    "Time & Materials",
    "Fixed Price",
    "Block Hours",
    "Retainer",
    "Recurring Service",
    "Per Ticket",
    "Incident",
    "Active",
    "Inactive",
];

/// The shape of any value.
pub(super) fn shape(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (known_name(name), told(name, value))).collect(),
        Value::Array(items) => {
            let each = items.iter().map(shape).reduce(merge);
            json!({"count": items.len(), "each": each})
        }
        simple => kind(simple).into(),
    }
}

fn told(name: &str, value: &Value) -> Value {
    let harmless = match value {
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => ACCESS.contains(&text.as_str()),
        _ => false,
    };
    if harmless && TOLD.contains(&name) { value.clone() } else { shape(value) }
}

/// The kind of a value that holds no others.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "fraction",
        Value::Number(_) => "integer",
        Value::String(text) => kind_of_text(text),
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn kind_of_text(text: &str) -> &'static str {
    let is_day = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
    if text.is_empty() {
        "empty text"
    } else if text.parse::<i64>().is_ok() {
        "text of digits"
    } else if text.len() == 10 && is_day(text) {
        "day"
    } else if text.get(..10).is_some_and(is_day) && text.as_bytes()[10] == b'T' {
        if hour_is_zero(text) { "date-time at 00:00" } else { "date-time at another hour" }
    } else {
        "text"
    }
}

/// Whether a date-time is at midnight as it is written.
pub(super) fn hour_is_zero(text: &str) -> bool {
    text.get(11..16) == Some("00:00")
}

/// Two shapes in the same place.
fn merge(one: Value, other: Value) -> Value {
    match (one, other) {
        (one, other) if one == other => one,
        (Value::Object(mut one), Value::Object(other)) => {
            let missing: Vec<String> = one.keys().filter(|name| !other.contains_key(*name)).cloned().collect();
            for name in missing {
                one[&name] = merge(one[&name].take(), "absent".into());
            }
            for (name, value) in other {
                let merged = merge(one.remove(&name).unwrap_or_else(|| "absent".into()), value);
                one.insert(name, merged);
            }
            one.into()
        }
        (one, other) => {
            let kinds = |shape: &Value| match shape {
                Value::String(kinds) => kinds.split(" or ").map(str::to_owned).collect(),
                shape => vec![kind(shape).to_owned()],
            };
            let mut all = [kinds(&one), kinds(&other)].concat();
            all.sort_unstable();
            all.dedup();
            all.join(" or ").into()
        }
    }
}

/// Autotask's names of fields are plain words; what is not may come from anywhere.
fn known_name(name: &str) -> String {
    let is_plain = name.len() <= 60 && name.bytes().all(|sign| sign.is_ascii_alphanumeric());
    if is_plain { name.to_owned() } else { "(another name)".to_owned() }
}

/// What `entityInformation/fields` says of each field, lists of values as counts.
pub(super) fn fields(value: &Value) -> Option<Value> {
    let fields = value.get("fields")?.as_array()?;
    let of = |field: &Value| {
        let text = |name: &str| field.get(name).and_then(Value::as_str).unwrap_or_default();
        let flag = |name: &str| field.get(name).and_then(Value::as_bool).into();
        let data_type = TYPES.iter().find(|known| **known == text("dataType")).copied().unwrap_or("another");
        let mut said = Map::from_iter([
            ("name".to_owned(), known_name(text("name")).into()),
            ("dataType".to_owned(), data_type.into()),
            ("isRequired".to_owned(), flag("isRequired")),
            ("isReadOnly".to_owned(), flag("isReadOnly")),
        ]);
        if let Some(values) = field.get("picklistValues").and_then(Value::as_array) {
            said.insert("picklist".to_owned(), picklist(values));
        }
        Value::from(said)
    };
    Some(json!({"fields": fields.iter().map(of).collect::<Vec<_>>(), "eachHas": fields.first().map(names)}))
}

fn names(field: &Value) -> Vec<String> {
    field.as_object().into_iter().flatten().map(|(name, _)| known_name(name)).collect()
}

fn picklist(values: &[Value]) -> Value {
    let kinds = values.iter().filter_map(|value| value.get("value")).map(|value| Value::from(kind(value)));
    let of_kind = |name: &str| values.iter().filter(|value| value.get(name) == Some(&true.into())).count();
    json!({
        "values": values.len(),
        "active": of_kind("isActive"),
        "system": of_kind("isSystem"),
        "value": kinds.reduce(merge),
    })
}

/// How many fields a customer has made, and how they are described; none of their names.
pub(super) fn user_fields(value: &Value) -> Option<Value> {
    let fields = value.get("fields")?.as_array()?;
    Some(json!({"fields": fields.len(), "eachHas": fields.first().map(names)}))
}

/// A label, where it is one of Autotask's own.
pub(super) fn own_label(label: &str) -> &'static str {
    LABELS.iter().find(|known| known.eq_ignore_ascii_case(label)).copied().unwrap_or("(another label)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_has_kinds_and_no_values() {
        let answer = json!({
            "items": [
                {"id": 174, "companyName": "Contoso Ltd", "isActive": true, "startDate": "2026-01-01T00:00:00Z"},
                {"id": "175", "companyName": null, "isActive": true, "startDate": "2026-01-01T05:00:00Z", "x": 1.5},
            ],
            "Contoso's own": [],
        });
        assert_eq!(
            shape(&answer),
            json!({
                "items": {"count": 2, "each": {
                    "id": "integer or text of digits",
                    "companyName": "null or text",
                    "isActive": "boolean",
                    "startDate": "date-time at 00:00 or date-time at another hour",
                    "x": "absent or fraction",
                }},
                "(another name)": {"count": 0, "each": null},
            })
        );
    }

    #[test]
    fn what_may_be_done_is_told_and_nothing_else_under_its_name() {
        let said = shape(&json!({"info": {"name": "Contract", "canQuery": true, "userAccessForQuery": "All",
            "userAccessForCreate": 0, "userAccessForUpdate": "Contoso"}}));
        assert_eq!(
            said,
            json!({"info": {"name": "text", "canQuery": true, "userAccessForQuery": "All", "userAccessForCreate": 0,
                "userAccessForUpdate": "text"}})
        );
    }

    #[test]
    fn lists_of_values_are_counted() {
        let answer = json!({"fields": [{"name": "queueID", "dataType": "integer", "isRequired": true, "isReadOnly": false,
            "label": "Contoso", "picklistValues": [{"value": "8", "label": "Contoso", "isActive": true}]}]});
        assert_eq!(
            fields(&answer).unwrap()["fields"],
            json!([{"name": "queueID", "dataType": "integer", "isRequired": true, "isReadOnly": false,
                "picklist": {"values": 1, "active": 1, "system": 0, "value": "text of digits"}}])
        );
        assert!(!fields(&answer).unwrap().to_string().contains("Contoso"));
    }
}
