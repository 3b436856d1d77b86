//! What the wizard wants done outside of itself, and what comes back: plain data that the runtime carries out.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::account::{Credentials, Threshold, Zone};
use crate::domain::billing::{Account, Figure};
use crate::domain::catalog::{Billing, Company, PicklistValue, Service, TicketLists};
use crate::domain::companies::Companies;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::{Draft, Entry, References, Source};
use crate::domain::matching::Suggestion;
use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;
use crate::domain::settings::{Named, Settings, UnitField};
use crate::domain::tenant::Tenant;
use crate::domain::tenant_ids::TenantIds;

use super::model::Step;
use super::remote::Stamp;

/// A row of the connection test. All but the first two are judged by `entityInformation` and a one-row query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Zone look-up by user name.
    Zone,
    /// The three values together.
    SignIn,
    /// `Companies`
    Companies,
    /// `Tickets` and `TicketNotes`
    Tickets,
    /// `Contracts`
    Contracts,
    /// `ContractServices` and `ContractServiceUnits`
    ContractServices,
    /// `ContractServiceAdjustments`
    Adjustments,
    /// `Services`
    Services,
}

impl Check {
    /// All rows, in their order.
    pub const ALL: [Self; 8] = [
        Self::Zone,
        Self::SignIn,
        Self::Companies,
        Self::Tickets,
        Self::Contracts,
        Self::ContractServices,
        Self::Adjustments,
        Self::Services,
    ];

    /// The row's name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Zone => "Zone",
            Self::SignIn => "Sign-in",
            Self::Companies => "Companies",
            Self::Tickets => "Tickets, notes",
            Self::Contracts => "Contracts",
            Self::ContractServices => "Contract services",
            Self::Adjustments => "Adjustments",
            Self::Services => "Services",
        }
    }

    /// What the right is, once it is granted.
    #[must_use]
    pub const fn right(self) -> &'static str {
        match self {
            Self::Zone => "where your Autotask database is",
            Self::SignIn => "user name, password, tracking identifier together",
            Self::Companies | Self::Contracts | Self::Services => "read",
            Self::Tickets => "read, create, change",
            Self::ContractServices => "read, with their units",
            Self::Adjustments => "create",
        }
    }

    /// The same, where Autotask grants it for some records only.
    #[must_use]
    pub fn right_to_some(self) -> String {
        format!("{}: some records only", self.right())
    }

    /// What it is needed for; `None` for the first two.
    #[must_use]
    pub const fn purpose(self) -> Option<&'static str> {
        match self {
            Self::Zone | Self::SignIn => None,
            Self::Companies => Some("for the mapping"),
            Self::Tickets => Some("for tickets"),
            Self::Contracts | Self::ContractServices | Self::Adjustments | Self::Services => Some("for billing"),
        }
    }

    /// Whether only billing needs it: without it tickets work.
    #[must_use]
    pub const fn is_for_billing(self) -> bool {
        matches!(self, Self::Contracts | Self::ContractServices | Self::Adjustments | Self::Services)
    }
}

/// Requests of one kind: starting one ends the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// What is on disk.
    Start,
    /// The connection test.
    Connect,
    /// Ticket picklists.
    TicketLists,
    /// The companies that were kept from an earlier run.
    KeptCompanies,
    /// All companies.
    Companies,
    /// Companies by their ids.
    CompaniesById,
    /// The tenant ids that companies bear.
    TenantIds,
    /// Contracts, lines and units of some companies.
    Billing,
    /// A source of tenants.
    Tenants(Source),
    /// The domains of tenants' users.
    UserDomains,
    /// Suggestions.
    Suggest,
    /// Petra's usage.
    Usage,
    /// Trying the secret stores.
    Stores,
    /// Writing the config.
    Save,
    /// Completing a path.
    Path,
}

/// Where tenants are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantSource {
    /// Petra's API with this key.
    Petra(Secret),
    /// A file.
    File(String),
}

/// A draft as it is kept between runs.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRecord {
    /// The draft itself; no secret is in it.
    pub draft: Draft,
    /// The step that was open.
    pub step: Step,
    /// When it was kept, in words: `2026-11-23 17:48`.
    pub at: String,
    /// How the run that made it ended, in words.
    pub ended: String,
    /// Who has it open now, in words, if someone has.
    pub open_elsewhere: Option<String>,
}

/// What is on disk when the wizard starts.
#[derive(Clone, Debug, Default)]
pub struct OnDisk {
    /// The saved config.
    pub saved: Option<Saved>,
    /// Why a config that is there could not be read.
    pub saved_problem: Option<Diagnostic>,
    /// A draft that was not saved.
    pub draft: Option<DraftRecord>,
    /// Secrets that the environment or the saved references give.
    pub secrets: Vec<(SecretName, Secret)>,
    /// Secrets that a reference should have given, and why not.
    pub secret_problems: Vec<Diagnostic>,
}

/// A saved config and what is known of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// What it says.
    pub settings: Settings,
    /// When it was written: `2026-11-02`.
    pub of: String,
}

/// Whether a secret store works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreState {
    /// Which store.
    pub kind: StoreKind,
    /// Whether a trial value could be written, read back and deleted.
    pub works: bool,
    /// Why not, or what it means to use it; in words.
    pub why: String,
}

/// What is written by Save.
#[derive(Clone, Debug)]
pub struct SaveRequest {
    /// The draft, judged right before; its references are set by the store.
    pub draft: Box<Draft>,
    /// The file.
    pub path: String,
    /// Where the secrets go.
    pub store: StoreKind,
    /// The secrets that are held.
    pub secrets: Vec<(SecretName, Secret)>,
    /// The passphrase that was typed for the encrypted file.
    pub passphrase: Option<Secret>,
    /// Whether a file that someone changed meanwhile is overwritten.
    pub force: bool,
}

/// What Save did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveReport {
    /// The file.
    pub path: String,
    /// Whether its bytes changed.
    pub changed: bool,
    /// The references that stand in it now.
    pub references: References,
    /// Where the secrets are, in words.
    pub secrets: String,
    /// What was saved.
    pub settings: Box<Settings>,
}

/// A test ticket that is to be opened.
#[derive(Clone, Debug)]
pub struct TestRequest {
    /// For this tenant, by its id.
    pub tenant: String,
    /// By this mapping: the saved one, as it was shown before.
    pub settings: Box<Settings>,
}

/// A test ticket, as it was read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestTicket {
    /// Autotask's id.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Its queue.
    pub queue: Option<Named>,
    /// Its status.
    pub status: Option<Named>,
    /// Its page in Autotask, where the zone's address can be used.
    pub url: Option<String>,
}

/// Something to be done outside.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Read the saved config, its secrets and the draft.
    Start(Stamp),
    /// Run the connection test; `only` some rows where the others stand.
    Connect {
        /// The request.
        stamp: Stamp,
        /// The three values.
        credentials: Credentials,
        /// The zone that was found for this user before.
        known: Option<Zone>,
        /// The rows to run; all after a change.
        only: Vec<Check>,
    },
    /// Load the ticket picklists.
    LoadTicketLists(Stamp),
    /// Read the companies that an earlier run kept for this account.
    LoadKeptCompanies(Stamp, Account),
    /// Load all companies, page by page, and keep them.
    LoadCompanies(Stamp),
    /// Load companies by their ids.
    LoadCompaniesById(Stamp, Vec<i64>),
    /// Load the tenant ids that companies bear in fields of theirs.
    LoadTenantIds(Stamp),
    /// Load contracts of these companies, and these contracts, with lines and units; and the services once.
    LoadBilling {
        /// The request.
        stamp: Stamp,
        /// Companies whose contracts are wanted whole.
        companies: Vec<i64>,
        /// Contracts that a saved config names.
        contracts: Vec<i64>,
        /// Whether the services and contract types are wanted too.
        services: bool,
        /// Unit rows that ended before this day are not wanted.
        units_from: Date,
    },
    /// Load tenants.
    LoadTenants(Stamp, TenantSource),
    /// Load the domains of the users of these tenants from Petra, with this key.
    LoadUserDomains(Stamp, Secret, Vec<String>),
    /// Load the usage of all tenants from Petra with this key: the figures of one field.
    LoadUsage(Stamp, Secret, UnitField),
    /// Suggest companies for tenants.
    Suggest {
        /// The request.
        stamp: Stamp,
        /// The tenants.
        tenants: Vec<Entry>,
        /// All companies.
        companies: Arc<Companies>,
        /// The tenant ids that they bear.
        tenant_ids: Arc<TenantIds>,
    },
    /// Try the secret stores.
    ProbeStores(Stamp),
    /// Write secrets and config.
    Save(Stamp, Box<SaveRequest>),
    /// Open a test ticket. It has no slot: a write is never cut off, so that nothing cancels it.
    OpenTestTicket(Stamp, TestRequest),
    /// Close the test ticket with this id, which was opened last. No slot either.
    CloseTestTicket(Stamp, i64),
    /// Keep the draft.
    KeepDraft(Box<Draft>, Step),
    /// The draft that was found stays as it is: this session goes its own way.
    LeaveDraft,
    /// Delete the kept draft, and the one that was found and gone on with.
    DeleteDraft,
    /// Make a user name and a password.
    Generate,
    /// Complete a path.
    CompletePath(Stamp, String),
    /// Write a text as a file.
    WriteFile(PathBuf, String),
    /// Send a text to the terminal's clipboard.
    Copy(Secret),
    /// End a request.
    Cancel(Slot),
    /// Draw the screen anew.
    Redraw,
    /// Leave the program.
    Leave(Leave),
}

/// How the program is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// By `q`: everything is saved or kept.
    Quit,
    /// By Ctrl-C.
    Interrupted,
    /// By SIGTERM.
    Terminated,
    /// By SIGHUP: the line dropped.
    HungUp,
}

/// Services and contract types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingLists {
    /// The catalogue of services.
    pub services: Vec<Service>,
    /// The values of `Contracts.contractType`.
    pub contract_kinds: Vec<PicklistValue>,
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Reply {
    /// What is on disk.
    Started(Stamp, Box<OnDisk>),
    /// A row of the connection test: its words when it is fine.
    Checked(Stamp, Check, Result<String, Diagnostic>),
    /// The zone, as soon as it is known.
    ZoneFound(Stamp, Zone),
    /// Use of the hour's requests.
    Threshold(Stamp, Threshold),
    /// The connection test is over.
    ConnectEnded(Stamp),
    /// Ticket picklists.
    TicketLists(Stamp, Result<TicketLists, Diagnostic>),
    /// The companies that were kept for the account, if any were.
    KeptCompanies(Stamp, Result<Option<KeptCompanies>, Diagnostic>),
    /// A list that was read is on disk for the next start, or is not.
    CompaniesKept(Result<(), Diagnostic>),
    /// The companies with these ids.
    CompaniesById(Stamp, Vec<i64>, Result<Vec<Company>, Diagnostic>),
    /// A page of companies; how many there are in all, if known.
    CompaniesPage(Stamp, Vec<Company>, Option<usize>),
    /// All companies are here, or they could not be had.
    CompaniesEnded(Stamp, Result<(), Diagnostic>),
    /// The tenant ids that companies bear, or they could not be had.
    TenantIds(Stamp, Result<TenantIds, Diagnostic>),
    /// Contracts with lines and units of the companies and contracts that were asked for.
    Billing {
        /// The request.
        stamp: Stamp,
        /// Companies that were asked for.
        companies: Vec<i64>,
        /// Contracts that were asked for by id.
        contracts: Vec<i64>,
        /// What was found.
        found: Box<Result<BillingFound, Diagnostic>>,
    },
    /// Tenants of a source.
    Tenants(Stamp, Source, Result<Vec<Tenant>, Vec<Diagnostic>>),
    /// The domains of a tenant's users.
    UserDomains(Stamp, String, Vec<String>),
    /// All of them were asked for, or they could not be had.
    UserDomainsEnded(Stamp, Result<(), Diagnostic>),
    /// The usage of all tenants.
    Usage(Stamp, Result<Vec<Figure>, Diagnostic>),
    /// Suggestions.
    Suggested(Stamp, Vec<Suggestion>),
    /// Some secret stores, as they were found.
    Stores(Stamp, Vec<StoreState>),
    /// All of them were tried.
    StoresEnded(Stamp),
    /// The config was written, or not.
    Saved(Stamp, Box<Result<SaveReport, Diagnostic>>),
    /// A test ticket was opened or closed and read back, or why not.
    TestTicket(Stamp, Result<TestTicket, Vec<Diagnostic>>),
    /// A user name and a password were made.
    Generated(String, Secret),
    /// A path was completed.
    PathCompleted(Stamp, String),
    /// A file was written, or not.
    Wrote(PathBuf, Result<(), Diagnostic>),
    /// The draft could not be kept.
    DraftNotKept(Diagnostic),
    /// The draft is kept again, after it could not be.
    DraftKept,
}

/// Companies that an earlier run kept.
#[derive(Clone, Debug)]
pub struct KeptCompanies {
    /// All of them.
    pub companies: Arc<Companies>,
    /// When they were read, in words: `2026-11-24 06:12`.
    pub read_at: String,
    /// Whether they are so old that they are to be read again unasked.
    pub is_old: bool,
}

/// Contracts with their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillingFound {
    /// The contracts, and what hangs on them.
    pub billing: Billing,
    /// The services and types, if they were wanted.
    pub lists: Option<BillingLists>,
}

/// The reference that a secret of this name gets in a store.
#[must_use]
pub fn reference_in(kind: StoreKind, name: SecretName) -> Reference {
    match kind {
        StoreKind::Keyring => Reference::Keyring(name.as_str().to_owned()),
        StoreKind::Keyutils => Reference::Keyutils(name.as_str().to_owned()),
        StoreKind::Encrypted => Reference::Encrypted("secrets.age".to_owned()),
        StoreKind::File => Reference::File(format!("secrets/{}", name.as_str())),
        StoreKind::Env => Reference::Env(name.variable().to_owned()),
    }
}
