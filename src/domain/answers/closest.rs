//! What was meant perhaps: the names closest to one that nothing has.

use rapidfuzz::fuzz::{Args, RatioBatchComparator};
use unicode_normalization::UnicodeNormalization;

/// At most so many are offered.
const OFFERED: usize = 3;

/// Below this likeness (0 to 1) a name is not what was meant.
const LIKE: f64 = 0.6;

/// A name as exact names are compared: without outer spaces, in lower case, accents composed (what looks the same is).
pub(super) fn folded(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.nfc().collect::<String>().to_lowercase() }
}

/// The candidates closest to `text`, the closest first; each candidate is what is offered and its [`folded`] name.
pub(super) fn closest<T, N: AsRef<str>>(text: &str, candidates: impl IntoIterator<Item = (T, N)>) -> Vec<T> {
    let wanted = folded(text);
    let length = wanted.chars().count();
    let comparator = RatioBatchComparator::new(wanted.chars());
    let args = Args::default().score_cutoff(LIKE);
    let mut found: Vec<(f64, T)> = Vec::new();
    for (candidate, name) in candidates {
        let name = name.as_ref();
        let other = name.chars().count();
        // The best likeness that lengths so different allow is still too low: most candidates end here, cheaply.
        #[expect(clippy::cast_precision_loss, reason = "lengths of names are small")]
        let (shorter, both) = (length.min(other) as f64, (length + other) as f64);
        if 2.0 * shorter < LIKE * both {
            continue;
        }
        if let Some(likeness) = comparator.similarity_with_args(name.chars(), &args) {
            found.push((likeness, candidate));
        }
    }
    found.sort_by(|left, right| right.0.total_cmp(&left.0));
    found.into_iter().take(OFFERED).map(|(_, candidate)| candidate).collect()
}

/// The hint of a finding on an unknown name: what was meant perhaps, else what to do.
pub(super) fn hint(meant: &[String], otherwise: &str) -> String {
    match meant {
        [] => otherwise.to_owned(),
        names => format!("Meant perhaps: {}.", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        assert_eq!(folded(" KO\u{308}LN "), folded("Köln"));
        assert_ne!(folded("Koln"), folded("Köln"));
    }

    #[test]
    fn the_closest_come_first_and_at_most_three() {
        let names = ["Woodgrove Bank AG", "Woodgrove", "Wodgrove Ltd", "Wodgrov", "Litware", ""];
        let found = closest(" WODGROVE", names.map(|name| (name, folded(name))));
        assert_eq!(found, ["Woodgrove", "Wodgrov", "Wodgrove Ltd"]);
        assert!(closest("", names.map(|name| (name, folded(name)))).len() <= 1, "an empty text is like nothing much");
    }
}
