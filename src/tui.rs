//! The wizard on a terminal: what is sent to it, what is read from it, and how a screen is drawn.
//!
//! What the wizard *is* (steps, answers, what a key leads to) belongs to `wizard`; what it does to `runtime` and `ops`.

pub mod backend;
pub mod bindings;
pub mod event_loop;
pub mod hidden;
pub mod keymap;
#[cfg(test)]
mod played;
pub mod program;
pub mod sheet;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod view;
pub mod widgets;

pub use program::run;
