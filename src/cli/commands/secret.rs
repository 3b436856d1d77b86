//! `petra-autotask secret set|test|forget NAME`: one of the secrets where it is kept. It is never shown.

use std::io::{self, IsTerminal, Read};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::args::Cli;
use crate::cli::demo;
use crate::cli::environment::Environment;
use crate::cli::report::Failure;
use crate::cli::{output, prompt};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::{Reference, SecretName};
use crate::domain::secret::Secret;
use crate::ops::{self, Workplace};
use crate::secrets::shown;

use super::workplace;

/// Longest secret, in bytes.
const MOST: u64 = 64 * 1024;

/// What is done with a secret.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum SecretCommand {
    /// Store a secret: asked for without being shown, or read from standard input
    Set {
        /// autotask-secret, autotask-tracking-id or petra-api-key
        #[arg(value_parser = name)]
        name: SecretName,
    },
    /// Say whether a secret can be read, without showing it
    Test {
        /// autotask-secret, autotask-tracking-id or petra-api-key
        #[arg(value_parser = name)]
        name: SecretName,
    },
    /// Delete a secret where it is kept
    Forget {
        /// autotask-secret, autotask-tracking-id or petra-api-key
        #[arg(value_parser = name)]
        name: SecretName,
    },
}

fn name(text: &str) -> Result<SecretName, String> {
    SecretName::ALL.into_iter().find(|name| name.as_str() == text).ok_or_else(|| {
        let names = SecretName::ALL.map(SecretName::as_str);
        format!("the names are {}", names.join(", "))
    })
}

/// Does it.
///
/// # Errors
/// A place that is not known, a store that fails, a secret that is not there.
pub fn run(cli: &Cli, command: SecretCommand, environment: &Environment) -> Result<ExitCode, Failure> {
    demo::run(cli, environment, |cli, environment, demo| {
        if let Some(demo) = demo {
            super::export::make_config(demo, cli, environment)?;
        }
        let place = workplace(cli, environment)?;
        match command {
            SecretCommand::Set { name } => set(cli, &place, name),
            SecretCommand::Test { name } => {
                let reference = reference(cli, &place, name)?;
                ops::test_secret(&place, name, &reference)?;
                let words = format!("{} can be read from {}.", name.as_str(), shown(&reference));
                told(cli, name, &reference, "readable", &words)
            }
            SecretCommand::Forget { name } => {
                let reference = reference(cli, &place, name)?;
                ops::forget_secret(&place, name, &reference)?;
                let words = format!("{} is no longer at {}.", name.as_str(), shown(&reference));
                told(cli, name, &reference, "forgotten", &words)
            }
        }
    })
}

/// Where the secret is: in the store of `--secret-store`, else where the saved config says.
fn reference(cli: &Cli, place: &Workplace, name: SecretName) -> Result<Reference, Failure> {
    if let Some(reference) = ops::secret_place(place, name, cli.global.secret_store)? {
        return Ok(reference);
    }
    Err(Diagnostic::error(
        Code::SecretMissing,
        format!("The config at {} does not say where {} is.", place.config_path().display(), name.as_str()),
        "Name the store with --secret-store, or the config with --config.",
    )
    .into())
}

fn set(cli: &Cli, place: &Workplace, name: SecretName) -> Result<ExitCode, Failure> {
    if cli.global.secrets_stdin {
        return Err(Failure::Usage(
            "secret set reads its one secret itself; --secrets-stdin does not go with it".to_owned(),
        ));
    }
    if ops::secret_place(place, name, cli.global.secret_store)?.is_none() {
        return Err(Failure::Usage(format!(
            "the config does not say where {} is kept: name a store with --secret-store",
            name.as_str()
        )));
    }
    let secret = if io::stdin().is_terminal() { asked(name)? } else { from_input(cli)? };
    let stored = ops::set_secret(place, name, &secret, cli.global.secret_store)?;
    let mut words = format!("{} is stored at {} and was read back.", name.as_str(), shown(&stored.reference));
    if stored.config_changed {
        words.push_str(&format!(" {} refers to it now.", place.config_path().display()));
    }
    told(cli, name, &stored.reference, "stored", &words)
}

fn asked(name: SecretName) -> Result<Secret, Failure> {
    let Some(secret) = prompt::hidden(&format!("{} (not shown)", name.label()))? else {
        return Err(Failure::Stopped(130));
    };
    if secret.is_empty() { Err(Failure::Usage("nothing was typed".to_owned())) } else { Ok(secret) }
}

fn from_input(cli: &Cli) -> Result<Secret, Failure> {
    if cli.global.passphrase_fd == Some(0) {
        return Err(Failure::Usage("standard input holds the secret: give --passphrase-fd another".to_owned()));
    }
    let unusable = |why: &str| {
        let summary = format!("Standard input gives no secret: {why}.");
        Failure::from(Diagnostic::error(Code::ReadFailed, summary, "Send the secret alone, in one line."))
    };
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(MOST).read_to_string(&mut text).map_err(|_| unusable("it is not text"))?;
    match text.trim() {
        "" => Err(unusable("it is empty")),
        secret if secret.chars().any(char::is_control) => Err(unusable("it has more than one line")),
        secret => Ok(Secret::from(secret)),
    }
}

fn told(cli: &Cli, name: SecretName, reference: &Reference, state: &str, words: &str) -> Result<ExitCode, Failure> {
    if cli.global.json {
        output::json(&json!({"name": name.as_str(), "reference": shown(reference), "state": state}))?;
    } else {
        output::talk(words);
    }
    Ok(ExitCode::SUCCESS)
}
