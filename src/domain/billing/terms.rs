//! By what a plan is drawn up: the config's policy, and what was asked for this once.

use jiff::civil::Date;

use super::effective::Effective;
use super::guards::MaxChange;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::settings::{BillingPolicy, MissingUsage, UnitField};

/// By what a plan is drawn up.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The day as of which contracts are judged.
    pub today: Date,
    /// The figure that is billed.
    pub unit_field: UnitField,
    /// From when on changes hold.
    pub effective: Effective,
    /// What a missing figure means.
    pub missing: MissingUsage,
    /// How large a change may be.
    pub max_change: MaxChange,
    /// Whether a line may drop to 0.
    pub allow_zero: bool,
}

/// What is asked for this once; it goes before the config's policy.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The figure that is billed.
    pub unit_field: Option<UnitField>,
    /// From when on changes hold.
    pub effective: Option<Effective>,
    /// How large a change may be.
    pub max_change: Option<MaxChange>,
    /// Whether a line may drop to 0.
    pub allow_zero: bool,
}

impl Terms {
    /// What is given, else what the config says, else the defaults.
    ///
    /// # Errors
    /// `config-invalid` where what the config says is needed and cannot be read.
    pub fn of(policy: Option<&BillingPolicy>, given: Given, today: Date) -> Result<Self, Diagnostic> {
        let policy = policy.cloned().unwrap_or_default();
        let wrong = |field: &str, why: String| {
            Diagnostic::error(
                Code::ConfigInvalid,
                format!("The config's billing.{field} cannot be read."),
                "Correct it in the config.",
            )
            .with_detail(why)
        };
        let effective = match (given.effective, policy.effective) {
            (Some(given), _) => given,
            (None, Some(saved)) => saved.parse().map_err(|why| wrong("effective", why))?,
            (None, None) => Effective::default(),
        };
        let max_change = match (given.max_change, policy.max_change) {
            (Some(given), _) => given,
            (None, Some(saved)) => {
                let limits = saved.iter().map(|text| text.parse()).collect::<Result<Vec<_>, _>>();
                MaxChange::given(limits.map_err(|why| wrong("maxChange", why))?)
            }
            (None, None) => MaxChange::default(),
        };
        Ok(Self {
            today,
            unit_field: given.unit_field.or(policy.unit_field).unwrap_or(UnitField::TotalLicensedUsers),
            effective,
            missing: policy.missing_usage.unwrap_or(MissingUsage::Hold),
            max_change,
            allow_zero: given.allow_zero,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_given_goes_before_the_config_and_that_before_the_defaults() {
        let today = date(2026, 11, 24);
        let policy = BillingPolicy {
            unit_field: Some(UnitField::BillableUsersThisMonth),
            effective: Some("next-period".to_owned()),
            missing_usage: Some(MissingUsage::Zero),
            max_change: Some(vec!["5".to_owned(), "20%".to_owned()]),
        };
        let given = Given {
            unit_field: Some(UnitField::TotalLicensedUsers),
            effective: Some(Effective::On(today)),
            max_change: Some(MaxChange::given(vec!["3".parse().unwrap()])),
            allow_zero: true,
        };
        let words = |terms: Terms| {
            let Terms { unit_field, effective, missing, max_change, allow_zero, .. } = terms;
            format!("{} {effective} {missing:?} {max_change} {allow_zero}", unit_field.key())
        };
        for (policy, given, wanted) in [
            (None, Given::default(), "totalLicensedUsers today Hold 10 and 50% false"),
            (Some(&policy), Given::default(), "billableUsersThisMonth next-period Zero 5 and 20% false"),
            (Some(&policy), given, "totalLicensedUsers 2026-11-24 Zero 3 true"),
        ] {
            assert_eq!(words(Terms::of(policy, given, today).unwrap()), wanted);
        }
    }

    #[test]
    fn a_policy_that_cannot_be_read_is_named_unless_something_else_is_given() {
        let today = date(2026, 11, 24);
        let effective = BillingPolicy { effective: Some("soon".to_owned()), ..BillingPolicy::default() };
        let limit = BillingPolicy { max_change: Some(vec!["many".to_owned()]), ..BillingPolicy::default() };
        for (policy, field) in [(&effective, "billing.effective"), (&limit, "billing.maxChange")] {
            let failure = Terms::of(Some(policy), Given::default(), today).unwrap_err();
            assert_eq!(failure.code, Code::ConfigInvalid);
            assert!(failure.summary.contains(field), "{}", failure.summary);
        }
        let given = Given { effective: Some(Effective::Today), ..Given::default() };
        assert!(Terms::of(Some(&effective), given, today).is_ok());
    }
}
