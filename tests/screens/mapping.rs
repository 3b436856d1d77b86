//! Step 5.

use petra_autotask::wizard::effect::Effect;
use petra_autotask::wizard::{Message, Move, Step};

use super::scenes::Scene;
use super::world::{self, World};
use super::{golden, golden_ascii, golden_large};

#[test]
fn nothing_decided() {
    let scene = Scene::begin(World::default()).at_mapping();
    golden("mapping_fresh", &scene.model);
    golden("mapping_ambiguous", &scene.on_row(10).model);
}

#[test]
fn without_a_tenant() {
    let world = World::default();
    let saved = Scene::begin(World::default()).at_save().all([Message::Enter, Message::Enter]);
    let mut settings = saved.model.report.expect("it was saved").settings;
    settings.tenants.clear();
    let mut world = world;
    world.disk.saved = Some(petra_autotask::wizard::effect::Saved { settings: *settings, of: "2026-11-02".to_owned() });
    golden("mapping_empty", &Scene::begin(world).then(Message::Goto(Step::Mapping)).model);
}

#[test]
fn while_the_companies_come() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::LoadCompanies(_)));
    golden("mapping_loading", &scene.at_mapping().seconds(5).model);
}

#[test]
fn with_companies_that_were_kept() {
    let scene = Scene::begin(World::with_kept(false)).at_mapping();
    golden("mapping_kept", &scene.model);
    golden_large("mapping_kept", &scene.model);
    golden_ascii("mapping_kept", &scene.model);
    golden("picker_kept_nothing", &scene.then(Message::Enter).typed("wodgrove").model);
}

#[test]
fn while_kept_companies_are_read_again() {
    let scene = Scene::begin(World::with_kept(true)).hold(|effect| matches!(effect, Effect::LoadCompanies(_)));
    golden("mapping_kept_again", &scene.at_mapping().seconds(5).model);
}

#[test]
fn without_the_companies() {
    let world = World { companies: Vec::new(), companies_failed: Some(world::timeout()), ..World::default() };
    golden("mapping_failed", &Scene::begin(world).at_mapping().model);
}

#[test]
fn decided_with_findings() {
    let scene = Scene::begin(World::default()).with_findings();
    golden("mapping_full", &scene.model);
    golden_large("mapping_full", &scene.model);
    golden_ascii("mapping_full", &scene.model);
    let scene = scene.on_row(3).then(Message::Move(Move::Left));
    golden("mapping_finding", &scene.model);
}

#[test]
fn a_queue_of_its_own() {
    let scene = Scene::begin(World::default()).with_findings().on_column(2);
    let scene = scene.on_row(6).then(Message::Enter).typed("level").then(Message::Enter);
    golden("mapping_queue", &scene.model);
    golden_large("mapping_queue", &scene.model);
    let scene = scene.then(Message::Fields);
    let scene = (0..4).fold(scene, |scene, _| scene.then(Message::Move(Move::Right)));
    golden("mapping_fields", &scene.model);
    golden_large("mapping_fields", &scene.model);
}

#[test]
fn selected() {
    let scene = Scene::begin(World::default()).at_mapping().on_row(2);
    let scene = scene.all([Message::SelectRow, Message::SelectRow, Message::SelectRow]);
    golden("mapping_selected", &scene.model);
    let scene = scene.then(Message::Enter).typed("contoso").then(Message::Enter);
    golden("mapping_question", &scene.model);
}

#[test]
fn filtered() {
    let scene = Scene::begin(World::default()).with_findings().then(Message::Filter).typed("ö");
    golden("mapping_filtering", &scene.model);
    golden("mapping_filtered", &scene.then(Message::Enter).model);
    let scene = Scene::begin(World::default()).at_mapping().then(Message::Filter).typed("nobody").then(Message::Enter);
    golden("mapping_none", &scene.model);
}

#[test]
fn all_that_is_certain() {
    let scene = Scene::begin(World::default()).at_mapping().then(Message::AcceptCertain);
    golden("mapping_certain", &scene.model);
    golden_ascii("mapping_certain", &scene.model);
    golden("mapping_certain_undone", &scene.then(Message::Undo).model);
}

#[test]
fn in_order_of_state() {
    golden("mapping_order", &Scene::begin(World::default()).with_findings().then(Message::Order).model);
}

#[test]
fn contracts_suggested() {
    // Contoso has Gold with the service; Lucerne and the importers each have one contract with it.
    let scene = Scene::begin(World::default()).with_findings().on_column(5);
    // Behind the views undecided, ambiguous and none.
    let scene = scene.all(std::iter::repeat_n(Message::View(true), 4)).on_row(0);
    golden("mapping_contract_suggested", &scene.model);
}

#[test]
fn copied_to_the_selected_rows() {
    let scene = Scene::begin(World::default()).with_findings().on_row(7).on_column(5).then(Message::SelectAll);
    golden("mapping_copying", &scene.model);
    let scene = scene.then(Message::CopyToAll);
    golden("mapping_copied", &scene.model);
    golden_ascii("mapping_copied", &scene.model);
    // The view of those that it could not be copied to is the last one.
    golden("mapping_not_copied", &scene.then(Message::View(false)).on_row(1).model);
}
