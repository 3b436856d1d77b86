//! Three hundred tenants by the keyboard alone, from Tenants to Review: the keys are counted, and are those that
//! `docs/performance.md` lists.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use petra_autotask::sandbox::Options;
use petra_autotask::tui::keymap;
use petra_autotask::wizard::steps::mapping::View;
use petra_autotask::wizard::{Model, Step};

use super::session::{Session, Site};

/// Rows of the grid at 80×24.
const PAGE: u16 = 11;

/// What each run of keys is for, as the document has it.
const KEYS: [(&str, &str); 9] = [
    ("to Ticketing", "Enter"),
    ("the first value for each default", "Enter Enter Enter Enter Enter Enter Enter Enter >"),
    ("all certain companies", "A"),
    ("the view of the likely ones, read page by page, and taken", "v v PgDn PgDn PgDn * a"),
    ("the view of those without a company, excluded for one reason", "v * x Enter"),
    ("the view of contracts that are suggested", "v"),
    ("the first one, which says what the service is", "a"),
    ("all rows again, and the others, certain by it", "V A"),
    ("to Review", ">"),
];

fn key(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "PgDn" => KeyCode::PageDown,
        sign => KeyCode::Char(sign.chars().next().expect("a sign")),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

fn is_quiet(model: &Model) -> bool {
    let is_here = model.step != Step::Mapping || model.shared.catalog.has_all_companies();
    is_here
        && model.shared.catalog.tickets().is_some()
        && model.shared.loads.billing.loading().is_none()
        && model.mapping.suggest.loading().is_none()
}

fn presses(wizard: &mut Session, name: &str) {
    wizard.until("all that is under way", is_quiet);
    let message = keymap::of_key(&wizard.model, &key(name), PAGE);
    wizard.tells(message.unwrap_or_else(|| panic!("{name} means nothing here")));
}

#[test]
fn from_tenants_to_review_under_sixty_keys() {
    let site = Site::of(Options { tenants: 300, ..Options::default() });
    let mut wizard = site.wizard("three-hundred", Vec::new());
    wizard.connects(&site).reads_tenants(&site);
    let mut pressed = 0;
    for (_, keys) in KEYS {
        for name in keys.split(' ') {
            presses(&mut wizard, name);
            pressed += 1;
        }
    }
    wizard.until("the contracts", is_quiet);
    let model = &wizard.model;
    assert_eq!((model.step, pressed), (Step::Review, 27), "{}", model.shared.notice);
    assert_eq!((model.shared.draft.tenants.len(), model.mapping.counts[View::Undecided as usize]), (300, 0));
    let billed = model.shared.draft.tenants.iter().filter(|entry| entry.settings.billing.is_some()).count();
    assert!(billed > 150, "{billed} have a contract");
    let document = include_str!("../../../docs/performance.md");
    for (what, keys) in KEYS {
        assert!(document.contains(&format!("| {what} | `{keys}` |")), "{what}: {keys}");
    }
}
