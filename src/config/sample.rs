//! What the tests of this module share: a whole config, and a disk that is full.

use crate::domain::settings::{
    BillingPolicy, BundleChoice, MissingUsage, Named, Settings, TenantBilling, TicketField, UnitField,
};

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

/// The same with every optional part.
pub(super) fn full() -> Settings {
    let mut settings = example();
    for field in TicketField::ALL {
        settings.ticketing.fields.set(field, Some(Named::new(1, field.label())));
        settings.tenants[0].set_own(field, Some(Named::new(2, field.label())));
    }
    settings.ticketing.catch_all_company = Some(Named::new(0, "The MSP itself"));
    settings.ticketing.due_hours = Some(8);
    settings.billing = Some(BillingPolicy {
        unit_field: Some(UnitField::BillableUsersThisMonth),
        effective: Some("period-start".to_owned()),
        missing_usage: Some(MissingUsage::Zero),
        max_change: Some(vec!["10".to_owned(), "50%".to_owned()]),
    });
    settings.tenants[0].microsoft_tenant_id = Some("7c1d2a40".to_owned());
    settings.tenants[0].domain = Some("contoso.example".to_owned());
    settings.tenants[1].excluded = None;
    settings.tenants[1].company = Some(Named::new(5, "Fabrikam Inc"));
    settings.tenants[1].billing = Some(TenantBilling {
        contract: Named::new(9, "Gold"),
        service: None,
        bundle: Some(BundleChoice { id: 3, name: "Bundle".to_owned(), contract_service_bundle_id: 8 }),
        floor: Some(1),
        ceiling: Some(500),
        exclude_units: Some(2),
        shared: Some(true),
    });
    settings
}

/// A device of a test's own that is always full. The real one in `/dev` must never be at stake: where the code under test
/// is broken, it would be replaced by a file.
#[cfg(target_os = "linux")]
pub(super) fn full_device(folder: &std::path::Path) -> Option<std::path::PathBuf> {
    let device = folder.join("full");
    let made = std::process::Command::new("mknod").arg(&device).args(["c", "1", "7"]).output();
    let usable =
        made.is_ok_and(|made| made.status.success()) && std::fs::File::options().write(true).open(&device).is_ok();
    if !usable {
        eprintln!("skipped: this user cannot make a device here");
    }
    usable.then_some(device)
}
