//! The seven steps, a file each: what a step holds, how a deed changes it, and the words that belong to it.

pub mod connect;
pub mod guide;
pub mod mapping;
pub mod review;
pub mod save;
pub mod tenants;
pub mod ticketing;

use super::model::Step;

/// Where a step wants to go after a deed. It never goes there itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Nowhere.
    Stay,
    /// Nothing innermost was there to close: back a step.
    Back,
    /// To a step.
    To(Step),
    /// To the cell of the focused finding.
    Jump,
    /// To all about the focused thing.
    Info,
    /// Autotask's lists are to be loaded again.
    Reload,
    /// The contracts are to be read again.
    ReadContracts,
}

/// What has the focus, in words: the detail part of every surface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Name, state and code, e.g. `Fabrikam   warning, blocks billing   contract-not-started`.
    pub title: String,
    /// Why, and what to do; each a paragraph. An empty one is a gap.
    pub paragraphs: Vec<String>,
}

impl Detail {
    /// A title with paragraphs.
    pub fn new(title: impl Into<String>, paragraphs: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { title: title.into(), paragraphs: paragraphs.into_iter().map(Into::into).collect() }
    }
}

/// A cursor moved by some rows, kept within `count` rows.
#[must_use]
pub fn moved(cursor: usize, by: i32, count: usize) -> usize {
    let by = isize::try_from(by).unwrap_or(isize::MAX);
    cursor.saturating_add_signed(by).min(count.saturating_sub(1))
}
