//! The only place that prints: data on standard output, talk on standard error; a closed pipe is no fault.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

/// Puts data on standard output. Where nobody reads any more, that is their right.
pub fn data(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

/// Puts one JSON value with a line break on standard output.
pub fn json(value: &impl Serialize) {
    if let Ok(mut text) = serde_json::to_string_pretty(value) {
        text.push('\n');
        data(text.as_bytes());
    }
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
