//! The real client against the sandbox over loopback: two readings of the vendors' documents that have to agree.
//!
//! Shapes and moments that the sandbox does not have are tested beside the client.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod billing;
mod conformance;
mod fault_table;
mod faults;
mod flows;
mod harness;
mod loading;
mod petra;
mod rights;
mod tickets;
