//! Help that can be read at a glance, scripts that shells take, and one manual for all commands.

use std::process::{Command, Stdio};

use super::lab::{Home, run};

/// Rows of the smallest usual terminal.
const ROWS: usize = 24;

/// The help of a command, as a terminal of 80 columns shows it.
fn help(home: &Home, command: &[&str], flag: &str) -> String {
    let mut command = home.command(&[command, &[flag]].concat());
    command.env("COLUMNS", "80");
    run(command, b"").done().out
}

/// Every command, by its words, as its help lists them.
fn commands(home: &Home) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(words) = found.get(next).cloned() {
        let text = help(home, &words.iter().map(String::as_str).collect::<Vec<_>>(), "-h");
        let listed = text.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let names =
            listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).filter(|name| !name.is_empty());
        found.extend(names.filter(|name| *name != "help").map(|name| [words.as_slice(), &[name.to_owned()]].concat()));
        next += 1;
    }
    found
}

#[test]
fn the_short_help_of_every_command_fits_a_screen_and_the_long_one_has_every_option() {
    let home = Home::new();
    let commands = commands(&home);
    assert!(commands.contains(&vec!["mapping".to_owned(), "import".to_owned()]), "{commands:?}");
    for words in commands {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (short, long) = (help(&home, &words, "-h"), help(&home, &words, "--help"));
        assert!(short.lines().count() <= ROWS, "{words:?} has {} lines:\n{short}", short.lines().count());
        assert!(short.lines().all(|line| line.chars().count() <= 80), "{words:?}:\n{short}");
        for option in ["--config", "--state-dir", "--offline", "--today", "--log-file", "--color"] {
            assert!(long.contains(option), "{words:?} has no {option}");
        }
    }
    assert!(help(&home, &[], "--help").contains("Examples:\n  petra-autotask "));
}

#[test]
fn shells_take_their_completions() {
    let home = Home::new();
    for (shell, check) in [("bash", "bash"), ("zsh", "zsh"), ("fish", "fish"), ("powershell", "pwsh")] {
        let script = run(home.command(&["completions", shell]), b"").done().out;
        for word in ["mapping", "import", "--partial", "--secret-store", "--offline"] {
            assert!(script.contains(word.trim_start_matches('-')), "{shell}: {word}");
        }
        home.write("script", &script);
        if check == "pwsh" {
            continue;
        }
        let mut syntax = Command::new(check);
        syntax.args(["-n", "script"]).current_dir(home.folder("work")).stderr(Stdio::piped()).stdout(Stdio::null());
        match syntax.spawn() {
            Err(_) => eprintln!("skipped: there is no {check} here"),
            Ok(child) => {
                let output = child.wait_with_output().unwrap();
                assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
            }
        }
    }
}

#[test]
fn the_manual_has_every_command_with_its_options() {
    let home = Home::new();
    let page = run(home.command(&["man"]), b"").done().out;
    assert!(page.contains(".TH petra-autotask 1"), "{page}");
    for words in commands(&home).into_iter().filter(|words| !words.is_empty()) {
        let heading = format!(".SH \"PETRA-AUTOTASK {}\"", words.join(" ").to_uppercase());
        assert!(page.contains(&heading), "{heading}");
    }
    for option in ["\\-\\-partial", "\\-\\-strict", "\\-\\-offline", "\\-\\-fault"] {
        assert!(page.contains(option), "{option}");
    }
}
