//! Step 7: where the config and the secrets go, the deed itself, and what to run next.

pub mod test_ticket;

use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::{Reference, SecretName, StoreKind};
use crate::domain::secret::Secret;
use crate::wizard::effect::{Effect, Reply, SaveReport, SaveRequest, Slot, StoreState, reference_in};
use crate::wizard::field::{Edit, Field, counted};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Facts, Shared};
use crate::wizard::remote::Remote;

use self::test_ticket::Testing;
use super::connect::LABELS;
use super::review::stops_save;
use super::{Detail, Go};

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The path of the config file.
    Path,
    /// A store, by its place in [`StoreKind::ALL`].
    Store(usize),
    /// The passphrase of the encrypted file: 0, and the same once more: 1.
    Passphrase(usize),
    /// The deed.
    Save,
    /// Where a config is saved: a test ticket.
    TestTicket,
    /// After saving: a line of what to do next.
    Next(usize),
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A command to run next.
    Run,
    /// For Petra's own page.
    Link,
}

/// A line of what to run or enter next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub part: Part,
    /// What is copied; for a secret, its name.
    pub text: String,
    /// What it does, or is.
    pub about: String,
    /// The secret that is copied in its place.
    pub secret: Option<Secret>,
}

/// What the step holds.
#[derive(Debug)]
pub struct Save {
    /// What has the focus.
    pub focus: Focus,
    /// The path of the config file.
    pub path: Field,
    /// The stores that were tried, as they come.
    pub stores: Vec<StoreState>,
    /// The trial of those that are left.
    pub trial: Remote<()>,
    /// The passphrase of the encrypted file, typed twice; empty where the one that was given is used.
    pub passphrase: [Field; 2],
    /// The store that is chosen.
    pub chosen: Option<StoreKind>,
    /// The writing.
    pub saving: Remote<Box<SaveReport>>,
    /// Whether a file that someone changed meanwhile is overwritten by the next Save.
    pub force: bool,
    /// The secrets that Petra's own page asks for, by the names that it has for them; set by a Save.
    pub link_secrets: Vec<(&'static str, Secret)>,
    /// The test ticket.
    pub testing: Testing,
    /// A store that was asked for from outside.
    wanted: Option<StoreKind>,
}

impl Default for Save {
    fn default() -> Self {
        Self {
            focus: Focus::Save,
            path: Field::new(),
            stores: Vec::new(),
            trial: Remote::NotAsked,
            passphrase: [Field::secret(), Field::secret()],
            chosen: None,
            saving: Remote::NotAsked,
            force: false,
            link_secrets: Vec::new(),
            testing: Testing::default(),
            wanted: None,
        }
    }
}

/// Petra's page that makes its own link.
pub const PETRA_PAGE: &str = "https://app.petrasecurity.com/settings";

impl Save {
    /// Puts in what was given from outside.
    pub fn prefill(&mut self, facts: &Facts) {
        self.path.set(facts.config_path.clone());
        self.wanted = facts.store;
    }

    /// Whether the path or a passphrase is being typed, or a tenant is picked.
    #[must_use]
    pub fn is_text(&self) -> bool {
        if self.testing.is_open() {
            return self.testing.picker().is_some();
        }
        matches!(self.focus, Focus::Path | Focus::Passphrase(_))
    }

    /// Whether something is awaited.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.trial.loading().is_some() || self.saving.loading().is_some() || self.testing.wait().is_some()
    }

    /// The report of a Save whose words are still true.
    #[must_use]
    pub fn done(&self) -> Option<&SaveReport> {
        self.saving.ready().map(|report| &**report)
    }

    /// The step is entered: the stores are tried, once.
    pub fn arrive(&mut self, shared: &mut Shared) {
        self.testing.arrive();
        if self.done().is_some() && shared.unsaved > 0 {
            // Something was changed since: this is the way to save again.
            self.saving = Remote::NotAsked;
            self.focus = Focus::Save;
        }
        // The store that the saved config names was asked for once.
        let of_saved = shared.saved.as_ref().and_then(|saved| store_of(&saved.settings.autotask.secret));
        self.wanted = self.wanted.or(of_saved);
        if self.trial.is_open() && self.stores.len() < StoreKind::ALL.len() {
            self.try_stores(shared);
        }
        self.take_trials();
        if self.chosen.is_none() {
            self.focus = Focus::Store(0);
        }
    }

    /// Tries the stores anew.
    fn try_stores(&mut self, shared: &mut Shared) {
        self.stores.clear();
        let stamp = {
            let wait = shared.wait();
            self.trial = Remote::Loading(wait);
            wait.stamp
        };
        shared.effect(Effect::ProbeStores(stamp));
    }

    /// What the trial of a store found, if it is over.
    #[must_use]
    pub fn store(&self, kind: StoreKind) -> Option<&StoreState> {
        self.stores.iter().find(|store| store.kind == kind)
    }

    /// Whether the passphrase of the encrypted file has its fields.
    #[must_use]
    pub fn asks_passphrase(&self) -> bool {
        self.chosen == Some(StoreKind::Encrypted)
    }

    /// The text that has the focus.
    fn text(&mut self) -> Option<&mut Field> {
        match self.focus {
            Focus::Path => Some(&mut self.path),
            Focus::Passphrase(at) => self.passphrase.get_mut(at),
            Focus::Store(_) | Focus::Save | Focus::TestTicket | Focus::Next(_) => None,
        }
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        if self.testing.is_open() {
            self.testing.on(shared, message);
            return Go::Stay;
        }
        match message {
            Message::Edit(edit) => self.edit(shared, edit),
            Message::Paste(text) if self.is_text() => self.edit(shared, &Edit::Paste(text.clone())),
            Message::Paste(_) => shared.say("Paste ignored: no field has the focus."),
            Message::Move(Move::Rows(by)) => self.travel(shared, *by),
            Message::Move(Move::First) => self.travel(shared, -100),
            Message::Move(Move::Last) => self.travel(shared, 100),
            Message::Tab => self.travel_round(shared, 1),
            Message::BackTab => self.travel_round(shared, -1),
            Message::Enter => self.enter(shared),
            Message::Copy => self.copy(shared),
            Message::Again | Message::AgainAll if self.done().is_none() => {
                self.try_stores(shared);
            }
            Message::Write if self.done().is_some() => {
                let lines = self.lines(shared);
                let mut text = String::new();
                for line in lines.iter().filter(|line| line.secret.is_none()) {
                    text.push_str(&format!("{}    {}\n", line.text, line.about));
                }
                shared.effect(Effect::WriteFile("petra-autotask-next.txt".into(), text));
            }
            Message::Back if self.trial.loading().is_some() => {
                self.trial = Remote::NotAsked;
                shared.effect(Effect::Cancel(Slot::Stores));
                shared.say("Not waited for any more. What was tried can be chosen; r tries again.");
            }
            Message::Back => {
                if self.is_text() {
                    self.set_focus(Some(Focus::Save));
                }
                return Go::Back;
            }
            _ => {}
        }
        Go::Stay
    }

    fn edit(&mut self, shared: &mut Shared, edit: &Edit) {
        let Some(field) = self.text() else { return };
        match field.edit(edit) {
            Ok(note) if !note.is_empty() => shared.say(note),
            Ok(_) => {}
            Err(refusal) => shared.say(refusal),
        }
        self.force &= self.focus != Focus::Path;
        if matches!(self.saving, Remote::Failed(_)) {
            self.saving = Remote::NotAsked;
        }
    }

    /// The places of the focus, from top to bottom.
    fn places(&self, shared: &Shared) -> Vec<Focus> {
        if self.done().is_some() {
            let lines = self.lines(shared);
            let run = lines.iter().take_while(|line| line.part == Part::Run).count();
            let (run, link) = ((0..run).map(Focus::Next), (run..lines.len()).map(Focus::Next));
            return run.chain([Focus::TestTicket]).chain(link).collect();
        }
        let stores = (0..StoreKind::ALL.len()).map(Focus::Store);
        let passphrase = (0..self.passphrase.len()).map(Focus::Passphrase).filter(|_| self.asks_passphrase());
        let test_ticket = shared.saved.is_some().then_some(Focus::TestTicket);
        std::iter::once(Focus::Path).chain(stores).chain(passphrase).chain([Focus::Save]).chain(test_ticket).collect()
    }

    fn travel(&mut self, shared: &Shared, by: i32) {
        let places = self.places(shared);
        let at = places.iter().position(|place| *place == self.focus).unwrap_or(0);
        self.set_focus(places.get(super::moved(at, by, places.len())).copied());
    }

    fn travel_round(&mut self, shared: &Shared, by: isize) {
        let places = self.places(shared);
        if places.is_empty() {
            return;
        }
        let at = places.iter().position(|place| *place == self.focus).unwrap_or(0);
        // Tab leads from the stores on to Save, not through each of them.
        let next = match (self.focus, by > 0) {
            (Focus::Path, true) => {
                Focus::Store(StoreKind::ALL.into_iter().position(|kind| Some(kind) == self.chosen).unwrap_or(0))
            }
            (Focus::Store(_), true) if self.asks_passphrase() => Focus::Passphrase(0),
            (Focus::Store(_), true) => Focus::Save,
            (Focus::Store(_), false) => Focus::Path,
            _ => places[(at + places.len()).wrapping_add_signed(by) % places.len()],
        };
        self.set_focus(Some(next));
    }

    fn set_focus(&mut self, focus: Option<Focus>) {
        let Some(focus) = focus else { return };
        if focus == self.focus {
            return;
        }
        if let Some(left) = self.text() {
            left.leave();
        }
        self.focus = focus;
        if let Some(entered) = self.text() {
            entered.enter();
        }
    }

    fn enter(&mut self, shared: &mut Shared) {
        match self.focus {
            Focus::Path | Focus::Passphrase(_) => self.travel_round(shared, 1),
            Focus::Store(at) => {
                let kind = StoreKind::ALL[at];
                match self.store(kind) {
                    Some(store) if store.works => {
                        self.chosen = Some(kind);
                        let next = if self.asks_passphrase() { Focus::Passphrase(0) } else { Focus::Save };
                        self.set_focus(Some(next));
                        shared.say(format!("{} is chosen.", kind.as_str()));
                    }
                    Some(store) => shared.say(format!("{} cannot be chosen here: {}", kind.as_str(), store.why)),
                    None if self.trial.loading().is_some() => {
                        shared.say(format!("{} is being tried; it can be chosen once it works.", kind.as_str()));
                    }
                    None => shared.say(format!("{} was not tried; r tries it.", kind.as_str())),
                }
            }
            Focus::Save => self.save(shared),
            Focus::TestTicket if self.saving.loading().is_some() => {
                shared.say("It is being saved; a test ticket goes by what is saved then.");
            }
            Focus::TestTicket => self.testing.enter(shared),
            Focus::Next(_) => self.copy(shared),
        }
    }

    fn save(&mut self, shared: &mut Shared) {
        if self.saving.loading().is_some() {
            return;
        }
        let Some(store) = self.chosen else {
            shared.say("Choose first where the secrets go.");
            self.focus = Focus::Store(self.first_that_works().unwrap_or(0));
            return;
        };
        if let Some(at) = self.unfit_passphrase(shared) {
            self.set_focus(Some(Focus::Passphrase(at)));
            return;
        }
        if self.path.text().trim().is_empty() {
            shared.say("The config file has no path yet.");
            self.set_focus(Some(Focus::Path));
            return;
        }
        // What came since Review was left may say something else.
        if let Some(why) = stops_save(shared) {
            shared.say(format!("{why} Review is step 6."));
            return;
        }
        let wait = shared.wait();
        self.saving = Remote::Loading(wait);
        shared.effect(Effect::Save(
            wait.stamp,
            Box::new(SaveRequest {
                draft: Box::new(shared.draft.clone()),
                path: self.path.text().trim().to_owned(),
                store,
                // The secrets are put in by the one who holds all fields.
                secrets: Vec::new(),
                passphrase: self
                    .asks_passphrase()
                    .then(|| Secret::from(self.passphrase[0].text()))
                    .filter(|typed| !typed.is_empty()),
                force: self.force,
            }),
        ));
    }

    fn first_that_works(&self) -> Option<usize> {
        StoreKind::ALL.into_iter().position(|kind| self.store(kind).is_some_and(|store| store.works))
    }

    /// The passphrase's field that has to be seen to before a Save, which is said.
    fn unfit_passphrase(&self, shared: &mut Shared) -> Option<usize> {
        let [first, second] = self.passphrase.each_ref().map(Field::text);
        if !self.asks_passphrase() || (first == second && (!first.is_empty() || shared.facts.has_passphrase)) {
            return None;
        }
        if first.is_empty() {
            shared.say("The encrypted file needs a passphrase.");
            return Some(0);
        }
        shared.say(if second.is_empty() {
            "The passphrase once more, so that no slip stays unseen."
        } else {
            "The two passphrases differ."
        });
        Some(1)
    }

    fn copy(&self, shared: &mut Shared) {
        let Focus::Next(at) = self.focus else { return };
        let lines = self.lines(shared);
        let Some(line) = lines.get(at) else { return };
        if let Some(secret) = &line.secret {
            shared.effect(Effect::Copy(secret.clone()));
            shared.say(format!("{} was sent to the terminal's clipboard.", line.text));
        } else {
            shared.effect(Effect::Copy(Secret::from(line.text.as_str())));
            shared.say(format!("Sent to the terminal's clipboard. If nothing arrives, select it here: {}", line.text));
        }
    }

    /// Takes in a reply. Tells whether the config was just saved.
    pub fn reply(&mut self, shared: &mut Shared, reply: &Reply) -> bool {
        match reply {
            Reply::Stores(stamp, stores) if self.trial.awaits(*stamp) => {
                self.stores.extend(stores.iter().cloned());
                self.take_trials();
                false
            }
            Reply::StoresEnded(stamp) if self.trial.receive(*stamp, Ok(())) => {
                if self.chosen.is_none() && matches!(self.focus, Focus::Store(0)) {
                    self.focus = Focus::Store(self.first_that_works().unwrap_or(0));
                }
                false
            }
            Reply::Saved(stamp, result) if self.saving.awaits(*stamp) => match &**result {
                Ok(report) => {
                    self.saving = Remote::Ready(Box::new(report.clone()));
                    self.force = false;
                    self.focus = Focus::Next(0);
                    self.testing.saved();
                    true
                }
                Err(diagnostic) => {
                    if matches!(diagnostic.code, Code::ConfigChanged | Code::ConfigNewer) {
                        self.force = true;
                    }
                    self.saving = Remote::Failed(diagnostic.clone());
                    shared.say("Everything is still here.");
                    false
                }
            },
            _ => false,
        }
    }

    /// Only a store that was asked for is chosen without a word of the user; a weaker one never is.
    fn take_trials(&mut self) {
        let Some(wanted) = self.wanted.filter(|_| self.chosen.is_none()) else { return };
        if self.store(wanted).is_some_and(|store| store.works) {
            self.chosen = Some(wanted);
            if matches!(self.focus, Focus::Store(_)) {
                let at = StoreKind::ALL.into_iter().position(|kind| kind == wanted);
                self.focus = Focus::Store(at.unwrap_or(0));
            }
        }
    }

    /// A command of this program with the config that was saved.
    fn command(&self, shared: &Shared, what: &str) -> String {
        let facts = &shared.facts;
        let is_named = facts.places.iter().any(|(option, _)| *option == "--config");
        let path = self.done().map_or(&facts.config_path, |report| &report.path);
        // A demo makes another config for each run, unless it is told which.
        let config = if facts.demo || *path != facts.config_path || is_named {
            format!(" --config {}", quoted(path, facts.powershell))
        } else {
            String::new()
        };
        let demo = if facts.demo { " --demo" } else { "" };
        format!("petra-autotask{demo} {what}{config}")
    }

    /// The lines of what to do next.
    #[must_use]
    pub fn lines(&self, shared: &Shared) -> Vec<Line> {
        let line = |part: Part, text: String, about: &str| Line { part, text, about: about.to_owned(), secret: None };
        let mut lines = vec![
            line(Part::Run, self.command(shared, "check"), "see that all of it still holds"),
            line(Part::Run, self.command(shared, "check --permissions"), "sign-in and rights alone"),
            line(Part::Link, PETRA_PAGE.to_owned(), "Link Autotask, three values, Save"),
            line(Part::Link, shared.draft.username.clone(), LABELS[0]),
        ];
        for (name, secret) in &self.link_secrets {
            let held = line(Part::Link, (*name).to_owned(), "not shown; Enter sends it");
            lines.push(Line { secret: Some(secret.clone()), ..held });
        }
        lines
    }

    /// What stands below the config's path.
    #[must_use]
    pub fn path_words(&self, shared: &Shared) -> String {
        match &shared.saved {
            Some(saved) if self.path.text() == shared.facts.config_path => {
                format!("exists, of {}; it is kept beside as {}.1", saved.of, file_name(self.path.text()))
            }
            _ if self.path.text() == shared.facts.config_path => "new".to_owned(),
            _ => String::new(),
        }
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Detail {
        if let Some(mut detail) = self.testing.detail(shared) {
            detail.paragraphs.extend(self.testing.asked().map(|tenant| {
                let tenant = quoted(tenant, shared.facts.powershell);
                format!("Without the wizard: {}", self.command(shared, &format!("ticket test --tenant {tenant}")))
            }));
            return detail;
        }
        if let Remote::Failed(diagnostic) = &self.saving {
            return self.failed_detail(diagnostic);
        }
        if let Some(wait) = self.saving.loading() {
            return Detail::new(
                format!("Saving   {} s", shared.seconds(wait)),
                ["First the secrets into their store, read back; then the config, whole or not at all."],
            );
        }
        let nothing = "Nothing is written before Enter on Save.";
        match self.focus {
            Focus::Path => Detail::new(
                format!("Config file   {}", self.path.text()),
                ["It holds no secret, only where each is kept. A folder that is missing is made.", nothing],
            ),
            Focus::Store(at) => {
                let kind = StoreKind::ALL[at];
                let title = |state: &str| format!("{}   {state}", kind.as_str());
                match (self.store(kind), self.trial.loading()) {
                    (Some(store), _) if store.works => Detail::new(
                        title(match kind {
                            StoreKind::Env => "works everywhere",
                            _ => "works: a trial was written, read back, deleted",
                        }),
                        [store.why.as_str(), kind.unattended(), nothing],
                    ),
                    (Some(store), _) => Detail::new(
                        title("does not work here"),
                        [store.why.as_str(), "Another one is never taken in its place by itself.", nothing],
                    ),
                    (None, Some(wait)) => Detail::new(
                        title(&format!("being tried, {} s", shared.seconds(wait))),
                        [
                            "A trial value is written, read back and deleted. It is given up after some seconds; Esc does not wait.",
                        ],
                    ),
                    (None, None) => Detail::new(title("not tried"), ["r tries the stores again.", nothing]),
                }
            }
            Focus::Passphrase(_) => Detail::new(
                "Passphrase of secrets.age",
                [
                    if shared.facts.has_passphrase {
                        "Left empty, the one that was given at the start is used. A file that is there opens with its own alone."
                    } else {
                        "Typed twice, since nobody can tell you it later. A file that is there opens with its own alone."
                    },
                    StoreKind::Encrypted.unattended(),
                ],
            ),
            Focus::Save => Detail::new(
                "Save",
                [
                    match self.chosen {
                        Some(kind) => format!(
                            "Writes {} to {}, the secrets to {}.",
                            counted(shared.draft.tenants.len(), "tenant", "tenants"),
                            self.path.text(),
                            kind.as_str()
                        ),
                        None => "Choose first where the secrets go.".to_owned(),
                    },
                    "Nothing is changed in Autotask.".to_owned(),
                ],
            ),
            Focus::TestTicket => self.testing.line_detail(shared),
            Focus::Next(at) => {
                let lines = self.lines(shared);
                let Some(line) = lines.get(at) else { return Detail::default() };
                let about = match (at, line.part) {
                    (0, _) => "Signs in, checks every permission and mapping, says what changed in Autotask.",
                    (_, Part::Run) => "Signs in and tests each right, as step 2 did.",
                    (2, Part::Link) => "Open it in a browser: Link Autotask, the three values below, Save.",
                    (_, Part::Link) => "Enter sends it to the terminal's clipboard.",
                };
                Detail::new(line.text.clone(), [about])
            }
        }
    }

    fn failed_detail(&self, diagnostic: &Diagnostic) -> Detail {
        let mut paragraphs = vec![diagnostic.summary.clone()];
        if !diagnostic.detail.is_empty() {
            paragraphs.push(diagnostic.detail.clone());
        }
        paragraphs.push(diagnostic.hint.clone());
        if self.force {
            paragraphs.push("Enter on Save once more overwrites it; the file that is there is kept as .1.".to_owned());
        }
        Detail { title: format!("Not saved   {}", diagnostic.code), paragraphs }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// An argument as the shell at hand takes it.
#[must_use]
pub fn quoted(text: &str, powershell: bool) -> String {
    if powershell {
        let plain = text.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_./\\:@".contains(sign));
        return if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) };
    }
    shlex::try_quote(text).map_or_else(|_| "…".to_owned(), std::borrow::Cow::into_owned)
}

/// The store whose own reference this is; one that was written by hand is no choice of the wizard's.
fn store_of(secret: &Reference) -> Option<StoreKind> {
    StoreKind::ALL.into_iter().find(|kind| reference_in(*kind, SecretName::AutotaskSecret) == *secret)
}
