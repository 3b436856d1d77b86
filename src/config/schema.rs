//! The JSON Schema of the config file, made from the types.
//!
//! `assets/config.schema.json` is a copy of it; a test keeps that current.

use crate::domain::settings::Settings;

/// The schema as text, as `petra-autotask schema` prints it.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "it cannot fail, as the text of the expect says")]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Settings))
        .expect("a schema has text keys only, so it is always JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample::{EXAMPLE, full};
    use super::*;

    #[test]
    fn the_copy_in_assets_is_current() {
        let copy = include_str!("../../assets/config.schema.json").replace("\r\n", "\n");
        assert!(copy == schema(), "write it anew: petra-autotask schema > assets/config.schema.json");
    }

    #[test]
    fn the_example_holds_and_what_reading_refuses_does_not() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let holds = |text: &str| holds(&schema, &schema, &serde_json::from_str(text).unwrap());
        assert!(holds(EXAMPLE));
        assert!(holds(&serde_json::to_string(&full()).unwrap()));
        for (from, to) in [
            ("keyring:autotask-secret", "hunter2"),
            ("\"version\": 1", "\"version\": 2"),
            ("\"excluded\"", "\"exluded\""),
            ("\"statusUpdate\"", "\"statusUpd\""),
            ("\"id\": 174", "\"id\": \"174\""),
            ("\"username\": \"api@example.com\",", ""),
        ] {
            assert!(EXAMPLE.contains(from), "{from}");
            assert!(!holds(&EXAMPLE.replacen(from, to, 1)), "{to}");
        }
    }

    /// Judges by the keywords that this schema uses.
    fn holds(root: &Value, schema: &Value, value: &Value) -> bool {
        let Some(rules) = schema.as_object() else { return schema != &Value::Bool(false) };
        rules.iter().all(|(keyword, rule)| match keyword.as_str() {
            "$ref" => holds(root, root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap(), value),
            "type" => match rule {
                Value::Array(types) => types.iter().any(|name| is_a(name, value)),
                name => is_a(name, value),
            },
            "const" => rule == value,
            "enum" => rule.as_array().unwrap().contains(value),
            "anyOf" => rule.as_array().unwrap().iter().any(|choice| holds(root, choice, value)),
            "oneOf" => rule.as_array().unwrap().iter().filter(|choice| holds(root, choice, value)).count() == 1,
            "minimum" => value.as_i64() >= rule.as_i64(),
            "maximum" => value.as_i64() <= rule.as_i64(),
            "items" => value.as_array().is_none_or(|items| items.iter().all(|item| holds(root, rule, item))),
            "required" => value.as_object().is_none_or(|object| {
                rule.as_array().unwrap().iter().all(|key| object.contains_key(key.as_str().unwrap()))
            }),
            "properties" => rule
                .as_object()
                .unwrap()
                .iter()
                .all(|(key, rule)| value.get(key).is_none_or(|inner| holds(root, rule, inner))),
            "additionalProperties" | "unevaluatedProperties" => {
                assert_eq!(rule, &Value::Bool(false));
                value.as_object().is_none_or(|object| object.keys().all(|key| rules["properties"].get(key).is_some()))
            }
            // The only pattern is that of a reference.
            "pattern" => value.as_str().is_none_or(|text| text.parse::<crate::domain::reference::Reference>().is_ok()),
            "$schema" | "$defs" | "title" | "description" | "default" | "format" => true,
            other => panic!("the schema uses {other}: teach this test"),
        })
    }

    fn is_a(name: &Value, value: &Value) -> bool {
        match name.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("the schema uses the type {other}: teach this test"),
        }
    }
}
