//! Someone at the real wizard: deeds go in at once, replies are waited for one by one.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use jiff::civil::{Date, date};
use petra_autotask::domain::account::Credentials;
use petra_autotask::domain::reference::{SecretName, StoreKind};
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::TenantSettings;
use petra_autotask::http::Patience;
use petra_autotask::ops::{Workplace, WorkplaceOptions};
use petra_autotask::runtime::Runtime;
use petra_autotask::sandbox::{Announcement, Options, Sandbox};
use petra_autotask::wizard::effect::Reply;
use petra_autotask::wizard::field::Edit;
use petra_autotask::wizard::steps::mapping::Column;
use petra_autotask::wizard::{Effect, Facts, Message, Model, Move, Step, update};
use serde_json::{Value, json};

use crate::conformance::tap::Tap;
use crate::harness::{control, tapped};

pub const TODAY: Date = date(2026, 11, 24);

/// A sandbox, and a folder for what is written.
pub struct Site {
    tap: Tap,
    sandbox: Sandbox,
    says: Announcement,
    pub tokio: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
}

impl Site {
    pub fn of(options: Options) -> Self {
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let today = options.today.or(Some(TODAY));
        let deviates = !options.faults.is_empty();
        let sandbox = tokio.block_on(Sandbox::start(Options { today, ..options })).unwrap();
        let (tap, says) = tokio.block_on(tapped(sandbox.announcement(), deviates));
        Self { tap, sandbox, says, tokio, folder: tempfile::tempdir().unwrap() }
    }

    /// With the world of [`world`].
    pub fn small() -> Self {
        Self::of(Options { world: Some(world()), ..Options::default() })
    }

    /// Where everything is, through the tap.
    pub fn says(&self) -> &Announcement {
        &self.says
    }

    pub fn secrets(&self) -> Vec<(SecretName, Secret)> {
        let says = self.says();
        vec![
            (SecretName::AutotaskSecret, Secret::from(says.secret.as_str())),
            (SecretName::AutotaskTrackingId, Secret::from(says.tracking_id.as_str())),
            (SecretName::PetraApiKey, Secret::from(says.petra_api_key.as_str())),
        ]
    }

    pub fn config(&self, name: &str) -> PathBuf {
        self.folder.path().join(name).join("config.json")
    }

    /// A place of its own: config and state in a folder of that name.
    pub fn place(&self, name: &str) -> Workplace {
        let options = WorkplaceOptions {
            config: Some(self.config(name)),
            state: Some(self.folder.path().join(name).join("state")),
            autotask_url: Some(self.says().autotask_url.clone()),
            petra_url: Some(self.says().petra_url.clone()),
            today: Some(TODAY),
            leave_keyrings: true,
        };
        let patience = Patience { pauses: vec![Duration::from_millis(1); 3], ..Patience::default() };
        Workplace::new(options, |_| None).unwrap().with_patience(&patience)
    }

    /// The wizard at a place, with secrets that were given from outside.
    pub fn wizard(&self, name: &str, given: Vec<(SecretName, Secret)>) -> Session {
        let facts = Facts {
            config_path: self.config(name).display().to_string(),
            autotask_url: Some(self.says().autotask_url.clone()),
            secrets: given.clone(),
            ..Facts::of_day(TODAY)
        };
        let (sender, replies) = mpsc::channel();
        // A reply that comes after the end is nobody's.
        let runtime = Runtime::new(self.place(name), given, move |reply| drop(sender.send(reply))).unwrap();
        let mut session = Session {
            model: Model::new(facts),
            runtime: Some(runtime),
            replies,
            pages: Vec::new(),
            is_kept: false,
            left: false,
        };
        let effects = session.model.begin();
        session.carry_out(effects);
        session.until("what is on disk", |model| model.start.ready().is_some());
        session
    }

    pub fn credentials(&self) -> Credentials {
        let says = self.says();
        Credentials {
            username: says.username.clone(),
            secret: Secret::from(says.secret.as_str()),
            tracking_id: Secret::from(says.tracking_id.as_str()),
        }
    }

    /// One of the sandbox's control calls.
    fn reads(&self, what: &str) -> Value {
        self.tokio.block_on(control(&self.sandbox.announcement().control_url, "GET", what, None))
    }

    /// The tickets of the world, the oldest first.
    pub fn tickets(&self) -> Vec<Value> {
        self.reads("world")["entities"]["Tickets"].as_array().unwrap().clone()
    }

    /// The path of every request so far, after the version.
    pub fn requests(&self) -> Vec<String> {
        let ledger = self.reads("ledger");
        let requests = ledger["requests"].as_array().unwrap().iter();
        let paths = requests.map(|request| request["path"].as_str().unwrap());
        paths.map(|path| path.rsplit_once("V1.0").map_or(path, |(_, after)| after).to_owned()).collect()
    }

    /// Changes the rows of an entity as they are now.
    pub fn change_rows(&self, entity: &str, change: impl FnOnce(&mut Vec<Value>)) {
        let control_url = &self.sandbox.announcement().control_url;
        self.tokio.block_on(async {
            let mut world = control(control_url, "GET", "world", None).await;
            change(world["entities"][entity].as_array_mut().unwrap());
            control(control_url, "PUT", "world", Some(world)).await;
        });
    }

    /// Replaces the faults in force.
    pub fn set_faults(&self, faults: &[&str]) {
        self.tap.lets_answers_be();
        let url = format!("{}/faults", self.sandbox.announcement().control_url.trim_end_matches('/'));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = self.tokio.block_on(client.post(url).json(&json!(faults)).send()).unwrap();
        answer.error_for_status().unwrap();
    }
}

/// Six tenants, and companies with contracts that suit some of them.
pub fn world() -> Value {
    json!({
        "entities": {
            "Companies": [
                {"id": 0, "companyName": "Northwind MSP"},
                {"id": 174, "companyName": "Contoso Ltd", "webAddress": "https://contoso.com"},
                {"id": 180, "companyName": "Fabrikam, Inc. \"West\""},
                {"id": 190, "companyName": "Litware GmbH"},
                {"id": 200, "companyName": "Woodgrove Bank AG"},
                {"id": 210, "companyName": "株式会社サクラ情報"},
                {"id": 220, "companyName": "Woodgrove (old)", "isActive": false},
            ],
            "Contracts": [
                {"id": 9, "companyID": 174, "contractName": "Gold", "startDate": "2026-01-01", "endDate": "2028-01-01"},
                {"id": 10, "companyID": 200, "contractName": "Gold 2027", "startDate": "2027-01-01", "endDate": "2028-01-01"},
                {"id": 11, "companyID": 174, "contractName": "Hours", "contractType": 4},
                {"id": 12, "companyID": 190, "contractName": "Suite", "startDate": "2026-01-01", "endDate": "2028-01-01"},
            ],
            "Services": [{"id": 5, "name": "Petra monitoring"}, {"id": 6, "name": "Endpoint care"}],
            "ContractServices": [
                {"id": 77, "contractID": 9, "serviceID": 5},
                {"id": 78, "contractID": 9, "serviceID": 6},
                {"id": 80, "contractID": 10, "serviceID": 5},
            ],
            // A bundle with the number of a service, on a line with the number of a service's line.
            "ServiceBundles": [{"id": 5, "name": "Everything"}],
            "ContractServiceBundles": [{"id": 77, "contractID": 12, "serviceBundleID": 5}],
            "ContractServiceBundleUnits": [
                {"id": 900, "contractServiceBundleID": 77, "startDate": "2026-01-01", "endDate": "2026-11-01", "units": 9},
                {"id": 901, "contractServiceBundleID": 77, "startDate": "2026-11-01", "endDate": "2028-01-01", "units": 4},
            ],
            "Tickets": [], "TicketNotes": [], "Resources": [],
        },
        "units": {"77": 12, "78": 1, "80": 3},
        "petra": {"apiKey": "petra-key-of-the-small-world", "tenants": [
            {"petraTenantId": "ZZ2", "name": "Contoso", "microsoftTenantId": "7c1d2a40-0000-4000-8000-000000000002"},
            {"petraTenantId": "ZZ1", "name": "Adatum"},
            {"petraTenantId": "ZZ3", "name": "Fabrikam", "microsoftTenantId": "7c1d2a40-0000-4000-8000-000000000003"},
            {"petraTenantId": "ZZ4", "name": "Litware"},
            {"petraTenantId": "ZZ5", "name": "Woodgrove"},
            {"petraTenantId": "ZZ6", "name": "サクラ"},
        ]},
    })
}

pub struct Session {
    pub model: Model,
    runtime: Option<Runtime>,
    replies: Receiver<Reply>,
    /// How many companies each page had.
    pub pages: Vec<usize>,
    /// Whether a list that was read is on disk.
    pub is_kept: bool,
    /// Whether the program is to be left.
    pub left: bool,
}

impl Session {
    pub fn tells(&mut self, message: Message) -> &mut Self {
        let effects = update(&mut self.model, message);
        self.carry_out(effects);
        self
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.left |= matches!(effect, Effect::Leave(_));
            self.runtime.as_mut().unwrap().carry_out(effect);
        }
    }

    /// Takes in replies until something holds.
    pub fn until(&mut self, what: &str, holds: impl Fn(&Model) -> bool) -> &mut Self {
        while !holds(&self.model) {
            self.takes_in(what);
        }
        self
    }

    /// Waits until a list that was read is on disk for the next start.
    pub fn waits_until_kept(&mut self) -> &mut Self {
        while !self.is_kept {
            self.takes_in("the list on disk");
        }
        self
    }

    fn takes_in(&mut self, what: &str) {
        match self.replies.recv_timeout(Duration::from_mins(1)) {
            Ok(reply) => {
                if let Reply::CompaniesPage(_, page, _) = &reply {
                    self.pages.push(page.len());
                }
                self.is_kept |= matches!(reply, Reply::CompaniesKept(Ok(())));
                self.tells(Message::Reply(reply));
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                panic!("waited in vain for {what}: {} {:?}", self.model.shared.notice, self.model.connect.rows);
            }
        }
    }

    /// The session ends; what it kept is on disk then.
    pub fn ends(mut self) -> Model {
        drop(self.runtime.take());
        self.model
    }

    pub fn enters(&mut self) -> &mut Self {
        self.tells(Message::Enter)
    }

    pub fn moves(&mut self, rows: i32) -> &mut Self {
        self.tells(Message::Move(Move::Rows(rows)))
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

    pub fn picks(&mut self, text: &str) -> &mut Self {
        self.enters().types(text).enters()
    }

    /// From a fresh start through Connect, the values pasted.
    pub fn connects(&mut self, site: &Site) -> &mut Self {
        let says = site.says();
        self.tells(Message::StepForward);
        self.pastes(&format!("{}\n{}\n{}\n", says.username, says.secret, says.tracking_id)).enters();
        self.until("the connection", |model| model.shared.connected)
    }

    /// Tenants from Petra.
    pub fn reads_tenants(&mut self, site: &Site) -> &mut Self {
        self.tells(Message::StepForward);
        assert_eq!(self.model.step, Step::Tenants);
        self.enters().pastes(&site.says().petra_api_key).enters();
        self.until("the tenants", |model| model.tenants.loads[0].ready().is_some())
    }

    /// The four defaults that every ticket needs.
    pub fn chooses_defaults(&mut self, values: [&str; 4]) -> &mut Self {
        self.tells(Message::StepForward);
        assert_eq!(self.model.step, Step::Ticketing);
        self.until("the ticket lists", |model| model.shared.catalog.tickets().is_some());
        for value in values {
            self.picks(value);
        }
        self.tells(Message::StepForward);
        assert_eq!(self.model.step, Step::Mapping, "{}", self.model.shared.notice);
        self
    }

    pub fn waits_for_companies(&mut self) -> &mut Self {
        self.until("all companies", |model| model.shared.catalog.has_all_companies())
    }

    /// Waits until no contract is being read.
    pub fn waits_for_contracts(&mut self) -> &mut Self {
        self.until("the contracts", |model| model.shared.loads.billing.loading().is_none())
    }

    /// Goes to a cell of the grid by the keys.
    pub fn on(&mut self, tenant: &str, column: Column) -> &mut Self {
        let tenants = &self.model.shared.draft.tenants;
        let wanted = |&place: &usize| tenants[place].settings.id == tenant;
        let row = self.model.mapping.rows.iter().position(wanted).expect("the tenant is shown");
        self.tells(Message::Move(Move::First)).moves(i32::try_from(row).unwrap());
        if !self.model.mapping.columns().contains(&column) {
            self.tells(Message::Fields);
        }
        let at = |wanted| self.model.mapping.columns().iter().position(|one| *one == wanted).expect("a column");
        let (from, to) = (at(self.model.mapping.column), at(column));
        for _ in 0..from.abs_diff(to) {
            self.tells(Message::Move(if to > from { Move::Right } else { Move::Left }));
        }
        self
    }

    /// In the picker of the focused cell: types an id, goes to the row that has it, takes it.
    pub fn picks_id(&mut self, id: i64) -> &mut Self {
        self.enters().types(&id.to_string());
        let picker = self.model.mapping.picker.as_ref().expect("a picker is open");
        let rows = picker.rows(0..picker.len(), &self.model.shared.catalog);
        let row = rows.iter().position(|row| row.id == Some(id)).expect("the id is listed");
        self.moves(i32::try_from(row).unwrap()).enters()
    }

    pub fn tenant(&self, id: &str) -> &TenantSettings {
        &self.model.shared.draft.tenant(id).expect("the tenant is known").settings
    }

    /// Over Review to a saved file.
    pub fn saves(&mut self, store: StoreKind) -> &mut Self {
        self.waits_for_contracts().tells(Message::Goto(Step::Review)).waits_for_contracts();
        self.tells(Message::StepForward);
        assert_eq!(self.model.step, Step::Save, "{}", self.model.shared.notice);
        self.until("the stores", |model| model.save.trial.loading().is_none());
        let at = StoreKind::ALL.into_iter().position(|kind| kind == store).unwrap();
        self.tells(Message::Move(Move::First)).moves(i32::try_from(at + 1).unwrap()).enters();
        assert_eq!(self.model.save.chosen, Some(store), "{}", self.model.shared.notice);
        self.enters().until("the saved file", |model| model.save.saving.loading().is_none());
        assert!(self.model.save.done().is_some(), "{:?}", self.model.save.saving);
        self
    }
}
