//! Step 1.

use petra_autotask::wizard::{Message, Move};

use super::scenes::Scene;
use super::world::World;
use super::{golden, golden_ascii, golden_large};

#[test]
fn at_the_start() {
    let scene = Scene::begin_with(World::default(), |facts| facts.demo = true);
    golden("guide_start", &scene.model);
    golden_large("guide_start", &scene.model);
}

#[test]
fn further_down() {
    let scene = Scene::begin(World::default()).then(Message::Move(Move::Last));
    golden("guide_last", &scene.model);
    golden_ascii("guide_last", &scene.model);
}

#[test]
fn with_a_login_made() {
    golden("guide_made", &Scene::begin(World::default()).then(Message::Generate).model);
}
