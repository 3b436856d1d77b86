//! What tenant ids in fields of companies prove.

use std::sync::Arc;

use super::*;
use crate::domain::tenant_ids::Borne;

/// The Microsoft id with this number.
fn microsoft_id(number: u8) -> String {
    format!("7c1d2a40-0000-4000-8000-0000000000{number:02x}")
}

/// Suggestions where companies bear tenant ids: `(company, number)`; a tenant of number 0 has no id known.
fn with_ids(rows: &[(i64, &str, &str)], borne: &[(i64, u8)], tenants: &[(&str, &str, u8)]) -> Vec<Suggestion> {
    let borne = borne.iter().map(|&(company_id, number)| Borne {
        company_id,
        id: MicrosoftId::parse(&microsoft_id(number)).unwrap(),
        field: "M365 Tenant ID".into(),
    });
    let tenants: Vec<_> = tenants
        .iter()
        .map(|&(name, domains, number)| Tenant {
            microsoft_id: (number > 0).then(|| microsoft_id(number).to_uppercase()),
            ..tenant(name, domains)
        })
        .collect();
    let companies = companies(rows);
    suggest(&tenants, &companies, &Index::build(&companies).with_tenant_ids(Arc::new(borne.collect())))
}

#[test]
fn a_company_that_bears_the_tenants_id_is_the_one() {
    const HAS: &str = "Its field “M365 Tenant ID” has this tenant's id.";
    let contoso = (1, "Contoso Ltd", "contoso.com");
    for (what, rows, borne, class, best, evidence) in [
        ("nothing else", &[(7, "Woodgrove", "")][..], &[(7, 1)][..], Class::Certain, 7, HAS.to_owned()),
        (
            "with domain and name",
            &[contoso],
            &[(1, 1)],
            Class::Certain,
            1,
            format!("{HAS} Same domain contoso.com, same name (Ltd left out)."),
        ),
        (
            "of two with the domain",
            &[contoso, (2, "CONTOSO LIMITED", "contoso.com")],
            &[(2, 1)],
            Class::Certain,
            2,
            HAS.to_owned(),
        ),
        (
            "a company with two tenants",
            &[(7, "Woodgrove", "")],
            &[(7, 9), (7, 1)],
            Class::Certain,
            7,
            HAS.to_owned(),
        ),
        (
            "against domain and name",
            &[contoso, (7, "Woodgrove", "")],
            &[(7, 1)],
            Class::Ambiguous,
            7,
            "Woodgrove has this tenant's id in its field “M365 Tenant ID”. For Contoso Ltd speaks: Same domain \
             contoso.com, same name (Ltd left out)."
                .to_owned(),
        ),
        (
            "against domain and name that another tenant's id speaks against",
            &[contoso, (7, "Woodgrove", "")],
            &[(7, 1), (1, 9)],
            Class::Certain,
            7,
            HAS.to_owned(),
        ),
        (
            "two bear it",
            &[contoso, (7, "Woodgrove", ""), (8, "Adatum", "")],
            &[(7, 1), (1, 1)],
            Class::Ambiguous,
            7,
            "2 companies have this tenant's id in a field: Woodgrove (“M365 Tenant ID”), Contoso Ltd (“M365 Tenant ID”)."
                .to_owned(),
        ),
        (
            "not to be used",
            &[(7, "Woodgrove (old)", "")],
            &[(7, 1)],
            Class::Likely,
            7,
            format!("{HAS} Its name says that it is not to be used."),
        ),
        ("a company that is not there", &[(7, "Woodgrove", "")], &[(7, 1), (70, 1)], Class::Certain, 7, HAS.to_owned()),
    ] {
        let found = with_ids(rows, borne, &[("Contoso", "contoso.com", 1)]).remove(0);
        assert_eq!((found.class, found.company_id(), found.evidence), (class, Some(best), evidence), "{what}");
        let mut ids: Vec<_> = found.candidates.iter().map(|one| one.company_id).collect();
        ids.dedup();
        assert_eq!(ids.len(), found.candidates.len(), "{what}");
        assert!(found.candidates.is_sorted_by(|left, right| left.score >= right.score), "{what}");
    }
}

#[test]
fn a_company_that_bears_another_tenants_id_is_never_certain() {
    let rows = &[(1, "Contoso Ltd", "contoso.com")];
    let said = "Same domain contoso.com, same name (Ltd left out).";
    let alone = with_ids(rows, &[(1, 9)], &[("Contoso", "contoso.com", 1)]).remove(0);
    assert_eq!((alone.class, alone.company_id()), (Class::Likely, Some(1)));
    assert_eq!(alone.evidence, format!("{said} But its field “M365 Tenant ID” has the id of another tenant."));
    let found = with_ids(rows, &[(1, 9)], &[("Contoso", "contoso.com", 1), ("Contoso Labs", "", 9)]);
    assert_eq!([found[0].class, found[1].class], [Class::Likely, Class::Certain]);
    assert_eq!(found[0].evidence, format!("{said} But its field “M365 Tenant ID” has the id of Contoso Labs."));
    let unknown = with_ids(rows, &[(1, 9)], &[("Contoso", "contoso.com", 0)]).remove(0);
    assert_eq!((unknown.class, unknown.evidence.as_str()), (Class::Certain, said), "which tenant it is, nobody knows");
}

#[test]
fn of_several_equal_ones_those_that_bear_other_ids_come_last() {
    let rows = &[(1, "Smith Dental", ""), (2, "Smith Dental", ""), (3, "Smith Dental", "")];
    let found = with_ids(rows, &[(1, 9)], &[("Smith Dental", "", 1)]).remove(0);
    let ids: Vec<_> = found.candidates.iter().map(|one| one.company_id).collect();
    assert_eq!((found.class, ids), (Class::Ambiguous, vec![2, 3, 1]));
    assert_eq!(
        found.evidence,
        "3 companies have this name. The field “M365 Tenant ID” of Smith Dental has the id of another tenant."
    );
}

#[test]
fn an_inactive_company_that_bears_the_id_is_told_and_takes_certainty_away() {
    let told = "Inactive, so not to be chosen: Woodgrove, id 7, whose field “M365 Tenant ID” has this tenant's id.";
    let gone = (-7, "Woodgrove", "");
    let found = with_ids(&[gone], &[(7, 1)], &[("Contoso", "contoso.com", 1)]).remove(0);
    assert_eq!((found.class, found.company_id()), (Class::None, None));
    assert_eq!(found.evidence, format!("No active company has its domain or its name. {told}"));
    let rows = &[gone, (1, "Contoso Ltd", "contoso.com")];
    let found = with_ids(rows, &[(7, 1)], &[("Contoso", "contoso.com", 1)]).remove(0);
    assert_eq!((found.class, found.company_id()), (Class::Likely, Some(1)));
    assert!(found.evidence.ends_with(told), "{}", found.evidence);
    let found = with_ids(rows, &[(7, 1), (1, 1)], &[("Contoso", "contoso.com", 1)]).remove(0);
    assert_eq!((found.class, found.company_id()), (Class::Certain, Some(1)), "the active one bears it too");
}

#[test]
fn of_tenants_that_claim_one_company_it_stays_certain_for_the_one_whose_id_it_bears() {
    let rows = &[(1, "Contoso Ltd", "contoso.com")];
    let found = with_ids(rows, &[(1, 1)], &[("Contoso", "contoso.com", 0), ("Contoso Labs", "", 1)]);
    assert_eq!([found[0].class, found[1].class], [Class::Likely, Class::Certain]);
    assert!(found[0].evidence.ends_with("It is suggested for Contoso Labs too."), "{}", found[0].evidence);
    let found = with_ids(rows, &[(1, 1), (1, 2)], &[("Contoso", "contoso.com", 2), ("Contoso Labs", "", 1)]);
    assert_eq!([found[0].class, found[1].class], [Class::Likely, Class::Likely], "it bears the ids of both");
}
