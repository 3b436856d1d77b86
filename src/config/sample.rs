//! A whole config for the tests of this module.

use crate::domain::settings::Settings;

/// The example of the contract, with names filled in.
pub(super) const EXAMPLE: &str = r#"{
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
}
"#;

pub(super) fn example() -> Settings {
    serde_json::from_str(EXAMPLE).expect("the example is a config")
}
