//! Secrets that are typed at a terminal without a screen: nothing shows, and the terminal is as it was.

use super::super::lab::Home;
use super::terminal::Terminal;
use super::{USUAL, lab};

const TYPED: &str = "S3cret-that-is-typed";

#[test]
fn a_secret_and_a_passphrase_are_asked_for_and_not_shown() {
    let home = Home::new();
    let args = ["secret", "set", "petra-api-key", "--secret-store", "encrypted"];
    let mut terminal = Terminal::open(&home.command(&args), USUAL);
    terminal.sees("Petra key (not shown):").types(TYPED).types("\r");
    terminal.sees("New passphrase for").types("open sesame\r");
    terminal.sees("The same once more:").types("open sesame\r");
    terminal.sees("is stored at encrypted:secrets.age and was read back.");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(terminal.modes().0, *terminal.modes().1);
    let written = String::from_utf8_lossy(&terminal.bytes).into_owned();
    assert!(!written.contains(TYPED) && !written.contains("sesame"), "{written}");

    let mut terminal =
        Terminal::open(&home.command(&["secret", "test", "petra-api-key", "--secret-store", "encrypted"]), USUAL);
    terminal.sees("Passphrase of").types("open sesamex\x7f\r").sees("can be read from encrypted:secrets.age.");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_question_that_is_left_or_ended_gives_the_terminal_back() {
    type Way = fn(&mut Terminal);
    let ways: [(u32, Way); 3] = [
        (130, |terminal| {
            terminal.types("\x03");
        }),
        (143, |terminal| {
            terminal.signals("TERM");
        }),
        (129, |terminal| {
            terminal.signals("HUP");
        }),
    ];
    for (status, way) in ways {
        let home = Home::new();
        let args = ["secret", "set", "petra-api-key", "--secret-store", "file"];
        let mut terminal = Terminal::open(&home.command(&args), USUAL);
        terminal.sees("(not shown):").types("half");
        way(&mut terminal);
        assert_eq!(terminal.ends(), status);
        assert_eq!(terminal.modes().0, *terminal.modes().1);
        assert_eq!(home.files("home"), Vec::<String>::new());
    }
}

#[test]
fn the_wizard_asks_for_the_passphrase_before_it_takes_the_screen() {
    let lab = lab();
    lab.saved("c.json", &super::super::worlds::answers().to_string());
    for name in ["autotask-secret", "autotask-tracking-id", "petra-api-key"] {
        let key = match name {
            "autotask-secret" => "secret",
            "autotask-tracking-id" => "trackingId",
            _ => "petraApiKey",
        };
        let args = ["secret", "set", name, "--secret-store", "encrypted", "--config", "c.json"];
        let mut command = lab.command(&args);
        command.env("PETRA_AUTOTASK_PASSPHRASE", "open sesame");
        super::super::lab::run(command, lab.sandbox.get(key).as_bytes()).done();
    }
    let mut command = lab.command(&["--config", "c.json"]);
    for variable in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY"] {
        command.env_remove(variable);
    }
    let mut terminal = Terminal::open(&command, USUAL);
    terminal.sees("Passphrase of").types("open sesame\r").sees("step 5 of 7");
}
