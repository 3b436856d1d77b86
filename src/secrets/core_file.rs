//! Keeping secrets out of core files.
//!
//! On Linux the process is marked as one that is not dumped: a limit of size alone is not looked at where a program takes
//! the core. The mark also keeps other processes of the user from reading its memory and environment.

/// Sees to it that no core file is written of this process. Called first of all; where the system refuses, nothing is worse
/// than without it.
pub fn leave_no_core_file() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // The hard limit stays: programs that are started for a secret may decide for themselves.
        let maximum = getrlimit(Resource::Core).maximum;
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
    }
}
