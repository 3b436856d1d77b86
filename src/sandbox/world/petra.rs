//! Petra's side of a world: tenants, usage, billable users and incidents as the wire has them.
//! Leaves the calls to `routes::petra` and inventing them to `worldgen`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What Petra knows. Rows are wire-shaped objects and go out as they came.
#[derive(Clone, Debug)]
pub struct Petra {
    pub api_key: String,
    pub tenants: Vec<Value>,
    pub usage: Vec<Value>,
    pub billable_users: BTreeMap<String, Users>,
    pub incidents: Vec<Value>,
}

/// The billable users of one tenant.
#[derive(Clone, Debug, PartialEq)]
pub enum Users {
    Said(Value),
    /// Invented from the seed; written out only when asked for, since a large book has a hundred thousand.
    Invented(Invented),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invented {
    pub count: usize,
    /// First and last names are picked by this.
    pub salt: usize,
    pub domain: String,
}

const FIRST_NAMES: [&str; 16] = [
    "Anna", "Ben", "Chloé", "David", "Emma", "Felix", "Grace", "Håkon", "Isabel", "Jürgen", "Kaito", "Laura",
    "Mohamed", "Nora", "Owen", "Priya",
];
const LAST_NAMES: [&str; 17] = [
    "Andersson",
    "Becker",
    "Carter",
    "Dubois",
    "Evans",
    "Fischer",
    "García",
    "Hughes",
    "Ito",
    "Jensen",
    "Kowalski",
    "Larsen",
    "Müller",
    "Nakamura",
    "O'Brien",
    "Patel",
    "Quinn",
];

impl Users {
    /// The users as a list on the wire.
    pub fn list(&self) -> Value {
        match self {
            Self::Said(value) => value.clone(),
            Self::Invented(invented) => (0..invented.count).map(|at| invented.user(at)).collect(),
        }
    }
}

impl Invented {
    fn user(&self, at: usize) -> Value {
        let pick = self.salt + at * 7;
        let (first, last) = (FIRST_NAMES[pick % FIRST_NAMES.len()], LAST_NAMES[pick / 3 % LAST_NAMES.len()]);
        let local = plain(&format!("{first}.{last}"));
        // Beyond one round of names a number tells two people apart.
        let number = if at < 16 { String::new() } else { (at / 16).to_string() };
        let address = format!("{local}{number}@{}", self.domain);
        json!({
            "id": format!("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", self.salt * 2_654_435_761 % 0xffff_ffff, at, at % 0xfff, self.salt % 0xfff, at * 7919 + self.salt),
            "displayName": format!("{first} {last}"),
            "userPrincipalName": address,
            "mail": address,
            "accountEnabled": true,
            "assignedLicenseSkuIds": ["f245ecc8-75af-4f8e-b61f-27d8114de5f3"],
        })
    }
}

fn plain(name: &str) -> String {
    let letters = name.to_lowercase();
    letters
        .chars()
        .filter_map(|letter| match letter {
            'é' => Some('e'),
            'å' => Some('a'),
            'ü' => Some('u'),
            'í' => Some('i'),
            '\'' => None,
            letter => Some(letter),
        })
        .collect()
}

/// A field of a row as text; empty where there is none.
pub fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

impl Petra {
    /// The tenant of that Petra id or Microsoft id.
    pub fn tenant(&self, id: &str) -> Option<&Value> {
        self.tenants.iter().find(|tenant| {
            !id.is_empty()
                && (text(tenant, "petraTenantId") == id || text(tenant, "microsoftTenantId").eq_ignore_ascii_case(id))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_users_are_as_many_as_said_and_all_different() {
        let users = Users::Invented(Invented { count: 60, salt: 11, domain: "contoso.example".into() }).list();
        let users = users.as_array().unwrap();
        let addresses: std::collections::BTreeSet<&str> = users.iter().map(|user| text(user, "mail")).collect();
        assert_eq!(addresses.len(), 60);
        assert!(addresses.iter().all(|address| address.is_ascii() && address.ends_with("@contoso.example")));
    }
}
