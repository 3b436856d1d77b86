//! Suggestions measured against the truth, over invented names of many countries and the traps that real lists have.
//!
//! `cargo test --lib matching::benchmark -- --nocapture` prints the figures; they are explained in docs/matching.md.

use super::*;
use crate::domain::catalog::Company;

/// Its head says how it is written.
const PAIRS: &str = include_str!("benchmark.txt");

struct Pair<'a> {
    tenant: Tenant,
    /// The place of its company in the list.
    truth: Option<usize>,
    /// What kind of case it is.
    heading: &'a str,
}

fn read() -> (Vec<Pair<'static>>, Companies) {
    let split = |text: &'static str| {
        let (name, more) = text.split_once('|').unwrap_or((text, ""));
        (name.trim(), more.trim())
    };
    let (mut pairs, mut list, mut heading) = (Vec::new(), Vec::new(), "");
    let mut company = |text: &'static str| {
        let (name, web) = split(text);
        let web_address = (!web.is_empty()).then(|| web.to_owned());
        let id = i64::try_from(list.len()).unwrap();
        list.push(Company { id, name: name.to_owned(), active: true, web_address, ..Company::default() });
        list.len() - 1
    };
    for line in PAIRS.lines() {
        if let Some(text) = line.strip_prefix('#') {
            heading = text.trim();
        } else if let Some(text) = line.strip_prefix('+') {
            company(text);
        } else if let Some((left, right)) = line.split_once("=>") {
            let (name, domains) = split(left);
            let domains = domains.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
            let petra_id = Some(format!("ZZ{}", pairs.len()));
            let tenant = Tenant { petra_id, name: name.to_owned(), domains, ..Tenant::default() };
            let truth = (!right.trim().is_empty()).then(|| company(right));
            pairs.push(Pair { tenant, truth, heading });
        }
    }
    let mut companies = Companies::default();
    companies.append(list);
    (pairs, companies)
}

fn percent(part: usize, whole: usize) -> f64 {
    let exact = |count: usize| f64::from(u32::try_from(count).unwrap());
    100.0 * exact(part) / exact(whole.max(1))
}

#[test]
fn suggestions_are_right_where_they_are_sure() {
    let (pairs, companies) = read();
    let found = suggest(pairs.iter().map(|pair| &pair.tenant), &companies, &Index::build(&companies));
    let count = |is: &dyn Fn(&Pair<'_>, &Suggestion) -> bool| {
        pairs.iter().zip(&found).filter(|(pair, suggestion)| is(pair, suggestion)).count()
    };
    let is_certain = |one: &Suggestion| one.class == Class::Certain;
    let is_right = |pair: &Pair<'_>, one: &Suggestion| {
        pair.truth.is_some() && one.company_id().and_then(|id| usize::try_from(id).ok()) == pair.truth
    };
    for (pair, one) in pairs.iter().zip(&found).filter(|(pair, one)| is_certain(one) && !is_right(pair, one)) {
        println!("wrong ({}): {:?}: {}", pair.heading, pair.tenant.name, one.evidence);
    }
    let present = count(&|pair, _| pair.truth.is_some());
    let absent = pairs.len() - present;
    let certain = count(&|_, one| is_certain(one));
    let right = count(&|pair, one| is_certain(one) && is_right(pair, one));
    let first = count(&is_right);
    let accepted = count(&|pair, one| is_certain(one) && pair.truth.is_none());
    let figures = [
        ("precision of certain", percent(right, certain)),
        ("recall of certain", percent(right, present)),
        ("right company first", percent(first, present)),
        ("absent ones accepted", percent(accepted, absent)),
    ];
    println!("{} tenants, {absent} without a company, {} companies", pairs.len(), companies.len());
    for (name, figure) in figures {
        println!("{name}: {figure:.1} %");
    }
    assert!(pairs.len() >= 250 && percent(absent, pairs.len()) >= 15.0, "a benchmark that says little");
    let [precision, recall, first, accepted] = figures.map(|(_, figure)| figure);
    assert!(precision >= 99.5 && recall >= 90.0 && first >= 95.0 && accepted <= 0.3, "{figures:?}");
}

#[test]
fn what_nothing_tells_apart_is_not_decided() {
    let (pairs, companies) = read();
    let found = suggest(pairs.iter().map(|pair| &pair.tenant), &companies, &Index::build(&companies));
    for heading in ["Near-duplicates", "The same name elsewhere", "Absent"] {
        let of_it = || pairs.iter().zip(&found).filter(|(pair, _)| pair.heading.starts_with(heading));
        let sure = of_it().filter(|(_, one)| one.class == Class::Certain).map(|(pair, _)| &pair.tenant.name);
        assert!(of_it().count() >= 8, "{heading}");
        assert_eq!(sure.collect::<Vec<_>>(), [""; 0], "{heading}");
    }
}
