//! The real wizard with the real runtime against the sandbox: from the first screen to a saved file, and what happens on
//! the way there. The wizard's own scripts are beside it.

mod bundles;
mod kept;
mod same_file;
mod session;
mod test_ticket;
mod three_hundred;
mod units;
mod waits;
mod walk;
