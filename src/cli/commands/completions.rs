//! `petra-autotask completions SHELL`: prints a completion script.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::args::Cli;
use crate::cli::output;
use crate::cli::report::Failure;

/// Which shell.
#[derive(Clone, Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell
    pub shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// Where standard output does not take it.
pub fn run(args: &CompletionArgs) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "petra-autotask", &mut script);
    output::data(&script)?;
    Ok(ExitCode::SUCCESS)
}
