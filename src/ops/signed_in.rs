//! Signing in with the saved config: what billing and ticketing begin with.

use super::check::{CheckRequest, credentials_of};
use super::connect::{Connection, Verified, verify_access};
use crate::domain::account::Threshold;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::ops::Workplace;

/// What is needed from outside to work with the saved config.
#[derive(Clone, Debug)]
pub struct SavedAccess {
    /// The saved config.
    pub settings: Settings,
    /// Secrets that were given from outside; they go before the saved references.
    pub secrets: Vec<(SecretName, Secret)>,
    /// A user name that was given from outside.
    pub username: Option<String>,
    /// Whether Petra will be asked: for usage, or for incidents.
    pub asks_petra: bool,
}

/// A signed-in connection with what goes along with it.
pub(super) struct SignedIn {
    pub settings: Settings,
    pub connection: Connection,
    /// Petra's key, where it will be asked and there is one.
    pub petra_key: Option<Secret>,
    /// The user that signed in.
    pub username: String,
    /// How much of the hour's requests is used, where Autotask tells it.
    pub threshold: Option<Threshold>,
}

/// Signs in. Nothing else is read, and nothing is written.
///
/// # Errors
/// A secret that cannot be had, a refused sign-in, the network.
pub(super) async fn sign_in(place: &Workplace, access: SavedAccess) -> Result<SignedIn, Vec<Diagnostic>> {
    let mut draft = Draft::from_settings(&access.settings);
    if !access.asks_petra {
        draft.references.petra_api_key = None;
    }
    let SavedAccess { settings, secrets, username, .. } = access;
    let request = CheckRequest { settings, secrets, username, permissions_only: false, offline: false };
    let (credentials, petra_key) = credentials_of(place, &request, &draft)?;
    let known = draft.zone.as_ref().filter(|_| credentials.username == draft.username);
    let (mut failure, mut threshold) = (None, None);
    let connection = verify_access(place, &credentials, known, &[], &mut |verified| match verified {
        Verified::Zone(Err(diagnostic)) | Verified::SignIn(Err(diagnostic)) => failure = Some(diagnostic),
        Verified::SignIn(Ok(told)) => threshold = told,
        _ => {}
    })
    .await;
    let Some(connection) = connection else { return Err(failure.into_iter().collect()) };
    Ok(SignedIn { settings: request.settings, connection, petra_key, username: credentials.username, threshold })
}
