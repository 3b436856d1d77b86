//! A small world that answers the wizard: six tenants, eight companies, four contracts.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use crate::domain::account::{Threshold, Zone};
use crate::domain::billing::Figure;
use crate::domain::catalog::{
    Billing, CONTRACT_ACTIVE, Company, Contract, Line, LineKind, PicklistValue, RECURRING_SERVICE, Service,
    TicketLists, UnitRow,
};
use crate::domain::settings::{Named, TicketField};
use crate::domain::tenant::Tenant;
use crate::wizard::effect::{BillingFound, BillingLists, TestTicket};

pub const TODAY: Date = date(2026, 11, 24);
pub const USERNAME: &str = "api-petra@northwind.example";
pub const SECRET: &str = "pw-Xy3$kk!q-longEnough";
pub const TRACKING_ID: &str = "TRACKINGIDABCDEFGHIJKLMNO";
pub const KEY: &str = "petra-key-0123456789";

pub fn zone() -> Zone {
    Zone {
        name: "America East 2".to_owned(),
        url: "https://webservices14.autotask.net/ATServicesRest/".to_owned(),
        web_url: "https://ww14.autotask.net/".to_owned(),
    }
}

pub fn threshold() -> Threshold {
    Threshold { used: 124, limit: 10_000, timeframe_minutes: 60 }
}

pub fn tenant(id: &str, name: &str, domain: &str) -> Tenant {
    Tenant {
        petra_id: Some(id.to_owned()),
        microsoft_id: Some(format!("guid-{id}")),
        name: name.to_owned(),
        domains: (!domain.is_empty()).then(|| domain.to_owned()).into_iter().collect(),
        paused: false,
    }
}

pub fn tenants() -> Vec<Tenant> {
    vec![
        tenant("ZZ1", "Adatum", "adatum.example"),
        tenant("ZZ2", "Contoso", "contoso.example"),
        tenant("ZZ3", "Fabrikam", "fabrikam.example"),
        tenant("ZZ4", "Litware", "litware.example"),
        tenant("ZZ5", "Tailspin Toys", ""),
        tenant("ZZ6", "Woodgrove", "woodgrove.example"),
    ]
}

/// 15 units for each but Litware, of which Petra says nothing.
pub fn usage() -> Vec<Figure> {
    let figure = |tenant: &str| Figure { tenant: Some(tenant.to_owned()), units: Some(15.0), ..Figure::default() };
    ["ZZ1", "ZZ2", "ZZ3", "ZZ6"].map(figure).to_vec()
}

pub fn company(id: i64, name: &str, web_address: &str) -> Company {
    Company {
        id,
        name: name.to_owned(),
        active: true,
        kind: Some(1),
        city: None,
        web_address: (!web_address.is_empty()).then(|| web_address.to_owned()),
    }
}

pub fn companies() -> Vec<Company> {
    vec![
        company(0, "Northwind MSP", ""),
        company(174, "Contoso Ltd", "www.contoso.example"),
        company(180, "Fabrikam Inc", "fabrikam.example"),
        company(190, "Litware GmbH", "litware.example"),
        company(200, "Woodgrove Bank AG", "woodgrove.example"),
        company(201, "Woodgrove Services GmbH", "woodgrove.example"),
        Company { active: false, ..company(202, "Woodgrove Events", "") },
        company(210, "Adatum Corp", "adatum.example"),
    ]
}

fn contract(id: i64, company_id: i64, name: &str, start: Date) -> Contract {
    Contract {
        id,
        company_id,
        name: name.to_owned(),
        kind: RECURRING_SERVICE,
        status: CONTRACT_ACTIVE,
        start: Some(start),
        end: Some(date(2028, 12, 31)),
        period: None,
        renewed_by: None,
    }
}

fn line(kind: LineKind, id: i64, contract_id: i64, item_id: i64) -> Line {
    let row = UnitRow { id, start: date(2026, 1, 1), end: date(2028, 12, 31), units: 12, posted: false };
    Line { kind, id, contract_id, item_id, units: vec![row] }
}

/// Contracts of these companies, and these contracts, as Autotask would answer.
pub fn billing(companies: &[i64], contracts: &[i64], lists: bool) -> BillingFound {
    let all = vec![
        contract(9, 174, "Gold", date(2026, 1, 1)),
        contract(10, 180, "Gold 2027", date(2027, 1, 1)),
        contract(11, 190, "Gold", date(2026, 1, 1)),
        Contract { kind: 4, ..contract(12, 174, "Hours", date(2026, 1, 1)) },
    ];
    let found: Vec<Contract> = all
        .into_iter()
        .filter(|contract| companies.contains(&contract.company_id) || contracts.contains(&contract.id))
        .collect();
    let of_services = [(77, 9, 5), (78, 9, 6), (80, 10, 5), (81, 11, 5)];
    // A bundle has the number of a service, a line of it that of a service's line.
    let of_bundles = [(77, 9, 5), (30, 11, 5)];
    let services = of_services.map(|(id, contract, item)| line(LineKind::Service, id, contract, item));
    let bundles = of_bundles.map(|(id, contract, item)| line(LineKind::Bundle, id, contract, item));
    let lines = services
        .into_iter()
        .chain(bundles)
        .filter(|line| found.iter().any(|contract| contract.id == line.contract_id))
        .collect();
    let service = |id, name: &str| Service { id, name: name.to_owned(), active: true };
    let bundles = vec![service(5, "Everything")];
    let lists = lists.then(|| BillingLists {
        services: vec![service(5, "Petra monitoring"), service(6, "Endpoint care")],
        contract_kinds: Vec::new(),
    });
    BillingFound {
        billing: Billing { contracts: found, lines, bundles, bundles_refused: None, units_unsure: Vec::new() },
        lists,
    }
}

/// A test ticket as it is read back.
pub fn test_ticket() -> TestTicket {
    TestTicket {
        id: 7001,
        number: "T20261124.0001".to_owned(),
        queue: Some(Named::new(2, "Security")),
        status: Some(Named::new(1, "New")),
        url: Some(
            "https://ww14.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenTicketDetail&TicketID=7001"
                .to_owned(),
        ),
    }
}

fn values(labels: &[&str]) -> Vec<PicklistValue> {
    let value = |(at, label): (i64, &&str)| PicklistValue {
        value: at,
        label: (*label).to_owned(),
        active: !label.starts_with("Old"),
        default: false,
        order: at,
        parent: None,
    };
    (1..).zip(labels).map(value).collect()
}

pub fn ticket_lists() -> TicketLists {
    let mut lists = BTreeMap::new();
    for field in TicketField::ALL {
        let labels: &[&str] = match field {
            TicketField::Queue => &["Level 1", "Security", "Old queue"],
            TicketField::StatusNew | TicketField::StatusUpdate => &["New", "In Progress", "Complete"],
            TicketField::Priority => &["High", "Medium"],
            TicketField::SubIssueType => &[],
            _ => &["One", "Two"],
        };
        lists.insert(field.autotask_field().to_owned(), values(labels));
    }
    TicketLists::new(lists)
}
