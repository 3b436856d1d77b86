//! Companies by exact name, for up to 100,000 of them.

use super::closest::{closest, folded};
use super::naming::{Candidate, offered};
use crate::domain::companies::Companies;

/// An index of companies by name; case and outer spaces do not matter. Built once, it is as old as its companies.
#[derive(Clone, Debug, Default)]
pub struct CompanyNames {
    /// Names, and their places in [`Companies::rows`], in order.
    names: Vec<(String, usize)>,
}

impl CompanyNames {
    /// The names of these companies.
    #[must_use]
    pub fn of(companies: &Companies) -> Self {
        let rows = companies.rows().iter().enumerate();
        let mut names: Vec<_> = rows.map(|(place, company)| (folded(&company.name), place)).collect();
        names.sort_unstable();
        Self { names }
    }

    /// The places in [`Companies::rows`] of those with exactly this name.
    pub fn exact(&self, name: &str) -> impl Iterator<Item = usize> {
        let wanted = folded(name);
        let start = self.names.partition_point(|(name, _)| *name < wanted);
        self.names[start..].iter().take_while(move |(name, _)| *name == wanted).map(|(_, place)| *place)
    }

    pub(super) fn candidates<'a>(&self, name: &str, companies: &'a Companies) -> Vec<Candidate<'a>> {
        self.exact(name)
            .map(|place| &companies.rows()[place])
            .map(|company| Candidate { id: company.id, name: &company.name, possible: company.active })
            .collect()
    }

    /// The closest to a name that none has, as they can be written into a cell.
    pub(super) fn meant(&self, name: &str, companies: &Companies) -> Vec<String> {
        closest(name, self.names.iter().map(|(name, place)| (place, name)))
            .into_iter()
            .map(|place| &companies.rows()[*place])
            .map(|company| offered(&company.name, company.id))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rules::fixture::company;

    #[test]
    fn equal_names_are_all_found_and_only_they() {
        let mut companies = Companies::default();
        companies.append(vec![
            company(1, "Contoso"),
            company(2, "CONTOSO "),
            company(3, "Contoso Ltd"),
            company(4, "Ärzte"),
        ]);
        let names = CompanyNames::of(&companies);
        let found = |name| names.exact(name).collect::<Vec<_>>();
        assert_eq!(found(" contoso"), [0, 1]);
        assert_eq!(found("ÄRZTE"), [3]);
        assert_eq!(found("Conto"), [] as [usize; 0]);
        assert_eq!(names.meant("Contoso Lt", &companies)[0], "“Contoso Ltd [3]”");
    }
}
