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

/// Where a sentence names its field.
#[derive(Clone, Copy)]
enum Place {
    /// It is the first word after this.
    After(&'static str),
    /// It is the last word before this.
    Before(&'static str),
}

use Place::{After, Before};

/// A sentence that holds all of `parts`, and what it means for the field that it names.
struct Sentence {
    parts: &'static [&'static str],
    means: Meaning,
}

enum Meaning {
    Plain(Refusal),
    Of(Place, fn(String) -> Refusal),
}

use Meaning::{Of, Plain};

/// Lower case; the first that fits counts.
const SENTENCES: &[Sentence] = &[
    Sentence {
        parts: &["effectivedate must be between the start date and end date of the contract"],
        means: Plain(Refusal::EffectiveOutsideContract),
    },
    Sentence {
        parts: &["attempt to insert duplicate data into contract_service", "period"],
        means: Plain(Refusal::DateTaken),
    },
    Sentence { parts: &["already approved and posted"], means: Plain(Refusal::PeriodPosted) },
    // Autotask's own sentence for fewer than no units is not known but for this word.
    Sentence { parts: &["negative"], means: Plain(Refusal::BelowZero) },
    Sentence {
        parts: &["value does not exist for the required field "],
        means: Of(After("required field "), |field| Refusal::FieldRequired { field }),
    },
    Sentence {
        parts: &["picklist value", "does not exist for "],
        means: Of(After("does not exist for "), |field| Refusal::PicklistMissing { field }),
    },
    Sentence {
        parts: &["picklist value", "inactive for "],
        means: Of(After("inactive for "), |field| Refusal::PicklistInactive { field }),
    },
    Sentence {
        parts: &["picklist value", "not active for "],
        means: Of(After("not active for "), |field| Refusal::PicklistInactive { field }),
    },
    Sentence {
        parts: &["value does not reference an existing entity for "],
        means: Of(After("an existing entity for "), |field| Refusal::ReferenceMissing { field }),
    },
    Sentence {
        parts: &["reference value on field: ", "does not exist or is invalid"],
        means: Of(After("on field: "), |field| Refusal::ReferenceMissing { field }),
    },
    Sentence {
        parts: &[": value ", "does not exist or is invalid"],
        means: Of(Before(": value "), |field| Refusal::ReferenceMissing { field }),
    },
    Sentence {
        parts: &[" must be less than or equal to ", " characters"],
        means: Of(Before(" must be less than"), |field| Refusal::TooLong { field }),
    },
    Sentence {
        parts: &["you must assign both a assignedresourceid and assignedresourceroleid"],
        means: Of(After("both a "), |field| Refusal::FieldRequired { field }),
    },
    Sentence { parts: &[" is required"], means: Of(Before(" is required"), |field| Refusal::FieldRequired { field }) },
    Sentence { parts: &["combination is not currently defined"], means: Plain(Refusal::Other) },
    Sentence { parts: &["cannot be associated with the ticket"], means: Plain(Refusal::Other) },
    Sentence { parts: &["is not an active general allocation code"], means: Plain(Refusal::Other) },
    Sentence { parts: &["cannot be edited if"], means: Plain(Refusal::Other) },
    Sentence { parts: &["unable to find ", " in the ", " entity"], means: Plain(Refusal::Other) },
    Sentence { parts: &["conversion failed when converting"], means: Plain(Refusal::Other) },
];

impl Refusal {
    /// What Autotask's words say, where they hold a known sentence.
    pub(super) fn of(words: &str) -> Option<Self> {
        // ASCII folding keeps every byte in its place, so that a field is cut out as Autotask spells it.
        let said = words.to_ascii_lowercase();
        SENTENCES.iter().find_map(|sentence| {
            if !sentence.parts.iter().all(|part| said.contains(part)) {
                return None;
            }
            match &sentence.means {
                Plain(refusal) => Some(refusal.clone()),
                Of(place, make) => Some(make(place.field(words, &said)?)),
            }
        })
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

impl Place {
    /// The field's name, which is one word of letters and digits.
    fn field(self, words: &str, said: &str) -> Option<String> {
        let is_outside = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
        let field = match self {
            After(text) => {
                let rest = words.get(said.find(text)? + text.len()..)?.trim_start_matches(is_outside);
                rest.split(is_outside).next()?
            }
            Before(text) => words.get(..said.find(text)?)?.rsplit(is_outside).next()?,
        };
        (!field.is_empty()).then(|| field.to_owned())
    }
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
