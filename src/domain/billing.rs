//! Billing: how many units a tenant's line is to have, from when on, what stops it, and what became of a change.
//!
//! Nothing here reads or writes Autotask; that is the business of `ops`, which keeps its journal in `state`.

mod draw;
mod effective;
mod entry;
mod guards;
mod judge;
mod period;
mod plan;
mod terms;
mod units;
mod usage;
mod words;

pub use draw::{Topic, draw};
pub use effective::Effective;
pub use entry::{Entry, EntryState, LineKey, Reading, Standing, Verdict};
pub use guards::{Limit, MaxChange, check_bounds};
pub use judge::{findings_on, unclear};
pub use period::Periods;
pub use plan::{Account, LineResult, Plan, PlanLine, PlanState, Requests, TenantName};
pub use terms::{Given, Terms};
pub use units::{Unclear, Units};
pub use usage::{Figure, figures_from_table};
