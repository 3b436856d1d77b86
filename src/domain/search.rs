//! Type-to-filter over lists of any length: words in any order, accents either way, an id finds its row.
//!
//! An [`Index`] holds the folded text of a list's rows, in the list's order; a [`Filter`] holds what was typed and the rows
//! that it leaves. The rows themselves, and which of them are shown, are the business of whoever owns the list.
//!
//! ```text
//! list ──append──▶ Index ◀──set_text, catch_up── Filter ──hits──▶ numbers of rows, ranked
//! ```
//!
//! A row is a hit if each typed word is part of its text or is its id. Hits stand in this order: rows that can be chosen
//! before those that cannot; of each, the id, then texts that begin with a word typed, then texts where each of them begins
//! a word, then the rest; within these, the list's order. So rows do not jump while a word gets longer.

mod close;
mod filter;
mod hits;
mod index;
mod letters;
mod query;

pub use filter::Filter;
pub use hits::Hits;
pub use index::{Entry, Index};
