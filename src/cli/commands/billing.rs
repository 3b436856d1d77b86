//! `petra-autotask billing plan|apply|sync|settle|history`.

mod history;
mod show;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::civil::Date;

use crate::cli::args::Cli;
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::question::{answer, needs_answer};
use crate::cli::report::{self, Failure};
use crate::domain::billing::{Effective, Limit, MaxChange, Plan, PlanLine, PlanState};
use crate::domain::settings::UnitField;
use crate::ops::{self, Applied, BillingRun, BillingSession, PlanRequest, SavedAccess, UsageSource, Workplace};

use super::{carry_out, carry_out_or_stop_saying, given_secrets, may_write, read, saved_config, workplace};

/// The billing commands.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum BillingCommand {
    /// Read everything live and say what would change; nothing is written
    #[command(after_help = "Example: petra-autotask billing plan -o plan.json, then billing apply plan.json")]
    Plan(PlanArgs),
    /// Carry out a plan, as far as nothing has moved since
    #[command(after_help = "Example: petra-autotask billing apply plan.json")]
    Apply(ApplyArgs),
    /// Plan and apply in one
    #[command(after_help = "Example, for cron: petra-autotask billing sync --yes --json")]
    Sync(SyncArgs),
    /// Take what Autotask shows now as the truth for a tenant's open entries
    #[command(after_help = "Example: petra-autotask billing settle --tenant ZZk90t")]
    Settle(SettleArgs),
    /// What billing has done
    #[command(after_help = "Example: petra-autotask billing history --failed --since 2026-11-01")]
    History(history::HistoryArgs),
}

/// Options of `billing plan`.
#[derive(Clone, Debug, clap::Args)]
pub struct PlanArgs {
    /// Units from a file instead of Petra: CSV with tenant_id,units, or JSON as Petra answers; - for standard input
    #[arg(long, value_name = "FILE")]
    pub usage: Option<PathBuf>,
    /// The figure that is billed: totalLicensedUsers or billableUsersThisMonth
    #[arg(long, value_name = "FIELD", value_parser = unit_field)]
    pub unit_field: Option<UnitField>,
    /// From when on changes hold: today, period-start, next-period, up-today-down-next or a date
    #[arg(long, value_name = "WHEN")]
    pub effective: Option<Effective>,
    /// Stop a line at a change above N units, or N%; given several times, at one above all of them
    #[arg(long, value_name = "N|N%")]
    pub max_change: Vec<Limit>,
    /// Let a line drop to 0
    #[arg(long)]
    pub allow_zero: bool,
    /// Only this tenant; may be given several times
    #[arg(long, value_name = "ID")]
    pub tenant: Vec<String>,
    /// Write the plan to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options of `billing apply`.
#[derive(Clone, Debug, clap::Args)]
pub struct ApplyArgs {
    /// The plan; - for standard input
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Options of `billing sync`.
#[derive(Clone, Debug, clap::Args)]
pub struct SyncArgs {
    /// What is planned
    #[command(flatten)]
    pub plan: PlanArgs,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Options of `billing settle`.
#[derive(Clone, Debug, clap::Args)]
pub struct SettleArgs {
    /// The tenant
    #[arg(long, value_name = "ID")]
    pub tenant: String,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Runs a billing command.
///
/// # Errors
/// What kept it from being done. What stands against single lines is in what it prints.
pub fn run(cli: &Cli, command: &BillingCommand, environment: &Environment) -> Result<ExitCode, Failure> {
    if cli.global.offline && !matches!(command, BillingCommand::History(_)) {
        return Err(Failure::Usage("billing asks Autotask; --offline goes with billing history only".to_owned()));
    }
    demo::run(cli, environment, |cli, environment, demo| {
        if let Some(demo) = demo {
            super::export::make_config(demo, cli, environment)?;
        }
        match command {
            BillingCommand::Plan(args) => plan(cli, args, environment),
            BillingCommand::Apply(args) => apply(cli, args, environment),
            BillingCommand::Sync(args) => sync(cli, args, environment),
            BillingCommand::Settle(args) => settle(cli, args, environment),
            BillingCommand::History(args) => history::run(cli, args, environment),
        }
    })
}

fn plan(cli: &Cli, args: &PlanArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let request = request(cli, args)?;
    let access = access(cli, &place, environment, asks_petra(&request), &args.tenant)?;
    let bar = Bar::new(cli.global.json);
    let plan = carry_out(async {
        let session = ops::open_billing(&place, access).await?;
        ops::plan_billing(&place, &session, &request, &mut |what, done, total| bar.tell(what, done, total)).await
    });
    bar.end();
    let plan = plan??;
    save(&plan, args)?;
    if cli.global.json {
        output::json(&plan)?;
    } else {
        show::plan(&plan)?;
    }
    Ok(ExitCode::from(show::status(&plan, &[])))
}

fn apply(cli: &Cli, args: &ApplyArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let asks = needs_answer(args.yes, args.plan == Path::new("-"), "billing apply")?;
    let plan = Plan::read(&read(&args.plan)?)?;
    let access = access(cli, &place, environment, false, &[])?;
    let session = carry_out(ops::open_billing(&place, access))??;
    may_write(cli, session.is_on_loopback())?;
    if asks && !agreed(&plan)? {
        return Err(Failure::Stopped(0));
    }
    let run = carry_out(ops::begin_billing(&place, &session, "apply"))??;
    carry_plan(cli, &place, &session, &run, plan)
}

fn sync(cli: &Cli, args: &SyncArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let from_input = args.plan.usage.as_deref() == Some(Path::new("-"));
    let asks = needs_answer(args.yes, from_input, "billing sync")?;
    let request = request(cli, &args.plan)?;
    let access = access(cli, &place, environment, asks_petra(&request), &args.plan.tenant)?;
    let session = carry_out(ops::open_billing(&place, access))??;
    may_write(cli, session.is_on_loopback())?;
    let bar = Bar::new(cli.global.json);
    let planned = carry_out(async {
        let run = ops::begin_billing(&place, &session, "sync").await.map_err(|failure| vec![failure])?;
        let mut progress = |what: &'static str, done, total| bar.tell(what, done, total);
        let plan = ops::plan_billing(&place, &session, &request, &mut progress).await?;
        Ok::<_, Vec<_>>((run, plan))
    });
    bar.end();
    let (run, plan) = planned??;
    save(&plan, &args.plan)?;
    if asks {
        if !cli.global.json {
            show::plan(&plan)?;
        }
        if !agreed(&plan)? {
            return Err(Failure::Stopped(0));
        }
    }
    carry_plan(cli, &place, &session, &run, plan)
}

fn carry_plan(
    cli: &Cli,
    place: &Workplace,
    session: &BillingSession,
    run: &BillingRun,
    plan: Plan,
) -> Result<ExitCode, Failure> {
    if !cli.global.json {
        output::talk(&show::cost(&plan));
    }
    let bar = Bar::new(cli.global.json);
    let mut progress = |what: &'static str, done, total| bar.tell(what, done, total);
    let mut say = |words: &str| bar.say(words);
    let work = |stop| ops::apply_billing(place, session, run, plan, stop, &mut progress, &mut say);
    let (applied, asked) = carry_out_or_stop_saying(work, &|words| bar.say(words))?;
    bar.end();
    let Applied { plan, ended, stopped } = applied?;
    if cli.global.json {
        match serde_json::to_value(&plan) {
            Ok(serde_json::Value::Object(result)) if !ended.is_empty() => {
                output::json(&report::object(result, &ended))?;
            }
            _ => output::json(&plan)?,
        }
    } else {
        show::applied(&plan)?;
        report::talk(&ended);
    }
    if stopped && let Some(status) = asked {
        output::talk("Stopped after the line in hand; the lines after it are as they were.");
        return Ok(ExitCode::from(status));
    }
    Ok(ExitCode::from(show::status(&plan, &ended)))
}

fn settle(cli: &Cli, args: &SettleArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let asks = needs_answer(args.yes, false, "billing settle")?;
    let access = access(cli, &place, environment, false, &[])?;
    let is_known = access.settings.tenants.iter().any(|tenant| tenant.id == args.tenant)
        || !ops::billing_history(&place, Some(&args.tenant), false, None)?.is_empty();
    if !is_known {
        return Err(Failure::Usage(format!("neither the config nor the journal has a tenant “{}”", args.tenant)));
    }
    let mut stopped = None;
    let mut agrees = |entries: &[ops::Settled]| {
        if !asks {
            return true;
        }
        show::settled(entries);
        answer("Take these units as the truth?").unwrap_or_else(|failure| {
            stopped = Some(failure);
            false
        })
    };
    let settled = carry_out(async {
        let session = ops::open_billing(&place, access).await?;
        ops::settle_billing(&place, &session, &args.tenant, &mut agrees).await.map_err(|failure| vec![failure])
    })?;
    if let Some(stopped) = stopped {
        return Err(stopped);
    }
    let settled = settled?;
    if cli.global.json {
        output::json(
            &serde_json::json!({"history": settled.iter().flat_map(|one| history::rows(&one.entry)).collect::<Vec<_>>()}),
        )?;
    } else if settled.is_empty() {
        output::talk(&format!("Nothing is open for tenant {}.", args.tenant));
    } else {
        show::settled(&settled);
        output::talk(&format!("Settled: {} entries of tenant {}; nothing was posted.", settled.len(), args.tenant));
    }
    Ok(ExitCode::SUCCESS)
}

fn access(
    cli: &Cli,
    place: &Workplace,
    environment: &Environment,
    asks_petra: bool,
    tenants: &[String],
) -> Result<SavedAccess, Failure> {
    let settings = saved_config(place)?;
    for wanted in tenants {
        if !settings.tenants.iter().any(|tenant| tenant.id == *wanted && tenant.billing.is_some()) {
            return Err(Failure::Usage(format!("the config has no tenant “{wanted}” with billing")));
        }
    }
    Ok(SavedAccess {
        settings,
        secrets: given_secrets(cli, environment)?,
        username: cli.global.username.clone(),
        asks_petra,
    })
}

fn request(cli: &Cli, args: &PlanArgs) -> Result<PlanRequest, Failure> {
    let usage = match &args.usage {
        Some(path) if path == Path::new("-") && cli.global.secrets_stdin => {
            return Err(Failure::Usage("standard input holds either the secrets or the usage, not both".to_owned()));
        }
        Some(path) => UsageSource::File(read(path)?),
        None => UsageSource::Petra,
    };
    Ok(PlanRequest {
        usage,
        unit_field: args.unit_field,
        effective: args.effective,
        max_change: (!args.max_change.is_empty()).then(|| MaxChange::given(args.max_change.clone())),
        allow_zero: args.allow_zero,
        tenants: args.tenant.clone(),
    })
}

fn asks_petra(request: &PlanRequest) -> bool {
    matches!(request.usage, UsageSource::Petra)
}

fn save(plan: &Plan, args: &PlanArgs) -> Result<(), Failure> {
    let Some(path) = &args.output else { return Ok(()) };
    let text = serde_json::to_string_pretty(plan).unwrap_or_default() + "\n";
    ops::write_text(path, &text)?;
    Ok(())
}

fn agreed(plan: &Plan) -> Result<bool, Failure> {
    // Tenants that share a line share its change.
    let changes = plan.lines.iter().filter(|line| line.state == PlanState::Change);
    let question = match changes.filter_map(PlanLine::key).collect::<BTreeSet<_>>().len() {
        0 => return Ok(true),
        1 => "Post 1 change to Autotask? It cannot be taken back by this program.".to_owned(),
        changes => format!("Post {changes} changes to Autotask? They cannot be taken back by this program."),
    };
    answer(&question)
}

fn unit_field(text: &str) -> Result<UnitField, String> {
    [UnitField::TotalLicensedUsers, UnitField::BillableUsersThisMonth]
        .into_iter()
        .find(|field| field.key() == text)
        .ok_or_else(|| "expected totalLicensedUsers or billableUsersThisMonth".to_owned())
}

/// A day as an argument.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date YYYY-MM-DD".to_owned())
}
