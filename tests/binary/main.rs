//! The binary as scripts meet it: standard output, standard error, exit status, and the files that it leaves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod sample_answers;
