//! Keys of Review.

use super::{Binding, Chord, general, mapping, picker, rows};
use crate::wizard::steps::review::View;
use crate::wizard::{Message, Model};

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    let review = &model.review;
    if review.filtering {
        return picker::filter();
    }
    let mut bindings = Vec::new();
    if let Some(row) = review.focused() {
        let label = if row.tenant.is_empty() { "go to Ticketing" } else { "go to the cell" };
        bindings.push(Binding::key(Chord::ENTER, Message::Enter).says(label).short("go there").about(label));
    }
    let next = View::ALL[(review.view as usize + 1) % View::ALL.len()];
    bindings.extend([
        Binding::key(Chord::sign('v'), Message::View(true))
            .or(Chord::sign('V'), Message::View(false))
            .says(next.label())
            .about("next of findings, changes, all (V: previous)"),
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
    bindings.extend(mapping::history(model));
    if review.focused().is_some() {
        bindings.push(general::info());
    }
    bindings.push(general::forward(model));
    bindings.push(if review.filter.is_empty() {
        general::escape("back")
    } else {
        general::escape("take the filter away").short("no filter")
    });
    if review.rows.len() > 1 {
        bindings.push(rows(true).or(Chord::TAB, Message::Tab).or(Chord::BACK_TAB, Message::BackTab));
    }
    bindings
}
