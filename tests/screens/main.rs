//! Golden screens: each step in each state that it can be in, as a real terminal would show it.
//!
//! The models come about by messages and answers; frames go through the real screen into a terminal that is emulated, so
//! the escape codes are those that are sent. With `SCREENS_DIR` set each frame is left there too, as the bytes that were
//! sent, to be looked at as a picture.

mod connect;
mod every_size;
mod guide;
mod mapping;
mod picker;
mod review;
mod save;
mod scenes;
mod tenants;
mod test_ticket;
mod ticketing;
mod world;

use std::num::NonZero;

use petra_autotask::tui::backend::Screen;
use petra_autotask::tui::theme::Theme;
use petra_autotask::tui::view::view;
use petra_autotask::wizard::Model;
use ratatui::layout::Size;

const SMALL: (u16, u16) = (60, 18);
const USUAL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

/// A frame as bytes, in a window of columns and rows.
fn frame(model: &Model, theme: Theme, (columns, rows): (u16, u16)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut screen = Screen::new(&mut bytes, Size::new(columns, rows));
    screen.draw(|frame| view(model, &theme, frame)).expect("a Vec takes everything");
    drop(screen);
    bytes
}

/// A terminal that was sent these bytes.
fn terminal(bytes: &[u8], (columns, rows): (u16, u16)) -> vt100::Parser {
    let cells = |count| NonZero::new(count).expect("no window is that small");
    let mut terminal = vt100::Parser::new(cells(rows), cells(columns), 0);
    terminal.process(bytes);
    terminal
}

/// What stands on the screen, and below it where the cursor is.
fn shown(bytes: &[u8], (columns, rows): (u16, u16)) -> String {
    let terminal = terminal(bytes, (columns, rows));
    let screen = terminal.screen();
    let (row, column) = screen.cursor_position();
    let under: String = (column..columns.min(column + 20))
        .filter_map(|x| screen.cell(row, x))
        .filter(|cell| !cell.is_wide_continuation())
        .map(|cell| if cell.has_contents() { cell.contents() } else { " " })
        .collect();
    format!("{}\n\ncursor {column},{row}: {}", screen.contents().trim_end(), under.trim_end())
}

/// Compares a scene in one size with what it was.
fn golden_in(name: &str, model: &Model, theme: Theme, size: (u16, u16)) {
    let name = format!("{name}_{}x{}", size.0, size.1);
    let bytes = frame(model, theme, size);
    if let Some(folder) = std::env::var_os("SCREENS_DIR") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.ansi")), &bytes)
            .expect("the folder is there");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, shown(&bytes, size));
    });
}

/// Compares a scene in the usual and the smallest size.
fn golden(name: &str, model: &Model) {
    for size in [USUAL, SMALL] {
        golden_in(name, model, Theme::new(true, false), size);
    }
}

/// Compares a scene in a large window.
fn golden_large(name: &str, model: &Model) {
    golden_in(name, model, Theme::new(true, false), LARGE);
}

/// Compares a scene in the usual size with nothing but ASCII of ours.
fn golden_ascii(name: &str, model: &Model) {
    golden_in(&format!("{name}_ascii"), model, Theme::new(false, true), USUAL);
}
