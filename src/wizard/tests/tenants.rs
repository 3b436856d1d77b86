//! Tenants: sources that are read, typed, left and read again.

use super::driver::{Done, Wizard};
use super::world;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Source;
use crate::wizard::effect::{Effect, Reply, Slot};
use crate::wizard::message::Message;
use crate::wizard::model::Step;
use crate::wizard::remote::Remote;
use crate::wizard::steps::tenants::Focus;

/// At Tenants with nothing chosen.
fn at_tenants() -> Wizard {
    let mut wizard = Wizard::connected();
    wizard.presses_enter();
    assert_eq!(wizard.step(), Step::Tenants);
    wizard
}

fn names(wizard: &Wizard) -> Vec<&str> {
    wizard.model.shared.draft.tenants.iter().map(|entry| entry.settings.name.as_str()).collect()
}

#[test]
fn typed_lines_are_taken_one_by_one_or_pasted_as_a_list() {
    let mut wizard = at_tenants();
    wizard.moves(2).presses_enter().types("Contoso, contoso.example").presses_enter();
    wizard.pastes("Fabrikam, fabrikam.example\nLitware\n");
    assert_eq!(names(&wizard), ["Contoso", "Fabrikam", "Litware"]);
    wizard.check_invariants();
    wizard.presses_enter().tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Ticketing);
}

#[test]
fn a_tenant_typed_after_a_resumed_draft_drops_none_typed_before() {
    let mut wizard = at_tenants();
    wizard.moves(2).presses_enter().types("Contoso").presses_enter();
    let draft = wizard.model.shared.draft.clone();
    let mut wizard = at_tenants();
    wizard.model.shared.draft = draft;
    wizard.moves(2).presses_enter().types("Fabrikam").presses_enter();
    assert_eq!(names(&wizard), ["Contoso", "Fabrikam"]);
}

#[test]
fn a_source_that_fails_says_why_and_the_wait_of_another_can_be_left() {
    let mut wizard = at_tenants();
    wizard.presses_enter().pastes(world::KEY).presses_enter();
    let Some(Effect::LoadTenants(stamp, _)) = wizard.asked.pop_back() else { panic!("the tenants were not asked for") };
    wizard.presses_esc();
    assert_eq!((wizard.step(), wizard.model.is_waiting()), (Step::Tenants, false));
    assert!(wizard.done.contains(&Done::Cancelled(Slot::Tenants(Source::Petra))));
    wizard.replies(Reply::Tenants(stamp, Source::Petra, Ok(world::tenants())));
    assert!(names(&wizard).is_empty(), "a late reply does not count");
    wizard.tells(Message::Again);
    let Some(Effect::LoadTenants(stamp, _)) = wizard.asked.pop_back() else { panic!("the tenants were not asked for") };
    let refused = Diagnostic::error(Code::PetraKeyRefused, "Petra refused the key.", "Make another.");
    wizard.replies(Reply::Tenants(stamp, Source::Petra, Err(vec![refused])));
    assert_eq!(wizard.model.tenants.loads[0].failed().map(|failure| failure.code), Some(Code::PetraKeyRefused));
    assert_eq!(wizard.model.tenants.key().expose(), world::KEY, "nothing typed is lost");
}

#[test]
fn another_key_takes_back_the_result_of_the_one_before() {
    let mut wizard = at_tenants();
    wizard.presses_enter().pastes(world::KEY).presses_enter().answer();
    assert!(wizard.model.tenants.loads[0].ready().is_some());
    wizard.model.tenants.focus = Focus::Field(0);
    wizard.types("x");
    assert_eq!(wizard.model.tenants.loads[0], Remote::NotAsked);
    assert_eq!(names(&wizard).len(), 6, "the tenants stay");
    wizard.presses_enter();
    let Some(Effect::LoadTenants(stamp, _)) = wizard.asked.pop_back() else { panic!("the tenants were not asked for") };
    wizard.types("y");
    wizard.model.tenants.focus = Focus::Field(0);
    wizard.types("y");
    wizard.replies(Reply::Tenants(stamp, Source::Petra, Ok(Vec::new())));
    assert_eq!(names(&wizard).len(), 6, "a late reply to the old key does not count");
}

#[test]
fn states_follow_what_is_excluded_in_the_list() {
    let mut wizard = Wizard::with_tenants();
    wizard.tells(Message::StepBack).tells(Message::Exclude);
    wizard.check_invariants();
    assert_eq!(wizard.link("Adatum"), "excluded: not used");
}

/// Asks for the domains of users; gives the stamp.
fn asks_users(wizard: &mut Wizard) -> crate::wizard::remote::Stamp {
    wizard.tells(Message::UserDomains);
    let Some(Effect::LoadUserDomains(stamp, key, tenants)) = wizard.asked.pop_back() else {
        panic!("the users were not asked for")
    };
    assert_eq!((key.expose(), tenants), (world::KEY, vec!["ZZ5".to_owned()]), "only who has no domain");
    stamp
}

#[test]
fn a_tenant_without_a_domain_gets_those_of_its_users() {
    let mut wizard = at_tenants();
    wizard.tells(Message::UserDomains);
    assert!(wizard.asked.is_empty(), "without a key nobody can be asked");
    wizard.presses_enter().pastes(world::KEY).presses_enter().answer();
    assert_eq!(wizard.model.tenants.can_ask_users(), 1);
    let stamp = asks_users(&mut wizard);
    assert_eq!(
        wizard.notice(),
        "Asking Petra for the users of 1 tenant, 10 a minute: within a minute. Esc leaves it; what came stays."
    );
    assert_eq!(wizard.model.tenants.source_state(&wizard.model.shared, Source::Petra), "6 tenants; users of 0 of 1");
    wizard.tells(Message::UserDomains);
    assert!(wizard.asked.is_empty(), "one asking at a time");
    wizard.replies(Reply::UserDomains(stamp, "ZZ5".to_owned(), vec!["tailspin.example".to_owned()]));
    wizard.replies(Reply::UserDomainsEnded(stamp, Ok(())));
    let entry = wizard.model.shared.draft.tenant("ZZ5").unwrap();
    assert_eq!(
        (entry.domains.as_slice(), entry.settings.domain.as_deref()),
        (&["tailspin.example".to_owned()][..], Some("tailspin.example"))
    );
    assert_eq!(wizard.notice(), "1 tenant has a domain of its users now, of 1 asked.");
    assert_eq!((wizard.model.is_waiting(), wizard.model.tenants.can_ask_users()), (false, 0));
}

#[test]
fn the_asking_for_users_can_be_left_and_a_refusal_is_said() {
    let mut wizard = at_tenants();
    wizard.presses_enter().pastes(world::KEY).presses_enter().answer();
    let stamp = asks_users(&mut wizard);
    wizard.presses_esc();
    assert!(wizard.done.contains(&Done::Cancelled(Slot::UserDomains)));
    assert_eq!((wizard.step(), wizard.model.is_waiting()), (Step::Tenants, false));
    wizard.replies(Reply::UserDomains(stamp, "ZZ5".to_owned(), vec!["late.example".to_owned()]));
    assert!(wizard.model.shared.draft.tenant("ZZ5").unwrap().domains.is_empty(), "a late reply does not count");
    let stamp = asks_users(&mut wizard);
    let refused = Diagnostic::error(Code::Throttled, "Petra is asked too often.", "Wait a minute.");
    wizard.replies(Reply::UserDomainsEnded(stamp, Err(refused)));
    assert_eq!(wizard.notice(), "Petra is asked too often. 0 tenants have a domain of its users now. Wait a minute.");
    assert_eq!(wizard.model.tenants.can_ask_users(), 1, "it can be tried again");
}

#[test]
fn what_was_suggested_without_a_domain_is_suggested_anew_with_it() {
    let mut wizard = Wizard::at_mapping();
    let kept = wizard.model.mapping.suggestions.len();
    wizard.tells(Message::Goto(Step::Tenants));
    let stamp = asks_users(&mut wizard);
    wizard.replies(Reply::UserDomains(stamp, "ZZ5".to_owned(), vec!["tailspin.example".to_owned()]));
    assert_eq!(wizard.model.mapping.suggestions.len(), kept - 1);
    wizard.tells(Message::Goto(Step::Mapping));
    assert!(wizard.asked.iter().any(|effect| matches!(effect, Effect::Suggest { .. })));
}
