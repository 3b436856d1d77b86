//! Step 5: the grid, a row a tenant — company, ticket fields, contract, service — with its pickers, selection and undo.
//!
//! How each row stands is in `mapping/state.rs`, which are shown in `mapping/grid.rs`, what a cell says in
//! `mapping/cells.rs`, accepting in `mapping/accept.rs`, copying in `mapping/copy.rs`, what the pickers list in
//! `mapping/pick.rs`, what a choice does in `mapping/take.rs`, undo in `mapping/history.rs`.

mod accept;
mod cells;
mod copy;
mod grid;
mod history;
mod pick;
mod state;
mod take;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::matching::Suggestion;
use crate::domain::settings::{Named, TenantBilling, TenantSettings, TicketField};
use crate::domain::tenant_ids::{TenantIds, left_out};
use crate::wizard::effect::{Effect, Reply};
use crate::wizard::field::{Edit, Field, counted, grouped};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Shared, Step};
use crate::wizard::picker::Picker;
use crate::wizard::remote::{Remote, Wait};

use super::review::units_from;
use super::{Go, moved};

pub use cells::{Cell, CellKind, finding_detail};
pub use grid::{Order, View};
use history::Change;
pub use pick::ticket_choices;
pub use state::{Mark, RowState};

/// A column of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The tenant itself.
    Tenant,
    /// Its company.
    #[default]
    Company,
    /// A field of its tickets, the default or its own.
    Ticket(TicketField),
    /// Its contract.
    Contract,
    /// The line on the contract, of a service or a bundle.
    Service,
}

impl Column {
    /// Those that are always there, from left to right.
    pub const USUAL: [Self; 7] = [
        Self::Tenant,
        Self::Company,
        Self::Ticket(TicketField::Queue),
        Self::Ticket(TicketField::StatusNew),
        Self::Ticket(TicketField::StatusUpdate),
        Self::Contract,
        Self::Service,
    ];

    /// All, with every field of tickets.
    pub const ALL: [Self; 13] = [
        Self::Tenant,
        Self::Company,
        Self::Ticket(TicketField::Queue),
        Self::Ticket(TicketField::StatusNew),
        Self::Ticket(TicketField::StatusUpdate),
        Self::Ticket(TicketField::Priority),
        Self::Ticket(TicketField::Source),
        Self::Ticket(TicketField::TicketCategory),
        Self::Ticket(TicketField::TicketType),
        Self::Ticket(TicketField::IssueType),
        Self::Ticket(TicketField::SubIssueType),
        Self::Contract,
        Self::Service,
    ];

    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tenant => "Tenant",
            Self::Company => "Company",
            Self::Ticket(TicketField::StatusNew) => "New",
            Self::Ticket(TicketField::StatusUpdate) => "Updates",
            Self::Ticket(TicketField::TicketCategory) => "Category",
            Self::Ticket(TicketField::TicketType) => "Type",
            Self::Ticket(TicketField::SubIssueType) => "Sub-issue",
            Self::Ticket(field) => field.label(),
            Self::Contract => "Contract",
            Self::Service => "Service",
        }
    }

    /// The ticket field of a ticket column.
    #[must_use]
    pub const fn ticket_field(self) -> Option<TicketField> {
        match self {
            Self::Ticket(field) => Some(field),
            _ => None,
        }
    }

    /// The column of a field of the config.
    #[must_use]
    pub fn of_field(field: &str) -> Self {
        match field {
            "company" => Self::Company,
            "contract" => Self::Contract,
            "service" => Self::Service,
            other => {
                let ticket = TicketField::ALL.into_iter().find(|ticket| ticket.key() == other);
                ticket.map_or(Self::Tenant, Self::Ticket)
            }
        }
    }
}

fn is_on_bundle(tenant: &TenantSettings) -> bool {
    tenant.billing.as_ref().is_some_and(|billing| billing.bundle.is_some())
}

/// One company for several tenants: asked once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The company.
    pub company: Named,
    /// The tenants' ids.
    pub tenants: Vec<String>,
}

/// What the step holds.
#[derive(Debug, Default)]
pub struct Mapping {
    /// Places in the draft's tenants, in the order shown. They move only when an order, view or filter is applied.
    pub rows: Vec<usize>,
    /// The row that has the focus.
    pub cursor: usize,
    /// The column that has the focus.
    pub column: Column,
    /// Whether every field of tickets has a column; else queue and statuses have.
    pub all_fields: bool,
    /// Which rows are shown.
    pub view: View,
    /// Filter text; the rows have it applied.
    pub filter: Field,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// Ids of the selected tenants.
    pub selected: HashSet<String>,
    /// The picker that is open.
    pub picker: Option<Picker>,
    /// The question that is asked.
    pub question: Option<Question>,
    /// Of each of the draft's tenants, how it stands.
    pub states: Vec<RowState>,
    /// How the rows are ordered.
    pub order: Order,
    /// How many tenants each view has.
    pub counts: [usize; View::ALL.len()],
    /// How many certain suggestions are among the rows shown.
    pub certain: usize,
    /// Tenants that a cell could not be copied to the last time, and why not.
    pub refused: HashMap<String, String>,
    /// Suggested companies, by tenant.
    pub suggestions: HashMap<String, Suggestion>,
    /// The making of suggestions.
    pub suggest: Remote<()>,
    /// Whether anything was done here: from then on the focus is the user's.
    is_touched: bool,
    /// Places of the columns where a jump from Review began: the finding's number there.
    pub from_review: Option<usize>,
    /// Reasons of exclusions given here, the last one first.
    reasons: Vec<String>,
    /// The service that most tenants are billed on.
    usual_service: Option<i64>,
    undo: Vec<Change>,
    redo: Vec<Change>,
}

impl Mapping {
    /// Whether a picker or the filter has the focus.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.picker.is_some() || self.filtering
    }

    /// The draft's place of the row that has the focus.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        self.rows.get(self.cursor).copied()
    }

    /// The state of the row that has the focus.
    #[must_use]
    pub fn state(&self) -> Option<&RowState> {
        self.place().and_then(|place| self.states.get(place))
    }

    /// The step is entered: rows are put in order, suggestions made, contracts asked for.
    pub fn arrive(&mut self, shared: &mut Shared) {
        self.refresh(shared);
        self.arrange(shared);
        self.find_work();
        self.want_suggestions(shared);
        self.want_billing(shared, None);
    }

    /// Until something was done here, the focus is on the first row that needs a decision, also while tenants arrive.
    pub(super) fn find_work(&mut self) {
        if !self.is_touched {
            let needs = |&place: &usize| !self.states[place].is_decided() || self.states[place].has_error();
            self.cursor = self.rows.iter().position(needs).unwrap_or(self.cursor);
        }
    }

    /// Asks for suggestions where all companies are here and none were made for these tenants.
    pub fn want_suggestions(&mut self, shared: &mut Shared) {
        let lacking = shared.draft.tenants.iter().any(|entry| !self.suggestions.contains_key(&entry.settings.id));
        if lacking && self.suggest.loading().is_none() {
            self.suggest_anew(shared);
        }
    }

    /// Asks for suggestions of the companies that are here now; those that are being made are of others, and do not count.
    pub fn suggest_anew(&mut self, shared: &mut Shared) {
        self.suggest = Remote::NotAsked;
        if shared.catalog.has_all_companies() && !shared.draft.tenants.is_empty() {
            let wait = shared.wait();
            self.suggest = Remote::Loading(wait);
            shared.effect(Effect::Suggest {
                stamp: wait.stamp,
                tenants: shared.draft.tenants.clone(),
                companies: Arc::clone(shared.catalog.shared_companies()),
                tenant_ids: Arc::clone(shared.catalog.tenant_ids()),
            });
        }
    }

    /// What was suggested, or is being, counts no more.
    pub fn forget_suggestions(&mut self) {
        self.suggestions.clear();
        self.suggest = Remote::NotAsked;
    }

    /// Takes in the tenant ids that companies bear: what was suggested without them may be another company with them.
    pub fn take_tenant_ids(&mut self, shared: &mut Shared, found: Result<TenantIds, Diagnostic>) {
        match found {
            Ok(ids) if ids.is_empty() => {}
            Ok(ids) => {
                shared.catalog.set_tenant_ids(ids);
                self.forget_suggestions();
                self.refresh(shared);
                self.want_suggestions(shared);
            }
            // They only support suggestions. What the last deed said is worth more.
            Err(failure) if shared.notice.is_empty() => {
                shared.say(left_out(&failure));
            }
            Err(_) => {}
        }
    }

    /// Asks for the contracts of decided companies that are not here yet; `first` those of one company. One request at a time.
    pub fn want_billing(&mut self, shared: &mut Shared, first: Option<i64>) {
        /// Companies asked for at once: a batch of contract queries stays short, so that a wait can be shown and left.
        const BATCH: usize = 100;
        if !shared.connected || shared.loads.contracts_refused || shared.loads.billing.loading().is_some() {
            return;
        }
        let mut companies = Vec::new();
        let mut contracts = Vec::new();
        let mut seen = HashSet::new();
        let decided = shared.draft.tenants.iter().filter_map(|entry| {
            let settings = &entry.settings;
            if settings.excluded.is_some() { None } else { settings.company.as_ref().map(|company| company.id) }
        });
        for company in first.into_iter().chain(decided) {
            if companies.len() < BATCH && shared.catalog.contracts_of(company).is_none() && seen.insert(company) {
                companies.push(company);
            }
        }
        for entry in &shared.draft.tenants {
            if let Some(billing) = entry.settings.billing.as_ref()
                && entry.settings.excluded.is_none()
                && contracts.len() < BATCH
            {
                let known = match shared.catalog.contract(billing.contract.id) {
                    crate::domain::catalog::Lookup::NotLoaded => false,
                    crate::domain::catalog::Lookup::Missing => true,
                    crate::domain::catalog::Lookup::Found(contract) => {
                        !contract.is_recurring() || shared.catalog.lines_of(contract.id).is_some()
                    }
                };
                let comes_with_company =
                    entry.settings.company.as_ref().is_some_and(|company| companies.contains(&company.id));
                if !known && !comes_with_company {
                    contracts.push(billing.contract.id);
                }
            }
        }
        let services = shared.catalog.services().is_none();
        if companies.is_empty() && contracts.is_empty() && (!services || shared.draft.tenants.is_empty()) {
            return;
        }
        let wait = shared.wait();
        shared.loads.billing = Remote::Loading(wait);
        shared.loads.billing_asked.clone_from(&companies);
        let units_from = units_from(&shared.draft, shared.facts.today);
        shared.effect(Effect::LoadBilling { stamp: wait.stamp, companies, contracts, services, units_from });
    }

    /// What is awaited for the focused company's contracts, if it is.
    #[must_use]
    pub fn billing_wait(shared: &Shared, company: i64) -> Option<Wait> {
        shared.loads.billing.loading().filter(|_| shared.catalog.contracts_of(company).is_none())
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        self.is_touched = true;
        if self.question.is_some() {
            self.on_question(shared, message);
            return Go::Stay;
        }
        if self.picker.is_some() {
            self.on_picker(shared, message);
            return Go::Stay;
        }
        match message {
            Message::Edit(edit) if self.filtering => self.edit_filter(shared, edit),
            Message::Paste(text) if self.filtering => self.edit_filter(shared, &Edit::Paste(text.clone())),
            Message::Paste(_) => shared.say("Paste ignored: no field has the focus. / filters, Enter opens a list."),
            Message::Move(movement) => self.travel(*movement),
            Message::Tab => self.travel(Move::Right),
            Message::BackTab => self.travel(Move::Left),
            Message::Enter if self.filtering => self.filtering = false,
            Message::Enter => return self.enter(shared),
            Message::Back => return self.back(shared),
            Message::Accept => self.accept(shared),
            Message::AcceptCertain => self.accept_certain(shared),
            Message::CopyDown => self.copy_down(shared),
            Message::CopyToAll => self.copy_to_all(shared),
            Message::Order => self.turn_order(shared),
            Message::Fields => self.turn_fields(shared),
            Message::Exclude => self.exclude(shared),
            Message::Clear => self.clear(shared),
            Message::Undo => self.step_history(shared, true),
            Message::Redo => self.step_history(shared, false),
            Message::NextUndecided => self.jump(shared, true, Self::is_open),
            Message::PreviousUndecided => self.jump(shared, false, Self::is_open),
            Message::NextFinding => self.jump_finding(shared, true),
            Message::PreviousFinding => self.jump_finding(shared, false),
            Message::SelectRow => self.select_row(shared),
            Message::SelectAll => self.select_all(shared),
            Message::View(forward) => self.turn_view(shared, *forward),
            Message::Filter => {
                self.filtering = true;
                self.filter.enter();
            }
            Message::Again | Message::AgainAll if !shared.connected => {
                shared.say("Loading again waits for the connection test of step 2.");
            }
            Message::Again | Message::AgainAll => {
                shared.catalog.forget_contracts();
                if !shared.loads.contracts_refused {
                    shared.loads.billing = Remote::NotAsked;
                }
                // Suggestions are made anew when the companies are here again.
                self.forget_suggestions();
                self.refresh(shared);
                self.want_billing(shared, None);
                shared.say("Contracts, services and suggestions are loaded again.");
                return Go::Reload;
            }
            _ => {}
        }
        Go::Stay
    }

    fn edit_filter(&mut self, shared: &Shared, edit: &Edit) {
        if self.filter.edit(edit).is_ok() {
            self.arrange(shared);
        }
    }

    fn travel(&mut self, movement: Move) {
        match movement {
            Move::Rows(by) => self.cursor = moved(self.cursor, by, self.rows.len()),
            Move::First => self.cursor = 0,
            Move::Last => self.cursor = self.rows.len().saturating_sub(1),
            Move::Left => self.column = self.beside(-1),
            Move::Right => self.column = self.beside(1),
        }
    }

    /// The columns that there are, from left to right.
    #[must_use]
    pub const fn columns(&self) -> &'static [Column] {
        if self.all_fields { &Column::ALL } else { &Column::USUAL }
    }

    /// The column so many to the right of the focused one, or the last on that side.
    fn beside(&self, by: i32) -> Column {
        let columns = self.columns();
        let at = columns.iter().position(|column| *column == self.column).unwrap_or(0);
        columns[moved(at, by, columns.len())]
    }

    /// Puts the focus on a column; one that is not among the usual ones brings all.
    fn focus(&mut self, column: Column) {
        self.column = column;
        self.all_fields |= !Column::USUAL.contains(&column);
    }

    /// Shows every field of tickets, or the usual ones again.
    fn turn_fields(&mut self, shared: &mut Shared) {
        self.all_fields = !self.all_fields;
        if !self.columns().contains(&self.column) {
            self.column = Column::Ticket(TicketField::StatusUpdate);
        }
        shared.say(if self.all_fields {
            "Every field of tickets has a column, between Company and Contract."
        } else {
            "Of the fields of tickets, queue and statuses have a column."
        });
    }

    fn back(&mut self, shared: &mut Shared) -> Go {
        if self.filtering || !self.filter.is_empty() {
            self.filtering = false;
            self.filter.set("");
            self.arrange(shared);
        } else if !self.selected.is_empty() {
            self.selected.clear();
            shared.say("Nothing is selected now.");
        } else if self.from_review.is_some() {
            return Go::To(Step::Review);
        } else {
            return Go::Back;
        }
        Go::Stay
    }

    fn enter(&mut self, shared: &mut Shared) -> Go {
        let Some(place) = self.place() else {
            if shared.draft.tenants.is_empty() {
                return Go::To(Step::Tenants);
            }
            return Go::Stay;
        };
        if shared.draft.tenants[place].settings.excluded.is_some() && self.column != Column::Tenant {
            shared.say("This tenant is excluded; x takes that back.");
            return Go::Stay;
        }
        match self.column {
            Column::Tenant => return Go::Info,
            _ => self.open_picker(shared),
        }
        Go::Stay
    }

    /// The places that a deed acts on: the selected rows that are shown, else the focused one.
    #[must_use]
    pub fn targets(&self, shared: &Shared) -> Vec<usize> {
        if self.selected.is_empty() {
            return self.place().into_iter().collect();
        }
        (0..shared.draft.tenants.len())
            .filter(|&place| self.selected.contains(&shared.draft.tenants[place].settings.id))
            .collect()
    }

    fn select_row(&mut self, shared: &Shared) {
        if let Some(place) = self.place() {
            let id = &shared.draft.tenants[place].settings.id;
            if !self.selected.remove(id) {
                self.selected.insert(id.clone());
            }
            self.travel(Move::Rows(1));
        }
    }

    fn select_all(&mut self, shared: &Shared) {
        if self.selected.is_empty() {
            let ids = self.rows.iter().map(|&place| shared.draft.tenants[place].settings.id.clone());
            self.selected = ids.collect();
        } else {
            self.selected.clear();
        }
    }

    /// Whether taking back would change something in the focused cell or the selected ones.
    #[must_use]
    pub fn can_clear(&self, shared: &Shared) -> bool {
        self.targets(shared).into_iter().any(|place| {
            let settings = &shared.draft.tenants[place].settings;
            match self.column {
                Column::Tenant => false,
                Column::Company => settings.company.is_some(),
                Column::Contract => settings.billing.is_some(),
                Column::Service => settings.billing.as_ref().is_some_and(TenantBilling::is_complete),
                Column::Ticket(field) => settings.own(field).is_some(),
            }
        })
    }

    fn clear(&mut self, shared: &mut Shared) {
        let column = self.column;
        let targets = self.targets(shared);
        let what = match column {
            Column::Tenant => return,
            Column::Company => "company taken back",
            Column::Contract => "contract taken back",
            Column::Service if targets.iter().all(|&place| is_on_bundle(&shared.draft.tenants[place].settings)) => {
                "bundle taken back"
            }
            Column::Service => "service taken back",
            Column::Ticket(_) => "back to the default",
        };
        let what =
            if targets.len() > 1 { format!("{what} in {} rows", grouped(targets.len())) } else { what.to_owned() };
        self.change(shared, what, &targets, |_, tenant| match column {
            Column::Company => {
                tenant.company = None;
                tenant.billing = None;
            }
            Column::Contract => tenant.billing = None,
            Column::Service => {
                if let Some(billing) = &mut tenant.billing {
                    billing.choose(None);
                }
            }
            Column::Ticket(field) => tenant.set_own(field, None),
            Column::Tenant => {}
        });
    }

    fn exclude(&mut self, shared: &mut Shared) {
        let targets = self.targets(shared);
        let Some(&first) = targets.first() else { return };
        if targets.iter().all(|&place| shared.draft.tenants[place].settings.excluded.is_some()) {
            let what = counted(targets.len(), "tenant is no longer excluded", "tenants are no longer excluded");
            self.change(shared, what, &targets, |_, tenant| tenant.excluded = None);
            return;
        }
        self.open_reasons(shared, first, &targets);
    }

    fn on_question(&mut self, shared: &mut Shared, message: &Message) {
        match message {
            Message::Enter => {
                let Some(question) = self.question.take() else { return };
                let places = Self::places_of(shared, &question.tenants);
                self.take_company(shared, &places, &question.company);
            }
            Message::Back => {
                self.question = None;
                shared.say("Nothing was changed.");
            }
            _ => {}
        }
    }

    /// The draft's places of tenants.
    fn places_of(shared: &Shared, tenants: &[String]) -> Vec<usize> {
        let wanted: HashSet<&str> = tenants.iter().map(String::as_str).collect();
        (0..shared.draft.tenants.len())
            .filter(|&place| wanted.contains(shared.draft.tenants[place].settings.id.as_str()))
            .collect()
    }

    /// More companies are here than a picker that is open has seen.
    pub fn catch_up(&mut self, shared: &Shared) {
        if let Some(picker) = &mut self.picker {
            picker.catch_up(&shared.catalog);
        }
    }

    /// Something else is known of companies.
    pub fn companies_changed(&mut self, shared: &mut Shared) {
        self.catch_up(shared);
        take::name_ids(shared);
        self.remark(shared);
        self.refresh(shared);
    }

    /// Takes in a reply.
    pub fn reply(&mut self, shared: &mut Shared, reply: &Reply) {
        match reply {
            Reply::Suggested(stamp, suggestions) if self.suggest.receive(*stamp, Ok(())) => {
                self.suggestions =
                    suggestions.iter().map(|suggestion| (suggestion.tenant_id.clone(), suggestion.clone())).collect();
                self.refresh(shared);
                // Tenants may have come meanwhile.
                self.want_suggestions(shared);
            }
            Reply::Billing { .. } => {
                take::name_ids(shared);
                self.refresh(shared);
                self.refill_picker(shared);
                if shared.loads.billing.failed().is_none() {
                    self.want_billing(shared, None);
                }
            }
            Reply::TicketLists(..) => {
                self.refresh(shared);
                self.refill_picker(shared);
            }
            _ => {}
        }
    }
}
