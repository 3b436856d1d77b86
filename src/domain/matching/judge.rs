//! The judgement over one tenant: which companies share a domain or a name with it, and what that proves.

use std::collections::BTreeMap;

use super::domain::Domain;
use super::evidence;
use super::index::Index;
use super::name::{Name, Relation};
use super::{Candidate, Class, MOST_CANDIDATES, Subject, Suggestion};
use crate::domain::catalog::Company;
use crate::domain::companies::Companies;

/// Why a candidate is one, where it has both facts.
pub(super) const DOMAIN_AND_NAME: &str = "same domain and name";

/// A tenant as it is compared.
pub(super) struct Sought<'a> {
    pub subject: &'a Subject<'a>,
    pub name: Name,
    /// Its domains, each registrable one once, without those that many share.
    pub domains: Vec<Domain>,
}

/// A company that shares something with the tenant.
pub(super) struct Match<'a> {
    pub company: &'a Company,
    pub name: Name,
    /// The company's domain.
    pub domain: Option<Domain>,
    /// Whether that is one of the tenant's.
    pub by_domain: bool,
    /// Whether one of them has only a part of it.
    pub by_part: bool,
    pub relation: Relation,
}

impl Match<'_> {
    fn of<'a>(sought: &Sought<'_>, company: &'a Company) -> Match<'a> {
        let name = Name::of(&company.name);
        let domain = company.web_address.as_deref().and_then(Domain::of);
        let shared = domain.as_ref().and_then(|domain| {
            let of_tenant = sought.domains.iter().find(|other| other.registrable == domain.registrable)?;
            Some(domain.is_whole && of_tenant.is_whole)
        });
        let relation = sought.name.relation(&name);
        Match { company, name, domain, by_domain: shared.is_some(), by_part: shared == Some(false), relation }
    }

    pub fn by_name(&self) -> bool {
        matches!(self.relation, Relation::Same | Relation::OtherForm)
    }

    /// Whether its domain says that it is another company: it has one, the tenant too, and they are not the same.
    pub fn is_elsewhere(&self, sought: &Sought<'_>) -> bool {
        !self.by_domain && self.domain.is_some() && !sought.domains.is_empty()
    }

    /// The company's registrable domain.
    pub fn registrable(&self) -> Option<&str> {
        self.domain.as_ref().map(|domain| domain.registrable.as_str())
    }

    /// Whether a note on it says that it is no longer to be used.
    pub fn is_put_aside(&self) -> bool {
        const SAID: [&str; 9] =
            ["alt", "closed", "do not use", "duplicate", "former", "inactive", "obsolete", "old", "test"];
        self.name
            .notes()
            .iter()
            .any(|note| SAID.iter().any(|said| note == said || note.starts_with(&format!("{said} "))))
    }

    fn score(&self, sought: &Sought<'_>) -> u8 {
        let score = match (self.by_domain, self.relation) {
            (true, Relation::Same) => 97,
            (true, Relation::Part) => 92,
            (true, Relation::OtherScript) => 90,
            (true, Relation::OtherForm) => 85,
            (true, Relation::OtherNote | Relation::Relatives) => 75,
            (true, Relation::Unlike) => 70,
            (false, Relation::Same) if self.is_elsewhere(sought) => 60,
            (false, Relation::OtherForm) if self.is_elsewhere(sought) => 50,
            (false, Relation::Same) => 80,
            (false, _) => 65,
        };
        // Of companies that differ in nothing else, the one with the very legal form and note comes first.
        let alike =
            self.by_name() && self.name.forms() == sought.name.forms() && self.name.notes() == sought.name.notes();
        score + if alike { 3 } else { 0 }
    }

    fn why(&self) -> &'static str {
        match (self.by_domain, self.by_name()) {
            (true, true) => DOMAIN_AND_NAME,
            (true, false) => "same domain",
            (false, _) => "same name",
        }
    }
}

/// What is suggested for a tenant, for itself alone.
pub(super) fn suggest(subject: &Subject<'_>, companies: &Companies, index: &Index) -> Suggestion {
    let mut domains: Vec<Domain> = Vec::new();
    for domain in subject.domains.iter().filter_map(|domain| Domain::of(domain)) {
        match domains.iter_mut().find(|known| known.registrable == domain.registrable) {
            Some(known) => known.is_whole |= domain.is_whole,
            None => domains.push(domain),
        }
    }
    let sought = Sought { subject, name: Name::of(subject.name), domains };
    let mut scored: Vec<_> =
        matches(&sought, companies, index, true).into_iter().map(|found| (found.score(&sought), found)).collect();
    // Stable: of equal scores the list's order decides.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.truncate(MOST_CANDIDATES);
    let candidates = scored
        .iter()
        .map(|&(score, ref found)| Candidate { company_id: found.company.id, score, why: found.why() })
        .collect();
    let ranked: Vec<_> = scored.into_iter().map(|(_, found)| found).collect();
    let class = class(&sought, &ranked);
    let mut evidence = evidence::of(&sought, class, &ranked);
    evidence::add_inactive(&mut evidence, &matches(&sought, companies, index, false));
    Suggestion { tenant_id: subject.id.to_owned(), class, candidates, evidence }
}

/// The active, or else the inactive, companies that share a domain or the name, in the list's order.
fn matches<'a>(sought: &Sought<'_>, companies: &'a Companies, index: &Index, active: bool) -> Vec<Match<'a>> {
    let mut found = BTreeMap::new();
    let keys: Vec<_> = sought.name.keys().collect();
    let by_domain = sought.domains.iter().flat_map(|domain| index.with_domain(companies, &domain.registrable, active));
    let by_name = keys.iter().flat_map(|key| index.with_name_key(companies, key, active));
    // Not all branches of a franchise: two decide as little as a thousand.
    for (place, company) in by_domain.take(MOST_CANDIDATES).chain(by_name.take(MOST_CANDIDATES)) {
        found.entry(place).or_insert_with(|| Match::of(sought, company));
    }
    found.into_values().filter(|found| found.by_domain || found.by_name()).collect()
}

/// How sure the first of the active matches is.
fn class(sought: &Sought<'_>, ranked: &[Match<'_>]) -> Class {
    let Some((best, rivals)) = ranked.split_first() else { return Class::None };
    if rivals.is_empty() {
        // A part of a name, or a name in another script, does not speak against a domain that is all theirs; a name that
        // only looks related does: daughters and branches use the domain of the mother.
        let fits = match best.relation {
            Relation::Same => true,
            Relation::Part | Relation::OtherScript => !best.by_part,
            Relation::Relatives | Relation::OtherForm | Relation::OtherNote | Relation::Unlike => false,
        };
        return if best.by_domain && fits && !best.is_put_aside() { Class::Certain } else { Class::Likely };
    }
    // A rival that has only the one or only the other, and a domain that says it is another company, leaves the best likely.
    let is_both = best.by_domain && best.relation == Relation::Same && !best.is_put_aside();
    let is_apart = |rival: &Match<'_>| {
        if rival.by_domain { rival.registrable() != best.registrable() } else { rival.is_elsewhere(sought) }
    };
    if is_both && rivals.iter().all(is_apart) { Class::Likely } else { Class::Ambiguous }
}
