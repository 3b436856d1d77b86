//! The one place where the wizard changes: a message in, effects out.
//!
//! Steps judge their own deeds; this decides between steps, overlays and what they share.

use std::collections::HashMap;

use crate::domain::account::Credentials;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::draft::Draft;

use super::companies;
use super::describe;
use super::effect::{BillingFound, Check, Effect, Leave, OnDisk, Reply, Saved, TenantSource};
use super::field::Field;
use super::message::{Message, Move};
use super::model::{Model, Overlay, Shared, Step};
use super::remote::{Remote, Stamp};
use super::steps::connect::LABELS;
use super::steps::review::{CONTRACTS_AWAITED, stops_save};
use super::steps::ticketing::Ticketing;
use super::steps::{Go, moved};

/// Applies a message, and tells what is to be done outside. Pure: the same messages give the same model.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    dispatch(model, message);
    if model.shared.revision != model.kept {
        model.kept = model.shared.revision;
        companies::want_chosen(&mut model.shared);
        if !is_as_saved(&model.shared) {
            let draft = Box::new(model.shared.draft.clone());
            // While the secrets of a draft are asked for, it still leads to the step where it was left.
            model.shared.effect(Effect::KeepDraft(draft, model.resume.unwrap_or(model.step)));
        }
    }
    let mut effects = std::mem::take(&mut model.shared.effects);
    for effect in &mut effects {
        match effect {
            Effect::Save(_, request) => request.secrets = model.secrets(),
            Effect::LoadUsage(_, key, _) => *key = model.tenants.key(),
            // With another key, or later, it may be other usage.
            Effect::LoadTenants(_, TenantSource::Petra(_)) => model.review.units.usage = Remote::NotAsked,
            Effect::KeepDraft(..) => model.is_draft_kept = true,
            Effect::DeleteDraft => model.is_draft_kept = false,
            _ => {}
        }
    }
    effects
}

/// Whether the saved config says all that was decided: lists that were read are no reason to offer a draft.
fn is_as_saved(shared: &Shared) -> bool {
    let is_same_user = |saved: &Saved| saved.settings.autotask.username == shared.draft.username;
    shared.unsaved == 0 && shared.saved.as_ref().is_some_and(is_same_user)
}

fn dispatch(model: &mut Model, message: Message) {
    match message {
        Message::Second => model.shared.clock += 1,
        Message::Signal(leave) => go(model, leave),
        Message::Redraw => model.shared.effect(Effect::Redraw),
        Message::Reply(reply) => on_reply(model, reply),
        Message::Interrupt => interrupt(model),
        message if model.overlay.is_some() => on_overlay(model, message),
        Message::Quit if model.save.testing.wait().is_some() => {
            model.shared.say("The test ticket is under way: its answer comes soon. Ctrl-C leaves without it.");
        }
        Message::Quit if model.shared.unsaved > 0 => model.overlay = Some(Overlay::Quit { cursor: 0 }),
        Message::Quit => go(model, Leave::Quit),
        Message::Help => model.overlay = Some(Overlay::Help { filter: Field::new(), cursor: 0 }),
        Message::Info => model.overlay = Some(Overlay::Info { top: 0 }),
        Message::Headless => model.overlay = Some(Overlay::Headless { line: false }),
        Message::Goto(step) => goto(model, step),
        Message::StepForward => match model.step.next() {
            Some(next) => forward(model, next),
            None => model.shared.say("This is the last step; Enter on Save writes the config."),
        },
        Message::StepBack => back(model),
        Message::Undo | Message::Redo if model.step == Step::Review => {
            model.mapping.on(&mut model.shared, &message);
            model.review.arrive(&model.shared);
        }
        message => on_step(model, &message),
    }
}

fn on_step(model: &mut Model, message: &Message) {
    let focused = model.mapping.focused_id(&model.shared);
    let revision = model.shared.revision;
    let shared = &mut model.shared;
    let wanted = match model.step {
        Step::Guide => model.guide.on(shared, message),
        Step::Connect => model.connect.on(shared, message),
        Step::Tenants => model.tenants.on(shared, message),
        Step::Ticketing => model.ticketing.on(shared, message),
        Step::Mapping => model.mapping.on(shared, message),
        Step::Review => model.review.on(shared, message),
        Step::Save => model.save.on(shared, message),
    };
    if model.step == Step::Tenants && model.shared.revision != revision {
        model.mapping.tenants_changed(&model.shared, focused.as_deref());
    }
    match wanted {
        Go::Stay => {}
        Go::Back => back(model),
        Go::To(step) if step > model.reached => forward(model, step),
        Go::To(step) => enter(model, step),
        Go::Info => model.overlay = Some(Overlay::Info { top: 0 }),
        Go::Reload => {
            if !model.shared.connected {
                model.shared.say("Loading again waits for the connection test of step 2.");
            } else if model.step == Step::Ticketing {
                model.shared.loads.ticket_lists = Remote::NotAsked;
                model.shared.say("Autotask's lists are loaded again.");
            } else {
                companies::again(&mut model.shared);
            }
            ensure_loads(model);
        }
        Go::ReadContracts => read_contracts_again(model),
        Go::Jump => jump(model),
    }
}

/// Reads contracts, lines and units again, where they may be read.
fn read_contracts_again(model: &mut Model) {
    let shared = &mut model.shared;
    if !shared.connected {
        shared.say("Contracts are read again once the connection test of step 2 has passed.");
        return;
    }
    shared.catalog.forget_contracts();
    if !shared.loads.contracts_refused {
        shared.loads.billing = Remote::NotAsked;
    }
    model.mapping.want_billing(shared, None);
    model.review.arrive(shared);
}

/// From a finding or change of Review to its cell.
fn jump(model: &mut Model) {
    let Some(row) = model.review.focused().cloned() else { return };
    model.mapping.from_review = Some(model.review.cursor);
    enter(model, Step::Mapping);
    model.mapping.from_review = Some(model.review.cursor);
    model.mapping.focus_on(&model.shared, &row.tenant, &row.field);
}

fn interrupt(model: &mut Model) {
    match model.overlay {
        Some(Overlay::Quit { .. }) => go(model, Leave::Interrupted),
        _ if model.shared.unsaved > 0 => model.overlay = Some(Overlay::Quit { cursor: 0 }),
        _ => go(model, Leave::Interrupted),
    }
}

fn go(model: &mut Model, leave: Leave) {
    model.leaving = Some(leave);
    model.shared.effect(Effect::Leave(leave));
}

fn on_overlay(model: &mut Model, message: Message) {
    let Some(overlay) = &mut model.overlay else { return };
    match (overlay, message) {
        (Overlay::DraftOffer { cursor, .. } | Overlay::Quit { cursor }, Message::Move(Move::Rows(by))) => {
            *cursor = moved(*cursor, by, 3);
        }
        (Overlay::DraftOffer { .. }, Message::Enter) => take_offer(model),
        (Overlay::DraftOffer { .. }, Message::Quit) => go(model, Leave::Quit),
        (Overlay::DraftOffer { .. }, _) => {}
        (Overlay::Quit { cursor: 1 }, Message::Enter) | (Overlay::Quit { .. }, Message::QuitKeep) => {
            go(model, Leave::Quit);
        }
        (Overlay::Quit { cursor: 2 }, Message::Enter) => {
            model.shared.effect(Effect::DeleteDraft);
            model.shared.unsaved = 0;
            go(model, Leave::Quit);
        }
        (Overlay::Help { filter, cursor }, Message::Edit(edit)) => {
            let before = filter.length();
            // A help filter that is too long changes nothing; there is nothing to say about it.
            let _ = filter.edit(&edit);
            if filter.length() != before {
                *cursor = 0;
            }
        }
        (Overlay::Help { cursor, .. }, Message::HelpCursor(to)) => *cursor = to,
        (Overlay::Help { .. }, Message::HelpDo(deed)) => {
            model.overlay = None;
            dispatch(model, *deed);
        }
        (Overlay::Info { top }, Message::Move(Move::Rows(by))) => {
            let from = *top;
            let lines = describe::info(model).len();
            model.overlay = Some(Overlay::Info { top: moved(from, by, lines) });
        }
        (Overlay::Headless { line }, Message::Tab | Message::BackTab) => *line = !*line,
        (Overlay::Headless { line }, Message::Copy | Message::Enter) => {
            let line = *line;
            let headless = describe::headless(model);
            let text =
                if line { format!("{}\n{}", headless.header, headless.line) } else { headless.command.join("\n") };
            model.shared.effect(Effect::Copy(crate::domain::secret::Secret::new(text)));
            model.shared.say("Sent to the terminal's clipboard. If nothing arrives, select it here.");
        }
        (Overlay::Headless { .. }, Message::Write) => {
            let bytes =
                crate::domain::answers::to_csv(&model.shared.draft, &model.shared.catalog, model.shared.facts.today);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            model.shared.effect(Effect::WriteFile("answers.csv".into(), text));
        }
        (Overlay::Quit { .. }, Message::Enter) | (_, Message::Back | Message::Info | Message::Headless) => {
            model.overlay = None;
        }
        (Overlay::Info { .. } | Overlay::Headless { .. }, Message::Quit) => {
            model.overlay = None;
            dispatch(model, Message::Quit);
        }
        _ => {}
    }
}

/// What the draft offer's focused row means.
fn take_offer(model: &mut Model) {
    let Some(Overlay::DraftOffer { record, cursor }) = model.overlay.take() else { return };
    match cursor {
        0 => {
            let resume = record.step;
            take_draft(model, record.draft);
            let decided = model.shared.draft.tenants.iter().filter(|entry| entry.settings.is_decided()).count();
            model.shared.unsaved = decided.max(1);
            // It is this session's from now on: kept once more, so that another wizard sees it open here.
            model.shared.revision += 1;
            model.resume = Some(resume);
            model.reached = model.reached.max(resume);
            if model.connect.is_filled() {
                enter(model, Step::Connect);
                model.connect.run(&mut model.shared, false);
            } else {
                enter(model, Step::Connect);
                model.connect.focus_empty();
                model.shared.say("The secrets were not kept: give them once more, then it goes on where it was left.");
            }
        }
        1 => {
            model.shared.effect(Effect::LeaveDraft);
            open(model);
        }
        _ => {
            model.shared.effect(Effect::DeleteDraft);
            open(model);
        }
    }
}

/// Takes a draft in. A user name that was given or typed meanwhile stays, with the zone that was found for it.
fn take_draft(model: &mut Model, mut draft: Draft) {
    let shared = &mut model.shared;
    let is_typed = shared.revision > 0;
    let typed = Some(model.connect.fields[0].text().trim().to_owned()).filter(|text| is_typed && !text.is_empty());
    match typed.or_else(|| shared.facts.username.clone()) {
        Some(username) if username != draft.username => {
            draft.username = username;
            draft.zone = shared.draft.zone.take();
        }
        Some(_) => {}
        None => model.connect.fields[0].set(draft.username.clone()),
    }
    shared.draft = draft;
    model.mapping.refresh(shared);
}

/// What stops the wizard from opening a step, in words; `None` where nothing does.
#[must_use]
pub fn waits_for(model: &Model, step: Step) -> Option<String> {
    let shared = &model.shared;
    let from_saved = shared.saved.is_some();
    match step {
        // What was saved must be there before anything is laid over it.
        Step::Tenants if model.start.loading().is_some() => {
            Some("The saved config is still being read, with its secrets; a store may take some seconds.".to_owned())
        }
        Step::Tenants if !shared.connected && !from_saved => {
            Some("Tenants waits for the connection test of step 2: Enter in a field runs it.".to_owned())
        }
        Step::Ticketing if shared.draft.tenants.is_empty() => {
            Some("Ticketing waits for at least one tenant: Petra API, File or Typed.".to_owned())
        }
        Step::Mapping => Ticketing::missing(shared).filter(|_| shared.catalog.tickets().is_some() || !from_saved),
        Step::Save => stops_save(shared).or_else(|| {
            let is_proven = shared.connected || from_saved;
            (!is_proven).then(|| "Save waits for the connection test of step 2.".to_owned())
        }),
        Step::Guide | Step::Connect | Step::Tenants | Step::Ticketing | Step::Review => None,
    }
}

fn forward(model: &mut Model, step: Step) {
    for between in Step::ALL {
        if between <= step
            && let Some(why) = waits_for(model, between)
        {
            model.shared.say(why);
            return;
        }
    }
    enter(model, step);
}

fn goto(model: &mut Model, step: Step) {
    if step <= model.reached || model.shared.saved.is_some() {
        if step == Step::Save
            && let Some(why) = waits_for(model, step)
        {
            model.shared.say(why);
            return;
        }
        enter(model, step);
    } else {
        forward(model, step);
    }
}

fn back(model: &mut Model) {
    match model.step.previous() {
        Some(previous) => enter(model, previous),
        None => model.shared.say("This is the first step; q leaves."),
    }
}

fn enter(model: &mut Model, step: Step) {
    if step != Step::Mapping {
        model.mapping.from_review = None;
    }
    model.step = step;
    model.reached = model.reached.max(step);
    model.start_problem = None;
    // What was said about another screen is not carried along.
    model.shared.notice.clear();
    ensure_loads(model);
    let shared = &mut model.shared;
    match step {
        Step::Guide => {}
        Step::Connect => model.connect.arrive(),
        Step::Tenants => model.tenants.arrive(shared),
        Step::Ticketing => model.ticketing.arrive(shared),
        Step::Mapping => model.mapping.arrive(shared),
        Step::Review => {
            model.mapping.want_billing(shared, None);
            model.review.units.has_key = !model.tenants.key().is_empty();
            model.review.arrive(shared);
            model.review.want_usage(shared);
        }
        Step::Save => model.save.arrive(shared),
    }
}

/// Asks for the lists that every later step needs, as soon as there is a connection.
fn ensure_loads(model: &mut Model) {
    let shared = &mut model.shared;
    if !shared.connected {
        return;
    }
    if shared.loads.ticket_lists.is_open() {
        let stamp = shared.ask(|shared| &mut shared.loads.ticket_lists);
        shared.effect(Effect::LoadTicketLists(stamp));
    }
    companies::ensure(model);
}

/// The domains of each tenant.
fn domains(draft: &Draft) -> HashMap<String, Vec<String>> {
    draft.tenants.iter().map(|entry| (entry.settings.id.clone(), entry.domains.clone())).collect()
}

fn on_reply(model: &mut Model, reply: Reply) {
    match reply {
        Reply::Started(stamp, found) => {
            if model.start.receive(stamp, Ok(())) {
                started(model, *found);
            }
        }
        Reply::ZoneFound(..) | Reply::Checked(..) | Reply::Threshold(..) | Reply::ConnectEnded(..) => {
            let was_waiting = model.connect.is_waiting();
            let passed = model.connect.reply(&mut model.shared, &reply);
            if was_waiting && matches!(reply, Reply::Checked(_, Check::SignIn, _)) && model.connect.is_signed_in() {
                companies::signed_in(model);
            }
            if passed {
                connected(model);
            } else if was_waiting && !model.connect.is_waiting() && !model.shared.connected {
                model.resume = None;
                if model.step > Step::Connect {
                    // A saved config whose sign-in fails: Connect, where the cause stands.
                    enter(model, Step::Connect);
                }
            }
        }
        Reply::Tenants(..) | Reply::UserDomains(..) | Reply::UserDomainsEnded(..) | Reply::PathCompleted(..) => {
            let focused = model.mapping.focused_id(&model.shared);
            let before = domains(&model.shared.draft);
            model.tenants.reply(&mut model.shared, &reply);
            let after = domains(&model.shared.draft);
            // What was suggested without a domain may be another company with it.
            model.mapping.suggestions.retain(|tenant, _| before.get(tenant) == after.get(tenant));
            model.mapping.tenants_changed(&model.shared, focused.as_deref());
            if model.step == Step::Mapping {
                model.mapping.want_suggestions(&mut model.shared);
            }
            again_in_review(model);
        }
        Reply::TicketLists(stamp, result) => {
            let here = result.as_ref().map(|_| ()).map_err(Clone::clone);
            if model.shared.loads.ticket_lists.receive(stamp, here) {
                if let Ok(lists) = result {
                    model.shared.catalog.set_tickets(lists.clone());
                    model.mapping.reply(&mut model.shared, &Reply::TicketLists(stamp, Ok(lists)));
                }
                model.ticketing.refill(&model.shared);
                again_in_review(model);
            }
        }
        Reply::KeptCompanies(stamp, kept) => companies::take_kept(model, stamp, kept),
        Reply::CompaniesKept(Ok(())) => {}
        Reply::CompaniesKept(Err(problem)) => companies::note(&mut model.shared, &problem),
        Reply::CompaniesById(stamp, ids, found) => companies::take_chosen(model, stamp, ids, found),
        Reply::CompaniesPage(stamp, page, total) => companies::take_page(model, stamp, page, total),
        Reply::CompaniesEnded(stamp, result) => companies::ended(model, stamp, result),
        Reply::TenantIds(stamp, result) => {
            let here = result.as_ref().map(|_| ()).map_err(Clone::clone);
            if model.shared.loads.tenant_ids.receive(stamp, here) {
                model.mapping.take_tenant_ids(&mut model.shared, result);
            }
        }
        Reply::Billing { stamp, companies, contracts, found } => {
            billing_came(model, stamp, companies, contracts, *found);
        }
        Reply::Usage(stamp, result) => model.review.take_usage(&model.shared, stamp, result),
        Reply::Suggested(..) => model.mapping.reply(&mut model.shared, &reply),
        Reply::Stores(..) | Reply::StoresEnded(..) | Reply::Saved(..) => {
            if model.save.reply(&mut model.shared, &reply) {
                saved(model);
            }
        }
        Reply::TestTicket(stamp, result) => {
            let is_on_save = model.step == Step::Save;
            model.save.testing.take(&mut model.shared, stamp, result, is_on_save);
        }
        Reply::Generated(username, secret) => {
            model.connect.take_login(&mut model.shared, &username, &secret);
            model.guide.made = Some((username, secret));
            model.guide.cursor = super::steps::guide::LOGIN_ROW;
            model.shared.say("Made a user name and a password. Connect has both; c sends them, one after the other.");
        }
        Reply::Wrote(path, result) => model.shared.say(match result {
            Ok(()) => format!("Written: {}", path.display()),
            Err(diagnostic) => format!("{} {}", diagnostic.summary, diagnostic.hint),
        }),
        Reply::DraftNotKept(diagnostic) => {
            model.shared.say(format!("The draft is not on disk: {} {}", diagnostic.summary, diagnostic.hint));
            model.draft_problem = Some(diagnostic);
        }
        Reply::DraftKept => {
            model.draft_problem = None;
            model.shared.say("The draft is on disk again.");
        }
    }
}

fn billing_came(
    model: &mut Model,
    stamp: Stamp,
    companies: Vec<i64>,
    contracts: Vec<i64>,
    found: Result<BillingFound, Diagnostic>,
) {
    let here = found.as_ref().map(|_| ()).map_err(Clone::clone);
    if model.shared.loads.billing.receive(stamp, here) {
        if let Ok(found) = found {
            take_billing(&mut model.shared, companies, contracts, found);
        }
        model.shared.loads.billing_asked.clear();
        if model.shared.notice == CONTRACTS_AWAITED {
            model.shared.say(String::new());
        }
        let told = Reply::Billing {
            stamp,
            companies: Vec::new(),
            contracts: Vec::new(),
            found: Box::new(Ok(BillingFound::default())),
        };
        model.mapping.reply(&mut model.shared, &told);
        again_in_review(model);
    }
}

/// What is judged in Review is judged anew, where it is open.
pub(super) fn again_in_review(model: &mut Model) {
    if model.step == Step::Review {
        model.review.arrive(&model.shared);
    }
}

fn take_billing(shared: &mut Shared, companies: Vec<i64>, contracts: Vec<i64>, found: BillingFound) {
    shared.catalog.add_billing(companies, contracts, found.billing);
    if let Some(lists) = found.lists {
        shared.catalog.set_services(lists.services);
        shared.catalog.set_contract_kinds(lists.contract_kinds);
    }
}

/// The connection test passed: everything that needs it is asked for.
fn connected(model: &mut Model) {
    let username = model.connect.fields[0].text().trim().to_owned();
    model.shared.draft.username = username;
    ensure_loads(model);
    if model.reached < Step::Tenants {
        model.reached = Step::Tenants;
    }
    // Whoever went on meanwhile stays there; only who waits in Connect is led on.
    let open = match (model.step, model.resume.take()) {
        (Step::Connect, resume) => resume,
        (step, _) => Some(step).filter(|step| *step > Step::Connect),
    };
    if let Some(step) = open {
        model.tenants.arrive(&mut model.shared);
        enter(model, step);
    }
}

fn started(model: &mut Model, found: OnDisk) {
    model.start_problem = found.saved_problem.or_else(|| found.secret_problems.into_iter().next());
    let untouched = model.shared.revision == 0;
    model.connect.put_secrets(&found.secrets);
    model.tenants.put_secrets(&found.secrets);
    if let Some(saved) = found.saved {
        // Until now only Connect could be reached: nothing but a user name can have been typed.
        take_draft(model, Draft::from_settings(&saved.settings));
        model.shared.saved = Some(saved);
        model.reached = Step::Save;
    }
    match found.draft {
        Some(record) => {
            model.overlay = Some(Overlay::DraftOffer { record: Box::new(record), cursor: 0 });
        }
        None if untouched => open(model),
        None => {}
    }
}

/// Opens the step that the start leads to: with a saved config it signs in and opens Mapping, else Guide.
fn open(model: &mut Model) {
    let problem = model.start_problem.take();
    let wanted = model.shared.facts.open_at;
    if model.shared.saved.is_some() && model.connect.is_filled() {
        let step = wanted.unwrap_or(Step::Mapping);
        if step > Step::Connect {
            model.connect.run(&mut model.shared, false);
            model.resume = Some(step);
            enter(model, step);
        } else {
            enter(model, step);
        }
    } else if model.shared.saved.is_some() {
        enter(model, Step::Connect);
        model.connect.focus_empty();
    } else if let Some(step) = wanted {
        if step > Step::Connect {
            // Where the step cannot be opened yet, this is what it waits for.
            enter(model, Step::Connect);
        }
        forward(model, step);
    }
    if let Some(problem) = problem {
        model.shared.say(format!("{} {}", problem.summary, problem.hint));
        model.start_problem = Some(problem);
    }
}

fn saved(model: &mut Model) {
    let Some(report) = model.save.done().cloned() else { return };
    let Credentials { secret, tracking_id, .. } = model.connect.credentials();
    model.save.link_secrets =
        LABELS.into_iter().skip(1).zip([secret, tracking_id]).filter(|(_, secret)| !secret.is_empty()).collect();
    model.shared.draft.references = report.references.clone();
    model.shared.saved = Some(Saved { settings: (*report.settings).clone(), of: model.shared.facts.today.to_string() });
    for entry in &mut model.shared.draft.tenants {
        entry.sources.saved = true;
    }
    model.shared.unsaved = 0;
    model.kept = model.shared.revision;
    model.shared.effect(Effect::DeleteDraft);
    model.shared.say(if report.changed {
        "Saved. Nothing was changed in Autotask."
    } else {
        "The file said the same already; nothing was written. Nothing was changed in Autotask."
    });
    model.report = Some(report);
}
