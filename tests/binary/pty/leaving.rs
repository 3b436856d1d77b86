//! Ways out: the terminal is as it was, two to four lines stay in the shell, the exit status says how it ended.

use super::terminal::Terminal;
use super::{excludes_one, lab, to_tenants, wizard};

/// What the shell shows: the terminal was given back, and these lines were written to it.
#[track_caller]
fn lines_in_the_shell(terminal: &Terminal) -> Vec<String> {
    let screen = terminal.screen();
    assert!(!screen.alternate_screen(), "the shell's screen is back");
    assert!(!screen.bracketed_paste() && !screen.hide_cursor() && !screen.inverse());
    assert_eq!(screen.fgcolor(), vt100::Color::Default);
    let written = String::from_utf8_lossy(&terminal.bytes).into_owned();
    let after = written.rsplit_once("\x1b[?1049l").unwrap().1.to_owned();
    let plain = after.replace("\x1b[?25h", "");
    assert!(!plain.contains('\x1b'), "{plain:?}");
    plain.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_way_out_gives_the_terminal_back_and_says_how_to_go_on() {
    type Way = fn(&mut Terminal);
    let ways: [(&str, u32, Way); 6] = [
        ("q and yes", 0, |terminal| {
            terminal.types("q").sees("Quit?").types("y");
        }),
        ("Ctrl-C twice", 130, |terminal| {
            terminal.types("\x03").sees("Quit?").types("\x03");
        }),
        ("Ctrl-C twice in a field", 130, |terminal| {
            terminal.types("2").sees("8 of 8 ok").types("\t").types("\x03").sees("Quit?").types("\x03");
        }),
        ("SIGINT", 130, |terminal| {
            terminal.signals("INT");
        }),
        ("SIGTERM", 143, |terminal| {
            terminal.signals("TERM");
        }),
        ("SIGHUP", 129, |terminal| {
            terminal.signals("HUP");
        }),
    ];
    for (way, status, deed) in ways {
        let lab = lab();
        let mut terminal = wizard(&lab);
        excludes_one(&mut terminal);
        assert_ne!(terminal.modes().0, *terminal.modes().1, "keys come one by one");
        deed(&mut terminal);
        assert_eq!(terminal.ends(), status, "{way}");
        let lines = lines_in_the_shell(&terminal);
        assert_eq!(lines.len(), 3, "{way}: {lines:?}");
        assert!(lines[0].starts_with("Not saved. The draft is kept: 1 of 3 tenants decided"), "{way}: {lines:?}");
        assert!(lines[1].starts_with("Nothing was changed in Autotask or in "), "{way}: {lines:?}");
        assert_eq!(lines[2], "Go on: petra-autotask", "{way}");
        assert!(lab.home.files("home").iter().any(|file| file.ends_with("state.db")), "{way}");
    }
}

#[test]
fn with_nothing_to_lose_one_key_leaves() {
    for (key, status) in [("q", 0), ("\x03", 130)] {
        let lab = lab();
        let mut terminal = wizard(&lab);
        terminal.sees("step 1 of 7").types(key);
        assert_eq!(terminal.ends(), status);
        assert_eq!(lines_in_the_shell(&terminal).len(), 2);
        assert_eq!(lab.home.files("home"), Vec::<String>::new(), "nothing was written");
    }
}

#[test]
fn leaving_waits_for_no_answer() {
    let ways: [(&str, u32); 3] = [("\x03", 130), ("TERM", 143), ("HUP", 129)];
    for (way, status) in ways {
        let lab = lab();
        lab.sandbox.faults(&["hang"]);
        let mut terminal = wizard(&lab);
        terminal.sees("step 1 of 7").types(">").sees("Enter run the test").types("\r").sees(". waiting   user name");
        if status == 130 {
            terminal.types(way);
            // The zone was found before: there may be a draft to ask for.
            terminal.types(way);
        } else {
            terminal.signals(way);
        }
        assert_eq!(terminal.ends(), status, "{way}");
    }
}

#[test]
fn q_is_a_letter_in_a_field_and_another_q_confirms_nothing() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    excludes_one(&mut terminal);
    terminal.types("qqq").sees("Quit?").types("\x1b").sees_no("Quit?").sees("step 3 of 7");
    terminal.types("2").sees("step 2 of 7").types("\t\x05q").sees("api@example.comq");
    terminal.signals("TERM");
    assert_eq!(terminal.ends(), 143);
}

#[test]
fn a_dropped_line_ends_it_and_keeps_the_draft() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    assert_eq!(terminal.drops(), 129);
    let mut next = super::offered(&lab);
    next.sees("How it ended: the connection was lost");
}
