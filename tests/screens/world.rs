//! What Autotask, Petra and this machine answer in the scenes: a small link with names of every kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};
use petra_autotask::domain::account::{Threshold, Zone};
use petra_autotask::domain::billing::Figure;
use petra_autotask::domain::catalog::{
    Company, Contract, Line, LineKind, PicklistValue, Service, TicketLists, UnitRow,
};
use petra_autotask::domain::companies::Companies;
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::reference::StoreKind;
use petra_autotask::domain::settings::Named;
use petra_autotask::domain::tenant::Tenant;
use petra_autotask::wizard::effect::{Check, KeptCompanies, OnDisk, StoreState, TestTicket};

pub const TODAY: Date = date(2026, 11, 24);

/// All of it; a scene changes what it is about.
pub struct World {
    pub disk: OnDisk,
    pub refused: Vec<(Check, Diagnostic)>,
    pub tenants: Result<Vec<Tenant>, Vec<Diagnostic>>,
    pub in_file: Result<Vec<Tenant>, Vec<Diagnostic>>,
    pub lists: Result<TicketLists, Diagnostic>,
    pub companies: Vec<Company>,
    pub kept: Option<KeptCompanies>,
    pub companies_failed: Option<Diagnostic>,
    pub contracts: Vec<Contract>,
    pub contracts_failed: Option<Diagnostic>,
    pub lines: Vec<Line>,
    pub stores: Vec<StoreState>,
    pub save_failed: Option<Diagnostic>,
    pub usage: Result<Vec<Figure>, Diagnostic>,
    pub zone: Zone,
    pub test_ticket: Result<TestTicket, Vec<Diagnostic>>,
}

impl World {
    /// With the companies kept from an earlier run.
    pub fn with_kept(is_old: bool) -> Self {
        let mut list = Companies::default();
        list.append(companies());
        let kept = KeptCompanies { companies: Arc::new(list), read_at: "2026-11-24 06:12".to_owned(), is_old };
        Self { kept: Some(kept), ..Self::default() }
    }
}

impl Default for World {
    fn default() -> Self {
        Self {
            disk: OnDisk::default(),
            refused: Vec::new(),
            tenants: Ok(tenants()),
            in_file: Ok(tenants().into_iter().take(9).collect()),
            lists: Ok(lists()),
            companies: companies(),
            kept: None,
            companies_failed: None,
            contracts: contracts(),
            contracts_failed: None,
            lines: lines(),
            stores: stores(),
            save_failed: None,
            usage: Ok(usage()),
            zone: zone(),
            test_ticket: Ok(test_ticket()),
        }
    }
}

pub fn zone() -> Zone {
    Zone {
        name: "America East 2".to_owned(),
        url: "https://webservices14.autotask.net/ATServicesRest/".to_owned(),
        web_url: "https://ww14.autotask.net/".to_owned(),
    }
}

pub fn threshold() -> Threshold {
    Threshold { used: 131, limit: 10_000, timeframe_minutes: 60 }
}

pub fn timeout() -> Diagnostic {
    Diagnostic::error(
        Code::Timeout,
        "Autotask did not answer within 30 s.",
        "Wait 1–2 minutes and try again with r. If issues persist, contact Petra Support; w writes what was seen, without secrets.",
    )
}

pub fn permission_missing() -> Diagnostic {
    Diagnostic::error(
        Code::PermissionMissing,
        "The API user may not read Contracts.",
        "Verify that the API user's security level grants access to both modules, Contracts and Services. In Autotask: Admin → Resources (Users) → the API user → Security Level.",
    )
    .with_detail("Autotask said: 401 Unauthorized")
}

pub fn tenant(id: &str, name: &str, domain: &str) -> Tenant {
    Tenant {
        petra_id: Some(id.to_owned()),
        microsoft_id: Some(format!("7c1d2a40-88b1-4c0e-a6de-5f0c{:0>8}", &id[4..])),
        name: name.to_owned(),
        domains: (!domain.is_empty()).then(|| domain.to_owned()).into_iter().collect(),
        paused: name == "Tailspin Toys",
    }
}

pub fn tenants() -> Vec<Tenant> {
    vec![
        tenant("ZZk90s", "Adatum", "adatum.example"),
        tenant("ZZk90t", "Contoso", "contoso.example"),
        tenant("ZZk90u", "Fabrikam", "fabrikam.example"),
        tenant("ZZk90v", "Kölner Straßenbau GmbH", "koelner-strassenbau-gesellschaft.example"),
        tenant("ZZk90w", "Litware", "litware.example"),
        tenant("ZZk90x", "Lucerne Publishing", "lucerne.example"),
        tenant("ZZk90y", "Northwind Traders", "northwind.example"),
        tenant("ZZk90z", "Tailspin Toys", ""),
        tenant("ZZk91a", "Wide World Importers and Exporters of the Northern Hemisphere", "wwi.example"),
        tenant("ZZk91b", "Woodgrove", "woodgrove.example"),
        tenant("ZZk91c", "Café Andre\u{301} & Söhne", "cafe-andre.example"),
        tenant("ZZk91d", "株式会社サクラ情報", "sakura-joho.example"),
    ]
}

fn company(id: i64, name: &str, city: &str, web: &str, active: bool) -> Company {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Company {
        id: 29_683_000 + id,
        name: name.to_owned(),
        active,
        kind: Some(1),
        city: some(city),
        web_address: some(web),
    }
}

pub fn companies() -> Vec<Company> {
    vec![
        Company {
            id: 0,
            name: "Northwind MSP".to_owned(),
            active: true,
            web_address: Some("northwind-msp.example".to_owned()),
            ..Company::default()
        },
        company(174, "Contoso Ltd", "London", "contoso.example", true),
        company(175, "Fabrikam Inc", "Boston", "https://fabrikam.example/", true),
        company(176, "Koelner Strassenbau GmbH", "Köln", "koelner-strassenbau.example", true),
        company(177, "Kölner Straßenbahn AG", "Köln", "kvb.example", true),
        company(178, "Litware GmbH", "Essen", "litware.example", true),
        company(179, "Lucerne Publishing", "Luzern", "www.lucerne.example", true),
        company(180, "Northwind Traders Limited", "Leeds", "northwind.example", true),
        company(181, "Wide World Importers and Exporters of the Northern Hemisphere plc", "Hull", "wwi.example", true),
        company(182, "Sakura Joho K.K.", "大阪", "sakura-joho.example", true),
        company(183, "Café Andre\u{301} & Söhne OHG", "Zürich", "cafe-andre.example", true),
        company(365, "Woodgrove Bank AG", "Essen", "woodgrove.example", true),
        company(366, "Woodgrove Bank Services GmbH", "Essen", "woodgrove.example", true),
        company(367, "Woodgrove Immobilien KG", "Bochum", "woodgrove-immobilien.example", true),
        company(368, "Stadtwerke Woodgrove", "Moers", "", true),
        company(369, "Woodgrove (old)", "Essen", "woodgrove.example", false),
        company(370, "Woodgrove Events", "Köln", "", false),
    ]
}

fn value(value: i64, label: &str, active: bool) -> PicklistValue {
    PicklistValue { value, label: label.to_owned(), active, default: value == 1, order: value, parent: None }
}

pub fn lists() -> TicketLists {
    let under = |parent, entry: PicklistValue| PicklistValue { parent: Some(parent), ..entry };
    TicketLists::new(BTreeMap::from([
        (
            "queueID".to_owned(),
            vec![
                value(29_682_833, "Security", true),
                value(29_682_834, "Level 2", true),
                value(29_682_835, "Monitoring Alerts of all Customers with a Contract", true),
                value(8, "Old queue", false),
                value(9, "Post Sale", false),
            ],
        ),
        (
            "status".to_owned(),
            vec![
                value(1, "New", true),
                value(5, "Complete", true),
                value(8, "In Progress", true),
                value(11, "Escalate", true),
                value(19, "Customer Note Added", true),
            ],
        ),
        (
            "priority".to_owned(),
            vec![value(4, "Critical", true), value(1, "High", true), value(2, "Medium", true), value(3, "Low", true)],
        ),
        ("source".to_owned(), vec![value(8, "Monitoring Alert", true)]),
        ("ticketCategory".to_owned(), vec![value(3, "Standard", true)]),
        ("ticketType".to_owned(), vec![value(2, "Incident", true)]),
        ("issueType".to_owned(), vec![value(10, "Security", true)]),
        ("subIssueType".to_owned(), vec![under(10, value(100, "Phishing", true))]),
    ]))
}

fn contract(id: i64, company: i64, name: &str, kind: i64, runs: [Date; 2]) -> Contract {
    Contract {
        id: 29_701_000 + id,
        company_id: 29_683_000 + company,
        name: name.to_owned(),
        kind,
        status: 1,
        start: Some(runs[0]),
        end: Some(runs[1]),
        period: None,
        renewed_by: None,
    }
}

pub fn contracts() -> Vec<Contract> {
    let year = [date(2026, 7, 1), date(2027, 6, 30)];
    vec![
        contract(1, 174, "Gold 2026/27", 7, year),
        contract(2, 175, "Gold 2027", 7, [date(2027, 1, 1), date(2027, 12, 31)]),
        contract(3, 178, "Managed 2026/27", 7, year),
        contract(4, 178, "Gold 2027", 7, [date(2027, 1, 1), date(2027, 12, 31)]),
        contract(5, 178, "Silver 2025", 7, [date(2025, 1, 1), date(2025, 12, 31)]),
        contract(6, 178, "Service hours 2026", 4, [date(2026, 1, 1), date(2026, 12, 31)]),
        contract(7, 178, "Onboarding", 3, [date(2026, 3, 1), date(2026, 5, 31)]),
        contract(8, 178, "Projects 2026", 1, [date(2026, 1, 1), date(2026, 12, 31)]),
        contract(9, 179, "Managed 2026", 7, [date(2026, 1, 1), date(2026, 12, 31)]),
        contract(10, 180, "Gold 2026/27", 7, year),
        contract(11, 181, "Gold 2026/27 for all sites in the Northern Hemisphere", 7, year),
    ]
}

pub fn kinds() -> Vec<PicklistValue> {
    vec![
        value(1, "Time & Materials", true),
        value(3, "Fixed Price", true),
        value(4, "Block Hours", true),
        value(7, "Recurring Service", true),
    ]
}

pub fn services() -> Vec<Service> {
    let service = |id, name: &str, active| Service { id, name: name.to_owned(), active };
    vec![service(5, "Petra monitoring", true), service(6, "Endpoint care", true), service(8, "Onboarding fee", false)]
}

fn line(id: i64, contract: i64, service: i64, units: i64) -> Line {
    let row = UnitRow { id, start: date(2026, 1, 1), end: date(2027, 12, 31), units, posted: false };
    Line { kind: LineKind::Service, id, contract_id: 29_701_000 + contract, item_id: service, units: vec![row] }
}

pub fn bundles() -> Vec<Service> {
    vec![
        Service { id: 3, name: "Everything".to_owned(), active: true },
        Service { id: 4, name: "Everything but the telephones, of 2024".to_owned(), active: false },
    ]
}

/// Bundle lines on the contract that has lines of every kind; they are in a world only where a scene is about them.
pub fn bundle_lines() -> Vec<Line> {
    let bundle = |id, bundle, units| Line { kind: LineKind::Bundle, ..line(id, 10, bundle, units) };
    vec![bundle(30, 3, 5), bundle(31, 4, 0)]
}

pub fn lines() -> Vec<Line> {
    vec![
        line(70, 1, 5, 25),
        line(71, 2, 5, 8),
        line(72, 3, 5, 12),
        line(73, 5, 5, 12),
        line(74, 9, 5, 6),
        line(76, 10, 6, 40),
        line(77, 10, 5, 12),
        line(81, 10, 5, 3),
        line(83, 10, 8, 1),
        line(84, 11, 5, 310),
    ]
}

/// Of one tenant nothing is told, another is on trial; the largest drops.
pub fn usage() -> Vec<Figure> {
    let figure =
        |tenant: &str, units: f64| Figure { tenant: Some(tenant.to_owned()), units: Some(units), ..Figure::default() };
    vec![
        figure("ZZk90t", 28.0),
        figure("ZZk90u", 9.0),
        Figure { trial: true, ..figure("ZZk90x", 6.0) },
        figure("ZZk90y", 12.0),
        figure("ZZk91a", 1_240.0),
    ]
}

pub fn key_refused() -> Diagnostic {
    Diagnostic::error(
        Code::PetraKeyRefused,
        "Petra refused the API key.",
        "Make a key in Petra, Settings → API Keys (admins only, shown once), and enter it in Tenants.",
    )
    .with_detail("Petra said: 401 Unauthorized")
}

pub fn stores() -> Vec<StoreState> {
    let store = |kind, works, why: &str| StoreState { kind, works, why: why.to_owned() };
    vec![
        store(StoreKind::Keyring, false, "no Secret Service in this session: no D-Bus address"),
        store(StoreKind::Keyutils, true, "in the kernel: gone at the next reboot, maybe sooner"),
        store(StoreKind::Encrypted, true, "secrets.age; asks a passphrase, cron needs it too"),
        store(StoreKind::File, true, "not encrypted, readable for you and root (0600)"),
        store(StoreKind::Env, true, "stores nothing; you set three variables for each run"),
    ]
}

pub fn test_ticket() -> TestTicket {
    TestTicket {
        id: 29_748_311,
        number: "T20261124.0031".to_owned(),
        queue: Some(Named::new(29_682_833, "Security")),
        status: Some(Named::new(1, "New")),
        url: Some(
            "https://ww14.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenTicketDetail&TicketID=29748311"
                .to_owned(),
        ),
    }
}

pub fn status_refused() -> Diagnostic {
    Diagnostic::error(
        Code::PicklistInactive,
        "Status, new ticket: “New” (id 1) was refused; it is no longer active in Autotask.",
        "Choose another in the wizard's step Ticketing: petra-autotask --step ticketing.",
    )
    .with_detail("Autotask said: The value 1 of status is not active.")
}
