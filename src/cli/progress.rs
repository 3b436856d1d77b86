//! A progress bar on standard error, only where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

use super::environment::talks_to_a_terminal;
use super::output;

/// A bar for loads whose size may come to be known only later.
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar, or nothing where nobody would see it.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        if quiet || !talks_to_a_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
        Self(Some(bar))
    }

    /// Tells how far a load is.
    pub fn tell(&self, what: &str, done: usize, total: Option<usize>) {
        let Some(bar) = &self.0 else { return };
        match total {
            Some(total) => {
                if bar.length() != Some(total as u64) {
                    bar.set_length(total as u64);
                    if let Ok(style) = ProgressStyle::with_template("{msg:10} [{bar:30}] {pos} of {len}") {
                        bar.set_style(style.progress_chars("=> "));
                    }
                }
                bar.set_message(what.to_owned());
                bar.set_position(done as u64);
            }
            None => bar.set_message(format!("{what}: {done}")),
        }
    }

    /// Says a sentence above the bar, which would else stay behind on the screen.
    pub fn say(&self, words: &str) {
        match &self.0 {
            Some(bar) => bar.suspend(|| output::talk(words)),
            None => output::talk(words),
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
