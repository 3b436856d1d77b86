//! One pass over the incidents: ask Petra, see what is known, do what is to be done, say what came of it.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::carry::{Carrier, Next};
use super::plan::{Plan, Task, draw_up};
use super::run::IncidentRun;
use crate::autotask::Ticket;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::TenantSettings;
use crate::domain::ticketing::{FOR_NEW, FOR_UPDATE, Incident, Key, TicketName};
use crate::ops::clock::now_on;
use crate::ops::ticket::Site;
use crate::ops::{Stop, TicketSession, TicketView, Workplace};
use crate::petra;
use crate::state::State;

/// How far back the first run goes where nothing else is said.
const FIRST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Tickets that are looked up, and read back, with one request.
const CHUNK: usize = 50;

/// What is to be done.
#[derive(Clone, Copy, Debug, Default)]
pub struct SyncRequest {
    /// Look only.
    pub dry_run: bool,
    /// Heed incidents from then on; once heeded they stay so.
    pub since: Option<Timestamp>,
}

/// What came of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncResult {
    /// Its ticket is there now.
    Opened,
    /// Its ticket was told the news.
    Updated,
    /// Its ticket told it all already.
    Unchanged,
    /// Its tenant is not mapped.
    Waiting,
    /// Its tenant is left out on purpose.
    Excluded,
    /// Something was in the way; a finding says what.
    Failed,
}

impl SyncResult {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Waiting => "waiting",
            Self::Excluded => "excluded",
            Self::Failed => "failed",
        }
    }
}

/// What came of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Petra's id of it.
    pub id: String,
    /// The tenant's id: the config's, else Petra's or Microsoft's.
    pub tenant: Option<String>,
    /// The tenant's name.
    pub name: String,
    /// What came of it.
    pub result: SyncResult,
    /// Its ticket.
    pub ticket: Option<TicketView>,
    /// Why, where it is excluded.
    pub reason: Option<String>,
    /// Its ticket as the state knows it.
    pub(super) known: Option<TicketName>,
}

impl Told {
    pub(super) fn new(incident: &Incident, tenant: Option<&TenantSettings>, result: SyncResult) -> Self {
        let id = tenant.map(|tenant| tenant.id.clone());
        Self {
            id: incident.id.clone(),
            tenant: id.or_else(|| incident.petra_id.clone()).or_else(|| incident.microsoft_id.clone()),
            name: tenant.map_or_else(|| incident.tenant(), |tenant| tenant.name.clone()),
            result,
            ticket: None,
            reason: None,
            known: None,
        }
    }
}

/// What came of a pass.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// Each incident that is heeded, the oldest first.
    pub incidents: Vec<Told>,
    /// What is wrong, and what ended the pass early.
    pub findings: Vec<Diagnostic>,
    /// How many incidents are from before those that are heeded; `None` where that was said in an earlier run.
    pub left: Option<usize>,
    /// Whether it was ended before everything was looked at.
    pub stopped: bool,
}

impl Round {
    fn fail(&mut self, finding: Diagnostic) {
        // What hinders many is said once.
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn fail_all(&mut self, findings: Vec<Diagnostic>) {
        for finding in findings {
            self.fail(finding);
        }
    }
}

/// Goes over the incidents once. What was done stands, whatever came afterwards; the findings say what was in the way.
pub async fn sync_incidents(
    place: &Workplace,
    session: &TicketSession,
    run: &IncidentRun,
    request: SyncRequest,
    stop: &Stop,
    progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Round {
    let mut round = Round::default();
    let mut told = Vec::new();
    let pass = Pass { place, session, state: &run.state, request, stop };
    match pass.go(&mut round, &mut told, progress).await {
        Ok(()) | Err(Ended::Said) => {}
        Err(Ended::Failed(failure)) => round.fail(failure),
        Err(Ended::Asked) => round.stopped = true,
    }
    told.sort_by_key(|(place, _)| *place);
    round.incidents = told.into_iter().map(|(_, told)| told).collect();
    for told in &mut round.incidents {
        let known = told.known.take();
        told.ticket = told.ticket.take().or_else(|| known.map(|ticket| TicketView::named(session, &ticket)));
    }
    round
}

/// Why a pass ended early.
enum Ended {
    /// Somebody wished so.
    Asked,
    /// A failure that the findings have already.
    Said,
    /// A failure.
    Failed(Diagnostic),
}

impl<T: Into<Diagnostic>> From<T> for Ended {
    fn from(failure: T) -> Self {
        Self::Failed(failure.into())
    }
}

struct Pass<'a> {
    place: &'a Workplace,
    session: &'a TicketSession,
    state: &'a State,
    request: SyncRequest,
    stop: &'a Stop,
}

impl<'a> Pass<'a> {
    async fn go(
        &self,
        round: &mut Round,
        told: &mut Vec<(usize, Told)>,
        progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<(), Ended> {
        let listed = self.ask().await?;
        let plan = self.plan(listed, round)?;
        let Plan { told: known, tasks, findings, .. } = plan;
        told.extend(known);
        round.findings.extend(findings);
        if tasks.is_empty() {
            return Ok(());
        }
        let mut companies: Vec<i64> =
            tasks.iter().filter_map(|task| task.company).map(|company| company.company.id).collect();
        companies.sort_unstable();
        companies.dedup();
        let site = self.heed(Site::load(self.session, &companies)).await?;
        let mut carrier = Carrier::new(self.session, self.state, site, self.place.today, self.stop);
        let (mut done, all) = (0, tasks.len());
        for chunk in tasks.chunks(CHUNK) {
            let mut tell = || {
                done += 1;
                progress(done, all);
            };
            let result = self.chunk(chunk, &mut carrier, round, told, &mut tell).await;
            self.read_back(&mut carrier, told).await;
            result?;
        }
        Ok(())
    }

    async fn ask(&self) -> Result<Vec<Incident>, Ended> {
        let key = self.session.petra_key.as_ref().ok_or_else(without_key)?;
        let client = petra::Client::new(&self.place.http, &self.place.petra, key).map_err(Diagnostic::from)?;
        self.heed(async { client.incidents(None).await.map_err(Diagnostic::from) }).await
    }

    fn plan(&self, listed: Vec<Incident>, round: &mut Round) -> Result<Plan<'a>, Diagnostic> {
        let account = &self.session.account;
        let now = now_on(self.place.today);
        let records = self.state.incidents(account)?;
        let before = self.state.incident_scope(account)?;
        let first = now.saturating_sub(FIRST).unwrap_or(Timestamp::MIN);
        let since = match (before, self.request.since) {
            (Some(before), Some(since)) => before.min(since),
            (Some(before), None) => before,
            (None, since) => since.unwrap_or(first),
        };
        let plan = draw_up(&self.session.settings, listed, records, since);
        if before.is_none() || self.request.since.is_some() {
            round.left = Some(plan.left);
        }
        if !self.request.dry_run {
            // First what is new, then from when on all is: a crash in between leaves nothing out.
            self.state.add_incidents(account, now, &plan.new)?;
            if before != Some(since) {
                self.state.set_incident_scope(account, since)?;
            }
        }
        Ok(plan)
    }

    async fn chunk(
        &self,
        tasks: &[Task<'a>],
        carrier: &mut Carrier<'a>,
        round: &mut Round,
        told: &mut Vec<(usize, Told)>,
        progress: &mut (dyn FnMut() + Send),
    ) -> Result<(), Ended> {
        let there = self.tickets_of(tasks.iter().filter(|task| task.record.ticket.is_none())).await?;
        for task in tasks {
            if self.stop.is_asked() {
                return Err(Ended::Asked);
            }
            let key = Key::of_incident(&task.incident.id);
            let tickets = there.get(key.as_str()).map_or(&[][..], Vec::as_slice);
            let mut one = Told::new(&task.incident, task.tenant, SyncResult::Failed);
            one.known.clone_from(&task.record.ticket);
            let next = if self.request.dry_run {
                look(task, tickets, carrier, &mut one)
            } else {
                carrier.carry(task, &key, tickets, &mut one).await
            };
            told.push((task.place, one));
            progress();
            match next {
                Next::Go => {}
                Next::Failed(findings) => round.fail_all(findings),
                Next::Wait(finding, pause) => {
                    round.fail(finding);
                    self.stop.pause(pause).await;
                }
                Next::End(findings) => {
                    round.fail_all(findings);
                    return Err(Ended::Said);
                }
            }
        }
        Ok(())
    }

    /// The tickets that are there already, by their key.
    async fn tickets_of<'t>(
        &self,
        tasks: impl Iterator<Item = &'t Task<'t>>,
    ) -> Result<HashMap<String, Vec<Ticket>>, Ended> {
        let keys: Vec<String> = tasks.map(|task| Key::of_incident(&task.incident.id).as_str().to_owned()).collect();
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let client = self.session.client();
        let found = self.heed(async { client.tickets_by_external_id(&keys).await.map_err(Diagnostic::from) }).await?;
        Ok(by_key(found))
    }

    /// Reads number, queue and status of what was written.
    async fn read_back(&self, carrier: &mut Carrier<'a>, told: &mut [(usize, Told)]) {
        let written: HashSet<String> = carrier.written.drain().collect();
        let keys: Vec<String> = written.iter().map(|id| Key::of_incident(id).as_str().to_owned()).collect();
        if keys.is_empty() {
            return;
        }
        let found = match self.session.client().tickets_by_external_id(&keys).await {
            Ok(found) => found,
            Err(error) => {
                // The tickets are there; what they are called is asked again another time.
                tracing::warn!(%error, "what was written could not be read back");
                return;
            }
        };
        let by_id: HashMap<i64, Ticket> = found.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        for (_, told) in told.iter_mut().filter(|(_, told)| written.contains(&told.id)) {
            let Some(ticket) = told.known.as_ref().and_then(|known| by_id.get(&known.id)) else { continue };
            told.ticket = Some(TicketView::of(self.session, &carrier.site, ticket));
            carrier.name(&told.id, &ticket.number);
        }
    }

    /// Does what may be dropped at any time, unless the run is to end.
    async fn heed<T>(&self, work: impl Future<Output = Result<T, Diagnostic>>) -> Result<T, Ended> {
        self.stop.or(work).await.ok_or(Ended::Asked)?.map_err(Ended::Failed)
    }
}

/// What would be done.
fn look(task: &Task<'_>, tickets: &[Ticket], carrier: &Carrier<'_>, told: &mut Told) -> Next {
    let site = &carrier.site;
    let findings = if task.record.ticket.is_some() {
        told.result = SyncResult::Updated;
        site.judge(&task.values, &FOR_UPDATE, None)
    } else if let Some(ticket) = tickets.last() {
        told.result = SyncResult::Unchanged;
        told.ticket = Some(TicketView::of(carrier.session, site, ticket));
        Vec::new()
    } else {
        told.result = SyncResult::Opened;
        site.judge(&task.values, &FOR_NEW, task.company.map(super::plan::Company::chosen))
    };
    if findings.is_empty() {
        return Next::Go;
    }
    told.result = SyncResult::Failed;
    Next::Failed(super::carry::of_tenant(findings, task.tenant))
}

fn by_key(tickets: Vec<Ticket>) -> HashMap<String, Vec<Ticket>> {
    let mut found: HashMap<String, Vec<Ticket>> = HashMap::new();
    for ticket in tickets {
        // By exactly this key: Autotask's own comparison does not mind capitals.
        if let Some(key) = ticket.external_id.clone() {
            found.entry(key).or_default().push(ticket);
        }
    }
    found
}

fn without_key() -> Diagnostic {
    Diagnostic::error(
        Code::SecretMissing,
        "There is no Petra API key, by which incidents are read.",
        "Set PETRA_API_KEY, or save the key with the wizard: petra-autotask --step tenants.",
    )
    .about(Subject::field("petraApiKey"))
}
