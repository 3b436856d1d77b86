//! One inbox for keys, pastes, sizes, signals and replies; it is drained, then the screen is drawn once.
//!
//! What a key means is the matter of the keymap, what a reply means of the wizard. Nothing wakes this loop while
//! nothing happens; only while something is awaited does it wake once a second, for the seconds on the screen.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Size;

use super::backend::Screen;

/// A wait shows its seconds.
const SECOND: Duration = Duration::from_secs(1);
/// A Windows console sends a paste as keys, faster than anyone types: what follows a key within this belongs to it.
const BURST: Duration = if cfg!(windows) { Duration::from_millis(5) } else { Duration::ZERO };
/// So many keys at once, not all alike (one held down repeats), are a paste.
const BURST_KEYS: usize = 4;

/// What comes in. `R` is a reply to something asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<R> {
    /// A key was pressed, or repeats.
    Key(KeyEvent),
    /// Text was pasted, line breaks as they came.
    Paste(String),
    /// The window has this size now.
    Resize(Size),
    /// The system wants this program to end.
    Signal(Signal),
    /// A reply.
    Reply(R),
}

/// Why the system wants the program to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, or Ctrl-C from outside on Windows.
    Interrupt,
    /// SIGTERM, or shutting down on Windows.
    Terminate,
    /// SIGHUP: the line dropped; or the console was closed on Windows.
    HangUp,
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Draw, and wait for more.
    Continue,
    /// Draw everything, since the screen may show something else, and wait for more.
    Redraw,
    /// Leave.
    Leave,
}

/// What runs in the loop.
pub trait Program {
    /// What replies are.
    type Reply;

    /// Takes one input. What it asks for it starts, and does not wait for.
    fn take(&mut self, input: Input<Self::Reply>) -> Flow;

    /// Whether something is awaited whose seconds are shown.
    fn awaits(&self) -> bool;

    /// Another second went by while something was awaited.
    fn second(&mut self);

    /// What goes to the terminal beside the frame (its clipboard), since the last call.
    fn asides(&mut self) -> Vec<String> {
        Vec::new()
    }

    /// Draws.
    fn draw(&self, frame: &mut Frame<'_>);
}

/// Runs `program` until it leaves, or nobody is left who could send anything.
///
/// # Errors
/// The terminal is gone.
pub fn run<P: Program, W: Write>(
    program: &mut P,
    inbox: &Receiver<Input<P::Reply>>,
    screen: &mut Screen<W>,
) -> io::Result<()> {
    run_with(program, inbox, screen, SECOND)
}

fn run_with<P: Program, W: Write>(
    program: &mut P,
    inbox: &Receiver<Input<P::Reply>>,
    screen: &mut Screen<W>,
    second: Duration,
) -> io::Result<()> {
    let mut due = None;
    loop {
        for text in program.asides() {
            screen.send_to_clipboard(&text)?;
        }
        screen.draw(|frame| program.draw(frame))?;
        due = program.awaits().then(|| due.unwrap_or_else(|| Instant::now() + second));
        let first = match due {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => inbox.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        let first = match first {
            Ok(first) => first,
            Err(RecvTimeoutError::Timeout) => {
                program.second();
                due = Some(Instant::now() + second);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        for input in gather(drain(inbox, first, BURST), cfg!(windows)) {
            if let Input::Resize(size) = input {
                screen.resize(size);
            }
            match program.take(input) {
                Flow::Continue => {}
                Flow::Redraw => screen.forget(),
                Flow::Leave => return Ok(()),
            }
        }
    }
}

/// `first` and all that is there; with a `burst`, also what follows each within it.
fn drain<R>(inbox: &Receiver<Input<R>>, first: Input<R>, burst: Duration) -> Vec<Input<R>> {
    let mut inputs = vec![first];
    loop {
        let next = match inputs.last() {
            Some(Input::Key(_)) if !burst.is_zero() => inbox.recv_timeout(burst).ok(),
            _ => inbox.try_recv().ok(),
        };
        match next {
            Some(input) => inputs.push(input),
            None => return inputs,
        }
    }
}

/// Leaves of several sizes the last, and where pastes come as keys, makes a paste of a burst of unlike ones.
fn gather<R>(inputs: Vec<Input<R>>, pastes_are_keys: bool) -> Vec<Input<R>> {
    let mut gathered: Vec<Input<R>> = Vec::with_capacity(inputs.len());
    let mut run = Vec::new();
    for input in inputs {
        match input {
            Input::Key(key) if pastes_are_keys && typed(&key).is_some() => run.push(key),
            input => {
                settle(&mut run, &mut gathered);
                if matches!((&input, gathered.last()), (Input::Resize(_), Some(Input::Resize(_)))) {
                    gathered.pop();
                }
                gathered.push(input);
            }
        }
    }
    settle(&mut run, &mut gathered);
    gathered
}

fn settle<R>(run: &mut Vec<KeyEvent>, gathered: &mut Vec<Input<R>>) {
    let unlike = run.windows(2).any(|pair| pair[0].code != pair[1].code);
    if run.len() >= BURST_KEYS && unlike {
        gathered.push(Input::Paste(run.drain(..).filter_map(|key| typed(&key)).collect()));
    } else {
        gathered.extend(run.drain(..).map(Input::Key));
    }
}

/// The sign that a key stands for in a pasted text.
fn typed(key: &KeyEvent) -> Option<char> {
    let bare = key.modifiers.difference(KeyModifiers::SHIFT).is_empty()
        // AltGr, by which many keyboards write @ and €.
        || key.modifiers.contains(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(sign) if bare => Some(sign),
        KeyCode::Enter if bare => Some('\n'),
        KeyCode::Tab if bare => Some('\t'),
        _ => None,
    }
}

/// What an event of the terminal is to the program; releases of keys, the mouse and the focus are nothing.
///
/// Enter that was typed before the program took the terminal comes as a line feed: the terminal had turned it into one.
fn input_of<R>(event: Event) -> Option<Input<R>> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release && is_line_feed(&key) => {
            Some(Input::Key(KeyEvent { code: KeyCode::Enter, modifiers: KeyModifiers::NONE, ..key }))
        }
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Input::Key(key)),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(columns, rows) => Some(Input::Resize(Size::new(columns, rows))),
        _ => None,
    }
}

fn is_line_feed(key: &KeyEvent) -> bool {
    key.code == KeyCode::Char('j') && key.modifiers == KeyModifiers::CONTROL
}

/// Begins to read keys, on a thread that sleeps until there is one. What was typed before is not lost: the terminal
/// kept it. A line that can no longer be read has hung up.
pub fn read_terminal<R: Send + 'static>(inbox: Sender<Input<R>>) {
    thread::spawn(move || {
        loop {
            let input = match crossterm::event::read() {
                Ok(event) => input_of(event),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => None,
                Err(_) => Some(Input::Signal(Signal::HangUp)),
            };
            let ends = matches!(input, Some(Input::Signal(_)));
            if let Some(input) = input
                && inbox.send(input).is_err()
            {
                return;
            }
            if ends {
                return;
            }
        }
    });
}

/// Begins to hear signals, as a task of the tokio runtime this is called in.
///
/// # Errors
/// The system refuses a handler.
#[cfg(unix)]
pub fn hear_signals<R: Send + 'static>(inbox: Sender<Input<R>>) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        loop {
            let heard = tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = terminate.recv() => Signal::Terminate,
                _ = hang_up.recv() => Signal::HangUp,
            };
            if inbox.send(Input::Signal(heard)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Begins to hear signals, as a task of the tokio runtime this is called in.
///
/// # Errors
/// The system refuses a handler.
#[cfg(windows)]
pub fn hear_signals<R: Send + 'static>(inbox: Sender<Input<R>>) -> io::Result<()> {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
    let (mut interrupt, mut broken) = (ctrl_c()?, ctrl_break()?);
    let (mut closed, mut shut_down) = (ctrl_close()?, ctrl_shutdown()?);
    tokio::spawn(async move {
        loop {
            let heard = tokio::select! {
                _ = interrupt.recv() => Signal::Interrupt,
                _ = broken.recv() => Signal::Interrupt,
                _ = closed.recv() => Signal::HangUp,
                _ = shut_down.recv() => Signal::Terminate,
            };
            if inbox.send(Input::Signal(heard)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// An inbox, and what others send into it.
#[must_use]
pub fn inbox<R>() -> (Sender<Input<R>>, Receiver<Input<R>>) {
    mpsc::channel()
}

#[cfg(test)]
mod tests;
