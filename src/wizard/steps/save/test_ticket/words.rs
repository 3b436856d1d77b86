//! The words of the test ticket: its line, the question, what is under way, and what came of it.

use super::{Course, Plan, Run, Said, Testing, Tone, View, hindrance, is_complete};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::settings::Named;
use crate::domain::ticketing::TEST_TITLE;
use crate::wizard::effect::TestTicket;
use crate::wizard::field::counted;
use crate::wizard::model::Shared;
use crate::wizard::steps::Detail;

impl Testing {
    /// What its line says.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        if self.run.is_some() { "Test ticket" } else { "Open a test ticket" }
    }

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
            Some(Course::There(ticket, findings)) => (Tone::Bad, format!("{} {}", ticket.number, left_open(findings))),
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
                    "Rules of your Autotask may tell people of it. Afterwards x closes it."
                } else {
                    "Nobody sees it. Afterwards x closes it."
                };
                let mut paragraphs = vec![seen.to_owned()];
                paragraphs.extend(without(shared));
                Detail::new(format!("Test ticket for {}", plan.name), paragraphs)
            }
            (View::Following, Some(run)) => following(run, shared),
            (View::Closed | View::Following, _) => return None,
        })
    }

    /// What its line is for.
    #[must_use]
    pub fn line_detail(&self, shared: &Shared) -> Detail {
        if let Some(run) = &self.run {
            let head = followed(run, shared).into_iter().find_map(|said| match said {
                Said::Head(_, words) => Some(format!("{words}.")),
                _ => None,
            });
            let more = if self.wait().is_some() {
                "Enter shows it. It goes on by itself."
            } else {
                "Enter shows it; another can be opened from there."
            };
            return Detail::new(self.label(), head.into_iter().chain([more.to_owned()]));
        }
        let mut paragraphs = vec![
            "A ticket that is clearly marked as a test, for a tenant that you pick: it shows that opening tickets works. Nothing is sent before you say y.".to_owned(),
        ];
        paragraphs.extend(without(shared));
        paragraphs.extend(hindrance(shared));
        Detail::new(self.label(), paragraphs)
    }

    /// What is left to say when the program is left: of each ticket that is in Autotask, or may be.
    #[must_use]
    pub fn farewell(&self) -> Vec<String> {
        self.earlier.iter().chain(&self.run).map(last_words).collect()
    }
}

fn last_words(Run { plan, course }: &Run) -> String {
    let name = &plan.name;
    match course {
        Course::Opening(_) => {
            format!("A test ticket for {name} was being opened: see in Autotask whether “{TEST_TITLE}” is there.")
        }
        Course::Closing(_, ticket) => {
            format!("Test ticket {} was being closed: see in Autotask whether it is.", ticket.number)
        }
        Course::There(ticket, _) => format!("Test ticket {} is {}.", ticket.number, state(ticket)),
        Course::Failed(findings) => {
            let doubt = findings.iter().find(|finding| finding.code == Code::Unsettled);
            failed(name, findings) + &doubt.map_or_else(String::new, |finding| format!(" {}", finding.hint))
        }
    }
}

/// That it failed, and why.
pub(super) fn failed(name: &str, findings: &[Diagnostic]) -> String {
    let why = findings.first().map_or("", |finding| finding.summary.as_str());
    format!("The test ticket for {name} failed: {why}")
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
        Said::Fact("Status", format!("{}, priority {}", named(&plan.fields.status_new), named(&plan.fields.priority))),
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
            let head = format!("Test ticket {} {}", ticket.number, left_open(findings));
            [vec![Said::Head(Tone::Bad, head)], sentences(findings), facts(&run.plan, ticket)].concat()
        }
    }
}

/// How a ticket stands that could not be seen to be closed.
fn left_open(findings: &[Diagnostic]) -> &'static str {
    let is_open = !findings.iter().any(|finding| finding.code == Code::Unsettled);
    if is_open { "was not closed" } else { "may be closed, or not" }
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
            paragraphs.push("Another try looks first whether this one opened it unseen.".to_owned());
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

/// How a ticket stands, behind “is”.
pub(super) fn state(ticket: &TestTicket) -> &'static str {
    if is_complete(ticket) { "closed" } else { "open" }
}

/// What is not in it, if something is not.
fn without(shared: &Shared) -> Option<String> {
    (shared.unsaved > 0).then(|| format!("It goes by what is saved, without {}.", unsaved(shared)))
}

fn unsaved(shared: &Shared) -> String {
    counted(shared.unsaved, "unsaved answer", "unsaved answers")
}
