use super::*;
use crate::tui::keymap;
use crate::tui::played::{Played, states};
use crate::tui::sheet::footer;
use crate::wizard::field::{Edit, Field};
use crate::wizard::update;

/// Everything of a model that a deed could change. Fields do not print what is in them.
fn print(model: &Model) -> String {
    let field = |field: &Field| format!("{:?} {} {}", field.text(), field.before_caret().len(), field.is_shown());
    let picker = model.picker().map(|picker| field(&picker.field));
    let help = match &model.overlay {
        Some(Overlay::Help { filter, .. }) => field(filter),
        _ => String::new(),
    };
    let fields = model.connect.fields.iter().chain(&model.tenants.fields);
    let fields = fields.chain([&model.tenants.filter, &model.mapping.filter, &model.review.filter, &model.save.path]);
    let fields: Vec<String> = fields.map(field).collect();
    format!("{model:?} {fields:?} {picker:?} {help}")
}

/// Whether a message does something: changes the model, says a sentence, or wants something done.
fn does_something(mut model: Model, message: Message) -> bool {
    let before = print(&model);
    let effects = update(&mut model, message);
    !effects.is_empty() || print(&model) != before
}

#[test]
fn every_key_listed_does_something_now() {
    for (name, state) in states() {
        for (number, binding) in bindings(&state().model).into_iter().enumerate() {
            if binding.strokes.is_empty() {
                continue;
            }
            let does = (0..binding.strokes.len()).any(|stroke| {
                let mut played = state();
                if binding.group == Group::Text {
                    // Keys that edit need a text, with something on both sides of the caret.
                    played = played.typed("ab cd").tell([Message::Edit(Edit::WordLeft)]);
                }
                let message = match &binding.strokes[stroke].1 {
                    Message::Move(Move::Rows(rows)) if rows.abs() == PAGE => {
                        Message::Move(Move::Rows(rows.signum() * 10))
                    }
                    message => message.clone(),
                };
                does_something(played.model, message)
            });
            assert!(does, "{name}, {number}: {binding:?}");
        }
    }
}

#[test]
fn every_key_named_is_one_that_is_handled_and_none_hides_another() {
    for (name, state) in states() {
        let model = state().model;
        let bindings = bindings(&model);
        for binding in &bindings {
            for (chord, message) in &binding.strokes {
                let handled = keymap::of_key(&model, &chord.event(), 10).map(|message| format!("{message:?}"));
                let expected = match message {
                    Message::Move(Move::Rows(rows)) if rows.abs() == PAGE => {
                        Message::Move(Move::Rows(rows.signum() * 10))
                    }
                    message => message.clone(),
                };
                assert_eq!(handled, Some(format!("{expected:?}")), "{name}: {chord} of {binding:?}");
            }
            if binding.place.is_none() || matches!(binding.shown.as_str(), "type" | "1-7") {
                continue;
            }
            assert!(!binding.label.is_empty(), "{name}: {binding:?}");
            for key in binding.shown.split(' ').filter(|word| *word != "or") {
                let is_there = binding.strokes.iter().any(|(chord, _)| chord.to_string() == key);
                assert!(is_there, "{name}: {key} of {binding:?}");
            }
        }
    }
}

#[test]
fn a_letter_is_text_where_text_is_and_nothing_where_no_key_has_it() {
    for (name, state) in states() {
        let played = state();
        let model = &played.model;
        for letter in ['e', '9', 'ß', '"'] {
            let message = keymap::of_key(model, &Chord::sign(letter).event(), 10);
            assert_eq!(message.is_some(), model.is_text(), "{name}: {letter}");
        }
        if model.is_text() {
            let bound = bindings(model);
            let letters = bound.iter().flat_map(|binding| &binding.strokes).find(|(chord, _)| chord.typed().is_some());
            assert!(letters.is_none(), "{name}: {letters:?}");
        }
    }
}

fn footer(state: fn() -> Played) -> [String; 2] {
    let items: Vec<_> = bindings(&state().model).iter().filter_map(Binding::item).collect();
    footer::rows(&items, 80)
}

#[test]
fn footers_are_worded_for_each_state() {
    let find = |wanted: &str| {
        let (_, state) = states().find(|(name, _)| *name == wanted).unwrap_or_else(|| panic!("no state {wanted}"));
        footer(state)
    };
    let mut shown = String::new();
    for (name, _) in states() {
        let [first, second] = find(name);
        shown.push_str(&format!("{name}\n    {first}\n    {second}\n"));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn the_help_finds_deeds_by_words_of_key_or_description() {
    let model = Played::at_mapping().model;
    let keys = |filter: &str| help::shown(&model, filter).into_iter().map(|binding| binding.shown).collect::<Vec<_>>();
    assert_eq!(keys("reason EXCLUDE"), ["x"]);
    assert_eq!(keys("ctrl-l"), ["Ctrl-L"]);
    assert_eq!(keys("no such deed"), [""; 0]);
    assert!(keys("").len() > 15);
}

#[test]
fn the_help_is_also_the_way() {
    let done = Played::at_mapping().tell([Message::Help]).typed("exclude");
    let message = keymap::of_key(&done.model, &Chord::ENTER.event(), 10).unwrap();
    let done = done.tell([message]);
    assert!(done.model.overlay.is_none() && done.model.mapping.picker.is_some());
    // From within a text, where letters are typed, the rest is a deed away.
    let from_field = Played::filled().tell([Message::Help]).typed("without a screen");
    let message = keymap::of_key(&from_field.model, &Chord::ENTER.event(), 10).unwrap();
    assert!(matches!(from_field.tell([message]).model.overlay, Some(Overlay::Headless { .. })));
    // With nothing found, Enter does nothing.
    let none = Played::at_mapping().tell([Message::Help]).typed("no such deed");
    assert!(keymap::of_key(&none.model, &Chord::ENTER.event(), 10).is_none());
}

#[test]
fn the_row_of_the_help_stays_among_the_deeds_found() {
    let mut played = Played::at_mapping().tell([Message::Help]).typed("load");
    let count = help::shown(&played.model, "load").len();
    for _ in 0..count + 3 {
        let message = keymap::of_key(&played.model, &Chord::DOWN.event(), 10);
        played = played.tell(message);
    }
    let Some(Overlay::Help { cursor, .. }) = &played.model.overlay else { panic!("the help is open") };
    assert_eq!(*cursor, count.saturating_sub(1));
}

#[test]
fn a_page_is_as_many_rows_as_are_seen() {
    let model = Played::at_mapping().model;
    let of = |chord: Chord| keymap::of_key(&model, &chord.event(), 11);
    assert!(matches!(of(Chord::PAGE_DOWN), Some(Message::Move(Move::Rows(11)))));
    assert!(matches!(of(Chord::PAGE_UP), Some(Message::Move(Move::Rows(-11)))));
}

#[test]
fn a_paste_into_the_help_is_its_filter() {
    let played = Played::at_mapping().tell([Message::Help]);
    let message = keymap::of_paste(&played.model, "undecided\n".to_owned());
    let played = played.tell([message]);
    let Some(Overlay::Help { filter, .. }) = &played.model.overlay else { panic!("the help is open") };
    assert_eq!(filter.text(), "undecided");
}

#[test]
fn y_alone_opens_a_test_ticket() {
    let model = Played::asked_for_a_ticket().model;
    let yes = |chord: Chord| matches!(keymap::of_key(&model, &chord.event(), 10), Some(Message::Yes));
    assert!(yes(Chord::sign('y')));
    let others = (' '..='~').filter(|sign| *sign != 'y').map(Chord::sign);
    let named = [Chord::ENTER, Chord::ESC, Chord::TAB, Chord::SPACE, Chord::F1, Chord::ctrl('y'), Chord::DOWN];
    assert!(!others.chain(named).any(yes));
}
