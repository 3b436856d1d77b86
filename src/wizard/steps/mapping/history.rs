//! Undo and redo in the grid: each change keeps what was decided before and after it.

use std::collections::HashMap;

use crate::domain::settings::{Named, TenantBilling, TenantSettings, TicketFields};
use crate::wizard::field::counted;
use crate::wizard::model::Shared;

use super::{Column, Mapping};

/// A change of some rows.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// What it was, in words: `212 companies accepted`.
    what: String,
    /// The column that had the focus.
    column: Column,
    rows: Vec<Row>,
}

/// What a change did to a tenant.
#[derive(Clone, Debug)]
struct Row {
    tenant: String,
    before: Decisions,
    after: Decisions,
}

/// What the grid decides of a tenant. Its name and ids are the business of its sources.
#[derive(Clone, Debug)]
struct Decisions {
    company: Option<Named>,
    ticketing: Option<TicketFields>,
    billing: Option<TenantBilling>,
    excluded: Option<String>,
}

impl Decisions {
    fn of(tenant: &TenantSettings) -> Self {
        let TenantSettings { company, ticketing, billing, excluded, .. } = tenant.clone();
        Self { company, ticketing, billing, excluded }
    }

    /// Puts into a tenant what differs from `other`. The rest may have been decided elsewhere since.
    fn put_into(&self, tenant: &mut TenantSettings, other: &Self) {
        if self.company != other.company {
            tenant.company.clone_from(&self.company);
        }
        if self.ticketing != other.ticketing {
            tenant.ticketing.clone_from(&self.ticketing);
        }
        if self.billing != other.billing {
            tenant.billing.clone_from(&self.billing);
        }
        if self.excluded != other.excluded {
            tenant.excluded.clone_from(&self.excluded);
        }
    }
}

impl Mapping {
    /// Changes rows, so that it can be undone; asks for the contracts that are needed now. Tells whether anything changed.
    pub(super) fn change(
        &mut self,
        shared: &mut Shared,
        what: String,
        places: &[usize],
        mut change: impl FnMut(usize, &mut TenantSettings),
    ) -> bool {
        let mut rows = Vec::new();
        for &place in places {
            let settings = &mut shared.draft.tenants[place].settings;
            let before = settings.clone();
            change(place, settings);
            if *settings != before {
                let (before, after) = (Decisions::of(&before), Decisions::of(settings));
                rows.push(Row { tenant: settings.id.clone(), before, after });
            }
        }
        if rows.is_empty() {
            return false;
        }
        for row in &rows {
            self.refused.remove(&row.tenant);
        }
        let stop = if what.ends_with('.') { "" } else { "." };
        let mut sentence = format!("{what}{stop} u takes it back.");
        if let Some(first) = sentence.chars().next().filter(char::is_ascii_lowercase) {
            sentence.replace_range(..1, &first.to_uppercase().to_string());
        }
        self.undo.push(Change { what, column: self.column, rows });
        self.redo.clear();
        let before = self.billing_suggested();
        self.changed(shared);
        let more = self.billing_suggested().saturating_sub(before);
        if more > 0 && matches!(self.column, Column::Contract | Column::Service) {
            // What was just chosen tells what others are probably to have.
            sentence.push_str(&format!(" {} now.", counted(more, "more is suggested", "more are suggested")));
        }
        shared.say(sentence);
        true
    }

    /// Rows for which a contract and a service are suggested.
    fn billing_suggested(&self) -> usize {
        self.states.iter().filter(|state| state.billing.is_some()).count()
    }

    /// Undoes the last change, or does again what was undone last; the cursor goes to the place.
    pub(super) fn step_history(&mut self, shared: &mut Shared, back: bool) {
        let (from, word) = if back { (&mut self.undo, "Undone") } else { (&mut self.redo, "Done again") };
        let Some(change) = from.pop() else {
            shared.say(if back { "There is nothing to undo." } else { "There is nothing to do again." });
            return;
        };
        let rows: HashMap<&str, &Row> = change.rows.iter().map(|row| (row.tenant.as_str(), row)).collect();
        let mut first = None;
        for (place, entry) in shared.draft.tenants.iter_mut().enumerate() {
            if let Some(row) = rows.get(entry.settings.id.as_str()) {
                let (to, from) = if back { (&row.before, &row.after) } else { (&row.after, &row.before) };
                to.put_into(&mut entry.settings, from);
                first.get_or_insert(place);
            }
        }
        shared.say(format!("{word}: {}.", change.what));
        self.focus(change.column);
        (if back { &mut self.redo } else { &mut self.undo }).push(change);
        self.changed(shared);
        if let Some(place) = first {
            self.show(shared, place);
        }
    }

    /// What Undo would take back, in words.
    #[must_use]
    pub fn undoes(&self) -> Option<&str> {
        self.undo.last().map(|change| change.what.as_str())
    }

    /// What Redo would do again, in words.
    #[must_use]
    pub fn redoes(&self) -> Option<&str> {
        self.redo.last().map(|change| change.what.as_str())
    }

    fn changed(&mut self, shared: &mut Shared) {
        shared.answered();
        self.refresh(shared);
        self.want_billing(shared, None);
    }
}
