//! The shape of the config file, version 1: account, ticketing defaults, and what each tenant is linked to.
//!
//! Reading, writing and migrating the file is the business of `config`; judging what is in it, of `rules`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account::Zone;
use super::catalog::{Line, LineKind};
use super::reference::Reference;

/// The version of the config's shape that this program writes.
pub const VERSION: u32 = 1;

/// The name under which a config points at its schema.
pub const SCHEMA: &str = "config.schema.json";

/// The whole config file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "petra-autotask config")]
pub struct Settings {
    /// Where editors find this schema.
    #[serde(rename = "$schema", default = "default_schema")]
    pub schema: String,
    /// Version of the shape; 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The Autotask account.
    pub autotask: AutotaskSettings,
    /// Petra's API; absent where tenants come from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub petra: Option<PetraSettings>,
    /// What new tickets get.
    pub ticketing: Ticketing,
    /// How billing works, for all tenants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingPolicy>,
    /// The tenants, by id.
    pub tenants: Vec<TenantSettings>,
}

fn default_schema() -> String {
    SCHEMA.to_owned()
}

/// The Autotask account of the config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AutotaskSettings {
    /// The API user's name.
    pub username: String,
    /// The zone that its database was found in.
    pub zone: Zone,
    /// Where its password is kept.
    pub secret: Reference,
    /// Where its tracking identifier is kept.
    pub tracking_id: Reference,
}

/// Petra's API in the config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PetraSettings {
    /// Where the bearer key is kept.
    pub api_key: Reference,
}

/// A thing of Autotask's: the id decides, the name is for people and for telling drift.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Autotask's id, or a picklist's value.
    pub id: i64,
    /// Its name or label when it was chosen.
    pub name: String,
}

impl Named {
    /// An id with its name.
    pub fn new(id: i64, name: impl Into<String>) -> Self {
        Self { id, name: name.into() }
    }

    /// Its name; of one that was taken by its id alone, the id.
    #[must_use]
    pub fn label(&self) -> String {
        if self.name.is_empty() { format!("id {}", self.id) } else { self.name.clone() }
    }
}

/// The ticket fields that are picked from Autotask's picklists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TicketField {
    /// `queueID`
    Queue,
    /// `status` of a new ticket
    StatusNew,
    /// `status` after an update
    StatusUpdate,
    /// `priority`
    Priority,
    /// `source`
    Source,
    /// `ticketCategory`
    TicketCategory,
    /// `ticketType`
    TicketType,
    /// `issueType`
    IssueType,
    /// `subIssueType`, whose values hang on the issue type
    SubIssueType,
}

impl TicketField {
    /// All, in the order of the Ticketing step.
    pub const ALL: [Self; 9] = [
        Self::Queue,
        Self::StatusNew,
        Self::StatusUpdate,
        Self::Priority,
        Self::Source,
        Self::TicketCategory,
        Self::TicketType,
        Self::IssueType,
        Self::SubIssueType,
    ];

    /// Those without which no ticket can be opened.
    pub const REQUIRED: [Self; 4] = [Self::Queue, Self::StatusNew, Self::StatusUpdate, Self::Priority];

    /// The key in the config.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::StatusNew => "statusNew",
            Self::StatusUpdate => "statusUpdate",
            Self::Priority => "priority",
            Self::Source => "source",
            Self::TicketCategory => "ticketCategory",
            Self::TicketType => "ticketType",
            Self::IssueType => "issueType",
            Self::SubIssueType => "subIssueType",
        }
    }

    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queue => "Queue",
            Self::StatusNew => "Status, new ticket",
            Self::StatusUpdate => "Status, update",
            Self::Priority => "Priority",
            Self::Source => "Source",
            Self::TicketCategory => "Ticket category",
            Self::TicketType => "Ticket type",
            Self::IssueType => "Issue type",
            Self::SubIssueType => "Sub-issue type",
        }
    }

    /// The field of Autotask's entity `Tickets` whose picklist it is.
    #[must_use]
    pub const fn autotask_field(self) -> &'static str {
        match self {
            Self::Queue => "queueID",
            Self::StatusNew | Self::StatusUpdate => "status",
            Self::Priority => "priority",
            Self::Source => "source",
            Self::TicketCategory => "ticketCategory",
            Self::TicketType => "ticketType",
            Self::IssueType => "issueType",
            Self::SubIssueType => "subIssueType",
        }
    }

    /// Whether a ticket cannot be opened without it.
    #[must_use]
    pub fn is_required(self) -> bool {
        Self::REQUIRED.contains(&self)
    }
}

/// Ticket fields chosen, as default or as a tenant's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the field of its name; see TicketField")]
pub struct TicketFields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_new: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_update: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_category: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_type: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_type: Option<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_issue_type: Option<Named>,
}

impl TicketFields {
    /// What is chosen for a field.
    #[must_use]
    pub fn get(&self, field: TicketField) -> Option<&Named> {
        match field {
            TicketField::Queue => self.queue.as_ref(),
            TicketField::StatusNew => self.status_new.as_ref(),
            TicketField::StatusUpdate => self.status_update.as_ref(),
            TicketField::Priority => self.priority.as_ref(),
            TicketField::Source => self.source.as_ref(),
            TicketField::TicketCategory => self.ticket_category.as_ref(),
            TicketField::TicketType => self.ticket_type.as_ref(),
            TicketField::IssueType => self.issue_type.as_ref(),
            TicketField::SubIssueType => self.sub_issue_type.as_ref(),
        }
    }

    /// Chooses, or with `None` takes back, a field's value.
    pub fn set(&mut self, field: TicketField, value: Option<Named>) {
        let place = match field {
            TicketField::Queue => &mut self.queue,
            TicketField::StatusNew => &mut self.status_new,
            TicketField::StatusUpdate => &mut self.status_update,
            TicketField::Priority => &mut self.priority,
            TicketField::Source => &mut self.source,
            TicketField::TicketCategory => &mut self.ticket_category,
            TicketField::TicketType => &mut self.ticket_type,
            TicketField::IssueType => &mut self.issue_type,
            TicketField::SubIssueType => &mut self.sub_issue_type,
        };
        *place = value;
    }

    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        TicketField::ALL.into_iter().all(|field| self.get(field).is_none())
    }
}

/// The ticketing defaults of the config.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("additionalProperties" = false))]
pub struct Ticketing {
    /// The picked fields.
    #[serde(flatten)]
    pub fields: TicketFields,
    /// The company that gets incidents of unmapped tenants; without it they wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catch_all_company: Option<Named>,
    /// Hours from opening until a ticket is due; 24 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_hours: Option<u32>,
}

/// How billing works for all tenants; each part has a default where absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BillingPolicy {
    /// The field of Petra's usage that is billed; `totalLicensedUsers` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_field: Option<UnitField>,
    /// The policy, or a date, for the effective date of a change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<String>,
    /// What a missing usage figure means; `hold` where absent. For paused and trial tenants too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_usage: Option<MissingUsage>,
    /// Largest changes that pass, in units (`10`) or percent (`50%`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_change: Option<Vec<String>>,
}

/// A figure of Petra's usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum UnitField {
    /// `totalLicensedUsers`
    TotalLicensedUsers,
    /// `billableUsersThisMonth`
    BillableUsersThisMonth,
}

impl UnitField {
    /// The name in Petra's answer, in the config and on the command line.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::TotalLicensedUsers => "totalLicensedUsers",
            Self::BillableUsersThisMonth => "billableUsersThisMonth",
        }
    }
}

/// What a missing usage figure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingUsage {
    /// The line stays as it is.
    Hold,
    /// The line goes to 0.
    Zero,
}

/// What one tenant is linked to. It is decided when it has a company or is excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TenantSettings {
    /// Petra's id; without Petra the Microsoft tenant id, else the name.
    pub id: String,
    /// The tenant's name.
    pub name: String,
    /// Microsoft's id of the tenant; opaque text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub microsoft_tenant_id: Option<String>,
    /// The tenant's first web domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The Autotask company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Named>,
    /// The tenant's own ticket fields, where not the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticketing: Option<TicketFields>,
    /// The contract and line that its units are billed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<TenantBilling>,
    /// Why the tenant is left out; where set, nothing is opened or billed for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<String>,
}

impl TenantSettings {
    /// Whether it is billed by a bundle.
    #[must_use]
    pub fn bills_a_bundle(&self) -> bool {
        self.excluded.is_none() && self.billing.as_ref().is_some_and(|billing| billing.bundle.is_some())
    }

    /// A tenant about which nothing is decided.
    pub fn undecided(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            microsoft_tenant_id: None,
            domain: None,
            company: None,
            ticketing: None,
            billing: None,
            excluded: None,
        }
    }

    /// Whether it has a company or is excluded.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.excluded.is_some() || self.company.is_some()
    }

    /// What the tenant has of its own for a ticket field.
    #[must_use]
    pub fn own(&self, field: TicketField) -> Option<&Named> {
        self.ticketing.as_ref().and_then(|fields| fields.get(field))
    }

    /// Chooses, or with `None` takes back, a ticket field of its own.
    pub fn set_own(&mut self, field: TicketField, value: Option<Named>) {
        let mut fields = self.ticketing.take().unwrap_or_default();
        fields.set(field, value);
        self.ticketing = (!fields.is_empty()).then_some(fields);
    }
}

/// The contract and its line that a tenant's units are billed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TenantBilling {
    /// A recurring service contract of the tenant's company.
    pub contract: Named,
    /// The service line; absent only while nothing was chosen yet, or where a bundle was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceChoice>,
    /// The service bundle, in place of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<BundleChoice>,
    /// Fewest units that are billed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<u32>,
    /// Most units that are billed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<u32>,
    /// Units taken off the usage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude_units: Option<u32>,
    /// Whether this line may be shared with other tenants that say the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
}

impl TenantBilling {
    /// A contract without a service yet.
    #[must_use]
    pub fn of_contract(contract: Named) -> Self {
        Self { contract, service: None, bundle: None, floor: None, ceiling: None, exclude_units: None, shared: None }
    }

    /// Whether a service line or bundle is chosen.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.service.is_some() || self.bundle.is_some()
    }

    /// Floor and ceiling, where the floor is the higher.
    #[must_use]
    pub fn crossed_bounds(&self) -> Option<(u32, u32)> {
        self.floor.zip(self.ceiling).filter(|(floor, ceiling)| floor > ceiling)
    }

    /// The line that is billed, of a service or a bundle.
    #[must_use]
    pub fn choice(&self) -> Option<LineChoice> {
        match (&self.service, &self.bundle) {
            (Some(ServiceChoice { id, name, contract_service_id }), _) => Some(LineChoice {
                kind: LineKind::Service,
                line_id: *contract_service_id,
                item_id: *id,
                name: name.clone(),
            }),
            (None, Some(BundleChoice { id, name, contract_service_bundle_id })) => Some(LineChoice {
                kind: LineKind::Bundle,
                line_id: *contract_service_bundle_id,
                item_id: *id,
                name: name.clone(),
            }),
            (None, None) => None,
        }
    }

    /// Chooses the line that is billed, or takes it back: a service takes the place of a bundle, and a bundle of a service.
    pub fn choose(&mut self, choice: Option<LineChoice>) {
        (self.service, self.bundle) = (None, None);
        let Some(LineChoice { kind, line_id, item_id: id, name }) = choice else { return };
        match kind {
            LineKind::Service => self.service = Some(ServiceChoice { id, name, contract_service_id: line_id }),
            LineKind::Bundle => self.bundle = Some(BundleChoice { id, name, contract_service_bundle_id: line_id }),
        }
    }
}

/// The line that is billed, whether of a service or a bundle: [`ServiceChoice`] and [`BundleChoice`] in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChoice {
    /// What the line sells.
    pub kind: LineKind,
    /// Id of the line on the contract, among those of its kind.
    pub line_id: i64,
    /// Id of the service or bundle in the catalogue.
    pub item_id: i64,
    /// Its name when it was chosen.
    pub name: String,
}

impl LineChoice {
    /// A contract's line, under the name of what it sells.
    pub fn of(line: &Line, name: impl Into<String>) -> Self {
        Self { kind: line.kind, line_id: line.id, item_id: line.item_id, name: name.into() }
    }

    /// Whether this is the line that was chosen, whatever it sells now.
    #[must_use]
    pub fn is_line(&self, line: &Line) -> bool {
        self.kind == line.kind && self.line_id == line.id
    }

    /// What was chosen, in words that tell a bundle even where they are cut: `Petra monitoring`, `bundle Everything`.
    #[must_use]
    pub fn words(&self) -> String {
        match self.kind {
            LineKind::Service => self.name.clone(),
            LineKind::Bundle => format!("{} {}", self.kind.word(), self.name),
        }
    }

    /// The line that was chosen: `line 77`, `bundle line 30`.
    #[must_use]
    pub fn line_words(&self) -> String {
        format!("{} {}", self.kind.line_word(), self.line_id)
    }
}

/// A service on a contract: the catalogue's service and the contract's line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceChoice {
    /// Id of the service in the catalogue (`Services`).
    pub id: i64,
    /// Its name when it was chosen.
    pub name: String,
    /// Id of the line on the contract (`ContractServices`).
    pub contract_service_id: i64,
}

/// A service bundle on a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundleChoice {
    /// Id of the bundle in the catalogue (`ServiceBundles`).
    pub id: i64,
    /// Its name when it was chosen.
    pub name: String,
    /// Id of the line on the contract (`ContractServiceBundles`).
    pub contract_service_bundle_id: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"{
  "$schema": "config.schema.json",
  "version": 1,
  "autotask": {
    "username": "api@example.com",
    "zone": {
      "name": "America East 2",
      "url": "https://webservices14.autotask.net/ATServicesRest/",
      "webUrl": "https://ww14.autotask.net/"
    },
    "secret": "keyring:autotask-secret",
    "trackingId": "keyring:autotask-tracking-id"
  },
  "petra": {
    "apiKey": "keyring:petra-api-key"
  },
  "ticketing": {
    "queue": {
      "id": 1,
      "name": "Security"
    },
    "statusNew": {
      "id": 1,
      "name": "New"
    },
    "statusUpdate": {
      "id": 8,
      "name": "In Progress"
    },
    "priority": {
      "id": 2,
      "name": "Medium"
    }
  },
  "tenants": [
    {
      "id": "ZZk90t",
      "name": "Contoso",
      "microsoftTenantId": "7c1d2a40",
      "domain": "contoso.com",
      "company": {
        "id": 174,
        "name": "Contoso Ltd"
      },
      "ticketing": {
        "queue": {
          "id": 2,
          "name": "Level 2"
        }
      },
      "billing": {
        "contract": {
          "id": 9,
          "name": "Gold"
        },
        "service": {
          "id": 5,
          "name": "Petra monitoring",
          "contractServiceId": 77
        }
      }
    },
    {
      "id": "ZZk90u",
      "name": "Fabrikam",
      "excluded": "own IT"
    }
  ]
}"#;

    #[test]
    fn the_example_is_read_and_written_alike() {
        let settings: Settings = serde_json::from_str(EXAMPLE).unwrap();
        assert_eq!(serde_json::to_string_pretty(&settings).unwrap(), EXAMPLE);
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let text = EXAMPLE.replace("\"excluded\"", "\"exluded\"");
        assert!(serde_json::from_str::<Settings>(&text).unwrap_err().to_string().contains("exluded"));
    }

    #[test]
    fn a_line_is_of_a_service_or_of_a_bundle() {
        let choice = |kind| LineChoice { kind, line_id: 30, item_id: 3, name: "All".to_owned() };
        let mut billing = TenantBilling::of_contract(Named::new(9, "Gold"));
        assert_eq!(billing.choice(), None);
        for kind in [LineKind::Service, LineKind::Bundle, LineKind::Service] {
            billing.choose(Some(choice(kind)));
            assert_eq!(billing.choice(), Some(choice(kind)));
            assert_eq!(billing.service.is_some(), kind == LineKind::Service);
            assert_eq!(billing.bundle.is_some(), kind == LineKind::Bundle);
        }
        billing.choose(None);
        assert!(!billing.is_complete());
    }

    #[test]
    fn an_own_field_taken_back_leaves_no_empty_object() {
        let mut tenant = TenantSettings::undecided("a", "A");
        tenant.set_own(TicketField::Queue, Some(Named::new(1, "Q")));
        assert_eq!(tenant.own(TicketField::Queue).map(|queue| queue.id), Some(1));
        tenant.set_own(TicketField::Queue, None);
        assert_eq!(tenant.ticketing, None);
    }
}
