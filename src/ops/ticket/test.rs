//! A test ticket with the saved mapping: clearly marked, read back, and closed where that is wished.

use std::collections::HashMap;

use super::explain::Attempt;
use super::open::{OpenRequest, Opened, fresh_key, open_ticket, read_back};
use super::session::TicketSession;
use super::site::Site;
use super::view::TicketView;
use super::write::set_status;
use crate::autotask::Ticket;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::settings::{Named, TicketField, TicketFields};
use crate::domain::ticketing::{COMPLETE, FOR_UPDATE, Key, TEST_TITLE};
use crate::ops::Workplace;

/// The keys of test tickets that a try failed to open, by tenant. It may have opened one unseen.
#[derive(Clone, Debug, Default)]
pub struct TestKeys(HashMap<String, Key>);

/// Opens a test ticket for a tenant. After a try that failed it is looked for first, so that there are never two.
///
/// # Errors
/// As [`open_ticket`].
pub async fn test_ticket(
    place: &Workplace,
    session: &TicketSession,
    tenant: &str,
    keys: &mut TestKeys,
) -> Result<Opened, Vec<Diagnostic>> {
    let key = keys.0.entry(tenant.to_owned()).or_insert_with(fresh_key).clone();
    let request = OpenRequest {
        tenant: tenant.to_owned(),
        title: TEST_TITLE.to_owned(),
        description:
            "This ticket shows that petra-autotask can open tickets with the saved mapping.\nNothing happened; \
                      it can be closed."
                .to_owned(),
        priority: None,
        key: Some(key),
        reopen: false,
    };
    let opened = open_ticket(place, session, request).await;
    let opened = opened.map_err(|findings| findings.into_iter().map(where_to_look).collect::<Vec<_>>())?;
    keys.0.remove(tenant);
    Ok(opened)
}

/// The key of a test is not kept: no other run looks for a ticket that may still come.
fn where_to_look(finding: Diagnostic) -> Diagnostic {
    if finding.code != Code::Unsettled {
        return finding;
    }
    Diagnostic {
        hint: format!("It may still take effect: see in Autotask whether “{TEST_TITLE}” is there."),
        ..finding
    }
}

/// Completes a ticket and reads it back. One that is complete already, by a try whose answer was lost, is left alone.
///
/// # Errors
/// What Autotask refused, or what stood between us and it: then it is not known to be complete.
pub async fn close_ticket(session: &TicketSession, id: i64) -> Result<TicketView, Vec<Diagnostic>> {
    let mut values = TicketFields::default();
    values.set(TicketField::StatusUpdate, Some(Named::new(COMPLETE, "Complete")));
    let attempt =
        Attempt { deed: "closing the ticket", tenant: None, company: None, values: &values, fields: &FOR_UPDATE };
    let site = Site::load(session, &[]).await.map_err(|failure| vec![failure])?;
    let mut ticket = read_back(session, id).await.map_err(|failure| vec![failure])?;
    if ticket.status != COMPLETE {
        set_status(session, id, COMPLETE).await.map_err(|ending| vec![attempt.explain(&ending)])?;
        ticket = after_closing(ticket, read_back(session, id).await);
    }
    Ok(TicketView::of(session, &site, &ticket))
}

/// The ticket as it was read back; where it could not be, as it was before, with the status that Autotask took.
fn after_closing(before: Ticket, read: Result<Ticket, Diagnostic>) -> Ticket {
    read.unwrap_or_else(|failure| {
        tracing::warn!(summary = failure.summary, "a ticket that was closed could not be read back");
        Ticket { status: COMPLETE, ..before }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_may_still_come_is_looked_for_by_people() {
        let finding = |code| Diagnostic::error(code, "No answer.", "The next run looks for it.");
        assert!(where_to_look(finding(Code::Unsettled)).hint.contains(TEST_TITLE));
        assert_eq!(where_to_look(finding(Code::Unreachable)).hint, "The next run looks for it.");
    }

    #[test]
    fn a_ticket_that_was_closed_is_closed_although_it_cannot_be_read_back() {
        let ticket = |status| Ticket {
            id: 7,
            number: "T20261124.0001".to_owned(),
            company_id: 1,
            title: String::new(),
            status,
            queue: Some(8),
            external_id: None,
        };
        let unread = Err(Diagnostic::error(Code::Unreachable, "Autotask cannot be reached.", "Try again."));
        let closed = after_closing(ticket(1), unread);
        assert_eq!((closed.status, closed.queue, closed.number.as_str()), (COMPLETE, Some(8), "T20261124.0001"));
        // A rule of Autotask may give it another status at once.
        assert_eq!(after_closing(ticket(1), Ok(ticket(12))).status, 12);
    }
}
