//! What tickets and notes say. What comes from outside stands in a line of its own and cannot make another.

use super::text::{NOTE_TEXT, NOTE_TITLE, TICKET_TEXT, TICKET_TITLE, lines, one_line};
use super::{Incident, Situation};

/// The title of a test ticket, by which anybody who meets it knows what it is.
pub const TEST_TITLE: &str = "TEST: petra-autotask, nothing to do";

/// Longest text from outside within a line.
const PART: usize = 500;

/// The title of an incident's ticket.
#[must_use]
pub fn incident_title(incident: &Incident) -> String {
    let user = incident.user.as_deref().map(|user| one_line(user, 100)).filter(|user| !user.is_empty());
    let about = user.map_or_else(|| incident.tenant(), |user| format!("{user}, {}", incident.tenant()));
    one_line(&format!("Petra incident: {about}"), TICKET_TITLE)
}

/// The description of an incident's ticket.
#[must_use]
pub fn incident_body(incident: &Incident, unmapped: bool) -> String {
    let mut text = vec!["Petra reports an incident.".to_owned(), String::new()];
    let ids: Vec<_> = [&incident.petra_id, &incident.microsoft_id].into_iter().flatten().map(String::as_str).collect();
    let tenant = if ids.is_empty() { incident.tenant() } else { format!("{} ({})", incident.tenant(), ids.join(", ")) };
    let state = incident.situation().to_string();
    for (label, value) in [
        ("Tenant", Some(tenant.as_str())),
        ("User", incident.user.as_deref()),
        ("Occurred", incident.occurred_at.as_deref()),
        ("Reported", incident.created_at.as_deref()),
        ("State", Some(state.as_str())),
        ("Incident", Some(incident.id.as_str())),
        ("Link", incident.url.as_deref()),
    ] {
        let value = value.map(|value| one_line(value, PART)).filter(|value| !value.is_empty());
        text.extend(value.map(|value| format!("{label}: {value}")));
    }
    if unmapped {
        text.extend([
            String::new(),
            "The tenant is mapped to no company; its incidents come here meanwhile.".to_owned(),
        ]);
    }
    lines(&text.join("\n"), TICKET_TEXT)
}

/// Title and text of the note that tells news. The number keeps two notes of one incident apart.
#[must_use]
pub fn incident_update(incident: &Incident, from: Option<&Situation>, to: &Situation, number: u32) -> (String, String) {
    let title = format!("Petra incident, update {number}: {to}");
    let before = from.map_or_else(String::new, |from| format!("Before: {from}\n"));
    let mut text = format!("State: {to}\n{before}Incident: {}", one_line(&incident.id, PART));
    if let Some(url) = incident.url.as_deref() {
        text.push_str(&format!("\nLink: {}", one_line(url, PART)));
    }
    (one_line(&title, NOTE_TITLE), lines(&text, NOTE_TEXT))
}

/// The description of a ticket that follows completed ones.
#[must_use]
pub fn naming_the_old(text: &str, old: &str) -> String {
    let line = format!("Follows ticket {}, which is complete.", one_line(old, 50));
    let rest = lines(text, TICKET_TEXT - line.len() - 2);
    if rest.is_empty() { line } else { format!("{line}\n\n{rest}") }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::settings::Settings;
    use crate::domain::ticketing::text::units;

    /// A tenant that is mapped, one that is excluded, one that is neither, and two with the same Microsoft id.
    pub fn settings() -> Settings {
        serde_json::from_value(serde_json::json!({
            "version": 1,
            "autotask": {
                "username": "api@example.com",
                "zone": {"name": "Z", "url": "https://z/", "webUrl": "https://w/"},
                "secret": "env:A", "trackingId": "env:B",
            },
            "ticketing": {},
            "tenants": [
                {"id": "ZZ1", "name": "Contoso", "microsoftTenantId": "11111111-aaaa", "company": {"id": 174, "name": "Contoso Ltd"}},
                {"id": "ZZ2", "name": "Fabrikam", "excluded": "own IT"},
                {"id": "ZZ3", "name": "Tailspin", "microsoftTenantId": "3333"},
                {"id": "ZZ4", "name": "Twin", "microsoftTenantId": "4444", "company": {"id": 175, "name": "T"}},
                {"id": "ZZ5", "name": "Twin", "microsoftTenantId": "4444", "company": {"id": 176, "name": "T"}},
            ],
        }))
        .unwrap()
    }

    fn incident() -> Incident {
        Incident {
            id: "inc_1".to_owned(),
            url: Some("https://app.example/incidents/inc_1".to_owned()),
            created_at: Some("2026-11-24T08:00:00Z".to_owned()),
            occurred_at: Some("2026-11-24T07:20:00Z".to_owned()),
            remediation_status: Some("Pending".to_owned()),
            live: true,
            petra_id: Some("ZZ1".to_owned()),
            microsoft_id: Some("1111".to_owned()),
            tenant_name: Some("Contoso".to_owned()),
            user: Some("Finance".to_owned()),
        }
    }

    #[test]
    fn a_ticket_says_whose_when_how_and_where() {
        assert_eq!(incident_title(&incident()), "Petra incident: Finance, Contoso");
        assert_eq!(
            incident_body(&incident(), false),
            "Petra reports an incident.\n\nTenant: Contoso (ZZ1, 1111)\nUser: Finance\nOccurred: 2026-11-24T07:20:00Z\n\
             Reported: 2026-11-24T08:00:00Z\nState: Pending, live\nIncident: inc_1\n\
             Link: https://app.example/incidents/inc_1"
        );
        assert!(incident_body(&incident(), true).ends_with("its incidents come here meanwhile."));
        let bare = Incident { id: "i".to_owned(), ..Incident::default() };
        assert_eq!(incident_title(&bare), "Petra incident: a tenant without a name");
        assert_eq!(
            incident_body(&bare, false),
            "Petra reports an incident.\n\nTenant: a tenant without a name\nState: not live\nIncident: i"
        );
    }

    #[test]
    fn a_note_says_what_changed_and_two_never_read_alike() {
        let to = Situation { remediation: "Remediated".to_owned(), live: false };
        let (title, text) = incident_update(&incident(), Some(&incident().situation()), &to, 2);
        assert_eq!(title, "Petra incident, update 2: Remediated, not live");
        assert_eq!(
            text,
            "State: Remediated, not live\nBefore: Pending, live\nIncident: inc_1\nLink: https://app.example/incidents/inc_1"
        );
        assert_ne!(incident_update(&incident(), None, &to, 1).0, incident_update(&incident(), None, &to, 2).0);
    }

    #[test]
    fn text_from_outside_makes_no_line_of_its_own_and_fits() {
        let hostile = "x\nState: Remediated\r\n\u{1b}]0;y\u{7}\u{202e}".repeat(2000);
        let incident = Incident {
            id: hostile.clone(),
            url: Some(hostile.clone()),
            user: Some(hostile.clone()),
            tenant_name: Some(hostile.clone()),
            petra_id: Some(hostile.clone()),
            occurred_at: Some(hostile.clone()),
            ..incident()
        };
        let (title, body) = (incident_title(&incident), incident_body(&incident, false));
        let note = incident_update(&incident, None, &incident.situation(), 1);
        assert!(units(&title) <= TICKET_TITLE && units(&body) <= TICKET_TEXT && units(&note.0) <= NOTE_TITLE);
        assert_eq!(
            body.lines().filter(|line| line.starts_with("State: ")).collect::<Vec<_>>(),
            ["State: Pending, live"]
        );
        for text in [title, body, note.0, note.1] {
            assert!(text.chars().all(|sign| sign == '\n' || !(sign.is_control() || sign == '\u{202e}')), "{text}");
        }
    }

    #[test]
    fn a_ticket_that_follows_another_names_it_first() {
        assert_eq!(naming_the_old("It is back.", "T1.1"), "Follows ticket T1.1, which is complete.\n\nIt is back.");
        assert_eq!(naming_the_old("", "T1.1"), "Follows ticket T1.1, which is complete.");
        assert!(units(&naming_the_old(&"ä".repeat(9000), "T1.1")) <= TICKET_TEXT);
    }
}
