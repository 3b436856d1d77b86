//! Drawing up a plan: from config, live lists, figures and journal to an entry for each tenant with billing.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::entry::{LineKey, Standing};
use super::guards::{check_bounds, check_change};
use super::judge::{findings_on, scheduled, unclear};
use super::plan::{PlanLine, PlanState, TenantName};
use super::terms::Terms;
use super::units::Units;
use super::usage::{Figure, Wanted, wanted};
use super::words::invoice;
use crate::domain::catalog::{Catalog, Contract, Line, LineKind, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::rules::{Judge, LineUsers};
use crate::domain::settings::{LineChoice, Named, TenantBilling, TenantSettings, TicketField, Ticketing};

/// What a plan is drawn up from.
#[derive(Clone, Copy, Debug)]
pub struct Topic<'a> {
    /// The tenants of the config, or of a draft of it; those without billing are passed over.
    pub tenants: &'a [&'a TenantSettings],
    /// The ticketing defaults, which rules over a tenant's own ticket fields ask for.
    pub ticketing: &'a Ticketing,
    /// Contracts, lines with their units, services; read live.
    pub catalog: &'a Catalog,
    /// What the journal says of lines.
    pub standings: &'a HashMap<LineKey, Standing>,
    /// Whether unit rows were seen that hold changes.
    pub changes_seen: bool,
}

/// A tenant with what it is to have.
struct Member<'a> {
    tenant: &'a TenantSettings,
    billing: &'a TenantBilling,
    choice: Option<LineChoice>,
    wanted: Wanted,
    findings: Vec<Diagnostic>,
}

impl Member<'_> {
    fn key(&self) -> Option<LineKey> {
        let choice = self.choice.as_ref()?;
        Some(LineKey { kind: choice.kind, contract_id: self.billing.contract.id, line_id: choice.line_id })
    }
}

/// What holds for the line whoever's it is.
#[derive(Default)]
struct Figures {
    now: Option<i64>,
    day: Option<Date>,
    invoice: String,
    findings: Vec<Diagnostic>,
}

/// An entry for each of the tenants that has `billing` and is not excluded, in their order.
#[must_use]
pub fn draw(topic: &Topic<'_>, figures: &[Figure], terms: &Terms) -> Vec<PlanLine> {
    let users = LineUsers::of_tenants(topic.tenants.iter().copied());
    let judge = Judge { defaults: topic.ticketing, users: &users, catalog: topic.catalog, today: terms.today };
    let members: Vec<Member<'_>> = topic
        .tenants
        .iter()
        .copied()
        .filter(|tenant| tenant.excluded.is_none())
        .filter_map(|tenant| {
            let billing = tenant.billing.as_ref()?;
            let findings = judge.tenant(tenant).into_iter().filter(is_of_billing).collect();
            let wanted = wanted(tenant, figures, terms.unit_field, terms.missing);
            Some(Member { tenant, billing, choice: billing.choice(), wanted, findings })
        })
        .collect();
    let mut sharers: BTreeMap<LineKey, Vec<&Member<'_>>> = BTreeMap::new();
    for member in &members {
        if let Some(key) = member.key().filter(|_| member.billing.shared == Some(true)) {
            sharers.entry(key).or_default().push(member);
        }
    }
    members
        .iter()
        .map(|member| {
            let alone = [member];
            let group = member
                .key()
                .filter(|_| member.billing.shared == Some(true))
                .and_then(|key| sharers.get(&key))
                .map_or(&alone[..], Vec::as_slice);
            entry(topic, terms, member, group)
        })
        .collect()
}

/// Findings on tickets say nothing of billing. Nor do those on the company as Autotask has it: whose a contract is, the
/// contract tells, so that a catalog with companies and one without give the same plan.
fn is_of_billing(finding: &Diagnostic) -> bool {
    match finding.subject.field.as_deref() {
        None => true,
        Some("company") => finding.code == Code::TenantUndecided,
        Some(field) => !TicketField::ALL.iter().any(|of_tickets| of_tickets.key() == field),
    }
}

fn blocks(finding: &Diagnostic) -> bool {
    finding.is_error() || finding.code.blocks_billing()
}

fn entry(topic: &Topic<'_>, terms: &Terms, member: &Member<'_>, group: &[&Member<'_>]) -> PlanLine {
    let units_wanted = group.iter().map(|one| one.wanted.units).sum::<Option<i64>>();
    let mut findings = member.findings.clone();
    // What stands against one of those who share a line stands against the line.
    for other in group.iter().filter(|other| other.tenant.id != member.tenant.id) {
        findings.extend(other.findings.iter().filter(|finding| blocks(finding)).cloned());
        findings.extend(other.wanted.finding.clone());
    }
    findings.extend(member.wanted.finding.clone());
    for one in group {
        let bound = one.wanted.units.and_then(|units| check_bounds(units, one.billing));
        findings.extend(bound.map(|finding| about(finding, &one.tenant.id)));
    }
    if let Some(sum) = units_wanted.filter(|sum| *sum > i64::from(i32::MAX)) {
        findings.push(Diagnostic::error(
            Code::AboveCeiling,
            format!("{sum} units are more than a line of a contract can have."),
            "See whether the figures are right.",
        ));
    }
    if member.choice.is_none() {
        let summary = format!("No service is chosen on the contract “{}”.", member.billing.contract.name);
        findings.push(Diagnostic::error(Code::ServiceMissing, summary, "Choose one in the wizard, at Mapping."));
    }
    let ruled_out = findings.iter().any(blocks);
    let figures = figures(topic, terms, member, units_wanted, ruled_out);
    let mut all = figures.findings;
    // An unsettled change goes before everything else.
    let at = all.iter().take_while(|finding| finding.code == Code::Unsettled).count();
    let rest = all.split_off(at);
    all.extend(findings);
    all.extend(rest);
    let change = figures.now.zip(units_wanted).map(|(now, wanted)| wanted - now);
    let state = match change {
        _ if all.iter().any(blocks) => PlanState::Blocked,
        _ if units_wanted.is_none() => PlanState::Held,
        Some(0) => PlanState::Same,
        Some(_) => PlanState::Change,
        None => PlanState::Blocked,
    };
    line_of(topic.catalog, member, group, |line| PlanLine {
        units_now: figures.now,
        units_wanted,
        change,
        effective_date: figures.day,
        invoice: if state == PlanState::Held { "the line stays as it is".to_owned() } else { figures.invoice },
        state,
        findings: all.into_iter().map(|finding| about(finding, &member.tenant.id)).collect(),
        ..line
    })
}

/// The units of the line and what is judged by them. Without contract and line there is nothing to say.
fn figures(
    topic: &Topic<'_>,
    terms: &Terms,
    member: &Member<'_>,
    units_wanted: Option<i64>,
    ruled_out: bool,
) -> Figures {
    let mut figures = Figures::default();
    let Some((contract, line)) = live(topic.catalog, member) else { return figures };
    if let Some(why) = topic.catalog.units_unsure(line) {
        figures.findings.push(why.clone());
        return figures;
    }
    let units = Units { rows: &line.units, end: contract.end, changes_seen: topic.changes_seen };
    let today = match units.on(terms.today) {
        Ok(today) => today,
        Err(why) => {
            figures.findings.push(unclear(&why));
            return figures;
        }
    };
    figures.now = Some(today);
    let standing = member.key().and_then(|key| topic.standings.get(&key)).cloned().unwrap_or_default().read(&units);
    if let Some(open) = &standing.open {
        figures.findings.push(open.unsettled(open.read(&units).units));
        return figures;
    }
    let again_on = standing.again_on(terms.today);
    let Some(wanted) = units_wanted else { return figures };
    let Some(day) = again_on.or_else(|| terms.effective.day(contract, terms.today, wanted < today)) else {
        if !ruled_out {
            figures.findings.push(Diagnostic::error(
                Code::EffectiveOutsideContract,
                format!("The billing periods of the contract are not known, so {} is no day.", terms.effective),
                "Give a date with --effective YYYY-MM-DD.",
            ));
        }
        return figures;
    };
    figures.day = Some(day);
    let now = match units.on(day) {
        Ok(now) => now,
        Err(why) => {
            figures.findings.push(unclear(&why));
            return figures;
        }
    };
    figures.now = Some(now);
    figures.invoice = invoice(contract, day, terms.today, now, wanted, terms.unit_field);
    if ruled_out {
        return figures;
    }
    if now == wanted {
        match units.change_after(day) {
            Ok(Some(later)) => figures.findings.push(scheduled(day, later)),
            Ok(None) => {}
            Err(why) => figures.findings.push(unclear(&why)),
        }
        return figures;
    }
    let on_day = findings_on(day, contract, &units, &standing.taken);
    figures.findings.extend(on_day.into_iter().map(|finding| match again_on {
        Some(_) => pinned(finding, &member.tenant.id),
        None => finding,
    }));
    figures.findings.extend(check_change(now, wanted, &terms.max_change, terms.allow_zero));
    figures
}

fn live<'a>(catalog: &'a Catalog, member: &Member<'_>) -> Option<(&'a Contract, &'a Line)> {
    let Lookup::Found(contract) = catalog.contract(member.billing.contract.id) else { return None };
    let choice = member.choice.as_ref()?;
    let line = catalog.lines_of(contract.id)?.iter().find(|line| choice.is_line(line))?;
    Some((contract, line))
}

/// Where an earlier change fixed the date, no other can be chosen: a person has to free the line.
fn pinned(mut finding: Diagnostic, tenant: &str) -> Diagnostic {
    finding.hint = format!(
        "An earlier change was not taken and fixed this date. Compare the line with the contract in Autotask; \
         petra-autotask billing settle --tenant {tenant} frees it."
    );
    finding
}

fn about(mut finding: Diagnostic, tenant: &str) -> Diagnostic {
    finding.subject.tenant.get_or_insert_with(|| tenant.to_owned());
    finding
}

fn line_of(
    catalog: &Catalog,
    member: &Member<'_>,
    group: &[&Member<'_>],
    with: impl FnOnce(PlanLine) -> PlanLine,
) -> PlanLine {
    let tenant = member.tenant;
    let item = member.choice.as_ref().map(|choice| Named::new(choice.item_id, &choice.name));
    let is_bundle = member.choice.as_ref().is_some_and(|choice| choice.kind == LineKind::Bundle);
    let line_id = member.choice.as_ref().map(|choice| choice.line_id);
    let contract = match catalog.contract(member.billing.contract.id) {
        Lookup::Found(live) => Named::new(live.id, &live.name),
        _ => member.billing.contract.clone(),
    };
    let (service, bundle) = if is_bundle { (None, item) } else { (item, None) };
    with(PlanLine {
        tenant: TenantName { id: tenant.id.clone(), name: tenant.name.clone() },
        company: tenant.company.clone(),
        contract,
        service,
        contract_service_id: line_id.filter(|_| !is_bundle),
        bundle,
        contract_service_bundle_id: line_id.filter(|_| is_bundle),
        units_now: None,
        units_wanted: None,
        change: None,
        effective_date: None,
        invoice: String::new(),
        shared_with: group
            .iter()
            .filter(|other| other.tenant.id != tenant.id)
            .map(|other| other.tenant.id.clone())
            .collect(),
        state: PlanState::Blocked,
        findings: Vec::new(),
        result: None,
        units_before: None,
        units_after: None,
    })
}

#[cfg(test)]
mod tests;
