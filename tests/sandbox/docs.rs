//! The list of faults in the docs is the one that `sandbox --help` prints, and each fault has a test over the wire.

use std::path::{Path, PathBuf};

use petra_autotask::sandbox::fault_help;

const BEGIN: &str = "<!-- faults: written by tests/sandbox/docs.rs -->\n";
const END: &str = "<!-- end of faults -->";

fn below_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Spelling and meaning of each fault, as help has them: two spaces, the spelling, the meaning behind at least two more.
fn faults() -> Vec<(String, String)> {
    let help = fault_help();
    let lines = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  "));
    lines.map(|(spelling, meaning)| (spelling.to_owned(), meaning.trim().to_owned())).collect()
}

#[test]
fn the_docs_list_every_fault() {
    let mut table = String::from("\n| fault | what it does |\n| --- | --- |\n");
    for (spelling, meaning) in faults() {
        table += &format!("| `{spelling}` | {meaning} |\n");
    }
    table += "\n";
    let path = below_root("docs/sandbox.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (listed, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert!(
        listed == table,
        "docs/sandbox.md lists other faults; `UPDATE_DOCS=1 cargo test --test sandbox docs` writes them:\n{table}"
    );
}

#[test]
fn every_fault_is_tried_over_the_wire() {
    let files = std::fs::read_dir(below_root("tests/sandbox")).unwrap();
    let tests: String = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(faults().len() > 40);
    for (spelling, _) in faults() {
        let name = spelling.split('=').next().unwrap_or_default();
        let tried = ['"', '=', '@', '*'].iter().any(|end| tests.contains(&format!("\"{name}{end}")));
        assert!(tried, "no test in tests/sandbox puts the fault {name} in force");
    }
}
