//! The first moments: the screen before anything else, nothing asked of the terminal, no key lost.

use std::process::Command;

use super::super::lab::Home;
use super::terminal::Terminal;
use super::{USUAL, excludes_one, lab, to_tenants, wizard};

#[test]
fn the_first_frame_and_its_keys_wait_for_no_file() {
    let home = Home::new();
    // A pipe that nobody writes to: whoever reads it waits for ever.
    assert!(Command::new("mkfifo").arg(home.path("config.json")).status().unwrap().success());
    let mut terminal = Terminal::open(&home.command(&["--config", "config.json"]), USUAL);
    terminal.sees("step 1 of 7").types(">").sees("step 2 of 7").types("\x1b").sees("step 1 of 7").types("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn nothing_is_asked_of_the_terminal() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    excludes_one(&mut terminal);
    terminal.types("q").sees("Quit?").types("y");
    assert_eq!(terminal.ends(), 0);
    let written = String::from_utf8_lossy(&terminal.bytes).into_owned();
    let queries = [
        "\x1b[5n", "\x1b[6n", "\x1b[?6n", "\x1b[c", "\x1b[0c", "\x1b[>c", "\x1b[>0c", "\x1b[=c", "\x1b[?u", "\x1bP+q",
        "\x1bP$q", "\x1b[14t", "\x1b[16t", "\x1b[18t", "\x1b]4;", "\x1b]10;", "\x1b]11;", "\x1b[>q", "\x1b[x", "\x1bZ",
    ];
    for query in queries {
        assert!(!written.contains(query), "{query:?}");
    }
    // DECRQM: CSI ? number $ p.
    assert!(!written.contains("$p"), "a mode was asked for");
}

#[test]
fn keys_typed_before_the_first_frame_are_not_lost() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    terminal.types(">\r").sees("8 of 8 ok");
}

#[test]
fn with_the_values_at_hand_one_paste_and_enter_run_the_test() {
    let lab = lab();
    let mut command = lab.command(&[]);
    for name in ["AUTOTASK_USERNAME", "AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID"] {
        command.env_remove(name);
    }
    let values = ["username", "secret", "trackingId"].map(|key| lab.sandbox.get(key));
    let mut terminal = Terminal::open(&command, USUAL);
    terminal.sees("step 1 of 7").types(">").sees("Username            [");
    terminal.pastes(&format!("{}\r\n", values.join("\r\n"))).sees("3 values, one in each field.");
    assert!(lab.sandbox.requests().is_empty(), "a paste sends nothing");
    terminal.types("\r").sees("8 of 8 ok");
}

#[test]
fn a_window_that_is_too_small_says_so_and_growing_shows_the_same_place() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    terminal.types("\x1b[B").sees("Fabrikam   Petra id ZZ2");
    terminal.resizes((50, 12)).sees("needs 60 x 18, this window has 50 x");
    terminal.types(">x1").resizes((60, 18)).sees("3/7 Tenants").sees("Fabrikam   Petra id ZZ2");
    terminal.resizes((120, 40)).sees("step 3 of 7").sees("Fabrikam   Petra id ZZ2");
    assert!(!terminal.text().contains("needs 60"), "{}", terminal.text());
    assert!(!terminal.text().contains("3/7"), "nothing is left of the smaller window\n{}", terminal.text());
}
