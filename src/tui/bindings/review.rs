//! Keys of Review.

use super::{Binding, Chord, general, mapping, picker, rows};
use crate::wizard::steps::review::View;
use crate::wizard::steps::review::units::Stand;
use crate::wizard::{Message, Model};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    let review = &model.review;
    if review.filtering {
        return picker::filter();
    }
    let mut bindings = Vec::new();
    let units = (review.view == View::Units).then_some(&review.units);
    if units.is_some_and(|units| review.focused().is_none() && units.stand() == Stand::NoKey) {
        bindings.push(Binding::key(Chord::ENTER, Message::Enter).says("go to Tenants").short("go there"));
    }
    if let Some(row) = review.focused() {
        let label = if row.tenant.is_empty() { "go to Ticketing" } else { "go to the cell" };
        bindings.push(Binding::key(Chord::ENTER, Message::Enter).says(label).short("go there").about(label));
    }
    let next = View::ALL[(review.view as usize + 1) % View::ALL.len()];
    bindings.extend([
        Binding::key(Chord::sign('v'), Message::View(true))
            .or(Chord::sign('V'), Message::View(false))
            .says(next.label())
            .about("next of findings, changes, all, units (V: previous)"),
        Binding::key(Chord::sign('w'), Message::Write)
            .says("write as text")
            .short("write")
            .about("write the findings as a text"),
        Binding::key(Chord::sign('/'), Message::Filter).says("filter").about("filter the rows by text"),
    ]);
    if review.view_counts[View::Findings as usize] > 0 {
        let label = if review.view == View::Findings { "go to the finding" } else { "findings" };
        let finding = Binding::key(Chord::sign('f'), Message::NextFinding)
            .or(Chord::sign('F'), Message::PreviousFinding)
            .about("go to the cell of the next finding");
        // Enter says the same where a finding has the focus.
        bindings.push(finding.says_if(review.view != View::Findings, label).short("findings"));
    }
    // Where there is nothing to go to, reading again is what is left to do.
    let again = units.filter(|units| units.can_ask()).map(|_| {
        let again = Binding::key(Chord::sign('r'), Message::Again).or(Chord::sign('R'), Message::AgainAll);
        again.says("read again").short("again").about("read Petra's usage again (R: the contracts too)")
    });
    if let Some(again) = again {
        let at = if review.focused().is_some() { bindings.len() } else { 0 };
        bindings.insert(at, again);
    }
    bindings.extend(mapping::history(model));
    if review.focused().is_some() || units.is_some_and(|units| matches!(units.stand(), Stand::Failed(_))) {
        bindings.push(general::info());
    }
    bindings.push(general::forward(model));
    bindings.push(if !review.filter.is_empty() {
        general::escape("take the filter away").short("no filter")
    } else if units.is_some_and(|units| units.usage.loading().is_some()) {
        general::escape("stop reading")
    } else {
        general::escape("back")
    });
    if review.rows.len() > 1 {
        bindings.push(rows(true).or(Chord::TAB, Message::Tab).or(Chord::BACK_TAB, Message::BackTab));
    }
    bindings
}
