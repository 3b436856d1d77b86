//! The wizard in words: the detail of what has the focus, all about it, the same without a screen, and what is left in the shell.

use crate::domain::answers;
use crate::domain::draft::Draft;
use crate::domain::settings::TicketField;
use crate::domain::text::harmless;

use super::field::{counted, grouped};
use super::model::{Model, Overlay, Step};
use super::steps::Detail;
use super::steps::connect::{Focus, Row};
use super::steps::guide::{INTRODUCTION, PROMISE};
use super::steps::review::View;
use super::steps::save::quoted;

/// What has the focus, in words.
#[must_use]
pub fn detail(model: &Model) -> Detail {
    match &model.overlay {
        Some(Overlay::Quit { cursor }) => match cursor {
            0 => Detail::new("Keep working", ["Everything is as you left it."]),
            1 => match &model.draft_problem {
                Some(problem) => Detail::new("Quit as it is", [problem.hint.as_str()]),
                None => Detail::new("Quit, keep the draft", ["The next start offers it; only the secrets are asked for again."]),
            },
            _ => Detail::new("Quit, delete the draft", ["What was decided since the last Save is gone then."]),
        },
        Some(Overlay::DraftOffer { cursor, record }) => match cursor {
            0 => Detail::new(
                "Go on with the draft",
                [
                    match &record.open_elsewhere {
                        Some(who) => format!("It is open {who}. Going on here takes it over: what is decided there later may be lost."),
                        None => "The secrets were not kept: Connect asks for them once. What changed in Autotask since then is said in Mapping.".to_owned(),
                    },
                ],
            ),
            1 => Detail::new("Start without it", ["The draft is kept, and offered again when nothing newer is."]),
            _ => Detail::new("Delete the draft", ["The saved config is not touched."]),
        },
        Some(Overlay::Headless { .. }) => {
            Detail::new("… stands for your values; they are never printed here.", ["c sends what has the focus; the CSV line goes with its header."])
        }
        Some(Overlay::Help { .. } | Overlay::Info { .. }) | None => step_detail(model),
    }
}

/// The detail of the step itself, whatever overlay is open.
#[must_use]
pub fn step_detail(model: &Model) -> Detail {
    let shared = &model.shared;
    match model.step {
        Step::Guide => model.guide.detail(),
        Step::Connect => model.connect.detail(shared),
        Step::Tenants => model.tenants.detail(shared),
        Step::Ticketing => model.ticketing.detail(shared),
        Step::Mapping => mapping_detail(model),
        Step::Review => model.review.detail(shared),
        Step::Save => model.save.detail(shared),
    }
}

/// The detail of Mapping; how the loading stands is its last paragraph where the notice says something else.
fn mapping_detail(model: &Model) -> Detail {
    let (mapping, shared) = (&model.mapping, &model.shared);
    let mut detail = mapping.detail(shared);
    let is_grid = mapping.picker.is_none() && mapping.question.is_none() && mapping.place().is_some();
    let is_said = shared.notice.is_empty() && awaited(model).is_none();
    let words = mapping.load_words(shared);
    if is_grid && !is_said && !words.is_empty() && detail.paragraphs.len() < 3 {
        detail.paragraphs.push(words);
    }
    detail
}

/// What the notice says while no deed has left a sentence there: what is awaited, else what stands for the whole step.
#[must_use]
pub fn standing(model: &Model) -> String {
    if let Some(awaited) = awaited(model) {
        return awaited;
    }
    match model.step {
        Step::Guide => PROMISE.to_owned(),
        Step::Review => match (model.review.missing(), model.review.counts.warnings) {
            (Some(missing), _) => missing,
            (None, 0) => "Nothing is wrong: this can be saved.".to_owned(),
            (None, _) => "No error: this can be saved. Warnings hold back billing of their tenants only.".to_owned(),
        },
        Step::Mapping if model.mapping.picker.is_none() && model.mapping.question.is_none() => {
            model.mapping.load_words(&model.shared)
        }
        _ => String::new(),
    }
}

/// What is awaited, and for how long, where the step's own screen does not say it already.
fn awaited(model: &Model) -> Option<String> {
    let shared = &model.shared;
    let loads = &shared.loads;
    if let Some(wait) = model.connect.test.loading()
        && model.step != Step::Connect
    {
        return Some(format!("Testing the connection, {} s.", shared.seconds(wait)));
    }
    if let Some(awaited) = model.save.testing.awaited(shared).filter(|_| model.step != Step::Save) {
        return Some(awaited);
    }
    if model.step != Step::Mapping && loads.kept_companies.loading().is_some() {
        return Some(model.mapping.load_words(shared));
    }
    if let Some(wait) = loads.companies.loading()
        && model.step != Step::Mapping
    {
        let seconds = shared.seconds(wait);
        let here = shared.catalog.companies_loaded();
        return Some(match loads.companies_total {
            Some(total) => format!("{} of {} companies, {seconds} s.", grouped(here), grouped(total)),
            None => format!("{}, {seconds} s.", counted(here, "company", "companies")),
        });
    }
    if let Some(wait) = loads.billing.loading() {
        let of = match loads.billing_asked.len() {
            0 => String::new(),
            companies => format!(" of {}", counted(companies, "company", "companies")),
        };
        return Some(format!("Loading the contracts{of}, {} s.", shared.seconds(wait)));
    }
    if let Some(wait) = loads.ticket_lists.loading() {
        return Some(format!("Loading Autotask's lists, {} s.", shared.seconds(wait)));
    }
    if let Some(wait) = loads.companies_by_id.loading() {
        return Some(format!("Comparing the chosen companies with Autotask, {} s.", shared.seconds(wait)));
    }
    let is_shown = model.step == Step::Review && model.review.view == View::Units;
    let usage = model.review.units.usage.loading().filter(|_| !is_shown)?;
    Some(format!("Reading Petra's usage, {} s.", shared.seconds(usage)))
}

/// All about what has the focus, a paragraph each; nothing is cut.
#[must_use]
pub fn info(model: &Model) -> Vec<String> {
    let shared = &model.shared;
    let detail = step_detail(model);
    let mut lines = vec![detail.title];
    lines.extend(detail.paragraphs);
    match model.step {
        Step::Guide => {
            lines.push(String::new());
            lines.extend(INTRODUCTION.map(str::to_owned));
            if let Some((username, secret)) = &model.guide.made {
                // Asked for on purpose, on the one screen where it was made.
                lines.push(String::new());
                lines.push(format!("Username   {username}"));
                lines.push(format!("Password   {}", secret.expose()));
            }
        }
        Step::Connect => {
            // The focused one stands in the detail already.
            let rows = model.connect.rows.iter().enumerate();
            let others = rows.filter(|(place, _)| model.connect.focus != Focus::Row(*place)).map(|(_, row)| row);
            for row in others.filter_map(Row::failed) {
                lines.push(String::new());
                lines.push(format!("{}   {}", row.code, row.summary));
                lines.extend([row.detail.clone(), row.hint.clone()]);
            }
        }
        Step::Tenants => {
            if let Some(entry) = model.tenants.focused(&model.shared) {
                lines.extend(entry_lines(&entry.settings));
                lines.push(format!("Domains: {}", entry.domains.join(", ")));
            }
        }
        Step::Mapping => {
            if let Some(place) = model.mapping.place() {
                let entry = &model.shared.draft.tenants[place];
                lines.push(String::new());
                lines.extend(entry_lines(&entry.settings));
                if !entry.domains.is_empty() {
                    lines.push(format!("Domains: {}", entry.domains.join(", ")));
                }
                let findings = model.mapping.states.get(place).map_or(&[][..], |state| &state.findings);
                for finding in findings.iter().filter(|finding| model.mapping.focused_finding() != Some(*finding)) {
                    lines.push(String::new());
                    lines.push(format!("{}   {}", finding.code, finding.summary));
                    lines.extend([finding.detail.clone(), finding.hint.clone()]);
                }
            }
        }
        Step::Save => lines.extend(model.save.testing.info(shared)),
        Step::Ticketing | Step::Review => {}
    }
    lines.retain({
        let mut was_empty = false;
        move |line| {
            let keep = !(line.is_empty() && was_empty);
            was_empty = line.is_empty();
            keep
        }
    });
    lines
}

fn entry_lines(settings: &crate::domain::settings::TenantSettings) -> Vec<String> {
    let mut lines = vec![format!("Tenant: {}, id {}", settings.name, settings.id)];
    if let Some(id) = &settings.microsoft_tenant_id {
        lines.push(format!("Microsoft tenant: {id}"));
    }
    if let Some(company) = &settings.company {
        lines.push(format!("Company: {}, id {}", company.name, company.id));
    }
    for field in TicketField::ALL {
        if let Some(own) = settings.own(field) {
            lines.push(format!("{}: {}, id {}, its own", field.label(), own.name, own.id));
        }
    }
    if let Some(billing) = &settings.billing {
        lines.push(format!("Contract: {}, id {}", billing.contract.name, billing.contract.id));
        if let Some(choice) = billing.choice() {
            lines.push(format!(
                "{}: {}, id {}, {}",
                choice.kind.title(),
                choice.name,
                choice.item_id,
                choice.line_words()
            ));
        }
    }
    if let Some(reason) = &settings.excluded {
        lines.push(format!("Excluded: {reason}"));
    }
    lines
}

/// The same without a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadlessWords {
    /// The command, in lines that the shell joins.
    pub command: Vec<String>,
    /// Header of the answers.
    pub header: String,
    /// The line of the focused tenant; empty without one.
    pub line: String,
}

/// The command and the answers that do what the wizard does.
#[must_use]
pub fn headless(model: &Model) -> HeadlessWords {
    let shared = &model.shared;
    let powershell = shared.facts.powershell;
    let (join, quote) = (if powershell { " `" } else { " \\" }, |text: &str| quoted(text, powershell));
    let mut command = Vec::new();
    let mut program = "petra-autotask".to_owned();
    if shared.facts.demo {
        program.push_str(" --demo");
    } else if powershell {
        for name in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY"] {
            command.push(format!("$env:{name} = …"));
        }
    } else {
        command.push(format!("AUTOTASK_SECRET=… AUTOTASK_TRACKING_ID=… PETRA_API_KEY=…{join}"));
    }
    command.push(format!("{program} --export {} --answers answers.csv{join}", quote(&shared.facts.config_path)));
    let mut options = Vec::new();
    if let Some(url) = &shared.facts.autotask_url
        && !shared.facts.demo
    {
        options.push(format!("--autotask-url {}", quote(url)));
    }
    if !shared.draft.username.is_empty() && !shared.facts.demo {
        options.push(format!("--username {}", quote(&shared.draft.username)));
    }
    let file = model.tenants.fields[1].text();
    if !file.is_empty() {
        options.push(format!("--tenants-file {}", quote(file)));
    }
    for (field, option) in [
        (TicketField::Queue, "--queue"),
        (TicketField::StatusNew, "--status-new"),
        (TicketField::StatusUpdate, "--status-update"),
        (TicketField::Priority, "--priority"),
    ] {
        if let Some(chosen) = shared.draft.ticketing.fields.get(field) {
            options.push(format!("{option} {}", quote(&harmless(&chosen.name))));
        }
    }
    for pair in options.chunks(2) {
        command.push(format!("  {}{join}", pair.join(" ")));
    }
    if let Some(last) = command.last_mut() {
        last.truncate(last.len() - join.len());
    }
    let place = match model.step {
        Step::Mapping => model.mapping.place(),
        Step::Tenants => model.tenants.rows.get(model.tenants.cursor).copied(),
        _ => None,
    };
    // Only the one row: copying thousands of tenants for a line would cost a frame.
    let draft = Draft {
        ticketing: shared.draft.ticketing.clone(),
        tenants: place.and_then(|place| shared.draft.tenants.get(place).cloned()).into_iter().collect(),
        ..Draft::default()
    };
    let csv = answers::to_csv(&draft, &shared.catalog, shared.facts.today);
    let csv = String::from_utf8_lossy(&csv);
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    HeadlessWords {
        command,
        header: lines.next().unwrap_or_default().to_owned(),
        line: lines.next().unwrap_or_default().to_owned(),
    }
}

/// The two to four lines that stay in the shell when the screen is gone.
#[must_use]
pub fn farewell(model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    let shared = &model.shared;
    if let Some(report) = model.report.as_ref().filter(|_| shared.unsaved == 0) {
        let excluded = report.settings.tenants.iter().filter(|tenant| tenant.excluded.is_some()).count();
        lines.push(format!(
            "Saved {}: {}, {} excluded.",
            report.path,
            counted(report.settings.tenants.len(), "tenant", "tenants"),
            grouped(excluded)
        ));
        lines.push(format!("Secrets: {}.", report.secrets));
        if !shared.facts.demo {
            let check = model.save.lines(shared).swap_remove(0).text;
            lines.push(format!("Next: {check}"));
        }
        lines.extend(model.save.testing.farewell());
        return lines;
    }
    let decided = shared.draft.tenants.iter().filter(|entry| entry.settings.is_decided()).count();
    let total = shared.draft.tenants.len();
    let is_kept = shared.unsaved > 0 && model.draft_problem.is_none();
    if let Some(problem) = model.draft_problem.as_ref().filter(|_| shared.unsaved > 0) {
        lines.push(format!("Not saved, and the draft could not be written: {} {}", problem.summary, problem.hint));
    } else if is_kept {
        lines.push(format!(
            "Not saved. The draft is kept: {} of {} decided; secrets are not in it.",
            grouped(decided),
            counted(total, "tenant", "tenants")
        ));
    } else if model.has_draft() {
        // Lists that were read are no answer, but what they brought need not be read again.
        let what = if total == 0 { "the user name".to_owned() } else { counted(total, "tenant", "tenants") };
        lines.push(format!("Nothing was answered. The draft with {what} is kept; secrets are not in it."));
    } else {
        lines.push("Nothing was saved.".to_owned());
    }
    let tickets = model.save.testing.farewell();
    let places = if tickets.is_empty() { "Autotask or in " } else { "" };
    let since = if model.report.is_some() { "Since it was saved nothing" } else { "Nothing" };
    lines.push(format!("{since} was changed in {places}{}.", shared.facts.config_path));
    lines.extend(tickets);
    if (is_kept || model.has_draft()) && !shared.facts.demo {
        let places = shared.facts.places.iter();
        let again = places.map(|(option, value)| format!(" {option} {}", quoted(value, shared.facts.powershell)));
        lines.push(format!("Go on: petra-autotask{}", again.collect::<String>()));
    }
    lines
}
