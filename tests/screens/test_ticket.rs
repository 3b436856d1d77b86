//! The test ticket of step 7.

use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::settings::Named;
use petra_autotask::wizard::effect::{Effect, TestTicket};
use petra_autotask::wizard::{Message, Step};

use super::scenes::Scene;
use super::world::{self, World};
use super::{golden, golden_ascii, golden_large};

fn begin() -> Scene {
    Scene::begin(World::default())
}

/// A world where this comes of it.
fn with(test_ticket: Result<TestTicket, Vec<Diagnostic>>) -> Scene {
    Scene::begin(World { test_ticket, ..World::default() })
}

#[test]
fn its_line() {
    golden("test_ticket_line", &begin().saved().down(2).model);
    // Where something was answered since, the stores are shown again, and the line goes by what was saved.
    let changed = begin().saved().then(Message::Goto(Step::Mapping)).on_row(1).on_column(1);
    let changed = changed.then(Message::Enter).typed("litware").then(Message::Enter).then(Message::Goto(Step::Save));
    golden("test_ticket_line_unsaved", &changed.down(100).model);
}

#[test]
fn for_whom() {
    let scene = begin().saved().down(2).then(Message::Enter);
    golden("test_ticket_tenants", &scene.model);
    golden_large("test_ticket_tenants", &scene.model);
    golden("test_ticket_tenants_typed", &scene.typed("wood").model);
}

#[test]
fn the_question() {
    let scene = begin().at_test_question();
    golden("test_ticket_question", &scene.model);
    golden_large("test_ticket_question", &scene.model);
    golden_ascii("test_ticket_question", &scene.model);
    let url = "http://127.0.0.1:4010/ATServicesRest/".to_owned();
    let world = World { zone: petra_autotask::domain::account::Zone { url, ..world::zone() }, ..World::default() };
    golden("test_ticket_question_sandbox", &Scene::begin(world).at_test_question().model);
    golden("test_ticket_left", &scene.then(Message::Enter).model);
}

#[test]
fn under_way() {
    let scene = begin().hold(|effect| matches!(effect, Effect::OpenTestTicket(..))).at_test_question();
    let scene = scene.then(Message::Yes).seconds(3);
    golden("test_ticket_opening", &scene.model);
    let scene = scene.then(Message::Back);
    golden("test_ticket_opening_left", &scene.model);
    golden("test_ticket_opening_elsewhere", &scene.then(Message::Goto(Step::Tenants)).model);
}

#[test]
fn it_is_there() {
    let scene = begin().at_test_question().then(Message::Yes);
    golden("test_ticket_there", &scene.model);
    golden_large("test_ticket_there", &scene.model);
    golden_ascii("test_ticket_there", &scene.model);
    let scene = scene.then(Message::Copy);
    golden("test_ticket_copied", &scene.model);
    let scene = scene.then(Message::CloseTicket);
    golden("test_ticket_closed", &scene.model);
    golden("test_ticket_closed_line", &scene.then(Message::Back).model);
}

#[test]
fn being_closed() {
    let scene = begin().hold(|effect| matches!(effect, Effect::CloseTestTicket(..))).at_test_question();
    golden("test_ticket_closing", &scene.all([Message::Yes, Message::CloseTicket]).seconds(2).model);
}

#[test]
fn it_is_not_closed() {
    let mut scene = begin().at_test_question().then(Message::Yes);
    scene.world.test_ticket = Err(vec![world::timeout()]);
    golden("test_ticket_not_closed", &scene.then(Message::CloseTicket).model);
}

#[test]
fn autotask_made_something_else_of_it() {
    let elsewhere = TestTicket { queue: Some(Named::new(9, "Post Sale")), url: None, ..world::test_ticket() };
    golden("test_ticket_elsewhere", &with(Ok(elsewhere)).at_test_question().then(Message::Yes).model);
}

#[test]
fn it_is_refused() {
    let scene = with(Err(vec![world::status_refused()])).at_test_question().then(Message::Yes);
    golden("test_ticket_refused", &scene.model);
    golden_ascii("test_ticket_refused", &scene.model);
    golden("test_ticket_refused_line", &scene.then(Message::Back).model);
    let required = Diagnostic::error(
        Code::FieldRequired,
        "Autotask requires the field contactID in this ticket, which this program does not fill.",
        "Have Autotask not require it for this ticket category, or choose another Ticket category in the wizard's step Ticketing: petra-autotask --step ticketing.",
    );
    let several = vec![world::status_refused(), required];
    golden("test_ticket_refused_twice", &with(Err(several)).at_test_question().then(Message::Yes).model);
}
