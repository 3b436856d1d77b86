//! Who uses which contract service line: an index over a draft, so that one row is judged without walking the others.

use std::collections::HashMap;

use crate::domain::draft::Draft;

/// The tenants of each contract service line. It holds names of its own and is built anew when a service is chosen,
/// a tenant excluded or the list of tenants changes.
#[derive(Clone, Debug, Default)]
pub struct LineUsers(HashMap<i64, Vec<User>>);

/// A tenant that is billed on a line.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub tenant: String,
    pub name: String,
    /// Whether it says that the line may be shared.
    pub shares: bool,
}

impl LineUsers {
    /// Those of a draft; excluded tenants use nothing.
    #[must_use]
    pub fn of(draft: &Draft) -> Self {
        let mut users: HashMap<i64, Vec<User>> = HashMap::new();
        for tenant in draft.tenants.iter().map(|entry| &entry.settings) {
            let Some(billing) =
                tenant.billing.as_ref().filter(|_| tenant.excluded.is_none() && tenant.company.is_some())
            else {
                continue;
            };
            let Some(service) = &billing.service else { continue };
            users.entry(service.contract_service_id).or_default().push(User {
                tenant: tenant.id.clone(),
                name: tenant.name.clone(),
                shares: billing.shared == Some(true),
            });
        }
        Self(users)
    }

    /// The users of a line, in the order of the draft.
    pub(super) fn on(&self, line: i64) -> &[User] {
        self.0.get(&line).map_or(&[], Vec::as_slice)
    }
}
