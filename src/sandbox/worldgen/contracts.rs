//! Catalogue, contracts, lines and units of an invented world.
//! Which company has what is decided in `customers`.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::companies::company_ids;
use super::customers::{Customers, Deal};
use super::rng::Rng;
use super::tenants::licensed_users;
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Row, midnight};
use crate::sandbox::units::{self, Lines};
use crate::sandbox::world::World;

const PETRA: i64 = 101;
const PETRA_OLD: i64 = 107;
const BUNDLE: i64 = 31;

const SERVICES: [(i64, &str, f64, bool); 8] = [
    (PETRA, "Petra monitoring", 4.5, true),
    (102, "Managed Workstation", 38.0, true),
    (103, "Microsoft 365 Business Premium", 20.6, true),
    (104, "Managed Server", 145.0, true),
    (105, "Backup – Microsoft 365", 3.2, true),
    (106, "Firewall & VPN “Gold”", 89.0, true),
    (PETRA_OLD, "Petra monitoring (2024)", 3.9, false),
    (108, "Service Desk 8×5", 250.0, true),
];

/// Companies without a tenant that have contracts all the same; more would only take time.
const MOST_OTHERS: usize = 2_000;

pub fn catalogue(world: &mut World) {
    let entity = Kind::Services.entity();
    for (id, name, price, active) in SERVICES {
        let mut row = Row::new(id);
        row.set(entity.at("name"), name);
        row.set(entity.at("unitPrice"), price);
        row.set(entity.at("unitCost"), (price * 60.0).round() / 100.0);
        row.set(entity.at("periodType"), 2);
        row.set(entity.at("billingCodeID"), 29_683_278);
        row.set(entity.at("isActive"), active);
        world.table_mut(Kind::Services).push(row);
    }
    let entity = Kind::ServiceBundles.entity();
    let mut row = Row::new(BUNDLE);
    row.set(entity.at("name"), "Secure Cloud Seat");
    row.set(entity.at("unitPrice"), 26.0);
    row.set(entity.at("periodType"), 2);
    row.set(entity.at("billingCodeID"), 29_683_278);
    row.set(entity.at("isActive"), true);
    world.table_mut(Kind::ServiceBundles).push(row);
    let entity = Kind::ServiceBundleServices.entity();
    for (id, service) in [(1, PETRA), (2, 103)] {
        let mut row = Row::new(id);
        row.set(entity.at("serviceBundleID"), BUNDLE);
        row.set(entity.at("serviceID"), service);
        world.table_mut(Kind::ServiceBundleServices).push(row);
    }
}

pub fn add(world: &mut World, customers: &Customers) {
    for (kind, id) in [
        (Kind::Contracts, 29_684_300),
        (Kind::ContractServices, 8_100),
        (Kind::ContractServiceBundles, 2_200),
        (Kind::ContractServiceUnits, 510_000),
        (Kind::ContractServiceBundleUnits, 70_000),
    ] {
        world.table_mut(kind).begin_at(id);
    }
    let ids = company_ids(customers);
    for tenant in 0..customers.size.tenants {
        if let Some(company) = customers.company_of(tenant) {
            let mut maker =
                Maker { rng: Rng::of(customers.size.seed, "contract", tenant), world, company: ids[company] };
            maker.deal(customers, tenant);
        }
    }
    let mut others = 0;
    for (company, id) in ids.iter().enumerate().skip(1) {
        let mut rng = Rng::of(customers.size.seed, "other contract", company);
        if customers.tenant_of(company).is_some() || !rng.percent(25) {
            continue;
        }
        others += 1;
        if others > MOST_OTHERS {
            break;
        }
        let mut maker = Maker { rng, world, company: *id };
        maker.without_petra();
    }
}

/// Makes the contracts of one company.
struct Maker<'a> {
    rng: Rng,
    world: &'a mut World,
    company: i64,
}

/// A contract before it is a row.
struct Contract {
    name: String,
    kind: i64,
    status: i64,
    period: i64,
    start: Date,
    end: Date,
}

impl Maker<'_> {
    fn today(&self) -> Date {
        self.world.today
    }

    /// Contracts begin on the first of a month.
    fn month(&self, months: i32) -> Date {
        self.today().first_of_month().saturating_add(months.months())
    }

    fn recurring(&self, name: &str, from: i32, months: i32) -> Contract {
        let start = self.month(from);
        let end = start.saturating_add(months.months()).yesterday().unwrap_or(start);
        Contract { name: format!("{name} {}", start.year()), kind: 7, status: 1, period: 2, start, end }
    }

    fn contract(&mut self, contract: &Contract) -> i64 {
        let entity = Kind::Contracts.entity();
        let table = self.world.table_mut(Kind::Contracts);
        let id = table.take_id();
        let mut row = Row::new(id);
        row.set(entity.at("companyID"), self.company);
        row.set(entity.at("contractName"), contract.name.clone());
        row.set(entity.at("contractType"), contract.kind);
        row.set(entity.at("status"), contract.status);
        row.set(entity.at("startDate"), midnight(contract.start));
        row.set(entity.at("endDate"), midnight(contract.end));
        row.set(entity.at("timeReportingRequiresStartAndStopTimes"), 0);
        if contract.kind == 7 {
            row.set(entity.at("contractPeriodType"), contract.period);
            row.set(entity.at("contractCategory"), 12);
        }
        table.push(row);
        id
    }

    /// A line with that many units on every day of the contract.
    fn line(&mut self, lines: Lines, contract: i64, sold: i64, units: i64) -> i64 {
        let kind = lines.line();
        let entity = kind.entity();
        let price = self
            .world
            .row(lines.catalogue(), sold)
            .map_or(Value::Null, |row| row.get(lines.catalogue().entity().at("unitPrice")).clone());
        let table = self.world.table_mut(kind);
        let id = table.take_id();
        let mut row = Row::new(id);
        row.set(entity.at("contractID"), contract);
        row.set(entity.at(lines.sold_field()), sold);
        for name in ["unitPrice", "internalCurrencyUnitPrice", "internalCurrencyAdjustedPrice"] {
            row.set(entity.at(name), price.clone());
        }
        table.push(row);
        let from = self.world.table(lines.units()).rows().len();
        units::state(self.world, lines, id, units);
        self.post(lines, from);
        id
    }

    /// Everything before this month has been approved and posted.
    fn post(&mut self, lines: Lines, from: usize) {
        let month = self.today().first_of_month();
        let entity = lines.units().entity();
        let (end, posted) = (entity.at("endDate"), entity.at("approveAndPostDate"));
        let table = self.world.table_mut(lines.units());
        let done: Vec<(i64, Date)> = table.rows()[from..]
            .iter()
            .filter_map(|row| Some((row.id, row.date(end)?)))
            .filter(|(_, end)| *end <= month)
            .collect();
        for (id, end) in done {
            if let Some(row) = table.get_mut(id) {
                row.set(posted, midnight(end));
            }
        }
    }

    fn deal(&mut self, customers: &Customers, tenant: usize) {
        let users = i64::try_from(licensed_users(customers, tenant)).unwrap_or(0);
        // Most lines are right, some lag behind what Petra counts.
        let units = if self.rng.percent(55) {
            users
        } else {
            (users + i64::try_from(self.rng.below(7)).unwrap_or(0) - 3).max(1)
        };
        let mut running = self.recurring("Managed Security", -6, 24);
        running.period = match self.rng.below(10) {
            0 | 1 => 5,
            2 => 3,
            _ => 2,
        };
        match customers.deal(tenant) {
            Deal::Running | Deal::InactiveCompany => {
                let contract = self.contract(&running);
                self.line(Lines::Services, contract, PETRA, units);
                self.extras(contract, tenant);
            }
            Deal::RunningAndNext => {
                let now = self.recurring("Managed Security", -9, 12);
                let next = self.recurring("Managed Security", 3, 12);
                for contract in [now, next] {
                    let contract = self.contract(&contract);
                    self.line(Lines::Services, contract, PETRA, units);
                }
            }
            Deal::NotStarted => {
                let next = self.recurring("Managed Security", 1, 12);
                let contract = self.contract(&next);
                self.line(Lines::Services, contract, PETRA, units);
            }
            Deal::Ended => {
                let past = self.recurring("Managed Security", -14, 12);
                let contract = self.contract(&past);
                self.line(Lines::Services, contract, PETRA, units);
            }
            Deal::EndsSoon => {
                let mut ending = self.recurring("Managed Security", -11, 12);
                ending.end = self.today().saturating_add(31.days());
                let contract = self.contract(&ending);
                self.line(Lines::Services, contract, PETRA, units);
            }
            Deal::Renewed => self.renewed(units),
            Deal::InactiveContract => {
                running.status = 0;
                let contract = self.contract(&running);
                self.line(Lines::Services, contract, PETRA, units);
            }
            Deal::InactiveService => {
                let contract = self.contract(&running);
                self.line(Lines::Services, contract, PETRA_OLD, units);
            }
            Deal::Twice => {
                let contract = self.contract(&running);
                self.line(Lines::Services, contract, PETRA, units);
                self.line(Lines::Services, contract, PETRA, 2);
            }
            Deal::TwiceOneAtZero => {
                let contract = self.contract(&running);
                self.line(Lines::Services, contract, PETRA, 0);
                self.line(Lines::Services, contract, PETRA, units);
            }
            Deal::AtZero => {
                let contract = self.contract(&running);
                self.line(Lines::Services, contract, PETRA, 0);
            }
            Deal::Bundle => {
                let contract = self.contract(&running);
                self.line(Lines::Bundles, contract, BUNDLE, units);
            }
            Deal::OnlyOthers => self.without_recurring(),
            Deal::NoContract => {}
        }
    }

    /// The contract that ran out, and the one that followed it.
    fn renewed(&mut self, units: i64) {
        let old = self.recurring("Managed Security", -13, 12);
        let new = self.recurring("Managed Security", -1, 24);
        let (old, new) = (self.contract(&old), self.contract(&new));
        for contract in [old, new] {
            self.line(Lines::Services, contract, PETRA, units);
        }
        let place = Kind::Contracts.entity().at("renewedContractID");
        if let Some(row) = self.world.table_mut(Kind::Contracts).get_mut(old) {
            row.set(place, new);
        }
    }

    /// What else is on a contract, for the first customers.
    fn extras(&mut self, contract: i64, tenant: usize) {
        if tenant >= 200 {
            return;
        }
        for service in [102, 103, 106] {
            if self.rng.percent(40) {
                let units = i64::try_from(1 + self.rng.below(20)).unwrap_or(1);
                self.line(Lines::Services, contract, service, units);
            }
        }
        if self.rng.percent(30) {
            self.without_recurring();
        }
    }

    fn without_recurring(&mut self) {
        let start = self.month(-20);
        for (name, kind) in [("Block Hours 40h", 4), ("Project work (T&M)", 1), ("Office move, fixed price", 3)] {
            if kind == 4 || self.rng.percent(50) {
                self.contract(&Contract {
                    name: name.into(),
                    kind,
                    status: 1,
                    period: 2,
                    start,
                    end: start.saturating_add(36.months()),
                });
            }
        }
    }

    fn without_petra(&mut self) {
        if self.rng.percent(50) {
            self.without_recurring();
            return;
        }
        let mut running = self.recurring("Managed Workplace", -6, 24);
        running.period = 5;
        let contract = self.contract(&running);
        let units = i64::try_from(1 + self.rng.below(40)).unwrap_or(1);
        self.line(Lines::Services, contract, 102, units);
    }
}
