//! Lists of tenants from files and typed lines: CSV of our own, exports of Microsoft Partner Center, JSON, Petra's answer.
//!
//! An id in a column of ours is Microsoft's if it looks like a GUID, else Petra's; Petra's ids never do. Columns and keys
//! that are not known are passed over, since exports have many. What the tenants are linked to is read by `answers`.

mod collector;
mod lines;
mod web_domain;

use serde_json::Value;

use self::collector::Collector;
pub use self::lines::parse_lines;
pub use self::web_domain::web_domain;
use super::diagnostic::{Diagnostic, Subject};
use super::table;
use super::tenant::Tenant;

/// What a column or key holds, by the names it goes by, in lower case.
const ID: [&str; 1] = ["tenant_id"];
const NAME: [&str; 3] = ["tenant_name", "company name", "customer name"];
const MICROSOFT_ID: [&str; 5] =
    ["microsoft id", "tenant id", "microsoft tenant id", "microsoft_tenant_id", "microsofttenantid"];
const DOMAIN: [&str; 2] = ["primary domain name", "domain"];

/// Reads a file of tenants, JSON where the text begins with a brace or bracket, else a table.
///
/// # Errors
/// `read-failed` where it is no such file; else all rows that are wrong: `bad-cell`, `duplicate-row`.
pub fn parse(bytes: &[u8]) -> Result<Vec<Tenant>, Vec<Diagnostic>> {
    let text = table::decode(bytes)?;
    if text.trim_start().starts_with(['{', '[']) { parse_json(&text) } else { parse_table(&text) }
}

/// A tenant by an id of which kind is not told, and its name; either may be empty. An id that is only the name again,
/// as a config has it where nothing better is known, is none.
#[must_use]
pub fn identified(id: &str, name: &str) -> Tenant {
    let id = Some(id).filter(|id| !id.is_empty() && *id != name).map(str::to_owned);
    let (microsoft_id, petra_id) = if id.as_deref().is_some_and(is_guid) { (id, None) } else { (None, id) };
    Tenant { petra_id, microsoft_id, name: name.to_owned(), ..Tenant::default() }
}

/// Whether a column of this name holds Microsoft's ids of tenants.
#[must_use]
pub fn is_microsoft_id(header: &str) -> bool {
    MICROSOFT_ID.contains(&header.to_lowercase().as_str())
}

fn is_guid(text: &str) -> bool {
    let mut groups = text.split('-').map(str::len);
    [8, 4, 4, 4, 12].into_iter().all(|length| groups.next() == Some(length))
        && groups.next().is_none()
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn parse_table(text: &str) -> Result<Vec<Tenant>, Vec<Diagnostic>> {
    let goes_by = |header: &str, names: &[&str]| names.contains(&header.to_lowercase().as_str());
    let table = table::read(text, |header| {
        [&ID[..], &NAME, &MICROSOFT_ID, &DOMAIN].into_iter().any(|names| goes_by(header, names))
    })?;
    let places = |names: &[&str]| {
        let columns = table.header.iter().enumerate().filter(|(_, header)| goes_by(header, names));
        columns.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let (ids, names, microsoft_ids, domains) = (places(&ID), places(&NAME), places(&MICROSOFT_ID), places(&DOMAIN));
    if ids.is_empty() && names.is_empty() && microsoft_ids.is_empty() {
        let detail = format!("The first row reads “{}”.", table::shown(&table.header.join(",")));
        return Err(table::unreadable("No column tenant_id or tenant_name says which tenants these are.", &detail));
    }
    let mut collector = Collector::default();
    for row in &table.rows {
        let first = |places: &[usize]| places.iter().map(|place| row.cell(*place)).find(|cell| !cell.is_empty());
        let mut tenant = identified(first(&ids).unwrap_or(""), first(&names).unwrap_or(""));
        if let Some(id) = first(&microsoft_ids) {
            tenant.microsoft_id = Some(id.to_owned());
        }
        let column = domains.first().map(|place| table.header[*place].clone());
        let subject = Subject { row: Some(row.number), column, ..Subject::default() };
        collector.add(tenant, first(&domains).unwrap_or(""), subject);
    }
    collector.finish()
}

fn parse_json(text: &str) -> Result<Vec<Tenant>, Vec<Diagnostic>> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| table::unreadable("This is no JSON.", &error.to_string()))?;
    let (tenants, pointer) = match &document {
        Value::Array(tenants) => (Some(tenants), ""),
        Value::Object(fields) => (fields.get("tenants").and_then(Value::as_array), "/tenants"),
        _ => (None, ""),
    };
    let Some(tenants) = tenants else {
        return Err(table::unreadable("This is no list of tenants: a key tenants with a list was expected.", ""));
    };
    let mut collector = Collector::default();
    for (place, fields) in tenants.iter().enumerate() {
        let pointer = format!("{pointer}/{place}");
        // Numbers are taken as they are written; anything else is no name and no id.
        let text = |keys: &[&str]| {
            let found = keys.iter().find_map(|key| match fields.get(key)? {
                Value::String(text) => Some(text.trim().to_owned()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            found.unwrap_or_default()
        };
        // Petra calls the name otherwise in each of its answers.
        let mut tenant = identified(&text(&["id", "tenantId"]), &text(&["name", "displayName", "tenantDisplayName"]));
        let (petra_id, microsoft_id) = (text(&["petraTenantId"]), text(&["microsoftTenantId"]));
        if !petra_id.is_empty() {
            tenant.petra_id = Some(petra_id);
        }
        if !microsoft_id.is_empty() {
            tenant.microsoft_id = Some(microsoft_id);
        }
        tenant.paused = fields.get("isPaused").and_then(Value::as_bool).unwrap_or(false);
        let subject = Subject { pointer: Some(pointer), ..Subject::default() };
        collector.add(tenant, &text(&["domain"]), subject);
    }
    collector.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::damage;
    use crate::domain::diagnostic::Code;

    const GUID: &str = "7c1d2a40-0000-4000-8000-00000000009f";

    type Short<'a> = (Option<&'a str>, Option<&'a str>, &'a str, Option<&'a str>);

    fn short(tenant: &Tenant) -> Short<'_> {
        let domain = tenant.domains.first().map(String::as_str);
        (tenant.petra_id.as_deref(), tenant.microsoft_id.as_deref(), &tenant.name, domain)
    }

    #[test]
    fn lists_of_every_kind_give_tenants() {
        let both = (Some("ZZ1"), Some(GUID), "Contoso", Some("contoso.com"));
        let microsoft = (None, Some(GUID), "Contoso", Some("contoso.com"));
        let cases = [
            (
                "ours",
                "tenant_id,tenant_name,domain\nZZ1,Contoso,https://www.Contoso.com/\n".to_owned(),
                (Some("ZZ1"), None, "Contoso", Some("contoso.com")),
            ),
            (
                "ours, with Microsoft's id",
                format!("Tenant_ID;tenant_name;domain\n{GUID};Contoso;contoso.com\n"),
                microsoft,
            ),
            ("names alone", "tenant_name\nContoso\n".to_owned(), (None, None, "Contoso", None)),
            ("ids alone", "tenant_id\nZZ1\n".to_owned(), (Some("ZZ1"), None, "", None)),
            ("a name as id", "tenant_id,tenant_name\nContoso,Contoso\n".to_owned(), (None, None, "Contoso", None)),
            (
                "Partner Center",
                format!("Microsoft ID,Company name,Primary domain name,Relationship\n{GUID},Contoso,contoso.com,CSP\n"),
                microsoft,
            ),
            (
                "Partner Center, other names",
                format!("\"Customer name\"\t\"Tenant ID\"\t\"Domain\"\nContoso\t{GUID}\tcontoso.com\n"),
                microsoft,
            ),
            (
                "an id of Microsoft's that is no GUID",
                "Tenant ID,Customer name\nabc,Contoso\n".to_owned(),
                (None, Some("abc"), "Contoso", None),
            ),
            (
                "JSON",
                format!(
                    r#"{{"tenants":[{{"id":"ZZ1","name":"Contoso","microsoftTenantId":"{GUID}","domain":"contoso.com"}}]}}"#
                ),
                both,
            ),
            (
                "a bare list",
                format!(r#"[{{"id":"{GUID}","name":"Contoso","domain":"contoso.com","more":{{}}}}]"#),
                microsoft,
            ),
            (
                "Petra's answer",
                format!(
                    r#"{{"totalTenants":1,"tenants":[{{"petraTenantId":"ZZ1","name":"Contoso","microsoftTenantId":"{GUID}","isPaused":true}}]}}"#
                ),
                (Some("ZZ1"), Some(GUID), "Contoso", None),
            ),
        ];
        for (what, text, expected) in cases {
            let tenants = parse(text.as_bytes()).unwrap_or_else(|findings| panic!("{what}: {findings:?}"));
            assert_eq!(tenants.iter().map(short).collect::<Vec<_>>(), [expected], "{what}");
        }
        let petra = parse(br#"{"tenants":[{"petraTenantId":"ZZ1","name":"A","isPaused":true}]}"#).unwrap();
        assert!(petra[0].paused);
    }

    #[test]
    fn a_customer_with_two_relationships_is_one_tenant() {
        let text =
            format!("Microsoft ID,Company name,Domain\n{GUID},Contoso,contoso.com\n{GUID},Contoso,contoso.net\n");
        let tenants = parse(text.as_bytes()).unwrap();
        assert_eq!(tenants.len(), 1);
        assert_eq!(tenants[0].domains, ["contoso.com", "contoso.net"]);
    }

    #[test]
    fn what_is_wrong_comes_all_at_once_with_its_place() {
        let cases = [
            (
                "tenant_id,tenant_name,domain\nZZ1,A,a.example\n\nZZ1,B,\n,,c.example\nZZ4,D,not a domain\n",
                vec![(Code::DuplicateRow, Some(4)), (Code::BadCell, Some(5)), (Code::BadCell, Some(6))],
            ),
            ("tenant_name\nA\n a \n", vec![(Code::DuplicateRow, Some(3))]),
            ("domain\ncontoso.com\n", vec![(Code::ReadFailed, None)]),
            ("", vec![(Code::ReadFailed, None)]),
            (r#"{"tenant":[]}"#, vec![(Code::ReadFailed, None)]),
            (r#"{"tenants":[{"name":"A"},{},{"name":true}]}"#, vec![(Code::BadCell, None), (Code::BadCell, None)]),
        ];
        for (text, expected) in cases {
            let findings = parse(text.as_bytes()).unwrap_err();
            let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.subject.row)).collect();
            assert_eq!(found, expected, "{text:?}");
        }
        let findings = parse(br#"{"tenants":[{"name":"A"},{}]}"#).unwrap_err();
        assert_eq!(findings[0].subject.pointer.as_deref(), Some("/tenants/1"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
            let _ = parse_lines(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn nothing_below_a_good_header_makes_it_panic(rest in "(\\PC|[\",;\t\n\r'\\[{]){0,80}") {
            let _ = parse(format!("tenant_id,tenant_name,domain\n{rest}").as_bytes());
        }
    }

    const GOOD: &[&str] = &[
        "tenant_id,tenant_name,domain\nZZ1,Contoso,https://www.Contoso.com/\n\"ZZ2\",\"Fabrikam, Inc.\",fabrikam.com\n",
        "tenant_id;tenant_name\r\nZZ1;Contoso\r\n",
        r#"[{"petraTenantId": "ZZ1", "name": "Contoso", "microsoftTenantId": "7c1d2a40-0000-4000-8000-00000000009f"}]"#,
        r#"{"tenants": [{"petraTenantId": "ZZ1", "name": "サクラ", "isPaused": false}], "totalTenants": 1}"#,
    ];

    proptest! {
        #![proptest_config(damage::cases())]
        #[test]
        fn a_damaged_list_is_read_or_refused_with_words(bytes in damage::damaged(GOOD)) {
            if let Err(refusal) = parse(&bytes) {
                prop_assert!(damage::is_told(&refusal), "{:?}", refusal);
            }
        }
    }
}
