//! Step 2.

use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::wizard::effect::{Check, Effect, Reply};
use petra_autotask::wizard::remote::Remote;
use petra_autotask::wizard::{Message, Step};

use super::scenes::Scene;
use super::world::{self, World};
use super::{golden, golden_ascii, golden_large};

#[test]
fn empty() {
    let scene = Scene::begin(World::default()).then(Message::Goto(Step::Connect));
    golden("connect_empty", &scene.model);
    golden_ascii("connect_empty", &scene.model);
}

#[test]
fn a_value_that_cannot_be_right() {
    let scene = Scene::begin(World::default()).then(Message::Goto(Step::Connect)).typed("kölner@msp.example");
    golden("connect_wrong", &scene.all([Message::Enter, Message::Tab]).model);
}

#[test]
fn under_way() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::Connect { .. }));
    let scene = scene.at_connect().then(Message::Enter).seconds(2);
    let Remote::Loading(wait) = scene.model.connect.test else { panic!("the test runs") };
    let replies = [
        Reply::ZoneFound(wait.stamp, world::zone()),
        Reply::Checked(wait.stamp, Check::Zone, Ok(String::new())),
        Reply::Checked(wait.stamp, Check::SignIn, Ok(String::new())),
        Reply::Threshold(wait.stamp, world::threshold()),
    ];
    let scene = scene.all(replies.map(Message::Reply)).seconds(2).down(2);
    golden("connect_running", &scene.model);
}

#[test]
fn all_is_granted() {
    let scene = Scene::begin(World::default()).at_connect().then(Message::Enter);
    golden("connect_ok", &scene.model);
    golden_large("connect_ok", &scene.model);
}

#[test]
fn billing_is_refused() {
    let refused =
        vec![(Check::Contracts, world::permission_missing()), (Check::ContractServices, world::permission_missing())];
    let scene = Scene::begin(World { refused, ..World::default() }).at_connect().then(Message::Enter);
    golden("connect_refused", &scene.model);
}

#[test]
fn the_sign_in_is_refused() {
    let refusal = Diagnostic::error(
        Code::SignInRefused,
        "Autotask refused the sign-in; it does not say which of the three values was wrong.",
        "Re-enter the Username, Password and Tracking Identifier, and confirm that the user's Security Level is “API User (system)” in Autotask.",
    )
    .with_detail("Autotask said: 401");
    let world = World { refused: vec![(Check::SignIn, refusal)], ..World::default() };
    golden("connect_sign_in", &Scene::begin(world).at_connect().then(Message::Enter).model);
}
