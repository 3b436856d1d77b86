//! `--export [FILE]`: the wizard's config without a screen.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::args::Cli;
use crate::cli::demo::{self, Demo};
use crate::cli::environment::Environment;
use crate::cli::output;
use crate::cli::progress::Bar;
use crate::cli::report::{self, Failure};
use crate::domain::diagnostic::{Code, Diagnostic, exit_status};
use crate::domain::draft::References;
use crate::domain::reference::{Reference, SecretName};
use crate::domain::secret::Secret;
use crate::domain::settings::{Settings, TicketField};
use crate::domain::text::harmless;
use crate::ops::{self, ExportRequest, Exported, SaveRequest, Workplace};

use super::{carry_out, credentials, given_secrets, read, workplace};

/// What an export reads and where it writes.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// The file that is written; standard output without it.
    pub target: Option<PathBuf>,
    /// Mapping answers.
    pub answers: Option<PathBuf>,
    /// Ticketing defaults.
    pub ticketing: Vec<(TicketField, String)>,
    /// Whether rows that are right are taken where others are wrong.
    pub partial: bool,
}

/// Builds the config, verifies it live, and writes it to FILE or standard output.
///
/// # Errors
/// Everything that was found; nothing is written then.
pub fn run(cli: &Cli, environment: &Environment) -> Result<ExitCode, Failure> {
    let job = Job {
        target: cli.export.clone().flatten().filter(|path| path != Path::new("-")),
        answers: cli.answers.answers.clone(),
        ticketing: cli.answers.ticketing(),
        partial: false,
    };
    demo::run(cli, environment, |cli, environment, demo| {
        let sample = match demo {
            Some(demo) if job.answers.is_none() => Some(demo.answers(&workplace(cli, environment)?, environment)?),
            _ => None,
        };
        export(cli, environment, &job, sample)
    })
}

/// The same for any job; `sample` are answers where none are named.
///
/// # Errors
/// As [`run`].
pub fn export(cli: &Cli, environment: &Environment, job: &Job, sample: Option<Vec<u8>>) -> Result<ExitCode, Failure> {
    let target = job.target.as_deref();
    let place = workplace(cli, environment)?;
    let is_config = target == Some(place.config_path());
    let found = match ops::read_saved(&place) {
        // What --force is to overwrite need not be understood; it stays beside the new one.
        Err(_) if cli.global.force && is_config => None,
        found => Some(found?),
    };
    let saved = found.as_ref().and_then(|found| found.settings.clone());
    let mut request = request(cli, environment, &place, job, saved, sample)?;
    if let Some(target) = target {
        request.references = carried(request.references, place.config_path(), target);
    }
    let place = match target {
        Some(path) => place.with_config(path.to_owned()),
        None => place,
    };
    // What stands at the target now, so that a change made meanwhile is not overwritten.
    let seen = match found {
        Some(found) if is_config && found.settings.is_some() => found.snapshot,
        _ if target.is_some() => snapshot(&place, cli.global.force)?,
        _ => ops::Snapshot::absent(),
    };
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
    job: &Job,
    saved: Option<Settings>,
    sample: Option<Vec<u8>>,
) -> Result<ExportRequest, Failure> {
    let global = &cli.global;
    if global.secrets_stdin {
        if job.answers.as_deref() == Some(Path::new("-")) {
            return Err(Failure::Usage("standard input holds either the secrets or the answers, not both".to_owned()));
        }
        if global.secret_store.is_none() {
            return Err(Failure::Usage(
                "secrets from standard input need --secret-store: the config has to say where they are kept".to_owned(),
            ));
        }
    }
    let saved_user = saved.as_ref().map(|settings| settings.autotask.username.clone());
    if global.offline {
        judge_offline(global.username.as_deref(), saved_user.as_deref(), place)?;
    }
    let username = global
        .username
        .clone()
        .or(saved_user)
        .ok_or_else(|| Failure::Usage("no API user: give --username NAME or set AUTOTASK_USERNAME".to_owned()))?;
    let answers = match (&job.answers, sample) {
        (Some(path), _) => Some(read(path)?),
        (None, sample) => sample,
    };
    let tenants_file = global.tenants_file.as_deref().map(read).transpose()?;
    let given = given_secrets(cli, environment)?;
    // Offline nobody needs a secret, unless it is to be put elsewhere.
    let needs_secrets = !global.offline || global.secret_store.is_some();
    let (secrets, references) = resolve(place, saved.as_ref(), given, needs_secrets)?;
    let petra_key = secrets.iter().find(|(name, _)| *name == SecretName::PetraApiKey).map(|(_, secret)| secret.clone());
    Ok(ExportRequest {
        saved,
        credentials: credentials(username, &secrets),
        petra_key,
        references,
        answers,
        tenants_file,
        ticketing: job.ticketing.clone(),
        offline: global.offline,
        partial: job.partial,
    })
}

/// Whether the zone, which is asked of the network, is that of the saved config.
fn judge_offline(given: Option<&str>, saved: Option<&str>, place: &Workplace) -> Result<(), Failure> {
    let path = place.config_path().display();
    match (given, saved) {
        (_, None) => Err(Diagnostic::error(
            Code::ConfigMissing,
            format!("There is no config at {path}, so the account's zone is not known."),
            "Make the config once without --offline, or name another with --config.",
        )
        .into()),
        (Some(given), Some(saved)) if given != saved => Err(Failure::Usage(format!(
            "--offline goes with the saved API user only: the zone of another has to be asked for; {path} has {}",
            harmless(saved)
        ))),
        _ => Ok(()),
    }
}

/// The secrets and the references that they came by: from outside, else by the saved references. Those from standard
/// input are named like the environment's; the store that they go to replaces that.
fn resolve(
    place: &Workplace,
    saved: Option<&Settings>,
    mut secrets: Vec<(SecretName, Secret)>,
    needed: bool,
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
    if !needed {
        return Ok((secrets, references));
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
    Ok(ExitCode::from(exit_status(&findings)))
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
    let mut cli = cli.clone();
    // The demo's own sandbox can always be asked.
    cli.global.offline = false;
    let request = request(&cli, environment, &place, &Job::default(), saved.settings, Some(sample))?;
    let exported = carry_out(ops::export(&place, request, &mut |_, _, _| {}))??;
    let request =
        SaveRequest { draft: exported.draft, store: None, secrets: Vec::new(), seen, force: cli.global.force };
    ops::save_settings(&place, request)?;
    Ok(())
}
