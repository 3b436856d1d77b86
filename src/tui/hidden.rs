//! A line typed at the terminal without being shown: for secrets, where there is no screen.
//!
//! What is asked is printed by the caller.

use std::io;

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// The terminal while nothing that is typed is shown; dropping it gives it back.
#[derive(Debug)]
pub struct Hidden(());

impl Hidden {
    /// Takes the terminal.
    ///
    /// # Errors
    /// There is none.
    pub fn begin() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self(()))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // A line that is gone has nothing to be given back to.
        let _ = disable_raw_mode();
    }
}

/// What was typed up to Enter, without outer spaces; `None` where it was broken off (Ctrl-C, Ctrl-D, Esc). To be called
/// while the terminal is [`Hidden`].
///
/// # Errors
/// The line dropped.
pub fn line() -> io::Result<Option<Secret>> {
    let mut typed = Zeroizing::new(String::with_capacity(1024));
    loop {
        let Event::Key(key) = read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
            (KeyCode::Enter, _) | (KeyCode::Char('j' | 'm'), true) => return Ok(Some(Secret::from(typed.trim()))),
            (KeyCode::Esc, _) | (KeyCode::Char('c' | 'd'), true) => return Ok(None),
            (KeyCode::Char('u'), true) => typed.clear(),
            (KeyCode::Backspace, _) | (KeyCode::Char('h'), true) => {
                typed.pop();
            }
            (KeyCode::Char(sign), _) if !key.modifiers.intersects(KeyModifiers::CONTROL) => typed.push(sign),
            _ => {}
        }
    }
}
