//! The test ticket of step 7: for whom, what is opened and where, the question, and what came of it.
//!
//! It goes by the saved mapping alone. What is under way is never cancelled: leaving it hides it.

use crate::domain::diagnostic::Diagnostic;
use crate::domain::settings::{Named, TenantSettings, TicketFields};
use crate::domain::ticketing::{COMPLETE, TEST_TITLE, picked};
use crate::wizard::effect::{Effect, TestRequest, TestTicket};
use crate::wizard::field::{Edit, counted};
use crate::wizard::message::Message;
use crate::wizard::model::Shared;
use crate::wizard::picker::{Choice, Picker, Purpose, Standing, Value};
use crate::wizard::remote::{Stamp, Wait};
use crate::wizard::steps::Detail;

use super::quoted;

/// What takes the body of the step.
#[derive(Debug, Default)]
enum View {
    /// Nothing: the lines of the step are shown.
    #[default]
    Closed,
    /// The tenant is picked.
    Picking(Box<Picker>),
    /// It is asked whether this is to be opened.
    Asking(Box<Plan>),
    /// What was asked for last, and what came of it.
    Following,
}

/// What is to be opened, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    tenant: String,
    name: String,
    company: Named,
    fields: TicketFields,
    username: String,
    zone: String,
    /// Whether people see it: Autotask itself, not an imitation on this machine.
    pub is_real: bool,
}

/// How a test ticket stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// It is being opened.
    Opening(Wait),
    /// Why it was not opened, or may not have been.
    Failed(Vec<Diagnostic>),
    /// It is there; and why it was not closed, if that was wanted.
    There(TestTicket, Vec<Diagnostic>),
    /// It is there, and is being closed.
    Closing(Wait, TestTicket),
}

/// A test ticket that was asked for.
#[derive(Debug)]
struct Run {
    plan: Plan,
    course: Course,
}

/// A line of what takes the body. Names from outside are in it as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// What it is about.
    Head(Tone, String),
    /// Something that has to be seen.
    Loud(Tone, String),
    /// A name and what it is.
    Fact(&'static str, String),
    /// A sentence.
    Words(String),
    /// Room, where there is some.
    Gap,
}

/// How a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// It is awaited.
    Awaited,
    /// It is in order.
    Good,
    /// It has to be considered.
    Warning,
    /// It went wrong.
    Bad,
}

/// The test ticket of the step.
#[derive(Debug, Default)]
pub struct Testing {
    view: View,
    run: Option<Run>,
}

impl Testing {
    /// Whether it takes the body of the step.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.view, View::Closed)
    }

    /// The list of tenants, while one is picked.
    #[must_use]
    pub fn picker(&self) -> Option<&Picker> {
        if let View::Picking(picker) = &self.view { Some(picker) } else { None }
    }

    /// Whether the question is asked, to which `y` alone is a yes.
    #[must_use]
    pub const fn is_asking(&self) -> bool {
        matches!(self.view, View::Asking(_))
    }

    /// How the one that was asked for last stands.
    #[must_use]
    pub fn course(&self) -> Option<&Course> {
        self.run.as_ref().map(|run| &run.course)
    }

    /// What is awaited: it is under way, whatever is shown.
    #[must_use]
    pub fn wait(&self) -> Option<Wait> {
        match self.course()? {
            Course::Opening(wait) | Course::Closing(wait, _) => Some(*wait),
            Course::Failed(_) | Course::There(..) => None,
        }
    }

    /// The ticket, where it is there.
    #[must_use]
    pub fn ticket(&self) -> Option<&TestTicket> {
        match self.course()? {
            Course::There(ticket, _) | Course::Closing(_, ticket) => Some(ticket),
            Course::Opening(_) | Course::Failed(_) => None,
        }
    }

    /// Whether it can be closed now.
    #[must_use]
    pub fn can_close(&self) -> bool {
        matches!(self.course(), Some(Course::There(ticket, _)) if !is_complete(ticket))
    }

    /// The step is entered. What is under way is still shown; a question that was left is no longer asked.
    pub fn arrive(&mut self) {
        if self.wait().is_none() {
            self.view = View::Closed;
        }
    }

    /// The mapping was saved: what failed may go well now.
    pub fn saved(&mut self) {
        if matches!(self.course(), Some(Course::Failed(_))) {
            self.run = None;
        }
    }

    /// Enter on its line.
    pub fn enter(&mut self, shared: &mut Shared) {
        if self.run.is_some() {
            self.view = View::Following;
        } else {
            self.pick(shared);
        }
    }

    /// Applies a deed while it takes the body.
    pub fn on(&mut self, shared: &mut Shared, message: &Message) {
        match &mut self.view {
            View::Closed => {}
            View::Picking(_) => self.on_picker(shared, message),
            View::Asking(_) => self.on_question(shared, message),
            View::Following => match message {
                Message::Back => self.view = View::Closed,
                Message::Enter if self.wait().is_none() => self.pick(shared),
                Message::Copy => self.copy(shared),
                Message::CloseTicket if self.can_close() => self.close(shared),
                _ => {}
            },
        }
    }

    fn pick(&mut self, shared: &mut Shared) {
        if let Some(why) = hindrance(shared) {
            shared.say(why);
            return;
        }
        let choices = mapped(shared).map(|(tenant, company)| choice(shared, tenant, company)).collect();
        let last = self.run.as_ref().map(|run| Value::Text(run.plan.tenant.clone()));
        let title = "Test ticket for".to_owned();
        self.view =
            View::Picking(Box::new(Picker::choices(Purpose::Tenant, title, Vec::new(), choices, last.as_ref())));
        shared.say(String::new());
    }

    fn on_picker(&mut self, shared: &mut Shared, message: &Message) {
        let View::Picking(picker) = &mut self.view else { return };
        let edited = match message {
            Message::Edit(edit) => picker.edit(edit, &shared.catalog),
            Message::Paste(text) => picker.edit(&Edit::Paste(text.clone()), &shared.catalog),
            _ => Ok(()),
        };
        if let Err(refusal) = edited {
            shared.say(refusal);
        }
        match message {
            Message::Move(movement) => picker.travel(*movement),
            Message::Back => self.view = View::Closed,
            Message::Enter => match picker.value(&shared.catalog) {
                Ok(Value::Text(tenant)) => self.ask(shared, &tenant),
                Ok(_) => {}
                Err(why) => shared.say(why),
            },
            _ => {}
        }
    }

    fn ask(&mut self, shared: &mut Shared, tenant: &str) {
        match plan(shared, tenant) {
            Ok(plan) => {
                self.view = View::Asking(Box::new(plan));
                shared.say("Only y opens it; anything else leaves it.");
            }
            Err(why) => shared.say(why),
        }
    }

    fn on_question(&mut self, shared: &mut Shared, message: &Message) {
        let View::Asking(asked) = std::mem::take(&mut self.view) else { return };
        if !matches!(message, Message::Yes) {
            shared.say("No ticket was opened.");
            return;
        }
        // What was read is what is sent.
        match (plan(shared, &asked.tenant), &shared.saved) {
            (Ok(plan), Some(saved)) if plan == *asked => {
                let settings = Box::new(saved.settings.clone());
                let wait = shared.wait();
                let request = TestRequest { tenant: plan.tenant.clone(), settings };
                shared.effect(Effect::OpenTestTicket(wait.stamp, request));
                shared.say(String::new());
                self.run = Some(Run { plan, course: Course::Opening(wait) });
                self.view = View::Following;
            }
            (Ok(_), _) => {
                self.ask(shared, &asked.tenant);
                shared.say("What is saved has changed meanwhile: this is what it says now. Only y opens it.");
            }
            (Err(why), _) => shared.say(why),
        }
    }

    fn copy(&self, shared: &mut Shared) {
        let Some(url) = self.ticket().and_then(|ticket| ticket.url.as_deref()) else { return };
        shared.effect(Effect::Copy(url.into()));
        shared.say("Sent to the terminal's clipboard. If nothing arrives, select the link here.");
    }

    fn close(&mut self, shared: &mut Shared) {
        let Some(run) = &mut self.run else { return };
        let Course::There(ticket, _) = &run.course else { return };
        let wait = shared.wait();
        shared.effect(Effect::CloseTestTicket(wait.stamp, ticket.id));
        run.course = Course::Closing(wait, ticket.clone());
    }

    /// Takes in what came of it, if that is what is awaited. It is said where it is not seen.
    pub fn take(
        &mut self,
        shared: &mut Shared,
        stamp: Stamp,
        result: Result<TestTicket, Vec<Diagnostic>>,
        is_on_save: bool,
    ) {
        if self.wait().is_none_or(|wait| wait.stamp != stamp) {
            return;
        }
        let Some(run) = &mut self.run else { return };
        let name = &run.plan.name;
        let (course, said) = match (&run.course, result) {
            (Course::Closing(_, ticket), Err(findings)) => {
                let said = format!("Test ticket {} was not closed.", ticket.number);
                (Course::There(ticket.clone(), findings), said)
            }
            (Course::Closing(..), Ok(ticket)) => {
                let said = format!("Test ticket {} is {}.", ticket.number, state(&ticket));
                (Course::There(ticket, Vec::new()), said)
            }
            (_, Ok(ticket)) => {
                let said = format!("Test ticket {} for {name} is there.", ticket.number);
                (Course::There(ticket, Vec::new()), said)
            }
            (_, Err(findings)) => {
                let why = findings.first().map_or("", |finding| finding.summary.as_str());
                let said = format!("The test ticket for {name} failed: {why}");
                (Course::Failed(findings), said)
            }
        };
        run.course = course;
        match (is_on_save, &self.view) {
            (true, View::Following) => {}
            (true, _) => shared.say(said),
            (false, _) => shared.say(format!("{said} Save, step 7, shows it.")),
        }
    }
}

/// The words.
impl Testing {
    /// What Enter on its line does.
    #[must_use]
    pub const fn deed(&self) -> &'static str {
        if self.run.is_some() { "show the test ticket" } else { "open a test ticket" }
    }

    /// What stands beside its line.
    #[must_use]
    pub fn state(&self, shared: &Shared) -> (Tone, String) {
        match self.course() {
            None if shared.unsaved > 0 => (Tone::Plain, format!("as saved, without {}", unsaved(shared))),
            None => (Tone::Plain, "with the saved mapping; asks first".to_owned()),
            Some(Course::Opening(wait)) => (Tone::Awaited, format!("being opened, {} s", shared.seconds(*wait))),
            Some(Course::Closing(wait, _)) => (Tone::Awaited, format!("being closed, {} s", shared.seconds(*wait))),
            Some(Course::Failed(_)) => (Tone::Bad, "failed; Enter shows why".to_owned()),
            Some(Course::There(ticket, findings)) if findings.is_empty() => {
                (Tone::Good, format!("{} is {}", ticket.number, state(ticket)))
            }
            Some(Course::There(ticket, _)) => (Tone::Bad, format!("{} was not closed", ticket.number)),
        }
    }

    /// What is awaited, for screens where it is not seen.
    #[must_use]
    pub fn awaited(&self, shared: &Shared) -> Option<String> {
        let run = self.run.as_ref()?;
        let (deed, wait) = match &run.course {
            Course::Opening(wait) => ("Opening", wait),
            Course::Closing(wait, _) => ("Closing", wait),
            Course::Failed(_) | Course::There(..) => return None,
        };
        Some(format!("{deed} the test ticket for {}, {} s.", run.plan.name, shared.seconds(*wait)))
    }

    /// What takes the body, line by line; nothing while a tenant is picked.
    #[must_use]
    pub fn body(&self, shared: &Shared) -> Vec<Said> {
        match (&self.view, &self.run) {
            (View::Asking(plan), _) => question(plan),
            (View::Following, Some(run)) => followed(run, shared),
            (View::Closed | View::Picking(_) | View::Following, _) => Vec::new(),
        }
    }

    /// The same as lines of text, nothing cut.
    #[must_use]
    pub fn info(&self, shared: &Shared) -> Vec<String> {
        let line = |said| match said {
            Said::Head(_, words) | Said::Loud(_, words) | Said::Words(words) => words,
            Said::Fact(name, words) => format!("{name}: {words}"),
            Said::Gap => String::new(),
        };
        let body = self.body(shared);
        if body.is_empty() {
            Vec::new()
        } else {
            std::iter::once(String::new()).chain(body.into_iter().map(line)).collect()
        }
    }

    /// What has the focus, in words; `None` where that is the step's own.
    #[must_use]
    pub fn detail(&self, shared: &Shared) -> Option<Detail> {
        Some(match (&self.view, &self.run) {
            (View::Picking(picker), _) => picker.detail().unwrap_or_default(),
            (View::Asking(plan), _) => {
                let seen = if plan.is_real {
                    "Rules of your Autotask may tell people of a new ticket. Afterwards x closes it."
                } else {
                    "Nobody sees it. Afterwards x closes it."
                };
                let mut paragraphs = vec![seen.to_owned()];
                if shared.unsaved > 0 {
                    paragraphs.push(format!("It goes by what is saved, without {}.", unsaved(shared)));
                }
                paragraphs.push(format!("Without the wizard: {}", command(shared, &plan.tenant)));
                Detail::new(format!("Test ticket for {}", plan.name), paragraphs)
            }
            (View::Following, Some(run)) => following(run, shared),
            (View::Closed | View::Following, _) => return None,
        })
    }

    /// What its line is for.
    #[must_use]
    pub fn line_detail(shared: &Shared) -> Detail {
        let mut paragraphs = vec![
            "A ticket that is clearly marked as a test, for a tenant that you pick: it shows that opening tickets works. Nothing is sent before you say y.".to_owned(),
        ];
        paragraphs.extend(
            (shared.unsaved > 0)
                .then(|| format!("It goes by what is saved: {} are not in it. Save writes them.", unsaved(shared))),
        );
        paragraphs.extend(hindrance(shared));
        Detail::new("Open a test ticket", paragraphs)
    }

    /// What is left to say when the program is left.
    #[must_use]
    pub fn farewell(&self) -> Option<String> {
        let name = &self.run.as_ref()?.plan.name;
        match self.course()? {
            Course::Opening(_) => Some(format!(
                "A test ticket for {name} was being opened: see in Autotask whether “{TEST_TITLE}” is there."
            )),
            Course::Closing(_, ticket) => {
                Some(format!("Test ticket {} was being closed: see in Autotask whether it is.", ticket.number))
            }
            Course::There(ticket, _) => Some(format!("Test ticket {} is {}.", ticket.number, state(ticket))),
            Course::Failed(_) => None,
        }
    }
}

fn question(plan: &Plan) -> Vec<Said> {
    let loud = if plan.is_real {
        Said::Loud(Tone::Warning, "REAL AUTOTASK, NOT THE SANDBOX: technicians will see it".to_owned())
    } else {
        Said::Loud(Tone::Plain, "In the sandbox on this machine: nobody will see it.".to_owned())
    };
    let named = |named: &Option<Named>| named.as_ref().map_or_else(|| "-".to_owned(), Named::label);
    vec![
        Said::Head(Tone::Plain, format!("Open a test ticket for {}?", plan.name)),
        Said::Gap,
        loud,
        Said::Gap,
        Said::Fact("Company", plan.company.label()),
        Said::Fact("Queue", named(&plan.fields.queue)),
        Said::Fact("Status", named(&plan.fields.status_new)),
        Said::Fact("Priority", named(&plan.fields.priority)),
        Said::Fact("Title", TEST_TITLE.to_owned()),
        Said::Fact("Account", format!("{}, {}", plan.username, plan.zone)),
    ]
}

fn followed(run: &Run, shared: &Shared) -> Vec<Said> {
    let name = &run.plan.name;
    match &run.course {
        Course::Opening(wait) => {
            let head = format!("Opening a test ticket for {name}, {} s", shared.seconds(*wait));
            let mut said = vec![Said::Head(Tone::Awaited, head), Said::Gap];
            said.extend(question(&run.plan).into_iter().filter(|said| matches!(said, Said::Fact(..))));
            said
        }
        Course::Failed(findings) => {
            let mut said = vec![Said::Head(Tone::Bad, format!("The test ticket for {name} failed"))];
            said.extend(sentences(findings));
            said
        }
        Course::Closing(wait, ticket) => {
            let head = format!("Closing test ticket {}, {} s", ticket.number, shared.seconds(*wait));
            [vec![Said::Head(Tone::Awaited, head)], facts(&run.plan, ticket)].concat()
        }
        Course::There(ticket, findings) if findings.is_empty() => {
            let head = format!("Test ticket {} is {}", ticket.number, state(ticket));
            [vec![Said::Head(Tone::Good, head)], facts(&run.plan, ticket)].concat()
        }
        Course::There(ticket, findings) => {
            let head = format!("Test ticket {} was not closed", ticket.number);
            [vec![Said::Head(Tone::Bad, head)], sentences(findings), facts(&run.plan, ticket)].concat()
        }
    }
}

fn sentences(findings: &[Diagnostic]) -> Vec<Said> {
    let of =
        |finding: &Diagnostic| [Said::Gap, Said::Words(finding.summary.clone()), Said::Words(finding.hint.clone())];
    findings.iter().flat_map(of).collect()
}

/// A ticket as it was read back, and where that is not what the mapping says.
fn facts(plan: &Plan, ticket: &TestTicket) -> Vec<Said> {
    let read = |there: &Option<Named>, wanted: &Option<Named>| match (there, wanted) {
        (Some(there), Some(wanted)) if there.id != wanted.id && !is_complete(ticket) => {
            format!("{}, where the mapping says {}", there.label(), wanted.label())
        }
        (Some(there), _) => there.label(),
        (None, _) => "-".to_owned(),
    };
    let mut facts = vec![
        Said::Gap,
        Said::Fact("Company", plan.company.label()),
        Said::Fact("Queue", read(&ticket.queue, &plan.fields.queue)),
        Said::Fact("Status", read(&ticket.status, &plan.fields.status_new)),
    ];
    facts.extend(ticket.url.clone().map(|url| Said::Fact("Link", url)));
    facts
}

fn following(run: &Run, shared: &Shared) -> Detail {
    match &run.course {
        Course::Opening(wait) => Detail::new(
            format!("Opening   {} s", shared.seconds(*wait)),
            [
                "Autotask's lists and the company are read, the ticket is sent once, and read back.",
                "Esc goes on elsewhere. It is opened all the same, and what came of it is said.",
            ],
        ),
        Course::Closing(wait, _) => Detail::new(
            format!("Closing   {} s", shared.seconds(*wait)),
            [
                "It gets the status Complete, and is read back.",
                "Esc goes on elsewhere. It is closed all the same, and what came of it is said.",
            ],
        ),
        Course::Failed(findings) => {
            let mut paragraphs = said_by_autotask(findings);
            paragraphs
                .push("Another try looks first whether this one opened it unseen: there are never two.".to_owned());
            Detail::new(title("Not opened", findings), paragraphs)
        }
        Course::There(ticket, findings) if !findings.is_empty() => {
            Detail::new(title(&ticket.number, findings), said_by_autotask(findings))
        }
        Course::There(ticket, _) => {
            let more = if is_complete(ticket) {
                "It can stay in Autotask as it is."
            } else {
                "x gives it the status Complete. Left as it is, somebody has to close it in Autotask."
            };
            Detail::new(ticket.number.clone(), ["As Autotask shows it now.", more])
        }
    }
}

fn title(name: &str, findings: &[Diagnostic]) -> String {
    findings.first().map_or_else(|| name.to_owned(), |finding| format!("{name}   error   {}", finding.code))
}

fn said_by_autotask(findings: &[Diagnostic]) -> Vec<String> {
    let details = findings.iter().map(|finding| finding.detail.clone());
    details.filter(|detail| !detail.is_empty()).collect()
}

fn is_complete(ticket: &TestTicket) -> bool {
    ticket.status.as_ref().is_some_and(|status| status.id == COMPLETE)
}

/// How a ticket stands, behind “is”.
fn state(ticket: &TestTicket) -> &'static str {
    if is_complete(ticket) { "closed" } else { "open" }
}

fn unsaved(shared: &Shared) -> String {
    counted(shared.unsaved, "unsaved answer", "unsaved answers")
}

/// The tenants of the saved config that are mapped, with their companies.
fn mapped(shared: &Shared) -> impl Iterator<Item = (&TenantSettings, &Named)> {
    let tenants = shared.saved.iter().flat_map(|saved| &saved.settings.tenants);
    let tenants = tenants.filter(|tenant| tenant.excluded.is_none());
    tenants.filter_map(|tenant| Some((tenant, tenant.company.as_ref()?)))
}

fn choice(shared: &Shared, tenant: &TenantSettings, company: &Named) -> Choice {
    let defaults = shared.saved.as_ref().map(|saved| &saved.settings.ticketing.fields);
    let fields = defaults.map(|defaults| picked(defaults, Some(tenant))).unwrap_or_default();
    let labels: Vec<_> =
        [fields.queue, fields.status_new, fields.priority].iter().flatten().map(Named::label).collect();
    Choice {
        value: Value::Text(tenant.id.clone()),
        cells: vec![tenant.name.clone(), company.label()],
        standing: Standing::Free,
        detail: Detail::new(
            format!("{}   to {}", tenant.name, company.label()),
            [labels.join(", "), "Enter shows what would be opened, and asks.".to_owned()],
        ),
    }
}

/// What keeps a test ticket from being opened now.
fn hindrance(shared: &Shared) -> Option<String> {
    let saved = shared.saved.as_ref()?;
    let of = &saved.settings.autotask.username;
    if !shared.connected {
        return Some("A test ticket waits for the connection test of step 2.".to_owned());
    }
    if *of != shared.draft.username {
        return Some(format!(
            "You are signed in as {}, and the saved config is of {of}: save first.",
            shared.draft.username
        ));
    }
    let is_real = shared.draft.zone.as_ref().is_none_or(|zone| !zone.is_on_loopback());
    if shared.facts.rehearsal && is_real {
        return Some(
            "With --today Autotask is written to only on loopback. Start without it to open a test ticket.".to_owned(),
        );
    }
    mapped(shared)
        .next()
        .is_none()
        .then(|| "No tenant of the saved config is mapped to a company: there is nothing to test.".to_owned())
}

/// What a test ticket for a tenant would be.
fn plan(shared: &Shared, tenant: &str) -> Result<Plan, String> {
    if let Some(why) = hindrance(shared) {
        return Err(why);
    }
    let found = mapped(shared).find(|(known, _)| known.id == tenant);
    let (Some(saved), Some((tenant, company))) = (&shared.saved, found) else {
        return Err("This tenant is no longer mapped in the saved config.".to_owned());
    };
    let zone = shared.draft.zone.as_ref();
    Ok(Plan {
        tenant: tenant.id.clone(),
        name: tenant.name.clone(),
        company: company.clone(),
        fields: picked(&saved.settings.ticketing.fields, Some(tenant)),
        username: saved.settings.autotask.username.clone(),
        zone: zone.map_or_else(String::new, |zone| zone.name.clone()),
        is_real: zone.is_none_or(|zone| !zone.is_on_loopback()),
    })
}

/// The command that does the same.
fn command(shared: &Shared, tenant: &str) -> String {
    let demo = if shared.facts.demo { " --demo" } else { "" };
    format!("petra-autotask{demo} ticket test --tenant {}", quoted(tenant, shared.facts.powershell))
}
