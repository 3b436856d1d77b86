//! Sample answers for a rehearsal: what the lists suggest is taken, every other tenant is excluded.
//!
//! For invented worlds only: a real link is confirmed by a person.

use serde_json::{Value, json};

use super::connect::{Verified, verify_access};
use super::load::{load_billing, load_companies, load_services, load_tenants_of_petra, load_ticket_lists};
use super::{Workplace, suggest_matches};
use crate::domain::account::Credentials;
use crate::domain::catalog::{Catalog, PicklistValue};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::{Draft, Source};
use crate::domain::matching::{Class, contract_suggestion};
use crate::domain::rules;
use crate::domain::secret::Secret;
use crate::domain::settings::TicketField;

/// Makes answers, in JSON, from what Autotask and Petra show.
///
/// # Errors
/// What stood between us and the lists.
pub async fn sample_answers(
    place: &Workplace,
    credentials: &Credentials,
    key: &Secret,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut failure = Vec::new();
    let connection = verify_access(place, credentials, None, &[], &mut |verified| {
        if let Verified::Zone(Err(diagnostic)) | Verified::SignIn(Err(diagnostic)) = verified {
            failure.push(diagnostic);
        }
    })
    .await
    .ok_or(failure)?;
    let one = |failure: Diagnostic| vec![failure];
    let mut draft = Draft::default();
    draft.merge(Source::Petra, load_tenants_of_petra(place, key).await.map_err(one)?);
    let mut catalog = Catalog::default();
    let lists = load_ticket_lists(&connection).await.map_err(one)?;
    load_companies(&connection, &mut |page, _| catalog.add_companies(page)).await.map_err(one)?;
    catalog.companies_are_complete();
    let (services, kinds) = load_services(&connection).await.map_err(one)?;
    catalog.set_services(services);
    catalog.set_contract_kinds(kinds);

    let suggested: Vec<Option<i64>> = suggest_matches(&draft.tenants, catalog.companies(), catalog.tenant_ids())
        .into_iter()
        .map(|suggestion| {
            suggestion.company_id().filter(|_| matches!(suggestion.class, Class::Certain | Class::Likely))
        })
        .collect();
    let mut companies: Vec<i64> = suggested.iter().flatten().copied().collect();
    companies.sort_unstable();
    companies.dedup();
    let billing = load_billing(&connection, &companies, &[], place.today, &mut |_, _| {}).await.map_err(one)?;
    catalog.add_billing(companies, Vec::new(), billing);

    let mut used = std::collections::HashSet::new();
    let tenants: Vec<Value> = draft
        .tenants
        .iter()
        .zip(suggested)
        .map(|(entry, company)| {
            let settings = &entry.settings;
            let Some(company) = company else {
                return json!({"id": settings.id, "name": settings.name, "exclude": "no company in Autotask"});
            };
            let mut answer = json!({"id": settings.id, "name": settings.name, "company": company});
            let line = contract_suggestion(&catalog, company, std::iter::empty(), place.today);
            if let Some(line) = line.filter(|line| used.insert(line.line_id)) {
                answer["contract"] = line.contract_id.into();
                answer["service"] = format!("line:{}", line.line_id).into();
            }
            answer
        })
        .collect();
    let choice = |field: TicketField, wanted: &str| {
        let free =
            |value: &&PicklistValue| rules::ticket_choice(field, value, None, &catalog).is_possible() && value.active;
        let values: Vec<&PicklistValue> = lists.of(field).iter().filter(free).collect();
        let named = values.iter().find(|value| value.label.eq_ignore_ascii_case(wanted));
        named.or(values.first()).map(|value| value.label.clone())
    };
    let answers = json!({
        "ticketing": {
            "queue": choice(TicketField::Queue, "Security"),
            "statusNew": choice(TicketField::StatusNew, "New"),
            "statusUpdate": choice(TicketField::StatusUpdate, "In Progress"),
            "priority": choice(TicketField::Priority, "High"),
        },
        "tenants": tenants,
    });
    let mut text = serde_json::to_string_pretty(&answers).unwrap_or_default();
    text.push('\n');
    Ok(text.into_bytes())
}
