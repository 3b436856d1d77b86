//! The picklists of a tenant: values and labels by entity and field, as `entityInformation/fields` gives them.
//! Leaves the check of a written value to `routes::write`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sandbox::entities::Kind;

/// Values by entity, then by field, under the names of the table.
pub type Picklists = BTreeMap<String, BTreeMap<String, Vec<PickValue>>>;

/// One value. Autotask gives `value` as text although rows hold a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PickValue {
    #[serde(deserialize_with = "text_or_number")]
    pub value: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub is_default_value: bool,
    #[serde(default)]
    pub sort_order: i64,
    #[serde(default)]
    pub parent_value: String,
    #[serde(default = "yes")]
    pub is_active: bool,
    #[serde(default)]
    pub is_system: bool,
}

fn yes() -> bool {
    true
}

fn text_or_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(serde::de::Error::custom(format!("a picklist value is text or a number, not {other}"))),
    }
}

/// The values of a field; none where the tenant has no list for it.
pub fn values<'a>(picklists: &'a Picklists, kind: Kind, field: &str) -> &'a [PickValue] {
    picklists.get(kind.entity().name).and_then(|fields| fields.get(field)).map_or(&[], Vec::as_slice)
}

/// A list in short: `value label`, then `!` for inactive, `*` for default, `^` for system, `<n` for the parent value.
type Short = (&'static str, &'static str, &'static str);

const TICKET_STATUS: &[Short] = &[
    ("1", "New", "^*"),
    ("5", "Complete", "^"),
    ("7", "Waiting Customer", ""),
    ("8", "In Progress", ""),
    ("9", "Waiting Materials", ""),
    ("10", "Scheduled", ""),
    ("11", "Escalate", ""),
    ("12", "Waiting Vendor", ""),
    ("13", "Waiting Approval", "!"),
    ("19", "Customer Note Added", ""),
];

const TICKET_QUEUES: &[Short] = &[
    ("5", "Client Portal", "^"),
    ("6", "Post Sale", "^"),
    ("8", "Monitoring Alert", "^"),
    ("29682833", "Level I Support", "*"),
    ("29682834", "Level II Support", ""),
    ("29682835", "Security", ""),
    ("29682836", "Security – After Hours", ""),
    ("29682837", "Projects & Migrations", ""),
    ("29682838", "Onboarding (old)", "!"),
    ("29682839", "Recurring Tickets", ""),
    ("29683102", "Warehouse", "!"),
    ("29683103", "Microsoft 365, Entra ID", ""),
];

const PRIORITIES: &[Short] = &[("4", "Critical", ""), ("1", "High", ""), ("2", "Medium", "*"), ("3", "Low", "")];

const SOURCES: &[Short] = &[
    ("-2", "Other", "^"),
    ("2", "Insourced", ""),
    ("4", "Phone", "*"),
    ("6", "Email", ""),
    ("8", "Monitoring Alert", ""),
    ("11", "Verbal", "!"),
    ("15", "Datto RMM", ""),
    ("20", "Petra Security", ""),
];

const TICKET_CATEGORIES: &[Short] = &[
    ("1", "AEM Alert", "^"),
    ("2", "Datto Alert", "^"),
    ("3", "Standard", "*"),
    ("4", "RMA", "^"),
    ("100", "Security Incident", ""),
    ("101", "Service Desk (2019)", "!"),
];

const TICKET_TYPES: &[Short] = &[
    ("1", "Service Request", "*"),
    ("2", "Incident", ""),
    ("3", "Problem", ""),
    ("4", "Change Request", ""),
    ("5", "Alert", ""),
];

const ISSUE_TYPES: &[Short] = &[
    ("10", "Computer", ""),
    ("11", "Email", ""),
    ("12", "Network", ""),
    ("14", "Security", ""),
    ("15", "Printing", "!"),
];

const SUB_ISSUE_TYPES: &[Short] = &[
    ("130", "Hardware", "<10"),
    ("131", "Operating System", "<10"),
    ("140", "Mail Flow", "<11"),
    ("141", "Mailbox Rule", "<11"),
    ("150", "Firewall", "<12"),
    ("151", "Wireless", "<12"),
    ("160", "Account Takeover", "<14"),
    ("161", "Phishing", "<14"),
    ("162", "Malware", "<14"),
    ("163", "Token Theft", "<14!"),
];

const NOTE_TYPES: &[Short] = &[
    ("1", "Task Summary", "*"),
    ("2", "Task Detail", ""),
    ("3", "Task Notes", ""),
    ("13", "Workflow Rule Note - Task", "^"),
    ("18", "Client Portal Note", "^"),
    ("91", "Workflow Rule Action Note", "^"),
];

const PUBLISH: &[Short] =
    &[("1", "All Autotask Users", "*"), ("2", "Internal Only", ""), ("4", "Internal & Co-managed", "")];

const COMPANY_TYPES: &[Short] = &[
    ("1", "Customer", "*"),
    ("2", "Lead", ""),
    ("3", "Prospect", ""),
    ("4", "Dead", ""),
    ("6", "Cancelation", ""),
    ("7", "Vendor", ""),
    ("8", "Partner", ""),
];

const CONTRACT_TYPES: &[Short] = &[
    ("1", "Time & Materials", "^"),
    ("3", "Fixed Price", "^"),
    ("4", "Block Hours", "^"),
    ("6", "Retainer", "^"),
    ("7", "Recurring Service", "^"),
    ("8", "Per Ticket", "^"),
];

const CONTRACT_STATUS: &[Short] = &[("1", "Active", "*^"), ("0", "Inactive", "^")];

const CONTRACT_CATEGORIES: &[Short] =
    &[("12", "Managed Services", "*"), ("13", "Security", ""), ("14", "Projects", "")];

const PERIODS: &[Short] =
    &[("2", "Monthly", "*^"), ("3", "Quarterly", "^"), ("4", "Semi-Annual", "^"), ("5", "Yearly", "^")];

const YES_OR_NO: &[Short] = &[("0", "No", "*^"), ("1", "Yes", "^")];

const LICENSE_TYPES: &[Short] = &[("1", "Administrator", "^"), ("3", "Professional", "^"), ("7", "API User", "^")];

const LISTS: &[(Kind, &str, &[Short])] = &[
    (Kind::Tickets, "status", TICKET_STATUS),
    (Kind::Tickets, "queueID", TICKET_QUEUES),
    (Kind::Tickets, "priority", PRIORITIES),
    (Kind::Tickets, "source", SOURCES),
    (Kind::Tickets, "ticketCategory", TICKET_CATEGORIES),
    (Kind::Tickets, "ticketType", TICKET_TYPES),
    (Kind::Tickets, "issueType", ISSUE_TYPES),
    (Kind::Tickets, "subIssueType", SUB_ISSUE_TYPES),
    (Kind::TicketNotes, "noteType", NOTE_TYPES),
    (Kind::TicketNotes, "publish", PUBLISH),
    (Kind::Companies, "companyType", COMPANY_TYPES),
    (Kind::Contracts, "contractType", CONTRACT_TYPES),
    (Kind::Contracts, "status", CONTRACT_STATUS),
    (Kind::Contracts, "contractCategory", CONTRACT_CATEGORIES),
    (Kind::Contracts, "contractPeriodType", PERIODS),
    (Kind::Contracts, "timeReportingRequiresStartAndStopTimes", YES_OR_NO),
    (Kind::Services, "periodType", PERIODS),
    (Kind::ServiceBundles, "periodType", PERIODS),
    (Kind::Resources, "licenseType", LICENSE_TYPES),
];

/// The lists that a tenant has if its world says nothing else.
pub fn defaults() -> Picklists {
    let mut lists = Picklists::new();
    for (kind, field, short) in LISTS {
        let values = (1..).zip(*short).map(|(order, (value, label, marks))| PickValue {
            value: (*value).into(),
            label: (*label).into(),
            is_default_value: marks.contains('*'),
            sort_order: order,
            parent_value: marks
                .split_once('<')
                .map_or(String::new(), |(_, parent)| parent.trim_end_matches('!').into()),
            is_active: !marks.contains('!'),
            is_system: marks.contains('^'),
        });
        let fields = lists.entry(kind.entity().name.into()).or_default();
        fields.insert((*field).into(), values.collect());
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_lists_are_of_picklist_fields_and_their_parents_exist() {
        let lists = defaults();
        for (kind, field, _) in LISTS {
            let (_, known) = kind.entity().field(field).unwrap();
            assert!(known.picklist, "{kind} {field}");
            assert_eq!(known.name, *field);
            let parents = values(&lists, *kind, known.picklist_parent);
            for value in values(&lists, *kind, field) {
                assert!(value.value.parse::<i64>().is_ok(), "{kind} {field} {}", value.value);
                let fits = parents.iter().any(|parent| parent.value == value.parent_value);
                assert_eq!(fits, !known.picklist_parent.is_empty(), "{kind} {field} {}", value.value);
            }
        }
        let idle = values(&lists, Kind::Tickets, "queueID").iter().filter(|queue| !queue.is_active);
        assert_eq!(idle.count(), 2);
    }
}
