//! A page of 500 companies, from the bytes of Autotask's answer to names that can be searched: figures only.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use petra_autotask::autotask::companies_of_page;
use petra_autotask::domain::companies::Companies;

#[path = "support/names.rs"]
mod names;

const PAGE: usize = 500;
const PAGES: usize = 200;

fn main() {
    divan::main();
}

/// An answer as Autotask gives it, with ids that no other page has.
fn answer(number: usize) -> Vec<u8> {
    let items: Vec<_> = names::companies(PAGE, number as u64)
        .into_iter()
        .enumerate()
        .map(|(place, company)| {
            serde_json::json!({
                "id": number * PAGE + place,
                "companyName": company.name,
                "isActive": company.active,
                "companyType": company.kind,
                "city": company.city,
                "webAddress": company.web_address,
                "userDefinedFields": [],
            })
        })
        .collect();
    let details = serde_json::json!({"count": PAGE, "requestCount": PAGE, "prevPageUrl": null, "nextPageUrl": null});
    serde_json::to_vec(&serde_json::json!({"items": items, "pageDetails": details})).expect("it is JSON")
}

/// Bytes to companies.
#[divan::bench]
fn read(bencher: Bencher) {
    let bytes = answer(0);
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| companies_of_page(black_box(&bytes)).expect("a page"));
}

/// Bytes to searchable names, beside so many pages that are here already.
#[divan::bench(args = [0, 199])]
fn read_and_append(bencher: Bencher, before: usize) {
    let mut all = Companies::default();
    (0..before).for_each(|number| all.append(companies_of_page(&answer(number)).expect("a page")));
    let bytes = answer(PAGES);
    bencher.with_inputs(|| all.clone()).bench_local_values(|mut all| {
        all.append(companies_of_page(black_box(&bytes)).expect("a page"));
        all
    });
}

/// All pages of 100,000 companies.
#[divan::bench]
fn all_pages(bencher: Bencher) {
    let pages: Vec<Vec<u8>> = (0..PAGES).map(answer).collect();
    bencher.bench_local(|| {
        let mut all = Companies::default();
        for bytes in &pages {
            all.append(companies_of_page(black_box(bytes)).expect("a page"));
        }
        all
    });
}
