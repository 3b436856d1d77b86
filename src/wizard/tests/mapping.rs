//! The grid: changes and their undo, selection, exclusion, and rows that stay where they are.

use super::driver::Wizard;
use super::world;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, Source};
use crate::domain::matching::Class;
use crate::domain::settings::TicketField;
use crate::domain::tenant_ids::{Borne, MicrosoftId, TenantIds};
use crate::wizard::effect::{Effect, Reply};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::Step;
use crate::wizard::remote::Stamp;
use crate::wizard::steps::mapping::{Column, View};

#[test]
fn another_company_clears_contract_and_service_and_u_brings_all_three_back() {
    let mut wizard = Wizard::decided();
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    wizard.on("Contoso", Column::Company).picks("litware");
    assert_eq!(wizard.link("Contoso"), "Litware GmbH");
    assert!(wizard.notice().contains("contract and service"), "{}", wizard.notice());
    wizard.tells(Message::Undo);
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    assert!(wizard.notice().starts_with("Undone: Contoso: Litware GmbH"), "{}", wizard.notice());
    wizard.tells(Message::Redo);
    assert_eq!(wizard.link("Contoso"), "Litware GmbH");
}

#[test]
fn the_same_company_once_more_keeps_contract_and_service() {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Company).picks("contoso");
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
}

#[test]
fn undo_and_redo_lead_through_every_kind_of_change_to_any_depth() {
    let mut wizard = Wizard::at_mapping();
    let mut drafts: Vec<Draft> = vec![wizard.model.shared.draft.clone()];
    let mut note = |wizard: &mut Wizard| {
        wizard.answer();
        assert_ne!(drafts.last(), Some(&wizard.model.shared.draft), "{}", wizard.notice());
        drafts.push(wizard.model.shared.draft.clone());
    };
    wizard.on("Contoso", Column::Company).tells(Message::Accept);
    note(&mut wizard);
    wizard.on("Contoso", Column::Contract).picks("gold");
    note(&mut wizard);
    wizard.on("Contoso", Column::Service).picks("petra");
    note(&mut wizard);
    wizard.on("Litware", Column::Company).picks("litware");
    note(&mut wizard);
    wizard.on("Litware", Column::Contract).tells(Message::Accept);
    note(&mut wizard);
    wizard.on("Contoso", Column::Ticket(TicketField::Queue)).picks("level");
    note(&mut wizard);
    wizard.on("Contoso", Column::Ticket(TicketField::Queue)).tells(Message::Clear);
    note(&mut wizard);
    wizard.on("Contoso", Column::Company).tells(Message::Exclude).types("test").presses_enter();
    note(&mut wizard);
    wizard.on("Contoso", Column::Company).tells(Message::Exclude);
    note(&mut wizard);
    wizard.on("Contoso", Column::Service).tells(Message::Clear);
    note(&mut wizard);
    wizard.on("Contoso", Column::Company).picks("fabrikam");
    note(&mut wizard);
    wizard.on("Contoso", Column::Company).tells(Message::Clear);
    note(&mut wizard);
    wizard.tells(Message::SelectAll).on("Contoso", Column::Ticket(TicketField::StatusNew)).picks("complete");
    note(&mut wizard);
    for draft in drafts.iter().rev().skip(1) {
        wizard.tells(Message::Undo);
        assert_eq!(&wizard.model.shared.draft, draft, "{}", wizard.notice());
    }
    wizard.tells(Message::Undo);
    assert_eq!(wizard.notice(), "There is nothing to undo.");
    for draft in drafts.iter().skip(1) {
        wizard.tells(Message::Redo);
        assert_eq!(&wizard.model.shared.draft, draft, "{}", wizard.notice());
    }
    wizard.tells(Message::Redo);
    assert_eq!(wizard.notice(), "There is nothing to do again.");
    wizard.check_invariants();
}

#[test]
fn undo_goes_to_the_row_and_a_new_change_ends_what_could_be_done_again() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Adatum", Column::Company).picks("adatum").on("Woodgrove", Column::Company).tells(Message::Undo);
    assert_eq!(wizard.row(), "Adatum");
    wizard.on("Litware", Column::Company).picks("litware").tells(Message::Redo);
    assert_eq!(wizard.link("Adatum"), "");
}

#[test]
fn undo_touches_only_what_its_change_touched() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Adatum", Column::Company).picks("adatum");
    wizard.tells(Message::Goto(Step::Tenants));
    assert_eq!(wizard.model.tenants.focused(&wizard.model.shared).unwrap().settings.name, "Adatum");
    wizard.tells(Message::Exclude);
    let renamed = world::tenants()
        .into_iter()
        .map(|mut tenant| {
            tenant.name = tenant.name.replace("Adatum", "Adatum Group");
            tenant
        })
        .collect();
    wizard.tells(Message::Again);
    let Some(Effect::LoadTenants(stamp, _)) = wizard.asked.pop_back() else { panic!("the tenants were not asked for") };
    wizard.replies(Reply::Tenants(stamp, Source::Petra, Ok(renamed)));
    wizard.tells(Message::Goto(Step::Mapping)).tells(Message::Undo);
    let tenant = wizard.tenant("Adatum Group");
    assert_eq!((tenant.excluded.as_deref(), &tenant.company), (Some("not used"), &None));
}

#[test]
fn selected_rows_take_one_choice_together_and_one_undo_takes_it_back() {
    let mut wizard = Wizard::decided();
    let before = wizard.model.shared.draft.clone();
    wizard.on("Contoso", Column::Ticket(TicketField::Queue)).tells(Message::SelectRow).tells(Message::SelectRow);
    wizard.picks("level");
    assert_eq!(wizard.notice(), "Queue is Level 1 now for 2 tenants. u takes it back.");
    let own = |wizard: &Wizard, name| wizard.tenant(name).ticketing.is_some();
    assert!(own(&wizard, "Contoso") && own(&wizard, "Fabrikam") && !own(&wizard, "Litware"));
    wizard.tells(Message::Undo);
    assert_eq!(wizard.model.shared.draft, before);
}

#[test]
fn one_company_for_several_tenants_is_asked_once_more() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Contoso", Column::Company).tells(Message::SelectRow).tells(Message::SelectRow).picks("litware");
    assert_eq!((wizard.link("Contoso"), wizard.link("Fabrikam")), (String::new(), String::new()));
    assert!(wizard.model.mapping.question.is_some());
    wizard.presses_esc();
    assert_eq!(wizard.notice(), "Nothing was changed.");
    wizard.on("Contoso", Column::Company).picks("litware").presses_enter();
    assert_eq!((wizard.link("Contoso").as_str(), wizard.link("Fabrikam").as_str()), ("Litware GmbH", "Litware GmbH"));
    wizard.tells(Message::Undo);
    assert_eq!((wizard.link("Contoso"), wizard.link("Fabrikam")), (String::new(), String::new()));
}

#[test]
fn a_contract_for_several_goes_by_its_name_at_each_ones_own_company() {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Contract).tells(Message::Clear);
    for tenant in ["Contoso", "Litware", "Adatum"] {
        wizard.on(tenant, Column::Contract).tells(Message::SelectRow);
    }
    wizard.on("Contoso", Column::Contract).picks("gold");
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold");
    assert_eq!(wizard.link("Litware"), "Litware GmbH, Gold");
    assert_eq!(wizard.link("Adatum"), "Adatum Corp", "it has none of that name");
    assert!(
        wizard.notice().contains("1 row have no such contract") || wizard.notice().contains("1 row has no such"),
        "{}",
        wizard.notice()
    );
    assert_eq!(wizard.tenant("Litware").billing.as_ref().unwrap().contract.id, 11);
}

#[test]
fn exclusion_is_an_answer_with_a_reason_and_can_be_taken_back() {
    let mut wizard = Wizard::decided();
    assert_eq!(wizard.link("Tailspin Toys"), "excluded: own IT");
    wizard.on("Contoso", Column::Company).tells(Message::Exclude);
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    assert_eq!(
        picker.rows(0..1, &wizard.model.shared.catalog)[0].cells[0],
        "own IT",
        "reasons that were given come first"
    );
    wizard.presses_enter();
    assert_eq!(wizard.link("Contoso"), "excluded: own IT");
    assert_eq!(wizard.model.mapping.counts[View::Excluded as usize], 2);
    wizard.on("Contoso", Column::Company).presses_enter();
    assert_eq!(wizard.notice(), "This tenant is excluded; x takes that back.");
    wizard.tells(Message::Exclude);
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
}

#[test]
fn an_edit_moves_no_row_of_a_view() {
    let mut wizard = Wizard::at_mapping();
    wizard.turns_to(View::Undecided);
    let rows: Vec<String> = wizard.rows().into_iter().map(str::to_owned).collect();
    wizard.on("Contoso", Column::Company).picks("contoso");
    wizard.on("Tailspin Toys", Column::Company).tells(Message::Exclude).presses_enter();
    wizard.answer();
    assert_eq!(wizard.rows(), rows);
    wizard.turns_to(View::All).turns_to(View::Undecided);
    assert_eq!(wizard.rows(), ["Adatum", "Fabrikam", "Litware", "Woodgrove"]);
}

#[test]
fn a_choice_goes_on_to_the_next_undecided_row() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Adatum", Column::Company).picks("adatum");
    assert_eq!(wizard.row(), "Contoso");
    wizard.tells(Message::Accept);
    assert_eq!((wizard.link("Contoso").as_str(), wizard.row()), ("Contoso Ltd", "Fabrikam"));
}

#[test]
fn ambiguous_rows_are_accepted_by_nobody() {
    let mut wizard = Wizard::at_mapping();
    wizard.tells(Message::SelectAll).tells(Message::Accept);
    assert_eq!(wizard.link("Woodgrove"), "");
    assert_eq!(wizard.link("Tailspin Toys"), "");
    assert_eq!(wizard.link("Litware"), "Litware GmbH");
}

#[test]
fn tenants_that_arrive_leave_cursor_and_decisions_on_their_tenants() {
    let mut wizard = Wizard::decided();
    wizard.on("Fabrikam", Column::Company).tells(Message::SelectRow).moves(-1);
    let links: Vec<String> = ["Adatum", "Contoso", "Fabrikam"].iter().map(|name| wizard.link(name)).collect();
    wizard.tells(Message::Goto(Step::Tenants)).tells(Message::Again);
    let Some(Effect::LoadTenants(stamp, _)) = wizard.asked.pop_back() else { panic!("the tenants were not asked for") };
    wizard.tells(Message::Goto(Step::Mapping));
    // Two new ones before all others, and Litware is gone.
    let mut tenants = world::tenants();
    tenants.retain(|tenant| tenant.name != "Litware");
    tenants.extend([world::tenant("AA1", "Zeta", ""), world::tenant("AA2", "Beta", "")]);
    wizard.replies(Reply::Tenants(stamp, Source::Petra, Ok(tenants)));
    assert_eq!(wizard.row(), "Fabrikam");
    assert!(wizard.model.mapping.selected.contains("ZZ3"));
    assert_eq!(wizard.rows().len(), 8, "the decided one that is gone stays");
    for (name, link) in ["Adatum", "Contoso", "Fabrikam"].iter().zip(links) {
        assert_eq!(wizard.link(name), link);
    }
    wizard.check_invariants();
}

#[test]
fn suggestions_made_anew_are_of_the_new_companies() {
    let mut wizard = Wizard::at_mapping();
    wizard.tells(Message::Again);
    let suggested_early = wizard.asked.iter().any(|effect| matches!(effect, Effect::Suggest { .. }));
    assert!(!suggested_early, "not of the companies that are being replaced");
    wizard.answer();
    assert_eq!(wizard.model.mapping.suggestions.len(), 6);
}

/// The wizard at Mapping, the companies being loaded again; the tenant ids that they bear are still on their way.
fn waits_for_tenant_ids() -> (Wizard, Stamp) {
    let mut wizard = Wizard::at_mapping();
    let entry = wizard.model.shared.draft.tenants.iter_mut().find(|entry| entry.settings.id == "ZZ6").unwrap();
    entry.settings.microsoft_tenant_id = Some(GUID.to_owned());
    wizard.tells(Message::Again);
    while let Some(at) = wizard.asked.iter().position(|effect| !matches!(effect, Effect::LoadTenantIds(_))) {
        let request = wizard.asked.remove(at).unwrap();
        wizard.answer_to(request);
    }
    let Some(Effect::LoadTenantIds(stamp)) = wizard.asked.pop_back() else { panic!("the ids were not asked for") };
    (wizard, stamp)
}

const GUID: &str = "7c1d2a40-0000-4000-8000-00000000009f";

fn class_of(wizard: &Wizard, tenant: &str) -> Option<(Class, Option<i64>)> {
    wizard.model.mapping.suggestions.get(tenant).map(|suggestion| (suggestion.class, suggestion.company_id()))
}

#[test]
fn suggestions_do_not_wait_for_tenant_ids_and_are_made_anew_with_them() {
    let (mut wizard, stamp) = waits_for_tenant_ids();
    assert_eq!(class_of(&wizard, "ZZ6"), Some((Class::Ambiguous, Some(200))));
    assert!(!wizard.model.is_waiting(), "nothing waits for them");
    let ids: TenantIds = [Borne { company_id: 201, id: MicrosoftId::parse(GUID).unwrap(), field: "Tenant ID".into() }]
        .into_iter()
        .collect();
    wizard.replies(Reply::TenantIds(Stamp(0), Ok(ids.clone())));
    assert_eq!(class_of(&wizard, "ZZ6"), Some((Class::Ambiguous, Some(200))), "a late reply does not count");
    wizard.replies(Reply::TenantIds(stamp, Ok(ids)));
    assert_eq!(class_of(&wizard, "ZZ6"), None, "what was suggested without them is not accepted any more");
    wizard.answer();
    assert_eq!(class_of(&wizard, "ZZ6"), Some((Class::Certain, Some(201))));
    assert_eq!(wizard.model.mapping.suggestions.len(), 6);
    wizard.check_invariants();

    wizard.tells(Message::Again).answer();
    assert!(wizard.model.shared.catalog.tenant_ids().is_empty(), "they are of the companies that were replaced");
}

#[test]
fn suggestions_under_way_without_tenant_ids_do_not_count_when_ids_came_first() {
    let (mut wizard, stamp) = waits_for_tenant_ids();
    // What names and domains give; it came for an earlier request.
    let without: Vec<_> = wizard.model.mapping.suggestions.drain().map(|(_, suggestion)| suggestion).collect();
    let Wizard { model, .. } = &mut wizard;
    model.mapping.want_suggestions(&mut model.shared);
    let effects = std::mem::take(&mut model.shared.effects);
    let Some(Effect::Suggest { stamp: earlier, .. }) = effects.into_iter().last() else { panic!("nothing was asked") };
    let ids: TenantIds = [Borne { company_id: 201, id: MicrosoftId::parse(GUID).unwrap(), field: "Tenant ID".into() }]
        .into_iter()
        .collect();
    wizard.replies(Reply::TenantIds(stamp, Ok(ids)));
    wizard.replies(Reply::Suggested(earlier, without));
    assert!(wizard.model.mapping.suggest.loading().is_some(), "those with the ids are still awaited");
    wizard.answer();
    assert_eq!(class_of(&wizard, "ZZ6"), Some((Class::Certain, Some(201))));
}

#[test]
fn without_tenant_ids_suggestions_stay_and_the_notice_says_it() {
    let (mut wizard, stamp) = waits_for_tenant_ids();
    wizard.model.shared.notice.clear();
    let failure = Diagnostic::error(Code::BadAnswer, "Autotask's answer cannot be used.", "Wait.");
    wizard.replies(Reply::TenantIds(stamp, Err(failure)));
    assert!(wizard.asked.is_empty());
    assert_eq!(class_of(&wizard, "ZZ6"), Some((Class::Ambiguous, Some(200))));
    assert_eq!(
        wizard.notice(),
        "Suggestions are made without the tenant ids in fields of companies: Autotask's answer cannot be used."
    );
    let (mut wizard, stamp) = waits_for_tenant_ids();
    wizard.replies(Reply::TenantIds(stamp, Ok(TenantIds::default())));
    assert!(wizard.asked.is_empty(), "nothing new is known");
}

#[test]
fn loading_again_without_a_connection_forgets_nothing() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::Goto(Step::Connect));
    wizard.model.connect.focus = crate::wizard::steps::connect::Focus::Field(1);
    wizard.types("x").tells(Message::Goto(Step::Mapping));
    assert_eq!(wizard.step(), Step::Mapping);
    wizard.tells(Message::Again);
    assert!(wizard.model.shared.catalog.has_all_companies());
    assert!(wizard.model.shared.catalog.contracts_of(174).is_some());
}

#[test]
fn tenants_that_come_while_suggestions_are_made_get_theirs_too() {
    let mut wizard = Wizard::at_mapping();
    wizard.tells(Message::Goto(Step::Tenants)).tells(Message::Again);
    let Some(Effect::LoadTenants(stamp, _)) = wizard.asked.pop_back() else { panic!("the tenants were not asked for") };
    wizard.tells(Message::Goto(Step::Mapping)).tells(Message::Again);
    while let Some(at) = wizard.asked.iter().position(|effect| !matches!(effect, Effect::Suggest { .. })) {
        let request = wizard.asked.remove(at).unwrap();
        wizard.answer_to(request);
    }
    let mut tenants = world::tenants();
    tenants.push(world::tenant("ZZ7", "Northwind", ""));
    wizard.replies(Reply::Tenants(stamp, Source::Petra, Ok(tenants)));
    wizard.answer();
    assert!(wizard.model.mapping.suggestions.contains_key("ZZ7"));
}

#[test]
fn a_new_default_says_who_follows_it_and_who_keeps_an_own() {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Ticket(TicketField::Queue)).picks("level");
    wizard.tells(Message::Goto(Step::Ticketing));
    wizard.model.ticketing.cursor = 0;
    wizard.picks("level");
    assert_eq!(wizard.notice(), "4 tenants now get Level 1; 1 keep their own queue.");
    assert!(wizard.tenant("Contoso").ticketing.is_some());
}

#[test]
fn every_field_of_tickets_can_be_a_tenants_own() {
    let mut wizard = Wizard::decided();
    let ticket = Column::Ticket;
    let own = |wizard: &Wizard, tenant: &str, field| wizard.tenant(tenant).own(field).map(|own| own.name.clone());
    wizard.on("Contoso", Column::Company).tells(Message::Fields);
    assert_eq!(wizard.model.mapping.column, Column::Company, "{}", wizard.notice());
    for field in TicketField::ALL {
        assert_eq!(own(&wizard, "Contoso", field), None);
        let words = match field {
            TicketField::Queue => "level",
            TicketField::StatusNew | TicketField::StatusUpdate => "complete",
            TicketField::Priority => "high",
            // Its list hangs on the issue type, and has nothing here.
            TicketField::SubIssueType => continue,
            _ => "two",
        };
        wizard.on("Contoso", ticket(field)).picks(words);
        let name = own(&wizard, "Contoso", field).expect("an own value");
        assert!(name.to_lowercase().starts_with(words), "{field:?} {name}");
        assert_eq!(own(&wizard, "Litware", field), None, "{field:?}");
    }
    wizard.on("Contoso", ticket(TicketField::Source)).tells(Message::CopyDown);
    assert_eq!(own(&wizard, wizard.row(), TicketField::Source).as_deref(), Some("Two"));
    wizard.tells(Message::Undo).on("Contoso", ticket(TicketField::Source)).tells(Message::Clear);
    assert_eq!(own(&wizard, "Contoso", TicketField::Source), None);
    assert!(own(&wizard, "Contoso", TicketField::TicketType).is_some());
    // Out of sight is not lost, and the focus stays on a column that is there.
    wizard.on("Contoso", ticket(TicketField::TicketType)).tells(Message::Fields);
    assert_eq!(wizard.model.mapping.column, ticket(TicketField::StatusUpdate));
    assert!(own(&wizard, "Contoso", TicketField::TicketType).is_some());
    let mut seen = vec![wizard.model.mapping.column];
    for _ in 0..4 {
        wizard.tells(Message::Move(Move::Left));
        seen.push(wizard.model.mapping.column);
    }
    assert_eq!(seen.last(), Some(&Column::Tenant), "{seen:?}");
}

#[test]
fn undoing_in_a_column_that_is_out_of_sight_brings_it() {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Company).tells(Message::Fields);
    wizard.on("Contoso", Column::Ticket(TicketField::TicketType)).picks("two").tells(Message::Fields);
    for deed in [Message::Undo, Message::Redo] {
        wizard.tells(deed);
        let mapping = &wizard.model.mapping;
        assert_eq!(mapping.column, Column::Ticket(TicketField::TicketType), "{}", wizard.notice());
        assert!(mapping.columns().contains(&mapping.column), "{}", wizard.notice());
        wizard.tells(Message::Fields);
    }
}

#[test]
fn a_finding_on_a_field_that_has_no_column_brings_it() {
    let mut wizard = Wizard::decided();
    let contoso = wizard.model.shared.draft.tenants.iter().position(|entry| entry.settings.name == "Contoso").unwrap();
    wizard.model.shared.draft.tenants[contoso]
        .settings
        .set_own(TicketField::Source, Some(crate::domain::settings::Named::new(99, "Gone")));
    let id = wizard.tenant("Contoso").id.clone();
    let shared = &wizard.model.shared;
    wizard.model.mapping.focus_on(shared, &id, "source");
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Contoso", Column::Ticket(TicketField::Source)));
    assert!(wizard.model.mapping.columns().contains(&wizard.model.mapping.column));
}
