//! The list of companies: up to 100,000, found by id at once, in the order in which they arrived.
//!
//! Searching it by text is the business of `search`.

use std::collections::HashMap;

use super::catalog::Company;

/// Companies in order of arrival; an id stands once, a later row replaces an earlier one in its place.
#[derive(Clone, Debug, Default)]
pub struct Companies {
    rows: Vec<Company>,
    places: HashMap<i64, usize>,
}

impl Companies {
    /// Adds a page.
    pub fn append(&mut self, page: Vec<Company>) {
        for company in page {
            if let Some(&place) = self.places.get(&company.id) {
                self.rows[place] = company;
            } else {
                self.places.insert(company.id, self.rows.len());
                self.rows.push(company);
            }
        }
    }

    /// The company at a place of [`Companies::rows`].
    #[must_use]
    pub fn by_id(&self, id: i64) -> Option<&Company> {
        self.places.get(&id).map(|&place| &self.rows[place])
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
