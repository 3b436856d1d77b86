//! Companies that an earlier run kept: whose they are, when they are shown, and when they are read again.

use std::sync::Arc;

use super::driver::{Wizard, refusal};
use super::starting::{started, with_saved};
use super::world::{self, USERNAME};
use crate::domain::billing::Account;
use crate::domain::catalog::{Company, Lookup};
use crate::domain::companies::Companies;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::wizard::describe;
use crate::wizard::effect::{Check, Effect, KeptCompanies, Reply};
use crate::wizard::message::Message;
use crate::wizard::model::Step;
use crate::wizard::steps::connect::Focus;
use crate::wizard::steps::mapping::Column;

const READ_AT: &str = "2026-11-24 06:12";

fn kept(username: &str, companies: Vec<Company>, is_old: bool) -> (Account, KeptCompanies) {
    let mut list = Companies::default();
    list.append(companies);
    let account = Account { username: username.to_owned(), zone: world::zone().url };
    (account, KeptCompanies { companies: Arc::new(list), read_at: READ_AT.to_owned(), is_old })
}

/// The second start with a saved config, at Mapping, its test and all that follows from it not answered yet.
fn second_start(companies: Vec<Company>, is_old: bool) -> Wizard {
    let mut wizard = started(with_saved());
    wizard.kept_companies = Ok(Some(kept(USERNAME, companies, is_old)));
    wizard
}

/// The same, where the list is old, a chosen company is gone and another one is new.
pub fn second_start_with_news() -> Wizard {
    let mut wizard = second_start(without(210), true);
    wizard.companies = without(174);
    wizard
}

fn asks_for_all(wizard: &Wizard) -> bool {
    wizard.asked.iter().any(|effect| matches!(effect, Effect::LoadCompanies(_)))
}

/// Answers what is asked but for what `waits`.
fn answer_but(wizard: &mut Wizard, waits: impl Fn(&Effect) -> bool) {
    while let Some(at) = wizard.asked.iter().position(|effect| !waits(effect)) {
        let request = wizard.asked.remove(at).unwrap();
        wizard.answer_to(request);
    }
}

/// Takes a request out of those that wait.
fn taken<T>(wizard: &mut Wizard, what: impl Fn(&Effect) -> Option<T>) -> T {
    let at = wizard.asked.iter().position(|effect| what(effect).is_some()).expect("it was asked for");
    what(&wizard.asked.remove(at).unwrap()).unwrap()
}

fn codes(wizard: &Wizard, tenant: &str) -> Vec<Code> {
    let place = wizard.model.shared.draft.tenants.iter().position(|entry| entry.settings.name == tenant).unwrap();
    wizard.model.mapping.states[place].findings.iter().map(|finding| finding.code).collect()
}

/// What is said of the list.
fn list_words(wizard: &Wizard) -> String {
    wizard.model.mapping.load_words(&wizard.model.shared)
}

fn without(id: i64) -> Vec<Company> {
    world::companies().into_iter().filter(|company| company.id != id).collect()
}

#[test]
fn they_are_there_once_the_sign_in_is_accepted_and_are_not_read_again() {
    let mut wizard = second_start(world::companies(), false);
    let stamp =
        taken(&mut wizard, |effect| if let Effect::Connect { stamp, .. } = effect { Some(*stamp) } else { None });
    wizard.replies(Reply::ZoneFound(stamp, world::zone()));
    wizard.replies(Reply::Checked(stamp, Check::Zone, Ok("America East 2".to_owned())));
    assert!(wizard.asked.is_empty(), "nobody has signed in yet");
    wizard.replies(Reply::Checked(stamp, Check::SignIn, Ok("accepted".to_owned())));
    wizard.answer();
    assert!(wizard.model.shared.catalog.has_all_companies(), "while the rights are still being asked for");
    assert!(!wizard.model.shared.connected);
    for check in Check::ALL.into_iter().skip(2) {
        wizard.replies(Reply::Checked(stamp, check, Ok(check.right().to_owned())));
    }
    wizard.replies(Reply::ConnectEnded(stamp));
    assert!(!asks_for_all(&wizard));
    let ids = wizard
        .asked
        .iter()
        .find_map(|effect| if let Effect::LoadCompaniesById(_, ids) = effect { Some(ids.clone()) } else { None });
    assert_eq!(ids, Some(vec![210, 174, 180, 190, 200]), "those that the config has, but for the excluded one");
    wizard.answer();
    assert!(!asks_for_all(&wizard));
    assert_eq!(codes(&wizard, "Contoso"), []);
    assert_eq!(list_words(&wizard), format!("8 companies, read {READ_AT}; R reads again."));
}

#[test]
fn with_a_sign_in_that_is_refused_nobody_looks_for_them() {
    let mut wizard = second_start(world::companies(), false);
    wizard.sign_in = Err(refusal());
    wizard.answer();
    assert_eq!(wizard.step(), Step::Connect);
    assert!(wizard.model.shared.catalog.companies().is_empty());
}

#[test]
fn another_users_are_not_shown() {
    let mut wizard = second_start(world::companies(), false);
    wizard.kept_companies = Ok(Some(kept("other@northwind.example", world::companies(), false)));
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_)));
    assert!(wizard.model.shared.connected && asks_for_all(&wizard));
    assert!(wizard.model.shared.catalog.companies().is_empty());
}

#[test]
fn what_was_read_for_one_user_is_forgotten_with_the_sign_in_of_another() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::Goto(Step::Connect));
    wizard.model.connect.focus = Focus::Field(0);
    wizard.types("x");
    assert!(wizard.model.shared.catalog.has_all_companies(), "nothing is known of the new name");
    wizard.presses_enter();
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_) | Effect::LoadTicketLists(_)));
    assert!(wizard.model.shared.connected && asks_for_all(&wizard));
    let catalog = &wizard.model.shared.catalog;
    assert!(catalog.companies().is_empty() && catalog.tickets().is_none() && catalog.contracts_of(174).is_none());
    assert!(wizard.model.mapping.suggestions.is_empty());
    wizard.answer();
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77", "answers stay");
    wizard.check_invariants();
}

#[test]
fn the_same_user_tested_again_keeps_its_lists() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::Goto(Step::Connect)).tells(Message::AgainAll).answer();
    assert!(wizard.model.shared.connected && wizard.model.shared.catalog.contracts_of(174).is_some());
}

#[test]
fn an_old_list_is_shown_until_the_new_one_is_whole() {
    let mut wizard = second_start(world::companies(), true);
    wizard.companies[1].name = "Contoso Group".to_owned();
    wizard.companies.push(world::company(220, "Tailspin Toys Ltd", ""));
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_) | Effect::LoadCompaniesById(..)));
    let stamp =
        taken(&mut wizard, |effect| if let Effect::LoadCompanies(stamp) = effect { Some(*stamp) } else { None });
    wizard.replies(Reply::CompaniesPage(stamp, wizard.companies[..3].to_vec(), Some(9)));
    let name = |wizard: &Wizard| wizard.model.shared.catalog.company(174).found().map(|found| found.name.clone());
    assert_eq!(name(&wizard).as_deref(), Some("Contoso Ltd"));
    assert_eq!(list_words(&wizard), "3 of 9 companies read again, 0 s.");
    assert!(wizard.model.mapping.suggestions.contains_key("ZZ5"), "suggestions are of the list that is here");

    wizard.replies(Reply::CompaniesPage(stamp, wizard.companies[3..].to_vec(), Some(9)));
    wizard.replies(Reply::CompaniesEnded(stamp, Ok(())));
    assert_eq!(name(&wizard).as_deref(), Some("Contoso Group"));
    assert_eq!(codes(&wizard, "Contoso"), [Code::Renamed]);
    wizard.answer();
    assert_eq!(list_words(&wizard), "9 companies loaded. 1 certain: A accepts it.");
    let suggested = |wizard: &Wizard| wizard.model.mapping.suggestions["ZZ5"].company_id();
    assert_eq!(suggested(&wizard), Some(220), "suggestions are made anew");
    wizard.check_invariants();
}

#[test]
fn a_list_that_breaks_off_leaves_the_kept_one_and_says_so() {
    let mut wizard = second_start(world::companies(), true);
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_)));
    wizard.model.shared.notice.clear();
    let stamp =
        taken(&mut wizard, |effect| if let Effect::LoadCompanies(stamp) = effect { Some(*stamp) } else { None });
    wizard.replies(Reply::CompaniesPage(stamp, world::companies()[..3].to_vec(), Some(8)));
    let timeout = Diagnostic::error(Code::Timeout, "Autotask did not answer.", "Wait a little.");
    wizard.replies(Reply::CompaniesEnded(stamp, Err(timeout))).answer();
    assert_eq!(wizard.model.shared.catalog.companies().len(), 8);
    assert_eq!(wizard.model.shared.catalog.companies_loaded(), 8, "what came of the other one is gone");
    assert_eq!(codes(&wizard, "Contoso"), [], "it was read by its id");
    assert_eq!(wizard.notice(), "The companies could not be read again: Autotask did not answer. Wait a little.");
    assert_eq!(list_words(&wizard), format!("8 companies, read {READ_AT}; R tries again."));
    wizard.on("Litware", Column::Company).picks("fabrikam");
    assert_eq!(wizard.link("Litware"), "Fabrikam Inc");
    wizard.tells(Message::Goto(Step::Review)).tells(Message::Goto(Step::Mapping));
    assert!(!asks_for_all(&wizard), "it is not tried again with every step");
    wizard.tells(Message::AgainAll);
    assert!(asks_for_all(&wizard));
}

#[test]
fn a_company_that_is_gone_or_inactive_is_found_out_and_all_are_read_again() {
    for (change, code) in [
        (without(174), Code::CompanyMissing),
        (
            world::companies()
                .into_iter()
                .map(|company| Company { active: company.active && company.id != 174, ..company })
                .collect(),
            Code::CompanyInactive,
        ),
    ] {
        let mut wizard = second_start(world::companies(), false);
        wizard.companies = change;
        answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_)));
        assert_eq!(codes(&wizard, "Contoso").first(), Some(&code));
        assert!(asks_for_all(&wizard), "{code}");
        wizard.answer();
        assert_eq!(codes(&wizard, "Contoso").first(), Some(&code));
        assert_eq!(wizard.model.shared.catalog.companies_kept_at(), None);
        wizard.check_invariants();
    }
}

#[test]
fn a_company_that_is_picked_is_read_too() {
    let mut wizard = second_start(world::companies(), false);
    wizard.companies = without(201);
    wizard.answer();
    wizard.on("Woodgrove", Column::Company).picks("services");
    assert_eq!(wizard.link("Woodgrove"), "Woodgrove Services GmbH");
    let chosen = wizard
        .asked
        .iter()
        .find_map(|effect| if let Effect::LoadCompaniesById(_, ids) = effect { Some(ids.clone()) } else { None });
    assert_eq!(chosen, Some(vec![201]));
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_)));
    assert_eq!(codes(&wizard, "Woodgrove").first(), Some(&Code::CompanyMissing));
    assert_eq!(wizard.model.shared.catalog.company(201), Lookup::Missing);
}

#[test]
fn where_a_chosen_one_cannot_be_read_it_is_not_verified_and_not_asked_for_for_ever() {
    let mut wizard = second_start(world::companies(), false);
    let by_id = |effect: &Effect| {
        if let Effect::LoadCompaniesById(stamp, ids) = effect { Some((*stamp, ids.clone())) } else { None }
    };
    answer_but(&mut wizard, |effect| by_id(effect).is_some());
    let (stamp, ids) = taken(&mut wizard, by_id);
    assert_eq!(codes(&wizard, "Contoso"), [], "nobody can say yet");
    let timeout = Diagnostic::error(Code::Timeout, "Autotask did not answer.", "Wait a little.");
    wizard.replies(Reply::CompaniesById(stamp, ids, Err(timeout)));
    assert_eq!(codes(&wizard, "Contoso"), [Code::NotVerified]);
    assert!(wizard.asked.is_empty());
    wizard.tells(Message::AgainAll).answer();
    assert_eq!(codes(&wizard, "Contoso"), []);
}

#[test]
fn whoever_asks_for_all_again_does_not_get_what_was_kept() {
    let mut wizard = second_start(without(174), false);
    let is_kept = |effect: &Effect| if let Effect::LoadKeptCompanies(stamp, _) = effect { Some(*stamp) } else { None };
    answer_but(&mut wizard, |effect| is_kept(effect).is_some());
    assert!(wizard.model.shared.connected && !asks_for_all(&wizard), "the kept ones come first");
    let stamp = taken(&mut wizard, is_kept);
    wizard.tells(Message::AgainAll);
    assert!(asks_for_all(&wizard));
    let (_, list) = kept(USERNAME, without(174), false);
    wizard.replies(Reply::KeptCompanies(stamp, Ok(Some(list)))).answer();
    assert_eq!(wizard.model.shared.catalog.companies_kept_at(), None);
    assert_eq!(wizard.model.shared.catalog.companies().len(), 8);
}

#[test]
fn what_cannot_be_read_or_kept_is_said_and_stands_in_nobodys_way() {
    let damaged = Diagnostic::warning(Code::ReadFailed, "The companies that are kept cannot be read.", "Go on.");
    let mut wizard = started(with_saved());
    wizard.kept_companies = Err(damaged.clone());
    let said = "The companies that are kept cannot be read. Go on.";
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_)));
    assert!(asks_for_all(&wizard));
    assert_eq!(list_words(&wizard), "0 companies so far, 0 s; the kept list cannot be read.");
    wizard.answer();
    assert_eq!(wizard.model.shared.catalog.companies().len(), 8);
    wizard.model.shared.notice.clear();
    wizard.replies(Reply::CompaniesKept(Err(damaged)));
    assert_eq!(wizard.notice(), said);
}

#[test]
fn a_picker_stays_on_its_company_when_another_list_takes_the_place() {
    let mut wizard = second_start(world::companies(), true);
    wizard.companies.reverse();
    answer_but(&mut wizard, |effect| matches!(effect, Effect::LoadCompanies(_)));
    wizard.on("Woodgrove", Column::Company).presses_enter().types("o").moves(2);
    let focused =
        |wizard: &Wizard| wizard.model.mapping.picker.as_ref().unwrap().focused_company(&wizard.model.shared.catalog);
    let before = focused(&wizard);
    assert!(before.is_some());
    wizard.answer();
    assert_eq!(wizard.model.shared.catalog.companies_kept_at(), None);
    assert_eq!(focused(&wizard), before);
    wizard.check_invariants();
}

#[test]
fn what_is_not_found_in_an_old_list_may_be_new() {
    let mut wizard = second_start(world::companies(), false);
    wizard.answer();
    wizard.on("Contoso", Column::Company).presses_enter().types("zzzz");
    let lack =
        |wizard: &Wizard| wizard.model.mapping.picker.as_ref().unwrap().nothing_found(&wizard.model.shared.catalog);
    assert_eq!(
        lack(&wizard),
        format!("No company has all of: zzzz. The list was read {READ_AT}: Esc, then R reads it again.")
    );
    wizard.presses_esc().tells(Message::AgainAll).answer();
    wizard.on("Contoso", Column::Company).presses_enter().types("zzzz");
    assert_eq!(lack(&wizard), "No company has all of: zzzz.");
}

#[test]
fn how_the_list_stands_is_said_beside_the_longest_detail() {
    let mut wizard = second_start(world::companies(), false);
    wizard.answer();
    wizard.model.shared.notice.clear();
    let words = wizard.model.mapping.load_words(&wizard.model.shared);
    let is_in_detail = |wizard: &Wizard| describe::detail(&wizard.model).paragraphs.contains(&words);
    assert_eq!((describe::standing(&wizard.model), is_in_detail(&wizard)), (words.clone(), false));
    wizard.on("Contoso", Column::Company);
    wizard.model.shared.say("The last deed.");
    assert!(is_in_detail(&wizard));
}
