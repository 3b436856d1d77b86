//! What can go wrong with Petra, and how every surface shows it.

use std::time::Duration;

use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::http::{Failure, Passing};

/// A text that is not of the shape that was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Unreadable {
    /// What is wrong with it.
    pub what: String,
}

impl Unreadable {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// Why something could not be had from Petra. `words` are Petra's own, or the status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The key holds a sign that no header can carry; nothing was sent.
    #[error("the API key has a sign that cannot be sent")]
    KeyUnsendable,
    /// 401 or 403.
    #[error("Petra refused the API key: {words}")]
    KeyRefused {
        /// What Petra said.
        words: String,
    },
    /// Too many requests, still after waiting.
    #[error("Petra throttles {path}: {words}")]
    Throttled {
        /// What was asked.
        path: String,
        /// How long Petra asked to wait, if it did.
        retry_after: Option<Duration>,
        /// What Petra said.
        words: String,
    },
    /// An answer that cannot be used.
    #[error("{path}: {what}")]
    BadAnswer {
        /// What was asked.
        path: String,
        /// What is wrong with the answer.
        what: String,
        /// Whether it is the kind that passes: 502, 503, 504.
        passing: bool,
        /// What Petra said.
        words: String,
    },
    /// No answer.
    #[error(transparent)]
    NoAnswer(#[from] Failure),
}

impl Passing for Error {
    fn is_passing(&self) -> bool {
        match self {
            Self::Throttled { .. } => true,
            Self::BadAnswer { passing, .. } => *passing,
            Self::NoAnswer(failure) => failure.is_cut(),
            Self::KeyUnsendable | Self::KeyRefused { .. } => false,
        }
    }

    fn asked_pause(&self) -> Option<Duration> {
        if let Self::Throttled { retry_after, .. } = self { *retry_after } else { None }
    }
}

impl From<Error> for Diagnostic {
    fn from(error: Error) -> Self {
        let said = error.to_string();
        match error {
            Error::KeyUnsendable => Self::error(
                Code::PetraKeyRefused,
                "The Petra API key has a sign that cannot be sent.",
                "Copy the key again: in Petra, Settings → API Keys. It is shown once, when it is made.",
            )
            .about(Subject::field("petraApiKey")),
            Error::KeyRefused { words } => Self::error(
                Code::PetraKeyRefused,
                "Petra refused the API key.",
                "See in Petra, Settings → API Keys, that the key is there; an administrator can make a new one. It is \
                 shown once.",
            )
            .about(Subject::field("petraApiKey"))
            .with_detail(words),
            Error::Throttled { path, words, .. } => Self::error(
                Code::Throttled,
                format!("Petra takes no more requests for {path} at the moment."),
                "Petra allows some calls only a few times a minute. Wait a minute, then try again.",
            )
            .with_detail(words),
            Error::BadAnswer { words, .. } => Self::error(
                Code::BadAnswer,
                format!("Petra's answer cannot be used: {said}."),
                "Wait 1–2 minutes and try again. If issues persist, contact Petra Support.",
            )
            .with_detail(words),
            Error::NoAnswer(failure) => failure.diagnose("Petra"),
        }
    }
}
