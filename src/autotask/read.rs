//! Reading single values leniently: whatever is there, a wrong kind counts as absent, so that the field can be named.
//!
//! Which fields are needed is said by the rows of `endpoints`.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::http;

/// Something that one JSON value may be read as.
trait Kind: Sized {
    fn from_number(_: i64) -> Option<Self> {
        None
    }
    fn from_bool(_: bool) -> Option<Self> {
        None
    }
    fn from_text(_: &str) -> Option<Self> {
        None
    }
}

impl Kind for i64 {
    fn from_number(number: i64) -> Option<Self> {
        Some(number)
    }
    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

impl Kind for bool {
    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
    fn from_text(text: &str) -> Option<Self> {
        match text {
            "true" | "True" => Some(true),
            "false" | "False" => Some(false),
            _ => None,
        }
    }
}

impl Kind for String {
    fn from_number(number: i64) -> Option<Self> {
        Some(number.to_string())
    }
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Kind for Date {
    /// The first ten signs. A date of Autotask is a calendar day, whatever hour and zone it is dressed in.
    fn from_text(text: &str) -> Option<Self> {
        let day = text.get(..10)?.parse().ok()?;
        if !is_midnight(text) {
            // Midnight somewhere else, perhaps; but where, nobody says, and a guess could move a bill by a day.
            tracing::warn!(date = http::shorten(text), "a date came with an hour; its day is taken as it stands");
        }
        Some(day)
    }
}

/// Whether what follows the day is nothing or the day's beginning.
fn is_midnight(text: &str) -> bool {
    let time = text.get(10..).unwrap_or_default().trim_start_matches(['T', ' ']);
    let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    time[..end].bytes().all(|sign| matches!(sign, b'0' | b':' | b'.'))
}

struct Lenient<T>(PhantomData<T>);

impl<'de, T: Kind> Visitor<'de> for Lenient<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(T::from_bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(T::from_number(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).ok().and_then(T::from_number))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(whole(value).and_then(T::from_number))
    }
    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(T::from_text(value))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        while parts.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        while parts.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// `12.0` is 12, `12.5` is no whole number.
fn whole(value: f64) -> Option<i64> {
    // Every whole number below 2⁵³ has its own f64; ids and units are far below.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
    (value.fract() == 0.0 && value.abs() < EXACT).then_some(value as i64)
}

/// A whole number: `12`, `12.0` or `"12"`.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(Lenient(PhantomData))
}

/// True or false.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    deserializer.deserialize_any(Lenient(PhantomData))
}

/// A text, or a number as text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(Lenient(PhantomData))
}

/// A calendar day.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    deserializer.deserialize_any(Lenient(PhantomData))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde::Deserialize;

    use super::*;
    use crate::domain::damage;

    #[derive(Deserialize)]
    struct Row {
        #[serde(default, deserialize_with = "number")]
        number: Option<i64>,
        #[serde(default, deserialize_with = "flag")]
        flag: Option<bool>,
        #[serde(default, deserialize_with = "text")]
        text: Option<String>,
        #[serde(default, deserialize_with = "day")]
        day: Option<Date>,
    }

    fn row(json: &str) -> Row {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_in_every_dress() {
        for (json, wanted) in [
            ("12", Some(12)),
            ("12.0", Some(12)),
            ("-3", Some(-3)),
            ("0", Some(0)),
            (r#""12""#, Some(12)),
            ("12.5", None),
            ("1e300", None),
            ("18446744073709551615", None),
            ("null", None),
            ("true", None),
            (r#""x""#, None),
            ("[1,[2]]", None),
            (r#"{"a":{"b":1}}"#, None),
        ] {
            assert_eq!(row(&format!(r#"{{"number":{json},"more":1}}"#)).number, wanted, "{json}");
        }
        assert_eq!(row("{}").number, None);
    }

    #[test]
    fn days_are_never_moved() {
        for (json, wanted) in [
            (r#""2026-08-01T00:00:00Z""#, Some(date(2026, 8, 1))),
            (r#""2026-08-01""#, Some(date(2026, 8, 1))),
            (r#""2026-08-01T23:59:59.9999999+13:00""#, Some(date(2026, 8, 1))),
            (r#""2012-10-24T05:00:00.000Z""#, Some(date(2012, 10, 24))),
            (r#""2026-02-30T00:00:00Z""#, None),
            (r#""2026-8-1""#, None),
            (r#""soon""#, None),
            ("20260801", None),
            ("null", None),
        ] {
            assert_eq!(row(&format!(r#"{{"day":{json}}}"#)).day, wanted, "{json}");
        }
    }

    #[test]
    fn a_date_with_an_hour_is_told_from_one_without() {
        for (text, wanted) in [
            ("2026-08-01", true),
            ("2026-08-01T00:00:00Z", true),
            ("2026-08-01T00:00:00.0000000", true),
            ("2026-08-01 00:00:00", true),
            ("2026-08-01T00:00:00+05:00", true),
            ("2012-10-24T05:00:00.000Z", false),
            ("2026-08-01T00:00:00.001Z", false),
            ("2026-08-01T13:00:00-05:00", false),
            ("2026-08-01Tä", false),
        ] {
            assert_eq!(is_midnight(text), wanted, "{text}");
        }
    }

    #[test]
    fn texts_and_flags() {
        let row = row(r#"{"text":7,"flag":"true"}"#);
        assert_eq!(row.text.as_deref(), Some("7"));
        assert_eq!(row.flag, Some(true));
    }

    const GOOD: &[&str] =
        &[r#"{"number": 12, "flag": true, "text": "Contoso", "day": "2026-11-24T00:00:00Z", "more": [1]}"#];

    proptest::proptest! {
        #![proptest_config(damage::cases())]
        #[test]
        fn a_row_is_read_whatever_its_values_are(bytes in damage::damaged(GOOD)) {
            let read = serde_json::from_slice::<Row>(&bytes);
            let text = String::from_utf8_lossy(&bytes);
            let twice = ["number", "flag", "text", "day"].iter().any(|name| text.matches(name).count() > 1);
            let is_object = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes).is_ok();
            proptest::prop_assert!(read.is_ok() || twice || !is_object, "{}", text);
        }
    }
}
