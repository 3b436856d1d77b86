//! First stage: whose row it is, whether the tenant is excluded, and what the row tells of it.

use std::collections::HashMap;

use super::closest::{closest, folded, hint};
use super::resolution::{Resolution, Target};
use super::{Answers, Column, Row};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::{Draft, Entry, Source};
use crate::domain::table::{in_cell, shown};
use crate::domain::tenant::Tenant;
use crate::domain::tenants_file::{identified, web_domain};

/// Where the tenants of a run come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roster {
    /// From Petra, a file or the saved config: a row of another tenant is refused.
    Known,
    /// From nowhere else: the answers make them.
    FromAnswers,
}

/// The tenants of a draft by what a row may call them.
struct Known {
    ids: HashMap<String, usize>,
    microsoft_ids: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
}

impl Answers {
    /// Begins to resolve: finds the tenant of each row, and takes exclusions and descriptions into the draft.
    #[must_use]
    pub fn resolve(&self, draft: &mut Draft, roster: Roster) -> Resolution<'_> {
        if roster == Roster::FromAnswers {
            draft.merge(Source::Typed, self.rows.iter().filter_map(Row::tenant).collect());
        }
        let mut resolution = Resolution::new(self);
        let known = Known::of(draft);
        let mut seen: HashMap<usize, usize> = HashMap::new();
        for (index, row) in self.rows.iter().enumerate() {
            let target = |place| Target { index, row, place };
            match known.place_of(row, draft, || resolution.may_suggest()) {
                Err((column, finding)) => resolution.fail(&target(usize::MAX), column, *finding),
                Ok(place) => {
                    let entry = &mut draft.tenants[place];
                    resolution.tenants[index] = Some(entry.settings.id.clone());
                    if let Some(first) = seen.get(&place) {
                        let column =
                            if row.filled(Column::TenantId).is_some() { Column::TenantId } else { Column::TenantName };
                        resolution.fail(&target(place), column, duplicate(entry, &self.rows[*first]));
                        resolution.tenants[index] = None;
                        continue;
                    }
                    seen.insert(place, index);
                    if let Err(finding) = take_in(row, entry) {
                        resolution.fail(&target(place), Column::Domain, *finding);
                    }
                }
            }
        }
        resolution
    }
}

impl Row {
    /// The tenant that the row makes by itself; `None` where it names none.
    fn tenant(&self) -> Option<Tenant> {
        let (id, name) = (self.filled(Column::TenantId), self.filled(Column::TenantName));
        if id.is_none() && name.is_none() {
            return None;
        }
        let domain = self.filled(Column::Domain).and_then(web_domain);
        Some(Tenant { domains: domain.into_iter().collect(), ..identified(id.unwrap_or(""), name.unwrap_or("")) })
    }
}

impl Known {
    fn of(draft: &Draft) -> Self {
        let mut known = Self { ids: HashMap::new(), microsoft_ids: HashMap::new(), names: HashMap::new() };
        for (place, entry) in draft.tenants.iter().enumerate() {
            known.ids.insert(in_cell(&entry.settings.id), place);
            if let Some(id) = &entry.settings.microsoft_tenant_id {
                known.microsoft_ids.insert(folded(id), place);
            }
            known.names.entry(folded(&entry.settings.name)).or_default().push(place);
        }
        known
    }

    /// The place of a row's tenant in the draft, by its id, else by its name.
    fn place_of(
        &self,
        row: &Row,
        draft: &Draft,
        may_suggest: impl FnOnce() -> bool,
    ) -> Result<usize, (Column, Box<Diagnostic>)> {
        let unknown = |column, text: &str| {
            let meant = if may_suggest() { meant(text, column, draft) } else { Vec::new() };
            let otherwise = "Write it as the list of tenants has it, or add the tenant to that list.";
            let summary = format!("There is no tenant “{}”.", shown(text));
            Err((column, Box::new(Diagnostic::error(Code::UnknownName, summary, hint(&meant, otherwise)))))
        };
        if let Some(id) = row.filled(Column::TenantId) {
            return match self.ids.get(&in_cell(id)).or_else(|| self.microsoft_ids.get(&folded(id))) {
                Some(place) => Ok(*place),
                None => unknown(Column::TenantId, id),
            };
        }
        let Some(name) = row.filled(Column::TenantName) else {
            let finding = Diagnostic::error(
                Code::BadCell,
                "The row names no tenant.",
                "Write the tenant's id or its name, or take the row away.",
            );
            let column = if row.cell(Column::TenantId).is_some() { Column::TenantId } else { Column::TenantName };
            return Err((column, Box::new(finding)));
        };
        match self.names.get(&folded(name)).map(Vec::as_slice) {
            None | Some([]) => unknown(Column::TenantName, name),
            Some([place]) => Ok(*place),
            Some(places) => {
                let ids: Vec<_> = places.iter().map(|place| shown(&draft.tenants[*place].settings.id)).collect();
                let finding = Diagnostic::error(
                    Code::AmbiguousName,
                    format!("There is more than one tenant “{}”: ids {}.", shown(name), ids.join(", ")),
                    "Write the id of the one that is meant in the column tenant_id.",
                );
                Err((Column::TenantName, Box::new(finding)))
            }
        }
    }
}

fn meant(text: &str, column: Column, draft: &Draft) -> Vec<String> {
    let tenants = draft.tenants.iter().map(|entry| &entry.settings);
    let offered = tenants.map(|tenant| if column == Column::TenantId { &tenant.id } else { &tenant.name });
    closest(text, offered.map(|name| (name, folded(name))))
        .into_iter()
        .map(|name| format!("“{}”", shown(name)))
        .collect()
}

fn duplicate(entry: &Entry, first: &Row) -> Diagnostic {
    let place = match &first.place {
        super::Place::Row(row) => format!("row {row}"),
        super::Place::Pointer(pointer) => pointer.clone(),
    };
    Diagnostic::error(
        Code::DuplicateRow,
        format!("Tenant “{}” stands in {place} already.", shown(&entry.settings.name)),
        "Keep one row for each tenant.",
    )
}

/// Takes what a row says of the tenant itself. Where Petra or a file describes it, the row only fills gaps.
fn take_in(row: &Row, entry: &mut Entry) -> Result<(), Box<Diagnostic>> {
    let described = entry.sources.petra || entry.sources.file;
    let settings = &mut entry.settings;
    match row.cell(Column::Exclude) {
        None => {}
        Some("") => settings.excluded = None,
        // A cell that says what was saved changes nothing, not even the spaces around it.
        Some(reason) if settings.excluded.as_deref().is_some_and(|saved| in_cell(saved) == in_cell(reason)) => {}
        Some(reason) => settings.excluded = Some(reason.to_owned()),
    }
    let name = row.filled(Column::TenantName).filter(|name| in_cell(&settings.name) != in_cell(name));
    if let Some(name) = name.filter(|_| !described || settings.name.is_empty()) {
        name.clone_into(&mut settings.name);
    }
    let is_saved = |text: &str| settings.domain.as_deref().is_some_and(|saved| in_cell(saved) == in_cell(text));
    let text = row.filled(Column::Domain).filter(|text| !is_saved(text));
    let Some(text) = text.filter(|_| !described || settings.domain.is_none()) else {
        return Ok(());
    };
    let Some(domain) = web_domain(text) else {
        return Err(Box::new(Diagnostic::error(
            Code::BadCell,
            format!("“{}” is no web domain.", shown(text)),
            "Write it like contoso.com, or leave the cell empty.",
        )));
    };
    entry.domains.retain(|known| *known != domain);
    entry.domains.insert(0, domain.clone());
    settings.domain = Some(domain);
    Ok(())
}
