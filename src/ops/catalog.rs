//! The list of companies that is kept between two starts of the wizard, and what of it is read from Autotask nevertheless.
//!
//! Commands without a screen never see it: what they say is of now.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Connection, Workplace};
use crate::domain::billing::Account;
use crate::domain::catalog::Company;
use crate::domain::companies::Companies;
use crate::domain::diagnostic::Diagnostic;
use crate::state::{CompanyLines, State};

/// A list that was kept for so long is read again unasked.
///
/// Half a day: the first start of a working day brings what changed since the one before, and all others have their list
/// at once. Shorter, and a technician who comes back after the meal pays 200 requests of the hour's 10,000 for customers
/// that change by the week. Whatever is chosen from it is compared with Autotask at once, whatever its age.
///
/// A list is read again as a whole: Autotask has `lastActivityDate` and `lastTrackedModifiedDateTime`, of which nobody
/// says what moves them, and neither would tell of a company that was deleted.
const OLD: SignedDuration = SignedDuration::from_hours(12);

/// A list that was kept, ready to be searched.
#[derive(Clone, Debug)]
pub struct KeptList {
    /// The companies.
    pub companies: Arc<Companies>,
    /// When it was read: `2026-11-24 06:12`.
    pub read_at: String,
    /// Whether it is so old that it is to be read again.
    pub is_old: bool,
}

/// A whole list that was just read, to be kept.
#[derive(Clone, Debug)]
pub struct ReadList {
    account: Account,
    began: Timestamp,
    lines: CompanyLines,
}

/// The list of companies that was kept for this very account. Blocks for a read of some megabytes.
///
/// # Errors
/// Where it cannot be read; whoever wanted it goes on without.
pub fn load_kept_companies(place: &Workplace, account: &Account) -> Result<Option<KeptList>, Diagnostic> {
    if !place.paths.state.join(crate::state::FILE).exists() {
        return Ok(None);
    }
    let state = State::open(&place.paths.state).map_err(Diagnostic::from)?;
    let Some(kept) = state.kept_companies(account).map_err(Diagnostic::from)? else { return Ok(None) };
    let mut companies = Companies::default();
    companies.reserve(kept.companies.len());
    companies.append(kept.companies);
    Ok(Some(KeptList {
        companies: Arc::new(companies),
        read_at: kept.read_at.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string(),
        is_old: is_old(kept.read_at, Timestamp::now()),
    }))
}

/// One of tomorrow was read by another clock: nobody knows its age.
fn is_old(read_at: Timestamp, now: Timestamp) -> bool {
    let age = now.duration_since(read_at);
    age >= OLD || age.is_negative()
}

/// As [`load_companies`](super::load_companies); what was read is whole, and can be kept.
///
/// # Errors
/// What stood between us and the last page. Then nothing is to be kept.
pub async fn load_companies_to_keep(
    connection: &Connection,
    on_page: &mut (dyn FnMut(Vec<Company>, Option<usize>) + Send),
) -> Result<ReadList, Diagnostic> {
    let account = Account { username: connection.username.clone(), zone: connection.zone.url.clone() };
    let mut list = ReadList { account, began: Timestamp::now(), lines: CompanyLines::default() };
    let lines = &mut list.lines;
    super::load_companies(connection, &mut |page, total| {
        lines.push(&page);
        on_page(page, total);
    })
    .await?;
    Ok(list)
}

/// Keeps a list in the place of the one before. Blocks for a write of some megabytes.
///
/// # Errors
/// Where the state cannot be written; the list before is as it was then.
pub fn keep_companies(place: &Workplace, list: &ReadList) -> Result<(), Diagnostic> {
    let mut state = State::open(&place.paths.state).map_err(Diagnostic::from)?;
    state.keep_companies(&list.account, list.began, &list.lines).map_err(Diagnostic::from)
}

/// Reads companies by their ids, whatever a list says of them. What is not in the answer is not in Autotask, or not for
/// this API user.
///
/// # Errors
/// What stood between us and them.
pub async fn load_companies_by_id(connection: &Connection, ids: &[i64]) -> Result<Vec<Company>, Diagnostic> {
    connection.client.companies_by_id(ids).await.map_err(Diagnostic::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_day_is_old_and_so_is_what_comes() {
        let now: Timestamp = "2026-11-24T18:00:00Z".parse().unwrap();
        for (read_at, expected) in [
            ("2026-11-24T18:00:00Z", false),
            ("2026-11-24T06:00:01Z", false),
            ("2026-11-24T06:00:00Z", true),
            ("2025-01-01T06:00:00Z", true),
            ("2026-11-24T18:00:01Z", true),
        ] {
            assert_eq!(is_old(read_at.parse().unwrap(), now), expected, "{read_at}");
        }
    }
}
