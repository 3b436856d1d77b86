//! Five hundred tenants, of whom sixty cannot be billed, each for a reason of its own kind.

use petra_autotask::domain::billing::{LineResult, PlanState};
use petra_autotask::domain::diagnostic::Code;
use serde_json::json;

use super::book::{Book, codes, tenant, units_of};

const TENANTS: usize = 500;

/// How many ways there are.
pub const WAYS: usize = 20;

/// Spoils a tenant in one of the ways; gives what the plan has to say.
pub fn spoil(book: &mut Book, way: usize, one: usize) -> (PlanState, Code) {
    let (contract, line) = (3000 + one, 1000 + one);
    let blocked = |code| (PlanState::Blocked, code);
    let held = |code| (PlanState::Held, code);
    match way {
        0 => {
            book.row("Contracts", contract)["startDate"] = json!("2026-11-25");
            blocked(Code::ContractNotStarted)
        }
        1 => {
            book.row("Contracts", contract)["endDate"] = json!("2026-11-23");
            blocked(Code::ContractEnded)
        }
        2 => {
            book.add("ContractServices", json!({"id": 9000 + one, "contractID": contract, "serviceID": 5}));
            book.units.insert((9000 + one).to_string(), json!(4));
            blocked(Code::ServiceDuplicate)
        }
        3 => {
            book.row("Contracts", contract)["contractType"] = json!(4);
            blocked(Code::ContractNotRecurring)
        }
        4 => {
            book.row("Contracts", contract)["companyID"] = json!(2000 + one - 1);
            blocked(Code::ContractOtherCompany)
        }
        5 => {
            book.row("Contracts", contract)["status"] = json!(0);
            blocked(Code::ContractInactive)
        }
        6 => {
            book.drop_row("ContractServices", line);
            book.units.remove(&line.to_string());
            blocked(Code::ServiceMissing)
        }
        7 => {
            book.row("ContractServices", line)["serviceID"] = json!(6);
            blocked(Code::ServiceMissing)
        }
        8 => {
            book.billing(one)["contract"]["id"] = json!(99_000 + one);
            blocked(Code::ContractMissing)
        }
        9 => {
            book.usage.insert(tenant(one), vec![31]);
            blocked(Code::ChangeTooLarge)
        }
        10 => {
            book.usage.insert(tenant(one), vec![0]);
            blocked(Code::DropToZero)
        }
        11 => {
            book.billing(one)["floor"] = json!(24);
            blocked(Code::BelowFloor)
        }
        12 => {
            book.billing(one)["ceiling"] = json!(22);
            blocked(Code::AboveCeiling)
        }
        13 => {
            book.rows(one, &[("2026-11-01", "2026-12-01", 20), ("2026-12-01", "2027-12-31", 18)]);
            blocked(Code::FutureChangeScheduled)
        }
        14 => {
            book.rows(one, &[("2026-11-01", "2026-11-24", 18), ("2026-11-24", "2027-12-31", 20)]);
            blocked(Code::DateTaken)
        }
        15 => {
            book.rows(one, &[("2026-11-01", "2026-12-01", 20), ("2026-12-01", "2027-12-31", 20)]);
            book.row("ContractServiceUnits", line * 100)["approveAndPostDate"] = json!("2026-11-20T09:00:00Z");
            blocked(Code::PeriodPosted)
        }
        16 => {
            book.usage.remove(&tenant(one));
            held(Code::UsageMissing)
        }
        17 => {
            book.usage.insert(tenant(one), vec![23, 23]);
            held(Code::UsageMissing)
        }
        18 => {
            book.rows(one, &[("2026-11-01", "2026-12-01", 20), ("2026-11-10", "2026-12-01", 3)]);
            blocked(Code::Unsettled)
        }
        _ => {
            // On the line of a tenant that is spoilt already, so that no sound one is drawn in.
            let other = one - 1;
            book.billing(one)["contract"]["id"] = json!(3000 + other);
            book.billing(one)["service"]["contractServiceId"] = json!(1000 + other);
            blocked(Code::ServiceLineShared)
        }
    }
}

#[tokio::test]
async fn of_five_hundred_tenants_exactly_the_sound_ones_change() {
    let mut book = Book::of(TENANTS);
    let mut spoilt = std::collections::BTreeMap::new();
    for place in 0..60 {
        let one = 5 + place * 8 + place % 3;
        spoilt.insert(one, spoil(&mut book, place % WAYS, one));
        if place % WAYS == 19 {
            spoilt.insert(one - 1, (PlanState::Blocked, Code::ServiceLineShared));
        }
    }
    let desk = book.desk(&[]).await;
    let applied = desk.sync().await.unwrap();
    assert_eq!(applied.ended, []);
    let world = desk.world().await;
    for (at, line) in applied.plan.lines.iter().enumerate() {
        let one = at + 1;
        let Some((state, code)) = spoilt.get(&one) else {
            assert_eq!((line.state, line.result), (PlanState::Change, Some(LineResult::Posted)), "{line:?}");
            assert_eq!(units_of(&world, "ContractServiceUnits", 1000 + one), 23, "{one}");
            continue;
        };
        assert_eq!(line.state, *state, "{one} {code}: {line:?}");
        assert!(codes(line).contains(code), "{one} {code}: {:?}", codes(line));
        assert_eq!(line.result, Some(LineResult::Skipped));
    }
    let adjustments = world["adjustments"].as_array().unwrap();
    assert_eq!(adjustments.len(), TENANTS - spoilt.len(), "one for each sound tenant, none else");
}

#[tokio::test]
async fn a_plan_for_five_hundred_tenants_costs_few_requests_and_never_four_at_once() {
    let desk = Book::of(TENANTS).desk(&[]).await;
    let plan = desk.plan("today").await;
    assert_eq!(plan.lines.len(), TENANTS);
    let ledger = desk.ledger().await;
    let requests = ledger["requests"].as_array().unwrap();
    // Rows from yesterday on: a period that is under way and thirteen to come, for each line, in pages of 500.
    let rows = TENANTS * 14;
    let batches = TENANTS.div_ceil(200);
    let least = 3 + 1 + batches * 2 + rows.div_ceil(500);
    assert!(requests.len() * 10 <= least * 12, "{} requests, {least} at least", requests.len());
    for (endpoint, most) in ledger["maxConcurrentByEndpoint"].as_object().unwrap() {
        assert!(most.as_u64().unwrap() <= 3, "{endpoint}: {most}");
    }
}

#[tokio::test]
async fn the_effective_date_follows_the_policy_and_the_contract() {
    let mut book = Book::of(3);
    book.usage.insert(tenant(2), vec![18]);
    book.row("Contracts", 3003)["contractPeriodType"] = json!(null);
    let desk = book.desk(&[]).await;
    let (change, blocked) = (PlanState::Change, PlanState::Blocked);
    for (policy, rises, falls, without_periods) in [
        ("today", (change, "2026-11-24"), (change, "2026-11-24"), (change, "2026-11-24")),
        ("next-period", (change, "2026-12-01"), (change, "2026-12-01"), (blocked, "")),
        ("period-start", (change, "2026-11-01"), (change, "2026-11-01"), (blocked, "")),
        ("up-today-down-next", (change, "2026-11-24"), (change, "2026-12-01"), (change, "2026-11-24")),
        ("2027-12-31", (change, "2027-12-31"), (change, "2027-12-31"), (change, "2027-12-31")),
        ("2028-01-01", (blocked, "2028-01-01"), (blocked, "2028-01-01"), (blocked, "2028-01-01")),
    ] {
        let plan = desk.plan(policy).await;
        let shown = |at: usize| {
            let line = &plan.lines[at];
            (line.state, line.effective_date.map(|day| day.to_string()).unwrap_or_default())
        };
        for (at, (state, day)) in [rises, falls, without_periods].into_iter().enumerate() {
            assert_eq!(shown(at), (state, day.to_owned()), "{policy} {at}: {:?}", plan.lines[at]);
            if state == blocked {
                assert_eq!(codes(&plan.lines[at]), [Code::EffectiveOutsideContract], "{policy} {at}");
            }
        }
    }
}

#[tokio::test]
async fn those_who_share_a_line_have_their_sum_posted_once() {
    let mut book = Book::of(3);
    for one in [1, 2] {
        book.billing(one)["shared"] = json!(true);
        book.billing(one)["contract"]["id"] = json!(3001);
        book.billing(one)["service"]["contractServiceId"] = json!(1001);
        book.tenants[one - 1]["company"] = json!({"id": 2001, "name": "Company 1"});
    }
    book.usage.insert(tenant(1), vec![13]);
    book.usage.insert(tenant(2), vec![12]);
    let desk = book.desk(&[]).await;
    let applied = desk.sync().await.unwrap();
    for at in [0, 1] {
        let line = &applied.plan.lines[at];
        assert_eq!((line.units_now, line.units_wanted, line.change), (Some(20), Some(25), Some(5)));
        assert_eq!(line.shared_with, [tenant(2 - at)]);
        assert_eq!((line.result, line.units_after), (Some(LineResult::Posted), Some(25)));
    }
    let world = desk.world().await;
    assert_eq!(world["adjustments"].as_array().unwrap().len(), 2);
    assert_eq!(units_of(&world, "ContractServiceUnits", 1001), 25);
}

#[tokio::test]
async fn a_run_goes_slower_and_says_so_where_the_hour_runs_short() {
    let desk = Book::of(2).desk(&["used-this-hour=7600"]).await;
    let mut said = Vec::new();
    let applied = desk.sync_and_hear(&mut |words| said.push(words.to_owned())).await.unwrap();
    assert!(applied.plan.lines.iter().all(|line| line.result == Some(LineResult::Posted)));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("Slower from here: 7,6") || said[0].starts_with("Slower from here: 76"), "{said:?}");
}
