//! The outer face: arguments, environment, output and exit statuses; builds what the verbs are given.
//!
//! A command a file under `cli/commands/`; what a command *does* is a verb of `ops`.

mod args;
mod commands;
mod demo;
mod environment;
mod log;
mod output;
mod passphrase;
mod progress;
mod prompt;
mod question;
mod report;
mod signals;

use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Cli, Command};
use environment::Environment;
use report::Failure;

use crate::secrets;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    secrets::leave_no_core_file();
    // Looked for before the arguments are read: it decides what the environment may say of them.
    let demo = std::env::args_os().skip(1).take_while(|arg| arg != "--").any(|arg| arg == "--demo");
    let matches = match args::command(demo).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return output::usage(&error),
    };
    let cli = match Cli::from_arg_matches(&matches).and_then(|cli| cli.checked(&matches)) {
        Ok(cli) => cli,
        Err(error) => return output::usage(&error),
    };
    if let Err(diagnostic) = log::start(cli.global.log_file.as_deref(), cli.global.verbose) {
        return Failure::of(vec![diagnostic]).report(cli.global.json);
    }
    let json = cli.global.json;
    match passphrase::given(&cli, Environment::of_process()).and_then(|environment| run(cli, &environment)) {
        Ok(code) => code,
        Err(failure) => failure.report(json),
    }
}

fn run(cli: Cli, environment: &Environment) -> Result<ExitCode, Failure> {
    match cli.command {
        Some(Command::Schema) => commands::schema::run(),
        Some(Command::Completions(args)) => commands::completions::run(&args),
        Some(Command::Man) => commands::man::run(),
        Some(Command::Sandbox(ref args)) => commands::sandbox::start(args, cli.global.today),
        Some(Command::Secret(command)) => commands::secret::run(&cli, command, environment),
        Some(Command::Check(ref args)) => commands::check::run(&cli, args, environment),
        Some(Command::Mapping(ref args)) => commands::mapping::run(&cli, args, environment),
        Some(Command::Billing(ref command)) => commands::billing::run(&cli, command, environment),
        Some(Command::Ticket(ref command)) => commands::ticket::run(&cli, command, environment),
        Some(Command::Incidents(ref command)) => commands::incidents::run(&cli, command, environment),
        None if cli.export.is_some() => commands::export::run(&cli, environment),
        None => commands::wizard::run(&cli, environment),
    }
}
