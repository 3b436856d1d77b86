//! Why Autotask refused what was to be written: one table of its sentences.
//!
//! A sentence of this table is said before anything is done. Refusals that do not speak of the record (sign-in, rights,
//! limits) are the business of `classify`.

/// What was wrong with the record, as far as Autotask says it. Fields are named as Autotask names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The effective date of an adjustment lies outside the contract.
    EffectiveOutsideContract,
    /// The line has an adjustment of this effective date already.
    DateTaken,
    /// There would be fewer than no units.
    BelowZero,
    /// The billing period is approved and posted.
    PeriodPosted,
    /// The field has to be there.
    FieldRequired {
        /// The field.
        field: String,
    },
    /// The field's picklist has no such value.
    PicklistMissing {
        /// The field.
        field: String,
    },
    /// The value of the field's picklist is no longer active.
    PicklistInactive {
        /// The field.
        field: String,
    },
    /// What the field refers to is not there or not active; Autotask does not tell which.
    ReferenceMissing {
        /// The field.
        field: String,
    },
    /// The text of the field is too long.
    TooLong {
        /// The field.
        field: String,
    },
    /// A sentence that is known as a refusal and has no name of its own.
    Other,
}

/// What a sentence means.
enum Meaning {
    Plain(Refusal),
    /// The word before the sentence is the field.
    Before(fn(String) -> Refusal),
    /// The word after the sentence is the field.
    After(fn(String) -> Refusal),
}

use Meaning::{After, Before, Plain};

/// A sentence is told by these parts, in lower case and in this order.
const SENTENCES: &[(&[&str], Meaning)] = &[
    (
        &["effectivedate must be between the start date and end date of the contract"],
        Plain(Refusal::EffectiveOutsideContract),
    ),
    (&["attempt to insert duplicate data into contract_service", "_period"], Plain(Refusal::DateTaken)),
    (&["already approved and posted"], Plain(Refusal::PeriodPosted)),
    // Of the sentence for fewer than no units only this word is known.
    (&["negative"], Plain(Refusal::BelowZero)),
    (&["value does not exist for the required field "], After(|field| Refusal::FieldRequired { field })),
    (&[" is required"], Before(|field| Refusal::FieldRequired { field })),
    (&["you must assign both a "], After(|field| Refusal::FieldRequired { field })),
    (&["picklist value", "does not exist for "], After(|field| Refusal::PicklistMissing { field })),
    // How an inactive value is refused is known of no document; these are the ways that read like the one above.
    (&["picklist value", "is inactive for "], After(|field| Refusal::PicklistInactive { field })),
    (&["picklist value", "is not active for "], After(|field| Refusal::PicklistInactive { field })),
    (&["value does not reference an existing entity for "], After(|field| Refusal::ReferenceMissing { field })),
    (&["reference value on field: "], After(|field| Refusal::ReferenceMissing { field })),
    (&[": value ", "does not exist or is invalid"], Before(|field| Refusal::ReferenceMissing { field })),
    (&[" must be less than or equal to ", " characters"], Before(|field| Refusal::TooLong { field })),
    (&["combination is not currently defined"], Plain(Refusal::Other)),
    (&["cannot be associated with the ticket"], Plain(Refusal::Other)),
    (&["is not an active general allocation code"], Plain(Refusal::Other)),
    (&["cannot be edited if"], Plain(Refusal::Other)),
    (&["unable to find ", " in the ", " entity"], Plain(Refusal::Other)),
    (&["conversion failed when converting"], Plain(Refusal::Other)),
];

impl Refusal {
    /// What Autotask's words say: of the sentences that are known, the one that comes first.
    pub(super) fn of(words: &str) -> Option<Self> {
        // ASCII folding keeps every byte in its place, so that a field is cut out as Autotask spells it.
        let said = words.to_ascii_lowercase();
        let found = SENTENCES.iter().filter_map(|(parts, meaning)| {
            let (start, end) = span(&said, parts)?;
            let refusal = match meaning {
                Plain(refusal) => refusal.clone(),
                Before(of) => of(field(words[..start].rsplit(is_between_fields).next())?),
                After(of) => of(field(words[end..].split(is_between_fields).find(|word| !word.is_empty()))?),
            };
            Some((start, refusal))
        });
        found.min_by_key(|(start, _)| *start).map(|(_, refusal)| refusal)
    }

    /// The field that was refused, where one is named.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::FieldRequired { field }
            | Self::PicklistMissing { field }
            | Self::PicklistInactive { field }
            | Self::ReferenceMissing { field }
            | Self::TooLong { field } => Some(field),
            Self::EffectiveOutsideContract | Self::DateTaken | Self::BelowZero | Self::PeriodPosted | Self::Other => {
                None
            }
        }
    }
}

/// From where to where the parts stand in a text.
fn span(said: &str, parts: &[&str]) -> Option<(usize, usize)> {
    let start = said.find(parts.first()?)?;
    let mut end = start;
    for part in parts {
        end += said[end..].find(part)? + part.len();
    }
    Some((start, end))
}

fn is_between_fields(sign: char) -> bool {
    !sign.is_ascii_alphanumeric() && sign != '_'
}

fn field(word: Option<&str>) -> Option<String> {
    word.filter(|word| !word.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn required(field: &str) -> Refusal {
        Refusal::FieldRequired { field: field.to_owned() }
    }

    fn reference(field: &str) -> Refusal {
        Refusal::ReferenceMissing { field: field.to_owned() }
    }

    #[test]
    fn each_sentence_of_autotask_has_its_meaning_and_its_field() {
        for (words, wanted) in [
            (
                "ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.",
                Some(Refusal::EffectiveOutsideContract),
            ),
            (
                "ContractServiceBundleAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.",
                Some(Refusal::EffectiveOutsideContract),
            ),
            ("Attempt to insert duplicate data into contract_service_period", Some(Refusal::DateTaken)),
            ("Attempt to insert duplicate data into contract_service_bundle_period", Some(Refusal::DateTaken)),
            ("Number of units cannot be negative.", Some(Refusal::BelowZero)),
            (
                "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period",
                Some(Refusal::PeriodPosted),
            ),
            ("Value does not exist for the required field resourceID", Some(required("resourceID"))),
            ("queueID is required", Some(required("queueID"))),
            (
                "When assigning a Resource, you must assign both a assignedResourceID and assignedResourceRoleID.",
                Some(required("assignedResourceID")),
            ),
            (
                "Picklist value [3] does not exist for priority",
                Some(Refusal::PicklistMissing { field: "priority".to_owned() }),
            ),
            (
                "Picklist value [3] is inactive for queueID.",
                Some(Refusal::PicklistInactive { field: "queueID".to_owned() }),
            ),
            ("Value does not reference an existing entity for taskType . ", Some(reference("taskType"))),
            (
                "Reference value on field: contactID of type: Contact does not exist or is invalid.",
                Some(reference("contactID")),
            ),
            ("contactID: Value 12345 does not exist or is invalid", Some(reference("contactID"))),
            ("name must be less than or equal to 50 characters", Some(Refusal::TooLong { field: "name".to_owned() })),
            (
                "The specified AssignedResourceID and AssignedRoleID combination is not currently defined",
                Some(Refusal::Other),
            ),
            (
                "The companyLocationID[9] cannot be associated with the Ticket. The Ticket and CompanyLocation must have the same companyID.",
                Some(Refusal::Other),
            ),
            ("The given allocation code is not an active general allocation code", Some(Refusal::Other)),
            (
                "The startDateTime, endDateTime and isComplete cannot be edited if status is of type \"Canceled\". Error up",
                Some(Refusal::Other),
            ),
            ("Unable to find unitChanges in the ContractServiceAdjustment Entity.", Some(Refusal::Other)),
            ("Conversion failed when converting varchar 'material' to data type int", Some(Refusal::Other)),
            // Of several the first.
            (
                "Picklist value [99] does not exist for priority Value does not exist for the required field companyID",
                Some(Refusal::PicklistMissing { field: "priority".to_owned() }),
            ),
            (
                "Value does not exist for the required field companyID Picklist value [3] does not exist for queueID",
                Some(required("companyID")),
            ),
            ("QUEUEID IS REQUIRED", Some(required("QUEUEID"))),
            ("Größe · queueID is required", Some(required("queueID"))),
            // Words that say nothing of a record: nobody knows what became of it.
            ("An error occurred while processing your request.", None),
            ("Object reference not set to an instance of an object.", None),
            ("500 Internal Server Error", None),
            (" is required", None),
            ("", None),
        ] {
            assert_eq!(Refusal::of(words), wanted, "{words}");
        }
    }
}
