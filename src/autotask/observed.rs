//! One read and its answer as it came, whatever its status: what a report of Autotask's answers is made of.
//!
//! What of it may be told to others is the business of `ops::report`.

use std::time::{Duration, Instant};

use reqwest::Method;

use super::classify::classify;
use super::client::{Client, Options};
use super::entity::Right;
use super::error::{Endpoint, Error};
use super::zone::{address, zone_of};
use crate::domain::account::Zone;
use crate::http::{self, Reply, exchange};

/// A read that is watched.
#[derive(Clone, Debug)]
pub struct Read {
    /// Who is asked.
    pub endpoint: Endpoint,
    /// What follows the version in the address.
    pub path: String,
    /// The query, where it is one.
    pub query: Option<String>,
}

/// An answer as it came.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// `Retry-After`, where it was there.
    pub retry_after: Option<Duration>,
    /// The body; it may hold anything.
    pub body: Vec<u8>,
}

/// What came of a read.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The answer; `None` where there was none, or nothing was sent.
    pub seen: Option<Seen>,
    /// From sending to the last byte.
    pub took: Duration,
    /// What it means, where it is not good.
    pub error: Option<Error>,
}

impl Seen {
    fn of(reply: &Reply) -> Self {
        Self { status: reply.status.as_u16(), retry_after: reply.retry_after, body: reply.body.clone() }
    }
}

impl Client {
    /// Sends a read once, whatever comes of it. After a refused sign-in nothing is sent.
    pub async fn observe(&self, read: &Read) -> Observed {
        let start = Instant::now();
        let mut seen = None;
        let show = |reply: &Reply| seen = Some(Seen::of(reply));
        let result = self.watched(read.endpoint, &read.path, read.query.clone(), show).await;
        Observed { seen, took: start.elapsed(), error: result.err() }
    }
}

/// Looks the zone up once, as [`super::discover_zone`] does; no password is sent.
pub async fn observe_zone(http: &http::Client, options: &Options, username: &str) -> (Observed, Option<Zone>) {
    let start = Instant::now();
    let request = http.request(Method::GET, address(options, username));
    let (seen, zone) = match exchange(request, options.patience.timeout).await {
        Ok(reply) => {
            let seen = Seen::of(&reply);
            let body = classify(Endpoint::Zone, Right::Read, false, reply);
            (Some(seen), body.and_then(|body| zone_of(options, &body)))
        }
        Err(failure) => (None, Err(failure.into())),
    };
    let took = start.elapsed();
    match zone {
        Ok(zone) => (Observed { seen, took, error: None }, Some(zone)),
        Err(error) => (Observed { seen, took, error: Some(error) }, None),
    }
}
