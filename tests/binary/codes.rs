//! Every code that the commands of this folder can give is provoked by one of its tests.

use std::fs;
use std::path::{Path, PathBuf};

use petra_autotask::domain::diagnostic::Code;

/// Codes of commands that are tested elsewhere, or not there yet: billing, tickets, incidents, secrets.
const ELSEWHERE: &[Code] = &[
    Code::UsageMissing,
    Code::TenantPaused,
    Code::TenantTrial,
    Code::ChangeTooLarge,
    Code::DropToZero,
    Code::BelowFloor,
    Code::AboveCeiling,
    Code::PeriodPosted,
    Code::FutureChangeScheduled,
    Code::MovedSincePlan,
    Code::EffectiveOutsideContract,
    Code::DateTaken,
    Code::RefusedByAutotask,
    Code::ReadbackMismatch,
    Code::Unsettled,
    Code::AlreadyRunning,
    Code::FieldRequired,
    Code::TenantUnmapped,
    Code::StoreLocked,
    Code::StoreTimeout,
];

/// The text of the tests of a folder, but for this one.
fn texts(folder: &Path) -> String {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: &PathBuf| match path {
        path if path.is_dir() => texts(path),
        path if path.ends_with("codes.rs") => String::new(),
        path => fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(text).collect()
}

#[test]
fn each_code_within_reach_has_a_test_that_names_it() {
    let texts = texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/binary"));
    let named = |code: &Code| {
        let code = code.as_str();
        // As a JSON value that is compared, at the start of a line of a table, or in what is said.
        [
            format!("\"{code}\""),
            format!("\"{code} "),
            format!("error {code}"),
            format!("warning {code}"),
            format!(" {code}\""),
        ]
        .iter()
        .any(|form| texts.contains(form.as_str()))
    };
    let unprovoked: Vec<_> =
        Code::ALL.iter().filter(|code| !ELSEWHERE.contains(code) && !named(code)).map(|code| code.as_str()).collect();
    assert_eq!(unprovoked, [""; 0]);
}
