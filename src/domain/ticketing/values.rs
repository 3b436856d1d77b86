//! What a ticket gets: the values in force for a tenant, and when it is due.

use jiff::{SignedDuration, Timestamp};

use crate::domain::settings::{TenantSettings, TicketField, TicketFields};

/// Hours until a ticket is due, where the config does not say.
const DUE_HOURS: u32 = 24;

/// The fields that a new ticket is given.
pub const FOR_NEW: [TicketField; 8] = [
    TicketField::Queue,
    TicketField::StatusNew,
    TicketField::Priority,
    TicketField::Source,
    TicketField::TicketCategory,
    TicketField::TicketType,
    TicketField::IssueType,
    TicketField::SubIssueType,
];

/// The fields that a ticket with news is given.
pub const FOR_UPDATE: [TicketField; 1] = [TicketField::StatusUpdate];

/// The values in force: the tenant's own, else the defaults.
#[must_use]
pub fn picked(defaults: &TicketFields, tenant: Option<&TenantSettings>) -> TicketFields {
    let mut fields = TicketFields::default();
    for field in TicketField::ALL {
        let own = tenant.and_then(|tenant| tenant.own(field));
        fields.set(field, own.or_else(|| defaults.get(field)).cloned());
    }
    fields
}

/// When a ticket that is opened now is due.
#[must_use]
pub fn due(now: Timestamp, hours: Option<u32>) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(hours.unwrap_or(DUE_HOURS).into())).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Named;

    #[test]
    fn a_tenants_own_value_goes_before_the_default() {
        let mut defaults = TicketFields::default();
        defaults.set(TicketField::Queue, Some(Named::new(1, "Q")));
        defaults.set(TicketField::Priority, Some(Named::new(2, "P")));
        let mut tenant = TenantSettings::undecided("a", "A");
        tenant.set_own(TicketField::Queue, Some(Named::new(9, "Own")));
        tenant.set_own(TicketField::Source, Some(Named::new(4, "S")));
        let ids = |fields: &TicketFields| TicketField::ALL.map(|field| fields.get(field).map_or(0, |named| named.id));
        assert_eq!(ids(&picked(&defaults, None)), [1, 0, 0, 2, 0, 0, 0, 0, 0]);
        assert_eq!(ids(&picked(&defaults, Some(&tenant))), [9, 0, 0, 2, 4, 0, 0, 0, 0]);
    }

    #[test]
    fn it_is_due_so_many_hours_later() {
        let now: Timestamp = "2026-11-24T22:15:00Z".parse().unwrap();
        for (hours, wanted) in
            [(None, "2026-11-25T22:15:00Z"), (Some(0), "2026-11-24T22:15:00Z"), (Some(4), "2026-11-25T02:15:00Z")]
        {
            assert_eq!(due(now, hours), wanted.parse().unwrap());
        }
        assert!(due(now, Some(u32::MAX)) > now);
    }
}
