//! What a status and a body mean: Autotask says most refusals with a 500 and a sentence.
//!
//! Turning the meaning into words for the user is the business of `error`.

use reqwest::{StatusCode, Url};

use super::entity::Right;
use super::error::{Endpoint, Error};
use super::refusal::Refusal;
use crate::http::Reply;

/// The body of an answer that was good, or what its status and words say.
pub(super) fn classify(endpoint: Endpoint, right: Right, was_signed_in: bool, reply: Reply) -> Result<Vec<u8>, Error> {
    if reply.status.is_success() && !carries_errors(&reply.body) {
        return Ok(reply.body);
    }
    let words = reply.words();
    let status = reply.status;
    // The words come first: some of them arrive with more than one status.
    if let Some(error) = said(endpoint, right, &words) {
        return Err(error.with_pause(reply.retry_after));
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Err(Error::Throttled { endpoint, retry_after: reply.retry_after, tries: 1, words });
    }
    if endpoint != Endpoint::Zone {
        if status == StatusCode::UNAUTHORIZED {
            let modules = endpoint.entity().is_some_and(super::Entity::is_of_contracts_or_services);
            return Err(if was_signed_in && modules {
                Error::PermissionMissing { endpoint, right, modules: true, words }
            } else {
                Error::SignInRefused { words }
            });
        }
        if status == StatusCode::FORBIDDEN {
            return Err(Error::PermissionMissing { endpoint, right, modules: false, words });
        }
    }
    let what = match reply.location.as_deref() {
        Some(target) if status.is_redirection() => {
            format!("a redirect to {}, which was not followed", host_of(target))
        }
        _ => format!("status {status}"),
    };
    Err(Error::BadAnswer { endpoint, what, status: Some(status), words })
}

/// Whether an answer that calls itself good begins with errors; no document shows one, and no other shape begins so.
fn carries_errors(body: &[u8]) -> bool {
    let list = body.trim_ascii_start().strip_prefix(br#"{"errors":["#);
    list.is_some_and(|list| !list.trim_ascii_start().starts_with(b"]"))
}

/// What Autotask's own words mean, whatever status they came with.
pub(super) fn said(endpoint: Endpoint, right: Right, words: &str) -> Option<Error> {
    let said = words.to_lowercase();
    let words = words.to_owned();
    if said.contains("thread threshold") || said.contains("itgenatr005") {
        return Some(Error::Throttled { endpoint, retry_after: None, tries: 1, words });
    }
    if endpoint == Endpoint::Zone {
        return said.contains("zone information could not be determined").then_some(Error::UserUnknown { words });
    }
    if said.contains("integrationcode is invalid") {
        return Some(Error::TrackingIdRefused { words });
    }
    if said.contains("adequate permissions") || said.contains("required permissions") {
        return Some(Error::PermissionMissing { endpoint, right, modules: false, words });
    }
    // A read writes nothing that could be refused; what is wrong with it is a fault of ours.
    let refusal = (right != Right::Read).then(|| Refusal::of(&words)).flatten()?;
    Some(Error::Refused { endpoint, refusal, words })
}

fn host_of(target: &str) -> String {
    Url::parse(target).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autotask::Entity;
    use crate::domain::diagnostic::{Code, Diagnostic};
    use crate::http::Passing;

    const COMPANIES: Endpoint = Endpoint::Of(Entity::Companies);
    const CONTRACTS: Endpoint = Endpoint::Of(Entity::Contracts);
    const PERMISSION: &str =
        r#"{"errors":["The logged in Resource does not have the adequate permissions to query this entity type."]}"#;

    const HTML_PERMISSION: &str = "<html><head><title>500</title></head><body><h1>Error</h1><p>The logged in Resource \
        does not have the <b>adequate</b> permissions to query this entity type.</p></body></html>";

    fn code(endpoint: Endpoint, was_signed_in: bool, status: u16, body: &str) -> Code {
        let reply = Reply {
            status: StatusCode::from_u16(status).unwrap(),
            retry_after: None,
            location: None,
            body: body.as_bytes().to_vec(),
        };
        let error = classify(endpoint, Right::Read, was_signed_in, reply).unwrap_err();
        Diagnostic::from(error).code
    }

    #[test]
    fn each_refusal_has_its_code() {
        let thread = r#"{"errors":["The Autotask API thread threshold of 3 threads has been exceeded."]}"#;
        for (endpoint, was_signed_in, status, body, wanted) in [
            (
                Endpoint::Zone,
                false,
                500,
                r#"{"errors":["Zone information could not be determined"]}"#,
                Code::UserUnknown,
            ),
            (Endpoint::Zone, false, 500, "<html>down</html>", Code::BadAnswer),
            (Endpoint::Zone, false, 401, "", Code::BadAnswer),
            (Endpoint::Version, false, 401, "", Code::SignInRefused),
            (Endpoint::Version, true, 401, "", Code::SignInRefused),
            (COMPANIES, true, 401, "", Code::SignInRefused),
            (CONTRACTS, false, 401, "", Code::SignInRefused),
            (CONTRACTS, true, 401, "", Code::PermissionMissing),
            (Endpoint::Of(Entity::Services), true, 401, "", Code::PermissionMissing),
            (Endpoint::Of(Entity::ContractServiceUnits), true, 401, "", Code::PermissionMissing),
            (Endpoint::Version, false, 500, r#"{"errors":["IntegrationCode is invalid."]}"#, Code::TrackingIdRefused),
            (COMPANIES, true, 500, PERMISSION, Code::PermissionMissing),
            (COMPANIES, true, 500, HTML_PERMISSION, Code::PermissionMissing),
            (COMPANIES, true, 403, "", Code::PermissionMissing),
            (COMPANIES, true, 429, "", Code::Throttled),
            (COMPANIES, true, 429, thread, Code::Throttled),
            (COMPANIES, true, 500, thread, Code::Throttled),
            (COMPANIES, true, 500, r#"{"errors":["Unable to find x in the Company Entity."]}"#, Code::BadAnswer),
            (COMPANIES, true, 503, "", Code::BadAnswer),
            (COMPANIES, true, 404, "<h1>not here</h1>", Code::BadAnswer),
            (COMPANIES, true, 302, "", Code::BadAnswer),
            (COMPANIES, true, 200, PERMISSION, Code::PermissionMissing),
            (COMPANIES, true, 200, r#" {"errors":["Something"],"items":[]}"#, Code::BadAnswer),
        ] {
            assert_eq!(code(endpoint, was_signed_in, status, body), wanted, "{endpoint:?} {status} {body}");
        }
    }

    #[test]
    fn a_permission_names_entity_purpose_place_and_autotasks_words() {
        let reply = Reply {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            retry_after: None,
            location: None,
            body: PERMISSION.as_bytes().to_vec(),
        };
        let diagnostic = Diagnostic::from(classify(CONTRACTS, Right::Read, true, reply).unwrap_err());
        assert_eq!(diagnostic.subject.entity.as_deref(), Some("Contracts"));
        assert_eq!(diagnostic.summary, "The API user may not read Contracts, which is needed for billing.");
        assert!(diagnostic.hint.contains("Contracts, read, needed for billing"), "{}", diagnostic.hint);
        assert!(diagnostic.hint.contains("Object Permissions"), "{}", diagnostic.hint);
        assert!(diagnostic.detail.starts_with("The logged in Resource"), "{}", diagnostic.detail);
    }

    #[test]
    fn a_good_answer_is_given_as_it_came() {
        for body in ["", "{}", r#"{"errors":[],"itemId":3}"#, r#"{"errors":null}"#, r#"{"items":[{"errors":["x"]}]}"#] {
            let reply =
                Reply { status: StatusCode::OK, retry_after: None, location: None, body: body.as_bytes().to_vec() };
            assert_eq!(classify(COMPANIES, Right::Read, true, reply).unwrap(), body.as_bytes());
        }
    }

    #[test]
    fn only_what_passes_is_sent_again() {
        for (status, body, wanted) in [
            (502, "", true),
            (503, "", true),
            (504, "", true),
            (429, "", true),
            (500, "", false),
            (401, "", false),
            (404, "", false),
            (500, PERMISSION, false),
        ] {
            let reply = Reply {
                status: StatusCode::from_u16(status).unwrap(),
                retry_after: None,
                location: None,
                body: body.as_bytes().to_vec(),
            };
            assert_eq!(classify(COMPANIES, Right::Read, true, reply).unwrap_err().is_passing(), wanted, "{status}");
        }
    }
}
