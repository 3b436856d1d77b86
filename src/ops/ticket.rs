//! Tickets by hand: a test, one that is opened, one that is told something; and what the tickets of incidents need too.
//!
//! Nothing is sent twice: a ticket is looked up by its key before it is made, and after an answer that was lost.

mod explain;
mod open;
mod session;
mod site;
mod test;
mod update;
mod view;
mod write;

pub use open::{OpenRequest, Opened, open_ticket};
pub use session::{TicketSession, open_tickets};
pub use test::{TestKeys, close_ticket, test_ticket};
pub use update::{TicketRef, UpdateRequest, update_ticket};
pub use view::TicketView;

pub(super) use explain::Attempt;
pub(super) use site::Site;
pub(super) use write::{Ending, create, find, put_note, set_status};
