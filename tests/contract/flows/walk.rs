//! All seven steps from a fresh start to a saved file, the start after that, and the draft of every answer.

use std::fs;

use petra_autotask::domain::reference::StoreKind;
use petra_autotask::ops;
use petra_autotask::wizard::effect::Leave;
use petra_autotask::wizard::model::Overlay;
use petra_autotask::wizard::steps::mapping::Column;
use petra_autotask::wizard::{Message, Step};

use super::session::{Session, Site};

pub const DEFAULTS: [&str; 4] = ["Security", "New", "In Progress", "High"];

/// To Mapping, every list loaded.
pub fn to_mapping(site: &Site, name: &str) -> Session {
    let mut wizard = site.wizard(name, Vec::new());
    wizard.connects(site).reads_tenants(site).chooses_defaults(DEFAULTS).waits_for_companies();
    wizard
}

/// Five of the six tenants get a company, one is excluded.
pub fn decides(wizard: &mut Session) {
    for (tenant, company) in
        [("ZZ2", "contoso"), ("ZZ3", "fabrikam"), ("ZZ4", "litware"), ("ZZ5", "woodgrove bank"), ("ZZ6", "サクラ")]
    {
        wizard.on(tenant, Column::Company).picks(company);
    }
    wizard.on("ZZ1", Column::Company).tells(Message::Exclude).types("own IT").enters();
}

#[test]
fn from_a_fresh_start_to_a_saved_file_and_nothing_is_asked_again() {
    for store in [StoreKind::File, StoreKind::Env] {
        let site = Site::small();
        let mut wizard = to_mapping(&site, "home");
        decides(&mut wizard);
        wizard.saves(store);
        let saved = ops::read_saved(&site.place("home")).unwrap().settings.unwrap();
        assert_eq!(saved.tenants.len(), 6);
        assert_eq!(saved.tenants[0].excluded.as_deref(), Some("own IT"));
        let text = std::fs::read_to_string(site.config("home")).unwrap();
        for (_, secret) in site.secrets() {
            assert!(!text.contains(secret.expose()), "{text}");
        }
        wizard.tells(Message::Quit);
        assert!(wizard.left, "nothing is unsaved");
        wizard.ends();
        assert!(ops::load_draft(&site.place("home")).unwrap().0.is_none(), "no draft is left behind");

        // What the store holds is found again; with `env` it is given.
        let given = if store == StoreKind::Env { site.secrets() } else { Vec::new() };
        let mut wizard = site.wizard("home", given);
        assert_eq!((wizard.model.step, wizard.model.shared.draft.tenants.len()), (Step::Mapping, 6));
        wizard.until("the connection", |model| model.shared.connected).waits_for_companies();
        wizard.saves(store);
        assert!(!wizard.model.save.done().unwrap().changed, "the same bytes are not written again");
        assert_eq!(std::fs::read_to_string(site.config("home")).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::small();
    let mut wizard = to_mapping(&site, "home");
    decides(&mut wizard);
    wizard.saves(StoreKind::Env);
    assert_eq!(std::fs::metadata(site.config("home")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn each_answer_survives_a_line_that_drops_right_after_it() {
    let site = Site::small();
    let place = site.place("home");
    let mut wizard = to_mapping(&site, "home");
    let answers: [fn(&mut Session); 5] = [
        |wizard| {
            wizard.on("ZZ2", Column::Company).picks("contoso");
        },
        |wizard| {
            wizard.waits_for_contracts().on("ZZ2", Column::Contract).picks("gold");
        },
        |wizard| {
            wizard.on("ZZ4", Column::Company).picks("litware").waits_for_contracts();
            wizard.on("ZZ4", Column::Contract).picks("suite").on("ZZ4", Column::Service).picks("everything");
            let billing = wizard.tenant("ZZ4").billing.clone().unwrap();
            assert_eq!(billing.bundle.map(|bundle| bundle.contract_service_bundle_id), Some(77));
        },
        |wizard| {
            wizard.on("ZZ1", Column::Company).tells(Message::Exclude).types("own IT").enters();
        },
        |wizard| {
            wizard.tells(Message::Undo);
        },
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        // Undo is of one session: the last answer has one of its own to take back.
        if number == 4 {
            wizard.on("ZZ3", Column::Company).picks("fabrikam");
        }
        answer(&mut wizard);
        wizard.tells(Message::Signal(Leave::HungUp));
        assert!(wizard.left);
        let draft = wizard.ends().shared.draft;
        let kept = ops::load_draft(&place).unwrap().0.expect("a draft is on disk");
        assert_eq!(kept.draft, draft, "answer {number}");
        assert_eq!((kept.step.as_str(), kept.ended.as_str()), ("mapping", "the connection was lost"));
        wizard = site.wizard("home", site.secrets());
        assert!(matches!(wizard.model.overlay, Some(Overlay::DraftOffer { .. })), "answer {number}");
        wizard.enters().until("the step that was open", |model| model.step == Step::Mapping).waits_for_companies();
        assert_eq!(wizard.model.shared.draft.tenants, draft.tenants, "answer {number}");
    }
}

#[test]
fn quitting_with_the_draft_kept_says_so_at_the_next_start() {
    let site = Site::small();
    let mut wizard = to_mapping(&site, "home");
    wizard.on("ZZ2", Column::Company).picks("contoso").tells(Message::Quit);
    assert!(!wizard.left, "something is unsaved");
    wizard.tells(Message::QuitKeep);
    assert!(wizard.left);
    wizard.ends();
    let kept = ops::load_draft(&site.place("home")).unwrap().0.expect("a draft is on disk");
    assert_eq!(kept.ended, "left with the draft kept");
    let mut wizard = site.wizard("home", Vec::new());
    wizard.moves(2).enters();
    wizard.ends();
    assert!(ops::load_draft(&site.place("home")).unwrap().0.is_none(), "deleted when asked");
}

#[test]
fn a_draft_that_could_not_be_written_is_on_disk_once_it_can_be() {
    let site = Site::small();
    let in_the_way = site.config("home").with_file_name("state");
    fs::create_dir_all(in_the_way.parent().unwrap()).unwrap();
    fs::write(&in_the_way, "no folder").unwrap();
    let mut wizard = to_mapping(&site, "home");
    wizard.until("the refusal of the disk", |model| model.draft_problem.is_some());
    fs::remove_file(&in_the_way).unwrap();
    wizard.on("ZZ2", Column::Company).picks("contoso");
    wizard.until("the draft on disk", |model| model.draft_problem.is_none());
    assert!(ops::load_draft(&site.place("home")).unwrap().0.is_some());
}
