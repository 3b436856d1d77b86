//! The faults that can be put in force: their table, how one is written, and which requests it meets.
//! Leaves what a fault does to the place where it does it.

use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A fault of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    pub name: &'static str,
    /// What stands after `=`; empty where nothing does.
    pub arg: &'static str,
    pub help: &'static str,
}

const fn known(name: &'static str, arg: &'static str, help: &'static str) -> Known {
    Known { name, arg, help }
}

/// Every fault, in the order in which help shows them.
pub const TABLE: &[Known] = &[
    known("slow", "MS", "answer that many milliseconds later"),
    known("hang", "", "never answer"),
    known("reset", "", "cut the connection before anything is done"),
    known("http-500", "", "500 with errors, nothing done"),
    known("http-500-after-commit", "", "500 although the write took effect"),
    known("lose-answer", "", "the write takes effect, then the connection is cut"),
    known("hang-after-commit", "", "the write takes effect, then no answer comes"),
    known("throttle", "", "429 with the thread threshold's text"),
    known("unauthorized", "", "401 without a body"),
    known("forbidden", "ENTITY", "403 on every call of that entity"),
    known("not-json", "", "200 with a page of HTML"),
    known("truncated", "", "the answer ends in its middle"),
    known("redirect", "URL", "302 to that address"),
    known("wrong-zone", "URL", "zone information names that address"),
    known("tracking-id-500", "", "a wrong tracking identifier is a 500 with its own text"),
    known("deactivated-status", "VALUE", "tickets cannot be given that status"),
    known("queue-gone", "VALUE", "tickets cannot be put into that queue"),
    known("company-inactive", "ID", "tickets cannot be opened for that company"),
    known("extra-required-field", "FIELD", "tickets need that field"),
    known("html-errors", "", "refusals come as a page of HTML"),
    known("json-404", "", "a missing route is JSON instead of HTML"),
    known("lock-after", "N", "that many refused sign-ins in a row lock the user, instead of 5"),
    known("locked-text", "", "the 401 of a locked user says so"),
    known("permission-403", "", "a missing right is 403 instead of 500"),
    known("restricted", "ENTITY", "rows of that entity are hidden, its access is Restricted"),
    known("access-as-numbers", "", "entityInformation gives access as 0, 1, 2"),
    known("access-looks-all", "", "entityInformation says All whatever the rights are"),
    known("entity-name-plural", "", "entityInformation names the entity in the plural"),
    known("missing-404", "", "a get by a missing id is 404"),
    known("conversion-error", "", "text for a number, or for true or false, in a filter is refused everywhere"),
    known("rows-unordered", "", "the rows of a page come in falling order"),
    known("without-field", "FIELD", "rows come without that field"),
    known("next-page-elsewhere", "URL", "the next page is at another host"),
    known("next-page-loop", "", "the next page is this page"),
    known("throttle-as-500", "", "refusals for too many requests are 500 instead of 429"),
    known("retry-after", "SECONDS", "429 carries Retry-After"),
    known("petra-limit", "N", "Petra answers N incident or billable-user calls a minute, instead of 10"),
    known("used-this-hour", "N", "the hour has had N requests already"),
    known("patch-404", "", "PATCH on a collection is a 404 page"),
    known("zone-without-slash", "", "the zone's url ends without a slash"),
    known("item-id-number", "", "an adjustment answers with a number for itemId"),
    known("no-auto-create", "", "an adjustment by contractID and serviceID never creates the line"),
    known("posted-accepted", "", "periods that are approved and posted can be adjusted"),
    known("inactive-contract-accepted", "", "contracts that are inactive can be adjusted"),
    known("zero-change-accepted", "", "an adjustment by 0 is taken and changes nothing"),
    known("change-ignored", "", "an adjustment is answered with success and changes nothing"),
    known("change-doubled", "", "an adjustment takes effect twice"),
    known("exclusive-end", "", "unit rows end on the day before the next begins"),
    known("delta-rows", "", "unit rows that an adjustment made hold the change alone"),
];

/// A fault that nobody knows, or that is written wrongly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FaultError(String);

/// A fault in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub known: &'static Known,
    arg: String,
    method: Option<String>,
    prefix: Option<String>,
    /// How many more requests it meets; none for all.
    left: Option<u32>,
}

/// What a fault looks at in a request.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// After Autotask's version, or Petra's whole path.
    pub path: String,
    /// An Autotask call that has to carry credentials.
    pub signed_in: bool,
    /// Changes something, if it succeeds.
    pub writes: bool,
}

impl std::str::FromStr for Fault {
    type Err = FaultError;

    /// `NAME[=ARG][@METHOD /path-prefix][*N]`
    fn from_str(text: &str) -> Result<Self, FaultError> {
        let text = text.trim();
        let (rest, left) = match text.rsplit_once('*') {
            Some((rest, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                let number =
                    number.parse().map_err(|_| FaultError(format!("in “{text}” the number after * is too large")))?;
                (rest, Some(number))
            }
            _ => (text, None),
        };
        let (rest, scope) = match rest.rsplit_once('@') {
            Some((before, scope)) if is_scope(scope) || !before.contains('=') => (before, Some(scope.trim())),
            _ => (rest, None),
        };
        let (name, arg) = rest.split_once('=').map_or((rest, None), |(name, arg)| (name, Some(arg.trim())));
        let name = name.trim();
        let known = TABLE
            .iter()
            .find(|known| known.name == name)
            .ok_or_else(|| FaultError(format!("no fault is called “{name}”; there are {}", names())))?;
        check_arg(known, arg)?;
        let (method, prefix) = match scope {
            None => (None, None),
            Some(scope) if !is_scope(scope) => {
                return Err(FaultError(format!("in “{text}” expected @METHOD /path-prefix, found “@{scope}”")));
            }
            Some(scope) => {
                let (method, prefix) =
                    scope.split_once(' ').unwrap_or(if scope.starts_with('/') { ("", scope) } else { (scope, "") });
                let prefix = after_version(prefix.trim());
                (
                    Some(method.to_ascii_uppercase()).filter(|method| !method.is_empty()),
                    Some(prefix.to_owned()).filter(|prefix| !prefix.is_empty()),
                )
            }
        };
        Ok(Self { known, arg: arg.unwrap_or_default().to_owned(), method, prefix, left })
    }
}

/// `METHOD`, `/path` or both.
fn is_scope(text: &str) -> bool {
    let text = text.trim();
    let (method, path) = text.split_once(' ').unwrap_or(if text.starts_with('/') { ("", text) } else { (text, "") });
    let methods = ["", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    !text.is_empty()
        && methods.iter().any(|known| known.eq_ignore_ascii_case(method))
        && (path.is_empty() || path.trim().starts_with('/'))
}

fn check_arg(known: &Known, arg: Option<&str>) -> Result<(), FaultError> {
    let Known { name, arg: wanted, .. } = known;
    match (wanted.is_empty(), arg) {
        (true, None) => Ok(()),
        (true, Some(_)) => Err(FaultError(format!("{name} takes no value"))),
        (false, None | Some("")) => Err(FaultError(format!("{name} needs a value: {name}={wanted}"))),
        (false, Some(arg)) => {
            let number = matches!(*wanted, "MS" | "SECONDS" | "N" | "ID");
            if number && arg.parse::<u64>().is_err() {
                return Err(FaultError(format!("{name}={wanted}: expected a whole number, found “{arg}”")));
            }
            if *wanted == "ENTITY" && crate::sandbox::entities::Kind::named(arg).is_none() {
                return Err(FaultError(format!("{name}={wanted}: the sandbox has no entity “{arg}”")));
            }
            Ok(())
        }
    }
}

fn after_version(path: &str) -> &str {
    let lower = path.to_ascii_lowercase();
    for start in ["/atservicesrest/v1.0/", "/v1.0/"] {
        if lower.starts_with(start) {
            return &path[start.len() - 1..];
        }
    }
    path
}

impl Fault {
    fn meets(&self, asked: &Asked) -> bool {
        if self.left == Some(0) {
            return false;
        }
        if self.method.as_ref().is_some_and(|method| !method.eq_ignore_ascii_case(&asked.method)) {
            return false;
        }
        match &self.prefix {
            Some(prefix) => below(&asked.path, prefix),
            // These have no other call to be about.
            None => match self.known.name {
                "wrong-zone" | "zone-without-slash" => true,
                "petra-limit" => asked.path.starts_with("/v1/"),
                _ => asked.signed_in,
            },
        }
    }

    /// Faults after a commit are about writes, unless a read is named outright.
    fn meets_commit(&self, asked: &Asked) -> bool {
        let read = self.method.as_deref() == Some("GET")
            || self
                .prefix
                .as_ref()
                .is_some_and(|prefix| prefix.to_ascii_lowercase().contains("/query") || prefix.starts_with("/v1/"));
        self.meets(asked) && (asked.writes || read)
    }
}

/// Whether a path is at or below a prefix. Whole parts count in any case, and so `/Contracts` is not the beginning of
/// `/ContractServices`; a prefix that ends within a part counts as it is spelt.
fn below(path: &str, prefix: &str) -> bool {
    let whole = prefix.trim_end_matches('/');
    let parts = path.get(..whole.len()).is_some_and(|start| {
        start.eq_ignore_ascii_case(whole) && matches!(path.as_bytes().get(whole.len()), None | Some(b'/'))
    });
    parts || path.starts_with(prefix)
}

/// The faults in force, in their order.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// All of these instead of those before; nothing changes if one is wrong.
    pub fn replace(&self, texts: &[String]) -> Result<(), FaultError> {
        let faults: Result<Vec<Fault>, FaultError> = texts.iter().map(|text| text.parse()).collect();
        *self.held() = faults?;
        Ok(())
    }

    /// The value of the first fault of that name that meets the request, which thereby is one of its `*N`.
    pub fn take(&self, name: &str, asked: &Asked) -> Option<String> {
        self.take_if(name, |fault| fault.meets(asked))
    }

    /// As `take`, for faults that have to do with that value.
    pub fn take_about(&self, name: &str, value: &str, asked: &Asked) -> bool {
        self.take_if(name, |fault| fault.arg.eq_ignore_ascii_case(value) && fault.meets(asked)).is_some()
    }

    /// As `take`, once a write has taken effect or a read has been answered.
    pub fn take_after(&self, name: &str, asked: &Asked) -> bool {
        self.take_if(name, |fault| fault.meets_commit(asked)).is_some()
    }

    /// Every value of that name that meets the request.
    pub fn values(&self, name: &str, asked: &Asked) -> Vec<String> {
        let faults = self.held();
        let met = faults.iter().filter(|fault| fault.known.name == name && fault.meets(asked));
        met.map(|fault| fault.arg.clone()).collect()
    }

    fn take_if(&self, name: &str, meets: impl Fn(&Fault) -> bool) -> Option<String> {
        let mut faults = self.held();
        let fault = faults.iter_mut().find(|fault| fault.known.name == name && meets(fault))?;
        if let Some(left) = &mut fault.left {
            *left -= 1;
        }
        Some(fault.arg.clone())
    }

    fn held(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn names() -> String {
    let names: Vec<&str> = TABLE.iter().map(|known| known.name).collect();
    names.join(", ")
}

/// The table as text: one fault a line.
pub fn help() -> String {
    let spelt = |known: &Known| {
        if known.arg.is_empty() { known.name.to_owned() } else { format!("{}={}", known.name, known.arg) }
    };
    let width = TABLE.iter().map(|known| spelt(known).len()).max().unwrap_or(0);
    let mut text = String::from(
        "Faults, each with an optional @METHOD /path-prefix (after the version, or /v1/… for Petra; else every Autotask \
         call with credentials) and *N (only the first N such requests), e.g. lose-answer@POST /Contracts*1:\n",
    );
    for known in TABLE {
        let _ = write!(text, "\n  {:width$}  {}", spelt(known), known.help);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, path: &str) -> Asked {
        Asked {
            method: method.into(),
            path: path.into(),
            signed_in: path != "/zoneInformation" && !path.starts_with("/v1/"),
            writes: method != "GET" && !path.contains("/query"),
        }
    }

    #[test]
    fn each_spelling_meets_the_requests_it_names() {
        for (text, method, path, meets) in [
            ("hang", "GET", "/Companies/1", true),
            ("hang", "GET", "/zoneInformation", false),
            ("hang", "GET", "/v1/tenants", false),
            ("slow=20@GET /zoneInformation", "GET", "/zoneInformation", true),
            ("throttle@GET /v1/tenants", "GET", "/v1/tenants", true),
            ("throttle@GET /v1/tenants", "GET", "/v1/usage", false),
            ("throttle@/v1/", "GET", "/v1/usage", true),
            ("unauthorized@/Contracts", "POST", "/contracts/query", true),
            ("unauthorized@/Contracts", "POST", "/ContractServices/query", false),
            ("unauthorized@/contracts", "POST", "/ContractServices/query", false),
            ("unauthorized@/Contract", "POST", "/ContractServices/query", true),
            ("unauthorized@POST", "GET", "/Contracts/1", false),
            ("http-500@/V1.0/Tickets", "GET", "/Tickets/5", true),
            ("redirect=https://me@example.com/*", "GET", "/Tickets/5", true),
            ("hang*0", "GET", "/Companies/1", false),
        ] {
            let fault: Fault = text.parse().unwrap();
            assert_eq!(fault.meets(&asked(method, path)), meets, "{text} {method} {path}");
        }
    }

    #[test]
    fn a_fault_after_a_commit_waits_for_the_write() {
        let faults = Faults::default();
        faults.replace(&["lose-answer@POST /Contracts*1".into()]).unwrap();
        assert!(!faults.take_after("lose-answer", &asked("POST", "/Contracts/query")));
        assert!(faults.take_after("lose-answer", &asked("POST", "/Contracts/9/ServiceAdjustments")));
        assert!(!faults.take_after("lose-answer", &asked("POST", "/Contracts/9/ServiceAdjustments")));
        faults.replace(&["lose-answer@POST /Contracts/query".into()]).unwrap();
        assert!(faults.take_after("lose-answer", &asked("POST", "/Contracts/query")));
    }

    #[test]
    fn a_wrong_fault_is_refused_and_changes_nothing() {
        let faults = Faults::default();
        faults.replace(&["hang".into()]).unwrap();
        for (text, says) in [
            ("hnag", "no fault is called “hnag”; there are slow, hang"),
            ("slow", "slow needs a value: slow=MS"),
            ("slow=fast", "expected a whole number, found “fast”"),
            ("hang=1", "hang takes no value"),
            ("hang@somewhere", "expected @METHOD /path-prefix"),
            ("forbidden=Invoices", "no entity “Invoices”"),
            ("", "no fault is called “”"),
        ] {
            let error = faults.replace(&[text.into()]).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        assert!(faults.take("hang", &asked("GET", "/Companies/1")).is_some());
    }

    #[test]
    fn only_the_first_n_requests_are_met_and_others_do_not_count() {
        let faults = Faults::default();
        faults.replace(&["http-500@POST /Companies*2".into()]).unwrap();
        let met: Vec<bool> = ["/Companies/query", "/Tickets/query", "/Companies/query", "/Companies/query"]
            .iter()
            .map(|path| faults.take("http-500", &asked("POST", path)).is_some())
            .collect();
        assert_eq!(met, [true, false, true, false]);
    }

    #[test]
    fn help_has_a_line_for_every_fault() {
        let help = help();
        for known in TABLE {
            assert!(help.contains(&format!("\n  {}", known.name)), "{}", known.name);
        }
    }
}
