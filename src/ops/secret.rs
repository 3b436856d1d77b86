//! One secret where it is kept: stored, tried, deleted.

use super::{Workplace, read_saved};
use crate::config::{self, Guard};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;
use crate::domain::settings::{PetraSettings, Settings};
use crate::secrets;

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSecret {
    /// Where it is.
    pub reference: Reference,
    /// Whether the saved config said something else before.
    pub config_changed: bool,
}

/// Where a secret is, or would be: in the store that is named, else where the saved config says; `None` where neither does.
///
/// # Errors
/// A config that cannot be read.
pub fn secret_place(
    place: &Workplace,
    name: SecretName,
    store: Option<StoreKind>,
) -> Result<Option<Reference>, Diagnostic> {
    match store {
        Some(store) => Ok(Some(secrets::place_in(store, name))),
        None => Ok(read_saved(place)?.settings.and_then(|settings| kept_at(&settings, name).cloned())),
    }
}

/// Stores a secret in the store that is named, and lets a saved config refer to it there; else where the config says.
///
/// # Errors
/// A store that fails, or a place that this program does not keep; the config is then as it was.
pub fn set_secret(
    place: &Workplace,
    name: SecretName,
    secret: &Secret,
    store: Option<StoreKind>,
) -> Result<StoredSecret, Diagnostic> {
    let saved = read_saved(place)?;
    let kept = saved.settings.as_ref().and_then(|settings| kept_at(settings, name)).cloned();
    let reference = store.map(|store| secrets::place_in(store, name)).or_else(|| kept.clone());
    let Some(reference) = reference else {
        return Err(Diagnostic::from(secrets::Error::Missing(secrets::place_in(StoreKind::Env, name))));
    };
    match store {
        Some(store) if store != StoreKind::Env => {
            secrets::save(store, &[(name, secret.clone())], &place.secrets).map(drop)
        }
        _ => secrets::put(&reference, name, secret, &place.secrets),
    }
    .map_err(Diagnostic::from)?;
    let mut config_changed = false;
    if let Some(mut settings) = saved.settings
        && kept.as_ref() != Some(&reference)
    {
        keep_at(&mut settings, name, reference.clone());
        config::write(&place.paths.config, &settings, &Guard::Seen(saved.snapshot)).map_err(Diagnostic::from)?;
        config_changed = true;
    }
    Ok(StoredSecret { reference, config_changed })
}

/// Sees whether a reference leads to a secret.
///
/// # Errors
/// Why it does not.
pub fn test_secret(place: &Workplace, name: SecretName, reference: &Reference) -> Result<(), Diagnostic> {
    secrets::Resolver::new(&place.secrets).resolve(name, reference).map(drop).map_err(Diagnostic::from)
}

/// Deletes a secret where it is kept; a config that refers to it is left as it is.
///
/// # Errors
/// A store that fails, or has no such secret.
pub fn forget_secret(place: &Workplace, name: SecretName, reference: &Reference) -> Result<(), Diagnostic> {
    secrets::forget(reference, name, &place.secrets).map_err(Diagnostic::from)
}

fn kept_at(settings: &Settings, name: SecretName) -> Option<&Reference> {
    match name {
        SecretName::AutotaskSecret => Some(&settings.autotask.secret),
        SecretName::AutotaskTrackingId => Some(&settings.autotask.tracking_id),
        SecretName::PetraApiKey => settings.petra.as_ref().map(|petra| &petra.api_key),
    }
}

fn keep_at(settings: &mut Settings, name: SecretName, reference: Reference) {
    match name {
        SecretName::AutotaskSecret => settings.autotask.secret = reference,
        SecretName::AutotaskTrackingId => settings.autotask.tracking_id = reference,
        SecretName::PetraApiKey => settings.petra = Some(PetraSettings { api_key: reference }),
    }
}
