//! Billing by its verbs, against the sandbox: what a plan says, what is on the lines afterwards, how many requests it took.

mod book;
mod readings;
mod whole_book;
