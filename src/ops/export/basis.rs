//! Laying answers over what is saved, all of them or the rows that are right, and judging what comes of it.
//!
//! Everything that is needed is loaded before; nothing is asked or written here.

use std::collections::BTreeSet;

use crate::domain::answers::{Answers, Roster, saved_ticket_value, ticket_value};
use crate::domain::catalog::{Catalog, TicketLists};
use crate::domain::diagnostic::{Diagnostic, Subject};
use crate::domain::draft::Draft;
use crate::domain::rules::{self, Unread};
use crate::domain::settings::{Named, Settings, TicketField};
use crate::ops::{Workplace, save};

/// What answers are laid over.
pub(super) struct Basis {
    /// The saved config with the lists of tenants merged in.
    pub draft: Draft,
    pub roster: Roster,
    pub lists: Lists,
    /// Ticketing defaults given as options.
    pub options: Vec<(TicketField, String)>,
}

/// Who knows the names.
pub(super) enum Lists {
    /// Autotask, asked just now.
    Live(Box<Catalog>),
    /// The saved config, where Autotask is not asked.
    Saved(Box<Draft>),
}

/// What answers led to.
pub(super) struct Taken {
    pub draft: Draft,
    /// `None` where something forbids to save it.
    pub settings: Option<Settings>,
    pub findings: Vec<Diagnostic>,
    /// The rows that have an error, by their indices.
    wrong_rows: BTreeSet<usize>,
    /// What was found in those rows.
    of_wrong_rows: Vec<Diagnostic>,
}

impl Basis {
    /// Lays answers over it and judges the whole.
    pub fn take(&self, answers: &Answers, place: &Workplace) -> Taken {
        let mut draft = self.draft.clone();
        let mut resolution = answers.resolve(&mut draft, self.roster);
        match &self.lists {
            Lists::Live(catalog) => {
                if let Some(lists) = catalog.tickets() {
                    resolution.ticketing(&mut draft, lists);
                }
                resolution.companies(&mut draft, catalog);
                resolution.contracts(&mut draft, catalog);
                resolution.services(&mut draft, catalog, place.today);
            }
            Lists::Saved(saved) => resolution.offline(&mut draft, saved),
        }
        let mut of_options = Vec::new();
        for (field, text) in &self.options {
            match self.value(*field, text) {
                Ok(value) => draft.ticketing.fields.set(*field, Some(value)),
                Err(finding) => of_options.push(finding.about(Subject::field(field.key()))),
            }
        }
        let nothing_loaded = Catalog::default();
        let (judged, unverified) = match &self.lists {
            Lists::Live(catalog) => (save::finish(&draft, catalog, place), Vec::new()),
            Lists::Saved(_) => (
                save::finish(&draft, &nothing_loaded, place),
                rules::not_verified(&draft, &nothing_loaded, Unread::Offline),
            ),
        };
        let (settings, mut judged) = match judged {
            Ok((settings, findings)) => (Some(settings), findings),
            Err(findings) => (None, findings),
        };
        judged.extend(unverified);
        // What an option could not be read as is said once, not as missing besides.
        let unread: Vec<_> = of_options.iter().filter_map(|finding| finding.subject.field.clone()).collect();
        judged.retain(|finding| {
            finding.subject.tenant.is_some()
                || !finding.subject.field.as_ref().is_some_and(|field| unread.contains(field))
        });
        let by_row = resolution.by_row(judged);
        let wrong_rows = resolution.wrong_rows(&by_row);
        let is_wrong = |row: &Option<usize>| row.is_some_and(|row| wrong_rows.contains(&row));
        let of_wrong_rows = by_row.iter().filter(|(row, _)| is_wrong(row)).map(|(_, one)| one.clone()).collect();
        let mut findings = of_options;
        findings.extend(by_row.into_iter().map(|(_, finding)| finding));
        let settings = settings.filter(|_| !findings.iter().any(Diagnostic::is_error));
        Taken { draft, settings, findings, wrong_rows, of_wrong_rows }
    }

    /// Lays the rows over it that are right, and tells what is wrong with the others. What no right row speaks of stays as
    /// it is saved; a new tenant without one is not in the config.
    pub fn take_right_rows(&self, answers: &Answers, place: &Workplace) -> Taken {
        let mut taken = self.take(answers, place);
        let is_of_the_file = |finding: &Diagnostic| finding.is_error() && answers.findings.contains(finding);
        if taken.settings.is_some() || taken.findings.iter().any(is_of_the_file) {
            return taken;
        }
        let mut right = answers.clone();
        let mut of_wrong_rows = Vec::new();
        // Taking rows away may leave others wrong, which then go too.
        while !taken.wrong_rows.is_empty() {
            of_wrong_rows.append(&mut taken.of_wrong_rows);
            right = right.without(&taken.wrong_rows);
            taken = self.take(&right, place);
        }
        taken.findings.splice(0..0, of_wrong_rows);
        if !right.rows.is_empty() {
            let mut draft = taken.draft.clone();
            draft.tenants.retain(|entry| entry.sources.saved || entry.settings.is_decided());
            taken.settings = draft.settings();
            taken.draft = draft;
        }
        taken
    }

    /// The value of a ticket field that an option names.
    fn value(&self, field: TicketField, text: &str) -> Result<Named, Box<Diagnostic>> {
        match &self.lists {
            Lists::Live(catalog) => ticket_value(catalog.tickets().unwrap_or(&TicketLists::default()), field, text),
            Lists::Saved(saved) => saved_ticket_value(saved, field, text),
        }
    }
}
