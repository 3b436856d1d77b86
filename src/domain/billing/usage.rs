//! What tenants use, and the units that are to be billed for it.
//!
//! Petra's answer is read in `petra`; a list `tenant_id,units` here. Whether a line takes the units is judged in `judge`.

use super::words::shown_figure;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::{MissingUsage, TenantSettings, UnitField};
use crate::domain::table;

/// A tenant's figure, from Petra or a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// Petra's id of the tenant, or what a file has in its place.
    pub tenant: Option<String>,
    /// Microsoft's id of it.
    pub microsoft_tenant: Option<String>,
    /// The units by the chosen field; `None` where the answer has no figure.
    pub units: Option<f64>,
    /// Whether monitoring is paused.
    pub paused: bool,
    /// Whether it is a trial.
    pub trial: bool,
}

impl Figure {
    fn is_of(&self, tenant: &TenantSettings) -> bool {
        let is =
            |ours: &str, theirs: &Option<String>| theirs.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(ours));
        // Petra's ids tell capitals apart; Microsoft's do not.
        self.tenant.as_deref() == Some(tenant.id.as_str())
            || is(&tenant.id, &self.microsoft_tenant)
            || tenant
                .microsoft_tenant_id
                .as_deref()
                .is_some_and(|id| is(id, &self.microsoft_tenant) || is(id, &self.tenant))
    }
}

/// The units that are to be billed for a tenant, as far as they are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The units; `None` holds the line as it is.
    pub units: Option<i64>,
    /// Why they are held, or why they are 0 though nothing was counted.
    pub finding: Option<Diagnostic>,
}

/// The units that are to be billed for a tenant: its one figure less the excluded units. A figure that is missing, or of a
/// tenant that is paused or on trial, is dealt with as `missing` says; two figures, or one that is no whole number, hold.
#[must_use]
pub fn wanted(tenant: &TenantSettings, figures: &[Figure], field: UnitField, missing: MissingUsage) -> Wanted {
    let found: Vec<_> = figures.iter().filter(|figure| figure.is_of(tenant)).collect();
    let name = table::shown(&tenant.name);
    let by_policy = |code, summary: String, hint: &str| {
        let (units, detail) = match missing {
            MissingUsage::Hold => (None, "The line stays as it is (missingUsage: hold)."),
            MissingUsage::Zero => (Some(0), "It counts as 0 units (missingUsage: zero)."),
        };
        Wanted { units, finding: Some(warning(code, tenant, summary, hint).with_detail(detail)) }
    };
    let held = |summary: String, hint: &str| Wanted {
        units: None,
        finding: Some(warning(Code::UsageMissing, tenant, summary, hint).with_detail("The line stays as it is.")),
    };
    let figure = match found.as_slice() {
        [] => {
            return by_policy(
                Code::UsageMissing,
                format!("There is no usage figure for “{name}”."),
                "See that the tenant is in the usage by its id.",
            );
        }
        [figure] => figure,
        several => {
            return held(
                format!("There are {} usage figures for “{name}”.", several.len()),
                "Leave one of them; they are not added up.",
            );
        }
    };
    if figure.paused {
        return by_policy(
            Code::TenantPaused,
            format!("Petra's monitoring of “{name}” is paused."),
            "Resume it in Petra, or exclude the tenant.",
        );
    }
    if figure.trial {
        return by_policy(Code::TenantTrial, format!("“{name}” is on trial."), "It is billed once its trial is over.");
    }
    let Some(units) = figure.units else {
        return by_policy(
            Code::UsageMissing,
            format!("The usage of “{name}” has no {}.", field.key()),
            "Choose another field with --unit-field, or wait until Petra counts it.",
        );
    };
    match whole(units) {
        Some(units) => Wanted { units: Some((units - excluded(tenant)).max(0)), finding: None },
        None => held(
            format!("The usage of “{name}” is {}, which is no number of units.", shown_figure(units)),
            "Bill a field that counts users, or give whole numbers with --usage.",
        ),
    }
}

fn excluded(tenant: &TenantSettings) -> i64 {
    tenant.billing.as_ref().and_then(|billing| billing.exclude_units).map_or(0, i64::from)
}

/// Autotask keeps units in 32 bits.
fn whole(units: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within 32 bits")]
    ((0.0..=f64::from(i32::MAX)).contains(&units) && units.fract() == 0.0).then_some(units as i64)
}

fn warning(code: Code, tenant: &TenantSettings, summary: String, hint: &str) -> Diagnostic {
    let subject = Subject { tenant: Some(tenant.id.clone()), ..Subject::default() };
    Diagnostic::warning(code, summary, hint).about(subject)
}

/// Reads a list with the columns `tenant_id` and `units`.
///
/// # Errors
/// Everything that is wrong in it, with row and column.
pub fn figures_from_table(bytes: &[u8]) -> Result<Vec<Figure>, Vec<Diagnostic>> {
    const COLUMNS: [&str; 2] = ["tenant_id", "units"];
    let text = table::decode(bytes)?;
    let table = table::read(&text, |column| COLUMNS.contains(&column.trim().to_lowercase().as_str()))?;
    let place = |wanted: &str| table.header.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
    let at =
        |row: usize, column: &str| Subject { row: Some(row), column: Some(column.to_owned()), ..Subject::default() };
    let mut problems: Vec<_> = table
        .header
        .iter()
        .filter(|name| !COLUMNS.contains(&name.trim().to_lowercase().as_str()))
        .map(|name| {
            Diagnostic::error(
                Code::UnknownColumn,
                format!("The column “{}” is not known.", table::shown(name)),
                "A usage list has the columns tenant_id and units.",
            )
            .about(at(table.header_row, name))
        })
        .collect();
    let (Some(tenant_at), Some(units_at)) = (place(COLUMNS[0]), place(COLUMNS[1])) else {
        problems.push(Diagnostic::error(
            Code::ReadFailed,
            "The usage list has no column tenant_id, or none of units.",
            "Begin it with the line tenant_id,units.",
        ));
        return Err(problems);
    };
    let mut figures = Vec::new();
    for row in &table.rows {
        let (tenant, units) = (row.cell(tenant_at), row.cell(units_at));
        let parsed = if units.is_empty() { Ok(None) } else { units.parse::<u32>().map(|units| Some(f64::from(units))) };
        match parsed {
            _ if tenant.is_empty() => problems.push(
                Diagnostic::error(Code::BadCell, "The row names no tenant.", "Give the tenant's id.")
                    .about(at(row.number, COLUMNS[0])),
            ),
            Err(_) => problems.push(
                Diagnostic::error(
                    Code::BadCell,
                    format!("“{}” is no number of units.", table::shown(units)),
                    "Give a whole number, or leave the cell empty where there is no figure.",
                )
                .about(at(row.number, COLUMNS[1])),
            ),
            Ok(units) => figures.push(Figure { tenant: Some(tenant.to_owned()), units, ..Figure::default() }),
        }
    }
    if problems.is_empty() { Ok(figures) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::fixture::tenant;

    fn figure(id: &str, units: f64) -> Figure {
        Figure { tenant: Some(id.to_owned()), units: Some(units), ..Figure::default() }
    }

    #[test]
    fn a_tenant_without_one_sound_figure_is_held_or_zero_as_the_policy_says() {
        let one = figure("ZZ1", 20.0);
        let cases = [
            ("one", vec![one.clone()], Some(20), Some(20), None),
            ("another's", vec![figure("zz1", 20.0)], None, Some(0), Some(Code::UsageMissing)),
            ("none", vec![], None, Some(0), Some(Code::UsageMissing)),
            ("two alike", vec![one.clone(), one.clone()], None, None, Some(Code::UsageMissing)),
            ("without a figure", vec![Figure { units: None, ..one.clone() }], None, Some(0), Some(Code::UsageMissing)),
            ("paused", vec![Figure { paused: true, ..one.clone() }], None, Some(0), Some(Code::TenantPaused)),
            ("trial", vec![Figure { trial: true, ..one.clone() }], None, Some(0), Some(Code::TenantTrial)),
            ("a part of a unit", vec![figure("ZZ1", 18.5)], None, None, Some(Code::UsageMissing)),
            ("below nothing", vec![figure("ZZ1", -1.0)], None, None, Some(Code::UsageMissing)),
            ("no number", vec![figure("ZZ1", f64::NAN)], None, None, Some(Code::UsageMissing)),
            ("beyond all", vec![figure("ZZ1", 1e18)], None, None, Some(Code::UsageMissing)),
            ("really zero", vec![figure("ZZ1", 0.0)], Some(0), Some(0), None),
        ];
        for (what, figures, hold, zero, code) in cases {
            for (policy, units) in [(MissingUsage::Hold, hold), (MissingUsage::Zero, zero)] {
                let found = wanted(&tenant("ZZ1", "Contoso"), &figures, UnitField::TotalLicensedUsers, policy);
                assert_eq!(found.units, units, "{what} {policy:?}");
                assert_eq!(found.finding.map(|finding| finding.code), code, "{what} {policy:?}");
            }
        }
    }

    #[test]
    fn a_tenant_goes_by_petras_or_by_microsofts_id() {
        let mut ours = tenant("ZZ1", "Contoso");
        ours.microsoft_tenant_id = Some("ABC-1".to_owned());
        let of_microsoft = |id: &str| Figure { microsoft_tenant: Some(id.to_owned()), ..Figure::default() };
        for (figure, wanted) in [
            (figure("ZZ1", 1.0), true),
            (figure("zz1", 1.0), false),
            (of_microsoft("abc-1"), true),
            (figure("abc-1", 1.0), true),
            (of_microsoft("abc-2"), false),
        ] {
            assert_eq!(figure.is_of(&ours), wanted, "{figure:?}");
        }
    }

    #[test]
    fn excluded_units_are_taken_off_and_never_lead_below_zero() {
        let mut ours = tenant("ZZ1", "Contoso");
        for (excluded, units) in [(None, 20), (Some(3), 17), (Some(20), 0), (Some(99), 0)] {
            ours.billing.as_mut().unwrap().exclude_units = excluded;
            let found = wanted(&ours, &[figure("ZZ1", 20.0)], UnitField::TotalLicensedUsers, MissingUsage::Hold);
            assert_eq!(found.units, Some(units), "{excluded:?}");
        }
    }

    #[test]
    fn a_list_is_read_and_what_is_wrong_in_it_is_told_at_once() {
        let figures = figures_from_table(b"tenant_id;units\nZZ1;20\nZZ2;\n").unwrap();
        assert_eq!(figures.len(), 2);
        assert_eq!((figures[0].units, figures[1].units), (Some(20.0), None));
        let problems = figures_from_table(b"tenant_id,units,extra\nZZ1,many\n,4\nZZ2,-3\nZZ3,1.5\n").unwrap_err();
        let told: Vec<_> = problems.iter().map(|one| (one.code, one.subject.row.unwrap())).collect();
        let bad = Code::BadCell;
        assert_eq!(told, [(Code::UnknownColumn, 1), (bad, 2), (bad, 3), (bad, 4), (bad, 5)]);
        assert_eq!(figures_from_table(b"tenant,units\n").unwrap_err().last().unwrap().code, Code::ReadFailed);
    }
}
