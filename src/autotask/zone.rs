//! Which data centre holds an account, and whether the address it names may be trusted with a password.

use reqwest::{Method, Url};
use serde::Deserialize;

use super::classify::classify;
use super::client::{Options, parse};
use super::entity::Right;
use super::error::{Endpoint, Error};
use super::read;
use crate::domain::account::Zone;
use crate::http::{self, Base, exchange, is_loopback};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default, deserialize_with = "read::text")]
    zone_name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    url: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    web_url: Option<String>,
}

/// Where the zone of a user is looked up.
pub(super) fn address(options: &Options, username: &str) -> Url {
    let mut url = options.base.join("V1.0/zoneInformation");
    url.query_pairs_mut().append_pair("user", username.trim());
    url
}

/// Looks up the zone of an API user. No password is sent, and none is spent.
///
/// # Errors
/// [`Error::UserUnknown`] where Autotask knows no such user, [`Error::ZoneUntrusted`] where the zone is no address that
/// a password may be sent to.
pub async fn discover_zone(http: &http::Client, options: &Options, username: &str) -> Result<Zone, Error> {
    let url = address(options, username);
    let mut tries = options.patience.tries();
    let body = loop {
        let request = http.request(Method::GET, url.clone());
        let reply = exchange(request, options.patience.timeout).await.map_err(Error::from);
        match reply.and_then(|reply| classify(Endpoint::Zone, Right::Read, false, reply)) {
            Ok(body) => break body,
            Err(error) => tries.pause_after(error.after(tries.count())).await?,
        }
    };
    zone_of(options, &body)
}

/// The zone that an answer names.
pub(super) fn zone_of(options: &Options, body: &[u8]) -> Result<Zone, Error> {
    let answer: Answer = parse(Endpoint::Zone, body)?;
    let url = answer.url.ok_or_else(|| Error::bad_answer(Endpoint::Zone, "it has no usable url"))?;
    let base = trusted(&url, options.base.is_loopback())?;
    Ok(Zone {
        name: http::shorten(&answer.zone_name.unwrap_or_default()),
        url: base.to_string(),
        web_url: http::shorten(&answer.web_url.unwrap_or_default()),
    })
}

/// Looks the zone up again, after a refused sign-in or where it cannot be reached: accounts do get moved.
/// `None` where nothing moved; then the first failure stands.
///
/// # Errors
/// As [`discover_zone`].
pub async fn rediscover(
    http: &http::Client,
    options: &Options,
    username: &str,
    known: &Zone,
) -> Result<Option<Zone>, Error> {
    let found = discover_zone(http, options, username).await?;
    let host = |zone: &Zone| Url::parse(&zone.url).ok().map(|url| url.origin());
    Ok((host(&found) != host(known)).then_some(found))
}

/// The zone's address, if a password may be sent there: https on a host of `autotask.net`, or this machine where that
/// is allowed. No list of hosts: Autotask adds zones.
pub(super) fn trusted(url: &str, loopback_allowed: bool) -> Result<Base, Error> {
    let untrusted = |host: &str| Error::ZoneUntrusted { host: http::shorten(host) };
    let parsed = Url::parse(url.trim()).map_err(|_| untrusted(url))?;
    let host = parsed.host_str().unwrap_or(url).to_owned();
    let of_autotask = parsed.scheme() == "https"
        && parsed.port().is_none()
        && host.strip_suffix(".autotask.net").is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
        });
    if !(of_autotask || loopback_allowed && is_loopback(&parsed)) {
        return Err(untrusted(&host));
    }
    Base::try_from(parsed).map_err(|_| untrusted(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_autotask_and_a_loopback_of_ones_own_are_trusted() {
        for (url, from_loopback, trusted_as) in [
            (
                "https://webservices14.autotask.net/ATServicesRest/",
                false,
                Some("https://webservices14.autotask.net/ATServicesRest/"),
            ),
            (
                "https://webservices31.autotask.net/atservicesrest",
                false,
                Some("https://webservices31.autotask.net/atservicesrest/"),
            ),
            ("https://prde.autotask.net/ATServicesRest//", false, Some("https://prde.autotask.net/ATServicesRest/")),
            ("http://127.0.0.1:4010/ATServicesRest/", true, Some("http://127.0.0.1:4010/ATServicesRest/")),
            ("http://127.0.0.1:4010/ATServicesRest/", false, None),
            ("http://webservices14.autotask.net/ATServicesRest/", true, None),
            ("https://webservices14.autotask.net.example/", false, None),
            ("https://autotask.net/", false, None),
            ("https://a.b.autotask.net/", false, None),
            ("https://evilautotask.net/", false, None),
            ("https://webservices14.autotask.net:8443/", false, None),
            ("https://user@webservices14.autotask.net/", false, None),
            ("https://example.com/?x=.autotask.net", false, None),
            ("javascript:alert(1)", true, None),
            ("", true, None),
        ] {
            let got = trusted(url, from_loopback).ok().map(|base| base.to_string());
            assert_eq!(got.as_deref(), trusted_as, "{url}");
        }
    }
}
