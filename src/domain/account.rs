//! Who signs in to Autotask, and where: user name, the two secrets, and the zone that holds the MSP's database.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::secret::Secret;

/// The three values of an Autotask API user, as its page in Autotask shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Autotask's *Username*; looks like an e-mail address.
    pub username: String,
    /// Autotask's *Password*; the header is `Secret`.
    pub secret: Secret,
    /// Autotask's *API Tracking Identifier*; the header is `ApiIntegrationCode`.
    pub tracking_id: Secret,
}

/// The Autotask data centre of this account, as `zoneInformation` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Zone {
    /// The data centre's name, e.g. `America East 2`.
    pub name: String,
    /// Base of the REST API; ends with a slash and holds no version, e.g. `https://webservices14.autotask.net/ATServicesRest/`.
    pub url: String,
    /// Base of Autotask's web pages, e.g. `https://ww14.autotask.net/`.
    pub web_url: String,
}

/// How much of the hour's requests is used, by all integrations of this database together (`ThresholdInformation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Requests in the last [`Threshold::timeframe_minutes`].
    pub used: u64,
    /// Requests allowed in that time.
    pub limit: u64,
    /// Length of the rolling window in minutes (60).
    pub timeframe_minutes: u64,
}
