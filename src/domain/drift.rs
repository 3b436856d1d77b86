//! What changed in Petra's list of tenants since the config was saved: tenants that are new, gone, or named otherwise.
//!
//! What changed in Autotask is found by `rules`, which compare what was chosen with what is there.

use std::collections::{HashMap, HashSet};

use super::diagnostic::{Code, Diagnostic, Subject};
use super::draft::Entry;
use super::settings::TenantSettings;
use super::tenant::Tenant;
use super::text::harmless;

/// A tenant as Petra's list has it.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Petra's id.
    pub id: &'a str,
    /// Microsoft's.
    pub microsoft_id: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
}

impl<'a> From<&'a Tenant> for Listed<'a> {
    fn from(tenant: &'a Tenant) -> Self {
        Self { id: tenant.id(), microsoft_id: tenant.microsoft_id.as_deref(), name: &tenant.name }
    }
}

impl<'a> From<&'a Entry> for Listed<'a> {
    fn from(entry: &'a Entry) -> Self {
        let settings = &entry.settings;
        Self { id: &settings.id, microsoft_id: settings.microsoft_tenant_id.as_deref(), name: &settings.name }
    }
}

/// Compares what was saved with Petra's list, whole: first the saved tenants in their order, then the new ones in the
/// list's. A tenant is the same by Petra's id, else by Microsoft's.
pub fn of_tenants<'a>(saved: &[TenantSettings], list: impl IntoIterator<Item = Listed<'a>>) -> Vec<Diagnostic> {
    let list: Vec<_> = list.into_iter().collect();
    let by_id: HashMap<&str, usize> = list.iter().enumerate().map(|(place, tenant)| (tenant.id, place)).collect();
    let by_microsoft_id: HashMap<String, usize> = list
        .iter()
        .enumerate()
        .filter_map(|(place, tenant)| Some((tenant.microsoft_id?.to_ascii_lowercase(), place)))
        .collect();
    let mut known = HashSet::new();
    let mut findings = Vec::new();
    for tenant in saved {
        let microsoft_id = tenant.microsoft_tenant_id.as_ref().map(|id| id.to_ascii_lowercase());
        let place = by_id.get(tenant.id.as_str()).or_else(|| by_microsoft_id.get(&microsoft_id?));
        match place {
            Some(place) => {
                known.insert(list[*place].id);
                findings.extend(renamed(tenant, list[*place].name));
            }
            None => findings.extend(was_listed(tenant).then(|| gone(tenant))),
        }
    }
    for tenant in list {
        if known.insert(tenant.id) {
            findings.push(new(&tenant));
        }
    }
    findings
}

/// Whether Petra had it: where it comes from elsewhere, its id is Microsoft's or its name.
fn was_listed(tenant: &TenantSettings) -> bool {
    tenant.microsoft_tenant_id.as_ref() != Some(&tenant.id) && tenant.name != tenant.id
}

fn renamed(tenant: &TenantSettings, is: &str) -> Option<Diagnostic> {
    let was = tenant.name.as_str();
    (was != is && !was.is_empty() && !is.is_empty()).then(|| {
        Diagnostic::warning(
            Code::Renamed,
            format!("Tenant “{}” is now named “{}” in Petra.", harmless(was), harmless(is)),
            "See that it is still the same customer; saving again takes the new name.",
        )
        .about(Subject::tenant_field(&tenant.id, "name"))
        .in_brief(format!("was “{}”", harmless(was)))
    })
}

fn gone(tenant: &TenantSettings) -> Diagnostic {
    Diagnostic::warning(
        Code::TenantGone,
        format!("Tenant “{}” is no longer in Petra's list.", harmless(&tenant.name)),
        "See in Petra whether it left. What is saved of it stays; exclude it if it is no customer any more.",
    )
    .about(Subject { tenant: Some(tenant.id.clone()), ..Subject::default() })
    .in_brief("no longer in Petra's list")
}

fn new(tenant: &Listed<'_>) -> Diagnostic {
    let name = if tenant.name.is_empty() { tenant.id } else { tenant.name };
    Diagnostic::warning(
        Code::TenantNew,
        format!("Tenant “{}” is new in Petra's list; the saved config says nothing of it.", harmless(name)),
        "Map or exclude it in the wizard, or by a row of its own in petra-autotask mapping import.",
    )
    .about(Subject { tenant: Some(tenant.id.to_owned()), ..Subject::default() })
    .in_brief("new in Petra's list")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(id: &str, microsoft_id: Option<&str>, name: &str) -> TenantSettings {
        TenantSettings { microsoft_tenant_id: microsoft_id.map(str::to_owned), ..TenantSettings::undecided(id, name) }
    }

    #[test]
    fn what_is_new_gone_or_renamed_is_told_and_nothing_else() {
        let listed = |id, microsoft_id, name| Listed { id, microsoft_id, name };
        let config = [saved("ZZ1", Some("GUID-1"), "Contoso"), saved("ZZ2", None, "Fabrikam")];
        let same = [listed("ZZ1", Some("guid-1"), "Contoso"), listed("ZZ2", None, "Fabrikam")];
        let told = |config: &[TenantSettings], list: &[Listed<'_>]| {
            let findings = of_tenants(config, list.iter().copied());
            assert!(findings.iter().all(|finding| !finding.is_error() && !finding.brief.is_empty()));
            let told = |one: Diagnostic| format!("{} {}", one.subject.tenant.unwrap(), one.code);
            findings.into_iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(told(&config, &same), [""; 0]);
        assert_eq!(told(&config, &[same[1], same[0]]), [""; 0], "the order of the list is nothing");
        assert_eq!(told(&config, &same[..1]), ["ZZ2 tenant-gone"]);
        assert_eq!(told(&config, &[same[0], same[1], listed("ZZ3", None, "New")]), ["ZZ3 tenant-new"]);
        assert_eq!(told(&config, &[same[0], listed("ZZ2", None, "Fabrikam AG")]), ["ZZ2 renamed"]);
        assert_eq!(
            told(&config, &[listed("ZZ9", Some("guid-1"), "Contoso"), same[1]]),
            [""; 0],
            "one by Microsoft's id"
        );
        assert_eq!(told(&config, &[]), ["ZZ1 tenant-gone", "ZZ2 tenant-gone"]);
        assert_eq!(told(&config, &[listed("ZZ3", None, ""), same[1]]), ["ZZ1 tenant-gone", "ZZ3 tenant-new"]);
    }

    #[test]
    fn what_petra_never_listed_is_not_gone() {
        let config = [saved("guid-7", Some("guid-7"), "From a file"), saved("Typed", None, "Typed")];
        assert_eq!(of_tenants(&config, []), []);
    }
}
