//! The help's list: every deed that can be done in the step, found by words of its key or description.
//!
//! How it is drawn is the matter of the overlays.

use super::{Binding, general, is_text, of_step};
use crate::wizard::Model;

/// All deeds, grouped.
#[must_use]
pub fn deeds(model: &Model) -> Vec<Binding> {
    let mut bindings = of_step(model);
    if is_text(model) {
        bindings.extend(general::from_text(model));
    }
    bindings.retain(|binding| !binding.about.is_empty() && !binding.strokes.is_empty());
    bindings.sort_by_key(|binding| binding.group);
    bindings
}

/// The deeds that have all words of `filter`.
#[must_use]
pub fn shown(model: &Model, filter: &str) -> Vec<Binding> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let mut deeds = deeds(model);
    deeds.retain(|binding| {
        let text = format!("{} {} {}", binding.shown, binding.label, binding.about).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    });
    deeds
}
