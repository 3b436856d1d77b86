//! The words and rules of linking Petra tenants to Autotask: pure data and judgement.
//!
//! Nothing here does input or output, reads a clock or the environment, or knows a screen.

pub mod account;
pub mod answers;
pub mod billing;
pub mod catalog;
pub mod companies;
pub mod companies_file;
#[cfg(test)]
pub mod damage;
pub mod diagnostic;
pub mod draft;
pub mod drift;
pub mod folded;
pub mod matching;
pub mod reference;
pub mod rules;
pub mod search;
pub mod secret;
pub mod settings;
pub mod table;
pub mod tenant;
pub mod tenant_ids;
pub mod tenants_file;
pub mod text;
pub mod ticketing;
