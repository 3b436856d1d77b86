//! What the tenant ids prove that companies bear in fields of theirs. Someone wrote them there for this very purpose, so they
//! go before names and domains; and an id that is another tenant's speaks against those.

use std::collections::HashMap;

use super::evidence;
use super::name::Name;
use super::notes;
use super::{Candidate, Class, MOST_CANDIDATES, Subject, Suggestion};
use crate::domain::catalog::Company;
use crate::domain::companies::Companies;
use crate::domain::tenant_ids::{Borne, MicrosoftId, TenantIds};

/// Why a candidate is one, where it bears the tenant's id.
pub(super) const WHY: &str = "has the tenant id";

/// The score of the one company that bears the id: more than a domain and a name give.
const ALONE: u8 = 99;

/// The score where several do.
const AMONG_SEVERAL: u8 = 90;

/// Judges suggestions that were made from names and domains once more, of these tenants in the same order.
pub(super) fn judge(tenants: &[Subject<'_>], companies: &Companies, ids: &TenantIds, suggestions: &mut [Suggestion]) {
    if ids.is_empty() {
        return;
    }
    let court = Court {
        companies,
        ids,
        names: tenants.iter().filter_map(|tenant| Some((tenant.microsoft_id?, tenant.name))).collect(),
    };
    for (tenant, suggestion) in tenants.iter().zip(suggestions) {
        if let Some(id) = tenant.microsoft_id {
            court.judge(id, suggestion);
        }
    }
}

struct Court<'a> {
    companies: &'a Companies,
    ids: &'a TenantIds,
    /// What the tenants are called.
    names: HashMap<MicrosoftId, &'a str>,
}

impl<'a> Court<'a> {
    fn judge(&self, id: MicrosoftId, suggestion: &mut Suggestion) {
        self.hold_back_others(id, suggestion);
        let bearers = self.ids.bearers(id).iter().filter_map(|&company| self.companies.by_id(company));
        let (active, inactive): (Vec<_>, Vec<_>) = bearers.partition(|company| company.active);
        match active[..] {
            // One that has the name and is gone speaks against one that is there.
            [] if !inactive.is_empty() => suggestion.class = suggestion.class.max(Class::Likely),
            [] => {}
            [only] => self.take(id, only, suggestion),
            [first, second, ..] => {
                suggestion.class = Class::Ambiguous;
                let (fields, count) = (self.field(id, first), active.len());
                suggestion.evidence = format!(
                    "{count} companies have this tenant's id in a field: {} (“{fields}”), {} (“{}”){}.",
                    first.name,
                    second.name,
                    self.field(id, second),
                    if count > 2 { format!("; {} more", count - 2) } else { String::new() },
                );
                put_first(&active, AMONG_SEVERAL, suggestion);
            }
        }
        if let Some((first, more)) = inactive.split_first() {
            let more = if more.is_empty() { String::new() } else { format!(", and {} more", more.len()) };
            evidence::add(
                &mut suggestion.evidence,
                &format!(
                    "Inactive, so not to be chosen: {}, id {}, whose field “{}” has this tenant's id{more}.",
                    first.name,
                    first.id,
                    self.field(id, first)
                ),
            );
        }
    }

    /// The one active company that bears the id.
    fn take(&self, id: MicrosoftId, company: &Company, suggestion: &mut Suggestion) {
        let best = suggestion.company_id();
        let is_put_aside = Name::of(&company.name).notes().iter().any(|note| notes::is_put_aside(note));
        let mut told = format!("Its field “{}” has this tenant's id.", self.field(id, company));
        match best.filter(|_| suggestion.class != Class::Ambiguous).and_then(|best| self.companies.by_id(best)) {
            Some(best) if best.id == company.id => evidence::add(&mut told, &suggestion.evidence),
            // The id may have been pasted into the wrong company: what is sure otherwise is for a person to say.
            Some(other) if suggestion.class == Class::Certain => {
                told = format!(
                    "{} has this tenant's id in its field “{}”. For {} speaks: {}",
                    company.name,
                    self.field(id, company),
                    other.name,
                    suggestion.evidence
                );
            }
            _ if is_put_aside => evidence::add(&mut told, "Its name says that it is not to be used."),
            _ => {}
        }
        suggestion.class = match suggestion.class {
            Class::Certain if best != Some(company.id) => Class::Ambiguous,
            _ if is_put_aside => Class::Likely,
            _ => Class::Certain,
        };
        suggestion.evidence = told;
        put_first(&[company], ALONE, suggestion);
    }

    /// What a company bears, where that is ids of other tenants alone.
    fn other(&self, id: MicrosoftId, company: i64) -> Option<&'a Borne> {
        let borne = self.ids.of(company);
        borne.first().filter(|_| borne.iter().all(|one| one.id != id))
    }

    /// A company that bears the id of another tenant is never certain, and comes after those that have as much and bear none.
    fn hold_back_others(&self, id: MicrosoftId, suggestion: &mut Suggestion) {
        let is_other = |candidate: &Candidate| self.other(id, candidate.company_id).is_some();
        let Some(place) = suggestion.candidates.iter().position(is_other) else { return };
        if suggestion.class == Class::Ambiguous {
            suggestion.candidates.sort_by_key(|one| (!one.is_strong, is_other(one)));
            keep_falling(&mut suggestion.candidates);
        } else if place == 0 {
            suggestion.class = Class::Likely;
        } else {
            return;
        }
        let Some(other) = suggestion.candidates.iter().find_map(|one| self.other(id, one.company_id)) else { return };
        let whose = match self.names.get(&other.id).filter(|name| !name.is_empty()) {
            Some(name) => format!("the id of {name}"),
            None => "the id of another tenant".to_owned(),
        };
        let sentence = match self.companies.by_id(other.company_id) {
            Some(company) if suggestion.class == Class::Ambiguous => {
                format!("The field “{}” of {} has {whose}.", other.field, company.name)
            }
            _ => format!("But its field “{}” has {whose}.", other.field),
        };
        evidence::add(&mut suggestion.evidence, &sentence);
    }

    fn field(&self, id: MicrosoftId, company: &Company) -> &'a str {
        self.ids.of(company.id).iter().find(|one| one.id == id).map_or("", |one| &one.field)
    }
}

/// Puts companies before all other candidates.
fn put_first(companies: &[&Company], score: u8, suggestion: &mut Suggestion) {
    let is_one = |id: i64| companies.iter().any(|company| company.id == id);
    suggestion.candidates.retain(|candidate| !is_one(candidate.company_id));
    let first = companies.iter().map(|company| Candidate { company_id: company.id, score, why: WHY, is_strong: true });
    suggestion.candidates.splice(..0, first);
    suggestion.candidates.truncate(MOST_CANDIDATES);
    keep_falling(&mut suggestion.candidates);
}

/// No candidate has a greater score than the one before it.
fn keep_falling(candidates: &mut [Candidate]) {
    let mut most = u8::MAX;
    for candidate in candidates {
        candidate.score = candidate.score.min(most);
        most = candidate.score;
    }
}
