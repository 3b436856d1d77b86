//! Security incidents (`/v1/incidents`).
//!
//! Which of them becomes a ticket is the business of `ops`.

use serde::Deserialize;

use super::error::Unreadable;
use super::read;
use crate::domain::ticketing::Incident;

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    List(Vec<Row>),
    Wrapped { incidents: Vec<Row> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(default, deserialize_with = "read::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    url: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    occurred_at: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    remediation_status: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_live: Option<bool>,
    #[serde(default)]
    tenant: Option<TenantRow>,
    #[serde(default)]
    user: Option<UserRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TenantRow {
    #[serde(default, deserialize_with = "read::text")]
    petra_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    microsoft_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserRow {
    #[serde(default, deserialize_with = "read::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    user_principal_name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    mail: Option<String>,
}

/// Reads an answer of `/v1/incidents`: a list, or an object that holds it as `incidents`.
///
/// # Errors
/// Where it is neither, or an incident has no id.
pub fn incidents_from_json(bytes: &[u8]) -> Result<Vec<Incident>, Unreadable> {
    let (Answer::List(rows) | Answer::Wrapped { incidents: rows }) = read::json(bytes)?;
    rows.into_iter()
        .enumerate()
        .map(|(place, row)| {
            let (petra_id, microsoft_id, tenant_name) = row
                .tenant
                .map_or((None, None, None), |tenant| (tenant.petra_tenant_id, tenant.microsoft_tenant_id, tenant.name));
            Ok(Incident {
                id: row.id.ok_or_else(|| Unreadable::new(format!("incident {} has no id", place + 1)))?,
                url: row.url,
                created_at: row.created_at,
                occurred_at: row.occurred_at,
                remediation_status: row.remediation_status,
                live: row.is_live.unwrap_or(false),
                petra_id,
                microsoft_id,
                tenant_name,
                user: row.user.and_then(|user| user.display_name.or(user.user_principal_name).or(user.mail)),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_list_and_a_wrapped_one_are_the_same() {
        let row = r#"{"id":"i-1","isLive":true,"tenant":{"petraTenantId":"ZZk90t","name":"Contoso"},"user":{"userPrincipalName":"a@b.c"},"dwellTimeMinutes":3}"#;
        let bare = incidents_from_json(format!("[{row}]").as_bytes()).unwrap();
        let wrapped = incidents_from_json(format!(r#"{{"incidents":[{row}],"total":1}}"#).as_bytes()).unwrap();
        assert_eq!(bare, wrapped);
        assert_eq!(bare[0].petra_id.as_deref(), Some("ZZk90t"));
        assert_eq!(bare[0].user.as_deref(), Some("a@b.c"));
        assert_eq!(incidents_from_json(b"[{}]").unwrap_err().what, "incident 1 has no id");
        assert!(incidents_from_json(b"{}").is_err());
    }
}
