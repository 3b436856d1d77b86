//! What is known of an incident from earlier runs, and what its present state asks for.
//!
//! ```text
//! new ──▶ opening ──▶ open ◀─────────────┐
//!                       │                 │
//!                       └─▶ noting ──▶ noted
//! ```
//! `opening`, `noting` and `noted` are written down before something is sent: whoever finds them has to look first.

use super::{Incident, Situation};

/// How far the ticket of an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was sent.
    New,
    /// A ticket may have been made.
    Opening,
    /// The ticket is there and tells what was told.
    Open,
    /// A note may have been made.
    Noting,
    /// The note is there; the status may have been set.
    Noted,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::New, Self::Opening, Self::Open, Self::Noting, Self::Noted];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Noting => "noting",
            Self::Noted => "noted",
        }
    }
}

/// The ticket of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketName {
    /// Autotask's id.
    pub id: i64,
    /// Its number, once it was read.
    pub number: Option<String>,
}

/// What is known of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// As Petra told it last, while something is to be done for it.
    pub incident: Incident,
    /// How far its ticket is.
    pub stage: Stage,
    /// The ticket.
    pub ticket: Option<TicketName>,
    /// What the ticket tells.
    pub told: Option<Situation>,
    /// What it is being told in this stage.
    pub telling: Option<Situation>,
    /// How often the ticket was told news.
    pub updates: u32,
}

impl Record {
    /// An incident that is seen for the first time.
    #[must_use]
    pub const fn new(incident: Incident) -> Self {
        Self { incident, stage: Stage::New, ticket: None, told: None, telling: None, updates: 0 }
    }
}

/// What is to be done for an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A ticket is to be there.
    Open,
    /// Its ticket is to be told the news.
    Update,
    /// Its ticket tells it all.
    Nothing,
}

/// What the present state of an incident asks for.
#[must_use]
pub fn deed(known: Option<&Record>, incident: &Incident) -> Deed {
    match known {
        Some(Record { ticket: Some(_), stage: Stage::Open, told: Some(told), .. }) if *told == incident.situation() => {
            Deed::Nothing
        }
        Some(Record { ticket: Some(_), .. }) => Deed::Update,
        _ => Deed::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_a_change_of_what_the_ticket_tells() {
        let incident = |status: &str, live| Incident {
            id: "i".to_owned(),
            remediation_status: Some(status.to_owned()),
            live,
            ..Incident::default()
        };
        let told = incident("Pending", true);
        let record = |stage, ticket: Option<i64>| Record {
            stage,
            ticket: ticket.map(|id| TicketName { id, number: None }),
            told: Some(told.situation()),
            ..Record::new(told.clone())
        };
        let elsewhere = Incident { user: Some("Other".to_owned()), url: Some("https://x".to_owned()), ..told.clone() };
        for (what, known, now, wanted) in [
            ("never seen", None, &told, Deed::Open),
            ("seen, nothing sent", Some(record(Stage::New, None)), &told, Deed::Open),
            ("a ticket may be there", Some(record(Stage::Opening, None)), &told, Deed::Open),
            ("as told", Some(record(Stage::Open, Some(1))), &told, Deed::Nothing),
            ("other words, same state", Some(record(Stage::Open, Some(1))), &elsewhere, Deed::Nothing),
            ("remediated", Some(record(Stage::Open, Some(1))), &incident("Remediated", true), Deed::Update),
            ("over", Some(record(Stage::Open, Some(1))), &incident("Pending", false), Deed::Update),
            ("a note may be there", Some(record(Stage::Noting, Some(1))), &told, Deed::Update),
            ("a status may be missing", Some(record(Stage::Noted, Some(1))), &told, Deed::Update),
        ] {
            assert_eq!(deed(known.as_ref(), now), wanted, "{what}");
        }
    }
}
