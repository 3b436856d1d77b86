//! Tenants as they are typed, or pasted from a list: a line each, `name, domain`.

use super::collector::{Collector, bad_domain};
use super::{identified, is_guid, web_domain};
use crate::domain::diagnostic::{Diagnostic, Subject};
use crate::domain::tenant::Tenant;

/// Reads typed lines. A pasted list may have tabs or semicolons in place of the comma, and Microsoft's id beside the
/// domain; a name may hold commas. Empty lines are passed over.
///
/// # Errors
/// `bad-cell` and `duplicate-row`, with the line as row.
pub fn parse_lines(text: &str) -> Result<Vec<Tenant>, Vec<Diagnostic>> {
    let mut collector = Collector::default();
    for (place, line) in text.lines().enumerate() {
        let subject = Subject { row: Some(place + 1), ..Subject::default() };
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let (name, others) = match line.split_once(['\t', ';']) {
            Some((name, others)) => (name, others.split(['\t', ';']).collect()),
            None => name_and_others(line),
        };
        let name = unquoted(name);
        let mut tenant = identified("", name);
        let mut domain = "";
        for other in others.into_iter().map(unquoted).filter(|other| !other.is_empty()) {
            if is_guid(other) {
                tenant.microsoft_id = Some(other.to_owned());
            } else if web_domain(other).is_some() && domain.is_empty() {
                domain = other;
            } else {
                collector.fault(bad_domain(other).about(subject.clone()));
            }
        }
        if domain.is_empty() && web_domain(name).is_some() && !name.contains(char::is_whitespace) {
            domain = name;
        }
        collector.add(tenant, domain, subject);
    }
    collector.finish()
}

/// Splits at commas from the end, as long as what follows is a domain or an id: the rest is the name, commas and all.
fn name_and_others(line: &str) -> (&str, Vec<&str>) {
    let (mut name, mut others) = (line, Vec::new());
    while let Some((rest, last)) = name.rsplit_once(',') {
        let last = last.trim();
        if !last.is_empty() && !is_guid(last) && web_domain(last).is_none() {
            break;
        }
        name = rest;
        others.push(last);
    }
    (name, others)
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"').trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Code;

    #[test]
    fn a_line_is_a_name_and_perhaps_a_domain() {
        let guid = "7c1d2a40-0000-4000-8000-00000000009f";
        let cases = [
            ("Contoso", "Contoso", None, None),
            ("Contoso, contoso.com", "Contoso", Some("contoso.com"), None),
            ("Contoso,", "Contoso", None, None),
            ("Contoso, Inc., contoso.com", "Contoso, Inc.", Some("contoso.com"), None),
            ("Smith, Jones & Co", "Smith, Jones & Co", None, None),
            ("\"Smith, Jones\", https://www.smith.example", "Smith, Jones", Some("smith.example"), None),
            ("Contoso\tcontoso.com", "Contoso", Some("contoso.com"), None),
            ("Contoso; contoso.com;", "Contoso", Some("contoso.com"), None),
            ("Contoso, contoso.com, 7c1d2a40-0000-4000-8000-00000000009f", "Contoso", Some("contoso.com"), Some(guid)),
            ("contoso.com", "contoso.com", Some("contoso.com"), None),
        ];
        for (line, name, domain, microsoft) in cases {
            let tenants = parse_lines(line).unwrap();
            assert_eq!(tenants.len(), 1, "{line}");
            let tenant = &tenants[0];
            assert_eq!(tenant.name, name, "{line}");
            assert_eq!(tenant.domains.first().map(String::as_str), domain, "{line}");
            assert_eq!(tenant.microsoft_id.as_deref(), microsoft, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_names_its_line() {
        let findings = parse_lines("A\n\n a\nB\tnot a domain\n, b.example\n").unwrap_err();
        let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.subject.row)).collect();
        assert_eq!(found, [(Code::DuplicateRow, Some(3)), (Code::BadCell, Some(4)), (Code::BadCell, Some(5))]);
    }
}
