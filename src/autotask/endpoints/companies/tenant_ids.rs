//! The Microsoft tenant ids in user-defined fields of companies: which fields are for them, and what stands in those.
//!
//! A query that asks for some fields gets none of these, and whole rows are twenty times as long. So only the companies in
//! whose field something stands are asked for: a query for each field, since Autotask takes one such field in a query.

use std::sync::Arc;

use serde::Deserialize;

use crate::autotask::error::Endpoint;
use crate::autotask::query::{Filter, PAGE, Pages, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::tenant_ids::{Borne, MicrosoftId, TenantIds};

/// Most fields that are looked into.
const MOST_FIELDS: usize = 3;

/// Most pages of whole rows, of all fields together: 10,000 companies.
const MOST_PAGES: usize = 20;

/// The length of a GUID. A field that takes less text holds none.
const GUID_LENGTH: i64 = 36;

/// Words for a tenant; Microsoft's own pages say them in other languages too.
const TENANT: &[&str] = &["tenant", "tenancy", "tenants", "mandant", "mandanten", "locataire"];

/// Words that say whose tenant it is. With one of them, other words may stand there too (“M365 Tenant ID (prod)”).
const MICROSOFT: &[&str] = &[
    "microsoft",
    "ms",
    "m365",
    "o365",
    "ms365",
    "365",
    "office",
    "office365",
    "microsoft365",
    "azure",
    "azuread",
    "aad",
    "entra",
    "entraid",
    "gdap",
    "csp",
    "cipp",
    "intune",
    "lighthouse",
];

/// Words that may stand beside “tenant” where nothing says whose: with any other it may be that of another vendor, and
/// Sophos, for one, has GUIDs too.
const PLAIN: &[&str] = &[
    "id",
    "ids",
    "guid",
    "uuid",
    "identifier",
    "unique",
    "cloud",
    "customer",
    "client",
    "company",
    "primary",
    "main",
    "directory",
    "the",
    "of",
    "for",
    "no",
    "number",
];

/// Words by which it is something else of a tenant, or of another tenant: its names are no GUIDs; subscriptions, apps, groups
/// and people have GUIDs of their own; a former tenant, a test or the provider's own is not the customer's.
const OTHER: &[&str] = &[
    "name",
    "domain",
    "url",
    "subscription",
    "application",
    "app",
    "object",
    "secret",
    "key",
    "group",
    "user",
    "admin",
    "agreement",
    "relationship",
    "license",
    "licence",
    "backup",
    "old",
    "former",
    "previous",
    "parent",
    "partner",
    "reseller",
    "test",
];

/// Kinds of fields that hold no text.
const NO_TEXT: &[&str] = &[
    "boolean", "integer", "int", "long", "short", "byte", "double", "decimal", "number", "numeric", "date", "datetime",
    "list",
];

#[derive(Deserialize)]
struct Fields {
    fields: Option<Vec<Field>>,
}

/// A user-defined field as Autotask describes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    label: Option<String>,
    #[serde(default, rename = "type", deserialize_with = "read::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "read::number")]
    length: Option<i64>,
    #[serde(default, deserialize_with = "read::flag")]
    is_queryable: Option<bool>,
    #[serde(default, deserialize_with = "read::flag")]
    is_pick_list: Option<bool>,
    #[serde(default, deserialize_with = "read::flag")]
    is_reference: Option<bool>,
}

impl Field {
    /// Its name, and how near it is to a field for tenant ids (0 the nearest), if it is one.
    fn take(self) -> Option<(usize, String)> {
        let name = self.name.filter(|name| !name.trim().is_empty())?;
        let kind = self.kind.unwrap_or_default().to_lowercase();
        let holds_text = !NO_TEXT.contains(&kind.as_str())
            && self.length.is_none_or(|length| length <= 0 || length >= GUID_LENGTH)
            && self.is_queryable != Some(false)
            && self.is_pick_list != Some(true)
            && self.is_reference != Some(true);
        let rank = rank(&format!("{name} {}", self.label.unwrap_or_default()))?;
        holds_text.then_some((rank, name))
    }
}

/// How near a name is to that of a field for Microsoft tenant ids: 0 where it says Microsoft, 1 where it says nothing else.
fn rank(name: &str) -> Option<usize> {
    let words = words(name);
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_tenant = is_any(TENANT) || (is_any(&["directory"]) && is_any(&["id", "guid"]));
    if !is_tenant || is_any(OTHER) {
        return None;
    }
    if is_any(MICROSOFT) {
        return Some(0);
    }
    let is_known = |word: &String| TENANT.contains(&word.as_str()) || PLAIN.contains(&word.as_str());
    words.iter().all(is_known).then_some(1)
}

/// The words of a name in lower case: `AADTenantId`, `M365 Tenant-ID`, `o365tenantid` have three each.
fn words(name: &str) -> Vec<String> {
    let signs: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (place, &sign) in signs.iter().enumerate() {
        let before = place.checked_sub(1).map(|place| signs[place]);
        let next = signs.get(place + 1);
        let begins = sign.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || (before.is_uppercase() && next.is_some_and(|next| next.is_lowercase()))
            });
        if begins || !sign.is_alphanumeric() {
            words.push(String::new());
        }
        if sign.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(sign.to_lowercase());
        }
    }
    let apart = |word: String| match word.split_once("tenant").filter(|_| !TENANT.contains(&word.as_str())) {
        Some((left, right)) => vec![left.to_owned(), "tenant".to_owned(), right.to_owned()],
        None => vec![word],
    };
    words.into_iter().flat_map(apart).filter(|word| !word.is_empty()).collect()
}

/// The fields that are for tenant ids, the nearest first.
fn candidates(fields: Vec<Field>) -> Vec<String> {
    let mut found: Vec<_> = fields.into_iter().filter_map(Field::take).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.truncate(MOST_FIELDS);
    found.into_iter().map(|(_, name)| name).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BearerRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    user_defined_fields: Option<Vec<ValueRow>>,
}

#[derive(Deserialize)]
struct ValueRow {
    #[serde(default, deserialize_with = "read::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    value: Option<String>,
}

/// A company's id, and of its fields the GUIDs with the fields' names.
type Bearer = (i64, Vec<(String, MicrosoftId)>);

impl Row for BearerRow {
    const ENTITY: Entity = Entity::Companies;
    const FIELDS: &'static [&'static str] = &[];
    type Thing = Bearer;

    fn take(self) -> Result<Bearer, &'static str> {
        let fields = self.user_defined_fields.unwrap_or_default();
        let guid = |field: ValueRow| Some((field.name?, MicrosoftId::parse(&field.value?)?));
        Ok((self.id.ok_or("id")?, fields.into_iter().filter_map(guid).collect()))
    }
}

impl Client {
    /// The tenant ids that companies bear in user-defined fields of theirs: none where no field is for them. All or nothing,
    /// since a part would hide that two companies bear the same.
    ///
    /// # Errors
    /// As for every read; [`Error::BadAnswer`] also where more companies have the field than is worth the pages.
    pub async fn tenant_ids_of_companies(&self) -> Result<TenantIds, Error> {
        let endpoint = Endpoint::Of(Entity::Companies);
        let path = format!("{}/entityInformation/userDefinedFields", Entity::Companies.name());
        let described: Fields = match self.get(endpoint, &path).await {
            // So it is where a site defined no field of its own.
            Err(error) if error.is_missing() => return Ok(TenantIds::default()),
            answer => answer?,
        };
        let fields = described.fields.ok_or_else(|| Error::bad_answer(endpoint, "it has no fields"))?;
        let (mut ids, mut count) = (TenantIds::default(), 0);
        for name in candidates(fields) {
            let field: Arc<str> = Arc::from(name.as_str());
            let mut pages = Pages::<BearerRow>::new(self, &[Filter::own_field_is_there(name)]);
            while let Some(page) = pages.next().await? {
                count += 1;
                if count >= MOST_PAGES && pages.has_more() {
                    let what = format!("more than {} companies have the field “{field}”", MOST_PAGES * PAGE);
                    return Err(Error::bad_answer(endpoint, what));
                }
                ids.extend(page.into_iter().flat_map(|(company_id, values)| {
                    let of_field = values.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case(&field));
                    let field = Arc::clone(&field);
                    of_field.map(move |(_, id)| Borne { company_id, id, field: Arc::clone(&field) }).collect::<Vec<_>>()
                }));
            }
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::autotask::client::parse;
    use crate::autotask::query;
    use crate::domain::damage;

    #[test]
    fn a_field_for_tenant_ids_is_known_by_its_name() {
        for name in [
            "Microsoft tenant ID",
            "M365 Tenant Id",
            "M365 Tenant ID (prod)",
            "m365tenantid",
            "M365TenantID",
            "AADTenantId",
            "Azure AD Tenant",
            "Entra tenant id",
            "Office 365 TenantID",
            "O365_TENANT_GUID",
            "GDAP tenant",
            "CIPP Tenant",
            "Azure Directory ID",
            "Microsoft Mandanten-ID",
        ] {
            assert_eq!(rank(name), Some(0), "{name}: {:?}", words(name));
        }
        for name in ["Tenant ID", "tenantid", "Customer Tenant Id", "Directory ID", "TenantID Tenant", "Mandant"] {
            assert_eq!(rank(name), Some(1), "{name}: {:?}", words(name));
        }
        for name in [
            "",
            "Sophos Tenant ID",
            "TenantID Sophos Central Tenant",
            "Tenant name",
            "M365 tenant domain",
            "Azure subscription id",
            "Azure tenant app id",
            "Old M365 Tenant ID",
            "Partner tenant ID",
            "GDAP Relationship of tenant",
            "Active Directory",
            "Lieutenants",
            "Petra tenant",
            "Microsoft 365 licence",
        ] {
            assert_eq!(rank(name), None, "{name}: {:?}", words(name));
        }
    }

    fn found(fields: &str) -> Vec<String> {
        let read: Fields = parse(Endpoint::Of(Entity::Companies), fields.as_bytes()).unwrap();
        candidates(read.fields.unwrap())
    }

    #[test]
    fn only_fields_of_text_are_looked_into_and_few_of_those() {
        let of = |more: &str| found(&format!(r#"{{"fields":[{{"name":"M365 Tenant ID",{more}}}]}}"#));
        for more in [r#""type":"string""#, r#""type":"Text","length":100"#, r#""length":0"#, r#""isPickList":false"#] {
            assert_eq!(of(more), ["M365 Tenant ID"], "{more}");
        }
        for more in [
            r#""type":"datetime""#,
            r#""type":"Number""#,
            r#""length":20"#,
            r#""isPickList":true"#,
            r#""isReference":true"#,
            r#""isQueryable":false"#,
        ] {
            assert_eq!(of(more), [""; 0], "{more}");
        }
        let many = r#"{"fields":[{"name":"Tenant"},{"name":null},{"name":"A","label":"Tenant ID"},
            {"name":"M365 Tenant"},{"name":"T2","label":"Azure tenant"},{"name":"Entra Tenant"},{"label":"Tenant"}]}"#;
        assert_eq!(found(many), ["M365 Tenant", "T2", "Entra Tenant"], "those that say Microsoft first");
    }

    const GUID: &str = "7c1d2a40-0000-4000-8000-00000000009f";

    #[test]
    fn of_a_whole_row_only_guids_are_taken() {
        let page = format!(
            r#"{{"items":[{{"id":1,"companyName":"A","userDefinedFields":[{{"name":"T","value":"{{{GUID}}} "}},
                {{"name":"U","value":null}},{{"name":"V","value":"later"}},{{"name":null,"value":"{GUID}"}}]}},
                {{"id":"2","userDefinedFields":[]}},{{"id":3}}],"pageDetails":{{"nextPageUrl":null}}}}"#
        );
        let id = MicrosoftId::parse(GUID).unwrap();
        let wanted = [(1, vec![("T".to_owned(), id)]), (2, Vec::new()), (3, Vec::new())];
        assert_eq!(query::page::<BearerRow>(page.as_bytes()).unwrap(), wanted);
        assert!(query::page::<BearerRow>(br#"{"items":[{"userDefinedFields":[]}]}"#).is_err());
    }

    const GOOD_FIELDS: &[&str] =
        &[r#"{"fields":[{"name":"M365 Tenant ID","label":"Tenant","type":"string","length":100,"isQueryable":true}]}"#];
    const GOOD_PAGE: &[&str] = &[
        r#"{"items":[{"id":1,"userDefinedFields":[{"name":"T","value":"7c1d2a40-0000-4000-8000-00000000009f"}]}],"pageDetails":{"nextPageUrl":null}}"#,
    ];

    proptest! {
        #![proptest_config(damage::cases())]
        #[test]
        fn a_damaged_description_gives_fields_or_an_error(bytes in damage::damaged(GOOD_FIELDS)) {
            if let Ok(Fields { fields: Some(fields) }) = parse(Endpoint::Of(Entity::Companies), &bytes) {
                prop_assert!(candidates(fields).len() <= MOST_FIELDS);
            }
        }

        #[test]
        fn a_damaged_page_gives_whole_guids_or_an_error(bytes in damage::damaged(GOOD_PAGE)) {
            for (_, ids) in query::page::<BearerRow>(&bytes).unwrap_or_default() {
                for (_, id) in ids {
                    let text = String::from_utf8_lossy(&bytes).to_lowercase();
                    prop_assert!(text.contains(&id.to_string()), "{id} is not in {text}");
                }
            }
        }
    }
}
