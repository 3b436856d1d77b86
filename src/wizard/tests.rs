//! Flows of the wizard as scripts of messages: deeds and canned replies in; what it knows, says and wants out.
//!
//! Nothing is sent, read or drawn here. The same flows against the real runtime are in `tests/contract`.

mod bulk;
mod bundles;
mod connecting;
mod driver;
mod kept;
mod leaving;
mod mapping;
mod moving;
mod picking;
mod random;
mod reviewing;
mod secrets;
mod starting;
mod stores;
mod tenants;
mod test_ticket;
mod world;
