//! Reading single values leniently: a wrong kind counts as absent, since Petra's shapes are known by example only.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

use super::error::Unreadable;

/// A text that is not empty, or a number as text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// True or false.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool())
}

/// A number, whole or not; also where it comes as text.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    })
}

/// Reads a whole text.
pub(super) fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        Unreadable::new(if error.is_eof() {
            "it ends too early".to_owned()
        } else {
            format!("it is not the JSON that was asked for ({error})")
        })
    })
}

/// The calendar day that a date begins with.
pub(super) fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
