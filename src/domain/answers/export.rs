//! A draft as a table of answers, in the form that reads back to the same draft.

use jiff::civil::Date;

use super::services::named_line;
use super::{Column, line_of};
use crate::domain::catalog::{Catalog, LineKind};
use crate::domain::draft::Draft;
use crate::domain::settings::{Named, TenantBilling, TenantSettings};
use crate::domain::table;

/// The tenants' answers as CSV (UTF-8, comma, line feed), a row a tenant: things as `NAME [ID]`, a service by its
/// line where its id would not lead to it for certain, a bundle always by its line.
#[must_use]
pub fn to_csv(draft: &Draft, catalog: &Catalog, today: Date) -> Vec<u8> {
    let header = Column::ALL.map(|column| column.header().to_owned());
    let rows: Vec<_> = std::iter::once(header)
        .chain(draft.tenants.iter().map(|entry| {
            let tenant = &entry.settings;
            Column::ALL.map(|column| cell(tenant, column, catalog, today))
        }))
        .collect();
    table::write(rows.iter().map(|row| row.iter().map(String::as_str).collect()))
}

fn cell(tenant: &TenantSettings, column: Column, catalog: &Catalog, today: Date) -> String {
    // Beside a reason to exclude the other cells are not read, so none is written.
    let included = tenant.excluded.is_none();
    let named = |thing: Option<&Named>| {
        thing.filter(|_| included).map(|thing| with_id(&thing.name, thing.id)).unwrap_or_default()
    };
    match column {
        Column::TenantId => tenant.id.clone(),
        Column::TenantName => tenant.name.clone(),
        Column::Domain => tenant.domain.clone().unwrap_or_default(),
        Column::Company => named(tenant.company.as_ref()),
        Column::Queue | Column::StatusNew | Column::StatusUpdate => {
            let field = Column::TICKETING.into_iter().find(|(own, _)| *own == column);
            named(field.and_then(|(_, field)| tenant.own(field)))
        }
        Column::Contract => named(tenant.billing.as_ref().map(|billing| &billing.contract)),
        Column::Service if included => {
            tenant.billing.as_ref().map(|billing| service(billing, catalog, today)).unwrap_or_default()
        }
        Column::Service => String::new(),
        Column::Exclude => match tenant.excluded.as_deref() {
            // A cell with nothing in it would take the tenant in.
            Some(reason) if reason.trim().is_empty() => "excluded".to_owned(),
            reason => reason.unwrap_or_default().to_owned(),
        },
    }
}

fn with_id(name: &str, id: i64) -> String {
    if name.is_empty() { id.to_string() } else { format!("{name} [{id}]") }
}

fn service(billing: &TenantBilling, catalog: &Catalog, today: Date) -> String {
    let Some(choice) = billing.choice() else { return String::new() };
    // Where the lines are not known the name with its id is read back as the line that is saved.
    let is_certain = catalog.lines_of(billing.contract.id).is_none_or(|lines| {
        line_of(lines, choice.kind, choice.item_id, today).is_some_and(|line| choice.is_line(line))
    });
    // A name that would be read as something else than a name does not stand before its id.
    let is_plain = !choice.name.trim().is_empty() && named_line(choice.name.trim()).is_none();
    if is_certain && is_plain && choice.kind == LineKind::Service {
        with_id(&choice.name, choice.item_id)
    } else {
        format!("{}{}", choice.kind.prefix(), choice.line_id)
    }
}
