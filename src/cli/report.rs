//! Diagnostics as people and as programs read them, and the exit status that they lead to.

use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Map, Value};

use super::output;
use crate::domain::diagnostic::{Diagnostic, Severity, Subject, exit_status};
use crate::domain::text::harmless;

/// What ended a command.
#[derive(Debug)]
pub enum Failure {
    /// Diagnostics; at least one is an error.
    Found(Vec<Diagnostic>),
    /// The command was called in a way that cannot be.
    Usage(String),
    /// The system refused what every program may expect: threads, signals, a terminal.
    System(anyhow::Error),
    /// The process was asked to end; with the exit status that says how.
    Stopped(u8),
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    code: &'a str,
    summary: &'a str,
    detail: &'a str,
    hint: &'a str,
    subject: &'a Subject,
}

impl Failure {
    /// A failure of these.
    #[must_use]
    pub fn of(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Found(diagnostics)
    }

    /// Reports it, and gives the exit status.
    #[must_use]
    pub fn report(&self, json: bool) -> ExitCode {
        match self {
            Self::Usage(text) => {
                output::talk(&format!("error: {text}"));
                ExitCode::from(2)
            }
            Self::System(error) => {
                output::talk(&format!("error: {error:#}"));
                ExitCode::FAILURE
            }
            Self::Stopped(status) => {
                output::talk("Stopped; nothing was written.");
                ExitCode::from(*status)
            }
            Self::Found(diagnostics) => {
                if json {
                    if let Err(unsaid) = output::json(&object(Map::new(), diagnostics)) {
                        talk(&[unsaid]);
                    }
                } else {
                    talk(diagnostics);
                }
                ExitCode::from(exit_status(diagnostics).max(1))
            }
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::System(error)
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Found(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Found(diagnostics)
    }
}

/// A run's one JSON object: `result`, beside it what was found. `error` is the failure that decides the exit status;
/// `findings` are all, left out only where that failure is all there is to say.
#[must_use]
pub fn object(mut result: Map<String, Value>, diagnostics: &[Diagnostic]) -> Value {
    let failures = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    // Of several with the lowest status the first.
    let decisive = failures.filter(|one| one.code.failure_exit().is_some()).min_by_key(|one| one.code.failure_exit());
    if decisive.is_none() || diagnostics.len() > 1 || !result.is_empty() {
        result.insert("findings".to_owned(), serde_json::json!(diagnostics));
    }
    if let Some(failure) = decisive {
        let error = ErrorObject {
            code: failure.code.as_str(),
            summary: &failure.summary,
            detail: &failure.detail,
            hint: &failure.hint,
            subject: &failure.subject,
        };
        result.insert("error".to_owned(), serde_json::json!(error));
    }
    Value::Object(result)
}

/// Says them on standard error, errors first.
pub fn talk(diagnostics: &[Diagnostic]) {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    for diagnostic in ordered {
        for line in lines(diagnostic) {
            output::talk(&line);
        }
    }
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = diagnostics.len() - errors;
    if diagnostics.len() > 1 {
        let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
        output::talk(&format!("{}, {}", count(errors, "error"), count(warnings, "warning")));
    }
}

/// A diagnostic in lines: weight and code, where, what; then why; then what to do.
fn lines(diagnostic: &Diagnostic) -> Vec<String> {
    let weight = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = place(&diagnostic.subject);
    let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
    let mut lines = vec![format!("{weight} {}{place}: {}", diagnostic.code, harmless(&diagnostic.summary))];
    for part in [&diagnostic.detail, &diagnostic.hint] {
        if !part.is_empty() {
            lines.push(format!("    {}", harmless(part)));
        }
    }
    lines
}

fn place(subject: &Subject) -> String {
    let mut parts = Vec::new();
    if let Some(row) = subject.row {
        parts.push(format!("row {row}"));
    }
    if let Some(column) = &subject.column {
        parts.push(format!("column {column}"));
    }
    if let Some(pointer) = &subject.pointer {
        parts.push(pointer.clone());
    }
    if let Some(tenant) = &subject.tenant {
        parts.push(format!("tenant {tenant}"));
    }
    if let Some(field) = subject.field.as_ref().filter(|_| subject.column.is_none() && subject.pointer.is_none()) {
        parts.push(field.clone());
    }
    if let Some(entity) = &subject.entity {
        parts.push(entity.clone());
    }
    harmless(&parts.join(", ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Code;

    #[test]
    fn the_failure_that_decides_stands_apart_and_findings_are_a_list() {
        let error = |code| Diagnostic::error(code, "s", "h");
        let shown = |result: &[&str], codes: &[Code]| {
            let result = result.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
            let found: Vec<_> = codes.iter().map(|code| error(*code)).collect();
            let object = object(result, &found);
            let keys: Vec<_> = object.as_object().unwrap().keys().cloned().collect();
            let listed = object["findings"].as_array().map_or(0, Vec::len);
            format!("{} {} {listed}", keys.join(","), object["error"]["code"].as_str().unwrap_or("-"))
        };
        for (result, codes, wanted) in [
            (&[][..], &[Code::Timeout][..], "error timeout 0"),
            (&[], &[Code::TenantUndecided], "findings - 1"),
            (&[], &[Code::Timeout, Code::PermissionMissing, Code::BadCell], "error,findings permission-missing 3"),
            (&["permissions"], &[Code::Timeout], "error,findings,permissions timeout 1"),
            (&["file"], &[], "file,findings - 0"),
        ] {
            assert_eq!(shown(result, codes), wanted);
        }
        let warning = Diagnostic::warning(Code::PermissionMissing, "s", "h");
        assert_eq!(object(Map::new(), &[warning])["error"], Value::Null, "a warning decides nothing");
    }

    #[test]
    fn a_diagnostic_says_where_what_why_and_what_to_do() {
        let subject = Subject { row: Some(3), column: Some("company".to_owned()), ..Subject::default() };
        let diagnostic =
            Diagnostic::error(Code::UnknownName, "No company is named “\u{1b}[2J”.", "Meant perhaps: Contoso.")
                .about(subject);
        assert_eq!(
            lines(&diagnostic),
            ["error unknown-name (row 3, column company): No company is named “␛[2J”.", "    Meant perhaps: Contoso."]
        );
    }
}
