//! The journal of billing: runs, and each change that was, or may have been, sent to Autotask.
//!
//! An entry is on disk before its change is sent, and again after each thing that is learnt of it. What an entry means is
//! known to `domain::billing`; who writes when, to `ops`. No secret is ever in it.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, params};

use super::{Error, State};
use crate::domain::billing::{Account, Entry, EntryState, LineKey, Standing};
use crate::domain::catalog::LineKind;

/// A run that may write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its name; sorts by time.
    pub run: String,
    /// What was asked for: `apply`, `sync`, `settle`.
    pub command: String,
    /// Whose Autotask it works on.
    pub account: Account,
    /// Name of the machine.
    pub host: String,
    /// Id of the process there.
    pub process: u32,
    /// When it began, as RFC 3339.
    pub started_at: String,
}

/// A change that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// The run.
    pub run: &'a str,
    /// Now, as RFC 3339.
    pub at: &'a str,
    /// The tenants whose units the line bears.
    pub tenants: &'a [String],
    /// The line.
    pub line: LineKey,
    /// The effective date.
    pub effective: Date,
    /// Units on that day before.
    pub before: i64,
    /// Units on that day that are wanted.
    pub wanted: i64,
}

/// What was learnt of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update<'a> {
    /// Units on the effective date, where they were read.
    pub after: Option<i64>,
    /// Autotask's words, or why it cannot be told.
    pub words: &'a str,
    /// Whether its unit rows hold changes and not totals.
    pub shows_changes: bool,
}

/// Entries of an account: of its user, wherever it has moved to, or of another user of the same domain in the same zone.
/// A zone alone says nothing: it holds many databases, whose ids are the same numbers.
const OF_ACCOUNT: &str = "run IN (SELECT run FROM billing_run WHERE username = ?1 COLLATE NOCASE OR (zone = ?2
    AND substr(username, instr(username, '@')) = substr(?1, instr(?1, '@')) COLLATE NOCASE))";

const COLUMNS: &str = "id, run, at, tenants, kind, contract_id, line_id, effective_date, units_before, units_wanted, \
                       state, units_after";

impl State {
    /// Notes that a run begins. Take the lock first.
    ///
    /// # Errors
    /// As every write.
    pub fn begin_run(&self, run: &Run) -> Result<(), Error> {
        self.write(
            "INSERT INTO billing_run (run, command, username, zone, host, process, started_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                run.run,
                run.command,
                run.account.username,
                run.account.zone,
                run.host,
                run.process,
                run.started_at
            ],
        )
    }

    /// How many runs there were.
    ///
    /// # Errors
    /// As every read.
    pub fn count_runs(&self) -> Result<i64, Error> {
        let count = self.connection.query_row("SELECT count(*) FROM billing_run", [], |row| row.get(0));
        count.map_err(|cause| self.told(cause))
    }

    /// Notes that a run has ended.
    ///
    /// # Errors
    /// As every write.
    pub fn end_run(&self, run: &str, at: &str) -> Result<(), Error> {
        self.write("UPDATE billing_run SET ended_at = ?2 WHERE run = ?1", params![run, at])
    }

    /// Notes that every run has ended which did not say so: they were killed. Take the lock first.
    ///
    /// # Errors
    /// As every write.
    pub fn end_killed_runs(&self, at: &str) -> Result<(), Error> {
        self.write("UPDATE billing_run SET ended_at = ?1 WHERE ended_at IS NULL", params![at])
    }

    /// The newest run that has not ended: the one that holds the lock, if someone does.
    pub(super) fn running(&self) -> Result<Option<Run>, Error> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT run, command, username, zone, host, process, started_at FROM billing_run
                 WHERE ended_at IS NULL ORDER BY started_at DESC, rowid DESC LIMIT 1",
            )
            .map_err(|cause| self.told(cause))?;
        let found = statement.query_row([], |row| {
            Ok(Run {
                run: row.get(0)?,
                command: row.get(1)?,
                account: Account { username: row.get(2)?, zone: row.get(3)? },
                host: row.get(4)?,
                process: row.get(5)?,
                started_at: row.get(6)?,
            })
        });
        found.optional().map_err(|cause| self.told(cause))
    }

    /// Puts a change on record that is about to be sent; gives its number. It is on disk when this returns.
    ///
    /// # Errors
    /// As every write. Then nothing may be sent.
    pub fn add_entry(&self, entry: &NewEntry<'_>) -> Result<i64, Error> {
        let tenants = serde_json::Value::from(entry.tenants).to_string();
        self.write(
            "INSERT INTO billing_entry (run, at, tenants, kind, contract_id, line_id, effective_date, units_before,
                                        units_wanted, state, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?2)",
            params![
                entry.run,
                entry.at,
                tenants,
                kind_text(entry.line.kind),
                entry.line.contract_id,
                entry.line.line_id,
                entry.effective.to_string(),
                entry.before,
                entry.wanted,
            ],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Notes what was learnt of an entry. It is on disk when this returns.
    ///
    /// # Errors
    /// As every write.
    pub fn update_entry(&self, id: i64, state: EntryState, at: &str, update: &Update<'_>) -> Result<(), Error> {
        self.write(
            "UPDATE billing_entry
             SET state = ?2, changed_at = ?3, units_after = coalesce(?4, units_after), words = ?5,
                 shows_changes = max(shows_changes, ?6)
             WHERE id = ?1",
            params![id, state.as_str(), at, update.after, update.words, update.shows_changes],
        )
    }

    /// Every entry of an account that has to be settled, in their order.
    ///
    /// # Errors
    /// As every read; an entry that cannot be read is no reason to go on without it.
    pub fn open_entries(&self, account: &Account) -> Result<Vec<Entry>, Error> {
        let open = "state IN ('open', 'answered', 'unsettled')";
        self.entries(&format!("{open} AND {OF_ACCOUNT}"), params![account.username, account.zone])
    }

    /// Every entry of an account, in their order.
    ///
    /// # Errors
    /// As [`State::open_entries`].
    pub fn entries_of(&self, account: &Account) -> Result<Vec<Entry>, Error> {
        self.entries(OF_ACCOUNT, params![account.username, account.zone])
    }

    /// How each line of an account stands.
    ///
    /// # Errors
    /// As [`State::open_entries`].
    pub fn standings(&self, account: &Account) -> Result<HashMap<LineKey, Standing>, Error> {
        let mut of_line: HashMap<LineKey, Vec<Entry>> = HashMap::new();
        for entry in self.entries_of(account)? {
            of_line.entry(entry.line).or_default().push(entry);
        }
        Ok(of_line.into_iter().map(|(line, entries)| (line, Standing::of(&entries))).collect())
    }

    /// Whether a change of this account read back as a row of its own that holds the change alone.
    ///
    /// # Errors
    /// As every read.
    pub fn changes_seen(&self, account: &Account) -> Result<bool, Error> {
        self.connection
            .query_row(
                &format!("SELECT EXISTS (SELECT 1 FROM billing_entry WHERE shows_changes AND {OF_ACCOUNT})"),
                params![account.username, account.zone],
                |row| row.get(0),
            )
            .map_err(|cause| self.told(cause))
    }

    /// Every entry that the file holds, the oldest first.
    ///
    /// # Errors
    /// As [`State::open_entries`].
    pub fn history(&self) -> Result<Vec<Entry>, Error> {
        self.entries("TRUE", [])
    }

    fn entries(&self, condition: &str, params: impl rusqlite::Params) -> Result<Vec<Entry>, Error> {
        let query = format!("SELECT {COLUMNS} FROM billing_entry WHERE {condition} ORDER BY id");
        let mut statement = self.connection.prepare_cached(&query).map_err(|cause| self.told(cause))?;
        let rows = statement.query_map(params, read).map_err(|cause| self.told(cause))?;
        rows.map(|row| {
            let entry = row.map_err(|cause| self.told(cause))?;
            entry.map_err(|(entry, why)| Error::Entry { path: self.path.clone(), entry, why })
        })
        .collect()
    }

    fn write(&self, query: &str, params: impl rusqlite::Params) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(query).map_err(|cause| self.told(cause))?;
        statement.execute(params).map(drop).map_err(|cause| self.told(cause))
    }
}

const fn kind_text(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Service => "service",
        LineKind::Bundle => "bundle",
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Result<Entry, (i64, String)>> {
    let id = row.get("id")?;
    let text = |name| row.get::<_, String>(name);
    let (tenants, kind, day, state) = (text("tenants")?, text("kind")?, text("effective_date")?, text("state")?);
    let fault = |what: &str| Ok(Err((id, format!("its {what} is none"))));
    let Ok(tenants) = serde_json::from_str(&tenants) else { return fault("list of tenants") };
    let Some(kind) = [LineKind::Service, LineKind::Bundle].into_iter().find(|known| kind_text(*known) == kind) else {
        return fault("kind");
    };
    let Ok(effective) = day.parse() else { return fault("effective date") };
    let Some(state) = EntryState::ALL.into_iter().find(|known| known.as_str() == state) else { return fault("state") };
    Ok(Ok(Entry {
        id,
        run: text("run")?,
        at: text("at")?,
        tenants,
        line: LineKey { kind, contract_id: row.get("contract_id")?, line_id: row.get("line_id")? },
        effective,
        before: row.get("units_before")?,
        wanted: row.get("units_wanted")?,
        state,
        after: row.get("units_after")?,
    }))
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::civil::date;

    use super::*;

    const AT: &str = "2026-11-24T10:15:00Z";

    fn account(username: &str, zone: &str) -> Account {
        Account { username: username.to_owned(), zone: zone.to_owned() }
    }

    pub fn run(name: &str) -> Run {
        Run {
            run: name.to_owned(),
            command: "sync".to_owned(),
            account: account("api@example.com", "https://zone/"),
            host: "jump01".to_owned(),
            process: 7,
            started_at: AT.to_owned(),
        }
    }

    fn line(line_id: i64) -> LineKey {
        LineKey { kind: LineKind::Service, contract_id: 9, line_id }
    }

    fn add(state: &State, run: &str, line_id: i64) -> i64 {
        let tenants = ["ZZ1".to_owned(), "ZZ2 “株”".to_owned()];
        let entry = NewEntry {
            run,
            at: AT,
            tenants: &tenants,
            line: line(line_id),
            effective: date(2026, 11, 24),
            before: 12,
            wanted: 15,
        };
        state.add_entry(&entry).unwrap()
    }

    fn opened() -> (tempfile::TempDir, State) {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        state.begin_run(&run("r1")).unwrap();
        (folder, state)
    }

    #[test]
    fn an_entry_is_read_back_whole_by_another_process() {
        let (folder, state) = opened();
        let id = add(&state, "r1", 77);
        let other = State::open(folder.path()).unwrap();
        let found = other.open_entries(&run("r1").account).unwrap();
        assert_eq!(found.len(), 1);
        let entry = &found[0];
        assert_eq!((entry.id, entry.line, entry.before, entry.wanted), (id, line(77), 12, 15));
        assert_eq!(entry.tenants, ["ZZ1", "ZZ2 “株”"]);
        assert_eq!((entry.effective, entry.state, entry.after), (date(2026, 11, 24), EntryState::Open, None));
    }

    #[test]
    fn a_killed_run_is_not_named_as_the_one_that_runs() {
        let (_folder, state) = opened();
        assert_eq!(state.running().unwrap(), Some(run("r1")));
        state.end_killed_runs(AT).unwrap();
        assert_eq!(state.running().unwrap(), None);
        state.begin_run(&run("r2")).unwrap();
        assert_eq!(state.running().unwrap().map(|run| run.run), Some("r2".to_owned()));
        state.end_run("r2", AT).unwrap();
        assert_eq!(state.running().unwrap(), None);
    }

    #[test]
    fn states_decide_what_is_open_and_how_a_line_stands() {
        let (_folder, state) = opened();
        let account = run("r1").account;
        for open in EntryState::ALL {
            let id = add(&state, "r1", 100 + open as i64);
            let update = Update { after: Some(15), words: "said", shows_changes: false };
            state.update_entry(id, open, AT, &update).unwrap();
        }
        let open: Vec<_> = state.open_entries(&account).unwrap().iter().map(|entry| entry.state).collect();
        assert_eq!(open, [EntryState::Open, EntryState::Answered, EntryState::Unsettled]);
        let standings = state.standings(&account).unwrap();
        assert_eq!(standings[&line(100 + EntryState::Done as i64)].taken, [date(2026, 11, 24)]);
        assert_eq!(
            standings[&line(100 + EntryState::NotTaken as i64)].again.as_ref().map(|again| again.effective),
            Some(date(2026, 11, 24))
        );
        assert_eq!(state.history().unwrap().len(), EntryState::ALL.len());
    }

    #[test]
    fn another_account_sees_nothing_and_one_that_was_renamed_or_moved_sees_its_own() {
        let (_folder, state) = opened();
        let id = add(&state, "r1", 77);
        let update = Update { shows_changes: true, ..Update::default() };
        state.update_entry(id, EntryState::Answered, AT, &update).unwrap();
        for (username, zone, sees) in [
            ("api@example.com", "https://zone/", true),
            ("api@example.com", "https://moved/", true),
            ("new@example.com", "https://zone/", true),
            ("API@Example.com", "https://moved/", true),
            ("api@example.org", "https://zone/", false),
            ("example.com", "https://zone/", false),
            ("other@example.com", "https://elsewhere/", false),
        ] {
            let account = account(username, zone);
            assert_eq!(state.open_entries(&account).unwrap().len(), usize::from(sees), "{username} {zone}");
            assert_eq!(state.changes_seen(&account).unwrap(), sees, "{username} {zone}");
            assert_eq!(state.entries_of(&account).unwrap().len(), usize::from(sees), "{username} {zone}");
        }
    }

    #[test]
    fn what_is_learnt_later_forgets_no_units_and_no_reading() {
        let (_folder, state) = opened();
        let id = add(&state, "r1", 77);
        let update = Update { after: Some(18), words: "", shows_changes: true };
        state.update_entry(id, EntryState::Unsettled, AT, &update).unwrap();
        state.update_entry(id, EntryState::Settled, AT, &Update::default()).unwrap();
        assert_eq!(state.history().unwrap()[0].after, Some(18));
        assert!(state.changes_seen(&run("r1").account).unwrap());
    }

    #[test]
    fn an_entry_that_cannot_be_read_stops_and_is_named() {
        let (_folder, state) = opened();
        let id = add(&state, "r1", 77);
        state.connection.execute("UPDATE billing_entry SET effective_date = 'soon'", []).unwrap();
        assert!(matches!(state.history(), Err(Error::Entry { entry, .. }) if entry == id));
    }
}
