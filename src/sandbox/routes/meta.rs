//! What an entity says of itself: rights, fields with their picklists, user defined fields.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use serde_json::{Value, json};

use super::Call;
use crate::sandbox::answer::Answer;
use crate::sandbox::entities::Kind;
use crate::sandbox::world::picklists::values;
use crate::sandbox::world::{Access, Verb};

pub fn information(call: &Call<'_>, kind: Kind) -> Answer {
    let entity = kind.entity();
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    let looks_all = call.faults.take("access-looks-all", call.asked).is_some();
    let numbers = call.faults.take("access-as-numbers", call.asked).is_some();
    let plural = call.faults.take("entity-name-plural", call.asked).is_some();
    let restricted = call.faults.take_about("restricted", entity.name, call.asked)
        || call.faults.take_about("restricted", entity.one, call.asked);
    let access = |verb: Verb, can: bool| -> Value {
        let access = match (can, verb) {
            (false, _) => Access::None,
            (true, _) if looks_all => Access::All,
            (true, Verb::Query) if restricted => Access::Restricted,
            (true, verb) => world.account.may(verb, kind),
        };
        match (access, numbers) {
            (Access::None, false) => json!("None"),
            (Access::All, false) => json!("All"),
            (Access::Restricted, false) => json!("Restricted"),
            (Access::None, true) => json!(0),
            (Access::All, true) => json!(1),
            (Access::Restricted, true) => json!(2),
        }
    };
    Answer::ok(&json!({"info": {
        "name": if plural { entity.name } else { entity.one },
        "canCreate": entity.create,
        "canDelete": entity.delete,
        "canQuery": entity.query,
        "canUpdate": entity.update,
        "userAccessForCreate": access(Verb::Create, entity.create),
        "userAccessForDelete": access(Verb::Delete, entity.delete),
        "userAccessForQuery": access(Verb::Query, entity.query),
        "userAccessForUpdate": access(Verb::Update, entity.update),
        "hasUserDefinedFields": matches!(kind, Kind::Companies | Kind::Contacts | Kind::Contracts | Kind::Tickets),
        "supportsWebhookCallouts": matches!(kind, Kind::Companies | Kind::Contacts | Kind::Tickets | Kind::TicketNotes),
    }}))
}

pub fn fields(call: &Call<'_>, kind: Kind) -> Answer {
    let entity = kind.entity();
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    let fields: Vec<Value> = entity
        .fields
        .iter()
        .map(|field| {
            let list = field.picklist.then(|| values(&world.picklists, kind, field.name));
            json!({
                "name": field.name,
                "dataType": field.kind.word(),
                "length": field.length,
                "isRequired": field.required,
                "isReadOnly": field.read_only,
                "isQueryable": entity.query && field.filtered && !field.unseen,
                "isReference": !field.reference.is_empty(),
                "referenceEntityType": field.reference,
                "isPickList": field.picklist,
                "picklistValues": list,
                "picklistParentValueField": field.picklist_parent,
                "isSupportedWebhookField": false,
            })
        })
        .collect();
    Answer::ok(&json!({"fields": fields}))
}

/// The user defined fields are those that the rows have: a world says them nowhere else.
pub fn user_defined_fields(call: &Call<'_>, kind: Kind) -> Answer {
    let world = call.world.read().unwrap_or_else(PoisonError::into_inner);
    let rows = world.table(kind).rows().iter();
    let defined = rows.filter_map(|row| row.others.get("userDefinedFields")?.as_array()).flatten();
    let names: BTreeSet<&str> = defined.filter_map(|field| field["name"].as_str()).collect();
    let fields: Vec<Value> = names
        .iter()
        .map(|name| {
            json!({
                "name": name,
                "label": name,
                "type": "string",
                "length": 0,
                "description": null,
                "isRequired": false,
                "isReadOnly": false,
                "isQueryable": true,
                "isReference": false,
                "referenceEntityType": null,
                "isPickList": false,
                "picklistValues": null,
                "picklistParentValueField": null,
                "defaultValue": null,
                "isSupportedWebhookField": false,
            })
        })
        .collect();
    Answer::ok(&json!({"fields": fields}))
}
