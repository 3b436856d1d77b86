//! The state that the sandbox answers from: Autotask's account, rows and picklists, and Petra's side.
//! Reading one from JSON is in `world::read`, giving it out in `world::write`; inventing one in `worldgen`.

mod defaults;
pub mod petra;
pub mod picklists;
mod read;
mod write;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::petra::Petra;
pub use self::picklists::{PickValue, Picklists};
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Row, Table};

/// The whole state. The clone that `reset` goes back to shares its rows.
#[derive(Clone, Debug)]
pub struct World {
    pub today: Date,
    pub account: Account,
    tables: Vec<Table>,
    pub adjustments: Vec<Adjustment>,
    pub picklists: Picklists,
    pub petra: Petra,
}

/// The API user: what signs in, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub username: String,
    pub secret: String,
    pub tracking_id: String,
    pub locked: bool,
    /// By entity, then by verb: `all`, `none` or `restricted`. What is not said is `all`.
    pub access: BTreeMap<String, BTreeMap<Verb, Access>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    Query,
    Create,
    Update,
    Delete,
}

impl Verb {
    pub fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    None,
    All,
    /// Some rows only. A world holds the rows that the user sees; the fault `restricted` hides them all.
    Restricted,
}

impl Account {
    pub fn may(&self, verb: Verb, kind: Kind) -> Access {
        let verbs = self.access.get(kind.entity().name);
        verbs.and_then(|verbs| verbs.get(&verb)).copied().unwrap_or(Access::All)
    }
}

/// An adjustment that was posted; Autotask itself never shows them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Adjustment {
    #[serde(rename = "contractServiceID", default, skip_serializing_if = "Option::is_none")]
    pub contract_service_id: Option<i64>,
    #[serde(rename = "contractServiceBundleID", default, skip_serializing_if = "Option::is_none")]
    pub contract_service_bundle_id: Option<i64>,
    pub unit_change: i64,
    pub effective_date: Date,
    /// Milliseconds since the sandbox started.
    #[serde(default)]
    pub at_ms: u64,
}

impl World {
    pub fn new(today: Date, account: Account, picklists: Picklists, petra: Petra) -> Self {
        Self { today, account, tables: Kind::ALL.map(Table::new).to_vec(), adjustments: Vec::new(), picklists, petra }
    }

    pub fn table(&self, kind: Kind) -> &Table {
        &self.tables[kind as usize]
    }

    pub fn table_mut(&mut self, kind: Kind) -> &mut Table {
        &mut self.tables[kind as usize]
    }

    pub fn set_table(&mut self, table: Table) {
        let at = table.kind as usize;
        self.tables[at] = table;
    }

    /// Fills in what a new row of that kind has without being told.
    pub fn fill_new(&self, kind: Kind, row: &mut Row) {
        defaults::fill_row(kind, row, self.today);
    }

    /// The moment in the world: its day, and the time of day that it really is.
    pub fn now(&self) -> String {
        format!("{}T{}Z", self.today, jiff::Timestamp::now().strftime("%H:%M:%S"))
    }

    pub fn row(&self, kind: Kind, id: i64) -> Option<&Row> {
        self.table(kind).get(id).map(std::convert::AsRef::as_ref)
    }
}

/// The account that a world has if it says nothing else.
pub fn default_account() -> Account {
    Account {
        username: "petra-api@northwind.example".into(),
        secret: "sandbox-Secret-1".into(),
        tracking_id: "SANDBOX7QJ4PETRASECURITY001".into(),
        locked: false,
        access: BTreeMap::new(),
    }
}

/// A world that could not be read: where, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct WorldError {
    /// Path of the part, as in `entities.Companies[3].id`.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl WorldError {
    fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }
}
