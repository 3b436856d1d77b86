//! A small site with four tenants, a state folder, and the verbs of ticketing.

use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::reference::SecretName;
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::Settings;
use petra_autotask::domain::ticketing::Key;
use petra_autotask::ops::{
    self, OpenRequest, Opened, Round, SavedAccess, Stop, SyncRequest, TicketRef, TicketSession, UpdateRequest,
    Workplace, WorkplaceOptions,
};
use serde_json::{Value, json};

use crate::harness::Lab;

/// Mapped (`ZZ1`; `ZZ4` with values of its own), excluded (`ZZ2`), undecided (`ZZ3`).
pub struct Desk {
    pub lab: Lab,
    folder: tempfile::TempDir,
    pub settings: Settings,
}

impl Desk {
    pub async fn new() -> Self {
        let lab = Lab::with_world(world()).await;
        let settings = serde_json::from_value(json!({
            "version": 1,
            "autotask": {
                "username": lab.says().username,
                "zone": {"name": "Sandbox", "url": "https://elsewhere.invalid/", "webUrl": "https://elsewhere.invalid/"},
                "secret": "env:AUTOTASK_SECRET",
                "trackingId": "env:AUTOTASK_TRACKING_ID",
            },
            "petra": {"apiKey": "env:PETRA_API_KEY"},
            "ticketing": {
                "queue": {"id": 29_682_835, "name": "Security"},
                "statusNew": {"id": 1, "name": "New"},
                "statusUpdate": {"id": 8, "name": "In Progress"},
                "priority": {"id": 2, "name": "Medium"},
                "source": {"id": 20, "name": "Petra Security"},
                "ticketCategory": {"id": 100, "name": "Security Incident"},
                "dueHours": 4,
            },
            "tenants": [
                {"id": "ZZ1", "name": "Contoso", "company": {"id": 174, "name": "Contoso Ltd"}},
                {"id": "ZZ2", "name": "Fabrikam", "excluded": "own IT"},
                {"id": "ZZ3", "name": "Tailspin"},
                {"id": "ZZ4", "name": "Litware", "company": {"id": 175, "name": "Litware Inc"}, "ticketing": {
                    "queue": {"id": 29_682_834, "name": "Level II Support"},
                    "statusUpdate": {"id": 11, "name": "Escalate"},
                    "issueType": {"id": 14, "name": "Security"},
                    "subIssueType": {"id": 160, "name": "Account Takeover"},
                }},
            ],
        }))
        .unwrap();
        Self { lab, folder: tempfile::tempdir().unwrap(), settings }
    }

    pub fn place(&self) -> Workplace {
        let options = WorkplaceOptions {
            config: Some(self.folder.path().join("config.json")),
            state: Some(self.folder.path().join("state")),
            autotask_url: Some(self.lab.says().autotask_url.clone()),
            petra_url: Some(self.lab.says().petra_url.clone()),
            today: Some(jiff::civil::date(2026, 11, 24)),
            leave_keyrings: true,
        };
        Workplace::new(options, |_| None).unwrap().with_patience(&self.lab.patience)
    }

    pub fn access(&self) -> SavedAccess {
        let says = self.lab.says();
        SavedAccess {
            settings: self.settings.clone(),
            secrets: vec![
                (SecretName::AutotaskSecret, Secret::from(says.secret.as_str())),
                (SecretName::AutotaskTrackingId, Secret::from(says.tracking_id.as_str())),
                (SecretName::PetraApiKey, Secret::from(says.petra_api_key.as_str())),
            ],
            username: None,
            asks_petra: true,
        }
    }

    pub async fn session(&self) -> TicketSession {
        ops::open_tickets(&self.place(), self.access()).await.unwrap()
    }

    pub async fn open(&self, request: OpenRequest) -> Result<Opened, Vec<Diagnostic>> {
        ops::open_ticket(&self.place(), &self.session().await, request).await
    }

    pub async fn update(&self, ticket: TicketRef, reopen: bool) -> Result<Opened, Vec<Diagnostic>> {
        let request = UpdateRequest { ticket, note: "It goes on.\n\u{1b}[2JDetails".to_owned(), reopen };
        ops::update_ticket(&self.session().await, &request).await
    }

    pub async fn sync(&self) -> Round {
        self.sync_as(SyncRequest::default()).await
    }

    pub async fn sync_as(&self, request: SyncRequest) -> Round {
        let (place, session) = (self.place(), self.session().await);
        let run = ops::begin_incidents(&place, request.dry_run).unwrap();
        let (_wish, stop) = Stop::new();
        ops::sync_incidents(&place, &session, &run, request, &stop, &mut |_, _| {}).await
    }

    /// The tickets of the world, the oldest first.
    pub async fn tickets(&self) -> Vec<Value> {
        self.lab.world().await["entities"]["Tickets"].as_array().unwrap().clone()
    }

    pub async fn notes(&self) -> Vec<Value> {
        self.lab.world().await["entities"]["TicketNotes"].as_array().unwrap().clone()
    }

    /// Completes the world's newest ticket.
    pub async fn complete_last(&self) {
        self.lab
            .change_world(|world| {
                world["entities"]["Tickets"].as_array_mut().unwrap().last_mut().unwrap()["status"] = 5.into();
            })
            .await;
    }

    pub async fn set_incidents(&self, incidents: Value) {
        self.lab.change_world(|world| world["petra"]["incidents"] = incidents).await;
    }
}

fn world() -> Value {
    json!({
        "today": "2026-11-24",
        "entities": {"Companies": [
            {"id": 0, "companyName": "Northwind MSP"},
            {"id": 174, "companyName": "Contoso Ltd"},
            {"id": 175, "companyName": "Litware Inc"},
            {"id": 176, "companyName": "Closed down", "isActive": false},
        ]},
        "petra": {"apiKey": "petra-key-abcdefgh", "tenants": [], "incidents": []},
    })
}

pub fn request(tenant: &str, key: Option<&str>) -> OpenRequest {
    OpenRequest {
        tenant: tenant.to_owned(),
        title: "It\nhappened".to_owned(),
        description: "Look at it.".to_owned(),
        priority: None,
        key: key.map(|key| Key::new(key).unwrap()),
        reopen: false,
    }
}

pub fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|finding| finding.code).collect()
}
