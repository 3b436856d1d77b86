//! `petra-autotask mapping`: the mapping as CSV, out of the config and back into it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::args::Cli;
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::report::Failure;
use crate::ops;

use super::export::{self, Job};
use super::{saved_config, workplace};

/// What is done with the mapping.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example: petra-autotask mapping export mapping.csv, edit it, then mapping import mapping.csv")]
pub struct Args {
    /// Which way
    #[command(subcommand)]
    pub way: Way,
}

/// The ways.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Way {
    /// Write the saved mapping as CSV, a row a tenant; nothing is sent
    #[command(after_help = "Example: petra-autotask mapping export mapping.csv")]
    Export {
        /// The file; standard output when absent or -
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Take CSV or JSON answers into the saved config, verified live; all rows or none
    #[command(after_help = "Example: petra-autotask mapping import --partial mapping.csv")]
    Import {
        /// Take the rows that are right where others are wrong
        #[arg(long)]
        partial: bool,
        /// The file; standard input when absent or -
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// Does it.
///
/// # Errors
/// A config that cannot be read or written; for an import everything that was found.
pub fn run(cli: &Cli, args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    demo::run(cli, environment, |cli, environment, demo| {
        if let Some(demo) = demo {
            export::make_config(demo, cli, environment)?;
        }
        match &args.way {
            Way::Export { file } => write_out(cli, environment, file.as_deref()),
            Way::Import { partial, file } => {
                let job = Job {
                    target: Some(workplace(cli, environment)?.config_path().to_owned()),
                    answers: Some(file.clone().unwrap_or_else(|| PathBuf::from("-"))),
                    partial: *partial,
                    ..Job::default()
                };
                export::export(cli, environment, &job, None)
            }
        }
    })
}

fn write_out(cli: &Cli, environment: &Environment, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let settings = saved_config(&place)?;
    let csv = ops::mapping_csv(&settings, place.today);
    let file = file.filter(|file| *file != Path::new("-"));
    match file {
        Some(file) if file == place.config_path() => {
            return Err(Failure::Usage(format!("{} is the config; name another file", file.display())));
        }
        Some(file) => {
            ops::write_bytes(file, &csv)?;
            if cli.global.json {
                output::json(&serde_json::json!({"file": file.display().to_string()}))?;
            } else {
                output::talk(&format!("Written {}: {} tenants.", file.display(), settings.tenants.len()));
            }
        }
        None if cli.global.json => {
            output::json(&serde_json::json!({"mapping": String::from_utf8_lossy(&csv)}))?;
        }
        None => output::data(&csv)?,
    }
    Ok(ExitCode::SUCCESS)
}
