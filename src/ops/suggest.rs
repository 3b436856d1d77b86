//! Suggesting companies for tenants.

use crate::domain::companies::Companies;
use crate::domain::draft::Entry;
use crate::domain::matching::{Index, Suggestion, suggest};

/// A suggestion for each tenant, in their order. Takes up to a second for thousands of tenants: not on the screen's thread.
#[must_use]
pub fn suggest_matches(tenants: &[Entry], companies: &Companies) -> Vec<Suggestion> {
    let index = Index::build(companies);
    suggest(tenants, companies, &index)
}
