//! What this API user may do with an entity, asked without writing anything.
//!
//! What is needed for what is said in `entity`; what a missing right costs is judged by `ops`.

use serde::{Deserialize, Deserializer};

use super::client::Client;
use super::entity::{Entity, Right};
use super::error::{Endpoint, Error};
use super::{query, read};

/// How far a right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Not at all.
    None,
    /// Some records only: those of a line of business, a territory, or one's own.
    Restricted,
    /// Every record.
    All,
}

/// What a user may do with an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// See it.
    pub read: Access,
    /// Make one.
    pub create: Access,
    /// Change one.
    pub change: Access,
}

impl Rights {
    /// How far one of them goes.
    pub fn of(&self, right: Right) -> Access {
        match right {
            Right::Read => self.read,
            Right::Create => self.create,
            Right::Change => self.change,
        }
    }

    /// How far all that `entity` is needed for is allowed.
    ///
    /// # Errors
    /// [`Error::PermissionMissing`] for the first needed right that is not there.
    pub fn suffice_for(&self, entity: Entity) -> Result<Access, Error> {
        let mut least = Access::All;
        for &right in entity.needs() {
            let access = self.of(right);
            if access == Access::None {
                return Err(Error::PermissionMissing {
                    endpoint: Endpoint::Of(entity),
                    right,
                    modules: false,
                    words: format!("entityInformation of {} gives {}: None", entity.name(), field_of(right)),
                });
            }
            least = least.min(access);
        }
        Ok(least)
    }
}

fn field_of(right: Right) -> &'static str {
    match right {
        Right::Read => "userAccessForQuery",
        Right::Create => "userAccessForCreate",
        Right::Change => "userAccessForUpdate",
    }
}

#[derive(Deserialize)]
struct Answer {
    info: Option<Info>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    #[serde(default, deserialize_with = "read::flag")]
    can_query: Option<bool>,
    #[serde(default, deserialize_with = "read::flag")]
    can_create: Option<bool>,
    #[serde(default, deserialize_with = "read::flag")]
    can_update: Option<bool>,
    #[serde(default, deserialize_with = "access")]
    user_access_for_query: Option<Access>,
    #[serde(default, deserialize_with = "access")]
    user_access_for_create: Option<Access>,
    #[serde(default, deserialize_with = "access")]
    user_access_for_update: Option<Access>,
}

/// `"All"` or 1, `"Restricted"` or 2, `"None"` or 0: documents and live answers differ.
fn access<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Access>, D::Error> {
    let text = read::text(deserializer)?.unwrap_or_default().to_ascii_lowercase();
    Ok(match text.as_str() {
        "none" | "0" => Some(Access::None),
        "all" | "1" => Some(Access::All),
        "restricted" | "2" => Some(Access::Restricted),
        _ => None,
    })
}

impl Info {
    fn rights(&self, entity: Entity) -> Result<Rights, Error> {
        let access = |can: Option<bool>, access: Option<Access>, right| match (can, access) {
            // What nobody can do, no user can.
            (Some(false), _) => Ok(Access::None),
            (_, Some(access)) => Ok(access),
            (_, None) => {
                let what = format!("it has no usable {}", field_of(right));
                Err(Error::bad_answer(Endpoint::Of(entity), what))
            }
        };
        Ok(Rights {
            read: access(self.can_query, self.user_access_for_query, Right::Read)?,
            create: access(self.can_create, self.user_access_for_create, Right::Create)?,
            change: access(self.can_update, self.user_access_for_update, Right::Change)?,
        })
    }
}

impl Client {
    /// What this user may do with an entity: what Autotask says about it, and then one row read for real, since
    /// entityInformation need not know of contract visibility. Nothing is written.
    ///
    /// # Errors
    /// [`Error::PermissionMissing`] where Autotask refuses to say or to show it; else as for every read.
    pub async fn probe(&self, entity: Entity) -> Result<Rights, Error> {
        let endpoint = Endpoint::Of(entity);
        let answer: Answer = self.get(endpoint, &format!("{}/entityInformation", entity.name())).await?;
        let info = answer.info.ok_or_else(|| Error::bad_answer(endpoint, "it has no info"))?;
        let rights = info.rights(entity)?;
        if rights.read > Access::None && entity.can_be_queried() {
            query::read_one(self, entity).await?;
        }
        Ok(rights)
    }
}
