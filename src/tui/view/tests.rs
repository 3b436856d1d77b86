use ratatui::Terminal;
use ratatui::backend::{Backend, TestBackend};
use ratatui::buffer::Cell;
use ratatui::layout::Position;

use super::*;
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::tui::played::{Played, State, states};
use crate::tui::sheet::Regions;
use crate::tui::text;
use crate::wizard::Message;

/// The rows of a frame, and where its cursor is. The right half of a wide sign is no sign of its own.
fn drawn(model: &Model, theme: &Theme, columns: u16, rows: u16) -> (String, Position) {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| view(model, theme, frame)).unwrap();
    let cursor = terminal.backend_mut().get_cursor_position().unwrap();
    let row = |cells: &[Cell]| {
        let mut shown = String::new();
        let mut x = 0;
        while x < cells.len() {
            shown.push_str(cells[x].symbol());
            x += text::width(cells[x].symbol()).max(1);
        }
        shown.trim_end().to_owned() + "\n"
    };
    let buffer = terminal.backend().buffer();
    (buffer.content.chunks(usize::from(columns)).map(row).collect(), cursor)
}

fn screen(played: &Played, columns: u16, rows: u16) -> String {
    drawn(&played.model, &Theme::new(true, false), columns, rows).0
}

#[test]
fn what_takes_the_body_is_drawn_in_both_sizes() {
    let overlays: [State; 7] = [
        ("help", || Played::at_mapping().tell([Message::Help])),
        ("help_nothing", || Played::at_mapping().tell([Message::Help]).typed("no such deed")),
        ("info", || Played::decided().tell([Message::Info])),
        ("headless", || Played::at_mapping().tell([Message::Headless])),
        ("headless_line", || Played::at_mapping().tell([Message::Headless, Message::Tab])),
        ("quit", || Played::at_mapping().tell([Message::Quit]).down(1)),
        ("draft", Played::with_draft),
    ];
    for (name, state) in overlays {
        let played = state();
        insta::assert_snapshot!(name, format!("{}\n{}", screen(&played, 80, 24), screen(&played, 60, 18)));
    }
}

#[test]
fn leaving_without_a_draft_is_not_said_to_keep_one() {
    let mut played = Played::at_mapping().tell([Message::Quit]).down(1);
    played.model.draft_problem = Some(Diagnostic::error(Code::WriteFailed, "The disk is full.", "Make room."));
    for (columns, rows) in [(60, 18), (80, 24)] {
        let shown = screen(&played, columns, rows);
        let words: Vec<&str> = shown.split_whitespace().collect();
        let words = words.join(" ");
        assert!(words.contains("The draft could not be written: The disk is full."), "{shown}");
        assert!(words.contains("Make room."), "{shown}");
        assert!(!words.contains("on disk and is offered") && !words.contains("keep the draft"), "{shown}");
    }
}

#[test]
fn every_state_is_drawn_in_every_size_with_its_cursor_in_the_body() {
    for (name, state) in states() {
        let model = state().model;
        for (columns, rows) in [(60, 18), (75, 21), (80, 24), (120, 40), (250, 60)] {
            let (shown, cursor) = drawn(&model, &Theme::new(true, false), columns, rows);
            let body = Regions::of(ratatui::layout::Rect::new(0, 0, columns, rows)).body;
            assert!(body.contains(cursor), "{name} at {columns}x{rows}: {cursor}\n{shown}");
        }
    }
}

#[test]
fn nothing_beyond_ascii_is_ours_where_that_cannot_be_shown() {
    for (name, state) in states() {
        let (shown, _) = drawn(&state().model, &Theme::new(false, true), 80, 24);
        // Names are shown as they are.
        let beyond: String = shown.chars().filter(|sign| !sign.is_ascii() && !"öß".contains(*sign)).collect();
        assert!(beyond.is_empty(), "{name}: {beyond:?}\n{shown}");
    }
}

#[test]
fn no_secret_is_on_any_screen() {
    for (name, state) in states() {
        let shown = screen(&state(), 120, 40);
        for secret in ["s3cr$tpassword", "QWERTYUIOP"] {
            assert!(!shown.contains(secret), "{name}\n{shown}");
        }
    }
}

#[test]
fn the_help_is_in_every_footer_of_a_step() {
    for (name, state) in states() {
        let model = state().model;
        if model.overlay.is_some() || model.is_asking() {
            continue;
        }
        for (columns, rows) in [(60, 18), (80, 24)] {
            let (shown, _) = drawn(&model, &Theme::new(true, false), columns, rows);
            assert!(shown.contains(" help"), "{name} at {columns}x{rows}\n{shown}");
        }
    }
}

#[test]
fn the_title_says_where_and_when() {
    let mut played = Played::at_mapping();
    let title = |played: &Played| screen(played, 100, 24).lines().next().unwrap_or_default().to_owned();
    assert!(title(&played).ends_with("America East 2   2026-11-24"));
    played.model.shared.facts.demo = true;
    played.model.shared.facts.rehearsal = true;
    assert!(title(&played).ends_with("demo   America East 2   rehearsal 2026-11-24"));
    let from_review = Played::decided().tell([Message::StepForward, Message::Enter]);
    assert!(title(&from_review).contains("step 5 of 7   from Review, finding 1 of 1"));
    assert!(title(&Played::new().begun()).ends_with("step 1 of 7"));
}
