//! The rows of the grid: how each tenant stands, which rows a view shows, and jumps between them.

use std::collections::HashMap;

use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::draft::Entry;
use crate::domain::matching::{Billed, Class, ContractSuggestion};
use crate::domain::rules::{Judge, LineUsers};
use crate::wizard::model::Shared;

use super::{Column, Mapping};

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

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All.
    #[default]
    All,
    /// Those that are neither mapped nor excluded.
    Undecided,
    /// Undecided with a certain suggestion.
    Certain,
    /// Undecided with a likely one.
    Likely,
    /// Undecided with several equal ones.
    Ambiguous,
    /// Undecided without one.
    NoMatch,
    /// Excluded.
    Excluded,
    /// With findings.
    Findings,
}

impl View {
    /// All views, in their order.
    pub const ALL: [Self; 8] = [
        Self::All,
        Self::Undecided,
        Self::Certain,
        Self::Likely,
        Self::Ambiguous,
        Self::NoMatch,
        Self::Excluded,
        Self::Findings,
    ];

    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Ambiguous => "ambiguous",
            Self::NoMatch => "none",
            Self::Excluded => "excluded",
            Self::Findings => "findings",
        }
    }

    fn shows(self, state: &RowState) -> bool {
        match self {
            Self::All => true,
            Self::Undecided => !state.is_decided(),
            Self::Certain => state.class == Some(Class::Certain),
            Self::Likely => state.class == Some(Class::Likely),
            Self::Ambiguous => state.class == Some(Class::Ambiguous),
            Self::NoMatch => state.class == Some(Class::None),
            Self::Excluded => state.mark == Mark::Excluded,
            Self::Findings => !state.findings.is_empty(),
        }
    }
}

impl Mapping {
    /// Judges every row anew. Rows do not move.
    pub fn refresh(&mut self, shared: &Shared) {
        self.line_users = LineUsers::of(&shared.draft);
        self.billed = Billed::of(shared.draft.tenants.iter().map(|entry| &entry.settings));
        self.states = (0..shared.draft.tenants.len()).map(|place| self.state_of(shared, place)).collect();
        self.add_drift(shared);
        self.counts = View::ALL.map(|view| self.states.iter().filter(|state| view.shows(state)).count());
        let tenants = shared.draft.tenants.len();
        self.rows.retain(|&place| place < tenants);
    }

    fn state_of(&self, shared: &Shared, place: usize) -> RowState {
        let entry = &shared.draft.tenants[place];
        let settings = &entry.settings;
        let judge = Judge {
            defaults: &shared.draft.ticketing,
            users: &self.line_users,
            catalog: &shared.catalog,
            today: shared.facts.today,
        };
        let is_decided = settings.is_decided();
        let findings: Vec<Diagnostic> = judge
            .tenant(settings)
            .into_iter()
            // The mark and the counts say “undecided” already; a contract without a service is a finding.
            .filter(|finding| is_decided || finding.code != crate::domain::diagnostic::Code::TenantUndecided)
            .collect();
        let suggestion = if is_decided { None } else { self.suggestions.get(&settings.id) };
        let worst = findings.iter().map(|finding| finding.severity).max();
        let mark = match (settings.excluded.is_some(), is_decided, worst) {
            (true, ..) => Mark::Excluded,
            (_, _, Some(Severity::Error)) if is_decided => Mark::Error,
            (_, true, Some(Severity::Warning)) => Mark::Warning,
            (_, true, _) => Mark::Decided,
            (_, false, _) => match suggestion.map(|suggestion| suggestion.class) {
                None | Some(Class::None) => Mark::Undecided,
                Some(_) => Mark::Suggested,
            },
        };
        RowState { mark, findings, class: suggestion.map(|suggestion| suggestion.class) }
    }

    /// Adds to the rows what changed of their tenants since the config was saved.
    fn add_drift(&mut self, shared: &Shared) {
        let drift = shared.drift();
        if drift.is_empty() {
            return;
        }
        let tenants = shared.draft.tenants.iter().enumerate();
        let places: HashMap<&str, usize> = tenants.map(|(place, entry)| (entry.settings.id.as_str(), place)).collect();
        for finding in drift {
            let place = finding.subject.tenant.as_deref().and_then(|tenant| places.get(tenant));
            let Some(state) = place.map(|&place| &mut self.states[place]) else { continue };
            if state.mark == Mark::Decided {
                state.mark = Mark::Warning;
            }
            state.findings.push(finding);
        }
    }

    /// The contract and service that are suggested for a row that has a company and no contract. Made when it is looked
    /// at: only rows that are seen need one.
    #[must_use]
    pub fn billing_suggestion(&self, shared: &Shared, place: usize) -> Option<ContractSuggestion> {
        let settings = &shared.draft.tenants.get(place)?.settings;
        let company = settings.company.as_ref()?;
        if settings.excluded.is_some() || settings.billing.is_some() {
            return None;
        }
        self.billed.suggest(&shared.catalog, company.id, shared.facts.today)
    }

    /// The tenant that has the focus.
    #[must_use]
    pub fn focused_id(&self, shared: &Shared) -> Option<String> {
        Some(shared.draft.tenants.get(self.place()?)?.settings.id.clone())
    }

    /// The list of tenants changed, and with it their places: the rows are found anew, the cursor stays on the tenant
    /// that had it.
    pub fn tenants_changed(&mut self, shared: &Shared, focused: Option<&str>) {
        self.refresh(shared);
        if self.rows.is_empty() {
            // The grid was not opened yet, or shows nothing: it is put in order when it is entered.
            return;
        }
        let is_focused = |entry: &Entry| Some(entry.settings.id.as_str()) == focused;
        self.rows = shared.draft.tenants.iter().position(is_focused).into_iter().collect();
        if !self.rows.is_empty() {
            self.cursor = 0;
        }
        self.arrange(shared);
        self.find_work();
    }

    /// Puts the rows in order by view, filter and name; the cursor stays on its tenant.
    pub fn arrange(&mut self, shared: &Shared) {
        let tenants = &shared.draft.tenants;
        let focused = self.place();
        let words: Vec<String> = self.filter.text().split_whitespace().map(str::to_lowercase).collect();
        self.rows = (0..tenants.len())
            .filter(|&place| self.view.shows(&self.states[place]))
            .filter(|&place| {
                let settings = &tenants[place].settings;
                let company = settings.company.as_ref().map_or("", |company| company.name.as_str()).to_lowercase();
                let name = settings.name.to_lowercase();
                words.iter().all(|word| {
                    let word = word.as_str();
                    name.contains(word)
                        || company.contains(word)
                        || settings.id.to_lowercase().contains(word)
                        || tenants[place].domains.iter().any(|domain| domain.contains(word))
                })
            })
            .collect();
        self.rows.sort_by_cached_key(|&place| tenants[place].settings.name.to_lowercase());
        self.cursor = focused
            .and_then(|place| self.rows.iter().position(|&row| row == place))
            .unwrap_or(self.cursor)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Turns to the next view that has rows; All always does.
    pub(super) fn turn_view(&mut self, shared: &Shared, forward: bool) {
        let count = View::ALL.len();
        let mut at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        loop {
            at = if forward { at + 1 } else { at + count - 1 } % count;
            if at == 0 || self.counts[at] > 0 {
                break;
            }
        }
        self.view = View::ALL[at];
        self.cursor = 0;
        self.arrange(shared);
    }

    /// Whether a row waits for a decision in the focused column: a tenant, or in Contract and Service a cell.
    pub(super) fn is_open(&self, shared: &Shared, place: usize) -> bool {
        let settings = &shared.draft.tenants[place].settings;
        if settings.excluded.is_some() {
            return false;
        }
        match self.column {
            Column::Contract => settings.company.is_some() && settings.billing.is_none(),
            Column::Service => settings.billing.as_ref().is_some_and(|billing| !billing.is_complete()),
            _ => settings.company.is_none(),
        }
    }

    /// Whether another row shown waits for a decision in the focused column.
    #[must_use]
    pub fn has_other_open(&self, shared: &Shared) -> bool {
        self.others().any(|place| self.is_open(shared, place))
    }

    /// Whether another row shown has a finding.
    #[must_use]
    pub fn has_other_finding(&self) -> bool {
        self.others().any(|place| self.states.get(place).is_some_and(|state| !state.findings.is_empty()))
    }

    /// The rows shown but the focused one.
    fn others(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().enumerate().filter(|(row, _)| *row != self.cursor).map(|(_, &place)| place)
    }

    /// The next row for which `wanted` holds, going round once.
    fn find(&self, shared: &Shared, forward: bool, wanted: impl Fn(&Self, &Shared, usize) -> bool) -> Option<usize> {
        let count = self.rows.len();
        (1..=count)
            .map(|by| if forward { (self.cursor + by) % count } else { (self.cursor + count - by) % count })
            .find(|&row| wanted(self, shared, self.rows[row]))
    }

    pub(super) fn jump(&mut self, shared: &mut Shared, forward: bool, wanted: impl Fn(&Self, &Shared, usize) -> bool) {
        match self.find(shared, forward, wanted) {
            Some(row) => self.cursor = row,
            None => shared.say(match self.column {
                Column::Contract => "Every tenant shown that has a company has a contract too.",
                Column::Service => "Every contract shown has its service.",
                _ => "Every tenant shown is decided.",
            }),
        }
    }

    /// Goes to the next one, or stays.
    pub(super) fn jump_quietly(&mut self, shared: &Shared, wanted: impl Fn(&Self, &Shared, usize) -> bool) {
        if let Some(row) = self.find(shared, true, wanted) {
            self.cursor = row;
        }
    }

    pub(super) fn jump_finding(&mut self, shared: &mut Shared, forward: bool) {
        let found = self.find(shared, forward, |mapping, _, place| !mapping.states[place].findings.is_empty());
        match found {
            Some(row) => {
                self.cursor = row;
                if let Some(field) =
                    self.states[self.rows[row]].findings.first().and_then(|finding| finding.subject.field.clone())
                {
                    self.column = Column::of_field(&field);
                }
                if let Some(number) = &mut self.from_review {
                    *number = if forward { *number + 1 } else { number.saturating_sub(1) };
                }
            }
            None => shared.say("No tenant shown has a finding."),
        }
    }

    /// Goes to a tenant's cell, as a finding of Review names it.
    pub fn focus_on(&mut self, shared: &Shared, tenant: &str, field: &str) {
        let Some(place) = shared.draft.tenants.iter().position(|entry| entry.settings.id == tenant) else { return };
        self.is_touched = true;
        self.show(shared, place);
        self.column = Column::of_field(field);
    }

    /// Puts the cursor on a row; a view or filter that does not show it is left.
    pub(super) fn show(&mut self, shared: &Shared, place: usize) {
        if !self.rows.contains(&place) {
            self.view = View::All;
            self.filter.set("");
            self.filtering = false;
            self.arrange(shared);
        }
        self.cursor = self.rows.iter().position(|&row| row == place).unwrap_or(self.cursor);
    }
}
