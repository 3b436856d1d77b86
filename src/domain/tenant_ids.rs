//! Which companies bear the id of a Microsoft tenant, in a field that somebody filled in by hand.
//!
//! Which fields these are, and reading them, is the business of `autotask` and `companies_file`; what such an id proves,
//! of `matching`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::diagnostic::Diagnostic;

/// Microsoft's id of a tenant: a GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicrosoftId(u128);

impl MicrosoftId {
    /// A GUID as people paste it: in any case, with braces or spaces around it. Of zeros alone it is the id of nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text).trim();
        let mut number = 0;
        let mut groups = text.split('-');
        for length in [8, 4, 4, 4, 12] {
            let group = groups.next().filter(|group| group.len() == length)?;
            for sign in group.chars() {
                number = number << 4 | u128::from(sign.to_digit(16)?);
            }
        }
        (groups.next().is_none() && number != 0).then_some(Self(number))
    }
}

impl fmt::Display for MicrosoftId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", self.0);
        let (first, second, third) = (&digits[..8], &digits[8..12], &digits[12..16]);
        write!(formatter, "{first}-{second}-{third}-{}-{}", &digits[16..20], &digits[20..])
    }
}

/// An id that a company bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borne {
    /// Autotask's id of the company.
    pub company_id: i64,
    /// The tenant.
    pub id: MicrosoftId,
    /// What the field is called, as it was named outside.
    pub field: Arc<str>,
}

/// The ids that companies bear, found from either side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantIds {
    of_companies: HashMap<i64, Vec<Borne>>,
    bearers: HashMap<MicrosoftId, Vec<i64>>,
}

impl TenantIds {
    /// Whether no company bears one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_companies.is_empty()
    }

    /// How many companies bear one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of_companies.len()
    }

    /// What a company bears; several where it has more than one tenant.
    #[must_use]
    pub fn of(&self, company: i64) -> &[Borne] {
        self.of_companies.get(&company).map_or(&[], Vec::as_slice)
    }

    /// The companies that bear an id, in the order in which they came.
    #[must_use]
    pub fn bearers(&self, id: MicrosoftId) -> &[i64] {
        self.bearers.get(&id).map_or(&[], Vec::as_slice)
    }
}

impl Extend<Borne> for TenantIds {
    /// A company that has one id in two fields bears it once.
    fn extend<I: IntoIterator<Item = Borne>>(&mut self, all: I) {
        for borne in all {
            let bearers = self.bearers.entry(borne.id).or_default();
            if !bearers.contains(&borne.company_id) {
                bearers.push(borne.company_id);
                self.of_companies.entry(borne.company_id).or_default().push(borne);
            }
        }
    }
}

impl FromIterator<Borne> for TenantIds {
    fn from_iter<I: IntoIterator<Item = Borne>>(all: I) -> Self {
        let mut ids = Self::default();
        ids.extend(all);
        ids
    }
}

/// That the ids could not be had, in a sentence: nothing stands still for that, and suggestions say less.
#[must_use]
pub fn left_out(failure: &Diagnostic) -> String {
    format!("Suggestions are made without the tenant ids in fields of companies: {}", failure.summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "7c1d2a40-0a00-4000-8000-0000000000bf";

    #[test]
    fn a_guid_is_read_however_it_was_pasted_and_nothing_else_is() {
        for text in [GUID, " 7C1D2A40-0A00-4000-8000-0000000000BF\r\n", "{7c1d2a40-0a00-4000-8000-0000000000BF}"] {
            assert_eq!(MicrosoftId::parse(text).unwrap().to_string(), GUID, "{text}");
        }
        for text in [
            "",
            "contoso.onmicrosoft.com",
            "7c1d2a400a0040008000 0000000000bf",
            "7c1d2a40-0a00-4000-8000-0000000000b",
            "7c1d2a40-0a00-4000-8000-0000000000bf-1",
            "7c1d2a40-0a00-4000-8000-0000000000bg",
            "+c1d2a40-0a00-4000-8000-0000000000bf",
            "{7c1d2a40-0a00-4000-8000-0000000000bf",
            "00000000-0000-0000-0000-000000000000",
            "https://portal.example/7c1d2a40-0a00-4000-8000-0000000000bf",
            "éc1d2a4-0a00-4000-8000-0000000000bf",
        ] {
            assert_eq!(MicrosoftId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_company_that_has_an_id_in_two_fields_bears_it_once() {
        let id = MicrosoftId::parse(GUID).unwrap();
        let borne = |company_id, field: &str| Borne { company_id, id, field: field.into() };
        let ids: TenantIds =
            [borne(1, "M365 Tenant ID"), borne(1, "Azure Tenant"), borne(2, "Azure Tenant")].into_iter().collect();
        assert_eq!((ids.bearers(id), ids.of(1).len(), ids.len()), (&[1, 2][..], 1, 2));
        assert_eq!((&*ids.of(1)[0].field, ids.of(3)), ("M365 Tenant ID", &[][..]));
    }
}
