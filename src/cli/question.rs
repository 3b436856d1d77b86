//! A question that is answered by y or n, before something is sent.

use std::io::{BufRead, IsTerminal};

use super::commands::tokio;
use super::report::Failure;
use super::{output, signals};

/// Whether a person has to be asked; a usage error where there is none to ask.
pub fn needs_answer(yes: bool, input_is_taken: bool, command: &str) -> Result<bool, Failure> {
    if yes {
        return Ok(false);
    }
    if input_is_taken || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Failure::Usage(format!("{command} without a terminal to ask at needs --yes")));
    }
    Ok(true)
}

/// Asks, and waits for a line or for a signal, whichever comes first.
pub fn answer(question: &str) -> Result<bool, Failure> {
    let asks = || {
        tokio()?.block_on(async {
            // Before the question can be seen: a signal that nobody hears is lost.
            let signal = signals::stop()?;
            output::talk(&format!("{question} [y/N]"));
            let (sender, line) = tokio::sync::oneshot::channel();
            // A read cannot be called back: where a signal comes, it ends with the process.
            std::thread::spawn(move || {
                let mut line = String::new();
                let read = std::io::stdin().lock().read_line(&mut line);
                let _ = sender.send(read.is_ok() && matches!(line.trim().to_lowercase().as_str(), "y" | "yes"));
            });
            tokio::select! {
                agreed = line => Ok(agreed.unwrap_or(false)),
                status = signal => Err(Failure::Stopped(status)),
            }
        })
    };
    // In a thread of its own, since a question may come up in the midst of work that waits for others.
    std::thread::scope(|scope| scope.spawn(asks).join().unwrap_or(Ok(false)))
}
