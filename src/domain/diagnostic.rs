//! Findings and failures: what every surface shows when something is wrong, with a code, a summary and what to do next.
//!
//! The rules that make findings are in `rules`; each client turns its own errors into these.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares the codes once: variant, the text of the contract, and the exit status of a failure (0: a finding).
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $text:literal $exit:literal,)*) => {
        /// The code of a finding or failure. Scripts rely on the texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text that surfaces show.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Exit status of a failure with this code; `None` for a finding, which is 1 where it is an error.
            #[must_use]
            pub const fn failure_exit(self) -> Option<u8> {
                let exit = match self { $(Self::$variant => $exit,)* };
                if exit == 0 { None } else { Some(exit) }
            }
        }
    };
}

codes! {
    /// The contract's first day is in the future.
    ContractNotStarted "contract-not-started" 0,
    /// The contract's last day is past.
    ContractEnded "contract-ended" 0,
    /// The service stands more than once on the contract.
    ServiceDuplicate "service-duplicate" 0,
    /// The contract's status is not active.
    ContractInactive "contract-inactive" 0,
    /// The contract's last day is today or at most 60 days away.
    ContractEndsSoon "contract-ends-soon" 0,
    /// The contract's type is not Recurring Service.
    ContractNotRecurring "contract-not-recurring" 0,
    /// The contract belongs to another company.
    ContractOtherCompany "contract-other-company" 0,
    /// No such contract, or not visible to this API user.
    ContractMissing "contract-missing" 0,
    /// The mapped line or service is not on the contract.
    ServiceMissing "service-missing" 0,
    /// Two tenants share one contract service line.
    ServiceLineShared "service-line-shared" 0,
    /// No such company.
    CompanyMissing "company-missing" 0,
    /// The company is inactive.
    CompanyInactive "company-inactive" 0,
    /// The service is inactive.
    ServiceInactive "service-inactive" 0,
    /// A picklist value that is required or named is not there.
    PicklistMissing "picklist-missing" 0,
    /// A picklist value is no longer active.
    PicklistInactive "picklist-inactive" 0,
    /// Neither mapped nor excluded.
    TenantUndecided "tenant-undecided" 0,
    /// A tenant is no longer in Petra's list.
    TenantGone "tenant-gone" 0,
    /// A tenant is new in Petra's list.
    TenantNew "tenant-new" 0,
    /// A thing has another name than saved.
    Renamed "renamed" 0,
    /// A renewal of the contract exists.
    ContractRenewed "contract-renewed" 0,
    /// A name in the answers that nothing has.
    UnknownName "unknown-name" 0,
    /// A name in the answers that several have.
    AmbiguousName "ambiguous-name" 0,
    /// A cell that cannot be read as what its column holds.
    BadCell "bad-cell" 0,
    /// A column that is not known.
    UnknownColumn "unknown-column" 0,
    /// Two rows for one tenant.
    DuplicateRow "duplicate-row" 0,
    /// Taken as it is, without asking Autotask.
    NotVerified "not-verified" 0,
    /// Zone lookup does not know the user name.
    UserUnknown "user-unknown" 3,
    /// A 401, which may be any of the three values.
    SignInRefused "sign-in-refused" 3,
    /// Autotask names the tracking identifier as wrong.
    TrackingIdRefused "tracking-id-refused" 3,
    /// 401 or 403 from Petra.
    PetraKeyRefused "petra-key-refused" 3,
    /// The API user lacks a right.
    PermissionMissing "permission-missing" 4,
    /// No connection, or it was cut.
    Unreachable "unreachable" 5,
    /// No answer in time.
    Timeout "timeout" 5,
    /// Too many requests.
    Throttled "throttled" 5,
    /// The certificate is not trusted.
    Tls "tls" 5,
    /// An answer that cannot be used.
    BadAnswer "bad-answer" 5,
    /// The zone lookup named a host that is not Autotask's.
    ZoneUntrusted "zone-untrusted" 5,
    /// A reference leads to no secret.
    SecretMissing "secret-missing" 6,
    /// A secret store does not work here.
    StoreUnavailable "store-unavailable" 6,
    /// A secret store is locked.
    StoreLocked "store-locked" 6,
    /// A secret store did not answer in time.
    StoreTimeout "store-timeout" 6,
    /// A text that is no secret reference.
    ReferenceInvalid "reference-invalid" 6,
    /// A secret file that others can read.
    FileTooOpen "file-too-open" 6,
    /// There is no config file.
    ConfigMissing "config-missing" 7,
    /// The config file is not of the config's shape.
    ConfigInvalid "config-invalid" 7,
    /// The config file is of a newer version.
    ConfigNewer "config-newer" 7,
    /// Another process holds the config.
    ConfigLocked "config-locked" 7,
    /// Someone else changed the config meanwhile.
    ConfigChanged "config-changed" 7,
    /// A file cannot be read or parsed at all.
    ReadFailed "read-failed" 7,
    /// A file cannot be written.
    WriteFailed "write-failed" 7,
    /// No usage figure for the tenant, or more than one.
    UsageMissing "usage-missing" 0,
    /// The tenant is paused.
    TenantPaused "tenant-paused" 0,
    /// The tenant is on trial.
    TenantTrial "tenant-trial" 0,
    /// A change of units above the guard.
    ChangeTooLarge "change-too-large" 0,
    /// A drop of units to 0.
    DropToZero "drop-to-zero" 0,
    /// Units below the tenant's floor.
    BelowFloor "below-floor" 0,
    /// Units above the tenant's ceiling.
    AboveCeiling "above-ceiling" 0,
    /// The effective date falls into a posted period.
    PeriodPosted "period-posted" 0,
    /// A later change is scheduled already.
    FutureChangeScheduled "future-change-scheduled" 0,
    /// Autotask's state moved since the plan.
    MovedSincePlan "moved-since-plan" 0,
    /// The effective date is outside the contract.
    EffectiveOutsideContract "effective-outside-contract" 0,
    /// The line has a change with this date already.
    DateTaken "date-taken" 0,
    /// Autotask refused a write for a reason without a code here.
    RefusedByAutotask "refused-by-autotask" 0,
    /// A first change reads back as something else.
    ReadbackMismatch "readback-mismatch" 0,
    /// It cannot be told whether a change took effect.
    Unsettled "unsettled" 0,
    /// Another run holds the lock.
    AlreadyRunning "already-running" 7,
    /// Autotask wants a ticket field that was not sent.
    FieldRequired "field-required" 0,
    /// An incident of a tenant that is not mapped.
    TenantUnmapped "tenant-unmapped" 0,
}

impl Code {
    /// Whether a finding with this code holds back the billing of its tenant though it is only a warning.
    #[must_use]
    pub const fn blocks_billing(self) -> bool {
        matches!(
            self,
            Self::ContractNotStarted
                | Self::ContractEnded
                | Self::ServiceDuplicate
                | Self::ContractInactive
                | Self::ServiceLineShared
                | Self::BelowFloor
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known.copied().ok_or_else(|| serde::de::Error::custom(format!("no code is called “{text}”")))
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Can be saved; may hold back billing.
    Warning,
    /// Nothing is written while it stands.
    Error,
}

/// What a diagnostic speaks of. Only the parts that apply are set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Subject {
    /// The tenant's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The field as the config spells it, e.g. `statusNew`, `contract`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The row as a spreadsheet counts (the header is 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The column's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// A JSON pointer into the answers or the config.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The Autotask entity, e.g. `Contracts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
}

impl Subject {
    /// A field of one tenant.
    #[must_use]
    pub fn tenant_field(tenant: &str, field: &str) -> Self {
        Self { tenant: Some(tenant.to_owned()), field: Some(field.to_owned()), ..Self::default() }
    }

    /// A field of the config outside any tenant.
    #[must_use]
    pub fn field(field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::default() }
    }

    /// An Autotask entity.
    #[must_use]
    pub fn entity(entity: &str) -> Self {
        Self { entity: Some(entity.to_owned()), ..Self::default() }
    }
}

/// A finding or a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of thing it is.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What it speaks of.
    pub subject: Subject,
    /// What is, in one sentence, in the user's words.
    pub summary: String,
    /// Why, or the other side's own words; may be empty.
    pub detail: String,
    /// What to do next.
    pub hint: String,
    /// A few words for a list whose columns say the rest, e.g. `ends in 37 days`; for screens only, may be empty.
    #[serde(skip)]
    pub brief: String,
}

impl Diagnostic {
    /// An error with this code, summary and remedy.
    pub fn error(code: Code, summary: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            subject: Subject::default(),
            summary: summary.into(),
            detail: String::new(),
            hint: hint.into(),
            brief: String::new(),
        }
    }

    /// A warning with this code, summary and remedy.
    pub fn warning(code: Code, summary: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, summary, hint) }
    }

    /// The same, speaking of `subject`.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The same, with the reason or the other side's words.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// The same, with a few words for a list.
    #[must_use]
    pub fn in_brief(mut self, brief: impl Into<String>) -> Self {
        self.brief = brief.into();
        self
    }

    /// Whether nothing may be written while it stands.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Exit status of a run that met these: the lowest failure status, else 1 where one is an error, else 0.
#[must_use]
pub fn exit_status<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> u8 {
    let mut failure: Option<u8> = None;
    let mut finding = 0;
    for diagnostic in diagnostics {
        if !diagnostic.is_error() {
            continue;
        }
        finding = 1;
        if let Some(exit) = diagnostic.code.failure_exit() {
            failure = Some(failure.map_or(exit, |lowest| lowest.min(exit)));
        }
    }
    failure.unwrap_or(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_kebab_case() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code} stands twice");
            assert!(code.as_str().chars().all(|sign| sign.is_ascii_lowercase() || sign == '-'));
        }
    }

    #[test]
    fn a_diagnostic_that_was_written_is_read_back() {
        let said = Diagnostic::warning(Code::ContractEnded, "It ended.", "Extend it.")
            .about(Subject::tenant_field("ZZ1", "contract"))
            .with_detail("why");
        let text = serde_json::to_string(&said).unwrap();
        assert_eq!(serde_json::from_str::<Diagnostic>(&text).unwrap(), said);
        assert!(serde_json::from_str::<Diagnostic>(&text.replace("contract-ended", "contract-endet")).is_err());
    }

    #[test]
    fn the_lowest_failure_decides_then_errors_then_nothing() {
        let error = |code| Diagnostic::error(code, "s", "h");
        assert_eq!(exit_status(&[]), 0);
        assert_eq!(exit_status(&[Diagnostic::warning(Code::ContractEnded, "s", "h")]), 0);
        assert_eq!(exit_status(&[error(Code::TenantUndecided)]), 1);
        assert_eq!(exit_status(&[error(Code::Timeout), error(Code::PermissionMissing), error(Code::BadCell)]), 4);
    }
}
