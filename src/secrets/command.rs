//! Secrets that a program prints, such as a password manager's own.
//!
//! No shell is started, and the program sees none of our secrets.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::file::text_of;
use super::{Context, Error, MOST_BYTES, PASSPHRASE};
use crate::domain::reference::{Reference, SecretName};
use crate::domain::secret::Secret;

/// How often an ended output is looked at for an ended program.
const LOOK: Duration = Duration::from_millis(10);

/// Runs a program and takes its standard output as the secret, without one final line break.
///
/// Its standard error is not shown and not kept: it may repeat the secret, and would spoil the screen.
pub(super) fn run(line: &str, reference: &Reference, context: &Context) -> Result<Secret, Error> {
    let words = words_of(line).ok_or_else(|| Error::malformed(reference, "its quotes do not match"))?;
    let (program, arguments) = words.split_first().ok_or_else(|| Error::malformed(reference, "it names no program"))?;
    let mut command = Command::new(located(program, &context.config_folder));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    for name in SecretName::ALL {
        command.env_remove(name.variable());
    }
    command.env_remove(PASSPHRASE);

    let limit = context.command_limit;
    let end = Instant::now() + limit;
    let timeout = || Error::Timeout { what: format!("The command {program}"), limit };
    let mut child = command.spawn().map_err(|error| Error::unusable(reference, format!("{program}: {error}")))?;
    let output = output_of(&mut child);
    let Ok(output) = output.recv_timeout(limit) else {
        stop(&mut child);
        return Err(timeout());
    };
    let Some(status) = ended_by(&mut child, end) else {
        stop(&mut child);
        return Err(timeout());
    };
    if !status.success() {
        return Err(Error::unusable(reference, format!("{program} ended with {status}")));
    }
    text_of(output.as_slice(), reference)
}

/// All that the program prints, once it has ended its output.
fn output_of(child: &mut Child) -> mpsc::Receiver<zeroize::Zeroizing<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    let output = child.stdout.take();
    thread::spawn(move || {
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        if let Some(output) = output {
            // What could be read is judged as it is; a cut one ends with the program's status.
            let _ = output.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

/// The status of a program that ends before a moment.
fn ended_by(child: &mut Child, end: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => thread::sleep(LOOK),
            Ok(None) | Err(_) => return None,
        }
    }
}

fn stop(child: &mut Child) {
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    let _ = child.wait();
}

/// A program with a folder in its name starts at the config's folder, as every relative path there; a bare name is searched for.
fn located(program: &str, config_folder: &Path) -> PathBuf {
    if Path::new(program).components().count() > 1 { config_folder.join(program) } else { PathBuf::from(program) }
}

/// The words of a command line as a POSIX shell parts them; on Windows a backslash is only a backslash.
fn words_of(line: &str) -> Option<Vec<String>> {
    if cfg!(windows) { shlex::split(&line.replace('\\', r"\\")) } else { shlex::split(line) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn resolved_within(line: &str, limit: Duration) -> Result<Secret, Error> {
        let mut context = Context::new(Path::new("/"), |_| None);
        context.command_limit = limit;
        super::super::Resolver::new(&context).resolve(SecretName::AutotaskSecret, &Reference::Command(line.to_owned()))
    }

    fn resolved(line: &str) -> Result<Secret, Error> {
        resolved_within(line, Duration::from_mins(1))
    }

    #[test]
    fn the_output_is_the_secret_and_no_shell_reads_the_line() {
        assert_eq!(resolved("printf 'a secret\\n'").unwrap().expose(), "a secret");
        assert_eq!(resolved("echo $HOME ; echo x").unwrap().expose(), "$HOME ; echo x");
        assert_eq!(resolved("bin/echo from the config folder").unwrap().expose(), "from the config folder");
    }

    #[test]
    fn it_sees_none_of_our_secrets() {
        let line = "sh -c 'echo got:$AUTOTASK_SECRET$AUTOTASK_TRACKING_ID$PETRA_API_KEY$PETRA_AUTOTASK_PASSPHRASE'";
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "secrets::command::tests::prints_what_the_command_sees", "--ignored", "--nocapture"]);
        for name in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY", PASSPHRASE] {
            command.env(name, "hunter2");
        }
        let output = command.env("LINE", line).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("got:\n"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    #[ignore = "run by it_sees_none_of_our_secrets, with an environment of its own"]
    fn prints_what_the_command_sees() {
        println!("{}", resolved(&std::env::var("LINE").unwrap()).unwrap().expose());
    }

    #[test]
    fn failures_are_told_without_what_was_printed() {
        for (line, why) in [
            ("sh -c 'echo hunter2; exit 3'", "exit status: 3"),
            ("/nowhere/no-such-program hunter2", "No such file"),
            ("printf 'hunter2\\nhunter2'", "more than one line"),
            ("sh -c 'head -c 70000 /dev/zero'", ""),
        ] {
            let error = resolved(line).unwrap_err();
            assert!(matches!(error, Error::Unusable { .. }), "{error:?}");
            assert!(error.to_string().contains(why), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
        assert!(matches!(resolved("true"), Err(Error::Missing(_))));
        assert!(matches!(resolved("echo 'unmatched"), Err(Error::Malformed { .. })));
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        for line in ["sleep 1000", "sh -c 'exec 1>&-; exec sleep 1000'"] {
            let error = resolved_within(line, Duration::from_millis(50)).unwrap_err();
            assert!(matches!(error, Error::Timeout { .. }), "{line}: {error:?}");
        }
    }
}
