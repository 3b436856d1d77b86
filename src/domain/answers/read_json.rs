//! Answers from JSON: the same columns as keys, and the ticketing defaults.

use serde_json::{Map, Value};

use super::closest::{closest, hint};
use super::{Answers, Column, Place, Row};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::TicketField;
use crate::domain::table::{self, shown};

/// Reads the text of a JSON document.
pub(super) fn read(text: &str) -> Result<Answers, Vec<Diagnostic>> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| table::unreadable("This is no JSON.", &error.to_string()))?;
    let Value::Object(document) = document else {
        return Err(table::unreadable("These are no answers: an object with ticketing and tenants was expected.", ""));
    };
    let mut answers = Answers::default();
    for (key, value) in document {
        let pointer = format!("/{}", escaped(&key));
        match (key.as_str(), value) {
            ("$schema", _) | ("ticketing" | "tenants", Value::Null) => {}
            ("ticketing", Value::Object(fields)) => answers.read_ticketing(fields),
            ("tenants", Value::Array(tenants)) => answers.read_tenants(tenants),
            ("ticketing", _) => answers.findings.push(bad(&pointer, "An object was expected", "ticketing")),
            ("tenants", _) => answers.findings.push(bad(&pointer, "A list was expected", "tenants")),
            _ => answers.findings.push(unknown_key(&key, &pointer, &["ticketing", "tenants"])),
        }
    }
    Ok(answers)
}

impl Answers {
    fn read_ticketing(&mut self, fields: Map<String, Value>) {
        let known = TicketField::REQUIRED.map(TicketField::key);
        for (key, value) in fields {
            let pointer = format!("/ticketing/{}", escaped(&key));
            let Some(field) = TicketField::REQUIRED.into_iter().find(|field| field.key() == key) else {
                self.findings.push(unknown_key(&key, &pointer, &known));
                continue;
            };
            match text_of(&value) {
                Some(text) => {
                    self.ticketing.insert(field, text);
                }
                None => self.findings.push(bad(&pointer, "A name or an id was expected", field.key())),
            }
        }
    }

    fn read_tenants(&mut self, tenants: Vec<Value>) {
        let known = Column::ALL.map(Column::key);
        for (place, tenant) in tenants.into_iter().enumerate() {
            let pointer = format!("/tenants/{place}");
            let Value::Object(fields) = tenant else {
                self.findings.push(bad(&pointer, "An object was expected", "tenants"));
                continue;
            };
            let mut row = Row { place: Place::Pointer(pointer.clone()), cells: std::collections::BTreeMap::new() };
            for (key, value) in fields {
                let pointer = format!("{pointer}/{}", escaped(&key));
                match (Column::from_key(&key), text_of(&value)) {
                    (Some(column), Some(text)) => {
                        row.cells.insert(column, text);
                    }
                    (Some(column), None) => {
                        self.findings.push(bad(&pointer, "A text or a number was expected", column.field()));
                    }
                    (None, _) if key == Column::IGNORED => {}
                    (None, _) => self.findings.push(unknown_key(&key, &pointer, &known)),
                }
            }
            self.rows.push(row);
        }
    }
}

/// The text of a cell; `null` is an empty one, and what is no single value is none.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn bad(pointer: &str, expected: &str, field: &str) -> Diagnostic {
    Diagnostic::error(Code::BadCell, format!("{expected} at {}.", shown(pointer)), "Write it as text, or leave it out.")
        .about(Subject { pointer: Some(pointer.to_owned()), ..Subject::field(field) })
}

fn unknown_key(key: &str, pointer: &str, known: &[&str]) -> Diagnostic {
    let meant = closest(key, known.iter().map(|name| ((*name).to_owned(), name.to_lowercase())));
    Diagnostic::error(
        Code::UnknownColumn,
        format!("There is no key “{}” in answers.", shown(key)),
        hint(&meant, &format!("Take it away; known here are {}.", known.join(", "))),
    )
    .about(Subject { pointer: Some(pointer.to_owned()), ..Subject::default() })
}

/// A key as a part of a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::parse;

    #[test]
    fn ticketing_and_tenants_are_read_with_their_places() {
        let answers = parse(
            br#"{"ticketing":{"queue":"Security","priority":2,"statusNew":null},
                 "tenants":[{"id":"ZZ1","company":174,"contract":" Gold ","exclude":null},{"name":"B","why":"x"}]}"#,
        )
        .unwrap();
        assert_eq!(answers.findings, []);
        let ticketing: Vec<_> = answers.ticketing.iter().map(|(field, text)| (*field, text.as_str())).collect();
        assert_eq!(
            ticketing,
            [(TicketField::Queue, "Security"), (TicketField::StatusNew, ""), (TicketField::Priority, "2")]
        );
        assert_eq!(answers.rows[0].place, Place::Pointer("/tenants/0".to_owned()));
        assert_eq!(answers.rows[0].cell(Column::Company), Some("174"));
        assert_eq!(answers.rows[0].cell(Column::Contract), Some("Gold"));
        assert_eq!(answers.rows[0].cell(Column::Exclude), Some(""));
        assert_eq!(answers.rows[1].cell(Column::Company), None);
    }

    #[test]
    fn what_is_wrong_comes_with_a_pointer() {
        let cases = [
            (r#"{"tenants":[{"id":"a","compnay":"x"}]}"#, Code::UnknownColumn, Some("/tenants/0/compnay")),
            (r#"{"tenants":[{"id":"a","a/b~c":"x"}]}"#, Code::UnknownColumn, Some("/tenants/0/a~1b~0c")),
            (r#"{"tenants":[{"id":"a","company":{"id":1}}]}"#, Code::BadCell, Some("/tenants/0/company")),
            (r#"{"tenants":[{"id":"a","exclude":true}]}"#, Code::BadCell, Some("/tenants/0/exclude")),
            (r#"{"tenants":["a"]}"#, Code::BadCell, Some("/tenants/0")),
            (r#"{"tenants":{}}"#, Code::BadCell, Some("/tenants")),
            (r#"{"ticketing":[]}"#, Code::BadCell, Some("/ticketing")),
            (r#"{"ticketing":{"colour":1}}"#, Code::UnknownColumn, Some("/ticketing/colour")),
            (r#"{"tenant":[]}"#, Code::UnknownColumn, Some("/tenant")),
            ("[]", Code::ReadFailed, None),
            (r#"{"tenants":["#, Code::ReadFailed, None),
        ];
        for (text, code, pointer) in cases {
            let findings = parse(text.as_bytes()).map_or_else(|findings| findings, |answers| answers.findings);
            assert_eq!(findings.len(), 1, "{text}");
            assert_eq!((findings[0].code, findings[0].subject.pointer.as_deref()), (code, pointer), "{text}");
        }
    }
}
