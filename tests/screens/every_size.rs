//! What holds in windows of every size.

use petra_autotask::tui::theme::Theme;
use petra_autotask::wizard::Message;

use super::frame;
use super::scenes::{Scene, THREE};
use super::world::World;

fn scenes() -> Vec<(&'static str, Scene)> {
    let begin = || Scene::begin(World::default());
    vec![
        ("Guide", begin()),
        ("Connect", begin().at_connect().then(Message::Enter)),
        ("Tenants", begin().at_ticketing().then(Message::StepBack)),
        ("Ticketing", begin().with_defaults()),
        ("Mapping", begin().with_findings()),
        ("picker", begin().at_mapping().on_row(10).then(Message::Enter)),
        ("Review", begin().at_review()),
        ("Review, units", begin().at_units()),
        ("Save", begin().at_save()),
        ("after Save", begin().saved()),
        ("the line of the test ticket", begin().saved().down(2)),
        ("the tenant of a test ticket", begin().saved().down(2).then(Message::Enter)),
    ]
}

#[test]
fn the_focus_is_seen_without_colour_and_the_cursor_is_on_it() {
    for (name, scene) in scenes() {
        for columns in [60, 61, 75, 76, 77, 80, 81, 99, 119, 120, 121, 160, 200] {
            for rows in [18, 19, 21, 22, 24, 36, 40, 60] {
                let bytes = frame(&scene.model, Theme::new(false, false), (columns, rows));
                let terminal = super::terminal(&bytes, (columns, rows));
                let screen = terminal.screen();
                let (row, column) = screen.cursor_position();
                // The bracket, and between it and the cursor at most a mark.
                let before: String = (column.saturating_sub(3)..column)
                    .filter_map(|x| screen.cell(row, x))
                    .map(vt100::Cell::contents)
                    .collect();
                assert!(before.contains('['), "{name} in {columns}x{rows}: {column},{row}\n{}", screen.contents());
            }
        }
    }
}

#[test]
fn no_secret_is_on_any_screen() {
    for (name, scene) in scenes() {
        for size in [super::SMALL, super::USUAL, super::LARGE] {
            let bytes = frame(&scene.model, Theme::new(true, false), size);
            let shown = super::shown(&bytes, size);
            for secret in THREE.lines().skip(1) {
                assert!(!shown.contains(secret), "{name}: {shown}");
            }
        }
    }
}
