//! The drafts of the wizard: after every answer the whole of it, one for each session that left one.
//!
//! Whether a draft is offered, taken over or deleted is for the wizard and its user.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::{Error, State};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Draft;

/// The shape of the JSON text; one that a draft of before cannot be read as gets the next number.
const FORMAT: i64 = 1;

/// The wizard that wrote a draft: no two have all three in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Name of the machine.
    pub host: String,
    /// Id of the process there.
    pub process: u32,
    /// When the wizard was started.
    pub opened_at: Timestamp,
}

/// How the session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It has not, or it was killed.
    Open,
    /// The terminal went away.
    LostConnection,
    /// The user left and kept the draft.
    Left,
}

impl Ending {
    const ALL: [Self; 3] = [Self::Open, Self::LostConnection, Self::Left];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::LostConnection => "lost connection",
            Self::Left => "left",
        }
    }
}

/// How far the draft is, for the offer at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All tenants.
    pub tenants: u32,
    /// Those with a company.
    pub decided: u32,
    /// Those left out with a reason.
    pub excluded: u32,
}

impl Counts {
    /// Those of a draft.
    #[must_use]
    pub fn of(draft: &Draft) -> Self {
        draft.tenants.iter().fold(Self::default(), |counts, entry| {
            let excluded = entry.settings.excluded.is_some();
            Self {
                tenants: counts.tenants + 1,
                decided: counts.decided + u32::from(entry.settings.is_decided() && !excluded),
                excluded: counts.excluded + u32::from(excluded),
            }
        })
    }

    /// Those about which nothing is decided.
    #[must_use]
    pub const fn undecided(self) -> u32 {
        self.tenants.saturating_sub(self.decided + self.excluded)
    }
}

/// A draft with what is said of it when it is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRecord {
    /// Who wrote it.
    pub session: Session,
    /// When it was last written.
    pub saved_at: Timestamp,
    /// The step that was open, as `--step` names it.
    pub step: String,
    /// How the session ended.
    pub ending: Ending,
    /// How far it is.
    pub counts: Counts,
    /// The draft itself. It holds no secret.
    pub draft: Draft,
}

/// A draft that this version cannot read. It stays in the file, but is not offered again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Who wrote it, where that can be read.
    pub session: Option<Session>,
    /// When it was written, as it stands there.
    pub saved_at: String,
    /// Why it cannot be read.
    pub why: String,
}

impl From<&Unreadable> for Diagnostic {
    fn from(unreadable: &Unreadable) -> Self {
        Self::warning(
            Code::ReadFailed,
            format!("A draft of {} cannot be read by this version.", unreadable.saved_at),
            "Go on without it; it is kept in state.db. The petra-autotask that wrote it can read it.",
        )
        .with_detail(unreadable.why.clone())
    }
}

/// What was found of drafts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    /// The one that was written last.
    pub newest: Option<DraftRecord>,
    /// Those that were set aside in looking for it.
    pub unreadable: Vec<Unreadable>,
}

impl State {
    /// Writes a session's draft in the place of its last one; on disk when this returns.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn save_draft(&self, record: &DraftRecord) -> Result<(), Error> {
        put(&self.connection, record).map_err(|error| self.told(error))
    }

    /// The draft that was written last. One that cannot be read is set aside, reported, and the next looked at.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn load_draft(&self) -> Result<Drafts, Error> {
        let mut drafts = Drafts::default();
        while let Some((row, found)) = newest(&self.connection).map_err(|error| self.told(error))? {
            match found {
                Ok(record) => {
                    drafts.newest = Some(record);
                    break;
                }
                Err(unreadable) => {
                    self.connection
                        .execute("UPDATE draft SET aside = 1 WHERE rowid = ?1", [row])
                        .map_err(|error| self.told(error))?;
                    drafts.unreadable.push(unreadable);
                }
            }
        }
        Ok(drafts)
    }

    /// Deletes a session's draft; none is none.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn delete_draft(&self, session: &Session) -> Result<(), Error> {
        delete(&self.connection, session).map_err(|error| self.told(error))
    }

    /// Goes on with the draft of another session: it is from now on that of `record`, and never both or neither.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn take_over_draft(&mut self, from: &Session, record: &DraftRecord) -> Result<(), Error> {
        let moved = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).and_then(|transaction| {
            delete(&transaction, from)?;
            put(&transaction, record)?;
            transaction.commit()
        });
        moved.map_err(|error| self.told(error))
    }
}

fn put(connection: &Connection, record: &DraftRecord) -> rusqlite::Result<()> {
    let text = serde_json::to_string(&record.draft)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO draft (host, process, opened_at, saved_at, step, ending, tenants, decided, excluded, format, draft)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (host, process, opened_at) DO UPDATE SET
             saved_at = excluded.saved_at, step = excluded.step, ending = excluded.ending, tenants = excluded.tenants,
             decided = excluded.decided, excluded = excluded.excluded, format = excluded.format,
             draft = excluded.draft, aside = 0",
    )?;
    let counts = record.counts;
    statement.execute(params![
        record.session.host,
        record.session.process,
        written(record.session.opened_at),
        written(record.saved_at),
        record.step,
        record.ending.as_str(),
        counts.tenants,
        counts.decided,
        counts.excluded,
        FORMAT,
        text,
    ])?;
    Ok(())
}

fn delete(connection: &Connection, session: &Session) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM draft WHERE host = ?1 AND process = ?2 AND opened_at = ?3")?
        .execute(params![session.host, session.process, written(session.opened_at)])
        .map(drop)
}

/// The newest that is not set aside, with its row.
fn newest(connection: &Connection) -> rusqlite::Result<Option<(i64, Result<DraftRecord, Unreadable>)>> {
    connection
        .query_row(
            "SELECT rowid, host, process, opened_at, saved_at, step, ending, tenants, decided, excluded, format, draft
             FROM draft WHERE aside = 0 ORDER BY saved_at DESC, rowid DESC LIMIT 1",
            [],
            |row| Ok((row.get("rowid")?, record_of(row)?)),
        )
        .optional()
}

fn record_of(row: &Row<'_>) -> rusqlite::Result<Result<DraftRecord, Unreadable>> {
    let text = |name| row.get::<_, String>(name);
    let (opened_at, saved_at, ending) = (text("opened_at")?, text("saved_at")?, text("ending")?);
    let session = opened_at.parse().ok().zip(row.get("process").ok()).zip(text("host").ok());
    let session = session.map(|((opened_at, process), host)| Session { host, process, opened_at });
    let unreadable = |why: String| Ok(Err(Unreadable { session: session.clone(), saved_at: saved_at.clone(), why }));

    let format: i64 = row.get("format")?;
    if format != FORMAT {
        return unreadable(format!("it is of format {format}, this version reads {FORMAT}"));
    }
    let draft = match serde_json::from_str(&text("draft")?) {
        Ok(draft) => draft,
        Err(error) => return unreadable(error.to_string()),
    };
    let ending = Ending::ALL.into_iter().find(|known| known.as_str() == ending);
    let (Some(session), Ok(saved), Some(ending)) = (session.clone(), saved_at.parse(), ending) else {
        return unreadable("its times, process or ending are none".to_owned());
    };
    let count = |name| row.get::<_, u32>(name);
    let counts = Counts { tenants: count("tenants")?, decided: count("decided")?, excluded: count("excluded")? };
    Ok(Ok(DraftRecord { session, saved_at: saved, step: text("step")?, ending, counts, draft }))
}

/// A time as text that sorts as the times do: every one with nine digits of the second.
fn written(time: Timestamp) -> String {
    format!("{time:.9}")
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    use super::*;
    use crate::domain::draft::Entry;
    use crate::domain::settings::{Named, TenantSettings};
    use crate::domain::tenant::Sources;

    fn session(process: u32) -> Session {
        Session { host: "jump01".to_owned(), process, opened_at: "2026-11-24T09:12:00.5Z".parse().unwrap() }
    }

    /// A draft of some tenants, the first with a company, the second excluded.
    fn record(process: u32, saved_at: &str, tenants: usize) -> DraftRecord {
        let mut draft = Draft { username: "api@example.com".to_owned(), ..Draft::default() };
        for number in 0..tenants {
            let mut settings =
                TenantSettings::undecided(format!("ZZ{number:05}"), format!("Tenant “{number}” 株式会社"));
            settings.company = (number == 0).then(|| Named::new(174, "Contoso Ltd"));
            settings.excluded = (number == 1).then(|| "own IT".to_owned());
            draft.tenants.push(Entry { settings, domains: Vec::new(), sources: Sources::default(), paused: false });
        }
        DraftRecord {
            session: session(process),
            saved_at: saved_at.parse().unwrap(),
            step: "mapping".to_owned(),
            ending: Ending::Open,
            counts: Counts::of(&draft),
            draft,
        }
    }

    fn opened() -> (tempfile::TempDir, State) {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        (folder, state)
    }

    fn newest_of(state: &State) -> Option<DraftRecord> {
        let drafts = state.load_draft().unwrap();
        assert_eq!(drafts.unreadable, []);
        drafts.newest
    }

    #[test]
    fn counts_part_the_tenants() {
        let counts = record(1, "2026-11-24T10:00:00Z", 5).counts;
        assert_eq!((counts, counts.undecided()), (Counts { tenants: 5, decided: 1, excluded: 1 }, 3));
    }

    #[test]
    fn a_draft_is_written_over_read_back_whole_and_deleted() {
        let (folder, state) = opened();
        assert_eq!(newest_of(&state), None);
        state.save_draft(&record(1, "2026-11-24T10:00:00Z", 2)).unwrap();
        let mut last = record(1, "2026-11-24T10:00:00.123456789Z", 3);
        last.ending = Ending::LostConnection;
        state.save_draft(&last).unwrap();
        drop(state);

        let state = State::open(folder.path()).unwrap();
        assert_eq!(newest_of(&state), Some(last.clone()));
        state.delete_draft(&last.session).unwrap();
        assert_eq!(newest_of(&state), None);
        state.delete_draft(&last.session).unwrap();
    }

    #[test]
    fn sessions_do_not_overwrite_each_other_and_the_newest_is_offered() {
        let (folder, one) = opened();
        let two = State::open(folder.path()).unwrap();
        // As text without a fixed length, the later of the two would sort first.
        let (early, late) = (record(1, "2026-11-24T10:00:00Z", 1), record(2, "2026-11-24T10:00:00.5Z", 2));
        two.save_draft(&late).unwrap();
        one.save_draft(&early).unwrap();
        assert_eq!(newest_of(&one), Some(late.clone()));
        one.delete_draft(&late.session).unwrap();
        assert_eq!(newest_of(&two), Some(early));
    }

    #[test]
    fn a_draft_that_is_taken_over_is_there_once() {
        let (_folder, mut state) = opened();
        state.save_draft(&record(1, "2026-11-24T10:00:00Z", 2)).unwrap();
        let ours = record(2, "2026-11-24T11:00:00Z", 2);
        state.take_over_draft(&session(1), &ours).unwrap();
        assert_eq!(newest_of(&state), Some(ours));
        state.delete_draft(&session(2)).unwrap();
        assert_eq!(newest_of(&state), None);
    }

    #[test]
    fn what_cannot_be_read_is_reported_once_and_kept() {
        for damage in [
            "draft = '{\"username\": 7}'",
            "draft = '{'",
            "format = 0",
            "format = 2",
            "opened_at = 'yesterday'",
            "process = -1",
            "saved_at = 'z'",
        ] {
            let (_folder, state) = opened();
            let good = record(1, "2026-11-24T10:00:00Z", 1);
            state.save_draft(&good).unwrap();
            state.save_draft(&record(2, "2026-11-24T11:00:00Z", 1)).unwrap();
            state.connection.execute(&format!("UPDATE draft SET {damage} WHERE process = 2"), []).unwrap();
            let drafts = state.load_draft().unwrap();
            assert_eq!(drafts.newest, Some(good.clone()), "{damage}");
            assert_eq!(drafts.unreadable.len(), 1, "{damage}");
            assert!(!Diagnostic::from(&drafts.unreadable[0]).is_error());
            assert_eq!(newest_of(&state), Some(good), "{damage}");
            let kept: i64 = state.connection.query_row("SELECT count(*) FROM draft", [], |row| row.get(0)).unwrap();
            assert_eq!(kept, 2, "{damage}");
        }
    }

    #[test]
    fn a_killed_process_loses_at_most_what_it_had_not_been_told_is_saved() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "state::draft::tests::saves_until_it_is_killed", "--ignored", "--nocapture"])
            .env("STATE_FOLDER", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut saved = 0;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            if let Some(count) = line.unwrap().strip_prefix("saved ") {
                saved = count.parse().unwrap();
                if saved == 30 {
                    break;
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let found = newest_of(&State::open(folder.path()).unwrap()).unwrap();
        let tenants = found.draft.tenants.len();
        assert!(tenants >= saved && saved == 30, "{tenants} of {saved}");
        assert_eq!(found.counts, Counts::of(&found.draft), "the row is whole");
    }

    #[test]
    #[ignore = "run by a_killed_process_loses_at_most_what_it_had_not_been_told_is_saved"]
    fn saves_until_it_is_killed() {
        let Ok(folder) = std::env::var("STATE_FOLDER") else { return };
        let state = State::open(folder.as_ref()).unwrap();
        for count in 1.. {
            state.save_draft(&record(std::process::id(), "2026-11-24T10:00:00Z", count)).unwrap();
            println!("saved {count}");
        }
    }
}
