//! The test ticket of Save: opened, or closed, and told as it was read back.
//!
//! A write is never cut off half-way: what is begun here is in no slot, so that nothing ends it.

use std::sync::Arc;

use super::Shared;
use crate::domain::diagnostic::Diagnostic;
use crate::ops::{self, Connection, TestKeys, TicketSession, TicketView};
use crate::wizard::effect::{Reply, TestRequest, TestTicket};
use crate::wizard::remote::Stamp;

/// What is kept from one deed to the next; whoever has it is the only one who writes.
#[derive(Default)]
pub(super) struct Desk {
    /// Where the last ticket was opened: it is closed there, whoever signs in meanwhile.
    session: Option<TicketSession>,
    keys: TestKeys,
}

/// `connection` is the one that was there when it was asked for, whoever signs in meanwhile.
pub(super) async fn open(
    shared: Arc<Shared>,
    connection: Result<Connection, Diagnostic>,
    stamp: Stamp,
    request: TestRequest,
) {
    let mut desk = shared.desk.lock().await;
    let opened = async {
        let connection = connection.map_err(|missing| vec![missing])?;
        let session = TicketSession::over(&shared.place, connection, *request.settings);
        let session = desk.session.insert(session).clone();
        let opened = ops::test_ticket(&shared.place, &session, &request.tenant, &mut desk.keys).await?;
        Ok(told(opened.ticket))
    };
    let opened = opened.await;
    shared.tell(Reply::TestTicket(stamp, opened));
}

pub(super) async fn close(shared: Arc<Shared>, stamp: Stamp, id: i64) {
    let desk = shared.desk.lock().await;
    let closed: Result<_, Vec<Diagnostic>> = match &desk.session {
        Some(session) => ops::close_ticket(session, id).await.map(told),
        None => Err(shared.connection().err().into_iter().collect()),
    };
    shared.tell(Reply::TestTicket(stamp, closed));
}

fn told(ticket: TicketView) -> TestTicket {
    let TicketView { id, number, queue, status, url } = ticket;
    TestTicket { id, number: number.unwrap_or_else(|| format!("id {id}")), queue, status, url }
}
