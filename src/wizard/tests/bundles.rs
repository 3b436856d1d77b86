//! Service bundles in the grid: chosen in place of a service, said in words, copied, taken back, and refused by Autotask.

use super::driver::Wizard;
use crate::domain::catalog::LineKind;
use crate::domain::diagnostic::Severity;
use crate::domain::draft::Draft;
use crate::wizard::describe::{headless, info};
use crate::wizard::effect::{Effect, Reply, Saved};
use crate::wizard::message::Message;
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::Column;

use super::driver::refusal;

/// All decided, Contoso on a bundle line that has the number of its service line before.
fn on_bundle() -> Wizard {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Service).picks("every");
    wizard
}

fn cell(wizard: &Wizard, column: Column) -> String {
    let place = wizard.model.mapping.place().unwrap();
    wizard.model.mapping.cell(&wizard.model.shared, place, column).text
}

#[test]
fn a_bundle_takes_the_place_of_a_service_and_u_brings_the_service_back() {
    let mut wizard = on_bundle();
    assert_eq!(wizard.notice(), "Contoso: bundle Everything. u takes it back.");
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, bundle Everything 77");
    let billing = wizard.tenant("Contoso").billing.clone().unwrap();
    assert!(billing.service.is_none() && billing.bundle.is_some());
    wizard.tells(Message::Undo);
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    assert_eq!(wizard.notice(), "Undone: Contoso: bundle Everything.");
    wizard.tells(Message::Redo).on("Contoso", Column::Service).picks("petra");
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    assert!(wizard.tenant("Contoso").billing.as_ref().unwrap().bundle.is_none());
    wizard.check_invariants();
}

#[test]
fn it_is_said_in_words_that_it_is_a_bundle() {
    let mut wizard = on_bundle();
    wizard.on("Contoso", Column::Service);
    assert_eq!(cell(&wizard, Column::Service), "bundle Everything");
    let detail = wizard.model.mapping.detail(&wizard.model.shared);
    assert!(detail.paragraphs[0].contains("Everything, bundle line 77, 12 units today."), "{detail:?}");
    let about = info(&wizard.model);
    assert!(about.contains(&"Bundle: Everything, id 5, bundle line 77".to_owned()), "{about:?}");
    assert!(headless(&wizard.model).line.contains("bundle:77"), "{:?}", headless(&wizard.model));
    wizard.tells(Message::Clear);
    assert_eq!(wizard.notice(), "Bundle taken back. u takes it back.");
    assert_eq!(cell(&wizard, Column::Service), "?");
}

#[test]
fn the_picker_marks_bundles_and_opens_on_the_one_that_is_chosen() {
    let mut wizard = on_bundle();
    wizard.on("Contoso", Column::Service).presses_enter();
    let catalog = &wizard.model.shared.catalog;
    let picker = wizard.model.mapping.picker.as_ref().unwrap();
    let rows: Vec<_> = picker.rows(0..picker.len(), catalog).into_iter().map(|row| row.cells.join("|")).collect();
    assert_eq!(
        rows[1..],
        ["Petra monitoring|77|12|".to_owned(), "Endpoint care|78|12|".to_owned(), "Everything|77|12|bundle".to_owned()]
    );
    assert_eq!(picker.cursor, 3);
    wizard.presses_enter();
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, bundle Everything 77");
}

#[test]
fn one_bundle_for_several_is_the_line_of_it_on_the_contract_of_each() {
    let mut wizard = Wizard::decided();
    wizard.on("Litware", Column::Contract).picks("gold");
    wizard.on("Fabrikam", Column::Contract).picks("gold");
    wizard.on("Contoso", Column::Service);
    for tenant in ["Contoso", "Fabrikam", "Litware"] {
        wizard.on(tenant, Column::Service).tells(Message::SelectRow);
    }
    wizard.on("Contoso", Column::Service).picks("every");
    assert_eq!(
        wizard.notice(),
        "Bundle Everything for 2 tenants; 1 row has no such bundle on their contract. u takes it back."
    );
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, bundle Everything 77");
    assert_eq!(wizard.link("Litware"), "Litware GmbH, Gold, bundle Everything 30");
    assert_eq!(wizard.link("Fabrikam"), "Fabrikam Inc, Gold 2027");
}

#[test]
fn review_shows_the_change_from_a_service_to_a_bundle_of_the_same_numbers() {
    let mut wizard = Wizard::decided();
    let mut saved: Draft = wizard.model.shared.draft.clone();
    let reference = || Some("env:AUTOTASK_SECRET".parse().unwrap());
    (saved.references.secret, saved.references.tracking_id) = (reference(), reference());
    wizard.model.shared.saved = Some(Saved { settings: saved.settings().unwrap(), of: "2026-11-02".to_owned() });
    wizard.on("Contoso", Column::Service).picks("every");
    wizard.tells(Message::Goto(Step::Review)).answer();
    let changes: Vec<_> = wizard.model.review.rows.iter().map(|row| (row.name.as_str(), row.what.as_str())).collect();
    assert!(changes.contains(&("Contoso", "Petra monitoring (line 77) → Everything (bundle line 77)")), "{changes:?}");
}

/// The same with contracts loaded again, while Autotask does not show bundles to this API user.
fn refused(mut wizard: Wizard) -> Wizard {
    wizard.tells(Message::Again);
    while let Some(at) = wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadBilling { .. })) {
        let Some(Effect::LoadBilling { stamp, companies, contracts, services, .. }) = wizard.asked.remove(at) else {
            break;
        };
        let mut found = super::world::billing(&companies, &contracts, services);
        found.billing.lines.retain(|line| line.kind == LineKind::Service);
        found.billing.bundles.clear();
        found.billing.bundles_refused = Some(refusal());
        wizard.replies(Reply::Billing { stamp, companies, contracts, found: Box::new(Ok(found)) });
    }
    wizard.answer();
    wizard
}

#[test]
fn bundles_that_are_refused_are_a_warning_only_for_who_has_one() {
    let wizard = refused(Wizard::decided());
    assert!(wizard.model.mapping.states.iter().all(|state| state.findings.is_empty()));
    let wizard = refused(on_bundle());
    let findings: Vec<_> = wizard.model.mapping.states.iter().flat_map(|state| &state.findings).collect();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!((findings[0].severity, findings[0].code), (Severity::Warning, refusal().code));
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, bundle Everything 77", "what is chosen stays");
}
