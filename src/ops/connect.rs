//! Finding the zone, signing in, and asking for each permission; nothing is written in Autotask.

#[cfg(test)]
mod tests;

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::Workplace;
use crate::autotask::{self, Access, Entity};
use crate::domain::account::{Credentials, Threshold, Zone};
use crate::domain::diagnostic::{Code, Diagnostic};

/// A signed-in connection to a zone. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connection {
    pub(crate) client: autotask::Client,
    /// The zone that it leads to.
    pub zone: Zone,
    /// The API user that is signed in.
    pub username: String,
}

/// A result of the connection test, as soon as it is known.
#[derive(Clone, Debug)]
pub enum Verified {
    /// The zone.
    Zone(Result<Zone, Diagnostic>),
    /// The sign-in, with the use of the hour's requests where Autotask tells it.
    SignIn(Result<Option<Threshold>, Diagnostic>),
    /// What may be done with an entity, as far as its purpose needs.
    Entity(Entity, Result<Access, Diagnostic>),
}

/// Finds the zone and signs in, then asks for the permissions on `entities`, all at once. `known` is a saved zone.
///
/// A refused sign-in is not sent again, except once where the account has moved to another zone since.
pub async fn verify_access(
    place: &Workplace,
    credentials: &Credentials,
    known: Option<&Zone>,
    entities: &[Entity],
    tell: &mut (dyn FnMut(Verified) + Send),
) -> Option<Connection> {
    if let Some(unsendable) = credentials.unsendable() {
        tell(Verified::SignIn(Err(unsendable)));
        return None;
    }
    let saved = known.filter(|_| !place.zone_is_asked);
    let zone = match saved {
        Some(zone) => zone.clone(),
        None => match autotask::discover_zone(&place.http, &place.autotask, &credentials.username).await {
            Ok(zone) => zone,
            Err(error) => {
                tell(Verified::Zone(Err(error.into())));
                return None;
            }
        },
    };
    let (connection, result) = sign_in(place, credentials, zone, saved.is_some(), tell).await;
    match (connection, result) {
        (Some(connection), Ok(())) => {
            // A site that does not tell its threshold still lets us work.
            let threshold = connection.client.threshold().await.ok();
            tell(Verified::SignIn(Ok(threshold)));
            verify_entities(&connection, entities, tell).await;
            Some(connection)
        }
        (connection, Err(error)) => {
            let diagnostic = Diagnostic::from(error);
            if connection.is_none() && diagnostic.code == Code::ZoneUntrusted {
                tell(Verified::Zone(Err(diagnostic)));
            } else {
                tell(Verified::SignIn(Err(diagnostic)));
            }
            None
        }
        (None, Ok(())) => None,
    }
}

/// Signs in to a zone, which is told before: a sign-in may take long. With a saved one that refuses or cannot be reached
/// the zone is looked up again, and tried once more only if the account has moved.
async fn sign_in(
    place: &Workplace,
    credentials: &Credentials,
    zone: Zone,
    may_have_moved: bool,
    tell: &mut (dyn FnMut(Verified) + Send),
) -> (Option<Connection>, Result<(), autotask::Error>) {
    let connection = match connect(place, credentials, &zone) {
        Ok(connection) => connection,
        Err(error) => return (None, Err(error)),
    };
    tell(Verified::Zone(Ok(zone.clone())));
    let result = connection.client.sign_in().await;
    let Err(error) = &result else { return (Some(connection), result) };
    if !may_have_moved || !(error.is_refused_sign_in() || error.is_unreachable()) {
        return (Some(connection), result);
    }
    match autotask::rediscover(&place.http, &place.autotask, &credentials.username, &zone).await {
        Ok(Some(moved)) => match connect(place, credentials, &moved) {
            Ok(connection) => {
                tell(Verified::Zone(Ok(moved)));
                let result = connection.client.sign_in().await;
                (Some(connection), result)
            }
            Err(error) => (None, Err(error)),
        },
        // Nothing moved, or the look-up fails too: the first failure says most.
        _ => (Some(connection), result),
    }
}

fn connect(place: &Workplace, credentials: &Credentials, zone: &Zone) -> Result<Connection, autotask::Error> {
    let client = autotask::Client::new(&place.http, &place.autotask, zone, credentials)?;
    Ok(Connection { client, zone: zone.clone(), username: credentials.username.trim().to_owned() })
}

/// Asks for the permissions on `entities`, all at once; each is told as soon as it is known.
pub async fn verify_entities(connection: &Connection, entities: &[Entity], tell: &mut (dyn FnMut(Verified) + Send)) {
    let (sender, mut results) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    for &entity in entities {
        let (client, sender) = (connection.client.clone(), sender.clone());
        tasks.spawn(async move {
            let access = match client.probe(entity).await {
                Ok(rights) => rights.suffice_for(entity),
                Err(error) => Err(error),
            };
            // Nobody listens any more where the test was left.
            let _ = sender.send((entity, access.map_err(Diagnostic::from)));
        });
    }
    drop(sender);
    while let Some((entity, access)) = results.recv().await {
        tell(Verified::Entity(entity, access));
    }
}
