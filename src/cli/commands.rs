//! The commands, a file each, and what several of them need.

pub mod billing;
pub mod check;
pub mod completions;
pub mod export;
pub mod incidents;
pub mod man;
pub mod mapping;
pub mod sandbox;
pub mod schema;
pub mod secret;
pub mod ticket;
pub mod wizard;

use std::io::Read;
use std::path::Path;

use anyhow::Context as _;

use super::args::Cli;
use super::environment::Environment;
use super::output;
use super::passphrase;
use super::report::Failure;
use super::signals;
use crate::domain::account::Credentials;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::ops::{self, Stop, Workplace, WorkplaceOptions};
use crate::secrets::Object;

/// Most bytes that are read from standard input as secrets.
const MOST_SECRETS: u64 = 64 * 1024;

/// A tokio runtime for a command.
///
/// # Errors
/// Where the system gives no threads.
pub fn tokio() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the program cannot start its threads")
        .map_err(Failure::from)
}

/// Carries out work until it is done, or until the process is asked to end.
///
/// # Errors
/// [`Failure::Stopped`] then; what was under way is dropped.
pub fn carry_out<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio()?;
    let result = runtime.block_on(async {
        let stop = signals::stop()?;
        tokio::select! {
            result = work => Ok(result),
            status = stop => Err(Failure::Stopped(status)),
        }
    });
    // A name that is being looked up cannot be called back; nobody waits for it any more.
    runtime.shutdown_background();
    result
}

/// Carries out work that heeds a wish to end; gives besides the exit status of the signal that uttered it.
///
/// # Errors
/// Where signals cannot be heard.
pub fn carry_out_or_stop<T, F: Future<Output = T>>(work: impl FnOnce(Stop) -> F) -> Result<(T, Option<u8>), Failure> {
    carry_out_or_stop_saying(work, &output::talk)
}

/// The same where something stands on the terminal, and knows how a sentence gets past it.
///
/// # Errors
/// Where signals cannot be heard.
pub fn carry_out_or_stop_saying<T, F: Future<Output = T>>(
    work: impl FnOnce(Stop) -> F,
    say: &dyn Fn(&str),
) -> Result<(T, Option<u8>), Failure> {
    let runtime = tokio()?;
    let result = runtime.block_on(async {
        let signal = signals::stop()?;
        let (wish, stop) = Stop::new();
        let mut work = std::pin::pin!(work(stop));
        tokio::select! {
            result = &mut work => Ok((result, None)),
            status = signal => {
                say("Ending after the write in hand.");
                let _ = wish.send(true);
                Ok((work.await, Some(status)))
            }
        }
    });
    runtime.shutdown_background();
    result
}

/// What the arguments say of the workplace. Addresses are judged.
///
/// # Errors
/// An address that cannot be used, which is a word of the command line.
pub fn workplace_options(cli: &Cli) -> Result<WorkplaceOptions, Failure> {
    let global = &cli.global;
    let options = WorkplaceOptions {
        config: global.config.clone(),
        state: global.state_dir.clone(),
        autotask_url: global.autotask_url.clone(),
        petra_url: global.petra_url.clone(),
        today: global.today,
        leave_keyrings: cli.demo,
    };
    match options.judge() {
        Ok(()) => Ok(options),
        Err(diagnostic) => Err(Failure::Usage(format!("{} {}", diagnostic.summary, diagnostic.hint))),
    }
}

/// The workplace that the arguments name.
///
/// # Errors
/// An address or folder that cannot be used.
pub fn workplace(cli: &Cli, environment: &Environment) -> Result<Workplace, Failure> {
    let place = Workplace::new(workplace_options(cli)?, environment.lookup())?;
    Ok(place.asking(passphrase::ask))
}

/// The saved config, for a command that needs one.
///
/// # Errors
/// `config-missing` where there is none, and one that cannot be read.
pub fn saved_config(place: &Workplace) -> Result<Settings, Failure> {
    ops::read_saved(place)?.settings.ok_or_else(|| {
        Failure::from(Diagnostic::error(
            Code::ConfigMissing,
            format!("There is no config at {}.", place.config_path().display()),
            "Make it with petra-autotask, or with petra-autotask --export; or name another with --config.",
        ))
    })
}

/// Reads a file that was named, or standard input for `-`.
///
/// # Errors
/// `read-failed`
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return Ok(ops::read_bytes(path)?);
    }
    Ok(awaited(|| ops::read_all(std::io::stdin().lock(), "Standard input"))??)
}

/// What comes from standard input, which may keep one waiting: a signal ends the wait as it ends any other.
fn awaited<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let read = carry_out(async { tokio::task::spawn_blocking(read).await })?;
    read.context("standard input cannot be read").map_err(Failure::from)
}

/// In a rehearsal nothing but an imitation is written to.
///
/// # Errors
/// A usage error where it is not.
pub fn may_write(cli: &Cli, is_on_loopback: bool) -> Result<(), Failure> {
    if cli.global.today.is_none() || is_on_loopback {
        return Ok(());
    }
    Err(Failure::Usage(
        "with --today (or PETRA_AUTOTASK_TODAY) Autotask is written to only on loopback; leave it out to write for real"
            .to_owned(),
    ))
}

/// The three values for Autotask, from secrets by name.
#[must_use]
pub fn credentials(username: String, secrets: &[(SecretName, Secret)]) -> Credentials {
    let held =
        |wanted| secrets.iter().find(|(name, _)| *name == wanted).map(|(_, secret)| secret.clone()).unwrap_or_default();
    Credentials {
        username,
        secret: held(SecretName::AutotaskSecret),
        tracking_id: held(SecretName::AutotaskTrackingId),
    }
}

/// The secrets on standard input, if they were announced.
///
/// # Errors
/// `read-failed` where it is no JSON object with these keys; its text is not repeated.
pub fn secrets_from_input(cli: &Cli) -> Result<Vec<(SecretName, Secret)>, Failure> {
    if !cli.global.secrets_stdin {
        return Ok(Vec::new());
    }
    let text = awaited(|| {
        let mut text = zeroize::Zeroizing::new(String::new());
        std::io::stdin().lock().take(MOST_SECRETS).read_to_string(&mut text).map(|_| text)
    })?;
    let parsed = text.ok().and_then(|text| Object::parse(&text).ok());
    let Some(parsed) = parsed else {
        return Err(Diagnostic::error(
            Code::ReadFailed,
            "Standard input is no JSON object with the keys secret, trackingId and petraApiKey.",
            r#"Send {"secret":"…","trackingId":"…","petraApiKey":"…"}; keys that are not needed may be left out."#,
        )
        .into());
    };
    Ok(parsed.into_iter().collect())
}

/// Secrets from outside, by name: standard input goes before the environment.
///
/// # Errors
/// See [`secrets_from_input`].
pub fn given_secrets(cli: &Cli, environment: &Environment) -> Result<Vec<(SecretName, Secret)>, Failure> {
    let mut given = secrets_from_input(cli)?;
    for (name, secret) in environment.secrets() {
        if !given.iter().any(|(known, _)| *known == name) {
            given.push((name, secret));
        }
    }
    Ok(given)
}
