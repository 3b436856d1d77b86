//! The main job: the demo from its first screen to a saved file, by keys alone.

use std::fs;

use serde_json::Value;

use super::super::lab::{Home, run};
use super::USUAL;
use super::terminal::Terminal;

fn walks_to_the_saved_file(size: (u16, u16)) {
    let home = Home::new();
    let mut terminal = Terminal::open(&home.command(&["--demo"]), size);
    terminal.sees("Press >.").types(">").sees("Enter run the test");
    terminal.types("\r").sees("Everything is granted").types("\r").sees("40 tenants loaded");
    terminal.types(">").sees("What new tickets get").sees("12 queues: ");
    for (picker, value) in
        [("Queue of", "security"), ("Status, new", "new"), ("Status, update", "in prog"), ("Priority", "medium")]
    {
        terminal.types("\r").sees("can be chosen").sees(picker).types(value).types("\r").sees_no("Filter [");
    }
    terminal.types(">").sees("certain ").sees("likely ");
    terminal.types("*").sees("a accept ").types("a").sees("companies accepted").sees("~Managed");
    terminal.types("v").sees("[undecided").types("*").sees("x exclude ").types("x").sees("because");
    terminal.types("\r").sees("excluded: own IT. u takes").types(">").sees("0 undecided");
    terminal.types(">").sees("works: a trial was written");
    // Demos leave keyring and keyutils alone, so that the first that can be chosen is encrypted, and the file stands below.
    terminal.types("\x1b[B\r").sees("(*) file").types("\r").sees("What to run next").sees("Config");
    assert!(terminal.text().contains("demo"), "{}", terminal.text());
    opens_a_test_ticket(&mut terminal);
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
    let written = String::from_utf8_lossy(&terminal.bytes).into_owned();
    let shell = written.rsplit_once("\x1b[?1049l").unwrap().1;
    assert!(shell.contains("Saved ") && shell.contains("40 tenants, "), "{shell}");
    assert!(shell.contains("Test ticket T") && shell.contains(" is closed."), "{shell}");
    let folder = shell.split("files are in ").nth(1).unwrap().split(" and can").next().unwrap().to_owned();
    let config = format!("{folder}/config.json");
    let saved: Value = serde_json::from_slice(&fs::read(&config).unwrap()).unwrap();
    assert_eq!((saved["version"].as_u64(), saved["tenants"].as_array().map(Vec::len)), (Some(1), Some(40)));
    assert_eq!(home.files("home"), Vec::<String>::new(), "a demo writes nothing outside its folder");
    run(home.command(&["--demo", "check", "--config", &config]), b"").done();
}

/// In Save, saved: a test ticket for the first tenant, opened by y alone, its link copied, closed.
fn opens_a_test_ticket(terminal: &mut Terminal) {
    terminal.types("\x1b[B\x1b[B").sees("Enter open a test ticket").types("\r").sees("can be chosen");
    terminal.types("\r").sees("In the sandbox on this machine").types("\r").sees("No ticket was opened.");
    terminal.types("\r").sees("can be chosen").types("\r").sees("y open the ticket");
    terminal.types("y").sees("x close it").types("c").sees("Sent to the terminal's clipboard");
    let sent = String::from_utf8_lossy(&terminal.bytes).into_owned();
    assert!(sent.contains("\x1b]52;c;"), "the link goes to the clipboard");
    terminal.types("x").sees("It can stay in Autotask").types("\x1b").sees("What to run next");
}

#[test]
fn the_demo_is_walked_to_a_saved_file_by_keys_alone() {
    walks_to_the_saved_file(USUAL);
}

#[test]
fn so_it_is_in_the_smallest_window() {
    walks_to_the_saved_file((60, 18));
}

#[test]
fn a_saved_config_signs_in_by_itself_and_opens_mapping() {
    let lab = super::lab();
    let config = lab.home.folder("home").join("config/petra-autotask/config.json");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    lab.home.write("answers.json", super::super::worlds::answers().to_string());
    lab.run(&["--export", config.to_str().unwrap(), "--answers", "answers.json"]).done();
    let mut terminal = super::wizard(&lab);
    terminal.sees("step 5 of 7").sees("companies loaded").sees("Contoso Ltd").types("q");
    assert_eq!(terminal.ends(), 0);
    // Without the secrets that it refers to, Connect asks for them.
    let mut bare = lab.command(&[]);
    bare.env_remove("AUTOTASK_SECRET");
    let mut terminal = Terminal::open(&bare, USUAL);
    terminal.sees("step 2 of 7").sees("AUTOTASK_SECRET").types(lab.sandbox.get("secret")).sees("15 characters");
}
