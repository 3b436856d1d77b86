//! Step 6.

use petra_autotask::domain::settings::Settings;
use petra_autotask::wizard::Effect;
use petra_autotask::wizard::effect::Saved;
use petra_autotask::wizard::{Message, Step};

use super::scenes::Scene;
use super::world::{self, World};
use super::{golden, golden_ascii, golden_large};

#[test]
fn with_findings() {
    let scene = Scene::begin(World::default()).at_review();
    golden("review_findings", &scene.model);
    golden_large("review_findings", &scene.model);
    golden_ascii("review_findings", &scene.model);
}

#[test]
fn with_errors() {
    let scene = Scene::begin(World::default()).with_findings().then(Message::StepForward);
    golden("review_errors", &scene.down(1).model);
}

#[test]
fn nothing_saved_before() {
    let scene = Scene::begin(World::default()).at_review().then(Message::View(true));
    golden("review_new", &scene.model);
    golden("review_all", &scene.then(Message::View(true)).model);
}

fn saved() -> Settings {
    let scene = Scene::begin(World::default()).at_save().all([Message::Enter, Message::Enter]);
    *scene.model.report.expect("it was saved").settings
}

/// Reviewed against a config that was saved before.
fn against(settings: Settings) -> Scene {
    let mut world = World::default();
    world.disk.saved = Some(Saved { settings, of: "2026-11-02".to_owned() });
    let scene = Scene::begin(world).then(Message::BackTab).at_connect().then(Message::Enter);
    let scene = scene.then(Message::Goto(Step::Tenants)).then(Message::Tab).then(Message::Enter).pasted("key");
    scene.all([Message::Enter, Message::Goto(Step::Mapping)])
}

#[test]
fn changes_against_a_saved_config() {
    let mut settings = saved();
    let tenant = |settings: &Settings, name: &str| {
        settings.tenants.iter().position(|tenant| tenant.name.starts_with(name)).expect("it is there")
    };
    let at = tenant(&settings, "株式会社");
    settings.tenants.remove(at);
    let at = tenant(&settings, "Lucerne");
    settings.tenants[at].company = settings.tenants[tenant(&settings, "Litware")].company.clone();
    let at = tenant(&settings, "Contoso");
    settings.tenants[at].billing = None;
    let at = tenant(&settings, "Litware");
    settings.ticketing.fields.status_update = settings.ticketing.fields.status_new.clone();
    settings.tenants[at].name = "Litware".to_owned();
    let now = saved();
    let mut scene = against(settings);
    // What was decided since.
    scene.model.shared.draft.tenants.iter_mut().for_each(|entry| {
        if let Some(new) = now.tenants.iter().find(|tenant| tenant.id == entry.settings.id) {
            entry.settings = new.clone();
        }
    });
    scene.model.shared.draft.ticketing = now.ticketing.clone();
    let scene = scene.then(Message::Goto(Step::Review)).then(Message::View(true)).down(1);
    golden("review_changes", &scene.model);
    golden("review_filter", &scene.then(Message::Filter).typed("con").model);
}

#[test]
fn nothing_changed() {
    let scene = against(saved()).then(Message::Goto(Step::Review)).then(Message::View(true));
    golden("review_same", &scene.model);
}

#[test]
fn units_now_and_wanted() {
    let scene = Scene::begin(World::default()).at_units();
    golden("review_units", &scene.model);
    golden_large("review_units", &scene.model);
    golden_ascii("review_units", &scene.model);
    golden("review_units_blocked", &scene.down(1).model);
}

#[test]
fn units_without_usage() {
    let awaited = Scene::begin(World::default()).at_review();
    let awaited = awaited.hold(|effect| matches!(effect, Effect::LoadUsage(..))).then(Message::View(false));
    let awaited = awaited.seconds(3);
    golden("review_units_awaited", &awaited.model);
    golden_large("review_units_awaited", &awaited.model);
    golden("review_units_left", &awaited.then(Message::Back).model);

    let failed = Scene::begin(World { usage: Err(world::key_refused()), ..World::default() }).at_units();
    golden("review_units_failed", &failed.model);
    golden_large("review_units_failed", &failed.model);

    let mut keyless = Scene::begin(World::default()).at_review();
    keyless.model.tenants.fields[0].set("");
    let keyless = keyless.all([Message::StepBack, Message::StepForward, Message::View(false)]);
    golden("review_units_no_key", &keyless.model);
    golden_large("review_units_no_key", &keyless.model);
}

#[test]
fn units_while_contracts_are_read() {
    let scene = Scene::begin(World::default()).at_units();
    let scene = scene.hold(|effect| matches!(effect, Effect::LoadBilling { .. }));
    golden("review_units_contracts", &scene.then(Message::AgainAll).seconds(2).model);
}
