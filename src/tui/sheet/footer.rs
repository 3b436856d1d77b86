//! The footer: the keys that work now, in words, in the two rows there are.
//!
//! Which keys work now is known to the bindings; here is decided only what is left out where there is no room.

use crate::tui::text;

/// Below this many columns a row has at most [`NARROW_KEYS`] keys, and labels are short.
const NARROW: u16 = 76;
const NARROW_KEYS: usize = 6;

/// Which row a key stands in, and how firmly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Of what has the focus: first row, and what of it does not fit there begins the second.
    Focus,
    /// Of the step: second row.
    Step,
    /// Of the step, and left out before others.
    Headless,
    /// Of the step, and left out before all others.
    Quit,
    /// Of the step, and never left out.
    Help,
}

/// A key and what it does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The key as it is spelled, e.g. `Enter`.
    pub key: String,
    /// What it does, e.g. `accept`.
    pub label: String,
    /// The same in fewer words, for narrow windows.
    pub short: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Item {
    fn text(&self, narrow: bool) -> String {
        let label = self.short.as_ref().filter(|_| narrow).unwrap_or(&self.label);
        format!("{} {label}", self.key)
    }
}

/// The two rows for a window of `columns`, without its margins.
#[must_use]
pub fn rows(items: &[Item], columns: u16) -> [String; 2] {
    let narrow = columns < NARROW;
    let room = usize::from(columns.saturating_sub(2));
    let fits = |row: &[&Item]| {
        let width: usize = row.iter().map(|item| text::width(&item.text(narrow)) + 2).sum();
        width <= room + 2 && (!narrow || row.len() <= NARROW_KEYS)
    };
    let written = |row: &[&Item]| row.iter().map(|item| item.text(narrow)).collect::<Vec<_>>().join("  ");

    let (focus, step): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.place == Place::Focus);
    let in_first = (0..=focus.len()).rev().find(|count| fits(&focus[..*count])).unwrap_or_default();
    let first = &focus[..in_first];
    let mut second = [&focus[in_first..], &step].concat();
    while !fits(&second) {
        let Some(weakest) = weakest(&second) else { break };
        second.remove(weakest);
    }
    [written(first), written(&second)]
}

/// What a row that is too long loses next: `q`, then `$`, then the last key of the focus, then of the step.
fn weakest(row: &[&Item]) -> Option<usize> {
    [Place::Quit, Place::Headless, Place::Focus, Place::Step]
        .into_iter()
        .find_map(|place| row.iter().rposition(|item| item.place == place))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `>` and so on are of the step, everything else is of the focus; `a|b` has `b` as its short label.
    fn items(texts: &[&str]) -> Vec<Item> {
        texts
            .iter()
            .map(|text| {
                let (key, label) = text.split_once(' ').unwrap();
                let (label, short) = label.split_once('|').map_or((label, None), |(long, short)| (long, Some(short)));
                let place = match key {
                    ">" | "Esc" => Place::Step,
                    "$" => Place::Headless,
                    "q" => Place::Quit,
                    "?" => Place::Help,
                    _ => Place::Focus,
                };
                Item { key: key.to_owned(), label: label.to_owned(), short: short.map(str::to_owned), place }
            })
            .collect()
    }

    const STEP: [&str; 5] = ["> Review", "Esc back", "$ headless", "? help", "q quit"];

    #[test]
    fn focus_above_and_step_below_where_both_have_room() {
        let given = items(&[&["Enter choose", "Del back to the default"], STEP.as_slice()].concat());
        let expected = ["Enter choose  Del back to the default", "> Review  Esc back  $ headless  ? help  q quit"];
        assert_eq!(rows(&given, 80), expected);
    }

    #[test]
    fn the_grid_keeps_its_keys_and_loses_quit_and_headless_first() {
        let focus = [
            "Enter choose",
            "a accept",
            "A accept 212 certain",
            "n next undecided",
            "x exclude",
            "/ filter",
            "v view",
            "d copy down",
            "Space select",
        ];
        assert_eq!(
            rows(&items(&[focus.as_slice(), STEP.as_slice()].concat()), 80),
            [
                "Enter choose  a accept  A accept 212 certain  n next undecided  x exclude",
                "/ filter  v view  d copy down  Space select  > Review  Esc back  ? help",
            ]
        );
    }

    #[test]
    fn a_narrow_row_has_six_keys_and_short_labels() {
        let focus = [
            "Enter choose",
            "a accept",
            "n next undecided|next",
            "x exclude",
            "Space select",
            "/ filter",
            "v view",
            "u undo",
            "i info",
            "f finding",
        ];
        let [first, second] = rows(&items(&[focus.as_slice(), STEP.as_slice()].concat()), 60);
        assert_eq!(first, "Enter choose  a accept  n next  x exclude  Space select");
        assert_eq!(second, "/ filter  v view  u undo  > Review  Esc back  ? help");
    }

    #[test]
    fn help_is_never_left_out() {
        for columns in [60, 70, 80, 120] {
            let long = "x something that takes a whole row by itself and then goes on for a while, for certain";
            let [_, second] = rows(&items(&[&[long, long], STEP.as_slice()].concat()), columns);
            assert!(second.contains("? help"), "{columns}: {second}");
        }
    }
}
