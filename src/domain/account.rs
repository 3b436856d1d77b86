//! Who signs in to Autotask, and where: user name, the two secrets, and the zone that holds the MSP's database.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;
use url::{Host, Url};

use super::diagnostic::{Code, Diagnostic, Subject};
use super::secret::Secret;
use super::text::is_unseen;

/// The three values of an Autotask API user, as its page in Autotask shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Autotask's *Username*; looks like an e-mail address.
    pub username: String,
    /// Autotask's *Password*; the header is `Secret`.
    pub secret: Secret,
    /// Autotask's *API Tracking Identifier*; the header is `ApiIntegrationCode`.
    pub tracking_id: Secret,
}

/// The Autotask data centre of this account, as `zoneInformation` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Zone {
    /// The data centre's name, e.g. `America East 2`.
    pub name: String,
    /// Base of the REST API; ends with a slash and holds no version, e.g. `https://webservices14.autotask.net/ATServicesRest/`.
    pub url: String,
    /// Base of Autotask's web pages, e.g. `https://ww14.autotask.net/`.
    pub web_url: String,
}

impl Zone {
    /// Whether it is on this machine: an imitation of Autotask, where nothing that is written reaches anybody.
    #[must_use]
    pub fn is_on_loopback(&self) -> bool {
        self.url.parse().is_ok_and(|url| is_loopback(&url))
    }
}

/// Whether the address is on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// How much of the hour's requests is used, by all integrations of this database together (`ThresholdInformation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Requests in the last [`Threshold::timeframe_minutes`].
    pub used: u64,
    /// Requests allowed in that time.
    pub limit: u64,
    /// Length of the rolling window in minutes (60).
    pub timeframe_minutes: u64,
}

/// One of the three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CredentialField {
    /// *Username*
    Username,
    /// *Password*
    Secret,
    /// *Tracking Identifier*
    TrackingId,
}

impl CredentialField {
    /// All, in the order of the Connect step.
    pub const ALL: [Self; 3] = [Self::Username, Self::Secret, Self::TrackingId];

    /// The key in the config.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Secret => "secret",
            Self::TrackingId => "trackingId",
        }
    }

    /// What Autotask's screens and ours call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Username => "Username",
            Self::Secret => "Password",
            Self::TrackingId => "Tracking Identifier",
        }
    }

    /// What is wrong with a value before anything is sent: a sign that no header can carry (an error), or that it looks
    /// as if it belonged into another field (a warning). A value that is empty is not judged.
    #[must_use]
    pub fn judge(self, value: &str) -> Option<Diagnostic> {
        let value = value.trim();
        self.unsendable(value).or_else(|| self.misplaced(value))
    }

    /// Headers carry visible ASCII and inner spaces; how Autotask would read anything else is not known.
    fn unsendable(self, value: &str) -> Option<Diagnostic> {
        let (place, sign) = value.chars().enumerate().find(|(_, sign)| !matches!(sign, ' '..='~'))?;
        let sign = match sign {
            '\n' | '\r' => "a line break".to_owned(),
            '\t' => "a tab".to_owned(),
            sign if sign.is_control() || sign.is_whitespace() || is_unseen(sign) || is_combining_mark(sign) => {
                format!("an invisible sign (U+{:04X})", u32::from(sign))
            }
            sign => format!("“{sign}” (U+{:04X})", u32::from(sign)),
        };
        let summary = format!("{} has {sign} at place {}, which cannot be sent to Autotask.", self.label(), place + 1);
        let hint = match self {
            Self::Secret => "Copy it again from the API user's page, or have Autotask generate a new password.",
            Self::Username | Self::TrackingId => "Copy it again from the API user's page in Autotask.",
        };
        Some(Diagnostic::error(Code::SignInRefused, summary, hint).about(Subject::field(self.key())))
    }

    fn misplaced(self, value: &str) -> Option<Diagnostic> {
        let (summary, hint) = match self {
            Self::Username if !value.is_empty() && !value.contains('@') => (
                "Username does not look like an address.",
                "Autotask shows the user name of an API user in the form of an address; see that it is no other value.",
            ),
            Self::Secret if is_address(value) => {
                ("Password looks like an address.", "See that it is the password and not the user name.")
            }
            Self::TrackingId if is_address(value) => (
                "Tracking Identifier looks like an address.",
                "See that it is the identifier that Autotask made and not the user name.",
            ),
            _ => return None,
        };
        Some(Diagnostic::warning(Code::SignInRefused, summary, hint).about(Subject::field(self.key())))
    }
}

/// `name@host.tld` in plain letters; a generated password hardly ever looks like it.
fn is_address(value: &str) -> bool {
    let plain = |text: &str| text.chars().all(|sign| sign.is_ascii_alphanumeric() || "._+-".contains(sign));
    value.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && plain(name)
            && plain(host)
            && host.rsplit_once('.').is_some_and(|(rest, top)| {
                !rest.is_empty() && top.len() >= 2 && top.chars().all(|sign| sign.is_ascii_alphabetic())
            })
    })
}

impl Credentials {
    /// The text of one of them. Never format it.
    #[must_use]
    pub fn get(&self, field: CredentialField) -> &str {
        match field {
            CredentialField::Username => &self.username,
            CredentialField::Secret => self.secret.expose(),
            CredentialField::TrackingId => self.tracking_id.expose(),
        }
    }

    /// The first value that cannot be sent, and why.
    #[must_use]
    pub fn unsendable(&self) -> Option<Diagnostic> {
        CredentialField::ALL.into_iter().find_map(|field| field.unsendable(self.get(field).trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Severity;

    #[test]
    fn a_sign_that_no_header_carries_is_named_with_its_place() {
        for (value, wanted) in [
            ("pass wörd", "Password has “ö” (U+00F6) at place 7, which cannot be sent to Autotask."),
            ("“quoted”", "Password has ““” (U+201C) at place 1, which cannot be sent to Autotask."),
            ("one\ntwo", "Password has a line break at place 4, which cannot be sent to Autotask."),
            ("one\ttwo", "Password has a tab at place 4, which cannot be sent to Autotask."),
            ("one\u{200b}two", "Password has an invisible sign (U+200B) at place 4, which cannot be sent to Autotask."),
            ("one\u{7f}", "Password has an invisible sign (U+007F) at place 4, which cannot be sent to Autotask."),
        ] {
            let diagnostic = CredentialField::Secret.judge(value).unwrap();
            assert_eq!(diagnostic.summary, wanted);
            assert_eq!(diagnostic.severity, Severity::Error);
            assert_eq!(diagnostic.subject.field.as_deref(), Some("secret"));
            let all = Credentials { secret: Secret::from(value), ..Credentials::default() };
            assert_eq!(all.unsendable(), Some(diagnostic));
        }
    }

    #[test]
    fn a_value_in_the_wrong_field_is_noticed() {
        use CredentialField::{Secret, TrackingId, Username};
        for (field, value, noticed) in [
            (Username, "api-petra@northwind-msp.example", false),
            (Username, " api-petra@northwind-msp.example\r\n", false),
            (Username, "Xy3$kk!q", true),
            (Username, "", false),
            (Secret, "api-petra@northwind-msp.example", true),
            (Secret, "Xy@3$kk!q.de", false),
            (Secret, "p@ss", false),
            (Secret, "two words", false),
            (Secret, "", false),
            (TrackingId, "api-petra@northwind-msp.example", true),
            (TrackingId, "ABCDEFGHIJKLMNOPQRSTUVWXYZ2", false),
        ] {
            let diagnostic = field.judge(value);
            assert_eq!(diagnostic.is_some(), noticed, "{field:?} {value}");
            assert!(diagnostic.is_none_or(|diagnostic| !diagnostic.is_error()), "{field:?} {value}");
        }
    }
}
