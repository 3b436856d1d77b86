//! Which company a tenant probably is, with the evidence, how sure it is, and which company is next.
//!
//! Precision comes before all: a wrong company sends one customer's incidents and invoices to another. So only what is sure
//! by two facts, or by one that nothing speaks against, is [`Class::Certain`]; whatever two companies share decides
//! nothing. Microsoft gives a domain to one tenant only, so a domain says more than a name; a name proves something by itself
//! only if it has words that hardly two companies have. Taking a suggestion, and what is done with it, is the business of the wizard and the commands.
//!
//! ```text
//! Companies ──Index::build──▶ Index ──┐
//!                         tenants ────┴─▶ suggest ──▶ a Suggestion for each
//! ```

mod common_words;
mod contract;
mod domain;
mod evidence;
mod habit;
mod index;
mod judge;
mod legal_form;
mod name;
mod notes;
mod tenant_id;

use std::collections::HashMap;

pub use contract::{Billed, ContractSuggestion, contract_suggestion};
pub use domain::own_domain;
pub use habit::Habits;
pub use index::Index;

use super::companies::Companies;
use super::draft::Entry;
use super::tenant::Tenant;
use super::tenant_ids::MicrosoftId;

/// How sure a suggestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// May be accepted unseen.
    Certain,
    /// Is to be confirmed.
    Likely,
    /// Several companies, or facts that contradict: is to be chosen.
    Ambiguous,
    /// No company has anything of the tenant.
    None,
}

impl Class {
    /// The word for it, in files and on screens.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Ambiguous => "ambiguous",
            Self::None => "none",
        }
    }
}

/// A company that a tenant may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Autotask's id.
    pub company_id: i64,
    /// From 1 to 100; it orders, and is no probability.
    pub score: u8,
    /// In two or three words, for a list.
    pub why: &'static str,
    /// Whether it has what only one company should have: a domain of the tenant, or its name.
    pub is_strong: bool,
}

/// What is suggested for a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The tenant's id in the draft.
    pub tenant_id: String,
    /// How sure it is.
    pub class: Class,
    /// Active companies, best first; empty where there is none. At most [`MOST_CANDIDATES`].
    pub candidates: Vec<Candidate>,
    /// What speaks for the best one and what against, in sentences. It has names from outside in it.
    pub evidence: String,
}

/// Most candidates that a suggestion has.
pub const MOST_CANDIDATES: usize = 50;

impl Suggestion {
    /// The best company; to be taken for granted only where the class is certain.
    #[must_use]
    pub fn company_id(&self) -> Option<i64> {
        self.candidates.first().map(|best| best.company_id)
    }

    /// The next best company.
    #[must_use]
    pub fn runner_up_id(&self) -> Option<i64> {
        self.candidates.get(1).map(|next| next.company_id)
    }

    /// The score of the best company; 0 without one.
    #[must_use]
    pub fn score(&self) -> u8 {
        self.candidates.first().map_or(0, |best| best.score)
    }

    /// How many have what only one should have; where none has, how many are like it.
    #[must_use]
    pub fn equals(&self) -> usize {
        match self.candidates.iter().filter(|candidate| candidate.is_strong).count() {
            0 => self.candidates.len(),
            strong => strong,
        }
    }

    /// How far behind the next best company is.
    #[must_use]
    pub fn margin(&self) -> u8 {
        self.score() - self.candidates.get(1).map_or(0, |next| next.score)
    }
}

/// What is known of a tenant that a company is sought for.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its id in the draft.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// All its domains.
    pub domains: &'a [String],
    /// Microsoft's id of it, where it is known.
    pub microsoft_id: Option<MicrosoftId>,
}

impl<'a> From<&'a Entry> for Subject<'a> {
    fn from(entry: &'a Entry) -> Self {
        let settings = &entry.settings;
        let microsoft_id = settings.microsoft_tenant_id.as_deref().and_then(MicrosoftId::parse);
        Self { id: &settings.id, name: &settings.name, domains: &entry.domains, microsoft_id }
    }
}

impl<'a> From<&'a Tenant> for Subject<'a> {
    fn from(tenant: &'a Tenant) -> Self {
        let microsoft_id = tenant.microsoft_id.as_deref().and_then(MicrosoftId::parse);
        Self { id: tenant.id(), name: &tenant.name, domains: &tenant.domains, microsoft_id }
    }
}

/// A suggestion for each tenant, in their order. Give it all tenants: two that claim the same company are not both certain.
///
/// Of companies that are not loaded yet nothing is known: suggest when all of them are.
pub fn suggest<'a, T: Into<Subject<'a>>>(
    tenants: impl IntoIterator<Item = T>,
    companies: &Companies,
    index: &Index,
) -> Vec<Suggestion> {
    let tenants: Vec<Subject<'a>> = tenants.into_iter().map(Into::into).collect();
    let mut suggestions: Vec<_> = tenants.iter().map(|tenant| judge::suggest(tenant, companies, index)).collect();
    tenant_id::judge(&tenants, companies, index.tenant_ids(), &mut suggestions);
    hold_back_shared(&tenants, &mut suggestions);
    suggestions
}

/// A company that is certain for several tenants stays certain for the one whose id it bears, or else for the one that also
/// has its name; for the others it is likely: branches of a franchise, or daughters, use one domain.
fn hold_back_shared(tenants: &[Subject<'_>], suggestions: &mut [Suggestion]) {
    let mut claims: HashMap<i64, Vec<usize>> = HashMap::new();
    for (place, suggestion) in suggestions.iter().enumerate().filter(|(_, one)| one.class == Class::Certain) {
        claims.entry(suggestion.candidates[0].company_id).or_default().push(place);
    }
    for places in claims.values().filter(|places| places.len() > 1) {
        let with = |why: &str| -> Vec<usize> {
            places.iter().copied().filter(|&place| suggestions[place].candidates[0].why == why).collect()
        };
        let bears = with(tenant_id::WHY);
        let owner = match if bears.is_empty() { with(judge::DOMAIN_AND_NAME) } else { bears }[..] {
            [only] => Some(only),
            _ => None,
        };
        for &place in places.iter().filter(|&&place| Some(place) != owner) {
            let other = owner.or_else(|| places.iter().copied().find(|&other| other != place));
            let suggestion = &mut suggestions[place];
            suggestion.class = Class::Likely;
            if let Some(other) = other {
                evidence::add(&mut suggestion.evidence, &format!("It is suggested for {} too.", tenants[other].name));
            }
        }
    }
}

#[cfg(test)]
mod benchmark;
#[cfg(test)]
mod tests;
