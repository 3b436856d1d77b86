//! A ticket as it is shown: number, queue, status, and where people see it.

use url::Url;

use super::session::TicketSession;
use super::site::Site;
use crate::autotask::Ticket;
use crate::domain::catalog::TicketLists;
use crate::domain::settings::{Named, TicketField};
use crate::domain::ticketing::TicketName;

/// A ticket as it is shown. What is not known is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketView {
    /// Autotask's id.
    pub id: i64,
    /// Its number.
    pub number: Option<String>,
    /// Its queue.
    pub queue: Option<Named>,
    /// Its status.
    pub status: Option<Named>,
    /// Its page in Autotask, where the zone's address can be used.
    pub url: Option<String>,
}

impl TicketView {
    pub(in crate::ops) fn of(session: &TicketSession, site: &Site, ticket: &Ticket) -> Self {
        let lists = site.catalog.tickets();
        Self {
            id: ticket.id,
            number: Some(ticket.number.clone()),
            queue: ticket.queue.map(|queue| named(lists, TicketField::Queue, queue)),
            status: Some(named(lists, TicketField::StatusNew, ticket.status)),
            url: page(&session.connection.zone.web_url, ticket.id),
        }
    }

    pub(in crate::ops) fn named(session: &TicketSession, ticket: &TicketName) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number.clone(),
            queue: None,
            status: None,
            url: page(&session.connection.zone.web_url, ticket.id),
        }
    }
}

fn named(lists: Option<&TicketLists>, field: TicketField, id: i64) -> Named {
    let value = lists.and_then(|lists| lists.value(field, id));
    Named::new(id, value.map_or_else(|| id.to_string(), |value| value.label.clone()))
}

/// The page of a ticket. Autotask's own pages take it by this command.
fn page(web: &str, id: i64) -> Option<String> {
    let base = Url::parse(web).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    let mut page = base.join("Autotask/AutotaskExtend/ExecuteCommand.aspx").ok()?;
    page.query_pairs_mut().append_pair("Code", "OpenTicketDetail").append_pair("TicketID", &id.to_string());
    Some(page.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_ticket_is_at_the_zones_web_address() {
        for (web, wanted) in [
            (
                "https://ww14.autotask.net/",
                Some(
                    "https://ww14.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenTicketDetail&TicketID=7",
                ),
            ),
            (
                "https://ww14.autotask.net",
                Some(
                    "https://ww14.autotask.net/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenTicketDetail&TicketID=7",
                ),
            ),
            ("javascript:alert(1)//", None),
            ("", None),
        ] {
            assert_eq!(page(web, 7).as_deref(), wanted, "{web}");
        }
        assert!(!page("https://a/\u{1b}]8;;", 7).unwrap().contains('\u{1b}'));
    }
}
