//! A run that is asked to end does so at once, with the status that says how, and leaves nothing half done.

use std::process::{Command, Stdio};

use super::lab::Lab;
use super::worlds::{answers, world};

#[test]
fn a_signal_ends_a_run_that_waits_for_an_answer() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &answers().to_string());
    let export = ["--export", "out.json", "--answers", "answers.json"];
    let check = ["check", "--config", "config.json", "--json"];
    for (signal, status, args) in [("INT", 130, &export), ("TERM", 143, &check), ("HUP", 129, &export)] {
        lab.sandbox.put(&world());
        lab.sandbox.faults(&["hang@/Version"]);
        let child = lab.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while lab.sandbox.signed_in().is_empty() {
            std::thread::yield_now();
        }
        assert!(Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{signal}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "Stopped; nothing was written.\n");
        assert_eq!(output.stdout, b"");
        assert_eq!(lab.home.files("work"), ["answers.json", "config.json", "world.json"]);
    }
}
