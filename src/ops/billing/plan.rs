//! Planning: everything is read live, nothing is written in Autotask.

use std::collections::HashMap;

use super::live::From;
use super::session::BillingSession;
use crate::domain::billing::{
    Effective, Figure, Given, LineKey, MaxChange, Plan, Requests, Standing, Terms, Topic, draw, figures_from_table,
};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::secret::Secret;
use crate::domain::settings::{TenantSettings, UnitField};
use crate::ops::Workplace;
use crate::ops::export::Progress;
use crate::petra;
use crate::state::State;

/// Where usage comes from.
#[derive(Clone, Debug)]
pub enum UsageSource {
    /// Petra's API.
    Petra,
    /// A file: CSV with `tenant_id,units`, or JSON as Petra answers.
    File(Vec<u8>),
}

/// What is planned, and by which terms; what is not given is as in the config.
#[derive(Clone, Debug)]
pub struct PlanRequest {
    /// Where usage comes from.
    pub usage: UsageSource,
    /// The figure that is billed.
    pub unit_field: Option<UnitField>,
    /// From when on changes hold.
    pub effective: Option<Effective>,
    /// How large a change may be.
    pub max_change: Option<MaxChange>,
    /// Whether a line may drop to 0.
    pub allow_zero: bool,
    /// The tenants to show; all without any.
    pub tenants: Vec<String>,
}

/// Draws up a plan.
///
/// # Errors
/// What kept us from looking. What stands against a line is in the plan.
pub async fn plan_billing(
    place: &Workplace,
    session: &BillingSession,
    request: &PlanRequest,
    progress: &mut Progress<'_>,
) -> Result<Plan, Vec<Diagnostic>> {
    let given = Given {
        unit_field: request.unit_field,
        effective: request.effective,
        max_change: request.max_change.clone(),
        allow_zero: request.allow_zero,
    };
    let terms = Terms::of(session.settings.billing.as_ref(), given, place.today).map_err(|failure| vec![failure])?;
    let figures = figures(place, session, &request.usage, terms.unit_field).await?;
    let tell = |failure: Diagnostic| vec![failure];
    let (standings, changes_seen) = {
        let state = State::open(&place.paths.state).map_err(|error| tell(error.into()))?;
        let standings = state.standings(&session.account).map_err(|error| tell(error.into()))?;
        (standings, state.changes_seen(&session.account).map_err(|error| tell(error.into()))?)
    };
    // Those who share a line with a tenant that is asked for are looked at too.
    let all = |tenant: &TenantSettings| tenant.excluded.is_none() && tenant.billing.is_some();
    let chosen = |tenant: &TenantSettings| request.tenants.is_empty() || request.tenants.contains(&tenant.id);
    let contracts: Vec<i64> = session
        .settings
        .tenants
        .iter()
        .filter(|tenant| all(tenant) && chosen(tenant))
        .filter_map(|tenant| tenant.billing.as_ref().map(|billing| billing.contract.id))
        .collect();
    let tenants: Vec<_> = session
        .settings
        .tenants
        .iter()
        .filter(|tenant| all(tenant))
        .filter(|tenant| tenant.billing.as_ref().is_some_and(|billing| contracts.contains(&billing.contract.id)))
        .collect();
    let from = match terms.effective {
        Effective::Today | Effective::NextPeriod | Effective::UpTodayDownNext => From::Day(terms.today),
        Effective::PeriodStart => From::PeriodOf(terms.today),
        Effective::On(day) => From::Day(day.min(terms.today)),
    };
    let open = standings_of(&standings, &tenants);
    let catalog = session.read(&tenants, &open, from, progress).await.map_err(tell)?;
    let topic = Topic {
        tenants: &session.settings.tenants.iter().collect::<Vec<_>>(),
        ticketing: &session.settings.ticketing,
        catalog: &catalog,
        standings: &standings,
        changes_seen,
    };
    let mut lines = draw(&topic, &figures, &terms);
    lines.retain(|line| request.tenants.is_empty() || request.tenants.contains(&line.tenant.id));
    let mut plan =
        Plan::new(terms.today, session.account.clone(), terms.unit_field, terms.effective.to_string(), lines);
    plan.requests = Requests {
        planned: super::carry::cost(&plan),
        used_this_hour: session.threshold.map(|threshold| threshold.used),
        limit: session.threshold.map(|threshold| threshold.limit),
    };
    Ok(plan)
}

/// The standings of the lines that these tenants are billed on.
fn standings_of(standings: &HashMap<LineKey, Standing>, tenants: &[&TenantSettings]) -> HashMap<LineKey, Standing> {
    let keys = tenants.iter().filter_map(|tenant| {
        let billing = tenant.billing.as_ref()?;
        let choice = billing.choice()?;
        Some(LineKey { kind: choice.kind, contract_id: billing.contract.id, line_id: choice.line_id })
    });
    keys.filter_map(|key| Some((key, standings.get(&key)?.clone()))).collect()
}

/// The tenants' figures.
async fn figures(
    place: &Workplace,
    session: &BillingSession,
    source: &UsageSource,
    field: UnitField,
) -> Result<Vec<Figure>, Vec<Diagnostic>> {
    let usage = match source {
        UsageSource::File(bytes) => {
            let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte));
            if start != Some(&b'{') {
                return figures_from_table(bytes);
            }
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            petra::usage_from_json(bytes).map_err(|why| {
                vec![
                    Diagnostic::error(
                        Code::ReadFailed,
                        "The usage file cannot be read.",
                        "Give CSV with tenant_id,units, or JSON as Petra's /v1/usage answers.",
                    )
                    .with_detail(why.to_string()),
                ]
            })?
        }
        UsageSource::Petra => {
            let Some(key) = &session.petra_key else {
                return Err(vec![Diagnostic::error(
                    Code::SecretMissing,
                    "There is no Petra key, so usage cannot be asked for.",
                    "Set PETRA_API_KEY, save a key with the wizard, or give the usage with --usage FILE.",
                )]);
            };
            return load_usage(place, key, field).await.map_err(|failure| vec![failure]);
        }
    };
    Ok(figures_of(usage, field))
}

/// Loads the figures of all tenants from Petra, in one request.
///
/// # Errors
/// What stood between us and them.
pub async fn load_usage(place: &Workplace, key: &Secret, field: UnitField) -> Result<Vec<Figure>, Diagnostic> {
    let client = petra::Client::new(&place.http, &place.petra, key).map_err(Diagnostic::from)?;
    Ok(figures_of(client.usage(None).await.map_err(Diagnostic::from)?, field))
}

fn figures_of(usage: petra::Usage, field: UnitField) -> Vec<Figure> {
    let figure = |tenant: petra::UsageOfTenant| Figure {
        units: match field {
            UnitField::TotalLicensedUsers => tenant.licensed_users,
            UnitField::BillableUsersThisMonth => tenant.billable_users,
        },
        tenant: tenant.petra_id,
        microsoft_tenant: tenant.microsoft_id,
        paused: tenant.paused,
        trial: tenant.billable_status.is_some_and(|status| status.trim().eq_ignore_ascii_case("trial")),
    };
    usage.tenants.into_iter().map(figure).collect()
}
