//! Step 2: the three values, and the test of zone, sign-in and each permission as rows that fill in.
//!
//! What they say in words is in `connect/words.rs`.

mod words;

use zeroize::Zeroizing;

use crate::domain::account::{CredentialField, Credentials, Threshold};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::wizard::effect::{Check, Effect, Reply, Slot};
use crate::wizard::field::{Edit, Field, Paste, counted};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Facts, Shared, Step};
use crate::wizard::remote::{Remote, Wait};

use super::{Go, moved};

/// Names of the three fields, as Autotask's screens have them.
pub const LABELS: [&str; 3] =
    [CredentialField::Username.label(), CredentialField::Secret.label(), CredentialField::TrackingId.label()];

/// A row of the test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Not run with these values.
    Idle,
    /// Its turn comes.
    Next,
    /// It is awaited.
    Waiting(Wait),
    /// It is fine; what was found.
    Ok(String),
    /// It was refused, or could not be tested.
    Failed(Diagnostic),
}

impl Row {
    /// Its state in a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Idle => "",
            Self::Next => "next",
            Self::Waiting(_) => "waiting",
            Self::Ok(_) => "ok",
            Self::Failed(diagnostic) => match diagnostic.code {
                Code::Timeout | Code::Unreachable | Code::Throttled | Code::Tls | Code::BadAnswer => "failed",
                _ => "refused",
            },
        }
    }

    /// The diagnostic, if it failed.
    #[must_use]
    pub const fn failed(&self) -> Option<&Diagnostic> {
        match self {
            Self::Failed(diagnostic) => Some(diagnostic),
            _ => None,
        }
    }
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// One of the three fields.
    Field(usize),
    /// A row of the test.
    Row(usize),
}

/// What the step holds.
#[derive(Debug)]
pub struct Connect {
    /// User name, password, tracking identifier.
    pub fields: [Field; 3],
    /// What is wrong in a field, since it was left.
    pub errors: [Option<Diagnostic>; 3],
    /// What has the focus.
    pub focus: Focus,
    /// The rows of the test, in the order of [`Check::ALL`].
    pub rows: [Row; 8],
    /// The test that is under way.
    pub test: Remote<()>,
    /// Seconds that the last test took.
    pub took: u64,
    /// The hour's requests, as last seen.
    pub threshold: Option<Threshold>,
    /// The values that Autotask refused last: they are not sent again unasked.
    refused: Option<Credentials>,
    /// The fields before several were filled at once, by a paste or by a login that was made.
    before_fill: Option<[Field; 3]>,
}

impl Default for Connect {
    fn default() -> Self {
        Self {
            fields: [Field::new(), Field::secret(), Field::secret()],
            errors: [None, None, None],
            focus: Focus::Field(0),
            rows: std::array::from_fn(|_| Row::Idle),
            test: Remote::NotAsked,
            took: 0,
            threshold: None,
            refused: None,
            before_fill: None,
        }
    }
}

impl Connect {
    /// Puts in what was given from outside.
    pub fn prefill(&mut self, facts: &Facts) {
        if let Some(username) = &facts.username {
            self.fields[0].set(username.clone());
        }
        self.put_secrets(&facts.secrets);
    }

    /// Puts secrets into fields that are empty.
    pub fn put_secrets(&mut self, secrets: &[(SecretName, Secret)]) {
        for (name, secret) in secrets {
            let place = match name {
                SecretName::AutotaskSecret => 1,
                SecretName::AutotaskTrackingId => 2,
                SecretName::PetraApiKey => continue,
            };
            if self.fields[place].is_empty() {
                self.fields[place].set(secret.expose());
            }
        }
    }

    /// The three values as they stand in the fields.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            username: self.fields[0].text().trim().to_owned(),
            secret: Secret::from(self.fields[1].text()),
            tracking_id: Secret::from(self.fields[2].text()),
        }
    }

    /// Whether a field has the focus.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.focus, Focus::Field(_))
    }

    /// Whether the test is under way.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.test.loading().is_some()
    }

    /// Whether all three values are there and right as far as can be told before they are sent.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        (0..3).all(|place| !self.is_open(place))
    }

    /// Whether Autotask refused exactly these values: they are not sent again unasked.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused.as_ref() == Some(&self.credentials())
    }

    /// Whether something failed or was refused.
    #[must_use]
    pub fn has_red(&self) -> bool {
        self.rows.iter().any(|row| row.failed().is_some())
    }

    /// Whether the rows that tickets need are fine.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        Check::ALL.iter().zip(&self.rows).all(|(check, row)| check.is_for_billing() || matches!(row, Row::Ok(_)))
    }

    /// Whether the rows that billing needs are fine too.
    #[must_use]
    pub fn is_proven_for_billing(&self) -> bool {
        self.rows.iter().all(|row| matches!(row, Row::Ok(_)))
    }

    /// What is wrong with a field as it stands, before anything is sent: an error, or a warning.
    #[must_use]
    pub fn judge(&self, place: usize) -> Option<Diagnostic> {
        CredentialField::ALL[place].judge(self.fields[place].text())
    }

    /// Whether a value is missing, or holds what cannot be sent.
    fn is_open(&self, place: usize) -> bool {
        self.fields[place].is_empty() || self.judge(place).is_some_and(|found| found.is_error())
    }

    /// The step is entered: with nothing tested the first field has the focus.
    pub fn arrive(&mut self) {
        if let Focus::Field(place) = self.focus {
            self.fields[place].enter();
        }
    }

    /// The first empty field gets the focus.
    pub fn focus_empty(&mut self) {
        if let Some(place) = self.fields.iter().position(Field::is_empty) {
            self.focus = Focus::Field(place);
            self.fields[place].enter();
        }
    }

    /// Starts the test: all rows, or only those that failed.
    pub fn run(&mut self, shared: &mut Shared, only_red: bool) {
        let wait = shared.wait();
        let sign_in_fine = matches!(self.rows[0], Row::Ok(_)) && matches!(self.rows[1], Row::Ok(_));
        let only: Vec<Check> = if only_red && sign_in_fine {
            // Rows of a test that was left, or is under way, go along with the red ones.
            let lacking = |(_, row): &(&Check, &Row)| !matches!(row, Row::Ok(_));
            Check::ALL.iter().zip(&self.rows).filter(lacking).map(|(&check, _)| check).collect()
        } else {
            Vec::new()
        };
        let first = only.first().copied().unwrap_or(Check::Zone);
        for (check, row) in Check::ALL.iter().zip(&mut self.rows) {
            if only.contains(check) || *check == first {
                *row = Row::Waiting(wait);
            } else if only.is_empty() {
                *row = Row::Next;
            }
        }
        self.test = Remote::Loading(wait);
        self.refused = None;
        for field in &mut self.fields {
            field.leave();
        }
        self.focus = Focus::Row(first as usize);
        shared.connected = false;
        shared.say(String::new());
        let known = shared.draft.zone.clone();
        shared.effect(Effect::Connect { stamp: wait.stamp, credentials: self.credentials(), known, only });
    }

    /// A value changed: what hung on it is taken back at once.
    fn changed(&mut self, shared: &mut Shared, place: usize) {
        self.errors[place] = None;
        if self.test.loading().is_some() {
            shared.effect(Effect::Cancel(Slot::Connect));
        }
        self.test = Remote::NotAsked;
        let keep_zone = place > 0 && matches!(self.rows[0], Row::Ok(_));
        for (at, row) in self.rows.iter_mut().enumerate() {
            if at > 0 || !keep_zone {
                *row = Row::Idle;
            }
        }
        self.threshold = None;
        // What the last test said is true no longer.
        shared.say(String::new());
        shared.connected = false;
        shared.billing_granted = false;
        if place == 0 {
            let username = self.fields[0].text().trim().to_owned();
            if shared.draft.username != username {
                shared.draft.username = username;
                shared.draft.zone = None;
                shared.revision += 1;
            }
        }
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        match message {
            Message::Edit(edit) => self.edit(shared, edit),
            Message::Paste(text) => self.paste(shared, text),
            Message::Enter => return self.enter(shared),
            // Tab leads between the parts of the screen: out of the rows at once, into them after the last field.
            Message::Tab if !self.is_text() => self.focus_field(0),
            Message::BackTab if !self.is_text() => self.focus_field(2),
            Message::Tab | Message::Move(Move::Rows(1)) => self.step_focus(1),
            Message::BackTab | Message::Move(Move::Rows(-1)) => self.step_focus(-1),
            Message::Move(Move::Rows(by)) => {
                if let Focus::Row(row) = self.focus {
                    self.focus = Focus::Row(moved(row, *by, 8));
                }
            }
            Message::Move(Move::First) => self.focus = Focus::Row(0),
            Message::Move(Move::Last) => self.focus = Focus::Row(7),
            Message::Back => {
                if self.is_waiting() {
                    self.leave_wait(shared);
                } else {
                    self.leave_field();
                    return Go::Back;
                }
            }
            Message::Again if self.has_red() => self.run(shared, true),
            Message::Again | Message::AgainAll if self.is_filled() => self.run(shared, false),
            Message::Write => {
                shared.effect(Effect::WriteFile("autotask-access.txt".into(), self.for_administrator()));
            }
            _ => {}
        }
        Go::Stay
    }

    fn leave_wait(&mut self, shared: &mut Shared) {
        shared.effect(Effect::Cancel(Slot::Connect));
        self.test = Remote::NotAsked;
        for row in &mut self.rows {
            if matches!(row, Row::Next | Row::Waiting(_)) {
                *row = Row::Idle;
            }
        }
        shared.say("The test was left; the values stay. r runs it again.");
    }

    fn edit(&mut self, shared: &mut Shared, edit: &Edit) {
        let Focus::Field(place) = self.focus else { return };
        if matches!(edit, Edit::Undo)
            && let Some(before) = self.before_fill.take()
        {
            self.fields = before;
            (0..3).for_each(|place| self.changed(shared, place));
            shared.say("The fields are as they were before.");
            return;
        }
        let before = Zeroizing::new(self.fields[place].text().to_owned());
        let (Ok(said) | Err(said)) = self.fields[place].edit(edit);
        if *before != *self.fields[place].text() {
            // From here on Undo is about this field.
            self.before_fill = None;
            self.changed(shared, place);
        }
        if !said.is_empty() {
            shared.say(said);
        }
    }

    fn paste(&mut self, shared: &mut Shared, text: &Secret) {
        let Focus::Field(place) = self.focus else {
            shared.say("Paste ignored: no field has the focus. Tab leads to the fields.");
            return;
        };
        let paste = Paste::new(text.expose());
        let room = 3 - place;
        if paste.lines.len() > 1 && paste.lines.len() <= room && place == 0 {
            self.before_fill = Some(self.fields.clone());
            for (field, line) in self.fields[place..].iter_mut().zip(&paste.lines) {
                field.set(line.as_str());
            }
            for place in place..place + paste.lines.len() {
                self.changed(shared, place);
                self.errors[place] = self.judge(place);
            }
            if let Some(wrong) = self.errors.iter().position(Option::is_some) {
                self.focus_field(wrong);
            }
            let values = counted(paste.lines.len(), "value", "values");
            // What went where comes first: a narrow window cuts the end.
            shared.say(format!("{values}, one in each field. {}", paste.note()).trim().to_owned());
            return;
        }
        self.edit(shared, &Edit::Paste(text.clone()));
    }

    /// Takes a user name and a password that were made. Undo in a field leads back to what was there.
    pub fn take_login(&mut self, shared: &mut Shared, username: &str, secret: &Secret) {
        self.before_fill = Some(self.fields.clone());
        for (place, text) in [username, secret.expose()].into_iter().enumerate() {
            self.fields[place].set(text);
            self.changed(shared, place);
        }
    }

    fn leave_field(&mut self) {
        if let Focus::Field(place) = self.focus {
            self.fields[place].leave();
            self.errors[place] = self.judge(place);
        }
    }

    fn step_focus(&mut self, by: i32) {
        self.leave_field();
        let place = match self.focus {
            Focus::Field(place) => place,
            Focus::Row(row) => 3 + row,
        };
        let next = if by > 0 { (place + 1) % 11 } else { (place + 10) % 11 };
        self.focus = if next < 3 { Focus::Field(next) } else { Focus::Row(next - 3) };
        if let Focus::Field(place) = self.focus {
            self.fields[place].enter();
        }
    }

    fn focus_field(&mut self, place: usize) {
        self.focus = Focus::Field(place);
        self.fields[place].enter();
    }

    fn enter(&mut self, shared: &mut Shared) -> Go {
        match self.focus {
            Focus::Field(place) => {
                let was_said = self.errors[place].is_some();
                self.leave_field();
                // An error holds Enter here. A warning is said before anything is sent; the next Enter means it so.
                if self.errors[place].as_ref().is_some_and(|found| found.is_error() || !was_said) {
                    return Go::Stay;
                }
                if shared.connected {
                    return Go::To(Step::Tenants);
                }
                if self.is_refused() {
                    shared.say(
                        "Autotask refused exactly these values. Change one, or press Tab and r to send them once more.",
                    );
                    return Go::Stay;
                }
                let open = (0..3).find(|&other| self.is_open(other));
                match open {
                    None => self.run(shared, false),
                    Some(open) => {
                        self.focus = Focus::Field(if self.fields[place].is_empty() { place } else { open });
                        if self.fields[place].is_empty() {
                            shared.say(format!("{} is still empty.", LABELS[place]));
                        }
                        if let Focus::Field(place) = self.focus {
                            self.fields[place].enter();
                        }
                    }
                }
                Go::Stay
            }
            Focus::Row(_) if self.is_waiting() => Go::Stay,
            Focus::Row(_) if shared.connected => Go::To(Step::Tenants),
            Focus::Row(_) => {
                self.focus = Focus::Field(0);
                Go::Stay
            }
        }
    }

    /// Whether the test has found the account, and the sign-in was accepted.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        [Check::Zone, Check::SignIn].iter().all(|&check| matches!(self.rows[check as usize], Row::Ok(_)))
    }

    /// Takes in a reply. Tells whether the test just passed.
    pub fn reply(&mut self, shared: &mut Shared, reply: &Reply) -> bool {
        match reply {
            Reply::ZoneFound(stamp, zone) if self.test.awaits(*stamp) => {
                shared.draft.zone = Some(zone.clone());
                shared.revision += 1;
            }
            Reply::Threshold(stamp, threshold) if self.test.awaits(*stamp) => self.threshold = Some(*threshold),
            Reply::Checked(stamp, check, result) if self.test.awaits(*stamp) => {
                self.rows[*check as usize] = match result {
                    Ok(found) => Row::Ok(found.clone()),
                    Err(diagnostic) => Row::Failed(diagnostic.clone()),
                };
                if let Err(diagnostic) = result
                    && matches!(diagnostic.code, Code::SignInRefused | Code::TrackingIdRefused | Code::UserUnknown)
                {
                    self.refused = Some(self.credentials());
                }
                self.start_waiting(shared, *check);
            }
            Reply::ConnectEnded(stamp) if self.test.awaits(*stamp) => {
                if let Some(wait) = self.test.loading() {
                    self.took = shared.seconds(wait);
                }
                self.test = Remote::Ready(());
                for row in &mut self.rows {
                    if matches!(row, Row::Next | Row::Waiting(_)) {
                        *row = Row::Idle;
                    }
                }
                shared.connected = self.is_proven();
                shared.billing_granted = self.is_proven_for_billing();
                self.tell_contracts(shared);
                if let Some(red) = self.rows.iter().position(|row| row.failed().is_some()) {
                    self.focus = Focus::Row(red);
                } else if matches!(self.focus, Focus::Row(_)) {
                    self.focus = Focus::Row(7);
                }
                let is_sign_in_refused = self.rows[Check::SignIn as usize].failed().is_some() && self.refused.is_some();
                if is_sign_in_refused {
                    shared.say("Nothing is sent again by itself: Autotask locks a user after several refusals.");
                } else if shared.connected && shared.billing_granted {
                    shared.say("Everything is granted. Enter or > goes on to Tenants.");
                }
                return shared.connected;
            }
            _ => {}
        }
        false
    }

    /// Contracts that may not be read are never asked for: Autotask counts a refusal as it counts a refused sign-in.
    fn tell_contracts(&self, shared: &mut Shared) {
        let mut needed = [Check::Contracts, Check::ContractServices, Check::Services].into_iter();
        let refusal = needed.find_map(|check| self.rows[check as usize].failed());
        let was_refused = std::mem::replace(&mut shared.loads.contracts_refused, refusal.is_some());
        match refusal {
            Some(refusal) => shared.loads.billing = Remote::Failed(refusal.clone()),
            None if was_refused => shared.loads.billing = Remote::NotAsked,
            None => {}
        }
    }

    /// After the sign-in all permission rows are awaited at once; before it, one follows the other.
    fn start_waiting(&mut self, shared: &mut Shared, done: Check) {
        let Some(test) = self.test.loading() else { return };
        let wait = Wait { stamp: test.stamp, since: shared.clock };
        let follow: &[usize] = match done {
            Check::Zone => &[1],
            Check::SignIn => &[2, 3, 4, 5, 6, 7],
            _ => &[],
        };
        for &at in follow {
            if self.rows[at] == Row::Next && matches!(self.rows[done as usize], Row::Ok(_)) {
                self.rows[at] = Row::Waiting(wait);
            }
        }
    }
}
