//! 100,000 companies from `state.db` to names that can be searched, and into it: figures only.

use divan::{Bencher, black_box};
use petra_autotask::domain::billing::Account;
use petra_autotask::domain::companies::Companies;
use petra_autotask::state::{CompanyLines, State};

#[path = "support/names.rs"]
mod names;

const PAGE: usize = 500;
const PAGES: u64 = 200;

fn main() {
    divan::main();
}

fn account() -> Account {
    Account { username: "api@example.com".to_owned(), zone: "https://webservices14.autotask.net/".to_owned() }
}

fn lines() -> CompanyLines {
    let mut lines = CompanyLines::default();
    (0..PAGES).for_each(|page| lines.push(&names::companies(PAGE, page)));
    lines
}

fn state() -> (tempfile::TempDir, State) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut state = State::open(folder.path()).expect("a new state");
    state.keep_companies(&account(), jiff::Timestamp::UNIX_EPOCH, &lines()).expect("there is room");
    (folder, state)
}

/// Opening the state included, as the wizard does it.
#[divan::bench]
fn read_back(bencher: Bencher) {
    let (folder, _state) = state();
    bencher.bench_local(|| {
        let state = State::open(black_box(folder.path())).expect("it is there");
        state.kept_companies(&account()).expect("it is sound").expect("it was kept")
    });
}

/// The same, to be searched.
#[divan::bench]
fn read_back_and_index(bencher: Bencher) {
    let (folder, _state) = state();
    bencher.bench_local(|| {
        let state = State::open(black_box(folder.path())).expect("it is there");
        let kept = state.kept_companies(&account()).expect("it is sound").expect("it was kept");
        let mut all = Companies::default();
        all.reserve(kept.companies.len());
        all.append(kept.companies);
        all
    });
}

/// To the disk, in the place of the list before.
#[divan::bench]
fn write(bencher: Bencher) {
    let (_folder, mut state) = state();
    let lines = lines();
    bencher
        .bench_local(|| state.keep_companies(&account(), jiff::Timestamp::UNIX_EPOCH, &lines).expect("there is room"));
}
