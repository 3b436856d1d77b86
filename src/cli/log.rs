//! The diagnostics log: to a file that was named, never to the screen. Secrets are of a type that prints `****`.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::domain::diagnostic::{Code, Diagnostic};

/// Starts the log, if a file was named.
///
/// # Errors
/// `write-failed` where the file cannot be opened.
pub fn start(file: Option<&Path>, verbose: u8) -> Result<(), Diagnostic> {
    let Some(path) = file else { return Ok(()) };
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| {
        Diagnostic::error(
            Code::WriteFailed,
            format!("The log {} cannot be written.", path.display()),
            "Name another file, or leave --log-file out.",
        )
        .with_detail(error.to_string())
    })?;
    // Only our own lines: what libraries log of a request is not ours to vouch for.
    let level = match verbose {
        0 => "petra_autotask=info",
        1 => "petra_autotask=debug",
        _ => "petra_autotask=trace",
    };
    let started = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        .try_init();
    // A second start in one process keeps the first log.
    drop(started);
    Ok(())
}
