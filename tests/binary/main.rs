//! The binary as scripts meet it: standard output, standard error, exit status, and the files that it leaves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers_read;
mod billing_book;
mod billing_breaks;
#[cfg(unix)]
mod billing_crash;
#[cfg(unix)]
mod billing_runs;
mod bundle_rights;
mod check_codes;
mod codes;
mod config_file;
mod demo;
mod drift;
mod export_codes;
mod failures;
mod giving_up;
mod help;
#[cfg(unix)]
mod incidents;
mod lab;
mod leaks;
mod main_road;
mod mapping;
mod offline;
mod outside;
mod outside_text;
mod pipes;
#[cfg(unix)]
mod pty;
mod report;
mod sample_answers;
mod secrets;
#[cfg(unix)]
mod signals;
mod suggest;
mod worlds;
