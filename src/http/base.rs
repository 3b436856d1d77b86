//! Where an API is: an address that secrets may be sent to.
//!
//! Which zone of Autotask may be trusted is the business of `autotask`.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

pub use crate::domain::account::is_loopback;

/// The base of an API: https, or plain http on loopback; its path ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(Url);

/// Why an address is no base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseRefused {
    /// Not an address with a host.
    #[error("this is no web address; it looks like https://host/path")]
    NoAddress,
    /// Secrets would cross the network in the clear.
    #[error("only https is used, and plain http on loopback (127.0.0.1)")]
    NotEncrypted,
    /// A part that a base cannot have.
    #[error("a base has no user, query or fragment")]
    TooMuch,
}

impl Base {
    /// The address of `path`, which is relative to the base.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path()));
        url
    }

    /// The base itself.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

impl TryFrom<Url> for Base {
    type Error = BaseRefused;

    fn try_from(mut url: Url) -> Result<Self, BaseRefused> {
        if url.host().is_none() {
            return Err(BaseRefused::NoAddress);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(BaseRefused::NotEncrypted),
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(BaseRefused::TooMuch);
        }
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(Self(url))
    }
}

impl FromStr for Base {
    type Err = BaseRefused;

    fn from_str(text: &str) -> Result<Self, BaseRefused> {
        Self::try_from(Url::parse(text.trim()).map_err(|_| BaseRefused::NoAddress)?)
    }
}

impl fmt::Display for Base {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_https_or_on_loopback() {
        for (text, wanted) in [
            ("https://webservices.autotask.net/ATServicesRest", Ok("https://webservices.autotask.net/ATServicesRest/")),
            ("http://127.0.0.1:4010/ATServicesRest//", Ok("http://127.0.0.1:4010/ATServicesRest/")),
            (" http://[::1]:4010 ", Ok("http://[::1]:4010/")),
            ("http://localhost", Ok("http://localhost/")),
            ("http://webservices.autotask.net/", Err(BaseRefused::NotEncrypted)),
            ("http://127.0.0.1.example/", Err(BaseRefused::NotEncrypted)),
            ("ftp://127.0.0.1/", Err(BaseRefused::NotEncrypted)),
            ("https://user:word@host/", Err(BaseRefused::TooMuch)),
            ("https://host/?a=b", Err(BaseRefused::TooMuch)),
            ("host", Err(BaseRefused::NoAddress)),
            ("", Err(BaseRefused::NoAddress)),
        ] {
            let got = text.parse::<Base>().map(|base| base.to_string());
            assert_eq!(got, wanted.map(str::to_owned), "{text:?}");
        }
    }

    #[test]
    fn paths_are_appended() {
        let base: Base = "https://host/ATServicesRest".parse().unwrap();
        assert_eq!(base.join("V1.0/Version").as_str(), "https://host/ATServicesRest/V1.0/Version");
    }
}
