//! The shape of the database, one step a version; `user_version` says how many were taken.
//!
//! A step that was released is never changed: add another.

use rusqlite::{Connection, TransactionBehavior};

/// What leads from each version to the next; the first starts from an empty file.
const STEPS: &[&str] = &[
    // 1: the drafts of the wizard, one for each session that left one.
    "CREATE TABLE draft (
        host      TEXT    NOT NULL,
        process   INTEGER NOT NULL,
        opened_at TEXT    NOT NULL,
        saved_at  TEXT    NOT NULL,
        step      TEXT    NOT NULL,
        ending    TEXT    NOT NULL CHECK (ending IN ('open', 'lost connection', 'left')),
        tenants   INTEGER NOT NULL,
        decided   INTEGER NOT NULL,
        excluded  INTEGER NOT NULL,
        format    INTEGER NOT NULL,
        draft     TEXT    NOT NULL,
        aside     INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (host, process, opened_at)
    ) STRICT;",
    // The journal of billing: its runs, and each change that was, or may have been, sent to Autotask.
    "CREATE TABLE billing_run (
        run        TEXT    PRIMARY KEY,
        command    TEXT    NOT NULL,
        username   TEXT    NOT NULL,
        zone       TEXT    NOT NULL,
        host       TEXT    NOT NULL,
        process    INTEGER NOT NULL,
        started_at TEXT    NOT NULL,
        ended_at   TEXT
    ) STRICT;
    CREATE TABLE billing_entry (
        id             INTEGER PRIMARY KEY,
        run            TEXT    NOT NULL REFERENCES billing_run (run),
        at             TEXT    NOT NULL,
        tenants        TEXT    NOT NULL,
        kind           TEXT    NOT NULL CHECK (kind IN ('service', 'bundle')),
        contract_id    INTEGER NOT NULL,
        line_id        INTEGER NOT NULL,
        effective_date TEXT    NOT NULL,
        units_before   INTEGER NOT NULL,
        units_wanted   INTEGER NOT NULL,
        state          TEXT    NOT NULL CHECK (state IN
                           ('open', 'answered', 'unsettled', 'done', 'refused', 'not-taken', 'settled')),
        changed_at     TEXT    NOT NULL,
        units_after    INTEGER,
        words          TEXT    NOT NULL DEFAULT '',
        shows_changes  INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX billing_entry_of_line ON billing_entry (contract_id, kind, line_id);",
    // Who holds a lock, and the incidents of each account: from when on they are heeded, and how far their tickets are.
    "CREATE TABLE lock_holder (
        lock       TEXT    PRIMARY KEY,
        host       TEXT    NOT NULL,
        process    INTEGER NOT NULL,
        since      TEXT    NOT NULL
    ) STRICT;
    CREATE TABLE incident_scope (
        account    TEXT    PRIMARY KEY,
        since      TEXT    NOT NULL
    ) STRICT;
    CREATE TABLE incident (
        account       TEXT    NOT NULL,
        id            TEXT    NOT NULL,
        incident      TEXT    NOT NULL,
        stage         TEXT    NOT NULL CHECK (stage IN ('new', 'opening', 'open', 'noting', 'noted')),
        ticket_id     INTEGER,
        ticket_number TEXT,
        told          TEXT,
        telling       TEXT,
        updates       INTEGER NOT NULL,
        first_seen_at TEXT    NOT NULL,
        changed_at    TEXT    NOT NULL,
        PRIMARY KEY (account, id)
    ) STRICT;",
    // The companies that the wizard read last, a list for each account; `read_at` in seconds since 1970.
    "CREATE TABLE kept_companies (
        zone       TEXT    NOT NULL,
        username   TEXT    NOT NULL,
        read_at    INTEGER NOT NULL,
        format     INTEGER NOT NULL,
        checksum   INTEGER NOT NULL,
        list       BLOB    NOT NULL,
        PRIMARY KEY (zone, username)
    ) STRICT;",
];

/// How the file stands to this program.
pub(super) enum Outcome {
    /// It has the shape of this version.
    Current,
    /// It is of this later version, and was left as it is.
    Newer(i64),
}

/// Takes the steps that are missing: all, or none.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> rusqlite::Result<Outcome> {
    let wanted = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    // The common case takes no write lock.
    match version(connection)? {
        found if found > wanted => return Ok(Outcome::Newer(found)),
        found if found == wanted => return Ok(Outcome::Current),
        _ => {}
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again: another process may have taken the steps while this one waited.
    let found = version(&transaction)?;
    if found > wanted {
        return Ok(Outcome::Newer(found));
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", wanted)?;
    transaction.commit()?;
    Ok(Outcome::Current)
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gets_every_step_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        for _ in 0..2 {
            assert!(matches!(bring_up_to_date(&mut connection).unwrap(), Outcome::Current));
            assert_eq!(version(&connection).unwrap(), i64::try_from(STEPS.len()).unwrap());
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE draft (x INTEGER) STRICT").unwrap();
        assert!(bring_up_to_date(&mut connection).is_err());
        assert_eq!(version(&connection).unwrap(), 0);
    }
}
