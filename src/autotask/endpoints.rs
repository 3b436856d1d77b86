//! What is asked of each entity, a file an entity or two that are alike: their rows, the fields that are used, and what they become.
//!
//! How a query is sent and its pages are followed is the business of `query`.

mod adjustments;
mod companies;
mod contract_services;
mod contracts;
mod services;
mod ticket_notes;
mod tickets;
mod units;

pub use companies::companies_of_page;
pub use ticket_notes::{NewNote, NoteLists, TicketNote};
pub use tickets::{NewTicket, Ticket};
