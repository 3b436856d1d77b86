//! What can go wrong with Autotask, and how every surface shows it.
//!
//! Which answer means what is decided in `classify`.

use std::time::Duration;

use reqwest::StatusCode;

use super::entity::{Entity, Purpose, Right};
use super::refusal::Refusal;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::http::{Failure, Passing};

/// Who at Autotask was asked; requests at once are counted for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// `zoneInformation`, which needs no sign-in.
    Zone,
    /// `Version`, which needs a sign-in and no right.
    Version,
    /// `ThresholdInformation`.
    Threshold,
    /// An entity, its metadata included.
    Of(Entity),
}

impl Endpoint {
    /// Autotask's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zone => "ZoneInformation",
            Self::Version => "Version",
            Self::Threshold => "ThresholdInformation",
            Self::Of(entity) => entity.name(),
        }
    }

    /// The entity, where it is one.
    pub const fn entity(self) -> Option<Entity> {
        match self {
            Self::Of(entity) => Some(entity),
            Self::Zone | Self::Version | Self::Threshold => None,
        }
    }
}

/// Why something could not be had from Autotask. `words` are Autotask's own, or the status.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A value cannot be sent at all; nothing was.
    #[error("{}", .0.summary)]
    Unsendable(Box<Diagnostic>),
    /// The zone lookup does not know the user name.
    #[error("Autotask knows no API user of this name: {words}")]
    UserUnknown {
        /// What Autotask said.
        words: String,
    },
    /// A 401. Nothing is sent again with these values.
    #[error("Autotask refused the sign-in: {words}")]
    SignInRefused {
        /// What Autotask said.
        words: String,
    },
    /// Autotask names the tracking identifier. Nothing is sent again with these values.
    #[error("Autotask refused the tracking identifier: {words}")]
    TrackingIdRefused {
        /// What Autotask said.
        words: String,
    },
    /// The API user lacks a right.
    #[error("no right to {} {}: {words}", right.as_str(), endpoint.name())]
    PermissionMissing {
        /// What was asked.
        endpoint: Endpoint,
        /// What it may not do.
        right: Right,
        /// Whether it was a 401 after an accepted sign-in, which speaks of whole modules.
        modules: bool,
        /// What Autotask said.
        words: String,
    },
    /// Too many requests, still after waiting.
    #[error("{} is throttled: {words}", endpoint.name())]
    Throttled {
        /// What was asked.
        endpoint: Endpoint,
        /// How long Autotask asked to wait, if it did.
        retry_after: Option<Duration>,
        /// How often it was tried.
        tries: usize,
        /// What Autotask said.
        words: String,
    },
    /// An answer that cannot be used.
    #[error("{}: {what}", endpoint.name())]
    BadAnswer {
        /// What was asked.
        endpoint: Endpoint,
        /// What is wrong with the answer.
        what: String,
        /// Its status, where that is what is wrong with it.
        status: Option<StatusCode>,
        /// What Autotask said.
        words: String,
    },
    /// What was to be written was refused, and nothing was written.
    #[error("{} was refused: {words}", endpoint.name())]
    Refused {
        /// What was to be written.
        endpoint: Endpoint,
        /// Why.
        refusal: Refusal,
        /// What Autotask said.
        words: String,
    },
    /// The zone lookup named a host that is not Autotask's.
    #[error("{host} is no Autotask host")]
    ZoneUntrusted {
        /// The host, or the whole text where it is no address.
        host: String,
    },
    /// No answer.
    #[error(transparent)]
    NoAnswer(#[from] Failure),
}

impl Error {
    /// An answer of `endpoint` that lacks what is needed.
    pub(super) fn bad_answer(endpoint: Endpoint, what: impl Into<String>) -> Self {
        Self::unusable(endpoint, what, String::new())
    }

    /// The same, with what Autotask said.
    pub(super) fn unusable(endpoint: Endpoint, what: impl Into<String>, words: String) -> Self {
        Self::BadAnswer { endpoint, what: what.into(), status: None, words }
    }

    /// Whether Autotask refused the three values; then they are not sent again.
    pub fn is_refused_sign_in(&self) -> bool {
        matches!(self, Self::SignInRefused { .. } | Self::TrackingIdRefused { .. })
    }

    /// Whether nobody answered at all: an account may have moved away from that host.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::NoAnswer(_))
    }

    /// The same, with how long Autotask asked to wait.
    pub(super) fn with_pause(mut self, asked: Option<Duration>) -> Self {
        if let Self::Throttled { retry_after, .. } = &mut self {
            *retry_after = asked;
        }
        self
    }

    /// Whether there is no such thing: a 404. Autotask itself says it with a 200 and a null.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::BadAnswer { status: Some(StatusCode::NOT_FOUND), .. })
    }

    /// The same, after so many tries.
    pub(super) fn after(mut self, count: usize) -> Self {
        if let Self::Throttled { tries, .. } = &mut self {
            *tries = count;
        }
        self
    }
}

impl Passing for Error {
    fn is_passing(&self) -> bool {
        match self {
            Self::Throttled { .. } => true,
            Self::BadAnswer { status, .. } => matches!(
                *status,
                Some(StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT)
            ),
            Self::NoAnswer(failure) => failure.is_cut(),
            _ => false,
        }
    }

    fn asked_pause(&self) -> Option<Duration> {
        if let Self::Throttled { retry_after, .. } = self { *retry_after } else { None }
    }
}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        let summary_of = error.to_string();
        match error {
            Error::Unsendable(diagnostic) => *diagnostic,
            Error::NoAnswer(failure) => failure.diagnose("Autotask"),
            Error::UserUnknown { words } => Self::error(
                Code::UserUnknown,
                "Autotask knows no API user of this name; no password was sent.",
                "Compare it with Admin → Resources (Users), letter by letter.",
            )
            .about(Subject::field("username"))
            .with_detail(words),
            Error::SignInRefused { words } => Self::error(
                Code::SignInRefused,
                "Autotask refused the sign-in.",
                "Re-enter the Username, Password and Tracking Identifier, and confirm that the user's Security Level is \
                 “API User (system)” in Autotask. Autotask does not say which was wrong; it knows the user name, since \
                 it named a zone. Nothing is sent again by itself: Autotask locks a user after several refusals. A new \
                 user can take minutes to be known.",
            )
            .with_detail(words),
            Error::TrackingIdRefused { words } => Self::error(
                Code::TrackingIdRefused,
                "Autotask refused the Tracking Identifier.",
                "The Tracking Identifier is not one of “Custom (Internal Integration)”. Copy it again from the API \
                 user's page.",
            )
            .about(Subject::field("trackingId"))
            .with_detail(words),
            Error::PermissionMissing { endpoint, right, modules, words } => {
                permission_missing(endpoint, right, modules).with_detail(words)
            }
            Error::Throttled { tries, words, endpoint, .. } => Self::error(
                Code::Throttled,
                format!("Autotask takes no more requests for {} at the moment.", endpoint.name()),
                format!(
                    "Autotask allows 10,000 requests an hour to all tools together, and three at once. {} failed; wait \
                     some minutes, then try again.",
                    match tries {
                        1 => "One try".to_owned(),
                        4 => "Four tries".to_owned(),
                        tries => format!("{tries} tries"),
                    }
                ),
            )
            .about(subject(endpoint))
            .with_detail(words),
            Error::BadAnswer { endpoint, words, .. } => Self::error(
                Code::BadAnswer,
                format!("Autotask's answer cannot be used: {summary_of}."),
                "Wait 1–2 minutes and try again. If issues persist, contact Petra Support.",
            )
            .about(subject(endpoint))
            .with_detail(words),
            Error::Refused { endpoint, refusal, words } => refused(endpoint, &refusal).with_detail(words),
            Error::ZoneUntrusted { host } => Self::error(
                Code::ZoneUntrusted,
                format!("The zone lookup named {host}, which is no Autotask host. Nothing was sent there."),
                "See whether a proxy or an address given by hand stands between here and Autotask; the zone of an \
                 account is https on a host of autotask.net.",
            ),
        }
    }
}

fn subject(endpoint: Endpoint) -> Subject {
    Subject::entity(endpoint.name())
}

fn refused(endpoint: Endpoint, refusal: &Refusal) -> Diagnostic {
    let name = endpoint.name();
    let (code, summary, hint) = match refusal {
        Refusal::EffectiveOutsideContract => (
            Code::EffectiveOutsideContract,
            "The effective date lies outside the contract.".to_owned(),
            "Choose a date within the contract, or extend the contract in Autotask.".to_owned(),
        ),
        Refusal::DateTaken => (
            Code::DateTaken,
            "The line has a change with this effective date already; Autotask takes one for each date.".to_owned(),
            "Choose another effective date.".to_owned(),
        ),
        Refusal::PeriodPosted => (
            Code::PeriodPosted,
            "The effective date falls into a billing period that is approved and posted.".to_owned(),
            "Choose a date after the last posted period.".to_owned(),
        ),
        Refusal::FieldRequired { field } => (
            Code::FieldRequired,
            format!("Autotask wants the field {field} in {name}."),
            "Set it, or have Autotask not require it for this ticket category.".to_owned(),
        ),
        Refusal::PicklistMissing { field } => (
            Code::PicklistMissing,
            format!("The picklist of {field} has no such value in Autotask."),
            "Choose another value.".to_owned(),
        ),
        Refusal::PicklistInactive { field } => (
            Code::PicklistInactive,
            format!("The value of {field} is no longer active in Autotask."),
            "Choose an active value.".to_owned(),
        ),
        // The company is the one reference that every ticket has, and it was there when it was mapped.
        Refusal::ReferenceMissing { field } if field.eq_ignore_ascii_case("companyID") => (
            Code::CompanyInactive,
            "The company is not active in Autotask, or no longer there.".to_owned(),
            "Activate the company in Autotask, or map the tenant to another.".to_owned(),
        ),
        Refusal::ReferenceMissing { field } => (
            Code::RefusedByAutotask,
            format!("What the field {field} refers to is not there or not active in Autotask."),
            "See that it is active in Autotask.".to_owned(),
        ),
        Refusal::BelowZero => (
            Code::RefusedByAutotask,
            "The line would have fewer than no units.".to_owned(),
            "Its units have changed meanwhile; make a new plan.".to_owned(),
        ),
        Refusal::TooLong { field } => (
            Code::RefusedByAutotask,
            format!("The text of {field} is longer than Autotask takes."),
            "Shorten it.".to_owned(),
        ),
        Refusal::Other => (
            Code::RefusedByAutotask,
            format!("Autotask refused to write {name}."),
            "What it said is in the detail; nothing was written.".to_owned(),
        ),
    };
    let subject = match refusal.field() {
        Some(field) => Subject::field(field),
        None => subject(endpoint),
    };
    Diagnostic::error(code, summary, hint).about(subject)
}

fn permission_missing(endpoint: Endpoint, right: Right, modules: bool) -> Diagnostic {
    let Some(entity) = endpoint.entity() else {
        return Diagnostic::error(
            Code::PermissionMissing,
            format!("The API user may not call {}.", endpoint.name()),
            "Ensure the API user is active and has the correct security role.",
        )
        .about(subject(endpoint));
    };
    let purpose = match entity.purpose() {
        Purpose::Mapping => "mapping companies",
        Purpose::Ticketing => "ticketing",
        Purpose::Billing => "billing",
    };
    let cause = if modules {
        "Verify that the security level grants access to both modules, Contracts and Services.".to_owned()
    } else {
        format!(
            "Ensure the API user is active and has the correct security role: {}, {}, needed for {purpose}.",
            entity.name(),
            right.as_str()
        )
    };
    Diagnostic::error(
        Code::PermissionMissing,
        format!("The API user may not {} {}, which is needed for {purpose}.", right.as_str(), entity.name()),
        format!(
            "{cause} In Autotask: Admin → Resources (Users) → the API user → Security Level, {} (labels differ by \
             release).",
            entity.setting()
        ),
    )
    .about(subject(endpoint))
}
