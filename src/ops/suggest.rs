//! Suggesting companies for tenants: those of a draft, of files, or of Petra and Autotask as they are now.

use std::sync::Arc;

use super::connect::{Verified, verify_access};
use super::export::Progress;
use super::load::{load_companies, load_tenant_ids, load_tenants_of_petra};
use super::{Workplace, resolve_references};
use crate::autotask::Entity;
use crate::domain::account::Credentials;
use crate::domain::companies::Companies;
use crate::domain::companies_file::CompanyList;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::{Draft, Entry, Source};
use crate::domain::matching::{Index, Subject, Suggestion, suggest};
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::domain::table;
use crate::domain::tenant::Tenant;
use crate::domain::tenant_ids::{TenantIds, left_out};

/// A suggestion for each tenant, in their order. Takes up to a second for thousands of tenants: not on the screen's thread.
#[must_use]
pub fn suggest_matches(tenants: &[Entry], companies: &Companies, ids: &Arc<TenantIds>) -> Vec<Suggestion> {
    let index = Index::build(companies).with_tenant_ids(Arc::clone(ids));
    suggest(tenants, companies, &index)
}

/// The same for lists that were read from files.
#[must_use]
pub fn suggest_from_lists(tenants: &[Tenant], companies: CompanyList) -> Vec<Suggestion> {
    among(tenants, companies)
}

fn among<'a, T: Into<Subject<'a>>>(tenants: impl IntoIterator<Item = T>, list: CompanyList) -> Vec<Suggestion> {
    let mut companies = Companies::default();
    companies.reserve(list.companies.len());
    companies.append(list.companies);
    suggest(tenants, &companies, &Index::build(&companies).with_tenant_ids(Arc::new(list.tenant_ids)))
}

/// Suggestions, and what they were made without.
#[derive(Clone, Debug)]
pub struct Suggested {
    /// One for each tenant.
    pub suggestions: Vec<Suggestion>,
    /// What could not be used, in a sentence.
    pub note: Option<String>,
}

/// Where tenants and companies come from that no file has whole.
#[derive(Clone, Debug, Default)]
pub struct SuggestRequest {
    /// The config that is there already.
    pub saved: Option<Settings>,
    /// A user name that was given from outside.
    pub username: Option<String>,
    /// Secrets that were given from outside; they go before the saved references.
    pub secrets: Vec<(SecretName, Secret)>,
    /// Tenants of a file; merged with Petra's where there is a key.
    pub tenants: Option<Vec<Tenant>>,
    /// Companies of a file, in place of Autotask's.
    pub companies: Option<CompanyList>,
}

/// A suggestion for each tenant of Petra and of the file, or else of the saved config, by their ids.
///
/// # Errors
/// What kept us from the lists: a secret that cannot be had, a refused sign-in, the network.
pub async fn suggest_live(
    place: &Workplace,
    request: SuggestRequest,
    progress: &mut Progress<'_>,
) -> Result<Suggested, Vec<Diagnostic>> {
    let saved = request.saved.as_ref().map(Draft::from_settings).unwrap_or_default();
    let secrets = secrets_of(place, &request, &saved)?;
    let secret_of = |name| secrets.iter().find(|(held, _)| *held == name).map(|(_, secret)| secret.clone());

    let mut draft = Draft::default();
    let key = secret_of(SecretName::PetraApiKey);
    let has_source = key.is_some() || request.tenants.is_some();
    if let Some(key) = key {
        draft.merge(Source::Petra, load_tenants_of_petra(place, &key).await.map_err(|failure| vec![failure])?);
    }
    if let Some(tenants) = request.tenants {
        draft.merge(Source::File, tenants);
    }
    if !has_source {
        draft.tenants.clone_from(&saved.tenants);
    }
    let (companies, note) = if let Some(companies) = request.companies {
        (companies, None)
    } else {
        let credentials = Credentials {
            username: request.username.unwrap_or_else(|| saved.username.clone()),
            secret: secret_of(SecretName::AutotaskSecret).unwrap_or_default(),
            tracking_id: secret_of(SecretName::AutotaskTrackingId).unwrap_or_default(),
        };
        companies_of_autotask(place, &credentials, &saved, progress).await?
    };
    Ok(Suggested { suggestions: among(&draft.tenants, companies), note })
}

async fn companies_of_autotask(
    place: &Workplace,
    credentials: &Credentials,
    saved: &Draft,
    progress: &mut Progress<'_>,
) -> Result<(CompanyList, Option<String>), Vec<Diagnostic>> {
    let known = saved.zone.as_ref().filter(|_| credentials.username == saved.username);
    let mut failures = Vec::new();
    let connection = verify_access(place, credentials, known, &[Entity::Companies], &mut |verified| match verified {
        Verified::Zone(Err(diagnostic)) | Verified::SignIn(Err(diagnostic)) | Verified::Entity(_, Err(diagnostic)) => {
            failures.push(diagnostic);
        }
        _ => {}
    })
    .await;
    let Some(connection) = connection.filter(|_| failures.is_empty()) else { return Err(failures) };
    let mut companies = Vec::new();
    load_companies(&connection, &mut |page, total| {
        companies.extend(page);
        progress("companies", companies.len(), total);
    })
    .await
    .map_err(|failure| vec![failure])?;
    let (tenant_ids, note) = match load_tenant_ids(&connection).await {
        Ok(ids) => (ids, None),
        Err(failure) => (TenantIds::default(), Some(left_out(&failure))),
    };
    Ok((CompanyList { companies, tenant_ids }, note))
}

/// The secrets that are needed, those from outside before those that the saved references lead to.
fn secrets_of(
    place: &Workplace,
    request: &SuggestRequest,
    saved: &Draft,
) -> Result<Vec<(SecretName, Secret)>, Vec<Diagnostic>> {
    let mut references = saved.references.clone();
    let needs_account = request.companies.is_none();
    let is_open = |name| !request.secrets.iter().any(|(given, _)| *given == name);
    references.secret = references.secret.filter(|_| needs_account && is_open(SecretName::AutotaskSecret));
    references.tracking_id =
        references.tracking_id.filter(|_| needs_account && is_open(SecretName::AutotaskTrackingId));
    references.petra_api_key = references.petra_api_key.filter(|_| is_open(SecretName::PetraApiKey));
    let (mut found, problems) = resolve_references(place, &references);
    if !problems.is_empty() {
        return Err(problems.into_iter().map(|(_, diagnostic)| diagnostic).collect());
    }
    found.extend(request.secrets.iter().cloned());
    Ok(found)
}

/// Suggestions as CSV. A company that is not certain stands there too: the class says what it is worth.
#[must_use]
pub fn suggestions_csv(suggestions: &[Suggestion]) -> Vec<u8> {
    let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let cells: Vec<[String; 3]> =
        suggestions.iter().map(|one| [id(one.company_id()), one.score().to_string(), id(one.runner_up_id())]).collect();
    let header = vec!["tenant_id", "company_id", "score", "class", "evidence", "runner_up_id"];
    let rows = suggestions.iter().zip(&cells).map(|(one, [company, score, runner_up])| {
        vec![one.tenant_id.as_str(), company, score, one.class.word(), &one.evidence, runner_up]
    });
    table::write(std::iter::once(header).chain(rows))
}
