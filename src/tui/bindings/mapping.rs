//! Keys of Mapping: in the grid, with rows selected, in a picker, in the filter, and at the one question.

use super::{Binding, Chord, Group, general, picker, rows};
use crate::tui::sheet::footer::Place;
use crate::wizard::field::grouped;
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::{Column, Mapping, View};
use crate::wizard::{Message, Model, Move};

/// Beyond so many selected rows it is not counted, frame by frame, how many of them have a suggestion.
const COUNTED: usize = 100;

pub(super) fn bindings(model: &Model) -> Vec<Binding> {
    let mapping = &model.mapping;
    if mapping.question.is_some() {
        let [interrupt, redraw] = general::everywhere();
        return vec![
            Binding::key(Chord::ENTER, Message::Enter).says("yes"),
            general::escape("no").at(Place::Focus),
            interrupt,
            redraw,
        ];
    }
    if let Some(picker) = &mapping.picker {
        return picker::bindings(picker);
    }
    if mapping.filtering {
        let mut bindings = picker::filter();
        if mapping.rows.len() > 1 {
            bindings.insert(2, picker::in_list());
        }
        return bindings;
    }
    if model.shared.draft.tenants.is_empty() {
        return vec![
            Binding::key(Chord::ENTER, Message::Enter).says("go to Tenants").about("go to Tenants"),
            general::forward(model),
            escape(mapping),
        ];
    }
    in_grid(model)
}

fn in_grid(model: &Model) -> Vec<Binding> {
    let mapping = &model.mapping;
    let has_rows = !mapping.rows.is_empty();
    let mut bindings = Vec::new();
    let next = mapping.has_other_open(&model.shared).then(next_undecided);
    if has_rows {
        bindings.extend([enter(model), accept(model)]);
        if mapping.selected.is_empty() {
            bindings.push(accept_certain(mapping));
            bindings.extend(next);
            bindings.push(exclude(model));
        } else {
            // What acts on the selected rows comes first.
            bindings.extend([copy_to_all(model), exclude(model), escape(mapping), accept_certain(mapping)]);
            bindings.extend(next);
        }
        bindings
            .push(Binding::key(Chord::SPACE, Message::SelectRow).says("select").about("select this row, and go down"));
    }
    bindings.push(Binding::key(Chord::sign('/'), Message::Filter).says("filter").about("filter the rows by text"));
    if mapping.view != View::All || mapping.counts[1..].iter().any(|count| *count > 0) {
        bindings.push(
            Binding::key(Chord::sign('v'), Message::View(true))
                .or(Chord::sign('V'), Message::View(false))
                .says("view")
                .about("next view that has rows (V: previous)"),
        );
    }
    if has_rows {
        bindings.push(copy_down(model));
    }
    bindings.extend(undo(model));
    if has_rows {
        bindings.push(general::info());
    }
    bindings.extend(finding(mapping));
    if has_rows && mapping.selected.is_empty() {
        bindings.push(copy_to_all(model));
    }
    if mapping.rows.len() > 1 {
        bindings.push(
            Binding::key(Chord::sign('o'), Message::Order).says("order").about(format!(
                "order by name, state or company (now: {}); rows move only then",
                mapping.order.label()
            )),
        );
    }
    if has_rows {
        bindings.push(fields(mapping));
    }
    bindings.push(general::forward(model));
    if mapping.selected.is_empty() || !has_rows {
        bindings.push(escape(mapping));
    }
    if has_rows {
        bindings.extend(unnamed(model));
    }
    bindings.push(
        Binding::key(Chord::sign('r'), Message::Again)
            .or(Chord::sign('R'), Message::AgainAll)
            .about("load companies, contracts and services again, and suggest again"),
    );
    bindings
}

fn next_undecided() -> Binding {
    Binding::key(Chord::sign('n'), Message::NextUndecided)
        .or(Chord::sign('N'), Message::PreviousUndecided)
        .says("next undecided")
        .short("next")
        .about("go to the next undecided (N: previous)")
}

/// How many rows a deed acts on, where some are selected.
fn selected(mapping: &Mapping) -> Option<usize> {
    Some(mapping.selected.len()).filter(|count| *count > 0)
}

fn enter(model: &Model) -> Binding {
    let mapping = &model.mapping;
    let settings = mapping.place().and_then(|place| model.shared.draft.tenants.get(place)).map(|entry| &entry.settings);
    let enter = Binding::key(Chord::ENTER, Message::Enter);
    let (is_excluded, has_company, has_contract) = settings.map_or((false, false, false), |settings| {
        (settings.excluded.is_some(), settings.company.is_some(), settings.billing.is_some())
    });
    let can = match mapping.column {
        Column::Tenant => return enter.says("info").about("all about this row"),
        Column::Contract => has_company,
        Column::Service => has_contract,
        _ => true,
    };
    let label = match selected(mapping) {
        Some(count) => format!("choose for {}", grouped(count)),
        None => "choose".to_owned(),
    };
    // On an excluded tenant, or before the company, Enter says what comes first.
    enter.says_if(can && !is_excluded, label).about("choose a value for this cell, or for the selected rows")
}

fn accept(model: &Model) -> Binding {
    let mapping = &model.mapping;
    let accept = Binding::key(Chord::sign('a'), Message::Accept)
        .about("accept this suggestion, or those of the selected rows, and go on");
    let targets = match selected(mapping) {
        Some(count) if count > COUNTED => return accept.says("accept"),
        _ => mapping.targets(&model.shared),
    };
    let count = targets.iter().filter(|&&place| mapping.can_accept(&model.shared, place)).count();
    let label = match selected(mapping) {
        Some(of) => format!("accept {count} of {of}"),
        None => "accept".to_owned(),
    };
    accept.says_if(count > 0, label)
}

fn accept_certain(mapping: &Mapping) -> Binding {
    let count = grouped(mapping.certain);
    Binding::key(Chord::sign('A'), Message::AcceptCertain)
        .about(format!("accept every certain suggestion shown ({count})"))
        .says_if(mapping.certain > 0, format!("accept {count} certain"))
        .short(&format!("{count} certain"))
}

fn copy_down(model: &Model) -> Binding {
    let mapping = &model.mapping;
    Binding::key(Chord::sign('d'), Message::CopyDown)
        .about("copy this cell one row down, and go there (not a company)")
        .says_if(mapping.can_copy(&model.shared) && mapping.has_row_below(), "copy down")
}

fn copy_to_all(model: &Model) -> Binding {
    let mapping = &model.mapping;
    let copy = Binding::key(Chord::sign('D'), Message::CopyToAll)
        .about("copy this cell to the selected rows, or to all undecided below");
    match selected(mapping) {
        Some(count) => copy.says_if(mapping.can_copy(&model.shared), format!("copy to {}", grouped(count))),
        None => copy,
    }
}

fn exclude(model: &Model) -> Binding {
    let mapping = &model.mapping;
    let targets = mapping.targets(&model.shared);
    let are_excluded = targets.iter().all(|&place| model.shared.draft.tenants[place].settings.excluded.is_some());
    let deed = if are_excluded { "take back" } else { "exclude" };
    let label = match selected(mapping) {
        Some(count) => format!("{deed} {}", grouped(count)),
        None => deed.to_owned(),
    };
    Binding::key(Chord::sign('x'), Message::Exclude).says(label).about("exclude with a reason, or take that back")
}

/// In the footer where it is about what is seen; in the help always.
fn fields(mapping: &Mapping) -> Binding {
    let (label, deed) = if mapping.all_fields {
        ("fewer fields", "show queue and statuses alone")
    } else {
        ("more fields", "show every field of tickets: priority, source, category, types")
    };
    let binding = Binding::key(Chord::sign('t'), Message::Fields).about(deed);
    let is_near = mapping.all_fields || mapping.column.ticket_field().is_some();
    if is_near { binding.says(label) } else { binding }
}

fn undo(model: &Model) -> Vec<Binding> {
    let mut bindings = Vec::new();
    if let Some(what) = model.mapping.undoes() {
        bindings.push(
            Binding::key(Chord::sign('u'), Message::Undo)
                .or(Chord::ctrl('z'), Message::Undo)
                .says("undo")
                .about(format!("undo: {what}")),
        );
    }
    if let Some(what) = model.mapping.redoes() {
        bindings.push(
            Binding::key(Chord::sign('U'), Message::Redo)
                .or(Chord::ctrl('y'), Message::Redo)
                .about(format!("do again: {what}")),
        );
    }
    bindings
}

/// Undo and redo, for Review too.
pub(super) fn history(model: &Model) -> Vec<Binding> {
    undo(model)
}

fn finding(mapping: &Mapping) -> Option<Binding> {
    mapping.has_other_finding().then(|| {
        Binding::key(Chord::sign('f'), Message::NextFinding)
            .or(Chord::sign('F'), Message::PreviousFinding)
            .says("finding")
            .about("go to the next finding (F: previous)")
    })
}

/// Keys of the grid that the help alone names.
fn unnamed(model: &Model) -> Vec<Binding> {
    let mapping = &model.mapping;
    let all = if mapping.selected.is_empty() { "select all rows shown" } else { "select none" };
    let mut bindings = vec![Binding::key(Chord::sign('*'), Message::SelectAll).about(all)];
    if mapping.can_clear(&model.shared) {
        bindings.push(
            Binding::key(Chord::DELETE, Message::Clear)
                .or(Chord::BACKSPACE, Message::Clear)
                .about("back to the default, or to undecided"),
        );
    }
    if mapping.rows.len() > 1 {
        bindings.push(rows(true));
    }
    bindings.push(
        Binding::keys([(Chord::TAB, Message::Tab), (Chord::BACK_TAB, Message::BackTab)])
            .or(Chord::RIGHT, Message::Move(Move::Right))
            .or(Chord::LEFT, Message::Move(Move::Left))
            .or(Chord::sign('l'), Message::Move(Move::Right))
            .or(Chord::sign('h'), Message::Move(Move::Left))
            .of(Group::Move)
            .about("next, previous column; also Right Left, l h"),
    );
    bindings
}

fn escape(mapping: &Mapping) -> Binding {
    if !mapping.filter.is_empty() {
        general::escape("take the filter away").short("no filter")
    } else if !mapping.selected.is_empty() {
        general::escape("unselect").at(Place::Focus)
    } else if mapping.from_review.is_some() {
        general::escape(&format!("back to {}", Step::Review.label()))
    } else {
        general::escape("back")
    }
}
