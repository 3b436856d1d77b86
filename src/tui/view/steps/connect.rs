//! Step 2 as it is drawn: the three fields, and the rows of the test, which never move.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::parts;
use crate::domain::diagnostic::Severity;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Piece;
use crate::tui::widgets::rows::{self, Column, Focus};
use crate::wizard::Model;
use crate::wizard::effect::Check;
use crate::wizard::steps::connect::{self, LABELS, Row};

/// Rows of the test on a page where they do not all have room.
const PAGE: usize = 4;

/// Draws the body. Returns where the cursor goes.
pub fn draw(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let caret = draw_fields(model, theme, area, buffer);
    let fields = u16::try_from(LABELS.len()).unwrap_or(u16::MAX);
    let rows = Check::ALL.len();
    let room = usize::from(area.height.saturating_sub(fields + 1));
    let page = if room >= rows { rows } else { PAGE };
    // A blank row where there is one to spare.
    let top = fields + u16::from(room > page);
    let first = match model.connect.focus {
        connect::Focus::Row(row) => row / page * page,
        connect::Focus::Field(_) => 0,
    };
    let columns = Columns::of(area.width);
    let title = if page < rows { format!("Test, rows {}-{}", first + 1, first + page) } else { "Test".to_owned() };
    if let Some(row) = parts::row(area, top) {
        columns.draw_test(model, &title, row, theme, buffer);
    }
    let shown = parts::below(area, top + 1);
    let row = (first..first + page)
        .zip(shown.rows())
        .filter_map(|(at, row)| columns.draw_row(model, at, row, theme, buffer))
        .last();
    caret.or(row)
}

fn draw_fields(model: &Model, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let connect = &model.connect;
    let mut caret = None;
    for (place, row) in (0..LABELS.len()).zip(area.rows()) {
        let focused = connect.focus == connect::Focus::Field(place);
        if let Some(found) = connect.errors[place].as_ref().filter(|_| !focused) {
            let (glyph, role) = match found.severity {
                Severity::Error => (theme.glyphs().error, Role::Error),
                Severity::Warning => (theme.glyphs().warning, Role::Warning),
            };
            buffer.set_stringn(row.x + 1, row.y, glyph, 1, theme.style(role));
        }
        let at = parts::draw_field(&connect.fields[place], LABELS[place], (3, 23), focused, row, theme, buffer);
        caret = caret.or(focused.then_some(at));
    }
    caret
}

/// Where the parts of a test row stand.
struct Columns {
    name: Column,
    mark: Column,
    word: Column,
    words: Column,
    seconds: Column,
    /// Of a row that was not run: what is tested, and what for.
    right: Column,
    purpose: Column,
}

impl Columns {
    fn of(width: u16) -> Self {
        let narrow = width < parts::NARROW;
        let mark = if narrow { 21 } else { 22 };
        let words = if narrow { mark + 11 } else { mark + 12 };
        let purpose = if narrow { mark + 23 } else { mark + 27 };
        let seconds = width.saturating_sub(if narrow { 8 } else { 12 });
        Self {
            name: parts::column(3, mark - 4),
            mark: parts::column(mark, 1),
            word: parts::column(mark + 2, words - mark - 3),
            words: parts::column(words, width.saturating_sub(words + 1)),
            seconds: parts::numbers(seconds, 6),
            right: parts::column(mark, purpose - mark - 1),
            purpose: parts::column(purpose, width.saturating_sub(purpose + 1)),
        }
    }

    fn draw_test(&self, model: &Model, title: &str, row: Rect, theme: &Theme, buffer: &mut Buffer) {
        let summary = parts::column(self.mark.x, self.seconds.x - self.mark.x - 1);
        let seconds = model.connect.seconds(&model.shared).map_or_else(String::new, |seconds| format!("{seconds} s"));
        let cells = [title.to_owned(), model.connect.summary(), seconds].map(|text| vec![Piece::plain(text)]);
        rows::draw(&cells, &[self.name, summary, self.seconds], Focus::None, row, theme, buffer);
    }

    fn draw_row(&self, model: &Model, at: usize, row: Rect, theme: &Theme, buffer: &mut Buffer) -> Option<Position> {
        let connect = &model.connect;
        let (check, state) = (Check::ALL[at], &connect.rows[at]);
        let focus = if connect.focus == connect::Focus::Row(at) { Focus::Row(0) } else { Focus::None };
        let glyphs = theme.glyphs();
        let name = vec![Piece::plain(check.label())];
        let word = |mark: &str, role: Role| parts::state(mark, state.word(), role);
        let words = vec![parts::words(&connect.row_words(at, model.shared.draft.zone.as_ref()), theme)];
        let [mark, word] = match (state, check.purpose()) {
            (Row::Idle, None) => {
                let rest = Column { width: self.words.x + self.words.width - self.right.x, ..self.right };
                return rows::draw(&[name, words], &[self.name, rest], focus, row, theme, buffer);
            }
            (Row::Idle, Some(purpose)) => {
                let cells = [name, words, vec![Piece::plain(purpose)]];
                return rows::draw(&cells, &[self.name, self.right, self.purpose], focus, row, theme, buffer);
            }
            (Row::Next, _) => {
                let cells = [name, vec![Piece::plain(state.word())]];
                return rows::draw(&cells, &[self.name, self.word], focus, row, theme, buffer);
            }
            (Row::Waiting(wait), _) => {
                let seconds = vec![Piece::plain(format!("{} s", model.shared.seconds(*wait)))];
                let [mark, word] = word(glyphs.waiting, Role::Plain);
                let words_column = Column { width: self.seconds.x.saturating_sub(self.words.x + 1), ..self.words };
                let columns = [self.name, self.mark, self.word, words_column, self.seconds];
                return rows::draw(&[name, mark, word, words, seconds], &columns, focus, row, theme, buffer);
            }
            (Row::Ok(_), _) => word(glyphs.ok, Role::Ok),
            (Row::Failed(_), _) => word(glyphs.error, Role::Error),
        };
        let columns = [self.name, self.mark, self.word, self.words];
        rows::draw(&[name, mark, word, words], &columns, focus, row, theme, buffer)
    }
}
