//! `petra-autotask billing history`: what the journal holds, as table, CSV or JSON.

use std::process::ExitCode;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::show;
use crate::cli::args::Cli;
use crate::cli::commands::workplace;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::report::Failure;
use crate::domain::billing::Entry;
use crate::domain::catalog::LineKind;
use crate::domain::table;
use crate::domain::text::harmless;
use crate::ops;

/// Options of `billing history`.
#[derive(Clone, Debug, clap::Args)]
pub struct HistoryArgs {
    /// Only this tenant
    #[arg(long, value_name = "ID")]
    pub tenant: Option<String>,
    /// Only what was refused, not taken or cannot be told
    #[arg(long)]
    pub failed: bool,
    /// Only since this day (UTC)
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    pub since: Option<Date>,
    /// As CSV
    #[arg(long)]
    pub csv: bool,
}

/// Shows the journal.
///
/// # Errors
/// A journal that cannot be read.
pub fn run(cli: &Cli, args: &HistoryArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    if args.csv && cli.global.json {
        return Err(Failure::Usage("give either --csv or --json".to_owned()));
    }
    let place = workplace(cli, environment)?;
    let entries = ops::billing_history(&place, args.tenant.as_deref(), args.failed, args.since)?;
    let rows: Vec<Value> = entries
        .iter()
        .flat_map(rows)
        .filter(|row| args.tenant.as_deref().is_none_or(|tenant| row["tenant"] == tenant))
        .collect();
    if cli.global.json {
        output::json(&json!({"history": rows}))?;
    } else if args.csv {
        let cells: Vec<Vec<String>> =
            rows.iter().map(|row| COLUMNS.map(|column| text(&row[column])).to_vec()).collect();
        let header = std::iter::once(COLUMNS.to_vec());
        let body = cells.iter().map(|row| row.iter().map(String::as_str).collect());
        output::data(&table::write(header.chain(body)))?;
    } else {
        let mut shown = show::table(["Run", "At", "Tenant", "Line", "Effective", "Before", "After", "Result"]);
        for row in &rows {
            let line = match &row["contractServiceId"] {
                Value::Null => format!("bundle {}", text(&row["contractServiceBundleId"])),
                id => text(id),
            };
            let cell = |column: &str| harmless(&text(&row[column])).into_owned();
            shown.add_row([
                cell("run"),
                cell("at"),
                cell("tenant"),
                line,
                cell("effectiveDate"),
                cell("unitsBefore"),
                cell("unitsAfter"),
                cell("result"),
            ]);
        }
        show::put(&shown)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The columns of the CSV, by the keys of the JSON.
const COLUMNS: [&str; 9] = [
    "run",
    "at",
    "tenant",
    "contractServiceId",
    "effectiveDate",
    "unitsBefore",
    "unitsAfter",
    "result",
    "contractServiceBundleId",
];

/// An entry as rows, one for each tenant whose units the line bears.
pub fn rows(entry: &Entry) -> Vec<Value> {
    let key = match entry.line.kind {
        LineKind::Service => "contractServiceId",
        LineKind::Bundle => "contractServiceBundleId",
    };
    let of_tenant = |tenant: &String| {
        json!({
            "run": entry.run, "at": entry.at, "tenant": tenant, key: entry.line.line_id,
            "effectiveDate": entry.effective, "unitsBefore": entry.before, "unitsAfter": entry.after,
            "result": entry.state.result(),
        })
    };
    entry.tenants.iter().map(of_tenant).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
