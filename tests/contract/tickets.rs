//! Tickets by hand and of incidents: the verbs against the sandbox, by what stands in its world afterwards.

mod desk;
mod incidents;
mod opening;
mod refusals;
mod updating;
