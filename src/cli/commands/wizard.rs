//! The wizard on a terminal.

use std::process::ExitCode;

use crate::cli::args::Cli;
use crate::cli::environment::Environment;
use crate::cli::report::Failure;

/// Runs the wizard.
///
/// # Errors
/// Where there is no terminal.
pub fn run(_cli: &Cli, _environment: Environment) -> Result<ExitCode, Failure> {
    Err(Failure::Usage("not yet".to_owned()))
}
