//! `Tickets`: made, found, given another status; and the picklists that a new one is made from.
//!
//! Notes on them are in `ticket_notes`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::autotask::metadata::{FieldInfo, picklist_of};
use crate::autotask::query::{self, BATCH, Filter, Row};
use crate::autotask::write::Route;
use crate::autotask::{Client, Entity, Error, Outcome, read};
use crate::domain::catalog::{PicklistValue, TicketLists};
use crate::domain::settings::{TicketField, TicketFields};

/// A ticket as Autotask has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Autotask's id.
    pub id: i64,
    /// `ticketNumber`, which people say: `T20260120.0026`. Autotask gives it.
    pub number: String,
    /// `companyID`
    pub company_id: i64,
    /// `title`
    pub title: String,
    /// `status`, a picklist value.
    pub status: i64,
    /// `queueID`, a picklist value.
    pub queue: Option<i64>,
    /// `externalID`, which the maker of a ticket may use as a key of its own.
    pub external_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TicketRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    ticket_number: Option<String>,
    #[serde(default, rename = "companyID", deserialize_with = "read::number")]
    company_id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "read::number")]
    status: Option<i64>,
    #[serde(default, rename = "queueID", deserialize_with = "read::number")]
    queue: Option<i64>,
    #[serde(default, rename = "externalID", deserialize_with = "read::text")]
    external_id: Option<String>,
}

impl Row for TicketRow {
    const ENTITY: Entity = Entity::Tickets;
    const FIELDS: &'static [&'static str] =
        &["id", "ticketNumber", "companyID", "title", "status", "queueID", "externalID"];
    type Thing = Ticket;

    fn take(self) -> Result<Ticket, &'static str> {
        Ok(Ticket {
            id: self.id.ok_or("id")?,
            number: self.ticket_number.ok_or("ticketNumber")?,
            company_id: self.company_id.ok_or("companyID")?,
            title: self.title.unwrap_or_default(),
            status: self.status.ok_or("status")?,
            queue: self.queue,
            external_id: self.external_id.filter(|id| !id.is_empty()),
        })
    }
}

/// A ticket to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// For whom; 0 is the MSP itself.
    pub company_id: i64,
    /// At most 255 signs.
    pub title: String,
    /// At most 8,000 signs.
    pub description: Option<String>,
    /// A key of one's own, by which the ticket is found again; at most 50 signs.
    pub external_id: Option<String>,
    /// Whether Autotask wants it depends on the ticket's category, so it is always sent.
    pub due: Timestamp,
    /// What is picked from lists; of the two statuses the one for new tickets.
    pub picked: TicketFields,
}

impl NewTicket {
    fn record(&self) -> Value {
        let mut record = json!({
            "companyID": self.company_id,
            "title": self.title,
            "description": self.description,
            "externalID": self.external_id,
            // To the second, in UTC as Autotask keeps it.
            "dueDateTime": self.due.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        });
        for field in TicketField::ALL.into_iter().filter(|field| *field != TicketField::StatusUpdate) {
            if let Some(picked) = self.picked.get(field) {
                record[field.autotask_field()] = picked.id.into();
            }
        }
        record
    }
}

impl Client {
    /// Makes a ticket; its number is read by [`Self::ticket`].
    pub async fn create_ticket(&self, ticket: &NewTicket) -> Outcome {
        self.create(Route::Collection(Entity::Tickets), &ticket.record()).await
    }

    /// Gives a ticket another status. A status that was taken need not stay: the site's workflow rules may change it.
    pub async fn set_ticket_status(&self, id: i64, status: i64) -> Outcome {
        self.update(Route::Collection(Entity::Tickets), id, &json!({ "status": status })).await
    }

    /// The ticket with this id; `None` where there is none that this user may see.
    ///
    /// # Errors
    /// As for every read.
    pub async fn ticket(&self, id: i64) -> Result<Option<Ticket>, Error> {
        self.get_by_id::<TicketRow>(id).await
    }

    /// The ticket with this number.
    ///
    /// # Errors
    /// As for every read.
    pub async fn ticket_by_number(&self, number: &str) -> Result<Option<Ticket>, Error> {
        let found = query::all::<TicketRow>(self, &[Filter::is_text("ticketNumber", number)]).await?;
        Ok(found.into_iter().next())
    }

    /// The tickets with one of these `externalID`s, the oldest first. Nothing keeps a site from having several with one.
    ///
    /// # Errors
    /// As for every read.
    pub async fn tickets_by_external_id(&self, external_ids: &[String]) -> Result<Vec<Ticket>, Error> {
        let mut found = Vec::new();
        for batch in external_ids.chunks(BATCH) {
            found.extend(query::all::<TicketRow>(self, &[Filter::one_of_texts("externalID", batch)]).await?);
        }
        found.sort_by_key(|ticket| ticket.id);
        Ok(found)
    }

    /// The picklists of tickets. Those that every ticket needs have to be there; a site may lack others.
    ///
    /// # Errors
    /// As for every read.
    pub async fn ticket_lists(&self) -> Result<TicketLists, Error> {
        lists(&self.fields(Entity::Tickets).await?)
    }
}

fn lists(fields: &[FieldInfo]) -> Result<TicketLists, Error> {
    let mut lists: BTreeMap<String, Vec<PicklistValue>> = BTreeMap::new();
    for field in TicketField::ALL {
        let name = field.autotask_field();
        match picklist_of(fields, Entity::Tickets, name) {
            Ok(values) => drop(lists.insert(name.to_owned(), values.to_vec())),
            Err(error) if field.is_required() => return Err(error),
            Err(_) => {}
        }
    }
    Ok(TicketLists::new(lists))
}
