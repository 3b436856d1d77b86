//! The wizard on a terminal.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::Sender;

use crate::cli::args::{Cli, Color};
use crate::cli::demo::{self, Demo};
use crate::cli::environment::Environment;
use crate::cli::report::Failure;
use crate::cli::{output, passphrase};
use crate::domain::diagnostic::Diagnostic;
use crate::ops::{self, Workplace};
use crate::runtime::Runtime;
use crate::tui::event_loop::{self, Input};
use crate::tui::terminal::{Modes, Session};
use crate::tui::theme::Theme;
use crate::wizard::effect::{Leave, Reply};
use crate::wizard::{Facts, Model, describe};

use super::{given_secrets, workplace_options};

/// Runs the wizard.
///
/// # Errors
/// Where there is no terminal, or an address cannot be used.
pub fn run(cli: &Cli, environment: &Environment) -> Result<ExitCode, Failure> {
    if !Modes::can_be_taken() {
        return Err(Failure::Usage(
            "the wizard needs a terminal; without one, petra-autotask --export makes the same config".to_owned(),
        ));
    }
    demo::run_early(cli, environment, wizard)
}

fn wizard(cli: &Cli, environment: &Environment, demo: Option<&Demo>) -> Result<ExitCode, Failure> {
    let options = workplace_options(cli)?;
    let given = given_secrets(cli, environment)?;
    let config_path = options.config_path()?;
    let environment = &passphrase::before_the_screen(&config_path, environment.clone());
    let facts = Facts {
        today: cli.global.today.unwrap_or_else(ops::today),
        rehearsal: cli.global.today.is_some(),
        demo: cli.demo,
        config_path: config_path.display().to_string(),
        places: places(cli, environment),
        autotask_url: cli.global.autotask_url.clone(),
        open_at: cli.step,
        powershell: cfg!(windows),
        username: cli.global.username.clone(),
        secrets: given.clone(),
        tenants_file: cli.global.tenants_file.as_ref().map(|path| path.display().to_string()),
        has_passphrase: environment.has_passphrase(),
        store: cli.global.secret_store,
    };
    let colour = match cli.global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => environment.get("NO_COLOR").is_none(),
    };
    let theme = Theme::new(colour, cli.global.ascii || environment.wants_ascii());
    let lost = |error: std::io::Error| Failure::from(anyhow::Error::new(error).context("the wizard cannot run here"));
    let mut session = Session::open().map_err(lost)?;
    let lookup = environment.lookup();
    let left = crate::tui::run(&mut session, Model::new(facts), theme, move |inbox| {
        // After the first frame: the demo's sandbox, TLS and the system's certificates take longer than the screen.
        let refused = |diagnostic: Diagnostic| {
            std::io::Error::other(format!("{} {} {}", diagnostic.summary, diagnostic.detail, diagnostic.hint))
        };
        let mut options = options;
        if let Some(says) = demo.map(Demo::ready).transpose().map_err(refused)? {
            options.autotask_url = Some(says.autotask_url.clone());
            options.petra_url = Some(says.petra_url.clone());
        }
        let place = Workplace::new(options, lookup).map_err(refused)?;
        let runtime = Runtime::new(place, given, tell(inbox.clone()))?;
        if let Some(heard) = runtime.inside(|| event_loop::hear_signals(inbox)) {
            heard?;
        }
        let mut runtime = runtime;
        Ok(Box::new(move |effect| runtime.carry_out(effect)))
    });
    drop(session);
    let model = left.map_err(lost)?;
    for line in describe::farewell(&model) {
        output::talk(&line);
    }
    Ok(ExitCode::from(match model.leaving {
        None | Some(Leave::Quit) => 0,
        Some(Leave::Interrupted) => 130,
        Some(Leave::Terminated) => 143,
        Some(Leave::HungUp) => 129,
    }))
}

/// The places and addresses that were given as options. What the environment says is there for the next run too.
fn places(cli: &Cli, environment: &Environment) -> Vec<(&'static str, String)> {
    let global = &cli.global;
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    [
        ("--config", "PETRA_AUTOTASK_CONFIG", path(&global.config)),
        ("--state-dir", "PETRA_AUTOTASK_STATE", path(&global.state_dir)),
        ("--autotask-url", "AUTOTASK_URL", global.autotask_url.clone()),
        ("--petra-url", "PETRA_URL", global.petra_url.clone()),
    ]
    .into_iter()
    .filter(|(_, variable, value)| value.as_deref() != environment.get(variable))
    .filter_map(|(option, _, value)| Some((option, value?)))
    .collect()
}

/// Sends replies into the inbox of the screen; one that comes after the end is nobody's.
fn tell(inbox: Sender<Input<Reply>>) -> impl Fn(Reply) + Send + Sync + 'static {
    move |reply| {
        let _ = inbox.send(Input::Reply(reply));
    }
}
