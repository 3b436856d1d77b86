//! The rows of the grid: which of them a view and a filter show, in which order, and jumps between them.

use std::cmp::Reverse;

use crate::domain::draft::Entry;
use crate::domain::matching::Class;
use crate::wizard::model::Shared;

use super::cells::company_name;
use super::state::{Mark, RowState};
use super::{Column, Mapping};

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
    /// With a company, and a contract and service suggested.
    Contracts,
    /// Excluded.
    Excluded,
    /// With findings.
    Findings,
    /// Other than in the saved config.
    Changes,
    /// That a cell could not be copied to.
    Refused,
}

impl View {
    /// All views, in their order.
    pub const ALL: [Self; 11] = [
        Self::All,
        Self::Undecided,
        Self::Certain,
        Self::Likely,
        Self::Ambiguous,
        Self::NoMatch,
        Self::Contracts,
        Self::Excluded,
        Self::Findings,
        Self::Changes,
        Self::Refused,
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
            Self::Contracts => "contracts",
            Self::Excluded => "excluded",
            Self::Findings => "findings",
            Self::Changes => "changes",
            Self::Refused => "not copied",
        }
    }

    pub(super) fn shows(self, state: &RowState) -> bool {
        match self {
            Self::All => true,
            Self::Undecided => !state.is_decided(),
            Self::Certain => state.class == Some(Class::Certain),
            Self::Likely => state.class == Some(Class::Likely),
            Self::Ambiguous => state.class == Some(Class::Ambiguous),
            Self::NoMatch => state.class == Some(Class::None),
            Self::Contracts => state.billing.is_some(),
            Self::Excluded => state.mark == Mark::Excluded,
            Self::Findings => !state.findings.is_empty(),
            Self::Changes => state.is_changed,
            Self::Refused => state.is_refused,
        }
    }
}

/// What the rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The tenant's name.
    #[default]
    Name,
    /// How it stands: what needs a look first.
    State,
    /// The company's name, or that of the suggested one; tenants without one last.
    Company,
}

impl Order {
    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::State => "state",
            Self::Company => "company",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::Name => Self::State,
            Self::State => Self::Company,
            Self::Company => Self::Name,
        }
    }
}

impl Mapping {
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
        self.sort(shared);
        self.cursor = focused
            .and_then(|place| self.rows.iter().position(|&row| row == place))
            .unwrap_or(self.cursor)
            .min(self.rows.len().saturating_sub(1));
        self.count_certain(shared);
    }

    fn sort(&mut self, shared: &Shared) {
        let mut rows = std::mem::take(&mut self.rows);
        let name = |place: usize| shared.draft.tenants[place].settings.name.to_lowercase();
        match self.order {
            Order::Name => rows.sort_by_cached_key(|&place| name(place)),
            Order::State => rows.sort_by_cached_key(|&place| (rank(&self.states[place]), name(place))),
            Order::Company => rows.sort_by_cached_key(|&place| {
                let chosen = shared.draft.tenants[place].settings.company.as_ref().map(|company| company.name.clone());
                let suggested = || {
                    let suggestion = self.open_suggestion(shared, place)?;
                    Some(company_name(shared, suggestion.company_id()))
                };
                let company = chosen.or_else(suggested).unwrap_or_default().to_lowercase();
                (company.is_empty(), company, name(place))
            }),
        }
        self.rows = rows;
    }

    /// Turns to the next order; the cursor stays on its tenant.
    pub(super) fn turn_order(&mut self, shared: &mut Shared) {
        self.order = self.order.next();
        self.arrange(shared);
        shared.say(format!("The rows are in order of {} now.", self.order.label()));
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
                    self.focus(Column::of_field(&field));
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
        self.focus(Column::of_field(field));
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

/// Where a row stands in the order of states: what needs a look first.
fn rank(state: &RowState) -> (u8, Reverse<Option<Class>>) {
    let by_mark = match state.mark {
        Mark::Error => 0,
        Mark::Undecided => 1,
        Mark::Suggested => 2,
        Mark::Warning => 3,
        Mark::Decided => 4,
        Mark::Excluded => 5,
    };
    // Of the suggested ones the ambiguous first, the certain last.
    (by_mark, Reverse(state.class))
}
