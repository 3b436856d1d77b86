//! Whether the process that left a draft open still runs.

use std::fs;

use super::Session;

/// What can be said of another session's process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// It runs.
    Running,
    /// It has ended without saying so: killed, or the machine went down.
    Ended,
    /// On another machine, or on a system that does not tell; only the draft's age speaks.
    Unknown,
}

impl Session {
    /// Whether its process still runs, as far as can be told on the machine named `here`.
    ///
    /// A number that another program has by now counts as ended.
    #[must_use]
    pub fn process_state(&self, here: &str) -> Process {
        if !cfg!(target_os = "linux") || self.host != here {
            return Process::Unknown;
        }
        let name_of = |process: &str| fs::read(format!("/proc/{process}/comm")).ok();
        match (name_of("self"), name_of(&self.process.to_string())) {
            (None, _) => Process::Unknown,
            (ours, theirs) if ours == theirs => Process::Running,
            _ => Process::Ended,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_a_running_process_of_this_program_on_this_machine_runs() {
        let session =
            |host: &str, process| Session { host: host.to_owned(), process, opened_at: jiff::Timestamp::UNIX_EPOCH };
        assert_eq!(session("here", std::process::id()).process_state("here"), Process::Running);
        assert_eq!(session("there", std::process::id()).process_state("here"), Process::Unknown);
        // Process 1 runs, but is another program; no process has the last number.
        assert_eq!(session("here", 1).process_state("here"), Process::Ended);
        assert_eq!(session("here", u32::MAX).process_state("here"), Process::Ended);
    }
}
