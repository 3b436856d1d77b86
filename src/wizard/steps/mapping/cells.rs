//! What the cells of the grid say, and the detail of the one that has the focus.

use crate::domain::catalog::Lookup;
use crate::domain::diagnostic::{Diagnostic, Severity};
use crate::domain::draft::Entry;
use crate::domain::matching::{Class, Suggestion};
use crate::domain::settings::{Named, TenantBilling, TicketField};
use crate::wizard::field::{counted, grouped};
use crate::wizard::model::Shared;
use crate::wizard::steps::Detail;

use super::{Column, Mapping};

/// How a cell's text is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Chosen.
    Chosen,
    /// Suggested, not taken.
    Suggested,
    /// Nothing chosen, and it is needed.
    Undecided,
    /// Nothing chosen, which is an answer.
    Empty,
    /// The default.
    Default,
    /// The tenant's own, not the default.
    Own,
    /// Why the tenant is left out.
    Excluded,
}

/// A cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// How that is meant.
    pub kind: CellKind,
}

impl Cell {
    fn new(text: impl Into<String>, kind: CellKind) -> Self {
        Self { text: text.into(), kind }
    }
}

impl Mapping {
    /// A cell of the draft's tenant at `place`.
    #[must_use]
    pub fn cell(&self, shared: &Shared, place: usize, column: Column) -> Cell {
        let Some(entry) = shared.draft.tenants.get(place) else { return Cell::new("", CellKind::Empty) };
        let settings = &entry.settings;
        if column == Column::Tenant {
            return Cell::new(settings.name.clone(), CellKind::Chosen);
        }
        if let Some(reason) = &settings.excluded {
            return match column {
                Column::Company => Cell::new(format!("excluded: {reason}"), CellKind::Excluded),
                _ => Cell::new("", CellKind::Empty),
            };
        }
        match column {
            Column::Tenant => unreachable!("answered above"),
            Column::Company => self.company_cell(shared, place, entry),
            Column::Contract => match (&settings.billing, self.suggested_billing(shared, place)) {
                (Some(billing), _) => Cell::new(billing.contract.label(), CellKind::Chosen),
                (None, Some(suggested)) => Cell::new(suggested.contract.name, CellKind::Suggested),
                (None, None) => Cell::new("", CellKind::Empty),
            },
            Column::Service => match (&settings.billing, self.suggested_billing(shared, place)) {
                (Some(billing), _) => match billing.choice() {
                    Some(choice) => Cell::new(choice.words(), CellKind::Chosen),
                    None => Cell::new("?", CellKind::Undecided),
                },
                (None, Some(suggested)) => {
                    let service = suggested.service.map_or_else(String::new, |service| service.name);
                    Cell::new(service, CellKind::Suggested)
                }
                (None, None) => Cell::new("", CellKind::Empty),
            },
            Column::Ticket(field) => match (settings.own(field), shared.draft.ticketing.fields.get(field)) {
                (Some(own), _) => Cell::new(own.label(), CellKind::Own),
                (None, Some(default)) => Cell::new(default.label(), CellKind::Default),
                (None, None) if TicketField::REQUIRED.contains(&field) => Cell::new("?", CellKind::Undecided),
                (None, None) => Cell::new("", CellKind::Empty),
            },
        }
    }

    fn suggested_billing(&self, shared: &Shared, place: usize) -> Option<TenantBilling> {
        super::take::as_billing(shared, self.billing_suggestion(place)?)
    }

    /// Whether a tenant has a ticket field of its own.
    #[must_use]
    pub fn has_own_fields(shared: &Shared, place: usize) -> bool {
        shared.draft.tenants.get(place).is_some_and(|entry| entry.settings.ticketing.is_some())
    }

    fn company_cell(&self, shared: &Shared, place: usize, entry: &Entry) -> Cell {
        if let Some(company) = &entry.settings.company {
            return Cell::new(company.label(), CellKind::Chosen);
        }
        let Some(suggestion) = self.open_suggestion(shared, place) else { return Cell::new("?", CellKind::Undecided) };
        match suggestion.class {
            Class::None => Cell::new("?", CellKind::Undecided),
            Class::Ambiguous => Cell::new(format!("{} equal candidates", suggestion.equals()), CellKind::Suggested),
            Class::Certain | Class::Likely => {
                Cell::new(company_name(shared, suggestion.company_id()), CellKind::Suggested)
            }
        }
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Detail {
        if let Some(question) = &self.question {
            return Detail::new(
                format!("One company for {}", counted(question.tenants.len(), "tenant", "tenants")),
                ["Their incidents and invoices all go to this one company. u takes it back."],
            );
        }
        if let Some(picker) = &self.picker {
            return match picker.focused_company(&shared.catalog).filter(|_| picker.is_companies()) {
                Some(company) => {
                    self.company_detail(shared, company, picker.tenants.first().map_or("", String::as_str))
                }
                // Why the list is empty stands in the list.
                None => picker.detail().unwrap_or_default(),
            };
        }
        let Some(place) = self.place() else {
            return if shared.draft.tenants.is_empty() {
                Detail::new(
                    "No tenants yet",
                    ["Tenants, step 3, reads them from Petra, a file or what you type. 3 goes there."],
                )
            } else {
                Detail::new("No row is shown", ["v shows another view, Esc takes the filter away."])
            };
        };
        let mut detail = self.row_detail(shared, place);
        if let Some(why) = self.refused.get(&shared.draft.tenants[place].settings.id) {
            detail.paragraphs.insert(0, format!("Not copied to it: {why}."));
        }
        detail
    }

    /// The finding that the detail shows: of the focused cell, else the first of the row.
    #[must_use]
    pub fn focused_finding(&self) -> Option<&Diagnostic> {
        let state = self.state()?;
        let field = match self.column {
            Column::Tenant => None,
            Column::Company => Some("company"),
            Column::Contract => Some("contract"),
            Column::Service => Some("service"),
            Column::Ticket(field) => Some(field.key()),
        };
        field.and_then(|field| state.finding_of(field)).or_else(|| state.findings.first())
    }

    fn row_detail(&self, shared: &Shared, place: usize) -> Detail {
        let entry = &shared.draft.tenants[place];
        let settings = &entry.settings;
        let name = settings.name.as_str();
        if let Some(finding) = self.focused_finding() {
            return finding_detail(name, finding);
        }
        if let Some(reason) = &settings.excluded {
            return Detail::new(
                format!("{name}   excluded: {reason}"),
                ["No ticket is opened and nothing is billed for it. x takes that back."],
            );
        }
        match (self.column, &settings.company) {
            (Column::Ticket(field), _) => ticket_detail(shared, place, field),
            (_, None) => match self.open_suggestion(shared, place) {
                Some(suggestion) => self.suggestion_detail(shared, place, suggestion),
                None => self.no_suggestion_detail(shared, entry),
            },
            (Column::Contract | Column::Service, Some(company)) => self.billing_detail(shared, place, company.id),
            (_, Some(company)) => self.company_detail_of(shared, name, company.id, &settings.id),
        }
    }

    /// A suggestion in words: what, why, which is next and how near, what to do.
    fn suggestion_detail(&self, shared: &Shared, place: usize, suggestion: &Suggestion) -> Detail {
        let name = shared.draft.tenants[place].settings.name.as_str();
        let class = self.states.get(place).and_then(|state| state.class).unwrap_or(suggestion.class);
        let title = match (class, suggestion.company_id()) {
            (Class::None, _) => format!("{name}   undecided   no match"),
            (Class::Ambiguous, _) | (_, None) => format!("{name}   {}", class.word()),
            (_, Some(id)) => {
                let mut title = format!("{name}   {}: {}", class.word(), company_name(shared, Some(id)));
                let city = shared.catalog.company(id).found().and_then(|company| company.city.as_deref());
                if let Some(city) = city.filter(|city| !city.is_empty()) {
                    title.push_str(", ");
                    title.push_str(city);
                }
                title.push_str(&format!(", id {id}"));
                title
            }
        };
        let mut evidence = suggestion.evidence.clone();
        if class != suggestion.class
            && let Some(company) = suggestion.company_id()
        {
            evidence.push(' ');
            evidence.push_str(&used_by(shared, company, ""));
        }
        let next = match class {
            Class::Certain | Class::Likely => format!("{}a accepts, Enter shows all.", runner_up(shared, suggestion)),
            Class::Ambiguous => format!("{}Enter shows them.", runner_up(shared, suggestion)),
            Class::None => "Enter searches the companies, x excludes the tenant.".to_owned(),
        };
        Detail::new(title, [evidence, next].into_iter().filter(|part| !part.is_empty()))
    }

    fn no_suggestion_detail(&self, shared: &Shared, entry: &Entry) -> Detail {
        let name = entry.settings.name.as_str();
        let has_all = shared.catalog.has_all_companies();
        let words = if let Some(failure) = shared.loads.companies.failed().filter(|_| !has_all) {
            format!("The companies could not be loaded: {} {}", failure.summary, failure.hint)
        } else if !has_all {
            "Suggestions come when all companies are here; Enter searches those that are.".to_owned()
        } else if self.suggest.loading().is_some() {
            "Suggestions are being made.".to_owned()
        } else {
            "Enter searches the companies, x excludes the tenant.".to_owned()
        };
        Detail::new(format!("{name}   undecided"), [words])
    }

    fn billing_detail(&self, shared: &Shared, place: usize, company: i64) -> Detail {
        let settings = &shared.draft.tenants[place].settings;
        let name = settings.name.as_str();
        if let Some(billing) = &settings.billing {
            let mut words = Vec::new();
            if let Lookup::Found(contract) = shared.catalog.contract(billing.contract.id) {
                words.push(format!("Runs {}.", super::pick::runs(contract)));
            }
            if let Some(choice) = billing.choice() {
                let line = shared.catalog.line(billing.contract.id, choice.kind, choice.line_id).found();
                let units = line.map(|line| {
                    counted(usize::try_from(line.units_on(shared.facts.today)).unwrap_or(0), "unit", "units")
                });
                words.push(match units {
                    Some(units) => format!("{}, {}, {units} today.", choice.name, choice.line_words()),
                    None => format!("{}, {}.", choice.name, choice.line_words()),
                });
            }
            return Detail::new(
                format!("{name}   {}, id {}", billing.contract.label(), billing.contract.id),
                [words.join(" ")],
            );
        }
        if let Some(suggested) = self.billing_suggestion(place) {
            let names = self.suggested_billing(shared, place).map_or_else(String::new, |billing| {
                let service = billing.service.map_or_else(String::new, |service| service.name);
                format!("{}, {service}", billing.contract.name)
            });
            return Detail::new(
                format!("{name}   {}: {names}", suggested.class.word()),
                [suggested.evidence.clone(), "a accepts both, Enter shows all contracts.".to_owned()],
            );
        }
        if let Some(wait) = Self::billing_wait(shared, company) {
            return Detail::new(
                format!("{name}   waiting for the contracts, {} s", shared.seconds(wait)),
                ["They are asked for in the background; everything else goes on."],
            );
        }
        if let Some(failure) = shared.loads.billing.failed().filter(|_| shared.catalog.contracts_of(company).is_none())
        {
            return Detail::new(
                format!("{name}   {}   contracts could not be loaded", failure.code),
                [failure.summary.clone(), failure.hint.clone()],
            );
        }
        let recurring = shared
            .catalog
            .contracts_of(company)
            .map(|contracts| contracts.iter().filter(|contract| contract.is_recurring()).count());
        match recurring {
            Some(0) => Detail::new(
                format!("{name}   no contract"),
                [format!(
                    "{} has no Recurring Service contract. Create one in Autotask; then r loads again. Without one tickets work, billing does not.",
                    company_name(shared, Some(company))
                )],
            ),
            Some(count) => Detail::new(
                format!("{name}   no contract"),
                [format!(
                    "{} has {}. Enter chooses; without one tickets work, billing does not.",
                    company_name(shared, Some(company)),
                    counted(count, "Recurring Service contract", "Recurring Service contracts")
                )],
            ),
            None => {
                Detail::new(format!("{name}   no contract"), ["Its company's contracts are not loaded; r loads them."])
            }
        }
    }

    fn company_detail_of(&self, shared: &Shared, tenant: &str, company: i64, id: &str) -> Detail {
        let mut detail = self.company_detail(shared, company, id);
        detail.title = format!("{tenant}   {}", detail.title);
        detail
    }

    /// All about a company, as a choice for a tenant.
    #[must_use]
    pub fn company_detail(&self, shared: &Shared, company: i64, tenant: &str) -> Detail {
        let Lookup::Found(found) = shared.catalog.company(company) else {
            let saved = company_name(shared, Some(company));
            return Detail::new(format!("{saved}, id {company}"), ["Not loaded from Autotask yet."]);
        };
        let mut title = format!("{}   id {}", found.name, found.id);
        for part in [&found.city, &found.web_address].into_iter().flatten().filter(|part| !part.is_empty()) {
            title.push_str(", ");
            title.push_str(part);
        }
        title.push_str(if found.active { ", active" } else { ", inactive" });
        let mut paragraphs = Vec::new();
        if let Some(suggestion) = self.suggestions.get(tenant)
            && suggestion.company_id() == Some(company)
        {
            paragraphs.push(suggestion.evidence.clone());
        }
        paragraphs.push(used_by(shared, company, tenant));
        if company == 0 {
            paragraphs.push("This is the MSP's own company in Autotask.".to_owned());
        }
        Detail { title, paragraphs }
    }

    /// How the loading of companies and suggestions stands, in a sentence.
    #[must_use]
    pub fn load_words(&self, shared: &Shared) -> String {
        if let Some(wait) = shared.loads.kept_companies.loading() {
            return format!("Looking for companies that were kept, {} s.", shared.seconds(wait));
        }
        let companies = counted(shared.catalog.companies().len(), "company", "companies");
        if let Some(wait) = shared.loads.companies.loading() {
            let seconds = shared.seconds(wait);
            let come = shared.catalog.companies_loaded();
            let come = match shared.loads.companies_total {
                Some(total) => format!("{} of {} companies", grouped(come), grouped(total)),
                None => format!("{} so far", counted(come, "company", "companies")),
            };
            let again = if shared.catalog.has_all_companies() { " read again" } else { "" };
            let unread = shared.loads.kept_companies.failed().map_or("", |_| "; the kept list cannot be read");
            return format!("{come}{again}, {seconds} s{unread}.");
        }
        if !shared.catalog.has_all_companies() {
            return String::new();
        }
        if let Some(read_at) = shared.catalog.companies_kept_at() {
            let again = if shared.loads.companies.failed().is_some() { "tries" } else { "reads" };
            return format!("{companies}, read {read_at}; R {again} again.");
        }
        match self.certain {
            0 => format!("{companies} loaded."),
            1 => format!("{companies} loaded. 1 certain: A accepts it."),
            certain => format!("{companies} loaded. {} certain: A accepts them.", grouped(certain)),
        }
    }
}

/// A finding as the detail shows it: name, weight, code; the sentence; what to do.
#[must_use]
pub fn finding_detail(name: &str, finding: &Diagnostic) -> Detail {
    let weight = match finding.severity {
        Severity::Error => "error",
        Severity::Warning if finding.code.blocks_billing() => "warning, blocks billing",
        Severity::Warning => "warning",
    };
    Detail::new(
        format!("{name}   {weight}   {}", finding.code),
        [finding.summary.as_str(), finding.detail.as_str(), finding.hint.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty()),
    )
}

/// The next best company and how near it is, with a blank behind; empty where there is none.
fn runner_up(shared: &Shared, suggestion: &Suggestion) -> String {
    let Some(next) = suggestion.runner_up_id() else { return String::new() };
    let near = match suggestion.margin() {
        0 => "equally near",
        1..=5 => "close behind",
        6..=20 => "behind",
        _ => "far behind",
    };
    format!("Runner-up {}, {near}. ", company_name(shared, Some(next)))
}

/// Which tenants but `tenant` have a company, in a sentence.
fn used_by(shared: &Shared, company: i64, tenant: &str) -> String {
    let others: Vec<&str> = shared
        .draft
        .tenants
        .iter()
        .map(|entry| &entry.settings)
        .filter(|other| other.id != tenant && other.excluded.is_none())
        .filter(|other| other.company.as_ref().is_some_and(|chosen| chosen.id == company))
        .map(|other| other.name.as_str())
        .collect();
    match others.as_slice() {
        [] => "No other tenant uses this company.".to_owned(),
        [one] => format!("{one} uses this company too."),
        [first, rest @ ..] => {
            format!("{first} and {} use this company too.", counted(rest.len(), "other tenant", "other tenants"))
        }
    }
}

/// A company's live name, or what stands for it.
pub(super) fn company_name(shared: &Shared, id: Option<i64>) -> String {
    let Some(id) = id else { return String::new() };
    match shared.catalog.company(id) {
        Lookup::Found(company) => company.name.clone(),
        _ => shared
            .draft
            .tenants
            .iter()
            .filter_map(|entry| entry.settings.company.as_ref())
            .find(|company| company.id == id)
            .map_or_else(|| format!("company {id}"), Named::label),
    }
}

fn ticket_detail(shared: &Shared, place: usize, field: TicketField) -> Detail {
    let settings = &shared.draft.tenants[place].settings;
    let title = |words: &str, value: &str| format!("{}   {}: {value}   {words}", settings.name, field.label());
    match (settings.own(field), shared.draft.ticketing.fields.get(field)) {
        (Some(own), Some(default)) => {
            Detail::new(title("own", &own.name), [format!("The default is {}; Del goes back to it.", default.name)])
        }
        (Some(own), None) if TicketField::REQUIRED.contains(&field) => {
            Detail::new(title("own", &own.name), ["There is no default yet: Ticketing, step 4."])
        }
        (Some(own), None) => {
            Detail::new(title("own", &own.name), ["The others have Autotask's default; Del goes back to it."])
        }
        (None, Some(default)) => {
            Detail::new(title("default", &default.name), ["Enter chooses another one for this tenant alone."])
        }
        (None, None) if TicketField::REQUIRED.contains(&field) => Detail::new(
            format!("{}   {}: none", settings.name, field.label()),
            ["Choose the default in Ticketing, step 4, or one for this tenant with Enter."],
        ),
        (None, None) => Detail::new(
            format!("{}   {}: Autotask's default", settings.name, field.label()),
            ["Enter chooses one for this tenant alone."],
        ),
    }
}
