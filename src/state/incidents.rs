//! The tickets of incidents: from when on an account's incidents are heeded, and how far the ticket of each is.
//!
//! A stage is on disk before what it stands for is sent, and the next one after the answer. What a stage means is known
//! to `domain::ticketing`; who writes when, to `ops`.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Error, State};
use crate::domain::ticketing::{Incident, Record, Situation, Stage, TicketName};

impl State {
    /// From when on this account's incidents are heeded; `None` before the first run.
    ///
    /// # Errors
    /// As every read.
    pub fn incident_scope(&self, account: &str) -> Result<Option<Timestamp>, Error> {
        let query = "SELECT since FROM incident_scope WHERE account = ?1";
        let found = self.connection.query_row(query, [account], |row| row.get::<_, String>(0)).optional();
        // One that cannot be read heeds all: an incident too many is looked up, one too few is lost.
        Ok(found.map_err(|cause| self.told(cause))?.map(|text| text.parse().unwrap_or(Timestamp::MIN)))
    }

    /// Heeds this account's incidents from then on.
    ///
    /// # Errors
    /// As every write.
    pub fn set_incident_scope(&self, account: &str, since: Timestamp) -> Result<(), Error> {
        self.put(
            "INSERT INTO incident_scope (account, since) VALUES (?1, ?2)
             ON CONFLICT (account) DO UPDATE SET since = ?2",
            params![account, since.to_string()],
        )
    }

    /// All that is known of this account's incidents, by id.
    ///
    /// # Errors
    /// As every read; what cannot be read is no reason to go on without it.
    pub fn incidents(&self, account: &str) -> Result<Vec<Record>, Error> {
        let query = "SELECT id, incident, stage, ticket_id, ticket_number, told, telling, updates
                     FROM incident WHERE account = ?1 ORDER BY id";
        let mut statement = self.connection.prepare_cached(query).map_err(|cause| self.told(cause))?;
        let rows = statement.query_map([account], read).map_err(|cause| self.told(cause))?;
        rows.map(|row| {
            let record = row.map_err(|cause| self.told(cause))?;
            record.map_err(|(id, why)| Error::Incident { path: self.path.clone(), id, why })
        })
        .collect()
    }

    /// Puts on record how far an incident is. It is on disk when this returns.
    ///
    /// # Errors
    /// As every write. Then nothing may be sent.
    pub fn put_incident(&self, account: &str, at: Timestamp, record: &Record) -> Result<(), Error> {
        let ticket = record.ticket.as_ref();
        self.put(
            "INSERT INTO incident (account, id, incident, stage, ticket_id, ticket_number, told, telling, updates,
                                   first_seen_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
             ON CONFLICT (account, id) DO UPDATE SET
                 incident = ?3, stage = ?4, ticket_id = ?5, ticket_number = ?6, told = ?7, telling = ?8, updates = ?9,
                 changed_at = ?10",
            params![
                account,
                record.incident.id,
                json(&record.incident),
                record.stage.as_str(),
                ticket.map(|ticket| ticket.id),
                ticket.and_then(|ticket| ticket.number.as_deref()),
                record.told.as_ref().map(json),
                record.telling.as_ref().map(json),
                record.updates,
                at.to_string(),
            ],
        )
    }

    /// Puts new incidents on record, all or none.
    ///
    /// # Errors
    /// As every write.
    pub fn add_incidents(&self, account: &str, at: Timestamp, records: &[Record]) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction().map_err(|cause| self.told(cause))?;
        for record in records {
            self.put_incident(account, at, record)?;
        }
        transaction.commit().map_err(|cause| self.told(cause))
    }

    fn put(&self, query: &str, params: impl rusqlite::Params) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(query).map_err(|cause| self.told(cause))?;
        statement.execute(params).map(drop).map_err(|cause| self.told(cause))
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts and flags are always JSON")
}

/// A record, or its id and what is wrong with it.
type Read = Result<Record, (String, String)>;

fn read(row: &Row<'_>) -> rusqlite::Result<Read> {
    let id: String = row.get("id")?;
    let stage: String = row.get("stage")?;
    let incident: String = row.get("incident")?;
    let (told, telling): (Option<String>, Option<String>) = (row.get("told")?, row.get("telling")?);
    let fault = |what: &str| Ok(Err((id.clone(), format!("its {what} is none"))));
    let Some(stage) = Stage::ALL.into_iter().find(|known| known.as_str() == stage) else { return fault("stage") };
    let Ok(incident) = serde_json::from_str::<Incident>(&incident) else { return fault("text") };
    let situation = |text: Option<String>| text.map(|text| serde_json::from_str::<Situation>(&text)).transpose();
    let (Ok(told), Ok(telling)) = (situation(told), situation(telling)) else { return fault("state") };
    let number = row.get("ticket_number")?;
    let ticket = row.get::<_, Option<i64>>("ticket_id")?.map(|id| TicketName { id, number });
    Ok(Ok(Record { incident, stage, ticket, told, telling, updates: row.get("updates")? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "api@example.com";

    fn now() -> Timestamp {
        "2026-11-24T10:15:00Z".parse().unwrap()
    }

    fn incident(id: &str) -> Incident {
        Incident { id: id.to_owned(), user: Some("“株”\u{1b}".to_owned()), live: true, ..Incident::default() }
    }

    #[test]
    fn each_stage_is_read_back_whole_by_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let situation = |text: &str| Some(Situation { remediation: text.to_owned(), live: true });
        for (stage, number, told, telling) in [
            (Stage::New, None, None, None),
            (Stage::Opening, None, None, situation("Pending")),
            (Stage::Open, Some("T20261124.0001"), situation("Pending"), None),
            (Stage::Noting, Some("T20261124.0001"), situation("Pending"), situation("Remediated")),
            (Stage::Noted, Some("T20261124.0001"), situation("Pending"), situation("Remediated")),
        ] {
            let ticket = number.map(|number| TicketName { id: 9, number: Some(number.to_owned()) });
            let record = Record { stage, ticket, told, telling, updates: 3, ..Record::new(incident("i")) };
            state.put_incident(ACCOUNT, now(), &record).unwrap();
            assert_eq!(State::open(folder.path()).unwrap().incidents(ACCOUNT).unwrap(), [record], "{stage:?}");
        }
        assert_eq!(state.incidents("other@example.com").unwrap(), []);
    }

    #[test]
    fn the_scope_is_of_an_account_and_can_be_widened() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        assert_eq!(state.incident_scope(ACCOUNT).unwrap(), None);
        for since in [now(), Timestamp::UNIX_EPOCH] {
            state.set_incident_scope(ACCOUNT, since).unwrap();
            assert_eq!(state.incident_scope(ACCOUNT).unwrap(), Some(since));
        }
        assert_eq!(state.incident_scope("other@example.com").unwrap(), None);
    }

    #[test]
    fn new_ones_are_all_on_record_or_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let records = ["a", "b"].map(|id| Record::new(incident(id)));
        state.add_incidents(ACCOUNT, now(), &records).unwrap();
        assert_eq!(state.incidents(ACCOUNT).unwrap(), records);
        state.connection.execute_batch("CREATE TRIGGER full BEFORE INSERT ON incident WHEN NEW.id = 'd' BEGIN SELECT RAISE(ABORT, 'full'); END").unwrap();
        assert!(state.add_incidents(ACCOUNT, now(), &["c", "d"].map(|id| Record::new(incident(id)))).is_err());
        assert_eq!(state.incidents(ACCOUNT).unwrap(), records);
    }

    #[test]
    fn what_cannot_be_read_is_said_and_nothing_goes_on_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        state.put_incident(ACCOUNT, now(), &Record::new(incident("i"))).unwrap();
        state.connection.execute_batch("UPDATE incident SET incident = '['").unwrap();
        let told = crate::domain::diagnostic::Diagnostic::from(state.incidents(ACCOUNT).unwrap_err());
        assert_eq!(told.code, crate::domain::diagnostic::Code::ReadFailed);
        assert!(told.summary.contains("incident i "), "{}", told.summary);
    }
}
