//! A world as JSON in its full form: every part, every field, unit rows spelt out.
//! Fed back it is the same world; `units` repeats the number in force today for the reader.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::World;
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Table, Wire};
use crate::sandbox::units;

impl Serialize for World {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("today", &self.today)?;
        map.serialize_entry("account", &self.account)?;
        map.serialize_entry("entities", &Entities(self))?;
        map.serialize_entry("units", &units::in_force_today(self))?;
        map.serialize_entry("adjustments", &self.adjustments)?;
        map.serialize_entry("picklists", &self.picklists)?;
        map.serialize_entry("petra", &PetraSide(self))?;
        map.end()
    }
}

struct Entities<'a>(&'a World);

impl Serialize for Entities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for kind in Kind::ALL {
            map.serialize_entry(kind.entity().name, &Rows(self.0.table(kind)))?;
        }
        map.end()
    }
}

struct Rows<'a>(&'a Table);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entity = self.0.kind.entity();
        let mut list = serializer.serialize_seq(None)?;
        for row in self.0.rows() {
            list.serialize_element(&Wire { entity, row, fields: None })?;
        }
        list.end()
    }
}

struct PetraSide<'a>(&'a World);

impl Serialize for PetraSide<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let petra = &self.0.petra;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("apiKey", &petra.api_key)?;
        map.serialize_entry("tenants", &petra.tenants)?;
        map.serialize_entry("usage", &petra.usage)?;
        let users: std::collections::BTreeMap<_, _> =
            petra.billable_users.iter().map(|(tenant, users)| (tenant, users.list())).collect();
        map.serialize_entry("billableUsers", &users)?;
        map.serialize_entry("incidents", &petra.incidents)?;
        map.end()
    }
}
