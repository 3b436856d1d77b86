//! The list of companies: up to 100,000, found by id at once, in the order in which they arrived.
//!
//! It keeps their names ready for `search`, whose business the searching is.

use std::collections::HashMap;

use super::catalog::Company;
use super::search::{Entry, Index};

/// Most rows for which room is made ahead.
const MOST_RESERVED: usize = 200_000;

/// Companies in order of arrival; an id stands once, a later row replaces an earlier one in its place.
#[derive(Clone, Debug, Default)]
pub struct Companies {
    rows: Vec<Company>,
    places: HashMap<i64, usize>,
    index: Index,
}

impl Companies {
    /// Adds a page.
    pub fn append(&mut self, page: Vec<Company>) {
        for company in page {
            if let Some(&place) = self.places.get(&company.id) {
                let before = &self.rows[place];
                // A filter begins anew when a row changes, so only what it searches counts as a change.
                if (&before.name, before.active) != (&company.name, company.active) {
                    self.index.replace(place, entry(&company));
                }
                self.rows[place] = company;
            } else {
                self.places.insert(company.id, self.rows.len());
                self.index.push(entry(&company));
                self.rows.push(company);
            }
        }
    }

    /// Makes room for so many more, so that the last page is taken in as fast as the first.
    pub fn reserve(&mut self, more: usize) {
        // The number is the server's; the room for what it does not send must stay small.
        let more = more.min(MOST_RESERVED);
        self.rows.reserve(more);
        self.places.reserve(more);
        self.index.reserve(more);
    }

    /// Their names, to be searched; inactive ones cannot be chosen. The numbers of its rows are places in [`Companies::rows`].
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// A company by its id.
    #[must_use]
    pub fn by_id(&self, id: i64) -> Option<&Company> {
        self.places.get(&id).map(|&place| &self.rows[place])
    }

    /// The place of a company in [`Companies::rows`], and the number of its row in [`Companies::index`].
    #[must_use]
    pub fn place_of(&self, id: i64) -> Option<u32> {
        self.places.get(&id).and_then(|&place| u32::try_from(place).ok())
    }

    /// All of them.
    #[must_use]
    pub fn rows(&self) -> &[Company] {
        &self.rows
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn entry(company: &Company) -> Entry<'_> {
    Entry { text: &company.name, id: Some(company.id), choosable: company.active }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::Filter;

    fn company(id: i64, name: &str, active: bool) -> Company {
        Company { id, name: name.to_owned(), active, ..Company::default() }
    }

    fn found(companies: &Companies, filter: &Filter) -> Vec<i64> {
        filter.hits().iter().map(|row| companies.rows()[row as usize].id).collect()
    }

    #[test]
    fn a_company_that_comes_again_is_found_by_its_new_name_only() {
        let mut companies = Companies::default();
        companies.append(vec![company(1, "Contoso", true), company(2, "Fabrikam", true)]);
        let mut filter = Filter::default();
        filter.set_text(companies.index(), "co");
        assert_eq!(found(&companies, &filter), [1]);
        companies.append(vec![company(1, "Adatum", true), company(2, "Fabrikam Co", false), company(3, "Co-op", true)]);
        filter.catch_up(companies.index());
        assert_eq!(found(&companies, &filter), [3, 2], "inactive ones last");
        assert_eq!(companies.len(), 3);
        assert_eq!(companies.by_id(1).map(|company| company.name.as_str()), Some("Adatum"));
    }
}
