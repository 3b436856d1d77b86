//! All stages in one where Autotask is not asked: names that the saved config has, and ids as they are.
//!
//! Nothing is compared with Autotask here; `rules::not_verified` says so of each.

use super::closest::folded;
use super::contracts::without_company;
use super::naming::{Candidate, Naming, by_name, id};
use super::resolution::Resolution;
use super::services::{named_line, without_contract};
use super::{Column, contracts, shown};
use crate::domain::catalog::LineKind;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::draft::Draft;
use crate::domain::settings::{LineChoice, Named, TenantBilling, TenantSettings, TicketField};

/// Ends a hint where asking Autotask would help.
const ONLINE: &str = "Offline only names of the saved config are known: write an id, or leave --offline away.";

impl Resolution<'_> {
    /// Takes everything into the draft; `saved` says which names are known.
    pub fn offline(&mut self, draft: &mut Draft, saved: &Draft) {
        self.ticketing_by(draft, |field, text, present| ticket_value(saved, field, text, present));
        for target in self.targets(draft) {
            let tenant = &mut draft.tenants[target.place].settings;
            if let Some(text) = target.row.cell(Column::Company) {
                match company(text, tenant, saved) {
                    Ok(company) => tenant.company = company,
                    Err(finding) => {
                        self.fail(&target, Column::Company, *finding);
                        self.skip(&target, Column::Contract);
                        self.skip(&target, Column::Service);
                        continue;
                    }
                }
            }
            if let Some(text) = target.row.cell(Column::Contract) {
                match contract(text, tenant, saved) {
                    Ok(contract) => contracts::take(tenant, contract),
                    Err(finding) => {
                        self.fail(&target, Column::Contract, *finding);
                        self.skip(&target, Column::Service);
                        continue;
                    }
                }
            }
            if let Some(text) = target.row.cell(Column::Service)
                && let Err(finding) = take_service(text, tenant, saved)
            {
                self.fail(&target, Column::Service, *finding);
            }
        }
    }
}

/// The value of a ticket field that a text names, as far as the saved config knows it.
///
/// # Errors
/// `unknown-name`, `ambiguous-name`; `subject.field` is the field.
pub fn saved_ticket_value(saved: &Draft, field: TicketField, text: &str) -> Result<Named, Box<Diagnostic>> {
    ticket_value(saved, field, text, saved.ticketing.fields.get(field))
}

fn ticket_value(
    saved: &Draft,
    field: TicketField,
    text: &str,
    present: Option<&Named>,
) -> Result<Named, Box<Diagnostic>> {
    let own = saved.tenants.iter().filter_map(|entry| entry.settings.own(field));
    let values = saved.ticketing.fields.get(field).into_iter().chain(own);
    named(text, present, &format!("value of {}", field.label()), values)
        .map_err(|finding| Box::new(finding.about(Subject::field(field.key()))))
}

fn company(text: &str, tenant: &TenantSettings, saved: &Draft) -> Result<Option<Named>, Box<Diagnostic>> {
    if text.is_empty() {
        return Ok(None);
    }
    let of_tenants = saved.tenants.iter().filter_map(|entry| entry.settings.company.as_ref());
    let known = of_tenants.chain(&saved.ticketing.catch_all_company);
    named(text, tenant.company.as_ref(), "company", known).map(Some)
}

fn contract(text: &str, tenant: &TenantSettings, saved: &Draft) -> Result<Option<Named>, Box<Diagnostic>> {
    if text.is_empty() {
        return Ok(None);
    }
    let Some(company) = &tenant.company else { return Err(without_company(text)) };
    let of_company = |tenant: &&TenantSettings| tenant.company.as_ref().is_some_and(|other| other.id == company.id);
    let known = billings(saved, of_company).map(|billing| &billing.contract);
    let present = tenant.billing.as_ref().map(|billing| &billing.contract);
    named(text, present, &format!("contract of “{}” named", shown(&company.name)), known).map(Some)
}

fn take_service(text: &str, tenant: &mut TenantSettings, saved: &Draft) -> Result<(), Box<Diagnostic>> {
    match (&mut tenant.billing, text) {
        (None, "") => {}
        (None, _) => return Err(Box::new(without_contract(text))),
        (Some(billing), "") => billing.choose(None),
        (Some(billing), _) => billing.choose(Some(line(text, billing, saved)?)),
    }
    Ok(())
}

/// The line that is meant. What a line sells cannot be looked up, nor the lines of a service: only lines that are saved are
/// known.
fn line(text: &str, billing: &TenantBilling, saved: &Draft) -> Result<LineChoice, Box<Diagnostic>> {
    let contract = &billing.contract;
    let on_contract =
        |tenant: &&TenantSettings| tenant.billing.as_ref().is_some_and(|other| other.contract.id == contract.id);
    let saved_lines: Vec<_> = billings(saved, on_contract).filter_map(TenantBilling::choice).collect();
    // The tenant's own line before the same of another.
    let own = billing.choice().filter(|own| saved_lines.contains(own));
    let mut lines: Vec<LineChoice> = Vec::new();
    for line in own.iter().chain(&saved_lines) {
        if !lines.iter().any(|known| (known.kind, known.line_id) == (line.kind, line.line_id)) {
            lines.push(line.clone());
        }
    }
    let cannot_be_told = |why: &str| {
        let summary = format!("{why}; what was read is “{}”.", shown(text));
        let hint = "Which line of a contract has which service is asked of Autotask: leave --offline away.";
        Box::new(Diagnostic::error(Code::UnknownName, summary, hint))
    };
    let unknown = "The saved config has no such line on this contract";
    if let Some((kind, line)) = named_line(text) {
        let found = id(line).and_then(|line| lines.into_iter().find(|one| one.kind == kind && one.line_id == line));
        return found.ok_or_else(|| cannot_be_told(unknown));
    }
    let naming = Naming::of(text);
    let is_meant = |own: &LineChoice| match naming.id {
        Some(id) => own.kind == LineKind::Service && own.item_id == id,
        None => folded(&own.name) == folded(naming.text),
    };
    if let Some(own) = own.filter(is_meant) {
        return Ok(own);
    }
    // As where Autotask is asked: an id is a service's, a name a service's before a bundle's.
    let sold = |kind| lines.iter().filter(move |line| line.kind == kind);
    let named_as = |kind| {
        let items: Vec<_> = sold(kind).map(|line| Named::new(line.item_id, line.name.as_str())).collect();
        let what = format!("service on the contract “{}” named", shown(&contract.name));
        named(text, None, &what, items.iter()).map(|item| (kind, item.id))
    };
    let (kind, item) = match naming.id {
        Some(id) => (LineKind::Service, id),
        None => named_as(LineKind::Service).or_else(|finding| named_as(LineKind::Bundle).map_err(|_| finding))?,
    };
    let mut selling = sold(kind).filter(|line| line.item_id == item);
    match (selling.next(), selling.next()) {
        (Some(line), None) => Ok(line.clone()),
        (None, _) => Err(cannot_be_told(unknown)),
        (Some(_), Some(_)) => Err(cannot_be_told("The saved config has this service on several lines of the contract")),
    }
}

/// What the saved tenants that are `wanted` are billed on.
fn billings(saved: &Draft, wanted: impl Fn(&&TenantSettings) -> bool) -> impl Iterator<Item = &TenantBilling> {
    let tenants = saved.tenants.iter().map(|entry| &entry.settings).filter(wanted);
    tenants.filter_map(|tenant| tenant.billing.as_ref())
}

/// The thing that a text means: by its id, known or not, else by a name that is known. `present` is what stands there now.
fn named<'a>(
    text: &str,
    present: Option<&Named>,
    what: &str,
    known: impl Iterator<Item = &'a Named>,
) -> Result<Named, Box<Diagnostic>> {
    let mut things: Vec<&Named> = Vec::new();
    for thing in known {
        if !things.iter().any(|other| other.id == thing.id) {
            things.push(thing);
        }
    }
    let naming = Naming::of(text);
    if let Some(id) = naming.id {
        let by_id = present.into_iter().chain(things.iter().copied()).find(|thing| thing.id == id);
        if let Some(thing) = by_id {
            return Ok(thing.clone());
        }
    }
    let candidates: Vec<_> =
        things.iter().map(|thing| Candidate { id: thing.id, name: &thing.name, possible: true }).collect();
    match (by_name(naming.text, what, &candidates), naming.id) {
        (Ok(thing), _) => Ok(Named::new(thing.id, thing.name)),
        (Err(_), Some(id)) => Ok(Named::new(id, naming.name)),
        (Err(mut finding), None) => {
            finding.hint = match finding.hint.strip_prefix("Meant perhaps") {
                Some(meant) => format!("Meant perhaps{meant} {ONLINE}"),
                None => ONLINE.to_owned(),
            };
            Err(finding)
        }
    }
}
