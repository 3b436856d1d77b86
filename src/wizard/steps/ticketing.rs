//! Step 4: the defaults of new tickets, picked from Autotask's own lists.

use crate::domain::catalog::Lookup;
use crate::domain::rules::Judge;
use crate::domain::settings::{Named, TicketField};
use crate::wizard::field::{Edit, counted, grouped};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Shared, Step};
use crate::wizard::picker::{Picker, Purpose, Supply, Value};
use crate::wizard::remote::Remote;

use super::mapping::ticket_choices;
use super::{Detail, Go, moved};

/// Rows of the step: the ticket fields, and the company that gets incidents of unmapped tenants.
pub const ROWS: usize = TicketField::ALL.len() + 1;

/// The row of the catch-all company.
pub const CATCH_ALL: usize = TicketField::ALL.len();

/// What the step holds.
#[derive(Debug, Default)]
pub struct Ticketing {
    /// The row that has the focus.
    pub cursor: usize,
    /// The picker that is open.
    pub picker: Option<Picker>,
}

impl Ticketing {
    /// Whether the picker is open.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.picker.is_some()
    }

    /// A row's name.
    #[must_use]
    pub fn label(row: usize) -> &'static str {
        TicketField::ALL.get(row).map_or("Unmapped tenant", |field| field.label())
    }

    /// What a row says, and whether that was chosen.
    #[must_use]
    pub fn value(shared: &Shared, row: usize) -> (String, bool) {
        let ticketing = &shared.draft.ticketing;
        let Some(&field) = TicketField::ALL.get(row) else {
            return match &ticketing.catch_all_company {
                Some(company) => (format!("to {}", company.label()), true),
                None => ("its incidents wait, and are said".to_owned(), false),
            };
        };
        match ticketing.fields.get(field) {
            Some(chosen) => (chosen.label(), true),
            None if field.is_required() => ("choose one".to_owned(), false),
            None if field == TicketField::SubIssueType && ticketing.fields.issue_type.is_none() => {
                ("after an issue type".to_owned(), false)
            }
            None => ("Autotask's default".to_owned(), false),
        }
    }

    /// Whether the four that every ticket needs are chosen.
    #[must_use]
    pub fn is_complete(shared: &Shared) -> bool {
        TicketField::REQUIRED.into_iter().all(|field| shared.draft.ticketing.fields.get(field).is_some())
    }

    /// What is wrong with a row.
    #[must_use]
    pub fn finding(shared: &Shared, row: usize) -> Option<crate::domain::diagnostic::Diagnostic> {
        let key = TicketField::ALL.get(row).map_or("catchAllCompany", |field| field.key());
        let users = crate::domain::rules::LineUsers::default();
        let judge = Judge {
            defaults: &shared.draft.ticketing,
            users: &users,
            catalog: &shared.catalog,
            today: shared.facts.today,
        };
        let is_chosen = Self::value(shared, row).1;
        judge
            .ticketing()
            .into_iter()
            // “choose one” says already that nothing is chosen.
            .find(|finding| is_chosen && finding.subject.field.as_deref() == Some(key))
    }

    /// The step is entered: the cursor goes to the first that is still needed.
    pub fn arrive(&mut self, shared: &Shared) {
        if let Some(open) =
            TicketField::REQUIRED.iter().position(|field| shared.draft.ticketing.fields.get(*field).is_none())
        {
            self.cursor = open;
        }
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        if self.picker.is_some() {
            self.on_picker(shared, message);
            return Go::Stay;
        }
        match message {
            Message::Move(Move::Rows(by)) => self.cursor = moved(self.cursor, *by, ROWS),
            Message::Move(Move::First) => self.cursor = 0,
            Message::Move(Move::Last) => self.cursor = ROWS - 1,
            Message::Tab => self.cursor = (self.cursor + 1) % ROWS,
            Message::BackTab => self.cursor = (self.cursor + ROWS - 1) % ROWS,
            Message::Enter => self.open(shared),
            Message::Clear => self.clear(shared),
            Message::Again | Message::AgainAll => return Go::Reload,
            Message::Paste(_) => {
                shared.say("Paste ignored: values are picked here, never typed. Enter opens the list.");
            }
            Message::Back => return Go::Back,
            _ => {}
        }
        Go::Stay
    }

    fn open(&mut self, shared: &mut Shared) {
        let Some(&field) = TicketField::ALL.get(self.cursor) else {
            let present = shared.draft.ticketing.catch_all_company.as_ref().map(|company| company.id);
            self.picker = Some(Picker::companies(
                Purpose::CatchAll,
                "Company for incidents of unmapped tenants".to_owned(),
                Vec::new(),
                Vec::new(),
                present,
                &shared.catalog,
            ));
            self.remark(shared);
            return;
        };
        if field == TicketField::SubIssueType && shared.draft.ticketing.fields.issue_type.is_none() {
            shared.say("First an issue type: sub-issue types hang on one.");
            return;
        }
        let items = Self::items(shared, field);
        let present = shared
            .draft
            .ticketing
            .fields
            .get(field)
            .map_or(Value::Nothing, |chosen| Value::Id(chosen.id, chosen.name.clone()));
        self.picker = Some(Picker::choices(
            Purpose::Ticket(field),
            format!("{} of new tickets", field.label()),
            Vec::new(),
            items,
            Some(&present),
        ));
        self.remark(shared);
    }

    fn items(shared: &Shared, field: TicketField) -> Vec<crate::wizard::picker::Choice> {
        let default = (!field.is_required()).then(|| "Autotask's default".to_owned());
        ticket_choices(shared, field, shared.draft.ticketing.fields.issue_type.as_ref(), default)
    }

    fn remark(&mut self, shared: &Shared) {
        let Some(picker) = &mut self.picker else { return };
        let (failed, here) = if picker.is_companies() {
            (shared.loads.companies.failed(), shared.catalog.has_all_companies())
        } else {
            (shared.loads.ticket_lists.failed(), shared.catalog.tickets().is_some())
        };
        picker.supply = match (here, failed) {
            (true, _) => Supply::Here,
            (false, Some(_)) => Supply::Failed,
            (false, None) => Supply::Loading,
        };
        picker.remark = match failed {
            Some(failure) => format!("{} {}", failure.summary, failure.hint),
            None if here => "This Autotask has no value for it.".to_owned(),
            None => "Waiting for Autotask's lists.".to_owned(),
        };
    }

    fn on_picker(&mut self, shared: &mut Shared, message: &Message) {
        let Some(picker) = &mut self.picker else { return };
        let edit = match message {
            Message::Edit(edit) => Some(edit.clone()),
            Message::Paste(text) => Some(Edit::Paste(text.clone())),
            _ => None,
        };
        if let Some(edit) = edit {
            if let Err(refusal) = picker.edit(&edit, &shared.catalog) {
                shared.say(refusal);
            }
            return;
        }
        match message {
            Message::Move(movement) => picker.travel(*movement),
            Message::Back => self.picker = None,
            Message::Enter => match picker.value(&shared.catalog) {
                Err(why) => shared.say(why),
                Ok(value) => {
                    let purpose = picker.purpose;
                    self.picker = None;
                    self.take(shared, purpose, value);
                }
            },
            _ => {}
        }
    }

    fn take(&mut self, shared: &mut Shared, purpose: Purpose, value: Value) {
        let chosen = match value {
            Value::Id(id, name) => Some(Named::new(id, name)),
            _ => None,
        };
        match purpose {
            Purpose::Ticket(field) => self.set(shared, field, chosen),
            Purpose::CatchAll => {
                shared.say(match &chosen {
                    Some(company) => format!("Incidents of unmapped tenants go to {}.", company.label()),
                    None => "Incidents of unmapped tenants wait.".to_owned(),
                });
                shared.draft.ticketing.catch_all_company = chosen;
                shared.answered();
            }
            _ => {}
        }
    }

    fn set(&mut self, shared: &mut Shared, field: TicketField, chosen: Option<Named>) {
        let before = shared.draft.ticketing.fields.get(field).cloned();
        if before == chosen {
            return;
        }
        let was_open = before.is_none();
        let name = chosen.as_ref().map_or_else(|| "Autotask's default".to_owned(), Named::label);
        shared.draft.ticketing.fields.set(field, chosen);
        if field == TicketField::IssueType {
            // A sub-issue type hangs on its issue type.
            shared.draft.ticketing.fields.set(TicketField::SubIssueType, None);
        }
        let all = shared.draft.tenants.iter().filter(|entry| entry.settings.excluded.is_none());
        let own = all.clone().filter(|entry| entry.settings.own(field).is_some()).count();
        let follow = all.count() - own;
        shared.say(match (follow, own) {
            (0, 0) => format!("New tickets get {name}."),
            (follow, 0) => format!("{} now get {name}.", counted(follow, "tenant", "tenants")),
            (follow, own) => format!(
                "{} now get {name}; {} keep their own {}.",
                counted(follow, "tenant", "tenants"),
                grouped(own),
                field.label().to_lowercase()
            ),
        });
        shared.answered();
        if was_open && self.cursor + 1 < TicketField::REQUIRED.len() {
            self.cursor += 1;
        }
    }

    fn clear(&mut self, shared: &mut Shared) {
        if let Some(field) = TicketField::ALL.get(self.cursor) {
            self.set(shared, *field, None);
        } else {
            shared.draft.ticketing.catch_all_company = None;
            shared.say("Incidents of unmapped tenants wait.");
            shared.answered();
        }
    }

    /// Autotask's lists arrived, or companies did.
    pub fn refill(&mut self, shared: &Shared) {
        if let Some(picker) = &mut self.picker {
            match picker.purpose {
                Purpose::Ticket(field) => picker.refill(Self::items(shared, field)),
                _ => picker.catch_up(&shared.catalog),
            }
        }
        self.remark(shared);
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Detail {
        if let Some(picker) = &self.picker {
            if picker.is_companies() {
                return match picker.focused_company(&shared.catalog).map(|id| shared.catalog.company(id)) {
                    Some(Lookup::Found(company)) => Detail::new(
                        format!("{}   id {}", company.name, company.id),
                        ["Incidents of tenants that are not mapped open their tickets here."],
                    ),
                    // Why the list is empty stands in the list.
                    _ => picker.detail().unwrap_or_default(),
                };
            }
            return picker.detail().unwrap_or_default();
        }
        let label = Self::label(self.cursor);
        if let Some(finding) = Self::finding(shared, self.cursor) {
            return Detail::new(format!("{label}   error   {}", finding.code), [finding.summary, finding.hint]);
        }
        let Some(&field) = TicketField::ALL.get(self.cursor) else {
            return Detail::new(
                format!("{label}   {}", Self::value(shared, self.cursor).0),
                [
                    "A company that gets the incidents of tenants that are not mapped. Without one they wait, and every run says so.",
                ],
            );
        };
        match &shared.loads.ticket_lists {
            Remote::Failed(failure) if shared.catalog.tickets().is_none() => {
                let chosen = shared.draft.ticketing.fields.get(field);
                let chosen = chosen.map_or_else(String::new, |chosen| format!("   {}, not verified", chosen.label()));
                return Detail::new(
                    format!("{label}{chosen}   {}", failure.code),
                    [failure.summary.as_str(), failure.hint.as_str(), "r loads the lists again."],
                );
            }
            Remote::Loading(wait) if shared.catalog.tickets().is_none() => {
                return Detail::new(
                    format!("{label}   waiting for Autotask's lists, {} s", shared.seconds(*wait)),
                    ["They come in the background; other steps can be used meanwhile."],
                );
            }
            _ => {}
        }
        let values = shared.catalog.tickets().map_or(&[][..], |lists| lists.of(field));
        let active = values.iter().filter(|value| value.active).count();
        let inactive = values.len() - active;
        let (one, many) = Purpose::Ticket(field).nouns();
        let all = counted(values.len(), one, many);
        let count = match inactive {
            0 => format!("{all}, all can be chosen."),
            1 => format!("{all}: {active} can be chosen, 1 is inactive and listed with that reason."),
            many => format!("{all}: {active} can be chosen, {many} are inactive and listed with that reason."),
        };
        let title = match shared.draft.ticketing.fields.get(field) {
            Some(chosen) => format!("{label}   {}   id {}, active", chosen.name, chosen.id),
            None => format!("{label}   {}", Self::value(shared, self.cursor).0),
        };
        let own = shared.draft.tenants.iter().filter(|entry| entry.settings.own(field).is_some()).count();
        let follow = shared.draft.tenants.iter().filter(|entry| entry.settings.excluded.is_none()).count() - own;
        let who = match (follow, own) {
            (0, 0) => String::new(),
            (follow, 0) => format!("{} follow this default.", counted(follow, "tenant", "tenants")),
            (follow, own) => format!(
                "{} follow this default; {} have their own and keep it.",
                counted(follow, "tenant", "tenants"),
                grouped(own)
            ),
        };
        Detail::new(title, [count, who])
    }

    /// What the step waits for before the next one, in words.
    #[must_use]
    pub fn missing(shared: &Shared) -> Option<String> {
        TicketField::REQUIRED
            .into_iter()
            .find(|field| shared.draft.ticketing.fields.get(*field).is_none())
            .map(|field| format!("{} is not chosen yet: Ticketing, step {}.", field.label(), Step::Ticketing.number()))
    }
}
