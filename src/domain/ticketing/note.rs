//! How a note stays inside: the values of a site's own lists that a note is made with.

use crate::domain::catalog::PicklistValue;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};

/// `publish` of a note that customers do not see.
const INTERNAL_ONLY: i64 = 2;

/// `publish` of a note that everybody sees, customers too.
const ALL_USERS: i64 = 1;

/// `noteType` that suits best.
const TASK_NOTES: i64 = 3;

/// What an internal note is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Internal {
    /// `noteType`
    pub note_type: i64,
    /// `publish`
    pub publish: i64,
}

/// The values for internal notes on a site with these lists.
///
/// # Errors
/// Where the site has none; a note that customers see is never written instead.
pub fn internal(note_types: &[PicklistValue], publish: &[PicklistValue]) -> Result<Internal, Diagnostic> {
    let active = |values: &[PicklistValue], test: &dyn Fn(&PicklistValue) -> bool| {
        values.iter().find(|value| value.active && test(value)).map(|value| value.value)
    };
    let says_internal = |value: &PicklistValue| {
        let label = value.label.to_lowercase();
        value.value != ALL_USERS && label.contains("internal") && !label.contains("managed")
    };
    let publish = active(publish, &|value| value.value == INTERNAL_ONLY)
        .or_else(|| active(publish, &says_internal))
        .ok_or_else(|| missing("publish", "No value of Publish keeps a note inside; no note was written."))?;
    let note_type = active(note_types, &|value| value.value == TASK_NOTES)
        .or_else(|| active(note_types, &|value| value.default))
        .or_else(|| active(note_types, &|_| true))
        .ok_or_else(|| missing("noteType", "No note type is active; no note was written."))?;
    Ok(Internal { note_type, publish })
}

fn missing(field: &str, summary: &str) -> Diagnostic {
    Diagnostic::error(Code::PicklistMissing, summary, "Activate one in Autotask, among the values of ticket notes.")
        .about(Subject { field: Some(field.to_owned()), entity: Some("TicketNotes".to_owned()), ..Subject::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[(i64, &str, bool)]) -> Vec<PicklistValue> {
        let value = |&(value, label, active): &(i64, &str, bool)| PicklistValue {
            value,
            label: label.to_owned(),
            active,
            default: label.ends_with('*'),
            order: 0,
            parent: None,
        };
        values.iter().map(value).collect()
    }

    #[test]
    fn a_note_is_made_with_what_the_site_has_and_stays_inside() {
        type Values = &'static [(i64, &'static str, bool)];
        type Wanted = Result<(i64, i64), &'static str>;
        const TYPES: Values = &[(1, "Task Summary*", true), (3, "Task Notes", true)];
        const PUBLISH: Values = &[(1, "All Autotask Users*", true), (2, "Internal Only", true)];
        let cases: [(Values, Values, Wanted); 7] = [
            (TYPES, PUBLISH, Ok((3, 2))),
            (&[(9, "Other", true), (1, "Task Summary*", true), (3, "Task Notes", false)], PUBLISH, Ok((1, 2))),
            (&[(9, "Other", true)], PUBLISH, Ok((9, 2))),
            (&[(9, "Other", false)], PUBLISH, Err("noteType")),
            (TYPES, &[(1, "Internal and all", true), (7, "Internal Project Team", true)], Ok((3, 7))),
            (
                TYPES,
                &[(1, "All", true), (2, "Internal Only", false), (4, "Internal & Co-managed", true)],
                Err("publish"),
            ),
            (TYPES, &[], Err("publish")),
        ];
        for (types, publish, wanted) in cases {
            let found = internal(&list(types), &list(publish));
            let said = found.as_ref().map(|found| (found.note_type, found.publish));
            let said = said.map_err(|diagnostic| diagnostic.subject.field.as_deref().unwrap());
            assert_eq!(said, wanted, "{types:?} {publish:?}");
        }
    }
}
