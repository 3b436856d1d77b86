//! The companies in the catalog: a list that grows, is whole, or was kept from an earlier run; and single ones by their ids.
//!
//! A list that is whole stays until another one is: what is read again comes beside it.

use std::sync::Arc;

use super::{Catalog, Company, Lookup};
use crate::domain::companies::Companies;
use crate::domain::tenant_ids::TenantIds;

impl Catalog {
    /// The companies that can be chosen from now: all of them, or those loaded so far.
    #[must_use]
    pub fn companies(&self) -> &Companies {
        &self.companies
    }

    /// The same, to be read elsewhere while the catalog goes on.
    #[must_use]
    pub const fn shared_companies(&self) -> &Arc<Companies> {
        &self.companies
    }

    /// How many have come of the list that is being read, else of the one that is here.
    #[must_use]
    pub fn companies_loaded(&self) -> usize {
        self.companies_coming.as_ref().map_or(self.companies.len(), Companies::len)
    }

    /// Begins a new load of the companies: beside a list that is whole, else in the place of what is here. Tells whether
    /// something was forgotten.
    pub fn begin_companies(&mut self) -> bool {
        if self.companies_complete {
            self.companies_coming = Some(Companies::default());
        } else {
            self.forget_companies();
        }
        !self.companies_complete
    }

    /// The load has failed: a whole list that was here stays, a part of one too.
    pub fn end_companies(&mut self) {
        self.companies_coming = None;
    }

    /// Makes room for so many more companies, where their number is known before they come.
    pub fn expect_companies(&mut self, more: usize) {
        self.arriving().reserve(more);
    }

    /// Takes in a page of companies.
    pub fn add_companies(&mut self, page: Vec<Company>) {
        self.arriving().append(page);
    }

    fn arriving(&mut self) -> &mut Companies {
        match &mut self.companies_coming {
            Some(coming) => coming,
            None => Arc::make_mut(&mut self.companies),
        }
    }

    /// The list that was read is whole: from now on a company that is not in it does not exist.
    pub fn companies_are_complete(&mut self) {
        if let Some(coming) = self.companies_coming.take() {
            self.forget_companies();
            self.companies = Arc::new(coming);
        }
        self.companies_complete = true;
    }

    /// Takes in a whole list that was kept from an earlier run, and when it was read.
    pub fn take_kept_companies(&mut self, list: Arc<Companies>, read_at: String) {
        self.forget_companies();
        self.companies = list;
        self.companies_complete = true;
        self.companies_kept = Some(read_at);
    }

    /// When the list was read, if it was kept from an earlier run; `None` for what was read in this one.
    #[must_use]
    pub fn companies_kept_at(&self) -> Option<&str> {
        self.companies_kept.as_deref()
    }

    /// Whether every company is here.
    #[must_use]
    pub fn has_all_companies(&self) -> bool {
        self.companies_complete
    }

    /// Forgets the companies.
    pub fn forget_companies(&mut self) {
        self.companies = Arc::default();
        self.companies_complete = false;
        self.companies_asked.clear();
        self.companies_gone.clear();
        self.companies_kept = None;
        self.companies_coming = None;
        self.tenant_ids = Arc::default();
    }

    /// Takes in the tenant ids that companies bear.
    pub fn set_tenant_ids(&mut self, ids: TenantIds) {
        self.tenant_ids = Arc::new(ids);
    }

    /// The tenant ids that companies bear, as far as they are here.
    #[must_use]
    pub const fn tenant_ids(&self) -> &Arc<TenantIds> {
        &self.tenant_ids
    }

    /// Takes in the answer to a query for these company ids. It counts more than a list that was kept.
    pub fn add_companies_by_id(&mut self, asked: impl IntoIterator<Item = i64>, found: Vec<Company>) {
        let asked: Vec<i64> = asked.into_iter().collect();
        self.companies_gone.extend(&asked);
        for company in &found {
            self.companies_gone.remove(&company.id);
        }
        self.companies_asked.extend(asked);
        // Where nothing is news a list that is being read elsewhere need not be copied.
        let news: Vec<Company> =
            found.into_iter().filter(|company| self.companies.by_id(company.id) != Some(company)).collect();
        if !news.is_empty() {
            Arc::make_mut(&mut self.companies).append(news);
        }
    }

    /// Whether the list says something else of these companies than the answer to a query for them: that one is there, is
    /// active, or its name.
    #[must_use]
    pub fn is_contradicted_by(&self, asked: &[i64], found: &[Company]) -> bool {
        asked.iter().any(|&id| {
            let known = |company: &Company| (company.name.clone(), company.active);
            let live = found.iter().find(|company| company.id == id);
            self.companies.by_id(id).map(known) != live.map(known)
        })
    }

    /// Whether what is known of a company is of this run, and not of a list that was kept.
    #[must_use]
    pub fn is_company_live(&self, id: i64) -> bool {
        self.companies_kept.is_none() || self.companies_asked.contains(&id)
    }

    /// A company by id.
    #[must_use]
    pub fn company(&self, id: i64) -> Lookup<&Company> {
        match self.companies.by_id(id) {
            _ if self.companies_gone.contains(&id) => Lookup::Missing,
            Some(company) => Lookup::Found(company),
            None if self.companies_complete || self.companies_asked.contains(&id) => Lookup::Missing,
            None => Lookup::NotLoaded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(id: i64, name: &str) -> Company {
        Company { id, name: name.to_owned(), active: true, ..Company::default() }
    }

    fn kept() -> Catalog {
        let mut list = Companies::default();
        list.append(vec![company(1, "Contoso"), company(2, "Fabrikam"), company(3, "Litware")]);
        let mut catalog = Catalog::default();
        catalog.take_kept_companies(Arc::new(list), "2026-11-24 06:12".to_owned());
        catalog
    }

    fn name(catalog: &Catalog, id: i64) -> Option<&str> {
        catalog.company(id).found().map(|company| company.name.as_str())
    }

    #[test]
    fn a_list_that_is_read_again_takes_the_place_of_a_whole_one_once_it_is_whole() {
        let mut catalog = kept();
        assert!(!catalog.begin_companies());
        catalog.add_companies(vec![company(1, "Contoso Group")]);
        assert_eq!((name(&catalog, 1), catalog.companies().len()), (Some("Contoso"), 3));
        assert_eq!(catalog.companies_loaded(), 1);
        let mut failed = catalog.clone();
        failed.end_companies();
        assert_eq!((name(&failed, 1), failed.companies_loaded()), (Some("Contoso"), 3));
        assert!(failed.has_all_companies() && failed.companies_kept_at().is_some());
        catalog.companies_are_complete();
        assert_eq!((name(&catalog, 1), catalog.company(2)), (Some("Contoso Group"), Lookup::Missing));
        assert_eq!(catalog.companies_kept_at(), None);
    }

    #[test]
    fn a_part_of_a_list_is_forgotten_when_it_is_read_again() {
        let mut catalog = Catalog::default();
        catalog.add_companies(vec![company(1, "Contoso")]);
        assert!(catalog.begin_companies());
        assert!(catalog.companies().is_empty());
    }

    #[test]
    fn what_was_asked_by_id_counts_more_than_a_list_that_was_kept() {
        let mut catalog = kept();
        assert!(!catalog.is_company_live(1));
        let renamed = Company { active: false, ..company(2, "Fabrikam Group") };
        catalog.add_companies_by_id([1, 2, 3], vec![company(1, "Contoso"), renamed.clone()]);
        assert!(catalog.is_company_live(1));
        assert_eq!(catalog.company(2), Lookup::Found(&renamed));
        assert_eq!(catalog.company(3), Lookup::Missing, "it is in the list, and gone");
        catalog.add_companies_by_id([3], vec![company(3, "Litware")]);
        assert_eq!(name(&catalog, 3), Some("Litware"), "it was only hidden");
    }

    #[test]
    fn a_list_is_contradicted_by_what_decides() {
        let catalog = kept();
        let contoso = company(1, "Contoso");
        let city = Company { city: Some("Essen".to_owned()), ..contoso.clone() };
        let inactive = Company { active: false, ..contoso.clone() };
        for (asked, found, expected) in [
            ([1], vec![contoso], false),
            ([1], vec![city], false),
            ([1], vec![inactive], true),
            ([1], vec![company(1, "Contoso Group")], true),
            ([1], vec![], true),
            ([9], vec![], false),
            ([9], vec![company(9, "Woodgrove")], true),
        ] {
            assert_eq!(catalog.is_contradicted_by(&asked, &found), expected, "{found:?}");
        }
    }
}
