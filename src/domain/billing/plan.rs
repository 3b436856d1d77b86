//! The plan as data: what was found and what is to be changed, line by line, as it is written to a file and read again.
//!
//! How it is drawn up is in `draw`; carrying it out is the business of `ops`.

use std::collections::HashSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::entry::LineKey;
use crate::domain::catalog::LineKind;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::settings::{Named, UnitField};

/// The version of the plan's shape.
const VERSION: u32 = 1;

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Of the shape; 1.
    pub version: u32,
    /// The day as of which contracts were judged.
    pub today: Date,
    /// Whose plan it is.
    pub account: Account,
    /// The figure of Petra's usage that is billed.
    pub unit_field: UnitField,
    /// The policy for effective dates, or a date.
    pub effective: String,
    /// What carrying it out costs.
    pub requests: Requests,
    /// An entry for each tenant with billing.
    pub lines: Vec<PlanLine>,
}

/// The account that a plan was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The API user.
    pub username: String,
    /// The address of its zone.
    pub zone: String,
}

/// Requests that carrying a plan out needs, and how many of the hour's are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// Those of this plan.
    pub planned: u64,
    /// Those of all tools in the last hour, where Autotask tells it.
    pub used_this_hour: Option<u64>,
    /// Those that Autotask allows in an hour, where it tells it.
    pub limit: Option<u64>,
}

/// A tenant's id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenantName {
    /// As in the config.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What is to become of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlanState {
    /// Its units change.
    Change,
    /// They are as wanted.
    Same,
    /// It is not known what is wanted; the line stays.
    Held,
    /// Something stands against it; its findings say what.
    Blocked,
}

impl PlanState {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Same => "same",
            Self::Held => "held",
            Self::Blocked => "blocked",
        }
    }
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineResult {
    /// The change is on the line, seen by reading.
    Posted,
    /// Nothing was to be done, or the run ended before it.
    Skipped,
    /// Nothing was written; its findings say why.
    Refused,
    /// It cannot be told.
    Unsettled,
}

impl LineResult {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
            Self::Unsettled => "unsettled",
        }
    }
}

/// A tenant's line in a plan. Tenants that share a line have its figures, the sum, each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanLine {
    /// The tenant.
    pub tenant: TenantName,
    /// Its company.
    pub company: Option<Named>,
    /// The contract.
    pub contract: Named,
    /// The service, unless a bundle is billed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Named>,
    /// The line of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_service_id: Option<i64>,
    /// The bundle, in place of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Named>,
    /// The line of the bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_service_bundle_id: Option<i64>,
    /// Units in force on the effective date (today, where there is none), as far as known.
    pub units_now: Option<i64>,
    /// Units that are wanted, as far as known.
    pub units_wanted: Option<i64>,
    /// The difference.
    pub change: Option<i64>,
    /// From when on.
    pub effective_date: Option<Date>,
    /// What it means for the invoice, in words.
    pub invoice: String,
    /// The other tenants whose units the line bears.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_with: Vec<String>,
    /// What is to become of it.
    pub state: PlanState,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// What became of it; absent before the plan is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<LineResult>,
    /// Units read right before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units_before: Option<i64>,
    /// Units read after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units_after: Option<i64>,
}

impl PlanLine {
    /// The contract's line, where one is chosen.
    #[must_use]
    pub fn key(&self) -> Option<LineKey> {
        let (kind, line_id) = match (self.contract_service_id, self.contract_service_bundle_id) {
            (Some(id), _) => (LineKind::Service, id),
            (None, Some(id)) => (LineKind::Bundle, id),
            (None, None) => return None,
        };
        Some(LineKey { kind, contract_id: self.contract.id, line_id })
    }

    /// What is billed.
    #[must_use]
    pub fn item(&self) -> Option<&Named> {
        self.service.as_ref().or(self.bundle.as_ref())
    }

    /// Everybody whose units the line bears, this tenant first.
    #[must_use]
    pub fn tenants(&self) -> Vec<String> {
        std::iter::once(&self.tenant.id).chain(&self.shared_with).cloned().collect()
    }
}

impl Plan {
    /// A plan of this version.
    #[must_use]
    pub fn new(today: Date, account: Account, unit_field: UnitField, effective: String, lines: Vec<PlanLine>) -> Self {
        Self { version: VERSION, today, account, unit_field, effective, requests: Requests::default(), lines }
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// `read-failed` where it is none, or says of a line what cannot be.
    pub fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let unreadable = |why: String| {
            Diagnostic::error(
                Code::ReadFailed,
                "The plan cannot be read.",
                "Make a new one with petra-autotask billing plan -o plan.json.",
            )
            .with_detail(why)
        };
        let plan: Self = serde_json::from_slice(bytes).map_err(|error| unreadable(error.to_string()))?;
        if plan.version != VERSION {
            return Err(unreadable(format!("It is of version {}, this program reads {VERSION}.", plan.version)));
        }
        let mut tenants = HashSet::new();
        for line in &plan.lines {
            if !tenants.insert(&line.tenant.id) {
                return Err(unreadable(format!("The tenant {} stands in it twice.", line.tenant.id)));
            }
            if line.state == PlanState::Change {
                line.check().map_err(|why| unreadable(format!("The line of tenant {} {why}.", line.tenant.id)))?;
            }
        }
        plan.check_shared().map_err(unreadable)?;
        Ok(plan)
    }

    /// Two changes of one line are one change only if both say that they share it, with the same figures.
    fn check_shared(&self) -> Result<(), String> {
        let changes: Vec<_> = self.lines.iter().filter(|line| line.state == PlanState::Change).collect();
        let mut seen: std::collections::HashMap<LineKey, &PlanLine> = std::collections::HashMap::new();
        for line in changes {
            let Some(key) = line.key() else { continue };
            let Some(first) = seen.insert(key, line) else { continue };
            let figures = |line: &PlanLine| (line.units_now, line.units_wanted, line.effective_date);
            let mut both = (first.tenants(), line.tenants());
            both.0.sort();
            both.1.sort();
            if both.0 != both.1 || figures(first) != figures(line) {
                let (one, other) = (&first.tenant.id, &line.tenant.id);
                return Err(format!("The tenants {one} and {other} change one line in different ways."));
            }
        }
        Ok(())
    }
}

impl PlanLine {
    fn check(&self) -> Result<(), &'static str> {
        let (Some(now), Some(wanted), Some(change)) = (self.units_now, self.units_wanted, self.change) else {
            return Err("is to change and has not all of unitsNow, unitsWanted and change");
        };
        if self.key().is_none() || self.effective_date.is_none() {
            return Err("is to change and names no line or no effective date");
        }
        let within = 0..=i64::from(i32::MAX);
        if !within.contains(&now) || !within.contains(&wanted) {
            return Err("has figures that no line can have");
        }
        if wanted - now != change || change == 0 {
            return Err("has a change that is not unitsWanted less unitsNow");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"{
  "version": 1,
  "today": "2026-11-24",
  "account": {
    "username": "api@example.com",
    "zone": "https://webservices14.autotask.net/ATServicesRest/"
  },
  "unitField": "totalLicensedUsers",
  "effective": "today",
  "requests": {
    "planned": 4,
    "usedThisHour": 3120,
    "limit": 10000
  },
  "lines": [
    {
      "tenant": {
        "id": "ZZ1",
        "name": "Contoso"
      },
      "company": {
        "id": 174,
        "name": "Contoso Ltd"
      },
      "contract": {
        "id": 9,
        "name": "Gold"
      },
      "service": {
        "id": 5,
        "name": "Petra monitoring"
      },
      "contractServiceId": 77,
      "unitsNow": 12,
      "unitsWanted": 15,
      "change": 3,
      "effectiveDate": "2026-11-24",
      "invoice": "prorated line likely",
      "state": "change",
      "findings": []
    }
  ]
}"#;

    #[test]
    fn a_plan_is_written_and_read_alike() {
        let plan = Plan::read(PLAN.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string_pretty(&plan).unwrap(), PLAN);
        assert_eq!(plan.lines[0].key().unwrap().line_id, 77);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let twice = {
            let mut plan = Plan::read(PLAN.as_bytes()).unwrap();
            let mut other = plan.lines[0].clone();
            other.tenant.id = "ZZ2".to_owned();
            plan.lines.push(other);
            serde_json::to_string(&plan).unwrap()
        };
        for (what, text) in [
            ("nothing", String::new()),
            ("version", PLAN.replace("\"version\": 1", "\"version\": 2")),
            ("sum", PLAN.replace("\"change\": 3", "\"change\": 30")),
            (
                "no change",
                PLAN.replace("\"unitsWanted\": 15", "\"unitsWanted\": 12").replace("\"change\": 3", "\"change\": 0"),
            ),
            (
                "negative",
                PLAN.replace("\"unitsWanted\": 15", "\"unitsWanted\": -1").replace("\"change\": 3", "\"change\": -13"),
            ),
            ("no date", PLAN.replace("\"effectiveDate\": \"2026-11-24\"", "\"effectiveDate\": null")),
            ("no line", PLAN.replace("\"contractServiceId\": 77,", "")),
            ("state", PLAN.replace("\"state\": \"change\"", "\"state\": \"chnge\"")),
            ("two tenants on one line that do not share it", twice),
        ] {
            assert_eq!(Plan::read(text.as_bytes()).map_err(|found| found.code), Err(Code::ReadFailed), "{what}");
        }
    }
}
