//! Telling a ticket something: an internal note, then the status for updates, unless it is complete.

use super::explain::Attempt;
use super::open::{Opened, read_back, values_of};
use super::session::TicketSession;
use super::site::Site;
use super::view::TicketView;
use super::write::{find, put_note, set_status};
use crate::autotask::{NewNote, Ticket};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::TenantSettings;
use crate::domain::text::harmless;
use crate::domain::ticketing::{COMPLETE, FOR_UPDATE, Key, NOTE_TEXT, NOTE_TITLE, lines, one_line};

/// Which ticket.
#[derive(Clone, Debug)]
pub enum TicketRef {
    /// By its number.
    Number(String),
    /// By the key that it was opened with: of several the open one, else the newest.
    Key(Key),
}

/// What a ticket is told.
#[derive(Clone, Debug)]
pub struct UpdateRequest {
    /// The ticket.
    pub ticket: TicketRef,
    /// The note.
    pub note: String,
    /// Whether a completed ticket is opened again.
    pub reopen: bool,
}

/// Puts an internal note on a ticket and gives it the status for updates.
///
/// # Errors
/// No such ticket, what Autotask refused, or what stood between us and it.
pub async fn update_ticket(session: &TicketSession, request: &UpdateRequest) -> Result<Opened, Vec<Diagnostic>> {
    let one = |failure: Diagnostic| vec![failure];
    let ticket = found(session, &request.ticket).await.map_err(one)?;
    let tenant = tenant_of(session, &ticket);
    let values = values_of(session, tenant);
    let mut site = Site::load(session, &[]).await.map_err(one)?;
    let keeps_status = ticket.status == COMPLETE && !request.reopen;
    if !keeps_status {
        let findings = site.judge(&values, &FOR_UPDATE, None);
        if !findings.is_empty() {
            return Err(findings);
        }
    }
    let internal = site.internal(session).await.map_err(one)?;
    let attempt = Attempt { deed: "the note", tenant, company: None, values: &values, fields: &FOR_UPDATE };
    let first = request.note.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let note = NewNote {
        title: one_line(first, NOTE_TITLE),
        description: lines(&request.note, NOTE_TEXT),
        note_type: internal.note_type,
        publish: internal.publish,
    };
    let notes = session.client().ticket_notes(ticket.id).await.map_err(|error| one(error.into()))?;
    let newest = notes.iter().map(|note| note.id).max().unwrap_or(0);
    put_note(session, ticket.id, &note, newest).await.map_err(|ending| one(attempt.explain(&ending)))?;
    if let Some(status) = values.status_update.as_ref().filter(|status| !keeps_status && status.id != ticket.status) {
        let set = set_status(session, ticket.id, status.id).await;
        set.map_err(|ending| one(Attempt { deed: "the status", ..attempt }.explain(&ending)))?;
    }
    let ticket = read_back(session, ticket.id).await.map_err(one)?;
    Ok(Opened { ticket: TicketView::of(session, &site, &ticket), created: false })
}

async fn found(session: &TicketSession, which: &TicketRef) -> Result<Ticket, Diagnostic> {
    let (found, what) = match which {
        TicketRef::Number(number) => {
            (session.client().ticket_by_number(number.trim()).await?, format!("number {number}"))
        }
        TicketRef::Key(key) => {
            let mut tickets = find(session, key).await?;
            let open = tickets.iter().rposition(|ticket| ticket.status != COMPLETE);
            (open.map(|place| tickets.swap_remove(place)).or_else(|| tickets.pop()), format!("key {key}"))
        }
    };
    found.ok_or_else(|| {
        Diagnostic::error(
            Code::UnknownName,
            format!("No ticket that this API user sees has the {}.", harmless(&what)),
            "Compare it with Autotask; a ticket's number looks like T20261124.0001.",
        )
        .about(Subject::entity("Tickets"))
    })
}

/// The tenant whose own status counts: the one of the ticket's company, if it is one alone.
fn tenant_of<'a>(session: &'a TicketSession, ticket: &Ticket) -> Option<&'a TenantSettings> {
    let is_of = |tenant: &&TenantSettings| {
        tenant.excluded.is_none() && tenant.company.as_ref().is_some_and(|company| company.id == ticket.company_id)
    };
    let mut tenants = session.settings.tenants.iter().filter(is_of);
    tenants.next().filter(|_| tenants.next().is_none())
}
