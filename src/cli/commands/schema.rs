//! `petra-autotask schema`: prints the config's JSON Schema.

use std::process::ExitCode;

use crate::cli::output;
use crate::config;

/// Prints it.
pub fn run() -> ExitCode {
    output::data(config::schema().as_bytes());
    ExitCode::SUCCESS
}
