//! What a billing command works with: the config, a signed-in connection, Petra's key, the hour's requests.

use super::super::check::{CheckRequest, credentials_of};
use super::super::connect::{Connection, Verified, verify_access};
use crate::domain::account::Threshold;
use crate::domain::billing::Account;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::ops::Workplace;

/// What billing needs from outside.
#[derive(Clone, Debug)]
pub struct BillingAccess {
    /// The saved config.
    pub settings: Settings,
    /// Secrets that were given from outside; they go before the saved references.
    pub secrets: Vec<(SecretName, Secret)>,
    /// A user name that was given from outside.
    pub username: Option<String>,
    /// Whether Petra will be asked for usage.
    pub asks_petra: bool,
}

/// A signed-in connection with what goes along with it.
#[derive(Clone, Debug)]
pub struct BillingSession {
    pub(super) settings: Settings,
    pub(super) connection: Connection,
    pub(super) petra_key: Option<Secret>,
    /// Whose Autotask it is.
    pub account: Account,
    /// How much of the hour's requests is used, where Autotask tells it.
    pub threshold: Option<Threshold>,
}

impl BillingSession {
    /// Whether the Autotask that would be written to is on this machine: a rehearsal.
    #[must_use]
    pub fn is_on_loopback(&self) -> bool {
        self.connection.zone.is_on_loopback()
    }
}

/// Signs in. Nothing is read of contracts yet, and nothing is written.
///
/// # Errors
/// A secret that cannot be had, a refused sign-in, the network.
pub async fn open_billing(place: &Workplace, access: BillingAccess) -> Result<BillingSession, Vec<Diagnostic>> {
    let mut draft = Draft::from_settings(&access.settings);
    if !access.asks_petra {
        draft.references.petra_api_key = None;
    }
    let request = CheckRequest {
        settings: access.settings,
        secrets: access.secrets,
        username: access.username,
        permissions_only: false,
        offline: false,
    };
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
    Ok(BillingSession {
        settings: request.settings,
        account: Account { username: credentials.username, zone: connection.zone.url.clone() },
        connection,
        petra_key,
        threshold,
    })
}
