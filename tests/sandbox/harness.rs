//! A sandbox and a plain HTTP client for it.

use petra_autotask::sandbox::{Announcement, Options, Sandbox};
use serde_json::{Value, json};

pub struct Lab {
    pub sandbox: Sandbox,
    pub client: reqwest::Client,
}

/// Status and body of an answer; a body that is no JSON is text.
#[derive(Debug, PartialEq)]
pub struct Got {
    pub status: u16,
    pub body: Value,
}

impl Lab {
    pub async fn of(options: Options) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let today = Some(jiff::civil::date(2026, 11, 24));
        let options = Options { today: options.today.or(today), ..options };
        Self { sandbox: Sandbox::start(options).await.unwrap(), client }
    }

    pub async fn with(world: Value) -> Self {
        Self::of(Options { world: Some(world), ..Options::default() }).await
    }

    pub async fn with_faults(world: Value, faults: &[&str]) -> Self {
        let faults = faults.iter().map(|fault| (*fault).to_owned()).collect();
        Self::of(Options { world: Some(world), faults, ..Options::default() }).await
    }

    pub fn at(&self) -> &Announcement {
        self.sandbox.announcement()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/V1.0/{path}", self.at().autotask_url)
    }

    pub fn request(&self, method: &str, url: &str) -> reqwest::RequestBuilder {
        let at = self.at();
        self.client
            .request(method.parse().unwrap(), url)
            .header("UserName", &at.username)
            .header("Secret", &at.secret)
            .header("ApiIntegrationCode", &at.tracking_id)
    }

    pub async fn try_call(&self, method: &str, path: &str, body: Option<Value>) -> reqwest::Result<Got> {
        let url = if path.starts_with("http") { path.to_owned() } else { self.url(path) };
        let mut request = self.request(method, &url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await?).await
    }

    pub async fn call(&self, method: &str, path: &str, body: Value) -> Got {
        self.try_call(method, path, Some(body)).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Got {
        self.try_call("GET", path, None).await.unwrap()
    }

    pub async fn query(&self, entity: &str, filter: Value) -> Vec<Value> {
        let got = self.call("POST", &format!("{entity}/query"), json!({"filter": filter})).await;
        assert_eq!(got.status, 200, "{}", got.body);
        got.body["items"].as_array().unwrap().clone()
    }

    pub async fn petra(&self, path: &str) -> Got {
        let at = self.at();
        let request = self.client.get(format!("{}{path}", at.petra_url)).bearer_auth(&at.petra_api_key);
        read(request.send().await.unwrap()).await.unwrap()
    }

    pub async fn control(&self, method: &str, call: &str, body: Option<Value>) -> Got {
        let mut request = self.client.request(method.parse().unwrap(), format!("{}/{call}", self.at().control_url));
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.unwrap()).await.unwrap()
    }

    pub async fn faults(&self, faults: &[&str]) {
        assert_eq!(self.control("POST", "faults", Some(json!(faults))).await.status, 200);
    }
}

pub async fn read(answer: reqwest::Response) -> reqwest::Result<Got> {
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Got { status, body })
}

/// A small world: one company with one monthly contract of the year and a line of 12 units.
pub fn small_world() -> Value {
    json!({
        "entities": {
            "Companies": [
                {"id": 0, "companyName": "Northwind"},
                {"id": 174, "companyName": "Contoso Ltd", "webAddress": "https://contoso.com"},
                {"id": 180, "companyName": "Fabrikam", "isActive": false},
            ],
            "Contracts": [
                {"id": 9, "companyID": 174, "contractName": "Gold", "startDate": "2026-01-01", "endDate": "2027-01-01"},
                {"id": 10, "companyID": 174, "contractName": "Hours", "contractType": 4},
                {"id": 11, "companyID": 174, "contractName": "Off", "status": 0, "startDate": "2026-01-01", "endDate": "2027-01-01"},
            ],
            "Services": [{"id": 5, "name": "Petra monitoring", "unitPrice": 2.5}, {"id": 6, "name": "Old", "isActive": false}, {"id": 7}],
            "ContractServices": [
                {"id": 77, "contractID": 9, "serviceID": 5},
                {"id": 78, "contractID": 9, "serviceID": 7},
                {"id": 79, "contractID": 11, "serviceID": 5},
            ],
            "Tickets": [],
            "TicketNotes": [],
            "Resources": [{"id": 4, "licenseType": 7}],
        },
        "units": {"77": 12},
    })
}

pub fn errors(got: &Got) -> Vec<String> {
    let errors = got.body["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error.as_str().unwrap().to_owned()).collect()
}
