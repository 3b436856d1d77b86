//! The columns of answers: their names in CSV, JSON and the config.

use crate::domain::settings::TicketField;

/// A column of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The tenant's id: Petra's, else Microsoft's, else its name.
    TenantId,
    /// The tenant's name, where there is no id.
    TenantName,
    /// Its main web domain.
    Domain,
    /// The Autotask company.
    Company,
    /// A queue of its own.
    Queue,
    /// A status for new tickets of its own.
    StatusNew,
    /// A status for updates of its own.
    StatusUpdate,
    /// A contract of the company.
    Contract,
    /// A service on the contract.
    Service,
    /// Why the tenant is left out.
    Exclude,
}

impl Column {
    /// All, in the order in which they are written.
    pub const ALL: [Self; 10] = [
        Self::TenantId,
        Self::TenantName,
        Self::Domain,
        Self::Company,
        Self::Queue,
        Self::StatusNew,
        Self::StatusUpdate,
        Self::Contract,
        Self::Service,
        Self::Exclude,
    ];

    /// Those that hold a ticket field of the tenant's own.
    pub const TICKETING: [(Self, TicketField); 3] = [
        (Self::Queue, TicketField::Queue),
        (Self::StatusNew, TicketField::StatusNew),
        (Self::StatusUpdate, TicketField::StatusUpdate),
    ];

    /// A column for the reader alone.
    pub const IGNORED: &'static str = "why";

    /// The name in a table's header.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::TenantId => "tenant_id",
            Self::TenantName => "tenant_name",
            Self::Domain => "domain",
            Self::Company => "company",
            Self::Queue => "queue",
            Self::StatusNew => "status_new",
            Self::StatusUpdate => "status_update",
            Self::Contract => "contract",
            Self::Service => "service",
            Self::Exclude => "exclude",
        }
    }

    /// The key in JSON.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TenantId => "id",
            Self::TenantName => "name",
            Self::StatusNew => "statusNew",
            Self::StatusUpdate => "statusUpdate",
            _ => self.header(),
        }
    }

    /// The field in the config.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Exclude => "excluded",
            _ => self.key(),
        }
    }

    /// The column of a header; its case does not matter.
    #[must_use]
    pub fn from_header(header: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.header().eq_ignore_ascii_case(header))
    }

    /// The column of a JSON key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// The column that holds a config's field.
    #[must_use]
    pub fn from_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.field() == field)
    }
}
