//! What a plan shows of a line, by everything that may stand against it.

use jiff::civil::{Date, date};

use super::*;
use crate::domain::billing::effective::Effective;
use crate::domain::billing::entry::{EntryState, example};
use crate::domain::billing::guards::MaxChange;
use crate::domain::catalog::{Company, Service, UnitRow};
use crate::domain::rules::fixture::{World, codes, company, contract, entry, line, tenant};
use crate::domain::settings::{MissingUsage, UnitField};

/// The sound world, the tenants' figures, the journal and the terms, to be spoilt.
struct Case {
    world: World,
    figures: Vec<Figure>,
    standings: HashMap<LineKey, Standing>,
    terms: Terms,
}

fn figure(tenant: &str, units: f64) -> Figure {
    Figure { tenant: Some(tenant.to_owned()), units: Some(units), ..Figure::default() }
}

fn rows(rows: &[(Date, Date, i64)]) -> Vec<UnitRow> {
    let row = |(id, (start, end, units)): (i64, &(Date, Date, i64))| UnitRow {
        id,
        start: *start,
        end: *end,
        units: *units,
        posted: false,
    };
    (1..).zip(rows).map(row).collect()
}

impl Case {
    /// 12 units, 15 wanted, from today on.
    fn sound() -> Self {
        let mut world = World::sound();
        world.contract().period = Some(2);
        let terms = Terms {
            today: world.today,
            unit_field: UnitField::TotalLicensedUsers,
            effective: Effective::Today,
            missing: MissingUsage::Hold,
            max_change: MaxChange::default(),
            allow_zero: false,
        };
        Self { world, figures: vec![figure("ZZ1", 15.0)], standings: HashMap::new(), terms }
    }

    fn billing(&mut self) -> &mut TenantBilling {
        self.world.tenant().billing.as_mut().unwrap()
    }

    /// A second tenant on the same line, with 5 units.
    fn shared(&mut self, by: [Option<bool>; 2]) {
        let mut other = tenant("ZZ2", "Contoso Labs");
        other.billing.as_mut().unwrap().shared = by[1];
        self.billing().shared = by[0];
        self.world.draft.tenants.push(entry(other));
        self.figures.push(figure("ZZ2", 5.0));
    }

    fn journal(&mut self, state: EntryState) {
        let entry = example(state);
        self.standings.insert(entry.line, Standing::of(&[entry]));
    }

    fn plan(mut self) -> Vec<PlanLine> {
        self.world.load();
        let tenants: Vec<_> = self.world.draft.tenants.iter().map(|entry| &entry.settings).collect();
        let topic = Topic {
            tenants: &tenants,
            ticketing: &self.world.draft.ticketing,
            catalog: &self.world.catalog,
            standings: &self.standings,
            changes_seen: false,
        };
        draw(&topic, &self.figures, &self.terms)
    }
}

#[test]
fn a_sound_line_changes() {
    let [line] = &Case::sound().plan()[..] else { panic!("one entry for the one tenant") };
    assert_eq!((line.state, &line.findings[..]), (PlanState::Change, &[][..]));
    assert_eq!((line.units_now, line.units_wanted, line.change), (Some(12), Some(15), Some(3)));
    assert_eq!((line.effective_date, line.invoice.as_str()), (Some(date(2026, 11, 24)), "prorated line likely"));
    assert_eq!((line.contract_service_id, line.contract.id), (Some(77), 9));
}

#[test]
fn what_is_known_beyond_contracts_makes_no_other_plan() {
    type Change = fn(&mut Case);
    let cases: [(&str, Change); 7] = [
        ("no company is loaded", |case| case.world.catalog.forget_companies()),
        ("the company is not in Autotask", |case| {
            case.world.catalog.forget_companies();
            case.world.catalog.companies_are_complete();
        }),
        ("it is inactive", |case| {
            case.world.catalog.add_companies(vec![Company { active: false, ..company(174, "Contoso Ltd") }]);
        }),
        ("it has another name", |case| case.world.catalog.add_companies(vec![company(174, "Contoso N.V.")])),
        ("the tenant's own queue is inactive", |case| {
            case.world.tenant().set_own(TicketField::Queue, Some(Named::new(3, "Old queue")));
        }),
        ("no default of tickets is chosen", |case| case.world.draft.ticketing = Ticketing::default()),
        ("others have no billing, or are excluded", |case| {
            let mut without = tenant("ZZ2", "Contoso Labs");
            without.billing = None;
            let excluded = TenantSettings { excluded: Some("own IT".to_owned()), ..tenant("ZZ3", "Contoso Old") };
            case.world.draft.tenants.extend([without, excluded].map(entry));
        }),
    ];
    let sound = Case::sound().plan();
    for (what, change) in cases {
        let mut case = Case::sound();
        change(&mut case);
        assert_eq!(case.plan(), sound, "{what}");
    }
}

/// A code, what becomes of the line, and what leads to both.
type Spoilt = (Code, PlanState, Box<dyn Fn(&mut Case)>);

/// What is found of contract, line and service.
fn of_contracts() -> Vec<Spoilt> {
    use PlanState::{Blocked, Change};
    let (today, nov, dec) = (date(2026, 11, 24), date(2026, 11, 1), date(2026, 12, 1));
    vec![
        (Code::ContractNotStarted, Blocked, Box::new(move |case| case.world.contract().start = Some(dec))),
        (Code::ContractEnded, Blocked, Box::new(move |case| case.world.contract().end = Some(nov))),
        (Code::ServiceDuplicate, Blocked, Box::new(|case| case.world.lines.push(line(78, 9, 5, 3)))),
        (Code::ContractInactive, Blocked, Box::new(|case| case.world.contract().status = 0)),
        (Code::ContractEndsSoon, Change, Box::new(move |case| case.world.contract().end = Some(date(2026, 12, 31)))),
        (Code::ContractEndsSoon, Change, Box::new(move |case| case.world.contract().end = Some(today))),
        (Code::ContractNotRecurring, Blocked, Box::new(|case| case.world.contract().kind = 4)),
        (Code::ContractOtherCompany, Blocked, Box::new(|case| case.world.contract().company_id = 175)),
        (
            Code::ContractMissing,
            Blocked,
            Box::new(|case| {
                case.world.contracts.clear();
                case.world.catalog.add_contracts_by_id([9], Vec::new());
            }),
        ),
        (Code::ServiceMissing, Blocked, Box::new(|case| case.world.lines = vec![line(78, 9, 6, 12)])),
        (
            Code::ServiceInactive,
            Blocked,
            Box::new(|case| {
                let service = Service { id: 5, name: "Petra monitoring".to_owned(), active: false };
                case.world.catalog.set_services(vec![service]);
            }),
        ),
        (Code::ServiceLineShared, Blocked, Box::new(|case| case.shared([None, None]))),
        (Code::ServiceLineShared, Blocked, Box::new(|case| case.shared([Some(true), None]))),
        (Code::TenantUndecided, Blocked, Box::new(|case| case.billing().service = None)),
        (Code::TenantUndecided, Blocked, Box::new(|case| case.world.tenant().company = None)),
        (Code::Renamed, Change, Box::new(|case| case.world.contract().name = "Gold 2".to_owned())),
        (
            Code::ContractRenewed,
            Change,
            Box::new(|case| {
                case.world.contract().renewed_by = Some(10);
                case.world.contracts.push(contract(10, 174, "Gold 2027"));
            }),
        ),
    ]
}

/// What is found of usage, units and dates.
fn of_units() -> Vec<Spoilt> {
    use PlanState::{Blocked, Held};
    let (today, nov, dec, jan) = (date(2026, 11, 24), date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1));
    vec![
        (Code::UsageMissing, Held, Box::new(|case| case.figures.clear())),
        (Code::UsageMissing, Held, Box::new(|case| case.figures.push(figure("ZZ1", 15.0)))),
        (Code::UsageMissing, Held, Box::new(|case| case.figures[0].units = Some(14.5))),
        (Code::TenantPaused, Held, Box::new(|case| case.figures[0].paused = true)),
        (Code::TenantTrial, Held, Box::new(|case| case.figures[0].trial = true)),
        (Code::ChangeTooLarge, Blocked, Box::new(|case| case.figures[0].units = Some(23.0))),
        (Code::DropToZero, Blocked, Box::new(|case| case.world.lines = vec![line(77, 9, 5, 3)])),
        (Code::BelowFloor, Blocked, Box::new(|case| case.billing().floor = Some(16))),
        (Code::AboveCeiling, Blocked, Box::new(|case| case.billing().ceiling = Some(14))),
        (
            Code::AboveCeiling,
            Blocked,
            Box::new(|case| {
                case.shared([Some(true), Some(true)]);
                case.world.lines = vec![line(77, 9, 5, 0)];
                case.figures = vec![figure("ZZ1", 2e9), figure("ZZ2", 2e9)];
            }),
        ),
        (Code::PeriodPosted, Blocked, Box::new(|case| case.world.lines[0].units[0].posted = true)),
        (
            Code::FutureChangeScheduled,
            Blocked,
            Box::new(move |case| case.world.lines[0].units = rows(&[(nov, dec, 12), (dec, jan, 9)])),
        ),
        (
            Code::FutureChangeScheduled,
            Blocked,
            Box::new(move |case| {
                case.figures[0].units = Some(12.0);
                case.world.lines[0].units = rows(&[(nov, dec, 12), (dec, jan, 9)]);
            }),
        ),
        (
            Code::EffectiveOutsideContract,
            Blocked,
            Box::new(|case| case.terms.effective = Effective::On(date(2025, 12, 31))),
        ),
        (
            Code::EffectiveOutsideContract,
            Blocked,
            Box::new(|case| {
                case.world.contract().period = None;
                case.terms.effective = Effective::NextPeriod;
            }),
        ),
        (
            Code::DateTaken,
            Blocked,
            Box::new(move |case| {
                case.world.lines[0].units = rows(&[(nov, today, 10), (today, dec, 12), (dec, jan, 12)]);
            }),
        ),
        (Code::DateTaken, Blocked, Box::new(|case| case.journal(EntryState::Done))),
        (
            Code::Unsettled,
            Blocked,
            Box::new(|case| {
                case.journal(EntryState::Open);
                case.world.lines = vec![line(77, 9, 5, 18)];
            }),
        ),
        (
            Code::Unsettled,
            Blocked,
            Box::new(move |case| case.world.lines[0].units = rows(&[(nov, dec, 12), (date(2026, 11, 9), dec, 3)])),
        ),
    ]
}

#[test]
fn each_code_is_shown_and_stops_the_line_or_does_not() {
    use PlanState::{Change, Same};
    let cases = of_contracts().into_iter().chain(of_units());
    for (place, (code, state, spoil)) in cases.enumerate() {
        let mut case = Case::sound();
        spoil(&mut case);
        if code == Code::DropToZero {
            case.figures[0].units = Some(0.0);
        }
        let line = case.plan().remove(0);
        let found = codes(&line.findings);
        assert_eq!((line.state, found.contains(&code)), (state, true), "{place} {code}: {found:?} {line:?}");
        assert!(line.findings.iter().all(|finding| finding.subject.tenant.is_some()), "{place} {code}");
    }
    // What was opened and reads as wanted or as before stands against nothing.
    for (state, units, shown) in
        [(EntryState::Open, 12, Change), (EntryState::Open, 15, Same), (EntryState::NotTaken, 15, Same)]
    {
        let mut case = Case::sound();
        case.journal(state);
        case.world.lines = vec![line(77, 9, 5, units)];
        assert_eq!(case.plan()[0].state, shown, "{state:?} {units}");
    }
}

#[test]
fn those_who_share_a_line_have_its_sum_and_what_stands_against_one_stands_against_all() {
    let shared = || {
        let mut case = Case::sound();
        case.shared([Some(true), Some(true)]);
        case
    };
    let lines = shared().plan();
    for (line, other) in lines.iter().zip(["ZZ2", "ZZ1"]) {
        assert_eq!((line.state, line.units_wanted, line.change), (PlanState::Change, Some(20), Some(8)));
        assert_eq!(line.shared_with, [other]);
    }
    let mut held = shared();
    held.figures.pop();
    let held = held.plan();
    for line in &held {
        assert_eq!((line.state, codes(&line.findings)), (PlanState::Held, vec![Code::UsageMissing]), "{line:?}");
        assert_eq!(line.findings[0].subject.tenant.as_deref(), Some("ZZ2"));
    }
    let mut bound = shared();
    bound.billing().floor = Some(16);
    assert!(
        bound.plan().iter().all(|line| line.state == PlanState::Blocked && codes(&line.findings) == [Code::BelowFloor])
    );
    // One that is excluded is not billed: the line is the other's alone.
    let mut excluded = shared();
    excluded.world.draft.tenants[1].settings.excluded = Some("own IT".to_owned());
    let lines = excluded.plan();
    assert_eq!((lines.len(), lines[0].units_wanted, lines[0].shared_with.len()), (1, Some(15), 0));
}

#[test]
fn a_date_that_the_journal_fixed_is_kept_and_its_hint_names_the_way_out() {
    let mut case = Case::sound();
    case.terms.today = date(2026, 11, 27);
    case.terms.effective = Effective::NextPeriod;
    case.journal(EntryState::NotTaken);
    let kept = case.plan().remove(0);
    assert_eq!((kept.state, kept.effective_date), (PlanState::Change, Some(date(2026, 11, 24))));

    let mut taken = Case::sound();
    taken.terms.today = date(2026, 11, 27);
    taken.journal(EntryState::NotTaken);
    let (nov, day, dec) = (date(2026, 11, 1), date(2026, 11, 24), date(2026, 12, 1));
    taken.world.lines[0].units = rows(&[(nov, day, 12), (day, dec, 14), (dec, date(2027, 1, 1), 14)]);
    let shown = taken.plan().remove(0);
    assert_eq!(codes(&shown.findings), [Code::DateTaken]);
    assert!(shown.findings[0].hint.contains("billing settle --tenant ZZ1"), "{}", shown.findings[0].hint);

    let mut late = Case::sound();
    late.terms.today = date(2026, 11, 27);
    late.journal(EntryState::NotTaken);
    late.world.lines = vec![line(77, 9, 5, 15)];
    late.figures[0].units = Some(18.0);
    let line = late.plan().remove(0);
    assert_eq!((line.state, line.effective_date), (PlanState::Change, Some(date(2026, 11, 27))), "it took effect late");
}
