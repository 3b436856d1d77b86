//! The arguments, as clap reads them; nothing is done here.

use std::path::PathBuf;

use clap::builder::{OsStr, Resettable};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::commands::{billing, check, completions, incidents, mapping, sandbox, secret, ticket};
use crate::domain::reference::StoreKind;
use crate::domain::settings::TicketField;
use crate::wizard::Step;

/// Links Petra's Microsoft 365 tenants to Autotask PSA
///
/// Without a command the wizard starts. It changes nothing in Autotask unless you ask for it.
#[derive(Clone, Debug, Parser)]
#[command(name = "petra-autotask", version, disable_version_flag = true, max_term_width = 100, help_template = TEMPLATE)]
#[command(after_help = FIRST_STEPS, after_long_help = EXAMPLES)]
pub struct Cli {
    /// Options that every command takes
    #[command(flatten)]
    pub global: Global,
    /// Make the config without a screen; no FILE: print it
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "absent, given without a file, given with one")]
    pub export: Option<Option<PathBuf>>,
    /// Options of --export
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// Run against an embedded sandbox, with nothing to set up
    #[arg(long)]
    pub demo: bool,
    /// The world of the demo
    #[command(flatten)]
    pub world: sandbox::WorldArgs,
    /// Open the wizard at this step
    #[arg(long, value_name = "NAME", value_parser = step)]
    pub step: Option<Step>,
    /// Print the version
    #[arg(short = 'V', long, action = clap::ArgAction::Version, hide_short_help = true)]
    pub version: Option<bool>,
    /// What to do instead of the wizard
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// As clap's own, with fewer empty lines: the short help fits a screen of 24.
const TEMPLATE: &str = "{about}\n{usage-heading} {usage}\n\n{all-args}{after-help}";

const FIRST_STEPS: &str = "Without a command the wizard starts. Nothing to set up: petra-autotask --demo";

const EXAMPLES: &str = "\
Examples:
  petra-autotask                      the wizard
  petra-autotask --demo               the wizard against invented data
  petra-autotask --export config.json --answers answers.csv
  petra-autotask check --strict       from cron: does everything still hold
  petra-autotask mapping export mapping.csv

Exit status: 0 done, 1 findings, 2 usage, 3 sign-in refused, 4 a permission is missing, 5 network (worth another try), \
6 a secret store or reference failed, 7 a file could not be read or written, 129 hung up, 130 interrupted, 143 terminated.";

/// The heading of options that every command takes.
const EVERYWHERE: &str = "Options of every command";

/// Options of the wizard and of `--export` that are looked up rather than known; the short help is without them.
const RARE: [&str; 11] = [
    "answers",
    "queue",
    "status_new",
    "status_update",
    "priority",
    "step",
    "tenants",
    "companies",
    "seed",
    "latency",
    "faults",
];

/// Options that every command takes.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line, none a state")]
pub struct Global {
    /// The config file
    #[arg(long, value_name = "FILE", env = "PETRA_AUTOTASK_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// The folder that holds state.db
    #[arg(long, value_name = "DIR", env = "PETRA_AUTOTASK_STATE", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub state_dir: Option<PathBuf>,
    /// Base for zone discovery; plain http only on loopback
    #[arg(long, value_name = "URL", env = "AUTOTASK_URL", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub autotask_url: Option<String>,
    /// Base of the Petra API; plain http only on loopback
    #[arg(long, value_name = "URL", env = "PETRA_URL", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub petra_url: Option<String>,
    /// The API user
    #[arg(long, value_name = "NAME", env = "AUTOTASK_USERNAME", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub username: Option<String>,
    /// Read the secrets from standard input: a JSON object with secret, trackingId, petraApiKey
    #[arg(long, global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub secrets_stdin: bool,
    /// Read the passphrase of an encrypted file of secrets from this file descriptor
    #[arg(long, value_name = "N", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub passphrase_fd: Option<u32>,
    /// Tenants from a file instead of, or merged with, Petra's list
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub tenants_file: Option<PathBuf>,
    /// Where secrets go when saving: keyring, keyutils, encrypted, file or env
    #[arg(long, value_name = "STORE", env = "PETRA_AUTOTASK_SECRET_STORE", value_parser = store, global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub secret_store: Option<StoreKind>,
    /// Send nothing: verify only what needs no network, and say so
    #[arg(long, global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub offline: bool,
    /// Overwrite a config that is newer or was changed meanwhile
    #[arg(long, global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub force: bool,
    /// Results and diagnostics as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub color: Color,
    /// Draw with ASCII signs only
    #[arg(long, global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub ascii: bool,
    /// Judge contracts as of this day
    #[arg(long, value_name = "YYYY-MM-DD", env = "PETRA_AUTOTASK_TODAY", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub today: Option<Date>,
    /// Write a diagnostics log, without secrets
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub log_file: Option<PathBuf>,
    /// More in the log
    #[arg(short, long, action = clap::ArgAction::Count, global = true, hide_short_help = true, help_heading = EVERYWHERE)]
    pub verbose: u8,
}

/// Options of `--export`.
#[derive(Clone, Debug, Default, Args)]
pub struct AnswerArgs {
    /// Mapping answers, CSV or JSON; - for standard input
    #[arg(long, value_name = "FILE", requires = "export")]
    pub answers: Option<PathBuf>,
    /// Default queue of tickets, id or exact name
    #[arg(long, value_name = "ID|NAME", requires = "export")]
    pub queue: Option<String>,
    /// Default status of new tickets, id or exact name
    #[arg(long, value_name = "ID|NAME", requires = "export")]
    pub status_new: Option<String>,
    /// Default status of tickets after an update, id or exact name
    #[arg(long, value_name = "ID|NAME", requires = "export")]
    pub status_update: Option<String>,
    /// Default priority of tickets, id or exact name
    #[arg(long, value_name = "ID|NAME", requires = "export")]
    pub priority: Option<String>,
}

impl AnswerArgs {
    /// The ticketing defaults that were given.
    #[must_use]
    pub fn ticketing(&self) -> Vec<(TicketField, String)> {
        [
            (TicketField::Queue, &self.queue),
            (TicketField::StatusNew, &self.status_new),
            (TicketField::StatusUpdate, &self.status_update),
            (TicketField::Priority, &self.priority),
        ]
        .into_iter()
        .filter_map(|(field, text)| text.clone().map(|text| (field, text)))
        .collect()
    }
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Verify the saved config live: sign-in, permissions, every mapping
    Check(check::CheckArgs),
    /// The mapping as CSV, out and in, and suggestions for it
    Mapping(mapping::Args),
    /// Unit counts onto contracts: plan, apply, sync, settle, history
    #[command(subcommand)]
    Billing(billing::BillingCommand),
    /// Store, try or delete one of the secrets
    #[command(subcommand)]
    Secret(secret::SecretCommand),
    /// Open and update tickets: test, open, update
    #[command(subcommand)]
    Ticket(ticket::TicketCommand),
    /// A ticket for each of Petra's incidents: sync
    #[command(subcommand)]
    Incidents(incidents::IncidentsCommand),
    /// Serve the embedded imitation of Autotask and Petra
    Sandbox(sandbox::Args),
    /// Print the config's JSON Schema
    #[command(after_help = "Example: petra-autotask schema > config.schema.json")]
    Schema,
    /// Print completions for a shell
    Completions(completions::CompletionArgs),
    /// Print the manual page
    #[command(after_help = "Example: petra-autotask man > petra-autotask.1 && man ./petra-autotask.1")]
    Man,
}

/// The arguments as clap reads them. Help names the variables and not what is in them. In the demo the
/// environment has no say in whose account it is and where things are: what stands there is not even judged.
#[must_use]
pub fn command(demo: bool) -> clap::Command {
    const OF_THE_USER: [&str; 6] = ["config", "state_dir", "autotask_url", "petra_url", "username", "secret_store"];
    let mut command = Cli::command().mut_args(|arg| arg.hide_env_values(true));
    for name in RARE {
        command = command.mut_arg(name, |arg| arg.hide_short_help(true));
    }
    if !demo {
        return command;
    }
    let without_environment = |arg: clap::Arg| arg.env(Resettable::<OsStr>::Reset);
    OF_THE_USER.into_iter().fold(command, |command, name| command.mut_arg(name, without_environment))
}

impl Cli {
    /// Refuses combinations that clap cannot.
    ///
    /// # Errors
    /// A usage error.
    pub fn checked(self, matches: &ArgMatches) -> Result<Self, clap::Error> {
        let conflict = |text: String| Self::command().error(clap::error::ErrorKind::ArgumentConflict, text);
        if !self.demo {
            for name in ["tenants", "companies", "seed", "latency", "faults"] {
                if matches.value_source(name) == Some(ValueSource::CommandLine) {
                    let option = if name == "faults" { "fault" } else { name };
                    return Err(conflict(format!("--{option} goes with --demo, or after the command sandbox")));
                }
            }
        }
        if self.export.is_some() && self.command.is_some() {
            return Err(conflict("--export stands alone; no command goes with it".to_owned()));
        }
        if self.step.is_some() && (self.export.is_some() || self.command.is_some()) {
            return Err(conflict("--step goes with the wizard only".to_owned()));
        }
        Ok(self)
    }
}

fn step(name: &str) -> Result<Step, String> {
    Step::of_name(name).ok_or_else(|| {
        let names: Vec<String> = Step::ALL.iter().map(|step| step.name()).collect();
        format!("the steps are {}", names.join(", "))
    })
}

fn store(name: &str) -> Result<StoreKind, String> {
    name.parse().map_err(|()| {
        let names: Vec<&str> = StoreKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("the stores are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn export_takes_a_file_or_none() {
        let parsed = |args: &[&str]| Cli::try_parse_from([&["petra-autotask"], args].concat()).unwrap().export;
        assert_eq!(parsed(&[]), None);
        assert_eq!(parsed(&["--export"]), Some(None));
        assert_eq!(parsed(&["--export", "--answers", "a.csv"]), Some(None));
        assert_eq!(parsed(&["--export", "-"]), Some(Some("-".into())));
        assert_eq!(parsed(&["--export", "c.json", "--demo"]), Some(Some("c.json".into())));
    }
}
