//! A book of tenants with a line each, a place to bill from, and the world as it is afterwards.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use petra_autotask::domain::billing::{Plan, PlanLine};
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::reference::SecretName;
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::Settings;
use petra_autotask::ops::{
    Applied, BillingSession, PlanRequest, SavedAccess, Stop, UsageSource, Workplace, WorkplaceOptions, apply_billing,
    begin_billing, open_billing, plan_billing,
};
use petra_autotask::sandbox::{Options, Sandbox};
use serde_json::{Map, Value, json};

use crate::harness::control;

pub const TODAY: Date = date(2026, 11, 24);

/// Tenants with their lines, to be spoilt before the sandbox starts.
pub struct Book {
    pub tenants: Vec<Value>,
    pub entities: Map<String, Value>,
    pub units: Map<String, Value>,
    pub usage: BTreeMap<String, Vec<i64>>,
}

pub fn tenant(number: usize) -> String {
    format!("T{number:04}")
}

fn contract(number: usize) -> Value {
    json!({"id": 3000 + number, "companyID": 2000 + number, "contractName": "Managed Security", "contractType": 7, "status": 1,
        "startDate": "2026-01-01", "endDate": "2027-12-31", "contractPeriodType": 2})
}

impl Book {
    /// So many tenants: units 20, 23 wanted.
    pub fn of(tenants: usize) -> Self {
        let rows = |row: fn(usize) -> Value| Value::from((1..=tenants).map(row).collect::<Vec<_>>());
        let entities = [
            ("Companies", rows(|one| json!({"id": 2000 + one, "companyName": format!("Company {one}")}))),
            ("Contracts", rows(contract)),
            ("Services", json!([{"id": 5, "name": "Petra monitoring"}, {"id": 6, "name": "Other"}])),
            ("ContractServices", rows(|one| json!({"id": 1000 + one, "contractID": 3000 + one, "serviceID": 5}))),
            ("ContractServiceUnits", json!([])),
        ];
        let mapped = |one: usize| {
            json!({"id": tenant(one), "name": format!("Tenant {one}"),
                "company": {"id": 2000 + one, "name": format!("Company {one}")},
                "billing": {"contract": {"id": 3000 + one, "name": "Managed Security"},
                    "service": {"id": 5, "name": "Petra monitoring", "contractServiceId": 1000 + one}}})
        };
        Self {
            tenants: (1..=tenants).map(mapped).collect(),
            entities: entities.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect(),
            units: (1..=tenants).map(|one| ((1000 + one).to_string(), json!(20))).collect(),
            usage: (1..=tenants).map(|one| (tenant(one), vec![23])).collect(),
        }
    }

    /// A row of the world.
    pub fn row(&mut self, entity: &str, id: usize) -> &mut Value {
        let rows = self.entities.get_mut(entity).and_then(Value::as_array_mut).unwrap();
        rows.iter_mut().find(|row| row["id"] == id).unwrap()
    }

    pub fn add(&mut self, entity: &str, row: Value) {
        self.entities.entry(entity).or_insert(json!([])).as_array_mut().unwrap().push(row);
    }

    pub fn drop_row(&mut self, entity: &str, id: usize) {
        self.entities[entity].as_array_mut().unwrap().retain(|row| row["id"] != id);
    }

    pub fn billing(&mut self, number: usize) -> &mut Value {
        &mut self.tenants[number - 1]["billing"]
    }

    /// Unit rows in place of those that the sandbox would make: first day, last day, units.
    pub fn rows(&mut self, number: usize, rows: &[(&str, &str, i64)]) {
        let line = 1000 + number;
        self.units.remove(&line.to_string());
        for (place, (start, end, units)) in rows.iter().enumerate() {
            self.add(
                "ContractServiceUnits",
                json!({"id": line * 100 + place, "contractServiceID": line, "contractID": 3000 + number, "serviceID": 5,
                    "startDate": start, "endDate": end, "units": units}),
            );
        }
    }

    pub async fn desk(self, faults: &[&str]) -> Desk {
        let world = json!({"today": TODAY.to_string(),
            "account": {"username": "api@example.com", "secret": "Horse-Battery-7", "trackingId": "TRACKINGIDENTIFIER0000000001"},
            "entities": self.entities, "units": self.units, "petra": {"apiKey": "petra-key-abcdefgh", "tenants": []}});
        let options = Options {
            world: Some(world),
            today: Some(TODAY),
            faults: faults.iter().map(|fault| (*fault).to_owned()).collect(),
            ..Options::default()
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        let named = |id: i64, name: &str| json!({"id": id, "name": name});
        let settings = json!({"version": 1,
            "autotask": {"username": "api@example.com",
                "zone": {"name": "S", "url": "http://127.0.0.1:9/ATServicesRest/", "webUrl": "http://127.0.0.1:9/"},
                "secret": "env:A", "trackingId": "env:B"},
            "ticketing": {"queue": named(1, "Q"), "statusNew": named(1, "New"), "statusUpdate": named(8, "W"),
                "priority": named(2, "M")},
            "tenants": self.tenants});
        let mut usage = String::from("tenant_id,units\n");
        for (tenant, figures) in &self.usage {
            for figure in figures {
                usage.push_str(&format!("{tenant},{figure}\n"));
            }
        }
        let settings = serde_json::from_value(settings).unwrap();
        Desk { sandbox, folder: tempfile::tempdir().unwrap(), settings, usage: usage.into_bytes(), today: TODAY }
    }
}

/// A sandbox with the book's world, and a place to bill from.
pub struct Desk {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    settings: Settings,
    pub usage: Vec<u8>,
    /// The day on which it is billed.
    pub today: Date,
}

/// The codes that a line was found to have.
pub fn codes(line: &PlanLine) -> Vec<Code> {
    line.findings.iter().map(|finding| finding.code).collect()
}

impl Desk {
    pub fn place(&self) -> Workplace {
        let options = WorkplaceOptions {
            config: Some(self.folder.path().join("config.json")),
            state: Some(self.folder.path().join("state")),
            autotask_url: Some(self.sandbox.announcement().autotask_url.clone()),
            petra_url: Some(self.sandbox.announcement().petra_url.clone()),
            today: Some(self.today),
            leave_keyrings: true,
        };
        Workplace::new(options, |_| None).unwrap()
    }

    pub async fn session(&self) -> BillingSession {
        let says = self.sandbox.announcement();
        let access = SavedAccess {
            settings: self.settings.clone(),
            secrets: vec![
                (SecretName::AutotaskSecret, Secret::from(says.secret.as_str())),
                (SecretName::AutotaskTrackingId, Secret::from(says.tracking_id.as_str())),
            ],
            username: None,
            asks_petra: false,
        };
        open_billing(&self.place(), access).await.unwrap()
    }

    pub fn request(&self) -> PlanRequest {
        PlanRequest {
            usage: UsageSource::File(self.usage.clone()),
            unit_field: None,
            effective: None,
            max_change: None,
            allow_zero: false,
            tenants: Vec::new(),
        }
    }

    pub async fn plan(&self, effective: &str) -> Plan {
        let request = PlanRequest { effective: Some(effective.parse().unwrap()), ..self.request() };
        plan_billing(&self.place(), &self.session().await, &request, &mut |_, _, _| {}).await.unwrap()
    }

    pub async fn sync(&self) -> Result<Applied, Vec<Diagnostic>> {
        self.sync_and_hear(&mut |_| {}).await
    }

    /// Plans and applies; `say` hears what a person would be told.
    pub async fn sync_and_hear(&self, say: &mut (dyn FnMut(&str) + Send)) -> Result<Applied, Vec<Diagnostic>> {
        let (place, session) = (self.place(), self.session().await);
        let run = begin_billing(&place, &session, "sync").await.map_err(|failure| vec![failure])?;
        let plan = plan_billing(&place, &session, &self.request(), &mut |_, _, _| {}).await?;
        let (_wish, stop) = Stop::new();
        apply_billing(&place, &session, &run, plan, stop, &mut |_, _, _| {}, say).await.map_err(|failure| vec![failure])
    }

    async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        control(&self.sandbox.announcement().control_url, method, path, body).await
    }

    pub async fn world(&self) -> Value {
        self.control("GET", "world", None).await
    }

    pub async fn ledger(&self) -> Value {
        self.control("GET", "ledger", None).await
    }

    pub async fn set_faults(&self, faults: &[&str]) {
        self.control("POST", "faults", Some(json!(faults))).await;
    }
}

/// Units in force today on a line: of the rows that cover the day the latest. The world holds totals, whatever is shown.
pub fn units_of(world: &Value, entity: &str, line: usize) -> i64 {
    let field = if entity == "ContractServiceUnits" { "contractServiceID" } else { "contractServiceBundleID" };
    let day = |row: &Value, field: &str| row[field].as_str().unwrap()[..10].to_owned();
    let today = TODAY.to_string();
    let rows = world["entities"][entity].as_array().unwrap().iter().filter(|row| row[field] == line);
    let in_force = rows.filter(|row| day(row, "startDate") <= today && today <= day(row, "endDate"));
    in_force.max_by_key(|row| day(row, "startDate")).map_or(0, |row| row["units"].as_i64().unwrap())
}
