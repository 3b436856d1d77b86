//! `Companies`: all of them page by page, some by id, or those that bear the id of a Microsoft tenant.

mod curve;
mod load;
mod tenant_ids;

use load::Load;
use serde::Deserialize;

use crate::autotask::query::{self, Filter, Progress, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::Company;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompanyRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    company_name: Option<String>,
    #[serde(default, deserialize_with = "read::flag")]
    is_active: Option<bool>,
    #[serde(default, deserialize_with = "read::number")]
    company_type: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    city: Option<String>,
    #[serde(default, deserialize_with = "read::text")]
    web_address: Option<String>,
}

impl Row for CompanyRow {
    const ENTITY: Entity = Entity::Companies;
    const FIELDS: &'static [&'static str] = &["id", "companyName", "isActive", "companyType", "city", "webAddress"];
    type Thing = Company;

    fn take(self) -> Result<Company, &'static str> {
        Ok(Company {
            id: self.id.ok_or("id")?,
            name: self.company_name.ok_or("companyName")?,
            active: self.is_active.ok_or("isActive")?,
            kind: self.company_type,
            city: self.city.filter(|city| !city.is_empty()),
            web_address: self.web_address.filter(|address| !address.is_empty()),
        })
    }
}

/// The companies of one page, from the body of Autotask's answer; for measuring how fast pages are read.
///
/// # Errors
/// [`Error::BadAnswer`]
pub fn companies_of_page(bytes: &[u8]) -> Result<Vec<Company>, Error> {
    query::page::<CompanyRow>(bytes)
}

impl Client {
    /// All companies, inactive ones and the MSP's own (id 0) too. Each page is handed over as it comes, so that it can
    /// be shown while the rest is under way.
    ///
    /// # Errors
    /// As for every read; the pages that were handed over before stay right.
    pub async fn companies(&self, on_page: &mut (dyn FnMut(Vec<Company>, Progress) + Send)) -> Result<(), Error> {
        Load::new(self, on_page).run().await
    }

    /// The companies with these ids; what is not there is not in the answer.
    ///
    /// # Errors
    /// As for every read.
    pub async fn companies_by_id(&self, ids: &[i64]) -> Result<Vec<Company>, Error> {
        query::all_of::<CompanyRow>(self, "id", ids, None, &mut |_| {}).await
    }

    /// How many companies there are.
    ///
    /// # Errors
    /// As for every read.
    pub async fn count_companies(&self) -> Result<usize, Error> {
        query::count(self, Entity::Companies, &[Filter::all()]).await
    }
}
