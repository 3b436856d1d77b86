//! `petra-autotask completions SHELL`: prints a completion script.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::args::Cli;
use crate::cli::output;
use crate::cli::report::Failure;

const EXAMPLES: &str = "\
Examples:
  petra-autotask completions bash > ~/.local/share/bash-completion/completions/petra-autotask
  petra-autotask completions fish > ~/.config/fish/completions/petra-autotask.fish
  petra-autotask completions powershell >> $PROFILE";

/// Which shell.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
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
