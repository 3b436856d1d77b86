//! How the companies come: kept from an earlier run, then live; all of them, or those that are chosen by their ids.
//!
//! ```text
//! sign-in accepted ─▶ kept list ─┬─▶ none, or old: all are read ─────────────────▶ whole: shown from now on, and kept
//!                                └─▶ shown ─▶ chosen ones read by their ids ─▶ said otherwise: all are read
//! ```
//!
//! A list that is here stays until another one is whole.

use std::collections::HashSet;

use crate::domain::billing::Account;
use crate::domain::catalog::{Catalog, Company};
use crate::domain::diagnostic::Diagnostic;

use super::effect::{Effect, KeptCompanies, Slot};
use super::model::{Loads, Model, Shared};
use super::remote::{Remote, Stamp};
use super::update::again_in_review;

/// The sign-in was accepted: what was kept for this account is asked for, and lists of another one are forgotten.
pub(super) fn signed_in(model: &mut Model) {
    let username = model.connect.fields[0].text().trim().to_owned();
    let Some(zone) = model.shared.draft.zone.as_ref().map(|zone| zone.url.clone()) else { return };
    let account = Account { username, zone };
    if model.shared.loads.account.as_ref() == Some(&account) {
        return;
    }
    if model.shared.loads.account.is_some() {
        forget_lists(model);
    }
    let shared = &mut model.shared;
    shared.loads.account = Some(account.clone());
    let stamp = shared.ask(|shared| &mut shared.loads.kept_companies);
    shared.effect(Effect::LoadKeptCompanies(stamp, account));
}

/// Forgets all that is known of the lists of an account. The answers stay.
fn forget_lists(model: &mut Model) {
    let shared = &mut model.shared;
    for slot in [Slot::TicketLists, Slot::Companies, Slot::CompaniesById, Slot::TenantIds, Slot::Billing] {
        shared.effect(Effect::Cancel(slot));
    }
    shared.catalog = Catalog::default();
    shared.loads = Loads::default();
    model.mapping.picker = None;
    model.ticketing.picker = None;
    model.mapping.forget_suggestions();
    model.mapping.refresh(shared);
}

/// All companies are to be read again, for a deed of the user. A part of a list that is on its way is waited for.
pub(super) fn again(shared: &mut Shared) {
    let loads = &mut shared.loads;
    if loads.companies.loading().is_none() {
        // Whoever wants what is there now does not want what was kept.
        loads.kept_companies = Remote::NotAsked;
        loads.companies = Remote::NotAsked;
    }
}

/// Asks for what of the companies is lacking.
pub(super) fn ensure(model: &mut Model) {
    let loads = &model.shared.loads;
    if !model.shared.connected || loads.kept_companies.loading().is_some() {
        return;
    }
    // Where a whole list is here, one that could not be read again waits for `R`: nobody stands still without it.
    let is_enough = loads.companies.failed().is_some() && model.shared.catalog.has_all_companies();
    if loads.companies.is_open() && !is_enough {
        change_list(model, Catalog::begin_companies);
        let shared = &mut model.shared;
        shared.loads.companies_total = None;
        let stamp = shared.ask(|shared| &mut shared.loads.companies);
        shared.effect(Effect::LoadCompanies(stamp));
    }
    want_tenant_ids(&mut model.shared);
    want_chosen(&mut model.shared);
}

/// They are of the list that is here; while another one is on its way they would be asked for twice.
fn want_tenant_ids(shared: &mut Shared) {
    let is_settled = shared.catalog.has_all_companies() && shared.loads.companies.loading().is_none();
    if is_settled && shared.loads.tenant_ids == Remote::NotAsked {
        let stamp = shared.ask(|shared| &mut shared.loads.tenant_ids);
        shared.effect(Effect::LoadTenantIds(stamp));
    }
}

/// Reads by their ids the companies that are chosen, where all that is known of them was kept from an earlier run.
pub(super) fn want_chosen(shared: &mut Shared) {
    let is_kept = shared.catalog.companies_kept_at().is_some();
    if !shared.connected || !is_kept || shared.loads.companies_by_id.loading().is_some() {
        return;
    }
    let tenants = shared.draft.tenants.iter().map(|entry| &entry.settings);
    let chosen = tenants.filter(|tenant| tenant.excluded.is_none()).filter_map(|tenant| tenant.company.as_ref());
    let chosen = chosen.chain(&shared.draft.ticketing.catch_all_company).map(|company| company.id);
    let mut seen = HashSet::new();
    let ids: Vec<i64> = chosen.filter(|&id| !shared.catalog.is_company_live(id) && seen.insert(id)).collect();
    if !ids.is_empty() {
        let stamp = shared.ask(|shared| &mut shared.loads.companies_by_id);
        shared.effect(Effect::LoadCompaniesById(stamp, ids));
    }
}

/// Takes in what was kept, or that nothing was.
pub(super) fn take_kept(model: &mut Model, stamp: Stamp, kept: Result<Option<KeptCompanies>, Diagnostic>) {
    let here = kept.as_ref().map(|_| ()).map_err(Clone::clone);
    if !model.shared.loads.kept_companies.receive(stamp, here) {
        return;
    }
    match kept {
        Ok(Some(kept)) => {
            let loads = &mut model.shared.loads;
            loads.companies_total = Some(kept.companies.len());
            loads.companies = if kept.is_old { Remote::NotAsked } else { Remote::Ready(()) };
            change_list(model, |catalog| catalog.take_kept_companies(kept.companies, kept.read_at));
            came(model);
        }
        Ok(None) => {}
        Err(problem) => note(&mut model.shared, &problem),
    }
    ensure(model);
}

/// That a list could not be kept, or what was kept not be read, stands in nobody's way.
pub(super) fn note(shared: &mut Shared, problem: &Diagnostic) {
    if shared.notice.is_empty() {
        shared.say(format!("{} {}", problem.summary, problem.hint));
    }
}

/// Takes in a page.
pub(super) fn take_page(model: &mut Model, stamp: Stamp, page: Vec<Company>, total: Option<usize>) {
    let shared = &mut model.shared;
    if !shared.loads.companies.awaits(stamp) {
        return;
    }
    if let Some(total) = total {
        shared.loads.companies_total = Some(total);
        shared.catalog.expect_companies(total);
    }
    shared.catalog.add_companies(page);
    // Where a whole list is shown, nothing of it has changed.
    if !shared.catalog.has_all_companies() {
        model.mapping.catch_up(shared);
        model.ticketing.refill(shared);
    }
}

/// All companies were read, or not.
pub(super) fn ended(model: &mut Model, stamp: Stamp, result: Result<(), Diagnostic>) {
    if !model.shared.loads.companies.receive(stamp, result.clone()) {
        return;
    }
    match result {
        Ok(()) => {
            change_list(model, Catalog::companies_are_complete);
            model.shared.loads.tenant_ids = Remote::NotAsked;
            want_tenant_ids(&mut model.shared);
        }
        Err(failure) => {
            let shared = &mut model.shared;
            shared.catalog.end_companies();
            if shared.catalog.has_all_companies() && shared.notice.is_empty() {
                shared.say(format!("The companies could not be read again: {} {}", failure.summary, failure.hint));
            }
        }
    }
    came(model);
}

/// Takes in companies that were read by their ids. A list that says something else is proven old: all are read again.
pub(super) fn take_chosen(model: &mut Model, stamp: Stamp, ids: Vec<i64>, found: Result<Vec<Company>, Diagnostic>) {
    let here = found.as_ref().map(|_| ()).map_err(Clone::clone);
    let shared = &mut model.shared;
    if !shared.loads.companies_by_id.receive(stamp, here) {
        return;
    }
    let is_read = found.is_ok();
    if let Ok(found) = found {
        let is_old = shared.catalog.companies_kept_at().is_some() && shared.catalog.is_contradicted_by(&ids, &found);
        shared.catalog.add_companies_by_id(ids, found);
        if is_old && shared.loads.companies.loading().is_none() {
            shared.loads.companies = Remote::NotAsked;
        }
    }
    model.mapping.companies_changed(shared);
    model.ticketing.refill(shared);
    again_in_review(model);
    if is_read {
        ensure(model);
    }
}

/// Changes the list; a picker that is open begins anew with what is in it now, on the company that it was on.
fn change_list<T>(model: &mut Model, change: impl FnOnce(&mut Catalog) -> T) {
    let catalog = &mut model.shared.catalog;
    let pickers = [&mut model.mapping.picker, &mut model.ticketing.picker].map(Option::as_mut);
    let focused = pickers.each_ref().map(|picker| picker.as_ref().and_then(|picker| picker.focused_company(catalog)));
    change(catalog);
    for (picker, company) in pickers.into_iter().zip(focused) {
        if let Some(picker) = picker {
            picker.start_anew(catalog, company);
        }
    }
}

/// A list came, or will not come: what hangs on it is told and made anew.
fn came(model: &mut Model) {
    model.mapping.companies_changed(&mut model.shared);
    model.mapping.suggest_anew(&mut model.shared);
    model.ticketing.refill(&model.shared);
    again_in_review(model);
}
