//! The same config with no screen: from saved config, answers, options and live lists to settings, judged like the wizard's.
//!
//! Nothing is written here; `save_settings` does that, or the caller puts the bytes out.

use std::io::Read;
use std::path::Path;

use super::connect::{Connection, Verified, verify_access};
use super::load::{load_billing, load_companies, load_services, load_tenants_of_petra, load_ticket_lists};
use super::{Workplace, save};
use crate::autotask::{Entity, Purpose};
use crate::domain::account::Credentials;
use crate::domain::answers::{self, Answers, Resolution, Roster, ticket_value};
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::{Code, Diagnostic, Severity, Subject};
use crate::domain::draft::{Draft, References, Source};
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
}

/// What an export leads to.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The draft that was judged.
    pub draft: Draft,
    /// What would be, or is, saved.
    pub settings: Settings,
    /// Warnings.
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

/// Builds the config without a screen. Everything is verified live.
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
    let (connection, refusals) = connect(place, &request).await?;

    let mut draft = request.saved.as_ref().map(Draft::from_settings).unwrap_or_default();
    draft.username.clone_from(&request.credentials.username);
    draft.zone = Some(connection.zone.clone());
    draft.references = request.references;
    let mut known = request.saved.is_some();
    if let Some(key) = &request.petra_key {
        let tenants = load_tenants_of_petra(place, key).await.map_err(|failure| vec![failure])?;
        draft.merge(Source::Petra, tenants);
        known = true;
    }
    if let Some(tenants) = from_file {
        draft.merge(Source::File, tenants);
        known = true;
    }
    let roster = if known { Roster::Known } else { Roster::FromAnswers };
    let mut resolution = answers.resolve(&mut draft, roster);
    let mut catalog = Catalog::default();
    let of_options =
        match load_lists(&connection, &mut resolution, &mut draft, &mut catalog, &request.ticketing, place, progress)
            .await
        {
            Ok(findings) => findings,
            Err(failure) => return Err(with_refusals(failure, refusals, &draft)),
        };

    let judged = save::finish(&draft, &catalog, place);
    let (settings, judged) = match judged {
        Ok((settings, findings)) => (Some(settings), findings),
        Err(findings) => (None, findings),
    };
    let mut findings = of_options.clone();
    // What an option could not be read as is said once, not as missing besides.
    let unread: Vec<_> = of_options.iter().filter_map(|finding| finding.subject.field.clone()).collect();
    let judged = judged
        .into_iter()
        .filter(|finding| {
            finding.subject.tenant.is_some()
                || !finding.subject.field.as_ref().is_some_and(|field| unread.contains(field))
        })
        .collect();
    findings.extend(resolution.with_judged(judged));
    findings.extend(weigh(refusals, bills(&draft)));
    match settings {
        Some(settings) if !findings.iter().any(Diagnostic::is_error) => Ok(Exported { draft, settings, findings }),
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

/// Resolves stage by stage, loading before each what it needs. Gives what is wrong with the options.
async fn load_lists(
    connection: &Connection,
    resolution: &mut Resolution<'_>,
    draft: &mut Draft,
    catalog: &mut Catalog,
    options: &[(TicketField, String)],
    place: &Workplace,
    progress: &mut Progress<'_>,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let lists = load_ticket_lists(connection).await?;
    resolution.ticketing(draft, &lists);
    let mut findings = Vec::new();
    for (field, text) in options {
        match ticket_value(&lists, *field, text) {
            Ok(value) => draft.ticketing.fields.set(*field, Some(value)),
            Err(finding) => findings.push(finding.about(Subject::field(field.key()))),
        }
    }
    catalog.set_tickets(lists);

    let needed = resolution.companies_needed(draft);
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
    resolution.companies(draft, catalog);

    let needed = resolution.contracts_needed(draft);
    let companies: Vec<i64> = needed.of_companies.into_iter().collect();
    let contracts: Vec<i64> = needed.ids.into_iter().collect();
    if !companies.is_empty() || !contracts.is_empty() {
        let (services, kinds) = load_services(connection).await?;
        catalog.set_services(services);
        catalog.set_contract_kinds(kinds);
        load_contracts(connection, companies, contracts, catalog, place, progress).await?;
    }
    resolution.contracts(draft, catalog);
    resolution.services(draft, catalog, place.today);
    Ok(findings)
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
