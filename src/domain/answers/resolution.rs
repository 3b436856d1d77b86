//! Where resolving stands between its stages: which row is whose, what could not be read, and what is needed next.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::naming::Naming;
use super::{Answers, Column, Row};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::draft::Draft;
use crate::domain::settings::TicketField;

/// For so many unknown names the closest are looked for; each costs a walk over all candidates.
const SUGGESTED: usize = 50;

/// Answers on their way into a draft.
#[derive(Debug)]
pub struct Resolution<'a> {
    pub(super) answers: &'a Answers,
    /// The tenant's id by the index of a row; `None` where it could not be told.
    pub(super) tenants: Vec<Option<String>>,
    /// Cells that could not be read, or hang on one that could not.
    failed: HashSet<(String, Column)>,
    pub(super) failed_defaults: HashSet<TicketField>,
    /// What was found, with the index of its row.
    pub(super) findings: Vec<(Option<usize>, Diagnostic)>,
    suggestions: usize,
}

/// Companies to load before [`Resolution::companies`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompaniesNeeded {
    /// By id.
    pub ids: BTreeSet<i64>,
    /// Whether names are given, which need the whole list.
    pub all: bool,
}

/// Contracts to load before [`Resolution::contracts`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContractsNeeded {
    /// By id.
    pub ids: BTreeSet<i64>,
    /// All of these companies, since names are given.
    pub of_companies: BTreeSet<i64>,
}

/// A row whose tenant is known and not to be excluded.
pub(super) struct Target<'a> {
    pub index: usize,
    pub row: &'a Row,
    /// The tenant's place in the draft.
    pub place: usize,
}

impl<'a> Resolution<'a> {
    pub(super) fn new(answers: &'a Answers) -> Self {
        Self {
            answers,
            tenants: vec![None; answers.rows.len()],
            failed: HashSet::new(),
            failed_defaults: HashSet::new(),
            findings: answers.findings.iter().map(|finding| (None, finding.clone())).collect(),
            suggestions: SUGGESTED,
        }
    }

    /// The rows to read for tenants of this draft.
    pub(super) fn targets(&self, draft: &Draft) -> Vec<Target<'a>> {
        let places: HashMap<&str, usize> =
            draft.tenants.iter().enumerate().map(|(place, entry)| (entry.settings.id.as_str(), place)).collect();
        let rows = self.answers.rows.iter().zip(&self.tenants).enumerate();
        rows.filter(|(_, (row, _))| !row.is_excluded())
            .filter_map(|(index, (row, tenant))| Some(Target { index, row, place: *places.get(tenant.as_deref()?)? }))
            .collect()
    }

    /// Notes what is wrong with a cell, which is thereby not read.
    pub(super) fn fail(&mut self, target: &Target<'_>, column: Column, finding: Diagnostic) {
        let tenant = self.tenants[target.index].clone();
        let subject = Subject { tenant, ..target.row.place.subject(column) };
        self.findings.push((Some(target.index), finding.about(subject)));
        self.skip(target, column);
    }

    /// Notes that a cell is not read, since what it hangs on is missing.
    pub(super) fn skip(&mut self, target: &Target<'_>, column: Column) {
        if let Some(tenant) = &self.tenants[target.index] {
            self.failed.insert((tenant.clone(), column));
        }
    }

    pub(super) fn has_failed(&self, target: &Target<'_>, column: Column) -> bool {
        self.tenants[target.index].as_ref().is_some_and(|tenant| self.failed.contains(&(tenant.clone(), column)))
    }

    /// The same without looking for what was meant: for a first walk that only tells what is to be loaded.
    #[must_use]
    pub fn without_suggestions(mut self) -> Self {
        self.suggestions = 0;
        self
    }

    /// Whether the closest names are still to be looked for.
    pub(super) fn may_suggest(&mut self) -> bool {
        let may = self.suggestions > 0;
        self.suggestions = self.suggestions.saturating_sub(1);
        may
    }

    /// The companies that the answers name, and those that the draft has already.
    #[must_use]
    pub fn companies_needed(&self, draft: &Draft) -> CompaniesNeeded {
        let mut needed = CompaniesNeeded::default();
        for target in self.targets(draft) {
            let Some(text) = target.row.filled(Column::Company) else { continue };
            match Naming::of(text).id {
                Some(id) => drop(needed.ids.insert(id)),
                None => needed.all = true,
            }
        }
        let included = draft.tenants.iter().map(|entry| &entry.settings).filter(|tenant| tenant.excluded.is_none());
        let chosen = included.filter_map(|tenant| tenant.company.as_ref()).chain(&draft.ticketing.catch_all_company);
        needed.ids.extend(chosen.map(|company| company.id));
        needed
    }

    /// The contracts that the answers name, and those that the draft has already. The companies must be resolved.
    #[must_use]
    pub fn contracts_needed(&self, draft: &Draft) -> ContractsNeeded {
        let mut needed = ContractsNeeded::default();
        for target in self.targets(draft) {
            let Some(text) = target.row.filled(Column::Contract) else { continue };
            match (Naming::of(text).id, &draft.tenants[target.place].settings.company) {
                (Some(id), _) => drop(needed.ids.insert(id)),
                (None, Some(company)) => drop(needed.of_companies.insert(company.id)),
                (None, None) => {}
            }
        }
        needed.ids.extend(billed(draft));
        needed
    }

    /// The contracts whose lines are needed to read services and to judge the draft. The contracts must be resolved.
    #[must_use]
    pub fn lines_needed(&self, draft: &Draft) -> BTreeSet<i64> {
        billed(draft).collect()
    }

    /// All that was found, in the order of the rows: in the answers, and in the draft that they led to. What was `judged`
    /// of a cell that could not be read is left out, and the rest is given the place of its cell.
    #[must_use]
    pub fn with_judged(self, judged: Vec<Diagnostic>) -> Vec<Diagnostic> {
        self.by_row(judged).into_iter().map(|(_, finding)| finding).collect()
    }

    /// As [`Resolution::with_judged`], each with the index of the row in [`Answers::rows`] that it comes from.
    #[must_use]
    pub fn by_row(&self, judged: Vec<Diagnostic>) -> Vec<(Option<usize>, Diagnostic)> {
        let rows: HashMap<&str, usize> =
            self.tenants.iter().enumerate().filter_map(|(index, tenant)| Some((tenant.as_deref()?, index))).collect();
        let mut findings = self.findings.clone();
        for mut finding in judged {
            let row = finding.subject.tenant.as_deref().and_then(|tenant| rows.get(tenant).copied());
            if self.is_echo(&finding.subject) || self.is_for_want_of_a_column(&finding, row) {
                continue;
            }
            self.locate(&mut finding.subject, row);
            findings.push((row, finding));
        }
        // Stable, so that the findings of a row stay in the order of the stages.
        findings.sort_by_key(|(row, finding)| (row.is_none() && finding.subject.tenant.is_some(), *row));
        findings
    }

    /// The rows of these findings that are wrong: with an error, or one of two for the same tenant.
    #[must_use]
    pub fn wrong_rows(&self, findings: &[(Option<usize>, Diagnostic)]) -> BTreeSet<usize> {
        let errors = findings.iter().filter(|(_, finding)| finding.is_error());
        errors
            .flat_map(|(row, finding)| {
                let twice = finding.subject.tenant.as_deref().filter(|_| finding.code == Code::DuplicateRow);
                let first = twice.and_then(|id| self.tenants.iter().position(|tenant| tenant.as_deref() == Some(id)));
                row.iter().copied().chain(first)
            })
            .collect()
    }

    /// Whether this was judged of a cell that could not be read, or of what hangs on one.
    fn is_echo(&self, subject: &Subject) -> bool {
        let Some(field) = subject.field.as_deref() else { return false };
        let Some(tenant) = &subject.tenant else {
            return self.failed_defaults.iter().any(|failed| failed.key() == field);
        };
        let above: &[Column] = match Column::from_field(field) {
            Some(Column::Service) => &[Column::Service, Column::Contract, Column::Company],
            Some(Column::Contract) => &[Column::Contract, Column::Company],
            Some(column) => &[column],
            None => &[],
        };
        above.iter().any(|column| self.failed.contains(&(tenant.clone(), *column)))
    }

    /// Whether a tenant is undecided only because the column that decides it could not be read: a misspelt header would
    /// otherwise be followed by a finding for every row.
    fn is_for_want_of_a_column(&self, finding: &Diagnostic, row: Option<usize>) -> bool {
        let column = finding.subject.field.as_deref().and_then(Column::from_field);
        let (Some(row), Some(column)) = (row, column) else { return false };
        finding.code == Code::TenantUndecided
            && self.answers.rows[row].cell(column).is_none()
            && self.answers.findings.iter().any(|fault| matches!(fault.code, Code::UnknownColumn | Code::BadCell))
    }

    fn locate(&self, subject: &mut Subject, row: Option<usize>) {
        let field = subject.field.as_deref().unwrap_or_default();
        if let Some(row) = row.map(|index| &self.answers.rows[index]) {
            if let Some(column) = Column::from_field(field).filter(|column| row.cell(*column).is_some()) {
                let place = row.place.subject(column);
                (subject.row, subject.column, subject.pointer) = (place.row, place.column, place.pointer);
            }
        } else if subject.tenant.is_none() && self.answers.ticketing.keys().any(|answered| answered.key() == field) {
            subject.pointer = Some(format!("/ticketing/{field}"));
        }
    }
}

/// The contracts that the draft bills on.
fn billed(draft: &Draft) -> impl Iterator<Item = i64> {
    let included = draft.tenants.iter().map(|entry| &entry.settings);
    let included = included.filter(|tenant| tenant.excluded.is_none() && tenant.company.is_some());
    included.filter_map(|tenant| Some(tenant.billing.as_ref()?.contract.id))
}
