//! The judgement over one tenant: which companies share a domain or a name with it, and what that proves.

use std::collections::BTreeMap;

use super::common_words::is_common;
use super::domain::{Domain, chosen_at_microsoft};
use super::evidence;
use super::index::Index;
use super::name::{DISTINCT, Name, Relation};
use super::notes;
use super::{Candidate, Class, MOST_CANDIDATES, Subject, Suggestion};
use crate::domain::catalog::Company;
use crate::domain::companies::Companies;

/// Why a candidate is one, where it has both facts.
pub(super) const DOMAIN_AND_NAME: &str = "same domain and name";

/// Most companies that are looked at for one rare word, one set of initials, one part of a domain.
const MOST_LIKE: usize = 40;

/// From here on names are alike enough to be shown; below, no suggestion is better than one.
const LIKE: u8 = 50;

/// A tenant as it is compared.
pub(super) struct Sought<'a> {
    pub subject: &'a Subject<'a>,
    pub name: Name,
    /// Its domains, each registrable one once, without those that many share.
    pub domains: Vec<Domain>,
    /// What it chose as its name at Microsoft.
    at_microsoft: Vec<String>,
    /// Whether its name is one word, and several companies of the list have that in theirs.
    is_word_of_several: bool,
}

impl Sought<'_> {
    /// What it chose to be called on the net.
    fn labels(&self) -> impl Iterator<Item = &str> {
        self.domains.iter().map(Domain::label).chain(self.at_microsoft.iter().map(String::as_str))
    }

    /// Whether a domain that it registered spells its name, in full or made short.
    fn is_spelled_by_its_own(&self) -> bool {
        let mut labels = self.domains.iter().map(Domain::label);
        labels.any(|label| self.name.is_spelled_by(label) || self.name.is_made_short_by(label))
    }
}

/// A company that shares something with the tenant.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that was found or not, none a state")]
pub(super) struct Match<'a> {
    pub company: &'a Company,
    pub name: Name,
    /// The company's domain.
    pub domain: Option<Domain>,
    /// Whether that is one of the tenant's.
    pub by_domain: bool,
    /// Whether one of them has only a part of it.
    pub by_part: bool,
    /// Whether both have the very same part of it, as branches may that share the rest.
    by_host: bool,
    pub relation: Relation,
    /// Whether a domain of the tenant, or its name at Microsoft, spells the company's name.
    pub is_spelled: bool,
    /// Whether the company's domain spells the tenant's name, which is another than the company's.
    pub spells_tenant: bool,
    /// Whether they have the same domain but for its ending.
    pub by_other_ending: bool,
    /// Whether their domains differ, but both owners chose the same part, or each spells the company's name in it, where that
    /// tells something: initials and short words please many.
    pub by_two_domains: bool,
    /// Whether the company's domain spells its own name, so that it is its owner and no guest there.
    pub is_owner: bool,
    /// Whether the tenant is called as the domain that both have, so that its name says nothing else than that.
    pub is_called_by_it: bool,
    /// How alike the names are, from 0 to 100.
    likeness: u8,
}

impl Match<'_> {
    fn of<'a>(sought: &Sought<'_>, company: &'a Company) -> Match<'a> {
        let name = Name::of(&company.name);
        let domain = company.web_address.as_deref().and_then(Domain::of);
        // Whether both have all of it, and whether both have the same part.
        let shared = domain.as_ref().and_then(|domain| {
            let mut of_tenant = sought.domains.iter().filter(|other| other.registrable == domain.registrable);
            let first = of_tenant.clone().next()?;
            Some((domain.is_whole && first.is_whole, of_tenant.any(|other| other.host == domain.host)))
        });
        let is_called = |domain: &Domain| {
            let is_whole =
                || Domain::of(sought.subject.name).is_some_and(|name| name.registrable == domain.registrable);
            sought.name.keys().any(|key| key == domain.label().replace('-', "")) || is_whole()
        };
        let by_host = shared.is_some_and(|(whole, same)| same && !whole);
        let label = domain.as_ref().map(Domain::label).filter(|label| label.len() >= 4);
        let by_other_ending =
            shared.is_none() && label.is_some_and(|label| sought.labels().any(|other| other == label));
        let relation = sought.name.relation(&name);
        let is_spelled = sought.labels().any(|label| name.is_spelled_by(label));
        // That a company's own domain spells a name which both have says nothing new.
        let spells_tenant = relation != Relation::Same
            && domain.as_ref().is_some_and(|domain| sought.name.is_spelled_by(domain.label()));
        let is_owner = domain
            .as_ref()
            .is_some_and(|domain| name.is_spelled_by(domain.label()) || name.is_made_short_by(domain.label()));
        let is_near = |domain: &Domain| {
            let label = domain.label();
            let is_chosen = |own: &Domain| {
                let least = if name.words().len() > 1 { 3 } else { 5 };
                own.label() == label && label.len() >= least && !name.has_initials(label)
            };
            let spells = |domain: &Domain| name.is_long() && name.is_spelled_in_words_by(domain.label());
            sought.domains.iter().any(|own| is_chosen(own) || (spells(own) && spells(domain)))
        };
        Match {
            company,
            by_two_domains: shared.is_none() && domain.as_ref().is_some_and(is_near),
            by_domain: shared.is_some(),
            is_called_by_it: shared.is_some() && domain.as_ref().is_some_and(is_called),
            by_part: shared.is_some_and(|(whole, _)| !whole) && !by_host,
            by_host,
            relation,
            is_spelled,
            spells_tenant,
            by_other_ending,
            is_owner,
            likeness: sought.name.likeness(&name),
            name,
            domain,
        }
    }

    /// Whether it is worth to be looked at by a person.
    fn is_candidate(&self, sought: &Sought<'_>) -> bool {
        if self.by_domain || self.by_name() {
            return true;
        }
        if self.relation == Relation::OtherNote || (self.is_elsewhere(sought) && !self.by_other_ending) {
            return false;
        }
        let is_in_it = self.relation == Relation::Part
            && sought.name.distinctness() >= DISTINCT
            && self.name.distinctness() >= DISTINCT;
        // Who has a word in common and another one instead of the rest is a sister, or of the same place.
        let is_like = self.likeness >= LIKE && self.relation != Relation::Relatives;
        is_in_it || self.relation == Relation::Slip || self.by_label() || self.by_other_ending || is_like
    }

    /// Whether it has what only one company should have: a domain of the tenant, or its name.
    pub fn is_strong(&self) -> bool {
        self.by_domain || self.by_name()
    }

    /// Whether a domain of the one spells the name of the other.
    pub const fn by_label(&self) -> bool {
        self.is_spelled || self.spells_tenant
    }

    /// Whether both chose a label alike that does not follow from the name, as `butlerwi` does not from Town of Butler.
    fn by_own_label(&self) -> bool {
        self.by_other_ending
            && self.domain.as_ref().is_some_and(|domain| {
                let label = domain.label();
                label.len() >= 5 && !self.name.is_spelled_by(label) && !self.name.is_made_short_by(label)
            })
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
        self.name.notes().iter().any(|note| notes::is_put_aside(note))
    }

    /// Whether a note on it names a branch, while the tenant says nothing of that one.
    pub fn is_of_branch(&self, sought: &Sought<'_>) -> bool {
        self.name.notes() != sought.name.notes() && !self.name.notes().iter().all(|note| notes::is_of_office(note))
    }

    /// Whether a note on the one may name a branch, and the other does not have it.
    fn is_one_of_branch(&self, sought: &Sought<'_>) -> bool {
        self.name.telling_notes() != sought.name.telling_notes()
    }

    /// Whether one of the names has a word by which firms are told from the sisters that they are founded beside.
    fn is_sister(&self, sought: &Sought<'_>) -> bool {
        let mut beyond = self.name.beyond(&sought.name).chain(sought.name.beyond(&self.name));
        beyond.any(|word| SISTERS.contains(&word))
    }

    /// Whether the company's name has more words than the tenant's, of which one is not just any firm's.
    fn says_more(&self, sought: &Sought<'_>) -> bool {
        self.relation == Relation::Part && self.name.beyond(&sought.name).any(|word| !is_common(word))
    }

    fn score(&self, sought: &Sought<'_>) -> u8 {
        let elsewhere = self.is_elsewhere(sought) && !self.by_other_ending;
        let supported = u8::from(self.by_label() || self.by_other_ending);
        let score = match (self.by_domain, self.relation) {
            (true, Relation::Same) => 97,
            (true, Relation::Slip) => 94,
            (true, Relation::Part) if self.says_more(sought) => 79,
            (true, Relation::Part) => 92,
            (true, Relation::OtherScript) => 90,
            (true, Relation::OtherForm) => 85,
            (true, Relation::OtherNote | Relation::Relatives) => 75,
            (true, Relation::Unlike) => 70,
            (false, Relation::Same) if elsewhere => 60,
            (false, Relation::OtherForm) if elsewhere => 50,
            (false, Relation::Same) => 80 + 6 * supported,
            (false, Relation::OtherForm) => 65 + 6 * supported,
            (false, Relation::Slip) => 62 + 6 * supported,
            (false, _) => 20 + self.likeness / 4 + 20 * supported,
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
            (false, true) => "same name",
            (false, false) if self.by_label() || self.by_other_ending => "like its domain",
            (false, false) => "like its name",
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
    let at_microsoft = subject.domains.iter().filter_map(|domain| chosen_at_microsoft(domain)).collect();
    let name = Name::of(subject.name);
    let is_word_of_several = matches!(name.words(), [only] if index.is_word_of_several(only));
    let sought = Sought { subject, name, domains, at_microsoft, is_word_of_several };
    let mut scored: Vec<_> =
        matches(&sought, companies, index, true).into_iter().map(|found| (found.score(&sought), found)).collect();
    // Stable: of equal scores the list's order decides.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.truncate(MOST_CANDIDATES);
    let candidates: Vec<_> = scored
        .iter()
        .map(|&(score, ref found)| Candidate {
            company_id: found.company.id,
            score,
            why: found.why(),
            is_strong: found.is_strong(),
        })
        .collect();
    let ranked: Vec<_> = scored.into_iter().map(|(_, found)| found).collect();
    let class = class(&sought, &ranked, &candidates);
    let mut evidence = evidence::of(&sought, class, &ranked);
    let mut inactive = matches(&sought, companies, index, false);
    inactive.retain(Match::is_strong);
    evidence::add_inactive(&mut evidence, &inactive);
    Suggestion { tenant_id: subject.id.to_owned(), class, candidates, evidence }
}

/// The active, or else the inactive, companies that share something with the tenant, in the list's order.
fn matches<'a>(sought: &Sought<'_>, companies: &'a Companies, index: &Index, active: bool) -> Vec<Match<'a>> {
    let mut found = BTreeMap::new();
    let keys: Vec<_> = sought.name.keys().collect();
    let by_domain = sought.domains.iter().flat_map(|domain| index.with_domain(companies, &domain.registrable, active));
    let by_name = keys.iter().flat_map(|key| index.with_name_key(companies, key, active));
    // Not all branches of a franchise: two decide as little as a thousand.
    for (place, company) in by_domain.take(MOST_CANDIDATES).chain(by_name.take(MOST_CANDIDATES)) {
        found.entry(place).or_insert_with(|| Match::of(sought, company));
    }
    // One that has both: what is only like the tenant changes nothing any more.
    let has_both = found.values().any(|one: &Match<'_>| one.by_domain && one.relation == Relation::Same);
    if active && !has_both {
        for (place, company) in alike(sought, companies, index, &keys) {
            found.entry(place).or_insert_with(|| Match::of(sought, company));
        }
    }
    found.into_values().filter(|found| found.is_candidate(sought)).collect()
}

/// The active companies that are like the tenant in something else.
fn alike<'a>(sought: &Sought<'_>, companies: &'a Companies, index: &Index, keys: &[String]) -> Vec<(u32, &'a Company)> {
    let mut found = Vec::new();
    for label in sought.labels() {
        let joined = label.replace('-', "");
        found.extend(index.with_label(companies, label, true).take(MOST_LIKE));
        found.extend(index.with_name_key(companies, &joined, true).take(MOST_LIKE));
        found.extend(index.with_initials(companies, &joined, true).take(MOST_LIKE));
    }
    for key in keys {
        found.extend(index.with_label(companies, key, true).take(MOST_LIKE));
        found.extend(index.with_initials(companies, key, true).take(MOST_LIKE));
        found.extend(index.with_slip(companies, key, true).take(MOST_LIKE));
    }
    for initials in sought.name.initials() {
        found.extend(index.with_name_key(companies, &initials, true).take(MOST_LIKE));
        found.extend(index.with_label(companies, &initials, true).take(MOST_LIKE));
    }
    found.extend(index.with_rare_word(companies, sought.name.words(), MOST_LIKE, true));
    found
}

/// How far a like name must be ahead of the next to be put before the user as likely.
const AHEAD: u8 = 8;

/// How sure the first of the active matches is.
fn class(sought: &Sought<'_>, ranked: &[Match<'_>], candidates: &[Candidate]) -> Class {
    let Some((best, rest)) = ranked.split_first() else { return Class::None };
    if !best.is_strong() {
        if is_sure_by_both(sought, best, rest) && !best.is_put_aside() {
            return Class::Certain;
        }
        let is_ahead = candidates.get(1).is_none_or(|next| next.score + AHEAD <= candidates[0].score);
        return if is_ahead { Class::Likely } else { Class::Ambiguous };
    }
    let is_both = best.by_domain && best.relation == Relation::Same && !best.is_put_aside();
    let is_rival = |rival: &&Match<'_>| {
        let is_less_near = best.by_host && !rival.by_host && !rival.by_name();
        // A name with the note of another branch is not the one that has the domain too.
        let is_noted = || rival.is_of_branch(sought) && rival.name.notes() != best.name.notes();
        let is_branch = is_both && !rival.by_domain && is_noted();
        rival.is_strong() && !is_less_near && !is_branch
    };
    let rivals: Vec<_> = rest.iter().filter(is_rival).collect();
    if rivals.is_empty() {
        let is_sure =
            if best.by_domain { is_sure_by_domain(sought, best, rest) } else { is_sure_by_name(sought, best, rest) };
        return if is_sure && !best.is_put_aside() { Class::Certain } else { Class::Likely };
    }
    // One name in two towns: the other one's own domain says that it is the other. Sisters or branches on one domain: the name
    // says which of them it is.
    let is_other = |rival: &&Match<'_>| {
        let has_other_name = match rival.relation {
            Relation::Relatives | Relation::Unlike => true,
            Relation::Part => rival.says_more(sought) || rival.name.beyond(&sought.name).next().is_none(),
            _ => false,
        };
        rival.is_elsewhere(sought) || (rival.registrable() == best.registrable() && has_other_name)
    };
    if is_both && !best.by_part && !best.is_one_of_branch(sought) && rivals.iter().all(is_other) {
        return Class::Certain;
    }
    // A rival that has only the one or only the other, and a domain that says it is another company, leaves the best likely.
    let is_apart = |rival: &&Match<'_>| {
        if rival.by_domain { rival.registrable() != best.registrable() } else { rival.is_elsewhere(sought) }
    };
    if is_both && rivals.iter().all(is_apart) { Class::Likely } else { Class::Ambiguous }
}

/// Whether the domain, which no other active company has, proves it. Microsoft gives a domain to one tenant only.
fn is_sure_by_domain(sought: &Sought<'_>, best: &Match<'_>, rest: &[Match<'_>]) -> bool {
    // A company without an address whose name is as near: the domain may be that of its sister.
    let is_nearer = |rival: &Match<'_>| {
        rival.likeness >= LIKE.max(best.likeness) && !rival.is_elsewhere(sought) && !rival.by_domain
    };
    let is_whole = !best.by_part && !rest.iter().any(is_nearer);
    match best.relation {
        // Another legal form is a slip of whoever wrote it down: two firms of one name and one domain would both be there.
        Relation::Same | Relation::Slip | Relation::OtherForm => true,
        _ if best.name.is_nearly(&sought.name) => true,
        // A part of a name, or a name in another script, does not speak against a domain that is all theirs.
        Relation::Part => is_whole && !best.is_sister(sought),
        Relation::OtherScript => is_whole,
        // Another name altogether: renamed, if the domain is the company's own, since as a guest on the mother's it would
        // not be called as that is; but a daughter, if it has a domain that spells its own name. And a tenant that is called
        // as its domain has no name that speaks against it.
        Relation::Unlike => is_whole && (best.is_called_by_it || (best.is_owner && !sought.is_spelled_by_its_own())),
        // A name that only looks related speaks against it: daughters and branches use the domain of the mother. But not the
        // domain itself.
        Relation::Relatives => is_whole && best.is_called_by_it,
        Relation::OtherNote => false,
    }
}

/// Whether a mistyped name is proved by a domain of the tenant that spells it right. A longer or shorter name is not: what it has
/// more is what sisters are told by.
fn is_sure_by_both(sought: &Sought<'_>, best: &Match<'_>, rest: &[Match<'_>]) -> bool {
    let is_proved = best.relation == Relation::Slip
        && best.name.distinctness() >= DISTINCT
        && (best.by_two_domains
            || (!best.is_elsewhere(sought) && sought.labels().any(|label| best.name.is_spelled_whole_by(label))));
    let speaks_against = |rival: &Match<'_>| {
        rival.is_strong() || rival.by_label() || rival.by_other_ending || rival.relation == Relation::Slip
    };
    is_proved && !rest.iter().any(speaks_against)
}

/// What is founded beside a firm, and bears its name.
const SISTERS: [&str; 16] = [
    "beteiligungen",
    "capital",
    "charities",
    "charity",
    "estate",
    "estates",
    "fondation",
    "foundation",
    "fund",
    "immobilien",
    "investments",
    "properties",
    "property",
    "realty",
    "stiftung",
    "ventures",
];

/// Whether the name, which no other active company has, proves it.
fn is_sure_by_name(sought: &Sought<'_>, best: &Match<'_>, rest: &[Match<'_>]) -> bool {
    // Another legal form speaks against it, and so does a note that may name a branch.
    if best.relation != Relation::Same || best.is_one_of_branch(sought) {
        return false;
    }
    // Two domains speak against it, unless each spells the name.
    let is_elsewhere = best.is_elsewhere(sought);
    if is_elsewhere && !best.by_two_domains {
        return false;
    }
    // One that differs by a letter may be the one that was meant, or the same entered twice; so may one whose name is
    // longer and spelled by a domain.
    let is_backed = best.by_other_ending || best.by_label();
    let is_meant = |rival: &Match<'_>| {
        rival.relation == Relation::Part && !is_backed && (rival.by_label() || rival.by_other_ending)
    };
    if rest.iter().any(|rival| rival.relation == Relation::Slip || is_meant(rival)) {
        return false;
    }
    // That a domain spells the name which both have is no second fact: of two firms of one name each spells it so. But one
    // that does not speaks against a name of words that many have.
    let may_be_combined = !is_elsewhere && (sought.domains.is_empty() || sought.is_spelled_by_its_own());
    let is_rare = |name: &Name| name.distinctness() >= DISTINCT || (may_be_combined && name.is_combined());
    (is_rare(&sought.name) && is_rare(&best.name) && !sought.is_word_of_several) || best.by_own_label()
}
