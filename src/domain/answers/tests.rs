//! Answers from bytes to a draft, through all stages, against a small world.

use proptest::prelude::*;

use super::*;
use crate::domain::catalog::{Company, Contract, LineKind, Service};
use crate::domain::damage;
use crate::domain::diagnostic::Code;
use crate::domain::draft::{Draft, Source};
use crate::domain::rules::fixture::{World, bundle_line, codes, company, contract, entry, line, tenant};
use crate::domain::rules::judge;
use crate::domain::settings::{BundleChoice, Named, ServiceChoice, TenantBilling, TenantSettings};
use crate::domain::tenant::Tenant;

/// Tenants ZZ1 (Contoso, all mapped) and ZZ2 (Fabrikam, undecided); companies with a pair of twins; contract 9 of Contoso
/// has service 5 on lines 77 and 81, service 6 on line 76; and bundle lines 30 and 31 of bundle 3, 32 and 77 of bundles that
/// have a service's name or number.
fn world() -> World {
    let mut world = World::sound();
    let fabrikam = TenantSettings {
        microsoft_tenant_id: Some("GUID-2".to_owned()),
        ..TenantSettings::undecided("ZZ2", "Fabrikam")
    };
    world.draft.tenants.push(entry(fabrikam));
    world.catalog.add_companies(vec![
        company(176, "Twin"),
        company(177, "twin"),
        company(178, "Lone [5]"),
        Company { active: false, ..company(179, "Contoso Ltd") },
    ]);
    world.catalog.companies_are_complete();
    world.catalog.add_contracts_by_id([99], Vec::new());
    world.contracts.extend([
        contract(10, 174, "Silver"),
        Contract { kind: 4, ..contract(11, 174, "Hours") },
        contract(20, 175, "Gold"),
    ]);
    world.lines = vec![line(76, 9, 6, 40), line(77, 9, 5, 0), line(81, 9, 5, 3), line(90, 20, 5, 1)];
    world.lines.extend(
        [(30, 3, 0), (31, 3, 4), (32, 6, 1), (77, 5, 2)].map(|(id, bundle, units)| bundle_line(id, 9, bundle, units)),
    );
    let bundle = |id, name: &str| Service { id, name: name.to_owned(), active: true };
    world.catalog.add_bundles([3, 5, 6], vec![bundle(3, "Everything"), bundle(5, "Suite"), bundle(6, "Endpoint care")]);
    world.load();
    world
}

/// Reads answers into a world's draft, and gives all findings as `--export` does.
fn take(text: &str, world: &mut World, roster: Roster) -> Vec<Diagnostic> {
    let answers = match parse(text.as_bytes()) {
        Ok(answers) => answers,
        Err(findings) => return findings,
    };
    let draft = &mut world.draft;
    let mut resolution = answers.resolve(draft, roster);
    resolution.ticketing(draft, world.catalog.tickets().unwrap());
    resolution.companies(draft, &world.catalog);
    resolution.contracts(draft, &world.catalog);
    resolution.services(draft, &world.catalog, world.today);
    resolution.with_judged(judge(draft, &world.catalog, world.today))
}

/// The errors of answers over [`world`], with row and column.
fn errors(text: &str) -> Vec<(Code, usize, String)> {
    let findings = take(text, &mut world(), Roster::Known);
    let errors = findings.into_iter().filter(|finding| finding.is_error() && finding.subject.row.is_some());
    errors.map(|it| (it.code, it.subject.row.unwrap_or(0), it.subject.column.unwrap_or_default())).collect()
}

/// What a draft says of its tenant at `place`, in short: company, contract, service and line.
fn choice(draft: &Draft, place: usize) -> (Option<i64>, Option<i64>, Option<(i64, i64)>) {
    let tenant = &draft.tenants[place].settings;
    let billing = tenant.billing.as_ref();
    (
        tenant.company.as_ref().map(|company| company.id),
        billing.map(|billing| billing.contract.id),
        billing.and_then(|billing| billing.service.as_ref()).map(|service| (service.id, service.contract_service_id)),
    )
}

#[test]
fn every_form_of_a_cell_leads_to_the_thing() {
    let header = "tenant_id,company,contract,service";
    let whole = (Some(174), Some(9), Some((5, 81)));
    let cases = [
        ("ZZ2,174,9,5", whole),
        ("ZZ2, contoso LTD ,gold,PETRA MONITORING", whole),
        ("ZZ2,Contoso Ltd [174],Gold [9],Petra monitoring [5]", whole),
        ("ZZ2,renamed since [174],renamed [9],renamed [5]", whole),
        ("ZZ2,174,9,line:77", (Some(174), Some(9), Some((5, 77)))),
        ("ZZ2,174,9,Endpoint care", (Some(174), Some(9), Some((6, 76)))),
        ("ZZ2,175,Gold,5", (Some(175), Some(20), Some((5, 90)))),
        ("guid-2,175,,", (Some(175), None, None)),
        ("ZZ2,Lone [5],,", (Some(178), None, None)),
    ];
    for (row, expected) in cases {
        let mut world = world();
        let findings = take(&format!("{header}\n{row}\n"), &mut world, Roster::Known);
        assert!(!findings.iter().any(Diagnostic::is_error), "{row}: {findings:?}");
        assert_eq!(choice(&world.draft, 1), expected, "{row}");
    }
}

#[test]
fn names_in_the_draft_are_those_that_autotask_has_now() {
    let mut world = world();
    let findings =
        take("tenant_id,company,queue,contract,service\nZZ2,x [174],x [2],x [9],x [6]\n", &mut world, Roster::Known);
    assert!(!findings.iter().any(Diagnostic::is_error));
    let tenant = &world.draft.tenants[1].settings;
    assert_eq!(tenant.company, Some(Named::new(174, "Contoso Ltd")));
    assert_eq!(tenant.own(TicketField::Queue), Some(&Named::new(2, "Level 2")));
    let billing = tenant.billing.as_ref().unwrap();
    assert_eq!(billing.contract, Named::new(9, "Gold"));
    assert_eq!(
        billing.service,
        Some(ServiceChoice { id: 6, name: "Endpoint care".to_owned(), contract_service_id: 76 })
    );
}

#[test]
fn each_wrong_cell_has_its_code_row_and_column() {
    let cases = [
        // tenants
        ("tenant_id,company\nZZ9,174\n", Code::UnknownName, "tenant_id"),
        ("tenant_name,company\nFabricam,174\n", Code::UnknownName, "tenant_name"),
        ("tenant_id,tenant_name,company\n,,174\n", Code::BadCell, "tenant_id"),
        ("tenant_id,domain,company\nZZ2,not one,175\n", Code::BadCell, "domain"),
        // companies
        ("tenant_id,company\nZZ2,Fabrikam Ink\n", Code::UnknownName, "company"),
        ("tenant_id,company\nZZ2,Twin\n", Code::AmbiguousName, "company"),
        ("tenant_id,company,contract,service\nZZ2,Nobody,Gold,5\n", Code::UnknownName, "company"),
        ("tenant_id,company\nZZ2,999\n", Code::CompanyMissing, "company"),
        ("tenant_id,company\nZZ2,Fabrikam Inc [999]\n", Code::CompanyMissing, "company"),
        ("tenant_id,company\nZZ2,179\n", Code::CompanyInactive, "company"),
        ("tenant_id,company\nZZ2,\n", Code::TenantUndecided, "company"),
        // ticket fields
        ("tenant_id,company,queue\nZZ2,175,Nowhere\n", Code::UnknownName, "queue"),
        ("tenant_id,company,queue\nZZ2,175,99\n", Code::PicklistMissing, "queue"),
        ("tenant_id,company,status_new\nZZ2,175,99\n", Code::PicklistMissing, "status_new"),
        ("tenant_id,company,queue\nZZ2,175,Old queue\n", Code::PicklistInactive, "queue"),
        // contracts
        ("tenant_id,company,contract,service\nZZ2,175,Silver,5\n", Code::UnknownName, "contract"),
        ("tenant_id,company,contract,service\nZZ2,175,99,5\n", Code::ContractMissing, "contract"),
        ("tenant_id,company,contract,service\nZZ2,175,9,5\n", Code::ContractOtherCompany, "contract"),
        ("tenant_id,company,contract,service\nZZ2,174,Hours,5\n", Code::ContractNotRecurring, "contract"),
        // services
        ("tenant_id,company,contract,service\nZZ2,174,9,\n", Code::TenantUndecided, "service"),
        ("tenant_id,company,contract,service\nZZ2,174,,5\n", Code::BadCell, "service"),
        ("tenant_id,company,service\nZZ2,174,5\n", Code::BadCell, "service"),
        ("tenant_id,company,contract,service\nZZ2,174,9,Petra mon\n", Code::UnknownName, "service"),
        ("tenant_id,company,contract,service\nZZ2,174,9,8\n", Code::ServiceMissing, "service"),
        ("tenant_id,company,contract,service\nZZ2,174,9,line:90\n", Code::ServiceMissing, "service"),
        ("tenant_id,company,contract,service\nZZ2,174,9,line:x\n", Code::ServiceMissing, "service"),
        ("tenant_id,company,contract,service\nZZ2,174,10,5\n", Code::ServiceMissing, "service"),
    ];
    for (text, code, column) in cases {
        let found = errors(text);
        assert_eq!(found, [(code, 2, column.to_owned())], "{text}");
    }
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_rows() {
    let text = "tenant_id,compnay,company,contract,service\n\
                ZZ9,,174,,\n\
                ZZ1,,Nobody,Gold,5\n\
                ZZ2,,174,Godl,5\n\
                ZZ1,,174,,\n";
    let found: Vec<_> = errors(text).into_iter().map(|(code, row, _)| (code, row)).collect();
    assert_eq!(
        found,
        [
            (Code::UnknownColumn, 1),
            (Code::UnknownName, 2),
            (Code::UnknownName, 3),
            (Code::UnknownName, 4),
            (Code::DuplicateRow, 5),
        ]
    );
}

#[test]
fn a_contract_without_a_company_is_as_wrong_as_the_company_that_is_not_there() {
    assert_eq!(
        errors("tenant_id,company,contract,service\nZZ2,,9,5\n"),
        [(Code::BadCell, 2, "contract".to_owned()), (Code::TenantUndecided, 2, "company".to_owned())]
    );
}

#[test]
fn a_name_means_the_contract_that_can_be_billed() {
    let mut world = world();
    world.contracts.push(Contract { kind: 4, ..contract(12, 174, "Gold") });
    world.load();
    take("tenant_id,company,contract,service\nZZ2,174,Gold,5\n", &mut world, Roster::Known);
    assert_eq!(choice(&world.draft, 1).1, Some(9));
}

#[test]
fn a_misspelt_column_is_not_followed_by_a_finding_a_row() {
    let mut findings = take("tenant_id,compnay\nZZ1,174\nZZ2,174\n", &mut world(), Roster::Known);
    findings.retain(Diagnostic::is_error);
    assert_eq!(codes(&findings), [Code::UnknownColumn]);
    let mut findings = take("tenant_id,domain\nZZ2,\n", &mut world(), Roster::Known);
    findings.retain(Diagnostic::is_error);
    assert_eq!(codes(&findings), [Code::TenantUndecided], "without a slip the tenant is simply undecided");
}

#[test]
fn a_tenant_without_a_row_is_judged_after_those_that_have_one() {
    let findings = take("tenant_id,company\nZZ1,999\n", &mut world(), Roster::Known);
    let errors: Vec<_> = findings.into_iter().filter(Diagnostic::is_error).collect();
    assert_eq!(codes(&errors), [Code::CompanyMissing, Code::TenantUndecided]);
    assert_eq!(errors[1].subject, Subject::tenant_field("ZZ2", "company"));
}

#[test]
fn a_name_that_two_tenants_have_needs_an_id() {
    let mut world = world();
    world.draft.tenants.push(entry(tenant("ZZ3", "fabrikam")));
    let findings = take("tenant_name,company\nFabrikam,174\n", &mut world, Roster::Known);
    assert_eq!(findings[0].code, Code::AmbiguousName);
    assert!(findings[0].summary.contains("ZZ2, ZZ3"), "{}", findings[0].summary);
}

#[test]
fn what_was_meant_perhaps_is_said() {
    let findings = take("tenant_id,company\nZZ2,Fabrikam Ink\n", &mut world(), Roster::Known);
    let finding = findings.iter().find(|finding| finding.code == Code::UnknownName).unwrap();
    assert_eq!(finding.summary, "There is no company “Fabrikam Ink”.");
    assert_eq!(finding.hint, "Meant perhaps: “Fabrikam Inc [175]”.");
    assert_eq!(finding.subject.tenant.as_deref(), Some("ZZ2"));
    assert_eq!(finding.subject.field.as_deref(), Some("company"));
}

#[test]
fn an_empty_cell_empties_and_a_column_that_is_not_there_leaves_what_is_saved() {
    let saved = (Some(174), Some(9), Some((5, 77)));
    let cases = [
        ("tenant_id\nZZ1\n", saved),
        ("tenant_id,contract,service\nZZ1,,\n", (Some(174), None, None)),
        ("tenant_id,contract\nZZ1,\n", (Some(174), None, None)),
        ("tenant_id,service\nZZ1,\n", (Some(174), Some(9), None)),
        ("tenant_id,service\nZZ1,6\n", (Some(174), Some(9), Some((6, 76)))),
        ("tenant_id,contract\nZZ1,10\n", (Some(174), Some(10), Some((5, 77)))),
        ("tenant_id,company,contract,service\nZZ1,,,\n", (None, None, None)),
    ];
    for (text, expected) in cases {
        let mut world = world();
        take(text, &mut world, Roster::Known);
        assert_eq!(choice(&world.draft, 0), expected, "{text}");
    }
    let mut world = world();
    world.tenant().set_own(TicketField::Queue, Some(Named::new(2, "Level 2")));
    world.tenant().set_own(TicketField::StatusNew, Some(Named::new(8, "In Progress")));
    take("tenant_id,queue\nZZ1,\n", &mut world, Roster::Known);
    assert_eq!(world.tenant().own(TicketField::Queue), None);
    assert_eq!(world.tenant().own(TicketField::StatusNew).map(|status| status.id), Some(8));
}

#[test]
fn what_has_no_column_stays_when_the_contract_changes() {
    let mut world = world();
    world.tenant().billing.as_mut().unwrap().floor = Some(3);
    take("tenant_id,contract,service\nZZ1,9,6\n", &mut world, Roster::Known);
    assert_eq!(world.tenant().billing.as_ref().unwrap().floor, Some(3));
}

#[test]
fn a_reason_to_exclude_stands_alone_and_an_empty_one_takes_the_exclusion_back() {
    let mut world = world();
    let findings = take("tenant_id,company,contract,exclude\nZZ2,Nobody,Nothing,own IT\n", &mut world, Roster::Known);
    assert!(!findings.iter().any(Diagnostic::is_error), "{findings:?}");
    assert_eq!(world.draft.tenants[1].settings.excluded.as_deref(), Some("own IT"));
    take("tenant_id,company,exclude\nZZ2,175,\n", &mut world, Roster::Known);
    assert_eq!(world.draft.tenants[1].settings.excluded, None);
    assert_eq!(choice(&world.draft, 1).0, Some(175));
}

/// What the service column of ZZ2 on contract 9 leads to: kind, line and name; or code, and what is said.
fn service_cell(cell: &str, spoil: fn(&mut World)) -> Result<(LineKind, i64, String), (Code, String)> {
    let mut world = world();
    spoil(&mut world);
    let text = format!("tenant_id,company,contract,service\nZZ2,174,9,{cell}\n");
    let findings = take(&text, &mut world, Roster::Known);
    if let Some(finding) = findings.into_iter().find(|finding| finding.is_error() && finding.subject.row.is_some()) {
        return Err((finding.code, format!("{} {}", finding.summary, finding.hint)));
    }
    let choice = world.draft.tenants[1].settings.billing.as_ref().unwrap().choice().unwrap();
    Ok((choice.kind, choice.line_id, choice.name))
}

#[test]
fn a_bundle_goes_by_its_line_or_by_a_name_that_no_service_has() {
    let cases = [
        ("bundle:30", LineKind::Bundle, 30, "Everything"),
        ("bundle:31", LineKind::Bundle, 31, "Everything"),
        // The same number is another line among services.
        ("bundle:77", LineKind::Bundle, 77, "Suite"),
        ("line:77", LineKind::Service, 77, "Petra monitoring"),
        // The line with units, though its id is the higher.
        (" everything ", LineKind::Bundle, 31, "Everything"),
        ("Everything [3]", LineKind::Bundle, 31, "Everything"),
        ("Suite", LineKind::Bundle, 77, "Suite"),
        // An id and a name that both have are the service's.
        ("5", LineKind::Service, 81, "Petra monitoring"),
        ("renamed [5]", LineKind::Service, 81, "Petra monitoring"),
        ("Endpoint care", LineKind::Service, 76, "Endpoint care"),
    ];
    for (cell, kind, line, name) in cases {
        assert_eq!(service_cell(cell, |_| {}), Ok((kind, line, name.to_owned())), "{cell}");
    }
}

#[test]
fn what_no_bundle_is_said_by_row_and_with_what_to_write() {
    let cases = [
        ("bundle:1", Code::ServiceMissing, "The contract has no such bundle line"),
        ("bundle:76", Code::ServiceMissing, "The contract has no such bundle line"),
        ("line:30", Code::ServiceMissing, "The contract has no such line"),
        ("bundle:Everything", Code::ServiceMissing, "A line is named by its id"),
        // The id alone of a bundle may be that of a service that is gone.
        ("3", Code::ServiceMissing, "The contract has no service with the id 3"),
        ("Everything [4]", Code::ServiceMissing, "The contract has no service with the id 4"),
        ("Suite [5]", Code::AmbiguousName, "a service by its id and a bundle by its name"),
        ("Evrything", Code::UnknownName, "Meant perhaps: “bundle:31” (Everything)."),
    ];
    for (cell, code, words) in cases {
        let (found, said) = service_cell(cell, |_| {}).unwrap_err();
        assert!(found == code && said.contains(words), "{cell}: {found} {said}");
    }
    let (code, said) = service_cell("bundle:30", refuse_bundles).unwrap_err();
    // What stands in the way is the right.
    assert_eq!(code, Code::PermissionMissing, "{said}");
    let (code, said) = service_cell("Everything", refuse_bundles).unwrap_err();
    assert_eq!(code, Code::UnknownName);
    assert!(said.contains("It may be a bundle, too"), "{said}");
}

/// As Autotask does to an API user that may not see bundles: none of their lines comes.
fn refuse_bundles(world: &mut World) {
    let lines = world.lines.iter().filter(|line| line.kind == LineKind::Service).cloned().collect();
    world.catalog.add_lines_of([9], lines);
    world.catalog.bundles_are_refused(Diagnostic::error(Code::PermissionMissing, "Refused.", "Grant it."));
}

#[test]
fn the_saved_bundle_may_be_named_again_where_bundles_cannot_be_read() {
    let mut world = world();
    let bundle = BundleChoice { id: 3, name: "All".to_owned(), contract_service_bundle_id: 30 };
    world.tenant().billing =
        Some(TenantBilling { bundle: Some(bundle.clone()), ..TenantBilling::of_contract(Named::new(9, "Gold")) });
    refuse_bundles(&mut world);
    let findings = take("tenant_id,service\nZZ1,bundle:30\n", &mut world, Roster::Known);
    let of_tenant: Vec<_> =
        findings.into_iter().filter(|finding| finding.subject.tenant.as_deref() == Some("ZZ1")).collect();
    assert_eq!(codes(&of_tenant), [Code::PermissionMissing]);
    assert!(!of_tenant[0].is_error());
    assert_eq!(world.tenant().billing.as_ref().unwrap().bundle, Some(bundle));
}

#[test]
fn a_service_takes_the_place_of_a_bundle_and_a_bundle_of_a_service() {
    let mut world = world();
    for (cell, kind) in [("bundle:30", LineKind::Bundle), ("line:77", LineKind::Service)] {
        take(&format!("tenant_id,service\nZZ1,{cell}\n"), &mut world, Roster::Known);
        let billing = world.tenant().billing.as_ref().unwrap();
        assert_eq!(billing.service.is_some(), kind == LineKind::Service, "{cell}");
        assert_eq!(billing.bundle.is_some(), kind == LineKind::Bundle, "{cell}");
    }
    take("tenant_id,service\nZZ1,\n", &mut world, Roster::Known);
    assert!(!world.tenant().billing.as_ref().unwrap().is_complete());
}

#[test]
fn with_no_other_source_the_answers_make_the_tenants() {
    let mut world = world();
    world.draft.tenants.clear();
    let guid = "7c1d2a40-0000-4000-8000-00000000009f";
    let text =
        format!("tenant_id,tenant_name,domain,company\nZZ5,Five,www.five.example,174\n{guid},Six,,175\n,Seven,,178\n");
    let findings = take(&text, &mut world, Roster::FromAnswers);
    assert!(!findings.iter().any(Diagnostic::is_error), "{findings:?}");
    let tenants: Vec<_> = world.draft.tenants.iter().map(|entry| &entry.settings).collect();
    let found: Vec<_> = tenants
        .iter()
        .map(|tenant| (tenant.id.as_str(), tenant.microsoft_tenant_id.as_deref(), tenant.domain.as_deref()))
        .collect();
    assert_eq!(found, [(guid, Some(guid), None), ("Seven", None, None), ("ZZ5", None, Some("five.example"))]);
}

#[test]
fn a_row_describes_only_tenants_that_no_live_source_describes() {
    let text = "tenant_id,tenant_name,domain\nZZ2,New name,new.example\n";
    for (source, name, domain) in [(None, "New name", "new.example"), (Some(Source::Petra), "Fabrikam", "old.example")]
    {
        let mut world = world();
        world.draft.tenants[1].settings.domain = Some("old.example".to_owned());
        if let Some(source) = source {
            let list = ["ZZ1", "ZZ2"].map(|id| Tenant { petra_id: Some(id.to_owned()), ..Tenant::default() });
            world.draft.tenants[1].domains = vec!["old.example".to_owned()];
            world.draft.merge(source, list.to_vec());
        }
        take(text, &mut world, Roster::Known);
        let tenant = &world.draft.tenants[1].settings;
        assert_eq!((tenant.name.as_str(), tenant.domain.as_deref()), (name, Some(domain)));
    }
}

#[test]
fn json_answers_set_defaults_and_point_at_what_is_wrong() {
    let mut world = world();
    let text = r#"{"ticketing":{"queue":"level 2","statusNew":"Nwe","priority":null},
                   "tenants":[{"id":"ZZ2","company":175,"queue":"Nowhere","contract":"Gold"}]}"#;
    let findings = take(text, &mut world, Roster::Known);
    let found: Vec<_> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| (finding.code, finding.subject.pointer.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            (Code::UnknownName, "/ticketing/statusNew"),
            (Code::PicklistMissing, "/ticketing/priority"),
            (Code::UnknownName, "/tenants/0/queue"),
            (Code::TenantUndecided, ""),
        ]
    );
    assert_eq!(world.draft.ticketing.fields.queue, Some(Named::new(2, "Level 2")));
}

#[test]
fn each_stage_says_what_must_be_loaded_for_it() {
    let mut world = world();
    world.draft.tenants.push(entry(TenantSettings::undecided("ZZ3", "Three")));
    world.draft.tenants.push(entry(TenantSettings::undecided("ZZ4", "Four")));
    let text = "tenant_id,company,contract,service,exclude\n\
                ZZ2,Fabrikam Inc,Gold,5,\nZZ3,178,x [10],5,\nZZ4,176,77,5,because\n";
    let answers = parse(text.as_bytes()).unwrap();
    let mut resolution = answers.resolve(&mut world.draft, Roster::Known);
    let companies = resolution.companies_needed(&world.draft);
    assert_eq!(companies, CompaniesNeeded { ids: [174, 178].into(), all: true });
    resolution.companies(&mut world.draft, &world.catalog);
    let contracts = resolution.contracts_needed(&world.draft);
    assert_eq!(contracts, ContractsNeeded { ids: [9, 10].into(), of_companies: [175].into() });
    resolution.contracts(&mut world.draft, &world.catalog);
    assert_eq!(resolution.lines_needed(&world.draft), [9, 10, 20].into());
}

#[test]
fn what_is_written_reads_back_to_the_same_draft() {
    let mut world = world();
    world.catalog.set_services(vec![
        Service { id: 5, name: "=cmd|' /C calc'!A1".to_owned(), active: true },
        Service { id: 6, name: "Endpoint care".to_owned(), active: true },
    ]);
    let billing = |service: Option<ServiceChoice>| {
        Some(TenantBilling { service, ..TenantBilling::of_contract(Named::new(9, "Gold")) })
    };
    let service = |name: &str, id, line| Some(ServiceChoice { id, name: name.to_owned(), contract_service_id: line });
    let contoso = Some(Named::new(174, "Contoso Ltd"));
    let mut tenants = vec![
        // Not the line that the service's id leads to.
        TenantSettings {
            company: contoso.clone(),
            billing: billing(service("=cmd|' /C calc'!A1", 5, 77)),
            ..TenantSettings::undecided("A1", "-one, \"two\"")
        },
        TenantSettings {
            company: contoso.clone(),
            billing: billing(service("=cmd|' /C calc'!A1", 5, 81)),
            ..TenantSettings::undecided("A2", "Köln")
        },
        TenantSettings {
            company: contoso,
            domain: Some("a3.example".to_owned()),
            ..TenantSettings::undecided("A3", "株式会社")
        },
        TenantSettings { excluded: Some("own IT".to_owned()), ..TenantSettings::undecided("A4", "D") },
        TenantSettings {
            company: Some(Named::new(174, "Contoso Ltd")),
            billing: Some(TenantBilling {
                bundle: Some(BundleChoice { id: 5, name: "Suite".to_owned(), contract_service_bundle_id: 77 }),
                ..TenantBilling::of_contract(Named::new(9, "Gold"))
            }),
            ..TenantSettings::undecided("A5", "E")
        },
    ];
    tenants[0].set_own(TicketField::StatusUpdate, Some(Named::new(8, "In Progress")));
    world.draft.tenants = tenants.iter().cloned().map(entry).collect();
    let csv = String::from_utf8(to_csv(&world.draft, &world.catalog, world.today)).unwrap();
    assert!(
        csv.starts_with(
            "tenant_id,tenant_name,domain,company,queue,status_new,status_update,contract,service,exclude\n"
        )
    );
    assert!(
        csv.contains("line:77")
            && csv.contains("bundle:77")
            && csv.contains("Contoso Ltd [174]")
            && csv.contains("'-one"),
        "{csv}"
    );

    for settings in &mut tenants {
        *settings = TenantSettings {
            domain: settings.domain.clone(),
            ..TenantSettings::undecided(&settings.id, &settings.name)
        };
    }
    let written = std::mem::replace(&mut world.draft.tenants, tenants.into_iter().map(entry).collect());
    let findings = take(&csv, &mut world, Roster::Known);
    assert!(!findings.iter().any(Diagnostic::is_error), "{findings:?}");
    let settings = |entries: &[crate::domain::draft::Entry]| {
        entries.iter().map(|entry| entry.settings.clone()).collect::<Vec<_>>()
    };
    assert_eq!(settings(&world.draft.tenants), settings(&written));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_row_makes_it_panic(rest in "(\\PC|[\",;\t\n\r'\\[\\]:]|ZZ1|line:|174){0,60}") {
        take(&format!("tenant_id,company,queue,contract,service,exclude,domain\n{rest}"), &mut world(), Roster::FromAnswers);
    }

    #[test]
    fn no_json_makes_it_panic(rest in "([{}\\[\\]:,\"]|tenants|ticketing|company|\\PC){0,60}") {
        let _ = parse(format!("{{{rest}").as_bytes());
    }
}

const GOOD: &[&str] = &[
    "tenant_id,tenant_name,company,queue,status_new,status_update,contract,service,exclude\nZZ1,,,,,,,,\"own IT, in house\"\nZZ2,Contoso,Contoso Ltd,Security,New,In Progress,Gold,line:77,\n,Fabrikam,180,,,,,,\n",
    "tenant_id;company;exclude\nZZ1;株式会社サクラ情報;\nZZ2;Woodgrove Bank AG [200];\n",
    r#"{"ticketing": {"queue": "Security", "statusNew": "New", "statusUpdate": "In Progress", "priority": "High"},
        "tenants": [{"id": "ZZ1", "company": 174, "contract": 9, "service": "line:77"}, {"id": "ZZ2", "exclude": "own IT"}]}"#,
];

proptest! {
    #![proptest_config(damage::cases())]
    #[test]
    fn a_damaged_file_is_taken_or_refused_with_words(bytes in damage::damaged(GOOD)) {
        if let Err(refusal) = parse(&bytes) {
            prop_assert!(damage::is_told(&refusal), "{:?}", refusal);
        } else {
            take(&String::from_utf8_lossy(&bytes), &mut world(), Roster::FromAnswers);
        }
    }
}
