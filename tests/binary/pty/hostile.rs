//! Text from outside is data: names and pastes move nothing, colour nothing and do no deed.

use serde_json::json;

use super::super::lab::Lab;
use super::super::worlds::world;
use super::{lab, to_tenants, wizard};

#[test]
fn names_with_escape_sequences_and_overrides_are_shown_harmlessly() {
    let mut world = world();
    world["petra"]["tenants"][0]["name"] = json!("\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}Contoso\r\nsecond\u{9b}31m");
    world["entities"]["Companies"][1]["companyName"] = json!("\u{1b}]52;c;b3duZWQ=\u{7}Contoso\u{2066} Ltd");
    let lab = Lab::of(&world);
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    terminal.sees("Contoso").sees("Fabrikam").types("i").sees("Petra id ZZ1").types("\x07");
    let written = String::from_utf8_lossy(&terminal.bytes).into_owned();
    for sent in ["\x1b]0;", "\x1b]52;", "\u{202e}", "\u{2066}", "\u{9b}"] {
        assert!(!written.contains(sent), "{sent:?}");
    }
    assert!(terminal.text().starts_with(" petra-autotask   step 3 of 7"), "{}", terminal.text());
}

#[test]
fn a_paste_outside_a_field_does_no_deed() {
    let lab = lab();
    let mut terminal = wizard(&lab);
    to_tenants(&mut terminal);
    terminal.pastes("q\ny\nx\n>\n1").sees("Paste ignored").sees("step 3 of 7");
    assert!(!terminal.text().contains("Quit?"), "{}", terminal.text());
}

#[test]
fn a_long_paste_arrives_whole() {
    let lab = lab();
    let mut command = lab.command(&[]);
    command.env_remove("AUTOTASK_SECRET");
    let mut terminal = super::Terminal::open(&command, super::USUAL);
    terminal.sees("step 1 of 7").types(">").sees("Enter next field").types("\t");
    terminal.pastes(&"p".repeat(4000)).sees("4000 characters");
    terminal.pastes(&"p".repeat(200)).sees("4,096 are the most").sees("4000 characters");
}
