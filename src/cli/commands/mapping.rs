//! `petra-autotask mapping`: the mapping as CSV, out of the config and back into it; and what is suggested for it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::args::Cli;
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::report::Failure;
use crate::domain::companies_file::{self, CompanyList};
use crate::domain::matching::{Class, Suggestion};
use crate::domain::reference::SecretName;
use crate::domain::tenant::Tenant;
use crate::domain::tenants_file;
use crate::ops::{self, SuggestRequest};

use super::export::{self, Job};
use super::{carry_out, given_secrets, read, saved_config, workplace, workplace_options};

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
    /// Suggest a company for each tenant, with the evidence, as CSV; nothing is taken
    #[command(after_help = SUGGEST)]
    Suggest {
        /// Companies from a CSV file instead of Autotask's; columns id, companyName, webAddress, microsoftTenantId
        #[arg(long, value_name = "FILE")]
        companies_file: Option<PathBuf>,
        /// The file; standard output when absent or -
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

const SUGGEST: &str = "\
Tenants come from Petra and --tenants-file, companies from Autotask. With both files nothing is sent and no account is needed.

Example: petra-autotask mapping suggest --tenants-file tenants.csv --companies-file companies.csv suggestions.csv";

/// Does it.
///
/// # Errors
/// A config that cannot be read or written; for an import everything that was found.
pub fn run(cli: &Cli, args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    demo::run(cli, environment, |cli, environment, demo| {
        let needs_config = !matches!(args.way, Way::Suggest { .. });
        if let Some(demo) = demo.filter(|_| needs_config) {
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
            Way::Suggest { companies_file, file } => {
                suggest(cli, environment, companies_file.as_deref(), file.as_deref())
            }
        }
    })
}

fn write_out(cli: &Cli, environment: &Environment, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let settings = saved_config(&place)?;
    let csv = ops::mapping_csv(&settings, place.today);
    let name = |file: &Path| format!("Written {}: {} tenants.", file.display(), settings.tenants.len());
    put(cli, file, Some(place.config_path()), &csv, "mapping", name)
}

/// Puts a table into the file that was named, or onto standard output.
fn put(
    cli: &Cli,
    file: Option<&Path>,
    config: Option<&Path>,
    csv: &[u8],
    key: &str,
    said: impl FnOnce(&Path) -> String,
) -> Result<ExitCode, Failure> {
    match file.filter(|file| *file != Path::new("-")) {
        Some(file) if Some(file) == config => {
            return Err(Failure::Usage(format!("{} is the config; name another file", file.display())));
        }
        Some(file) => {
            ops::write_bytes(file, csv)?;
            if cli.global.json {
                output::json(&serde_json::json!({"file": file.display().to_string()}))?;
            } else {
                output::talk(&said(file));
            }
        }
        None if cli.global.json => {
            output::json(&serde_json::json!({key: String::from_utf8_lossy(csv)}))?;
        }
        None => output::data(csv)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn suggest(
    cli: &Cli,
    environment: &Environment,
    companies_file: Option<&Path>,
    file: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let tenants_file = cli.global.tenants_file.as_deref();
    let is_input = |file: &&Path| **file == *Path::new("-");
    if [tenants_file, companies_file].iter().flatten().filter(|file| is_input(file)).count() == 2 {
        return Err(Failure::Usage("standard input holds either the tenants or the companies, not both".to_owned()));
    }
    let companies = companies_file.map(read).transpose()?.map(|bytes| companies_file::parse(&bytes)).transpose();
    let tenants = tenants_file.map(read).transpose()?.map(|bytes| tenants_file::parse(&bytes)).transpose();
    let (tenants, companies) = match (tenants, companies) {
        (Ok(tenants), Ok(companies)) => (tenants, companies),
        (tenants, companies) => {
            let found = [tenants.err(), companies.err()].into_iter().flatten().flatten();
            return Err(Failure::of(found.collect()));
        }
    };
    let suggestions = match (tenants, companies) {
        (Some(tenants), Some(companies)) => ops::suggest_from_lists(&tenants, companies),
        (tenants, companies) => live(cli, environment, tenants, companies)?,
    };
    let csv = ops::suggestions_csv(&suggestions);
    let said = |file: &Path| {
        let count = |class| suggestions.iter().filter(|one| one.class == class).count();
        let counts = [Class::Certain, Class::Likely, Class::Ambiguous, Class::None]
            .map(|class| format!("{} {}", count(class), class.word()));
        format!("Written {}: {} tenants, {}.", file.display(), suggestions.len(), counts.join(", "))
    };
    let config = workplace_options(cli)?.config_path().ok();
    put(cli, file, config.as_deref(), &csv, "suggestions", said)
}

/// Suggestions with at least one of the lists as it is now.
fn live(
    cli: &Cli,
    environment: &Environment,
    tenants: Option<Vec<Tenant>>,
    companies: Option<CompanyList>,
) -> Result<Vec<Suggestion>, Failure> {
    if cli.global.offline {
        return Err(Failure::Usage("--offline needs both --tenants-file and --companies-file".to_owned()));
    }
    let place = workplace(cli, environment)?;
    let request = SuggestRequest {
        saved: ops::read_saved(&place)?.settings,
        username: cli.global.username.clone(),
        secrets: given_secrets(cli, environment)?,
        tenants,
        companies,
    };
    if request.companies.is_none() && request.username.is_none() && request.saved.is_none() {
        return Err(Failure::Usage(
            "no API user: give --username NAME, or the companies with --companies-file".to_owned(),
        ));
    }
    let has_key = request.secrets.iter().any(|(name, _)| *name == SecretName::PetraApiKey);
    if request.tenants.is_none() && request.saved.is_none() && !has_key {
        return Err(Failure::Usage("no tenants: set PETRA_API_KEY, or give them with --tenants-file".to_owned()));
    }
    let bar = Bar::new(cli.global.json);
    let suggested = carry_out(ops::suggest_live(&place, request, &mut |what, done, total| bar.tell(what, done, total)));
    bar.end();
    let suggested = suggested??;
    if let Some(note) = &suggested.note {
        output::talk(note);
    }
    Ok(suggested.suggestions)
}
