//! How each tenant stands: its mark, what is wrong with it, what is suggested for it. Judged once for every change.
//!
//! Which rows a view shows of them is in `mapping/grid.rs`.

use std::collections::HashMap;

use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::matching::{Billed, Class, ContractSuggestion, Habits};
use crate::domain::rules::{self, Judge, LineUsers, Unread};
use crate::domain::settings::TenantSettings;
use crate::wizard::model::Shared;

use super::{Mapping, View};

/// How a row stands, as its mark shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Decided, nothing wrong.
    Decided,
    /// Undecided, with a suggestion.
    Suggested,
    /// Undecided.
    #[default]
    Undecided,
    /// Decided, with a warning.
    Warning,
    /// With an error.
    Error,
    /// Excluded.
    Excluded,
}

/// How a tenant stands.
#[derive(Clone, Debug, Default)]
pub struct RowState {
    /// Its mark.
    pub mark: Mark,
    /// What is wrong with it; being undecided is none of them.
    pub findings: Vec<Diagnostic>,
    /// The class of its company suggestion, while it is undecided.
    pub class: Option<Class>,
    /// The contract and service that are suggested, while it has a company and no contract.
    pub billing: Option<ContractSuggestion>,
    /// Whether the saved config says something else of it.
    pub is_changed: bool,
    /// Whether a cell could not be copied to it.
    pub is_refused: bool,
}

impl RowState {
    /// Whether the tenant has a company or is excluded.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        !matches!(self.mark, Mark::Undecided | Mark::Suggested)
    }

    /// Whether something forbids saving, being undecided apart.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    /// The worst finding of a field, else of the whole row.
    #[must_use]
    pub fn finding_of(&self, field: &str) -> Option<&Diagnostic> {
        let of_field = self.findings.iter().filter(|finding| finding.subject.field.as_deref() == Some(field));
        of_field.max_by_key(|finding| finding.severity)
    }
}

/// What all rows are judged with, gathered once.
struct Court<'a> {
    judge: Judge<'a>,
    billed: Billed,
    habits: Habits,
    /// Tenants of each company.
    tenants_of: HashMap<i64, usize>,
    /// The saved config's tenants, by id.
    saved: HashMap<&'a str, &'a TenantSettings>,
}

impl Mapping {
    /// Judges every row anew. Rows do not move.
    pub fn refresh(&mut self, shared: &Shared) {
        let line_users = LineUsers::of(&shared.draft);
        let tenants = || shared.draft.tenants.iter().map(|entry| &entry.settings);
        let mut tenants_of: HashMap<i64, usize> = HashMap::new();
        for tenant in tenants().filter(|tenant| tenant.excluded.is_none()) {
            if let Some(company) = &tenant.company {
                *tenants_of.entry(company.id).or_default() += 1;
            }
        }
        let saved = shared.saved.iter().flat_map(|saved| &saved.settings.tenants);
        let court = Court {
            judge: Judge {
                defaults: &shared.draft.ticketing,
                users: &line_users,
                catalog: &shared.catalog,
                today: shared.facts.today,
            },
            billed: Billed::of(tenants()),
            habits: Habits::of(tenants()),
            tenants_of,
            saved: saved.map(|tenant| (tenant.id.as_str(), tenant)).collect(),
        };
        self.usual_service = court.habits.usual_service();
        self.states = tenants().map(|tenant| self.state_of(shared, &court, tenant)).collect();
        self.hold_back_shared_lines();
        self.add_findings(shared.drift(), shared);
        self.add_findings(not_verified(shared), shared);
        self.counts = View::ALL.map(|view| self.states.iter().filter(|state| view.shows(state)).count());
        let tenants = shared.draft.tenants.len();
        self.rows.retain(|&place| place < tenants);
        self.count_certain(shared);
    }

    fn state_of(&self, shared: &Shared, court: &Court<'_>, settings: &TenantSettings) -> RowState {
        let is_decided = settings.is_decided();
        let findings: Vec<Diagnostic> = court
            .judge
            .tenant(settings)
            .into_iter()
            // The mark and the counts say “undecided” already; a contract without a service is a finding.
            .filter(|finding| is_decided || finding.code != Code::TenantUndecided)
            .collect();
        let suggestion = if is_decided { None } else { self.suggestions.get(&settings.id) };
        let class = suggestion.map(|suggestion| match (suggestion.class, suggestion.company_id()) {
            // A company that another tenant was given is for the user to say.
            (Class::Certain, Some(company)) if court.tenants_of.contains_key(&company) => Class::Likely,
            (class, _) => class,
        });
        let worst = findings.iter().map(|finding| finding.severity).max();
        let mark = match (settings.excluded.is_some(), is_decided, worst) {
            (true, ..) => Mark::Excluded,
            (_, _, Some(Severity::Error)) if is_decided => Mark::Error,
            (_, true, Some(Severity::Warning)) => Mark::Warning,
            (_, true, _) => Mark::Decided,
            (_, false, _) => match class {
                None | Some(Class::None) => Mark::Undecided,
                Some(_) => Mark::Suggested,
            },
        };
        RowState {
            mark,
            findings,
            class,
            billing: suggested_billing(shared, court, settings),
            is_changed: shared.saved.is_some() && court.saved.get(settings.id.as_str()) != Some(&settings),
            is_refused: self.refused.contains_key(&settings.id),
        }
    }

    /// A line that is suggested for several tenants is for the user to say: accepted together they would share it.
    fn hold_back_shared_lines(&mut self) {
        let mut claims: HashMap<i64, usize> = HashMap::new();
        for suggested in self.states.iter().filter_map(|state| state.billing.as_ref()) {
            *claims.entry(suggested.line_id).or_default() += 1;
        }
        for state in &mut self.states {
            state.billing.take_if(|suggested| claims[&suggested.line_id] > 1);
        }
    }

    /// Adds to the rows findings that are made of all tenants together.
    fn add_findings(&mut self, findings: Vec<Diagnostic>, shared: &Shared) {
        if findings.is_empty() {
            return;
        }
        let tenants = shared.draft.tenants.iter().enumerate();
        let places: HashMap<&str, usize> = tenants.map(|(place, entry)| (entry.settings.id.as_str(), place)).collect();
        for finding in findings {
            let place = finding.subject.tenant.as_deref().and_then(|tenant| places.get(tenant));
            let Some(state) = place.map(|&place| &mut self.states[place]) else { continue };
            if state.mark == Mark::Decided {
                state.mark = Mark::Warning;
            }
            state.findings.push(finding);
        }
    }

    /// Counts the certain suggestions among the rows shown; it is asked for every frame.
    pub(super) fn count_certain(&mut self, shared: &Shared) {
        self.certain = self.rows.iter().filter(|&&place| self.is_certain(shared, place)).count();
    }
}

/// Contract and service for a tenant that has a company and no contract: where nothing is left to choose, else what others
/// were given.
fn suggested_billing(shared: &Shared, court: &Court<'_>, settings: &TenantSettings) -> Option<ContractSuggestion> {
    let company = settings.company.as_ref()?.id;
    if settings.excluded.is_some() || settings.billing.is_some() {
        return None;
    }
    let (catalog, today) = (&shared.catalog, shared.facts.today);
    court.billed.suggest(catalog, company, today).or_else(|| court.habits.suggest(catalog, company, today))
}

/// Links of tenants that could not be compared with Autotask, once loading them has failed.
fn not_verified(shared: &Shared) -> Vec<Diagnostic> {
    let loads = &shared.loads;
    let lists = [&loads.companies, &loads.companies_by_id, &loads.billing];
    let has_failed = lists.iter().any(|load| load.failed().is_some());
    if !has_failed || shared.is_loading() {
        return Vec::new();
    }
    rules::not_verified(&shared.draft, &shared.catalog, Unread::Failed)
}
