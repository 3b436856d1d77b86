//! Links Petra tenants to Autotask companies, tickets and recurring service contracts.

pub mod config;
pub mod domain;
pub mod secrets;
pub mod state;
pub mod tui;
pub mod wizard;
