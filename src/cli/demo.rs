//! `--demo`: a sandbox in process, a temporary folder, and an environment that knows only these.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;
use std::process::ExitCode;

use tokio::task::JoinHandle;

use super::args::Cli;
use super::environment::Environment;
use super::output;
use super::report::Failure;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::ops;
use crate::sandbox::{Announcement, Sandbox};

/// A demo that is set up. The sandbox ends with it; the folder stays.
pub struct Demo {
    sandbox: OnceCell<Sandbox>,
    /// The sandbox on its way up, until someone waits for it.
    starting: RefCell<Option<JoinHandle<Result<Sandbox, crate::sandbox::Error>>>>,
    tokio: tokio::runtime::Runtime,
    folder: PathBuf,
    /// Who signs in; the addresses are the sandbox's own.
    says: Announcement,
    default_world: bool,
}

/// The answers for the default world; `sample_answers` makes those of another.
const SAMPLE: &[u8] = include_bytes!("../../assets/sample-answers.json");

/// Runs a command: as it is, or with `--demo` in one, with the arguments and the environment of that. However the command
/// ends, the last line says where the demo's files are.
///
/// # Errors
/// Those of the command, and a demo that cannot be set up.
pub fn run(
    cli: &Cli,
    environment: &Environment,
    command: impl FnOnce(&Cli, &Environment, Option<&Demo>) -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    if !cli.demo {
        return command(cli, environment, None);
    }
    run_early(cli, environment, |early, environment, demo| match demo.map(Demo::ready).transpose()? {
        Some(says) => command(&at(early, says), environment, demo),
        None => command(early, environment, None),
    })
}

/// The same before the sandbox is up: who signs in is known, the addresses are in [`Demo::ready`].
///
/// # Errors
/// Those of the command, and a demo that cannot be set up.
pub fn run_early(
    cli: &Cli,
    environment: &Environment,
    command: impl FnOnce(&Cli, &Environment, Option<&Demo>) -> Result<ExitCode, Failure>,
) -> Result<ExitCode, Failure> {
    if !cli.demo {
        return command(cli, environment, None);
    }
    let demo = Demo::start(cli)?;
    let result = command(&demo.arguments(cli), &demo.environment(environment), Some(&demo));
    let status = result.unwrap_or_else(|failure| failure.report(cli.global.json));
    output::talk(&format!("Demo: files are in {} and can be deleted.", demo.folder.display()));
    Ok(status)
}

fn cannot(what: &str, cause: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::WriteFailed, format!("The demo cannot {what}."), "See the cause, then try again.")
        .with_detail(cause.to_string())
}

/// The arguments with the addresses of a sandbox that is up.
fn at(cli: &Cli, says: &Announcement) -> Cli {
    let mut cli = cli.clone();
    cli.global.autotask_url = Some(says.autotask_url.clone());
    cli.global.petra_url = Some(says.petra_url.clone());
    cli
}

impl Demo {
    /// Begins to start a sandbox with the world of the arguments, and makes the folder.
    ///
    /// # Errors
    /// No folder, no thread.
    fn start(cli: &Cli) -> Result<Self, Failure> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder =
            builder.prefix("petra-autotask-demo-").tempdir().map_err(|error| cannot("make its folder", &error))?.keep();
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| cannot("start", &error))?;
        let mut options = cli.world.options();
        options.today = cli.global.today;
        let default_world = {
            let usual = crate::sandbox::Options::default();
            (options.tenants, options.companies, options.seed) == (usual.tenants, usual.companies, usual.seed)
        };
        // A large world takes a second: whoever has a screen shows it meanwhile.
        let starting = RefCell::new(Some(tokio.spawn(Sandbox::start(options))));
        let says = Announcement::of_invented_worlds();
        Ok(Self { sandbox: OnceCell::new(), starting, tokio, folder, says, default_world })
    }

    /// Waits until the sandbox is up, and tells where it is.
    ///
    /// # Errors
    /// No port, or a world that cannot be.
    pub fn ready(&self) -> Result<&Announcement, Diagnostic> {
        if let Some(starting) = self.starting.take() {
            let started = self.tokio.block_on(starting).map_err(|error| cannot("start its sandbox", &error))?;
            let sandbox = started.map_err(|error| cannot("start its sandbox", &error))?;
            // It is started once, so the cell is empty.
            let _ = self.sandbox.set(sandbox);
        }
        let never = || cannot("start its sandbox", &"it could not be started before");
        self.sandbox.get().map(Sandbox::announcement).ok_or_else(never)
    }

    /// The environment as the demo sees it: the sandbox's secrets, and what concerns the terminal.
    fn environment(&self, real: &Environment) -> Environment {
        let terminal = ["LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR", "TERM", "TZ"];
        let kept = terminal.into_iter().filter_map(|name| Some((name, real.get(name)?.to_owned())));
        let environment = Environment::of(kept.chain([
            ("AUTOTASK_SECRET", self.says.secret.clone()),
            ("AUTOTASK_TRACKING_ID", self.says.tracking_id.clone()),
            ("PETRA_API_KEY", self.says.petra_api_key.clone()),
        ]));
        match real.passphrase() {
            Some(passphrase) => environment.with_passphrase(passphrase.clone()),
            None => environment,
        }
    }

    /// The arguments as the demo takes them: the account is its own, and so are the places that were not named.
    fn arguments(&self, cli: &Cli) -> Cli {
        let mut cli = cli.clone();
        let global = &mut cli.global;
        global.autotask_url = None;
        global.petra_url = None;
        global.username = Some(self.says.username.clone());
        global.config.get_or_insert_with(|| self.folder.join("config.json"));
        global.state_dir.get_or_insert_with(|| self.folder.join("state"));
        global.secrets_stdin = false;
        cli
    }

    /// The sample answers of this world.
    ///
    /// # Errors
    /// Where the sandbox does not answer.
    pub fn answers(&self, place: &ops::Workplace, environment: &Environment) -> Result<Vec<u8>, Failure> {
        if self.default_world {
            return Ok(SAMPLE.to_vec());
        }
        sample_answers(place, &self.says.username, environment)
    }
}

/// Answers made from the world: what is suggested is taken, the rest is excluded.
///
/// # Errors
/// Where the sandbox does not answer.
pub fn sample_answers(place: &ops::Workplace, username: &str, environment: &Environment) -> Result<Vec<u8>, Failure> {
    let credentials = super::commands::credentials(username.to_owned(), &environment.secrets());
    let key = environment
        .secrets()
        .into_iter()
        .find_map(|(name, secret)| (name == crate::domain::reference::SecretName::PetraApiKey).then_some(secret));
    let answers = super::commands::carry_out(ops::sample_answers(place, &credentials, &key.unwrap_or_default()))?;
    answers.map_err(Failure::from)
}
