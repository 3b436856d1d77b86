//! Whether a line without unit rows has none, or has some that are hidden from the API user.
//!
//! Autotask leaves out the rows that a user may not see, without a word. A line whose rows are hidden would read as 0
//! units, and go out as a first billing on top of what it has.

use crate::autotask::{Access, Client, Entity, Error};
use crate::domain::catalog::{Line, LineKind};
use crate::domain::diagnostic::{Code, Diagnostic, Subject};

/// For each kind of which a line came without unit rows: what stands against taking that for 0 units. Asks Autotask only
/// where there is such a line, once for its kind.
///
/// # Errors
/// What kept us from asking. A word that is refused or cannot be read is no error: then rows may be hidden.
pub(super) async fn hidden_units(client: &Client, lines: &[Line]) -> Result<Vec<(LineKind, Diagnostic)>, Error> {
    let mut found = Vec::new();
    for (kind, entity) in
        [(LineKind::Service, Entity::ContractServiceUnits), (LineKind::Bundle, Entity::ContractServiceBundleUnits)]
    {
        if !lines.iter().any(|line| line.kind == kind && line.units.is_empty()) {
            continue;
        }
        let words = match client.read_access(entity).await {
            Ok(Some(Access::All)) => continue,
            Ok(Some(access)) => format!("entityInformation of {} says {access:?} in userAccessForQuery", entity.name()),
            Ok(None) => format!("entityInformation of {} does not tell userAccessForQuery", entity.name()),
            Err(error @ (Error::PermissionMissing { .. } | Error::BadAnswer { .. })) => error.to_string(),
            Err(error) => return Err(error),
        };
        found.push((kind, unsure(entity, words)));
    }
    Ok(found)
}

fn unsure(entity: Entity, words: String) -> Diagnostic {
    Diagnostic::error(
        Code::Unsettled,
        format!(
            "The line shows no units, and Autotask may hide {} from the API user: 0 units cannot be told from hidden ones.",
            entity.name()
        ),
        format!(
            "Nothing is posted on this line. Let the API user see all of {}: Admin → Resources (Users) → the API user → \
             Security Level, {} (labels differ by release), and its lines of business.",
            entity.name(),
            entity.setting()
        ),
    )
    .about(Subject::entity(entity.name()))
    .with_detail(words)
}
