//! The link that is being made: everything a saved config holds, while parts of it are still undecided.
//!
//! The wizard and `--export` both build one and end in [`Draft::finish`]. It holds no secret.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::account::Zone;
use super::catalog::Catalog;
use super::diagnostic::Diagnostic;
use super::reference::Reference;
use super::rules;
use super::settings::{
    AutotaskSettings, BillingPolicy, PetraSettings, SCHEMA, Settings, TenantSettings, Ticketing, VERSION,
};
use super::tenant::{Sources, Tenant};

/// Where each secret is, or will be, kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    /// Of the password.
    pub secret: Option<Reference>,
    /// Of the tracking identifier.
    pub tracking_id: Option<Reference>,
    /// Of the Petra key; `None` without Petra.
    pub petra_api_key: Option<Reference>,
}

/// A tenant of the draft: what its sources say of it and what was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What will be saved.
    pub settings: TenantSettings,
    /// All its known domains, the main one first.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Where it was seen.
    #[serde(default)]
    pub sources: Sources,
    /// Whether Petra's monitoring of it is paused.
    #[serde(default)]
    pub paused: bool,
}

impl Entry {
    /// Whether it is in the saved config but in none of the sources that were read; see [`Draft::has_sources`].
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.sources.saved && !self.sources.petra && !self.sources.file && !self.sources.typed
    }
}

/// One source of tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Petra's API.
    Petra,
    /// A CSV or JSON file.
    File,
    /// Typed, or named by answers.
    Typed,
}

/// The link that is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The API user's name.
    pub username: String,
    /// The zone, once found.
    pub zone: Option<Zone>,
    /// Where the secrets are kept.
    pub references: References,
    /// Ticketing defaults.
    pub ticketing: Ticketing,
    /// Billing policy; the wizard leaves it as it was saved.
    pub billing: Option<BillingPolicy>,
    /// The tenants, by id.
    pub tenants: Vec<Entry>,
}

impl Draft {
    /// A draft that says what a saved config says.
    #[must_use]
    pub fn from_settings(settings: &Settings) -> Self {
        Self {
            username: settings.autotask.username.clone(),
            zone: Some(settings.autotask.zone.clone()),
            references: References {
                secret: Some(settings.autotask.secret.clone()),
                tracking_id: Some(settings.autotask.tracking_id.clone()),
                petra_api_key: settings.petra.as_ref().map(|petra| petra.api_key.clone()),
            },
            ticketing: settings.ticketing.clone(),
            billing: settings.billing.clone(),
            tenants: settings
                .tenants
                .iter()
                .map(|tenant| Entry {
                    domains: tenant.domain.iter().cloned().collect(),
                    settings: tenant.clone(),
                    sources: Sources { saved: true, ..Sources::default() },
                    paused: false,
                })
                .collect(),
        }
    }

    /// Takes in a source's list, whole: tenants are one where Petra's ids, else Microsoft's ids, else (both unknown)
    /// the names are equal. Decisions stay; a tenant that the source no longer has loses only its mark of this source.
    pub fn merge(&mut self, source: Source, list: Vec<Tenant>) {
        for entry in &mut self.tenants {
            *mark(&mut entry.sources, source) = false;
        }
        for tenant in list {
            let place = self.place_of(&tenant).unwrap_or_else(|| {
                self.tenants.push(Entry {
                    settings: TenantSettings::undecided(tenant.id(), &tenant.name),
                    domains: Vec::new(),
                    sources: Sources::default(),
                    paused: false,
                });
                self.tenants.len() - 1
            });
            let entry = &mut self.tenants[place];
            *mark(&mut entry.sources, source) = true;
            if source == Source::Petra {
                entry.paused = tenant.paused;
            }
            if let Some(petra_id) = &tenant.petra_id {
                entry.settings.id.clone_from(petra_id);
            }
            if tenant.microsoft_id.is_some() {
                entry.settings.microsoft_tenant_id.clone_from(&tenant.microsoft_id);
            }
            let name_wins = source == Source::Petra || !entry.sources.petra;
            if !tenant.name.is_empty() && (name_wins || entry.settings.name.is_empty()) {
                entry.settings.name.clone_from(&tenant.name);
            }
            for domain in tenant.domains {
                if !entry.domains.contains(&domain) {
                    entry.domains.push(domain);
                }
            }
            entry.settings.domain = entry.domains.first().cloned();
        }
        // A tenant that no source and no saved config knows any more, and about which nothing was decided, goes.
        self.tenants.retain(|entry| {
            let sources = entry.sources;
            sources.petra || sources.file || sources.typed || sources.saved || entry.settings.is_decided()
        });
        self.tenants.sort_by(|left, right| left.settings.id.cmp(&right.settings.id));
    }

    /// Adds domains to those of a tenant. Tells whether one was new.
    pub fn add_domains(&mut self, tenant: &str, domains: impl IntoIterator<Item = String>) -> bool {
        let Some(entry) = self.tenants.iter_mut().find(|entry| entry.settings.id == tenant) else { return false };
        let known = entry.domains.len();
        for domain in domains {
            if !entry.domains.contains(&domain) {
                entry.domains.push(domain);
            }
        }
        entry.settings.domain = entry.domains.first().cloned();
        entry.domains.len() > known
    }

    fn place_of(&self, tenant: &Tenant) -> Option<usize> {
        let same = |left: &Option<String>, right: &Option<String>| match (left, right) {
            (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
            _ => false,
        };
        self.tenants
            .iter()
            .position(|entry| tenant.petra_id.as_deref() == Some(entry.settings.id.as_str()))
            .or_else(|| {
                self.tenants.iter().position(|entry| same(&tenant.microsoft_id, &entry.settings.microsoft_tenant_id))
            })
            .or_else(|| {
                (tenant.petra_id.is_none() && tenant.microsoft_id.is_none())
                    .then(|| {
                        let mut alike = self.tenants.iter().enumerate().filter(|(_, entry)| {
                            entry.settings.name.trim().to_lowercase() == tenant.name.trim().to_lowercase()
                        });
                        // Two tenants of one name: a bare name cannot tell which.
                        match (alike.next(), alike.next()) {
                            (Some((place, _)), None) => Some(place),
                            _ => None,
                        }
                    })
                    .flatten()
            })
    }

    /// Whether any source was read: before that nothing can be told of tenants that sources no longer have.
    #[must_use]
    pub fn has_sources(&self) -> bool {
        self.tenants.iter().any(|entry| entry.sources.petra || entry.sources.file || entry.sources.typed)
    }

    /// The entry of a tenant.
    #[must_use]
    pub fn tenant(&self, id: &str) -> Option<&Entry> {
        self.tenants.iter().find(|entry| entry.settings.id == id)
    }

    /// Judges everything, and gives the config to save where nothing forbids it; else all that was found, warnings included.
    ///
    /// # Errors
    /// The findings, if one of them is an error. What the catalog has not loaded is not judged: load it first.
    pub fn finish(&self, catalog: &Catalog, today: Date) -> Result<(Settings, Vec<Diagnostic>), Vec<Diagnostic>> {
        let findings = rules::judge(self, catalog, today);
        if findings.iter().any(Diagnostic::is_error) {
            return Err(findings);
        }
        match self.settings() {
            Some(settings) => Ok((settings, findings)),
            None => Err(findings),
        }
    }

    /// What would be saved, or `None` while the account or a reference is missing.
    #[must_use]
    pub fn settings(&self) -> Option<Settings> {
        let mut tenants: Vec<_> = self.tenants.iter().map(|entry| entry.settings.clone()).collect();
        tenants.sort_by(|left, right| left.id.cmp(&right.id));
        for tenant in &mut tenants {
            if tenant.excluded.is_some() {
                // An excluded tenant keeps its other answers in the draft only, so that the exclusion can be taken back.
                tenant.company = None;
                tenant.ticketing = None;
                tenant.billing = None;
            }
        }
        Some(Settings {
            schema: SCHEMA.to_owned(),
            version: VERSION,
            autotask: AutotaskSettings {
                username: self.username.clone(),
                zone: self.zone.clone()?,
                secret: self.references.secret.clone()?,
                tracking_id: self.references.tracking_id.clone()?,
            },
            petra: self.references.petra_api_key.clone().map(|api_key| PetraSettings { api_key }),
            ticketing: self.ticketing.clone(),
            billing: self.billing.clone(),
            tenants,
        })
    }
}

fn mark(sources: &mut Sources, source: Source) -> &mut bool {
    match source {
        Source::Petra => &mut sources.petra,
        Source::File => &mut sources.file,
        Source::Typed => &mut sources.typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Named;

    fn tenant(petra: Option<&str>, microsoft: Option<&str>, name: &str, domain: Option<&str>) -> Tenant {
        Tenant {
            petra_id: petra.map(str::to_owned),
            microsoft_id: microsoft.map(str::to_owned),
            name: name.to_owned(),
            domains: domain.map(str::to_owned).into_iter().collect(),
            paused: false,
        }
    }

    #[test]
    fn sources_merge_by_petra_id_then_microsoft_id_then_name() {
        let mut draft = Draft::default();
        draft.merge(Source::File, vec![tenant(None, Some("GUID-1"), "Contoso Corp", Some("contoso.com"))]);
        draft.merge(Source::Petra, vec![tenant(Some("ZZ1"), Some("guid-1"), "Contoso", None)]);
        draft.merge(Source::Typed, vec![tenant(None, None, "contoso", Some("contoso.net"))]);
        assert_eq!(draft.tenants.len(), 1);
        let entry = &draft.tenants[0];
        assert_eq!(entry.settings.id, "ZZ1");
        assert_eq!(entry.settings.name, "Contoso");
        assert_eq!(entry.domains, ["contoso.com", "contoso.net"]);
        assert_eq!(entry.sources, Sources { petra: true, file: true, typed: true, saved: false });
    }

    #[test]
    fn a_decision_survives_a_source_that_lost_its_tenant() {
        let mut draft = Draft::default();
        draft.merge(Source::Petra, vec![tenant(Some("ZZ1"), None, "A", None), tenant(Some("ZZ2"), None, "B", None)]);
        draft.tenants[0].settings.company = Some(Named::new(1, "A Ltd"));
        draft.merge(Source::Petra, Vec::new());
        assert_eq!(draft.tenants.len(), 1, "the undecided one goes, the decided one stays");
        assert_eq!(draft.tenants[0].settings.company, Some(Named::new(1, "A Ltd")));
    }

    #[test]
    fn before_a_source_is_read_none_is_known() {
        let mut draft = Draft { tenants: Vec::new(), ..Draft::default() };
        draft.merge(Source::Petra, vec![tenant(Some("ZZ1"), None, "A", None)]);
        assert!(draft.has_sources());
        draft.tenants[0].sources = Sources { saved: true, ..Sources::default() };
        assert!(!draft.has_sources());
    }

    #[test]
    fn two_tenants_of_one_name_are_not_merged_by_a_bare_name() {
        let mut draft = Draft::default();
        draft
            .merge(Source::Petra, vec![tenant(Some("Z1"), None, "Twin", None), tenant(Some("Z2"), None, "Twin", None)]);
        draft.merge(Source::Typed, vec![tenant(None, None, "Twin", None)]);
        assert_eq!(draft.tenants.len(), 3);
    }
}
