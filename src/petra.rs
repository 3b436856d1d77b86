//! The client of Petra's API: tenants, usage, billable users and incidents; errors as diagnostics.
//!
//! Parsing is apart from asking, since the same shapes come in files. What the answers lead to is the business of `ops`.

mod client;
mod error;
mod incidents;
mod read;
mod tenants;
#[cfg(test)]
mod tests;
mod usage;

pub use client::{Client, Options};
pub use error::{Error, Unreadable};
pub use incidents::incidents_from_json;
pub use tenants::tenants_from_json;
pub use usage::{BillableUsers, Usage, UsageOfTenant, billable_users_from_json, usage_from_json};
