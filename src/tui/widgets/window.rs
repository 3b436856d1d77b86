//! Which rows of a long list are seen.
//!
//! How they look is the matter of [`rows`](super::rows).

use std::ops::Range;

/// The rows of `total` that a window of `height` shows so that `focus` is among them.
///
/// The window moves by half its height: were it moved row by row, each step at its edge would send the whole list
/// down the line. It follows from the focus alone, so there is no place to be remembered and to go stale.
#[must_use]
pub fn visible(total: usize, focus: usize, height: usize) -> Range<usize> {
    if height == 0 {
        return 0..0;
    }
    let half = (height / 2).max(1);
    let last_top = total.saturating_sub(height);
    let top = (focus / half).saturating_sub(1) * half;
    let top = if top + height <= focus { focus + 1 - height } else { top };
    let top = top.min(last_top);
    top..(top + height).min(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_is_always_seen_and_no_row_is_wasted() {
        for total in 0..60 {
            for height in 1..15 {
                for focus in 0..total {
                    let seen = visible(total, focus, height);
                    assert!(seen.contains(&focus), "{focus} of {total} in {height}: {seen:?}");
                    assert_eq!(seen.len(), height.min(total), "{focus} of {total} in {height}: {seen:?}");
                }
            }
        }
    }

    #[test]
    fn going_down_moves_the_window_seldom() {
        for height in [6, 11, 25] {
            let tops: Vec<usize> = (0..100).map(|focus| visible(100, focus, height).start).collect();
            let moves = tops.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert!(moves <= 100 / (height / 2) + 1, "{moves} moves in {height} rows");
        }
    }

    #[test]
    fn a_window_without_rows_shows_none() {
        assert_eq!(visible(10, 3, 0), 0..0);
        assert_eq!(visible(0, 0, 5), 0..0);
    }
}
