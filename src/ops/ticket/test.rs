//! A test ticket with the saved mapping: clearly marked, read back, and closed where that is wished.

use super::explain::Attempt;
use super::open::{OpenRequest, Opened, open_ticket, read_back};
use super::session::TicketSession;
use super::site::Site;
use super::view::TicketView;
use super::write::set_status;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::settings::{Named, TicketField, TicketFields};
use crate::domain::ticketing::{COMPLETE, FOR_UPDATE};
use crate::ops::Workplace;

/// Opens a test ticket for a tenant.
///
/// # Errors
/// As [`open_ticket`].
pub async fn test_ticket(place: &Workplace, session: &TicketSession, tenant: &str) -> Result<Opened, Vec<Diagnostic>> {
    let request = OpenRequest {
        tenant: tenant.to_owned(),
        title: "TEST: petra-autotask, nothing to do".to_owned(),
        description:
            "This ticket shows that petra-autotask can open tickets with the saved mapping.\nNothing happened; \
                      it can be closed."
                .to_owned(),
        priority: None,
        key: None,
        reopen: false,
    };
    open_ticket(place, session, request).await
}

/// Completes a ticket and reads it back.
///
/// # Errors
/// What Autotask refused, or what stood between us and it.
pub async fn close_ticket(session: &TicketSession, id: i64) -> Result<TicketView, Vec<Diagnostic>> {
    let mut values = TicketFields::default();
    values.set(TicketField::StatusUpdate, Some(Named::new(COMPLETE, "Complete")));
    let attempt =
        Attempt { deed: "closing the ticket", tenant: None, company: None, values: &values, fields: &FOR_UPDATE };
    set_status(session, id, COMPLETE).await.map_err(|ending| vec![attempt.explain(&ending)])?;
    let view = async {
        let site = Site::load(session, &[]).await?;
        let ticket = read_back(session, id).await?;
        Ok(TicketView::of(session, &site, &ticket))
    };
    view.await.map_err(|failure| vec![failure])
}
