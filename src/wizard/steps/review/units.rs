//! The view of units: Petra's usage, and each tenant's units now and wanted, drawn up by the code of `billing plan`.
//!
//! The journal of billing is not read here: what it knows of open changes and of dates that are taken is judged where
//! something can be sent.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::billing::{Figure, Given, PlanLine, PlanState, Terms, Topic, draw};
use crate::domain::catalog::Lookup;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::domain::settings::TenantSettings;
use crate::wizard::field::{counted, grouped};
use crate::wizard::model::Shared;
use crate::wizard::remote::{Remote, Wait};
use crate::wizard::steps::Detail;
use crate::wizard::steps::mapping::finding_detail;

use super::Row;

/// What every row says that is drawn up, since the journal may know better.
const JOURNAL: &str = "Open changes and dates taken are judged by billing plan.";

/// What the view holds.
#[derive(Debug, Default)]
pub struct Units {
    /// The figures of all tenants, once Petra told them.
    pub usage: Remote<Vec<Figure>>,
    /// Whether a Petra key is held.
    pub has_key: bool,
    /// How many tenants have billing; only they are listed.
    pub billed: usize,
    /// Why the config's billing policy cannot be used, where it cannot.
    pub(super) problem: Option<Diagnostic>,
}

/// What is known of a tenant's units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// What a plan says.
    Line(Box<PlanLine>),
    /// Its contract is not here, so there is nothing to say.
    Unread,
}

/// Why rows are listed, or why there are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stand<'a> {
    /// Usage is here.
    Here,
    /// No tenant has billing.
    NoneBilled,
    /// There is no key to ask Petra with.
    NoKey,
    /// Usage was not asked for, or its wait was left.
    Open,
    /// It is awaited.
    Awaited(Wait),
    /// It could not be had, or cannot be used.
    Failed(&'a Diagnostic),
}

impl Units {
    /// How the view stands.
    #[must_use]
    pub const fn stand(&self) -> Stand<'_> {
        if self.billed == 0 {
            return Stand::NoneBilled;
        }
        if let Some(problem) = &self.problem {
            return Stand::Failed(problem);
        }
        match &self.usage {
            Remote::Ready(_) => Stand::Here,
            Remote::Loading(wait) => Stand::Awaited(*wait),
            Remote::Failed(diagnostic) => Stand::Failed(diagnostic),
            Remote::NotAsked if self.has_key => Stand::Open,
            Remote::NotAsked => Stand::NoKey,
        }
    }

    /// Whether Petra can be asked now, also once more.
    #[must_use]
    pub const fn can_ask(&self) -> bool {
        self.has_key && self.billed > 0 && self.problem.is_none() && self.usage.loading().is_none()
    }

    /// What stands in place of the rows where there are none; one sentence.
    #[must_use]
    pub fn words(&self, shared: &Shared) -> String {
        match self.stand() {
            Stand::Here => String::new(),
            Stand::NoneBilled => "No tenant has a contract: nothing is billed.".to_owned(),
            Stand::NoKey => "Petra's usage is not at hand.".to_owned(),
            Stand::Open => "Petra's usage was not read.".to_owned(),
            Stand::Awaited(wait) => format!("Reading Petra's usage, {} s.", shared.seconds(wait)),
            Stand::Failed(_) if self.problem.is_some() => "No units can be told.".to_owned(),
            Stand::Failed(_) => "Petra's usage could not be read.".to_owned(),
        }
    }

    /// What can be done where there are no rows.
    pub(super) fn detail(&self) -> Detail {
        match self.stand() {
            Stand::Here => Detail::new("Nothing is listed", [""; 0]),
            Stand::NoneBilled => Detail::new(
                "Units",
                ["A tenant is listed here once it has a contract and a service in Mapping. Tickets work without both."],
            ),
            Stand::NoKey => Detail::new(
                "No Petra key",
                ["Enter a key in Tenants, step 3, or give the figures to petra-autotask billing plan --usage FILE."],
            ),
            Stand::Open => Detail::new("Units", ["r reads it: one request for all tenants."]),
            Stand::Awaited(_) => {
                Detail::new("Units", ["One request for all tenants. Esc leaves the wait; all else works meanwhile."])
            }
            Stand::Failed(diagnostic) => finding_detail("Units", diagnostic),
        }
    }

    /// The rows, and what is wrong with the policy.
    pub(super) fn rows(&self, shared: &Shared) -> Result<Vec<Row>, Diagnostic> {
        let terms = Terms::of(shared.draft.billing.as_ref(), Given::default(), shared.facts.today)?;
        let Some(figures) = self.usage.ready() else { return Ok(Vec::new()) };
        let tenants: Vec<&TenantSettings> = shared.draft.tenants.iter().map(|entry| &entry.settings).collect();
        let topic = Topic {
            tenants: &tenants,
            ticketing: &shared.draft.ticketing,
            catalog: &shared.catalog,
            standings: &HashMap::new(),
            changes_seen: false,
        };
        Ok(draw(&topic, figures, &terms).into_iter().map(|line| row(shared, line)).collect())
    }
}

/// How many tenants of a draft have billing.
pub(super) fn billed(draft: &Draft) -> usize {
    let is_billed = |settings: &TenantSettings| settings.excluded.is_none() && settings.billing.is_some();
    draft.tenants.iter().filter(|entry| is_billed(&entry.settings)).count()
}

/// From which day on unit rows are needed, so that the units of each effective date are known: the day before tells whether
/// a change begins on the day itself.
#[must_use]
pub fn units_from(draft: &Draft, today: Date) -> Date {
    let terms = Terms::of(draft.billing.as_ref(), Given::default(), today);
    let earliest = terms.map_or(today, |terms| terms.effective.earliest(today));
    earliest.yesterday().unwrap_or(earliest)
}

/// Whether all that a plan says of this contract can be said: what is not loaded would look like something missing.
fn is_read(shared: &Shared, contract: i64) -> bool {
    let catalog = &shared.catalog;
    catalog.services().is_some()
        && match catalog.contract(contract) {
            Lookup::NotLoaded => false,
            Lookup::Missing => true,
            Lookup::Found(contract) => !contract.is_recurring() || catalog.lines_of(contract.id).is_some(),
        }
}

fn row(shared: &Shared, line: PlanLine) -> Row {
    let is_read = is_read(shared, line.contract.id);
    let stopping = line.findings.iter().find(|finding| stops(&line, finding)).filter(|_| is_read);
    let field = stopping
        .filter(|finding| finding.subject.tenant.as_ref() == Some(&line.tenant.id))
        .and_then(|finding| finding.subject.field.clone());
    let what = match (line.state, stopping) {
        _ if !is_read => unread_words(shared).to_owned(),
        (PlanState::Change | PlanState::Same, _) => line.invoice.clone(),
        // The mark says that it is blocked, as it does in the list of findings.
        (PlanState::Blocked, Some(finding)) => finding.code.to_string(),
        (state, Some(finding)) => format!("{}: {}", state.as_str(), finding.code),
        (state, None) => state.as_str().to_owned(),
    };
    let company = line.company.as_ref().map_or("", |company| company.name.as_str());
    Row {
        tenant: line.tenant.id.clone(),
        name: line.tenant.name.clone(),
        field: field.unwrap_or_else(|| "service".to_owned()),
        place: company.to_owned(),
        what,
        finding: None,
        change: None,
        units: Some(if is_read { Known::Line(Box::new(line)) } else { Known::Unread }),
    }
}

/// Whether a finding is why a line does not change.
fn stops(line: &PlanLine, finding: &Diagnostic) -> bool {
    match line.state {
        PlanState::Blocked => finding.is_error() || finding.code.blocks_billing(),
        PlanState::Held => true,
        PlanState::Change | PlanState::Same => false,
    }
}

/// A number of units: `1,240`.
#[must_use]
pub fn number(units: i64) -> String {
    let digits = grouped(usize::try_from(units.unsigned_abs()).unwrap_or(usize::MAX));
    if units < 0 { format!("-{digits}") } else { digits }
}

/// A change of units with its sign: `+3`.
#[must_use]
pub fn change_words(change: i64) -> String {
    if change > 0 { format!("+{}", number(change)) } else { number(change) }
}

/// The service or bundle of a line.
#[must_use]
pub fn item_words(line: &PlanLine) -> String {
    let name = line.item().map_or_else(String::new, |item| item.name.clone());
    if line.bundle.is_some() { format!("{name} (bundle)") } else { name }
}

/// What a filter finds a row by, beside what it shows everywhere.
pub(super) fn also_found_by(known: &Known) -> String {
    match known {
        Known::Line(line) => format!("{} {} {}", line.contract.name, item_words(line), line.state.as_str()),
        Known::Unread => String::new(),
    }
}

/// Why a contract is not here, in a few words.
fn unread_words(shared: &Shared) -> &'static str {
    if shared.loads.billing.loading().is_some() {
        "contract being read"
    } else if shared.loads.contracts_refused || shared.loads.billing.failed().is_some() {
        "contract not readable"
    } else {
        "contract not read yet"
    }
}

/// All about a row.
pub(super) fn row_detail(shared: &Shared, row: &Row, known: &Known) -> Detail {
    let Known::Line(line) = known else {
        if let Some(failure) = shared.loads.billing.failed() {
            return finding_detail(&row.name, failure);
        }
        let why = if shared.loads.contracts_refused {
            "The API user may not read contracts; Connect says which right is missing."
        } else {
            "Units are told as soon as contract, line and units are here. R reads them again."
        };
        return Detail::new(format!("{}   {}", row.name, row.what), [why]);
    };
    let mut title = format!("{}   {}", row.name, line.state.as_str());
    let stopping = line.findings.iter().find(|finding| stops(line, finding));
    match (stopping, line.change.filter(|change| *change != 0), line.effective_date) {
        (Some(finding), ..) => title.push_str(&format!("   {}", finding.code)),
        (None, Some(change), Some(day)) => title.push_str(&format!("   {} from {day} on", change_words(change))),
        _ => {}
    }
    let findings = line.findings.iter().map(sentences);
    let mut paragraphs: Vec<String> = if stopping.is_some() { findings.clone().collect() } else { Vec::new() };
    paragraphs.push(figures_words(shared, line));
    if stopping.is_none() {
        paragraphs.extend(findings);
    }
    paragraphs.push(JOURNAL.to_owned());
    Detail::new(title, paragraphs)
}

/// A finding as one paragraph. What a machine said in it need not be a sentence.
fn sentences(finding: &Diagnostic) -> String {
    let parts = [&finding.summary, &finding.detail, &finding.hint].into_iter().filter(|part| !part.is_empty());
    let stopped = parts.map(|part| if part.ends_with('.') { part.clone() } else { format!("{part}.") });
    stopped.collect::<Vec<_>>().join(" ")
}

/// What is billed to whom, and the figures.
fn figures_words(shared: &Shared, line: &PlanLine) -> String {
    let units = |units: Option<i64>| units.map_or_else(|| "not known".to_owned(), number);
    let on: Vec<String> = [
        line.company.as_ref().map(|company| company.name.clone()),
        Some(line.contract.name.clone()),
        Some(item_words(line)).filter(|item| !item.is_empty()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut words =
        format!("{}: units now {}, wanted {}", on.join(", "), units(line.units_now), units(line.units_wanted));
    if !line.invoice.is_empty() {
        words.push_str("; ");
        words.push_str(&line.invoice);
    }
    words.push('.');
    if !line.shared_with.is_empty() {
        let name =
            |id: &String| shared.draft.tenant(id).map_or_else(|| id.clone(), |entry| entry.settings.name.clone());
        let others: Vec<String> = line.shared_with.iter().map(name).collect();
        let all = counted(others.len() + 1, "tenant", "tenants");
        words.push_str(&format!(" The line has the sum of {all}, with {}.", others.join(", ")));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Code;

    #[test]
    fn what_a_machine_said_ends_before_the_hint_begins() {
        let finding = Diagnostic::error(Code::Unsettled, "It shows no units.", "Nothing is posted.");
        assert_eq!(sentences(&finding), "It shows no units. Nothing is posted.");
        let with = finding.with_detail("userAccessForQuery says Restricted".to_owned());
        assert_eq!(sentences(&with), "It shows no units. userAccessForQuery says Restricted. Nothing is posted.");
    }
}
