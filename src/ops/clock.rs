//! The one clock: what day it is, and what time, where this program asks.

use jiff::civil::Date;

/// Today, in the local time zone (`TZ`).
#[must_use]
pub fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

/// Now, as RFC 3339 in UTC to the second: `2026-11-24T10:15:00Z`.
#[must_use]
pub fn now_utc() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Day and minute, for people: `2026-11-23 17:48`.
#[must_use]
pub fn now_text() -> String {
    jiff::ZonedDateTime::now().strftime("%Y-%m-%d %H:%M").to_string()
}
