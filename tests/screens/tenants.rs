//! Step 3.

use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::wizard::effect::Effect;
use petra_autotask::wizard::message::Message;

use super::scenes::Scene;
use super::world::World;
use super::{golden, golden_ascii, golden_large};

#[test]
fn the_question() {
    let scene = Scene::begin(World::default()).at_tenants();
    golden("tenants_question", &scene.model);
    golden("tenants_key", &scene.then(Message::Enter).pasted("petra-key-of-24-signs").model);
}

#[test]
fn under_way() {
    let scene = Scene::begin(World::default()).at_tenants().hold(|effect| matches!(effect, Effect::LoadTenants(..)));
    golden("tenants_loading", &scene.then(Message::Enter).pasted("key").then(Message::Enter).seconds(3).model);
}

#[test]
fn a_source_that_fails() {
    let refusal = Diagnostic::error(
        Code::PetraKeyRefused,
        "Petra refused the key.",
        "Make a new one in Petra: Settings → API Keys; it is shown once. Then Enter, paste it, Enter.",
    )
    .with_detail("Petra said: 401");
    let scene = Scene::begin(World { tenants: Err(vec![refusal]), ..World::default() }).at_tenants();
    golden("tenants_failed", &scene.then(Message::Enter).pasted("key").then(Message::Enter).model);
}

fn full() -> Scene {
    let scene = Scene::begin(World::default()).at_tenants().then(Message::Enter).pasted("key").then(Message::Enter);
    let scene = scene.all([Message::Tab, Message::Tab, Message::Enter]).typed("/home/me/partner-center.csv");
    scene.then(Message::Enter).down(1)
}

#[test]
fn two_sources() {
    let scene = full();
    golden("tenants_full", &scene.model);
    golden_large("tenants_full", &scene.model);
    golden_ascii("tenants_full", &scene.model);
}

#[test]
fn filtered() {
    golden("tenants_filter", &full().then(Message::Filter).typed("wo").model);
    golden("tenants_none", &full().then(Message::Filter).typed("nobody").then(Message::Enter).model);
}
