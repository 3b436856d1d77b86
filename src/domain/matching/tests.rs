mod tenant_ids;

use super::*;
use crate::domain::catalog::Company;

fn companies(rows: &[(i64, &str, &str)]) -> Companies {
    let mut companies = Companies::default();
    companies.append(
        rows.iter()
            .map(|&(id, name, web)| Company {
                id: id.abs(),
                name: name.to_owned(),
                active: id > 0,
                web_address: (!web.is_empty()).then(|| web.to_owned()),
                ..Company::default()
            })
            .collect(),
    );
    companies
}

fn tenant(name: &str, domains: &str) -> Tenant {
    Tenant {
        petra_id: Some(format!("ZZ-{name}")),
        name: name.to_owned(),
        domains: domains.split_whitespace().map(str::to_owned).collect(),
        ..Tenant::default()
    }
}

/// Suggestions for tenants among companies; a negative id marks an inactive company.
fn all(rows: &[(i64, &str, &str)], tenants: &[Tenant]) -> Vec<Suggestion> {
    let companies = companies(rows);
    suggest(tenants, &companies, &Index::build(&companies))
}

fn one(rows: &[(i64, &str, &str)], name: &str, domains: &str) -> Suggestion {
    all(rows, &[tenant(name, domains)]).remove(0)
}

const CUSTOMERS: &[(i64, &str, &str)] = &[
    (1, "Contoso Ltd", "https://www.contoso.com/en"),
    (2, "Fabrikam, Inc.", "www.fabrikam.com"),
    (3, "Koelner Strassenbau GmbH", "koelner-strassenbau.example"),
    (4, "Sakura Joho K.K.", "sakura-joho.example"),
    (5, "Wide World Importers and Exporters", "wwi.example"),
    (6, "Lucerne Publishing", ""),
    (7, "Dupont & Fils S.A.R.L.", "dupont.fr"),
    (8, "Tailspin Toys", "facebook.com/tailspin"),
    (9, "Proseware GmbH", "proseware.de"),
    (10, "Adventure Works Essen", "adventure-works.com"),
    (11, "Graphic Design Institute", "gdi.example"),
    (12, "Litware (old)", "litware.com"),
    (13, "Blue Yonder", "blueyonder.example"),
    (14, "Coho Vineyard Moers", "moers.coho.example"),
    (15, "Smith Dental", "smith-dental.example"),
    (16, "Humongous Insurance", ""),
    (17, "Margie Travel", ""),
    (18, "Relecloud", ""),
    (19, "Nod Publishers Moers", "nodpublishers.example"),
    (20, "Pinnacle", ""),
];

/// A tenant's name and domains; then the class, the company's id and the evidence.
type Case = (&'static str, &'static str, Class, i64, &'static str);

const CASES: &[Case] = &[
    (
        "Contoso",
        "contoso.com contoso.onmicrosoft.com",
        Class::Certain,
        1,
        "Same domain contoso.com, same name (Ltd left out).",
    ),
    ("FABRIKAM INC", "mail.fabrikam.com", Class::Certain, 2, "Same domain fabrikam.com, same name."),
    (
        "Kölner Straßenbau",
        "koelnbau.example",
        Class::Likely,
        3,
        "Same name (ö = oe, ß = ss, GmbH left out), but its web address koelner-strassenbau.example is none of the \
             tenant's domains.",
    ),
    (
        "株式会社サクラ情報",
        "sakura-joho.example",
        Class::Certain,
        4,
        "Same domain sakura-joho.example, which no other active company has; the names are in different scripts.",
    ),
    (
        "Wide World Importers",
        "wwi.example",
        Class::Certain,
        5,
        "Same domain wwi.example, which no other active company has; one name is part of the other.",
    ),
    (
        "Lucerne Publishing",
        "lakeside.example",
        Class::Certain,
        6,
        "Same name; the company has no web address to compare.",
    ),
    (
        "Dupont et Fils",
        "dupont.onmicrosoft.com",
        Class::Certain,
        7,
        "Same name (SARL left out), and its web address dupont.fr is the tenant's but for the ending.",
    ),
    ("Smith Dental", "", Class::Certain, 15, "Same name; the tenant has no domain of its own to compare."),
    ("Pinnacle", "", Class::Likely, 20, "Same name; the tenant has no domain of its own to compare."),
    (
        "Humongus Insurance",
        "",
        Class::Likely,
        16,
        "The names differ in a letter or two; no domain says whether it is the one.",
    ),
    (
        "Relecloud Labs Essen",
        "relecloud.onmicrosoft.com",
        Class::Likely,
        18,
        "One name is part of the other; a domain of the tenant spells the company's name.",
    ),
    (
        "Nod Publishers",
        "",
        Class::Likely,
        19,
        "One name is part of the other; the company's web address nodpublishers.example spells the tenant's name.",
    ),
    (
        "Margie Holdings LLC dba Margie Travel",
        "margiestravel.example",
        Class::Certain,
        17,
        "Same name (LLC left out); the company has no web address to compare.",
    ),
    ("Tailspin Toys", "facebook.com", Class::Certain, 8, "Same name; the tenant has no domain of its own to compare."),
    (
        "Proseware AG",
        "proseware.de",
        Class::Certain,
        9,
        "Same domain proseware.de, same name, but another legal form: AG and GmbH.",
    ),
    (
        "Adventure Works Moers",
        "adventure-works.com",
        Class::Likely,
        10,
        "Same domain adventure-works.com, which no other active company has; but the names differ in a word on each side.",
    ),
    (
        "Trey Research",
        "gdi.example",
        Class::Certain,
        11,
        "Same domain gdi.example, which no other active company has and which spells its name; the tenant's name is another.",
    ),
    (
        "Litware",
        "litware.com",
        Class::Likely,
        12,
        "Same domain litware.com, same name (the note in brackets left out). Its name has the note “old”.",
    ),
    (
        "Blue Yonder Essen",
        "essen.blueyonder.example",
        Class::Likely,
        13,
        "Same domain blueyonder.example, which no other active company has; one name is part of the other. One of them \
             uses only a part of that domain.",
    ),
    (
        "Coho Vineyard",
        "coho.example mail.coho.example",
        Class::Likely,
        14,
        "Same domain coho.example, which no other active company has; one name is part of the other. One of them uses \
             only a part of that domain.",
    ),
];

#[test]
fn what_two_facts_say_is_certain_and_what_one_says_is_likely() {
    for &(name, domains, class, id, evidence) in CASES {
        let found = one(CUSTOMERS, name, domains);
        assert_eq!((found.class, found.company_id(), found.evidence.as_str()), (class, Some(id), evidence), "{name}");
        assert_eq!(found.runner_up_id(), None, "{name}");
        assert_eq!(found.margin(), found.score(), "{name}");
    }
}

#[test]
fn what_neither_the_name_nor_the_domain_proves_both_may() {
    for (what, name, domains, company, web, class) in [
        ("called as its domain", "Wdwrld", "wdwrld.example", "Wide World", "wdwrld.example", Class::Certain),
        (
            "called as its whole domain",
            "wdwrld.example",
            "wdwrld.example",
            "Wide World",
            "wdwrld.example",
            Class::Certain,
        ),
        (
            "as its domain, a part of it",
            "Wdwrld",
            "wdwrld.example",
            "Wide World",
            "essen.wdwrld.example",
            Class::Likely,
        ),
        ("mistyped and short", "Litwar", "litware.com", "Litwra", "litware.com", Class::Certain),
        ("mistyped, and spelled by the domain", "Fabrikan", "fabrikam.com", "Fabrikam", "", Class::Certain),
        ("mistyped, nothing spells it", "Fabrikan", "fbk.example", "Fabrikam", "", Class::Likely),
        ("mistyped, and another ending", "Fabrikan", "fabrikam.com", "Fabrikam", "fabrikam.net", Class::Certain),
        ("longer, and another ending", "Tailspin Group", "tailspin.com", "Tailspin", "tailspin.net", Class::Likely),
        ("longer, nothing else", "Tailspin Group", "", "Tailspin", "tailspin.net", Class::Likely),
        ("a sister", "Tailspin", "tailspin.com", "Tailspin Properties", "tailspin.com", Class::Likely),
        ("a sister's tenant", "Tailspin Foundation", "tailspin.com", "Tailspin", "tailspin.net", Class::Likely),
        ("another form", "Proseware AG", "proseware.com", "Proseware GmbH", "proseware.net", Class::Likely),
        ("another form, nothing else", "Proseware AG", "", "Proseware GmbH", "", Class::Likely),
        ("two domains spell it", "Proseware", "proseware.com", "Proseware", "prosewaregroup.com", Class::Certain),
        ("only one does", "Proseware", "prs.example", "Proseware", "proseware.com", Class::Likely),
        ("a town's name", "City of Fairmeadow", "", "City of Fairmeadow", "", Class::Likely),
    ] {
        let found = one(&[(1, company, web)], name, domains);
        assert_eq!((found.class, found.company_id()), (class, Some(1)), "{what}: {}", found.evidence);
    }
}

#[test]
fn a_name_that_is_nearer_than_that_of_the_domain_speaks_against_it() {
    let mother = (1, "Fabrikam Group", "fabrikam.com");
    assert_eq!(one(&[mother], "Fabrikam Dairies Essen", "fabrikam.com").class, Class::Likely);
    assert_eq!(one(&[mother], "Fabrikam", "fabrikam.com").class, Class::Certain);
    let found = one(&[mother, (2, "Fabrikam Works", "")], "Fabrikam", "fabrikam.com");
    assert_eq!((found.class, found.company_id()), (Class::Likely, Some(1)), "{}", found.evidence);
}

#[test]
fn a_branch_without_an_address_is_no_rival_of_name_and_domain() {
    let rows = &[(1, "Smith Dental", "smithdental.example"), (2, "Smith Dental (Leeds)", "")];
    let found = one(rows, "Smith Dental", "smithdental.example");
    assert_eq!((found.class, found.company_id()), (Class::Certain, Some(1)));
    assert_eq!(
        found.evidence,
        "Same domain smithdental.example, same name. Smith Dental (Leeds) has the name with a note in brackets."
    );
    assert_eq!(one(rows, "Smith Dental (Leeds)", "smithdental.example").class, Class::Ambiguous);
    assert_eq!(one(rows, "Smith Dental", "").class, Class::Ambiguous);
}

#[test]
fn what_two_companies_share_decides_nothing() {
    for (what, rows, name, domains, best, evidence) in [
        (
            "near-duplicates",
            &[
                (1, "Woodgrove Bank Services GmbH", "woodgrove.example"),
                (2, "Woodgrove Bank AG", "www.woodgrove.example"),
            ][..],
            "Woodgrove Bank",
            "woodgrove.example",
            2,
            "2 companies have the domain woodgrove.example.",
        ),
        (
            "one company entered twice",
            &[(1, "Contoso Ltd", "contoso.com"), (2, "CONTOSO LIMITED", "")],
            "Contoso",
            "contoso.com",
            1,
            "Contoso Ltd has the domain contoso.com and the name, CONTOSO LIMITED has the name.",
        ),
        (
            "one name in two towns",
            &[(1, "Smith Dental", ""), (2, "Smith Dental PLLC", "smithdental.example")],
            "Smith Dental",
            "",
            1,
            "2 companies have this name.",
        ),
        (
            "a domain against a name",
            &[(1, "Fabrikam Holding", "fabrikam.com"), (2, "Fabrikam Services", "")],
            "Fabrikam Services",
            "fabrikam.com",
            2,
            "Fabrikam Services has the name, Fabrikam Holding has the domain fabrikam.com.",
        ),
        (
            "a part of a name against a name elsewhere",
            &[(1, "Fabrikam Holding", "fabrikam.com"), (2, "Fabrikam", "fabrikam.example")],
            "Fabrikam",
            "fabrikam.com",
            1,
            "Fabrikam Holding has the domain fabrikam.com, Fabrikam has the name.",
        ),
        (
            "franchise",
            &[
                (1, "Blue Yonder Essen", "blueyonder.example"),
                (2, "Blue Yonder Moers", "blueyonder.example/moers"),
                (3, "Blue Yonder Köln", "blueyonder.example"),
            ],
            "Blue Yonder Bonn",
            "blueyonder.example",
            1,
            "3 companies have the domain blueyonder.example.",
        ),
        (
            "two domains, no name",
            &[
                (1, "Fabrikam Holding", "fabrikam.com"),
                (2, "Fabrikam Residences", "fabrikam.example"),
                (3, "Fabrikam", ""),
            ],
            "Fabrikam Ltd",
            "fabrikam.com fabrikam.example",
            1,
            "Fabrikam Holding has the domain fabrikam.com, Fabrikam Residences has the domain fabrikam.example; 1 more.",
        ),
        (
            "legal forms",
            &[(1, "Woodgrove GmbH", ""), (2, "Woodgrove AG", "")],
            "Woodgrove AG",
            "",
            2,
            "2 companies have this name.",
        ),
    ] {
        let found = one(rows, name, domains);
        assert_eq!(
            (found.class, found.company_id(), found.evidence.as_str()),
            (Class::Ambiguous, Some(best), evidence),
            "{what}"
        );
        assert!(found.runner_up_id().is_some(), "{what}");
        assert!(found.margin() < found.score(), "{what}");
    }
}

#[test]
fn of_a_name_twice_with_a_domain_for_each_the_domain_decides() {
    let rows = &[(1, "Smith Dental", "smith-essen.example"), (2, "Smith Dental", "smith-moers.example")];
    let found = one(rows, "Smith Dental", "smith-moers.example");
    assert_eq!((found.class, found.company_id(), found.runner_up_id()), (Class::Certain, Some(2), Some(1)));
    assert_eq!(
        found.evidence,
        "Same domain smith-moers.example, same name. Smith Dental has the same name and another web address."
    );
    let found =
        one(&[(1, "Contoso", "contoso.com"), (2, "Fabrikam", "fabrikam.com")], "Contoso", "contoso.com fabrikam.com");
    assert_eq!((found.class, found.company_id()), (Class::Likely, Some(1)));
    assert_eq!(found.evidence, "Same domain contoso.com, same name. Fabrikam has another of the domains.");
}

#[test]
fn of_sisters_on_one_domain_the_name_says_which() {
    let rows = &[
        (1, "Tailspin Toys Essen", "tailspin.example"),
        (2, "Tailspin Toys", "tailspin.example"),
        (3, "Wingtip", "www.tailspin.example"),
    ];
    for (name, class, best) in [
        ("Tailspin Toys Essen", Class::Certain, 1),
        ("Tailspin Toys", Class::Certain, 2),
        ("Wingtip Ltd", Class::Certain, 3),
        ("Tailspin Toys (Bonn)", Class::Ambiguous, 2),
        ("Tailspin", Class::Ambiguous, 2),
    ] {
        let found = one(rows, name, "tailspin.example");
        assert_eq!((found.class, found.company_id()), (class, Some(best)), "{name}: {}", found.evidence);
    }
    let found = one(rows, "Wingtip", "tailspin.example");
    assert_eq!(
        found.evidence,
        "Same domain tailspin.example, same name. Tailspin Toys Essen has the same domain and another name."
    );
    // A word more that any firm may have is no other name: it may be the same firm twice.
    let rows = &[(1, "Tailspin Toys", "tailspin.example"), (2, "Tailspin Toys Services", "tailspin.example")];
    assert_eq!(one(rows, "Tailspin Toys", "tailspin.example").class, Class::Ambiguous);
}

#[test]
fn a_name_alone_is_certain_if_nothing_speaks_against_it_and_hardly_two_have_it() {
    for (what, name, domains, company, web, class) in [
        (
            "words that many have, but several",
            "Summit Valley Plumbing",
            "",
            "Summit Valley Plumbing Ltd",
            "",
            Class::Certain,
        ),
        ("its own domain spells it", "Summit Plumbing", "summitplumbing.com", "Summit Plumbing", "", Class::Certain),
        (
            "its own domain is short for it",
            "Summit Valley Plumbing",
            "sumvalplu.com",
            "Summit Valley Plumbing",
            "",
            Class::Certain,
        ),
        (
            "its own domain does not",
            "Summit Valley Plumbing",
            "brookside.com",
            "Summit Valley Plumbing",
            "",
            Class::Likely,
        ),
        (
            "the two domains differ",
            "Summit Plumbing",
            "summitplumbing.com",
            "Summit Plumbing",
            "summitplumbing.org",
            Class::Likely,
        ),
        ("one word that many have", "Summit", "summit.onmicrosoft.com", "Summit", "summit.example", Class::Likely),
        ("three partners", "Cole, Bishop & Lehmann", "brookside.com", "Cole Bishop Lehmann LLP", "", Class::Certain),
        ("two partners", "Cole & Lehmann", "brookside.com", "Cole & Lehmann LLP", "", Class::Likely),
        ("a town", "Town of Cedarwick", "cedarwick.onmicrosoft.com", "Town of Cedarwick", "", Class::Likely),
        (
            "a town, and a label that both chose",
            "Town of Cedarwick",
            "cedarwickvt.onmicrosoft.com",
            "Town of Cedarwick",
            "cedarwickvt.gov",
            Class::Certain,
        ),
        (
            "a town, and a label that each would choose",
            "Town of Cedarwick",
            "townofcedarwick.onmicrosoft.com",
            "Town of Cedarwick",
            "townofcedarwick.gov",
            Class::Likely,
        ),
        (
            "a town, and a label made short as each would",
            "Town of Cedarwick",
            "townced.onmicrosoft.com",
            "Town of Cedarwick",
            "townced.gov",
            Class::Likely,
        ),
        (
            "a town, and four letters",
            "Town of Cedarwick",
            "cwvt.onmicrosoft.com",
            "Town of Cedarwick",
            "cwvt.gov",
            Class::Likely,
        ),
        ("a school that is called after a town", "Lincoln College", "", "Lincoln College", "", Class::Likely),
        ("a school of a name of its own", "Camburton College", "", "Camburton College", "", Class::Certain),
        ("the tenant's note names a branch", "Quillfeather (Leeds)", "", "Quillfeather", "", Class::Likely),
        ("the company's note names a branch", "Quillfeather", "", "Quillfeather (Leeds)", "", Class::Likely),
        ("both have the note", "Quillfeather (Leeds)", "", "Quillfeather (Leeds)", "", Class::Certain),
        ("a note that names none", "Quillfeather (Prod)", "", "Quillfeather", "", Class::Certain),
    ] {
        let found = one(&[(1, company, web)], name, domains);
        assert_eq!((found.class, found.company_id()), (class, Some(1)), "{what}: {}", found.evidence);
    }
}

#[test]
fn one_word_that_several_companies_have_in_their_names_needs_more() {
    let rows = &[(1, "Fenwold", "fenwold.com"), (2, "Fenwold Marine", ""), (3, "Fenwold Estates", "")];
    assert_eq!(one(&rows[..2], "Fenwold", "").class, Class::Certain);
    let found = one(rows, "Fenwold", "");
    assert_eq!((found.class, found.company_id()), (Class::Likely, Some(1)));
    assert_eq!(one(rows, "Fenwold", "fenwold.com").class, Class::Certain, "its domain is more");
}

#[test]
fn two_domains_that_differ_speak_against_a_name_unless_both_tell_something_alike() {
    for (what, name, domains, company, web, class) in [
        (
            "both spell it",
            "Quillfeather Press",
            "quillfeather.com",
            "Quillfeather Press",
            "quillfeather.de",
            Class::Certain,
        ),
        (
            "one with an ending",
            "Quillfeather",
            "quillfeathermail.com",
            "Quillfeather",
            "quillfeather.com",
            Class::Certain,
        ),
        (
            "initials, which others have too",
            "Ostrava Institute of Lichen and Moss",
            "oiolm.edu",
            "Ostrava Institute of Lichen and Moss",
            "oiolm.org",
            Class::Likely,
        ),
        (
            "short for it in one way",
            "Ostrava Institute of Lichen",
            "ostlich.edu",
            "Ostrava Institute of Lichen",
            "ostlich.org",
            Class::Certain,
        ),
        ("four letters, taken under many endings", "Zelp", "zelp.io", "Zelp", "zelp.com", Class::Likely),
        ("four letters for two words", "Zelp Harrowmere", "zpwm.io", "Zelp Harrowmere", "zpwm.com", Class::Certain),
        ("five letters", "Zelph", "zelph.io", "Zelph", "zelph.com", Class::Certain),
        (
            "what it chose at Microsoft is no domain",
            "Quillfeather",
            "other.com quillfeather.onmicrosoft.com",
            "Quillfeather",
            "quillfeather.com",
            Class::Likely,
        ),
        ("mistyped too", "Quilfeather", "quillfeather.com", "Quillfeather", "quillfeather.net", Class::Certain),
        ("mistyped, and initials", "Stat of Tenesvelle", "sot.com", "State of Tenesvelle", "", Class::Likely),
    ] {
        let found = one(&[(1, company, web)], name, domains);
        assert_eq!((found.class, found.company_id()), (class, Some(1)), "{what}: {}", found.evidence);
    }
}

#[test]
fn a_tenant_that_is_called_as_the_domain_has_no_name_that_speaks_against_it() {
    let rows = &[(1, "Fjordhaven Rederi", "www.fjordhaven.example")];
    let found = one(rows, "fjordhaven.example", "fjordhaven.example");
    assert_eq!((found.class, found.company_id()), (Class::Certain, Some(1)));
    assert_eq!(
        found.evidence,
        "Same domain fjordhaven.example, which no other active company has and as which the tenant is called."
    );
    assert_eq!(one(rows, "Fjordhaven Offshore", "fjordhaven.example").class, Class::Likely);
    assert_eq!(
        one(&[(1, "Fjordhaven Rederi", "essen.fjordhaven.example")], "fjordhaven.example", "fjordhaven.example").class,
        Class::Likely
    );
}

#[test]
fn another_name_on_the_domain_is_a_new_one_or_that_of_a_daughter() {
    for (what, name, domains, company, class) in [
        ("renamed", "Skerrow", "vantrell.com skerrow.onmicrosoft.com", "Vantrell", Class::Certain),
        ("it has a domain of its own name too", "Skerrow", "vantrell.com skerrow.com", "Vantrell", Class::Likely),
        ("the domain is not the company's own", "Skerrow", "vantrell.com", "Orbitale", Class::Likely),
        ("two letters spell any two words", "Skerrow", "va.com", "Vantrell Aerospace", Class::Likely),
    ] {
        let web = domains.split(' ').next().unwrap();
        let found = one(&[(1, company, web)], name, domains);
        assert_eq!((found.class, found.company_id()), (class, Some(1)), "{what}: {}", found.evidence);
    }
}

#[test]
fn a_name_proves_nothing_beside_one_that_differs_by_a_slip() {
    let alone = &[(1, "Humongous Insurance", "")][..];
    let beside = &[(1, "Humongous Insurance", ""), (2, "Humongus Insurance", "")][..];
    for (rows, class) in [(alone, Class::Certain), (beside, Class::Likely)] {
        let found = one(rows, "Humongous Insurance", "");
        assert_eq!((found.class, found.company_id()), (class, Some(1)), "{rows:?}");
    }
}

#[test]
fn a_tenant_without_a_company_gets_none_rather_than_a_wrong_one() {
    const ROWS: &[(i64, &str, &str)] = &[
        (1, "Smith Dental (Shelbyville)", ""),
        (2, "Blue Ltd", "facebook.com/blue"),
        (3, "Kölner Straßenbahn AG", "strassenbahn.example"),
        (4, "GmbH", ""),
        (5, "", "contoso.onmicrosoft.com"),
        (6, "???", "gmail.com"),
    ];
    for (name, domains, evidence) in [
        ("Smith Dental (Springfield)", "", "No active company has its name, and it has no domain of its own."),
        ("Blu Ltd", "blu.example", "No active company has its domain or its name."),
        ("Kölner Straßenbau GmbH", "strassenbau.example", "No active company has its domain or its name."),
        ("Contoso", "fabrikam.onmicrosoft.com", "No active company has its name, and it has no domain of its own."),
        ("!!!", "someone.gmail.com", "The tenant has neither a name nor a domain of its own."),
        ("", "contoso.com", "No active company has its domain, and it has no name."),
    ] {
        let found = one(ROWS, name, domains);
        assert_eq!((found.class, found.company_id(), found.evidence.as_str()), (Class::None, None, evidence), "{name}");
        assert_eq!((found.score(), found.margin()), (0, 0));
    }
}

#[test]
fn inactive_companies_are_told_and_never_suggested() {
    let rows = &[
        (1, "Woodgrove Bank AG", "woodgrove.example"),
        (-2, "Woodgrove (old)", "woodgrove.example"),
        (-3, "Woodgrove Bank", ""),
    ];
    let found = one(rows, "Woodgrove Bank", "woodgrove.example");
    assert_eq!((found.class, found.company_id(), found.runner_up_id()), (Class::Certain, Some(1), None));
    assert_eq!(
        found.evidence,
        "Same domain woodgrove.example, same name (AG left out). Inactive, so not to be chosen: Woodgrove (old), id 2, \
         with the same domain, and 1 more."
    );
    let found = one(&[(-4, "Contoso Ltd", "contoso.com")], "Contoso", "contoso.com");
    assert_eq!((found.class, found.company_id()), (Class::None, None));
    assert_eq!(
        found.evidence,
        "No active company has its domain or its name. Inactive, so not to be chosen: Contoso Ltd, id 4, with the same \
         domain and name."
    );
}

#[test]
fn two_tenants_are_not_both_certain_of_one_company() {
    let rows = &[(1, "Blue Yonder", "blueyonder.example")];
    let found =
        all(rows, &[tenant("Blue Yonder", "blueyonder.example"), tenant("Blue Yonder Moers", "blueyonder.example")]);
    assert_eq!(found[0].class, Class::Certain, "it has the name");
    assert_eq!(found[1].class, Class::Likely);
    assert!(found[1].evidence.ends_with(" It is suggested for Blue Yonder too."), "{}", found[1].evidence);
    let found = all(
        rows,
        &[tenant("Blue Yonder Essen", "blueyonder.example"), tenant("Blue Yonder Moers", "blueyonder.example")],
    );
    assert_eq!([found[0].class, found[1].class], [Class::Likely, Class::Likely]);
    assert!(found[0].evidence.ends_with(" It is suggested for Blue Yonder Moers too."), "{}", found[0].evidence);
    let twins = all(rows, &[tenant("Blue Yonder", "blueyonder.example"), tenant("Blue Yonder", "blueyonder.example")]);
    assert_eq!([twins[0].class, twins[1].class], [Class::Likely, Class::Likely]);
}

#[test]
fn a_franchise_of_thousands_is_one_answer() {
    let mut companies = Companies::default();
    companies.append(
        (0..3000)
            .map(|id| Company {
                id,
                name: format!("Blue Yonder Store {id}"),
                active: true,
                web_address: Some("blueyonder.example".to_owned()),
                ..Company::default()
            })
            .collect(),
    );
    let tenants = [tenant("Blue Yonder Store 2999", "blueyonder.example"), tenant("Blue Yonder", "blueyonder.example")];
    let found = suggest(&tenants, &companies, &Index::build(&companies));
    assert_eq!((found[0].class, found[0].company_id()), (Class::Certain, Some(2999)), "found by its name");
    assert_eq!(found[1].class, Class::Ambiguous);
    assert_eq!([found[0].candidates.len(), found[1].candidates.len()], [MOST_CANDIDATES, MOST_CANDIDATES]);
}

#[test]
fn a_word_in_common_and_another_in_place_of_the_rest_is_no_suggestion() {
    let sister = [(1, "Quayside Engineering Ltd", ""), (2, "Northwind Traders", "")];
    let found = one(&sister, "Quayside Housing Association", "");
    assert_eq!((found.class, found.company_id()), (Class::None, None));
    // Where a domain has a part in it, a person may tell.
    let spelled = [(1, "Quayside Engineering Ltd", "https://www.quayside.example")];
    let found = one(&spelled, "Quayside Housing Association", "quayside.net");
    assert_eq!((found.class, found.company_id()), (Class::Likely, Some(1)));
    // One that says less, or misspells it, is still put before the user.
    for name in ["Quayside", "Quayside Enginering Ltd"] {
        assert_eq!(one(&sister, name, "").company_id(), Some(1), "{name}");
    }
}
