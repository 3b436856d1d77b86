//! Someone at the wizard, and a small world that answers when it is told to.
//!
//! What the wizard asks for waits in `asked` until [`Wizard::answer`]; so a script says itself what comes late.

use std::collections::VecDeque;

use super::world;
use crate::domain::billing::{Account, Figure};
use crate::domain::catalog::Company;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, Source};
use crate::domain::matching::{Index, suggest};
use crate::domain::reference::StoreKind;
use crate::domain::secret::Secret;
use crate::domain::settings::{Named, TenantBilling, TenantSettings, UnitField};
use crate::domain::tenant_ids::TenantIds;
use crate::domain::ticketing::COMPLETE;
use crate::wizard::effect::{
    Check, Effect, KeptCompanies, Leave, OnDisk, Reply, SaveReport, SaveRequest, Slot, StoreState, TenantSource,
    TestTicket, reference_in,
};
use crate::wizard::field::{Edit, Field};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Facts, Model, Step};
use crate::wizard::remote::Stamp;
use crate::wizard::steps::mapping::{Column, RowState, View};
use crate::wizard::update::update;

/// What was done outside at once, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Kept(Box<Draft>, Step),
    Deleted,
    LeftAlone,
    Cancelled(Slot),
    Copied(String),
    Left(Leave),
}

pub struct Wizard {
    pub model: Model,
    /// Requests that nobody answered yet.
    pub asked: VecDeque<Effect>,
    /// What needed no answer.
    pub done: Vec<Done>,
    /// What is on disk.
    pub on_disk: OnDisk,
    /// What Autotask says of the three values.
    pub sign_in: Result<(), Diagnostic>,
    /// Rows of the test that are refused.
    pub refused: Vec<Check>,
    /// All companies of Autotask.
    pub companies: Vec<Company>,
    /// Companies to a page.
    pub page: usize,
    /// The companies that an earlier run kept, and for whom.
    pub kept_companies: Result<Option<(Account, KeptCompanies)>, Diagnostic>,
    /// What Petra says of usage.
    pub usage: Result<Vec<Figure>, Diagnostic>,
    /// The tenant ids that companies bear.
    pub tenant_ids: Result<TenantIds, Diagnostic>,
    /// What comes of a test ticket.
    pub test_ticket: Result<TestTicket, Vec<Diagnostic>>,
}

impl Wizard {
    /// At its first screen; nothing was read yet.
    pub fn of(facts: Facts) -> Self {
        let mut wizard = Self {
            model: Model::new(facts),
            asked: VecDeque::new(),
            done: Vec::new(),
            on_disk: OnDisk::default(),
            sign_in: Ok(()),
            refused: Vec::new(),
            companies: world::companies(),
            page: 3,
            kept_companies: Ok(None),
            usage: Ok(world::usage()),
            tenant_ids: Ok(TenantIds::default()),
            test_ticket: Ok(world::test_ticket()),
        };
        let effects = wizard.model.begin();
        wizard.take(effects);
        wizard
    }

    /// On a machine where nothing was saved.
    pub fn fresh() -> Self {
        let mut wizard = Self::of(Facts::of_day(world::TODAY));
        wizard.answer();
        wizard
    }

    /// At Connect, the three values pasted.
    pub fn with_values() -> Self {
        let mut wizard = Self::fresh();
        wizard.tells(Message::StepForward);
        wizard.pastes(&format!("{}\n{}\n{}", world::USERNAME, world::SECRET, world::TRACKING_ID));
        wizard
    }

    /// At Connect, the test passed.
    pub fn connected() -> Self {
        let mut wizard = Self::with_values();
        wizard.presses_enter();
        wizard.answer();
        assert!(wizard.model.shared.connected);
        wizard
    }

    /// At Ticketing, the tenants loaded from Petra.
    pub fn with_tenants() -> Self {
        let mut wizard = Self::connected();
        wizard.presses_enter();
        assert_eq!(wizard.step(), Step::Tenants);
        wizard.presses_enter();
        wizard.pastes(world::KEY);
        wizard.presses_enter();
        wizard.answer();
        wizard.tells(Message::StepForward);
        assert_eq!(wizard.step(), Step::Ticketing);
        wizard
    }

    /// At Mapping, everything loaded, nothing decided.
    pub fn at_mapping() -> Self {
        let mut wizard = Self::with_tenants();
        for value in ["Security", "New", "In Progress", "High"] {
            wizard.picks(value);
        }
        wizard.tells(Message::StepForward);
        wizard.answer();
        assert_eq!(wizard.step(), Step::Mapping);
        wizard
    }

    /// At Mapping, every tenant decided, one of them with contract and service.
    pub fn decided() -> Self {
        let mut wizard = Self::at_mapping();
        for (tenant, company) in [
            ("Adatum", "adatum corp"),
            ("Contoso", "contoso"),
            ("Fabrikam", "fabrikam"),
            ("Litware", "litware"),
            ("Woodgrove", "woodgrove bank"),
        ] {
            wizard.on(tenant, Column::Company).picks(company);
        }
        wizard.on("Tailspin Toys", Column::Company).tells(Message::Exclude);
        wizard.types("own IT").presses_enter();
        wizard.answer();
        wizard.on("Contoso", Column::Contract).picks("gold");
        wizard.on("Contoso", Column::Service).picks("petra");
        wizard
    }

    /// At Save, saved.
    pub fn saved() -> Self {
        let mut wizard = Self::decided();
        wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
        wizard.chooses_store(StoreKind::File).presses_enter().answer();
        assert!(wizard.model.save.done().is_some(), "{}", wizard.notice());
        wizard
    }

    pub fn tells(&mut self, message: Message) -> &mut Self {
        let effects = update(&mut self.model, message);
        self.take(effects);
        self
    }

    pub fn replies(&mut self, reply: Reply) -> &mut Self {
        self.tells(Message::Reply(reply))
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::KeepDraft(draft, step) => self.done.push(Done::Kept(draft, step)),
                Effect::DeleteDraft => self.done.push(Done::Deleted),
                Effect::LeaveDraft => self.done.push(Done::LeftAlone),
                Effect::Cancel(slot) => self.done.push(Done::Cancelled(slot)),
                Effect::Copy(text) => self.done.push(Done::Copied(text.expose().to_owned())),
                Effect::Leave(leave) => self.done.push(Done::Left(leave)),
                Effect::Redraw => {}
                request => self.asked.push_back(request),
            }
        }
    }

    /// Answers everything that was asked, and what is asked because of that, until nothing is.
    pub fn answer(&mut self) -> &mut Self {
        while let Some(request) = self.asked.pop_front() {
            self.answer_to(request);
        }
        self
    }

    pub fn answer_to(&mut self, request: Effect) {
        match request {
            Effect::Start(stamp) => {
                let found = Box::new(self.on_disk.clone());
                self.replies(Reply::Started(stamp, found));
            }
            Effect::Connect { stamp, only, .. } => self.answer_test(stamp, &only),
            Effect::LoadTicketLists(stamp) => {
                self.replies(Reply::TicketLists(stamp, Ok(world::ticket_lists())));
            }
            Effect::LoadKeptCompanies(stamp, account) => {
                let kept =
                    self.kept_companies.clone().map(|kept| kept.filter(|(of, _)| *of == account).map(|(_, kept)| kept));
                self.replies(Reply::KeptCompanies(stamp, kept));
            }
            Effect::LoadCompaniesById(stamp, ids) => {
                let found = self.companies.iter().filter(|company| ids.contains(&company.id)).cloned().collect();
                self.replies(Reply::CompaniesById(stamp, ids, Ok(found)));
            }
            Effect::LoadCompanies(stamp) => {
                let all = self.companies.clone();
                for page in all.chunks(self.page) {
                    self.replies(Reply::CompaniesPage(stamp, page.to_vec(), Some(all.len())));
                }
                self.replies(Reply::CompaniesEnded(stamp, Ok(())));
                self.replies(Reply::CompaniesKept(Ok(())));
            }
            Effect::LoadTenantIds(stamp) => {
                let ids = self.tenant_ids.clone();
                self.replies(Reply::TenantIds(stamp, ids));
            }
            Effect::LoadBilling { stamp, companies, contracts, services, .. } => {
                let found = Box::new(Ok(world::billing(&companies, &contracts, services)));
                self.replies(Reply::Billing { stamp, companies, contracts, found });
            }
            Effect::LoadTenants(stamp, TenantSource::Petra(_)) => {
                self.replies(Reply::Tenants(stamp, Source::Petra, Ok(world::tenants())));
            }
            Effect::LoadTenants(stamp, TenantSource::File(_)) => {
                self.replies(Reply::Tenants(stamp, Source::File, Ok(world::tenants())));
            }
            Effect::LoadUserDomains(stamp, _, tenants) => {
                for tenant in tenants {
                    self.replies(Reply::UserDomains(stamp, tenant, vec!["users.example".to_owned()]));
                }
                self.replies(Reply::UserDomainsEnded(stamp, Ok(())));
            }
            Effect::LoadUsage(stamp, key, UnitField::TotalLicensedUsers) => {
                assert_eq!(key.expose(), world::KEY);
                let usage = self.usage.clone();
                self.replies(Reply::Usage(stamp, usage));
            }
            Effect::Suggest { stamp, tenants, companies, tenant_ids } => {
                let suggestions = suggest(&tenants, &companies, &Index::build(&companies).with_tenant_ids(tenant_ids));
                self.replies(Reply::Suggested(stamp, suggestions));
            }
            Effect::ProbeStores(stamp) => {
                let store = |kind, works| StoreState { kind, works, why: "tried".to_owned() };
                let stores =
                    vec![store(StoreKind::Keyring, false), store(StoreKind::File, true), store(StoreKind::Env, true)];
                self.replies(Reply::Stores(stamp, stores));
                self.replies(Reply::StoresEnded(stamp));
            }
            Effect::Save(stamp, request) => {
                self.replies(Reply::Saved(stamp, Box::new(saved(&request))));
            }
            Effect::OpenTestTicket(stamp, _) => {
                let ticket = self.test_ticket.clone();
                self.replies(Reply::TestTicket(stamp, ticket));
            }
            Effect::CloseTestTicket(stamp, id) => {
                let complete = |ticket| TestTicket { id, status: Some(Named::new(COMPLETE, "Complete")), ..ticket };
                let ticket = self.test_ticket.clone().map(complete);
                self.replies(Reply::TestTicket(stamp, ticket));
            }
            Effect::CompletePath(stamp, typed) => {
                self.replies(Reply::PathCompleted(stamp, format!("{typed}x")));
            }
            Effect::Generate => {
                self.replies(Reply::Generated("petra-new@api.invalid".to_owned(), Secret::from(GENERATED)));
            }
            Effect::WriteFile(path, _) => {
                self.replies(Reply::Wrote(path, Ok(())));
            }
            other => panic!("{other:?} needs no answer"),
        }
    }

    fn answer_test(&mut self, stamp: Stamp, only: &[Check]) {
        self.replies(Reply::ZoneFound(stamp, world::zone()));
        self.replies(Reply::Checked(stamp, Check::Zone, Ok("America East 2".to_owned())));
        let sign_in = self.sign_in.clone();
        let is_in = sign_in.is_ok();
        self.replies(Reply::Threshold(stamp, world::threshold()));
        self.replies(Reply::Checked(stamp, Check::SignIn, sign_in.map(|()| "accepted".to_owned())));
        let rows = Check::ALL.into_iter().skip(2).filter(|check| is_in && (only.is_empty() || only.contains(check)));
        // Rows come in any order.
        for check in rows.rev() {
            let result = if self.refused.contains(&check) { Err(missing(check)) } else { Ok(check.right().to_owned()) };
            self.replies(Reply::Checked(stamp, check, result));
        }
        self.replies(Reply::ConnectEnded(stamp));
    }

    /// The request of the test that waits for its answer.
    pub fn test_asked(&mut self) -> Option<Effect> {
        let at = self.asked.iter().position(|effect| matches!(effect, Effect::Connect { .. }))?;
        self.asked.remove(at)
    }

    pub fn asks_for_test(&self) -> bool {
        self.asked.iter().any(|effect| matches!(effect, Effect::Connect { .. }))
    }

    pub fn presses_enter(&mut self) -> &mut Self {
        self.tells(Message::Enter)
    }

    pub fn presses_esc(&mut self) -> &mut Self {
        self.tells(Message::Back)
    }

    pub fn moves(&mut self, rows: i32) -> &mut Self {
        self.tells(Message::Move(Move::Rows(rows)))
    }

    /// In Save: Enter on this store.
    pub fn chooses_store(&mut self, kind: StoreKind) -> &mut Self {
        let at = StoreKind::ALL.iter().position(|known| *known == kind).unwrap();
        self.moves(-10).moves(i32::try_from(at + 1).unwrap()).presses_enter()
    }

    pub fn types(&mut self, text: &str) -> &mut Self {
        for sign in text.chars() {
            self.tells(Message::Edit(Edit::Insert(sign)));
        }
        self
    }

    pub fn pastes(&mut self, text: &str) -> &mut Self {
        self.tells(Message::Paste(Secret::from(text)))
    }

    /// Opens the picker of what has the focus, types, and takes what stands first then.
    pub fn picks(&mut self, text: &str) -> &mut Self {
        self.presses_enter();
        self.types(text);
        self.presses_enter()
    }

    /// Goes to a cell of the grid by the keys.
    pub fn on(&mut self, tenant: &str, column: Column) -> &mut Self {
        let tenants = &self.model.shared.draft.tenants;
        let wanted = |&place: &usize| tenants[place].settings.name == tenant;
        let row = self.model.mapping.rows.iter().position(wanted).expect("the tenant is shown");
        self.tells(Message::Move(Move::First));
        self.moves(i32::try_from(row).unwrap());
        if !self.model.mapping.columns().contains(&column) {
            self.tells(Message::Fields);
        }
        let at = |wanted| self.model.mapping.columns().iter().position(|one| *one == wanted).expect("a column");
        let (from, to) = (at(self.model.mapping.column), at(column));
        for _ in 0..from.abs_diff(to) {
            self.tells(Message::Move(if to > from { Move::Right } else { Move::Left }));
        }
        assert_eq!((self.row(), self.model.mapping.column), (tenant, column));
        self
    }

    /// Name of the tenant under the cursor.
    pub fn row(&self) -> &str {
        let place = self.model.mapping.place().expect("a row");
        &self.model.shared.draft.tenants[place].settings.name
    }

    /// The rows of the grid, by name.
    pub fn rows(&self) -> Vec<&str> {
        let tenants = &self.model.shared.draft.tenants;
        self.model.mapping.rows.iter().map(|&place| tenants[place].settings.name.as_str()).collect()
    }

    pub fn turns_to(&mut self, view: View) -> &mut Self {
        for _ in View::ALL {
            if self.model.mapping.view == view {
                return self;
            }
            self.tells(Message::View(true));
        }
        panic!("no row is {view:?}");
    }

    pub fn tenant(&self, name: &str) -> &TenantSettings {
        let mut tenants = self.model.shared.draft.tenants.iter().map(|entry| &entry.settings);
        tenants.find(|tenant| tenant.name == name).expect("the tenant is known")
    }

    /// Company, contract, service of a tenant, or why it is excluded.
    pub fn link(&self, name: &str) -> String {
        let tenant = self.tenant(name);
        if let Some(reason) = &tenant.excluded {
            return format!("excluded: {reason}");
        }
        let company = tenant.company.as_ref().map(|company| company.name.clone());
        let contract = tenant.billing.as_ref().map(|billing| billing.contract.name.clone());
        let service = tenant.billing.as_ref().and_then(TenantBilling::choice);
        let service = service.map(|service| format!("{} {}", service.words(), service.line_id));
        [company, contract, service].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    pub fn step(&self) -> Step {
        self.model.step
    }

    pub fn notice(&self) -> &str {
        &self.model.shared.notice
    }

    /// The three values of Connect.
    pub fn values(&self) -> [&str; 3] {
        self.model.connect.fields.each_ref().map(Field::text)
    }

    /// The draft that is on disk now.
    pub fn kept(&self) -> Option<(&Draft, Step)> {
        self.done.iter().rev().find_map(|done| match done {
            Done::Kept(draft, step) => Some(Some((&**draft, *step))),
            Done::Deleted => Some(None),
            _ => None,
        })?
    }

    pub fn left(&self) -> Option<Leave> {
        self.done.iter().find_map(|done| if let Done::Left(leave) = done { Some(*leave) } else { None })
    }

    /// What holds after any messages whatever.
    pub fn check_invariants(&self) {
        let Model { shared, mapping, tenants, review, step, reached, .. } = &self.model;
        let count = shared.draft.tenants.len();
        assert_eq!(mapping.states.len(), count, "each tenant has a state");
        assert!(mapping.rows.iter().all(|&place| place < count), "each row of the grid is a tenant");
        assert!(mapping.cursor < mapping.rows.len().max(1), "the grid's cursor is on a row");
        assert!(tenants.rows.iter().all(|&place| place < count), "each row of the list is a tenant");
        assert!(tenants.cursor < tenants.rows.len().max(1), "the list's cursor is on a row");
        assert!(review.cursor < review.rows.len().max(1), "the cursor of Review is on a row");
        assert!(step <= reached, "the open step was reached");
        let undecided = mapping.states.iter().filter(|state| !RowState::is_decided(state)).count();
        let open = shared.draft.tenants.iter().filter(|entry| !entry.settings.is_decided()).count();
        assert_eq!(undecided, open, "the states are of the present answers");
        let pickers = mapping.picker.iter().chain(&self.model.ticketing.picker).chain(self.model.save.testing.picker());
        for picker in pickers {
            assert!(picker.cursor < picker.len().max(1), "the picker's cursor is on a row");
        }
    }
}

pub const GENERATED: &str = "generated-pw-0123456789";

pub fn refusal() -> Diagnostic {
    Diagnostic::error(Code::SignInRefused, "Sign-in refused.", "Re-enter the three values.")
}

pub fn missing(check: Check) -> Diagnostic {
    Diagnostic::error(Code::PermissionMissing, format!("{} is refused.", check.label()), "See the security level.")
}

/// What a Save leads to that nothing stands against.
fn saved(request: &SaveRequest) -> Result<SaveReport, Diagnostic> {
    let mut draft = (*request.draft).clone();
    for (name, _) in &request.secrets {
        use crate::domain::reference::SecretName::{AutotaskSecret, AutotaskTrackingId, PetraApiKey};
        let reference = Some(reference_in(request.store, *name));
        match name {
            AutotaskSecret => draft.references.secret = reference,
            AutotaskTrackingId => draft.references.tracking_id = reference,
            PetraApiKey => draft.references.petra_api_key = reference,
        }
    }
    let report = draft.settings().map(|settings| SaveReport {
        path: request.path.clone(),
        changed: true,
        references: draft.references.clone(),
        secrets: "kept".to_owned(),
        settings: Box::new(settings),
    });
    let incomplete = || Diagnostic::error(Code::SecretMissing, "The account is not complete.", "Test it.");
    report.ok_or_else(incomplete)
}
