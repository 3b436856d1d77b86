//! Opening a ticket by hand: looked up by its key first, so that there are never two open ones for one key.

use super::explain::Attempt;
use super::session::TicketSession;
use super::site::Site;
use super::view::TicketView;
use super::write::{create, find, put_note, set_status};
use crate::autotask::{NewNote, NewTicket, Ticket};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::{Named, TenantSettings, TicketField, TicketFields};
use crate::domain::text::harmless;
use crate::domain::ticketing::{
    COMPLETE, FOR_NEW, Key, NOTE_TEXT, NOTE_TITLE, TICKET_TEXT, TICKET_TITLE, due, lines, naming_the_old, one_line,
    picked,
};
use crate::ops::Workplace;
use crate::ops::clock::now_on;
use crate::state::{RunLock, State};

/// What is to be opened.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// The tenant's id in the config.
    pub tenant: String,
    /// The title.
    pub title: String,
    /// The description; may be empty.
    pub description: String,
    /// Another priority than the config's, id or exact name.
    pub priority: Option<String>,
    /// The key that keeps a second one away.
    pub key: Option<Key>,
    /// Whether a completed ticket with this key is opened again instead.
    pub reopen: bool,
}

/// The ticket that is there now.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The ticket.
    pub ticket: TicketView,
    /// Whether it was made by this.
    pub created: bool,
}

/// Opens a ticket for a tenant, in the queue and with the status of its mapping.
///
/// # Errors
/// What is wrong with the mapping, what Autotask refused, or what stood between us and it.
pub async fn open_ticket(
    place: &Workplace,
    session: &TicketSession,
    request: OpenRequest,
) -> Result<Opened, Vec<Diagnostic>> {
    let tenant = session.tenant(&request.tenant).ok_or_else(|| vec![unknown(&request.tenant)])?;
    let (company, field) = company_of(session, tenant)?;
    let site = Site::load(session, &[company.id]).await.map_err(|failure| vec![failure])?;
    let mut values = picked(&session.settings.ticketing.fields, Some(tenant));
    if let Some(text) = &request.priority {
        values.priority = Some(priority(&site, text).map_err(|finding| vec![finding])?);
    }
    let mut findings = site.judge(&values, &FOR_NEW, Some((company, field)));
    if !findings.is_empty() {
        for finding in &mut findings {
            finding.subject.tenant = Some(tenant.id.clone());
        }
        return Err(findings);
    }
    let _lock = lock(place).await.map_err(|failure| vec![failure])?;
    let key = request.key.clone().unwrap_or_else(fresh_key);
    let before =
        if request.key.is_some() { find(session, &key).await.map_err(|error| vec![error.into()])? } else { Vec::new() };
    let now = now_on(place.today);
    let new = NewTicket {
        company_id: company.id,
        title: one_line(&request.title, TICKET_TITLE),
        description: text(&request.description, before.last()),
        external_id: Some(key.as_str().to_owned()),
        due: due(now, session.settings.ticketing.due_hours),
        picked: values.clone(),
    };
    let attempt = Attempt {
        deed: "opening the ticket",
        tenant: Some(tenant),
        company: Some((company, field)),
        values: &values,
        fields: &FOR_NEW,
    };
    let open = before.iter().rev().find(|ticket| ticket.status != COMPLETE);
    let (id, created) = if let Some(open) = open {
        (open.id, false)
    } else if let Some(complete) = before.last().filter(|_| request.reopen) {
        (reopen(session, site.clone(), complete, &request, &attempt).await?, false)
    } else {
        let made = create(session, &new, &key, &before).await;
        (made.map_err(|ending| vec![attempt.explain(&ending)])?, true)
    };
    let ticket = read_back(session, id).await.map_err(|failure| vec![failure])?;
    Ok(Opened { ticket: TicketView::of(session, &site, &ticket), created })
}

/// The ticket as Autotask has it now.
pub(super) async fn read_back(session: &TicketSession, id: i64) -> Result<Ticket, Diagnostic> {
    let found = session.client().ticket(id).await.map_err(|error| {
        let failure = Diagnostic::from(error);
        let summary = format!("The ticket with id {id} is there, and could not be read back. {}", failure.summary);
        Diagnostic { summary, ..failure }
    })?;
    found.ok_or_else(|| {
        Diagnostic::error(
            Code::BadAnswer,
            format!("The ticket with id {id} is there, and Autotask does not show it to this API user."),
            "See that the security level lets it view all tickets.",
        )
        .about(Subject::entity("Tickets"))
    })
}

async fn reopen(
    session: &TicketSession,
    mut site: Site,
    ticket: &Ticket,
    request: &OpenRequest,
    attempt: &Attempt<'_>,
) -> Result<i64, Vec<Diagnostic>> {
    let internal = site.internal(session).await.map_err(|finding| vec![finding])?;
    let said = if request.description.trim().is_empty() { &request.title } else { &request.description };
    let note = NewNote {
        title: one_line(&request.title, NOTE_TITLE),
        description: lines(said, NOTE_TEXT),
        note_type: internal.note_type,
        publish: internal.publish,
    };
    let notes = session.client().ticket_notes(ticket.id).await.map_err(|error| vec![error.into()])?;
    let newest = notes.iter().map(|note| note.id).max().unwrap_or(0);
    let put = put_note(session, ticket.id, &note, newest).await;
    put.map_err(|ending| vec![Attempt { deed: "the note", ..*attempt }.explain(&ending)])?;
    if let Some(status) = &attempt.values.status_new {
        let set = set_status(session, ticket.id, status.id).await;
        set.map_err(|ending| vec![Attempt { deed: "the status", ..*attempt }.explain(&ending)])?;
    }
    Ok(ticket.id)
}

fn text(description: &str, old: Option<&Ticket>) -> Option<String> {
    let text = match old {
        Some(old) => naming_the_old(description, &old.number),
        None => lines(description, TICKET_TEXT),
    };
    (!text.is_empty()).then_some(text)
}

/// The company that a ticket by hand is for, with the field of the config that names it.
fn company_of<'a>(
    session: &'a TicketSession,
    tenant: &'a TenantSettings,
) -> Result<(&'a Named, &'static str), Vec<Diagnostic>> {
    if let Some(reason) = &tenant.excluded {
        return Err(vec![unmapped(
            tenant,
            format!("“{}” is excluded ({}); no ticket is opened for it.", harmless(&tenant.name), harmless(reason)),
        )]);
    }
    let catch_all = session.settings.ticketing.catch_all_company.as_ref().map(|company| (company, "catchAllCompany"));
    tenant.company.as_ref().map(|company| (company, "company")).or(catch_all).ok_or_else(|| {
        vec![unmapped(tenant, format!("“{}” is mapped to no company; no ticket was opened.", harmless(&tenant.name)))]
    })
}

fn unmapped(tenant: &TenantSettings, summary: String) -> Diagnostic {
    Diagnostic::error(
        Code::TenantUnmapped,
        summary,
        "Map it in the wizard's step Mapping: petra-autotask --step mapping.",
    )
    .about(Subject::tenant_field(&tenant.id, "company"))
}

fn unknown(tenant: &str) -> Diagnostic {
    Diagnostic::error(
        Code::UnknownName,
        format!("The config has no tenant “{}”.", harmless(tenant)),
        "Give a tenant's id as the config has it.",
    )
    .about(Subject { tenant: Some(tenant.to_owned()), ..Subject::default() })
}

fn priority(site: &Site, text: &str) -> Result<Named, Diagnostic> {
    let text = text.trim();
    let values = site.catalog.tickets().map_or(&[][..], |lists| lists.of(TicketField::Priority));
    let of_id = values.iter().find(|value| value.value.to_string() == text);
    let named = of_id.or_else(|| values.iter().find(|value| value.label.trim().to_lowercase() == text.to_lowercase()));
    named.map(|value| Named::new(value.value, value.label.as_str())).ok_or_else(|| {
        let known: Vec<_> = values.iter().filter(|value| value.active).map(|value| value.label.as_str()).collect();
        Diagnostic::error(
            Code::PicklistMissing,
            format!("Priority: Autotask has no “{}”.", harmless(text)),
            format!("Choose one of those that it has: {}.", known.join(", ")),
        )
        .about(Subject::field(TicketField::Priority.key()))
    })
}

/// A key that no ticket has yet, so that even a ticket without one is found after a lost answer.
pub(super) fn fresh_key() -> Key {
    let now = jiff::Timestamp::now().as_nanosecond();
    Key::new(&format!("petra-autotask-{now:x}-{:x}", std::process::id())).expect("it is short and plain")
}

/// Keeps another `ticket open` on this machine from looking while this one has looked and not made yet.
async fn lock(place: &Workplace) -> Result<RunLock, Diagnostic> {
    let folder = place.paths.state.clone();
    let locked = tokio::task::spawn_blocking(move || State::open(&folder)?.lock_tickets()).await;
    match locked {
        Ok(lock) => lock.map_err(Diagnostic::from),
        Err(ended) => {
            Err(Diagnostic::error(Code::WriteFailed, "The lock around opening tickets cannot be taken.", "Try again.")
                .with_detail(ended.to_string()))
        }
    }
}

/// The values of a ticket for a tenant by the saved mapping.
pub(super) fn values_of(session: &TicketSession, tenant: Option<&TenantSettings>) -> TicketFields {
    picked(&session.settings.ticketing.fields, tenant)
}
