//! Whatever is pressed, in whatever order: no panic, and what always holds holds.

use proptest::prelude::*;

use super::driver::Wizard;
use super::secrets::assert_silent;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::wizard::effect::{Effect, Leave};
use crate::wizard::field::Edit;
use crate::wizard::message::{Message, Move};
use crate::wizard::model::Step;

/// What a script may do next.
#[derive(Clone, Debug)]
enum Act {
    Tell(Message),
    Type(&'static str),
    /// The oldest request is answered.
    Answer,
    /// The newest is, before the others.
    AnswerLast,
    /// The oldest is never answered.
    Forget,
    /// What is refused from now on.
    Refuse(bool),
}

fn deed() -> impl Strategy<Value = Message> {
    let movement = prop_oneof![
        (-3..=3i32).prop_map(Move::Rows),
        Just(Move::Rows(1000)),
        Just(Move::First),
        Just(Move::Last),
        Just(Move::Left),
        Just(Move::Right),
    ];
    let plain = vec![
        Message::Enter,
        Message::Back,
        Message::Tab,
        Message::BackTab,
        Message::StepForward,
        Message::StepBack,
        Message::Accept,
        Message::Exclude,
        Message::Undo,
        Message::Redo,
        Message::NextUndecided,
        Message::PreviousUndecided,
        Message::NextFinding,
        Message::PreviousFinding,
        Message::SelectRow,
        Message::SelectAll,
        Message::Clear,
        Message::View(true),
        Message::View(false),
        Message::Filter,
        Message::Again,
        Message::AgainAll,
        Message::UserDomains,
        Message::Copy,
        Message::Write,
        Message::Generate,
        Message::Info,
        Message::Headless,
        Message::Help,
        Message::Yes,
        Message::CloseTicket,
        Message::Quit,
        Message::Interrupt,
        Message::Redraw,
        Message::Second,
        Message::Signal(Leave::HungUp),
        Message::HelpDo(Box::new(Message::Enter)),
    ];
    prop_oneof![
        4 => proptest::sample::select(plain),
        3 => movement.prop_map(Message::Move),
        2 => proptest::sample::select(Step::ALL.to_vec()).prop_map(Message::Goto),
        1 => proptest::sample::select(vec![
            Edit::Backspace, Edit::DeleteWord, Edit::Clear, Edit::Undo, Edit::Reveal, Edit::Left, Edit::Right, Edit::Home,
        ]).prop_map(Message::Edit),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let texts = vec!["gold", "wood", "li", "zzz", "174", "own IT", "ü", "a@b.example", "Nod, nod.example"];
    prop_oneof![
        12 => deed().prop_map(Act::Tell),
        3 => proptest::sample::select(texts).prop_map(Act::Type),
        3 => Just(Act::Answer),
        1 => Just(Act::AnswerLast),
        1 => Just(Act::Forget),
        1 => any::<bool>().prop_map(Act::Refuse),
    ]
}

fn play(mut wizard: Wizard, acts: Vec<Act>) {
    for act in acts {
        match act {
            Act::Tell(message) => {
                wizard.tells(message);
            }
            Act::Type(text) => {
                wizard.types(text);
            }
            Act::Answer => {
                if let Some(request) = wizard.asked.pop_front() {
                    wizard.answer_to(request);
                }
            }
            Act::AnswerLast => {
                if let Some(request) = wizard.asked.pop_back() {
                    wizard.answer_to(request);
                }
            }
            Act::Forget => {
                wizard.asked.pop_front();
            }
            Act::Refuse(refuse) => {
                let failure = Diagnostic::error(Code::Timeout, "No answer.", "Wait.");
                wizard.sign_in = if refuse { Err(failure) } else { Ok(()) };
            }
        }
        wizard.check_invariants();
        // The words of every screen are asked for after every message.
        // It only has to be said without a panic.
        let _ = crate::wizard::describe::detail(&wizard.model);
        let saves = wizard.asked.iter().filter(|effect| matches!(effect, Effect::Save(..))).count();
        assert!(saves <= 1, "one Save at a time");
        let writes = |effect: &&Effect| matches!(effect, Effect::OpenTestTicket(..) | Effect::CloseTestTicket(..));
        let writes = wizard.asked.iter().filter(writes).count();
        assert!(writes <= usize::from(wizard.model.save.testing.wait().is_some()), "one write to Autotask at a time");
    }
    // Every word that could be shown is made, and none of it tells a secret.
    let words = format!("{:?} {:?}", wizard.model, crate::wizard::describe::detail(&wizard.model));
    assert_silent("the model", &words);
    // What was decided is what is kept, or saved, or was never an answer.
    if wizard.model.shared.unsaved > 0 {
        assert_eq!(wizard.kept().map(|(draft, _)| draft), Some(&wizard.model.shared.draft));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn from_a_fresh_start(acts in proptest::collection::vec(act(), 1..150)) {
        play(Wizard::fresh(), acts);
    }

    #[test]
    fn from_a_kept_list(acts in proptest::collection::vec(act(), 1..150)) {
        play(super::kept::second_start_with_news(), acts);
    }

    #[test]
    fn from_a_full_grid(acts in proptest::collection::vec(act(), 1..150)) {
        play(Wizard::decided(), acts);
    }

    #[test]
    fn from_a_saved_config(acts in proptest::collection::vec(act(), 1..150)) {
        let mut wizard = Wizard::saved();
        wizard.moves(2);
        play(wizard, acts);
    }
}
