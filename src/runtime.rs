//! Carries out the wizard's effects on tokio: one slot a kind of request, replies go back as messages.
//!
//! What an effect asks for is done by `ops`; what the screen itself does (clipboard, redraw, leaving) is not for here.

mod test_ticket;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::civil::Date;
use tokio::task::JoinHandle;

use crate::domain::account::Credentials;
use crate::domain::billing::Account;
use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::draft::{Draft, References, Source};
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::domain::settings::UnitField;
use crate::ops::{self, Connection, DraftKeeper, Entity, Verified, Workplace};
use crate::wizard::effect::{
    BillingFound, BillingLists, Check, DraftRecord, Effect, KeptCompanies, Leave, OnDisk, Reply, SaveReport,
    SaveRequest, Saved, Slot, StoreState, TenantSource,
};
use crate::wizard::model::Step;
use crate::wizard::remote::Stamp;

type Tell = Arc<dyn Fn(Reply) + Send + Sync>;

/// What the tasks share.
struct Shared {
    place: Workplace,
    tell: Tell,
    /// Secrets given from outside: they go before saved references.
    given: Vec<(SecretName, Secret)>,
    connection: Mutex<Option<Connection>>,
    /// What was on disk when the config was read or last written.
    seen: Mutex<Option<ops::Snapshot>>,
    desk: tokio::sync::Mutex<test_ticket::Desk>,
    keeper: Sender<Keep>,
}

/// A draft that was found, and what cannot be read of drafts.
type Found = Result<(Option<ops::KeptDraft>, Vec<Diagnostic>), Diagnostic>;

/// What the thread that keeps the draft is told. It writes in the order of the answers; no key waits for the disk.
enum Keep {
    /// Look for the draft that an earlier session left. It comes before every write, so that what is found is another's.
    Find(Sender<Found>),
    /// This is the draft now.
    Draft(Box<Draft>, Step),
    /// The draft that was found stays as it is.
    Leave,
    /// Nothing is to be kept.
    Delete,
    /// The session ends; whether the line dropped.
    End(bool),
}

/// Carries out effects. Dropping it ends what is under way; the draft is on disk then.
pub struct Runtime {
    tokio: Option<tokio::runtime::Runtime>,
    shared: Arc<Shared>,
    slots: HashMap<Slot, JoinHandle<()>>,
    keeping: Option<thread::JoinHandle<()>>,
    lost_connection: bool,
}

impl Runtime {
    /// A runtime at a workplace; `tell` gets the replies, from any thread.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn new(
        place: Workplace,
        given: Vec<(SecretName, Secret)>,
        tell: impl Fn(Reply) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let tell: Tell = Arc::new(tell);
        let (keeper, orders) = mpsc::channel();
        let keeping = {
            let (keeper, tell) = (DraftKeeper::new(&place), Arc::clone(&tell));
            thread::Builder::new().name("draft".to_owned()).spawn(move || keep(keeper, &orders, &tell))?
        };
        let shared = Shared {
            place,
            tell,
            given,
            connection: Mutex::new(None),
            seen: Mutex::new(None),
            desk: tokio::sync::Mutex::default(),
            keeper,
        };
        Ok(Self {
            tokio: Some(tokio),
            shared: Arc::new(shared),
            slots: HashMap::new(),
            keeping: Some(keeping),
            lost_connection: false,
        })
    }

    /// Does something inside of tokio, e.g. listens to signals.
    pub fn inside<T>(&self, deed: impl FnOnce() -> T) -> Option<T> {
        let tokio = self.tokio.as_ref()?;
        let _guard = tokio.enter();
        Some(deed())
    }

    /// Carries out an effect. One that asks for something ends an older request of its kind.
    pub fn carry_out(&mut self, effect: Effect) {
        let Some(tokio) = &self.tokio else { return };
        let shared = Arc::clone(&self.shared);
        let (slot, task) = match effect {
            Effect::Cancel(slot) => {
                if let Some(task) = self.slots.remove(&slot) {
                    task.abort();
                }
                return;
            }
            Effect::KeepDraft(draft, step) => return self.shared.keep(Keep::Draft(draft, step)),
            Effect::LeaveDraft => return self.shared.keep(Keep::Leave),
            Effect::DeleteDraft => return self.shared.keep(Keep::Delete),
            Effect::Start(stamp) => {
                let drafts = shared.find_draft();
                (Slot::Start, tokio.spawn_blocking(move || start(&shared, stamp, &drafts)))
            }
            Effect::Connect { stamp, credentials, known, only } => {
                (Slot::Connect, tokio.spawn(async move { connect(&shared, stamp, credentials, known, &only).await }))
            }
            Effect::LoadTicketLists(stamp) => {
                (Slot::TicketLists, tokio.spawn(async move { load_ticket_lists(&shared, stamp).await }))
            }
            Effect::LoadCompanies(stamp) => {
                (Slot::Companies, tokio.spawn(async move { load_companies(&shared, stamp).await }))
            }
            Effect::LoadKeptCompanies(stamp, account) => {
                (Slot::KeptCompanies, tokio.spawn_blocking(move || load_kept_companies(&shared, stamp, &account)))
            }
            Effect::LoadCompaniesById(stamp, ids) => {
                (Slot::CompaniesById, tokio.spawn(async move { load_companies_by_id(&shared, stamp, ids).await }))
            }
            Effect::LoadTenantIds(stamp) => {
                (Slot::TenantIds, tokio.spawn(async move { load_tenant_ids(&shared, stamp).await }))
            }
            Effect::LoadBilling { stamp, companies, contracts, services, units_from } => (
                Slot::Billing,
                tokio.spawn(async move {
                    let found = load_billing(&shared, &companies, &contracts, services, units_from).await;
                    shared.tell(Reply::Billing { stamp, companies, contracts, found: Box::new(found) });
                }),
            ),
            Effect::LoadTenants(stamp, source) => load_tenants(tokio, shared, stamp, source),
            Effect::LoadUserDomains(stamp, key, tenants) => {
                (Slot::UserDomains, tokio.spawn(async move { load_user_domains(&shared, stamp, &key, &tenants).await }))
            }
            Effect::LoadUsage(stamp, key, field) => {
                (Slot::Usage, tokio.spawn(async move { load_usage(&shared, stamp, &key, field).await }))
            }
            Effect::Suggest { stamp, tenants, companies, tenant_ids } => (
                Slot::Suggest,
                tokio.spawn_blocking(move || {
                    shared.tell(Reply::Suggested(stamp, ops::suggest_matches(&tenants, &companies, &tenant_ids)));
                }),
            ),
            Effect::ProbeStores(stamp) => (Slot::Stores, tokio.spawn_blocking(move || probe_stores(&shared, stamp))),
            Effect::Save(stamp, request) => (
                Slot::Save,
                tokio.spawn_blocking(move || shared.tell(Reply::Saved(stamp, Box::new(save(&shared, *request))))),
            ),
            Effect::OpenTestTicket(stamp, request) => {
                let connection = shared.connection();
                tokio.spawn(test_ticket::open(shared, connection, stamp, request));
                return;
            }
            Effect::CloseTestTicket(stamp, id) => {
                tokio.spawn(test_ticket::close(shared, stamp, id));
                return;
            }
            Effect::CompletePath(stamp, typed) => (
                Slot::Path,
                tokio.spawn_blocking(move || shared.tell(Reply::PathCompleted(stamp, ops::complete_path(&typed)))),
            ),
            Effect::Generate => {
                if let Ok((username, secret)) = ops::generate_login() {
                    (self.shared.tell)(Reply::Generated(username, secret));
                }
                return;
            }
            Effect::WriteFile(path, text) => {
                tokio.spawn_blocking(move || {
                    let written = ops::write_text(&path, &text);
                    shared.tell(Reply::Wrote(path, written));
                });
                return;
            }
            Effect::Leave(leave) => {
                self.lost_connection = leave == Leave::HungUp;
                return;
            }
            Effect::Copy(_) | Effect::Redraw => return,
        };
        if let Some(older) = self.slots.insert(slot, task) {
            older.abort();
        }
    }
}

/// Writes how the session ended into the kept draft, once the last answer is on disk. What is under way otherwise is
/// ended without waiting for it.
impl Drop for Runtime {
    fn drop(&mut self) {
        self.shared.keep(Keep::End(self.lost_connection));
        if let Some(keeping) = self.keeping.take() {
            // A keeper that panicked has told its panic; there is nothing left to wait for.
            let _ = keeping.join();
        }
        if let Some(tokio) = self.tokio.take() {
            tokio.shutdown_background();
        }
    }
}

impl Shared {
    fn tell(&self, reply: Reply) {
        (self.tell)(reply);
    }

    fn keep(&self, order: Keep) {
        // The keeper ends only with the session.
        let _ = self.keeper.send(order);
    }

    /// Where the draft comes that an earlier session left.
    fn find_draft(&self) -> Receiver<Found> {
        let (tell, found) = mpsc::channel();
        self.keep(Keep::Find(tell));
        found
    }

    fn connection(&self) -> Result<Connection, Diagnostic> {
        lock(&self.connection).clone().ok_or_else(|| {
            Diagnostic::error(
                Code::Unreachable,
                "There is no connection to Autotask yet.",
                "Run the test in Connect, step 2.",
            )
        })
    }
}

/// Keeps drafts until the session ends. Of several that came meanwhile only the last is written.
fn keep(mut keeper: DraftKeeper, orders: &Receiver<Keep>, tell: &Tell) {
    let mut has_failed = false;
    let mut next = orders.recv().ok();
    while let Some(order) = next.take() {
        next = orders.try_recv().ok();
        let result = match order {
            Keep::Draft(..) if matches!(next, Some(Keep::Draft(..))) => Ok(()),
            Keep::Draft(draft, step) => {
                let kept = keeper.keep(*draft, step.name());
                if kept.is_ok() && has_failed {
                    tell(Reply::DraftKept);
                }
                has_failed = kept.is_err();
                kept
            }
            Keep::Find(found) => {
                // Nobody waits for it any more where the session ended meanwhile.
                let _ = found.send(keeper.find());
                Ok(())
            }
            Keep::Leave => {
                keeper.leave();
                Ok(())
            }
            Keep::Delete => keeper.delete(),
            Keep::End(lost_connection) => {
                // The draft is on disk since the last answer; that its ending is not noted loses nothing.
                let _ = keeper.end(lost_connection);
                return;
            }
        };
        if let Err(diagnostic) = result {
            tell(Reply::DraftNotKept(diagnostic));
        }
        if next.is_none() {
            next = orders.recv().ok();
        }
    }
}

/// A thread that panicked left nothing half-done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start(shared: &Shared, stamp: Stamp, drafts: &Receiver<Found>) {
    let found = ops::start(&shared.place);
    *lock(&shared.seen) = Some(found.snapshot.clone());
    let mut on_disk = OnDisk { saved_problem: found.problem, ..OnDisk::default() };
    let mut references = References::default();
    if let Some(settings) = found.settings {
        references.secret = Some(settings.autotask.secret.clone());
        references.tracking_id = Some(settings.autotask.tracking_id.clone());
        references.petra_api_key = settings.petra.as_ref().map(|petra| petra.api_key.clone());
        on_disk.saved = Some(Saved { settings, of: found.of });
    }
    // The keeper ends only with the session.
    match drafts.recv().unwrap_or_else(|_| Ok((None, Vec::new()))) {
        Ok((Some(kept), _)) => {
            if references == References::default() {
                references = kept.draft.references.clone();
            }
            on_disk.draft = Some(DraftRecord {
                step: Step::of_name(&kept.step).unwrap_or_default(),
                draft: kept.draft,
                at: kept.at,
                ended: kept.ended,
                open_elsewhere: kept.open_elsewhere,
            });
        }
        Ok((None, unreadable)) => on_disk.saved_problem = on_disk.saved_problem.or(unreadable.into_iter().next()),
        Err(diagnostic) => on_disk.saved_problem = on_disk.saved_problem.or(Some(diagnostic)),
    }
    for (name, _) in &shared.given {
        match name {
            SecretName::AutotaskSecret => references.secret = None,
            SecretName::AutotaskTrackingId => references.tracking_id = None,
            SecretName::PetraApiKey => references.petra_api_key = None,
        }
    }
    let (secrets, problems) = ops::resolve_references(&shared.place, &references);
    on_disk.secrets = secrets;
    on_disk.secret_problems = problems.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    shared.tell(Reply::Started(stamp, Box::new(on_disk)));
}

/// The entities behind a row of the test.
const fn entities_of(check: Check) -> &'static [Entity] {
    match check {
        Check::Zone | Check::SignIn => &[],
        Check::Companies => &[Entity::Companies],
        Check::Tickets => &[Entity::Tickets, Entity::TicketNotes],
        Check::Contracts => &[Entity::Contracts],
        Check::ContractServices => &[Entity::ContractServices, Entity::ContractServiceUnits],
        Check::Adjustments => &[Entity::ContractServiceAdjustments],
        Check::Services => &[Entity::Services],
    }
}

/// Rows that stand for two entities are told when both are known; the first refusal is what they say.
struct Rows {
    open: HashMap<Check, OpenRow>,
}

/// A row that is not known yet: entities that are open, the least that the others grant, what was refused.
struct OpenRow {
    left: usize,
    access: ops::Access,
    refusal: Option<Diagnostic>,
}

impl Rows {
    fn of(checks: &[Check]) -> Self {
        let open = |check| OpenRow { left: entities_of(check).len(), access: ops::Access::All, refusal: None };
        Self { open: checks.iter().map(|&check| (check, open(check))).collect() }
    }

    fn take(
        &mut self,
        entity: Entity,
        result: Result<ops::Access, Diagnostic>,
    ) -> Option<(Check, Result<String, Diagnostic>)> {
        let check = Check::ALL.into_iter().find(|check| entities_of(*check).contains(&entity))?;
        let row = self.open.get_mut(&check)?;
        row.left = row.left.saturating_sub(1);
        match result {
            Ok(access) => row.access = row.access.min(access),
            Err(diagnostic) if row.refusal.as_ref().is_none_or(|known| known.severity < Severity::Error) => {
                row.refusal = Some(diagnostic);
            }
            Err(_) => {}
        }
        if row.left > 0 {
            return None;
        }
        let OpenRow { access, refusal, .. } = self.open.remove(&check)?;
        let granted = if access == ops::Access::All { check.right().to_owned() } else { check.right_to_some() };
        Some((check, refusal.map_or(Ok(granted), Err)))
    }
}

async fn connect(
    shared: &Arc<Shared>,
    stamp: Stamp,
    credentials: Credentials,
    known: Option<crate::domain::account::Zone>,
    only: &[Check],
) {
    let rows: Vec<Check> = Check::ALL
        .into_iter()
        .filter(|check| !entities_of(*check).is_empty() && (only.is_empty() || only.contains(check)))
        .collect();
    let entities: Vec<Entity> = rows.iter().flat_map(|check| entities_of(*check)).copied().collect();
    let mut open = Rows::of(&rows);
    let mut tell = |verified: Verified| match verified {
        Verified::Zone(Ok(zone)) => {
            shared.tell(Reply::ZoneFound(stamp, zone.clone()));
            shared.tell(Reply::Checked(stamp, Check::Zone, Ok(zone.name)));
        }
        Verified::Zone(Err(diagnostic)) => shared.tell(Reply::Checked(stamp, Check::Zone, Err(diagnostic))),
        Verified::SignIn(Ok(threshold)) => {
            if let Some(threshold) = threshold {
                shared.tell(Reply::Threshold(stamp, threshold));
            }
            shared.tell(Reply::Checked(stamp, Check::SignIn, Ok("accepted".to_owned())));
        }
        Verified::SignIn(Err(diagnostic)) => shared.tell(Reply::Checked(stamp, Check::SignIn, Err(diagnostic))),
        Verified::Entity(entity, result) => {
            if let Some((check, result)) = open.take(entity, result) {
                shared.tell(Reply::Checked(stamp, check, result));
            }
        }
    };
    let held = if only.is_empty() { None } else { lock(&shared.connection).clone() };
    if let Some(connection) = held {
        ops::verify_entities(&connection, &entities, &mut tell).await;
    } else {
        *lock(&shared.connection) = None;
        let connection = ops::verify_access(&shared.place, &credentials, known.as_ref(), &entities, &mut tell).await;
        *lock(&shared.connection) = connection;
    }
    shared.tell(Reply::ConnectEnded(stamp));
}

async fn load_ticket_lists(shared: &Shared, stamp: Stamp) {
    let lists = match shared.connection() {
        Ok(connection) => ops::load_ticket_lists(&connection).await,
        Err(diagnostic) => Err(diagnostic),
    };
    shared.tell(Reply::TicketLists(stamp, lists));
}

fn load_kept_companies(shared: &Shared, stamp: Stamp, account: &Account) {
    let kept = ops::load_kept_companies(&shared.place, account).map(|kept| {
        kept.map(|ops::KeptList { companies, read_at, is_old }| KeptCompanies { companies, read_at, is_old })
    });
    shared.tell(Reply::KeptCompanies(stamp, kept));
}

/// Keeps the list too, once it is whole and told: nobody waits for the disk.
async fn load_companies(shared: &Arc<Shared>, stamp: Stamp) {
    let mut tell = |page, total| shared.tell(Reply::CompaniesPage(stamp, page, total));
    let result = match shared.connection() {
        Ok(connection) => ops::load_companies_to_keep(&connection, &mut tell).await,
        Err(diagnostic) => Err(diagnostic),
    };
    shared.tell(Reply::CompaniesEnded(stamp, result.as_ref().map(|_| ()).map_err(Clone::clone)));
    if let Ok(list) = result {
        let shared = Arc::clone(shared);
        tokio::task::spawn_blocking(move || {
            shared.tell(Reply::CompaniesKept(ops::keep_companies(&shared.place, &list)));
        });
    }
}

async fn load_companies_by_id(shared: &Shared, stamp: Stamp, ids: Vec<i64>) {
    let found = match shared.connection() {
        Ok(connection) => ops::load_companies_by_id(&connection, &ids).await,
        Err(diagnostic) => Err(diagnostic),
    };
    shared.tell(Reply::CompaniesById(stamp, ids, found));
}

/// Petra is asked without a thread of its own, a file is read on one.
fn load_tenants(
    tokio: &tokio::runtime::Runtime,
    shared: Arc<Shared>,
    stamp: Stamp,
    source: TenantSource,
) -> (Slot, JoinHandle<()>) {
    match source {
        TenantSource::Petra(key) => (
            Slot::Tenants(Source::Petra),
            tokio.spawn(async move {
                let tenants = ops::load_tenants_of_petra(&shared.place, &key).await.map_err(|failure| vec![failure]);
                shared.tell(Reply::Tenants(stamp, Source::Petra, tenants));
            }),
        ),
        TenantSource::File(path) => (
            Slot::Tenants(Source::File),
            tokio.spawn_blocking(move || {
                let tenants = ops::load_tenants_of_file(&expand_home(&path));
                shared.tell(Reply::Tenants(stamp, Source::File, tenants));
            }),
        ),
    }
}

async fn load_user_domains(shared: &Arc<Shared>, stamp: Stamp, key: &Secret, tenants: &[String]) {
    let mut tell = |tenant: &str, domains| shared.tell(Reply::UserDomains(stamp, tenant.to_owned(), domains));
    let ended = ops::load_domains_of_users(&shared.place, key, tenants, &mut tell).await;
    shared.tell(Reply::UserDomainsEnded(stamp, ended));
}

async fn load_tenant_ids(shared: &Shared, stamp: Stamp) {
    let ids = match shared.connection() {
        Ok(connection) => ops::load_tenant_ids(&connection).await,
        Err(diagnostic) => Err(diagnostic),
    };
    shared.tell(Reply::TenantIds(stamp, ids));
}

async fn load_usage(shared: &Arc<Shared>, stamp: Stamp, key: &Secret, field: UnitField) {
    shared.tell(Reply::Usage(stamp, ops::load_usage(&shared.place, key, field).await));
}

fn probe_stores(shared: &Arc<Shared>, stamp: Stamp) {
    ops::probe_stores(&shared.place, |probe| {
        let store = StoreState { kind: probe.kind, works: probe.works, why: probe.why };
        shared.tell(Reply::Stores(stamp, vec![store]));
    });
    shared.tell(Reply::StoresEnded(stamp));
}

async fn load_billing(
    shared: &Arc<Shared>,
    companies: &[i64],
    contracts: &[i64],
    services: bool,
    units_from: Date,
) -> Result<BillingFound, Diagnostic> {
    let connection = shared.connection()?;
    let lists = if services {
        let (services, contract_kinds) = ops::load_services(&connection).await?;
        Some(BillingLists { services, contract_kinds })
    } else {
        None
    };
    let billing = ops::load_billing(&connection, companies, contracts, units_from, &mut |_, _| {}).await?;
    Ok(BillingFound { billing, lists })
}

fn save(shared: &Arc<Shared>, request: SaveRequest) -> Result<SaveReport, Diagnostic> {
    let mut place = shared.place.clone().with_config(expand_home(&request.path));
    if request.passphrase.is_some() {
        place = place.with_passphrase(request.passphrase);
    }
    let is_other = place.config_path() != shared.place.config_path();
    let seen = lock(&shared.seen).clone().filter(|_| !is_other).unwrap_or_else(ops::Snapshot::absent);
    let saved = ops::save_settings(
        &place,
        ops::SaveRequest {
            draft: *request.draft,
            store: Some(request.store),
            secrets: request.secrets,
            seen,
            force: request.force,
        },
    )?;
    if !is_other {
        *lock(&shared.seen) = Some(saved.written.snapshot.clone());
    }
    Ok(SaveReport {
        path: saved.path.display().to_string(),
        changed: saved.written.changed,
        references: References {
            secret: Some(saved.settings.autotask.secret.clone()),
            tracking_id: Some(saved.settings.autotask.tracking_id.clone()),
            petra_api_key: saved.settings.petra.as_ref().map(|petra| petra.api_key.clone()),
        },
        secrets: saved.secrets,
        settings: Box::new(saved.settings),
    })
}

/// `~/x` as the shell would have made it.
fn expand_home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), directories::BaseDirs::new()) {
        (Some(rest), Some(folders)) => folders.home_dir().join(rest),
        _ => PathBuf::from(path),
    }
}
