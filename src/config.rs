//! The config file on disk: where it is, how it is read and written, its lock and its schema.
//!
//! What is in it is shaped by `domain::settings`; resolving the references in it is the business of `secrets`.

mod error;
mod lock;
mod paths;
mod pointer;
mod private_file;
mod read;
mod schema;
mod write;

pub use error::Error;
pub use paths::Paths;
pub use private_file::write_private_file;
pub use read::{Loaded, Snapshot, from_bytes, read, standing};
pub use schema::schema;
pub use write::{Guard, Written, previous_version, to_bytes, write};

#[cfg(test)]
mod sample;
