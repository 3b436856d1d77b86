//! Imports only go down: the table of `docs/architecture.md` as data, held against the source text.
//!
//! It reads the files as text, so that it needs no build of the library; a path hidden in a macro would escape it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A module, the modules of ours that it may name, and words that must not stand in its code.
struct Rule {
    module: &'static str,
    may_name: &'static [&'static str],
    may_not_say: &'static [&'static str],
}

const SCREEN: [&str; 2] = ["ratatui", "crossterm"];

const RULES: &[Rule] = &[
    Rule {
        module: "domain",
        may_name: &[],
        may_not_say: &[
            "tokio",
            "ratatui",
            "crossterm",
            "reqwest",
            "std::fs",
            "std::env",
            "std::time::SystemTime",
            "Instant::now",
            "Timestamp::now",
            "ZonedDateTime::now",
        ],
    },
    Rule {
        module: "wizard",
        may_name: &["domain"],
        may_not_say: &[
            "tokio",
            "ratatui",
            "crossterm",
            "reqwest",
            "std::fs",
            "std::env",
            "std::time::SystemTime",
            "Instant::now",
            "Timestamp::now",
            "ZonedDateTime::now",
        ],
    },
    Rule { module: "http", may_name: &["domain"], may_not_say: &["ratatui", "crossterm", "std::fs", "std::env"] },
    Rule {
        module: "autotask",
        may_name: &["domain", "http"],
        may_not_say: &["ratatui", "crossterm", "std::fs", "std::env"],
    },
    Rule {
        module: "petra",
        may_name: &["domain", "http"],
        may_not_say: &["ratatui", "crossterm", "std::fs", "std::env"],
    },
    Rule { module: "secrets", may_name: &["domain"], may_not_say: &["ratatui", "crossterm", "reqwest"] },
    Rule { module: "config", may_name: &["domain"], may_not_say: &["ratatui", "crossterm", "reqwest", "keyring::"] },
    Rule { module: "state", may_name: &["domain"], may_not_say: &["ratatui", "crossterm", "reqwest", "keyring::"] },
    Rule { module: "sandbox", may_name: &[], may_not_say: &["reqwest"] },
    Rule {
        module: "ops",
        may_name: &["domain", "http", "autotask", "petra", "secrets", "config", "state"],
        may_not_say: &["ratatui", "crossterm", "clap"],
    },
    Rule { module: "runtime", may_name: &["domain", "wizard", "ops"], may_not_say: &["ratatui", "crossterm", "clap"] },
    Rule { module: "tui", may_name: &["domain", "wizard", "runtime"], may_not_say: &["reqwest", "std::fs", "clap"] },
    Rule {
        module: "cli",
        may_name: &[
            "domain", "wizard", "autotask", "petra", "secrets", "config", "state", "sandbox", "ops", "runtime", "tui",
        ],
        may_not_say: &SCREEN,
    },
];

/// Words that a file may say all the same, and why.
const EXCEPTIONS: [(&str, &str, &str); 1] =
    [("src/tui/backend/output.rs", "std::fs", "the terminal's line is held as a file; none is opened by a path")];

/// Files of `tui` that may name `runtime`.
const EVENT_LOOP: [&str; 2] = ["src/tui/event_loop.rs", "src/tui/program.rs"];

fn files_of(module: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![root.join(format!("{module}.rs"))];
    let mut folders = vec![root.join(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The code of a file: comments and tests left out. Files that are compiled for tests alone have none.
fn code_of(path: &Path) -> String {
    if is_for_tests(path) {
        return String::new();
    }
    let text = fs::read_to_string(path).expect("a file that was just listed");
    // Tests stand at the end of a file; a module of tests in a file of its own is declared by one line.
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim_start() == "#[cfg(test)]" || line.starts_with("#[cfg(all(test,") {
            while lines.next_if(|next| next.starts_with("#[")).is_some() {}
            match lines.next() {
                Some(item) if item.ends_with(';') => continue,
                _ => break,
            }
        }
        code.push_str(line.split("//").next().unwrap_or_default());
        code.push('\n');
    }
    code
}

/// Whether a file, or a folder above it, is declared for tests alone: `#[cfg(test)] mod x;` in its parent.
fn is_for_tests(path: &Path) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut module = path.with_extension("");
    while module != root {
        let parent = module.parent().expect("it lies below src").to_owned();
        let declared_in = if parent == root { root.join("lib.rs") } else { parent.with_extension("rs") };
        let name = module.file_name().expect("it lies below src").to_string_lossy().into_owned();
        let text = fs::read_to_string(declared_in).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let declaration = lines.iter().position(|line| line.trim_end_matches(';').ends_with(&format!("mod {name}")));
        let attributes = lines[..declaration.unwrap_or(0)].iter().rev().take_while(|line| line.starts_with("#["));
        if attributes.clone().any(|line| line.contains("cfg(test)")) {
            return true;
        }
        module = parent;
    }
    false
}

/// The modules of ours that a text names.
fn named(code: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for start in code.match_indices("crate::").map(|(at, found)| at + found.len()) {
        let rest = &code[start..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let end = list.find(|sign| {
                depth += i32::from(sign == '{') - i32::from(sign == '}');
                depth < 0
            });
            for part in list[..end.unwrap_or(0)].split(',') {
                names.insert(word(part.trim()));
            }
        } else {
            names.insert(word(rest));
        }
    }
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_').unwrap_or(text.len());
    &text[..end]
}

#[test]
fn every_module_has_a_rule() {
    let library = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for line in library.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = line.trim_end_matches(';');
        assert!(RULES.iter().any(|rule| rule.module == module), "no rule says what `{module}` may name");
    }
}

#[test]
fn imports_only_go_down() {
    let modules: BTreeSet<&str> = RULES.iter().map(|rule| rule.module).collect();
    let mut wrong = Vec::new();
    for rule in RULES {
        let files = files_of(rule.module);
        assert!(files.len() > 1 || files[0].exists(), "{} has no file", rule.module);
        for path in files {
            let code = code_of(&path);
            let shown = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
            for name in named(&code) {
                let allowed = name == rule.module || rule.may_name.contains(&name) || !modules.contains(name);
                if !allowed {
                    wrong.push(format!("{shown} names `{name}`"));
                }
                if rule.module == "tui" && name == "runtime" && !EVENT_LOOP.contains(&shown.as_str()) {
                    wrong.push(format!("{shown} names `runtime`; only the event loop may"));
                }
            }
            for said in rule.may_not_say {
                let excepted = EXCEPTIONS.iter().any(|(file, word, _)| *file == shown && word == said);
                if code.contains(said) && !excepted {
                    wrong.push(format!("{shown} says `{said}`"));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_the_output_prints() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for path in files_of(rule.module) {
            let code = code_of(&path);
            let is_printer = path.ends_with("src/cli/output.rs");
            if !is_printer && ["println!(", "print!("].iter().any(|word| code.contains(word)) {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "printing is the business of src/cli/output.rs");
}

#[test]
fn only_the_wizard_sees_companies_that_were_kept() {
    // What a command without a screen says is of now.
    let mut readers = BTreeSet::new();
    for path in ["cli", "ops", "runtime", "tui"].into_iter().flat_map(files_of) {
        if code_of(&path).contains("load_kept_companies(") {
            readers.insert(path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string());
        }
    }
    assert_eq!(readers, BTreeSet::from(["src/ops/catalog.rs".to_owned(), "src/runtime.rs".to_owned()]));
}

#[test]
fn every_file_says_what_it_owns() {
    let mut silent = Vec::new();
    for rule in RULES {
        for path in files_of(rule.module) {
            if path.exists() && !is_for_tests(&path) && !fs::read_to_string(&path).unwrap().starts_with("//!") {
                silent.push(path.display().to_string());
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new(), "a file opens with `//!`: one sentence on what it owns");
}
