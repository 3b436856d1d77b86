//! What Autotask says about itself: an entity's fields with their picklists, and how much of the hour is used.
//!
//! Which picklists are used is said in `endpoints`; rights are the business of `permissions`.

use serde::Deserialize;

use super::client::Client;
use super::entity::Entity;
use super::error::{Endpoint, Error};
use super::query::unusable;
use super::read;
use crate::domain::account::Threshold;
use crate::domain::catalog::PicklistValue;

/// A field of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// Autotask's name for it.
    pub name: String,
    /// Whether a new record needs it.
    pub required: bool,
    /// The longest text, where it is one and has a limit.
    pub length: Option<usize>,
    /// Its values in Autotask's order; empty where it has none. Values that are no whole numbers are left out.
    pub picklist: Vec<PicklistValue>,
}

#[derive(Deserialize)]
struct Fields {
    fields: Option<Vec<Field>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::number")]
    length: Option<i64>,
    #[serde(default, deserialize_with = "read::flag")]
    is_required: Option<bool>,
    picklist_values: Option<Vec<PicklistRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PicklistRow {
    #[serde(default, deserialize_with = "read::number")]
    value: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    label: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_default_value: Option<bool>,
    #[serde(default, deserialize_with = "read::number")]
    sort_order: Option<i64>,
    #[serde(default, deserialize_with = "read::number")]
    parent_value: Option<i64>,
    #[serde(default, deserialize_with = "read::flag")]
    is_active: Option<bool>,
}

impl PicklistRow {
    fn take(self) -> Option<PicklistValue> {
        let value = self.value?;
        Some(PicklistValue {
            value,
            label: self.label.unwrap_or_else(|| value.to_string()),
            // Written only if Autotask says that it may be.
            active: self.is_active.unwrap_or(false),
            default: self.is_default_value.unwrap_or(false),
            order: self.sort_order.unwrap_or(0),
            parent: self.parent_value,
        })
    }
}

impl Client {
    /// The fields of an entity.
    ///
    /// # Errors
    /// As for every read.
    pub async fn fields(&self, entity: Entity) -> Result<Vec<FieldInfo>, Error> {
        let endpoint = Endpoint::Of(entity);
        let answer: Fields = self.get(endpoint, &format!("{}/entityInformation/fields", entity.name())).await?;
        let fields = answer.fields.ok_or_else(|| Error::bad_answer(endpoint, "it has no fields"))?;
        fields
            .into_iter()
            .map(|field| {
                let mut picklist: Vec<_> =
                    field.picklist_values.unwrap_or_default().into_iter().filter_map(PicklistRow::take).collect();
                picklist.sort_by_key(|value| value.order);
                Ok(FieldInfo {
                    name: field.name.ok_or_else(|| unusable(endpoint, "name"))?,
                    required: field.is_required.unwrap_or(false),
                    length: field.length.and_then(|length| usize::try_from(length).ok()).filter(|&length| length > 0),
                    picklist,
                })
            })
            .collect()
    }

    /// The values of one field, which has to be there.
    pub(super) async fn picklist(&self, entity: Entity, field: &str) -> Result<Vec<PicklistValue>, Error> {
        let fields = self.fields(entity).await?;
        picklist_of(&fields, entity, field).map(<[_]>::to_vec)
    }
}

/// The values of one of these fields. Autotask's own documents differ in the case of names.
pub(super) fn picklist_of<'a>(
    fields: &'a [FieldInfo],
    entity: Entity,
    name: &str,
) -> Result<&'a [PicklistValue], Error> {
    fields
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))
        .map(|field| field.picklist.as_slice())
        .ok_or_else(|| Error::bad_answer(Endpoint::Of(entity), format!("it does not describe the field {name}")))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ThresholdAnswer {
    #[serde(default, deserialize_with = "read::number")]
    external_request_threshold: Option<i64>,
    #[serde(default, deserialize_with = "read::number")]
    request_threshold_timeframe: Option<i64>,
    #[serde(default, deserialize_with = "read::number")]
    current_timeframe_request_count: Option<i64>,
}

pub(super) async fn threshold(client: &Client) -> Result<Threshold, Error> {
    let answer: ThresholdAnswer = client.get(Endpoint::Threshold, "ThresholdInformation").await?;
    let needed = |value: Option<i64>, field: &str| {
        value
            .and_then(|value| u64::try_from(value).ok())
            .ok_or_else(|| Error::bad_answer(Endpoint::Threshold, format!("it has no usable {field}")))
    };
    Ok(Threshold {
        used: needed(answer.current_timeframe_request_count, "currentTimeframeRequestCount")?,
        limit: needed(answer.external_request_threshold, "externalRequestThreshold")?,
        timeframe_minutes: needed(answer.request_threshold_timeframe, "requestThresholdTimeframe")?,
    })
}
