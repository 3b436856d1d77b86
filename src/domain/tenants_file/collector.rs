//! Tenants as they are read, a row after the other: duplicates and rows that name none are found here.

use std::collections::HashMap;

use super::web_domain;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::table::shown;
use crate::domain::tenant::Tenant;

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Collector {
    tenants: Vec<Tenant>,
    /// The place in `tenants` by what tells a tenant from others.
    seen: HashMap<Key, usize>,
    subjects: Vec<Subject>,
    findings: Vec<Diagnostic>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Petra(String),
    Microsoft(String),
    Name(String),
}

impl Key {
    fn of(tenant: &Tenant) -> Self {
        match (&tenant.petra_id, &tenant.microsoft_id) {
            (Some(id), _) => Self::Petra(id.clone()),
            (None, Some(id)) => Self::Microsoft(id.to_lowercase()),
            (None, None) => Self::Name(tenant.name.to_lowercase()),
        }
    }
}

impl Collector {
    /// Takes in a tenant with the text of its domain cell; `subject` is where it stands.
    pub fn add(&mut self, mut tenant: Tenant, domain: &str, subject: Subject) {
        let place = Subject { column: None, ..subject.clone() };
        if tenant.petra_id.is_none() && tenant.microsoft_id.is_none() && tenant.name.is_empty() {
            let finding = Diagnostic::error(
                Code::BadCell,
                "No id and no name says which tenant this is.",
                "Write the tenant's id or name, or take the row away.",
            );
            self.findings.push(finding.about(place));
            return;
        }
        match web_domain(domain) {
            Some(domain) => tenant.domains.push(domain),
            None if domain.is_empty() => {}
            None => self.findings.push(bad_domain(domain).about(subject)),
        }
        let key = Key::of(&tenant);
        match self.seen.get(&key) {
            // An export has a customer once for each relationship, by Microsoft's id.
            Some(&known) if matches!(key, Key::Microsoft(_)) => {
                let domains = &mut self.tenants[known].domains;
                domains
                    .extend(tenant.domains.into_iter().filter(|domain| !domains.contains(domain)).collect::<Vec<_>>());
            }
            Some(&known) => {
                let first = &self.subjects[known];
                let first = match (&first.pointer, first.row) {
                    (Some(pointer), _) => pointer.clone(),
                    (None, row) => format!("row {}", row.unwrap_or_default()),
                };
                let finding = Diagnostic::error(
                    Code::DuplicateRow,
                    format!("Tenant “{}” stands in {first} already.", shown(tenant.id())),
                    "Keep one row for each tenant; tenants of one name need ids.",
                );
                self.findings.push(finding.about(place));
            }
            None => {
                self.seen.insert(key, self.tenants.len());
                self.tenants.push(tenant);
                self.subjects.push(place);
            }
        }
    }

    /// Notes something else that is wrong.
    pub fn fault(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The tenants, or all that is wrong with them.
    pub fn finish(self) -> Result<Vec<Tenant>, Vec<Diagnostic>> {
        if self.findings.is_empty() { Ok(self.tenants) } else { Err(self.findings) }
    }
}

/// The finding on a text that is no web domain.
pub(super) fn bad_domain(text: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BadCell,
        format!("“{}” is no web domain.", shown(text)),
        "Write it like contoso.com, or leave it out.",
    )
}
