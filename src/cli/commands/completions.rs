//! `petra-autotask completions SHELL`: prints a completion script.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::args::Cli;
use crate::cli::output;

/// Which shell.
#[derive(Clone, Debug, clap::Args)]
pub struct CompletionArgs {
    /// The shell
    pub shell: Shell,
}

/// Prints the script.
pub fn run(args: &CompletionArgs) -> ExitCode {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "petra-autotask", &mut script);
    output::data(&script);
    ExitCode::SUCCESS
}
