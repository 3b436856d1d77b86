//! Cells that a spreadsheet would run as a formula, made text on the way out and taken back on the way in.

use std::borrow::Cow;

/// What a formula begins with; the full-width forms count in East Asian spreadsheets.
const STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The cell with an apostrophe before it, if it would be run. One that has apostrophes already gets another, so that
/// [`restored`] gives back exactly what was there.
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if would_run(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`neutral`].
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if would_run(rest) => rest,
        _ => cell,
    }
}

fn would_run(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(STARTS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_would_be_run_is_changed() {
        for (cell, out) in [
            ("=1+1", "'=1+1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'s Gravenhage", "'s Gravenhage"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell), out);
        }
    }

    proptest! {
        #[test]
        fn every_cell_is_taken_back(cell in "['=+@a-]{0,6}") {
            let out = neutral(&cell).into_owned();
            prop_assert!(!out.starts_with(STARTS));
            prop_assert_eq!(restored(&out), cell);
        }
    }
}
