//! What the wizard knows: the steps, what they share, and the overlay that is open.
//!
//! It changes only in `update`. It knows nothing of keys, screens or the network.

use std::collections::HashSet;

use jiff::civil::Date;

use crate::domain::account::Credentials;
use crate::domain::billing::Account;
use crate::domain::catalog::Catalog;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, Entry};
use crate::domain::drift::{self, Listed};
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;

use super::effect::{DraftRecord, Effect, Leave, SaveReport, Saved};
use super::field::Field;
use super::picker::Picker;
use super::remote::{Remote, Stamp, Wait};
use super::steps::connect::Connect;
use super::steps::guide::Guide;
use super::steps::mapping::Mapping;
use super::steps::review::Review;
use super::steps::save::Save;
use super::steps::tenants::Tenants;
use super::steps::ticketing::Ticketing;

/// The steps of the wizard, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// What is needed, and how the API user is made.
    #[default]
    Guide,
    /// The three values and the connection test.
    Connect,
    /// Where the tenants come from.
    Tenants,
    /// Defaults of new tickets.
    Ticketing,
    /// The grid.
    Mapping,
    /// Findings and changes.
    Review,
    /// Writing it.
    Save,
}

impl Step {
    /// All, in their order.
    pub const ALL: [Self; 7] =
        [Self::Guide, Self::Connect, Self::Tenants, Self::Ticketing, Self::Mapping, Self::Review, Self::Save];

    /// Its number, from 1.
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize + 1
    }

    /// What the screens call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Guide => "Guide",
            Self::Connect => "Connect",
            Self::Tenants => "Tenants",
            Self::Ticketing => "Ticketing",
            Self::Mapping => "Mapping",
            Self::Review => "Review",
            Self::Save => "Save",
        }
    }

    /// The name in `--step` and in drafts.
    #[must_use]
    pub fn name(self) -> String {
        self.label().to_lowercase()
    }

    /// The step of a name, as `--step` takes it.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The step after it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }

    /// The step before it.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.number().checked_sub(2).map(|place| Self::ALL[place])
    }
}

/// What does not change while the wizard runs.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the start, none a state")]
pub struct Facts {
    /// The day as of which contracts are judged.
    pub today: Date,
    /// Whether that day was given and is not the real one.
    pub rehearsal: bool,
    /// Whether the embedded sandbox is behind it.
    pub demo: bool,
    /// The config file.
    pub config_path: String,
    /// Options of places and addresses that were given: another run of the same needs them again.
    pub places: Vec<(&'static str, String)>,
    /// The base for zone discovery, if one was given.
    pub autotask_url: Option<String>,
    /// The step to open with, if one was asked for.
    pub open_at: Option<Step>,
    /// Whether commands to copy are written for PowerShell.
    pub powershell: bool,
    /// User name given from outside.
    pub username: Option<String>,
    /// Secrets given from outside.
    pub secrets: Vec<(SecretName, Secret)>,
    /// File of tenants given from outside.
    pub tenants_file: Option<String>,
    /// Whether a passphrase for encrypted files was given from outside.
    pub has_passphrase: bool,
    /// The store that was asked for.
    pub store: Option<crate::domain::reference::StoreKind>,
}

impl Facts {
    /// Facts of a plain run on a day.
    #[must_use]
    pub fn of_day(today: Date) -> Self {
        Self {
            today,
            rehearsal: false,
            demo: false,
            config_path: "config.json".to_owned(),
            places: Vec::new(),
            autotask_url: None,
            open_at: None,
            powershell: false,
            username: None,
            secrets: Vec::new(),
            tenants_file: None,
            has_passphrase: false,
            store: None,
        }
    }
}

/// What is loaded, or on its way, from Autotask.
#[derive(Debug, Default)]
pub struct Loads {
    /// Ticket picklists.
    pub ticket_lists: Remote<()>,
    /// The account whose lists these are.
    pub account: Option<Account>,
    /// The companies that an earlier run kept; nothing but reading all of them waits for it.
    pub kept_companies: Remote<()>,
    /// All companies.
    pub companies: Remote<()>,
    /// Chosen companies that nothing but a kept list told of so far.
    pub companies_by_id: Remote<()>,
    /// How many companies there are, as far as known.
    pub companies_total: Option<usize>,
    /// The tenant ids that companies bear; nothing waits for them.
    pub tenant_ids: Remote<()>,
    /// Contracts, lines and units; one request at a time.
    pub billing: Remote<()>,
    /// Whether contracts, their services or the services may not be read, as the connection test found.
    pub contracts_refused: bool,
    /// Companies whose contracts are on their way.
    pub billing_asked: Vec<i64>,
}

/// What the steps share.
#[derive(Debug)]
pub struct Shared {
    /// What does not change.
    pub facts: Facts,
    /// The link that is being made.
    pub draft: Draft,
    /// The config that was saved before.
    pub saved: Option<Saved>,
    /// What is known of Autotask's lists.
    pub catalog: Catalog,
    /// What is on its way.
    pub loads: Loads,
    /// Whether the connection test passed for the values that stand in the fields.
    pub connected: bool,
    /// Whether billing is possible: all rows of the test that it needs are fine.
    pub billing_granted: bool,
    /// The last deed, or what is awaited; one sentence.
    pub notice: String,
    /// Seconds of waiting since the start; it stands still while nothing is awaited.
    pub clock: u64,
    /// Answers given since the draft was last saved as a config.
    pub unsaved: usize,
    /// Counts up with every answer; a change of it is what keeps the draft.
    pub revision: u64,
    /// What is to be done outside, in order.
    pub effects: Vec<Effect>,
    stamps: u64,
}

impl Shared {
    /// What changed in Petra's list since the config was saved; nothing before the list is here. A new tenant that was
    /// decided meanwhile is no news.
    #[must_use]
    pub fn drift(&self) -> Vec<Diagnostic> {
        let Some(saved) = &self.saved else { return Vec::new() };
        let listed: Vec<_> = self.draft.tenants.iter().filter(|entry| entry.sources.petra).collect();
        if listed.is_empty() {
            return Vec::new();
        }
        let decided = |entry: &&Entry| entry.settings.is_decided();
        let decided: HashSet<_> = listed.iter().copied().filter(decided).map(|entry| &entry.settings.id).collect();
        let is_news = |finding: &Diagnostic| {
            finding.code != Code::TenantNew || !finding.subject.tenant.as_ref().is_some_and(|id| decided.contains(id))
        };
        let findings = drift::of_tenants(&saved.settings.tenants, listed.into_iter().map(Listed::from));
        findings.into_iter().filter(is_news).collect()
    }

    /// Asks for something: gives the request a stamp, and tells since when it is awaited.
    pub fn ask<T>(&mut self, remote: impl FnOnce(&mut Self) -> &mut Remote<T>) -> Stamp {
        let wait = self.wait();
        *remote(self) = Remote::Loading(wait);
        wait.stamp
    }

    /// A new wait, from now on.
    pub fn wait(&mut self) -> Wait {
        self.stamps += 1;
        Wait { stamp: Stamp(self.stamps), since: self.clock }
    }

    /// Something is to be done outside.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Says a sentence in the notice.
    pub fn say(&mut self, notice: impl Into<String>) {
        self.notice = notice.into();
    }

    /// Whether a list of Autotask's is on its way, from there or from an earlier run.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        let loads = &self.loads;
        let companies = [&loads.kept_companies, &loads.companies, &loads.companies_by_id];
        let others = [&loads.ticket_lists, &loads.billing];
        companies.into_iter().chain(others).any(|load| load.loading().is_some())
    }

    /// An answer was given: the draft is kept.
    pub fn answered(&mut self) {
        self.unsaved += 1;
        self.revision += 1;
    }

    /// Seconds that a wait has lasted.
    #[must_use]
    pub fn seconds(&self, wait: Wait) -> u64 {
        self.clock.saturating_sub(wait.since)
    }
}

/// Something that takes the body for a while.
#[derive(Debug)]
pub enum Overlay {
    /// What can be done here.
    Help {
        /// What is typed.
        filter: Field,
        /// The row that has the focus.
        cursor: usize,
    },
    /// All about the focused thing.
    Info {
        /// The first row shown.
        top: usize,
    },
    /// The same without a screen.
    Headless {
        /// Whether the line of the answers has the focus, not the command.
        line: bool,
    },
    /// Leave with something unsaved?
    Quit {
        /// The row that has the focus: keep working, keep the draft, delete it.
        cursor: usize,
    },
    /// There is a draft.
    DraftOffer {
        /// The draft.
        record: Box<DraftRecord>,
        /// The row that has the focus: go on, start anew, delete.
        cursor: usize,
    },
}

/// The whole wizard.
#[derive(Debug)]
pub struct Model {
    /// The step that is open.
    pub step: Step,
    /// The furthest step that was open; `1` to `7` go up to it.
    pub reached: Step,
    /// What the steps share.
    pub shared: Shared,
    /// Step 1.
    pub guide: Guide,
    /// Step 2.
    pub connect: Connect,
    /// Step 3.
    pub tenants: Tenants,
    /// Step 4.
    pub ticketing: Ticketing,
    /// Step 5.
    pub mapping: Mapping,
    /// Step 6.
    pub review: Review,
    /// Step 7.
    pub save: Save,
    /// What takes the body for a while.
    pub overlay: Option<Overlay>,
    /// The read of what is on disk.
    pub start: Remote<()>,
    /// A problem of the start that stands until a step is left: e.g. the saved config cannot be read.
    pub start_problem: Option<Diagnostic>,
    /// Set when the program is left.
    pub leaving: Option<Leave>,
    /// What the last Save did; said again when the program is left.
    pub report: Option<SaveReport>,
    /// Why the draft could not be written, the last time that it could not.
    pub draft_problem: Option<Diagnostic>,
    /// The step to open once the connection test has passed.
    pub resume: Option<Step>,
    /// The revision of the draft that was handed over to be kept.
    pub(super) kept: u64,
    /// Whether a draft was handed over to be kept, and not deleted since.
    pub(super) is_draft_kept: bool,
}

impl Model {
    /// A wizard at its start. Nothing was read yet: [`Model::begin`] asks for it.
    #[must_use]
    pub fn new(facts: Facts) -> Self {
        let mut model = Self {
            step: Step::Guide,
            reached: Step::Guide,
            shared: Shared {
                draft: Draft { username: facts.username.clone().unwrap_or_default(), ..Draft::default() },
                saved: None,
                catalog: Catalog::default(),
                loads: Loads::default(),
                connected: false,
                billing_granted: false,
                notice: String::new(),
                clock: 0,
                unsaved: 0,
                revision: 0,
                effects: Vec::new(),
                stamps: 0,
                facts,
            },
            guide: Guide::default(),
            connect: Connect::default(),
            tenants: Tenants::default(),
            ticketing: Ticketing::default(),
            mapping: Mapping::default(),
            review: Review::default(),
            save: Save::default(),
            overlay: None,
            start: Remote::NotAsked,
            start_problem: None,
            leaving: None,
            report: None,
            draft_problem: None,
            resume: None,
            kept: 0,
            is_draft_kept: false,
        };
        model.connect.prefill(&model.shared.facts);
        model.tenants.prefill(&model.shared.facts);
        model.save.prefill(&model.shared.facts);
        model
    }

    /// Asks for what is on disk. Called after the first frame.
    pub fn begin(&mut self) -> Vec<Effect> {
        let wait = self.shared.wait();
        self.start = Remote::Loading(wait);
        self.shared.effect(Effect::Start(wait.stamp));
        std::mem::take(&mut self.shared.effects)
    }

    /// Whether letters are text now: a field, a filter or a picker has the focus.
    #[must_use]
    pub fn is_text(&self) -> bool {
        match &self.overlay {
            Some(Overlay::Help { .. }) => true,
            Some(_) => false,
            None => match self.step {
                Step::Guide => false,
                Step::Connect => self.connect.is_text(),
                Step::Tenants => self.tenants.is_text(),
                Step::Ticketing => self.ticketing.is_text(),
                Step::Mapping => self.mapping.is_text(),
                Step::Review => self.review.is_text(),
                Step::Save => self.save.is_text(),
            },
        }
    }

    /// Whether a question takes the step's body, to which there is only yes or no.
    #[must_use]
    pub const fn is_asking(&self) -> bool {
        match self.step {
            Step::Mapping => self.mapping.question.is_some(),
            Step::Save => self.save.testing.is_asking(),
            _ => false,
        }
    }

    /// The list that is picked from in the step, if one is open.
    #[must_use]
    pub fn picker(&self) -> Option<&Picker> {
        match self.step {
            Step::Ticketing => self.ticketing.picker.as_ref(),
            Step::Mapping => self.mapping.picker.as_ref(),
            Step::Save => self.save.testing.picker(),
            _ => None,
        }
    }

    /// Whether something is awaited whose seconds are shown.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.connect.is_waiting()
            || self.tenants.is_waiting()
            || self.shared.is_loading()
            || self.review.units.usage.loading().is_some()
            || self.save.is_waiting()
    }

    /// Whether a draft of this run is on disk, which the next start offers.
    #[must_use]
    pub fn has_draft(&self) -> bool {
        self.is_draft_kept && self.draft_problem.is_none()
    }

    /// The secrets that are held, by name.
    #[must_use]
    pub fn secrets(&self) -> Vec<(SecretName, Secret)> {
        let Credentials { secret, tracking_id, .. } = self.connect.credentials();
        let held = [
            (SecretName::AutotaskSecret, secret),
            (SecretName::AutotaskTrackingId, tracking_id),
            (SecretName::PetraApiKey, self.tenants.key()),
        ];
        held.into_iter().filter(|(_, secret)| !secret.is_empty()).collect()
    }
}
