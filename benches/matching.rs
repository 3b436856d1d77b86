//! Suggestions for 5,000 tenants among 100,000 companies: figures only, no judgement.

use divan::Bencher;
use petra_autotask::domain::companies::Companies;
use petra_autotask::domain::matching::{Index, Subject, suggest};
use petra_autotask::domain::tenant::Tenant;

#[path = "support/names.rs"]
mod names;

const COMPANIES: usize = 100_000;
const TENANTS: usize = 5_000;

fn main() {
    divan::main();
}

fn companies() -> Companies {
    let mut companies = Companies::default();
    for page in 0..COMPANIES as u64 / 500 {
        companies.append(names::companies(500, page));
    }
    companies
}

/// Every twentieth company as a tenant; of every third the domain is unknown, and every fifth company does not exist.
fn tenants(companies: &Companies) -> Vec<Tenant> {
    let every = COMPANIES / TENANTS;
    let tenant = |(place, company): (usize, &petra_autotask::domain::catalog::Company)| {
        let absent = if place % 5 == 0 { "Absent " } else { "" };
        let address = company.web_address.as_deref().unwrap_or_default();
        let domain = address.trim_start_matches("https://www.").trim_end_matches('/');
        Tenant {
            petra_id: Some(format!("ZZ{place}")),
            name: format!("{absent}{}", company.name.to_uppercase()),
            domains: if place % 3 == 0 { Vec::new() } else { vec![format!("{}{domain}", absent.trim())] },
            ..Tenant::default()
        }
    };
    companies.rows().iter().step_by(every).enumerate().map(tenant).collect()
}

#[divan::bench(sample_count = 20)]
fn index(bencher: Bencher) {
    let companies = companies();
    bencher.bench_local(|| Index::build(&companies));
}

#[divan::bench(sample_count = 20)]
fn suggest_all(bencher: Bencher) {
    let companies = companies();
    let tenants = tenants(&companies);
    let index = Index::build(&companies);
    bencher.bench_local(|| suggest(&tenants, &companies, &index));
}

#[divan::bench(sample_count = 20)]
fn index_and_suggest_all(bencher: Bencher) {
    let companies = companies();
    let tenants = tenants(&companies);
    bencher.bench_local(|| suggest(&tenants, &companies, &Index::build(&companies)));
}

#[divan::bench]
fn one_tenant(bencher: Bencher) {
    let companies = companies();
    let tenant = tenants(&companies).swap_remove(4_444);
    let index = Index::build(&companies);
    bencher.bench_local(|| suggest([Subject::from(&tenant)], &companies, &index));
}
