//! Step 7: where the config and the secrets go, the deed itself, and what to run next.

use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::StoreKind;
use crate::domain::secret::Secret;
use crate::wizard::effect::{Effect, Reply, SaveReport, SaveRequest, StoreState};
use crate::wizard::field::{Edit, Field, counted};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Facts, Shared};
use crate::wizard::remote::Remote;

use super::connect::LABELS;
use super::review::stops_save;
use super::{Detail, Go};

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The path of the config file.
    Path,
    /// A store.
    Store(usize),
    /// The deed.
    Save,
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
    /// The stores, once tried.
    pub stores: Remote<Vec<StoreState>>,
    /// The store that is chosen.
    pub chosen: Option<StoreKind>,
    /// The writing.
    pub saving: Remote<Box<SaveReport>>,
    /// Whether a file that someone changed meanwhile is overwritten by the next Save.
    pub force: bool,
    /// The secrets that Petra's own page asks for, by the names that it has for them; set by a Save.
    pub link_secrets: Vec<(&'static str, Secret)>,
    /// A store that was asked for from outside.
    wanted: Option<StoreKind>,
}

impl Default for Save {
    fn default() -> Self {
        Self {
            focus: Focus::Save,
            path: Field::new(),
            stores: Remote::NotAsked,
            chosen: None,
            saving: Remote::NotAsked,
            force: false,
            link_secrets: Vec::new(),
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

    /// Whether the path is being typed.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.focus, Focus::Path)
    }

    /// Whether something is awaited.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.stores.loading().is_some() || self.saving.loading().is_some()
    }

    /// The report of a Save whose words are still true.
    #[must_use]
    pub fn done(&self) -> Option<&SaveReport> {
        self.saving.ready().map(|report| &**report)
    }

    /// The step is entered: the stores are tried, once.
    pub fn arrive(&mut self, shared: &mut Shared) {
        if self.done().is_some() && shared.unsaved > 0 {
            // Something was changed since: this is the way to save again.
            self.saving = Remote::NotAsked;
            self.focus = Focus::Save;
        }
        if self.stores.is_open() {
            let wait = shared.wait();
            self.stores = Remote::Loading(wait);
            shared.effect(Effect::ProbeStores(wait.stamp));
        }
        if self.chosen.is_none() {
            self.focus = Focus::Store(0);
        }
    }

    fn store_count(&self) -> usize {
        self.stores.ready().map_or(0, Vec::len)
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        match message {
            Message::Edit(edit) => self.edit(shared, edit),
            Message::Paste(text) if self.focus == Focus::Path => self.edit(shared, &Edit::Paste(text.clone())),
            Message::Paste(_) => shared.say("Paste ignored: no field has the focus."),
            Message::Move(Move::Rows(by)) => self.travel(shared, *by),
            Message::Move(Move::First) => self.travel(shared, -100),
            Message::Move(Move::Last) => self.travel(shared, 100),
            Message::Tab => self.travel_round(shared, 1),
            Message::BackTab => self.travel_round(shared, -1),
            Message::Enter => self.enter(shared),
            Message::Copy => self.copy(shared),
            Message::Again | Message::AgainAll if self.done().is_none() => {
                let wait = shared.wait();
                self.stores = Remote::Loading(wait);
                shared.effect(Effect::ProbeStores(wait.stamp));
            }
            Message::Write if self.done().is_some() => {
                let lines = self.lines(shared);
                let mut text = String::new();
                for line in lines.iter().filter(|line| line.secret.is_none()) {
                    text.push_str(&format!("{}    {}\n", line.text, line.about));
                }
                shared.effect(Effect::WriteFile("petra-autotask-next.txt".into(), text));
            }
            Message::Back => {
                if self.focus == Focus::Path {
                    self.path.leave();
                    self.focus = Focus::Save;
                }
                return Go::Back;
            }
            _ => {}
        }
        Go::Stay
    }

    fn edit(&mut self, shared: &mut Shared, edit: &Edit) {
        if self.focus != Focus::Path {
            return;
        }
        match self.path.edit(edit) {
            Ok(note) if !note.is_empty() => shared.say(note),
            Ok(_) => {}
            Err(refusal) => shared.say(refusal),
        }
        self.force = false;
        if matches!(self.saving, Remote::Failed(_)) {
            self.saving = Remote::NotAsked;
        }
    }

    /// The places of the focus, from top to bottom.
    fn places(&self, shared: &Shared) -> Vec<Focus> {
        if self.done().is_some() {
            return (0..self.lines(shared).len()).map(Focus::Next).collect();
        }
        std::iter::once(Focus::Path).chain((0..self.store_count()).map(Focus::Store)).chain([Focus::Save]).collect()
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
            (Focus::Path, true) if self.store_count() > 0 => {
                let chosen = self
                    .stores
                    .ready()
                    .and_then(|stores| stores.iter().position(|store| Some(store.kind) == self.chosen));
                Focus::Store(chosen.unwrap_or(0))
            }
            (Focus::Store(_), true) => Focus::Save,
            (Focus::Store(_), false) => Focus::Path,
            _ => places[(at + places.len()).wrapping_add_signed(by) % places.len()],
        };
        self.set_focus(Some(next));
    }

    fn set_focus(&mut self, focus: Option<Focus>) {
        let Some(focus) = focus else { return };
        if self.focus == Focus::Path && focus != Focus::Path {
            self.path.leave();
        }
        if focus == Focus::Path && self.focus != Focus::Path {
            self.path.enter();
        }
        self.focus = focus;
    }

    fn enter(&mut self, shared: &mut Shared) {
        match self.focus {
            Focus::Path => self.travel_round(shared, 1),
            Focus::Store(at) => {
                let Some(store) = self.stores.ready().and_then(|stores| stores.get(at)) else { return };
                if store.works {
                    self.chosen = Some(store.kind);
                    let kind = store.kind.as_str();
                    self.focus = Focus::Save;
                    shared.say(format!("{kind} is chosen."));
                } else {
                    shared.say(format!("{} cannot be chosen here: {}", store.kind.as_str(), store.why));
                }
            }
            Focus::Save => self.save(shared),
            Focus::Next(_) => self.copy(shared),
        }
    }

    fn save(&mut self, shared: &mut Shared) {
        if self.saving.loading().is_some() {
            return;
        }
        let Some(store) = self.chosen else {
            shared.say("Choose first where the secrets go.");
            let works = |stores: &Vec<StoreState>| stores.iter().position(|store| store.works);
            self.focus = Focus::Store(self.stores.ready().and_then(works).unwrap_or(0));
            return;
        };
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
                force: self.force,
            }),
        ));
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
            Reply::Stores(stamp, stores) if self.stores.receive(*stamp, Ok(stores.clone())) => {
                if self.chosen.is_none() {
                    let works = |kind: StoreKind| stores.iter().any(|store| store.kind == kind && store.works);
                    // Only a store that was asked for is chosen without a word of the user; a weaker one never is.
                    self.chosen = self.wanted.filter(|&kind| works(kind));
                    let at = self
                        .chosen
                        .and_then(|kind| stores.iter().position(|store| store.kind == kind))
                        .or_else(|| stores.iter().position(|store| store.works));
                    if matches!(self.focus, Focus::Store(_)) {
                        self.focus = Focus::Store(at.unwrap_or(0));
                    }
                }
                false
            }
            Reply::Saved(stamp, result) if self.saving.awaits(*stamp) => match &**result {
                Ok(report) => {
                    self.saving = Remote::Ready(Box::new(report.clone()));
                    self.force = false;
                    self.focus = Focus::Next(0);
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

    /// The lines of what to do next.
    #[must_use]
    pub fn lines(&self, shared: &Shared) -> Vec<Line> {
        let is_named = shared.facts.places.iter().any(|(option, _)| *option == "--config");
        let config = match self.done() {
            // A demo makes another config for each run, unless it is told which.
            Some(report) if shared.facts.demo || report.path != shared.facts.config_path || is_named => {
                format!(" --config {}", quoted(&report.path, shared.facts.powershell))
            }
            _ => String::new(),
        };
        let demo = if shared.facts.demo { " --demo" } else { "" };
        let line = |part: Part, text: String, about: &str| Line { part, text, about: about.to_owned(), secret: None };
        let mut lines = vec![
            line(Part::Run, format!("petra-autotask{demo} check{config}"), "see that all of it still holds"),
            line(Part::Run, format!("petra-autotask{demo} check --permissions{config}"), "sign-in and rights alone"),
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
            Focus::Store(at) => match &self.stores {
                Remote::Loading(wait) => Detail::new(
                    format!("Trying the stores   {} s", shared.seconds(*wait)),
                    ["In each a trial value is written, read back and deleted."],
                ),
                _ => match self.stores.ready().and_then(|stores| stores.get(at)) {
                    Some(store) => Detail::new(
                        format!(
                            "{}   {}",
                            store.kind.as_str(),
                            if store.works { "works here" } else { "does not work here" }
                        ),
                        [store.why.as_str(), nothing],
                    ),
                    None => Detail::new("Stores", [nothing]),
                },
            },
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
