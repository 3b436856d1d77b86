//! Seeing that a saved config still holds: sign-in, every permission, every mapping.

use super::connect::{Verified, verify_access};
use super::export::{Progress, load_contracts, weigh};
use super::load::{load_services, load_tenants_of_petra, load_ticket_lists};
use super::{Workplace, resolve_references};
use crate::autotask::{Access, Entity, Purpose};
use crate::domain::account::Credentials;
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::domain::drift::{self, Listed};
use crate::domain::reference::SecretName;
use crate::domain::rules::{self, Unread};
use crate::domain::secret::Secret;
use crate::domain::settings::{Settings, TenantSettings};

/// What is checked.
#[derive(Clone, Debug)]
pub struct CheckRequest {
    /// The saved config.
    pub settings: Settings,
    /// Secrets that were given from outside; they go before the saved references.
    pub secrets: Vec<(SecretName, Secret)>,
    /// A user name that was given from outside.
    pub username: Option<String>,
    /// Whether to stop after sign-in and permissions.
    pub permissions_only: bool,
    /// Whether nothing is sent: only what the config says by itself is judged.
    pub offline: bool,
}

/// How it stands with an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityState {
    /// Autotask's name of it.
    pub entity: &'static str,
    /// What it is needed for.
    pub purpose: &'static str,
    /// `ok`, `refused` or `restricted`.
    pub state: &'static str,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Every permission.
    pub permissions: Vec<EntityState>,
    /// Everything that is wrong, or soon will be.
    pub findings: Vec<Diagnostic>,
    /// Tenants that were looked at.
    pub tenants: usize,
}

/// Checks a saved config live.
///
/// # Errors
/// What kept us from looking: a secret that cannot be had, a refused sign-in, the network.
pub async fn check(
    place: &Workplace,
    request: CheckRequest,
    progress: &mut Progress<'_>,
) -> Result<Checked, Vec<Diagnostic>> {
    let draft = Draft::from_settings(&request.settings);
    if request.offline {
        let nothing_loaded = Catalog::default();
        let mut findings = rules::judge(&draft, &nothing_loaded, place.today);
        findings.extend(rules::not_verified(&draft, &nothing_loaded, Unread::Offline));
        return Ok(Checked { findings, tenants: draft.tenants.len(), ..Checked::default() });
    }
    let (credentials, petra_key) = credentials_of(place, &request, &draft)?;
    let known = draft.zone.as_ref().filter(|_| credentials.username == draft.username);

    let mut failure = None;
    let mut states = Vec::new();
    let mut refusals = Vec::new();
    let mut entities = Entity::ALL.to_vec();
    if request.settings.tenants.iter().any(TenantSettings::bills_a_bundle) {
        entities.extend(Entity::OF_BUNDLES);
    }
    let connection = verify_access(place, &credentials, known, &entities, &mut |verified| match verified {
        Verified::Zone(Err(diagnostic)) | Verified::SignIn(Err(diagnostic)) => failure = Some(diagnostic),
        Verified::Entity(entity, result) => {
            let state = match &result {
                Ok(Access::Restricted) => "restricted",
                Ok(_) => "ok",
                Err(_) => "refused",
            };
            states.push((entity, EntityState { entity: entity.name(), purpose: entity.purpose().as_str(), state }));
            if let Err(diagnostic) = result {
                refusals.push((entity, diagnostic));
            }
        }
        _ => {}
    })
    .await;
    let Some(connection) = connection else { return Err(failure.into_iter().collect()) };
    states.sort_by_key(|(entity, _)| *entity);
    let bills = request.settings.tenants.iter().any(|tenant| tenant.billing.is_some() && tenant.excluded.is_none());
    // Where bundles alone are refused, all other contracts are still looked at.
    let can_bill = !refusals
        .iter()
        .any(|(entity, _)| entity.purpose() == Purpose::Billing && !Entity::OF_BUNDLES.contains(entity));
    let can_map = !refusals.iter().any(|(entity, _)| *entity == Entity::Companies);
    let can_ticket = !refusals.iter().any(|(entity, _)| *entity == Entity::Tickets);
    let mut checked = Checked {
        permissions: states.into_iter().map(|(_, state)| state).collect(),
        findings: weigh(refusals, bills),
        tenants: draft.tenants.len(),
    };
    if request.permissions_only {
        return Ok(checked);
    }

    let mut of_tenants = Vec::new();
    if let Some(key) = petra_key {
        match load_tenants_of_petra(place, &key).await {
            Ok(list) => of_tenants = drift::of_tenants(&request.settings.tenants, list.iter().map(Listed::from)),
            Err(failure) => checked.findings.push(failure),
        }
    }
    let mut catalog = Catalog::default();
    let loaded = async {
        if can_ticket {
            catalog.set_tickets(load_ticket_lists(&connection).await?);
        }
        if can_map {
            let ids = companies_of(&draft);
            if !ids.is_empty() {
                let found = connection.client.companies_by_id(&ids).await.map_err(Diagnostic::from)?;
                progress("companies", found.len(), Some(ids.len()));
                catalog.add_companies_by_id(ids, found);
            }
        }
        if bills && can_bill {
            let (services, kinds) = load_services(&connection).await?;
            catalog.set_services(services);
            catalog.set_contract_kinds(kinds);
            load_contracts(&connection, Vec::new(), contracts_of(&draft), &mut catalog, place, progress).await?;
        }
        Ok::<(), Diagnostic>(())
    };
    match loaded.await {
        Ok(()) => {
            let mut judged = rules::judge(&draft, &catalog, place.today);
            judged.append(&mut of_tenants);
            // By tenant, the defaults before them.
            judged.sort_by(|left, right| left.subject.tenant.cmp(&right.subject.tenant));
            checked.findings.append(&mut judged);
        }
        // What was found before it stands.
        Err(failure) => {
            checked.findings.append(&mut of_tenants);
            checked.findings.push(failure);
        }
    }
    Ok(checked)
}

/// The three values for Autotask, and Petra's key where there is one.
pub(super) fn credentials_of(
    place: &Workplace,
    request: &CheckRequest,
    draft: &Draft,
) -> Result<(Credentials, Option<Secret>), Vec<Diagnostic>> {
    let secrets = secrets_of(place, request, draft)?;
    let secret_of = |name| secrets.iter().find(|(held, _)| *held == name).map(|(_, secret)| secret.clone());
    let credentials = Credentials {
        username: request.username.clone().unwrap_or_else(|| draft.username.clone()),
        secret: secret_of(SecretName::AutotaskSecret).unwrap_or_default(),
        tracking_id: secret_of(SecretName::AutotaskTrackingId).unwrap_or_default(),
    };
    Ok((credentials, secret_of(SecretName::PetraApiKey)))
}

/// The secrets, those from outside before those that the references lead to.
pub(super) fn secrets_of(
    place: &Workplace,
    request: &CheckRequest,
    draft: &Draft,
) -> Result<Vec<(SecretName, Secret)>, Vec<Diagnostic>> {
    let mut references = draft.references.clone();
    for (name, _) in &request.secrets {
        match name {
            SecretName::AutotaskSecret => references.secret = None,
            SecretName::AutotaskTrackingId => references.tracking_id = None,
            SecretName::PetraApiKey => references.petra_api_key = None,
        }
    }
    let (mut found, problems) = resolve_references(place, &references);
    if !problems.is_empty() {
        return Err(problems.into_iter().map(|(_, diagnostic)| diagnostic).collect());
    }
    found.extend(request.secrets.iter().cloned());
    Ok(found)
}

fn companies_of(draft: &Draft) -> Vec<i64> {
    let included = draft.tenants.iter().map(|entry| &entry.settings).filter(|tenant| tenant.excluded.is_none());
    let chosen = included.filter_map(|tenant| tenant.company.as_ref()).chain(&draft.ticketing.catch_all_company);
    let mut ids: Vec<i64> = chosen.map(|company| company.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn contracts_of(draft: &Draft) -> Vec<i64> {
    let included = draft.tenants.iter().map(|entry| &entry.settings).filter(|tenant| tenant.excluded.is_none());
    let mut ids: Vec<i64> =
        included.filter_map(|tenant| tenant.billing.as_ref()).map(|billing| billing.contract.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
