//! Scenes as they come about: a wizard, messages as a user's keys make them, and the answers of a [`World`].

use petra_autotask::domain::catalog::Billing;
use petra_autotask::domain::companies::Companies;
use petra_autotask::domain::draft::{References, Source};
use petra_autotask::domain::matching::{self, Index};
use petra_autotask::domain::reference::SecretName;
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::Named;
use petra_autotask::domain::tenant_ids::TenantIds;
use petra_autotask::wizard::effect::{
    BillingFound, BillingLists, Check, Effect, Reply, SaveReport, TenantSource, TestTicket, reference_in,
};
use petra_autotask::wizard::field::Edit;
use petra_autotask::wizard::{Facts, Message, Model, Move, Step, update};

use super::world::{self, World};

/// A wizard that is being used.
pub struct Scene {
    pub model: Model,
    pub world: World,
    /// What is not answered, for as long as this says so.
    holds: fn(&Effect) -> bool,
}

pub const THREE: &str = "api-petra@northwind-msp.example\ns3cr$t-of-16-signs\nTRK-27-signs-long-0123456789\n";

impl Scene {
    /// The wizard right after its start.
    pub fn begin(world: World) -> Self {
        Self::begin_with(world, |_| ())
    }

    /// The same with other facts.
    pub fn begin_with(world: World, change: impl FnOnce(&mut Facts)) -> Self {
        let mut facts = Facts::of_day(world::TODAY);
        "~/.config/petra-autotask/config.json".clone_into(&mut facts.config_path);
        change(&mut facts);
        let mut scene = Self { model: Model::new(facts), world, holds: |_| false };
        let effects = scene.model.begin();
        scene.carry_out(effects);
        scene
    }

    /// From now on these effects are not answered.
    pub fn hold(mut self, holds: fn(&Effect) -> bool) -> Self {
        self.holds = holds;
        self
    }

    /// A message, and the answers to what it leads to.
    pub fn then(mut self, message: Message) -> Self {
        let effects = update(&mut self.model, message);
        self.carry_out(effects);
        self
    }

    pub fn all(self, messages: impl IntoIterator<Item = Message>) -> Self {
        messages.into_iter().fold(self, Self::then)
    }

    pub fn typed(self, text: &str) -> Self {
        self.all(text.chars().map(|sign| Message::Edit(Edit::Insert(sign))))
    }

    pub fn pasted(self, text: &str) -> Self {
        self.then(Message::Paste(Secret::from(text)))
    }

    pub fn down(self, rows: i32) -> Self {
        self.then(Message::Move(Move::Rows(rows)))
    }

    pub fn right(self, columns: usize) -> Self {
        self.all(std::iter::repeat_n(Message::Move(Move::Right), columns))
    }

    pub fn seconds(self, seconds: usize) -> Self {
        self.all(std::iter::repeat_n(Message::Second, seconds))
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if (self.holds)(&effect) {
                continue;
            }
            for reply in self.replies(effect) {
                let more = update(&mut self.model, Message::Reply(reply));
                self.carry_out(more);
            }
        }
    }

    fn replies(&self, effect: Effect) -> Vec<Reply> {
        let world = &self.world;
        match effect {
            Effect::Start(stamp) => vec![Reply::Started(stamp, Box::new(world.disk.clone()))],
            Effect::Connect { stamp, only, .. } => self.connect(stamp, &only),
            Effect::LoadTicketLists(stamp) => vec![Reply::TicketLists(stamp, world.lists.clone())],
            Effect::LoadKeptCompanies(stamp, _) => vec![Reply::KeptCompanies(stamp, Ok(world.kept.clone()))],
            Effect::LoadCompaniesById(stamp, ids) => {
                let found = world.companies.iter().filter(|company| ids.contains(&company.id)).cloned().collect();
                vec![Reply::CompaniesById(stamp, ids, Ok(found))]
            }
            Effect::LoadCompanies(stamp) => vec![
                Reply::CompaniesPage(stamp, world.companies.clone(), Some(world.companies.len())),
                Reply::CompaniesEnded(stamp, world.companies_failed.clone().map_or(Ok(()), Err)),
            ],
            Effect::LoadBilling { stamp, companies, contracts, services, .. } => {
                let found = match &world.contracts_failed {
                    Some(failure) => Err(failure.clone()),
                    None => Ok(BillingFound {
                        billing: Billing {
                            contracts: world
                                .contracts
                                .iter()
                                .filter(|one| companies.contains(&one.company_id) || contracts.contains(&one.id))
                                .cloned()
                                .collect(),
                            lines: world.lines.clone(),
                            bundles: world::bundles(),
                            bundles_refused: None,
                            units_unsure: Vec::new(),
                        },
                        lists: services
                            .then(|| BillingLists { services: world::services(), contract_kinds: world::kinds() }),
                    }),
                };
                vec![Reply::Billing { stamp, companies, contracts, found: Box::new(found) }]
            }
            Effect::LoadTenants(stamp, TenantSource::Petra(_)) => {
                vec![Reply::Tenants(stamp, Source::Petra, world.tenants.clone())]
            }
            Effect::LoadTenants(stamp, TenantSource::File(_)) => {
                vec![Reply::Tenants(stamp, Source::File, world.in_file.clone())]
            }
            Effect::LoadUsage(stamp, ..) => vec![Reply::Usage(stamp, world.usage.clone())],
            Effect::LoadTenantIds(stamp) => vec![Reply::TenantIds(stamp, Ok(TenantIds::default()))],
            Effect::Suggest { stamp, tenants, companies, tenant_ids } => {
                let companies: &Companies = &companies;
                let index = Index::build(companies).with_tenant_ids(tenant_ids);
                let suggestions = matching::suggest(&tenants, companies, &index);
                vec![Reply::Suggested(stamp, suggestions)]
            }
            Effect::ProbeStores(stamp) => {
                vec![Reply::Stores(stamp, world.stores.clone()), Reply::StoresEnded(stamp)]
            }
            Effect::Save(stamp, request) => {
                let mut draft = (*request.draft).clone();
                draft.references = References {
                    secret: Some(reference_in(request.store, SecretName::AutotaskSecret)),
                    tracking_id: Some(reference_in(request.store, SecretName::AutotaskTrackingId)),
                    petra_api_key: None,
                };
                let saved = draft.settings().map(|settings| SaveReport {
                    path: request.path.clone(),
                    changed: true,
                    references: draft.references.clone(),
                    secrets: "encrypted, ~/.config/petra-autotask/secrets.age; read back".to_owned(),
                    settings: Box::new(settings),
                });
                let result = match (&world.save_failed, saved) {
                    (Some(failure), _) => Err(failure.clone()),
                    (None, saved) => Ok(saved.expect("everything a config needs is there")),
                };
                vec![Reply::Saved(stamp, Box::new(result))]
            }
            Effect::OpenTestTicket(stamp, _) => vec![Reply::TestTicket(stamp, world.test_ticket.clone())],
            Effect::CloseTestTicket(stamp, _) => {
                let complete = |ticket| TestTicket { status: Some(Named::new(5, "Complete")), ..ticket };
                vec![Reply::TestTicket(stamp, world.test_ticket.clone().map(complete))]
            }
            Effect::Generate => {
                vec![Reply::Generated("petra-7k2m@northwind-msp.example".to_owned(), Secret::from("made-up-password"))]
            }
            _ => Vec::new(),
        }
    }

    fn connect(&self, stamp: petra_autotask::wizard::remote::Stamp, only: &[Check]) -> Vec<Reply> {
        let mut replies = vec![Reply::ZoneFound(stamp, self.world.zone.clone())];
        for check in Check::ALL {
            if !only.is_empty() && !only.contains(&check) {
                continue;
            }
            let refusal = self.world.refused.iter().find(|(refused, _)| *refused == check);
            let result = refusal.map_or_else(|| Ok(check.right().to_owned()), |(_, why)| Err(why.clone()));
            let stop = result.is_err() && matches!(check, Check::Zone | Check::SignIn);
            replies.push(Reply::Checked(stamp, check, result));
            if stop {
                break;
            }
            if check == Check::SignIn {
                replies.push(Reply::Threshold(stamp, world::threshold()));
            }
        }
        replies.push(Reply::ConnectEnded(stamp));
        replies
    }

    /// At Connect, the three values in their fields.
    pub fn at_connect(self) -> Self {
        self.then(Message::Goto(Step::Connect)).pasted(THREE)
    }

    /// Connected, at Tenants.
    pub fn at_tenants(self) -> Self {
        self.at_connect().then(Message::Enter).then(Message::StepForward)
    }

    /// With the tenants of Petra, at Ticketing.
    pub fn at_ticketing(self) -> Self {
        self.at_tenants().then(Message::Enter).pasted("petra-key").all([Message::Enter, Message::StepForward])
    }

    /// With the four defaults chosen.
    pub fn with_defaults(self) -> Self {
        ["sec", "new", "prog", "high"]
            .into_iter()
            .fold(self.at_ticketing(), |scene, text| scene.then(Message::Enter).typed(text).then(Message::Enter))
    }

    /// At Mapping, nothing decided.
    pub fn at_mapping(self) -> Self {
        self.with_defaults().then(Message::StepForward)
    }

    /// The grid's cursor on a tenant, by its place from the top.
    pub fn on_row(self, row: i32) -> Self {
        self.then(Message::Move(Move::First)).down(row)
    }

    /// The grid's cursor in a column, by its place from the left.
    pub fn on_column(self, column: usize) -> Self {
        self.all(std::iter::repeat_n(Message::Move(Move::Left), 6)).right(column)
    }

    /// A contract and its service for a row, by parts of their names. Taking one may lead to another row.
    fn billed(self, row: i32, contract: &str, service: &str) -> Self {
        [(5, contract), (6, service)].into_iter().fold(self, |scene, (column, text)| {
            scene.on_row(row).on_column(column).then(Message::Enter).typed(text).then(Message::Enter)
        })
    }

    /// At Mapping, most of it decided, with findings.
    pub fn with_findings(self) -> Self {
        let scene = self.at_mapping().then(Message::SelectAll).then(Message::Accept);
        // Adatum is left out; Tailspin Toys stays open, as Woodgrove does.
        let scene = scene.on_row(0).all([Message::Exclude, Message::Enter]);
        let rows = [(2, "gold", "petra"), (3, "gold", "petra"), (5, "silver", "petra"), (7, "gold", "petra")];
        let scene =
            rows.into_iter().fold(scene, |scene, (row, contract, service)| scene.billed(row, contract, service));
        scene.on_row(2).on_column(5)
    }

    /// The same with every tenant decided, at Review.
    pub fn at_review(self) -> Self {
        let scene = self.with_findings().on_column(1).on_row(8).all([Message::Exclude, Message::Enter]);
        scene.on_row(10).then(Message::Enter).typed("woodgrove bank ag").all([Message::Enter, Message::StepForward])
    }

    /// At Review, in the view of units.
    pub fn at_units(self) -> Self {
        self.at_review().then(Message::View(false))
    }

    /// At Save, with the stores tried.
    pub fn at_save(self) -> Self {
        self.at_review().then(Message::StepForward)
    }

    /// At Save, saved.
    pub fn saved(self) -> Self {
        self.at_save().all([Message::Enter, Message::Enter])
    }

    /// At the question whether a test ticket is opened.
    pub fn at_test_question(self) -> Self {
        self.saved().down(2).then(Message::Enter).typed("contoso").then(Message::Enter)
    }
}
