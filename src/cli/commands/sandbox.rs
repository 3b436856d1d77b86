//! `petra-autotask sandbox`: serves the imitation of Autotask and Petra until a signal ends it.
//! The options of its world are a group of their own, since `--demo` takes them too.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::output;
use crate::cli::report::Failure;
use crate::cli::signals;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::sandbox::{Error, Options, Sandbox, check_fault, fault_help};

/// What the world of a sandbox is like.
#[derive(Clone, Debug, clap::Args)]
pub struct WorldArgs {
    /// Tenants in Petra
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = at_most(5_000))]
    pub tenants: u32,
    /// Companies in Autotask, the provider's own among them
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = at_most(100_000))]
    pub companies: u32,
    /// The same seed makes the same world
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Delay of every answer, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Something that goes wrong: NAME[=ARG], with an optional @METHOD /path-prefix and *N
    #[arg(long = "fault", value_name = "NAME[=ARG]", value_parser = fault)]
    pub faults: Vec<String>,
}

/// Serve the embedded imitation of Autotask and Petra on 127.0.0.1
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Example: petra-autotask sandbox --seed 7 --fault throttle   Faults: --help", after_long_help = fault_help())]
pub struct Args {
    /// Port to listen at; a free one by default
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Start from this world (JSON), laid over the invented one
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// What the invented world is like
    #[command(flatten)]
    pub size: WorldArgs,
}

fn at_most(most: i64) -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(0..=most)
}

fn fault(text: &str) -> Result<String, crate::sandbox::FaultError> {
    check_fault(text).map(|()| text.to_owned())
}

impl WorldArgs {
    /// Options of a sandbox with this world, on a free port.
    pub fn options(&self) -> Options {
        Options {
            companies: self.companies as usize,
            tenants: self.tenants as usize,
            seed: self.seed,
            latency_ms: self.latency,
            faults: self.faults.clone(),
            ..Options::default()
        }
    }
}

/// Serves until SIGINT, SIGTERM or SIGHUP, and ends with the exit code of that signal.
///
/// # Errors
/// When the world cannot be read or used, or the port cannot be opened.
pub fn start(args: &Args, today: Option<jiff::civil::Date>) -> Result<ExitCode, Failure> {
    let world = args.world.as_deref().map(read_world).transpose()?;
    let options = Options { port: args.port, world, today, ..args.size.options() };
    super::tokio()?.block_on(serve(options))
}

async fn serve(options: Options) -> Result<ExitCode, Failure> {
    // The handlers stand before the port is open.
    let stop = signals::stop()?;
    let sandbox = Sandbox::start(options).await.map_err(|error| match error {
        Error::World(_) => unreadable("The world cannot be used.", &error),
        _ => Failure::Usage(error.to_string()),
    })?;
    let says = serde_json::to_string(sandbox.announcement()).unwrap_or_default();
    output::data(format!("{says}\n").as_bytes())?;
    let code = stop.await;
    sandbox.shutdown().await;
    Ok(ExitCode::from(code))
}

fn read_world(path: &Path) -> Result<serde_json::Value, Failure> {
    let summary = format!("The world {} cannot be read.", path.display());
    let bytes = std::fs::read(path).map_err(|error| unreadable(&summary, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(&summary, &error))
}

fn unreadable(summary: &str, cause: &dyn std::fmt::Display) -> Failure {
    let hint = "Correct the file, or start without --world.";
    Failure::of(vec![Diagnostic::error(Code::ReadFailed, summary, hint).with_detail(cause.to_string())])
}
