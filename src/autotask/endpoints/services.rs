//! `Services`: the catalogue that service lines refer to.

use serde::Deserialize;

use crate::autotask::query::{self, Filter, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::Service;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServiceRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_active: Option<bool>,
}

impl Row for ServiceRow {
    const ENTITY: Entity = Entity::Services;
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
    /// The whole catalogue of services, inactive ones too.
    ///
    /// # Errors
    /// As for every read.
    pub async fn services(&self) -> Result<Vec<Service>, Error> {
        query::all::<ServiceRow>(self, &[Filter::all()]).await
    }
}
