//! The type-to-filter over 100,000 company names: figures only, no judgement.
//!
//! Names come from a small seeded generator, so that two runs search the same.

use divan::{Bencher, black_box};
use petra_autotask::domain::catalog::Company;
use petra_autotask::domain::companies::Companies;
use petra_autotask::domain::search::Filter;

#[path = "support/names.rs"]
mod names;

const PAGE: usize = 500;
const PAGES: usize = 200;

fn main() {
    divan::main();
}

fn page(number: usize) -> Vec<Company> {
    names::companies(PAGE, number as u64)
}

fn all() -> Companies {
    let mut companies = Companies::default();
    companies.reserve(PAGE * PAGES);
    (0..PAGES).for_each(|number| companies.append(page(number)));
    companies
}

/// Each letter of a few words, the filter that far already filled.
#[divan::bench(args = ["h", "ha", "har", "harb", "harbor", "e", "er", "harbor t", "bank of n", "lodz", "29700123"])]
fn letter(bencher: Bencher, text: &str) {
    let companies = all();
    let index = companies.index();
    let mut before = Filter::default();
    for (end, _) in text.char_indices() {
        before.set_text(index, &text[..end]);
    }
    bencher.with_inputs(|| before.clone()).bench_local_refs(|filter| {
        filter.set_text(index, black_box(text));
        filter.hits().len()
    });
}

/// Pasted whole into an empty filter.
#[divan::bench(args = ["harbor", "bank north"])]
fn pasted(bencher: Bencher, text: &str) {
    let companies = all();
    let mut empty = Filter::default();
    empty.set_text(companies.index(), "");
    bencher.with_inputs(|| empty.clone()).bench_local_refs(|filter| {
        filter.set_text(companies.index(), black_box(text));
        filter.hits().len()
    });
}

#[divan::bench(args = ["h", "e"])]
fn first_sign_again(bencher: Bencher, text: &str) {
    let companies = all();
    let mut filter = Filter::default();
    filter.set_text(companies.index(), text);
    filter.set_text(companies.index(), "");
    bencher.with_inputs(|| filter.clone()).bench_local_refs(|filter| {
        filter.set_text(companies.index(), black_box(text));
        filter.hits().len()
    });
}

#[divan::bench(args = ["h", "harbor"])]
fn backspace(bencher: Bencher, text: &str) {
    let companies = all();
    let mut filter = Filter::default();
    filter.set_text(companies.index(), text);
    filter.set_text(companies.index(), &format!("{text}a"));
    bencher.with_inputs(|| filter.clone()).bench_local_refs(|filter| {
        filter.set_text(companies.index(), black_box(text));
        filter.hits().len()
    });
}

/// A page arrives behind so many others, and the filter takes it in.
#[divan::bench(args = [0, 100, 199])]
fn page_appended(bencher: Bencher, pages: usize) {
    let mut companies = Companies::default();
    companies.reserve(PAGE * PAGES);
    (0..pages).for_each(|number| companies.append(page(number)));
    let mut filter = Filter::default();
    filter.set_text(companies.index(), "h");
    filter.set_text(companies.index(), "ha");
    let next = page(pages);
    bencher
        .with_inputs(|| {
            let mut companies = companies.clone();
            companies.reserve(PAGE);
            // A filter takes a copied list for another one: it is shown this one before the clock runs.
            let mut filter = filter.clone();
            filter.set_text(companies.index(), "ha");
            (companies, filter, next.clone())
        })
        .bench_local_values(|(mut companies, mut filter, next)| {
            companies.append(next);
            filter.catch_up(companies.index());
            (companies, filter)
        });
}

#[divan::bench]
fn all_pages(bencher: Bencher) {
    bencher.with_inputs(|| (0..PAGES).map(page).collect::<Vec<_>>()).bench_local_values(|pages| {
        let mut companies = Companies::default();
        for page in pages {
            companies.append(page);
        }
        companies
    });
}

#[divan::bench(args = ["hrabor", "wodgrove", "northwnid bnak"])]
fn close_to(bencher: Bencher, text: &str) {
    let companies = all();
    bencher.bench_local(|| companies.index().close_to(black_box(text), 10));
}
