use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use super::*;

/// A terminal that reads what is painted.
struct Glass(vt100::Parser);

impl Glass {
    fn new(columns: u16, rows: u16) -> Self {
        let size = |side| NonZeroU16::new(side).unwrap();
        Self(vt100::Parser::new(size(rows), size(columns), 0))
    }

    fn read(&mut self, bytes: &[u8]) {
        self.0.process(bytes);
    }

    /// Fails by name on a cell that does not show what `buffer` has.
    fn must_show(&self, buffer: &Buffer, cursor: Position) {
        let screen = self.0.screen();
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let cell = &buffer[(x, y)];
                let seen = screen.cell(y, x).unwrap();
                let edge = x + cell.cell_width() > buffer.area.width;
                let wanted = if edge { " " } else { cell.symbol() };
                let contents = if seen.has_contents() { seen.contents() } else { " " };
                let whole = contents == wanted
                    || (wanted.contains('\u{200d}') && wanted.starts_with(contents.trim_end_matches('\u{200d}')));
                assert!(whole, "at {x},{y}: {contents:?} for {wanted:?}\n{}", screen.contents());
                if !(is_plain_blank(cell) && !seen.inverse() && !seen.underline()) {
                    assert_eq!(style_of(seen), style_of_cell(cell), "at {x},{y} ({contents:?})");
                }
                x += cell.cell_width().max(1);
            }
        }
        assert_eq!(screen.cursor_position(), (cursor.y, cursor.x));
    }
}

fn style_of(cell: &vt100::Cell) -> (vt100::Color, bool, bool, bool, bool) {
    (cell.fgcolor(), cell.bold(), cell.dim(), cell.underline(), cell.inverse())
}

fn style_of_cell(cell: &Cell) -> (vt100::Color, bool, bool, bool, bool) {
    let has = |modifier| cell.modifier.contains(modifier);
    let colour = match cell.fg {
        Color::Cyan => vt100::Color::Idx(6),
        Color::Red => vt100::Color::Idx(1),
        _ => vt100::Color::Default,
    };
    (colour, has(Modifier::BOLD), has(Modifier::DIM), has(Modifier::UNDERLINED), has(Modifier::REVERSED))
}

const COLUMNS: u16 = 24;
const ROWS: u16 = 5;

#[derive(Clone, Debug)]
struct Piece {
    x: u16,
    y: u16,
    text: String,
    style: Style,
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let sign = prop_oneof![
        8 => "[a-z]".prop_map(String::from),
        8 => Just(" ".to_owned()),
        3 => Just("社".to_owned()),
        2 => Just("ö".to_owned()),
        1 => Just("e\u{301}".to_owned()),
        1 => Just("👨\u{200d}👩\u{200d}👧".to_owned()),
    ];
    let text = prop::collection::vec(sign, 1..20).prop_map(|signs| signs.concat());
    let style = prop_oneof![
        4 => Just(Style::new()),
        1 => Just(Style::new().fg(Color::Cyan)),
        1 => Just(Style::new().fg(Color::Red).add_modifier(Modifier::BOLD)),
        1 => Just(Style::new().add_modifier(Modifier::REVERSED)),
        1 => Just(Style::new().add_modifier(Modifier::UNDERLINED | Modifier::DIM)),
    ];
    let piece = (0..COLUMNS, 0..ROWS, text, style).prop_map(|(x, y, text, style)| Piece { x, y, text, style });
    prop::collection::vec(piece, 0..8)
}

fn drawn(pieces: &[Piece], width: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, ROWS));
    for piece in pieces {
        if piece.x < width {
            buffer.set_stringn(piece.x, piece.y, &piece.text, usize::from(width), Style::reset().patch(piece.style));
        }
    }
    buffer
}

proptest! {
    #[test]
    fn whatever_stood_there_the_screen_shows_the_buffer(
        frames in prop::collection::vec((pieces(), 0..COLUMNS, 0..ROWS, prop::bool::weighted(0.1)), 1..8),
    ) {
        let (mut painter, mut glass) = (Painter::default(), Glass::new(COLUMNS, ROWS));
        glass.read(b"\x1b[31;7mleft from before\x1b[2;2H");
        for (pieces, x, y, forget) in frames {
            if forget {
                // As after a resize, or another program's output.
                glass.read(b"\x1b[3;3Hrubbish");
                painter.forget();
            }
            let (buffer, cursor) = (drawn(&pieces, COLUMNS), Position::new(x, y));
            painter.paint(&buffer);
            painter.place(cursor);
            glass.read(&painter.take());
            glass.must_show(&buffer, cursor);
        }
    }
}

fn bytes_between(old: &[&str], new: &[&str], cursor: Position) -> String {
    let mut painter = Painter::default();
    painter.paint(&Buffer::with_lines(old.iter().copied()));
    painter.place(cursor);
    painter.take();
    painter.paint(&Buffer::with_lines(new.iter().copied()));
    painter.place(cursor);
    String::from_utf8(painter.take()).unwrap()
}

/// The frame without its wrapping.
fn inner(frame: &str) -> &str {
    frame.strip_prefix("\x1b[?2026h").and_then(|rest| rest.strip_suffix("\x1b[?2026l")).unwrap_or(frame)
}

#[test]
fn each_change_takes_few_bytes() {
    let cases = [
        ("nothing changed", ["abc", "def"], ["abc", "def"], ""),
        ("one sign", ["abc", "def"], ["abc", "dXf"], "\r\ndX\x1b[H"),
        ("a short gap is printed over", ["abcdefgh", ""], ["Xbcdefgh", ""], "X\x1b[H"),
        ("a gap of three", ["abcdefgh", ""], ["XbcdXfgh", ""], "XbcdX\x1b[H"),
        ("a gap of four is jumped", ["abcdefghij", ""], ["XbcdeXghij", ""], "X\x1b[4CX\x1b[H"),
        ("the next row", ["abc", "def"], ["aXc", "Xef"], "aX\r\nX\x1b[H"),
        ("a blank end is erased", ["abcdefgh", ""], ["ab      ", ""], "ab\x1b[K\x1b[H"),
        ("a blank middle is erased", ["abcdefghijklmn", ""], ["a            n", ""], "a\x1b[12X\x1b[H"),
    ];
    for (name, old, new, expected) in cases {
        let frame = bytes_between(&old, &new, Position::ORIGIN);
        assert_eq!(inner(&frame), expected, "{name}");
    }
}

#[test]
fn an_empty_frame_is_no_write_at_all() {
    assert_eq!(bytes_between(&["社 a"], &["社 a"], Position::new(2, 0)), "");
}

#[test]
fn reverse_blanks_are_printed_since_erasing_would_lose_them() {
    let mut old = Buffer::with_lines(["abcdefgh"]);
    let mut painter = Painter::default();
    painter.paint(&old);
    painter.place(Position::ORIGIN);
    painter.take();
    old.set_string(0, 0, "        ", Style::new().add_modifier(Modifier::REVERSED));
    painter.paint(&old);
    let frame = String::from_utf8(painter.take()).unwrap();
    assert_eq!(inner(&frame), "\x1b[7m        ");
}

#[test]
fn a_size_that_changed_clears_the_screen_first() {
    let mut painter = Painter::default();
    painter.paint(&Buffer::with_lines(["abcd"]));
    painter.take();
    painter.paint(&Buffer::with_lines(["ab"]));
    assert!(inner(&String::from_utf8(painter.take()).unwrap()).starts_with("\x1b[m\x1b[H\x1b[2J"));
}
