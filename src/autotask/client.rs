//! A signed-in connection to one zone: sends a read, waits its turn, sends it again where that may help.
//!
//! What is asked for is in `endpoints`, `metadata` and `query`; what an answer means, in `classify`.

use std::sync::Arc;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::classify::classify;
use super::entity::Right;
use super::error::{Endpoint, Error};
use super::gate::Gates;
use super::query::{Row, unusable};
use super::sign_in::SignIn;
use super::zone::trusted;
use crate::domain::account::{CredentialField, Credentials, Threshold, Zone};
use crate::http::{self, Base, Patience, exchange};

/// Where Autotask is and how long it is waited for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where zones are looked up.
    pub base: Base,
    /// Timeout of a request and the pauses before a read is sent again.
    pub patience: Patience,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base: "https://webservices.autotask.net/ATServicesRest".parse().expect("the address is a constant"),
            patience: Patience::default(),
        }
    }
}

/// A connection to one zone with one set of values. Cheap to clone; clones share limits and the state of the sign-in.
#[derive(Clone, Debug)]
pub struct Client {
    http: http::Client,
    patience: Patience,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    zone: Base,
    headers: HeaderMap,
    gates: Gates,
    sign_in: SignIn,
}

impl Client {
    /// Readies a connection; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::ZoneUntrusted`] for a zone that is not Autotask's nor on this machine, [`Error::Unsendable`] for a
    /// value with a sign that no header can carry.
    pub fn new(http: &http::Client, options: &Options, zone: &Zone, credentials: &Credentials) -> Result<Self, Error> {
        // A zone that was saved may be on loopback: the config that names it is the user's own.
        let zone = trusted(&zone.url, true)?;
        let headers = headers(credentials)?;
        Ok(Self {
            http: http.clone(),
            patience: options.patience.clone(),
            shared: Arc::new(Shared { zone, headers, gates: Gates::default(), sign_in: SignIn::new() }),
        })
    }

    /// Signs in by the cheapest call there is, which needs no right.
    ///
    /// # Errors
    /// [`Error::SignInRefused`], [`Error::TrackingIdRefused`], or what stood between us and Autotask.
    pub async fn sign_in(&self) -> Result<(), Error> {
        let _: serde::de::IgnoredAny = self.get(Endpoint::Version, "Version").await?;
        Ok(())
    }

    /// How much of the hour's requests is used.
    ///
    /// # Errors
    /// As for every read.
    pub async fn threshold(&self) -> Result<Threshold, Error> {
        super::metadata::threshold(self).await
    }

    /// Whether Autotask complained about too many requests of late, so that they go one at a time.
    pub fn is_slowed_down(&self) -> bool {
        self.shared.gates.any_narrow()
    }

    /// Sends one read of `path` once, a query where there is a body, and shows its answer as it came.
    pub(super) async fn watched(
        &self,
        endpoint: Endpoint,
        path: &str,
        query: Option<String>,
        show: impl FnOnce(&http::Reply),
    ) -> Result<(), Error> {
        let request = match query {
            None => self.http.request(Method::GET, self.url(path)),
            Some(body) => {
                self.http.request(Method::POST, self.url(path)).header(CONTENT_TYPE, "application/json").body(body)
            }
        };
        let request = request.headers(self.shared.headers.clone());
        let exchanged = self.shared.sign_in.guard(|was_signed_in| async move {
            let reply = exchange(request, self.patience.timeout).await?;
            show(&reply);
            classify(endpoint, Right::Read, was_signed_in, reply)
        });
        exchanged.await.map(drop)
    }

    /// The zone that requests go to.
    pub(super) fn zone(&self) -> &Base {
        &self.shared.zone
    }

    /// Reads `path`, which is relative to the version.
    pub(super) async fn get<T: DeserializeOwned>(&self, endpoint: Endpoint, path: &str) -> Result<T, Error> {
        let url = self.url(path);
        let body = self.read(endpoint, || self.request(Method::GET, url.clone())).await?;
        parse(endpoint, &body)
    }

    /// Reads one record by its id; `None` where there is none, or none that this user may see.
    pub(super) async fn get_by_id<R: Row>(&self, id: i64) -> Result<Option<R::Thing>, Error> {
        let endpoint = Endpoint::Of(R::ENTITY);
        let answer: Item<R> = match self.get(endpoint, &format!("{}/{id}", R::ENTITY.name())).await {
            Err(error) if error.is_missing() => return Ok(None),
            answer => answer?,
        };
        answer.item.map(|row| row.take().map_err(|field| unusable(endpoint, field))).transpose()
    }

    /// Sends a query, which is a read though its method is POST.
    pub(super) async fn query<T: DeserializeOwned>(
        &self,
        endpoint: Endpoint,
        url: &Url,
        body: &str,
    ) -> Result<T, Error> {
        let request = || {
            let request = self.request(Method::POST, url.clone());
            request.header(CONTENT_TYPE, "application/json").body(body.to_owned())
        };
        parse(endpoint, &self.read(endpoint, request).await?)
    }

    /// The address of `path`, which is relative to the version.
    pub(super) fn url(&self, path: &str) -> Url {
        self.shared.zone.join(&format!("V1.0/{path}"))
    }

    /// A request with the three values.
    pub(super) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.http.request(method, url).headers(self.shared.headers.clone())
    }

    /// Sends a write, once. `counted_at` is where Autotask counts it, `endpoint` what it writes.
    pub(super) async fn send_once(
        &self,
        counted_at: Endpoint,
        endpoint: Endpoint,
        right: Right,
        request: RequestBuilder,
    ) -> Result<Vec<u8>, Error> {
        let gate = self.shared.gates.of(counted_at);
        let mut place = gate.enter().await;
        let outcome = self.once(endpoint, right, request).await;
        match &outcome {
            Ok(_) => gate.was_calm(),
            Err(error) => {
                tracing::debug!(endpoint = endpoint.name(), %error, "not written, or not known");
                if matches!(error, Error::Throttled { .. }) {
                    place.narrow().await;
                }
            }
        }
        outcome
    }

    async fn read(&self, endpoint: Endpoint, request: impl Fn() -> RequestBuilder) -> Result<Vec<u8>, Error> {
        let gate = self.shared.gates.of(endpoint);
        // The place is kept while it waits: whoever went instead would meet the same.
        let mut place = gate.enter().await;
        let mut tries = self.patience.tries();
        loop {
            let error = match self.once(endpoint, Right::Read, request()).await {
                Ok(body) => {
                    gate.was_calm();
                    return Ok(body);
                }
                Err(error) => error.after(tries.count()),
            };
            tracing::debug!(endpoint = endpoint.name(), tries = tries.count(), %error, "no answer");
            if matches!(error, Error::Throttled { .. }) {
                place.narrow().await;
            }
            tries.pause_after(error).await?;
        }
    }

    async fn once(&self, endpoint: Endpoint, right: Right, request: RequestBuilder) -> Result<Vec<u8>, Error> {
        self.shared
            .sign_in
            .guard(|was_signed_in| async move {
                let reply = exchange(request, self.patience.timeout).await?;
                classify(endpoint, right, was_signed_in, reply)
            })
            .await
    }
}

/// One record; a missing one is null. An answer without an item says nothing of whether there is one.
#[derive(Deserialize)]
#[serde(bound = "R: Deserialize<'de>")]
struct Item<R> {
    #[serde(deserialize_with = "Option::deserialize")]
    item: Option<R>,
}

/// Reads an answer's body.
pub(super) fn parse<T: DeserializeOwned>(endpoint: Endpoint, body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::BadAnswer {
        endpoint,
        what: if error.is_eof() {
            "it ends too early".to_owned()
        } else {
            format!("it is not the JSON that was asked for ({error})")
        },
        status: None,
        words: http::words(body),
    })
}

fn headers(credentials: &Credentials) -> Result<HeaderMap, Error> {
    if let Some(diagnostic) = credentials.unsendable() {
        return Err(Error::Unsendable(Box::new(diagnostic)));
    }
    let mut headers = HeaderMap::new();
    for (field, name) in [
        (CredentialField::Username, "username"),
        (CredentialField::Secret, "secret"),
        (CredentialField::TrackingId, "apiintegrationcode"),
    ] {
        let mut value = HeaderValue::from_str(credentials.get(field).trim())
            .expect("signs that a header cannot carry were refused above");
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(headers)
}
