//! `petra-autotask incidents sync`.

use std::process::ExitCode;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::cli::args::Cli;
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::report::{self, Failure};
use crate::domain::diagnostic::{Diagnostic, exit_status};
use crate::domain::text::harmless;
use crate::ops::{self, Round, SavedAccess, SyncRequest, SyncResult, Workplace};

use super::{carry_out, carry_out_or_stop, given_secrets, may_write, saved_config, ticket, workplace};

/// The incidents commands.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum IncidentsCommand {
    /// Open a ticket for each new incident, tell its ticket what is new; the first run takes the last 7 days
    Sync(SyncArgs),
}

/// Options of `incidents sync`.
#[derive(Clone, Debug, clap::Args)]
pub struct SyncArgs {
    /// Say what would be done; nothing is written
    #[arg(long)]
    pub dry_run: bool,
    /// Go on, every SECONDS (6 at least: Petra takes ten requests a minute), until terminated
    #[arg(long, value_name = "SECONDS", conflicts_with = "dry_run", value_parser = clap::value_parser!(u32).range(1..))]
    pub watch: Option<u32>,
    /// Take incidents from then on: a day, or a time as 2026-11-24T08:00:00Z (UTC where it has no zone)
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub since: Option<Timestamp>,
}

/// Runs an incidents command.
///
/// # Errors
/// What kept it from being done. What stands against single incidents is in what it prints.
pub fn run(cli: &Cli, command: &IncidentsCommand, environment: &Environment) -> Result<ExitCode, Failure> {
    let IncidentsCommand::Sync(args) = command;
    demo::run(cli, environment, |cli, environment, demo| {
        if let Some(demo) = demo {
            super::export::make_config(demo, cli, environment)?;
        }
        let place = workplace(cli, environment)?;
        let settings = saved_config(&place)?;
        if !args.dry_run {
            // Before anything is sent; the zone that is named in the end is asked about again.
            may_write(cli, place.is_on_loopback(&settings))?;
        }
        let access = SavedAccess {
            settings,
            secrets: given_secrets(cli, environment)?,
            username: cli.global.username.clone(),
            asks_petra: true,
        };
        match args.watch {
            Some(seconds) => watch(cli, args, &place, access, environment, seconds),
            None => once(cli, args, &place, access, environment),
        }
    })
}

fn once(
    cli: &Cli,
    args: &SyncArgs,
    place: &Workplace,
    access: SavedAccess,
    environment: &Environment,
) -> Result<ExitCode, Failure> {
    let session = carry_out(ops::open_tickets(place, access))??;
    if !args.dry_run {
        may_write(cli, session.is_on_loopback())?;
    }
    let run = ops::begin_incidents(place, args.dry_run)?;
    let request = SyncRequest { dry_run: args.dry_run, since: args.since };
    let bar = Bar::new(cli.global.json);
    let mut tell = |done, all| bar.tell("incidents", done, Some(all));
    let (round, asked) = carry_out_or_stop(|stop| async move {
        ops::sync_incidents(place, &session, &run, request, &stop, &mut tell).await
    })?;
    bar.end();
    if cli.global.json {
        output::json(&value(&round))?;
    } else {
        print(cli, environment, &round, args.dry_run)?;
    }
    match asked {
        Some(status) if round.stopped => Ok(ExitCode::from(status)),
        _ => Ok(ExitCode::from(exit_status(&round.findings))),
    }
}

fn watch(
    cli: &Cli,
    args: &SyncArgs,
    place: &Workplace,
    access: SavedAccess,
    environment: &Environment,
    seconds: u32,
) -> Result<ExitCode, Failure> {
    if cli.global.today.is_some() {
        may_write(cli, carry_out(ops::open_tickets(place, access.clone()))??.is_on_loopback())?;
    }
    let run = ops::begin_incidents(place, false)?;
    let request = SyncRequest { dry_run: false, since: args.since };
    let every = Duration::from_secs(seconds.into());
    if every < ops::SHORTEST_WATCH {
        output::talk("Every 6 seconds: Petra takes ten requests a minute.");
    }
    let mut news = News::default();
    let mut tell = |round: &Round| news.tell(cli, environment, round);
    let (ended, asked) = carry_out_or_stop(|stop| async move {
        Box::pin(ops::watch_incidents(place, &access, &run, request, every, &stop, &mut tell)).await
    })?;
    match (ended, asked) {
        // What ended it was told with its pass.
        (Err(fatal), _) => Ok(ExitCode::from(exit_status(&fatal).max(1))),
        (Ok(()), status) => Ok(ExitCode::from(status.unwrap_or(0))),
    }
}

/// What a pass brought that the one before did not say.
#[derive(Default)]
struct News {
    said: Option<Vec<Diagnostic>>,
}

impl News {
    fn tell(&mut self, cli: &Cli, environment: &Environment, round: &Round) -> Result<(), Diagnostic> {
        let has_done =
            round.incidents.iter().any(|told| matches!(told.result, SyncResult::Opened | SyncResult::Updated));
        let is_news = has_done || self.said.as_ref() != Some(&round.findings);
        let first = self.said.is_none();
        let before = self.said.replace(round.findings.clone());
        if !is_news {
            return Ok(());
        }
        if cli.global.json {
            return output::json_line(&value(round));
        }
        let done = round.incidents.iter().filter(|told| {
            matches!(told.result, SyncResult::Opened | SyncResult::Updated | SyncResult::Failed) || first
        });
        for told in done {
            output::data(line(cli, environment, told).as_bytes())?;
        }
        if before.as_ref() != Some(&round.findings) {
            report::talk(&round.findings);
            if round.findings.is_empty() && !first {
                output::talk("What was in the way is gone.");
            }
        }
        say_left(round);
        Ok(())
    }
}

fn print(cli: &Cli, environment: &Environment, round: &Round, dry_run: bool) -> Result<(), Diagnostic> {
    for told in &round.incidents {
        output::data(line(cli, environment, told).as_bytes())?;
    }
    report::talk(&round.findings);
    say_left(round);
    let count = |result| round.incidents.iter().filter(|told| told.result == result).count();
    let would = if dry_run { "Nothing was written. It would be: " } else { "" };
    output::talk(&format!(
        "{would}{} opened, {} updated, {} unchanged, {} waiting, {} excluded, {} failed.",
        count(SyncResult::Opened),
        count(SyncResult::Updated),
        count(SyncResult::Unchanged),
        count(SyncResult::Waiting),
        count(SyncResult::Excluded),
        count(SyncResult::Failed),
    ));
    if round.stopped {
        output::talk("Stopped after the write in hand; the rest is for the next run.");
    }
    Ok(())
}

fn say_left(round: &Round) {
    if let Some(left) = round.left.filter(|left| *left > 0) {
        let incidents =
            if left == 1 { "1 older incident is".to_owned() } else { format!("{left} older incidents are") };
        output::talk(&format!("{incidents} left alone; --since TIME takes them too."));
    }
}

/// `opened     T20261124.0001  Contoso  inc_1`
fn line(cli: &Cli, environment: &Environment, told: &ops::Told) -> String {
    let number = told.ticket.as_ref().map_or_else(|| "–".to_owned(), |known| ticket::number(cli, environment, known));
    let reason = told.reason.as_ref().map_or_else(String::new, |reason| format!("  ({})", harmless(reason)));
    format!("{:<9}  {number:<14}  {}  {}{reason}\n", told.result.as_str(), harmless(&told.name), harmless(&told.id))
}

fn value(round: &Round) -> Value {
    let incidents: Vec<Value> = round
        .incidents
        .iter()
        .map(|told| {
            let parts = [
                ("id", Some(json!(told.id))),
                ("tenant", told.tenant.as_ref().map(|tenant| json!(tenant))),
                ("result", Some(json!(told.result.as_str()))),
                ("ticket", told.ticket.as_ref().map(ticket::value)),
                ("reason", told.reason.as_ref().map(|reason| json!(reason))),
            ];
            parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
        })
        .collect();
    let mut result = Map::from_iter([("incidents".to_owned(), Value::from(incidents))]);
    if let Some(left) = round.left {
        result.insert("left".to_owned(), left.into());
    }
    report::object(result, &round.findings)
}

/// A time; without a zone it is one of UTC.
fn time(text: &str) -> Result<Timestamp, String> {
    let at_utc = |time: DateTime| TimeZone::UTC.to_timestamp(time).ok();
    let read = text.parse::<Timestamp>().ok().or_else(|| text.parse::<DateTime>().ok().and_then(at_utc));
    read.or_else(|| text.parse::<Date>().ok().and_then(|day| at_utc(day.at(0, 0, 0, 0))))
        .ok_or_else(|| "expected a day YYYY-MM-DD, or a time as 2026-11-24T08:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_day_or_a_moment() {
        for (text, wanted) in [
            ("2026-11-24", Some("2026-11-24T00:00:00Z")),
            ("2026-11-24T08:00", Some("2026-11-24T08:00:00Z")),
            ("2026-11-24T08:00:00+02:00", Some("2026-11-24T06:00:00Z")),
            ("tomorrow", None),
        ] {
            assert_eq!(time(text).ok(), wanted.map(|text| text.parse().unwrap()), "{text}");
        }
    }
}
