//! Accepting what is suggested: of a row, of the selected rows, or all that is certain among the rows shown.

use std::collections::HashMap;

use crate::domain::matching::{Class, ContractSuggestion, Suggestion};
use crate::domain::settings::{Named, TenantBilling};
use crate::wizard::field::counted;
use crate::wizard::model::Shared;

use super::{Mapping, take};

/// What accepting puts into a row.
enum Accepted {
    Company(Named),
    Billing(TenantBilling),
}

impl Mapping {
    /// Accepts what is suggested for this row, or for the selected ones, and goes on.
    pub(super) fn accept(&mut self, shared: &mut Shared) {
        let targets = self.targets(shared);
        let accepted = self.acceptable(shared, &targets);
        let companies = accepted.values().filter(|one| matches!(one, Accepted::Company(_))).count();
        let what = match (companies, accepted.len() - companies) {
            (0, 0) => return shared.say(self.why_nothing_to_accept(shared)),
            (1, 0) | (0, 1) => accepted.values().next().map_or_else(String::new, |only| match only {
                Accepted::Company(company) => format!("{} accepted", company.name),
                Accepted::Billing(billing) => format!("{} accepted", billing.contract.name),
            }),
            (count, 0) => counted(count, "company accepted", "companies accepted"),
            (0, count) => counted(count, "contract accepted", "contracts accepted"),
            (one, two) => format!(
                "{} and {} accepted",
                counted(one, "company", "companies"),
                counted(two, "contract", "contracts")
            ),
        };
        self.take_in(shared, what, &accepted);
        if targets.len() > 1 {
            self.selected.clear();
        }
        self.jump_quietly(shared, Self::is_open);
    }

    /// Accepts every certain suggestion among the rows shown, and goes on.
    pub(super) fn accept_certain(&mut self, shared: &mut Shared) {
        let targets: Vec<usize> = self.rows.iter().copied().filter(|&place| self.is_certain(shared, place)).collect();
        let accepted = self.acceptable(shared, &targets);
        let companies = accepted.values().filter(|one| matches!(one, Accepted::Company(_))).count();
        let contracts = |count| counted(count, "contract with its service", "contracts with their services");
        let what = match (companies, accepted.len() - companies) {
            (0, 0) => {
                return shared.say("No suggestion among the rows shown is certain.");
            }
            (companies, 0) => format!("accepted {}", counted(companies, "certain company", "certain companies")),
            (0, count) => format!("accepted as certain: {}", contracts(count)),
            (companies, count) => {
                let companies = counted(companies, "company", "companies");
                format!("accepted as certain: {companies}, {}", contracts(count))
            }
        };
        self.take_in(shared, what, &accepted);
        self.jump_quietly(shared, Self::is_open);
    }

    fn take_in(&mut self, shared: &mut Shared, what: String, accepted: &HashMap<usize, Accepted>) {
        let mut places: Vec<usize> = accepted.keys().copied().collect();
        places.sort_unstable();
        self.change(shared, what, &places, |place, tenant| match &accepted[&place] {
            Accepted::Company(company) => take::set_company(tenant, company.clone()),
            Accepted::Billing(billing) => tenant.billing = Some(billing.clone()),
        });
    }

    /// What accepting puts into these rows; those without a certain or likely suggestion are left out.
    fn acceptable(&self, shared: &Shared, places: &[usize]) -> HashMap<usize, Accepted> {
        let of = |place: usize| {
            let company = self.suggested_company(shared, place).map(Accepted::Company);
            company.or_else(|| take::as_billing(shared, self.billing_suggestion(place)?).map(Accepted::Billing))
        };
        places.iter().filter_map(|&place| Some((place, of(place)?))).collect()
    }

    /// The company that accepting gives to a row.
    fn suggested_company(&self, shared: &Shared, place: usize) -> Option<Named> {
        let suggestion = self.open_suggestion(shared, place)?;
        if !matches!(suggestion.class, Class::Certain | Class::Likely) {
            return None;
        }
        let company = shared.catalog.company(suggestion.company_id()?).found()?;
        company.active.then(|| Named::new(company.id, company.name.clone()))
    }

    fn why_nothing_to_accept(&self, shared: &Shared) -> String {
        let Some(place) = self.place() else { return "There is no row.".to_owned() };
        if !self.selected.is_empty() {
            return "None of the selected rows has a certain or likely suggestion.".to_owned();
        }
        match self.open_suggestion(shared, place).map(|suggestion| suggestion.class) {
            Some(Class::Ambiguous) => "Several companies are equally near; Enter shows them.".to_owned(),
            Some(_) => "No company resembles this tenant; Enter searches, x excludes.".to_owned(),
            None if self.states[place].is_decided() => "This row is decided; Enter changes it.".to_owned(),
            None => "No suggestion was made for this row yet.".to_owned(),
        }
    }

    /// The company suggestion of a row that has no company and is not excluded.
    #[must_use]
    pub fn open_suggestion<'a>(&'a self, shared: &Shared, place: usize) -> Option<&'a Suggestion> {
        let settings = &shared.draft.tenants.get(place)?.settings;
        if settings.is_decided() { None } else { self.suggestions.get(&settings.id) }
    }

    /// The contract and service that are suggested for a row that has a company and no contract.
    #[must_use]
    pub fn billing_suggestion(&self, place: usize) -> Option<&ContractSuggestion> {
        self.states.get(place)?.billing.as_ref()
    }

    /// Whether accepting would decide something in a row.
    #[must_use]
    pub fn can_accept(&self, shared: &Shared, place: usize) -> bool {
        match self.open_suggestion(shared, place) {
            Some(_) => self.suggested_company(shared, place).is_some(),
            None => self.billing_suggestion(place).is_some(),
        }
    }

    /// Whether a row has a suggestion that may be accepted unseen.
    #[must_use]
    pub fn is_certain(&self, shared: &Shared, place: usize) -> bool {
        let Some(state) = self.states.get(place) else { return false };
        match (state.class, &state.billing) {
            (Some(class), _) => class == Class::Certain && self.suggested_company(shared, place).is_some(),
            (None, billing) => billing.as_ref().is_some_and(|suggested| suggested.class == Class::Certain),
        }
    }
}
