//! Step 4.

use petra_autotask::wizard::effect::Effect;
use petra_autotask::wizard::{Message, Move};

use super::scenes::Scene;
use super::world::{self, World};
use super::{golden, golden_ascii, golden_large};

#[test]
fn nothing_chosen() {
    golden("ticketing_empty", &Scene::begin(World::default()).at_ticketing().model);
}

#[test]
fn while_the_lists_are_awaited() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::LoadTicketLists(_)));
    let scene = scene.at_ticketing().seconds(4);
    golden("ticketing_loading", &scene.model);
    golden("ticketing_loading_picker", &scene.then(Message::Enter).model);
}

#[test]
fn without_the_lists() {
    let world = World { lists: Err(world::timeout()), ..World::default() };
    golden("ticketing_failed", &Scene::begin(world).at_ticketing().model);
}

#[test]
fn chosen() {
    let scene = Scene::begin(World::default()).with_defaults();
    golden("ticketing_full", &scene.model);
    golden_large("ticketing_full", &scene.model);
    golden("ticketing_last", &scene.then(Message::Move(Move::Last)).model);
}

#[test]
fn the_picker_of_a_field() {
    let scene = Scene::begin(World::default()).at_ticketing().then(Message::Enter);
    golden("ticketing_picker", &scene.model);
    golden_ascii("ticketing_picker", &scene.model);
}
