//! A draft survives what happens to the program, is offered by the next start, and holds all but the secrets.

use std::fs;

use super::terminal::Terminal;
use super::{USUAL, lab, offered, to_tenants, wizard};

/// Excludes the tenant that has the focus in Mapping, so that there is a decision to lose.
fn decides_one(terminal: &mut Terminal) {
    terminal.types(">").sees("step 4 of 7").sees("12 queues: ");
    for (field, value) in
        [("Queue of", "security"), ("Status, new", "new"), ("Status, update", "in prog"), ("Priority", "medium")]
    {
        terminal.types("\r").sees("can be chosen").sees(field).types(value).types("\r").sees_no("Filter [");
    }
    terminal
        .types(">")
        .sees("step 5 of 7")
        .sees("undecided 3")
        .types("x")
        .sees("because")
        .types("own IT\r")
        .sees("undecided 2");
}

#[test]
fn kill_costs_nothing_that_was_answered() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    decides_one(&mut terminal);
    // No key waits for the disk, so a busy one has the answer a moment later: other wizards tell when it is there.
    let is_kept = (0..100).any(|_| {
        let mut other = offered(&lab);
        let is_told = other.sees("open on ").text().contains("1 excluded");
        // Letting go of a terminal types Enter, which would take the draft over.
        other.signals("KILL");
        other.gone();
        is_told
    });
    assert!(is_kept, "the answer reached the disk");
    terminal.signals("KILL");
    terminal.gone();
    let mut next = offered(&lab);
    next.sees("Mapping, 5 of 7")
        .sees("3: 0 decided, 1 excluded, 2 undecided")
        .sees("it was killed, or the machine went down");
    next.types("\r").sees("step 5 of 7").sees("excluded: own IT");
    // It is this session's now, and another wizard sees that.
    let mut other = offered(&lab);
    other.sees("open on ").sees(&format!("(process {})", next.process())).sees("Take the draft over");
    assert!(!other.text().contains("open open"), "{}", other.text());
    next.signals("TERM");
    assert_eq!(next.ends(), 143);
    offered(&lab).sees("left with the draft kept");
}

#[test]
fn without_its_secrets_a_draft_asks_for_them_and_goes_on_where_it_was_left() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    decides_one(&mut terminal);
    terminal.types("\x03").sees("Quit?").types("\x03");
    assert_eq!(terminal.ends(), 130);
    let mut bare = lab.command(&[]);
    for name in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY"] {
        bare.env_remove(name);
    }
    // The one that is killed while the secrets are asked for leads there just as well.
    let mut killed = Terminal::open(&bare, USUAL);
    killed.sees("There is a draft").types("\r").sees("step 2 of 7").sees("give them once more");
    killed.types("x").sees("1 character").signals("KILL");
    killed.gone();
    let mut next = Terminal::open(&bare, USUAL);
    next.sees("Mapping, 5 of 7").types("\r").sees("step 2 of 7");
    next.types(lab.sandbox.get("secret")).types("\r").types(lab.sandbox.get("trackingId")).types("\r");
    next.sees("step 5 of 7").sees("excluded: own IT");
}

#[test]
fn no_secret_reaches_the_screen_or_the_disk() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    decides_one(&mut terminal);
    terminal.types("$").sees("The same without a screen").types("\x07").sees_no("The same without a screen");
    terminal.types("\x03").sees("Quit?").types("\x03");
    assert_eq!(terminal.ends(), 130);
    for key in ["secret", "trackingId", "petraApiKey"] {
        let secret = lab.sandbox.get(key).as_bytes();
        let holds = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!holds(&terminal.bytes), "{key} on the screen");
        for file in lab.home.files("home") {
            assert!(!holds(&fs::read(lab.home.folder("home").join(&file)).unwrap()), "{key} in {file}");
        }
    }
}
