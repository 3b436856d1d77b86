//! `ServiceBundles`: the catalogue that bundle lines refer to.

use serde::Deserialize;

use crate::autotask::query::{self, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::Service;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BundleRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_active: Option<bool>,
}

impl Row for BundleRow {
    const ENTITY: Entity = Entity::ServiceBundles;
    const FIELDS: &'static [&'static str] = &["id", "name", "isActive"];
    type Thing = Service;

    fn take(self) -> Result<Service, &'static str> {
        Ok(Service {
            id: self.id.ok_or("id")?,
            name: self.name.ok_or("name")?,
            active: self.is_active.ok_or("isActive")?,
        })
    }
}

impl Client {
    /// The bundles with these ids, inactive ones too. Most sites sell few or none, so only those that stand on a contract
    /// are asked for.
    ///
    /// # Errors
    /// As for every read.
    pub async fn service_bundles(&self, ids: &[i64]) -> Result<Vec<Service>, Error> {
        query::all_of::<BundleRow>(self, "id", ids, None, &mut |_| {}).await
    }
}
