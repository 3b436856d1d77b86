//! Why a ticket or its status was not written, in words that name the field, the value and where it is set.

use super::write::Ending;
use crate::autotask::{Error, Refusal};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::{Named, TenantSettings, TicketField, TicketFields};
use crate::domain::text::harmless;

/// What was to be written.
#[derive(Clone, Copy, Debug)]
pub(in crate::ops) struct Attempt<'a> {
    /// What it was, as in “Autotask gave no answer to …”: `opening the ticket`.
    pub deed: &'static str,
    /// The tenant in the config.
    pub tenant: Option<&'a TenantSettings>,
    /// The company, with the field of the config that names it.
    pub company: Option<(&'a Named, &'static str)>,
    /// The values.
    pub values: &'a TicketFields,
    /// The fields of them that were sent.
    pub fields: &'a [TicketField],
}

impl Attempt<'_> {
    /// Why it ended so.
    pub fn explain(&self, ending: &Ending) -> Diagnostic {
        let mut diagnostic = match ending {
            Ending::Refused(Error::Refused { refusal, words, .. }) => {
                self.refused(refusal).unwrap_or_else(|| Diagnostic::from(ending.error().clone())).with_detail(words)
            }
            Ending::Refused(error) => error.clone().into(),
            Ending::NotTaken(error) => Diagnostic::error(
                Code::RefusedByAutotask,
                format!("Autotask did not take {}; reading shows nothing of it.", self.deed),
                "What Autotask said is in the detail. The next try may succeed.",
            )
            .with_detail(error.to_string()),
            Ending::Unsettled(error) => Diagnostic::error(
                Code::Unsettled,
                format!("Autotask gave no usable answer to {}, and reading shows nothing of it.", self.deed),
                "It may still take effect. The next run looks for it before it sends anything.",
            )
            .with_detail(error.to_string()),
        };
        if diagnostic.subject.tenant.is_none() {
            diagnostic.subject.tenant = self.tenant.map(|tenant| tenant.id.clone());
        }
        diagnostic
    }

    fn refused(&self, refusal: &Refusal) -> Option<Diagnostic> {
        match refusal {
            Refusal::FieldRequired { field } => Some(required(field)),
            Refusal::PicklistMissing { field } => {
                self.value(field, Code::PicklistMissing, "Autotask does not have or does not take it any more")
            }
            Refusal::PicklistInactive { field } => {
                self.value(field, Code::PicklistInactive, "it is no longer active in Autotask")
            }
            Refusal::ReferenceMissing { field } if field.eq_ignore_ascii_case("companyID") => self.company(),
            _ => None,
        }
    }

    fn value(&self, field: &str, code: Code, why: &str) -> Option<Diagnostic> {
        let known = self.fields.iter().find(|known| known.autotask_field().eq_ignore_ascii_case(field))?;
        let chosen = self.values.get(*known)?;
        let hint = match self.tenant.filter(|tenant| tenant.own(*known).is_some()) {
            Some(tenant) => format!(
                "Choose another for {} in the wizard's step Mapping: petra-autotask --step mapping.",
                harmless(&tenant.name)
            ),
            None => "Choose another in the wizard's step Ticketing: petra-autotask --step ticketing.".to_owned(),
        };
        let summary = format!("{}: “{}” (id {}) was refused; {why}.", known.label(), harmless(&chosen.name), chosen.id);
        Some(Diagnostic::error(code, summary, hint).about(Subject::field(known.key())))
    }

    fn company(&self) -> Option<Diagnostic> {
        let (company, field) = self.company?;
        let step = if field == "catchAllCompany" { "Ticketing, Unmapped tenant" } else { "Mapping" };
        let name = if field == "catchAllCompany" { "ticketing" } else { "mapping" };
        Some(
            Diagnostic::error(
                Code::CompanyInactive,
                format!(
                    "The company “{}” (id {}) is not active in Autotask, or no longer there.",
                    harmless(&company.name),
                    company.id
                ),
                format!(
                    "Activate it in Autotask, or choose another in the wizard's step {step}: petra-autotask --step {name}."
                ),
            )
            .about(Subject::field(field)),
        )
    }
}

fn required(field: &str) -> Diagnostic {
    let known = TicketField::ALL.into_iter().find(|known| known.autotask_field().eq_ignore_ascii_case(field));
    let (summary, hint, subject) = match known {
        Some(known) => (
            format!("Autotask requires {} ({}) in this ticket, and none is chosen.", known.label(), field),
            format!(
                "Choose one in the wizard's step Ticketing, {}: petra-autotask --step ticketing. Or have Autotask \
                 not require it for this ticket category.",
                known.label()
            ),
            known.key(),
        ),
        None => (
            format!(
                "Autotask requires the field {} in this ticket, which this program does not fill.",
                harmless(field)
            ),
            "Have Autotask not require it for this ticket category, or choose another Ticket category in the \
             wizard's step Ticketing: petra-autotask --step ticketing."
                .to_owned(),
            field,
        ),
    };
    Diagnostic::error(Code::FieldRequired, summary, hint).about(Subject::field(subject))
}
