//! The one clock: what day it is, and what time, where this program asks.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

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

/// Now; where another day than today's is rehearsed, this time of that day.
#[must_use]
pub(super) fn now_on(day: Date) -> Timestamp {
    let now = Timestamp::now();
    if day == today() {
        return now;
    }
    let time = now.to_zoned_datetime(TimeZone::UTC).time();
    TimeZone::UTC.to_timestamp(day.to_datetime(time)).unwrap_or(now)
}

/// Day and minute, for people: `2026-11-23 17:48`.
#[must_use]
pub fn now_text() -> String {
    jiff::ZonedDateTime::now().strftime("%Y-%m-%d %H:%M").to_string()
}
