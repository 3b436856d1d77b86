//! The test ticket of step 7: for whom, what is opened and where, the question, and what came of it.
//!
//! It goes by the saved mapping alone. What is under way is never cancelled: leaving it hides it.

mod words;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::settings::{Named, TenantSettings, TicketFields};
use crate::domain::ticketing::{COMPLETE, picked};
use crate::wizard::effect::{Effect, TestRequest, TestTicket};
use crate::wizard::field::Edit;
use crate::wizard::message::Message;
use crate::wizard::model::Shared;
use crate::wizard::picker::{Choice, Picker, Purpose, Standing, Value};
use crate::wizard::remote::{Stamp, Wait};
use crate::wizard::steps::Detail;

use self::words::{failed, state};

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
    is_real: bool,
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
    /// What was asked for before, for the last words: it may be in Autotask.
    earlier: Vec<Run>,
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

    /// The id of the tenant that the question is about.
    #[must_use]
    pub fn asked(&self) -> Option<&str> {
        if let View::Asking(plan) = &self.view { Some(&plan.tenant) } else { None }
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
            self.earlier.extend(self.run.take());
        }
    }

    /// Enter on its line.
    pub fn enter(&mut self, shared: &mut Shared) {
        if self.run.is_some() {
            self.view = View::Following;
            shared.say(String::new());
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
                Message::Back => {
                    self.view = View::Closed;
                    shared.say(String::new());
                }
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
                self.begin(plan, wait);
                self.view = View::Following;
            }
            (Ok(_), _) => {
                self.ask(shared, &asked.tenant);
                shared.say("What is saved has changed meanwhile: this is what it says now. Only y opens it.");
            }
            (Err(why), _) => shared.say(why),
        }
    }

    fn begin(&mut self, plan: Plan, wait: Wait) {
        self.earlier.extend(self.run.take());
        // What a try for this tenant opened unseen is what this one finds.
        self.earlier.retain(|run| run.plan.tenant != plan.tenant || !matches!(run.course, Course::Failed(_)));
        self.run = Some(Run { plan, course: Course::Opening(wait) });
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
        shared.say(String::new());
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
                let said = failed(name, &findings);
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

fn is_complete(ticket: &TestTicket) -> bool {
    ticket.status.as_ref().is_some_and(|status| status.id == COMPLETE)
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
            "Save first: the saved config is of {of}, and you are signed in as {}.",
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
