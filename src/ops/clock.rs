//! The one clock: what day it is, and what time, where this program asks.

use jiff::civil::Date;

/// Today, in the local time zone (`TZ`).
#[must_use]
pub fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

/// Day and minute, for people: `2026-11-23 17:48`.
#[must_use]
pub fn now_text() -> String {
    jiff::ZonedDateTime::now().strftime("%Y-%m-%d %H:%M").to_string()
}
