//! A sandbox, what connects to it, and its ledger.

use std::time::Duration;

use petra_autotask::autotask::{self, Client, Error, discover_zone};
use petra_autotask::domain::account::{Credentials, Zone};
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::secret::Secret;
use petra_autotask::http::{self, Patience};
use petra_autotask::petra;
use petra_autotask::sandbox::{Announcement, Options, Sandbox};
use serde_json::{Value, json};

use super::conformance::tap::Tap;

pub struct Lab {
    // The tap judges what it has recorded when it goes.
    pub tap: Tap,
    sandbox: Sandbox,
    says: Announcement,
    pub http: http::Client,
    pub patience: Patience,
}

impl Lab {
    pub async fn of(options: Options) -> Self {
        let today = options.today.or(Some(jiff::civil::date(2026, 11, 24)));
        let deviates = !options.faults.is_empty();
        let sandbox = Sandbox::start(Options { today, ..options }).await.unwrap();
        let (tap, says) = tapped(sandbox.announcement(), deviates).await;
        let patience = Patience { timeout: Duration::from_secs(20), pauses: vec![Duration::from_millis(1); 3] };
        Self { tap, sandbox, says, http: http::Client::new().unwrap(), patience }
    }

    /// The invented world of the usual size, with faults.
    pub async fn with_faults(faults: &[&str]) -> Self {
        let faults = faults.iter().map(|fault| (*fault).to_owned()).collect();
        Self::of(Options { faults, ..Options::default() }).await
    }

    pub async fn with_world(world: Value) -> Self {
        Self::of(Options { world: Some(world), ..Options::default() }).await
    }

    /// Where everything is, through the tap.
    pub fn says(&self) -> &Announcement {
        &self.says
    }

    pub fn options(&self) -> autotask::Options {
        autotask::Options { base: self.says().autotask_url.parse().unwrap(), patience: self.patience.clone() }
    }

    pub fn credentials(&self) -> Credentials {
        Credentials {
            username: self.says().username.clone(),
            secret: Secret::from(self.says().secret.as_str()),
            tracking_id: Secret::from(self.says().tracking_id.as_str()),
        }
    }

    pub async fn zone(&self) -> Result<Zone, Error> {
        discover_zone(&self.http, &self.options(), &self.says().username).await
    }

    /// A client that has not signed in yet, in the zone that the sandbox names.
    pub async fn client(&self) -> Client {
        self.client_with(&self.credentials()).await
    }

    pub async fn client_with(&self, credentials: &Credentials) -> Client {
        Client::new(&self.http, &self.options(), &self.zone().await.unwrap(), credentials).unwrap()
    }

    pub async fn signed_in(&self) -> Client {
        let client = self.client().await;
        client.sign_in().await.unwrap();
        client
    }

    pub fn petra(&self, key: &str) -> petra::Client {
        let options = petra::Options { base: self.says().petra_url.parse().unwrap(), patience: self.patience.clone() };
        petra::Client::new(&self.http, &options, &Secret::from(key)).unwrap()
    }

    pub async fn ledger(&self) -> Ledger {
        Ledger(self.control("GET", "ledger", None).await)
    }

    pub async fn world(&self) -> Value {
        self.control("GET", "world", None).await
    }

    /// Replaces the faults in force.
    pub async fn set_faults(&self, faults: &[&str]) {
        self.tap.lets_answers_be();
        self.control("POST", "faults", Some(json!(faults))).await;
    }

    /// Changes the world as it is now.
    pub async fn change_world(&self, change: impl FnOnce(&mut Value)) {
        let mut world = self.world().await;
        change(&mut world);
        self.control("PUT", "world", Some(world)).await;
    }

    async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        control(&self.sandbox.announcement().control_url, method, path, body).await
    }
}

/// One of the sandbox's control calls.
pub async fn control(control_url: &str, method: &str, path: &str, body: Option<Value>) -> Value {
    let url = format!("{}/{path}", control_url.trim_end_matches('/'));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.request(method.parse().unwrap(), url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
    serde_json::from_slice(&answer).unwrap_or(Value::Null)
}

/// A tap in front of a sandbox, and what the sandbox announces with the tap's address.
pub async fn tapped(announced: &Announcement, deviates: bool) -> (Tap, Announcement) {
    let tap = Tap::before(&announced.autotask_url).await;
    if deviates {
        tap.lets_answers_be();
    }
    let mut says = announced.clone();
    says.autotask_url = tap.url(&says.autotask_url);
    says.petra_url = tap.url(&says.petra_url);
    (tap, says)
}

pub struct Ledger(Value);

impl Ledger {
    /// Method and path of every request that needs credentials, in order.
    pub fn requests(&self) -> Vec<String> {
        let requests = self.0["requests"].as_array().unwrap().iter();
        requests
            .map(|request| format!("{} {}", request["method"].as_str().unwrap(), request["path"].as_str().unwrap()))
            .filter(|request| !request.to_lowercase().contains("zoneinformation"))
            .collect()
    }

    /// The most requests at once at an endpoint.
    pub fn most_at_once(&self, endpoint: &str) -> u64 {
        self.0["maxConcurrentByEndpoint"][endpoint].as_u64().unwrap_or(0)
    }
}

pub fn code(error: impl Into<Diagnostic>) -> Code {
    error.into().code
}
