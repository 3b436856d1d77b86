//! What is to be done for one incident: on record before it is sent, and what came of it afterwards.
//!
//! ```text
//! opening ── create ── open          noting ── note ── noted ── status ── open
//!    └ found there already ──▶ open     └ found there ──▶ noted
//! ```
//! Whatever ends the process, the next run finds the stage, looks, and goes on from there.

use std::collections::HashSet;
use std::time::Duration;

use jiff::civil::Date;

use super::plan::{Company, Task};
use super::round::{SyncResult, Told};
use crate::autotask::{Error, NewNote, NewTicket, Ticket};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::{TenantSettings, TicketFields};
use crate::domain::text::harmless;
use crate::domain::ticketing::{
    COMPLETE, FOR_NEW, FOR_UPDATE, Key, Record, Stage, TicketName, due, incident_body, incident_title, incident_update,
};
use crate::ops::clock::now_on;
use crate::ops::ticket::{Attempt, Ending, Site, create, find, put_note, set_status};
use crate::ops::{Stop, TicketSession};
use crate::state::State;

/// So many writes in a row without an answer, or turned away as too many, end a pass.
const SILENT: u32 = 3;
const TURNED_AWAY: u32 = 10;

/// How a pass goes on.
#[derive(Clone, Debug)]
pub(super) enum Next {
    /// With the next incident.
    Go,
    /// With the next incident; this one met something.
    Failed(Vec<Diagnostic>),
    /// With the next incident, after a pause.
    Wait(Diagnostic, Duration),
    /// Not at all.
    End(Vec<Diagnostic>),
}

/// What a pass knows while it goes from incident to incident.
pub(super) struct Carrier<'a> {
    pub session: &'a TicketSession,
    state: &'a State,
    pub site: Site,
    today: Date,
    stop: &'a Stop,
    /// Incidents whose ticket was written since it was read back last.
    pub written: HashSet<String>,
    records: Vec<Record>,
    /// What Autotask refused; the same is not sent again in this pass.
    refused: Vec<(i64, TicketFields, Diagnostic)>,
    silent: u32,
    turned_away: u32,
}

impl<'a> Carrier<'a> {
    pub fn new(session: &'a TicketSession, state: &'a State, site: Site, today: Date, stop: &'a Stop) -> Self {
        Self {
            session,
            state,
            site,
            today,
            stop,
            written: HashSet::new(),
            records: Vec::new(),
            refused: Vec::new(),
            silent: 0,
            turned_away: 0,
        }
    }

    /// Does what is to be done for an incident. `there` are the tickets that have its key already.
    pub async fn carry(&mut self, task: &Task<'a>, key: &Key, there: &[Ticket], told: &mut Told) -> Next {
        let mut record = task.record.clone();
        record.incident = task.incident.clone();
        let done = match (&record.ticket, task.company) {
            (None, Some(company)) => self.open(task, company, key, there, &mut record, told).await,
            _ => self.update(task, &mut record, told).await,
        };
        told.known.clone_from(&record.ticket);
        match done {
            Ok(()) => {
                (self.silent, self.turned_away) = (0, 0);
                self.written.insert(record.incident.id.clone());
                self.records.push(record);
                Next::Go
            }
            Err(next) => {
                told.result = SyncResult::Failed;
                next
            }
        }
    }

    async fn open(
        &mut self,
        task: &Task<'a>,
        company: Company<'a>,
        key: &Key,
        there: &[Ticket],
        record: &mut Record,
        told: &mut Told,
    ) -> Result<(), Next> {
        let may_be_there = record.stage == Stage::Opening;
        let mut found = there.to_vec();
        if may_be_there && found.is_empty() {
            // The last word of an earlier run was that it was about to be made: it may still be on its way.
            let pause = self.session.pauses.first().copied().unwrap_or_default();
            self.stop.pause(pause).await;
            found = find(self.session, key).await.map_err(|error| Next::End(vec![error.into()]))?;
        }
        let open = found.iter().rev().find(|ticket| ticket.status != COMPLETE);
        if let Some(ticket) = open.or(found.last()) {
            record.ticket = Some(TicketName { id: ticket.id, number: Some(ticket.number.clone()) });
            record.told = record.telling.take().or_else(|| Some(task.incident.situation()));
            told.result = if may_be_there { SyncResult::Opened } else { SyncResult::Unchanged };
            return self.put(record, Stage::Open);
        }
        self.judge(task, &FOR_NEW, Some(company))?;
        let new = NewTicket {
            company_id: company.company.id,
            title: incident_title(&task.incident),
            description: Some(incident_body(&task.incident, company.catch_all)),
            external_id: Some(key.as_str().to_owned()),
            due: due(now_on(self.today), self.session.settings.ticketing.due_hours),
            picked: task.values.clone(),
        };
        record.telling = Some(task.incident.situation());
        self.put(record, Stage::Opening)?;
        match create(self.session, &new, key, &[]).await {
            Ok(id) => {
                record.ticket = Some(TicketName { id, number: None });
                record.told = record.telling.take();
                told.result = SyncResult::Opened;
                self.put(record, Stage::Open)
            }
            Err(ending) => {
                if matches!(ending, Ending::Refused(_)) {
                    // Nothing is under way: the next run need not wait for it.
                    self.put(record, Stage::New)?;
                }
                Err(self.ended(task, "opening the ticket", &FOR_NEW, Some(company), &ending))
            }
        }
    }

    async fn update(&mut self, task: &Task<'a>, record: &mut Record, told: &mut Told) -> Result<(), Next> {
        let Some(name) = record.ticket.clone() else { return Ok(()) };
        told.result = SyncResult::Updated;
        let reads = |error: Error| Next::End(vec![error.into()]);
        loop {
            let Some(ticket) = self.session.client().ticket(name.id).await.map_err(reads)? else {
                return Err(Next::Failed(of_tenant(vec![gone(&name)], task.tenant)));
            };
            record.ticket = Some(TicketName { id: ticket.id, number: Some(ticket.number.clone()) });
            self.tell(task, record, &ticket).await?;
            if ticket.status != COMPLETE {
                self.judge(task, &FOR_UPDATE, None)?;
                if let Some(status) = task.values.status_update.as_ref().filter(|status| status.id != ticket.status) {
                    let set = set_status(self.session, ticket.id, status.id).await;
                    set.map_err(|ending| self.ended(task, "the status", &FOR_UPDATE, None, &ending))?;
                }
            }
            record.told = record.telling.take();
            record.updates += 1;
            self.put(record, Stage::Open)?;
            // What was told may have been the news of an earlier run, and there is newer.
            if record.told.as_ref() == Some(&task.incident.situation()) || self.stop.is_asked() {
                return Ok(());
            }
        }
    }

    /// Puts the news on the ticket as an internal note, unless an earlier run did.
    async fn tell(&mut self, task: &Task<'a>, record: &mut Record, ticket: &Ticket) -> Result<(), Next> {
        if record.stage == Stage::Noted {
            return Ok(());
        }
        let may_be_there = record.stage == Stage::Noting;
        let to = record.telling.clone().unwrap_or_else(|| task.incident.situation());
        let (title, description) = incident_update(&task.incident, record.told.as_ref(), &to, record.updates + 1);
        let is_there = may_be_there && {
            let notes = self.session.client().ticket_notes(ticket.id).await;
            notes.map_err(|error| Next::End(vec![error.into()]))?.iter().any(|note| note.title == title)
        };
        if !is_there {
            let internal = self.site.internal(self.session).await.map_err(|finding| Next::Failed(vec![finding]))?;
            let note = NewNote { title, description, note_type: internal.note_type, publish: internal.publish };
            record.telling = Some(to);
            self.put(record, Stage::Noting)?;
            // Its number is in its title, so that any note with it is this one.
            let put = put_note(self.session, ticket.id, &note, 0).await;
            put.map_err(|ending| self.ended(task, "the note", &FOR_UPDATE, None, &ending))?;
        }
        self.put(record, Stage::Noted)
    }

    /// What is wrong before anything is sent.
    fn judge(
        &self,
        task: &Task<'a>,
        fields: &[crate::domain::settings::TicketField],
        company: Option<Company<'a>>,
    ) -> Result<(), Next> {
        let mut findings = self.site.judge(&task.values, fields, company.map(Company::chosen));
        let id = company.map_or(-1, |company| company.company.id);
        findings
            .extend(self.refused.iter().filter(|one| (one.0, &one.1) == (id, &task.values)).map(|one| one.2.clone()));
        if findings.is_empty() { Ok(()) } else { Err(Next::Failed(of_tenant(findings, task.tenant))) }
    }

    /// How the pass goes on after a write that was not done.
    fn ended(
        &mut self,
        task: &Task<'a>,
        deed: &'static str,
        fields: &[crate::domain::settings::TicketField],
        company: Option<Company<'a>>,
        ending: &Ending,
    ) -> Next {
        let attempt =
            Attempt { deed, tenant: task.tenant, company: company.map(Company::chosen), values: &task.values, fields };
        let finding = attempt.explain(ending);
        match ending {
            Ending::Refused(Error::Refused { .. }) => {
                let id = company.map_or(-1, |company| company.company.id);
                self.refused.push((id, task.values.clone(), finding.clone()));
                Next::Failed(vec![finding])
            }
            Ending::Refused(Error::Throttled { .. }) => {
                self.turned_away += 1;
                match self.session.pauses.get(self.turned_away as usize - 1).or(self.session.pauses.last()) {
                    Some(pause) if self.turned_away < TURNED_AWAY => Next::Wait(finding, *pause),
                    _ => Next::End(vec![finding]),
                }
            }
            Ending::Refused(_) => Next::End(vec![finding]),
            Ending::NotTaken(_) => Next::Failed(vec![finding]),
            Ending::Unsettled(error) => {
                self.silent += 1;
                if self.silent < SILENT {
                    return Next::Failed(vec![finding]);
                }
                Next::End(vec![finding, error.clone().into()])
            }
        }
    }

    fn put(&self, record: &mut Record, stage: Stage) -> Result<(), Next> {
        record.stage = stage;
        let put = self.state.put_incident(&self.session.account, now_on(self.today), record);
        put.map_err(|error| Next::End(vec![error.into()]))
    }

    /// Puts on record what a ticket is called.
    pub fn name(&mut self, incident: &str, number: &str) {
        let Some(place) = self.records.iter().position(|record| record.incident.id == incident) else { return };
        let mut record = self.records.swap_remove(place);
        let Some(ticket) = record.ticket.as_mut().filter(|ticket| ticket.number.as_deref() != Some(number)) else {
            return;
        };
        ticket.number = Some(number.to_owned());
        if let Err(error) = self.state.put_incident(&self.session.account, now_on(self.today), &record) {
            tracing::warn!(%error, "the number of a ticket is not on record");
        }
    }
}

/// The same, about a tenant.
pub(super) fn of_tenant(mut findings: Vec<Diagnostic>, tenant: Option<&TenantSettings>) -> Vec<Diagnostic> {
    for finding in &mut findings {
        finding.subject.tenant = tenant.map(|tenant| tenant.id.clone());
    }
    findings
}

fn gone(ticket: &TicketName) -> Diagnostic {
    let name = ticket.number.clone().unwrap_or_else(|| format!("with id {}", ticket.id));
    Diagnostic::error(
        Code::RefusedByAutotask,
        format!(
            "The ticket {} is no longer there, or not shown to this API user; its news was not written.",
            harmless(&name)
        ),
        "See in Autotask what became of it, and that the security level lets the API user view all tickets.",
    )
    .about(Subject::entity("Tickets"))
}
