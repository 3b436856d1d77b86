//! Taking in the grid: what a choice, or an accepted suggestion, does to the rows that it is for.
//!
//! What each picker lists is in `mapping/pick.rs`.

use crate::domain::answers::line_of;
use crate::domain::matching::ContractSuggestion;
use crate::domain::settings::{LineChoice, Named, ServiceChoice, TenantBilling, TenantSettings};
use crate::wizard::field::{Edit, counted, grouped};
use crate::wizard::message::Message;
use crate::wizard::model::Shared;
use crate::wizard::picker::{Picker, Purpose, Value};

use super::copy::contract_named;
use super::{Mapping, Question};

/// Gives a tenant a company; another one takes contract and service away, since they hang on it.
pub(super) fn set_company(tenant: &mut TenantSettings, company: Named) {
    if tenant.company.as_ref().map(|old| old.id) != Some(company.id) {
        tenant.billing = None;
    }
    tenant.company = Some(company);
}

impl Mapping {
    /// A deed while a picker is open.
    pub(super) fn on_picker(&mut self, shared: &mut Shared, message: &Message) {
        let Some(picker) = &mut self.picker else { return };
        match message {
            Message::Edit(edit) => {
                if let Err(refusal) = picker.edit(edit, &shared.catalog) {
                    shared.say(refusal);
                }
            }
            Message::Paste(text) => {
                let edit = Edit::Paste(text.clone());
                if let Err(refusal) = picker.edit(&edit, &shared.catalog) {
                    shared.say(refusal);
                }
            }
            Message::Move(movement) => picker.travel(*movement),
            Message::Back => self.picker = None,
            Message::Enter => match picker.value(&shared.catalog) {
                Err(why) => shared.say(why),
                Ok(value) => {
                    if let Some(picker) = self.picker.take() {
                        self.take(shared, &picker, &value);
                    }
                }
            },
            _ => {}
        }
    }

    /// Does what a choice means.
    fn take(&mut self, shared: &mut Shared, picker: &Picker, value: &Value) {
        let places = Self::places_of(shared, &picker.tenants);
        let was_open = self.place().is_some_and(|place| self.is_open(shared, place));
        match (picker.purpose, value) {
            (Purpose::Company, Value::Id(id, name)) => {
                let company = Named::new(*id, name.clone());
                if places.len() > 1 {
                    self.question = Some(Question { company, tenants: picker.tenants.clone() });
                    return;
                }
                self.take_company(shared, &places, &company);
            }
            (Purpose::Ticket(field), _) => {
                let chosen = match value {
                    Value::Id(id, name) => Some(Named::new(*id, name.clone())),
                    _ => None,
                };
                let to = chosen.as_ref().map_or_else(|| "the default".to_owned(), Named::label);
                let what = match places.len() {
                    1 => format!("{} is {to} now", field.label().to_lowercase()),
                    many => format!("{} is {to} now for {} tenants", field.label().to_lowercase(), grouped(many)),
                };
                self.change(shared, what, &places, |_, tenant| tenant.set_own(field, chosen.clone()));
                self.selected.clear();
            }
            (Purpose::Contract, _) => self.take_contract(shared, &places, value),
            (Purpose::Service, _) => self.take_line(shared, &places, value),
            (Purpose::Reason, Value::Text(reason)) => {
                let what = format!("{} excluded: {reason}", counted(places.len(), "tenant", "tenants"));
                self.change(shared, what, &places, |_, tenant| tenant.excluded = Some(reason.clone()));
                self.reasons.retain(|given| given != reason);
                self.reasons.insert(0, reason.clone());
                self.selected.clear();
                self.jump_quietly(shared, Self::is_open);
                return;
            }
            _ => {}
        }
        if was_open && self.place().is_some_and(|place| !self.is_open(shared, place)) {
            self.jump_quietly(shared, Self::is_open);
        }
    }

    /// Gives rows a company, and says what went with the old one.
    pub(super) fn take_company(&mut self, shared: &mut Shared, places: &[usize], company: &Named) {
        let lost = places
            .iter()
            .filter(|&&place| {
                let settings = &shared.draft.tenants[place].settings;
                settings.billing.is_some() && settings.company.as_ref().map(|old| old.id) != Some(company.id)
            })
            .count();
        let mut what = match places {
            [place] => format!("{}: {}", shared.draft.tenants[*place].settings.name, company.label()),
            many => format!("{} for {} tenants", company.label(), grouped(many.len())),
        };
        if lost > 0 {
            what.push_str("; contract and service belonged to the company before and are taken away");
        }
        self.change(shared, what, places, |_, tenant| set_company(tenant, company.clone()));
        self.selected.clear();
    }

    /// Gives rows a contract: the focused row the very one, the others the one of its name at their own company.
    fn take_contract(&mut self, shared: &mut Shared, places: &[usize], value: &Value) {
        let Value::Id(id, name) = value else {
            let what = counted(places.len(), "row without a contract", "rows without a contract");
            self.change(shared, what, places, |_, tenant| tenant.billing = None);
            self.selected.clear();
            return;
        };
        let mut found: Vec<(usize, Named)> = Vec::new();
        let mut refused = 0;
        if name.is_empty() {
            // Typed, where no list could be had: it belongs to one company at most.
            let [place] = places else {
                return shared.say("A contract's id is for one tenant. Esc unselects, then it can be typed.");
            };
            let contract = Named::new(*id, "");
            let what =
                format!("{}: contract {}, not verified", shared.draft.tenants[*place].settings.name, contract.label());
            self.change(shared, what, places, |_, tenant| {
                tenant.billing = Some(TenantBilling::of_contract(contract.clone()));
            });
            return;
        }
        for &place in places {
            let settings = &shared.draft.tenants[place].settings;
            let by_id = settings.company.as_ref().and_then(|company| {
                let contracts = shared.catalog.contracts_of(company.id)?;
                contracts.into_iter().find(|contract| contract.id == *id)
            });
            match by_id.ok_or(()).or_else(|()| contract_named(shared, settings, name)) {
                Ok(contract) => found.push((place, Named::new(contract.id, contract.name.clone()))),
                Err(_) => refused += 1,
            }
        }
        let mut what = match found.as_slice() {
            [(place, contract)] => format!("{}: {}", shared.draft.tenants[*place].settings.name, contract.name),
            many => format!("{name} for {}", counted(many.len(), "tenant", "tenants")),
        };
        if refused > 0 {
            what.push_str(&format!("; {} no such contract", counted(refused, "row has", "rows have")));
        }
        let targets: Vec<usize> = found.iter().map(|(place, _)| *place).collect();
        if targets.is_empty() {
            shared.say(format!("None of the selected companies has one running contract named {name}."));
            return;
        }
        self.change(shared, what, &targets, |place, tenant| {
            let Some((_, contract)) = found.iter().find(|(at, _)| *at == place) else { return };
            if tenant.billing.as_ref().map(|billing| billing.contract.id) != Some(contract.id) {
                tenant.billing = Some(TenantBilling::of_contract(contract.clone()));
            }
        });
        self.selected.clear();
    }

    /// Gives rows a line: the focused row the very one, the others the line of the same service or bundle on their own
    /// contract.
    fn take_line(&mut self, shared: &mut Shared, places: &[usize], value: &Value) {
        let Value::Line(chosen) = value else {
            let what = counted(places.len(), "row without billing", "rows without billing");
            self.change(shared, what, places, |_, tenant| tenant.billing = None);
            self.selected.clear();
            return;
        };
        let mut found: Vec<(usize, LineChoice)> = Vec::new();
        let mut refused = 0;
        for &place in places {
            let billing = shared.draft.tenants[place].settings.billing.as_ref();
            let lines = billing.and_then(|billing| shared.catalog.lines_of(billing.contract.id)).unwrap_or_default();
            let exact = lines.iter().find(|line| chosen.is_line(line));
            let alike = || line_of(lines, chosen.kind, chosen.item_id, shared.facts.today);
            match exact.or_else(alike) {
                Some(line) => found.push((place, LineChoice::of(line, chosen.name.clone()))),
                None => refused += 1,
            }
        }
        let name = chosen.words();
        let mut what = match found.as_slice() {
            [(place, _)] => format!("{}: {name}", shared.draft.tenants[*place].settings.name),
            many => format!("{name} for {}", counted(many.len(), "tenant", "tenants")),
        };
        if refused > 0 {
            let kind = chosen.kind.word();
            what.push_str(&format!("; {} no such {kind} on their contract", counted(refused, "row has", "rows have")));
        }
        let targets: Vec<usize> = found.iter().map(|(place, _)| *place).collect();
        if targets.is_empty() {
            shared.say(format!("None of the selected contracts has {name}."));
            return;
        }
        self.change(shared, what, &targets, |place, tenant| {
            let Some((_, line)) = found.iter().find(|(at, _)| *at == place) else { return };
            if let Some(billing) = &mut tenant.billing {
                billing.choose(Some(line.clone()));
            }
        });
        self.selected.clear();
    }
}

/// What accepting a suggestion puts into the tenant.
pub(super) fn as_billing(shared: &Shared, suggested: &ContractSuggestion) -> Option<TenantBilling> {
    let contract = shared.catalog.contract(suggested.contract_id).found()?;
    let service = shared.catalog.service(suggested.service_id).found()?;
    let choice = ServiceChoice { id: service.id, name: service.name.clone(), contract_service_id: suggested.line_id };
    Some(TenantBilling {
        service: Some(choice),
        ..TenantBilling::of_contract(Named::new(contract.id, contract.name.clone()))
    })
}

/// Gives companies and contracts that were taken by their ids alone the names that are known of them now.
pub(super) fn name_ids(shared: &mut Shared) {
    let Shared { draft, catalog, .. } = shared;
    for entry in &mut draft.tenants {
        let settings = &mut entry.settings;
        if let Some(company) = settings.company.as_mut().filter(|company| company.name.is_empty())
            && let Some(found) = catalog.company(company.id).found()
        {
            company.name.clone_from(&found.name);
        }
        if let Some(billing) = settings.billing.as_mut().filter(|billing| billing.contract.name.is_empty())
            && let Some(found) = catalog.contract(billing.contract.id).found()
        {
            billing.contract.name.clone_from(&found.name);
        }
    }
}
