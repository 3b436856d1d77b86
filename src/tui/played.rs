//! A wizard that is played in tests of the terminal: deeds go in, and what it wants done is answered at once from a small
//! Autotask of five tenants.
//!
//! What an effect really does is the matter of `runtime` and `ops`.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::domain::account::{Threshold, Zone};
use crate::domain::catalog::{
    Billing, CONTRACT_ACTIVE, Company, Contract, Line, LineKind, PicklistValue, RECURRING_SERVICE, Service,
    TicketLists, UnitRow,
};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, Source};
use crate::domain::matching;
use crate::domain::reference::StoreKind;
use crate::domain::secret::Secret;
use crate::domain::settings::{Named, TicketField};
use crate::domain::tenant_ids::TenantIds;
use crate::wizard::effect::{
    BillingFound, BillingLists, Check, DraftRecord, Effect, OnDisk, Reply, SaveReport, StoreState, TestTicket,
};
use crate::wizard::field::Edit;
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::Column;
use crate::wizard::{Facts, Message, Model, Move, update};

pub(crate) const TODAY: Date = date(2026, 11, 24);

const TENANTS: &str = "Contoso, contoso.com\nFabrikam, fabrikam.com\nKölner Straßenbau GmbH, koelner-strassenbau.example\nTailspin Toys\nWoodgrove, woodgrove.example";

/// What goes otherwise than well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trouble of its own")]
pub(crate) struct Trouble {
    /// Contracts and services are refused.
    pub no_billing: bool,
    /// The sign-in is refused.
    pub no_sign_in: bool,
    /// Petra refuses the key.
    pub no_usage: bool,
    /// Test tickets are refused.
    pub no_ticket: bool,
    /// Nothing is ever answered.
    pub silent: bool,
}

/// A wizard under way.
#[derive(Debug)]
pub(crate) struct Played {
    pub model: Model,
    pub trouble: Trouble,
    pub disk: OnDisk,
}

impl Played {
    /// At its start, with nothing on disk.
    pub fn new() -> Self {
        Self { model: Model::new(Facts::of_day(TODAY)), trouble: Trouble::default(), disk: OnDisk::default() }
    }

    /// With what is on disk read in.
    pub fn begun(mut self) -> Self {
        let effects = self.model.begin();
        self.answer(effects);
        self
    }

    /// With a draft on disk.
    pub fn with_draft() -> Self {
        let record = DraftRecord {
            draft: Draft { username: "api-petra@northwind-msp.example".to_owned(), ..Draft::default() },
            step: Step::Mapping,
            at: "2026-11-23 17:48".to_owned(),
            ended: "the connection was lost".to_owned(),
            open_elsewhere: None,
        };
        Self { disk: OnDisk { draft: Some(record), ..OnDisk::default() }, ..Self::new() }.begun()
    }

    pub fn with(mut self, trouble: Trouble) -> Self {
        self.trouble = trouble;
        self
    }

    pub fn tell(mut self, messages: impl IntoIterator<Item = Message>) -> Self {
        for message in messages {
            self.say(message);
        }
        self
    }

    pub fn say(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        self.answer(effects);
    }

    pub fn typed(self, text: &str) -> Self {
        self.tell(text.chars().map(|sign| Message::Edit(Edit::Insert(sign))))
    }

    pub fn down(self, rows: i32) -> Self {
        self.tell([Message::Move(Move::Rows(rows))])
    }

    /// On Connect, the three values given.
    pub fn filled() -> Self {
        let values = Secret::from("api-petra@northwind-msp.example\ns3cr$tpassword#1\nQWERTYUIOP\n");
        Self::new().begun().tell([Message::StepForward, Message::Paste(values)])
    }

    /// On Connect, the test run.
    pub fn tested(trouble: Trouble) -> Self {
        Self::filled().with(trouble).tell([Message::Enter])
    }

    /// On Tenants, five of them typed.
    pub fn with_tenants() -> Self {
        Self::tested(Trouble::default()).tell([
            Message::StepForward,
            Message::Move(Move::Rows(2)),
            Message::Enter,
            Message::Paste(Secret::from(TENANTS)),
            Message::Enter,
        ])
    }

    /// On Ticketing, nothing chosen.
    pub fn at_ticketing() -> Self {
        Self::with_tenants().tell([Message::StepForward])
    }

    /// On Mapping, suggestions made.
    pub fn at_mapping() -> Self {
        let chosen = Self::at_ticketing().tell((0..4).flat_map(|_| [Message::Enter, Message::Enter]));
        chosen.tell([Message::StepForward])
    }

    /// On Mapping, everything decided, with a contract that has not begun.
    pub fn decided() -> Self {
        let mut played = Self::at_mapping().tell([Message::Move(Move::First)]);
        for _ in 0..5 {
            played.say(Message::Accept);
        }
        played = played.tell([Message::NextUndecided, Message::Exclude, Message::Enter]);
        played = played.tell([Message::NextUndecided, Message::Enter, Message::Enter]);
        // Fabrikam's contract begins next year. Taking it leads on to the next row without one.
        let fabrikam = [Message::Move(Move::First), Message::Move(Move::Rows(1))];
        played
            .tell(fabrikam.clone())
            .tell((0..4).map(|_| Message::Move(Move::Right)))
            .tell([Message::Enter, Message::Move(Move::Rows(1)), Message::Enter])
            .tell(fabrikam)
            .tell([Message::Move(Move::Right), Message::Enter, Message::Enter])
    }

    /// On Review, with a Petra key.
    pub fn with_key() -> Self {
        let at_key = [Message::Goto(Step::Tenants), Message::Tab, Message::Enter];
        Self::decided().tell(at_key).typed("key").tell([Message::Enter, Message::Goto(Step::Review)])
    }

    /// On Save, the stores tried.
    pub fn at_save() -> Self {
        Self::decided().tell([Message::StepForward, Message::StepForward])
    }

    /// On Save, saved.
    pub fn saved() -> Self {
        Self::at_save().tell([Message::Enter, Message::Enter])
    }

    /// On Save, saved, at the question whether a test ticket is opened.
    pub fn asked_for_a_ticket() -> Self {
        Self::saved().down(2).tell([Message::Enter, Message::Enter])
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        if self.trouble.silent {
            return;
        }
        for effect in effects {
            for reply in self.replies(effect) {
                let more = update(&mut self.model, Message::Reply(reply));
                self.answer(more);
            }
        }
    }

    fn replies(&self, effect: Effect) -> Vec<Reply> {
        match effect {
            Effect::Start(stamp) => vec![Reply::Started(stamp, Box::new(self.disk.clone()))],
            Effect::Connect { stamp, only, .. } => {
                let zone = Zone {
                    name: "America East 2".to_owned(),
                    url: "https://webservices14.autotask.net/atservicesrest/".to_owned(),
                    web_url: String::new(),
                };
                let mut replies = vec![
                    Reply::ZoneFound(stamp, zone),
                    Reply::Threshold(stamp, Threshold { used: 124, limit: 10_000, timeframe_minutes: 60 }),
                ];
                for check in Check::ALL.into_iter().filter(|check| only.is_empty() || only.contains(check)) {
                    let result = match check {
                        Check::SignIn if self.trouble.no_sign_in => Err(refused(Code::SignInRefused)),
                        check if self.trouble.no_billing && check.is_for_billing() => {
                            Err(refused(Code::PermissionMissing))
                        }
                        check => Ok(check.right().to_owned()),
                    };
                    replies.push(Reply::Checked(stamp, check, result));
                    if check == Check::SignIn && self.trouble.no_sign_in {
                        break;
                    }
                }
                replies.push(Reply::ConnectEnded(stamp));
                replies
            }
            Effect::LoadTicketLists(stamp) => vec![Reply::TicketLists(stamp, Ok(lists()))],
            Effect::LoadKeptCompanies(stamp, _) => vec![Reply::KeptCompanies(stamp, Ok(None))],
            Effect::LoadCompanies(stamp) => {
                vec![Reply::CompaniesPage(stamp, companies(), Some(5)), Reply::CompaniesEnded(stamp, Ok(()))]
            }
            Effect::LoadTenantIds(stamp) => vec![Reply::TenantIds(stamp, Ok(TenantIds::default()))],
            Effect::LoadBilling { stamp, companies, contracts, services, .. } => {
                let found = billing(&companies, services);
                vec![Reply::Billing { stamp, companies, contracts, found: Box::new(Ok(found)) }]
            }
            Effect::LoadTenants(stamp, _) => vec![Reply::Tenants(stamp, Source::Petra, Ok(Vec::new()))],
            Effect::LoadUsage(stamp, ..) if self.trouble.no_usage => {
                vec![Reply::Usage(stamp, Err(refused(Code::PetraKeyRefused)))]
            }
            Effect::LoadUsage(stamp, ..) => vec![Reply::Usage(stamp, Ok(Vec::new()))],
            Effect::Suggest { stamp, tenants, companies, tenant_ids } => {
                let index = matching::Index::build(&companies).with_tenant_ids(tenant_ids);
                vec![Reply::Suggested(stamp, matching::suggest(&tenants, &companies, &index))]
            }
            Effect::ProbeStores(stamp) => vec![Reply::Stores(stamp, stores()), Reply::StoresEnded(stamp)],
            Effect::Save(stamp, request) => {
                let mut draft = request.draft.clone();
                let reference = |name| Some(crate::wizard::effect::reference_in(request.store, name));
                draft.references.secret = reference(crate::domain::reference::SecretName::AutotaskSecret);
                draft.references.tracking_id = reference(crate::domain::reference::SecretName::AutotaskTrackingId);
                let settings = draft.settings().expect("the draft is whole");
                vec![Reply::Saved(
                    stamp,
                    Box::new(Ok(SaveReport {
                        path: request.path.clone(),
                        changed: true,
                        references: draft.references.clone(),
                        secrets: "file, secrets/".to_owned(),
                        settings: Box::new(settings),
                    })),
                )]
            }
            Effect::OpenTestTicket(stamp, _) if self.trouble.no_ticket => {
                vec![Reply::TestTicket(stamp, Err(vec![refused(Code::PicklistInactive)]))]
            }
            Effect::OpenTestTicket(stamp, _) => vec![Reply::TestTicket(stamp, Ok(test_ticket()))],
            Effect::Generate => vec![Reply::Generated("petra-4711".to_owned(), Secret::from("made-up"))],
            _ => Vec::new(),
        }
    }
}

fn refused(code: Code) -> Diagnostic {
    Diagnostic::error(code, "Autotask refused it.", "Compare the values.")
        .with_detail("Autotask said: 401 Unauthorized")
}

fn test_ticket() -> TestTicket {
    TestTicket {
        id: 7001,
        number: "T20261124.0001".to_owned(),
        queue: Some(Named::new(1, "First")),
        status: Some(Named::new(1, "First")),
        url: Some("https://ww14.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?TicketID=7001".to_owned()),
    }
}

fn lists() -> TicketLists {
    let value = |value: i64, label: &str, active| PicklistValue {
        value,
        label: label.to_owned(),
        active,
        default: false,
        order: value,
        parent: None,
    };
    let list = |labels: &[&str]| -> Vec<PicklistValue> {
        (1..).zip(labels).map(|(number, label)| value(number, label, *label != "Old")).collect()
    };
    TicketLists::new(BTreeMap::from(
        TicketField::ALL.map(|field| (field.autotask_field().to_owned(), list(&["First", "Second", "Old"]))),
    ))
}

fn companies() -> Vec<Company> {
    let company = |id, name: &str, web: Option<&str>| Company {
        id,
        name: name.to_owned(),
        active: true,
        kind: Some(1),
        city: Some("Essen".to_owned()),
        web_address: web.map(str::to_owned),
    };
    vec![
        company(101, "Contoso Ltd", Some("contoso.com")),
        company(102, "Fabrikam Inc", Some("fabrikam.com")),
        company(103, "Koelner Strassenbau GmbH", Some("koelner-strassenbau.example")),
        company(104, "Woodgrove Bank AG", Some("woodgrove.example")),
        company(105, "Woodgrove Bank Services GmbH", Some("woodgrove.example")),
    ]
}

fn billing(companies: &[i64], services: bool) -> BillingFound {
    let contract = |id, company_id, name: &str, start| Contract {
        id,
        company_id,
        name: name.to_owned(),
        kind: RECURRING_SERVICE,
        status: CONTRACT_ACTIVE,
        start: Some(start),
        end: Some(date(2027, 12, 31)),
        period: None,
        renewed_by: None,
    };
    let all = [contract(201, 101, "Gold 2026", date(2026, 1, 1)), contract(202, 102, "Gold 2027", date(2027, 1, 1))];
    let contracts: Vec<Contract> =
        all.into_iter().filter(|contract| companies.contains(&contract.company_id)).collect();
    let lines = contracts
        .iter()
        .map(|contract| Line {
            kind: LineKind::Service,
            id: contract.id + 100,
            contract_id: contract.id,
            item_id: 7,
            units: vec![UnitRow { id: 1, start: date(2026, 1, 1), end: date(2027, 12, 31), units: 12, posted: false }],
        })
        .collect();
    let lists = services.then(|| BillingLists {
        services: vec![Service { id: 7, name: "Petra monitoring".to_owned(), active: true }],
        contract_kinds: Vec::new(),
    });
    BillingFound { billing: Billing { contracts, lines, ..Billing::default() }, lists }
}

fn stores() -> Vec<StoreState> {
    let state = |kind, works, why: &str| StoreState { kind, works, why: why.to_owned() };
    vec![
        state(StoreKind::Keyring, false, "no Secret Service in this session: no D-Bus address"),
        state(StoreKind::File, true, "not encrypted, readable for you and root (0600)"),
        state(StoreKind::Env, true, "stores nothing; you set three variables for each run"),
    ]
}

/// A state and how to get there.
pub(crate) type State = (&'static str, fn() -> Played);

const FINE: Trouble =
    Trouble { no_billing: false, no_sign_in: false, no_usage: false, no_ticket: false, silent: false };
const NO_BILLING: Trouble = Trouble { no_billing: true, ..FINE };
const NO_SIGN_IN: Trouble = Trouble { no_sign_in: true, ..FINE };
const NO_USAGE: Trouble = Trouble { no_usage: true, ..FINE };
const NO_TICKET: Trouble = Trouble { no_ticket: true, ..FINE };
const SILENT: Trouble = Trouble { silent: true, ..FINE };

fn on_column(played: Played, column: Column) -> Played {
    let by = Column::USUAL.iter().position(|usual| *usual == column).map_or(0, |at| at - 1);
    played.tell((0..by).map(|_| Message::Move(Move::Right)))
}

/// Every state that has keys of its own.
const STATES: [State; 58] = [
    ("guide", || Played::new().begun()),
    ("guide, a row without a value", || Played::new().begun().down(3)),
    ("guide, made", || Played::new().begun().tell([Message::Generate])),
    ("connect, empty", || Played::new().begun().tell([Message::StepForward])),
    ("connect, a secret", || Played::new().begun().tell([Message::StepForward, Message::Tab])),
    ("connect, filled", Played::filled),
    ("connect, a row before the test", || Played::filled().tell([Message::BackTab])),
    ("connect, waiting", || Played::tested(SILENT)),
    ("connect, waiting in a field", || Played::tested(SILENT).tell([Message::Tab])),
    ("connect, refused rows", || Played::tested(NO_BILLING)),
    ("connect, refused sign-in", || Played::tested(NO_SIGN_IN)),
    ("connect, refused sign-in, in a field", || Played::tested(NO_SIGN_IN).tell([Message::Tab])),
    ("connect, proven", || Played::tested(Trouble::default())),
    ("connect, proven, in a field", || Played::tested(Trouble::default()).tell([Message::Tab])),
    ("tenants, no source", || Played::tested(Trouble::default()).tell([Message::StepForward])),
    ("tenants, the key", || Played::tested(Trouble::default()).tell([Message::StepForward, Message::Enter])),
    ("tenants, the path", || {
        Played::tested(Trouble::default()).tell([Message::StepForward, Message::Tab, Message::Enter]).typed("ten")
    }),
    ("tenants, typing", || {
        Played::tested(Trouble::default()).tell([Message::StepForward, Message::BackTab, Message::Enter])
    }),
    ("tenants, waiting", || {
        Played::tested(Trouble::default())
            .tell([Message::StepForward, Message::Enter])
            .typed("key")
            .with(SILENT)
            .tell([Message::Enter])
    }),
    ("tenants, the list", Played::with_tenants),
    ("tenants, one excluded", || Played::with_tenants().tell([Message::Exclude])),
    ("tenants, the filter", || Played::with_tenants().tell([Message::Filter])),
    ("tenants, filtered", || Played::with_tenants().tell([Message::Filter]).typed("con").tell([Message::Enter])),
    ("tenants, a source", || Played::with_tenants().tell([Message::Tab])),
    ("ticketing, nothing chosen", Played::at_ticketing),
    ("ticketing, chosen", || Played::at_ticketing().tell([Message::Enter, Message::Enter]).down(-1)),
    ("ticketing, after an issue type", || Played::at_ticketing().tell([Message::Move(Move::Last)]).down(-1)),
    ("ticketing, a list", || Played::at_ticketing().tell([Message::Enter])),
    ("mapping", Played::at_mapping),
    ("mapping, the tenant", || Played::at_mapping().tell([Message::Move(Move::Left)])),
    ("mapping, a contract before the company", || on_column(Played::at_mapping(), Column::Contract)),
    ("mapping, every field of tickets", || Played::at_mapping().tell([Message::Fields])),
    ("mapping, two selected", || Played::at_mapping().tell([Message::SelectRow, Message::SelectRow])),
    ("mapping, companies", || Played::at_mapping().tell([Message::Enter])),
    ("mapping, one company for two", || {
        Played::at_mapping().tell([Message::SelectRow, Message::SelectRow, Message::Enter, Message::Enter])
    }),
    ("mapping, a reason", || Played::at_mapping().tell([Message::Exclude])),
    ("mapping, the filter", || Played::at_mapping().tell([Message::Filter])),
    ("mapping, filtered", || Played::at_mapping().tell([Message::Filter]).typed("wood").tell([Message::Enter])),
    ("mapping, decided", || Played::decided().tell([Message::Undo])),
    ("mapping, a finding elsewhere", || Played::decided().tell([Message::Move(Move::First)])),
    ("review, units without a key", || Played::decided().tell([Message::StepForward, Message::View(false)])),
    ("review, units awaited", || Played::with_key().with(SILENT).tell([Message::View(false)])),
    ("review, units", || Played::with_key().tell([Message::View(false)])),
    ("review, units refused", || Played::with_key().with(NO_USAGE).tell([Message::View(false)])),
    ("review, findings", || Played::decided().tell([Message::StepForward])),
    ("review, an error", || Played::at_mapping().tell([Message::StepForward])),
    ("review, changes", || Played::decided().tell([Message::StepForward, Message::View(true)])),
    ("mapping, from review", || Played::decided().tell([Message::StepForward, Message::Enter])),
    ("review, the filter", || Played::decided().tell([Message::StepForward, Message::Filter])),
    ("save, a store", Played::at_save),
    ("save, the path", || Played::at_save().tell([Message::BackTab])),
    ("save, a store chosen", || Played::at_save().tell([Message::Enter])),
    ("save, the line of a test ticket", || Played::saved().down(2)),
    ("save, tenants for a test ticket", || Played::saved().down(2).tell([Message::Enter])),
    ("save, a test ticket asked for", Played::asked_for_a_ticket),
    ("save, a test ticket under way", || Played::asked_for_a_ticket().with(SILENT).tell([Message::Yes])),
    ("save, a test ticket", || Played::asked_for_a_ticket().tell([Message::Yes])),
    ("save, a test ticket refused", || Played::asked_for_a_ticket().with(NO_TICKET).tell([Message::Yes])),
];

/// What takes the body for a while.
const OVERLAYS: [State; 8] = [
    ("save, saved", Played::saved),
    ("help", || Played::at_mapping().tell([Message::Help])),
    ("help, from a list", || Played::at_mapping().tell([Message::Enter, Message::Help])),
    ("help, filtered", || Played::at_mapping().tell([Message::Help]).typed("undecided")),
    ("info", || Played::at_mapping().tell([Message::Info])),
    ("headless", || Played::at_mapping().tell([Message::Headless])),
    ("quit", || Played::at_mapping().tell([Message::Quit])),
    ("a draft", Played::with_draft),
];

/// Every state that looks or works otherwise than the others.
pub(crate) fn states() -> impl Iterator<Item = State> {
    STATES.into_iter().chain(OVERLAYS)
}
