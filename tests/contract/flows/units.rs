//! The wizard's view of units beside `billing plan`: the same tenants, figures and findings, before and after they are applied.

use petra_autotask::domain::billing::{LineResult, Plan, PlanLine, PlanState};
use petra_autotask::domain::diagnostic::Code;
use petra_autotask::ops::{
    self, PlanRequest, SavedAccess, Stop, UsageSource, apply_billing, begin_billing, open_billing, plan_billing,
};
use petra_autotask::sandbox::Options;
use petra_autotask::wizard::steps::review::View;
use petra_autotask::wizard::steps::review::units::{Known, Stand};
use petra_autotask::wizard::{Message, Model, Step};
use serde_json::{Value, json};

use super::session::{Session, Site};
use crate::billing::book::{Book, tenant};
use crate::billing::whole_book::{WAYS, spoil};

/// Rows of usage as Petra answers; some say more than a figure.
fn usage(book: &Book) -> Vec<Value> {
    let row = |tenant: &String, units: &i64| {
        json!({"petraTenantId": tenant, "displayName": tenant, "service": "Monitoring", "isPaused": false,
            "billableStatus": "Active", "totalLicensedUsers": units, "billableUsersThisMonth": units - 1})
    };
    book.usage.iter().flat_map(|(tenant, figures)| figures.iter().map(move |units| row(tenant, units))).collect()
}

/// Each tenant spoilt in a way of its own, then some that are fine each in a way of its own.
fn book() -> Book {
    let mut book = Book::of(WAYS * 2 + 10);
    for way in 0..WAYS {
        // An odd one has a sound neighbour, on whose line or company some ways lean.
        spoil(&mut book, way, way * 2 + 2);
    }
    let sound = |one: usize| WAYS * 2 + one;
    // Two share a line.
    for one in [sound(1), sound(2)] {
        book.billing(one)["shared"] = json!(true);
        book.billing(one)["contract"]["id"] = json!(3000 + sound(1));
        book.billing(one)["service"]["contractServiceId"] = json!(1000 + sound(1));
        book.tenants[one - 1]["company"] = json!({"id": 2000 + sound(1), "name": format!("Company {}", sound(1))});
    }
    book.usage.insert(tenant(sound(1)), vec![13]);
    book.usage.insert(tenant(sound(2)), vec![12]);
    // A bundle is billed.
    let (contract, line) = (3000 + sound(3), 70_000);
    book.drop_row("ContractServices", 1000 + sound(3));
    book.units.remove(&(1000 + sound(3)).to_string());
    book.add("ServiceBundles", json!({"id": 8, "name": "Everything"}));
    book.add("ContractServiceBundles", json!({"id": line, "contractID": contract, "serviceBundleID": 8}));
    book.add(
        "ContractServiceBundleUnits",
        json!({"id": 1, "contractServiceBundleID": line, "contractID": contract, "serviceBundleID": 8,
            "startDate": "2026-01-01", "endDate": "2027-12-31", "units": 20}),
    );
    let billing = book.billing(sound(3)).as_object_mut().unwrap();
    billing.remove("service");
    billing.insert("bundle".to_owned(), json!({"id": 8, "name": "Everything", "contractServiceBundleId": line}));
    // The company is inactive, or gone: the contract is what is billed.
    book.row("Companies", 2000 + sound(4))["isActive"] = json!(false);
    book.drop_row("Companies", 2000 + sound(5));
    // A period begins today, after one that ended yesterday: that is no change.
    book.rows(sound(6), &[("2026-10-24", "2026-11-23", 20), ("2026-11-24", "2027-12-31", 20)]);
    book.billing(sound(7))["excludeUnits"] = json!(3);
    // It fell since the period began.
    book.rows(sound(8), &[("2026-11-01", "2026-11-10", 25), ("2026-11-10", "2027-12-31", 20)]);
    book.tenants[sound(9) - 1].as_object_mut().unwrap().remove("billing");
    book.usage.insert(tenant(sound(10)), vec![18]);
    book
}

/// A site with the book's world, and its config saved at `home`; `policy` is the config's billing.
fn site(policy: &Value) -> Site {
    let book = book();
    let mut usage = usage(&book);
    let row =
        |usage: &mut Vec<Value>, one: usize| usage.iter().position(|row| row["petraTenantId"] == tenant(one)).unwrap();
    let (paused, trial) = (row(&mut usage, 1), row(&mut usage, 3));
    usage[paused]["isPaused"] = json!(true);
    usage[trial]["billableStatus"] = json!("Trial");
    let tenants: Vec<_> =
        book.tenants.iter().map(|one| json!({"petraTenantId": one["id"], "name": one["name"]})).collect();
    let site = Site::of(Options {
        world: Some(json!({"entities": book.entities, "units": book.units,
            "petra": {"apiKey": "petra-key-of-the-book", "tenants": tenants, "usage": usage}})),
        ..Options::default()
    });
    let named = |id: i64, name: &str| json!({"id": id, "name": name});
    let config = json!({"$schema": "config.schema.json", "version": 1,
        "autotask": {"username": site.says().username, "secret": "env:A", "trackingId": "env:B",
            "zone": {"name": "S", "url": "http://127.0.0.1:9/ATServicesRest/", "webUrl": "http://127.0.0.1:9/"}},
        "petra": {"apiKey": "env:C"},
        "ticketing": {"queue": named(1, "Q"), "statusNew": named(1, "New"), "statusUpdate": named(8, "W"),
            "priority": named(2, "M")},
        "billing": policy, "tenants": book.tenants});
    let path = site.config("home");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, serde_json::to_vec_pretty(&config).unwrap()).unwrap();
    site
}

/// What `billing plan` says; with `apply` what became of it.
fn plans(site: &Site, apply: bool) -> Plan {
    let place = site.place("home");
    let settings = ops::read_saved(&place).unwrap().settings.unwrap();
    let access = SavedAccess { settings, secrets: site.secrets(), username: None, asks_petra: true };
    let request = PlanRequest {
        usage: UsageSource::Petra,
        unit_field: None,
        effective: None,
        max_change: None,
        allow_zero: false,
        tenants: Vec::new(),
    };
    site.tokio.block_on(async {
        let session = open_billing(&place, access).await.unwrap();
        let run = begin_billing(&place, &session, "sync").await.unwrap();
        let plan = plan_billing(&place, &session, &request, &mut |_, _, _| {}).await.unwrap();
        if !apply {
            return plan;
        }
        let (_wish, stop) = Stop::new();
        let applied = apply_billing(&place, &session, &run, plan, stop, &mut |_, _, _| {}, &mut |_| {}).await.unwrap();
        assert_eq!(applied.ended, []);
        applied.plan
    })
}

fn is_read(model: &Model) -> bool {
    model.review.units.stand() == Stand::Here && model.shared.loads.billing.loading().is_none()
}

/// The wizard at Review with that config, in the view of units.
fn at_units(site: &Site) -> Session {
    let mut wizard = site.wizard("home", site.secrets());
    wizard.until("the connection", |model| model.shared.connected).waits_for_companies();
    wizard.until("the tenants", |model| model.tenants.loads[0].ready().is_some());
    wizard.tells(Message::Goto(Step::Review)).waits_for_contracts().tells(Message::View(false));
    assert_eq!((wizard.model.step, wizard.model.review.view), (Step::Review, View::Units));
    wizard.until("usage", is_read);
    wizard
}

fn lines(wizard: &Session) -> Vec<PlanLine> {
    let line = |known: &Option<Known>| match known {
        Some(Known::Line(line)) => (**line).clone(),
        other => panic!("{other:?} is not read"),
    };
    wizard.model.review.rows.iter().map(|row| line(&row.units)).collect()
}

/// The same but for words: the wizard may know the name of a company that a plan knows by its id alone.
fn without_words(line: &PlanLine) -> PlanLine {
    let mut line = line.clone();
    for finding in &mut line.findings {
        finding.summary.clear();
    }
    line
}

fn assert_same(what: &str, wizard: &Session, plan: &Plan) {
    let shown = lines(wizard);
    for (line, planned) in shown.iter().zip(&plan.lines) {
        assert_eq!(without_words(line), without_words(planned), "{what}");
    }
    assert_eq!(shown.len(), plan.lines.len(), "{what}");
}

#[test]
fn the_wizard_shows_what_billing_plan_says_tenant_by_tenant() {
    for policy in [
        json!({}),
        json!({"effective": "period-start", "unitField": "billableUsersThisMonth"}),
        json!({"effective": "next-period", "missingUsage": "zero"}),
        json!({"effective": "up-today-down-next", "maxChange": ["2"]}),
        json!({"effective": "2026-11-09"}),
    ] {
        let site = site(&policy);
        let plan = plans(&site, false);
        let count = |state| plan.lines.iter().filter(|line| line.state == state).count();
        assert_eq!(plan.lines.len(), WAYS * 2 + 9);
        assert!(count(PlanState::Blocked) > 10, "{policy}");
        if policy == json!({}) {
            assert!(count(PlanState::Held) > 3 && count(PlanState::Change) > 15, "{policy}");
            let shared = plan.lines.iter().filter(|line| !line.shared_with.is_empty());
            assert_eq!(shared.map(|line| line.units_wanted).collect::<Vec<_>>(), [Some(25); 2]);
        }
        let wizard = at_units(&site);
        assert_same(&policy.to_string(), &wizard, &plan);
        // What stands against a company is a finding of Review, and no other figure.
        let findings = &wizard.model.review;
        assert!(findings.counts.errors > 0);
    }
}

#[test]
fn after_billing_apply_both_say_that_nothing_is_to_be_done() {
    let site = site(&json!({}));
    let mut wizard = at_units(&site);
    let applied = plans(&site, true);
    let posted: Vec<_> = applied
        .lines
        .iter()
        .filter(|line| line.result == Some(LineResult::Posted))
        .map(|line| &line.tenant.id)
        .collect();
    assert!(posted.len() > 15, "{posted:?}");
    let is_same = |lines: &[PlanLine]| {
        lines
            .iter()
            .filter(|line| posted.contains(&&line.tenant.id))
            .all(|line| line.state == PlanState::Same && line.change == Some(0) && line.units_now == line.units_wanted)
    };
    // Until it reads again the wizard shows what it knew.
    assert!(!is_same(&lines(&wizard)));
    wizard.tells(Message::AgainAll).until("all of it again", is_read);
    let plan = plans(&site, false);
    assert!(is_same(&plan.lines) && is_same(&lines(&wizard)));
    assert_same("after apply", &wizard, &plan);
}

#[test]
fn a_key_that_petra_refuses_is_said_and_the_rest_of_review_stands() {
    let site = site(&json!({}));
    let mut wizard = at_units(&site);
    site.set_faults(&["unauthorized@GET /v1/usage"]);
    wizard.tells(Message::Again).until("the refusal", |model| model.review.units.usage.failed().is_some());
    let review = &wizard.model.review;
    let why = review.units.usage.failed().unwrap();
    assert_eq!((why.code, review.rows.len()), (Code::PetraKeyRefused, 0));
    assert!(!why.hint.is_empty());
    site.set_faults(&[]);
    wizard.tells(Message::Again).until("usage", is_read);
    assert_eq!(lines(&wizard).len(), WAYS * 2 + 9);
}
