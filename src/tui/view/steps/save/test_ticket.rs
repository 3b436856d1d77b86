//! The test ticket as it is drawn: what would be opened and where, and what came of it. The list of tenants is a picker.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::view::steps::parts;
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Focus};
use crate::wizard::Model;
use crate::wizard::steps::save::test_ticket::{Said, Tone};

/// Where the names of facts begin, and what they are.
const NAME: u16 = 3;
const FACT: u16 = 13;

/// A row: pieces from a column on.
struct Row(u16, Vec<Piece>);

/// Draws what takes the body.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut said = model.save.testing.body(&model.shared);
    let mut rows = laid_out(&said, area.width, theme);
    if rows.len() > usize::from(area.height) {
        said.retain(|said| *said != Said::Gap);
        rows = laid_out(&said, area.width, theme);
    }
    let room = usize::from(area.height);
    if rows.len() > room {
        rows.truncate(room.saturating_sub(1));
        rows.push(Row(1, vec![parts::words("… i shows the rest.", theme)]));
    }
    for (Row(x, pieces), row) in rows.into_iter().zip(area.rows()) {
        let columns = [parts::column(x, row.width.saturating_sub(x + 1))];
        rows::draw(&[pieces], &columns, Focus::None, row, theme, buffer);
    }
}

/// The mark of a tone, with a blank behind it.
pub(super) fn mark(tone: Tone, theme: &Theme) -> Option<Piece> {
    let glyphs = theme.glyphs();
    let (mark, role) = match tone {
        Tone::Plain => return None,
        Tone::Awaited => (glyphs.waiting, Role::Plain),
        Tone::Good => (glyphs.ok, Role::Ok),
        Tone::Warning => (glyphs.warning, Role::Warning),
        Tone::Bad => (glyphs.error, Role::Error),
    };
    Some(Piece::new(format!("{mark} "), role))
}

fn laid_out(said: &[Said], width: u16, theme: &Theme) -> Vec<Row> {
    said.iter().flat_map(|said| rows_of(said, width, theme)).collect()
}

fn rows_of(said: &Said, width: u16, theme: &Theme) -> Vec<Row> {
    match said {
        Said::Gap => vec![Row(0, Vec::new())],
        Said::Head(tone, words) => {
            vec![Row(1, mark(*tone, theme).into_iter().chain([parts::words(words, theme)]).collect())]
        }
        Said::Loud(tone, words) => {
            let role = if *tone == Tone::Warning { Role::Warning } else { Role::Plain };
            let words = Piece::new(parts::words(words, theme).text, role);
            vec![Row(1, mark(*tone, theme).into_iter().chain([words]).collect())]
        }
        Said::Words(words) => {
            let words = parts::words(words, theme).text;
            parts::wrapped(&words, width.saturating_sub(NAME))
                .into_iter()
                .map(|line| Row(NAME, vec![Piece::plain(line)]))
                .collect()
        }
        Said::Fact(name, words) => {
            let room = usize::from(width.saturating_sub(FACT + 1));
            let lines = text::wrap(&parts::words(words, theme).text, room);
            let named = |(at, line): (usize, String)| {
                let name = if at == 0 { *name } else { "" };
                let gap = usize::from(FACT - NAME);
                Row(NAME, vec![Piece::plain(format!("{name:gap$}{line}"))])
            };
            lines.into_iter().enumerate().map(named).collect()
        }
    }
}
