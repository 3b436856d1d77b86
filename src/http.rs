//! HTTP as both vendors' clients use it: one connection pool, no redirects, answers with a cap, failures by kind.
//!
//! What a status or a body means is the business of `autotask` and `petra`.

mod base;
mod failure;
mod patience;
#[cfg(test)]
pub(crate) mod scripted;
mod words;

use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};

pub use base::{Base, BaseRefused, is_loopback};
pub use failure::Failure;
pub(crate) use patience::Passing;
pub use patience::Patience;
pub(crate) use words::{shorten, words};

/// An answer larger than this is given up; a page of 500 companies is about 80 KB.
pub const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// The longest that a `Retry-After` is waited for.
pub const MAX_PAUSE: Duration = Duration::from_mins(1);

/// The connections to Autotask and to Petra. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub struct Client {
    outside: reqwest::Client,
    loopback: reqwest::Client,
}

impl Client {
    /// Makes the one client that everything shares.
    ///
    /// # Errors
    /// Where TLS cannot be set up, e.g. because the system's certificate store cannot be read.
    pub fn new() -> Result<Self, Failure> {
        // Only the first call of a process takes effect; a later one finds the same provider in place.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("petra-autotask/", env!("CARGO_PKG_VERSION")))
                // The credentials are in headers that no client strips on a redirect to another host.
                .redirect(reqwest::redirect::Policy::none())
                // A write is sent once. Which reads are sent again is said by `Patience`.
                .retry(reqwest::retry::never())
                // A technician thinks between two steps; the first request of a step should not wait for a handshake.
                .pool_idle_timeout(Duration::from_mins(5))
        };
        let made = |built: reqwest::Result<reqwest::Client>| {
            built.map_err(|error| Failure::Tls {
                host: "this system".to_owned(),
                cause: failure::cause(&error),
                certificate: false,
            })
        };
        Ok(Self {
            outside: made(builder().build())?,
            // A proxy that serves the outside does not reach this machine's own ports. Only plain http goes here, so
            // the system's certificates are not read a second time.
            loopback: made(builder().no_proxy().tls_certs_only([]).build())?,
        })
    }

    /// A request to `url`.
    pub(crate) fn request(&self, method: Method, url: Url) -> reqwest::RequestBuilder {
        let client = if url.scheme() == "http" { &self.loopback } else { &self.outside };
        client.request(method, url)
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: StatusCode,
    /// How long `Retry-After` asks to wait, at most [`MAX_PAUSE`].
    pub retry_after: Option<Duration>,
    pub location: Option<String>,
    pub body: Vec<u8>,
}

impl Reply {
    /// The other side's own words, or the status where it said nothing.
    pub fn words(&self) -> String {
        let words = words(&self.body);
        if words.is_empty() { self.status.to_string() } else { words }
    }
}

/// Sends a request and reads its answer to the end.
pub(crate) async fn exchange(request: reqwest::RequestBuilder, timeout: Duration) -> Result<Reply, Failure> {
    let request = request.timeout(timeout);
    let (client, request) = request.build_split();
    let request =
        request.map_err(|error| Failure::Unreachable { host: String::new(), cause: failure::cause(&error) })?;
    // Of an address the path alone is logged: a query may hold the user's name.
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let host = request.url().host_str().unwrap_or_default().to_owned();
    let start = Instant::now();
    let result = receive(client, request, &host, timeout).await;
    let ms = start.elapsed().as_millis();
    match &result {
        Ok(reply) => tracing::debug!(%method, host, path, status = reply.status.as_u16(), ms, "answered"),
        Err(failure) => tracing::debug!(%method, host, path, %failure, ms, "no answer"),
    }
    result
}

async fn receive(
    client: reqwest::Client,
    request: reqwest::Request,
    host: &str,
    timeout: Duration,
) -> Result<Reply, Failure> {
    let mut response = client.execute(request).await.map_err(|error| Failure::before_answer(host, timeout, &error))?;
    let status = response.status();
    let retry_after = asked_pause(response.headers(), Timestamp::now());
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map(shorten);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::within_answer(host, timeout, &error))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(Failure::TooLarge { host: host.to_owned() });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, retry_after, location, body })
}

/// `Retry-After` as seconds or as a date. A date is measured from the answer's own, since clocks differ.
fn asked_pause(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let time = |text| DateTimeParser::new().parse_timestamp(text).ok();
    let asked = text(RETRY_AFTER)?;
    let pause = if let Ok(seconds) = asked.parse() {
        Duration::from_secs(seconds)
    } else {
        let until = time(asked)?.duration_since(text(DATE).and_then(time).unwrap_or(now));
        // What is past need not be waited for.
        until.try_into().unwrap_or_default()
    };
    Some(pause.min(MAX_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_by_a_date() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        for (retry_after, date, wanted) in [
            ("7", "", Some(7)),
            (" 0 ", "", Some(0)),
            ("3600", "", Some(60)),
            ("Tue, 24 Nov 2026 12:00:09 GMT", "", Some(9)),
            ("Tue, 24 Nov 2026 13:00:09 GMT", "Tue, 24 Nov 2026 13:00:00 GMT", Some(9)),
            ("Tue, 24 Nov 2026 13:00:00 GMT", "", Some(60)),
            ("Tue, 24 Nov 2026 11:00:00 GMT", "", Some(0)),
            ("Tue, 24 Nov 2026 12:00:09 GMT", "yesterday", Some(9)),
            ("soon", "", None),
            ("-1", "", None),
            ("1.5", "", None),
            ("", "", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
            headers.insert(DATE, date.parse().unwrap());
            assert_eq!(asked_pause(&headers, now), wanted.map(Duration::from_secs), "{retry_after:?} {date:?}");
        }
        assert_eq!(asked_pause(&HeaderMap::new(), now), None);
    }
}
