//! The same without a screen: the command, and the line of the focused tenant in the answers.
//!
//! The words are the wizard's. What has the focus is what is copied.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::put;
use crate::domain::text::harmless;
use crate::tui::sheet;
use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::wizard::Model;
use crate::wizard::describe::{self, HeadlessWords};

/// Cells of a field's name.
const NAME: usize = 14;

pub(super) fn draw(model: &Model, line: bool, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Position {
    let words = describe::headless(model);
    let room = usize::from(sheet::inner(area).width);
    let join = if model.shared.facts.powershell { " `" } else { " \\" };
    let edge = usize::from(area.width.saturating_sub(1));
    let command: Vec<String> = words.command.iter().flat_map(|line| broken(&harmless(line), join, edge)).collect();
    let pairs = pairs(&words, room);
    let mut lines = Vec::new();
    let mut focus = 0;
    // Where there is no room for both parts, the one that has the focus stands alone.
    let both = command.len() + pairs.len() + 4 <= usize::from(area.height);
    if both || !line {
        lines.extend(["The same without a screen".to_owned(), String::new()]);
        focus = lines.len();
        lines.extend(command);
    }
    if !pairs.is_empty() && (both || line) {
        if both {
            lines.push(String::new());
        }
        lines.push("The line of this tenant in answers.csv".to_owned());
        if line {
            focus = lines.len();
        }
        lines.extend(pairs);
    }
    for (y, line) in (0..).zip(&lines) {
        put(line, y, area, theme, buffer);
    }
    let y = area.y + u16::try_from(focus).unwrap_or(0).min(area.height.saturating_sub(1));
    buffer.set_stringn(area.x, y, theme.glyphs().focus, 1, theme.style(Role::Accent));
    Position::new(sheet::inner(area).x, y)
}

/// A line of the command in lines that fit, which the shell joins again: it is broken between its words alone.
fn broken(line: &str, join: &str, room: usize) -> Vec<String> {
    if text::width(line) <= room {
        return vec![line.to_owned()];
    }
    let mut lines = Vec::new();
    let mut open = String::new();
    for word in shell_words(line.strip_suffix(join).unwrap_or(line)) {
        let wanted = text::width(&open) + text::width(word) + text::width(join);
        if wanted > room && !open.trim().is_empty() {
            lines.push(format!("{}{join}", open.trim_end()));
            "  ".clone_into(&mut open);
        }
        open.push_str(word);
    }
    open.truncate(open.trim_end().len());
    if line.ends_with(join) {
        open.push_str(join);
    }
    lines.push(open);
    lines
}

/// The words of a command, each with the space behind it; what is quoted is one.
fn shell_words(line: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    line.split_inclusive(move |sign: char| {
        match (sign, quote) {
            ('\'' | '"', None) => quote = Some(sign),
            (sign, Some(open)) if sign == open => quote = None,
            _ => {}
        }
        sign == ' ' && quote.is_none()
    })
}

/// Name and value of each field that is filled, two in a row where they are short.
fn pairs(words: &HeadlessWords, room: usize) -> Vec<String> {
    let names = fields(&words.header);
    let values = fields(&words.line);
    let half = room / 2;
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for (name, value) in names.iter().zip(&values).filter(|(_, value)| !value.is_empty()) {
        let pair = format!("  {} {}", text::fit(name, NAME, ""), harmless(value));
        let is_short = text::width(&pair) < half;
        if let Some(line) = lines.last_mut().filter(|_| open && is_short) {
            *line = text::fit(line, half, "") + &pair;
            open = false;
        } else {
            lines.push(pair);
            open = is_short;
        }
    }
    lines
}

/// The fields of one line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok).unwrap_or_default();
    first.iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_command_is_broken_as_the_shell_joins_it() {
        let line = "petra-autotask --export /a/long/path --queue 'Level 2 and more' \\";
        assert_eq!(broken(line, " \\", 80), [line]);
        assert_eq!(
            broken(line, " \\", 44),
            ["petra-autotask --export /a/long/path \\", "  --queue 'Level 2 and more' \\"]
        );
        assert_eq!(broken("one 'two three'", " `", 11), ["one `", "  'two three'"], "never within quotes");
    }

    #[test]
    fn filled_fields_stand_with_their_names_two_in_a_row_where_they_are_short() {
        let words = HeadlessWords {
            command: Vec::new(),
            header: "tenant_id,tenant,company,exclude,contract".to_owned(),
            line: "ZZ1,\"Fabrikam, Inc\",,,\"A name that is too long for half of the room that there is\"".to_owned(),
        };
        assert_eq!(
            pairs(&words, 64),
            [
                "  tenant_id      ZZ1              tenant         Fabrikam, Inc",
                "  contract       A name that is too long for half of the room that there is",
            ]
        );
        let none = HeadlessWords { command: Vec::new(), header: "tenant_id".to_owned(), line: String::new() };
        assert!(pairs(&none, 60).is_empty());
    }
}
