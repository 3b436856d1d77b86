//! The passphrase of encrypted files: from a file descriptor, or from a person. The environment's is read with it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use super::args::Cli;
use super::environment::Environment;
use super::report::Failure;
use super::{output, prompt};
use crate::domain::secret::Secret;
use crate::ops;
use crate::secrets::Wanted;

/// Longest passphrase, in bytes.
const MOST: u64 = 64 * 1024;

/// Longest that the screen waits for the config, to know whether a passphrase is to be asked for.
const PATIENCE: Duration = Duration::from_millis(200);

/// The environment with the passphrase of `--passphrase-fd`, which goes before the environment's own.
///
/// # Errors
/// A descriptor that gives none, or that is wanted for something else too.
pub fn given(cli: &Cli, environment: Environment) -> Result<Environment, Failure> {
    let Some(descriptor) = cli.global.passphrase_fd else { return Ok(environment) };
    let takes_input = cli.global.secrets_stdin || cli.answers.answers.as_deref() == Some(Path::new("-"));
    if descriptor == 0 && takes_input {
        return Err(Failure::Usage(
            "standard input holds something else already: give --passphrase-fd another".to_owned(),
        ));
    }
    let line = first_line(descriptor)
        .map_err(|error| Failure::Usage(format!("--passphrase-fd {descriptor} cannot be read: {error}")))?;
    if line.is_empty() {
        return Err(Failure::Usage(format!("--passphrase-fd {descriptor} gives no passphrase")));
    }
    Ok(environment.with_passphrase(line))
}

/// The first line, since a pipe that a shell made may stay open after it.
fn first_line(descriptor: u32) -> io::Result<Secret> {
    let mut line = Zeroizing::new(String::with_capacity(1024));
    if descriptor == 0 {
        io::stdin().lock().take(MOST).read_line(&mut line)?;
    } else {
        BufReader::new(opened(descriptor)?.take(MOST)).read_line(&mut line)?;
    }
    Ok(Secret::from(line.trim_end_matches(['\r', '\n'])))
}

#[cfg(unix)]
fn opened(descriptor: u32) -> io::Result<File> {
    File::open(format!("/dev/fd/{descriptor}"))
}

#[cfg(not(unix))]
fn opened(_descriptor: u32) -> io::Result<File> {
    Err(io::Error::other("on this system only 0, standard input, can be read"))
}

/// Asks a person, if there is one; for a new file twice.
#[must_use]
pub fn ask(path: &Path, wanted: Wanted) -> Option<Secret> {
    if !prompt::is_possible() {
        return None;
    }
    let asked = |question: String| prompt::hidden(&question).ok().flatten().filter(|typed| !typed.is_empty());
    match wanted {
        Wanted::ToOpen => asked(format!("Passphrase of {}", path.display())),
        Wanted::ToMake => {
            let first = asked(format!("New passphrase for {}", path.display()))?;
            let second = asked("The same once more".to_owned())?;
            if first != second {
                output::talk("The two differ.");
                return None;
            }
            Some(first)
        }
    }
}

/// Asks before the wizard takes the screen, where the saved config refers to an encrypted file. A disk that is slower than
/// a person notices is not waited for; Connect then asks for the values.
pub fn before_the_screen(config: &Path, environment: Environment) -> Environment {
    if environment.has_passphrase() {
        return environment;
    }
    let (sender, file) = mpsc::channel();
    let config = config.to_owned();
    thread::spawn(move || sender.send(ops::encrypted_file(&config)));
    match file.recv_timeout(PATIENCE).ok().flatten().and_then(|file| ask(&file, Wanted::ToOpen)) {
        Some(passphrase) => environment.with_passphrase(passphrase),
        None => environment,
    }
}
