//! Why there was no answer: by kind, with the cause in a few words, and as a diagnostic.
//!
//! What is wrong with an answer that came is the business of `autotask` and `petra`.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::words::shorten;
use crate::domain::diagnostic::{Code, Diagnostic};

/// No usable answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing, or not all of it, in time.
    #[error("no answer from {host} within {} s", timeout.as_secs_f32())]
    Timeout {
        /// Who was asked.
        host: String,
        /// How long it was waited for.
        timeout: Duration,
    },
    /// No connection came about.
    #[error("no connection to {host}: {cause}")]
    Unreachable {
        /// Who was asked.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The connection ended before an answer.
    #[error("the connection to {host} was cut: {cause}")]
    Cut {
        /// Who was asked.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The answer began and did not end.
    #[error("the answer of {host} was cut off")]
    CutOff {
        /// Who was asked.
        host: String,
    },
    /// The answer is larger than [`super::MAX_ANSWER`].
    #[error("the answer of {host} is larger than 64 MB")]
    TooLarge {
        /// Who was asked.
        host: String,
    },
    /// The other side's certificate, or TLS itself, does not hold.
    #[error("no secure connection to {host}: {cause}")]
    Tls {
        /// Who was asked.
        host: String,
        /// What is wrong with it.
        cause: String,
        /// Whether it is the certificate, and not something before it.
        certificate: bool,
    },
}

impl Failure {
    /// Sorts an error that came before the answer's first line.
    pub(crate) fn before_answer(host: &str, timeout: Duration, error: &reqwest::Error) -> Self {
        let host = host.to_owned();
        if error.is_timeout() {
            return Self::Timeout { host, timeout };
        }
        if error.is_connect()
            && let Some(error) = tls_error(error)
        {
            let certificate = matches!(error, rustls::Error::InvalidCertificate(_));
            return Self::Tls { host, cause: shorten(&error.to_string()), certificate };
        }
        let cause = cause(error);
        if error.is_connect() { Self::Unreachable { host, cause } } else { Self::Cut { host, cause } }
    }

    /// Sorts an error that came while the answer was read.
    pub(crate) fn within_answer(host: &str, timeout: Duration, error: &reqwest::Error) -> Self {
        let host = host.to_owned();
        if error.is_timeout() { Self::Timeout { host, timeout } } else { Self::CutOff { host } }
    }

    /// Whether a read may be sent again at once: the connection was there, and broke.
    pub(crate) fn is_cut(&self) -> bool {
        matches!(self, Self::Cut { .. } | Self::CutOff { .. })
    }

    /// Whether nothing of the request was sent: no connection came about.
    pub(crate) fn is_before_sending(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Tls { .. })
    }

    /// What every surface shows; `name` is who was asked: “Autotask”, “Petra”.
    pub(crate) fn diagnose(&self, name: &str) -> Diagnostic {
        const LATER: &str = "Wait 1–2 minutes and try again. If issues persist, contact Petra Support.";
        let (code, summary, hint) = match self {
            Self::Timeout { host, timeout } => (
                Code::Timeout,
                format!("{name} ({host}) did not answer within {} s.", timeout.as_secs_f32()),
                LATER.to_owned(),
            ),
            Self::Unreachable { host, .. } => {
                (Code::Unreachable, format!("{name} ({host}) cannot be reached."), LATER.to_owned())
            }
            Self::Cut { host, .. } => {
                (Code::Unreachable, format!("The connection to {name} ({host}) was cut."), LATER.to_owned())
            }
            Self::CutOff { host } => {
                (Code::BadAnswer, format!("An answer of {name} ({host}) was cut off."), LATER.to_owned())
            }
            Self::TooLarge { host } => {
                (Code::BadAnswer, format!("An answer of {name} ({host}) is larger than 64 MB."), LATER.to_owned())
            }
            Self::Tls { host, cause, certificate } => (
                Code::Tls,
                format!("No secure connection to {name} ({host}) came about."),
                if *certificate {
                    format!(
                        "The certificate is not trusted: {cause}. Behind an inspecting proxy, its root must be in this \
                         system's certificate store."
                    )
                } else {
                    "See that the address is right, and that no proxy or firewall stands in between.".to_owned()
                },
            ),
        };
        let detail = match self {
            Self::Unreachable { cause, .. } | Self::Cut { cause, .. } | Self::Tls { cause, .. } => cause.clone(),
            _ => String::new(),
        };
        Diagnostic::error(code, summary, hint).with_detail(detail)
    }
}

/// The innermost reason, without the address: that holds the user's name.
pub(super) fn cause(error: &(dyn StdError + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    shorten(&innermost.to_string())
}

/// The error of TLS, if it was TLS that failed.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        // An io::Error passes over what it wraps when it is asked for its source.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    None
}
