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

#[test]
fn the_wizard_keeps_the_secrets_in_an_encrypted_file() {
    let lab = lab();
    lab.saved("c.json", &super::super::worlds::answers().to_string());
    let mut terminal = Terminal::open(&lab.command(&["--config", "c.json"]), USUAL);
    terminal.sees("step 5 of 7").sees("3 tenants loaded").types("6").sees("step 6 of 7").sees("this can be saved");
    terminal.types("7").sees("step 7 of 7").sees("asks a passphrase").sees_no("being tried");
    // From the path down to the third store.
    terminal.types("\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A").sees("It holds no secret").types("\x1b[B\x1b[B\x1b[B");
    terminal.types("\r").sees("Passphrase of secrets.age").types("open sesame\r").types("open sesamy\r\r");
    terminal.sees("The two passphrases differ.").types("\x7fe\r\r").sees("secrets.age; read back");
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    assert!(!String::from_utf8_lossy(&terminal.bytes).contains("sesame"));
    assert_eq!(lab.home.read("c.json").matches("encrypted:secrets.age").count(), 3);
    let mut command = lab.home.command(&["check", "--config", "c.json"]);
    command.env("PETRA_AUTOTASK_PASSPHRASE", "open sesame");
    for (variable, key) in [("AUTOTASK_URL", "autotaskUrl"), ("PETRA_URL", "petraUrl")] {
        command.env(variable, lab.sandbox.get(key));
    }
    super::super::lab::run(command, b"").done();
}
