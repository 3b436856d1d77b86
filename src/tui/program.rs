//! The wizard in the event loop: keys, replies and signals become messages, and what it then wants done is handed on.
//!
//! What a message does belongs to the wizard; how effects are carried out to whoever was given for it. Only what
//! concerns the screen itself is done here: the clipboard, drawing anew, leaving.

use std::cell::Cell;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender};

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::backend::Screen;
use super::event_loop::{self, Flow, Input, Program, Signal};
use super::sheet::{Regions, SMALLEST};
use super::terminal::Session;
use super::theme::Theme;
use super::{keymap, view};
use crate::wizard::effect::{Effect, Leave, Reply};
use crate::wizard::model::Step;
use crate::wizard::{Message, Model, update};

/// What is sent to the wizard while it runs.
pub type Inbox = Sender<Input<Reply>>;

/// Carries out what the wizard wants done, without waiting for it. Replies come back through the [`Inbox`].
pub type CarryOut = Box<dyn FnMut(Effect)>;

/// Runs the wizard on the terminal until it is left, and returns it as it was then.
///
/// The first frame stands before `start` is called; `start` gets the sender for replies and signals (see
/// [`event_loop::hear_signals`]) and returns what carries out effects. It is dropped before this returns: dropping it
/// must not wait for requests that are under way, since a signal has to end the program at once.
///
/// # Errors
/// `start` fails, or the terminal is gone before the wizard was begun.
pub fn run(
    session: &mut Session,
    model: Model,
    theme: Theme,
    start: impl FnOnce(Inbox) -> io::Result<CarryOut>,
) -> io::Result<Model> {
    let (sender, inbox) = event_loop::inbox();
    let wizard = Wizard::new(model, theme);
    session.screen.draw(|frame| wizard.draw(frame))?;
    event_loop::read_terminal(sender.clone());
    let carry_out = start(sender)?;
    Ok(run_on(wizard, &inbox, &mut session.screen, carry_out))
}

fn run_on<W: Write>(
    mut wizard: Wizard,
    inbox: &Receiver<Input<Reply>>,
    screen: &mut Screen<W>,
    carry_out: CarryOut,
) -> Model {
    wizard.begin(carry_out);
    if event_loop::run(&mut wizard, inbox, screen).is_err() {
        // The terminal is gone: as if it had hung up.
        wizard.tell(Message::Signal(Leave::HungUp));
    }
    wizard.model
}

/// The wizard as the event loop runs it.
struct Wizard {
    model: Model,
    theme: Theme,
    /// Nothing is carried out before the first frame stands.
    carry_out: CarryOut,
    /// The window, as it was drawn last.
    seen: Cell<Size>,
    clipboard: Vec<String>,
}

impl Wizard {
    fn new(model: Model, theme: Theme) -> Self {
        Self { model, theme, carry_out: Box::new(|_| ()), seen: Cell::new(SMALLEST), clipboard: Vec::new() }
    }

    /// Asks for what is on disk, now that something can carry it out.
    fn begin(&mut self, carry_out: CarryOut) {
        self.carry_out = carry_out;
        let effects = self.model.begin();
        self.carry_out(effects);
    }

    fn tell(&mut self, message: Message) -> Flow {
        let effects = update(&mut self.model, message);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Flow {
        let mut flow = Flow::Continue;
        for effect in effects {
            match effect {
                Effect::Copy(text) => self.clipboard.push(text.expose().to_owned()),
                Effect::Redraw if flow == Flow::Continue => flow = Flow::Redraw,
                Effect::Redraw => {}
                Effect::Leave(leave) => {
                    flow = Flow::Leave;
                    (self.carry_out)(Effect::Leave(leave));
                }
                effect => (self.carry_out)(effect),
            }
        }
        flow
    }

    /// The message of an input; `None` for what means nothing now.
    fn message(&self, input: Input<Reply>) -> Option<Message> {
        let Size { width, height } = self.seen.get();
        let is_seen = width >= SMALLEST.width && height >= SMALLEST.height;
        match input {
            Input::Key(key) if !is_seen => keymap::of_key_unseen(&key),
            Input::Key(key) => keymap::of_key(&self.model, &key, self.page()),
            Input::Paste(_) if !is_seen => None,
            Input::Paste(text) => Some(keymap::of_paste(&self.model, text)),
            Input::Resize(size) => {
                self.seen.set(size);
                None
            }
            Input::Signal(signal) => Some(Message::Signal(match signal {
                Signal::Interrupt => Leave::Interrupted,
                Signal::Terminate => Leave::Terminated,
                Signal::HangUp => Leave::HungUp,
            })),
            Input::Reply(reply) => Some(Message::Reply(reply)),
        }
    }

    /// Rows of the list that is seen: those of the body without what stands above the list.
    fn page(&self) -> u16 {
        let Size { width, height } = self.seen.get();
        let body = Regions::of(Rect::new(0, 0, width, height)).body.height;
        let head = match self.model.step {
            _ if self.model.overlay.is_some() => 2,
            _ if self.model.picker().is_some() => 3,
            Step::Mapping => 2,
            Step::Tenants | Step::Review => 5,
            _ => 0,
        };
        body.saturating_sub(head).max(1)
    }
}

impl Program for Wizard {
    type Reply = Reply;

    fn take(&mut self, input: Input<Reply>) -> Flow {
        match self.message(input) {
            Some(message) => self.tell(message),
            None => Flow::Continue,
        }
    }

    fn awaits(&self) -> bool {
        self.model.is_waiting()
    }

    fn second(&mut self) {
        self.tell(Message::Second);
    }

    fn asides(&mut self) -> Vec<String> {
        std::mem::take(&mut self.clipboard)
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        self.seen.set(frame.area().as_size());
        view::view(&self.model, &self.theme, frame);
    }
}

#[cfg(test)]
mod tests;
