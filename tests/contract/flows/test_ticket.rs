//! The test ticket of Save, by keys: opened once with the saved mapping, whatever happens on the way, and closed.

use petra_autotask::domain::diagnostic::Code;
use petra_autotask::domain::reference::StoreKind;
use petra_autotask::sandbox::Options;
use petra_autotask::wizard::effect::TestTicket;
use petra_autotask::wizard::steps::mapping::Column;
use petra_autotask::wizard::steps::save::Focus;
use petra_autotask::wizard::steps::save::test_ticket::{Course, Said};
use petra_autotask::wizard::{Message, Step};
use serde_json::json;

use super::session::{Session, Site, world};
use super::walk::{decides, to_mapping};

/// At Save, saved, on the line of the test ticket.
fn on_its_line(site: &Site) -> Session {
    let mut wizard = to_mapping(site, "home");
    decides(&mut wizard);
    wizard.saves(StoreKind::File).moves(2);
    assert_eq!(wizard.model.save.focus, Focus::TestTicket);
    wizard
}

/// From its line to the question.
fn asks(wizard: &mut Session, tenant: &str) {
    wizard.enters().types(tenant).enters();
    assert!(wizard.model.save.testing.is_asking(), "{}", wizard.model.shared.notice);
}

fn opens(wizard: &mut Session, tenant: &str) {
    asks(wizard, tenant);
    wizard.tells(Message::Yes);
    comes(wizard);
}

/// Waits for what is under way.
fn comes(wizard: &mut Session) {
    assert!(wizard.model.is_waiting());
    wizard.until("what came of the test ticket", |model| model.save.testing.wait().is_none());
}

fn ticket(wizard: &Session) -> &TestTicket {
    wizard.model.save.testing.ticket().unwrap_or_else(|| panic!("{:?}", wizard.model.save.testing))
}

/// What takes the body, a line each.
fn body(wizard: &Session) -> String {
    let line = |said: Said| match said {
        Said::Head(_, words) | Said::Loud(_, words) | Said::Words(words) => words,
        Said::Fact(name, words) => format!("{name}: {words}"),
        Said::Gap => String::new(),
    };
    let said = wizard.model.save.testing.body(&wizard.model.shared);
    said.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn posts(site: &Site) -> usize {
    site.requests().iter().filter(|path| *path == "/Tickets").count()
}

#[test]
fn it_is_opened_once_as_the_mapping_was_saved_and_closed() {
    let site = Site::small();
    let mut wizard = on_its_line(&site);
    asks(&mut wizard, "contoso");
    let question = body(&wizard);
    for words in ["Contoso Ltd", "Security", "New", "High", "TEST: ", &site.says().username, "sandbox"] {
        assert!(question.contains(words), "{words}: {question}");
    }
    // Anything but y is a no.
    wizard.enters();
    assert!(!wizard.model.save.testing.is_open() && !wizard.model.is_waiting());
    assert_eq!(posts(&site), 0);

    opens(&mut wizard, "contoso");
    let tickets = site.tickets();
    assert_eq!((tickets.len(), posts(&site)), (1, 1));
    assert_eq!(
        (&tickets[0]["companyID"], &tickets[0]["title"]),
        (&json!(174), &json!("TEST: petra-autotask, nothing to do"))
    );
    let there = ticket(&wizard).clone();
    assert_eq!(there.number, tickets[0]["ticketNumber"].as_str().unwrap());
    assert_eq!(there.queue.as_ref().map(|queue| queue.name.as_str()), Some("Security"));
    assert!(there.url.as_ref().unwrap().ends_with(&format!("TicketID={}", there.id)));
    assert!(body(&wizard).contains(there.url.as_deref().unwrap()), "{}", body(&wizard));

    wizard.tells(Message::CloseTicket);
    comes(&mut wizard);
    assert_eq!(ticket(&wizard).status.as_ref().map(|status| status.id), Some(5));
    assert_eq!(site.tickets()[0]["status"], 5);
    // There is nothing left to close.
    wizard.tells(Message::CloseTicket);
    assert!(!wizard.model.is_waiting());
}

#[test]
fn unsaved_answers_are_not_in_it() {
    let site = Site::small();
    let mut wizard = on_its_line(&site);
    wizard.tells(Message::Goto(Step::Mapping)).on("ZZ2", Column::Company).picks("litware");
    wizard.tells(Message::Goto(Step::Review)).waits_for_contracts().tells(Message::StepForward);
    assert_eq!(wizard.model.step, Step::Save, "{}", wizard.model.shared.notice);
    wizard.moves(100);
    assert_eq!(wizard.model.save.focus, Focus::TestTicket);
    assert_eq!(wizard.model.save.testing.state(&wizard.model.shared).1, "as saved, without 1 unsaved answer");
    opens(&mut wizard, "contoso");
    assert_eq!(site.tickets()[0]["companyID"], 174);
}

#[test]
fn an_answer_that_is_lost_leaves_one_ticket_and_it_is_shown() {
    for fault in ["lose-answer@POST /Tickets*1", "http-500-after-commit@POST /Tickets*1"] {
        let site = Site::small();
        let mut wizard = on_its_line(&site);
        site.set_faults(&[fault]);
        opens(&mut wizard, "contoso");
        let tickets = site.tickets();
        assert_eq!(tickets.len(), 1, "{fault}");
        assert_eq!(ticket(&wizard).number, tickets[0]["ticketNumber"].as_str().unwrap(), "{fault}");
    }
}

#[test]
fn one_that_was_opened_unseen_is_found_by_another_try() {
    let site = Site::small();
    let mut wizard = on_its_line(&site);
    site.set_faults(&["http-500@GET /Tickets/1"]);
    opens(&mut wizard, "contoso");
    let id = site.tickets()[0]["id"].as_i64().unwrap();
    assert!(body(&wizard).contains(&format!("The ticket with id {id} is there")), "{}", body(&wizard));
    site.set_faults(&[]);
    // The same tenant has the focus.
    wizard.enters().enters().tells(Message::Yes);
    comes(&mut wizard);
    assert_eq!((ticket(&wizard).id, site.tickets().len(), posts(&site)), (id, 1, 1));
}

#[test]
fn a_refusal_names_field_value_and_remedy() {
    type Case = (&'static str, Code, &'static [&'static str]);
    let cases: [Case; 4] = [
        ("deactivated-status=1", Code::PicklistMissing, &["Status, new ticket: “New” (id 1)", "step Ticketing"]),
        ("queue-gone=29682835", Code::PicklistMissing, &["Queue: “Security” (id 29682835)", "step Ticketing"]),
        ("company-inactive=174", Code::CompanyInactive, &["“Contoso Ltd” (id 174)", "step Mapping"]),
        (
            "extra-required-field=issueType",
            Code::FieldRequired,
            &["Issue type (issueType)", "step Ticketing, Issue type"],
        ),
    ];
    let site = Site::small();
    let mut wizard = on_its_line(&site);
    asks(&mut wizard, "contoso");
    for (fault, code, words) in cases {
        site.set_faults(&[fault]);
        wizard.tells(Message::Yes);
        comes(&mut wizard);
        let Some(Course::Failed(findings)) = wizard.model.save.testing.course() else { panic!("{fault} is refused") };
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [code], "{fault}");
        let said = body(&wizard);
        for words in words {
            assert!(said.contains(words), "{fault}: {said}");
        }
        assert_eq!(site.tickets().len(), 0, "{fault}");
        wizard.enters().enters();
    }
    site.set_faults(&[]);
    wizard.tells(Message::Yes);
    comes(&mut wizard);
    assert_eq!(site.tickets().len(), 1);
}

#[test]
fn leaving_it_under_way_ends_nothing_and_what_came_of_it_is_said() {
    let site = Site::of(Options { latency_ms: 20, world: Some(world()), ..Options::default() });
    let mut wizard = on_its_line(&site);
    asks(&mut wizard, "contoso");
    // No reply is taken in between: the screen is left while it is under way, and another sign-in begins.
    wizard.tells(Message::Yes).tells(Message::Back).tells(Message::Goto(Step::Connect)).tells(Message::AgainAll);
    assert!(!wizard.model.shared.connected);
    comes(&mut wizard);
    let tickets = site.tickets();
    assert_eq!((tickets.len(), posts(&site)), (1, 1));
    let number = tickets[0]["ticketNumber"].as_str().unwrap();
    let wanted = format!("Test ticket {number} for Contoso is there. Save, step 7, shows it.");
    assert_eq!(wizard.model.shared.notice, wanted);

    // It is closed where it was opened, also when nobody is signed in any more.
    wizard.until("the connection", |model| model.shared.connected);
    wizard.tells(Message::Goto(Step::Connect)).tells(Message::BackTab).types("x").enters();
    wizard.until("the refusal", |model| !model.is_waiting());
    assert!(!wizard.model.shared.connected);
    wizard.tells(Message::Goto(Step::Save)).enters().tells(Message::CloseTicket).tells(Message::Back);
    wizard.tells(Message::Goto(Step::Guide));
    comes(&mut wizard);
    assert_eq!(wizard.model.shared.notice, format!("Test ticket {number} is closed. Save, step 7, shows it."));
    assert_eq!(site.tickets()[0]["status"], 5);
}
