//! What a billing command works with: the config, a signed-in connection, Petra's key, the hour's requests.

use crate::domain::account::Threshold;
use crate::domain::billing::Account;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::ops::Workplace;
use crate::ops::connect::Connection;
use crate::ops::signed_in::{SavedAccess, SignedIn, sign_in};

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
pub async fn open_billing(place: &Workplace, access: SavedAccess) -> Result<BillingSession, Vec<Diagnostic>> {
    let SignedIn { settings, connection, petra_key, username, threshold } = sign_in(place, access).await?;
    let account = Account { username, zone: connection.zone.url.clone() };
    Ok(BillingSession { settings, connection, petra_key, account, threshold })
}
