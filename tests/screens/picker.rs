//! The pickers of step 5.

use petra_autotask::domain::tenant::Tenant;
use petra_autotask::wizard::effect::{Effect, Reply};
use petra_autotask::wizard::{Message, Move};

use super::scenes::Scene;
use super::world::{self, World};
use super::{golden, golden_ascii, golden_large};

#[test]
fn companies() {
    let scene = Scene::begin(World::default()).at_mapping().on_row(10).then(Message::Enter);
    golden("picker_company", &scene.model);
    let scene = scene.typed("woodg");
    golden("picker_company_typed", &scene.model);
    golden_large("picker_company_typed", &scene.model);
    golden_ascii("picker_company_typed", &scene.model);
    golden("picker_company_cannot", &scene.then(Message::Move(Move::Last)).model);
}

#[test]
fn no_company_of_that_name() {
    let scene = Scene::begin(World::default()).at_mapping().on_row(10).then(Message::Enter).typed("wodgrove");
    golden("picker_nothing", &scene.model);
}

#[test]
fn while_the_companies_come() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::LoadCompanies(_)));
    let scene = scene.at_mapping().seconds(5).then(Message::Enter);
    golden("picker_waiting", &scene.model);
    let stamp = scene.model.shared.loads.companies.loading().expect("they are awaited").stamp;
    let page = Reply::CompaniesPage(stamp, world::companies(), Some(12_310));
    golden("picker_loading", &scene.then(Message::Reply(page)).model);
}

fn on_contract(row: i32) -> Scene {
    let scene = Scene::begin(World::default()).at_mapping().then(Message::SelectAll).then(Message::Accept);
    scene.on_row(row).right(4).then(Message::Enter)
}

#[test]
fn contracts() {
    let scene = on_contract(5);
    golden("picker_contract", &scene.model);
    golden("picker_contract_ended", &scene.down(2).model);
    golden_large("picker_contract", &on_contract(5).model);
}

#[test]
fn a_company_without_a_contract() {
    golden("picker_no_contract", &on_contract(1).model);
}

#[test]
fn services() {
    let scene = on_contract(7).typed("gold").then(Message::Enter).on_row(7).on_column(6);
    golden("picker_service", &scene.then(Message::Enter).down(2).model);
}

#[test]
fn bundles() {
    let mut world = World::default();
    world.lines.extend(world::bundle_lines());
    let scene = Scene::begin(world).at_mapping().then(Message::SelectAll).then(Message::Accept);
    let scene = scene.on_row(7).right(4).then(Message::Enter).typed("gold").then(Message::Enter);
    let scene = scene.on_row(7).on_column(6).then(Message::Enter).typed("every");
    golden("picker_bundle", &scene.model);
    let scene = scene.then(Message::Enter).on_row(7).on_column(6);
    golden("mapping_bundle", &scene.model);
    golden_large("mapping_bundle", &scene.then(Message::Enter).model);
}

#[test]
fn reasons() {
    let scene = Scene::begin(World::default()).at_mapping().on_row(0).all([Message::Exclude, Message::Enter]);
    let scene = scene.on_row(8).then(Message::Exclude);
    golden("picker_reason", &scene.model);
    golden("picker_reason_typed", &scene.typed("sold in May").model);
}

#[test]
fn names_that_would_drive_the_terminal() {
    let hostile = "\u{1b}[31mRed\u{7}\u{202e}gnp.exe\nZ\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}algo";
    let mut world = World::default();
    world.tenants = Ok(vec![Tenant { name: hostile.to_owned(), ..world::tenant("ZZk99z", "", "hostile.example") }]);
    world.companies[1].name = hostile.to_owned();
    world.companies[1].city = Some("\u{1b}]0;title\u{7}".to_owned());
    let scene = Scene::begin(world).at_mapping().then(Message::Enter).typed("red").down(0);
    golden("picker_hostile", &scene.model);
    golden("mapping_hostile", &scene.then(Message::Enter).model);
}

#[test]
fn typed_while_the_companies_come() {
    let scene = Scene::begin(World::default()).hold(|effect| matches!(effect, Effect::LoadCompanies(_)));
    let scene = scene.at_mapping().seconds(5).then(Message::Enter).typed("adatum").then(Message::Enter);
    golden("picker_loading_typed", &scene.model);
}

#[test]
fn an_id_where_no_list_can_be_had() {
    let world = World { companies: Vec::new(), companies_failed: Some(world::timeout()), ..World::default() };
    let scene = Scene::begin(world).at_mapping().then(Message::Enter);
    golden("picker_failed", &scene.model);
    let scene = scene.typed("29683174");
    golden("picker_id", &scene.model);
    golden_ascii("picker_id", &scene.model);
    golden("mapping_not_verified", &scene.then(Message::Enter).on_row(0).model);
}
