//! Plans and their results as people read them, and the exit status that they lead to.

use crate::cli::output;
use crate::cli::report;
use crate::domain::billing::{LineResult, Plan, PlanLine, PlanState};
use crate::domain::diagnostic::{Diagnostic, exit_status};
use crate::domain::text::harmless;
use crate::ops::Settled;
use crate::wizard::field::counted;

/// A table without lines, which scripts can cut and people can read.
pub fn table<'a>(header: impl IntoIterator<Item = &'a str>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(header);
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    table
}

/// Puts a table on standard output.
///
/// # Errors
/// As every output.
pub fn put(table: &comfy_table::Table) -> Result<(), Diagnostic> {
    output::data(format!("{}\n", table.trim_fmt()).as_bytes())
}

fn number(units: Option<i64>) -> String {
    units.map_or_else(|| "–".to_owned(), |units| units.to_string())
}

fn tenant(line: &PlanLine) -> String {
    match line.shared_with.len() {
        0 => harmless(&line.tenant.name).into_owned(),
        others => format!("{} (sum of {} tenants)", harmless(&line.tenant.name), others + 1),
    }
}

fn item(line: &PlanLine) -> String {
    let name = line.item().map_or_else(|| "–".to_owned(), |item| harmless(&item.name).into_owned());
    if line.bundle.is_some() { format!("{name} (bundle)") } else { name }
}

/// Says a plan: the table on standard output, the rest on standard error.
///
/// # Errors
/// As every output.
pub fn plan(plan: &Plan) -> Result<(), Diagnostic> {
    let mut table =
        table(["Tenant", "Company", "Contract", "Service", "Now", "Wanted", "Change", "Effective", "State", "Invoice"]);
    for line in &plan.lines {
        let change = line.change.map_or_else(|| "–".to_owned(), |change| format!("{change:+}"));
        table.add_row([
            tenant(line),
            line.company.as_ref().map_or_else(|| "–".to_owned(), |company| harmless(&company.name).into_owned()),
            harmless(&line.contract.name).into_owned(),
            item(line),
            number(line.units_now),
            number(line.units_wanted),
            if line.change == Some(0) { "0".to_owned() } else { change },
            line.effective_date.map_or_else(|| "–".to_owned(), |day| day.to_string()),
            line.state.as_str().to_owned(),
            line.invoice.clone(),
        ]);
    }
    put(&table)?;
    report::talk(&findings(plan));
    let count = |state| plan.lines.iter().filter(|line| line.state == state).count();
    output::talk(&format!(
        "{}: {} to change, {} as wanted, {} held, {} blocked. Units are {}, effective {}, judged as of {}.",
        counted(plan.lines.len(), "tenant", "tenants"),
        count(PlanState::Change),
        count(PlanState::Same),
        count(PlanState::Held),
        count(PlanState::Blocked),
        plan.unit_field.key(),
        plan.effective,
        plan.today,
    ));
    output::talk(&cost(plan));
    Ok(())
}

/// What carrying a plan out costs, in a sentence.
#[must_use]
pub fn cost(plan: &Plan) -> String {
    let requests = plan.requests;
    let costs = format!("This plan costs {} requests", grouped(requests.planned));
    match (requests.used_this_hour, requests.limit) {
        (Some(used), Some(limit)) => format!("{costs}; {} of {} used this hour.", grouped(used), grouped(limit)),
        _ => format!("{costs}; Autotask does not say how many of this hour are used."),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Says what became of a plan.
///
/// # Errors
/// As every output.
pub fn applied(plan: &Plan) -> Result<(), Diagnostic> {
    let mut table = table(["Tenant", "Contract", "Service", "Before", "After", "Effective", "State", "Result"]);
    for line in &plan.lines {
        table.add_row([
            tenant(line),
            harmless(&line.contract.name).into_owned(),
            item(line),
            number(line.units_before.or(line.units_now)),
            number(line.units_after),
            line.effective_date.map_or_else(|| "–".to_owned(), |day| day.to_string()),
            line.state.as_str().to_owned(),
            line.result.map_or("–", LineResult::as_str).to_owned(),
        ]);
    }
    put(&table)?;
    report::talk(&findings(plan));
    let count = |result| plan.lines.iter().filter(|line| line.result == Some(result)).count();
    output::talk(&format!(
        "{} posted, {} skipped, {} refused, {} unsettled.",
        count(LineResult::Posted),
        count(LineResult::Skipped),
        count(LineResult::Refused),
        count(LineResult::Unsettled),
    ));
    Ok(())
}

/// Says on standard error what is open for a tenant.
pub fn settled(entries: &[Settled]) {
    for one in entries {
        let entry = &one.entry;
        output::talk(&format!(
            "{} run {}: from {} to {} units on {}; Autotask shows {} now.",
            entry.at,
            entry.run,
            entry.before,
            entry.wanted,
            entry.effective,
            number(one.now)
        ));
    }
}

fn findings(plan: &Plan) -> Vec<Diagnostic> {
    plan.lines.iter().flat_map(|line| line.findings.iter().cloned()).collect()
}

/// Exit status of a plan, or of what became of it: 1 where a line is blocked, refused or unsettled, unless a failure decides.
#[must_use]
pub fn status(plan: &Plan, ended: &[Diagnostic]) -> u8 {
    let stands = |line: &PlanLine| {
        line.state == PlanState::Blocked || matches!(line.result, Some(LineResult::Refused | LineResult::Unsettled))
    };
    let findings = findings(plan);
    exit_status(findings.iter().chain(ended)).max(u8::from(plan.lines.iter().any(stands)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in
            [(0, "0"), (46, "46"), (999, "999"), (3120, "3,120"), (10_000, "10,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
