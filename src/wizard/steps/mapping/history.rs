//! Undo and redo in the grid: each change keeps the rows as they were, whatever it did to them.

use crate::domain::settings::TenantSettings;
use crate::wizard::model::Shared;

use super::Mapping;

/// A change of some rows.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it was, in words: `212 companies accepted`.
    pub what: String,
    /// The rows as they were before it (or, once undone, after it).
    pub rows: Vec<TenantSettings>,
}

impl Mapping {
    /// Changes rows, so that it can be undone; asks for the contracts that are needed now.
    pub(super) fn change(
        &mut self,
        shared: &mut Shared,
        what: String,
        places: &[usize],
        mut change: impl FnMut(usize, &mut TenantSettings),
    ) {
        let mut rows = Vec::new();
        for &place in places {
            let settings = &mut shared.draft.tenants[place].settings;
            let before = settings.clone();
            change(place, settings);
            if *settings != before {
                rows.push(before);
            }
        }
        if rows.is_empty() {
            return;
        }
        let stop = if what.ends_with('.') { "" } else { "." };
        let mut sentence = format!("{what}{stop} u takes it back.");
        if let Some(first) = sentence.chars().next().filter(char::is_ascii_lowercase) {
            sentence.replace_range(..1, &first.to_uppercase().to_string());
        }
        shared.say(sentence);
        self.undo.push(Change { what, rows });
        self.redo.clear();
        self.changed(shared);
    }

    /// Undoes the last change, or does again what was undone last; the cursor goes to the place.
    pub(super) fn step_history(&mut self, shared: &mut Shared, back: bool) {
        let (from, word) = if back { (&mut self.undo, "Undone") } else { (&mut self.redo, "Done again") };
        let Some(mut change) = from.pop() else {
            shared.say(if back { "There is nothing to undo." } else { "There is nothing to do again." });
            return;
        };
        let mut first = None;
        for row in &mut change.rows {
            if let Some(place) = shared.draft.tenants.iter().position(|entry| entry.settings.id == row.id) {
                std::mem::swap(&mut shared.draft.tenants[place].settings, row);
                first.get_or_insert(place);
            }
        }
        shared.say(format!("{word}: {}.", change.what));
        (if back { &mut self.redo } else { &mut self.undo }).push(change);
        self.changed(shared);
        if let Some(row) = first.and_then(|place| self.rows.iter().position(|&row| row == place)) {
            self.cursor = row;
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
