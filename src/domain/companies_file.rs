//! Lists of companies from files: CSV with Autotask's own names for the columns `id`, `companyName` and `webAddress`, and
//! where there is one, a column with Microsoft tenant ids.
//!
//! An export has many more columns; they are passed over. Lists of tenants are read by `tenants_file`.

use std::collections::HashMap;
use std::sync::Arc;

use super::catalog::Company;
use super::diagnostic::{Code, Diagnostic, Subject};
use super::table::{self, Row, Table};
use super::tenant_ids::{Borne, MicrosoftId, TenantIds};
use super::tenants_file;

const ID: &str = "id";
const NAME: &str = "companyName";
const WEB_ADDRESS: &str = "webAddress";

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyList {
    /// The companies, in the order of the file.
    pub companies: Vec<Company>,
    /// The tenant ids that they bear; whatever is no GUID is passed over, as it is in Autotask's fields.
    pub tenant_ids: TenantIds,
}

/// Reads a file of companies. All of them count as active.
///
/// # Errors
/// `read-failed` where it is no such file; else all rows that are wrong: `bad-cell`, `duplicate-row`.
pub fn parse(bytes: &[u8]) -> Result<CompanyList, Vec<Diagnostic>> {
    let text = table::decode(bytes)?;
    let table =
        table::read(&text, |header| [ID, NAME, WEB_ADDRESS].iter().any(|name| header.eq_ignore_ascii_case(name)))?;
    let columns = Columns::of(&table)?;
    let (mut list, mut findings) = (CompanyList::default(), Vec::new());
    list.companies.reserve(table.rows.len());
    let mut rows_of_ids = HashMap::with_capacity(table.rows.len());
    for row in &table.rows {
        match columns.company(row) {
            Ok(company) => match rows_of_ids.insert(company.id, row.number) {
                None => {
                    list.tenant_ids.extend(columns.tenant_ids(row, company.id));
                    list.companies.push(company);
                }
                Some(earlier) => {
                    let summary = format!("The company {} has a row already: row {earlier}.", company.id);
                    let hint = "Keep one row for each company.";
                    findings.push(Diagnostic::error(Code::DuplicateRow, summary, hint).about(of(row, ID)));
                }
            },
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(list) } else { Err(findings) }
}

/// Where the columns stand.
struct Columns {
    id: usize,
    name: usize,
    web_address: Option<usize>,
    /// Place and header of the columns with tenant ids.
    tenant_ids: Vec<(usize, Arc<str>)>,
}

impl Columns {
    fn of(table: &Table) -> Result<Self, Vec<Diagnostic>> {
        let place = |name: &str| table.header.iter().position(|header| header.eq_ignore_ascii_case(name));
        let (Some(id), Some(name)) = (place(ID), place(NAME)) else {
            let detail = format!("The first row reads “{}”.", table::shown(&table.header.join(",")));
            return Err(table::unreadable("A list of companies needs the columns id and companyName.", &detail));
        };
        let headers = table.header.iter().enumerate().filter(|(_, header)| tenants_file::is_microsoft_id(header));
        let tenant_ids = headers.map(|(place, header)| (place, Arc::from(header.as_str()))).collect();
        Ok(Self { id, name, web_address: place(WEB_ADDRESS), tenant_ids })
    }

    fn tenant_ids(&self, row: &Row, company_id: i64) -> impl Iterator<Item = Borne> {
        self.tenant_ids.iter().filter_map(move |(place, field)| {
            let id = MicrosoftId::parse(row.cell(*place))?;
            Some(Borne { company_id, id, field: Arc::clone(field) })
        })
    }

    fn company(&self, row: &Row) -> Result<Company, Box<Diagnostic>> {
        let id = row.cell(self.id).parse().map_err(|_| {
            let summary = format!("“{}” is no id of a company.", table::shown(row.cell(self.id)));
            Diagnostic::error(Code::BadCell, summary, "An id is a whole number.").about(of(row, ID))
        })?;
        let web_address = self.web_address.map_or("", |place| row.cell(place));
        Ok(Company {
            id,
            name: row.cell(self.name).to_owned(),
            active: true,
            web_address: Some(web_address.to_owned()).filter(|address| !address.is_empty()),
            ..Company::default()
        })
    }
}

fn of(row: &Row, column: &str) -> Subject {
    Subject { row: Some(row.number), column: Some(column.to_owned()), ..Subject::default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::damage;

    #[test]
    fn columns_are_found_wherever_they_stand_and_others_passed_over() {
        for text in [
            "id,companyName,webAddress\n174,Contoso Ltd,contoso.com\n175,\"Fabrikam, Inc.\",\n",
            "phone;WebAddress;CompanyName;ID\n1;contoso.com;Contoso Ltd;174\n2;;Fabrikam, Inc.;175\n",
        ] {
            let companies = parse(text.as_bytes()).unwrap().companies;
            let short: Vec<_> =
                companies.iter().map(|one| (one.id, one.name.as_str(), one.web_address.as_deref())).collect();
            assert_eq!(short, [(174, "Contoso Ltd", Some("contoso.com")), (175, "Fabrikam, Inc.", None)], "{text}");
            assert!(companies.iter().all(|company| company.active));
        }
        assert_eq!(parse(b"id,companyName\n1,Contoso\n").unwrap().companies.len(), 1, "an address may be lacking");
    }

    #[test]
    fn tenant_ids_are_taken_from_a_column_by_any_of_its_names() {
        const GUID: &str = "7c1d2a40-0000-4000-8000-00000000009f";
        for header in ["microsoftTenantId", "Microsoft Tenant ID", "tenant id"] {
            let text =
                format!("id,companyName,{header}\n1,A,{GUID}\n2,B,later\n3,C,\n4,D,{{{}}}\n", GUID.to_uppercase());
            let ids = parse(text.as_bytes()).unwrap().tenant_ids;
            assert_eq!(ids.bearers(MicrosoftId::parse(GUID).unwrap()), [1, 4], "{header}");
            assert_eq!((ids.len(), &*ids.of(4)[0].field), (2, header));
        }
        let other = format!("id,companyName,phone\n1,A,{GUID}\n");
        assert!(parse(other.as_bytes()).unwrap().tenant_ids.is_empty());
    }

    #[test]
    fn what_is_wrong_comes_all_at_once_with_its_place() {
        let findings = parse(b"id,companyName,webAddress\n1,A,\nx,B,\n\n1,C,\n,D,\n").unwrap_err();
        let found: Vec<_> = findings.iter().map(|one| (one.code, one.subject.row)).collect();
        assert_eq!(found, [(Code::BadCell, Some(3)), (Code::DuplicateRow, Some(5)), (Code::BadCell, Some(6))]);
        for text in ["", "companyName,webAddress\nContoso,\n", "id,name\n1,Contoso\n"] {
            assert_eq!(parse(text.as_bytes()).unwrap_err()[0].code, Code::ReadFailed, "{text:?}");
        }
    }

    const GOOD: &[&str] = &[
        "id,companyName,webAddress\n174,Contoso Ltd,contoso.com\n175,\"Fabrikam, Inc.\",\n",
        "id,companyName,microsoftTenantId\n174,Contoso Ltd,7c1d2a40-0000-4000-8000-00000000009f\n175,Fabrikam,\n",
    ];

    proptest! {
        #![proptest_config(damage::cases())]
        #[test]
        fn a_damaged_list_is_read_or_refused_with_words(bytes in damage::damaged(GOOD)) {
            if let Err(refusal) = parse(&bytes) {
                prop_assert!(damage::is_told(&refusal), "{:?}", refusal);
            }
        }
    }
}
