//! A list to pick from, filtered as one types: companies straight from the catalog, or a short list with reasons.
//!
//! It shows what cannot be chosen below the rest, each with its reason. What a choice does is the step's business.

use std::ops::Range;

use crate::domain::catalog::Catalog;
use crate::domain::search::{Entry, Filter, Index};
use crate::domain::settings::{LineChoice, TicketField};

use super::field::{Edit, Field, counted, grouped};
use super::message::Move;
use super::steps::{Detail, moved};

/// What is being picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A tenant's company.
    Company,
    /// The company that gets incidents of unmapped tenants.
    CatchAll,
    /// A ticket field.
    Ticket(TicketField),
    /// A contract of the tenant's company.
    Contract,
    /// A service line of the tenant's contract.
    Service,
    /// A reason to exclude.
    Reason,
    /// The tenant of a test ticket.
    Tenant,
}

impl Purpose {
    /// What is listed, for one and for many.
    #[must_use]
    pub const fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Company | Self::CatchAll => ("company", "companies"),
            Self::Ticket(TicketField::Queue) => ("queue", "queues"),
            Self::Ticket(_) => ("value", "values"),
            Self::Contract => ("contract", "contracts"),
            Self::Service => ("line", "lines"),
            Self::Reason => ("reason", "reasons"),
            Self::Tenant => ("tenant", "tenants"),
        }
    }

    /// Headings of the columns.
    #[must_use]
    pub const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Company | Self::CatchAll => &["Company", "City", "Web address", "Why"],
            Self::Ticket(_) => &["Value", "Id", ""],
            Self::Contract => &["Contract", "Runs", ""],
            Self::Service => &["Service", "Line", "Units", ""],
            Self::Reason => &["Reason", ""],
            Self::Tenant => &["Tenant", "Company"],
        }
    }
}

/// Whether a row can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Free,
    /// Yes, but billing is held back.
    AtAPrice,
    /// No.
    Cannot,
}

/// What choosing a row means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: the default, no contract, no billing.
    Nothing,
    /// An id of Autotask's with its name.
    Id(i64, String),
    /// A line of a contract, of a service or a bundle.
    Line(LineChoice),
    /// A text.
    Text(String),
}

impl Value {
    /// Autotask's id of it, where it has one.
    #[must_use]
    pub const fn id(&self) -> Option<i64> {
        match self {
            Self::Id(id, _) => Some(*id),
            Self::Line(choice) => Some(choice.line_id),
            Self::Nothing | Self::Text(_) => None,
        }
    }
}

/// A row of a short list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What choosing it means.
    pub value: Value,
    /// The cells, the first is what is searched; as many as [`Purpose::headings`].
    pub cells: Vec<String>,
    /// Whether it can be chosen.
    pub standing: Standing,
    /// What it is, in words.
    pub detail: Detail,
}

/// Whether the list itself can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Supply {
    /// It is here.
    #[default]
    Here,
    /// It is on its way.
    Loading,
    /// It could not be had: an id can be typed, and is not verified.
    Failed,
}

/// A row as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The cells.
    pub cells: Vec<String>,
    /// The bytes of the first cell that the filter matched.
    pub matched: Vec<Range<usize>>,
    /// Whether it can be chosen.
    pub standing: Standing,
    /// Autotask's id, where the thing has one.
    pub id: Option<i64>,
}

/// A company that stands on top of an empty filter, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The company's id.
    pub company: i64,
    /// Why, in a few words: `same domain`.
    pub why: String,
}

/// What it means to exclude a tenant.
pub const REASON_MEANS: &str =
    "No ticket is opened and nothing is billed. x takes it back. Another reason can be typed.";

#[derive(Debug)]
enum List {
    Companies { candidates: Vec<Candidate> },
    Choices { items: Vec<Choice>, index: Index },
}

/// The picker that is open.
#[derive(Debug)]
pub struct Picker {
    /// What is being picked.
    pub purpose: Purpose,
    /// What it is for: `Company for Woodgrove, woodgrove.example`.
    pub title: String,
    /// What is typed.
    pub field: Field,
    /// The row that has the focus, from 0.
    pub cursor: usize,
    /// The tenants that get the choice; empty where it is a default.
    pub tenants: Vec<String>,
    /// What is awaited, or what to do where the list is empty; in words.
    pub remark: String,
    /// Whether the list can be had.
    pub supply: Supply,
    list: List,
    filter: Filter,
}

impl Picker {
    /// A picker over all companies, candidates on top; it opens on `present`, else on the first candidate.
    #[must_use]
    pub fn companies(
        purpose: Purpose,
        title: String,
        tenants: Vec<String>,
        candidates: Vec<Candidate>,
        present: Option<i64>,
        catalog: &Catalog,
    ) -> Self {
        let mut picker = Self::open(purpose, title, tenants, List::Companies { candidates });
        picker.filter.set_text(catalog.companies().index(), "");
        if let Some(row) = present.and_then(|id| catalog.companies().place_of(id)) {
            picker.cursor = picker.position_of(row, catalog).unwrap_or(0);
        }
        picker
    }

    fn open(purpose: Purpose, title: String, tenants: Vec<String>, list: List) -> Self {
        let (field, filter) = (Field::new(), Filter::default());
        Self { purpose, title, field, cursor: 0, tenants, remark: String::new(), supply: Supply::Here, list, filter }
    }

    /// A picker over a short list; it opens on `present`.
    #[must_use]
    pub fn choices(
        purpose: Purpose,
        title: String,
        tenants: Vec<String>,
        items: Vec<Choice>,
        present: Option<&Value>,
    ) -> Self {
        let empty = List::Choices { items: Vec::new(), index: Index::default() };
        let mut picker = Self::open(purpose, title, tenants, empty);
        picker.refill(items);
        if let Some(present) = present
            && let List::Choices { items, .. } = &picker.list
            && let Some(at) = items.iter().position(|item| item.value == *present)
        {
            let row = u32::try_from(at).unwrap_or(0);
            picker.cursor = picker.filter.hits().place_of(row).unwrap_or(0);
        }
        picker
    }

    /// Puts another short list in; the cursor stays on its value.
    pub fn refill(&mut self, new: Vec<Choice>) {
        let focused = self.focused_choice().map(|choice| choice.value.clone());
        let mut fresh = Index::default();
        for item in &new {
            fresh.push(Entry {
                text: item.cells.first().map_or("", String::as_str),
                id: item.value.id(),
                choosable: item.standing != Standing::Cannot,
            });
        }
        self.filter.set_text(&fresh, self.field.text());
        let at = focused.and_then(|value| new.iter().position(|item| item.value == value));
        self.cursor = at.and_then(|at| self.filter.hits().place_of(u32::try_from(at).unwrap_or(0))).unwrap_or(0);
        self.list = List::Choices { items: new, index: fresh };
    }

    /// Whether the rows are the catalog's companies.
    #[must_use]
    pub const fn is_companies(&self) -> bool {
        matches!(self.list, List::Companies { .. })
    }

    /// Takes in companies that arrived; the cursor stays on its company.
    pub fn catch_up(&mut self, catalog: &Catalog) {
        if !self.is_companies() {
            return;
        }
        let focused = self.company_row(self.cursor, catalog);
        let was_at_start = self.cursor == 0 && self.field.is_empty();
        self.filter.catch_up(catalog.companies().index());
        if !was_at_start && let Some(row) = focused {
            self.cursor = self.position_of(row, catalog).unwrap_or(self.cursor);
        }
    }

    /// The companies are another list now: what was found before is found no more. The cursor goes to the company that it
    /// was on, where that is in the new list too.
    pub fn start_anew(&mut self, catalog: &Catalog, focused: Option<i64>) {
        if self.is_companies() {
            let was_at_start = self.cursor == 0 && self.field.is_empty();
            self.filter = Filter::default();
            self.filter.set_text(catalog.companies().index(), self.field.text());
            let row = focused.filter(|_| !was_at_start).and_then(|id| catalog.companies().place_of(id));
            self.cursor = row.and_then(|row| self.position_of(row, catalog)).unwrap_or(0);
        }
    }

    /// Edits the filter; the first hit gets the focus. Tells a refusal.
    ///
    /// # Errors
    /// A sentence, if the text would be too long.
    pub fn edit(&mut self, edit: &Edit, catalog: &Catalog) -> Result<(), String> {
        let before = self.field.text().to_owned();
        self.field.edit(edit)?;
        if before != self.field.text() {
            match &self.list {
                List::Companies { .. } => self.filter.set_text(catalog.companies().index(), self.field.text()),
                List::Choices { index, .. } => self.filter.set_text(index, self.field.text()),
            }
            self.cursor = 0;
        }
        Ok(())
    }

    /// Moves the focus.
    pub fn travel(&mut self, movement: Move) {
        let count = self.len();
        self.cursor = match movement {
            Move::Rows(by) => moved(self.cursor, by, count),
            Move::First => 0,
            Move::Last => count.saturating_sub(1),
            Move::Left | Move::Right => self.cursor,
        };
    }

    /// Rows that the filter leaves; for a reason the typed one counts too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.filter.hits().len() + usize::from(self.typed().is_some() || self.typed_id().is_some())
    }

    /// Whether the filter leaves nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows that can be chosen; they come first.
    #[must_use]
    pub fn choosable(&self) -> usize {
        self.filter.hits().choosable() + usize::from(self.typed().is_some() || self.typed_id().is_some())
    }

    /// What was typed, where that itself can be chosen: a new reason.
    fn typed(&self) -> Option<&str> {
        let text = self.field.text().trim();
        if self.purpose != Purpose::Reason || text.is_empty() {
            return None;
        }
        let List::Choices { items, .. } = &self.list else { return None };
        (!items.iter().any(|item| item.cells[0].eq_ignore_ascii_case(text))).then_some(text)
    }

    /// The id that was typed, where the list cannot be had and nothing of it is found.
    fn typed_id(&self) -> Option<i64> {
        // A line cannot be named by one id: it is one of a service, on a contract.
        let is_named_by_id = !matches!(self.purpose, Purpose::Reason | Purpose::Service);
        if self.supply != Supply::Failed || !is_named_by_id || !self.filter.hits().is_empty() {
            return None;
        }
        self.field.text().trim().parse().ok().filter(|id| *id >= 0)
    }

    /// How many of how many: `4 of 12,310 companies`.
    #[must_use]
    pub fn count_words(&self, catalog: &Catalog, total: Option<usize>) -> String {
        let (one, many) = self.purpose.nouns();
        match &self.list {
            List::Companies { .. } => {
                let here = catalog.companies().len();
                let hits = grouped(self.filter.hits().len());
                match (self.supply, here) {
                    (Supply::Failed, 0) => return "could not be loaded".to_owned(),
                    (Supply::Failed, _) => return format!("{hits} of {} {many}, the rest is missing", grouped(here)),
                    _ => {}
                }
                if catalog.has_all_companies() {
                    return format!("{hits} of {}", counted(here, one, many));
                }
                match total {
                    Some(total) => {
                        format!("{hits} of {} {many}, {} in all, loading", grouped(here), grouped(total))
                    }
                    None => format!("{hits} of {} {many}, loading", grouped(here)),
                }
            }
            List::Choices { items, .. } => {
                let cannot = items.iter().filter(|item| item.standing == Standing::Cannot).count();
                let can = items.len() - cannot;
                match (self.purpose, cannot) {
                    (Purpose::Reason, _) => String::new(),
                    (_, 0) => format!("{can} can be chosen"),
                    _ => format!("{can} can be chosen, {cannot} cannot"),
                }
            }
        }
    }

    /// The rows of a window, as they are shown.
    #[must_use]
    pub fn rows(&self, window: Range<usize>, catalog: &Catalog) -> Vec<Row> {
        window.filter_map(|place| self.row(place, catalog)).collect()
    }

    fn row(&self, place: usize, catalog: &Catalog) -> Option<Row> {
        if let Some(id) = self.typed_id().filter(|_| place == 0) {
            let mut cells = vec![String::new(); self.purpose.headings().len()];
            cells[0] = format!("id {id}");
            if let Some(last) = cells.last_mut() {
                "not verified".clone_into(last);
            }
            return Some(Row { cells, matched: Vec::new(), standing: Standing::Free, id: Some(id) });
        }
        match &self.list {
            List::Companies { candidates } => {
                let company = &catalog.companies().rows()[self.company_row(place, catalog)? as usize];
                let why = match candidates.iter().find(|candidate| candidate.company == company.id) {
                    Some(candidate) => candidate.why.clone(),
                    None if !company.active => "inactive".to_owned(),
                    None if !self.field.is_empty() => "part of name".to_owned(),
                    None => String::new(),
                };
                Some(Row {
                    cells: vec![
                        company.name.clone(),
                        company.city.clone().unwrap_or_default(),
                        company.web_address.clone().unwrap_or_default(),
                        why,
                    ],
                    matched: self.filter.matched(&company.name),
                    standing: if company.active { Standing::Free } else { Standing::Cannot },
                    id: Some(company.id),
                })
            }
            List::Choices { .. } => {
                let Some(choice) = self.choice(place) else {
                    let text = self.typed()?.to_owned();
                    return Some(Row {
                        cells: vec![text, "new".to_owned()],
                        matched: Vec::new(),
                        standing: Standing::Free,
                        id: None,
                    });
                };
                Some(Row {
                    cells: choice.cells.clone(),
                    matched: self.filter.matched(choice.cells.first().map_or("", String::as_str)),
                    standing: choice.standing,
                    id: choice.value.id(),
                })
            }
        }
    }

    /// The choice at a place; `None` for the typed reason, which comes first.
    fn choice(&self, place: usize) -> Option<&Choice> {
        let List::Choices { items, .. } = &self.list else { return None };
        let place = place.checked_sub(usize::from(self.typed().is_some()))?;
        let row = self.filter.hits().get(place)?;
        items.get(row as usize)
    }

    fn focused_choice(&self) -> Option<&Choice> {
        self.choice(self.cursor)
    }

    /// The company that has the focus; `None` in a short list, whose rows are no companies.
    #[must_use]
    pub fn focused_company(&self, catalog: &Catalog) -> Option<i64> {
        let row = self.company_row(self.cursor, catalog).filter(|_| self.is_companies())?;
        Some(catalog.companies().rows()[row as usize].id)
    }

    /// What would be taken now, or why nothing can be.
    ///
    /// # Errors
    /// A sentence that says why Enter takes nothing.
    pub fn value(&self, catalog: &Catalog) -> Result<Value, String> {
        if let Some(id) = self.typed_id() {
            return Ok(Value::Id(id, String::new()));
        }
        match &self.list {
            List::Companies { .. } => {
                let Some(row) = self.company_row(self.cursor, catalog) else {
                    return Err(self.nothing_taken());
                };
                let company = &catalog.companies().rows()[row as usize];
                if company.active {
                    Ok(Value::Id(company.id, company.name.clone()))
                } else {
                    Err(format!("{} is inactive in Autotask: it cannot be chosen.", company.name))
                }
            }
            List::Choices { .. } => match self.focused_choice() {
                Some(choice) if choice.standing == Standing::Cannot => {
                    let reason = choice.cells.last().map_or("", String::as_str);
                    Err(format!("{} cannot be chosen: {reason}.", choice.cells[0]))
                }
                Some(choice) => Ok(choice.value.clone()),
                None => match self.typed() {
                    Some(text) => Ok(Value::Text(text.to_owned())),
                    None => Err(self.nothing_taken()),
                },
            },
        }
    }

    /// What Enter says where no row is left; why none is left stands in the list.
    fn nothing_taken(&self) -> String {
        let (_, many) = self.purpose.nouns();
        match self.supply {
            Supply::Loading => format!("Nothing was taken yet: the {many} are still loading. What is typed stays."),
            Supply::Here | Supply::Failed => "Nothing was taken: no row is left.".to_owned(),
        }
    }

    /// What stands below the rows: why there is nothing to choose. `None` where there is something.
    #[must_use]
    pub fn lack(&self, catalog: &Catalog) -> Option<String> {
        let is_bare = match &self.list {
            List::Choices { items, .. } if self.field.is_empty() => {
                self.purpose != Purpose::Reason
                    && !items.iter().any(|item| item.standing != Standing::Cannot && item.value != Value::Nothing)
            }
            List::Companies { .. } | List::Choices { .. } => self.is_empty(),
        };
        is_bare.then(|| self.nothing_found(catalog))
    }

    /// Why the list is empty: `No company has all of: wodgrove. Close: Woodgrove Bank AG.`
    #[must_use]
    pub fn nothing_found(&self, catalog: &Catalog) -> String {
        if self.field.text().trim().is_empty() {
            let remark = if self.remark.is_empty() { "The list is empty." } else { self.remark.as_str() };
            return match (self.supply, self.purpose) {
                (Supply::Failed, Purpose::Service | Purpose::Reason) | (Supply::Here | Supply::Loading, _) => {
                    remark.to_owned()
                }
                (Supply::Failed, purpose) => {
                    let (one, _) = purpose.nouns();
                    format!("{remark} Type a {one} id: it is marked not verified until it was checked.")
                }
            };
        }
        if self.supply == Supply::Loading && self.filter.hits().is_empty() {
            let (_, many) = self.purpose.nouns();
            return format!(
                "The {many} are still loading; none that is here has all of: {}.",
                self.field.text().trim()
            );
        }
        let (one, _) = self.purpose.nouns();
        let text = self.field.text().trim();
        let none = format!("No {one} has all of: {text}.");
        let close: Vec<String> = match &self.list {
            List::Companies { .. } => {
                let companies = catalog.companies();
                let close = companies.index().close_to(text, 2);
                close.into_iter().map(|row| companies.rows()[row as usize].name.clone()).collect()
            }
            List::Choices { items, index } => {
                index.close_to(text, 2).into_iter().map(|row| items[row as usize].cells[0].clone()).collect()
            }
        };
        let mut words =
            if close.is_empty() { none } else { format!("{none} Close: {}.", close.join(", ").trim_end_matches('.')) };
        if let Some(read_at) = catalog.companies_kept_at().filter(|_| self.is_companies()) {
            // It may have been made in Autotask since then.
            let how = if self.purpose == Purpose::CatchAll { "R in Mapping, step 5," } else { "Esc, then R" };
            words.push_str(&format!(" The list was read {read_at}: {how} reads it again."));
        }
        words
    }

    /// What has the focus, in words, for a short list; companies are described by the step.
    #[must_use]
    pub fn detail(&self) -> Option<Detail> {
        if let Some(id) = self.typed_id() {
            let (one, many) = self.purpose.nouns();
            return Some(Detail::new(
                format!("id {id}   not verified"),
                [format!(
                    "The {many} could not be loaded: nobody knows yet whether this {one} exists. It is marked until it was checked."
                )],
            ));
        }
        if let (0, Some(reason)) = (self.cursor, self.typed()) {
            return Some(Detail::new(format!("excluded: {reason}"), [REASON_MEANS]));
        }
        self.focused_choice().map(|choice| choice.detail.clone())
    }

    /// The row of the catalog at a place of the picker. Candidates stand on top of an empty filter.
    fn company_row(&self, place: usize, catalog: &Catalog) -> Option<u32> {
        let hits = self.filter.hits();
        let (top, places) = self.top(catalog);
        if let Some(&row) = top.get(place) {
            return Some(row);
        }
        let mut at = place - top.len();
        for taken in places {
            if taken <= at {
                at += 1;
            }
        }
        hits.get(at)
    }

    fn position_of(&self, row: u32, catalog: &Catalog) -> Option<usize> {
        let (top, places) = self.top(catalog);
        if let Some(at) = top.iter().position(|&other| other == row) {
            return Some(at);
        }
        let at = self.filter.hits().place_of(row)?;
        let before = places.iter().filter(|&&taken| taken < at).count();
        Some(at - before + top.len())
    }

    /// The candidates' rows, and their places among the hits in rising order; none where something is typed.
    fn top(&self, catalog: &Catalog) -> (Vec<u32>, Vec<usize>) {
        let List::Companies { candidates } = &self.list else { return (Vec::new(), Vec::new()) };
        if !self.field.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let hits = self.filter.hits();
        let mut top = Vec::new();
        let mut places = Vec::new();
        for candidate in candidates {
            let row = catalog.companies().place_of(candidate.company);
            // A candidate that is inactive stays below, with the rest that cannot be chosen.
            if let Some(row) = row
                && let Some(place) = hits.place_of(row)
                && place < hits.choosable()
                && !top.contains(&row)
            {
                top.push(row);
                places.push(place);
            }
        }
        places.sort_unstable();
        (top, places)
    }
}
