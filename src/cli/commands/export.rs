//! `--export [FILE]`: the wizard's config without a screen.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::args::Cli;
use crate::cli::demo::{self, Demo};
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::report::{self, Failure};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::References;
use crate::domain::reference::{Reference, SecretName};
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::ops::{self, ExportRequest, Exported, SaveRequest, Workplace};

use super::{carry_out, credentials, given_secrets, workplace};

/// Builds the config, verifies it live, and writes it to FILE or standard output.
///
/// # Errors
/// Everything that was found; nothing is written then.
pub fn run(cli: &Cli, environment: &Environment) -> Result<ExitCode, Failure> {
    let target = cli.export.clone().flatten().filter(|path| path != Path::new("-"));
    demo::run(cli, environment, |cli, environment, demo| {
        let sample = match demo {
            Some(demo) if cli.answers.answers.is_none() => {
                Some(demo.answers(&workplace(cli, environment)?, environment)?)
            }
            _ => None,
        };
        export(cli, environment, target.as_deref(), sample)
    })
}

fn export(
    cli: &Cli,
    environment: &Environment,
    target: Option<&Path>,
    sample: Option<Vec<u8>>,
) -> Result<ExitCode, Failure> {
    let place = workplace(cli, environment)?;
    let saved = match ops::read_saved(&place) {
        // What --force is to overwrite need not be understood; it stays beside the new one.
        Err(_) if cli.global.force && target == Some(place.config_path()) => None,
        found => found?.settings,
    };
    let mut request = request(cli, environment, &place, saved, sample)?;
    if let Some(target) = target {
        request.references = carried(request.references, place.config_path(), target);
    }
    let place = match target {
        Some(path) => place.with_config(path.to_owned()),
        None => place,
    };
    // What stands at the target now, so that a change made meanwhile is not overwritten.
    let seen = if target.is_some() { snapshot(&place, cli.global.force)? } else { ops::Snapshot::absent() };
    let secrets = held(&request);
    let bar = Bar::new(cli.global.json);
    let exported = carry_out(ops::export(&place, request, &mut |what, done, total| bar.tell(what, done, total)));
    bar.end();
    let exported = exported??;
    write(cli, &place, target, exported, &secrets, seen)
}

/// What the export starts from.
fn request(
    cli: &Cli,
    environment: &Environment,
    place: &Workplace,
    saved: Option<Settings>,
    sample: Option<Vec<u8>>,
) -> Result<ExportRequest, Failure> {
    if cli.global.secrets_stdin {
        if cli.answers.answers.as_deref() == Some(Path::new("-")) {
            return Err(Failure::Usage("standard input holds either the secrets or the answers, not both".to_owned()));
        }
        if cli.global.secret_store.is_none() {
            return Err(Failure::Usage(
                "secrets from standard input need --secret-store: the config has to say where they are kept".to_owned(),
            ));
        }
    }
    let username = cli
        .global
        .username
        .clone()
        .or_else(|| saved.as_ref().map(|settings| settings.autotask.username.clone()))
        .ok_or_else(|| Failure::Usage("no API user: give --username NAME or set AUTOTASK_USERNAME".to_owned()))?;
    let answers = match (&cli.answers.answers, sample) {
        (Some(path), _) => Some(read(path)?),
        (None, sample) => sample,
    };
    let tenants_file = cli.global.tenants_file.as_deref().map(read).transpose()?;
    let given = given_secrets(cli, environment)?;
    let (secrets, references) = resolve(place, saved.as_ref(), given)?;
    let petra_key = secrets.iter().find(|(name, _)| *name == SecretName::PetraApiKey).map(|(_, secret)| secret.clone());
    Ok(ExportRequest {
        saved,
        credentials: credentials(username, &secrets),
        petra_key,
        references,
        answers,
        tenants_file,
        ticketing: cli.answers.ticketing(),
    })
}

/// The secrets and the references that they came by: from outside, else by the saved references. Those from standard
/// input are named like the environment's; the store that they go to replaces that.
fn resolve(
    place: &Workplace,
    saved: Option<&Settings>,
    mut secrets: Vec<(SecretName, Secret)>,
) -> Result<(Vec<(SecretName, Secret)>, References), Failure> {
    let mut references = References::default();
    if let Some(saved) = saved {
        references.secret = Some(saved.autotask.secret.clone());
        references.tracking_id = Some(saved.autotask.tracking_id.clone());
        references.petra_api_key = saved.petra.as_ref().map(|petra| petra.api_key.clone());
    }
    let mut open = references.clone();
    for (name, _) in &secrets {
        let (kept, unresolved) = match name {
            SecretName::AutotaskSecret => (&mut references.secret, &mut open.secret),
            SecretName::AutotaskTrackingId => (&mut references.tracking_id, &mut open.tracking_id),
            SecretName::PetraApiKey => (&mut references.petra_api_key, &mut open.petra_api_key),
        };
        *kept = Some(Reference::Env(name.variable().to_owned()));
        *unresolved = None;
    }
    let (found, problems) = ops::resolve_references(place, &open);
    secrets.extend(found);
    let mut failures: Vec<Diagnostic> = problems.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    for (name, reference) in
        [(SecretName::AutotaskSecret, &references.secret), (SecretName::AutotaskTrackingId, &references.tracking_id)]
    {
        if reference.is_none() {
            failures.push(Diagnostic::error(
                Code::SecretMissing,
                format!("The {} of the API user is not there.", name.label().to_lowercase()),
                format!("Set {}, or send it with --secrets-stdin.", name.variable()),
            ));
        }
    }
    if failures.is_empty() { Ok((secrets, references)) } else { Err(failures.into()) }
}

/// References that stood in the config `from`, for one at `to`: where that is in another folder, paths that start at the old
/// one are told in full.
fn carried(references: References, from: &Path, to: &Path) -> References {
    let folder = |config: &Path| Some(std::path::absolute(config).ok()?.parent()?.to_owned());
    let (Some(from), Some(to)) = (folder(from), folder(to)) else { return references };
    if from == to {
        return references;
    }
    let carry = |reference| match reference {
        Reference::File(path) => Reference::File(from.join(path).display().to_string()),
        Reference::Encrypted(path) => Reference::Encrypted(from.join(path).display().to_string()),
        other => other,
    };
    References {
        secret: references.secret.map(carry),
        tracking_id: references.tracking_id.map(carry),
        petra_api_key: references.petra_api_key.map(carry),
    }
}

/// The secrets of a request, by name.
fn held(request: &ExportRequest) -> Vec<(SecretName, Secret)> {
    let mut held = vec![
        (SecretName::AutotaskSecret, request.credentials.secret.clone()),
        (SecretName::AutotaskTrackingId, request.credentials.tracking_id.clone()),
    ];
    held.extend(request.petra_key.clone().map(|key| (SecretName::PetraApiKey, key)));
    held
}

fn snapshot(place: &Workplace, force: bool) -> Result<ops::Snapshot, Failure> {
    match ops::standing(place) {
        // What cannot be read is overwritten only if that was asked for.
        Err(_) if force => Ok(ops::Snapshot::absent()),
        standing => Ok(standing?),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path == Path::new("-") {
        ops::read_all(std::io::stdin().lock(), "Standard input")
    } else {
        ops::read_bytes(path)
    };
    read.map_err(Failure::from)
}

fn write(
    cli: &Cli,
    place: &Workplace,
    target: Option<&Path>,
    exported: Exported,
    secrets: &[(SecretName, Secret)],
    seen: ops::Snapshot,
) -> Result<ExitCode, Failure> {
    let Exported { mut draft, mut settings, findings } = exported;
    if let Some(store) = cli.global.secret_store {
        let references = ops::store_secrets(place, store, secrets)?;
        draft.references = references;
        settings = draft.settings().unwrap_or(settings);
    }
    let mut result = serde_json::Map::new();
    match target {
        Some(path) => {
            let request = SaveRequest { draft, store: None, secrets: Vec::new(), seen, force: cli.global.force };
            let saved = ops::save_settings(place, request)?;
            result.insert("file".to_owned(), path.display().to_string().into());
            if !cli.global.json {
                let tenants = settings.tenants.len();
                let what = if saved.written.changed { "Saved" } else { "Unchanged" };
                output::talk(&format!("{what} {}: {tenants} tenants.", path.display()));
            }
        }
        None if cli.global.json => {
            result.insert("config".to_owned(), serde_json::to_value(&settings).unwrap_or_default());
        }
        None => output::data(&ops::config_bytes(&settings))?,
    }
    if cli.global.json {
        output::json(&report::object(result, &findings))?;
    } else {
        report::talk(&findings);
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the demo's config from its sample answers, where there is none yet.
///
/// # Errors
/// As for an export.
pub fn make_config(demo: &Demo, cli: &Cli, environment: &Environment) -> Result<(), Failure> {
    let place = workplace(cli, environment)?;
    if place.config_path().exists() {
        return Ok(());
    }
    let sample = demo.answers(&place, environment)?;
    let saved = ops::read_saved(&place)?;
    let seen = saved.snapshot;
    let mut plain = cli.clone();
    plain.answers = crate::cli::args::AnswerArgs::default();
    let request = request(&plain, environment, &place, saved.settings, Some(sample))?;
    let exported = carry_out(ops::export(&place, request, &mut |_, _, _| {}))??;
    let request =
        SaveRequest { draft: exported.draft, store: None, secrets: Vec::new(), seen, force: cli.global.force };
    ops::save_settings(&place, request)?;
    Ok(())
}
