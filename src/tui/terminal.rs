//! The terminal's modes: taken on entering, given back on every way out, a panic included.
//!
//! What is drawn is the matter of [`backend`](super::backend), what is read of [`event_loop`](super::event_loop).
//! Nothing is asked of the terminal: an answer that comes late would end up in the shell. The mouse is left to it.

use std::io::{self, IsTerminal, Write};
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;

use super::backend::Screen;
use super::backend::output::{TerminalLine, terminal_line, write_whole};

/// Other screen, pastes told from keys, cursor seen.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25h";
/// Begins with the end of a frame that may have been cut short; the cursor comes last, on the screen that stays.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Whether the modes are taken now: they are given back once, by whoever comes first.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The thread that draws.
static DRAWING: Mutex<Option<ThreadId>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// The terminal, held, and the screen on it. It is given back when this is dropped.
#[derive(Debug)]
pub struct Session {
    /// Draws on it.
    pub screen: Screen<TerminalLine>,
    _modes: Modes,
}

impl Session {
    /// Takes the terminal. The first frame should follow at once, before a file, a keyring or the network is touched.
    ///
    /// # Errors
    /// There is no terminal, or it refuses; then its modes are as they were.
    pub fn open() -> io::Result<Self> {
        let mut line = terminal_line()?;
        let size = crossterm::terminal::size().map(Size::from)?;
        let modes = Modes::take(&mut line)?;
        Ok(Self { screen: Screen::new(line, size), _modes: modes })
    }
}

/// Holds the terminal's modes; dropping it gives them back.
#[derive(Debug)]
pub struct Modes(());

impl Modes {
    /// Whether a screen can be drawn at all: keys come from a terminal, and a terminal shows it.
    #[must_use]
    pub fn can_be_taken() -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// Takes the terminal on `line`, and sees to it that a panic gives it back before its message is printed.
    ///
    /// # Errors
    /// There is no terminal, or it refuses; then its modes are as they were.
    pub fn take(line: &mut impl Write) -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |panic| on_panic(panic, &before)));
        });
        #[cfg(windows)]
        let _ = crossterm::ansi_support::supports_ansi();
        *DRAWING.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread::current().id());
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let modes = Self(());
        write_whole(line, ENTER)?;
        Ok(modes)
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back. A line that is gone has nothing to be given back to.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = write_whole(&mut io::stdout(), LEAVE);
        let _ = disable_raw_mode();
    }
}

/// A panic of the thread that draws ends the program: the screen goes, then the message comes. One elsewhere ends a
/// request, which is told as its failure: printing it would only spoil the screen.
fn on_panic(panic: &PanicHookInfo<'_>, before: &dyn Fn(&PanicHookInfo<'_>)) {
    let drawing = *DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    if TAKEN.load(Ordering::SeqCst) && drawing != Some(thread::current().id()) {
        tracing::error!(place = panic.location().map(ToString::to_string), "a task panicked");
        return;
    }
    give_back();
    before(panic);
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    #[test]
    fn leaving_undoes_what_entering_did_even_in_the_middle_of_a_frame() {
        let side = |side| NonZeroU16::new(side).unwrap();
        let mut glass = vt100::Parser::new(side(5), side(40), 0);
        glass.process(b"$ petra-autotask\r\n");
        glass.process(ENTER);
        let screen = glass.screen();
        assert!(screen.alternate_screen() && screen.bracketed_paste() && !screen.hide_cursor());
        glass.process(b"\x1b[?2026h\x1b[7;31mhalf a fr");
        glass.process(LEAVE);
        let screen = glass.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        assert!(!screen.inverse() && screen.fgcolor() == vt100::Color::Default);
        assert_eq!(screen.contents().trim_end(), "$ petra-autotask");
    }

    #[test]
    fn nothing_is_asked_of_the_terminal_and_the_mouse_is_left_alone() {
        for modes in [ENTER, LEAVE] {
            let text = String::from_utf8_lossy(modes);
            for query in
                ["\x1b[6n", "\x1b[c", "\x1b]1", "\x1b[?u", "\x1b[?1000", "\x1b[?1002", "\x1b[?1003", "\x1b[?1006"]
            {
                assert!(!text.contains(query), "{query:?} in {text:?}");
            }
        }
    }
}
