//! Billing by its verbs, against the sandbox: what a plan says, what is on the lines afterwards, how many requests it took.

pub mod book;
mod hidden;
mod readings;
pub mod whole_book;
