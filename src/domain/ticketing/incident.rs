//! An incident as Petra tells it, and how it stands.

use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::text::one_line;

/// An incident as Petra tells it. Texts are kept as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Incident {
    /// Petra's id; opaque text.
    pub id: String,
    /// Where it is shown.
    pub url: Option<String>,
    /// When Petra made it.
    pub created_at: Option<String>,
    /// When it happened.
    pub occurred_at: Option<String>,
    /// How far it is dealt with; known by example only.
    pub remediation_status: Option<String>,
    /// Whether it is under way.
    pub live: bool,
    /// Petra's id of the tenant.
    pub petra_id: Option<String>,
    /// Microsoft's id of the tenant.
    pub microsoft_id: Option<String>,
    /// The tenant's name.
    pub tenant_name: Option<String>,
    /// The user that it is about: display name, else sign-in name.
    pub user: Option<String>,
}

impl Incident {
    /// When it was made, else when it happened; `None` where neither can be read.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        [&self.created_at, &self.occurred_at].into_iter().flatten().find_map(|text| moment(text))
    }

    /// How it stands.
    #[must_use]
    pub fn situation(&self) -> Situation {
        Situation { remediation: one_line(self.remediation_status.as_deref().unwrap_or(""), 60), live: self.live }
    }

    /// What people may call its tenant: name, else an id.
    #[must_use]
    pub fn tenant(&self) -> String {
        let known = [&self.tenant_name, &self.petra_id, &self.microsoft_id];
        let name = known.into_iter().flatten().map(|text| one_line(text, 100)).find(|text| !text.is_empty());
        name.unwrap_or_else(|| "a tenant without a name".to_owned())
    }
}

/// A time as RFC 3339; without a zone it is one of UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let at_utc = |time: DateTime| TimeZone::UTC.to_timestamp(time).ok();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok().and_then(at_utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|day| at_utc(day.at(0, 0, 0, 0))))
}

/// How an incident stands: what news is told by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// Petra's `remediationStatus`; empty where there is none.
    pub remediation: String,
    /// Petra's `isLive`.
    pub live: bool,
}

impl fmt::Display for Situation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let live = if self.live { "live" } else { "not live" };
        match self.remediation.as_str() {
            "" => formatter.write_str(live),
            remediation => write!(formatter, "{remediation}, {live}"),
        }
    }
}

/// The oldest first, each once as it was told last. Those without a time come at the end.
#[must_use]
pub fn in_order(incidents: impl IntoIterator<Item = Incident>) -> Vec<Incident> {
    let of_id: HashMap<String, Incident> = incidents.into_iter().map(|one| (one.id.clone(), one)).collect();
    let mut ordered: Vec<_> = of_id.into_values().collect();
    ordered.sort_by_cached_key(|one| (one.time().unwrap_or(Timestamp::MAX), one.id.clone()));
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(id: &str, created: &str) -> Incident {
        Incident { id: id.to_owned(), created_at: Some(created.to_owned()), ..Incident::default() }
    }

    #[test]
    fn times_are_read_as_far_as_they_can() {
        for (text, wanted) in [
            ("2026-11-24T08:00:00Z", Some("2026-11-24T08:00:00Z")),
            ("2026-11-24T08:00:00.123+02:00", Some("2026-11-24T06:00:00.123Z")),
            ("2026-11-24T08:00:00", Some("2026-11-24T08:00:00Z")),
            ("2026-11-24", Some("2026-11-24T00:00:00Z")),
            ("yesterday", None),
        ] {
            assert_eq!(at("a", text).time(), wanted.map(|text| text.parse().unwrap()), "{text}");
        }
        let fallback = Incident { occurred_at: Some("2026-11-23T01:00:00Z".to_owned()), ..at("a", "?") };
        assert_eq!(fallback.time(), Some("2026-11-23T01:00:00Z".parse().unwrap()));
    }

    #[test]
    fn the_oldest_comes_first_and_each_once() {
        let live = Incident { live: true, ..at("b", "2026-11-02T00:00:00Z") };
        let all = [at("z", "no time"), at("c", "2026-11-03T00:00:00Z"), at("b", "2026-11-02T00:00:00Z"), live.clone()];
        let ordered = in_order(all.into_iter().chain([at("a", "2026-11-03T00:00:00Z")]));
        assert_eq!(ordered.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["b", "a", "c", "z"]);
        assert_eq!(ordered[0], live);
    }

    #[test]
    fn a_situation_is_said_in_a_line() {
        let said = |status: Option<&str>, live| {
            Incident { remediation_status: status.map(str::to_owned), live, ..Incident::default() }
                .situation()
                .to_string()
        };
        assert_eq!(said(Some("Pending\n\u{1b}[2J"), true), "Pending [2J, live");
        assert_eq!(said(None, false), "not live");
    }
}
