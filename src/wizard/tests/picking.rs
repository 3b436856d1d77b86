//! The picker: what Enter takes, and that pages which arrive move nothing under the hands.

use super::driver::Wizard;
use super::world;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::wizard::effect::{Effect, Reply};
use crate::wizard::field::Edit;
use crate::wizard::message::Message;
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::Column;

#[test]
fn enter_takes_what_the_filter_shows_now() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Tailspin Toys", Column::Company).presses_enter().moves(4).types("litware").presses_enter();
    assert_eq!(wizard.link("Tailspin Toys"), "Litware GmbH");
    wizard.on("Tailspin Toys", Column::Company).picks("174");
    assert_eq!(wizard.link("Tailspin Toys"), "Contoso Ltd", "an id is found too");
}

#[test]
fn enter_takes_nothing_where_nothing_matches() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Tailspin Toys", Column::Company).picks("wodgrove zzz");
    assert_eq!(wizard.link("Tailspin Toys"), "");
    assert_eq!(wizard.notice(), "Nothing was taken: no row is left.");
    assert!(wizard.model.mapping.picker.is_some(), "what was typed can be mended");
    wizard.tells(Message::Edit(Edit::Clear)).types("litware").presses_enter();
    assert_eq!(wizard.link("Tailspin Toys"), "Litware GmbH");
}

#[test]
fn what_is_inactive_is_listed_and_not_taken() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Woodgrove", Column::Company).picks("events");
    assert_eq!(wizard.link("Woodgrove"), "");
    assert_eq!(wizard.notice(), "Woodgrove Events is inactive in Autotask: it cannot be chosen.");
    wizard.presses_esc().tells(Message::Goto(Step::Ticketing));
    wizard.model.ticketing.cursor = 0;
    wizard.picks("old queue");
    assert!(wizard.notice().starts_with("Old queue cannot be chosen"), "{}", wizard.notice());
}

#[test]
fn a_picker_opens_on_the_present_value_and_leaving_it_changes_nothing() {
    let mut wizard = Wizard::decided();
    let draft = wizard.model.shared.draft.clone();
    wizard.on("Litware", Column::Company).presses_enter();
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    assert_eq!(picker.focused_company(&wizard.model.shared.catalog), Some(190));
    wizard.moves(2).presses_esc();
    assert_eq!(wizard.model.shared.draft, draft);
    wizard.on("Contoso", Column::Service).presses_enter();
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    assert_eq!(picker.value(&wizard.model.shared.catalog).unwrap().id(), Some(77));
}

#[test]
fn without_a_value_it_opens_on_the_best_suggestion() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Fabrikam", Column::Company).presses_enter();
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    assert_eq!(picker.focused_company(&wizard.model.shared.catalog), Some(180));
}

/// At Mapping with tenants typed, the first page of companies here.
fn while_companies_arrive() -> (Wizard, crate::wizard::remote::Stamp) {
    let mut wizard = Wizard::with_values();
    wizard.presses_enter();
    let test = wizard.test_asked().unwrap();
    wizard.answer_to(test);
    let at = wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadKeptCompanies(..))).unwrap();
    let kept = wizard.asked.remove(at).unwrap();
    wizard.answer_to(kept);
    let at = wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadCompanies(_))).unwrap();
    let Some(Effect::LoadCompanies(stamp)) = wizard.asked.remove(at) else { unreachable!() };
    wizard.answer().tells(Message::StepForward).presses_enter().pastes(world::KEY).presses_enter().answer();
    wizard.tells(Message::StepForward);
    for value in ["Security", "New", "In Progress", "High"] {
        wizard.picks(value);
    }
    wizard.tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Mapping);
    wizard.replies(Reply::CompaniesPage(stamp, world::companies()[4..].to_vec(), Some(8)));
    (wizard, stamp)
}

#[test]
fn pages_that_arrive_keep_the_focused_row() {
    let (mut wizard, stamp) = while_companies_arrive();
    let focused =
        |wizard: &Wizard| wizard.model.mapping.picker.as_ref().unwrap().focused_company(&wizard.model.shared.catalog);
    wizard.on("Woodgrove", Column::Company).presses_enter().types("woodgrove").moves(1);
    let under_cursor = focused(&wizard);
    assert!(under_cursor.is_some());
    // Of these the first two match better, or as well.
    let page =
        vec![world::company(1, "Woodgrove", ""), world::company(2, "Woodgrove A", ""), world::company(3, "Zed", "")];
    wizard.replies(Reply::CompaniesPage(stamp, page, Some(8)));
    assert_eq!(focused(&wizard), under_cursor);
    wizard.replies(Reply::CompaniesPage(stamp, world::companies()[..4].to_vec(), Some(8)));
    wizard.replies(Reply::CompaniesEnded(stamp, Ok(())));
    assert_eq!(focused(&wizard), under_cursor);
    wizard.presses_enter();
    assert_eq!(wizard.tenant("Woodgrove").company.as_ref().map(|company| company.id), under_cursor);
}

#[test]
fn what_is_loaded_so_far_can_be_used_and_the_head_says_how_much_it_is() {
    let (mut wizard, stamp) = while_companies_arrive();
    wizard.on("Adatum", Column::Company).presses_enter();
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    let shared = &wizard.model.shared;
    assert_eq!(
        picker.count_words(&shared.catalog, shared.loads.companies_total),
        "4 of 4 companies, 8 in all, loading"
    );
    wizard.types("adatum").presses_enter();
    assert_eq!(wizard.link("Adatum"), "Adatum Corp");
    wizard.replies(Reply::CompaniesPage(stamp, world::companies()[..4].to_vec(), Some(8)));
    wizard.replies(Reply::CompaniesEnded(stamp, Ok(()))).answer();
    assert_eq!(wizard.link("Adatum"), "Adatum Corp", "a suggestion overwrites nothing");
    assert!(wizard.model.mapping.suggestions.contains_key("ZZ2"), "suggested once all are here");
}

#[test]
fn reasons_can_be_looked_at_while_no_company_is_here() {
    let mut wizard = Wizard::decided();
    wizard.model.shared.catalog.forget_companies();
    wizard.on("Contoso", Column::Company).tells(Message::Exclude);
    // It only has to be said without a panic.
    let _ = crate::wizard::describe::detail(&wizard.model);
    wizard.presses_enter();
    assert_eq!(wizard.link("Contoso"), "excluded: own IT");
}

#[test]
fn a_contract_picker_that_was_opened_early_fills_when_the_contracts_come() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Contoso", Column::Company).picks("contoso").on("Contoso", Column::Contract).presses_enter();
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    assert_eq!(picker.nothing_found(&wizard.model.shared.catalog), "Waiting for the contracts.");
    wizard.answer().types("gold").presses_enter();
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold");
}

#[test]
fn enter_while_a_list_still_loads_says_so_and_keeps_what_was_typed() {
    let (mut wizard, stamp) = while_companies_arrive();
    wizard.on("Contoso", Column::Company).picks("contoso");
    assert_eq!(wizard.notice(), "Nothing was taken yet: the companies are still loading. What is typed stays.");
    assert_eq!(wizard.model.mapping.picker.as_ref().unwrap().field.text(), "contoso");
    wizard.replies(Reply::CompaniesPage(stamp, world::companies()[..4].to_vec(), Some(8)));
    wizard.presses_enter();
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd", "they were here in the meantime");
    wizard.on("Contoso", Column::Contract).picks("gold");
    assert_eq!(wizard.notice(), "Nothing was taken yet: the contracts are still loading. What is typed stays.");
    wizard.answer().presses_enter();
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold");
}

#[test]
fn where_a_list_cannot_be_had_an_id_is_taken_and_is_not_verified_until_it_is_here() {
    let (mut wizard, stamp) = while_companies_arrive();
    let timeout = Diagnostic::error(Code::Timeout, "Autotask did not answer.", "Try again with r.");
    wizard.on("Contoso", Column::Company).presses_enter().types("17x");
    wizard.replies(Reply::CompaniesEnded(stamp, Err(timeout)));
    assert!(wizard.model.mapping.picker.as_ref().unwrap().is_empty(), "an id has only digits");
    wizard.tells(Message::Edit(Edit::Backspace)).types("4").presses_enter();
    assert_eq!(wizard.notice(), "Contoso: id 174. u takes it back.");
    let place =
        |wizard: &Wizard| wizard.model.shared.draft.tenants.iter().position(|one| one.settings.name == "Contoso");
    let codes = |wizard: &Wizard| -> Vec<Code> {
        wizard.model.mapping.states[place(wizard).unwrap()].findings.iter().map(|finding| finding.code).collect()
    };
    wizard.answer();
    assert_eq!(codes(&wizard), [Code::NotVerified]);
    wizard.tells(Message::Again).answer();
    assert_eq!((wizard.link("Contoso").as_str(), codes(&wizard)), ("Contoso Ltd", Vec::new()));
}
