//! `Contracts`: those of companies, or some by id, and what this site calls the types.

use jiff::civil::Date;
use serde::Deserialize;

use crate::autotask::query::{self, Progress, Row};
use crate::autotask::{Client, Entity, Error, read};
use crate::domain::catalog::{Contract, PicklistValue};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContractRow {
    #[serde(default, deserialize_with = "read::number")]
    id: Option<i64>,
    #[serde(default, rename = "companyID", deserialize_with = "read::number")]
    company_id: Option<i64>,
    #[serde(default, deserialize_with = "read::text")]
    contract_name: Option<String>,
    #[serde(default, deserialize_with = "read::number")]
    contract_type: Option<i64>,
    #[serde(default, deserialize_with = "read::number")]
    status: Option<i64>,
    #[serde(default, deserialize_with = "read::day")]
    start_date: Option<Date>,
    #[serde(default, deserialize_with = "read::day")]
    end_date: Option<Date>,
    #[serde(default, deserialize_with = "read::number")]
    contract_period_type: Option<i64>,
    #[serde(default, rename = "renewedContractID", deserialize_with = "read::number")]
    renewed_contract_id: Option<i64>,
}

impl Row for ContractRow {
    const ENTITY: Entity = Entity::Contracts;
    const FIELDS: &'static [&'static str] = &[
        "id",
        "companyID",
        "contractName",
        "contractType",
        "status",
        "startDate",
        "endDate",
        "contractPeriodType",
        "renewedContractID",
    ];
    type Thing = Contract;

    fn take(self) -> Result<Contract, &'static str> {
        Ok(Contract {
            id: self.id.ok_or("id")?,
            company_id: self.company_id.ok_or("companyID")?,
            name: self.contract_name.ok_or("contractName")?,
            kind: self.contract_type.ok_or("contractType")?,
            status: self.status.ok_or("status")?,
            start: self.start_date,
            end: self.end_date,
            period: self.contract_period_type,
            renewed_by: self.renewed_contract_id,
        })
    }
}

impl Client {
    /// Every contract of these companies, of any type and status; `on_progress` counts companies.
    ///
    /// # Errors
    /// As for every read.
    pub async fn contracts_of(
        &self,
        companies: &[i64],
        on_progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Vec<Contract>, Error> {
        query::all_of::<ContractRow>(self, "companyID", companies, None, on_progress).await
    }

    /// The contracts with these ids; what is not there, or not visible to this user, is not in the answer.
    ///
    /// # Errors
    /// As for every read.
    pub async fn contracts_by_id(&self, ids: &[i64]) -> Result<Vec<Contract>, Error> {
        query::all_of::<ContractRow>(self, "id", ids, None, &mut |_| {}).await
    }

    /// The types of contracts, as this site calls them.
    ///
    /// # Errors
    /// As for every read.
    pub async fn contract_types(&self) -> Result<Vec<PicklistValue>, Error> {
        self.picklist(Entity::Contracts, "contractType").await
    }
}
