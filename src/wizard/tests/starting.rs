//! The start: nothing on disk, a draft of an earlier run, a saved config.

use super::driver::{Done, Wizard, refusal};
use super::world::{self, KEY, SECRET, TRACKING_ID, USERNAME};
use crate::domain::diagnostic::Code;
use crate::domain::draft::Draft;
use crate::domain::reference::{SecretName, StoreKind};
use crate::domain::secret::Secret;
use crate::wizard::effect::{DraftRecord, Effect, OnDisk, Reply, Saved, reference_in};
use crate::wizard::message::Message;
use crate::wizard::model::{Facts, Overlay, Step};
use crate::wizard::steps::mapping::{Column, View};

fn saved_draft() -> Draft {
    let mut draft = Wizard::decided().model.shared.draft.clone();
    draft.references.secret = Some(reference_in(StoreKind::File, SecretName::AutotaskSecret));
    draft.references.tracking_id = Some(reference_in(StoreKind::File, SecretName::AutotaskTrackingId));
    draft.references.petra_api_key = Some(reference_in(StoreKind::File, SecretName::PetraApiKey));
    draft
}

fn secrets() -> Vec<(SecretName, Secret)> {
    vec![
        (SecretName::AutotaskSecret, Secret::from(SECRET)),
        (SecretName::AutotaskTrackingId, Secret::from(TRACKING_ID)),
        (SecretName::PetraApiKey, Secret::from(KEY)),
    ]
}

pub fn with_saved() -> OnDisk {
    let saved = Saved { settings: saved_draft().settings().unwrap(), of: "2026-11-02".to_owned() };
    OnDisk { saved: Some(saved), secrets: secrets(), ..OnDisk::default() }
}

fn with_draft(secrets: Vec<(SecretName, Secret)>) -> OnDisk {
    let record = DraftRecord {
        draft: Wizard::decided().model.shared.draft.clone(),
        step: Step::Mapping,
        at: "2026-11-23 17:48".to_owned(),
        ended: "the connection was lost".to_owned(),
        open_elsewhere: None,
    };
    OnDisk { draft: Some(record), secrets, ..OnDisk::default() }
}

pub fn started(on_disk: OnDisk) -> Wizard {
    let mut wizard = Wizard::of(Facts::of_day(world::TODAY));
    wizard.on_disk = on_disk;
    let start = wizard.asked.pop_front().unwrap();
    wizard.answer_to(start);
    wizard
}

#[test]
fn a_draft_is_offered_and_going_on_asks_only_for_the_secrets() {
    let mut wizard = started(with_draft(Vec::new()));
    assert!(matches!(wizard.model.overlay, Some(Overlay::DraftOffer { .. })));
    wizard.presses_enter();
    assert_eq!((wizard.step(), wizard.values()), (Step::Connect, [USERNAME, "", ""]));
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    wizard.types(SECRET).presses_enter().types(TRACKING_ID).presses_enter().answer();
    assert_eq!(wizard.step(), Step::Mapping, "where it was left");
    assert_eq!(wizard.link("Tailspin Toys"), "excluded: own IT");
    wizard.tells(Message::Quit);
    assert!(wizard.left().is_none(), "it is still unsaved");
}

#[test]
fn a_draft_that_is_gone_on_with_is_this_sessions_at_once_and_leads_to_the_same_step() {
    let mut wizard = started(with_draft(Vec::new()));
    wizard.presses_enter();
    let (draft, step) = wizard.kept().expect("kept before anything else is typed");
    assert_eq!((draft.tenants.len(), step), (6, Step::Mapping));
    assert_eq!(wizard.model.shared.unsaved, 6, "as many answers as tenants were decided");
}

#[test]
fn going_on_with_the_secrets_at_hand_asks_for_nothing() {
    let mut wizard = started(with_draft(secrets()));
    wizard.presses_enter().answer();
    assert_eq!(wizard.step(), Step::Mapping);
}

#[test]
fn starting_anew_leaves_the_draft_alone() {
    let mut wizard = started(with_draft(Vec::new()));
    wizard.moves(1).presses_enter();
    assert_eq!((wizard.step(), wizard.model.shared.draft.tenants.len()), (Step::Guide, 0));
    assert!(matches!(wizard.done.as_slice(), [Done::LeftAlone]), "{:?}", wizard.done);
}

#[test]
fn the_draft_can_be_deleted() {
    let mut wizard = started(with_draft(Vec::new()));
    wizard.moves(2).presses_enter();
    assert_eq!(wizard.done, [super::driver::Done::Deleted]);
    assert_eq!(wizard.step(), Step::Guide);
}

#[test]
fn a_draft_that_is_read_late_is_offered_too_and_what_was_typed_stays() {
    let mut wizard = Wizard::of(Facts::of_day(world::TODAY));
    wizard.on_disk = with_draft(Vec::new());
    let start = wizard.asked.pop_front().unwrap();
    wizard.tells(Message::StepForward).types("other@northwind.example");
    wizard.answer_to(start);
    assert!(matches!(wizard.model.overlay, Some(Overlay::DraftOffer { .. })));
    wizard.presses_enter();
    assert_eq!(wizard.values()[0], "other@northwind.example");
    assert_eq!(wizard.model.shared.draft.username, "other@northwind.example");
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
}

#[test]
fn with_a_saved_config_it_signs_in_and_opens_mapping_and_nothing_is_asked() {
    let mut wizard = started(with_saved());
    assert_eq!(wizard.step(), Step::Mapping);
    assert!(wizard.asks_for_test());
    wizard.answer();
    assert_eq!((wizard.step(), wizard.model.shared.connected), (Step::Mapping, true));
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    wizard.tells(Message::Goto(Step::Save)).answer();
    assert_eq!(wizard.step(), Step::Save, "{}", wizard.notice());
    wizard.tells(Message::Quit);
    assert!(wizard.left().is_some());
    assert_eq!(wizard.kept(), None, "nothing was answered, so there is no draft to offer next time");
}

#[test]
fn the_start_says_what_changed_since_the_config_was_saved() {
    let mut on_disk = with_saved();
    let saved = &mut on_disk.saved.as_mut().unwrap().settings;
    let place = |name: &str| saved.tenants.iter().position(|tenant| tenant.name == name).unwrap();
    let (contoso, fabrikam) = (place("Contoso"), place("Fabrikam"));
    saved.tenants[contoso].name = "Contoso N.".to_owned();
    saved.tenants[contoso].company.as_mut().unwrap().name = "Contoso Limited".to_owned();
    let mut gone = saved.tenants[fabrikam].clone();
    gone.id = "ZZ-gone".to_owned();
    gone.name = "Left".to_owned();
    gone.microsoft_tenant_id = None;
    gone.company = None;
    gone.billing = None;
    gone.excluded = Some("left".to_owned());
    saved.tenants[fabrikam] = gone;
    let mut wizard = started(on_disk);
    wizard.answer().tells(Message::Goto(Step::Review)).answer();
    let told: Vec<String> = wizard
        .model
        .review
        .rows
        .iter()
        .filter(|row| row.finding.as_ref().is_some_and(|finding| finding.code != Code::TenantUndecided))
        .map(|row| format!("{} {}: {}", row.name, row.place, row.what))
        .collect();
    assert_eq!(
        told,
        [
            "Contoso Company: was “Contoso Limited”",
            "Contoso Tenant: was “Contoso N.”",
            "Left Tenant: no longer in Petra's list",
            "Fabrikam Tenant: new in Petra's list",
        ]
    );
    wizard.tells(Message::Goto(Step::Mapping)).turns_to(View::Findings);
    assert_eq!(wizard.rows(), ["Contoso", "Fabrikam", "Left"]);
}

#[test]
fn who_goes_on_while_the_saved_sign_in_runs_stays_there() {
    let mut wizard = started(with_saved());
    wizard.tells(Message::Goto(Step::Review)).answer();
    assert_eq!((wizard.step(), wizard.model.shared.connected), (Step::Review, true));
    assert!(wizard.model.shared.catalog.contracts_of(174).is_some(), "what Review judges was read");
    let mut wizard = started(with_saved());
    wizard.tells(Message::Goto(Step::Guide)).answer();
    assert_eq!((wizard.step(), wizard.model.shared.connected), (Step::Guide, true));
}

#[test]
fn a_saved_config_that_is_read_late_is_taken_and_what_was_typed_stays() {
    let mut wizard = Wizard::of(Facts::of_day(world::TODAY));
    wizard.on_disk = with_saved();
    let start = wizard.asked.pop_front().unwrap();
    wizard.tells(Message::StepForward).types("other@northwind.example");
    wizard.answer_to(start);
    assert_eq!(wizard.values()[0], "other@northwind.example");
    assert_eq!(wizard.model.shared.draft.zone, None, "the saved zone is another user's");
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
}

#[test]
fn tenants_wait_for_a_start_that_is_still_read() {
    let mut wizard = Wizard::of(Facts::of_day(world::TODAY));
    let start = wizard.asked.pop_front().unwrap();
    wizard.tells(Message::StepForward);
    wizard.pastes(&format!("{USERNAME}\n{SECRET}\n{TRACKING_ID}")).presses_enter();
    wizard.answer().tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Connect);
    assert!(wizard.notice().contains("saved config"), "{}", wizard.notice());
    wizard.answer_to(start);
    wizard.tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Tenants);
}

#[test]
fn a_saved_sign_in_that_is_refused_leads_to_connect_and_is_sent_once() {
    let mut wizard = started(with_saved());
    wizard.sign_in = Err(refusal());
    wizard.answer();
    assert_eq!(wizard.step(), Step::Connect);
    for _ in 0..3 {
        wizard.presses_enter();
    }
    assert!(!wizard.asks_for_test());
    assert_eq!(wizard.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
}

#[test]
fn a_test_that_fails_while_one_reads_the_guide_does_not_turn_the_page() {
    let mut wizard = Wizard::with_values();
    wizard.sign_in = Err(refusal());
    wizard.presses_enter().tells(Message::StepBack).answer();
    assert_eq!(wizard.step(), Step::Guide);
}

#[test]
fn step_asks_for_a_step_and_opens_what_can_be() {
    let mut wizard = Wizard::of(Facts { open_at: Some(Step::Review), ..Facts::of_day(world::TODAY) });
    wizard.on_disk = with_saved();
    wizard.answer();
    assert_eq!(wizard.step(), Step::Review);
    let mut wizard = Wizard::of(Facts { open_at: Some(Step::Review), ..Facts::of_day(world::TODAY) });
    wizard.answer();
    assert_eq!(wizard.step(), Step::Connect);
    assert!(wizard.notice().starts_with("Tenants waits for"), "{}", wizard.notice());
}

#[test]
fn saved_contracts_are_verified_before_save() {
    let mut wizard = started(with_saved());
    let test = wizard.test_asked().unwrap();
    wizard.answer_to(test);
    let at = wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadBilling { .. })).unwrap();
    let billing = wizard.asked.remove(at).unwrap();
    wizard.answer().tells(Message::Goto(Step::Save));
    assert_ne!(wizard.step(), Step::Save);
    assert!(wizard.notice().contains("contracts"), "{}", wizard.notice());
    wizard.answer_to(billing);
    assert_eq!(wizard.notice(), "", "the contracts are here");
    wizard.answer().tells(Message::Goto(Step::Save));
    assert_eq!(wizard.step(), Step::Save);
    wizard.on_tenants_step_nothing_is_lost();
}

#[test]
fn what_could_not_be_loaded_is_not_called_ready() {
    let mut wizard = started(with_saved());
    let test = wizard.test_asked().unwrap();
    wizard.answer_to(test);
    let at = wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadBilling { .. })).unwrap();
    let Effect::LoadBilling { stamp, companies, contracts, .. } = wizard.asked.remove(at).unwrap() else { panic!() };
    wizard.answer().tells(Message::Goto(Step::Review));
    assert!(codes(&wizard).is_empty(), "nothing is said while they are on their way: {:?}", codes(&wizard));
    wizard.replies(Reply::Billing { stamp, companies, contracts, found: Box::new(Err(refusal())) });
    wizard.tells(Message::View(false));
    assert_eq!(codes(&wizard), ["not-verified"]);
    let counts = wizard.model.review.counts;
    assert_eq!((counts.ready, counts.held, counts.errors), (0, 1, 0), "it can be saved, and is not called ready");
}

fn codes(wizard: &Wizard) -> Vec<&'static str> {
    let rows = wizard.model.review.rows.iter();
    rows.filter_map(|row| row.finding.as_ref()).map(|finding| finding.code.as_str()).collect()
}

impl Wizard {
    fn on_tenants_step_nothing_is_lost(&mut self) {
        self.tells(Message::Goto(Step::Mapping));
        self.on("Contoso", Column::Company);
        assert_eq!(self.link("Contoso"), "Contoso Ltd, Gold, Petra monitoring 77");
    }
}

#[test]
fn with_a_saved_config_the_focus_waits_on_the_first_row_that_needs_a_decision() {
    let mut on_disk = with_saved();
    let saved = on_disk.saved.as_mut().unwrap();
    saved.settings.tenants.retain(|tenant| tenant.name != "Woodgrove");
    let mut wizard = started(on_disk);
    wizard.answer();
    assert_eq!((wizard.step(), wizard.row()), (Step::Mapping, "Woodgrove"), "it came from Petra after the grid stood");

    let focused = wizard.moves(-1).row().to_owned();
    let again = crate::wizard::Reply::CompaniesEnded(crate::wizard::remote::Stamp(0), Ok(()));
    assert_eq!(wizard.replies(again).row(), focused, "once something was done the focus is the user's");
}
