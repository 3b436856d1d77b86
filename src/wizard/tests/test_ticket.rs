//! The test ticket of Save: for whom, what y alone sends, what is under way, and what came of it.

use super::driver::{Done, Wizard};
use super::world;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::reference::StoreKind;
use crate::domain::settings::Named;
use crate::wizard::describe;
use crate::wizard::effect::{Effect, Leave, Reply, TestRequest, TestTicket};
use crate::wizard::message::{Message, Move};
use crate::wizard::model::Step;
use crate::wizard::remote::Stamp;
use crate::wizard::steps::mapping::Column;
use crate::wizard::steps::save::Focus;
use crate::wizard::steps::save::test_ticket::{Course, Said, Testing, Tone};

/// At Save, saved, on the line of the test ticket.
fn on_its_line() -> Wizard {
    let mut wizard = Wizard::saved();
    wizard.moves(2);
    assert_eq!(wizard.model.save.focus, Focus::TestTicket);
    wizard
}

/// At the question, for Contoso.
fn asked() -> Wizard {
    let mut wizard = on_its_line();
    wizard.picks("contoso");
    assert!(testing(&wizard).is_asking(), "{}", wizard.notice());
    wizard
}

/// Under way, for Contoso.
fn under_way() -> Wizard {
    let mut wizard = asked();
    wizard.tells(Message::Yes);
    assert!(testing(&wizard).wait().is_some());
    wizard
}

fn testing(wizard: &Wizard) -> &Testing {
    &wizard.model.save.testing
}

/// The last request for a ticket.
fn request(wizard: &Wizard) -> Option<(Stamp, &TestRequest)> {
    wizard.asked.iter().rev().find_map(|effect| match effect {
        Effect::OpenTestTicket(stamp, request) => Some((*stamp, request)),
        _ => None,
    })
}

/// What takes the body.
fn body(wizard: &Wizard) -> Vec<Said> {
    testing(wizard).body(&wizard.model.shared)
}

fn fact(wizard: &Wizard, wanted: &str) -> String {
    let facts = body(wizard).into_iter().filter_map(|said| match said {
        Said::Fact(name, words) if name == wanted => Some(words),
        _ => None,
    });
    facts.collect()
}

fn refusal() -> Vec<Diagnostic> {
    let refused = Diagnostic::error(Code::PicklistInactive, "Queue: “Security” (id 2) was refused.", "Choose another.");
    vec![refused.with_detail("Queue is inactive.")]
}

#[test]
fn only_mapped_tenants_of_the_saved_config_are_offered() {
    let mut wizard = on_its_line();
    let saved = wizard.model.shared.saved.as_mut().unwrap();
    saved.settings.tenants[0].excluded = Some("own IT".to_owned());
    wizard.presses_enter();
    let picker = testing(&wizard).picker().expect("a list is open");
    let rows = picker.rows(0..picker.len(), &wizard.model.shared.catalog);
    let rows: Vec<_> = rows.iter().map(|row| row.cells.join(": ")).collect();
    assert_eq!(
        rows,
        ["Contoso: Contoso Ltd", "Fabrikam: Fabrikam Inc", "Litware: Litware GmbH", "Woodgrove: Woodgrove Bank AG"],
        "an excluded one is not"
    );
    assert!(wizard.model.is_text());
    wizard.types("nobody").presses_enter();
    assert_eq!(wizard.notice(), "Nothing was taken: no row is left.");
    wizard.presses_esc();
    assert_eq!((testing(&wizard).is_open(), wizard.step()), (false, Step::Save));
    assert!(wizard.asked.is_empty(), "{:?}", wizard.asked);
}

#[test]
fn the_question_says_what_is_opened_where_and_whether_people_see_it() {
    let mut wizard = asked();
    for (name, wanted) in [
        ("Company", "Contoso Ltd"),
        ("Queue", "Security"),
        ("Status", "New, priority High"),
        ("Title", "TEST: petra-autotask, nothing to do"),
        ("Account", "api-petra@northwind.example, America East 2"),
    ] {
        assert_eq!(fact(&wizard, name), wanted, "{name}");
    }
    assert!(
        body(&wizard)
            .contains(&Said::Loud(Tone::Warning, "REAL AUTOTASK, NOT THE SANDBOX: technicians will see it".to_owned()))
    );
    wizard.model.shared.draft.zone.as_mut().unwrap().url = "http://127.0.0.1:4010/ATServicesRest/".to_owned();
    wizard.presses_esc().picks("contoso");
    let loud: Vec<_> = body(&wizard).into_iter().filter(|said| matches!(said, Said::Loud(..))).collect();
    assert_eq!(loud, [Said::Loud(Tone::Plain, "In the sandbox on this machine: nobody will see it.".to_owned())]);
}

#[test]
fn y_alone_sends_it_and_anything_else_leaves() {
    for deed in [
        Message::Enter,
        Message::Back,
        Message::Tab,
        Message::Move(Move::Rows(1)),
        Message::Paste("y".into()),
        Message::Copy,
        Message::CloseTicket,
        Message::QuitKeep,
        Message::Accept,
    ] {
        let mut wizard = asked();
        wizard.tells(deed.clone());
        assert!(!testing(&wizard).is_open(), "{deed:?}");
        assert_eq!((wizard.notice(), wizard.asked.len()), ("No ticket was opened.", 0), "{deed:?}");
        wizard.tells(Message::Yes);
        assert_eq!(wizard.asked.len(), 0, "{deed:?}: there is no question any more");
    }
    let wizard = under_way();
    let (_, request) = request(&wizard).expect("it is sent");
    assert_eq!(request.tenant, "ZZ2");
    assert_eq!(Some(&*request.settings), wizard.model.shared.saved.as_ref().map(|saved| &saved.settings));
}

#[test]
fn a_question_that_was_left_for_another_step_is_not_asked_again() {
    let mut wizard = asked();
    wizard.tells(Message::Goto(Step::Review)).tells(Message::Goto(Step::Save)).tells(Message::Yes);
    assert!(!testing(&wizard).is_open() && request(&wizard).is_none());
}

#[test]
fn what_was_read_is_what_is_sent() {
    let mut wizard = asked();
    let settings = &mut wizard.model.shared.saved.as_mut().unwrap().settings;
    settings.tenants.iter_mut().find(|tenant| tenant.id == "ZZ2").unwrap().company = Some(Named::new(190, "Litware"));
    wizard.tells(Message::Yes);
    assert!(request(&wizard).is_none());
    assert_eq!(fact(&wizard, "Company"), "Litware", "it is asked anew");
    wizard.tells(Message::Yes);
    assert!(request(&wizard).is_some());
}

#[test]
fn what_keeps_it_from_being_opened_is_said() {
    type Change = fn(&mut Wizard);
    let cases: [(Change, &str); 4] = [
        (|wizard| wizard.model.shared.connected = false, "waits for the connection test of step 2"),
        (
            |wizard| wizard.model.shared.draft.username = "other@northwind.example".to_owned(),
            "Save first: the saved config is of api-petra@northwind.example, and you are signed in as other@northwind.example.",
        ),
        (|wizard| wizard.model.shared.facts.rehearsal = true, "written to only on loopback"),
        (
            |wizard| wizard.model.shared.saved.as_mut().unwrap().settings.tenants.clear(),
            "No tenant of the saved config is mapped",
        ),
    ];
    for (change, words) in cases {
        let mut wizard = on_its_line();
        change(&mut wizard);
        wizard.presses_enter();
        assert!(!testing(&wizard).is_open() && wizard.notice().contains(words), "{words}: {}", wizard.notice());
        let detail = describe::detail(&wizard.model).paragraphs.join(" ");
        assert!(detail.contains(words), "{words}: {detail}");
        // The same holds at the last moment.
        let mut wizard = asked();
        change(&mut wizard);
        wizard.tells(Message::Yes);
        assert!(request(&wizard).is_none() && !wizard.notice().is_empty(), "{words}");
    }
    let mut wizard = on_its_line();
    wizard.model.shared.facts.rehearsal = true;
    wizard.model.shared.draft.zone.as_mut().unwrap().url = "http://localhost:4010/".to_owned();
    wizard.presses_enter();
    assert!(testing(&wizard).picker().is_some(), "a rehearsal on this machine: {}", wizard.notice());
}

#[test]
fn before_a_save_the_line_goes_by_what_was_saved_and_says_so() {
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.moves(100);
    assert_eq!(wizard.model.save.focus, Focus::Save, "nothing is saved yet");

    let mut wizard = on_its_line();
    wizard.tells(Message::Goto(Step::Mapping)).on("Contoso", Column::Company).picks("litware");
    wizard.answer().tells(Message::StepForward).answer().tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Save, "{}", wizard.notice());
    wizard.moves(100);
    assert_eq!(wizard.model.save.focus, Focus::TestTicket);
    assert_eq!(testing(&wizard).state(&wizard.model.shared).1, "as saved, without 1 unsaved answer");
    wizard.picks("contoso");
    assert_eq!(fact(&wizard, "Company"), "Contoso Ltd");
    let detail = describe::detail(&wizard.model).paragraphs.join(" ");
    assert!(detail.contains("without 1 unsaved answer"), "{detail}");
    assert!(detail.contains("petra-autotask ticket test --tenant ZZ2"), "{detail}");
    // While the file is written nobody knows what is saved.
    wizard.presses_esc().chooses_store(StoreKind::File).presses_enter().moves(1);
    assert_eq!(wizard.model.save.focus, Focus::TestTicket);
    wizard.presses_enter();
    assert!(!testing(&wizard).is_open() && wizard.notice().starts_with("It is being saved"), "{}", wizard.notice());
}

#[test]
fn leaving_hides_it_and_nothing_is_cancelled_or_sent_again() {
    let mut wizard = under_way();
    for deed in [Message::Enter, Message::Yes, Message::CloseTicket, Message::Copy, Message::Move(Move::Rows(1))] {
        wizard.tells(deed.clone());
        assert!(matches!(body(&wizard)[0], Said::Head(Tone::Awaited, _)), "{deed:?}");
    }
    wizard.tells(Message::Second).presses_esc();
    assert!(!testing(&wizard).is_open() && wizard.model.is_waiting());
    assert_eq!(testing(&wizard).state(&wizard.model.shared), (Tone::Awaited, "being opened, 1 s".to_owned()));
    wizard.presses_enter();
    assert!(testing(&wizard).is_open(), "Enter shows it again");
    assert_eq!(body(&wizard)[0], Said::Head(Tone::Awaited, "Opening a test ticket for Contoso, 1 s".to_owned()));
    wizard.tells(Message::Goto(Step::Tenants));
    assert_eq!(describe::standing(&wizard.model), "Opening the test ticket for Contoso, 1 s.");
    wizard.tells(Message::Goto(Step::Save));
    assert!(testing(&wizard).is_open());
    assert_eq!(wizard.asked.len(), 1, "{:?}", wizard.asked);
    assert!(!wizard.done.iter().any(|done| matches!(done, Done::Cancelled(_))), "{:?}", wizard.done);
    wizard.answer();
    assert_eq!(body(&wizard)[0], Said::Head(Tone::Good, "Test ticket T20261124.0001 is open".to_owned()));
    assert_eq!(wizard.notice(), "", "it is seen");
}

#[test]
fn what_came_of_it_is_said_where_it_is_not_seen() {
    type Away = fn(&mut Wizard);
    let aways: [(Away, &str); 2] = [
        (
            |wizard| {
                wizard.presses_esc();
            },
            "",
        ),
        (
            |wizard| {
                wizard.tells(Message::Goto(Step::Mapping));
            },
            " Save, step 7, shows it.",
        ),
    ];
    for (away, more) in aways {
        for (came, said) in [
            (Ok(world::test_ticket()), "Test ticket T20261124.0001 for Contoso is there."),
            (Err(refusal()), "The test ticket for Contoso failed: Queue: “Security” (id 2) was refused."),
        ] {
            let mut wizard = under_way();
            wizard.test_ticket = came;
            away(&mut wizard);
            wizard.answer();
            assert_eq!(wizard.notice(), format!("{said}{more}"));
        }
    }
}

#[test]
fn an_answer_that_is_not_awaited_counts_for_nothing() {
    let mut wizard = under_way();
    let (stamp, _) = request(&wizard).unwrap();
    wizard.replies(Reply::TestTicket(Stamp(stamp.0 + 1), Ok(world::test_ticket())));
    assert!(testing(&wizard).wait().is_some() && testing(&wizard).ticket().is_none());
    wizard.answer();
    wizard.replies(Reply::TestTicket(stamp, Err(refusal())));
    assert_eq!(testing(&wizard).course(), Some(&Course::There(world::test_ticket(), Vec::new())));
}

#[test]
fn the_link_is_copied_where_there_is_one() {
    let mut wizard = under_way();
    wizard.answer().tells(Message::Copy);
    assert_eq!(wizard.done.last(), Some(&Done::Copied(world::test_ticket().url.unwrap())));
    assert_eq!(fact(&wizard, "Link"), world::test_ticket().url.unwrap());
    let mut wizard = under_way();
    wizard.test_ticket = Ok(TestTicket { url: None, ..world::test_ticket() });
    wizard.answer().tells(Message::Copy);
    assert!(!wizard.done.iter().any(|done| matches!(done, Done::Copied(_))));
    assert_eq!(fact(&wizard, "Link"), "");
}

#[test]
fn what_autotask_made_of_it_stands_beside_what_the_mapping_says() {
    let mut wizard = under_way();
    wizard.test_ticket = Ok(TestTicket { queue: Some(Named::new(1, "Level 1")), status: None, ..world::test_ticket() });
    wizard.answer();
    assert_eq!(fact(&wizard, "Queue"), "Level 1, where the mapping says Security");
    assert_eq!(fact(&wizard, "Status"), "-");
}

#[test]
fn x_closes_it_once_and_says_what_was_read_back() {
    let mut wizard = under_way();
    wizard.answer().tells(Message::CloseTicket).tells(Message::CloseTicket);
    assert!(matches!(wizard.asked.make_contiguous(), [Effect::CloseTestTicket(_, 7001)]), "{:?}", wizard.asked);
    assert_eq!(body(&wizard)[0], Said::Head(Tone::Awaited, "Closing test ticket T20261124.0001, 0 s".to_owned()));
    wizard.test_ticket = Err(refusal());
    wizard.answer();
    assert_eq!(body(&wizard)[0], Said::Head(Tone::Bad, "Test ticket T20261124.0001 was not closed".to_owned()));
    assert!(body(&wizard).contains(&Said::Words(refusal()[0].summary.clone())));
    assert_eq!(fact(&wizard, "Status"), "New", "it is still there");
    // Where it cannot be told whether it was closed, neither is claimed.
    wizard.test_ticket = Err(vec![Diagnostic::error(Code::Unsettled, "No answer came.", "Look in Autotask.")]);
    wizard.tells(Message::CloseTicket).answer();
    assert_eq!(body(&wizard)[0], Said::Head(Tone::Bad, "Test ticket T20261124.0001 may be closed, or not".to_owned()));
    wizard.test_ticket = Ok(world::test_ticket());
    wizard.tells(Message::CloseTicket).answer();
    assert_eq!(body(&wizard)[0], Said::Head(Tone::Good, "Test ticket T20261124.0001 is closed".to_owned()));
    assert_eq!(fact(&wizard, "Status"), "Complete");
    wizard.tells(Message::CloseTicket);
    assert!(wizard.asked.is_empty(), "it is closed already");
}

#[test]
fn a_refusal_is_shown_with_its_remedy_and_another_try_begins_at_its_tenant() {
    let mut wizard = under_way();
    wizard.test_ticket = Err(refusal());
    wizard.answer();
    let said = body(&wizard);
    assert_eq!(said[0], Said::Head(Tone::Bad, "The test ticket for Contoso failed".to_owned()));
    for words in [&refusal()[0].summary, &refusal()[0].hint] {
        assert!(said.contains(&Said::Words(words.clone())), "{said:?}");
    }
    let detail = describe::detail(&wizard.model);
    assert_eq!(detail.title, "Not opened   error   picklist-inactive");
    assert_eq!(detail.paragraphs[0], "Queue is inactive.");
    assert!(describe::info(&wizard.model).contains(&refusal()[0].hint));
    wizard.test_ticket = Ok(world::test_ticket());
    wizard.presses_enter().presses_enter();
    assert_eq!(fact(&wizard, "Company"), "Contoso Ltd");
    wizard.tells(Message::Yes).answer();
    assert!(testing(&wizard).ticket().is_some());
}

#[test]
fn after_another_save_a_refusal_is_of_yesterday_and_a_ticket_is_not() {
    for (came, stays) in [(Err(refusal()), false), (Ok(world::test_ticket()), true)] {
        let mut wizard = under_way();
        wizard.test_ticket = came;
        wizard.answer().tells(Message::Goto(Step::Mapping)).on("Adatum", Column::Company).picks("litware");
        wizard.answer().tells(Message::StepForward).answer().tells(Message::StepForward).answer();
        wizard.chooses_store(StoreKind::File).presses_enter().answer();
        assert!(wizard.model.save.done().is_some());
        assert_eq!(testing(&wizard).course().is_some(), stays);
    }
}

#[test]
fn the_last_lines_in_the_shell_name_the_ticket() {
    let last = |wizard: &Wizard| describe::farewell(&wizard.model).pop().unwrap();
    let mut wizard = under_way();
    assert_eq!(
        last(&wizard),
        "A test ticket for Contoso was being opened: see in Autotask whether “TEST: petra-autotask, nothing to do” is there."
    );
    wizard.answer();
    assert_eq!(last(&wizard), "Test ticket T20261124.0001 is open.");
    wizard.tells(Message::CloseTicket);
    assert!(last(&wizard).starts_with("Test ticket T20261124.0001 was being closed"));
    wizard.answer();
    assert_eq!(last(&wizard), "Test ticket T20261124.0001 is closed.");
    // With something unsaved it is no longer true that nothing was changed in Autotask.
    wizard.tells(Message::Goto(Step::Mapping)).on("Adatum", Column::Company).picks("litware");
    let said = describe::farewell(&wizard.model);
    assert!(said.contains(&"Since it was saved nothing was changed in config.json.".to_owned()), "{said:?}");
    assert!(said.contains(&"Test ticket T20261124.0001 is closed.".to_owned()), "{said:?}");
}

#[test]
fn the_last_lines_name_earlier_tickets_and_those_that_may_be_there() {
    let said = |wizard: &Wizard| describe::farewell(&wizard.model).join("\n");
    let mut wizard = under_way();
    wizard.answer().picks("contoso").tells(Message::Yes);
    wizard.test_ticket = Err(refusal());
    wizard.answer();
    let failed = format!("The test ticket for Contoso failed: {}", refusal()[0].summary);
    assert!(said(&wizard).ends_with(&format!("Test ticket T20261124.0001 is open.\n{failed}")), "{}", said(&wizard));
    // Another save clears the screen, not what may be in Autotask; another try looks for it.
    wizard.model.save.testing.saved();
    assert!(testing(&wizard).course().is_none());
    assert!(said(&wizard).contains(&failed), "{}", said(&wizard));
    wizard.tells(Message::Back).picks("contoso").tells(Message::Yes);
    assert!(!said(&wizard).contains(&failed), "{}", said(&wizard));
    assert!(said(&wizard).contains("Test ticket T20261124.0001 is open."), "{}", said(&wizard));
}

#[test]
fn the_last_lines_say_where_to_look_for_one_that_may_still_come() {
    let mut wizard = under_way();
    wizard.test_ticket = Err(vec![Diagnostic::error(Code::Unsettled, "No answer came.", "See in Autotask.")]);
    wizard.answer();
    let last = describe::farewell(&wizard.model).pop().unwrap();
    assert_eq!(last, "The test ticket for Contoso failed: No answer came. See in Autotask.");
}

#[test]
fn what_was_said_elsewhere_does_not_stand_below_the_ticket() {
    let mut wizard = under_way();
    wizard.answer().tells(Message::Back);
    wizard.model.shared.say("keyring cannot be chosen here.");
    wizard.presses_enter();
    assert!(!body(&wizard).is_empty());
    assert_eq!(wizard.notice(), "");
}

#[test]
fn q_does_not_cut_it_off_and_ctrl_c_does_not_wait() {
    let mut wizard = under_way();
    wizard.tells(Message::Quit);
    assert_eq!(wizard.left(), None);
    assert!(wizard.notice().starts_with("The test ticket is under way"), "{}", wizard.notice());
    wizard.answer().tells(Message::Quit);
    assert_eq!(wizard.left(), Some(Leave::Quit));
    let mut wizard = under_way();
    wizard.tells(Message::Interrupt);
    assert_eq!(wizard.left(), Some(Leave::Interrupted));
}
