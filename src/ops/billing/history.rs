//! What billing has done, as the journal holds it. Nothing is asked of Autotask.

use jiff::civil::Date;

use crate::domain::billing::Entry;
use crate::domain::diagnostic::Diagnostic;
use crate::ops::Workplace;
use crate::state::State;

/// The entries of the journal, the oldest first: of a tenant, only those that failed, only those since a day (UTC).
///
/// # Errors
/// A journal that cannot be read.
pub fn billing_history(
    place: &Workplace,
    tenant: Option<&str>,
    failed: bool,
    since: Option<Date>,
) -> Result<Vec<Entry>, Diagnostic> {
    let mut entries = State::open(&place.paths.state)?.history()?;
    let since = since.map(|day| day.to_string());
    entries.retain(|entry| {
        tenant.is_none_or(|tenant| entry.tenants.iter().any(|id| id == tenant))
            && (!failed || entry.state.is_failed())
            // Times are RFC 3339 in UTC, so that texts sort as they do.
            && since.as_ref().is_none_or(|day| entry.at >= *day)
    });
    Ok(entries)
}
