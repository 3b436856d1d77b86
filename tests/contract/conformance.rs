//! What goes between the client and the sandbox, against a table of facts that neither of them was written from.
//!
//! The tap records; every request and answer of this whole test binary is judged when its sandbox goes, and the scripts
//! here call what the other tests leave out.

pub mod answers;
mod client;
pub mod facts;
mod petra;
pub mod requests;
mod sandbox;
pub mod tap;
