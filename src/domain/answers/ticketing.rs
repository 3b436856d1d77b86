//! Second stage: ticketing defaults and a tenant's own ticket fields, against the picklists.

use super::Column;
use super::naming::{Candidate, Naming, by_name};
use super::resolution::Resolution;
use crate::domain::catalog::TicketLists;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::draft::Draft;
use crate::domain::settings::{Named, TicketField};
use crate::domain::table::shown;

/// The value of a ticket field that a text names, as an option or a cell gives it. An inactive value is found too.
///
/// # Errors
/// `unknown-name`, `ambiguous-name` or, for an id, `picklist-missing`; `subject.field` is the field.
pub fn ticket_value(lists: &TicketLists, field: TicketField, text: &str) -> Result<Named, Box<Diagnostic>> {
    let naming = Naming::of(text);
    if let Some(value) = naming.id.and_then(|id| lists.value(field, id)) {
        return Ok(Named::new(value.value, value.label.as_str()));
    }
    let candidates: Vec<_> = lists
        .of(field)
        .iter()
        .map(|value| Candidate { id: value.value, name: &value.label, possible: value.active })
        .collect();
    let what = format!("value of {}", field.label());
    match (by_name(naming.text, &what, &candidates), naming.id) {
        (Ok(value), _) => Ok(Named::new(value.id, value.name)),
        (Err(_), Some(id)) => Err(Box::new(Diagnostic::error(
            Code::PicklistMissing,
            format!("{}: no value has the id {id}; what was read is “{}”.", field.label(), shown(text)),
            "Write the exact name, or the id, of one that Autotask has.",
        ))),
        (Err(finding), None) => Err(finding),
    }
    .map_err(|finding: Box<Diagnostic>| Box::new(finding.about(Subject::field(field.key()))))
}

impl Resolution<'_> {
    /// Takes the ticketing defaults and the tenants' own queue and statuses into the draft.
    pub fn ticketing(&mut self, draft: &mut Draft, lists: &TicketLists) {
        self.ticketing_by(draft, |field, text, _| ticket_value(lists, field, text));
    }

    /// The same, whoever knows the values; they are told what stands there now.
    pub(super) fn ticketing_by(
        &mut self,
        draft: &mut Draft,
        value: impl Fn(TicketField, &str, Option<&Named>) -> Result<Named, Box<Diagnostic>>,
    ) {
        for (field, text) in &self.answers.ticketing {
            match text.as_str() {
                "" => draft.ticketing.fields.set(*field, None),
                text => match value(*field, text, draft.ticketing.fields.get(*field)) {
                    Ok(value) => draft.ticketing.fields.set(*field, Some(value)),
                    Err(finding) => {
                        let pointer = Some(format!("/ticketing/{}", field.key()));
                        let subject = Subject { pointer, ..Subject::field(field.key()) };
                        self.findings.push((None, finding.about(subject)));
                        self.failed_defaults.insert(*field);
                    }
                },
            }
        }
        for target in self.targets(draft) {
            for (column, field) in Column::TICKETING {
                let tenant = &mut draft.tenants[target.place].settings;
                match target.row.cell(column) {
                    None => {}
                    Some("") => tenant.set_own(field, None),
                    Some(text) => match value(field, text, tenant.own(field)) {
                        Ok(value) => tenant.set_own(field, Some(value)),
                        Err(finding) => self.fail(&target, column, *finding),
                    },
                }
            }
        }
    }
}
