//! Diagnostics as people and as programs read them, and the exit status that they lead to.

use std::process::ExitCode;

use serde::Serialize;

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
            Self::Found(diagnostics) => {
                if json {
                    output::json(&object(diagnostics));
                } else {
                    talk(diagnostics);
                }
                ExitCode::from(exit_status(diagnostics).max(1))
            }
        }
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

/// One failure alone is `{"error":…}`, everything else `{"findings":[…]}`.
fn object(diagnostics: &[Diagnostic]) -> serde_json::Value {
    match diagnostics {
        [one] if one.code.failure_exit().is_some() => serde_json::json!({"error": ErrorObject {
            code: one.code.as_str(),
            summary: &one.summary,
            detail: &one.detail,
            hint: &one.hint,
            subject: &one.subject,
        }}),
        _ => serde_json::json!({"findings": diagnostics}),
    }
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
    fn one_failure_is_an_error_object_and_findings_are_a_list() {
        let failure = Diagnostic::error(Code::Timeout, "No answer.", "Wait.");
        assert_eq!(object(&[failure])["error"]["code"], "timeout");
        let finding = Diagnostic::error(Code::TenantUndecided, "Undecided.", "Decide.");
        assert_eq!(object(&[finding])["findings"][0]["severity"], "error");
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
