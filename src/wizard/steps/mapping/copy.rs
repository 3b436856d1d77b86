//! Copying a cell to other rows: a ticket field as it is, contract and service by name in each row's own company.
//!
//! A company is never copied: each tenant has its own.

use std::collections::HashMap;

use crate::domain::answers::line_of;
use crate::domain::catalog::Contract;
use crate::domain::folded::fold;
use crate::domain::rules;
use crate::domain::settings::{LineChoice, Named, TenantBilling, TenantSettings, TicketField};
use crate::wizard::field::{counted, grouped};
use crate::wizard::message::Move;
use crate::wizard::model::Shared;

use super::{Column, Mapping};

/// What is copied.
enum Copied {
    /// A ticket field; `None` is the default.
    Field(TicketField, Option<Named>),
    /// A contract, by its name.
    Contract(String),
    /// A line by what is sold on it, with the name of its contract: a row without a contract gets that one, too.
    Line(String, LineChoice),
}

impl Copied {
    /// What it is called.
    fn name(&self) -> String {
        match self {
            Self::Field(_, Some(own)) => own.name.clone(),
            Self::Field(_, None) => "The default".to_owned(),
            Self::Contract(name) => name.clone(),
            Self::Line(_, choice) => choice.words(),
        }
    }
}

/// What a row gets.
enum Given {
    Field(TicketField, Option<Named>),
    Billing(TenantBilling),
}

impl Mapping {
    /// Whether the focused cell can be copied.
    #[must_use]
    pub fn can_copy(&self, shared: &Shared) -> bool {
        self.copied(shared).is_ok()
    }

    /// Whether there is a row below, which `d` copies to.
    #[must_use]
    pub fn has_row_below(&self) -> bool {
        self.cursor + 1 < self.rows.len()
    }

    fn copied(&self, shared: &Shared) -> Result<Copied, &'static str> {
        let Some(place) = self.place() else { return Err("There is no row.") };
        let settings = &shared.draft.tenants[place].settings;
        if settings.excluded.is_some() {
            return Err("This tenant is excluded; it has nothing to copy.");
        }
        match self.column {
            Column::Tenant => Err("A tenant's name is not copied; the columns to the right are."),
            Column::Company => Err("A company is never copied: each tenant has its own."),
            Column::Contract => match &settings.billing {
                Some(billing) => Ok(Copied::Contract(billing.contract.name.clone())),
                None => Err("There is no contract here to copy."),
            },
            Column::Service => match settings.billing.as_ref().and_then(|billing| Some((billing, billing.choice()?))) {
                Some((billing, choice)) => Ok(Copied::Line(billing.contract.name.clone(), choice)),
                None => Err("There is no service here to copy."),
            },
            Column::Ticket(field) => Ok(Copied::Field(field, settings.own(field).cloned())),
        }
    }

    /// Copies the focused cell one row down and goes there; where it cannot be copied the cursor stays.
    pub(super) fn copy_down(&mut self, shared: &mut Shared) {
        let copied = match self.copied(shared) {
            Ok(copied) => copied,
            Err(why) => return shared.say(why),
        };
        let Some(&below) = self.rows.get(self.cursor + 1) else {
            return shared.say("This is the last row shown.");
        };
        let name = shared.draft.tenants[below].settings.name.clone();
        match given(shared, below, &copied) {
            Err(why) => shared.say(format!("Not copied to {name}: {why}.")),
            Ok(given) => {
                self.travel(Move::Rows(1));
                let what = format!("{} copied to {name}", copied.name());
                if !self.give(shared, what, &HashMap::from([(below, given)])) {
                    shared.say(format!("{name} has the same already."));
                }
            }
        }
    }

    /// Copies the focused cell to the selected rows, else to those below that lack it.
    pub(super) fn copy_to_all(&mut self, shared: &mut Shared) {
        let copied = match self.copied(shared) {
            Ok(copied) => copied,
            Err(why) => return shared.say(why),
        };
        let focused = self.place();
        let targets: Vec<usize> = if self.selected.is_empty() {
            if self.column.ticket_field().is_some() {
                // None of them is undecided: each has the default.
                return shared.say("Select the rows that get it first: Space, or * for all shown.");
            }
            let below = self.rows.iter().skip(self.cursor + 1).copied();
            below.filter(|&place| self.lacks(shared, place)).collect()
        } else {
            self.targets(shared).into_iter().filter(|&place| Some(place) != focused).collect()
        };
        if targets.is_empty() {
            return shared.say("No row below lacks it. Space or * selects rows, D copies to those.");
        }
        let mut found = HashMap::new();
        self.refused.clear();
        for place in targets {
            match given(shared, place, &copied) {
                Ok(given) => {
                    found.insert(place, given);
                }
                Err(why) => {
                    self.refused.insert(shared.draft.tenants[place].settings.id.clone(), why);
                }
            }
        }
        let what = format!("{} copied to {}", copied.name(), counted(found.len(), "tenant", "tenants"));
        if !self.give(shared, what, &found) {
            self.refresh(shared);
            shared.say(if found.is_empty() { "Copied to none." } else { "Those it can be copied to have it already." });
        }
        if !self.refused.is_empty() {
            shared.notice.push_str(&format!(" Not copied to {}: v shows them.", grouped(self.refused.len())));
        }
        self.selected.clear();
    }

    /// Whether a row has a company, and nothing yet in the focused column.
    fn lacks(&self, shared: &Shared, place: usize) -> bool {
        let settings = &shared.draft.tenants[place].settings;
        settings.excluded.is_none()
            && settings.company.is_some()
            && match (&settings.billing, self.column) {
                (None, _) => true,
                (Some(billing), Column::Service) => !billing.is_complete(),
                (Some(_), _) => false,
            }
    }

    /// Gives rows what was found for them; tells whether that changed anything.
    fn give(&mut self, shared: &mut Shared, what: String, found: &HashMap<usize, Given>) -> bool {
        let mut places: Vec<usize> = found.keys().copied().collect();
        places.sort_unstable();
        self.change(shared, what, &places, |place, tenant| match &found[&place] {
            Given::Field(field, own) => tenant.set_own(*field, own.clone()),
            Given::Billing(billing) => tenant.billing = Some(billing.clone()),
        })
    }
}

/// What a row gets of what is copied, or why it gets nothing, in words that follow a count or a name: `no contract “Gold”`.
fn given(shared: &Shared, place: usize, copied: &Copied) -> Result<Given, String> {
    let settings = &shared.draft.tenants[place].settings;
    if settings.excluded.is_some() {
        return Err("excluded".to_owned());
    }
    match copied {
        Copied::Field(field, own) => Ok(Given::Field(*field, own.clone())),
        Copied::Contract(name) => {
            let contract = contract_named(shared, settings, name)?;
            Ok(Given::Billing(on_contract(settings, contract)))
        }
        Copied::Line(contract, choice) => {
            let mut billing = match &settings.billing {
                Some(billing) => billing.clone(),
                None => on_contract(settings, contract_named(shared, settings, contract)?),
            };
            let lines = shared.catalog.lines_of(billing.contract.id).ok_or("contract not loaded yet")?;
            let line = line_of(lines, choice.kind, choice.item_id, shared.facts.today);
            let line = line.ok_or_else(|| format!("no {} on the contract", choice.name))?;
            billing.choose(Some(LineChoice::of(line, choice.name.clone())));
            Ok(Given::Billing(billing))
        }
    }
}

/// The tenant's billing on a contract; one that it has already keeps its line.
fn on_contract(settings: &TenantSettings, contract: &Contract) -> TenantBilling {
    let same = settings.billing.as_ref().filter(|billing| billing.contract.id == contract.id);
    same.cloned().unwrap_or_else(|| TenantBilling::of_contract(Named::new(contract.id, contract.name.clone())))
}

/// The contract of a name at the tenant's own company. Of several that are called so, the only one that runs.
pub(super) fn contract_named<'a>(
    shared: &'a Shared,
    settings: &TenantSettings,
    name: &str,
) -> Result<&'a Contract, String> {
    let company = settings.company.as_ref().ok_or("without a company")?.id;
    let contracts = shared.catalog.contracts_of(company).ok_or("contracts not loaded yet")?;
    let wanted = fold(name.trim());
    let named: Vec<&Contract> = contracts
        .into_iter()
        .filter(|contract| contract.is_recurring() && fold(contract.name.trim()) == wanted)
        .collect();
    let is_free = |contract: &&&Contract| {
        rules::contract_choice(contract, company, &shared.catalog, shared.facts.today) == rules::Choice::Free
    };
    let running: Vec<&&Contract> = named.iter().filter(is_free).collect();
    match (named.as_slice(), running.as_slice()) {
        ([], _) => Err(format!("no contract “{name}”")),
        ([only], _) => Ok(only),
        (_, [running]) => Ok(running),
        _ => Err(format!("several contracts “{name}”")),
    }
}
