//! For whom an incident's ticket is: the mapped company, the one for unmapped tenants, or nobody yet.
//!
//! An incident goes by ids alone. A name is no proof of whose it is.

use super::Incident;
use crate::domain::settings::{Named, Settings, TenantSettings};

/// Where an incident goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// To a company.
    To {
        /// The tenant, where the config has it.
        tenant: Option<&'a TenantSettings>,
        /// The company.
        company: &'a Named,
        /// Whether it is the one for unmapped tenants.
        catch_all: bool,
    },
    /// Nowhere, until the tenant is mapped.
    Waits {
        /// The tenant, where the config has it.
        tenant: Option<&'a TenantSettings>,
    },
    /// Nowhere, on purpose.
    Excluded {
        /// The tenant.
        tenant: &'a TenantSettings,
        /// Why it is left out.
        reason: &'a str,
    },
}

impl<'a> Route<'a> {
    /// The tenant in the config.
    #[must_use]
    pub const fn tenant(self) -> Option<&'a TenantSettings> {
        match self {
            Self::To { tenant, .. } | Self::Waits { tenant } => tenant,
            Self::Excluded { tenant, .. } => Some(tenant),
        }
    }
}

/// Where an incident goes by this config.
#[must_use]
pub fn route<'a>(settings: &'a Settings, incident: &Incident) -> Route<'a> {
    let tenant = tenant_of(settings, incident);
    if let Some(tenant) = tenant {
        if let Some(reason) = &tenant.excluded {
            return Route::Excluded { tenant, reason };
        }
        if let Some(company) = &tenant.company {
            return Route::To { tenant: Some(tenant), company, catch_all: false };
        }
    }
    match &settings.ticketing.catch_all_company {
        Some(company) => Route::To { tenant, company, catch_all: true },
        None => Route::Waits { tenant },
    }
}

/// By Petra's id; else by Microsoft's, if one tenant has it. A tenant's `id` may be either.
fn tenant_of<'a>(settings: &'a Settings, incident: &Incident) -> Option<&'a TenantSettings> {
    let said = |id: &Option<String>| id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let by_petra = said(&incident.petra_id).and_then(|id| settings.tenants.iter().find(|tenant| tenant.id == id));
    if by_petra.is_some() {
        return by_petra;
    }
    let id = said(&incident.microsoft_id)?;
    let is_it = |tenant: &&TenantSettings| {
        tenant.id.eq_ignore_ascii_case(&id)
            || tenant.microsoft_tenant_id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(&id))
    };
    let mut found = settings.tenants.iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(tenant), None) => Some(tenant),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticketing::words::tests::settings;

    #[test]
    fn each_incident_goes_where_its_ids_say() {
        type Case = (&'static str, Option<&'static str>, Option<&'static str>, Option<i64>, &'static str);
        let cases: [Case; 9] = [
            ("mapped", Some("ZZ1"), None, None, "ZZ1 to 174"),
            ("by Microsoft's id, whatever its case", None, Some("11111111-AAAA"), None, "ZZ1 to 174"),
            ("Petra's id goes before", Some("ZZ1"), Some("3333"), None, "ZZ1 to 174"),
            ("excluded", Some("ZZ2"), None, Some(9), "ZZ2 excluded: own IT"),
            ("undecided", Some("ZZ3"), None, None, "ZZ3 waits"),
            ("undecided, with a catch-all", Some("ZZ3"), None, Some(9), "ZZ3 to 9, catch-all"),
            ("not in the config", Some("ZZ9"), None, None, "- waits"),
            ("two tenants have the Microsoft id", None, Some("4444"), None, "- waits"),
            ("no ids at all", None, None, None, "- waits"),
        ];
        for (what, petra, microsoft, catch_all, wanted) in cases {
            let mut settings = settings();
            settings.ticketing.catch_all_company = catch_all.map(|id| Named::new(id, "Catch-all"));
            let incident = Incident {
                petra_id: petra.map(str::to_owned),
                microsoft_id: microsoft.map(str::to_owned),
                // Its name is that of the first tenant, and tells nothing.
                tenant_name: Some("Contoso".to_owned()),
                ..Incident::default()
            };
            let found = route(&settings, &incident);
            let tenant = found.tenant().map_or("-", |tenant| tenant.id.as_str());
            let said = match found {
                Route::To { company, catch_all: true, .. } => format!("{tenant} to {}, catch-all", company.id),
                Route::To { company, .. } => format!("{tenant} to {}", company.id),
                Route::Waits { .. } => format!("{tenant} waits"),
                Route::Excluded { reason, .. } => format!("{tenant} excluded: {reason}"),
            };
            assert_eq!(said, wanted, "{what}");
        }
    }
}
