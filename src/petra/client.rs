//! A connection to Petra's API with a key: sends a read, sends it again where that may help.
//!
//! What the answers hold is in `tenants`, `usage` and `incidents`.

use jiff::civil::Date;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Method, StatusCode};

use super::error::{Error, Unreadable};
use super::incidents::incidents_from_json;
use super::tenants::tenants_from_json;
use super::usage::{BillableUsers, Usage, billable_users_from_json, usage_from_json};
use crate::domain::secret::Secret;
use crate::domain::tenant::Tenant;
use crate::domain::ticketing::Incident;
use crate::http::{self, Base, Patience, Reply, exchange};

/// Where Petra is and how long it is waited for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Base of the API, without `v1`.
    pub base: Base,
    /// Timeout of a request and the pauses before a read is sent again.
    pub patience: Patience,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base: "https://api.petrasecurity.com".parse().expect("the address is a constant"),
            patience: Patience::default(),
        }
    }
}

/// A connection to Petra. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: http::Client,
    options: Options,
    authorization: HeaderValue,
}

impl Client {
    /// Readies a connection; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::KeyUnsendable`] for a key with a sign that no header can carry.
    pub fn new(http: &http::Client, options: &Options, key: &Secret) -> Result<Self, Error> {
        let key = key.expose().trim();
        if key.is_empty() || !key.bytes().all(|sign| sign.is_ascii_graphic()) {
            return Err(Error::KeyUnsendable);
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| Error::KeyUnsendable)?;
        authorization.set_sensitive(true);
        Ok(Self { http: http.clone(), options: options.clone(), authorization })
    }

    /// All tenants, in Petra's order.
    ///
    /// # Errors
    /// [`Error::KeyRefused`], or what stood between us and Petra.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        self.read("v1/tenants", &[], tenants_from_json).await
    }

    /// The usage of all tenants on a day; without one, as of now.
    ///
    /// # Errors
    /// As [`Client::tenants`].
    pub async fn usage(&self, as_of: Option<Date>) -> Result<Usage, Error> {
        let day = as_of.map(|day| day.to_string());
        let query: Vec<_> = day.iter().map(|day| ("asOf", day.as_str())).collect();
        self.read("v1/usage", &query, usage_from_json).await
    }

    /// The billable users of one tenant. Petra allows this call only a few times a minute.
    ///
    /// # Errors
    /// As [`Client::tenants`].
    pub async fn billable_users(&self, tenant: &str) -> Result<BillableUsers, Error> {
        self.read("v1/billable-users", &[("tenantId", tenant)], billable_users_from_json).await
    }

    /// The incidents of all tenants, or of one (by Petra's or Microsoft's id). Allowed ten times a minute.
    ///
    /// # Errors
    /// As [`Client::tenants`].
    pub async fn incidents(&self, tenant: Option<&str>) -> Result<Vec<Incident>, Error> {
        let query: Vec<_> = tenant.iter().map(|tenant| ("tenantId", *tenant)).collect();
        self.read("v1/incidents", &query, incidents_from_json).await
    }

    async fn read<T>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        parse: fn(&[u8]) -> Result<T, Unreadable>,
    ) -> Result<T, Error> {
        let mut url = self.options.base.join(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut tries = self.options.patience.tries();
        loop {
            let request = self.http.request(Method::GET, url.clone()).header(AUTHORIZATION, self.authorization.clone());
            let reply = exchange(request, self.options.patience.timeout).await.map_err(Error::from);
            match reply.and_then(|reply| judge(path, &reply, parse)) {
                Ok(answer) => return Ok(answer),
                Err(error) => tries.pause_after(error).await?,
            }
        }
    }
}

fn judge<T>(path: &str, reply: &Reply, parse: fn(&[u8]) -> Result<T, Unreadable>) -> Result<T, Error> {
    let path = path.to_owned();
    match reply.status {
        status if status.is_success() => parse(&reply.body).map_err(|unreadable| Error::BadAnswer {
            path,
            what: unreadable.what,
            passing: false,
            words: http::words(&reply.body),
        }),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Error::KeyRefused { words: reply.words() }),
        StatusCode::TOO_MANY_REQUESTS => {
            Err(Error::Throttled { path, retry_after: reply.retry_after, words: reply.words() })
        }
        status => Err(Error::BadAnswer {
            path,
            what: if status.is_redirection() {
                "a redirect, which was not followed".to_owned()
            } else {
                format!("status {status}")
            },
            passing: matches!(
                status,
                StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
            ),
            words: reply.words(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::{Code, Diagnostic};

    #[test]
    fn each_refusal_has_its_code() {
        for (status, body, wanted) in [
            (401, "", Code::PetraKeyRefused),
            (403, r#"{"error":"no"}"#, Code::PetraKeyRefused),
            (429, "", Code::Throttled),
            (500, "", Code::BadAnswer),
            (302, "", Code::BadAnswer),
            (200, "<html>", Code::BadAnswer),
            (200, "[]", Code::BadAnswer),
        ] {
            let reply = Reply {
                status: StatusCode::from_u16(status).unwrap(),
                retry_after: None,
                location: None,
                body: body.as_bytes().to_vec(),
            };
            let error = judge("v1/usage", &reply, usage_from_json).unwrap_err();
            assert_eq!(Diagnostic::from(error).code, wanted, "{status} {body}");
        }
    }

    #[test]
    fn a_key_that_no_header_carries_is_refused_before_anything_is_sent() {
        let http = http::Client::new().unwrap();
        for (key, fine) in
            [("petra_abc123", true), (" petra_abc123\n", true), ("petra abc", false), ("ключ", false), ("", false)]
        {
            assert_eq!(Client::new(&http, &Options::default(), &Secret::from(key)).is_ok(), fine, "{key:?}");
        }
    }
}
