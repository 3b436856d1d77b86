use std::sync::{Arc, Mutex};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::domain::secret::Secret;
use crate::wizard::Facts;
use crate::wizard::effect::OnDisk;
use crate::wizard::model::Overlay;
use crate::wizard::remote::Stamp;

fn press(code: KeyCode) -> Input<Reply> {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn sign(sign: char) -> Input<Reply> {
    press(KeyCode::Char(sign))
}

fn ctrl(letter: char) -> Input<Reply> {
    Input::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

fn model() -> Model {
    Model::new(Facts::of_day(jiff::civil::date(2026, 11, 24)))
}

/// What was carried out, what went down the line, and the model at the end.
struct Ran {
    effects: Vec<String>,
    sent: String,
    model: Model,
}

fn ran(model: Model, size: Size, inputs: Vec<Input<Reply>>) -> Ran {
    let (sender, inbox) = event_loop::inbox();
    for input in inputs {
        sender.send(input).unwrap();
    }
    drop(sender);
    let effects = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&effects);
    let mut line = Vec::new();
    let mut screen = Screen::new(&mut line, size);
    let wizard = Wizard::new(model, Theme::new(true, false));
    // The first frame, which `run` draws before anything is started.
    screen.draw(|frame| wizard.draw(frame)).unwrap();
    let model =
        run_on(wizard, &inbox, &mut screen, Box::new(move |effect| noted.lock().unwrap().push(format!("{effect:?}"))));
    let effects = effects.lock().unwrap().clone();
    Ran { effects, sent: String::from_utf8(line).unwrap(), model }
}

const USUAL: Size = Size::new(80, 24);

#[test]
fn what_is_on_disk_is_asked_for_once_the_first_frame_stands() {
    let Ran { effects, sent, .. } = ran(model(), USUAL, Vec::new());
    assert_eq!(effects.len(), 1);
    assert!(effects[0].starts_with("Start"), "{effects:?}");
    assert!(sent.contains("step 1 of 7"), "{sent:?}");
}

#[test]
fn a_signal_leaves_at_once_and_what_came_with_it_is_not_done() {
    let cases = [
        (Signal::Interrupt, Leave::Interrupted),
        (Signal::Terminate, Leave::Terminated),
        (Signal::HangUp, Leave::HungUp),
    ];
    for (signal, leave) in cases {
        let Ran { model, .. } = ran(model(), USUAL, vec![Input::Signal(signal), sign('>')]);
        assert_eq!((model.leaving, model.step), (Some(leave), Step::Guide));
    }
}

#[test]
fn a_line_that_is_gone_is_a_hang_up() {
    struct Gone(usize);
    impl Write for Gone {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 == 1 { Ok(bytes.len()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (sender, inbox) = event_loop::inbox();
    sender.send(sign('>')).unwrap();
    let mut screen = Screen::new(Gone(0), USUAL);
    let model = run_on(Wizard::new(model(), Theme::new(true, false)), &inbox, &mut screen, Box::new(|_| ()));
    assert_eq!(model.leaving, Some(Leave::HungUp));
}

#[test]
fn the_clipboard_drawing_anew_and_leaving_are_done_by_the_screen_itself() {
    let Ran { effects, sent, model } = ran(model(), USUAL, vec![sign('c'), ctrl('l'), sign('q'), sign('c')]);
    assert_eq!(effects.len(), 2, "only the start, and that it ends, is told elsewhere: {effects:?}");
    // “Petra Security”, as OSC 52 has it.
    assert!(model.shared.notice.contains("Petra Security"));
    assert_eq!(model.leaving, Some(Leave::Quit));
    // Leaving comes in the same gulp: nothing is drawn or sent any more.
    assert!(!sent.contains("\x1b]52"));
    let Ran { sent, .. } = ran(super::tests::model(), USUAL, vec![sign('c')]);
    assert!(sent.contains("UGV0cmEgU2VjdXJpdHk="), "{sent:?}");
}

#[test]
fn in_a_window_too_small_one_can_only_leave_and_growing_shows_the_same_place() {
    let small = Size::new(50, 10);
    let Ran { model: left, sent, .. } = ran(model(), small, vec![sign('>'), sign('?'), Input::Paste("x".into())]);
    assert_eq!((left.step, left.leaving), (Step::Guide, None));
    assert!(left.overlay.is_none() && sent.contains("needs 60 x 18"));
    let mut unsaved = model();
    unsaved.shared.unsaved = 1;
    let Ran { model: left, .. } = ran(unsaved, small, vec![sign('q')]);
    assert_eq!(left.leaving, Some(Leave::Quit), "no question that cannot be seen");
    let Ran { model: left, .. } = ran(model(), small, vec![Input::Resize(USUAL), sign('>')]);
    assert_eq!(left.step, Step::Connect);
}

#[test]
fn leaving_with_something_unsaved_asks_and_ctrl_c_twice_leaves() {
    let mut unsaved = model();
    unsaved.shared.unsaved = 1;
    let Ran { model: left, .. } = ran(unsaved, USUAL, vec![sign('q'), sign('q')]);
    assert!(matches!(left.overlay, Some(Overlay::Quit { .. })), "the key that asked does not confirm");
    assert_eq!(left.leaving, None);
    let mut unsaved = model();
    unsaved.shared.unsaved = 1;
    let Ran { model: left, .. } = ran(unsaved, USUAL, vec![ctrl('c'), ctrl('c')]);
    assert_eq!(left.leaving, Some(Leave::Interrupted));
}

#[test]
fn replies_reach_the_wizard() {
    let found = OnDisk {
        secrets: vec![(crate::domain::reference::SecretName::AutotaskSecret, Secret::from("s3cret"))],
        ..OnDisk::default()
    };
    let Ran { model, sent, .. } =
        ran(model(), USUAL, vec![Input::Reply(Reply::Started(Stamp(1), Box::new(found))), sign('>')]);
    assert_eq!(model.connect.fields[1].length(), 6);
    assert!(!sent.contains("s3cret"));
}

#[test]
fn a_page_is_as_long_as_the_list_that_is_seen() {
    let mut wizard = Wizard::new(model(), Theme::new(true, false));
    let cases = [(Step::Mapping, (80, 24), 11), (Step::Mapping, (120, 40), 25), (Step::Guide, (80, 24), 13)];
    for (step, (columns, rows), page) in cases {
        wizard.model.step = step;
        wizard.seen.set(Size::new(columns, rows));
        assert_eq!(wizard.page(), page, "{step:?} in {columns} x {rows}");
    }
}
