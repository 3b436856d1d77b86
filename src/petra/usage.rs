//! Usage of all tenants (`/v1/usage`) and the billable users of one (`/v1/billable-users`), as answers or as files.
//!
//! Which figure is billed is chosen by the config and judged in `domain`.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::error::Unreadable;
use super::read;

/// The usage of the whole book on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Usage {
    /// The day that it speaks of.
    pub as_of: Option<Date>,
    /// A line for each tenant, in Petra's order.
    pub tenants: Vec<UsageOfTenant>,
}

/// The usage of a tenant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UsageOfTenant {
    /// Petra's id.
    pub petra_id: Option<String>,
    /// Microsoft's id.
    pub microsoft_id: Option<String>,
    /// Its name.
    pub name: String,
    /// What is used, e.g. `Monitoring`.
    pub service: Option<String>,
    /// Whether monitoring is paused; such a tenant is not billed.
    pub paused: bool,
    /// The first day that is billed.
    pub first_billable: Option<Date>,
    /// E.g. `Trial`; known by example only.
    pub billable_status: Option<String>,
    /// All users with a licence.
    pub licensed_users: Option<f64>,
    /// Users that are billed this month; it is not said whether the proration is in it already.
    pub billable_users: Option<f64>,
    /// Per cent of this month that is billed.
    pub proration: Option<f64>,
}

/// The billable users of one tenant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BillableUsers {
    /// Petra's id of the tenant.
    pub tenant: Option<String>,
    /// How many are billed.
    pub total: Option<f64>,
    /// How many units are projected for this month.
    pub projected: Option<f64>,
    /// The hosts of their principal names, each once. Microsoft gives those of a tenant's own domains only.
    pub hosts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default, deserialize_with = "read::text")]
    as_of: Option<String>,
    tenants: Option<Vec<Row>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(default, deserialize_with = "read::text")]
    petra_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    microsoft_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    display_name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    service: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_paused: Option<bool>,
    #[serde(default, deserialize_with = "read::text")]
    first_billable_date: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    billable_status: Option<String>,
    #[serde(default, deserialize_with = "read::number")]
    total_licensed_users: Option<f64>,
    #[serde(default, deserialize_with = "read::number")]
    billable_users_this_month: Option<f64>,
    #[serde(default, deserialize_with = "read::number")]
    prorating_percentage_this_month: Option<f64>,
}

/// Reads an answer of `/v1/usage`. A figure that is not there stays absent: it is never 0.
///
/// # Errors
/// Where it is not such a report, or a tenant in it has no id.
pub fn usage_from_json(bytes: &[u8]) -> Result<Usage, Unreadable> {
    let answer: Answer = read::json(bytes)?;
    let rows = answer.tenants.ok_or_else(|| Unreadable::new("it has no list “tenants”"))?;
    let tenants = rows.into_iter().enumerate().map(|(place, row)| {
        if row.petra_tenant_id.is_none() && row.microsoft_tenant_id.is_none() {
            return Err(Unreadable::new(format!("tenant {} has no petraTenantId and no microsoftTenantId", place + 1)));
        }
        Ok(UsageOfTenant {
            petra_id: row.petra_tenant_id,
            microsoft_id: row.microsoft_tenant_id,
            name: row.display_name.or(row.name).unwrap_or_default(),
            service: row.service,
            paused: row.is_paused.unwrap_or(false),
            first_billable: row.first_billable_date.as_deref().and_then(read::day),
            billable_status: row.billable_status,
            licensed_users: row.total_licensed_users,
            billable_users: row.billable_users_this_month,
            proration: row.prorating_percentage_this_month,
        })
    });
    Ok(Usage { as_of: answer.as_of.as_deref().and_then(read::day), tenants: tenants.collect::<Result<_, _>>()? })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsersAnswer {
    #[serde(default, deserialize_with = "read::text")]
    tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    petra_tenant_id: Option<String>,
    #[serde(default, deserialize_with = "read::number")]
    total_billable_users: Option<f64>,
    #[serde(default, deserialize_with = "read::number")]
    projected_billable_units_this_month: Option<f64>,
    #[serde(default)]
    users: Option<Vec<UserRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserRow {
    #[serde(default, deserialize_with = "read::text")]
    user_principal_name: Option<String>,
}

/// Reads an answer of `/v1/billable-users`. Who the users are is not kept, only where.
///
/// # Errors
/// Where it is not such a report.
pub fn billable_users_from_json(bytes: &[u8]) -> Result<BillableUsers, Unreadable> {
    let answer: UsersAnswer = read::json(bytes)?;
    if answer.total_billable_users.is_none() && answer.projected_billable_units_this_month.is_none() {
        return Err(Unreadable::new("it has no usable totalBillableUsers"));
    }
    let names = answer.users.unwrap_or_default().into_iter().filter_map(|user| user.user_principal_name);
    let hosts: BTreeSet<_> = names.filter_map(|name| Some(name.rsplit_once('@')?.1.to_lowercase())).collect();
    Ok(BillableUsers {
        hosts: hosts.into_iter().collect(),
        tenant: answer.tenant_id.or(answer.petra_tenant_id),
        total: answer.total_billable_users,
        projected: answer.projected_billable_units_this_month,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn usage_is_read_and_a_missing_figure_is_no_zero() {
        let usage = usage_from_json(
            br#"{"asOf":"2026-11-24","reportGeneratedAt":"2026-11-24T01:02:03Z","organizationName":"N","totalTenants":2,"tenants":[
                {"petraTenantId":"ZZk90t","microsoftTenantId":"m","displayName":"Contoso","service":"Monitoring","isPaused":false,
                 "firstBillableDate":"2026-02-01","billableStatus":"SomethingNew","totalLicensedUsers":20,"billableUsersThisMonth":18.5,
                 "proratingPercentageThisMonth":"50"},
                {"petraTenantId":"A1","billableUsersThisMonth":null}]}"#,
        )
        .unwrap();
        assert_eq!(usage.as_of, Some(date(2026, 11, 24)));
        let first = &usage.tenants[0];
        assert_eq!((first.licensed_users, first.billable_users, first.proration), (Some(20.0), Some(18.5), Some(50.0)));
        assert_eq!(first.billable_status.as_deref(), Some("SomethingNew"));
        assert_eq!(first.first_billable, Some(date(2026, 2, 1)));
        assert_eq!(usage.tenants[1].billable_users, None);
    }

    #[test]
    fn a_report_without_ids_or_figures_is_refused() {
        let usage = usage_from_json(br#"{"tenants":[{"displayName":"Contoso"}]}"#);
        assert_eq!(usage.unwrap_err().what, "tenant 1 has no petraTenantId and no microsoftTenantId");
        assert_eq!(billable_users_from_json(b"{}").unwrap_err().what, "it has no usable totalBillableUsers");
        let users = billable_users_from_json(br#"{"tenantId":"A1","totalBillableUsers":7,"users":[]}"#).unwrap();
        assert_eq!((users.tenant.as_deref(), users.total, users.projected), (Some("A1"), Some(7.0), None));
        let users = billable_users_from_json(
            br#"{"totalBillableUsers":3,"users":[{"userPrincipalName":"anna@Contoso.com","mail":"x@partner.example"},
                {"userPrincipalName":"guest_gmail.com#EXT#@contoso.onmicrosoft.com"},{"userPrincipalName":"ben@contoso.com"},
                {"userPrincipalName":null},{"userPrincipalName":"nowhere"}]}"#,
        );
        assert_eq!(users.unwrap().hosts, ["contoso.com", "contoso.onmicrosoft.com"]);
    }
}
