//! What ticketing works with: the config, a signed-in connection, Petra's key.

use std::time::Duration;

use crate::autotask::Client;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::secret::Secret;
use crate::domain::settings::{Settings, TenantSettings};
use crate::ops::Workplace;
use crate::ops::connect::Connection;
use crate::ops::signed_in::{SavedAccess, SignedIn, sign_in};

/// A signed-in connection with what goes along with it.
#[derive(Clone, Debug)]
pub struct TicketSession {
    pub(in crate::ops) settings: Settings,
    pub(in crate::ops) connection: Connection,
    pub(in crate::ops) petra_key: Option<Secret>,
    /// Pauses between looks for what was written, where it is not seen at once.
    pub(in crate::ops) pauses: Vec<Duration>,
    /// Whose incidents it is about, as the state knows it.
    pub(in crate::ops) account: String,
}

impl TicketSession {
    /// Whether the Autotask that would be written to is on this machine: a rehearsal.
    #[must_use]
    pub fn is_on_loopback(&self) -> bool {
        self.connection.zone.is_on_loopback()
    }

    /// The session of a config over a connection that its user is signed in with already.
    #[must_use]
    pub fn over(place: &Workplace, connection: Connection, settings: Settings) -> Self {
        let username = settings.autotask.username.clone();
        Self::of(place, connection, settings, username, None)
    }

    fn of(
        place: &Workplace,
        connection: Connection,
        settings: Settings,
        username: String,
        petra_key: Option<Secret>,
    ) -> Self {
        // Each imitation is a world of its own, whatever its user is called.
        let is_imitation = connection.zone.is_on_loopback();
        let account = if is_imitation { format!("{username} {}", connection.zone.url) } else { username };
        Self { settings, connection, petra_key, pauses: place.autotask.patience.pauses.clone(), account }
    }

    pub(in crate::ops) const fn client(&self) -> &Client {
        &self.connection.client
    }

    pub(super) fn tenant(&self, id: &str) -> Option<&TenantSettings> {
        self.settings.tenants.iter().find(|tenant| tenant.id == id)
    }
}

/// Signs in. Nothing is read of tickets yet, and nothing is written.
///
/// # Errors
/// A secret that cannot be had, a refused sign-in, the network.
pub async fn open_tickets(place: &Workplace, access: SavedAccess) -> Result<TicketSession, Vec<Diagnostic>> {
    let SignedIn { settings, connection, petra_key, username, .. } = sign_in(place, access).await?;
    Ok(TicketSession::of(place, connection, settings, username, petra_key))
}
