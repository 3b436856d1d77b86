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

/// What a user may do with an entity; `None` where Autotask does not say it in a way that can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// See it.
    pub read: Option<Access>,
    /// Make one.
    pub create: Option<Access>,
    /// Change one.
    pub change: Option<Access>,
}

impl Rights {
    /// How far one of them goes.
    pub fn of(&self, right: Right) -> Option<Access> {
        match right {
            Right::Read => self.read,
            Right::Create => self.create,
            Right::Change => self.change,
        }
    }

    /// How far all that `entity` is needed for is allowed. What it is not needed for is not looked at.
    ///
    /// # Errors
    /// [`Error::PermissionMissing`] for the first needed right that is not there, [`Error::BadAnswer`] for one that
    /// Autotask does not tell.
    pub fn suffice_for(&self, entity: Entity) -> Result<Access, Error> {
        let mut least = Access::All;
        for &right in entity.needs() {
            let (can, access) = fields_of(right);
            least = match self.of(right) {
                Some(Access::None) => {
                    let words = format!("entityInformation of {} says no in {can} or {access}", entity.name());
                    return Err(missing(entity, right, words));
                }
                Some(access) => least.min(access),
                None => return Err(Error::bad_answer(Endpoint::Of(entity), format!("it has no usable {access}"))),
            };
        }
        Ok(least)
    }

    /// What a real read adds to what Autotask says of itself, which need not know of contract visibility.
    fn after_reading(self, entity: Entity, rows: usize) -> Self {
        let read = match self.read {
            // A row that was seen is worth more than a word that nothing is.
            Some(Access::None) if rows > 0 => Access::Restricted,
            // The company of the MSP itself is always there: who sees none at all has rows hidden.
            Some(Access::All) | None if rows == 0 && entity == Entity::Companies => Access::Restricted,
            Some(access) => access,
            None => Access::All,
        };
        Self { read: Some(read), ..self }
    }
}

fn missing(entity: Entity, right: Right, words: String) -> Error {
    Error::PermissionMissing { endpoint: Endpoint::Of(entity), right, modules: false, words }
}

/// What anybody can do, and what this user may.
const fn fields_of(right: Right) -> (&'static str, &'static str) {
    match right {
        Right::Read => ("canQuery", "userAccessForQuery"),
        Right::Create => ("canCreate", "userAccessForCreate"),
        Right::Change => ("canUpdate", "userAccessForUpdate"),
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
    let text = read::text(deserializer)?.unwrap_or_default().trim().to_ascii_lowercase();
    Ok(match text.as_str() {
        "none" | "0" => Some(Access::None),
        "all" | "1" => Some(Access::All),
        "restricted" | "2" => Some(Access::Restricted),
        _ => None,
    })
}

impl Info {
    fn rights(&self) -> Rights {
        // What nobody can do, no user can.
        let least = |can: Option<bool>, access| if can == Some(false) { Some(Access::None) } else { access };
        Rights {
            read: least(self.can_query, self.user_access_for_query),
            create: least(self.can_create, self.user_access_for_create),
            change: least(self.can_update, self.user_access_for_update),
        }
    }
}

impl Client {
    /// What this user may do with an entity: what Autotask says about it, and then one row read for real, which
    /// decides over reading. Nothing is written.
    ///
    /// # Errors
    /// [`Error::PermissionMissing`] where Autotask refuses to say or to show it; else as for every read.
    pub async fn probe(&self, entity: Entity) -> Result<Rights, Error> {
        let (said, refusal) = match self.rights_said(entity).await {
            Ok(rights) => (rights, None),
            // A refused word is not yet a refused row. A 401 is not tried again: it may count towards a lock.
            Err(error @ Error::PermissionMissing { modules: false, .. }) if entity.needs() == [Right::Read] => {
                (Rights::default(), Some(error))
            }
            // What nobody can read is missed for another right.
            Err(Error::PermissionMissing { endpoint, modules, words, .. }) if !entity.can_be_queried() => {
                return Err(Error::PermissionMissing { endpoint, right: entity.needs()[0], modules, words });
            }
            Err(error) => return Err(error),
        };
        if !entity.can_be_queried() {
            return Ok(said);
        }
        match (query::read_one(self, entity).await, refusal) {
            // No row, and no usable answer, prove nothing where the word was refused.
            (Ok(0) | Err(Error::BadAnswer { .. }), Some(refusal)) => Err(refusal),
            // Some refusals come as a page without a word of why; the word that came before it says why.
            (Err(Error::BadAnswer { .. }), None) if said.read == Some(Access::None) => Ok(said),
            (Ok(rows), _) => Ok(said.after_reading(entity, rows)),
            (Err(error), _) => Err(error),
        }
    }

    /// How far this user may read an entity, as Autotask says of itself; `None` where it does not tell. One request.
    ///
    /// # Errors
    /// As [`Client::probe`].
    pub async fn read_access(&self, entity: Entity) -> Result<Option<Access>, Error> {
        Ok(self.rights_said(entity).await?.read)
    }

    async fn rights_said(&self, entity: Entity) -> Result<Rights, Error> {
        let endpoint = Endpoint::Of(entity);
        let answer: Answer = self.get(endpoint, &format!("{}/entityInformation", entity.name())).await?;
        let info = answer.info.ok_or_else(|| Error::bad_answer(endpoint, "it has no info"))?;
        Ok(info.rights())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::{Code, Diagnostic};

    /// What is said of every right, and what comes of it for an entity with that many rows to see.
    #[test]
    fn every_spelling_of_a_right_is_read_and_the_rows_decide_over_reading() {
        let all = r#""canQuery":true,"canCreate":true,"canUpdate":true"#;
        let with = |value: &str| {
            let names = ["Query", "Create", "Update"].map(|name| format!(r#""userAccessFor{name}":{value}"#));
            format!(r#"{{"info":{{{all},{}}}}}"#, names.join(","))
        };
        let tickets = Entity::Tickets;
        for (json, entity, rows, wanted) in [
            (with(r#""All""#), tickets, 0, Ok(Access::All)),
            (with("1"), tickets, 1, Ok(Access::All)),
            (with(r#""1""#), tickets, 1, Ok(Access::All)),
            (with(r#""restricted""#), tickets, 1, Ok(Access::Restricted)),
            (with("2"), tickets, 0, Ok(Access::Restricted)),
            (with(r#""None""#), tickets, 0, Err((Code::PermissionMissing, "read"))),
            (with("0"), tickets, 0, Err((Code::PermissionMissing, "read"))),
            (with("0"), tickets, 1, Err((Code::PermissionMissing, "create"))),
            (with("0"), Entity::Contracts, 1, Ok(Access::Restricted)),
            (with("7"), Entity::Contracts, 0, Ok(Access::All)),
            (with("null"), Entity::Services, 1, Ok(Access::All)),
            (with("null"), tickets, 1, Err((Code::BadAnswer, "userAccessForCreate"))),
            (with(r#"{"level":1}"#), tickets, 1, Err((Code::BadAnswer, "userAccessForCreate"))),
            (with(r#""All""#), Entity::Companies, 0, Ok(Access::Restricted)),
            (with(r#""All""#), Entity::Companies, 1, Ok(Access::All)),
            (
                r#"{"info":{"canCreate":false,"userAccessForQuery":"All","userAccessForCreate":"All"}}"#.to_owned(),
                tickets,
                1,
                Err((Code::PermissionMissing, "create")),
            ),
            // What is not needed of it may be missing or refused.
            (
                r#"{"info":{"userAccessForQuery":"All","userAccessForCreate":"None"}}"#.to_owned(),
                Entity::Services,
                1,
                Ok(Access::All),
            ),
        ] {
            let answer: Answer = serde_json::from_str(&json).unwrap();
            let rights = answer.info.unwrap().rights().after_reading(entity, rows);
            match (rights.suffice_for(entity), wanted) {
                (Ok(access), Ok(wanted)) => assert_eq!(access, wanted, "{json}"),
                (Err(error), Err((code, word))) => {
                    let diagnostic = Diagnostic::from(error);
                    assert_eq!(diagnostic.code, code, "{json}");
                    assert!(diagnostic.summary.contains(word), "{json}: {}", diagnostic.summary);
                }
                (got, wanted) => panic!("{json}: {got:?} instead of {wanted:?}"),
            }
        }
    }
}
