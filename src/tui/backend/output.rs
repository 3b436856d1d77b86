//! Bytes to the terminal: one write a frame, continued where a slow line takes only a part.
//!
//! What the bytes say is the painter's matter.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

/// A line that is full (`O_NONBLOCK`, set by whoever shares the terminal) is tried again after this.
const FULL_LINE_PAUSE: Duration = Duration::from_millis(2);

/// Writes all of `bytes`, in one call where the line takes them.
///
/// # Errors
/// What the line answers, a full one (`WouldBlock`) and an interrupted call apart: those are continued.
pub fn write_whole(line: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match line.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(FULL_LINE_PAUSE),
            Err(error) => return Err(error),
        }
    }
    line.flush()
}

/// The line that [`terminal_line`] gives.
#[cfg(unix)]
pub type TerminalLine = std::fs::File;
/// The line that [`terminal_line`] gives.
#[cfg(not(unix))]
pub type TerminalLine = io::Stdout;

/// Standard output without a buffer of its own, which would cut a frame into several writes.
///
/// # Errors
/// Standard output is closed.
#[cfg(unix)]
pub fn terminal_line() -> io::Result<TerminalLine> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

/// Standard output; only through it does a Windows console take UTF-8 whatever its code page.
///
/// # Errors
/// None here.
#[cfg(not(unix))]
pub fn terminal_line() -> io::Result<TerminalLine> {
    Ok(io::stdout())
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// A line that answers each write as told, then takes everything.
    struct Line {
        answers: VecDeque<io::Result<usize>>,
        calls: usize,
        taken: Vec<u8>,
    }

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.calls += 1;
            let count = self.answers.pop_front().unwrap_or(Ok(bytes.len()))?;
            self.taken.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn line(answers: impl IntoIterator<Item = io::Result<usize>>) -> Line {
        Line { answers: answers.into_iter().collect(), calls: 0, taken: Vec::new() }
    }

    #[test]
    fn a_frame_is_one_call_and_what_a_full_line_refused_follows() {
        let refuse = |kind: io::ErrorKind| Err(kind.into());
        let cases = [
            (line([]), 1),
            (line([Ok(3), refuse(io::ErrorKind::WouldBlock), Ok(1)]), 4),
            (line([refuse(io::ErrorKind::Interrupted)]), 2),
        ];
        for (mut line, calls) in cases {
            write_whole(&mut line, b"whole frame").unwrap();
            assert_eq!((line.taken.as_slice(), line.calls), (&b"whole frame"[..], calls));
        }
    }

    #[test]
    fn a_line_that_is_gone_is_an_error() {
        assert!(write_whole(&mut line([Err(io::ErrorKind::BrokenPipe.into())]), b"x").is_err());
        assert!(write_whole(&mut line([Ok(0)]), b"x").is_err());
    }
}
