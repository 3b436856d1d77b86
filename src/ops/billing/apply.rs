//! Carrying out a plan: one run at a time, what earlier runs left open first, then line by line.
//!
//! The first change is a canary: since some facts about unit rows are not certain, nothing follows it unless it reads back
//! as expected. Lines go one by one, each read right before and right after its post.

use std::collections::BTreeMap;
use std::time::Duration;

use super::carry::{CHUNK, Carried, Carrier, REQUESTS_OF_A_LINE, moved};
use super::live::From;
use super::run::BillingRun;
use super::session::BillingSession;
use crate::domain::account::Threshold;
use crate::domain::billing::{LineKey, LineResult, Plan, PlanLine, PlanState, check_bounds};
use crate::domain::catalog::{Catalog, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Draft;
use crate::domain::rules::{Judge, LineUsers};
use crate::domain::settings::{Settings, TenantSettings, TicketField};
use crate::ops::export::Progress;
use crate::ops::{Stop, Workplace};

/// Posts without an answer, or turned away as too many, one after the other, after which the run ends.
const MOST_SILENT: usize = 3;

/// From this part of the hour's requests on, posts are no faster than the hour renews itself: three quarters.
const SLOW_FROM: (u64, u64) = (3, 4);

/// A plan that was carried out, or as much of it as could be.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The plan, each line with its result.
    pub plan: Plan,
    /// Why the run ended early, where it did.
    pub ended: Vec<Diagnostic>,
    /// Whether it was asked to end.
    pub stopped: bool,
}

/// Carries out a plan in a run. `say` is told what a person should know at once.
///
/// # Errors
/// Another account's plan, or a journal that cannot be read.
pub async fn apply_billing(
    place: &Workplace,
    session: &BillingSession,
    run: &BillingRun,
    mut plan: Plan,
    stop: Stop,
    progress: &mut Progress<'_>,
    say: &mut (dyn FnMut(&str) + Send),
) -> Result<Applied, Diagnostic> {
    if plan.account != session.account {
        return Err(Diagnostic::error(
            Code::MovedSincePlan,
            format!("The plan is of {} at {}.", plan.account.username, plan.account.zone),
            "Make a new plan with this account, or name the config that it was made with.",
        )
        .with_detail(format!("This account is {} at {}.", session.account.username, session.account.zone)));
    }
    let state = &run.state;
    for line in &mut plan.lines {
        line.result = Some(LineResult::Skipped);
    }
    let groups = groups(&plan);
    let mut applied = Applied { plan, ended: Vec::new(), stopped: false };
    let mut carrier = Carrier {
        session,
        state,
        run: &run.name,
        today: place.today,
        pauses: &place.autotask.patience.pauses,
        standings: state.standings(&session.account)?,
        changes_seen: state.changes_seen(&session.account)?,
        first_is_seen: false,
    };
    let users = LineUsers::of(&Draft::from_settings(&session.settings));
    let (mut done, mut silent, mut is_slow) = (0, 0, false);
    let mut threshold = session.threshold;
    for (number, chunk) in groups.chunks(CHUNK).enumerate() {
        if stop.is_asked() {
            applied.stopped = true;
            break;
        }
        if number > 0 {
            threshold = session.connection.client.threshold().await.ok().or(threshold);
        }
        let catalog = match read_chunk(session, &carrier, &applied.plan, chunk).await {
            Ok(catalog) => catalog,
            Err(failure) => {
                applied.ended.push(failure);
                break;
            }
        };
        let judge =
            Judge { defaults: &session.settings.ticketing, users: &users, catalog: &catalog, today: place.today };
        let pause = threshold.and_then(pause);
        for group in chunk {
            if stop.is_asked() {
                applied.stopped = true;
                break;
            }
            if let (Some(pause), Some(threshold)) = (pause, threshold) {
                if !is_slow {
                    say(&slow(threshold, pause));
                    is_slow = true;
                }
                stop.pause(pause).await;
            }
            progress("lines", done, Some(groups.len()));
            let line = applied.plan.lines[group[0]].clone();
            let mut outcome = match check(session, &judge, &carrier, &line, &catalog) {
                Ok(contract) => carrier.carry(&line, contract).await,
                Err(refusal) => *refusal,
            };
            done += 1;
            silent = if outcome.is_silent { silent + 1 } else { 0 };
            let ends_run = outcome.ends_run || silent == MOST_SILENT;
            if ends_run {
                applied.ended.append(&mut failures(&mut outcome));
            }
            if silent == MOST_SILENT {
                applied.ended.push(silence());
            }
            for &index in group {
                take(&mut applied.plan.lines[index], &outcome);
            }
            if ends_run {
                progress("lines", done, Some(groups.len()));
                return Ok(applied);
            }
        }
        if applied.stopped {
            break;
        }
    }
    progress("lines", done, Some(groups.len()));
    Ok(applied)
}

/// The lines to change, as places in the plan: those who share one together, in the plan's order.
fn groups(plan: &Plan) -> Vec<Vec<usize>> {
    let mut order: Vec<Vec<usize>> = Vec::new();
    let mut of_line: BTreeMap<LineKey, usize> = BTreeMap::new();
    for (index, line) in plan.lines.iter().enumerate() {
        let Some(key) = line.key().filter(|_| line.state == PlanState::Change) else { continue };
        let place = *of_line.entry(key).or_insert(order.len());
        if place == order.len() {
            order.push(Vec::new());
        }
        order[place].push(index);
    }
    order
}

/// What the lines of a chunk are judged by, read again.
async fn read_chunk(
    session: &BillingSession,
    carrier: &Carrier<'_>,
    plan: &Plan,
    chunk: &[Vec<usize>],
) -> Result<Catalog, Diagnostic> {
    let lines: Vec<&PlanLine> = chunk.iter().flatten().map(|index| &plan.lines[*index]).collect();
    let tenants: Vec<&TenantSettings> = session
        .settings
        .tenants
        .iter()
        .filter(|tenant| lines.iter().any(|line| line.tenants().contains(&tenant.id)))
        .collect();
    let first = lines.iter().filter_map(|line| line.effective_date).min().unwrap_or(plan.today);
    let standings = carrier
        .standings
        .iter()
        .filter(|(key, _)| lines.iter().any(|line| line.key() == Some(**key)))
        .map(|(key, standing)| (*key, standing.clone()))
        .collect();
    session.read(&tenants, &standings, From::Day(first.min(plan.today)), &mut |_, _, _| {}).await
}

/// Judges a line again by everything but its units; gives its contract.
fn check<'a>(
    session: &BillingSession,
    judge: &Judge<'_>,
    carrier: &Carrier<'_>,
    line: &PlanLine,
    catalog: &'a Catalog,
) -> Result<&'a crate::domain::catalog::Contract, Box<Carried>> {
    let refused = |why: String| Box::new(carried(LineResult::Refused, vec![moved(why)]));
    let key = line.key();
    if let Some(open) = key.and_then(|key| carrier.standings.get(&key)?.open.as_ref()) {
        return Err(Box::new(carried(LineResult::Unsettled, vec![open.unsettled(open.after)])));
    }
    for id in line.tenants() {
        let Some(tenant) = session.settings.tenants.iter().find(|tenant| tenant.id == id) else {
            return Err(refused(format!("The config has no tenant {id}.")));
        };
        if key_of(tenant).filter(|_| tenant.excluded.is_none()) != key {
            return Err(refused(format!("The config maps tenant {id} to another line, or to none.")));
        }
        let of_tickets = |field: &str| TicketField::ALL.iter().any(|ticket| ticket.key() == field);
        let against = judge.tenant(tenant).into_iter().find(|finding| {
            (finding.is_error() || finding.code.blocks_billing())
                && !finding.subject.field.as_deref().is_some_and(of_tickets)
        });
        if let Some(finding) = against {
            let why = finding.summary.clone();
            return Err(Box::new(carried(LineResult::Refused, vec![moved(why), finding])));
        }
    }
    if let Some(other) = uncounted(&session.settings, line) {
        return Err(refused(format!("Tenant {other} is billed on this line too, and the plan does not count it.")));
    }
    let alone = session.settings.tenants.iter().find(|tenant| tenant.id == line.tenant.id);
    let billing = alone.filter(|_| line.shared_with.is_empty()).and_then(|tenant| tenant.billing.as_ref());
    if let Some(bound) = billing.zip(line.units_wanted).and_then(|(billing, wanted)| check_bounds(wanted, billing)) {
        return Err(Box::new(carried(LineResult::Refused, vec![bound])));
    }
    let on_contract = key.map_or(Lookup::NotLoaded, |key| catalog.line(key.contract_id, key.kind, key.line_id));
    if let Lookup::Found(on_contract) = on_contract
        && let Some(why) = catalog.units_unsure(on_contract)
    {
        return Err(Box::new(carried(LineResult::Refused, vec![why.clone()])));
    }
    match catalog.contract(line.contract.id) {
        Lookup::Found(contract) => Ok(contract),
        _ => Err(refused("The contract is not there any more.".to_owned())),
    }
}

/// A tenant that the config bills on the line by now, and that the plan's sum lacks.
fn uncounted<'a>(settings: &'a Settings, line: &PlanLine) -> Option<&'a str> {
    let counted = line.tenants();
    let mut others =
        settings.tenants.iter().filter(|tenant| tenant.excluded.is_none() && !counted.contains(&tenant.id));
    others.find(|tenant| key_of(tenant).is_some_and(|key| Some(key) == line.key())).map(|tenant| tenant.id.as_str())
}

/// The line that a tenant is mapped to.
fn key_of(tenant: &TenantSettings) -> Option<LineKey> {
    let billing = tenant.billing.as_ref()?;
    let choice = billing.choice()?;
    Some(LineKey { kind: choice.kind, contract_id: billing.contract.id, line_id: choice.line_id })
}

fn carried(result: LineResult, findings: Vec<Diagnostic>) -> Carried {
    Carried { result, before: None, after: None, findings, ends_run: false, is_silent: false }
}

/// Takes the failures that end a run from the line on which they were met.
fn failures(carried: &mut Carried) -> Vec<Diagnostic> {
    let (failures, findings) =
        std::mem::take(&mut carried.findings).into_iter().partition(|one| one.code.failure_exit().is_some());
    carried.findings = findings;
    failures
}

fn silence() -> Diagnostic {
    Diagnostic::error(
        Code::Timeout,
        format!("Autotask took or answered none of {MOST_SILENT} changes one after the other; the run ended."),
        "Run it again later: it reads what became of them before it sends anything.",
    )
}

fn take(line: &mut PlanLine, carried: &Carried) {
    line.result = Some(carried.result);
    line.units_before = carried.before;
    line.units_after = carried.after;
    line.findings.extend(carried.findings.iter().cloned().map(|mut finding| {
        finding.subject.tenant.get_or_insert_with(|| line.tenant.id.clone());
        finding
    }));
}

/// How long to wait before each line, where the hour's requests run short.
fn pause(threshold: Threshold) -> Option<Duration> {
    let (part, whole) = SLOW_FROM;
    if threshold.limit == 0 || threshold.used.saturating_mul(whole) < threshold.limit.saturating_mul(part) {
        return None;
    }
    // The number is Autotask's; no window is longer than a day.
    let window = Duration::from_secs(threshold.timeframe_minutes.min(24 * 60) * 60);
    let limit = u32::try_from(threshold.limit).unwrap_or(u32::MAX);
    Some(window * REQUESTS_OF_A_LINE / limit)
}

fn slow(threshold: Threshold, pause: Duration) -> String {
    format!(
        "Slower from here: {} of {} requests of this hour are used, by all tools together. One line each {:.1} s.",
        threshold.used,
        threshold.limit,
        pause.as_secs_f64()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_wait_for_each_other_from_three_quarters_of_the_hour_on() {
        let at = |used, limit| pause(Threshold { used, limit, timeframe_minutes: 60 });
        assert_eq!(at(7499, 10_000), None);
        assert_eq!(at(7500, 10_000), Some(Duration::from_millis(1080)));
        assert_eq!(at(0, 0), None);
    }
}
