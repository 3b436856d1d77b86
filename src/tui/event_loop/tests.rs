use std::cell::Cell;

use super::*;

fn press(code: KeyCode) -> Input<&'static str> {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn presses(text: &str) -> Vec<Input<&'static str>> {
    text.chars().map(|sign| press(if sign == '\n' { KeyCode::Enter } else { KeyCode::Char(sign) })).collect()
}

/// Notes what it takes, and leaves at `q` or a signal.
#[derive(Default)]
struct Notes {
    taken: Vec<String>,
    drawn: Cell<usize>,
    awaits: bool,
    seconds: usize,
    at_second: Option<Sender<Input<&'static str>>>,
}

impl Program for Notes {
    type Reply = &'static str;

    fn take(&mut self, input: Input<&'static str>) -> Flow {
        let leaves = match &input {
            Input::Key(key) => key.code == KeyCode::Char('q'),
            input => matches!(input, Input::Signal(_)),
        };
        self.taken.push(match input {
            Input::Key(key) => key.code.to_string(),
            Input::Paste(text) => format!("paste {text:?}"),
            Input::Resize(size) => format!("{size}"),
            Input::Signal(signal) => format!("{signal:?}"),
            Input::Reply(reply) => reply.to_owned(),
        });
        if leaves { Flow::Leave } else { Flow::Continue }
    }

    fn awaits(&self) -> bool {
        self.awaits
    }

    fn second(&mut self) {
        self.seconds += 1;
        self.awaits = false;
        if let Some(sender) = &self.at_second {
            sender.send(press(KeyCode::Char('q'))).unwrap();
        }
    }

    fn draw(&self, _frame: &mut Frame<'_>) {
        self.drawn.set(self.drawn.get() + 1);
    }
}

fn ran(mut program: Notes, inputs: Vec<Input<&'static str>>) -> Notes {
    let (sender, inbox) = inbox();
    for input in inputs {
        sender.send(input).unwrap();
    }
    drop(sender);
    let mut screen = Screen::new(Vec::new(), Size::new(80, 24));
    run(&mut program, &inbox, &mut screen).unwrap();
    program
}

#[test]
fn what_is_there_is_taken_in_order_and_drawn_once() {
    let mut inputs = presses("ab");
    inputs.extend([Input::Reply("reply"), Input::Resize(Size::new(90, 30)), Input::Resize(Size::new(100, 30))]);
    let program = ran(Notes::default(), inputs);
    assert_eq!(program.taken, ["a", "b", "reply", "100x30"]);
    assert_eq!(program.drawn.get(), 2, "the first frame, and one for all that was there");
}

#[test]
fn what_comes_after_leaving_is_not_taken() {
    let program = ran(Notes::default(), presses("aqb"));
    assert_eq!(program.taken, ["a", "q"]);
    let program = ran(Notes::default(), vec![Input::Signal(Signal::HangUp), Input::Reply("late")]);
    assert_eq!(program.taken, ["HangUp"]);
}

#[test]
fn a_wait_is_drawn_again_by_the_second_and_only_while_it_lasts() {
    let (sender, inbox) = inbox();
    // The second itself sends what ends the loop, so that nothing here depends on how fast it runs.
    let mut program = Notes { awaits: true, at_second: Some(sender), ..Notes::default() };
    let mut screen = Screen::new(Vec::new(), Size::new(80, 24));
    run_with(&mut program, &inbox, &mut screen, Duration::from_millis(1)).unwrap();
    assert_eq!((program.seconds, program.drawn.get()), (1, 2));
}

#[test]
fn where_a_paste_comes_as_keys_a_burst_of_unlike_ones_is_one() {
    let paste = |text: &str| vec![Input::Paste(text.to_owned())];
    let cases = [
        (presses("user\nsecret\n"), true, paste("user\nsecret\n")),
        (presses("user\n"), false, presses("user\n")),
        (presses("jjjjjjjj"), true, presses("jjjjjjjj")),
        (presses("a\n"), true, presses("a\n")),
        (
            [presses("abcd"), vec![press(KeyCode::Down)], presses("x")].concat(),
            true,
            [paste("abcd"), vec![press(KeyCode::Down)], presses("x")].concat(),
        ),
    ];
    for (given, pastes_are_keys, expected) in cases {
        assert_eq!(gather(given, pastes_are_keys), expected);
    }
}

#[test]
fn keys_let_go_are_nothing() {
    let key = |kind| Event::Key(KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, kind));
    assert!(input_of::<()>(key(KeyEventKind::Press)).is_some());
    assert!(input_of::<()>(key(KeyEventKind::Repeat)).is_some());
    assert!(input_of::<()>(key(KeyEventKind::Release)).is_none());
    assert!(input_of::<()>(Event::FocusGained).is_none());
}

#[test]
fn enter_typed_before_the_terminal_was_taken_is_enter() {
    let line_feed = Event::Key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL));
    assert_eq!(input_of(line_feed), Some(press(KeyCode::Enter)));
    let letter = Event::Key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE));
    assert_eq!(input_of(letter), Some(press(KeyCode::Char('j'))));
}
