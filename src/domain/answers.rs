//! Answers: what a file says each tenant is linked to, read from CSV or JSON and resolved against Autotask's lists.
//!
//! A cell is an id, an exact name (case and outer spaces do not matter), `NAME [ID]`, or for services `line:ID` and `bundle:ID`. Every
//! problem is found in one go, each with its row and column or JSON pointer. What is wrong with a thing that was found is
//! said by `rules`.
//!
//! Contracts can be loaded only when companies are known, so resolving goes in stages, and between them [`Resolution`]
//! says what the next one needs:
//!
//! ```text
//! parse ─▶ tenants ─▶ ticketing ─▶ companies ─▶ contracts ─▶ services ─▶ with_judged
//!                        │             │            │            │
//!                    picklists  companies_needed  contracts_needed  lines_needed   (from the catalog)
//! ```
//!
//! With no network `offline` stands in place of the four stages in the middle.

mod closest;
mod column;
mod companies;
mod company_names;
mod contracts;
mod export;
mod naming;
mod offline;
mod read_json;
mod read_table;
mod resolution;
mod services;
mod tenants;
mod ticketing;

use std::collections::{BTreeMap, BTreeSet};

pub use self::column::Column;
pub use self::company_names::CompanyNames;
pub use self::export::to_csv;
pub use self::offline::saved_ticket_value;
pub use self::resolution::{CompaniesNeeded, ContractsNeeded, Resolution};
pub use self::services::line_of;
pub use self::tenants::Roster;
pub use self::ticketing::ticket_value;
use super::diagnostic::{Diagnostic, Subject};
use super::settings::TicketField;
use super::table::{self, shown};

/// What a file of answers says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The ticketing defaults that are spoken of (JSON only); an empty text takes a default away.
    pub ticketing: BTreeMap<TicketField, String>,
    /// A row a tenant, in the order of the file.
    pub rows: Vec<Row>,
    /// What is wrong with the file's form; reading went on past it.
    pub findings: Vec<Diagnostic>,
}

/// What is said of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// The texts by column, without outer spaces. A column that the file does not have is not here; an empty cell is.
    pub cells: BTreeMap<Column, String>,
}

/// Where a row stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The row as a spreadsheet counts; the header is 1.
    Row(usize),
    /// The JSON pointer to its object.
    Pointer(String),
}

impl Place {
    /// The place of a column's cell, speaking of the config's field.
    fn subject(&self, column: Column) -> Subject {
        let subject = Subject::field(column.field());
        match self {
            Self::Row(row) => Subject { row: Some(*row), column: Some(column.header().to_owned()), ..subject },
            Self::Pointer(pointer) => Subject { pointer: Some(format!("{pointer}/{}", column.key())), ..subject },
        }
    }
}

impl Row {
    /// A cell's text; `None` where the file has no such column.
    #[must_use]
    pub fn cell(&self, column: Column) -> Option<&str> {
        self.cells.get(&column).map(String::as_str)
    }

    /// A cell's text if there is any.
    fn filled(&self, column: Column) -> Option<&str> {
        self.cell(column).filter(|text| !text.is_empty())
    }

    /// Whether the tenant is to be left out, whatever the other cells say.
    fn is_excluded(&self) -> bool {
        self.filled(Column::Exclude).is_some()
    }
}

impl Answers {
    /// The same without some of its rows, by their indices. The others keep their places.
    #[must_use]
    pub fn without(&self, rows: &BTreeSet<usize>) -> Self {
        let kept = self.rows.iter().enumerate().filter(|(index, _)| !rows.contains(index));
        Self { rows: kept.map(|(_, row)| row.clone()).collect(), ..self.clone() }
    }
}

/// Reads answers, JSON where the text begins with a brace, else a table.
///
/// # Errors
/// `read-failed` where nothing can be read at all; lesser faults are in [`Answers::findings`].
pub fn parse(bytes: &[u8]) -> Result<Answers, Vec<Diagnostic>> {
    let text = table::decode(bytes)?;
    if text.trim_start().starts_with(['{', '[']) { read_json::read(&text) } else { read_table::read(&text) }
}

#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;
