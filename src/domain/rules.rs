//! The rules: what is wrong, or soon will be, with a draft against Autotask's live lists.
//!
//! A file a rule under `rules/`; each gives findings with the codes and sentences of the contract. Wizard, `--export`,
//! `check` and billing all ask here. What the catalog has not loaded is not judged, nor what hangs on a missing thing,
//! nor a tenant that is excluded. Reading answers, and what is wrong with their cells, is the business of `answers`.

mod bounds_crossed;
mod bundle_refused;
mod choice;
mod company_inactive;
mod company_missing;
mod contract_ended;
mod contract_ends_soon;
mod contract_inactive;
mod contract_missing;
mod contract_not_recurring;
mod contract_not_started;
mod contract_other_company;
mod contract_renewed;
mod line_users;
mod not_verified;
mod picklist_inactive;
mod picklist_missing;
mod renamed;
mod row;
mod service_duplicate;
mod service_inactive;
mod service_line_shared;
mod service_missing;
mod tenant_undecided;

#[cfg(test)]
pub(in crate::domain) mod fixture;

use jiff::civil::Date;

pub use self::choice::{Choice, company_choice, contract_choice, line_choice, ticket_choice};
pub use self::line_users::LineUsers;
pub use self::not_verified::{Unread, not_verified};
use self::row::{Pick, Row};
use super::catalog::Catalog;
use super::diagnostic::Diagnostic;
use super::draft::Draft;
use super::settings::{Named, TenantSettings, TicketField, TicketFields, Ticketing};

/// The rules over what a tenant is linked to, in the order of the grid's columns. Each names the field that it speaks
/// of; the tenant is added by [`Judge::tenant`].
const TENANT_RULES: &[fn(&Row<'_>) -> Option<Diagnostic>] = &[
    tenant_undecided::find,
    company_missing::find,
    company_inactive::find,
    renamed::company,
    contract_missing::find,
    contract_other_company::find,
    contract_not_recurring::find,
    contract_inactive::find,
    contract_not_started::find,
    contract_ended::find,
    contract_ends_soon::find,
    contract_renewed::find,
    renamed::contract,
    bundle_refused::find,
    service_missing::find,
    service_inactive::find,
    service_duplicate::find,
    service_line_shared::find,
    bounds_crossed::find,
    renamed::service,
];

/// The rules over a ticket field, a default or a tenant's own.
const TICKET_RULES: &[fn(&Pick<'_>) -> Option<Diagnostic>] =
    &[picklist_missing::find, picklist_inactive::find, renamed::value];

/// Everything found in a draft; ticketing first, then tenants in their order.
#[must_use]
pub fn judge(draft: &Draft, catalog: &Catalog, today: Date) -> Vec<Diagnostic> {
    let users = LineUsers::of(draft);
    let judge = Judge { defaults: &draft.ticketing, users: &users, catalog, today };
    let mut findings = judge.ticketing();
    for entry in &draft.tenants {
        findings.extend(judge.tenant(&entry.settings));
    }
    findings
}

/// What a single tenant is judged by, so that a grid can ask for one row without walking the others.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// The ticketing defaults.
    pub defaults: &'a Ticketing,
    /// Who uses which service line; built once for a draft.
    pub users: &'a LineUsers,
    /// Autotask's lists.
    pub catalog: &'a Catalog,
    /// The day as of which contracts are judged.
    pub today: Date,
}

impl Judge<'_> {
    /// What is wrong with the ticketing defaults; `subject.field` is the config's key.
    #[must_use]
    pub fn ticketing(&self) -> Vec<Diagnostic> {
        let mut findings: Vec<_> = TicketField::ALL
            .into_iter()
            .map(|field| Pick::default_of(field, self.defaults, self.catalog))
            .flat_map(|pick| TICKET_RULES.iter().filter_map(move |rule| rule(&pick)))
            .collect();
        if let Some(chosen) = &self.defaults.catch_all_company {
            let company = self.catalog.company(chosen.id);
            findings.extend(company_missing::of(chosen, company, "catchAllCompany"));
            findings.extend(company_inactive::of(company, "catchAllCompany"));
            findings.extend(renamed::of_company(chosen, company, "catchAllCompany"));
        }
        findings
    }

    /// What is wrong with one tenant. A cell's findings are those whose `subject.field` is its key in the config
    /// (`company`, `queue`, `contract`, `service` …).
    #[must_use]
    pub fn tenant(&self, tenant: &TenantSettings) -> Vec<Diagnostic> {
        if tenant.excluded.is_some() {
            return Vec::new();
        }
        let row = Row::new(tenant, self);
        let mut findings: Vec<_> = TENANT_RULES.iter().filter_map(|rule| rule(&row)).collect();
        for field in TicketField::ALL {
            if let Some(pick) = Pick::own_of(field, tenant, self.defaults, self.catalog) {
                findings.extend(TICKET_RULES.iter().filter_map(|rule| rule(&pick)));
            }
        }
        for finding in &mut findings {
            finding.subject.tenant = Some(tenant.id.clone());
        }
        findings
    }
}

/// What is wrong with the values of a ticket that is about to be written, of these fields; `subject.field` is the
/// config's key.
#[must_use]
pub fn judge_ticket(values: &TicketFields, fields: &[TicketField], catalog: &Catalog) -> Vec<Diagnostic> {
    let issue_type = values.get(TicketField::IssueType);
    let picks =
        fields.iter().map(|&field| Pick { field, chosen: values.get(field), issue_type, lists: catalog.tickets() });
    picks.flat_map(|pick| TICKET_RULES.iter().filter_map(move |rule| rule(&pick))).collect()
}

/// What is wrong with the company that a ticket is for; `field` is where the config names it.
#[must_use]
pub fn judge_company(chosen: &Named, field: &str, catalog: &Catalog) -> Option<Diagnostic> {
    let company = catalog.company(chosen.id);
    company_missing::of(chosen, company, field).or_else(|| company_inactive::of(company, field))
}

#[cfg(test)]
mod tests {
    use super::fixture::{World, codes};
    use super::*;
    use crate::domain::diagnostic::Code;

    #[test]
    fn a_sound_link_has_no_findings() {
        assert_eq!(World::sound().judge(), []);
    }

    #[test]
    fn what_was_not_loaded_is_not_judged() {
        let world = World { catalog: Catalog::default(), ..World::sound() };
        assert_eq!(world.judge(), []);
    }

    #[test]
    fn an_excluded_tenant_is_not_judged() {
        let mut world = World::sound();
        world.tenant().company = None;
        world.tenant().excluded = Some("own IT".to_owned());
        assert_eq!(world.judge(), []);
    }

    #[test]
    fn nothing_is_said_of_what_hangs_on_a_missing_company_or_contract() {
        let mut world = World::sound();
        world.catalog.companies_are_complete();
        world.tenant().company = Some(Named::new(999, "Gone"));
        world.contract().end = Some(world.today.yesterday().unwrap());
        assert_eq!(codes(&world.judge()), [Code::CompanyMissing]);

        let mut world = World::sound();
        world.catalog.add_contracts_by_id([999], Vec::new());
        world.catalog.add_lines_of([999], Vec::new());
        world.tenant().billing.as_mut().unwrap().contract.id = 999;
        assert_eq!(codes(&world.judge()), [Code::ContractMissing]);
    }

    #[test]
    fn the_catch_all_company_is_judged_like_any_other() {
        let mut world = World::sound();
        world.catalog.companies_are_complete();
        world.draft.ticketing.catch_all_company = Some(Named::new(999, "Gone"));
        let findings = world.judge();
        assert_eq!(codes(&findings), [Code::CompanyMissing]);
        assert_eq!(findings[0].subject.field.as_deref(), Some("catchAllCompany"));
        assert_eq!(findings[0].subject.tenant, None);
    }

    #[test]
    fn a_ticket_is_judged_by_the_fields_that_it_will_have() {
        let mut world = World::sound();
        let mut values = world.draft.ticketing.fields.clone();
        values.status_update = Some(Named::new(99, "Gone"));
        let fields = [TicketField::Queue, TicketField::StatusNew];
        assert_eq!(judge_ticket(&values, &fields, &world.catalog), []);
        values.queue = Some(Named::new(3, "Old queue"));
        assert_eq!(codes(&judge_ticket(&values, &fields, &world.catalog)), [Code::PicklistInactive]);
        assert_eq!(
            codes(&judge_ticket(&values, &[TicketField::StatusUpdate], &world.catalog)),
            [Code::PicklistMissing]
        );

        world.catalog.companies_are_complete();
        assert_eq!(judge_company(&Named::new(174, "as saved"), "company", &world.catalog), None);
        let gone = judge_company(&Named::new(999, "Gone"), "company", &world.catalog);
        assert_eq!(gone.map(|finding| finding.code), Some(Code::CompanyMissing));
    }

    #[test]
    fn a_finding_names_its_tenant_and_field() {
        let mut world = World::sound();
        world.tenant().company = None;
        let subject = &world.judge()[0].subject;
        assert_eq!((subject.tenant.as_deref(), subject.field.as_deref()), (Some("ZZ1"), Some("company")));
    }
}
