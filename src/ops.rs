//! The verbs, shared by the wizard and the commands: connect, load, suggest, export, check, save.
//!
//! Each asks the clients, stores and files below it, and judges by `domain`. None prints or knows a screen.

mod billing;
mod catalog;
mod check;
mod clock;
mod connect;
mod drafts;
mod export;
mod hidden_units;
mod incidents;
mod load;
mod login;
mod paths;
mod report;
mod sample;
mod save;
mod secret;
mod signed_in;
mod start;
mod stop;
mod suggest;
mod ticket;
mod workplace;

pub use crate::autotask::{Access, Entity};
pub use crate::config::Snapshot;
pub use billing::{
    Applied, BillingRun, BillingSession, PlanRequest, Settled, UsageSource, apply_billing, begin_billing,
    billing_history, load_usage, open_billing, plan_billing, settle_billing,
};
pub use catalog::{
    KeptList, ReadList, keep_companies, load_companies_by_id, load_companies_to_keep, load_kept_companies,
};
pub use check::{CheckRequest, Checked, EntityState, check};
pub use clock::{now_text, today};
pub use connect::{Connection, Verified, verify_access, verify_entities};
pub use drafts::{DraftKeeper, KeptDraft, load_draft};
pub use export::{ExportRequest, Exported, export, read_all, read_bytes};
pub use incidents::{
    IncidentRun, Round, SHORTEST_WATCH, SyncRequest, SyncResult, Told, begin_incidents, sync_incidents, watch_incidents,
};
pub use load::{
    Billing, load_billing, load_companies, load_domains_of_users, load_services, load_tenant_ids, load_tenants_of_file,
    load_tenants_of_petra, load_ticket_lists,
};
pub use login::generate_login;
pub use paths::complete_path;
pub use report::{Report, report};
pub use sample::sample_answers;
pub use save::{
    SaveRequest, Saved, config_bytes, mapping_csv, probe_stores, save_settings, store_secrets, write_bytes, write_text,
};
pub use secret::{StoredSecret, forget_secret, secret_place, set_secret, test_secret};
pub use signed_in::SavedAccess;
pub use start::{Found, encrypted_file, read_saved, resolve_references, standing, start};
pub use stop::Stop;
pub use suggest::{SuggestRequest, Suggested, suggest_from_lists, suggest_live, suggest_matches, suggestions_csv};
pub use ticket::{
    OpenRequest, Opened, TestKeys, TicketRef, TicketSession, TicketView, UpdateRequest, close_ticket, open_ticket,
    open_tickets, test_ticket, update_ticket,
};
pub use workplace::{Workplace, WorkplaceOptions};
