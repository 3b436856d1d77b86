//! Billing: plan, apply, settle, history. What is read and written live, and in which order.
//!
//! What a plan says is judged in `domain::billing`; the journal is kept in `state`.

mod apply;
mod carry;
mod history;
mod live;
mod plan;
mod run;
mod session;
mod settle;

pub use apply::{Applied, apply_billing};
pub use history::billing_history;
pub use plan::{PlanRequest, UsageSource, load_usage, plan_billing};
pub use run::{BillingRun, begin_billing};
pub use session::{BillingSession, open_billing};
pub use settle::{Settled, settle_billing};
