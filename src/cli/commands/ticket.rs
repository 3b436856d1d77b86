//! `petra-autotask ticket test|open|update`.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use crate::cli::args::{Cli, Color};
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::question::answer;
use crate::cli::report::{self, Failure};
use crate::domain::diagnostic::{Diagnostic, exit_status};
use crate::domain::settings::Named;
use crate::domain::text::harmless;
use crate::domain::ticketing::Key;
use crate::ops::{
    self, OpenRequest, Opened, SavedAccess, TestKeys, TicketRef, TicketSession, TicketView, UpdateRequest, Workplace,
};

use super::{carry_out, given_secrets, may_write, read, saved_config, workplace};

/// The ticket commands.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum TicketCommand {
    /// Open a test ticket with the saved mapping, read it back, close it if you like
    Test(TestArgs),
    /// Open a ticket for a tenant, once for each key
    Open(OpenArgs),
    /// Put an internal note on a ticket and give it the status for updates
    Update(UpdateArgs),
}

/// Options of `ticket test`.
#[derive(Clone, Debug, clap::Args)]
pub struct TestArgs {
    /// The tenant
    #[arg(long, value_name = "ID")]
    pub tenant: String,
    /// Close it without asking
    #[arg(long)]
    pub close: bool,
}

/// Options of `ticket open`.
#[derive(Clone, Debug, clap::Args)]
pub struct OpenArgs {
    /// The tenant
    #[arg(long, value_name = "ID")]
    pub tenant: String,
    /// The title
    #[arg(long, value_name = "TITLE", value_parser = not_empty)]
    pub title: String,
    /// The description; - for standard input
    #[arg(long, value_name = "TEXT|-", allow_hyphen_values = true)]
    pub description: Option<String>,
    /// Another priority than the config's, id or exact name
    #[arg(long, value_name = "ID|NAME")]
    pub priority: Option<String>,
    /// A key of at most 50 signs: there are never two open tickets with it
    #[arg(long, value_name = "KEY", value_parser = key)]
    pub key: Option<Key>,
    /// Open a completed ticket with this key again instead of a new one
    #[arg(long, requires = "key")]
    pub reopen: bool,
}

/// Options of `ticket update`.
#[derive(Clone, Debug, clap::Args)]
pub struct UpdateArgs {
    /// The ticket's number
    #[arg(value_name = "NUMBER", required_unless_present = "key", conflicts_with = "key")]
    pub number: Option<String>,
    /// The key that it was opened with
    #[arg(long, value_name = "KEY", value_parser = key)]
    pub key: Option<Key>,
    /// The note; - for standard input
    #[arg(long, value_name = "TEXT|-", allow_hyphen_values = true, value_parser = not_empty)]
    pub note: String,
    /// Give a completed ticket the status for updates too
    #[arg(long)]
    pub reopen: bool,
}

/// Runs a ticket command.
///
/// # Errors
/// What kept it from being done.
pub fn run(cli: &Cli, command: &TicketCommand, environment: &Environment) -> Result<ExitCode, Failure> {
    demo::run(cli, environment, |cli, environment, demo| {
        if let Some(demo) = demo {
            super::export::make_config(demo, cli, environment)?;
        }
        match command {
            TicketCommand::Test(args) => test(cli, args, environment),
            TicketCommand::Open(args) => open(cli, args, environment),
            TicketCommand::Update(args) => update(cli, args, environment),
        }
    })
}

fn test(cli: &Cli, args: &TestArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let session = session(cli, &place, environment)?;
    let opened = carry_out(ops::test_ticket(&place, &session, &args.tenant, &mut TestKeys::default()))??;
    let asks = !args.close && !cli.global.json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !(args.close || asks) {
        return tell(cli, environment, &opened, &[]);
    }
    if asks {
        tell(cli, environment, &opened, &[])?;
        if !answer("Close it?")? {
            return Ok(ExitCode::SUCCESS);
        }
    }
    match carry_out(ops::close_ticket(&session, opened.ticket.id))? {
        Ok(ticket) => tell(cli, environment, &Opened { ticket, ..opened }, &[]),
        // The ticket is there all the same, and somebody has to know which.
        Err(findings) => tell(cli, environment, &opened, &findings),
    }
}

fn open(cli: &Cli, args: &OpenArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let request = OpenRequest {
        tenant: args.tenant.clone(),
        title: args.title.clone(),
        description: args.description.as_deref().map(|text| given(cli, text)).transpose()?.unwrap_or_default(),
        priority: args.priority.clone(),
        key: args.key.clone(),
        reopen: args.reopen,
    };
    let session = session(cli, &place, environment)?;
    let opened = carry_out(ops::open_ticket(&place, &session, request))??;
    tell(cli, environment, &opened, &[])
}

fn update(cli: &Cli, args: &UpdateArgs, environment: &Environment) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let ticket = match (&args.key, &args.number) {
        (Some(key), _) => TicketRef::Key(key.clone()),
        (None, Some(number)) => TicketRef::Number(number.clone()),
        (None, None) => return Err(Failure::Usage("give a ticket's number or --key KEY".to_owned())),
    };
    let note = given(cli, &args.note)?;
    if note.trim().is_empty() {
        return Err(Failure::Usage("the note is empty".to_owned()));
    }
    let session = session(cli, &place, environment)?;
    let request = UpdateRequest { ticket, note, reopen: args.reopen };
    let opened = carry_out(ops::update_ticket(&session, &request))??;
    tell(cli, environment, &opened, &[])
}

fn session(cli: &Cli, place: &Workplace, environment: &Environment) -> Result<TicketSession, Failure> {
    let settings = saved_config(place)?;
    // Asked twice: before anything is sent, and of the zone that was named in the end.
    may_write(cli, place.is_on_loopback(&settings))?;
    let access = SavedAccess {
        settings,
        secrets: given_secrets(cli, environment)?,
        username: cli.global.username.clone(),
        asks_petra: false,
    };
    let session = carry_out(ops::open_tickets(place, access))??;
    may_write(cli, session.is_on_loopback())?;
    Ok(session)
}

fn tell(cli: &Cli, environment: &Environment, opened: &Opened, findings: &[Diagnostic]) -> Result<ExitCode, Failure> {
    if cli.global.json {
        let mut result = Map::new();
        result.insert("ticket".to_owned(), value(&opened.ticket));
        result.insert("created".to_owned(), opened.created.into());
        let object = if findings.is_empty() { Value::Object(result) } else { report::object(result, findings) };
        output::json(&object)?;
    } else {
        let name = |named: &Option<Named>| {
            named.as_ref().map_or_else(|| "–".to_owned(), |named| harmless(&named.name).into_owned())
        };
        let ticket = &opened.ticket;
        let number = number(cli, environment, ticket);
        let mut text = format!("Ticket  {number}\nQueue   {}\nStatus  {}\n", name(&ticket.queue), name(&ticket.status));
        if let Some(url) = &ticket.url {
            text.push_str(&format!("Link    {url}\n"));
        }
        output::data(text.as_bytes())?;
        report::talk(findings);
    }
    Ok(ExitCode::from(exit_status(findings)))
}

/// The number of a ticket; on a terminal that may follow it, as a link.
pub(super) fn number(cli: &Cli, environment: &Environment, ticket: &TicketView) -> String {
    let number =
        ticket.number.as_ref().map_or_else(|| format!("id {}", ticket.id), |number| harmless(number).into_owned());
    let plain = cli.global.color == Color::Never || environment.get("TERM").is_none_or(|term| term == "dumb");
    match ticket.url.as_deref().and_then(|url| url::Url::parse(url).ok()) {
        Some(url) if !plain && std::io::stdout().is_terminal() => output::link(&number, &url),
        _ => number,
    }
}

/// A ticket as programs read it; what is not known is left out.
pub(super) fn value(ticket: &TicketView) -> Value {
    let parts = [
        ("id", Some(json!(ticket.id))),
        ("number", ticket.number.as_ref().map(|number| json!(number))),
        ("queue", ticket.queue.as_ref().map(|queue| json!(queue))),
        ("status", ticket.status.as_ref().map(|status| json!(status))),
        ("url", ticket.url.as_ref().map(|url| json!(url))),
    ];
    parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

/// A text that was given, or that stands on standard input.
fn given(cli: &Cli, text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    if cli.global.secrets_stdin {
        return Err(Failure::Usage("standard input holds either the secrets or the text, not both".to_owned()));
    }
    let bytes = read(Path::new("-"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn not_empty(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn key(text: &str) -> Result<Key, String> {
    Key::new(text).map_err(|why| why.to_string())
}
