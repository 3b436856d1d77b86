//! A list to pick from.
