//! Step 3: where the tenants come from — Petra's API, a file, typed lines — and the list that they make.

use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::{Entry, Source};
use crate::domain::matching::own_domain;
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;
use crate::domain::tenant::{Tenant, USER_LISTS_A_MINUTE};
use crate::domain::tenants_file;
use crate::wizard::effect::{Effect, Reply, Slot, TenantSource};
use crate::wizard::field::{Edit, Field, counted, grouped};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::{Facts, Shared, Step};
use crate::wizard::remote::Remote;

use super::{Detail, Go, moved};

/// The sources, in their order.
pub const SOURCES: [Source; 3] = [Source::Petra, Source::File, Source::Typed];

/// What a source is called, and what it needs.
#[must_use]
pub const fn source_words(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Petra => ("Petra API", "needs a Petra key: Settings → API Keys in Petra, shown once"),
        Source::File => ("File", "CSV or JSON; a Microsoft Partner Center export works as it is"),
        Source::Typed => ("Typed", "one a line, or a pasted list: name, domain"),
    }
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// A source.
    Source(usize),
    /// The field of a source.
    Field(usize),
    /// The list.
    Table,
    /// The filter of the list.
    Filter,
}

/// Which tenants are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// All.
    #[default]
    All,
    /// Those that the saved config does not have.
    New,
    /// Those that no source has any more.
    Gone,
    /// Those without a domain.
    NoDomain,
}

impl View {
    /// All views, in their order.
    pub const ALL: [Self; 4] = [Self::All, Self::New, Self::Gone, Self::NoDomain];

    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
            Self::Gone => "gone",
            Self::NoDomain => "no domain",
        }
    }

    /// Whether it shows a tenant; none is gone before a source was read.
    fn shows(self, entry: &Entry, has_sources: bool) -> bool {
        match self {
            Self::All => true,
            Self::New => !entry.sources.saved,
            Self::Gone => has_sources && entry.is_gone(),
            Self::NoDomain => entry.domains.is_empty(),
        }
    }
}

/// What the step holds.
#[derive(Debug)]
pub struct Tenants {
    /// What has the focus.
    pub focus: Focus,
    /// Key, path, typed line.
    pub fields: [Field; 3],
    /// What each source gave: how many tenants, how many of them paused.
    pub loads: [Remote<(usize, usize)>; 3],
    /// Rows of the list: places in the draft's tenants, in the order shown.
    pub rows: Vec<usize>,
    /// The row of the list that has the focus.
    pub cursor: usize,
    /// Which tenants are shown.
    pub view: View,
    /// Filter text; the rows have it applied.
    pub filter: Field,
    /// How many tenants each view has.
    pub counts: [usize; 4],
    /// The path that is being completed.
    completing: Remote<()>,
    /// The asking for users' domains.
    pub users: Users,
}

/// How the asking for the domains of tenants' users stands.
#[derive(Debug, Default)]
pub struct Users {
    /// The asking.
    pub load: Remote<()>,
    /// How many tenants it is for.
    pub asked: usize,
    /// How many of them were answered.
    pub answered: usize,
    /// How many of them have a domain now.
    pub found: usize,
    /// How many tenants lack a domain of their own.
    pub lacking: usize,
}

/// Whether Petra can be asked for the users of a tenant, and that may help: it is open and has no domain of its own.
fn lacks_own_domain(entry: &Entry) -> bool {
    entry.sources.petra
        && !entry.settings.is_decided()
        && entry.domains.iter().all(|domain| own_domain(domain).is_none())
}

impl Default for Tenants {
    fn default() -> Self {
        Self {
            focus: Focus::Source(0),
            fields: [Field::secret(), Field::new(), Field::new()],
            loads: [Remote::NotAsked, Remote::NotAsked, Remote::NotAsked],
            rows: Vec::new(),
            cursor: 0,
            view: View::All,
            filter: Field::new(),
            counts: [0; 4],
            completing: Remote::NotAsked,
            users: Users::default(),
        }
    }
}

impl Tenants {
    /// Puts in what was given from outside.
    pub fn prefill(&mut self, facts: &Facts) {
        if let Some(path) = &facts.tenants_file {
            self.fields[1].set(path.clone());
        }
        self.put_secrets(&facts.secrets);
    }

    /// Puts the Petra key into its field, if that is empty.
    pub fn put_secrets(&mut self, secrets: &[(SecretName, Secret)]) {
        for (name, secret) in secrets {
            if *name == SecretName::PetraApiKey && self.fields[0].is_empty() {
                self.fields[0].set(secret.expose());
            }
        }
    }

    /// The Petra key.
    #[must_use]
    pub fn key(&self) -> Secret {
        Secret::from(self.fields[0].text())
    }

    /// Whether a field or the filter has the focus.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.focus, Focus::Field(_) | Focus::Filter)
    }

    /// Whether a source is being read.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.loads.iter().any(|load| load.loading().is_some()) || self.users.load.loading().is_some()
    }

    /// Of how many tenants the users can be asked for now.
    #[must_use]
    pub fn can_ask_users(&self) -> usize {
        let can = !self.fields[0].is_empty() && self.users.load.loading().is_none();
        if can { self.users.lacking } else { 0 }
    }

    fn ask_users(&mut self, shared: &mut Shared) {
        let lacking = shared.draft.tenants.iter().filter(|entry| lacks_own_domain(entry));
        let tenants: Vec<String> = lacking.map(|entry| entry.settings.id.clone()).collect();
        if tenants.is_empty() || self.can_ask_users() == 0 {
            return;
        }
        let wait = shared.wait();
        self.users =
            Users { load: Remote::Loading(wait), asked: tenants.len(), lacking: tenants.len(), ..Users::default() };
        shared.say(format!(
            "Asking Petra for the users of {}, {USER_LISTS_A_MINUTE} a minute: {}. Esc leaves it; what came stays.",
            counted(tenants.len(), "tenant", "tenants"),
            minutes(tenants.len())
        ));
        shared.effect(Effect::LoadUserDomains(wait.stamp, self.key(), tenants));
    }

    /// Whether no source was used and no tenant is known: the body is the question where they come from.
    #[must_use]
    pub fn is_question(&self, shared: &Shared) -> bool {
        shared.draft.tenants.is_empty() && self.loads.iter().all(|load| matches!(load, Remote::NotAsked))
    }

    /// The tenant that has the focus.
    #[must_use]
    pub fn focused<'a>(&self, shared: &'a Shared) -> Option<&'a Entry> {
        self.rows.get(self.cursor).and_then(|&place| shared.draft.tenants.get(place))
    }

    /// Reads what is at hand without being asked: a key that was given, a file that was named.
    pub fn arrive(&mut self, shared: &mut Shared) {
        for (place, load) in [(0, Source::Petra), (1, Source::File)] {
            if !self.fields[place].is_empty() && self.loads[place] == Remote::NotAsked {
                self.load(shared, load);
            }
        }
        self.arrange(shared);
        if !shared.draft.tenants.is_empty() && matches!(self.focus, Focus::Source(_)) {
            self.focus = Focus::Table;
        }
    }

    /// Whether a source was read before, or its key or path is there since a wait was left.
    #[must_use]
    pub fn can_load_again(&self, source: Source) -> bool {
        let place = source as usize;
        source != Source::Typed && !(self.loads[place] == Remote::NotAsked && self.fields[place].is_empty())
    }

    /// Reads a source.
    fn load(&mut self, shared: &mut Shared, source: Source) {
        let wait = shared.wait();
        let request = match source {
            Source::Petra => TenantSource::Petra(self.key()),
            Source::File => TenantSource::File(self.fields[1].text().trim().to_owned()),
            Source::Typed => return,
        };
        self.loads[source as usize] = Remote::Loading(wait);
        shared.effect(Effect::LoadTenants(wait.stamp, request));
    }

    /// The result of a source does not count any more, nor a reply that is still under way. Its tenants stay.
    fn take_back(&mut self, shared: &mut Shared, source: Source) {
        let load = &mut self.loads[source as usize];
        if load.loading().is_some() {
            shared.effect(Effect::Cancel(Slot::Tenants(source)));
        }
        *load = Remote::NotAsked;
    }

    /// Puts the rows in order anew; the cursor stays on its tenant.
    pub fn arrange(&mut self, shared: &Shared) {
        let focused = self.focused(shared).map(|entry| entry.settings.id.clone());
        let tenants = &shared.draft.tenants;
        let words: Vec<String> = self.filter.text().split_whitespace().map(str::to_lowercase).collect();
        let has_sources = shared.draft.has_sources();
        self.counts = View::ALL.map(|view| tenants.iter().filter(|entry| view.shows(entry, has_sources)).count());
        self.rows = (0..tenants.len())
            .filter(|&place| self.view.shows(&tenants[place], has_sources) && has_words(&tenants[place], &words))
            .collect();
        self.users.lacking = tenants.iter().filter(|entry| lacks_own_domain(entry)).count();
        self.rows.sort_by_cached_key(|&place| tenants[place].settings.name.to_lowercase());
        self.cursor = focused
            .and_then(|id| self.rows.iter().position(|&place| tenants[place].settings.id == id))
            .unwrap_or(self.cursor)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Applies a deed.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) -> Go {
        match message {
            Message::Edit(edit) => self.edit(shared, edit),
            Message::Paste(text) => self.paste(shared, text),
            Message::Enter => return self.enter(shared),
            Message::Tab | Message::BackTab => self.tab(shared, matches!(message, Message::Tab)),
            Message::Move(movement) => self.travel(shared, *movement),
            Message::View(forward) => {
                let at = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
                self.view = View::ALL[if *forward { at + 1 } else { at + 3 } % 4];
                self.arrange(shared);
                self.focus = Focus::Table;
            }
            Message::Filter => {
                self.focus = Focus::Filter;
                self.filter.enter();
            }
            Message::Exclude if self.focus == Focus::Table => self.exclude(shared),
            Message::Again | Message::AgainAll => {
                for source in [Source::Petra, Source::File] {
                    if self.can_load_again(source) {
                        self.load(shared, source);
                    }
                }
            }
            Message::UserDomains => self.ask_users(shared),
            Message::Back => return self.back(shared),
            _ => {}
        }
        Go::Stay
    }

    fn enter(&mut self, shared: &mut Shared) -> Go {
        match self.focus {
            Focus::Source(place) => {
                self.focus = Focus::Field(place);
                self.fields[place].enter();
            }
            Focus::Field(2) => self.take_typed(shared),
            Focus::Field(place) => {
                if self.fields[place].is_empty() {
                    self.focus = Focus::Source(place);
                } else {
                    self.fields[place].leave();
                    self.load(shared, SOURCES[place]);
                    self.focus = Focus::Source(place);
                }
            }
            Focus::Filter => self.focus = Focus::Table,
            Focus::Table => return Go::To(Step::Ticketing),
        }
        Go::Stay
    }

    fn back(&mut self, shared: &mut Shared) -> Go {
        match self.focus {
            Focus::Field(place) => {
                self.fields[place].leave();
                self.focus = Focus::Source(place);
            }
            Focus::Filter => {
                self.filter.set("");
                self.arrange(shared);
                self.focus = Focus::Table;
            }
            _ if self.is_waiting() => {
                let mut left = Vec::new();
                for source in SOURCES {
                    if self.loads[source as usize].loading().is_some() {
                        self.take_back(shared, source);
                        left.push(source_words(source).0);
                    }
                }
                if self.users.load.loading().is_some() {
                    shared.effect(Effect::Cancel(Slot::UserDomains));
                    self.users.load = Remote::NotAsked;
                    left.push("the users' domains");
                }
                let left = left.join(" and ");
                shared.say(format!("Stopped reading: {left}. Tenants that are here stay; r reads again."));
            }
            _ if !self.filter.is_empty() => {
                self.filter.set("");
                self.arrange(shared);
            }
            _ => return Go::Back,
        }
        Go::Stay
    }

    fn tab(&mut self, shared: &Shared, forward: bool) {
        let has_table = !shared.draft.tenants.is_empty();
        self.focus = match (self.focus, forward) {
            (Focus::Source(0), false) | (Focus::Source(2), true) if has_table => Focus::Table,
            (Focus::Source(place), true) => Focus::Source((place + 1) % 3),
            (Focus::Source(place), false) => Focus::Source((place + 2) % 3),
            (Focus::Field(place), _) => Focus::Source(place),
            (Focus::Table | Focus::Filter, true) => Focus::Source(0),
            (Focus::Table | Focus::Filter, false) => Focus::Source(2),
        };
    }

    fn travel(&mut self, shared: &Shared, movement: Move) {
        match (self.focus, movement) {
            (Focus::Source(2), Move::Rows(by)) if by > 0 && !shared.draft.tenants.is_empty() => {
                self.focus = Focus::Table;
            }
            (Focus::Source(place), Move::Rows(by)) => self.focus = Focus::Source(moved(place, by, 3)),
            (Focus::Table, Move::Rows(by)) if by < 0 && self.cursor == 0 => self.focus = Focus::Source(2),
            (Focus::Table | Focus::Filter, Move::Rows(by)) => self.cursor = moved(self.cursor, by, self.rows.len()),
            (Focus::Table, Move::First) => self.cursor = 0,
            (Focus::Table, Move::Last) => self.cursor = self.rows.len().saturating_sub(1),
            _ => {}
        }
    }

    fn edit(&mut self, shared: &mut Shared, edit: &Edit) {
        match self.focus {
            Focus::Field(1) if matches!(edit, Edit::Right) && self.at_end(1) => {
                let wait = shared.wait();
                self.completing = Remote::Loading(wait);
                shared.effect(Effect::CompletePath(wait.stamp, self.fields[1].text().to_owned()));
            }
            Focus::Field(place) => {
                let before = Secret::from(self.fields[place].text());
                match self.fields[place].edit(edit) {
                    Ok(note) if !note.is_empty() => shared.say(note),
                    Ok(_) => {}
                    Err(refusal) => shared.say(refusal),
                }
                if place < 2 && before.expose() != self.fields[place].text() {
                    self.take_back(shared, SOURCES[place]);
                }
            }
            Focus::Filter => {
                // A filter that is too long changes nothing; there is nothing to say about it.
                let _ = self.filter.edit(edit);
                self.arrange(shared);
            }
            _ => {}
        }
    }

    fn at_end(&self, place: usize) -> bool {
        self.fields[place].before_caret() == self.fields[place].text()
    }

    fn paste(&mut self, shared: &mut Shared, text: &Secret) {
        if self.focus == Focus::Field(2) && text.expose().trim().contains(['\n', '\r']) {
            self.take_lines(shared, text.expose());
        } else if self.is_text() {
            self.edit(shared, &Edit::Paste(text.clone()));
        } else {
            shared.say("Paste ignored: no field has the focus. Enter opens the field of a source.");
        }
    }

    fn take_typed(&mut self, shared: &mut Shared) {
        let line = self.fields[2].text().to_owned();
        if line.trim().is_empty() {
            self.fields[2].leave();
            self.focus = if shared.draft.tenants.is_empty() { Focus::Source(2) } else { Focus::Table };
            return;
        }
        if self.take_lines(shared, &line) {
            self.fields[2].set("");
            self.fields[2].enter();
        }
    }

    fn take_lines(&mut self, shared: &mut Shared, lines: &str) -> bool {
        match tenants_file::parse_lines(lines) {
            Ok(tenants) => {
                let count = tenants.len();
                // A source is taken in whole: those typed before, in an earlier run perhaps, belong to it.
                let typed = shared.draft.tenants.iter().filter(|entry| entry.sources.typed).map(as_typed);
                let typed = typed.chain(tenants).collect();
                shared.draft.merge(Source::Typed, typed);
                shared.answered();
                let typed = shared.draft.tenants.iter().filter(|entry| entry.sources.typed).count();
                self.loads[2] = Remote::Ready((typed, 0));
                self.arrange(shared);
                shared.say(format!(
                    "{} taken. Enter on an empty line ends the typing.",
                    counted(count, "tenant", "tenants")
                ));
                true
            }
            Err(findings) => {
                shared.say(
                    findings.first().map_or_else(String::new, |first| {
                        format!("{} {}", first.summary, first.hint).trim().to_owned()
                    }),
                );
                false
            }
        }
    }

    fn exclude(&mut self, shared: &mut Shared) {
        let Some(&place) = self.rows.get(self.cursor) else { return };
        let entry = &mut shared.draft.tenants[place].settings;
        let name = entry.name.clone();
        if entry.excluded.take().is_some() {
            shared.say(format!("{name} is no longer excluded."));
        } else {
            entry.excluded = Some("not used".to_owned());
            shared.say(format!("{name} is excluded: not used. x takes it back; Mapping can give another reason."));
        }
        shared.answered();
    }

    /// Takes in a reply.
    pub fn reply(&mut self, shared: &mut Shared, reply: &Reply) {
        match reply {
            Reply::Tenants(stamp, source, result) if self.loads[*source as usize].awaits(*stamp) => match result {
                Ok(tenants) => {
                    let paused = tenants.iter().filter(|tenant| tenant.paused).count();
                    self.loads[*source as usize] = Remote::Ready((tenants.len(), paused));
                    shared.draft.merge(*source, tenants.clone());
                    shared.revision += 1;
                    self.arrange(shared);
                    if !shared.draft.tenants.is_empty() && matches!(self.focus, Focus::Source(_)) {
                        self.focus = Focus::Table;
                    }
                    shared.say(format!("{} loaded.", counted(tenants.len(), "tenant", "tenants")));
                }
                Err(findings) => {
                    if let Some(first) = findings.first() {
                        let mut diagnostic = first.clone();
                        if findings.len() > 1 {
                            let more = grouped(findings.len() - 1);
                            let with_more = format!("{} And {more} more.", diagnostic.detail);
                            with_more.trim().clone_into(&mut diagnostic.detail);
                        }
                        self.loads[*source as usize] = Remote::Failed(diagnostic);
                        self.focus = Focus::Source(*source as usize);
                    }
                }
            },
            Reply::UserDomains(stamp, tenant, domains) if self.users.load.awaits(*stamp) => {
                self.users.answered += 1;
                if shared.draft.add_domains(tenant, domains.iter().cloned()) {
                    self.users.found += 1;
                    shared.revision += 1;
                    self.arrange(shared);
                }
            }
            Reply::UserDomainsEnded(stamp, result) if self.users.load.receive(*stamp, result.clone()) => {
                let found = counted(self.users.found, "tenant has", "tenants have");
                shared.say(match result {
                    Ok(()) => format!("{found} a domain of its users now, of {} asked.", grouped(self.users.asked)),
                    Err(diagnostic) => {
                        format!("{} {found} a domain of its users now. {}", diagnostic.summary, diagnostic.hint)
                    }
                });
            }
            Reply::PathCompleted(stamp, path)
                if self.completing.receive(*stamp, Ok(())) && self.focus == Focus::Field(1) =>
            {
                self.fields[1].set(path.clone());
            }
            _ => {}
        }
    }

    /// A source's state in words: `297 tenants, 3 of them paused`.
    #[must_use]
    pub fn source_state(&self, shared: &Shared, source: Source) -> String {
        match &self.loads[source as usize] {
            Remote::NotAsked => match source {
                Source::Typed => "none yet".to_owned(),
                _ => "not used".to_owned(),
            },
            Remote::Loading(wait) => format!("loading, {} s", shared.seconds(*wait)),
            Remote::Ready((count, paused)) => {
                let mut words = counted(*count, "tenant", "tenants");
                if source == Source::File {
                    let path = self.fields[1].text().trim();
                    words = format!("{}: {words}", path.rsplit(['/', '\\']).next().unwrap_or(path));
                }
                if *paused > 0 {
                    words.push_str(&format!(", {} of them paused", grouped(*paused)));
                }
                if source == Source::Petra && self.users.load.loading().is_some() {
                    let (done, all) = (self.users.answered, self.users.asked);
                    words.push_str(&format!("; users of {} of {}", grouped(done), grouped(all)));
                }
                words
            }
            Remote::Failed(diagnostic) => diagnostic.summary.clone(),
        }
    }

    /// Where a tenant was seen, in words.
    #[must_use]
    pub fn from_words(shared: &Shared, entry: &Entry) -> String {
        let sources = entry.sources;
        let mut words: Vec<&str> = [(sources.petra, "Petra"), (sources.file, "file"), (sources.typed, "typed")]
            .into_iter()
            .filter_map(|(is, word)| is.then_some(word))
            .collect();
        if entry.is_gone() && shared.draft.has_sources() {
            words.push("gone");
        } else if shared.saved.is_some() && !sources.saved {
            words.push("new");
        }
        if entry.paused {
            words.push("paused");
        }
        if entry.settings.excluded.is_some() {
            words.push("excluded");
        }
        words.join(", ")
    }

    /// What has the focus, in words.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Detail {
        match self.focus {
            Focus::Source(place) | Focus::Field(place) => {
                let (name, needs) = source_words(SOURCES[place]);
                if let Some(diagnostic) = self.loads[place].failed() {
                    return failed_detail(name, diagnostic);
                }
                let more = match place {
                    0 => "It gives names and ids of the tenants; the key is kept only when you save.",
                    1 => "Right at the end of the path completes it. Tenants are merged by Microsoft tenant id.",
                    _ => "Enter takes the line; Enter on an empty line ends the typing.",
                };
                if self.is_question(shared) && matches!(self.focus, Focus::Source(_)) {
                    // What it needs stands in its row.
                    return Detail::new(name, [more]);
                }
                Detail::new(format!("{name}   {}", self.source_state(shared, SOURCES[place])), [needs, more])
            }
            Focus::Table | Focus::Filter => match self.focused(shared) {
                None => Detail::new(
                    "No tenant is shown",
                    ["Another view (v) or another filter shows more; Tab leads to the sources."],
                ),
                Some(entry) => tenant_detail(shared, entry, self.counts[3]),
            },
        }
    }
}

/// How long it takes to ask for the users of so many tenants.
#[must_use]
pub fn minutes(tenants: usize) -> String {
    match tenants.div_ceil(USER_LISTS_A_MINUTE) {
        0 | 1 => "within a minute".to_owned(),
        many => format!("about {} minutes", grouped(many)),
    }
}

/// A tenant of the draft as the one who typed it would type it again.
fn as_typed(entry: &Entry) -> Tenant {
    let settings = &entry.settings;
    Tenant {
        petra_id: Some(settings.id.clone()),
        microsoft_id: settings.microsoft_tenant_id.clone(),
        name: settings.name.clone(),
        domains: entry.domains.clone(),
        paused: entry.paused,
    }
}

fn failed_detail(name: &str, diagnostic: &Diagnostic) -> Detail {
    let mut title = format!("{name}   {}", diagnostic.code);
    if !diagnostic.detail.is_empty() {
        title.push_str("   ");
        title.push_str(&diagnostic.detail);
    }
    Detail::new(title, [diagnostic.summary.as_str(), diagnostic.hint.as_str()])
}

fn tenant_detail(shared: &Shared, entry: &Entry, without_domain: usize) -> Detail {
    let settings = &entry.settings;
    let mut title = settings.name.clone();
    if settings.microsoft_tenant_id.as_deref() != Some(settings.id.as_str()) && settings.id != settings.name {
        title.push_str(&format!("   Petra id {}", settings.id));
    }
    if let Some(id) = &settings.microsoft_tenant_id {
        title.push_str(&format!("   Microsoft tenant {id}"));
    }
    let mut first = match entry.domains.as_slice() {
        [] => "No domain is known.".to_owned(),
        [one] => format!("Domain {one}."),
        many => format!("Domains {}.", many.join(", ")),
    };
    if let Some(reason) = &settings.excluded {
        first.push_str(&format!(" Excluded: {reason}."));
    } else if let Some(company) = &settings.company {
        let place = if shared.saved.is_some() { " In the saved config: " } else { " Mapped to: " };
        first.push_str(&format!("{place}{}.", company.name));
    }
    let last = match without_domain {
        0 => "Domains are what suggestions rest on most; every tenant has one.".to_owned(),
        1 => "Domains are what suggestions rest on most; 1 tenant has none.".to_owned(),
        many => format!("Domains are what suggestions rest on most; {} tenants have none.", grouped(many)),
    };
    Detail::new(title, [first, String::new(), last])
}

/// Whether name, id or a domain has all the words.
fn has_words(entry: &Entry, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let name = entry.settings.name.to_lowercase();
    let id = entry.settings.id.to_lowercase();
    words.iter().all(|word| {
        name.contains(word.as_str())
            || id.contains(word.as_str())
            || entry.domains.iter().any(|domain| domain.contains(word.as_str()))
    })
}
