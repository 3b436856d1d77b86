//! What is asked of each entity, a file an entity: its rows, the fields that are used, and what they become.
//!
//! How a query is sent and its pages are followed is the business of `query`.

mod companies;
mod contract_services;
mod contracts;
mod services;
mod tickets;

pub use companies::companies_of_page;
