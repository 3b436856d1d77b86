//! Billing at a terminal: the question before anything is posted, the bar while it is, and the ways out of both.

use super::super::billing_book::{adjustments_of, assert_exact, lab, world_of};
use super::super::lab::Lab;
use super::terminal::Terminal;

const SYNC: [&str; 6] = ["billing", "sync", "--config", "config.json", "--usage", "usage.csv"];

/// Wide enough for the table.
const WIDE: (u16, u16) = (140, 40);

fn asked(lab: &Lab, args: &[&str], question: &str) -> Terminal {
    let mut terminal = Terminal::open(&lab.command(args), WIDE);
    terminal.sees(question);
    terminal
}

#[test]
fn nothing_is_posted_before_a_yes() {
    let lab = lab(3);
    for (answer, status) in [("\r", 0), ("n\r", 0), ("\x04", 0), ("\x03", 130)] {
        let mut terminal =
            asked(&lab, &SYNC, "Post 3 changes to Autotask? They cannot be taken back by this program. [y/N]");
        assert!(
            terminal.text().contains("Tenant 1") && terminal.text().contains("prorated line likely"),
            "the plan first"
        );
        assert_eq!(terminal.types(answer).ends(), status, "{answer:?}");
    }
    for (signal, status) in [("TERM", 143), ("HUP", 129)] {
        let mut terminal = asked(&lab, &SYNC, "[y/N]");
        terminal.signals(signal);
        assert_eq!(terminal.ends(), status, "{signal}");
    }
    let world = world_of(&lab);
    assert!((1001..=1003).all(|line| adjustments_of(&world, line) == 0));
}

#[test]
fn a_bar_shows_how_far_a_run_is_and_a_signal_ends_it_after_the_line_in_hand() {
    let lab = lab(3);
    lab.sandbox.faults(&["slow=1500@POST /Contracts/3002"]);
    let mut terminal = asked(&lab, &SYNC, "[y/N]");
    terminal.types("y\r").sees("1 of 3").sees("[=");
    // By the system: a terminal's own echo of Ctrl-C would stand in the bar's line.
    terminal.signals("INT");
    terminal.sees("Ending after the write in hand.");
    assert_eq!(terminal.ends(), 130);
    assert!(terminal.text().contains("2 posted, 1 skipped, 0 refused, 0 unsettled."), "{}", terminal.text());
    assert!(!terminal.text().contains("[="), "the bar is gone: {}", terminal.text());
    lab.sandbox.faults(&[]);
    let mut rest = asked(&lab, &SYNC, "Post 1 change to Autotask? It cannot");
    assert_eq!(rest.types("yes\r").ends(), 0);
    assert_exact(&lab, 3, "after the rest");
}

#[test]
fn settling_asks_too_and_can_be_left() {
    let lab = lab(1);
    lab.sandbox.faults(&["change-doubled"]);
    let mut sync = asked(&lab, &SYNC, "[y/N]");
    assert_eq!(sync.types("y\r").ends(), 1);
    let settle = ["billing", "settle", "--tenant", "T0001", "--config", "config.json"];
    let mut left = asked(&lab, &settle, "Take these units as the truth? [y/N]");
    assert_eq!(left.types("\x03").ends(), 130);
    let mut no = asked(&lab, &settle, "[y/N]");
    assert_ne!(no.types("n\r").ends(), 0);
    let mut yes = asked(&lab, &settle, "Autotask shows 17 now");
    assert_eq!(yes.types("y\r").ends(), 0);
    assert!(yes.text().contains("Settled: 1 entries of tenant T0001") || yes.text().contains("Settled: 1 entry"));
}
