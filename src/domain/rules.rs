//! The rules: what is wrong, or soon will be, with a draft against Autotask's live lists.
//!
//! A file a rule under `rules/`; each gives findings with the codes and sentences of the contract. Wizard, `--export`,
//! `check` and billing all ask here.

use jiff::civil::Date;

use super::catalog::Catalog;
use super::diagnostic::Diagnostic;
use super::draft::Draft;

/// Everything found in a draft; ticketing first, then tenants in their order.
#[must_use]
pub fn judge(_draft: &Draft, _catalog: &Catalog, _today: Date) -> Vec<Diagnostic> {
    Vec::new()
}
