//! The writes, each sent once; where the answer is lost, reading tells what became of it.
//!
//! ```text
//! send ── taken ─────────────────────────────────▶ done
//!   ├──── refused ───────────────────────────────▶ refused
//!   └──── no telling ── look ── there ───────────▶ done
//!                         └──── not there, answered ▶ not taken
//!                         └──── not there, silent ──▶ unsettled
//! ```

use crate::autotask::{Endpoint, Entity, Error, NewNote, NewTicket, Outcome, Ticket};
use crate::domain::ticketing::Key;
use crate::http::Passing;

use super::session::TicketSession;

/// How a write ended that was not done.
#[derive(Clone, Debug)]
pub(in crate::ops) enum Ending {
    /// It is certain that nothing was written.
    Refused(Error),
    /// Autotask answered something that tells nothing, and what was to be written is not there.
    NotTaken(Error),
    /// No answer came, and what was to be written is not there: it may still come.
    Unsettled(Error),
}

impl Ending {
    pub const fn error(&self) -> &Error {
        match self {
            Self::Refused(error) | Self::NotTaken(error) | Self::Unsettled(error) => error,
        }
    }
}

/// The tickets with exactly this key, the oldest first. Autotask's own comparison does not mind capitals.
pub(in crate::ops) async fn find(session: &TicketSession, key: &Key) -> Result<Vec<Ticket>, Error> {
    let mut found = session.client().tickets_by_external_id(&[key.as_str().to_owned()]).await?;
    found.retain(|ticket| ticket.external_id.as_deref() == Some(key.as_str()));
    Ok(found)
}

/// Makes a ticket and gives its id. `before` are those that have its key already.
pub(in crate::ops) async fn create(
    session: &TicketSession,
    ticket: &NewTicket,
    key: &Key,
    before: &[Ticket],
) -> Result<i64, Ending> {
    let doubt = match session.client().create_ticket(ticket).await {
        Outcome::Done(Some(id)) => return Ok(id),
        Outcome::Done(None) => Error::BadAnswer {
            endpoint: Endpoint::Of(Entity::Tickets),
            what: "it names no ticket".to_owned(),
            status: None,
            words: String::new(),
        },
        Outcome::Refused(error) => return Err(Ending::Refused(error)),
        Outcome::Unknown(error) => error,
    };
    look(session, doubt, || async {
        let found = find(session, key).await?;
        Ok(found.into_iter().map(|ticket| ticket.id).find(|id| !before.iter().any(|old| old.id == *id)))
    })
    .await
}

/// Puts a note on a ticket. `before` is the newest note there, above which this one will be.
pub(in crate::ops) async fn put_note(
    session: &TicketSession,
    ticket: i64,
    note: &NewNote,
    before: i64,
) -> Result<(), Ending> {
    let doubt = match session.client().create_ticket_note(ticket, note).await {
        Outcome::Done(_) => return Ok(()),
        Outcome::Refused(error) => return Err(Ending::Refused(error)),
        Outcome::Unknown(error) => error,
    };
    look(session, doubt, || async {
        let notes = session.client().ticket_notes(ticket).await?;
        Ok(notes.iter().any(|one| one.id > before && one.title == note.title).then_some(()))
    })
    .await
}

/// Gives a ticket a status.
pub(in crate::ops) async fn set_status(session: &TicketSession, ticket: i64, status: i64) -> Result<(), Ending> {
    let doubt = match session.client().set_ticket_status(ticket, status).await {
        Outcome::Done(_) => return Ok(()),
        Outcome::Refused(error) => return Err(Ending::Refused(error)),
        Outcome::Unknown(error) => error,
    };
    look(session, doubt, || async {
        let now = session.client().ticket(ticket).await?;
        Ok(now.filter(|now| now.status == status).map(|_| ()))
    })
    .await
}

/// Looks for what may have been written. Autotask may show it a little late, all the more where it has not answered yet.
async fn look<T, F: Future<Output = Result<Option<T>, Error>>>(
    session: &TicketSession,
    doubt: Error,
    find: impl Fn() -> F,
) -> Result<T, Ending> {
    let is_answered = matches!(doubt, Error::BadAnswer { .. }) && !doubt.is_passing();
    let times = if is_answered { 1 } else { session.pauses.len() };
    let mut pauses = session.pauses.iter().take(times);
    loop {
        match find().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            // Then it stays as doubtful as it was.
            Err(error) => {
                tracing::warn!(%error, "what was written could not be looked for");
                return Err(Ending::Unsettled(doubt));
            }
        }
        match pauses.next() {
            Some(pause) => tokio::time::sleep(*pause).await,
            None if is_answered => return Err(Ending::NotTaken(doubt)),
            None => return Err(Ending::Unsettled(doubt)),
        }
    }
}
