//! What one pass has to do: each incident by what is known of it and where it goes.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::round::{SyncResult, Told};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::settings::{Named, Settings, TenantSettings, TicketFields};
use crate::domain::text::harmless;
use crate::domain::ticketing::{Deed, Incident, Record, Route, Stage, deed, in_order, picked, route};

/// Something to do for one incident.
#[derive(Clone, Debug)]
pub(super) struct Task<'a> {
    /// Its place in the order of all.
    pub place: usize,
    pub incident: Incident,
    pub record: Record,
    pub tenant: Option<&'a TenantSettings>,
    pub values: TicketFields,
    /// The company, where a ticket is to be opened.
    pub company: Option<Company<'a>>,
}

/// The company that a ticket is opened for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Company<'a> {
    pub company: &'a Named,
    /// Whether it is the one for unmapped tenants.
    pub catch_all: bool,
}

impl<'a> Company<'a> {
    /// The company with the field of the config that names it.
    pub const fn chosen(self) -> (&'a Named, &'static str) {
        (self.company, if self.catch_all { "catchAllCompany" } else { "company" })
    }
}

/// What one pass has to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan<'a> {
    /// What is known already of the outcome, by place.
    pub told: Vec<(usize, Told)>,
    /// What is to be done, the oldest first.
    pub tasks: Vec<Task<'a>>,
    /// Incidents that were not on record.
    pub new: Vec<Record>,
    /// Incidents from before those that are heeded.
    pub left: usize,
    /// One for each tenant whose incidents wait.
    pub findings: Vec<Diagnostic>,
}

/// Draws up a pass: `listed` is what Petra tells, `records` what is known, `since` from when on incidents are heeded.
pub(super) fn draw_up(settings: &Settings, listed: Vec<Incident>, records: Vec<Record>, since: Timestamp) -> Plan<'_> {
    // What is not finished is gone on with, though Petra may not list it any more.
    let unfinished: Vec<_> =
        records.iter().filter(|record| record.stage != Stage::Open).map(|record| record.incident.clone()).collect();
    let mut known: HashMap<String, Record> =
        records.into_iter().map(|record| (record.incident.id.clone(), record)).collect();
    let mut plan = Plan::default();
    let mut waiting: BTreeMap<String, Vec<Incident>> = BTreeMap::new();
    for (place, incident) in in_order(unfinished.into_iter().chain(listed)).into_iter().enumerate() {
        let record = known.remove(&incident.id);
        if record.is_none() && incident.time().is_some_and(|time| time < since) {
            plan.left += 1;
            continue;
        }
        let way = route(settings, &incident);
        let mut told = Told::new(&incident, way.tenant(), SyncResult::Unchanged);
        if let Route::Excluded { reason, .. } = way {
            told.result = SyncResult::Excluded;
            told.reason = Some(harmless(reason).into_owned());
            plan.told.push((place, told));
            continue;
        }
        let to_do = deed(record.as_ref(), &incident);
        let record = record.unwrap_or_else(|| {
            let record = Record::new(incident.clone());
            plan.new.push(record.clone());
            record
        });
        let company = match way {
            Route::To { company, catch_all, .. } => Some(Company { company, catch_all }),
            _ => None,
        };
        match (to_do, company) {
            (Deed::Nothing, _) => {
                told.known = record.ticket;
                plan.told.push((place, told));
            }
            (Deed::Open, None) => {
                told.result = SyncResult::Waiting;
                waiting.entry(told.tenant.clone().unwrap_or_default()).or_default().push(incident);
                plan.told.push((place, told));
            }
            _ => {
                let tenant = way.tenant();
                let values = picked(&settings.ticketing.fields, tenant);
                plan.tasks.push(Task { place, incident, record, tenant, values, company });
            }
        }
    }
    plan.findings = waiting.into_iter().map(|(tenant, incidents)| waits(&tenant, &incidents)).collect();
    plan
}

fn waits(tenant: &str, incidents: &[Incident]) -> Diagnostic {
    let name = incidents.first().map(Incident::tenant).unwrap_or_default();
    let count = match incidents.len() {
        1 => "1 incident waits".to_owned(),
        count => format!("{count} incidents wait"),
    };
    let ids: Vec<_> = incidents.iter().take(20).map(|incident| harmless(&incident.id)).collect();
    let more = if incidents.len() > ids.len() { ", …" } else { "" };
    Diagnostic::error(
        Code::TenantUnmapped,
        format!("{count}: the tenant “{}” is mapped to no company.", harmless(&name)),
        "Map it in the wizard's step Mapping (petra-autotask --step mapping), or set a company for unmapped tenants in \
         its step Ticketing. Its incidents wait until then.",
    )
    .about(Subject { tenant: Some(tenant.to_owned()).filter(|id| !id.is_empty()), ..Subject::default() })
    .with_detail(ids.join(", ") + more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ticketing::TicketName;

    fn settings(catch_all: bool) -> Settings {
        let mut settings: Settings = serde_json::from_value(serde_json::json!({
            "version": 1,
            "autotask": {
                "username": "api@example.com",
                "zone": {"name": "Z", "url": "https://z/", "webUrl": "https://w/"},
                "secret": "env:A", "trackingId": "env:B",
            },
            "ticketing": {"queue": {"id": 1, "name": "Q"}},
            "tenants": [
                {"id": "ZZ1", "name": "Contoso", "company": {"id": 174, "name": "Contoso Ltd"}},
                {"id": "ZZ2", "name": "Fabrikam", "excluded": "own IT"},
                {"id": "ZZ3", "name": "Tailspin"},
            ],
        }))
        .unwrap();
        settings.ticketing.catch_all_company = catch_all.then(|| Named::new(0, "Own"));
        settings
    }

    fn incident(id: &str, tenant: &str, day: u8) -> Incident {
        Incident {
            id: id.to_owned(),
            petra_id: Some(tenant.to_owned()),
            created_at: Some(format!("2026-11-{day:02}T08:00:00Z")),
            ..Incident::default()
        }
    }

    /// What a plan comes to, in a line: outcomes, then tasks in their order, then what is left.
    fn said(plan: &Plan<'_>) -> String {
        let told = plan.told.iter().map(|(_, told)| format!("{} {}", told.id, told.result.as_str()));
        let tasks = plan.tasks.iter().map(|task| {
            let to = task.company.map_or_else(|| "its ticket".to_owned(), |to| to.company.id.to_string());
            let to = task.record.ticket.as_ref().map_or(to, |ticket| format!("ticket {}", ticket.id));
            format!("{} to {to}", task.incident.id)
        });
        format!("{}; {} new; {} left", told.chain(tasks).collect::<Vec<_>>().join(", "), plan.new.len(), plan.left)
    }

    #[test]
    fn each_incident_is_heeded_by_its_tenant_and_its_time() {
        let since = "2026-11-17T08:00:00Z".parse().unwrap();
        let listed = vec![
            incident("e", "ZZ1", 22),
            incident("d", "ZZ1", 20),
            incident("old", "ZZ1", 1),
            incident("x", "ZZ2", 20),
            incident("w", "ZZ3", 20),
            incident("u", "ZZ9", 21),
        ];
        let settings = settings(false);
        let plan = draw_up(&settings, listed.clone(), Vec::new(), since);
        assert_eq!(said(&plan), "w waiting, x excluded, u waiting, d to 174, e to 174; 4 new; 1 left");
        assert_eq!(plan.told[1].1.reason.as_deref(), Some("own IT"));
        assert_eq!(plan.findings.len(), 2);
        assert_eq!(plan.findings[0].subject.tenant.as_deref(), Some("ZZ3"));

        let settings = self::settings(true);
        let plan = draw_up(&settings, listed, Vec::new(), since);
        assert_eq!(said(&plan), "x excluded, d to 174, w to 0, u to 0, e to 174; 4 new; 1 left");
        assert!(plan.findings.is_empty());
    }

    #[test]
    fn what_is_known_is_gone_on_with_whatever_petra_lists() {
        let since = "2026-11-17T08:00:00Z".parse().unwrap();
        let told = incident("a", "ZZ1", 18);
        let ticket = Some(TicketName { id: 9, number: None });
        let open = Record {
            stage: Stage::Open,
            ticket: ticket.clone(),
            told: Some(told.situation()),
            ..Record::new(told.clone())
        };
        let waiting = Record::new(incident("w", "ZZ3", 2));
        let opening = Record { stage: Stage::Opening, ..Record::new(incident("o", "ZZ1", 3)) };
        let noting = Record { stage: Stage::Noting, ..open.clone() };
        let live = Incident { live: true, ..told.clone() };
        for (what, listed, records, wanted) in [
            ("nothing is listed", vec![], vec![open.clone()], "; 0 new; 0 left"),
            ("it is as told", vec![told.clone()], vec![open.clone()], "a unchanged; 0 new; 0 left"),
            ("it has news", vec![live], vec![open], "a to ticket 9; 0 new; 0 left"),
            ("one waits", vec![], vec![waiting], "w waiting; 0 new; 0 left"),
            ("one may be there", vec![], vec![opening], "o to 174; 0 new; 0 left"),
            ("a note may be there", vec![], vec![noting], "a to ticket 9; 0 new; 0 left"),
        ] {
            let settings = settings(false);
            assert_eq!(said(&draw_up(&settings, listed, records, since)), wanted, "{what}");
        }
    }
}
