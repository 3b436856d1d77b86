//! `Services` and `ServiceBundles`: the catalogue that lines of contracts refer to.

use serde::Deserialize;

use crate::autotask::query::{self, Filter, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::Service;

/// What both entities have.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_active: Option<bool>,
}

impl ItemRow {
    const FIELDS: &'static [&'static str] = &["id", "name", "isActive"];

    fn take(self) -> Result<Service, &'static str> {
        Ok(Service {
            id: self.id.ok_or("id")?,
            name: self.name.ok_or("name")?,
            active: self.is_active.ok_or("isActive")?,
        })
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct ServiceRow(ItemRow);

impl Row for ServiceRow {
    const ENTITY: Entity = Entity::Services;
    const FIELDS: &'static [&'static str] = ItemRow::FIELDS;
    type Thing = Service;

    fn take(self) -> Result<Service, &'static str> {
        self.0.take()
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct BundleRow(ItemRow);

impl Row for BundleRow {
    const ENTITY: Entity = Entity::ServiceBundles;
    const FIELDS: &'static [&'static str] = ItemRow::FIELDS;
    type Thing = Service;

    fn take(self) -> Result<Service, &'static str> {
        self.0.take()
    }
}

impl Client {
    /// The whole catalogue of services, inactive ones too.
    ///
    /// # Errors
    /// As for every read.
    pub async fn services(&self) -> Result<Vec<Service>, Error> {
        query::all::<ServiceRow>(self, &[Filter::all()]).await
    }

    /// The bundles with these ids, inactive ones too. Most sites sell few or none, so only those that stand on a contract
    /// are asked for.
    ///
    /// # Errors
    /// As for every read.
    pub async fn service_bundles(&self, ids: &[i64]) -> Result<Vec<Service>, Error> {
        query::all_of::<BundleRow>(self, "id", ids, None, &mut |_| {}).await
    }
}
