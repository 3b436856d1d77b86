//! Guards against figures that are probably wrong: how large a change may be, drops to 0, floor and ceiling.

use std::fmt;
use std::str::FromStr;

use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::settings::TenantBilling;

/// The largest change that passes, in units or in per cent of what is on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// So many units.
    Units(u32),
    /// So many per cent.
    Percent(u32),
}

impl Limit {
    fn is_exceeded(self, now: i64, change: i64) -> bool {
        match self {
            Self::Units(most) => change.abs() > i64::from(most),
            Self::Percent(most) => change.abs().saturating_mul(100) > now.saturating_mul(i64::from(most)),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units(most) => write!(formatter, "{most}"),
            Self::Percent(most) => write!(formatter, "{most}%"),
        }
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = |_| format!("“{text}” is no largest change: expected units, as 10, or per cent, as 50%");
        match text.trim().strip_suffix('%') {
            Some(percent) => percent.trim().parse().map(Self::Percent).map_err(fault),
            None => text.trim().parse().map(Self::Units).map_err(fault),
        }
    }
}

/// How large a change may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaxChange {
    limits: Vec<Limit>,
    given: bool,
}

impl Default for MaxChange {
    fn default() -> Self {
        Self { limits: vec![Limit::Units(10), Limit::Percent(50)], given: false }
    }
}

impl MaxChange {
    /// The limits that were given, or the default without any.
    #[must_use]
    pub fn given(limits: Vec<Limit>) -> Self {
        if limits.is_empty() { Self::default() } else { Self { limits, given: true } }
    }

    /// Whether a change exceeds every limit. A line at 0 has no per cent, and is stopped by a number that was given alone.
    fn is_exceeded(&self, now: i64, change: i64) -> bool {
        if now != 0 {
            return self.limits.iter().all(|limit| limit.is_exceeded(now, change));
        }
        let mut numbers = self.limits.iter().filter(|limit| self.given && matches!(limit, Limit::Units(_))).peekable();
        numbers.peek().is_some() && numbers.all(|limit| limit.is_exceeded(now, change))
    }
}

impl fmt::Display for MaxChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limits: Vec<_> = self.limits.iter().map(ToString::to_string).collect();
        formatter.write_str(&limits.join(" and "))
    }
}

/// What stops a line from going from `now` to `wanted` units.
#[must_use]
pub fn check_change(now: i64, wanted: i64, max_change: &MaxChange, allow_zero: bool) -> Vec<Diagnostic> {
    let change = wanted - now;
    let mut found = Vec::new();
    if change == 0 {
        return found;
    }
    if wanted == 0 && !allow_zero {
        found.push(Diagnostic::error(
            Code::DropToZero,
            format!("The line would drop from {now} units to 0."),
            "See whether the figure is right; with --allow-zero it is taken.",
        ));
    }
    if max_change.is_exceeded(now, change) {
        let what = if now == 0 { "a first billing" } else { "a change" };
        found.push(Diagnostic::error(
            Code::ChangeTooLarge,
            format!("From {now} to {wanted} units is {what} above the limit of {max_change}."),
            "See whether the figure is right; a larger change is taken with --max-change N or N%.",
        ));
    }
    found
}

/// What stops a tenant's own units by its floor and ceiling. Where no figure fits, the rules say so.
#[must_use]
pub fn check_bounds(wanted: i64, billing: &TenantBilling) -> Option<Diagnostic> {
    if billing.crossed_bounds().is_some() {
        return None;
    }
    if let Some(floor) = billing.floor.filter(|floor| wanted < i64::from(*floor)) {
        return Some(Diagnostic::error(
            Code::BelowFloor,
            format!("{wanted} units are below the tenant's floor of {floor}."),
            "See whether the figure is right, or change \"floor\" in the tenant's billing.",
        ));
    }
    let ceiling = billing.ceiling.filter(|ceiling| wanted > i64::from(*ceiling))?;
    Some(Diagnostic::error(
        Code::AboveCeiling,
        format!("{wanted} units are above the tenant's ceiling of {ceiling}."),
        "See whether the figure is right, or change \"ceiling\" in the tenant's billing.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Named;

    #[test]
    fn a_change_is_stopped_above_every_limit() {
        let given = |texts: &[&str]| MaxChange::given(texts.iter().map(|text| text.parse().unwrap()).collect());
        let (large, zero) = (Code::ChangeTooLarge, Code::DropToZero);
        let cases: [(&[&str], i64, i64, &[Code]); 20] = [
            (&[], 20, 30, &[]),
            (&[], 20, 31, &[large]),
            (&[], 100, 150, &[]),
            (&[], 100, 151, &[large]),
            (&[], 4, 14, &[]),
            (&[], 4, 15, &[large]),
            (&[], 100, 49, &[large]),
            (&[], 12, 12, &[]),
            (&[], 0, 500, &[]),
            (&[], 3, 0, &[zero]),
            (&[], 40, 0, &[zero, large]),
            (&["5"], 20, 25, &[]),
            (&["5"], 20, 26, &[large]),
            (&["5"], 0, 6, &[large]),
            (&["5"], 0, 5, &[]),
            (&["10%"], 0, 500, &[]),
            (&["10%"], 20, 23, &[large]),
            (&["5", "100%"], 0, 6, &[large]),
            (&["5", "100%"], 20, 40, &[]),
            (&["0"], 20, 21, &[large]),
        ];
        for (limits, now, wanted, codes) in cases {
            let found = check_change(now, wanted, &given(limits), false);
            assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), codes, "{limits:?} {now} {wanted}");
        }
        assert_eq!(check_change(3, 0, &MaxChange::default(), true), []);
        for wrong in ["", "-1", "%", "ten", "5 units", "1.5%"] {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn units_stay_between_floor_and_ceiling() {
        let billing =
            TenantBilling { floor: Some(5), ceiling: Some(50), ..TenantBilling::of_contract(Named::new(9, "Gold")) };
        for (wanted, code) in [
            (4, Some(Code::BelowFloor)),
            (5, None),
            (50, None),
            (51, Some(Code::AboveCeiling)),
            (0, Some(Code::BelowFloor)),
        ] {
            assert_eq!(check_bounds(wanted, &billing).map(|finding| finding.code), code, "{wanted}");
        }
        // Where no figure fits, that is said once, by the rules.
        let crossed =
            TenantBilling { floor: Some(5), ceiling: Some(4), ..TenantBilling::of_contract(Named::new(9, "Gold")) };
        assert_eq!(check_bounds(3, &crossed), None);
    }
}
