//! `TicketNotes`: made under their ticket, read by it, and the picklists of a new one.

use serde::{Deserialize, Serialize};

use crate::autotask::metadata::picklist_of;
use crate::autotask::query::{self, Filter, Row};
use crate::autotask::write::Route;
use crate::autotask::{Client, Entity, Error, Outcome, read};
use crate::domain::catalog::PicklistValue;

/// A note to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewNote {
    /// At most 250 signs. Autotask's older documents do not ask for it, its newer ones do.
    pub title: String,
    /// At most 32,000 signs.
    pub description: String,
    /// A value of [`NoteLists::note_type`].
    pub note_type: i64,
    /// Who sees it, a value of [`NoteLists::publish`]: 1 reaches the customer, 2 stays inside.
    pub publish: i64,
}

/// A note as Autotask has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketNote {
    /// Autotask's id.
    pub id: i64,
    /// The ticket that it is on.
    pub ticket_id: i64,
    /// `title`
    pub title: String,
    /// `description`
    pub description: String,
}

/// The picklists that a new note is made from, in Autotask's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteLists {
    /// `noteType`
    pub note_type: Vec<PicklistValue>,
    /// `publish`
    pub publish: Vec<PicklistValue>,
}

#[derive(Deserialize)]
struct NoteRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, rename = "ticketID", deserialize_with = "read::number")]
    ticket: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    description: Option<String>,
}

impl Row for NoteRow {
    const ENTITY: Entity = Entity::TicketNotes;
    const FIELDS: &'static [&'static str] = &["id", "ticketID", "title", "description"];
    type Thing = TicketNote;

    fn take(self) -> Result<TicketNote, &'static str> {
        Ok(TicketNote {
            id: self.id.ok_or("id")?,
            ticket_id: self.ticket.ok_or("ticketID")?,
            title: self.title.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
        })
    }
}

#[derive(Serialize)]
struct Record<'note> {
    #[serde(rename = "ticketID")]
    ticket: i64,
    #[serde(flatten)]
    note: &'note NewNote,
}

impl Client {
    /// Puts a note on a ticket.
    pub async fn create_ticket_note(&self, ticket_id: i64, note: &NewNote) -> Outcome {
        let route = Route::Child { parent: Entity::Tickets, id: ticket_id, entity: Entity::TicketNotes };
        self.create(route, &Record { ticket: ticket_id, note }).await
    }

    /// The notes on a ticket.
    ///
    /// # Errors
    /// As for every read.
    pub async fn ticket_notes(&self, ticket_id: i64) -> Result<Vec<TicketNote>, Error> {
        query::all::<NoteRow>(self, &[Filter::is("ticketID", ticket_id)]).await
    }

    /// The picklists of notes.
    ///
    /// # Errors
    /// As for every read.
    pub async fn note_lists(&self) -> Result<NoteLists, Error> {
        let fields = self.fields(Entity::TicketNotes).await?;
        let list = |name| picklist_of(&fields, Entity::TicketNotes, name).map(<[_]>::to_vec);
        Ok(NoteLists { note_type: list("noteType")?, publish: list("publish")? })
    }
}
