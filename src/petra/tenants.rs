//! The list of tenants (`/v1/tenants`), as an answer or as a file.

use serde::Deserialize;

use super::error::Unreadable;
use super::read;
use crate::domain::tenant::Tenant;

#[derive(Deserialize)]
struct Answer {
    tenants: Option<Vec<Row>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(default, deserialize_with = "read::text")]
    petra_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    microsoft_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    tenant_display_name: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_paused: Option<bool>,
}

/// Reads `{"tenants":[…]}` as Petra answers it. The name and the id go by different names in different calls.
///
/// # Errors
/// Where it is not such a list, or one of them has neither an id nor a name.
pub fn tenants_from_json(bytes: &[u8]) -> Result<Vec<Tenant>, Unreadable> {
    let answer: Answer = read::json(bytes)?;
    let rows = answer.tenants.ok_or_else(|| Unreadable::new("it has no list “tenants”"))?;
    rows.into_iter()
        .enumerate()
        .map(|(place, row)| {
            let tenant = Tenant {
                petra_id: row.petra_tenant_id.or(row.tenant_id),
                microsoft_id: row.microsoft_tenant_id,
                name: row.name.or(row.display_name).or(row.tenant_display_name).unwrap_or_default(),
                domains: Vec::new(),
                paused: row.is_paused.unwrap_or(false),
            };
            if tenant.id().is_empty() {
                return Err(Unreadable::new(format!("tenant {} has no petraTenantId, id or name", place + 1)));
            }
            Ok(tenant)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_leniently() {
        let tenants = tenants_from_json(
            br#"{"totalTenants":3,"tenants":[
                {"petraTenantId":"ZZk90t","name":"Contoso","microsoftTenantId":"no-guid","isPaused":true,"onboardingDate":"2026-01-01","new":{"a":1}},
                {"tenantId":"A1","displayName":"Fabrikam"},
                {"microsoftTenantId":"m-3","name":null,"isPaused":"maybe"}]}"#,
        )
        .unwrap();
        let ids: Vec<&str> = tenants.iter().map(Tenant::id).collect();
        assert_eq!(ids, ["ZZk90t", "A1", "m-3"]);
        assert_eq!(tenants[0].microsoft_id.as_deref(), Some("no-guid"));
        assert_eq!(tenants[1].name, "Fabrikam");
        assert!(tenants[0].paused && !tenants[2].paused);
    }

    #[test]
    fn what_is_no_list_is_said() {
        for (text, wanted) in [
            ("{}", "it has no list “tenants”"),
            (r#"{"tenants":[{}]}"#, "tenant 1 has no petraTenantId, id or name"),
            (r#"{"tenants":[{"name""#, "it ends too early"),
        ] {
            assert_eq!(tenants_from_json(text.as_bytes()).unwrap_err().what, wanted, "{text}");
        }
        assert!(tenants_from_json(b"<html>").unwrap_err().what.starts_with("it is not the JSON"));
    }
}
