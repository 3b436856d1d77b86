//! Step 7.

use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::wizard::effect::Effect;
use petra_autotask::wizard::{Message, Move};

use super::scenes::Scene;
use super::world::World;
use super::{golden, golden_ascii, golden_large};

#[test]
fn the_stores() {
    let scene = Scene::begin(World::default()).at_save();
    golden("save_stores", &scene.model);
    golden_ascii("save_stores", &scene.model);
    let scene = scene.down(1).then(Message::Enter);
    golden("save_chosen", &scene.model);
    golden("save_path", &scene.then(Message::Move(Move::First)).model);
}

#[test]
fn a_trial_that_is_not_waited_for() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::ProbeStores(_)));
    golden("save_left", &scene.at_save().then(Message::Back).model);
}

#[test]
fn while_the_stores_are_tried() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::ProbeStores(_)));
    golden("save_trying", &scene.at_save().seconds(2).model);
}

#[test]
fn under_way() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::Save(..)));
    golden("save_saving", &scene.at_save().all([Message::Enter, Message::Enter]).seconds(3).model);
}

#[test]
fn it_fails() {
    let failure = Diagnostic::error(
        Code::WriteFailed,
        "The config could not be written: ~/.config/petra-autotask/config.json.",
        "Free some room there, or choose another path; nothing was changed.",
    )
    .with_detail("No space left on device");
    let world = World { save_failed: Some(failure), ..World::default() };
    golden("save_failed", &Scene::begin(world).at_save().all([Message::Enter, Message::Enter]).model);
}

#[test]
fn it_is_saved() {
    let scene = Scene::begin(World::default()).at_save().all([Message::Enter, Message::Enter]);
    golden("save_done", &scene.model);
    golden_large("save_done", &scene.model);
    golden("save_done_last", &scene.then(Message::Move(Move::Last)).model);
}
