//! Which companies have a domain or a name: built once over the loaded list, asked for each tenant.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::domain::Domain;
use super::name::Name;
use crate::domain::catalog::Company;
use crate::domain::companies::Companies;
use crate::domain::tenant_ids::TenantIds;

/// The domains and names of a list of companies. It is of the list as it was: build it again when companies came.
#[derive(Clone, Debug, Default)]
pub struct Index {
    domains: Keys,
    /// The chosen parts of the domains.
    labels: Keys,
    names: Keys,
    initials: Keys,
    words: Keys,
    /// Names of one word with one letter left out, each in turn: slips are found by them.
    slips: Keys,
    /// The Microsoft tenants that companies bear the ids of.
    tenant_ids: Arc<TenantIds>,
}

impl Index {
    /// The same, with the tenant ids that companies bear in fields of theirs.
    #[must_use]
    pub fn with_tenant_ids(self, tenant_ids: Arc<TenantIds>) -> Self {
        Self { tenant_ids, ..self }
    }

    pub(super) fn tenant_ids(&self) -> &TenantIds {
        &self.tenant_ids
    }

    /// Reads all companies once.
    #[must_use]
    pub fn build(companies: &Companies) -> Self {
        let mut index = Self::default();
        for (place, company) in (0u32..).zip(companies.rows()) {
            if let Some(domain) = company.web_address.as_deref().and_then(Domain::of) {
                index.domains.add(&domain.registrable, place);
                index.labels.add(domain.label(), place);
            }
            let name = Name::of(&company.name);
            for key in name.keys() {
                index.names.add(&key, place);
            }
            for initials in name.initials() {
                index.initials.add(&initials, place);
            }
            if let [only] = name.words() {
                without_one(only).for_each(|slip| index.slips.add(&slip, place));
            }
            for word in name.words() {
                index.words.add(word, place);
            }
        }
        for keys in [
            &mut index.domains,
            &mut index.labels,
            &mut index.names,
            &mut index.initials,
            &mut index.words,
            &mut index.slips,
        ] {
            keys.finish();
        }
        index
    }

    /// The active, or else the inactive, companies whose web address has this registrable domain, in the list's order.
    pub(super) fn with_domain<'a>(
        &self,
        companies: &'a Companies,
        domain: &str,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        self.domains.companies(companies, domain, active).filter(move |(_, company)| {
            company.web_address.as_deref().and_then(Domain::of).is_some_and(|of| of.registrable == domain)
        })
    }

    /// The active, or else the inactive, companies that have this key among those of their name, in the list's order.
    pub(super) fn with_name_key<'a>(
        &self,
        companies: &'a Companies,
        key: &str,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        self.names
            .companies(companies, key, active)
            .filter(move |(_, company)| Name::of(&company.name).keys().any(|other| other == key))
    }
}

/// What may be the company though neither its domain nor its whole name is the tenant's. Whoever asks judges them.
impl Index {
    /// The companies whose address has this chosen part.
    pub(super) fn with_label<'a>(
        &self,
        companies: &'a Companies,
        label: &str,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        self.labels.companies(companies, label, active)
    }

    /// The companies whose words begin with these letters.
    pub(super) fn with_initials<'a>(
        &self,
        companies: &'a Companies,
        initials: &str,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        self.initials.companies(companies, initials, active)
    }

    /// The companies that have one of the rarest of these words, not more than `most` for each; a word that more have is
    /// passed over.
    pub(super) fn with_rare_word<'a>(
        &self,
        companies: &'a Companies,
        words: &[String],
        most: usize,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        let mut counted: Vec<_> = words.iter().map(|word| (self.words.count(word, most + 1), word)).collect();
        counted.retain(|(count, _)| (1..=most).contains(count));
        counted.sort_unstable();
        let rarest: Vec<_> = counted.into_iter().take(3).map(|(_, word)| word.clone()).collect();
        rarest.into_iter().flat_map(move |word| self.words.companies(companies, &word, active).collect::<Vec<_>>())
    }

    /// Whether a word is in the names of three companies or more.
    pub(super) fn is_word_of_several(&self, word: &str) -> bool {
        self.words.count(word, 3) == 3
    }

    /// The companies whose one word is this one but for a letter.
    pub(super) fn with_slip<'a>(
        &self,
        companies: &'a Companies,
        word: &str,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        let slips: Vec<_> = without_one(word).chain(std::iter::once(word.to_owned())).collect();
        slips.into_iter().flat_map(move |slip| {
            let longer = self.slips.companies(companies, &slip, active).collect::<Vec<_>>();
            longer.into_iter().chain(self.names.companies(companies, &slip, active).collect::<Vec<_>>())
        })
    }
}

/// A word of seven letters or more with each of its letters left out in turn; nothing for a shorter one.
fn without_one(word: &str) -> impl Iterator<Item = String> + '_ {
    let is_long = word.chars().nth(6).is_some();
    word.char_indices().filter(move |_| is_long).map(|(place, sign)| {
        let mut without = String::with_capacity(word.len());
        without.push_str(&word[..place]);
        without.push_str(&word[place + sign.len_utf8()..]);
        without
    })
}

/// Places in a list by the hash of a text: 16 bytes each where the texts would take 80. Whoever asks compares the texts.
#[derive(Clone, Debug, Default)]
struct Keys(Vec<(u64, u32)>);

impl Keys {
    fn add(&mut self, key: &str, place: u32) {
        self.0.push((hash(key), place));
    }

    fn finish(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// How many have a key, but not more than `most`.
    fn count(&self, key: &str, most: usize) -> usize {
        let hash = hash(key);
        let start = self.0.partition_point(|&(other, _)| other < hash);
        self.0[start..].iter().take(most).take_while(|&&(other, _)| other == hash).count()
    }

    fn companies<'a>(
        &self,
        companies: &'a Companies,
        key: &str,
        active: bool,
    ) -> impl Iterator<Item = (u32, &'a Company)> {
        let hash = hash(key);
        let start = self.0.partition_point(|&(other, _)| other < hash);
        self.0[start..]
            .iter()
            .take_while(move |&&(other, _)| other == hash)
            .filter_map(move |&(_, place)| Some((place, companies.rows().get(place as usize)?)))
            .filter(move |(_, company)| company.active == active)
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
