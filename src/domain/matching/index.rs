//! Which companies have a domain or a name: built once over the loaded list, asked for each tenant.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::domain::Domain;
use super::name::Name;
use crate::domain::catalog::Company;
use crate::domain::companies::Companies;

/// The domains and names of a list of companies. It is of the list as it was: build it again when companies came.
#[derive(Clone, Debug, Default)]
pub struct Index {
    domains: Keys,
    names: Keys,
}

impl Index {
    /// Reads all companies once.
    #[must_use]
    pub fn build(companies: &Companies) -> Self {
        let mut index = Self::default();
        for (place, company) in (0u32..).zip(companies.rows()) {
            if let Some(domain) = company.web_address.as_deref().and_then(Domain::of) {
                index.domains.add(&domain.registrable, place);
            }
            for key in Name::of(&company.name).keys() {
                index.names.add(&key, place);
            }
        }
        index.domains.finish();
        index.names.finish();
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
