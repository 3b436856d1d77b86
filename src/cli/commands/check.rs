//! `petra-autotask check`: sees that the saved config still holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::args::Cli;
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::report::{self, Failure};
use crate::domain::diagnostic::{Diagnostic, exit_status};
use crate::ops::{self, CheckRequest, Checked, EntityState};

use super::{carry_out, given_secrets, saved_config, workplace};

/// Options of `check`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example, for cron: petra-autotask check --strict --report check.json")]
pub struct CheckArgs {
    /// Sign in and test each right, nothing else
    #[arg(long)]
    pub permissions: bool,
    /// Warnings count
    #[arg(long)]
    pub strict: bool,
    /// Write what Autotask answers to this file, without customer data: statuses, times, shapes
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Checks the saved config live.
///
/// # Errors
/// What kept us from looking.
pub fn run(cli: &Cli, args: &CheckArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    demo::run(cli, environment, |cli, environment, demo| {
        if let Some(demo) = demo {
            super::export::make_config(demo, cli, environment)?;
        }
        check(cli, args, environment)
    })
}

fn check(cli: &Cli, args: &CheckArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    if cli.global.offline && args.report.is_some() {
        return Err(Failure::Usage("--report says what Autotask answers; it does not go with --offline".to_owned()));
    }
    let settings = saved_config(&place)?;
    let mut request = CheckRequest {
        settings,
        secrets: given_secrets(cli, environment)?,
        username: cli.global.username.clone(),
        permissions_only: args.permissions,
        offline: cli.global.offline,
    };
    let bar = Bar::new(cli.global.json);
    let mut report = None;
    if let Some(path) = &args.report {
        let made = carry_out(ops::report(&place, &mut request, &mut |what, done, total| bar.tell(what, done, total)));
        let made = made.inspect_err(|_| bar.end())?.inspect_err(|_| bar.end())?;
        if let Some(refused) = made.refused {
            bar.end();
            write_report(path, made.value, &[], std::slice::from_ref(&refused))?;
            tell_report(cli, path);
            return Err(refused.into());
        }
        report = Some((path, made.value));
    }
    let checked = carry_out(ops::check(&place, request, &mut |what, done, total| bar.tell(what, done, total)));
    bar.end();
    let checked = checked?;
    if let Some((path, report)) = report {
        match &checked {
            Ok(checked) => write_report(path, report, &checked.permissions, &checked.findings)?,
            Err(failures) => write_report(path, report, &[], failures)?,
        }
        tell_report(cli, path);
    }
    let checked = checked?;
    let result = serde_json::Map::from_iter([("permissions".to_owned(), permissions(&checked.permissions).into())]);
    let object = report::object(result, &checked.findings);
    if cli.global.json {
        output::json(&object)?;
    } else {
        print(&checked, args)?;
    }
    let mut status = exit_status(&checked.findings);
    if status == 0 && args.strict && !checked.findings.is_empty() {
        status = 1;
    }
    Ok(ExitCode::from(status))
}

/// Writes the report, with the permissions and with how often each code was found: findings in full name customers.
fn write_report(
    path: &Path,
    mut report: serde_json::Value,
    states: &[EntityState],
    found: &[Diagnostic],
) -> Result<(), Diagnostic> {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in found {
        *codes.entry(diagnostic.code.as_str()).or_default() += 1;
    }
    report["permissions"] = permissions(states).into();
    report["found"] = serde_json::json!(codes);
    ops::write_text(path, &format!("{report:#}\n"))
}

fn tell_report(cli: &Cli, path: &Path) {
    if !cli.global.json {
        output::talk(&format!("Report: {}. It holds no names, ids or secrets.", path.display()));
    }
}

fn permissions(states: &[EntityState]) -> Vec<serde_json::Value> {
    states
        .iter()
        .map(|state| serde_json::json!({"entity": state.entity, "purpose": state.purpose, "state": state.state}))
        .collect()
}

fn print(checked: &Checked, args: &CheckArgs) -> Result<(), Diagnostic> {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(["Entity", "For", "State"]);
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    for state in &checked.permissions {
        table.add_row([state.entity, state.purpose, state.state]);
    }
    output::data(format!("{}\n", table.trim_fmt()).as_bytes())?;
    report::talk(&checked.findings);
    if checked.findings.is_empty() {
        let what = if args.permissions {
            "every right is granted".to_owned()
        } else {
            format!("{} tenants hold", checked.tenants)
        };
        output::talk(&format!("Checked: {what}."));
    }
    Ok(())
}
