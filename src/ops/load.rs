//! Loading Autotask's lists and the lists of tenants.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;

use super::hidden_units::hidden_units;
use super::{Connection, Workplace};
use crate::autotask::{Client, Error, Progress};
pub use crate::domain::catalog::Billing;
use crate::domain::catalog::{Company, Contract, Line, PicklistValue, Service, TicketLists};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::matching::own_domain;
use crate::domain::secret::Secret;
use crate::domain::tenant::{Tenant, USER_LISTS_A_MINUTE};
use crate::domain::tenant_ids::TenantIds;
use crate::domain::tenants_file;
use crate::petra;

/// Loads all companies; each page as it comes, with how many there are in all where that is known.
///
/// # Errors
/// What stood between us and the last page.
pub async fn load_companies(
    connection: &Connection,
    on_page: &mut (dyn FnMut(Vec<Company>, Option<usize>) + Send),
) -> Result<(), Diagnostic> {
    connection.client.companies(&mut |page, progress| on_page(page, progress.total)).await.map_err(Diagnostic::from)
}

/// Loads the Microsoft tenant ids that stand in user-defined fields of companies; none where no field is for them. They only
/// support suggestions: whoever cannot have them goes on without.
///
/// # Errors
/// What stood between us and them, or that there are too many.
pub async fn load_tenant_ids(connection: &Connection) -> Result<TenantIds, Diagnostic> {
    connection.client.tenant_ids_of_companies().await.map_err(Diagnostic::from)
}

/// Loads the picklists of tickets.
///
/// # Errors
/// What stood between us and them.
pub async fn load_ticket_lists(connection: &Connection) -> Result<TicketLists, Diagnostic> {
    connection.client.ticket_lists().await.map_err(Diagnostic::from)
}

/// Loads the catalogue of services and the contract types.
///
/// # Errors
/// What stood between us and them.
pub async fn load_services(connection: &Connection) -> Result<(Vec<Service>, Vec<PicklistValue>), Diagnostic> {
    let services = connection.client.services().await.map_err(Diagnostic::from)?;
    let kinds = connection.client.contract_types().await.map_err(Diagnostic::from)?;
    Ok((services, kinds))
}

/// Loads every contract of `companies`, the `contracts` asked for by id, and the lines of the recurring ones,
/// of services and of bundles, with the unit rows that end on `from` or later. `on_progress` counts companies, then contracts.
///
/// # Errors
/// What stood between us and them.
pub async fn load_billing(
    connection: &Connection,
    companies: &[i64],
    contracts: &[i64],
    from: Date,
    on_progress: &mut (dyn FnMut(usize, Option<usize>) + Send),
) -> Result<Billing, Diagnostic> {
    let client = &connection.client;
    let mut found = Vec::new();
    if !companies.is_empty() {
        found = client
            .contracts_of(companies, &mut |progress| on_progress(progress.loaded, progress.total))
            .await
            .map_err(Diagnostic::from)?;
    }
    let lacking: Vec<i64> =
        contracts.iter().copied().filter(|id| !found.iter().any(|contract: &Contract| contract.id == *id)).collect();
    if !lacking.is_empty() {
        found.extend(client.contracts_by_id(&lacking).await.map_err(Diagnostic::from)?);
    }
    let recurring: Vec<i64> =
        found.iter().filter(|contract| contract.is_recurring()).map(|contract| contract.id).collect();
    let mut billing = Billing { contracts: found, ..Billing::default() };
    if recurring.is_empty() {
        return Ok(billing);
    }
    let mut tell = |progress: Progress| on_progress(progress.loaded, progress.total);
    let (services, bundles) =
        tokio::join!(client.lines_of(&recurring, Some(from), &mut tell), load_bundles(client, &recurring, from));
    billing.lines = services.map_err(Diagnostic::from)?;
    match bundles.map_err(Diagnostic::from) {
        Ok((lines, bundles)) => {
            billing.lines.extend(lines);
            billing.bundles = bundles;
        }
        // Most sites sell no bundles, and their API user need not see any: all else goes on without them.
        Err(why) if matches!(why.code, Code::PermissionMissing | Code::BadAnswer) => {
            billing.bundles_refused = Some(why);
        }
        Err(failure) => return Err(failure),
    }
    billing.units_unsure = hidden_units(client, &billing.lines).await.map_err(Diagnostic::from)?;
    Ok(billing)
}

/// The bundle lines of contracts, and the bundles of the catalogue on them: where there is none, one query tells it.
async fn load_bundles(client: &Client, contracts: &[i64], from: Date) -> Result<(Vec<Line>, Vec<Service>), Error> {
    let lines = client.bundle_lines_of(contracts, Some(from)).await?;
    let bundles: Vec<i64> = lines.iter().map(|line| line.item_id).collect();
    let bundles = client.service_bundles(&bundles).await?;
    Ok((lines, bundles))
}

/// Loads the tenants from Petra.
///
/// # Errors
/// What stood between us and them.
pub async fn load_tenants_of_petra(place: &Workplace, key: &Secret) -> Result<Vec<Tenant>, Diagnostic> {
    let client = petra::Client::new(&place.http, &place.petra, key).map_err(Diagnostic::from)?;
    client.tenants().await.map_err(Diagnostic::from)
}

/// Loads the domains of the tenants' users from Petra, no faster than it allows. `tell` gets each tenant's as they come.
///
/// # Errors
/// What kept us from the next tenant; or from all of them. That a single one cannot be had does not end it.
pub async fn load_domains_of_users(
    place: &Workplace,
    key: &Secret,
    tenants: &[String],
    tell: &mut (dyn FnMut(&str, Vec<String>) + Send),
) -> Result<(), Diagnostic> {
    let between = Duration::from_mins(1) / u32::try_from(USER_LISTS_A_MINUTE).unwrap_or(1);
    let client = petra::Client::new(&place.http, &place.petra, key).map_err(Diagnostic::from)?;
    let mut refused = Vec::new();
    for (place, tenant) in tenants.iter().enumerate() {
        if place > 0 {
            tokio::time::sleep(between).await;
        }
        match client.billable_users(tenant).await.map_err(Diagnostic::from) {
            Ok(users) => {
                let mut domains: Vec<_> = users.hosts.iter().filter_map(|host| own_domain(host)).collect();
                domains.dedup();
                tell(tenant, domains);
            }
            Err(failure) if failure.code == Code::BadAnswer => refused.push(failure),
            Err(failure) => return Err(failure),
        }
    }
    if refused.len() < tenants.len() { Ok(()) } else { refused.into_iter().next().map_or(Ok(()), Err) }
}

/// Reads tenants from a file.
///
/// # Errors
/// The file cannot be read, or everything that is wrong in it.
pub fn load_tenants_of_file(path: &Path) -> Result<Vec<Tenant>, Vec<Diagnostic>> {
    let bytes = super::read_bytes(path).map_err(|diagnostic| vec![diagnostic])?;
    tenants_file::parse(&bytes)
}
