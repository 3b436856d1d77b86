//! The client of Autotask's REST API: zone, sign-in, queries and paging, limits and retries, errors as diagnostics.
//!
//! What is asked for, and when, is the business of `ops`; what the answers mean for a tenant, of `domain`.

mod classify;
mod client;
mod endpoints;
mod entity;
mod error;
mod gate;
mod metadata;
mod observed;
mod permissions;
mod query;
mod read;
mod refusal;
mod sign_in;
#[cfg(test)]
mod tests;
mod write;
mod zone;

pub use client::{Client, Options};
pub use endpoints::{NewNote, NewTicket, NoteLists, Ticket, TicketNote, companies_of_page};
pub use entity::{Entity, Purpose, Right};
pub use error::{Endpoint, Error};
pub use metadata::FieldInfo;
pub use observed::{Observed, Read, Seen, observe_zone};
pub use permissions::{Access, Rights};
pub use query::Progress;
pub use refusal::Refusal;
pub use write::Outcome;
pub use zone::{discover_zone, rediscover};
