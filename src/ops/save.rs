//! Saving: first the secrets into their store, read back; then the config, whole or not at all.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::Workplace;
use crate::config::{self, Guard, Snapshot, Written};
use crate::domain::answers;
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, References};
use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::secrets;

/// What is saved.
#[derive(Clone, Debug)]
pub struct SaveRequest {
    /// The draft, judged right before.
    pub draft: Draft,
    /// Where the secrets go; `None` where each is kept already, as the draft's references say.
    pub store: Option<StoreKind>,
    /// The secrets that are held.
    pub secrets: Vec<(SecretName, Secret)>,
    /// What was on disk when the config was read.
    pub seen: Snapshot,
    /// Whether anything that is there now is overwritten.
    pub force: bool,
}

/// What was saved.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The file.
    pub path: PathBuf,
    /// What stands in it now.
    pub settings: Settings,
    /// What the write did.
    pub written: Written,
    /// Where the secrets are, in words.
    pub secrets: String,
}

/// Saves secrets and config. Nothing of the config is touched where a store fails.
///
/// # Errors
/// A store that fails, a config that was changed meanwhile, a file that cannot be written.
pub fn save_settings(place: &Workplace, request: SaveRequest) -> Result<Saved, Diagnostic> {
    let mut draft = request.draft;
    let mut references = match request.store {
        Some(store) => store_secrets(place, store, &request.secrets)?,
        None => References::default(),
    };
    for name in SecretName::ALL {
        // A secret that is not held keeps the reference that it was saved with.
        let old = slot(&mut draft.references, name).take();
        let new = slot(&mut references, name).take().or(old);
        *slot(&mut draft.references, name) = new;
    }
    let settings = draft.settings().ok_or_else(|| {
        Diagnostic::error(
            Code::SecretMissing,
            "The account is not complete: user name, zone, password or tracking identifier is missing.",
            "Run the connection test in Connect, step 2, then save again.",
        )
    })?;
    let guard = if request.force { Guard::Force } else { Guard::Seen(request.seen) };
    let written = config::write(&place.paths.config, &settings, &guard).map_err(Diagnostic::from)?;
    let secrets = match request.store {
        None => "where they were".to_owned(),
        Some(StoreKind::Env) => {
            "in no store; set AUTOTASK_SECRET, AUTOTASK_TRACKING_ID and PETRA_API_KEY for each run".to_owned()
        }
        Some(kind) => {
            let place = match kind {
                StoreKind::File => Some(place.secrets.config_folder.join("secrets")),
                StoreKind::Encrypted => Some(place.secrets.config_folder.join("secrets.age")),
                _ => None,
            };
            let place = place.map(|path| format!(", {}", path.display())).unwrap_or_default();
            format!("{}{place}; read back", kind.as_str())
        }
    };
    Ok(Saved { path: place.paths.config.clone(), settings, written, secrets })
}

/// Puts secrets into a store, each read back; gives the references that lead to them.
///
/// # Errors
/// Where the store fails.
pub fn store_secrets(
    place: &Workplace,
    store: StoreKind,
    held: &[(SecretName, Secret)],
) -> Result<References, Diagnostic> {
    let mut references = References::default();
    for (name, reference) in secrets::save(store, held, &place.secrets).map_err(Diagnostic::from)? {
        *slot(&mut references, name) = Some(reference);
    }
    Ok(references)
}

/// The bytes of a config file.
#[must_use]
pub fn config_bytes(settings: &Settings) -> Vec<u8> {
    config::to_bytes(settings)
}

fn slot(references: &mut References, name: SecretName) -> &mut Option<Reference> {
    match name {
        SecretName::AutotaskSecret => &mut references.secret,
        SecretName::AutotaskTrackingId => &mut references.tracking_id,
        SecretName::PetraApiKey => &mut references.petra_api_key,
    }
}

/// Tries each store, all at once, and tells of each as it is found. Blocks as long as the slowest takes.
pub fn probe_stores(place: &Workplace, tell: impl Fn(secrets::Probe) + Sync) {
    std::thread::scope(|scope| {
        for kind in StoreKind::ALL {
            let tell = &tell;
            scope.spawn(move || tell(secrets::probe(kind, &place.secrets)));
        }
    });
}

/// Writes a text as a file of its own, whole or not at all, readable for its owner.
///
/// # Errors
/// Where it cannot be written.
pub fn write_text(path: &Path, text: &str) -> Result<(), Diagnostic> {
    write_bytes(path, text.as_bytes())
}

/// Writes bytes as [`write_text`] writes a text.
///
/// # Errors
/// Where they cannot be written.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    config::write_private_file(path, bytes).map_err(Diagnostic::from)
}

/// A saved mapping as CSV, in the form that reads back to the same config.
#[must_use]
pub fn mapping_csv(settings: &Settings, today: Date) -> Vec<u8> {
    answers::to_csv(&Draft::from_settings(settings), &Catalog::default(), today)
}

/// The config that a draft leads to, judged; shared by the wizard and `--export`.
///
/// # Errors
/// Everything that was found, where one of it is an error.
pub(crate) fn finish(
    draft: &Draft,
    catalog: &Catalog,
    place: &Workplace,
) -> Result<(Settings, Vec<Diagnostic>), Vec<Diagnostic>> {
    draft.finish(catalog, place.today)
}
