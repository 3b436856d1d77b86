//! What the rules look at: a tenant with the live things that its choices lead to, and a ticket field with its list.
//!
//! Here stands, once for all rules, that what hangs on a missing thing is not judged.

use jiff::civil::Date;

use super::{Judge, LineUsers};
use crate::domain::catalog::{Catalog, Company, Contract, Line, Lookup, TicketLists};
use crate::domain::settings::{LineChoice, Named, TenantBilling, TenantSettings, TicketField, Ticketing};

/// A tenant that is not excluded. A part is `None` where nothing is chosen or what it hangs on is missing.
pub(super) struct Row<'a> {
    pub tenant: &'a TenantSettings,
    pub company: Option<Lookup<&'a Company>>,
    pub contract: Option<Lookup<&'a Contract>>,
    /// The line that is chosen, whether or not Autotask has it.
    pub choice: Option<LineChoice>,
    pub line: Option<Lookup<&'a Line>>,
    pub users: &'a LineUsers,
    pub catalog: &'a Catalog,
    pub today: Date,
}

impl<'a> Row<'a> {
    pub fn new(tenant: &'a TenantSettings, judge: &Judge<'a>) -> Self {
        let catalog = judge.catalog;
        let company = tenant.company.as_ref().map(|chosen| catalog.company(chosen.id));
        let billing = tenant.billing.as_ref();
        let contract = match company {
            None | Some(Lookup::Missing) => None,
            Some(Lookup::NotLoaded | Lookup::Found(_)) => billing.map(|billing| catalog.contract(billing.contract.id)),
        };
        let choice = billing.and_then(TenantBilling::choice);
        let line = match (contract, billing, &choice) {
            (Some(Lookup::NotLoaded | Lookup::Found(_)), Some(billing), Some(choice)) => {
                Some(catalog.line(billing.contract.id, choice.kind, choice.line_id))
            }
            _ => None,
        };
        Self { tenant, company, contract, choice, line, users: judge.users, catalog, today: judge.today }
    }

    /// The contract, where Autotask shows it.
    pub fn live_contract(&self) -> Option<&'a Contract> {
        self.contract.and_then(Lookup::found)
    }

    /// The line that is chosen, where it stands on the contract with what was chosen.
    pub fn live_line(&self) -> Option<&'a Line> {
        let choice = self.choice.as_ref()?;
        let line = self.line.and_then(Lookup::found)?;
        line.sells(choice.kind, choice.item_id).then_some(line)
    }
}

/// A ticket field: what is chosen, and what can be.
#[derive(Clone, Copy)]
pub(super) struct Pick<'a> {
    pub field: TicketField,
    pub chosen: Option<&'a Named>,
    /// The issue type that is in force where the field stands.
    pub issue_type: Option<&'a Named>,
    pub lists: Option<&'a TicketLists>,
}

impl<'a> Pick<'a> {
    /// A field of the defaults.
    pub fn default_of(field: TicketField, defaults: &'a Ticketing, catalog: &'a Catalog) -> Self {
        let fields = &defaults.fields;
        Self {
            field,
            chosen: fields.get(field),
            issue_type: fields.get(TicketField::IssueType),
            lists: catalog.tickets(),
        }
    }

    /// A field that a tenant has of its own. An issue type of its own makes the sub-issue type its own business too,
    /// since the default one may hang on another.
    pub fn own_of(
        field: TicketField,
        tenant: &'a TenantSettings,
        defaults: &'a Ticketing,
        catalog: &'a Catalog,
    ) -> Option<Self> {
        let in_force = |field| tenant.own(field).or_else(|| defaults.fields.get(field));
        let issue_type = in_force(TicketField::IssueType);
        let inherits = field == TicketField::SubIssueType && tenant.own(TicketField::IssueType).is_some();
        let chosen = if inherits { in_force(field) } else { tenant.own(field) };
        Some(Self { field, chosen: Some(chosen?), issue_type, lists: catalog.tickets() })
    }
}
