//! Keeping the wizard's draft on disk after every answer, and finding the one that an earlier run left.

use std::path::{Path, PathBuf};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;
use crate::state::{Counts, DraftRecord, Ending, Process, Session, State};

use super::Workplace;

/// A draft that an earlier run left.
#[derive(Clone, Debug)]
pub struct KeptDraft {
    /// The draft.
    pub draft: Draft,
    /// The step that was open, as `--step` names it.
    pub step: String,
    /// When it was kept: `2026-11-23 17:48`.
    pub at: String,
    /// How its session ended, in words.
    pub ended: String,
    /// Where it is open now, if it is: `on jump01 since 09:12 (process 4711)`.
    pub open_elsewhere: Option<String>,
    record: DraftRecord,
}

/// The draft that was kept last, and those that cannot be read. Drafts of others are told, not taken.
///
/// # Errors
/// Where the state cannot be opened.
pub fn load_draft(place: &Workplace) -> Result<(Option<KeptDraft>, Vec<Diagnostic>), Diagnostic> {
    load(&place.paths.state)
}

fn load(folder: &Path) -> Result<(Option<KeptDraft>, Vec<Diagnostic>), Diagnostic> {
    if !folder.join(crate::state::FILE).exists() {
        return Ok((None, Vec::new()));
    }
    let state = State::open(folder).map_err(Diagnostic::from)?;
    let drafts = state.load_draft().map_err(Diagnostic::from)?;
    let unreadable = drafts.unreadable.iter().map(Diagnostic::from).collect();
    Ok((drafts.newest.map(kept), unreadable))
}

fn kept(record: DraftRecord) -> KeptDraft {
    let zone = jiff::tz::TimeZone::system();
    let text = |time: jiff::Timestamp, format: &str| time.to_zoned_datetime(zone.clone()).strftime(format).to_string();
    let process = record.session.process_state(&host());
    let open = record.ending == Ending::Open && process == Process::Running;
    let session = &record.session;
    let open_elsewhere = open.then(|| {
        format!("on {} since {} (process {})", session.host, text(session.opened_at, "%H:%M"), session.process)
    });
    let ended = match (record.ending, process) {
        (Ending::Left, _) => "left with the draft kept",
        (Ending::LostConnection, _) => "the connection was lost",
        (Ending::Open, Process::Running) => "it has not ended",
        (Ending::Open, Process::Ended) => "it was killed, or the machine went down",
        (Ending::Open, Process::Unknown) => "not known; it may still be open",
    };
    KeptDraft {
        draft: record.draft.clone(),
        step: record.step.clone(),
        at: text(record.saved_at, "%Y-%m-%d %H:%M"),
        ended: ended.to_owned(),
        open_elsewhere,
        record,
    }
}

/// Name of this machine, for telling where a draft is open or a run under way.
pub(super) fn host() -> String {
    let read = |path: &str| std::fs::read_to_string(path).ok().map(|text| text.trim().to_owned());
    read("/proc/sys/kernel/hostname").or_else(|| read("/etc/hostname")).unwrap_or_else(|| "this machine".to_owned())
}

/// Keeps the draft of this session. All calls block for a disk write or less.
pub struct DraftKeeper {
    folder: PathBuf,
    session: Session,
    state: Option<State>,
    last: Option<(Draft, String)>,
    from: Option<DraftRecord>,
}

impl DraftKeeper {
    /// A keeper for a session that begins now; nothing is opened before the first answer.
    #[must_use]
    pub fn new(place: &Workplace) -> Self {
        Self {
            folder: place.paths.state.clone(),
            session: Session { host: host(), process: std::process::id(), opened_at: jiff::Timestamp::now() },
            state: None,
            last: None,
            from: None,
        }
    }

    /// Looks for the draft that an earlier session left, before this one keeps its own; going on with it, or deleting it,
    /// concerns that one.
    ///
    /// # Errors
    /// As [`load_draft`].
    pub fn find(&mut self) -> Result<(Option<KeptDraft>, Vec<Diagnostic>), Diagnostic> {
        let found = load(&self.folder)?;
        self.from = found.0.as_ref().map(|kept| kept.record.clone());
        Ok(found)
    }

    /// The draft that was found stays as it is, also when this session is saved.
    pub fn leave(&mut self) {
        self.from = None;
    }

    /// Writes the draft.
    ///
    /// # Errors
    /// Where the state cannot be written.
    pub fn keep(&mut self, draft: Draft, step: String) -> Result<(), Diagnostic> {
        self.write(&draft, &step, Ending::Open)?;
        self.last = Some((draft, step));
        // The draft that was gone on with is in this one now.
        if let (Some(from), Some(state)) = (self.from.take(), &self.state)
            && from.session != self.session
        {
            state.delete_draft(&from.session).map_err(Diagnostic::from)?;
        }
        Ok(())
    }

    /// Writes how the session ended; nothing, where no answer was given.
    ///
    /// # Errors
    /// Where the state cannot be written.
    pub fn end(&mut self, lost_connection: bool) -> Result<(), Diagnostic> {
        match self.last.take() {
            Some((draft, step)) => {
                self.write(&draft, &step, if lost_connection { Ending::LostConnection } else { Ending::Left })
            }
            None => Ok(()),
        }
    }

    /// Deletes this session's draft, and the one that it found.
    ///
    /// # Errors
    /// Where the state cannot be written.
    pub fn delete(&mut self) -> Result<(), Diagnostic> {
        self.last = None;
        if self.state.is_none() && self.from.is_none() {
            return Ok(());
        }
        let from = self.from.take();
        let session = self.session.clone();
        let state = self.state()?;
        state.delete_draft(&session).map_err(Diagnostic::from)?;
        if let Some(from) = from {
            state.delete_draft(&from.session).map_err(Diagnostic::from)?;
        }
        Ok(())
    }

    fn write(&mut self, draft: &Draft, step: &str, ending: Ending) -> Result<(), Diagnostic> {
        let record = DraftRecord {
            session: self.session.clone(),
            saved_at: jiff::Timestamp::now(),
            step: step.to_owned(),
            ending,
            counts: Counts::of(draft),
            draft: draft.clone(),
        };
        self.state()?.save_draft(&record).map_err(Diagnostic::from)
    }

    fn state(&mut self) -> Result<&State, Diagnostic> {
        if self.state.is_none() {
            self.state = Some(open(&self.folder)?);
        }
        self.state.as_ref().ok_or_else(|| unreachable!("it was opened a line above"))
    }
}

fn open(folder: &Path) -> Result<State, Diagnostic> {
    State::open(folder).map_err(Diagnostic::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::WorkplaceOptions;

    fn place(folder: &Path) -> Workplace {
        let options = WorkplaceOptions {
            config: Some(folder.join("config.json")),
            state: Some(folder.to_owned()),
            ..WorkplaceOptions::default()
        };
        Workplace::new(options, |_| None).unwrap()
    }

    fn of(username: &str) -> Draft {
        Draft { username: username.to_owned(), ..Draft::default() }
    }

    /// A session of another process that left a draft, and the keeper of the next one, which found it.
    fn found(place: &Workplace) -> DraftKeeper {
        let mut earlier = DraftKeeper::new(place);
        earlier.session.process = 1;
        earlier.keep(of("earlier"), "mapping".to_owned()).unwrap();
        earlier.end(true).unwrap();
        let mut keeper = DraftKeeper::new(place);
        let kept = keeper.find().unwrap().0.unwrap();
        assert_eq!((kept.draft.username.as_str(), kept.ended.as_str()), ("earlier", "the connection was lost"));
        keeper
    }

    fn newest(place: &Workplace) -> Option<String> {
        load_draft(place).unwrap().0.map(|kept| kept.draft.username)
    }

    #[test]
    fn a_draft_that_is_gone_on_with_is_one_with_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let mut keeper = found(&place);
        keeper.keep(of("now"), "mapping".to_owned()).unwrap();
        assert_eq!(newest(&place).as_deref(), Some("now"));
        keeper.delete().unwrap();
        assert_eq!(newest(&place), None, "saved: neither is offered again");
    }

    #[test]
    fn a_draft_that_is_left_alone_outlives_the_session_that_found_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let mut keeper = found(&place);
        keeper.leave();
        keeper.keep(of("now"), "guide".to_owned()).unwrap();
        keeper.delete().unwrap();
        assert_eq!(newest(&place).as_deref(), Some("earlier"));
    }

    #[test]
    fn a_draft_can_be_deleted_without_an_answer() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        found(&place).delete().unwrap();
        assert_eq!(newest(&place), None);
    }
}
