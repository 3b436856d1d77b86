//! `petra-autotask schema`: prints the config's JSON Schema.

use std::process::ExitCode;

use crate::cli::output;
use crate::cli::report::Failure;
use crate::config;

/// Prints it.
///
/// # Errors
/// Where standard output does not take it.
pub fn run() -> Result<ExitCode, Failure> {
    output::data(config::schema().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
