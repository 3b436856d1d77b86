//! Links Petra tenants to Autotask companies, tickets and recurring service contracts.

pub mod autotask;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod ops;
pub mod petra;
pub mod runtime;
pub mod sandbox;
pub mod secrets;
pub mod state;
pub mod tui;
pub mod wizard;
