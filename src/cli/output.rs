//! The only place that prints: data on standard output, talk on standard error; a closed pipe is no fault.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::domain::diagnostic::{Code, Diagnostic};

/// Puts data on standard output. Where nobody reads any more, that is their right.
///
/// # Errors
/// `write-failed` where it does not take them, e.g. a file on a full disk.
pub fn data(bytes: &[u8]) -> Result<(), Diagnostic> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Diagnostic::error(
            Code::WriteFailed,
            "Standard output does not take what is to be written.",
            "See where it leads, and whether there is room.",
        )
        .with_detail(error.to_string())),
        _ => Ok(()),
    }
}

/// Puts one JSON value with a line break on standard output.
///
/// # Errors
/// As [`data`].
pub fn json(value: &impl Serialize) -> Result<(), Diagnostic> {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    data(text.as_bytes())
}

/// Puts one JSON value in a line of its own on standard output: one of several.
///
/// # Errors
/// As [`data`].
pub fn json_line(value: &impl Serialize) -> Result<(), Diagnostic> {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    data(text.as_bytes())
}

/// `text` as a link that a terminal can follow (OSC 8). The address is one that was parsed: no sign in it drives anything.
#[must_use]
pub fn link(text: &str, url: &url::Url) -> String {
    format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
}

/// Says a line on standard error.
pub fn talk(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Reports a usage error, or shows the help or version that was asked for.
pub fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
