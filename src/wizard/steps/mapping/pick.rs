//! Picking in the grid: what each picker lists, and which of it can be chosen.
//!
//! What a choice does is in `mapping/take.rs`.

use std::collections::BTreeMap;

use crate::domain::catalog::{Contract, LineKind};
use crate::domain::rules::{self, Choice as Verdict};
use crate::domain::settings::{LineChoice, Named, TenantBilling, TenantSettings, TicketField};
use crate::wizard::field::{counted, grouped};
use crate::wizard::model::Shared;
use crate::wizard::picker::{Candidate, Choice, Picker, Purpose, REASON_MEANS, Standing, Supply, Value};
use crate::wizard::steps::Detail;
use crate::wizard::steps::mapping::cells::{company_name, finding_detail};

use super::{Column, Mapping};

/// Reasons that are offered before anyone gave one.
const REASONS: [&str; 3] = ["own IT", "no longer a customer", "test tenant"];

/// From when to when a contract runs, in words.
pub(super) fn runs(contract: &Contract) -> String {
    match (contract.start, contract.end) {
        (Some(start), Some(end)) => format!("{start} to {end}"),
        (Some(start), None) => format!("from {start}"),
        (None, Some(end)) => format!("until {end}"),
        (None, None) => "without dates".to_owned(),
    }
}

fn standing(verdict: &Verdict) -> Standing {
    match verdict {
        Verdict::Free => Standing::Free,
        Verdict::AtAPrice { .. } => Standing::AtAPrice,
        Verdict::Cannot { .. } => Standing::Cannot,
    }
}

/// What is said of a thing that can be chosen: its finding if it has one, else `words`.
fn verdict_detail(name: &str, verdict: &Verdict, id: i64, words: &str) -> Detail {
    match verdict.finding() {
        Some(finding) => {
            let mut detail = finding_detail(name, finding);
            detail.title.push_str(&format!("   id {id}"));
            detail
        }
        None => Detail::new(format!("{name}   id {id}"), [words]),
    }
}

/// The values of a ticket field as a picker lists them; `default` is what choosing nothing means.
pub fn ticket_choices(
    shared: &Shared,
    field: TicketField,
    issue_type: Option<&Named>,
    default: Option<String>,
) -> Vec<Choice> {
    let mut items = Vec::new();
    if let Some(default) = default {
        items.push(Choice {
            value: Value::Nothing,
            cells: vec![default.clone(), String::new(), String::new()],
            standing: Standing::Free,
            detail: Detail::new(default, ["Nothing of its own is kept."]),
        });
    }
    let Some(lists) = shared.catalog.tickets() else { return items };
    for value in lists.of(field) {
        let verdict = rules::ticket_choice(field, value, issue_type, &shared.catalog);
        items.push(Choice {
            value: Value::Id(value.value, value.label.clone()),
            cells: vec![value.label.clone(), value.value.to_string(), verdict.short().to_owned()],
            standing: standing(&verdict),
            detail: verdict_detail(
                &value.label,
                &verdict,
                value.value,
                if value.default { "Active; Autotask's own default." } else { "Active." },
            ),
        });
    }
    items
}

impl Mapping {
    /// Opens the picker of the focused cell.
    pub(super) fn open_picker(&mut self, shared: &mut Shared) {
        let Some(place) = self.place() else { return };
        let settings = &shared.draft.tenants[place].settings;
        let tenants: Vec<String> =
            self.targets(shared).iter().map(|&at| shared.draft.tenants[at].settings.id.clone()).collect();
        let whom =
            if tenants.len() > 1 { format!("{} tenants", grouped(tenants.len())) } else { settings.name.clone() };
        match self.column {
            Column::Tenant => {}
            Column::Company => self.open_companies(shared, place, tenants, &whom),
            Column::Contract | Column::Service => self.open_billing(shared, place, tenants, &whom),
            Column::Ticket(field) => {
                let present = settings.own(field).map_or(Value::Nothing, |own| Value::Id(own.id, own.name.clone()));
                let purpose = Purpose::Ticket(field);
                let title = format!("{} for {whom}", field.label());
                let items = self.items(shared, place, purpose);
                self.picker = Some(Picker::choices(purpose, title, tenants, items, Some(&present)));
                self.remark(shared);
            }
        }
    }

    fn open_companies(&mut self, shared: &mut Shared, place: usize, tenants: Vec<String>, whom: &str) {
        let entry = &shared.draft.tenants[place];
        let mut title = format!("Company for {whom}");
        if tenants.len() == 1
            && let Some(domain) = entry.domains.first()
        {
            title.push_str(", ");
            title.push_str(domain);
        }
        let candidates = match self.suggestions.get(&entry.settings.id).filter(|_| tenants.len() == 1) {
            None => Vec::new(),
            Some(suggestion) => suggestion
                .candidates
                .iter()
                .map(|candidate| Candidate { company: candidate.company_id, why: candidate.why.to_owned() })
                .collect(),
        };
        let present = entry.settings.company.as_ref().map(|company| company.id);
        self.picker = Some(Picker::companies(Purpose::Company, title, tenants, candidates, present, &shared.catalog));
        self.remark(shared);
    }

    fn open_billing(&mut self, shared: &mut Shared, place: usize, tenants: Vec<String>, whom: &str) {
        let settings = &shared.draft.tenants[place].settings;
        let Some(company) = settings.company.clone() else {
            shared.say("First a company: contracts belong to one.");
            return;
        };
        let (purpose, title, present) = if self.column == Column::Contract {
            let present = settings
                .billing
                .as_ref()
                .map_or(Value::Nothing, |billing| Value::Id(billing.contract.id, billing.contract.name.clone()));
            (Purpose::Contract, format!("Contract for {whom}, of {}", company.name), present)
        } else {
            let Some(billing) = &settings.billing else {
                shared.say("First a contract: services stand on one.");
                return;
            };
            let present = billing.choice().map_or(Value::Nothing, Value::Line);
            (Purpose::Service, format!("Service for {whom}, in {}", billing.contract.name), present)
        };
        self.want_billing(shared, Some(company.id));
        let items = self.items(shared, place, purpose);
        // With nothing chosen yet the cursor begins on the first real choice, not on “none”.
        let present = if present == Value::Nothing {
            items
                .iter()
                .find(|item| item.standing == Standing::Free && item.value != Value::Nothing)
                .map(|item| item.value.clone())
        } else {
            Some(present)
        };
        self.picker = Some(Picker::choices(purpose, title, tenants, items, present.as_ref()));
        self.remark(shared);
    }

    /// Opens the list of reasons.
    pub(super) fn open_reasons(&mut self, shared: &Shared, first: usize, targets: &[usize]) {
        let name = shared.draft.tenants[first].settings.name.clone();
        let whom = if targets.len() > 1 { format!("{} tenants", grouped(targets.len())) } else { name };
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &shared.draft.tenants {
            if let Some(reason) = &entry.settings.excluded {
                *used.entry(reason).or_default() += 1;
            }
        }
        let mut reasons: Vec<(&str, usize)> = used.into_iter().collect();
        // Those given last come first, then those given most.
        let recent = |reason: &str| self.reasons.iter().position(|given| given == reason).unwrap_or(usize::MAX);
        reasons.sort_by_key(|&(reason, count)| (recent(reason), std::cmp::Reverse(count)));
        for reason in REASONS {
            if !reasons.iter().any(|(used, _)| used.eq_ignore_ascii_case(reason)) {
                reasons.push((reason, 0));
            }
        }
        let items = reasons
            .into_iter()
            .map(|(reason, count)| Choice {
                value: Value::Text(reason.to_owned()),
                cells: vec![
                    reason.to_owned(),
                    if count == 0 { String::new() } else { counted(count, "tenant", "tenants") },
                ],
                standing: Standing::Free,
                detail: Detail::new(format!("excluded: {reason}"), [REASON_MEANS]),
            })
            .collect();
        let tenants = targets.iter().map(|&place| shared.draft.tenants[place].settings.id.clone()).collect();
        self.picker = Some(Picker::choices(Purpose::Reason, format!("Exclude {whom}, because"), tenants, items, None));
    }

    /// The rows of a short list.
    fn items(&self, shared: &Shared, place: usize, purpose: Purpose) -> Vec<Choice> {
        let Some(entry) = shared.draft.tenants.get(place) else { return Vec::new() };
        let settings = &entry.settings;
        match purpose {
            Purpose::Ticket(field) => {
                let default = shared
                    .draft
                    .ticketing
                    .fields
                    .get(field)
                    .map_or_else(|| "Default".to_owned(), |default| format!("Default: {}", default.name));
                let issue_type = settings
                    .own(TicketField::IssueType)
                    .or_else(|| shared.draft.ticketing.fields.get(TicketField::IssueType));
                ticket_choices(shared, field, issue_type, Some(default))
            }
            Purpose::Contract => self.contract_items(shared, place),
            Purpose::Service => service_items(shared, settings),
            Purpose::Company | Purpose::CatchAll | Purpose::Reason | Purpose::Tenant => Vec::new(),
        }
    }

    fn contract_items(&self, shared: &Shared, place: usize) -> Vec<Choice> {
        let settings = &shared.draft.tenants[place].settings;
        let Some(company) = &settings.company else { return Vec::new() };
        let Some(mut contracts) = shared.catalog.contracts_of(company.id) else { return Vec::new() };
        // A saved contract that belongs elsewhere now is listed too, with that reason.
        if let Some(saved) =
            settings.billing.as_ref().and_then(|billing| shared.catalog.contract(billing.contract.id).found())
            && !contracts.iter().any(|contract| contract.id == saved.id)
        {
            contracts.push(saved);
        }
        // Running ones first, each group by its first day, the latest on top.
        contracts.sort_by_key(|contract| std::cmp::Reverse(contract.start));
        let suggested = self.billing_suggestion(place);
        let mut items: Vec<(u8, Choice)> = contracts
            .into_iter()
            .map(|contract| {
                let verdict = rules::contract_choice(contract, company.id, &shared.catalog, shared.facts.today);
                let third = match (&verdict, &suggested) {
                    (Verdict::Free, Some(suggested)) if suggested.contract_id == contract.id => {
                        "suggested: has the service".to_owned()
                    }
                    (Verdict::Free, _) => self.lines_in_words(shared, contract),
                    _ => verdict.short().to_owned(),
                };
                let group = match standing(&verdict) {
                    Standing::Free => 0,
                    Standing::AtAPrice => 1,
                    Standing::Cannot => 2,
                };
                let words = format!("Runs {}. Recurring Service.", runs(contract));
                let choice = Choice {
                    value: Value::Id(contract.id, contract.name.clone()),
                    cells: vec![contract.name.clone(), runs(contract), third],
                    standing: standing(&verdict),
                    detail: verdict_detail(&contract.name, &verdict, contract.id, &words),
                };
                (group, choice)
            })
            .collect();
        items.sort_by_key(|(group, _)| *group);
        let none = Choice {
            value: Value::Nothing,
            cells: vec!["No contract".to_owned(), String::new(), "tickets only, no billing".to_owned()],
            standing: Standing::Free,
            detail: Detail::new(
                "No contract",
                ["Tickets are opened, nothing is billed. A contract can be chosen later."],
            ),
        };
        std::iter::once(none).chain(items.into_iter().map(|(_, choice)| choice)).collect()
    }

    /// What a contract that could be billed has of the service that most tenants have: why it is, or is not, suggested.
    fn lines_in_words(&self, shared: &Shared, contract: &Contract) -> String {
        let Some(lines) = shared.catalog.lines_of(contract.id) else { return String::new() };
        if lines.is_empty() {
            return "has no service".to_owned();
        }
        let usual = self.usual_service.and_then(|id| shared.catalog.service(id).found());
        let Some(usual) = usual else {
            return format!("has {}", counted(lines.len(), "service", "services"));
        };
        let today = shared.facts.today;
        let sold = || lines.iter().filter(|line| line.sells(LineKind::Service, usual.id));
        match (sold().count(), sold().filter(|line| line.has_units_from(today)).count()) {
            (0, _) => format!("has no {}", usual.name),
            (1, _) | (_, 1) => format!("has {}", usual.name),
            (count, _) => format!("has {} {count} times", usual.name),
        }
    }

    /// Says what is awaited, or what to do where a list is empty.
    pub(super) fn remark(&mut self, shared: &Shared) {
        let Some(place) = self.place() else { return };
        let settings = &shared.draft.tenants[place].settings;
        let Some(picker) = &mut self.picker else { return };
        let company = settings.company.as_ref().map_or(-1, |company| company.id);
        let (is_here, failure) = match picker.purpose {
            Purpose::Company | Purpose::CatchAll => {
                (shared.catalog.has_all_companies(), shared.loads.companies.failed())
            }
            Purpose::Ticket(_) => (shared.catalog.tickets().is_some(), shared.loads.ticket_lists.failed()),
            Purpose::Contract | Purpose::Service => {
                (shared.catalog.contracts_of(company).is_some(), shared.loads.billing.failed())
            }
            Purpose::Reason | Purpose::Tenant => (true, None),
        };
        picker.supply = match (is_here, failure) {
            (true, _) => Supply::Here,
            (false, Some(_)) => Supply::Failed,
            (false, None) => Supply::Loading,
        };
        let (_, many) = picker.purpose.nouns();
        picker.remark = match (picker.supply, failure, picker.purpose) {
            (Supply::Failed, Some(failure), _) => {
                format!("The {many} could not be loaded: {} {}", failure.summary, failure.hint)
            }
            (Supply::Loading | Supply::Failed, ..) => format!("Waiting for the {many}."),
            (Supply::Here, _, purpose) => match purpose {
                Purpose::Company | Purpose::CatchAll => "Autotask shows this API user no company.".to_owned(),
                Purpose::Ticket(_) => "This Autotask has no value for it.".to_owned(),
                Purpose::Contract => format!(
                    "{} has no Recurring Service contract. Create one in Autotask; then Esc, and r loads again.",
                    company_name(shared, Some(company))
                ),
                Purpose::Service => {
                    "This contract has no service. Add one in Autotask; then Esc, and r loads again.".to_owned()
                }
                Purpose::Reason | Purpose::Tenant => String::new(),
            },
        };
    }

    /// Puts what arrived into the short list that is open.
    pub(super) fn refill_picker(&mut self, shared: &Shared) {
        let Some(place) = self.place() else { return };
        let Some(purpose) = self.picker.as_ref().map(|picker| picker.purpose) else { return };
        if matches!(purpose, Purpose::Contract | Purpose::Service | Purpose::Ticket(_)) {
            let items = self.items(shared, place, purpose);
            let was_empty = self.picker.as_ref().is_some_and(|picker| picker.is_empty() && picker.field.is_empty());
            if let Some(picker) = &mut self.picker {
                let first = items
                    .iter()
                    .position(|item| item.standing == Standing::Free && item.value != Value::Nothing)
                    .unwrap_or(0);
                picker.refill(items);
                if was_empty && matches!(purpose, Purpose::Contract | Purpose::Service) {
                    picker.cursor = first.min(picker.len().saturating_sub(1));
                }
            }
        }
        self.remark(shared);
    }
}

fn service_items(shared: &Shared, settings: &TenantSettings) -> Vec<Choice> {
    let Some(billing) = &settings.billing else { return Vec::new() };
    let Some(lines) = shared.catalog.lines_of(billing.contract.id) else { return Vec::new() };
    let today = shared.facts.today;
    let mut items = vec![Choice {
        value: Value::Nothing,
        cells: vec!["No billing".to_owned(), String::new(), String::new(), "takes the contract away too".to_owned()],
        standing: Standing::Free,
        detail: Detail::new("No billing", ["The contract goes too: tickets are opened, nothing is billed."]),
    }];
    for line in lines {
        let verdict = rules::line_choice(line, &shared.catalog, today);
        let item = shared.catalog.item(line.kind, line.item_id).found();
        let name = item.map_or_else(|| format!("{} {}", line.kind.word(), line.item_id), |item| item.name.clone());
        let users: Vec<&str> = shared
            .draft
            .tenants
            .iter()
            .map(|entry| &entry.settings)
            .filter(|other| other.id != settings.id && other.excluded.is_none())
            .filter(|other| {
                let choice = other.billing.as_ref().and_then(TenantBilling::choice);
                choice.is_some_and(|choice| choice.is_line(line))
            })
            .map(|other| other.name.as_str())
            .collect();
        let kind = match line.kind {
            LineKind::Service => "",
            LineKind::Bundle => "A service bundle: its units are those of all services in it. ",
        };
        let words = match users.as_slice() {
            [] => format!("{kind}{} in force today. No other tenant uses this line.", line.units_on(today)),
            users => format!("{kind}{} in force today. Also used by {}.", line.units_on(today), users.join(", ")),
        };
        let choice = LineChoice::of(line, name);
        items.push(Choice {
            cells: vec![
                choice.name.clone(),
                line.id.to_string(),
                line.units_on(today).to_string(),
                last_words(line.kind, &verdict),
            ],
            standing: standing(&verdict),
            detail: verdict_detail(&choice.words(), &verdict, line.id, &words),
            value: Value::Line(choice),
        });
    }
    items
}

/// What stands behind a line: that it is a bundle's, and what is wrong with it.
fn last_words(kind: LineKind, verdict: &Verdict) -> String {
    match (kind, verdict.short()) {
        (LineKind::Bundle, "") => kind.word().to_owned(),
        (LineKind::Bundle, short) if !short.contains(kind.word()) => format!("{}, {short}", kind.word()),
        (_, short) => short.to_owned(),
    }
}
