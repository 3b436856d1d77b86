//! Questions at the terminal whose answer is not shown.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::thread;

use super::commands::carry_out;
use super::report::Failure;
use crate::domain::secret::Secret;
use crate::tui::hidden::{self, Hidden};

/// The terminal of this process, wherever its streams lead.
const TERMINAL: &str = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };

/// Whether there is a person to ask. A run whose input and talk both lead elsewhere is a script's, though the script may
/// run at a terminal.
#[must_use]
pub fn is_possible() -> bool {
    (io::stdin().is_terminal() || io::stderr().is_terminal()) && OpenOptions::new().write(true).open(TERMINAL).is_ok()
}

/// Asks; `None` where it was broken off.
///
/// # Errors
/// There is no terminal, or the process is asked to end: the terminal is given back before.
pub fn hidden(question: &str) -> Result<Option<Secret>, Failure> {
    let lost = |error: io::Error| Failure::from(anyhow::Error::new(error).context("the terminal cannot be asked"));
    let mut terminal = OpenOptions::new().write(true).open(TERMINAL).map_err(lost)?;
    let question = format!("{question}: ");
    // On a thread of its own: whoever asks may be inside of tokio already.
    let asking = thread::spawn(move || {
        carry_out(async move {
            // Taken once signals are heard, and given back when one of them drops this.
            let _taken = Hidden::begin()?;
            terminal.write_all(question.as_bytes())?;
            let typed = tokio::task::spawn_blocking(hidden::line).await;
            // What was typed left no mark: the next line begins below the question.
            terminal.write_all(b"\r\n")?;
            typed.map_err(io::Error::other)?
        })
    });
    let asked = asking.join().unwrap_or_else(|_| Ok(Err(io::Error::other("the asking broke off"))));
    asked?.map_err(lost)
}
