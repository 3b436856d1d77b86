//! What is on disk when the program starts: the saved config and the secrets that it refers to.

use std::path::{Path, PathBuf};

use super::Workplace;
use crate::config::{self, Snapshot};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::References;
use crate::domain::reference::{Reference, SecretName};
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::secrets;

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The saved config.
    pub settings: Option<Settings>,
    /// Day on which it was written: `2026-11-02`; empty where the system does not tell.
    pub of: String,
    /// Why a config that is there cannot be used.
    pub problem: Option<Diagnostic>,
    /// What was on disk, to tell a change made meanwhile.
    pub snapshot: Snapshot,
}

/// Reads the saved config; that there is none is no fault.
///
/// # Errors
/// A config that is there and cannot be used.
pub fn read_saved(place: &Workplace) -> Result<Found, Diagnostic> {
    match config::read(&place.paths.config) {
        Ok(loaded) => {
            let of = loaded
                .modified
                .and_then(|time| jiff::Timestamp::try_from(time).ok())
                .map(|time| time.to_zoned_datetime(jiff::tz::TimeZone::system()).date().to_string())
                .unwrap_or_default();
            Ok(Found { settings: Some(loaded.settings), of, problem: None, snapshot: loaded.snapshot })
        }
        Err(error) => {
            let diagnostic = Diagnostic::from(error);
            if diagnostic.code == Code::ConfigMissing {
                Ok(Found { settings: None, of: String::new(), problem: None, snapshot: Snapshot::absent() })
            } else {
                Err(diagnostic)
            }
        }
    }
}

/// The encrypted file that a saved config refers to, if it does: to open it takes a passphrase.
#[must_use]
pub fn encrypted_file(config: &Path) -> Option<PathBuf> {
    // A pipe gives its content once, and that is for the start.
    if !std::fs::metadata(config).is_ok_and(|data| data.is_file()) {
        return None;
    }
    let settings = config::read(config).ok()?.settings;
    let petra = settings.petra.as_ref().map(|petra| &petra.api_key);
    let references = [Some(&settings.autotask.secret), Some(&settings.autotask.tracking_id), petra];
    references.into_iter().flatten().find_map(|reference| match reference {
        Reference::Encrypted(file) => Some(config.parent()?.join(file)),
        _ => None,
    })
}

/// What stands where the config is to be written, so that a change made meanwhile is told.
///
/// # Errors
/// Something else than a config, which is not overwritten unasked.
pub fn standing(place: &Workplace) -> Result<Snapshot, Diagnostic> {
    config::standing(&place.paths.config).map_err(Diagnostic::from)
}

/// As [`read_saved`] for the wizard, which goes on with a config that cannot be used: it says so, and never overwrites it unasked.
#[must_use]
pub fn start(place: &Workplace) -> Found {
    read_saved(place).unwrap_or_else(|problem| Found {
        settings: None,
        of: String::new(),
        problem: Some(problem),
        // Whatever is there is not what was read, so a save will ask before it overwrites it.
        snapshot: Snapshot::absent(),
    })
}

/// What references lead to: the secrets, and for those that lead to none, why.
type Resolved = (Vec<(SecretName, Secret)>, Vec<(SecretName, Diagnostic)>);

/// The secrets that references lead to, and those that lead to none. Blocks as long as the stores may take.
#[must_use]
pub fn resolve_references(place: &Workplace, references: &References) -> Resolved {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let mut resolver = secrets::Resolver::new(&place.secrets);
    let named = [
        (SecretName::AutotaskSecret, &references.secret),
        (SecretName::AutotaskTrackingId, &references.tracking_id),
        (SecretName::PetraApiKey, &references.petra_api_key),
    ];
    for (name, reference) in named {
        if let Some(reference) = reference {
            match resolver.resolve(name, reference) {
                Ok(secret) => found.push((name, secret)),
                Err(error) => problems.push((name, Diagnostic::from(error))),
            }
        }
    }
    (found, problems)
}
