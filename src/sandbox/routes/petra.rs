//! Petra's calls: tenants, usage, billable users, incidents.
//! Its limits are in `limits`, its key in `auth`; what it knows is in `world::petra`.

use serde_json::{Value, json};

use crate::sandbox::answer::Answer;
use crate::sandbox::world::World;
use crate::sandbox::world::petra::text;

/// A call of Petra's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Tenants,
    Usage,
    BillableUsers,
    Incidents,
}

impl Route {
    pub fn read(path: &str) -> Option<Self> {
        match path.trim_end_matches('/') {
            "/v1/tenants" => Some(Self::Tenants),
            "/v1/usage" => Some(Self::Usage),
            "/v1/billable-users" => Some(Self::BillableUsers),
            "/v1/incidents" => Some(Self::Incidents),
            _ => None,
        }
    }

    /// Whether Petra's page states a limit for the call.
    pub fn is_limited(self) -> bool {
        matches!(self, Self::BillableUsers | Self::Incidents)
    }
}

pub fn answer(world: &World, route: Route, params: &[(String, String)]) -> Answer {
    let param = |name: &str| params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match route {
        Route::Tenants => tenants(world),
        Route::Usage => usage(world, param("asOf")),
        Route::BillableUsers => billable_users(world, param("tenantId")),
        Route::Incidents => incidents(world, param("tenantId")),
    }
}

pub fn error(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}

fn tenants(world: &World) -> Answer {
    let mut tenants: Vec<&Value> = world.petra.tenants.iter().collect();
    tenants.sort_by_cached_key(|tenant| text(tenant, "name").to_lowercase());
    Answer::ok(&json!({"totalTenants": tenants.len(), "tenants": tenants}))
}

fn usage(world: &World, as_of: Option<&str>) -> Answer {
    let day = match as_of.map(str::parse::<jiff::civil::Date>) {
        None => world.today,
        Some(Ok(day)) => day,
        Some(Err(_)) => return error(400, "asOf must be a date in the form YYYY-MM-DD"),
    };
    Answer::ok(&json!({
        "asOf": day,
        "reportGeneratedAt": world.now(),
        "organizationName": "Northwind Managed Services",
        "totalTenants": world.petra.usage.len(),
        "tenants": world.petra.usage,
    }))
}

fn billable_users(world: &World, tenant: Option<&str>) -> Answer {
    let Some(id) = tenant.filter(|id| !id.is_empty()) else {
        return error(400, "tenantId is required");
    };
    let Some(tenant) = world.petra.tenant(id) else {
        return error(404, "Tenant not found");
    };
    let id = text(tenant, "petraTenantId");
    let said = world.petra.billable_users.get(id).map_or(json!([]), crate::sandbox::world::petra::Users::list);
    let (users, over) = match said {
        Value::Object(mut over) => (over.remove("users").unwrap_or_else(|| json!([])), Value::Object(over)),
        list => (list, json!({})),
    };
    let count = users.as_array().map_or(0, Vec::len);
    let mut body = json!({
        "tenantId": id,
        "tenantDisplayName": tenant["name"],
        "microsoftTenantId": tenant["microsoftTenantId"],
        "reportGeneratedAt": world.now(),
        "totalBillableUsers": count,
        "projectedBillableUnitsThisMonth": count,
        "users": users,
    });
    if let (Some(body), Value::Object(over)) = (body.as_object_mut(), over) {
        body.extend(over);
    }
    Answer::ok(&body)
}

fn incidents(world: &World, tenant: Option<&str>) -> Answer {
    let wanted = |incident: &&Value| {
        tenant.is_none_or(|id| {
            let of = &incident["tenant"];
            text(of, "petraTenantId") == id || text(of, "microsoftTenantId").eq_ignore_ascii_case(id)
        })
    };
    let incidents: Vec<&Value> = world.petra.incidents.iter().filter(wanted).collect();
    Answer::ok(&incidents)
}
