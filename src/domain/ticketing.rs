//! Ticketing, without a network or a clock: what an incident's ticket says, for whom it is, what it gets, when it is due.
//!
//! What was seen of incidents is kept by `state`; asking Petra and writing to Autotask is the business of `ops`.

mod incident;
mod key;
mod news;
mod note;
mod route;
mod text;
mod values;
mod words;

pub use incident::{Incident, Situation, in_order};
pub use key::{Key, KeyRefused};
pub use news::{Deed, Record, Stage, TicketName, deed};
pub use note::{Internal, internal};
pub use route::{Route, route};
pub use text::{NOTE_TEXT, NOTE_TITLE, TICKET_TEXT, TICKET_TITLE, lines, one_line};
pub use values::{FOR_NEW, FOR_UPDATE, due, picked};
pub use words::{TEST_TITLE, incident_body, incident_title, incident_update, naming_the_old};

/// The status of a completed ticket (`Complete`), one of the two that Autotask fixes for everybody.
pub const COMPLETE: i64 = 5;
