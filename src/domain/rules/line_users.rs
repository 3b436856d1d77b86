//! Who uses which line of a contract: an index over a draft, so that one row is judged without walking the others.

use std::collections::HashMap;

use crate::domain::catalog::LineKind;
use crate::domain::draft::Draft;
use crate::domain::settings::{LineChoice, TenantSettings};

/// The tenants of each line. It holds names of its own and is built anew when a service is chosen,
/// a tenant excluded or the list of tenants changes.
#[derive(Clone, Debug, Default)]
pub struct LineUsers(HashMap<(LineKind, i64), Vec<User>>);

/// A tenant that is billed on a line.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub tenant: String,
    pub name: String,
    /// Whether it says that the line may be shared.
    pub shares: bool,
}

impl LineUsers {
    /// Those of a draft.
    #[must_use]
    pub fn of(draft: &Draft) -> Self {
        Self::of_tenants(draft.tenants.iter().map(|entry| &entry.settings))
    }

    /// Those among these tenants; excluded ones use nothing.
    #[must_use]
    pub fn of_tenants<'a>(tenants: impl IntoIterator<Item = &'a TenantSettings>) -> Self {
        let mut users: HashMap<(LineKind, i64), Vec<User>> = HashMap::new();
        for tenant in tenants {
            let Some(billing) =
                tenant.billing.as_ref().filter(|_| tenant.excluded.is_none() && tenant.company.is_some())
            else {
                continue;
            };
            let Some(choice) = billing.choice() else { continue };
            users.entry((choice.kind, choice.line_id)).or_default().push(User {
                tenant: tenant.id.clone(),
                name: tenant.name.clone(),
                shares: billing.shared == Some(true),
            });
        }
        Self(users)
    }

    /// The users of a line, in the order of the tenants.
    pub(super) fn on(&self, choice: &LineChoice) -> &[User] {
        self.0.get(&(choice.kind, choice.line_id)).map_or(&[], Vec::as_slice)
    }
}
