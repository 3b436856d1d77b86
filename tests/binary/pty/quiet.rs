//! What goes over the line: nothing while nobody types, and little for a key.

use std::time::Duration;

use super::{lab, to_tenants, wizard};

/// Long enough for any timer that ticks by the second to be seen.
const A_WHILE: Duration = Duration::from_secs(3);

#[test]
fn an_idle_screen_sends_no_byte() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    // Lists go on loading for a moment; what they have to say is on the next screens.
    terminal
        .types(">")
        .sees("? choose one")
        .types("\x1b")
        .sees("step 3 of 7")
        .types("?")
        .sees("What can be done in Tenants");
    while terminal.bytes_within(Duration::from_millis(500)) > 0 {}
    assert_eq!(terminal.bytes_within(A_WHILE), 0);
}

#[test]
fn a_key_costs_what_it_changes() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    while terminal.bytes_within(Duration::from_millis(500)) > 0 {}
    let whole = {
        let before = terminal.bytes.len();
        terminal.types("\x0c").bytes_within(Duration::from_millis(500));
        terminal.bytes.len() - before
    };
    for (key, shows) in [
        ("\x1b[B", "Fabrikam   Petra id ZZ2"),
        ("\x1b[B", "Tailspin   Petra id ZZ3"),
        ("\x1b[A", "Fabrikam   Petra id ZZ2"),
    ] {
        let before = terminal.bytes.len();
        terminal.types(key).sees(shows).bytes_within(Duration::from_millis(300));
        let cost = terminal.bytes.len() - before;
        assert!(cost * 3 < whole, "{cost} bytes for a key, {whole} for the whole screen");
    }
    // A key without meaning here changes nothing.
    assert_eq!(terminal.types("Z").bytes_within(Duration::from_millis(300)), 0);
}
