//! A Microsoft 365 tenant as its sources describe it, and how lists from several sources become one.
//!
//! What a tenant is linked to is in `settings`; reading the sources is the business of `petra` and `tenants_file`.

use serde::{Deserialize, Serialize};

/// A tenant as one source describes it. At least one of the three names is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// Petra's id, e.g. `ZZk90t`; opaque text.
    pub petra_id: Option<String>,
    /// Microsoft's id of the tenant; usually a GUID, but opaque text.
    pub microsoft_id: Option<String>,
    /// The name; may be empty where a list has only ids.
    pub name: String,
    /// Web domains, the main one first, lower case.
    pub domains: Vec<String>,
    /// Whether Petra's monitoring is paused.
    pub paused: bool,
}

impl Tenant {
    /// The id in the config: Petra's, else Microsoft's, else the name.
    #[must_use]
    pub fn id(&self) -> &str {
        self.petra_id.as_deref().or(self.microsoft_id.as_deref()).unwrap_or(&self.name)
    }
}

/// How many tenants' users Petra may be asked for in a minute.
pub const USER_LISTS_A_MINUTE: usize = 10;

/// Where a tenant was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "a set of four named sources, not states")]
pub struct Sources {
    /// In Petra's list.
    pub petra: bool,
    /// In a file.
    pub file: bool,
    /// Typed in, or named by answers.
    pub typed: bool,
    /// In the saved config.
    pub saved: bool,
}
