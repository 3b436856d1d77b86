//! Last stage: the lines on the tenants' contracts, of services and of bundles.
//!
//! Ids and names are those of services; a bundle goes by its line, or by a name that no service on the contract has.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Column;
use super::closest::{closest, folded};
use super::naming::{Candidate, Naming, by_name, id, offered, unknown};
use super::resolution::Resolution;
use crate::domain::catalog::{Catalog, Line, LineKind, Lookup};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::draft::Draft;
use crate::domain::settings::{LineChoice, TenantBilling};
use crate::domain::table::shown;

/// The line that is meant where only the service or bundle on it is named: one with units on any day from `today` on, then
/// the lowest id.
#[must_use]
pub fn line_of(lines: &[Line], kind: LineKind, item: i64, today: Date) -> Option<&Line> {
    let selling = lines.iter().filter(|line| line.sells(kind, item));
    selling.min_by_key(|line| (!line.has_units_from(today), line.id))
}

impl Resolution<'_> {
    /// Takes the services into the draft. What [`Resolution::lines_needed`] says must be loaded, and the catalogue of
    /// services where names are given.
    pub fn services(&mut self, draft: &mut Draft, catalog: &Catalog, today: Date) {
        for target in self.targets(draft) {
            let Some(text) = target.row.cell(Column::Service) else { continue };
            if self.has_failed(&target, Column::Company) || self.has_failed(&target, Column::Contract) {
                self.skip(&target, Column::Service);
                continue;
            }
            let billing = &mut draft.tenants[target.place].settings.billing;
            match (billing, text) {
                (None, "") => {}
                (None, _) => self.fail(&target, Column::Service, without_contract(text)),
                (Some(billing), "") => billing.choose(None),
                (Some(billing), _) if !has_lines(billing, catalog) => self.skip(&target, Column::Service),
                (Some(billing), _) => match choice(text, billing, catalog, today) {
                    Ok(choice) => billing.choose(Some(choice)),
                    Err(finding) => self.fail(&target, Column::Service, *finding),
                },
            }
        }
    }
}

/// Whether a service can stand on the contract at all; where not, the rules say what is wrong with the contract.
fn has_lines(billing: &TenantBilling, catalog: &Catalog) -> bool {
    match catalog.contract(billing.contract.id) {
        Lookup::Missing => false,
        Lookup::Found(contract) => contract.is_recurring(),
        Lookup::NotLoaded => true,
    }
}

pub(super) fn without_contract(text: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BadCell,
        format!("The service “{}” stands without a contract.", shown(text)),
        "Write the contract that has the service, or empty the cell.",
    )
}

/// The kind and id of a line that a cell names as one, `line:77` or `bundle:30`.
pub(super) fn named_line(text: &str) -> Option<(LineKind, &str)> {
    [LineKind::Service, LineKind::Bundle].into_iter().find_map(|kind| Some((kind, text.strip_prefix(kind.prefix())?)))
}

fn missing(reason: &str, text: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(
        Code::ServiceMissing,
        format!("{reason}; what was read is “{}”.", shown(text)),
        "Write the exact name, or the id, of a service on this contract, or one of its lines as line:ID or bundle:ID.",
    ))
}

/// The right that is missing, where a bundle is named and bundles are not shown to this API user.
fn refused(kind: LineKind, catalog: &Catalog) -> Option<Box<Diagnostic>> {
    (kind == LineKind::Bundle).then(|| catalog.bundles_refused().cloned().map(Box::new)).flatten()
}

/// A contract's lines under the names of what they sell.
struct Offer<'a> {
    lines: &'a [Line],
    catalog: &'a Catalog,
    contract: &'a str,
    today: Date,
}

impl<'a> Offer<'a> {
    /// The services, or bundles, of the lines; those whose names are known.
    fn of(&self, kind: LineKind) -> Vec<Candidate<'a>> {
        let items: BTreeSet<_> = self.lines.iter().filter(|line| line.kind == kind).map(|line| line.item_id).collect();
        let items = items.into_iter().filter_map(|item| self.catalog.item(kind, item).found());
        items.map(|item| Candidate { id: item.id, name: &item.name, possible: item.active }).collect()
    }

    fn line_of(&self, kind: LineKind, item: i64) -> Option<&'a Line> {
        line_of(self.lines, kind, item, self.today)
    }

    /// A line as it is chosen; `read` stands in for a name that could not be loaded.
    fn chosen(&self, line: &Line, read: &str) -> LineChoice {
        let item = self.catalog.item(line.kind, line.item_id).found();
        LineChoice::of(line, item.map_or(read, |item| item.name.as_str()))
    }

    fn by_name(&self, kind: LineKind, name: &str) -> Result<Candidate<'a>, Box<Diagnostic>> {
        let what = format!("{} on the contract “{}” named", kind.word(), shown(self.contract));
        by_name(name, &what, &self.of(kind))
    }

    /// The bundle that a cell means where no service does. It goes by its name; an id alone is that of a service, so one
    /// beside the name must be the bundle's own.
    fn bundle(&self, naming: Naming<'_>) -> Result<Option<LineChoice>, Box<Diagnostic>> {
        let bundle = match (self.by_name(LineKind::Bundle, naming.text), naming.id) {
            (Ok(bundle), _) => Some(bundle),
            (Err(finding), None) if finding.code == Code::AmbiguousName => return Err(finding),
            (Err(_), None) => None,
            (Err(_), Some(_)) => self.bundle_of_both(naming),
        };
        let line = bundle.and_then(|bundle| self.line_of(LineKind::Bundle, bundle.id));
        Ok(line.map(|line| self.chosen(line, naming.name)))
    }

    /// The bundle that has the id of a cell and its name too.
    fn bundle_of_both(&self, naming: Naming<'_>) -> Option<Candidate<'a>> {
        let is_it = |bundle: &Candidate<'_>| Some(bundle.id) == naming.id && folded(bundle.name) == folded(naming.name);
        self.of(LineKind::Bundle).into_iter().find(is_it)
    }

    /// Where a service has the cell's id, that a bundle has its id and its name.
    fn two_things(&self, naming: Naming<'_>, service: &Line) -> Option<Box<Diagnostic>> {
        let live = self.catalog.item(service.kind, service.item_id).found()?;
        if naming.name.is_empty() || folded(&live.name) == folded(naming.name) {
            return None;
        }
        let bundle = self.line_of(LineKind::Bundle, self.bundle_of_both(naming)?.id)?;
        Some(Box::new(Diagnostic::error(
            Code::AmbiguousName,
            format!("“{}” is a service by its id and a bundle by its name.", shown(naming.text)),
            format!("Write bundle:{} for the bundle, or line:{} for the service.", bundle.id, service.id),
        )))
    }

    /// That nothing has the name, with what was meant perhaps, bundles by their lines.
    fn unknown(&self, text: &str) -> Box<Diagnostic> {
        let services = self.of(LineKind::Service).into_iter().map(|it| (offered(it.name, it.id), folded(it.name)));
        let bundles = self.of(LineKind::Bundle).into_iter().filter_map(|it| {
            let line = self.line_of(LineKind::Bundle, it.id)?.id;
            Some((format!("“{}{line}” ({})", LineKind::Bundle.prefix(), shown(it.name)), folded(it.name)))
        });
        let meant = closest(text, services.chain(bundles));
        let what = format!("service on the contract “{}” named", shown(self.contract));
        let mut finding = unknown(text, &what, &meant);
        if let Some(why) = self.catalog.bundles_refused() {
            finding.hint = format!("{} It may be a bundle, too: {}", finding.hint, why.summary);
        }
        Box::new(finding)
    }
}

fn choice(text: &str, billing: &TenantBilling, catalog: &Catalog, today: Date) -> Result<LineChoice, Box<Diagnostic>> {
    let contract = &billing.contract;
    if let Some((kind, line)) = named_line(text) {
        let Some(line) = id(line) else { return Err(missing("A line is named by its id", text)) };
        return match catalog.line(contract.id, kind, line) {
            Lookup::Found(line) => {
                let item = catalog.item(kind, line.item_id).found();
                Ok(LineChoice::of(line, item.map_or("", |item| item.name.as_str())))
            }
            Lookup::Missing => Err(missing(&format!("The contract has no such {}", kind.line_word()), text)),
            // What is saved already is taken as it is; the rules say that it could not be compared.
            Lookup::NotLoaded => match billing.choice().filter(|saved| saved.kind == kind && saved.line_id == line) {
                Some(saved) => Ok(saved),
                None => Err(refused(kind, catalog).unwrap_or_else(|| {
                    missing(&format!("The {}s of this contract could not be loaded", kind.word()), text)
                })),
            },
        };
    }
    let Some(lines) = catalog.lines_of(contract.id) else {
        return Err(missing("The services of this contract could not be loaded", text));
    };
    let offer = Offer { lines, catalog, contract: &contract.name, today };
    let naming = Naming::of(text);
    // `NAME [ID]` is how the saved line was written out: of several lines with that service it stays the one.
    let is_written = |saved: &LineChoice| naming.id == Some(saved.item_id) && !naming.name.is_empty();
    let saved = billing.choice().filter(|saved| saved.kind == LineKind::Service && is_written(saved));
    let is_saved = |line: &&Line, saved: &LineChoice| saved.is_line(line) && line.item_id == saved.item_id;
    if let Some(line) = saved.and_then(|saved| lines.iter().find(|line| is_saved(line, &saved))) {
        return Ok(offer.chosen(line, naming.name));
    }
    if let Some(line) = naming.id.and_then(|service| offer.line_of(LineKind::Service, service)) {
        return match offer.two_things(naming, line) {
            Some(finding) => Err(finding),
            None => Ok(offer.chosen(line, naming.name)),
        };
    }
    match (offer.by_name(LineKind::Service, naming.text), naming.id) {
        (Ok(service), _) => match offer.line_of(LineKind::Service, service.id) {
            Some(line) => Ok(offer.chosen(line, service.name)),
            None => Err(missing("The contract has no line with this service", text)),
        },
        (Err(finding), _) if finding.code == Code::AmbiguousName => Err(finding),
        (Err(_), written) => match (offer.bundle(naming)?, written) {
            (Some(bundle), _) => Ok(bundle),
            (None, Some(id)) => Err(missing(&format!("The contract has no service with the id {id}"), text)),
            (None, None) if catalog.services().is_none() => {
                Err(missing("The names of services could not be loaded", text))
            }
            (None, None) => Err(offer.unknown(naming.text)),
        },
    }
}
