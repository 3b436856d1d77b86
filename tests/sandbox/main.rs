//! The sandbox over real HTTP, against what the vendors' documents say.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod billing;
mod control;
mod docs;
mod faults;
mod forms;
mod harness;
mod limits;
mod lines;
mod metadata;
mod petra;
mod reading;
mod signing_in;
mod writing;
