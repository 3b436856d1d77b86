//! The wizard as a state machine: what it knows, what can happen to it, and what it then wants done.
//!
//! Pure: no input or output, no clock, no screen. `tui` shows it, `runtime` carries out its effects.

mod companies;
pub mod describe;
pub mod effect;
pub mod field;
pub mod message;
pub mod model;
pub mod picker;
pub mod progress;
pub mod remote;
pub mod steps;
mod update;

pub use effect::{Effect, Reply};
pub use message::{Message, Move};
pub use model::{Facts, Model, Step};
pub use update::update;

#[cfg(test)]
mod tests;
