//! The same config with no screen: from saved config, answers, options and live lists to settings, judged like the wizard's.
//!
//! Nothing is written here; `save_settings` does that, or the caller puts the bytes out.

mod basis;

use std::io::Read;
use std::path::Path;

use self::basis::{Basis, Lists, Taken};
use super::Workplace;
use super::connect::{Connection, Verified, verify_access, verify_entities};
use super::load::{load_billing, load_companies, load_services, load_tenants_of_petra, load_ticket_lists};
use crate::autotask::{Entity, Purpose};
use crate::domain::account::Credentials;
use crate::domain::answers::{self, Answers, Roster};
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::{Code, Diagnostic, Severity};
use crate::domain::draft::{Draft, References, Source};
use crate::domain::drift::{self, Listed};
use crate::domain::secret::Secret;
use crate::domain::settings::{Settings, TicketField};
use crate::domain::tenants_file;

/// What an export starts from.
#[derive(Clone, Debug, Default)]
pub struct ExportRequest {
    /// The config that is there already.
    pub saved: Option<Settings>,
    /// The three values.
    pub credentials: Credentials,
    /// Petra's key; without it tenants come from elsewhere.
    pub petra_key: Option<Secret>,
    /// Where the secrets will be kept.
    pub references: References,
    /// Mapping answers, CSV or JSON.
    pub answers: Option<Vec<u8>>,
    /// Tenants of a file.
    pub tenants_file: Option<Vec<u8>>,
    /// Ticketing defaults given as options; they go before the answers.
    pub ticketing: Vec<(TicketField, String)>,
    /// Whether nothing is sent: what is saved is taken as it is, and so are ids.
    pub offline: bool,
    /// Whether the rows that are right are taken where others are wrong.
    pub partial: bool,
}

/// What an export leads to.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The draft that was judged.
    pub draft: Draft,
    /// What would be, or is, saved.
    pub settings: Settings,
    /// Warnings, and with `partial` what is wrong with the rows that were not taken.
    pub findings: Vec<Diagnostic>,
}

/// Tells how far a load is: of what, how many, of how many.
pub type Progress<'a> = dyn FnMut(&'static str, usize, Option<usize>) + Send + 'a;

/// Reads a file whole, with a cap.
///
/// # Errors
/// `read-failed`
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).map_err(|error| unreadable(&name, error.to_string()))?;
    read_all(file, &name)
}

/// Reads a source to its end, with a cap; `name` begins a sentence.
///
/// # Errors
/// `read-failed`
pub fn read_all(source: impl Read, name: &str) -> Result<Vec<u8>, Diagnostic> {
    /// Answers for 5,000 tenants are a megabyte.
    const MOST: u64 = 64 * 1024 * 1024;
    let mut bytes = Vec::new();
    // Devices and pipes do not tell their size beforehand, and some have no end.
    source.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, error.to_string()))?;
    if bytes.len() as u64 > MOST {
        return Err(unreadable(name, format!("It is larger than {} MB.", MOST >> 20)));
    }
    Ok(bytes)
}

fn unreadable(name: &str, why: String) -> Diagnostic {
    Diagnostic::error(
        Code::ReadFailed,
        format!("{name} cannot be read."),
        "See that the path is right and the file readable.",
    )
    .with_detail(why)
}

/// Builds the config without a screen. Everything is verified live, or nothing where the request is for offline.
///
/// # Errors
/// All that was found, all at once, as far as a failure did not end it before.
pub async fn export(
    place: &Workplace,
    request: ExportRequest,
    progress: &mut Progress<'_>,
) -> Result<Exported, Vec<Diagnostic>> {
    let answers = match &request.answers {
        Some(bytes) => answers::parse(bytes)?,
        None => Answers::default(),
    };
    let from_file = match &request.tenants_file {
        Some(bytes) => Some(tenants_file::parse(bytes)?),
        None => None,
    };
    let saved = request.saved.as_ref().map(Draft::from_settings).unwrap_or_default();
    let (connection, mut refusals) = if request.offline {
        (None, Vec::new())
    } else {
        let (connection, refusals) = connect(place, &request).await?;
        (Some(connection), refusals)
    };

    let mut draft = saved.clone();
    draft.username.clone_from(&request.credentials.username);
    if let Some(connection) = &connection {
        draft.zone = Some(connection.zone.clone());
    }
    draft.references = request.references;
    let mut known = request.saved.is_some();
    let mut of_tenants = Vec::new();
    if let Some(key) = request.petra_key.as_ref().filter(|_| !request.offline) {
        let tenants = load_tenants_of_petra(place, key).await.map_err(|failure| vec![failure])?;
        if let Some(saved) = &request.saved {
            of_tenants = drift::of_tenants(&saved.tenants, tenants.iter().map(Listed::from));
        }
        draft.merge(Source::Petra, tenants);
        known = true;
    }
    if let Some(tenants) = from_file {
        draft.merge(Source::File, tenants);
        known = true;
    }
    let roster = if known { Roster::Known } else { Roster::FromAnswers };
    let mut basis = Basis { draft, roster, lists: Lists::Saved(Box::new(saved)), options: request.ticketing };
    if let Some(connection) = &connection {
        match load_lists(connection, &answers, &basis, place, progress).await {
            Ok(catalog) => basis.lists = Lists::Live(Box::new(catalog)),
            Err(failure) => return Err(with_refusals(failure, refusals, &basis.draft)),
        }
    }

    let taken = if request.partial { basis.take_right_rows(&answers, place) } else { basis.take(&answers, place) };
    let Taken { draft, settings, mut findings, .. } = taken;
    // Whose row decided about it needs not be told that it is new.
    of_tenants.retain(|finding| {
        let entry = finding.subject.tenant.as_deref().and_then(|tenant| draft.tenant(tenant));
        finding.code != Code::TenantNew || entry.is_some_and(|entry| !entry.settings.is_decided())
    });
    findings.extend(of_tenants);
    let bills_a_bundle = draft.tenants.iter().any(|entry| entry.settings.bills_a_bundle());
    if let Some(connection) = connection.as_ref().filter(|_| bills_a_bundle) {
        verify_entities(connection, &Entity::OF_BUNDLES, &mut |verified| {
            if let Verified::Entity(entity, Err(diagnostic)) = verified {
                refusals.push((entity, diagnostic));
            }
        })
        .await;
    }
    findings.extend(weigh(refusals, bills(&draft)));
    let is_failure = |finding: &Diagnostic| finding.is_error() && finding.code.failure_exit().is_some();
    match settings {
        Some(settings) if !findings.iter().any(is_failure) => Ok(Exported { draft, settings, findings }),
        _ => Err(findings),
    }
}

/// Signs in and asks for every permission. Gives what was refused, by purpose.
async fn connect(
    place: &Workplace,
    request: &ExportRequest,
) -> Result<(Connection, Vec<(Entity, Diagnostic)>), Vec<Diagnostic>> {
    let saved = request.saved.as_ref().map(|saved| &saved.autotask);
    let known = saved.filter(|saved| saved.username == request.credentials.username).map(|saved| &saved.zone);
    let mut failure = None;
    let mut refusals = Vec::new();
    let connection = verify_access(place, &request.credentials, known, &Entity::ALL, &mut |verified| match verified {
        Verified::Zone(Err(diagnostic)) | Verified::SignIn(Err(diagnostic)) => failure = Some(diagnostic),
        Verified::Entity(entity, Err(diagnostic)) => refusals.push((entity, diagnostic)),
        _ => {}
    })
    .await;
    match connection {
        Some(connection) => Ok((connection, refusals)),
        None => Err(failure.into_iter().collect()),
    }
}

/// A right that nothing needs is a warning; anything but a missing right stays what it is. They come in the order of the
/// entities, not of the answers.
pub(super) fn weigh(mut refusals: Vec<(Entity, Diagnostic)>, bills: bool) -> Vec<Diagnostic> {
    refusals.sort_by_key(|(entity, _)| *entity);
    refusals
        .into_iter()
        .map(|(entity, mut diagnostic)| {
            let needed = entity.purpose() != Purpose::Billing || bills;
            if diagnostic.code == Code::PermissionMissing && !needed {
                diagnostic.severity = Severity::Warning;
            }
            diagnostic
        })
        .collect()
}

/// Whether anything in the draft is billed.
fn bills(draft: &Draft) -> bool {
    draft.tenants.iter().any(|entry| entry.settings.billing.is_some() && entry.settings.excluded.is_none())
}

/// What ended the loading, with the rights that are missing besides: they are set right in one go.
fn with_refusals(failure: Diagnostic, refusals: Vec<(Entity, Diagnostic)>, draft: &Draft) -> Vec<Diagnostic> {
    let is_same = |refusal: &Diagnostic| refusal.code == failure.code && refusal.subject == failure.subject;
    let of_billing = refusals.iter().any(|(entity, refusal)| entity.purpose() == Purpose::Billing && is_same(refusal));
    let is_told = refusals.iter().any(|(_, refusal)| is_same(refusal));
    let mut found = weigh(refusals, of_billing || bills(draft));
    if !is_told {
        found.push(failure);
    }
    found
}

/// Loads what the answers and the draft need. Which contracts are needed is known only when companies are resolved, so the
/// answers are walked once here for that alone.
async fn load_lists(
    connection: &Connection,
    answers: &Answers,
    basis: &Basis,
    place: &Workplace,
    progress: &mut Progress<'_>,
) -> Result<Catalog, Diagnostic> {
    let mut catalog = Catalog::default();
    let mut draft = basis.draft.clone();
    let mut resolution = answers.resolve(&mut draft, basis.roster).without_suggestions();
    catalog.set_tickets(load_ticket_lists(connection).await?);

    let needed = resolution.companies_needed(&draft);
    if needed.all {
        load_companies(connection, &mut |page, total| {
            catalog.add_companies(page);
            progress("companies", catalog.companies().len(), total);
        })
        .await?;
        catalog.companies_are_complete();
    } else if !needed.ids.is_empty() {
        let ids: Vec<i64> = needed.ids.into_iter().collect();
        let found = connection.client.companies_by_id(&ids).await.map_err(Diagnostic::from)?;
        catalog.add_companies_by_id(ids, found);
    }
    resolution.companies(&mut draft, &catalog);

    let needed = resolution.contracts_needed(&draft);
    let companies: Vec<i64> = needed.of_companies.into_iter().collect();
    let contracts: Vec<i64> = needed.ids.into_iter().collect();
    if !companies.is_empty() || !contracts.is_empty() {
        let (services, kinds) = load_services(connection).await?;
        catalog.set_services(services);
        catalog.set_contract_kinds(kinds);
        load_contracts(connection, companies, contracts, &mut catalog, place, progress).await?;
    }
    Ok(catalog)
}

/// Loads contracts with their lines into the catalog, and the renewals that they name.
pub(super) async fn load_contracts(
    connection: &Connection,
    companies: Vec<i64>,
    contracts: Vec<i64>,
    catalog: &mut Catalog,
    place: &Workplace,
    progress: &mut Progress<'_>,
) -> Result<(), Diagnostic> {
    let billing = load_billing(connection, &companies, &contracts, place.today, &mut |done, total| {
        progress("contracts", done, total);
    })
    .await?;
    let renewals: Vec<i64> = billing
        .contracts
        .iter()
        .filter_map(|contract| contract.renewed_by)
        .filter(|id| !billing.contracts.iter().any(|contract| contract.id == *id))
        .collect();
    if !renewals.is_empty() {
        let found = connection.client.contracts_by_id(&renewals).await.map_err(Diagnostic::from)?;
        catalog.add_contracts_by_id(renewals, found);
    }
    catalog.add_billing(companies, contracts, billing);
    Ok(())
}
