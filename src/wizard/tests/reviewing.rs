//! Review and Save: to a finding's cell and back, units with Petra's usage, and what an error stops.

use super::driver::{Done, Wizard};
use super::world;
use crate::domain::billing::{PlanLine, PlanState};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::StoreKind;
use crate::domain::settings::{BillingPolicy, Settings, UnitField};
use crate::wizard::describe;
use crate::wizard::effect::{Effect, Reply, Saved, Slot};
use crate::wizard::message::Message;
use crate::wizard::model::Step;
use crate::wizard::steps::mapping::Column;
use crate::wizard::steps::review::View;
use crate::wizard::steps::review::units::{Known, Stand};
use crate::wizard::steps::save::Focus;

/// At Review with two warnings: Fabrikam and Contoso are on a contract that has not begun, or is shared.
fn with_findings() -> Wizard {
    let mut wizard = Wizard::decided();
    wizard.on("Fabrikam", Column::Contract).picks("gold 2027");
    wizard.on("Fabrikam", Column::Service).picks("petra");
    wizard.on("Litware", Column::Contract).picks("gold");
    wizard.tells(Message::Goto(Step::Review)).answer();
    assert_eq!(wizard.step(), Step::Review, "{}", wizard.notice());
    wizard
}

#[test]
fn enter_on_a_finding_goes_to_its_cell_f_goes_on_and_esc_comes_back() {
    let mut wizard = with_findings();
    assert_eq!(wizard.model.review.view_counts[View::Findings as usize], 2);
    let first = wizard.model.review.focused().unwrap().clone();
    wizard.presses_enter();
    assert_eq!((wizard.step(), wizard.row()), (Step::Mapping, first.name.as_str()));
    assert_eq!(wizard.model.mapping.column, Column::of_field(&first.field));
    assert_eq!(wizard.model.mapping.from_review, Some(0));
    wizard.tells(Message::NextFinding);
    assert_ne!(wizard.row(), first.name);
    assert_eq!(wizard.model.mapping.from_review, Some(1));
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Review);
}

#[test]
fn esc_comes_back_to_review_also_where_a_step_before_waits() {
    let mut wizard = with_findings();
    wizard.presses_enter();
    assert_eq!(wizard.step(), Step::Mapping);
    wizard.model.shared.draft.ticketing.fields.queue = None;
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Review, "{}", wizard.notice());
}

#[test]
fn an_error_stops_save_with_a_sentence() {
    let mut wizard = with_findings();
    for deed in [Message::StepForward, Message::Goto(Step::Save)] {
        wizard.tells(deed);
        assert_eq!(wizard.step(), Step::Review);
        assert_eq!(wizard.notice(), "1 error is to be solved first; f goes to it.");
    }
    // Litware has a contract and no service yet.
    wizard.tells(Message::NextFinding);
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Litware", Column::Service));
    wizard.picks("petra").presses_esc().tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Save, "{}", wizard.notice());
}

#[test]
fn an_undecided_tenant_stops_save() {
    let mut wizard = Wizard::decided();
    wizard.on("Adatum", Column::Company).tells(Message::Clear).tells(Message::StepForward).answer();
    wizard.tells(Message::StepForward);
    assert_eq!((wizard.step(), wizard.notice()), (Step::Review, "1 error is to be solved first; f goes to it."));
}

#[test]
fn save_writes_after_enter_on_it_alone_and_tells_what_holds() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    assert_eq!((wizard.step(), wizard.model.save.chosen), (Step::Save, None));
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::Save(..))));
    wizard.model.save.focus = Focus::Save;
    wizard.presses_enter();
    assert_eq!(wizard.model.save.focus, Focus::Store(3), "the first that can be chosen");
    wizard.chooses_store(StoreKind::Keyring);
    assert!(wizard.notice().starts_with("keyring cannot be chosen here"), "{}", wizard.notice());
    wizard.chooses_store(StoreKind::File);
    assert_eq!((wizard.model.save.chosen, wizard.model.save.focus), (Some(StoreKind::File), Focus::Save));
    wizard.presses_enter();
    let Some(Effect::Save(_, request)) = wizard.asked.back() else { panic!("nothing was saved") };
    assert_eq!(request.secrets.len(), 3);
    wizard.answer();
    assert_eq!(wizard.model.shared.unsaved, 0);
    assert_eq!(wizard.done.last(), Some(&Done::Deleted), "the draft is in the config now");
    assert!(wizard.model.shared.saved.is_some());
}

#[test]
fn an_error_that_comes_to_light_on_save_stops_it() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File);
    // Autotask's lists are read again, and the contract is gone.
    wizard.model.shared.catalog.forget_contracts();
    wizard.model.shared.catalog.add_contracts_of([174], Vec::new());
    wizard.model.shared.catalog.add_contracts_by_id([9], Vec::new());
    wizard.presses_enter();
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::Save(..))));
    assert!(wizard.notice().contains("to be solved first"), "{}", wizard.notice());
}

#[test]
fn a_failed_save_keeps_everything_and_can_be_tried_again() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File).presses_enter();
    let Some(Effect::Save(stamp, _)) = wizard.asked.pop_back() else { panic!("nothing was saved") };
    let failure = Diagnostic::error(Code::StoreLocked, "The store is locked.", "Unlock it.");
    wizard.replies(Reply::Saved(stamp, Box::new(Err(failure))));
    assert_eq!(wizard.notice(), "Everything is still here.");
    assert!(wizard.model.shared.unsaved > 0);
    wizard.presses_enter().answer();
    assert_eq!(wizard.model.shared.unsaved, 0);
}

#[test]
fn undo_works_in_review_and_judges_anew() {
    let mut wizard = with_findings();
    assert_eq!(wizard.model.review.counts.errors, 1);
    wizard.tells(Message::Undo);
    assert_eq!(wizard.model.review.counts.errors, 0);
    wizard.tells(Message::Redo);
    assert_eq!(wizard.model.review.counts.errors, 1);
}

/// At Review with three tenants billed: Contoso's line suits, Fabrikam's contract has not begun, of Litware Petra says nothing.
fn with_billing() -> Wizard {
    let mut wizard = Wizard::decided();
    for (tenant, contract) in [("Fabrikam", "gold 2027"), ("Litware", "gold")] {
        wizard.on(tenant, Column::Contract).picks(contract);
        wizard.on(tenant, Column::Service).picks("petra");
    }
    wizard.tells(Message::Goto(Step::Review)).answer();
    assert_eq!(wizard.step(), Step::Review, "{}", wizard.notice());
    wizard
}

/// In the view of units; what it asks for is not answered yet.
fn at_units() -> Wizard {
    let mut wizard = with_billing();
    wizard.tells(Message::View(false));
    assert_eq!(wizard.model.review.view, View::Units);
    wizard
}

fn stand(wizard: &Wizard) -> Stand<'_> {
    wizard.model.review.units.stand()
}

fn line<'a>(wizard: &'a Wizard, tenant: &str) -> &'a PlanLine {
    let row = wizard.model.review.rows.iter().find(|row| row.name == tenant).expect("the tenant is listed");
    let Some(Known::Line(line)) = &row.units else { panic!("{tenant} is not read: {row:?}") };
    line
}

/// The request for usage that waits for its answer.
fn usage_asked(wizard: &mut Wizard) -> Effect {
    let at =
        wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadUsage(..))).expect("usage is asked for");
    wizard.asked.remove(at).unwrap()
}

#[test]
fn usage_is_read_when_its_view_is_opened_and_once() {
    let mut wizard = with_billing();
    for _ in 1..View::ALL.len() {
        assert!(wizard.asked.is_empty(), "{:?}", wizard.asked);
        wizard.tells(Message::View(true));
    }
    assert_eq!((wizard.model.review.view, wizard.asked.len()), (View::Units, 1));
    assert!(wizard.model.is_waiting(), "its seconds are shown");
    // Nothing waits for it.
    wizard.tells(Message::View(true)).tells(Message::View(false)).moves(1);
    assert_eq!(wizard.asked.len(), 1, "one request at a time");
    wizard.answer();
    let told = |tenant| {
        let line = line(&wizard, tenant);
        (line.state, line.units_now, line.units_wanted, line.change)
    };
    assert_eq!(told("Contoso"), (PlanState::Change, Some(12), Some(15), Some(3)));
    assert_eq!(told("Fabrikam").0, PlanState::Blocked);
    assert_eq!(told("Litware"), (PlanState::Held, Some(12), None, None));
    assert_eq!((wizard.model.review.rows.len(), wizard.model.review.view_counts[View::Units as usize]), (3, 3));
    wizard.tells(Message::View(true)).tells(Message::View(false)).tells(Message::StepBack).tells(Message::StepForward);
    wizard.answer();
    assert_eq!((wizard.step(), stand(&wizard)), (Step::Review, Stand::Here), "it stays");
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::LoadUsage(..))));
}

#[test]
fn a_row_of_units_says_what_a_plan_says_and_leads_to_its_cell() {
    let mut wizard = at_units();
    wizard.answer();
    let words = |wizard: &Wizard| {
        let detail = describe::detail(&wizard.model);
        format!("{}\n{}", detail.title, detail.paragraphs.join("\n"))
    };
    let contoso = words(&wizard);
    assert!(contoso.starts_with("Contoso   change   +3 from 2026-11-24 on\n"), "{contoso}");
    assert!(
        contoso.contains("Contoso Ltd, Gold, Petra monitoring: units now 12, wanted 15; prorated line"),
        "{contoso}"
    );
    assert!(contoso.contains("judged by billing plan"), "{contoso}");
    wizard.moves(1);
    assert!(words(&wizard).starts_with("Fabrikam   blocked   contract-not-started\nContract “Gold 2027”"));
    wizard.presses_enter();
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Fabrikam", Column::Contract));
    wizard.presses_esc();
    assert_eq!((wizard.step(), wizard.model.review.view, wizard.model.review.cursor), (Step::Review, View::Units, 1));
    wizard.moves(1);
    assert!(words(&wizard).contains("There is no usage figure for “Litware”."), "{}", words(&wizard));
    wizard.presses_enter();
    assert_eq!((wizard.row(), wizard.model.mapping.column), ("Litware", Column::Service));
    // The filter looks at the words of the row, its state and what is billed.
    wizard.presses_esc();
    for (text, rows) in [("usage-missing", 1), ("blocked", 1), ("petra monitoring", 3), ("fabrikam inc", 1)] {
        wizard.tells(Message::Filter).types(text);
        assert_eq!(wizard.model.review.rows.len(), rows, "{text}");
        wizard.presses_esc();
    }
    wizard.tells(Message::Filter).types("litware");
    wizard.presses_esc().tells(Message::NextFinding);
    assert_eq!(wizard.model.review.view, View::Findings, "f goes to findings from here too");
}

#[test]
fn a_wait_for_usage_is_left_with_esc_and_its_answer_counts_no_more() {
    let mut wizard = at_units();
    let request = usage_asked(&mut wizard);
    wizard.presses_esc();
    assert_eq!((wizard.step(), stand(&wizard)), (Step::Review, Stand::Open));
    assert!(wizard.done.contains(&Done::Cancelled(Slot::Usage)));
    wizard.answer_to(request);
    assert_eq!((stand(&wizard), wizard.model.review.rows.len()), (Stand::Open, 0), "a late answer");
    wizard.tells(Message::Again).answer();
    assert_eq!((stand(&wizard), wizard.model.review.rows.len()), (Stand::Here, 3));
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Mapping, "nothing is awaited now");
}

#[test]
fn usage_that_could_not_be_had_is_said_with_what_to_do_and_read_again_on_r_alone() {
    let mut wizard = at_units();
    let failure = Diagnostic::error(Code::PetraKeyRefused, "Petra refuses the key.", "Make another one.");
    wizard.usage = Err(failure.clone());
    wizard.answer();
    assert_eq!(stand(&wizard), Stand::Failed(&failure));
    let detail = describe::detail(&wizard.model);
    assert_eq!(detail.paragraphs, ["Petra refuses the key.", "Make another one."]);
    wizard.tells(Message::View(true)).tells(Message::View(false)).tells(Message::StepBack).tells(Message::StepForward);
    assert!(!wizard.asked.iter().any(|effect| matches!(effect, Effect::LoadUsage(..))), "not by itself");
    wizard.usage = Ok(world::usage());
    wizard.tells(Message::Again).answer();
    assert_eq!(stand(&wizard), Stand::Here);
    // Another list of tenants may be of another key.
    wizard.tells(Message::Goto(Step::Tenants)).tells(Message::Again).answer().tells(Message::Goto(Step::Review));
    assert!(matches!(usage_asked(&mut wizard), Effect::LoadUsage(_, key, _) if key.expose() == world::KEY));
}

#[test]
fn without_a_key_the_view_says_how_to_have_one_and_enter_goes_there() {
    let mut wizard = with_billing();
    wizard.model.tenants.fields[0].set("");
    wizard.tells(Message::StepBack).tells(Message::StepForward).tells(Message::View(false));
    assert_eq!((stand(&wizard), wizard.asked.len()), (Stand::NoKey, 0));
    let said = describe::detail(&wizard.model).paragraphs.join(" ");
    assert!(said.contains("Tenants, step 3") && said.contains("billing plan --usage FILE"), "{said}");
    wizard.tells(Message::Again);
    assert_eq!(wizard.asked.len(), 0);
    wizard.presses_enter();
    assert_eq!(wizard.step(), Step::Tenants);
}

#[test]
fn without_a_contract_there_is_nothing_to_ask_petra_for() {
    let mut wizard = Wizard::decided();
    wizard.on("Contoso", Column::Contract).tells(Message::Clear);
    wizard.tells(Message::Goto(Step::Review)).answer().tells(Message::View(false));
    assert_eq!((stand(&wizard), wizard.asked.len()), (Stand::NoneBilled, 0));
}

#[test]
fn while_contracts_are_read_a_row_says_so_and_shows_no_figure() {
    let mut wizard = at_units();
    wizard.answer().tells(Message::AgainAll);
    let at =
        wizard.asked.iter().position(|effect| matches!(effect, Effect::LoadBilling { .. })).expect("they are asked");
    let contracts = wizard.asked.remove(at).unwrap();
    wizard.answer();
    let words = |wizard: &Wizard| -> Vec<_> {
        wizard.model.review.rows.iter().map(|row| (row.units == Some(Known::Unread), row.what.clone())).collect()
    };
    assert_eq!(words(&wizard), vec![(true, "contract being read".to_owned()); 3]);
    let Effect::LoadBilling { stamp, companies, contracts: ids, .. } = contracts.clone() else { panic!() };
    let failure = Diagnostic::error(Code::Timeout, "No answer.", "Wait.");
    wizard.replies(Reply::Billing { stamp, companies, contracts: ids, found: Box::new(Err(failure)) });
    assert_eq!(words(&wizard), vec![(true, "contract not readable".to_owned()); 3]);
    assert_eq!(describe::detail(&wizard.model).paragraphs, ["No answer.", "Wait."]);
    wizard.tells(Message::AgainAll).answer();
    assert_eq!(line(&wizard, "Contoso").units_now, Some(12));
}

#[test]
fn units_follow_the_policy_of_the_config_and_a_bad_one_is_said() {
    let mut wizard = with_billing();
    wizard.model.shared.draft.billing = Some(BillingPolicy {
        unit_field: Some(UnitField::BillableUsersThisMonth),
        max_change: Some(vec!["2".to_owned()]),
        ..BillingPolicy::default()
    });
    wizard.tells(Message::View(false));
    let Effect::LoadUsage(stamp, _, field) = usage_asked(&mut wizard) else { panic!() };
    assert_eq!(field, UnitField::BillableUsersThisMonth);
    wizard.replies(Reply::Usage(stamp, Ok(world::usage())));
    assert_eq!(
        (line(&wizard, "Contoso").state, line(&wizard, "Contoso").findings[0].code),
        (PlanState::Blocked, Code::ChangeTooLarge)
    );
    wizard.model.shared.draft.billing =
        Some(BillingPolicy { effective: Some("soon".to_owned()), ..Default::default() });
    wizard.tells(Message::View(true)).tells(Message::View(false));
    assert!(matches!(stand(&wizard), Stand::Failed(why) if why.code == Code::ConfigInvalid));
    assert!(wizard.model.review.rows.is_empty());
}

#[test]
fn unit_rows_are_asked_for_as_far_back_as_the_effective_date_may_lie() {
    for (effective, wanted) in [
        (None, "2026-11-23"),
        (Some("next-period"), "2026-11-23"),
        (Some("period-start"), "2025-11-23"),
        (Some("2026-10-01"), "2026-09-30"),
        (Some("2027-01-01"), "2026-11-23"),
    ] {
        let mut wizard = Wizard::decided();
        let effective_date = effective.map(str::to_owned);
        wizard.model.shared.draft.billing = Some(BillingPolicy { effective: effective_date, ..Default::default() });
        wizard.tells(Message::AgainAll);
        let asked = wizard.asked.iter().find_map(|effect| match effect {
            Effect::LoadBilling { units_from, .. } => Some(units_from.to_string()),
            _ => None,
        });
        assert_eq!(asked.as_deref(), Some(wanted), "{effective:?}");
    }
}

#[test]
fn what_is_called_otherwise_than_saved_is_a_change_here_as_in_the_grid() {
    let mut wizard = Wizard::decided();
    let mut saved = wizard.model.shared.draft.clone();
    saved.references.secret = Some("env:A".parse().unwrap());
    saved.references.tracking_id = Some("env:B".parse().unwrap());
    let mut settings = saved.settings().unwrap();
    let of = |name: &str, settings: &Settings| settings.tenants.iter().position(|one| one.name == name).unwrap();
    let (renamed, company) = (of("Contoso", &settings), of("Litware", &settings));
    settings.tenants[renamed].name = "Contoso as was".to_owned();
    settings.tenants[company].company.as_mut().unwrap().name = "Litware as was".to_owned();
    wizard.model.shared.saved = Some(Saved { settings, of: "2026-11-02".to_owned() });
    wizard.tells(Message::StepForward).answer();
    while wizard.model.review.view != View::Changes {
        wizard.tells(Message::View(true));
    }
    let rows = wizard.model.review.rows.iter();
    let mut rows: Vec<_> = rows.map(|row| (row.name.as_str(), row.what.as_str())).collect();
    rows.sort_unstable();
    assert_eq!(rows, [("Contoso", "was called Contoso as was"), ("Litware", "names as Autotask has them now")]);
    wizard.model.mapping.refresh(&wizard.model.shared);
    let in_grid = wizard.model.mapping.states.iter().filter(|state| state.is_changed).count();
    assert_eq!(in_grid, rows.len());
}
