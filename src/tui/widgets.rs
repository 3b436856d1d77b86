//! The few things that bodies are made of: lines, text fields, and rows in columns seen through a window.
//!
//! They draw plain data; which rows there are and what has the focus is told by the views.

pub mod field;
pub mod line;
pub mod rows;
pub mod window;
