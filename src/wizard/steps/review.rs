//! Step 6: counts, all findings with a way to their cells, the changes against the saved config, and units.
//!
//! Units and the usage that they are drawn from are in `review/units.rs`.

pub mod units;

use crate::domain::billing::Figure;
use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::rules::{self, Unread};
use crate::domain::secret::Secret;
use crate::domain::settings::{LineChoice, TenantBilling, TenantSettings, TicketField, UnitField};
use crate::wizard::effect::{Effect, Slot};
use crate::wizard::field::{Edit, Field, counted, grouped};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Shared, Step};
use crate::wizard::remote::{Remote, Stamp};

use super::mapping::{Column, finding_detail};
use super::{Detail, Go, moved};
use units::{Known, Stand, Units};

pub use units::units_from;

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// What is wrong.
    #[default]
    Findings,
    /// What would change in the saved file.
    Changes,
    /// Every tenant with what it is linked to.
    All,
    /// Units now and wanted of each tenant with billing.
    Units,
}

impl View {
    /// All views, in their order.
    pub const ALL: [Self; 4] = [Self::Findings, Self::Changes, Self::All, Self::Units];

    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Changes => "changes",
            Self::All => "all",
            Self::Units => "units",
        }
    }
}

/// How a row of the changes stands to the saved file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Not in the saved file.
    New,
    /// Other than in it.
    Changed,
    /// No source has it any more; kept.
    Gone,
    /// As it was.
    Same,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The tenant's id; empty for the defaults.
    pub tenant: String,
    /// The tenant's name, or `default`.
    pub name: String,
    /// The field as the config spells it.
    pub field: String,
    /// Where, for people: `Contract`; in the view of units the company.
    pub place: String,
    /// What, in a few words.
    pub what: String,
    /// The finding, in the view of findings.
    pub finding: Option<Diagnostic>,
    /// The change, in those of changes and of all.
    pub change: Option<ChangeKind>,
    /// The units, in the view of units.
    pub units: Option<Known>,
}

/// Counts above the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tenants.
    pub tenants: usize,
    /// With a company.
    pub mapped: usize,
    /// Left out.
    pub excluded: usize,
    /// Neither.
    pub undecided: usize,
    /// Whose billing can be synced.
    pub ready: usize,
    /// Mapped without a contract.
    pub without: usize,
    /// Whose billing a finding holds back.
    pub held: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

/// What the step holds.
#[derive(Debug, Default)]
pub struct Review {
    /// What is listed.
    pub view: View,
    /// The row that has the focus.
    pub cursor: usize,
    /// The rows, as they are shown.
    pub rows: Vec<Row>,
    /// Rows of each view.
    pub view_counts: [usize; 4],
    /// Counts above the list.
    pub counts: Counts,
    /// Filter text; the rows have it applied.
    pub filter: Field,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// Petra's usage, and how the view of units stands.
    pub units: Units,
    findings: Vec<Row>,
    changes: Vec<Row>,
    all: Vec<Row>,
    of_units: Vec<Row>,
}

impl Review {
    /// Whether the filter is being typed.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.filtering
    }

    /// Judges everything anew.
    pub fn arrive(&mut self, shared: &Shared) {
        let mut judged = rules::judge(&shared.draft, &shared.catalog, shared.facts.today);
        if !shared.is_loading() {
            judged.extend(rules::not_verified(&shared.draft, &shared.catalog, Unread::Failed));
        }
        judged.extend(shared.drift());
        self.counts = counts(shared, &judged);
        self.findings = judged.into_iter().map(|finding| finding_row(shared, finding)).collect();
        // Errors before warnings, each in the order of the judge.
        self.findings.sort_by_key(|row| row.finding.as_ref().map(|finding| std::cmp::Reverse(finding.severity)));
        self.all = shared.draft.tenants.iter().flat_map(|entry| change_rows(shared, &entry.settings, true)).collect();
        self.changes = default_changes(shared);
        let has_sources = shared.draft.has_sources();
        for entry in &shared.draft.tenants {
            self.changes.extend(change_rows(shared, &entry.settings, false));
            if has_sources && entry.is_gone() {
                self.changes.push(row(
                    &entry.settings,
                    "",
                    "gone from its source; kept, and marked".to_owned(),
                    ChangeKind::Gone,
                ));
            }
        }
        self.units.billed = units::billed(&shared.draft);
        self.view_counts = [self.findings.len(), self.changes.len(), self.all.len(), self.units.billed];
        if self.view == View::Findings && self.findings.is_empty() {
            self.view = View::Changes;
        }
        self.draw_units(shared);
        self.arrange();
    }

    /// Draws up the rows of units, where they are what is listed.
    fn draw_units(&mut self, shared: &Shared) {
        self.of_units.clear();
        if self.view == View::Units {
            match self.units.rows(shared) {
                Ok(rows) => (self.of_units, self.units.problem) = (rows, None),
                Err(problem) => self.units.problem = Some(problem),
            }
        }
    }

    /// Asks for Petra's usage where its view is open and nobody asked yet. It is not asked for before: a look at the
    /// findings costs Petra nothing.
    pub fn want_usage(&mut self, shared: &mut Shared) {
        if self.view == View::Units && self.units.usage == Remote::NotAsked {
            self.ask_usage(shared);
        }
    }

    fn ask_usage(&mut self, shared: &mut Shared) {
        if !self.units.can_ask() {
            return;
        }
        let wait = shared.wait();
        self.units.usage = Remote::Loading(wait);
        let field = shared.draft.billing.as_ref().and_then(|policy| policy.unit_field);
        // The key is put in where all secrets are known.
        shared.effect(Effect::LoadUsage(wait.stamp, Secret::default(), field.unwrap_or(UnitField::TotalLicensedUsers)));
        self.draw_units(shared);
        self.arrange();
    }

    /// Takes in usage, if it is the awaited one.
    pub fn take_usage(&mut self, shared: &Shared, stamp: Stamp, result: Result<Vec<Figure>, Diagnostic>) {
        if self.units.usage.receive(stamp, result) {
            self.draw_units(shared);
            self.arrange();
        }
    }

    fn arrange(&mut self) {
        let words: Vec<String> = self.filter.text().split_whitespace().map(str::to_lowercase).collect();
        let rows = match self.view {
            View::Findings => &self.findings,
            View::Changes => &self.changes,
            View::All => &self.all,
            View::Units => &self.of_units,
        };
        self.rows = rows
            .iter()
            .filter(|row| {
                let code = row.finding.as_ref().map_or("", |finding| finding.code.as_str());
                let more = row.units.as_ref().map(units::also_found_by).unwrap_or_default();
                let text = format!("{} {} {} {code} {more}", row.name, row.place, row.what).to_lowercase();
                words.iter().all(|word| text.contains(word.as_str()))
            })
            .cloned()
            .collect();
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// What is to be solved before Save, in words.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        to_be_solved(self.counts.errors)
    }

    /// The row that has the focus.
    #[must_use]
    pub fn focused(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        match message {
            Message::Edit(edit) if self.filtering => self.edit_filter(edit),
            Message::Paste(text) if self.filtering => self.edit_filter(&Edit::Paste(text.clone())),
            Message::Paste(_) => shared.say("Paste ignored: no field has the focus."),
            Message::Move(Move::Rows(by)) => self.cursor = moved(self.cursor, *by, self.rows.len()),
            Message::Move(Move::First) => self.cursor = 0,
            Message::Move(Move::Last) => self.cursor = self.rows.len().saturating_sub(1),
            Message::Tab => self.cursor = moved(self.cursor, 1, self.rows.len()),
            Message::BackTab => self.cursor = moved(self.cursor, -1, self.rows.len()),
            Message::View(forward) => {
                let at = self.view as usize;
                let views = View::ALL.len();
                self.view = View::ALL[if *forward { at + 1 } else { at + views - 1 } % views];
                self.cursor = 0;
                self.draw_units(shared);
                self.arrange();
                self.want_usage(shared);
            }
            Message::Again | Message::AgainAll if self.view == View::Units => {
                self.ask_usage(shared);
                if matches!(message, Message::AgainAll) {
                    return Go::ReadContracts;
                }
            }
            Message::Filter => {
                self.filtering = true;
                self.filter.enter();
            }
            Message::Enter if self.filtering => self.filtering = false,
            Message::Enter => return self.enter(),
            Message::NextFinding | Message::PreviousFinding => {
                if self.view != View::Findings && !self.findings.is_empty() {
                    self.view = View::Findings;
                    self.cursor = 0;
                    self.arrange();
                } else if let Some(next) = self.next_finding(matches!(message, Message::NextFinding)) {
                    self.cursor = next;
                }
                return self.enter();
            }
            Message::Write => {
                shared.effect(Effect::WriteFile("petra-autotask-findings.txt".into(), self.as_text()));
            }
            Message::Back if self.filtering || !self.filter.is_empty() => {
                self.filtering = false;
                self.filter.set("");
                self.arrange();
            }
            Message::Back if self.view == View::Units && self.units.usage.loading().is_some() => {
                shared.effect(Effect::Cancel(Slot::Usage));
                self.units.usage = Remote::NotAsked;
            }
            Message::Back => return Go::Back,
            _ => {}
        }
        Go::Stay
    }

    fn edit_filter(&mut self, edit: &Edit) {
        if self.filter.edit(edit).is_ok() {
            self.arrange();
        }
    }

    /// The first error where the cursor is on none of them yet, else the next finding.
    fn next_finding(&self, forward: bool) -> Option<usize> {
        let count = self.rows.len();
        if count == 0 {
            return None;
        }
        Some(if forward { self.cursor.min(count - 1) } else { (self.cursor + count - 1) % count })
    }

    fn enter(&self) -> Go {
        match self.focused() {
            None if self.view == View::Units && self.units.stand() == Stand::NoKey => Go::To(Step::Tenants),
            None => Go::Stay,
            Some(row) if row.tenant.is_empty() => Go::To(Step::Ticketing),
            Some(_) => Go::Jump,
        }
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Detail {
        let Some(row) = self.focused() else {
            if self.view == View::Units {
                return self.units.detail();
            }
            return Detail::new(
                match self.view {
                    View::Findings => "Nothing is wrong",
                    View::Changes if shared.saved.is_some() => "The saved config says the same. Nothing to write.",
                    _ => "Nothing is listed",
                },
                [""; 0],
            );
        };
        if let Some(finding) = &row.finding {
            return finding_detail(&row.name, finding);
        }
        if let Some(known) = &row.units {
            return units::row_detail(shared, row, known);
        }
        let kind = match row.change {
            Some(ChangeKind::New) => "new",
            Some(ChangeKind::Gone) => "gone",
            Some(ChangeKind::Changed) => "changed",
            _ => "as it is",
        };
        let title = match row.field.as_str() {
            "" => format!("{}   {kind}", row.name),
            _ => format!("{}   {}   {kind}", row.name, row.place),
        };
        Detail::new(title, [row.what.clone()])
    }

    /// The findings as a text.
    #[must_use]
    pub fn as_text(&self) -> String {
        let mut text = format!("Findings: {}\n\n", self.findings.len());
        for row in &self.findings {
            if let Some(finding) = &row.finding {
                text.push_str(&format!("{}  {}  {}\n", row.name, row.place, finding.code));
                for part in [&finding.summary, &finding.detail, &finding.hint] {
                    if !part.is_empty() {
                        text.push_str(&format!("    {part}\n"));
                    }
                }
            }
        }
        text
    }

    /// The counts in two lines.
    #[must_use]
    pub fn count_lines(&self) -> [String; 2] {
        let counts = self.counts;
        [
            format!(
                "{}   {} mapped   {} excluded   {} undecided",
                counted(counts.tenants, "tenant", "tenants"),
                grouped(counts.mapped),
                grouped(counts.excluded),
                grouped(counts.undecided)
            ),
            format!(
                "Billing       {} ready   {} without a contract   {} held by a finding",
                grouped(counts.ready),
                grouped(counts.without),
                grouped(counts.held)
            ),
        ]
    }
}

/// Why nothing can be saved while contracts are on their way; untrue once they are here.
pub const CONTRACTS_AWAITED: &str = "The contracts are still being read; then this can be saved.";

/// What stands between the draft and a saved config, in words. Everything is judged anew.
#[must_use]
pub fn stops_save(shared: &Shared) -> Option<String> {
    if shared.loads.billing.loading().is_some() {
        return Some(CONTRACTS_AWAITED.to_owned());
    }
    let findings = rules::judge(&shared.draft, &shared.catalog, shared.facts.today);
    to_be_solved(findings.iter().filter(|finding| finding.is_error()).count())
}

fn to_be_solved(errors: usize) -> Option<String> {
    match errors {
        0 => None,
        1 => Some("1 error is to be solved first; f goes to it.".to_owned()),
        many => Some(format!("{} errors are to be solved first; f goes to the first.", grouped(many))),
    }
}

fn counts(shared: &Shared, findings: &[Diagnostic]) -> Counts {
    let tenants = &shared.draft.tenants;
    let mut counts = Counts {
        tenants: tenants.len(),
        errors: findings.iter().filter(|finding| finding.is_error()).count(),
        warnings: findings.iter().filter(|finding| !finding.is_error()).count(),
        ..Counts::default()
    };
    let held: std::collections::HashSet<&str> = findings
        .iter()
        .filter(|finding| finding.is_error() || finding.code.blocks_billing() || finding.code == Code::NotVerified)
        .filter_map(|finding| finding.subject.tenant.as_deref())
        .collect();
    for entry in tenants {
        let settings = &entry.settings;
        if settings.excluded.is_some() {
            counts.excluded += 1;
        } else if settings.company.is_none() {
            counts.undecided += 1;
        } else {
            counts.mapped += 1;
            match &settings.billing {
                None => counts.without += 1,
                Some(_) if held.contains(settings.id.as_str()) => counts.held += 1,
                Some(_) => counts.ready += 1,
            }
        }
    }
    counts
}

fn place_words(field: &str) -> String {
    if let Some(field) = TicketField::ALL.into_iter().find(|known| known.key() == field) {
        return field.label().to_owned();
    }
    match field {
        "catchAllCompany" => "Unmapped tenant".to_owned(),
        "" | "name" => Column::Tenant.label().to_owned(),
        other => match Column::of_field(other) {
            Column::Tenant => other.to_owned(),
            column => column.label().to_owned(),
        },
    }
}

fn finding_row(shared: &Shared, finding: Diagnostic) -> Row {
    let tenant = finding.subject.tenant.clone().unwrap_or_default();
    let name = shared.draft.tenant(&tenant).map_or_else(|| "default".to_owned(), |entry| entry.settings.name.clone());
    let field = finding.subject.field.clone().unwrap_or_default();
    Row {
        name,
        place: place_words(&field),
        what: if finding.brief.is_empty() { finding.summary.clone() } else { finding.brief.clone() },
        field,
        tenant,
        finding: Some(finding),
        change: None,
        units: None,
    }
}

fn row(settings: &TenantSettings, field: &str, what: String, change: ChangeKind) -> Row {
    Row {
        tenant: settings.id.clone(),
        name: settings.name.clone(),
        field: field.to_owned(),
        place: place_words(field),
        what,
        finding: None,
        change: Some(change),
        units: None,
    }
}

fn default_changes(shared: &Shared) -> Vec<Row> {
    let old = shared.saved.as_ref().map(|saved| &saved.settings.ticketing);
    let new = &shared.draft.ticketing;
    let mut rows = Vec::new();
    let mut push = |field: &str, from: Option<&str>, to: Option<&str>| {
        if from != to {
            let what = match (from, to) {
                (Some(from), Some(to)) => format!("{from} → {to}"),
                (Some(from), None) => format!("{from} → none"),
                (None, to) => to.unwrap_or_default().to_owned(),
            };
            rows.push(Row {
                tenant: String::new(),
                name: "default".to_owned(),
                field: field.to_owned(),
                place: place_words(field),
                what,
                finding: None,
                change: Some(if from.is_some() { ChangeKind::Changed } else { ChangeKind::New }),
                units: None,
            });
        }
    };
    for field in TicketField::ALL {
        let name = |chosen: Option<&crate::domain::settings::Named>| chosen.map(|chosen| chosen.name.clone());
        let from = name(old.and_then(|old| old.fields.get(field)));
        let to = name(new.fields.get(field));
        push(field.key(), from.as_deref(), to.as_deref());
    }
    let from = old.and_then(|old| old.catch_all_company.as_ref()).map(|company| company.name.as_str());
    push("catchAllCompany", from, new.catch_all_company.as_ref().map(|company| company.name.as_str()));
    rows
}

/// What a tenant is linked to, in a few words.
fn link_words(settings: &TenantSettings) -> String {
    if let Some(reason) = &settings.excluded {
        return format!("excluded: {reason}");
    }
    let Some(company) = &settings.company else { return "undecided".to_owned() };
    let mut words = company.name.clone();
    match &settings.billing {
        None => words.push_str(", no contract"),
        Some(billing) => {
            words.push_str(", ");
            words.push_str(&billing.contract.name);
            if let Some(choice) = billing.choice() {
                words.push_str(", ");
                words.push_str(&choice.words());
            }
        }
    }
    words
}

/// A tenant's changes against the saved file; with `all` a row where nothing changed too.
fn change_rows(shared: &Shared, settings: &TenantSettings, all: bool) -> Vec<Row> {
    let old =
        shared.saved.as_ref().and_then(|saved| saved.settings.tenants.iter().find(|tenant| tenant.id == settings.id));
    if all {
        let kind = match old {
            None => ChangeKind::New,
            Some(old) if old == settings => ChangeKind::Same,
            Some(_) => ChangeKind::Changed,
        };
        return vec![row(settings, "", link_words(settings), kind)];
    }
    let Some(old) = old else {
        let sign = if settings.excluded.is_some() { "," } else { ":" };
        return vec![row(settings, "", format!("new{sign} {}", link_words(settings)), ChangeKind::New)];
    };
    let mut rows = Vec::new();
    if old.excluded != settings.excluded
        || old.company.as_ref().map(|company| company.id) != settings.company.as_ref().map(|company| company.id)
    {
        rows.push(row(
            settings,
            "company",
            format!("was {} → {}", link_words(old), link_words(settings)),
            ChangeKind::Changed,
        ));
        return rows;
    }
    for field in TicketField::ALL {
        let (from, to) = (old.own(field), settings.own(field));
        if from.map(|value| value.id) != to.map(|value| value.id) {
            let words = |value: Option<&crate::domain::settings::Named>| {
                value.map_or("default".to_owned(), |value| value.name.clone())
            };
            rows.push(row(settings, field.key(), format!("{} → {}", words(from), words(to)), ChangeKind::Changed));
        }
    }
    let contract = |tenant: &TenantSettings| tenant.billing.as_ref().map(|billing| billing.contract.clone());
    let (from, to) = (contract(old), contract(settings));
    if from.as_ref().map(|contract| contract.id) != to.as_ref().map(|contract| contract.id) {
        let words = |contract: Option<crate::domain::settings::Named>| {
            contract.map_or("none".to_owned(), |contract| contract.name)
        };
        rows.push(row(settings, "contract", format!("{} → {}", words(from), words(to)), ChangeKind::Changed));
    }
    let choice = |tenant: &TenantSettings| tenant.billing.as_ref().and_then(TenantBilling::choice);
    let (from, to) = (choice(old), choice(settings));
    let line = |choice: &LineChoice| (choice.kind, choice.line_id);
    if from.as_ref().map(line) != to.as_ref().map(line) {
        let words = |choice: Option<LineChoice>| {
            choice.map_or("none".to_owned(), |choice| format!("{} ({})", choice.name, choice.line_words()))
        };
        rows.push(row(settings, "service", format!("{} → {}", words(from), words(to)), ChangeKind::Changed));
    }
    // The links are the same; what is saved besides is what the linked things are called.
    if rows.is_empty() && old != settings {
        let what = if old.name == settings.name {
            "names as Autotask has them now".to_owned()
        } else {
            format!("was called {}", old.name)
        };
        rows.push(row(settings, "", what, ChangeKind::Changed));
    }
    rows
}

/// Whether a severity is an error, in a word.
#[must_use]
pub const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
