//! Output that others read: whole, or cut off by a reader that has seen enough.

use std::io::pipe;
use std::process::Stdio;

use super::lab::{Home, PROGRAM, run};

#[test]
fn schema_is_the_file_of_the_project() {
    let home = Home::new();
    let ran = run(home.command(&["schema"]), b"").done();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/config.schema.json");
    assert_eq!((ran.out, ran.err), (std::fs::read_to_string(path).unwrap(), String::new()));
}

#[test]
fn completions_and_manual_are_printed() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = run(home.command(&["completions", shell]), b"").done();
        assert!(ran.out.contains("secret-store") && ran.err.is_empty(), "{shell}");
    }
    let ran = run(home.command(&["man"]), b"").done();
    assert!(ran.out.starts_with(".ie") || ran.out.contains(".TH petra-autotask"), "{}", ran.out);
}

#[test]
fn help_names_variables_and_not_what_is_in_them() {
    let home = Home::new();
    for args in [&["--help"][..], &["check", "--help"], &["man"], &["completions", "fish"]] {
        let mut command = home.command(args);
        command.env("AUTOTASK_USERNAME", "someone@example.com").env("PETRA_AUTOTASK_CONFIG", "/srv/private.json");
        let ran = run(command, b"").done();
        assert!(!ran.out.contains("someone") && !ran.out.contains("private.json"), "{args:?}: {}", ran.out);
        assert!(!args.contains(&"--help") || ran.out.contains("AUTOTASK_USERNAME"), "{args:?}: {}", ran.out);
    }
}

/// As in `petra-autotask … | head -1` once `head` has gone.
#[test]
fn a_reader_that_has_gone_is_no_fault() {
    let home = Home::new();
    for args in [
        &["schema"][..],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--version"],
        &["sandbox", "--help"],
        &["--demo", "--export"],
        &["--demo", "--export", "--json"],
        &["--demo", "check"],
        &["--demo", "mapping", "export"],
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output =
            home.command(args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("panicked"), "{args:?}: {said}");
    }
}

#[test]
fn a_reader_of_the_talk_that_has_gone_is_no_fault_either() {
    let home = Home::new();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let status = home.command(&["--demo", "check"]).stdout(Stdio::null()).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let status = std::process::Command::new(PROGRAM).arg("--nonsense").stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn devices_and_empty_files_are_written_to() {
    let home = Home::new();
    let config = run(home.command(&["--demo", "--export", "/dev/stdout"]), b"").done().out;
    assert!(config.starts_with("{\n  \"$schema\""), "{config}");
    run(home.command(&["--demo", "--export", "/dev/null"]), b"").done();
    home.write("empty.json", "");
    run(home.command(&["--demo", "--export", "empty.json"]), b"").done();
    assert_eq!(home.files("work"), ["empty.json"], "of nothing no older version is kept");
    home.write("README.md", "# Not a config");
    let ran = run(home.command(&["--demo", "--export", "README.md"]), b"");
    assert_eq!((ran.status, home.read("README.md").as_str()), (7, "# Not a config"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let home = Home::new();
    let sentence = "error write-failed: Standard output does not take what is to be written.\n";
    for args in [
        &["schema"][..],
        &["completions", "bash"],
        &["man"],
        &["--demo", "--export"],
        &["--demo", "mapping", "export"],
        &["--demo", "check", "--json"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output =
            home.command(args).stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(7), "{args:?}: {said}");
        assert!(said.contains(sentence), "{args:?}: {said}");
    }
}
