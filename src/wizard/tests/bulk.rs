//! Many rows at once: all that is certain, copying down, orders, and what several were given alike.

use super::driver::Wizard;
use super::world;
use crate::domain::catalog::{Billing, CONTRACT_ACTIVE, Contract, Line, LineKind, RECURRING_SERVICE};
use crate::domain::matching::Class;
use crate::domain::settings::TicketField;
use crate::wizard::message::Message;
use crate::wizard::steps::mapping::{Column, Order, View};

#[test]
fn all_that_is_certain_is_accepted_by_one_key_and_taken_back_by_one() {
    let mut wizard = Wizard::at_mapping();
    let before = wizard.model.shared.draft.clone();
    assert_eq!(wizard.model.mapping.certain, 4);
    wizard.tells(Message::AcceptCertain);
    assert_eq!(wizard.notice(), "Accepted 4 certain companies. u takes it back.");
    for (tenant, company) in [("Adatum", "Adatum Corp"), ("Contoso", "Contoso Ltd"), ("Fabrikam", "Fabrikam Inc")] {
        assert_eq!(wizard.link(tenant), company);
    }
    assert_eq!((wizard.link("Woodgrove"), wizard.link("Tailspin Toys")), (String::new(), String::new()));
    assert_eq!((wizard.model.mapping.certain, wizard.row()), (0, "Tailspin Toys"));
    wizard.tells(Message::AcceptCertain);
    assert_eq!(wizard.notice(), "No suggestion among the rows shown is certain.");
    wizard.tells(Message::Undo);
    assert_eq!(wizard.notice(), "Undone: accepted 4 certain companies.");
    assert_eq!(wizard.model.shared.draft, before);
    assert_eq!(wizard.model.mapping.certain, 4);
}

#[test]
fn what_is_certain_but_not_shown_is_not_accepted() {
    let mut wizard = Wizard::at_mapping();
    wizard.tells(Message::Filter).types("con").presses_enter();
    assert_eq!(wizard.model.mapping.certain, 1);
    wizard.tells(Message::AcceptCertain);
    assert_eq!((wizard.link("Contoso").as_str(), wizard.link("Litware").as_str()), ("Contoso Ltd", ""));
}

#[test]
fn a_company_that_another_tenant_has_is_not_certain_any_more() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Tailspin Toys", Column::Company).picks("litware").tells(Message::AcceptCertain);
    assert_eq!(wizard.link("Litware"), "");
    let place = wizard.model.shared.draft.tenants.iter().position(|entry| entry.settings.name == "Litware").unwrap();
    assert_eq!(wizard.model.mapping.states[place].class, Some(Class::Likely));
    wizard.on("Litware", Column::Company);
    let detail = wizard.model.mapping.detail(&wizard.model.shared);
    assert!(detail.paragraphs[0].ends_with("Tailspin Toys uses this company too."), "{detail:?}");
    wizard.tells(Message::Accept);
    assert_eq!(wizard.link("Litware"), "Litware GmbH", "looked at, it may be");
}

#[test]
fn after_companies_the_same_key_accepts_contracts_with_their_services() {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Service).tells(Message::Undo).tells(Message::Redo);
    assert_eq!(wizard.model.mapping.certain, 1, "Litware has one contract, with the service that Contoso has");
    wizard.tells(Message::AcceptCertain);
    assert_eq!(wizard.notice(), "Accepted as certain: 1 contract with its service. u takes it back.");
    assert_eq!(wizard.link("Litware"), "Litware GmbH, Gold, Petra monitoring 81");
}

/// Companies 300 and up, each with the contracts Gold and Silver, each of these with one line of the service; and a tenant
/// for each.
fn with_two_contracts_each(tenants: i64) -> Wizard {
    let mut wizard = Wizard::at_mapping();
    let shared = &mut wizard.model.shared;
    let contract = |id, company_id, name: &str| Contract {
        id,
        company_id,
        name: name.to_owned(),
        kind: RECURRING_SERVICE,
        status: CONTRACT_ACTIVE,
        start: Some(world::TODAY),
        end: None,
        period: None,
        renewed_by: None,
    };
    let companies: Vec<i64> = (300..300 + tenants).collect();
    let contracts: Vec<Contract> = companies
        .iter()
        .flat_map(|&company| [contract(company * 10, company, "Gold"), contract(company * 10 + 1, company, "Silver")])
        .collect();
    let line = |contract: &Contract| Line {
        kind: LineKind::Service,
        id: contract.id,
        contract_id: contract.id,
        item_id: 5,
        units: Vec::new(),
    };
    let lines = contracts.iter().map(line).collect();
    shared
        .catalog
        .add_companies(companies.iter().map(|&id| world::company(id, &format!("Company {id}"), "")).collect());
    shared.catalog.add_billing(companies.clone(), Vec::new(), Billing { contracts, lines, ..Billing::default() });
    let template = shared.draft.tenants[0].clone();
    shared.draft.tenants = companies
        .iter()
        .map(|&company| {
            let mut entry = template.clone();
            entry.settings.id = format!("ZZ{company}");
            entry.settings.name = format!("Tenant {company}");
            entry.settings.company = Some(crate::domain::settings::Named::new(company, format!("Company {company}")));
            entry
        })
        .collect();
    wizard.model.mapping.refresh(&wizard.model.shared);
    wizard.model.mapping.arrange(&wizard.model.shared);
    wizard
}

fn gold(wizard: &mut Wizard, tenant: &str) {
    wizard.on(tenant, Column::Contract).picks("gold").on(tenant, Column::Service).picks("petra");
}

#[test]
fn what_three_tenants_were_given_alike_is_suggested_for_the_others() {
    let mut wizard = with_two_contracts_each(5);
    for tenant in ["Tenant 300", "Tenant 301"] {
        gold(&mut wizard, tenant);
    }
    assert!(wizard.model.mapping.billing_suggestion(3).is_none(), "two run, and two tenants are no habit");
    gold(&mut wizard, "Tenant 302");
    assert!(wizard.notice().ends_with("2 more are suggested now."), "{}", wizard.notice());
    assert_eq!(wizard.model.mapping.certain, 0, "they are to be confirmed");
    wizard.tells(Message::SelectAll).tells(Message::Accept);
    assert_eq!(wizard.link("Tenant 304"), "Company 304, Gold, Petra monitoring 3040");
    wizard.tells(Message::Undo);
    assert_eq!(wizard.link("Tenant 304"), "Company 304");
}

#[test]
fn a_cell_is_copied_one_row_down_by_name() {
    let mut wizard = with_two_contracts_each(3);
    gold(&mut wizard, "Tenant 300");
    wizard.on("Tenant 300", Column::Contract).tells(Message::CopyDown);
    assert_eq!(wizard.notice(), "Gold copied to Tenant 301. u takes it back.");
    assert_eq!((wizard.row(), wizard.link("Tenant 301").as_str()), ("Tenant 301", "Company 301, Gold"));
    wizard.on("Tenant 300", Column::Service).tells(Message::CopyDown);
    assert_eq!(wizard.link("Tenant 301"), "Company 301, Gold, Petra monitoring 3010");
    wizard.tells(Message::CopyDown);
    assert_eq!(wizard.link("Tenant 302"), "Company 302, Gold, Petra monitoring 3020", "its contract comes along");
    wizard.tells(Message::CopyDown);
    assert_eq!(wizard.notice(), "This is the last row shown.");
    wizard
        .on("Tenant 301", Column::Ticket(TicketField::Queue))
        .picks("level")
        .on("Tenant 301", Column::Ticket(TicketField::Queue))
        .tells(Message::CopyDown);
    assert!(wizard.tenant("Tenant 302").ticketing.is_some());
}

#[test]
fn what_cannot_be_copied_is_refused_with_the_reason() {
    let mut wizard = Wizard::decided();
    for (tenant, column, words) in [
        ("Contoso", Column::Company, "A company is never copied: each tenant has its own."),
        ("Contoso", Column::Tenant, "A tenant's name is not copied; the columns to the right are."),
        ("Adatum", Column::Contract, "There is no contract here to copy."),
        ("Adatum", Column::Service, "There is no service here to copy."),
        ("Tailspin Toys", Column::Ticket(TicketField::Queue), "This tenant is excluded; it has nothing to copy."),
        ("Contoso", Column::Contract, "Not copied to Fabrikam: no contract “Gold”."),
    ] {
        let draft = wizard.model.shared.draft.clone();
        wizard.on(tenant, column).tells(Message::CopyDown);
        assert_eq!((wizard.notice(), wizard.row()), (words, tenant));
        assert_eq!(wizard.model.shared.draft, draft);
    }
}

#[test]
fn copying_to_all_counts_what_was_refused_and_a_view_shows_it() {
    let mut wizard = Wizard::decided();
    wizard.on("Adatum", Column::Company).tells(Message::Clear).on("Contoso", Column::Contract);
    wizard.tells(Message::SelectAll).tells(Message::CopyToAll);
    assert_eq!(wizard.notice(), "Gold copied to 1 tenant. u takes it back. Not copied to 4: v shows them.");
    assert_eq!(wizard.link("Litware"), "Litware GmbH, Gold");
    wizard.turns_to(View::Refused);
    assert_eq!(wizard.rows(), ["Adatum", "Fabrikam", "Tailspin Toys", "Woodgrove"]);
    wizard.on("Fabrikam", Column::Contract);
    let detail = wizard.model.mapping.detail(&wizard.model.shared);
    assert_eq!(detail.paragraphs[0], "Not copied to it: no contract “Gold”.");
    // What was given a contract since is not refused any more.
    wizard.picks("2027");
    assert_eq!(wizard.model.mapping.counts[View::Refused as usize], 3);
}

#[test]
fn without_a_selection_it_is_copied_to_those_below_that_lack_it() {
    let mut wizard = with_two_contracts_each(5);
    gold(&mut wizard, "Tenant 301");
    wizard.on("Tenant 303", Column::Contract).picks("silver");
    wizard.on("Tenant 301", Column::Service).tells(Message::CopyToAll);
    let links: Vec<String> = (300..305).map(|id| wizard.link(&format!("Tenant {id}"))).collect();
    assert_eq!(
        links,
        [
            "Company 300",
            "Company 301, Gold, Petra monitoring 3010",
            "Company 302, Gold, Petra monitoring 3020",
            "Company 303, Silver, Petra monitoring 3031",
            "Company 304, Gold, Petra monitoring 3040",
        ]
    );
    wizard.tells(Message::Undo);
    assert_eq!(wizard.link("Tenant 303"), "Company 303, Silver");
    let column = wizard.model.mapping.column;
    wizard.on("Tenant 300", Column::Ticket(TicketField::Queue)).tells(Message::CopyToAll);
    assert!(wizard.notice().starts_with("Select the rows"), "{}", wizard.notice());
    assert_eq!(column, Column::Service);
}

#[test]
fn undo_goes_to_the_column_of_the_change_too() {
    let mut wizard = Wizard::at_mapping();
    wizard
        .on("Contoso", Column::Ticket(TicketField::Queue))
        .picks("level")
        .on("Litware", Column::Company)
        .tells(Message::Undo);
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Contoso", Column::Ticket(TicketField::Queue)));
}

#[test]
fn rows_are_put_in_order_by_a_key_and_stay_there_whatever_is_edited() {
    let mut wizard = Wizard::at_mapping();
    wizard.on("Contoso", Column::Company).tells(Message::Order);
    assert_eq!(wizard.model.mapping.order, Order::State);
    assert_eq!(wizard.rows(), ["Tailspin Toys", "Woodgrove", "Adatum", "Contoso", "Fabrikam", "Litware"]);
    assert_eq!(wizard.row(), "Contoso", "the cursor stays on its tenant");
    wizard.on("Tailspin Toys", Column::Company).picks("litware");
    assert_eq!(wizard.rows()[0], "Tailspin Toys");
    wizard.tells(Message::Order);
    let by_company = wizard.rows();
    assert_eq!(by_company, ["Adatum", "Contoso", "Fabrikam", "Litware", "Tailspin Toys", "Woodgrove"]);
    wizard.tells(Message::Order);
    assert_eq!(wizard.notice(), "The rows are in order of name now.");
}

#[test]
fn the_reason_given_last_is_offered_first() {
    let mut wizard = Wizard::at_mapping();
    for (tenant, reason) in [("Adatum", "sold"), ("Contoso", "sold"), ("Fabrikam", "moved")] {
        wizard.on(tenant, Column::Company).tells(Message::Exclude).types(reason).presses_enter();
    }
    wizard.on("Litware", Column::Company).tells(Message::Exclude).presses_enter();
    assert_eq!(wizard.link("Litware"), "excluded: moved");
}
