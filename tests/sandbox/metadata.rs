//! What entities say of themselves: rights, fields, user defined fields; and the calls that are about no entity.

use serde_json::{Value, json};

use crate::harness::{Lab, errors, small_world};

/// Each entity: its name, the singular that `entityInformation` has, what it supports for anyone.
const ENTITIES: [(&str, &str, &str); 15] = [
    ("Companies", "Company", "create query update"),
    ("Contacts", "Contact", "create delete query update"),
    ("Tickets", "Ticket", "create query update"),
    ("TicketNotes", "TicketNote", "create query update"),
    ("Contracts", "Contract", "create query update"),
    ("ContractServices", "ContractService", "create query update"),
    ("ContractServiceUnits", "ContractServiceUnit", "query"),
    ("ContractServiceAdjustments", "ContractServiceAdjustment", "create"),
    ("ContractServiceBundles", "ContractServiceBundle", "create query update"),
    ("ContractServiceBundleUnits", "ContractServiceBundleUnit", "query"),
    ("ContractServiceBundleAdjustments", "ContractServiceBundleAdjustment", "create"),
    ("Services", "Service", "create query update"),
    ("ServiceBundles", "ServiceBundle", "create delete query update"),
    ("ServiceBundleServices", "ServiceBundleService", "create delete query"),
    ("Resources", "Resource", "query update"),
];

#[tokio::test]
async fn every_entity_answers_the_three_calls_about_itself() {
    let lab = Lab::with(small_world()).await;
    for (entity, one, can) in ENTITIES {
        let info = lab.get(&format!("{entity}/entityInformation")).await.body["info"].clone();
        assert_eq!((info.as_object().unwrap().len(), &info["name"]), (11, &json!(one)), "{entity}");
        for verb in ["Create", "Delete", "Query", "Update"] {
            let supported = can.contains(&verb.to_lowercase());
            assert_eq!(info[format!("can{verb}")], supported, "{entity} {verb}");
            let access = if supported { "All" } else { "None" };
            assert_eq!(info[format!("userAccessFor{verb}")], access, "{entity} {verb}");
        }
        let fields = lab.get(&format!("{entity}/entityInformation/fields")).await.body["fields"].clone();
        let fields = fields.as_array().unwrap();
        assert_eq!((&fields[0]["name"], &fields[0]["dataType"]), (&json!("id"), &json!("long")), "{entity}");
        for field in fields {
            assert_eq!(field.as_object().unwrap().len(), 12, "{entity} {field}");
            assert_eq!(field["isPickList"], field["picklistValues"].is_array(), "{entity} {field}");
            assert_eq!(field["isReference"] == true, field["referenceEntityType"] != "", "{entity} {field}");
        }
        let own = lab.get(&format!("{entity}/entityInformation/userDefinedFields")).await.body;
        assert_eq!(own, json!({"fields": []}), "{entity}");
    }
}

#[tokio::test]
async fn a_user_defined_field_of_a_row_is_described_filtered_and_given_back() {
    let mut world = small_world();
    world["entities"]["Contracts"][0]["userDefinedFields"] = json!([{"name": "Contract tier", "value": "Gold"}]);
    let lab = Lab::with(world).await;
    let fields = lab.get("Contracts/entityInformation/userDefinedFields").await.body["fields"].clone();
    let field = &fields.as_array().unwrap()[0];
    assert_eq!(field.as_object().unwrap().len(), 15);
    assert_eq!((&field["name"], &field["referenceEntityType"]), (&json!("Contract tier"), &Value::Null));
    let filter = |op: &str| json!([{"op": op, "field": "contract tier", "udf": true, "value": "gold"}]);
    let rows = lab.query("Contracts", filter("eq")).await;
    assert_eq!((rows.len(), &rows[0]["userDefinedFields"][0]["value"]), (1, &json!("Gold")));
    let two = json!({"filter": [filter("eq")[0], {"op": "exist", "field": "Other", "udf": true}]});
    let got = lab.call("POST", "Contracts/query", two).await;
    assert!(errors(&got)[0].contains("one user defined field"), "{got:?}");
}

#[tokio::test]
async fn modules_and_versions_have_their_shape() {
    let lab = Lab::with(small_world()).await;
    for path in ["Modules", "modules/"] {
        let modules = lab.get(path).await.body["modules"].clone();
        let modules = modules.as_array().unwrap();
        assert!(modules.iter().all(|module| module["key"].is_i64() && module["value"].is_boolean()), "{modules:?}");
        assert!(!modules.is_empty());
    }
    assert_eq!(lab.call("POST", "Modules", json!({})).await.status, 405);
    assert_eq!(lab.client.get(lab.url("Modules")).send().await.unwrap().status(), 401);
}
