//! `Tickets`: the picklists that a new ticket is made from.

use std::collections::BTreeMap;

use crate::autotask::metadata::{FieldInfo, picklist_of};
use crate::autotask::{Client, Entity, Error};
use crate::domain::catalog::{PicklistValue, TicketLists};
use crate::domain::settings::TicketField;

impl Client {
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
