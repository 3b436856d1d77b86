//! Companies, people and tickets of an invented world.

use std::sync::Arc;

use jiff::ToSpan;
use serde_json::json;

use super::customers::{Customers, Deal};
use super::rng::Rng;
use crate::sandbox::entities::Kind;
use crate::sandbox::rows::{Row, Table, midnight};
use crate::sandbox::world::World;

/// The provider itself.
const OWN_NAME: &str = "Northwind Managed Services";
const FIRST_ID: i64 = 175;
/// Ids lie in clusters, as they do where a database has been moved or merged.
const CLUSTER: usize = 2_500;

const ACCOUNT_OWNER: i64 = 29_682_885;

pub fn add(world: &mut World, customers: &Customers) {
    add_resources(world);
    let entity = Kind::Companies.entity();
    let at = |name: &str| entity.at(name);
    let places = [
        at("city"),
        at("companyName"),
        at("companyNumber"),
        at("companyType"),
        at("createDate"),
        at("isActive"),
        at("lastActivityDate"),
        at("ownerResourceID"),
        at("phone"),
        at("webAddress"),
    ];
    let ids = company_ids(customers);
    let rows = ids.iter().enumerate().map(|(company, id)| {
        let mut row = Row::new(*id);
        let [city, name_at, number, kind, created, active, last, owner, phone, web] = places;
        let mut rng = Rng::of(customers.size.seed, "company", company);
        if company == 0 {
            row.set(city, "Seattle");
            row.set(name_at, OWN_NAME);
            row.set(kind, 1);
            row.set(active, true);
            row.set(owner, ACCOUNT_OWNER);
            row.set(phone, "+1 555 0100");
            row.set(web, "https://www.northwindmanaged.com");
            return Arc::new(row);
        }
        let name = customers.name(company);
        let tenant = customers.tenant_of(company);
        let days = 30 + rng.below(3_000);
        let day = |days: usize| {
            let days = i64::try_from(days).unwrap_or(0);
            midnight(world.today.saturating_sub(days.days()))
        };
        row.set(city, name.town);
        row.set(name_at, name.full);
        row.set(number, format!("C-{company:06}"));
        row.set(kind, if tenant.is_some() || rng.percent(85) { 1 } else { *rng.pick(&[3, 3, 7, 8]) });
        row.set(created, day(days));
        let idle = match tenant {
            Some(tenant) => customers.deal(tenant) == Deal::InactiveCompany,
            None => rng.percent(7),
        };
        row.set(active, !idle);
        row.set(last, day(rng.below(days)));
        row.set(owner, ACCOUNT_OWNER);
        row.set(phone, format!("{} 555 {:04}", name.dial, rng.below(10_000)));
        // Written by hand over the years: with and without scheme, and sometimes not at all.
        if tenant.is_some() || rng.percent(85) {
            row.set(
                web,
                match rng.below(10) {
                    0..5 => format!("https://www.{}", name.domain),
                    5..7 => format!("http://{}/", name.domain),
                    7..9 => format!("www.{}", name.domain),
                    _ => name.domain,
                },
            );
        }
        Arc::new(row)
    });
    let rows = rows.collect();
    if let Ok(table) = Table::from_rows(Kind::Companies, rows) {
        world.set_table(table);
    }
    add_contacts(world, customers, &ids);
}

/// The id of every company, by its number.
pub fn company_ids(customers: &Customers) -> Vec<i64> {
    let mut rng = Rng::of(customers.size.seed, "ids", 0);
    let mut next = FIRST_ID;
    (0..customers.size.companies)
        .map(|company| {
            if company == 0 {
                return 0;
            }
            let id = next;
            next += 1 + i64::from(rng.percent(30)) + i64::from(rng.percent(10)) * 5;
            if company % CLUSTER == CLUSTER - 1 {
                next += 1_000_000;
            }
            id
        })
        .collect()
}

fn add_resources(world: &mut World) {
    let entity = Kind::Resources.entity();
    let rows =
        [("Claire", "Whitfield", 1), ("Diego", "Ramírez", 1), ("Aiko", "Tanabe", 3), ("Petra Security", "API", 7)];
    for ((first, last, license), id) in rows.into_iter().zip(ACCOUNT_OWNER..) {
        let mut row = Row::new(id);
        row.set(entity.at("firstName"), first);
        row.set(entity.at("lastName"), last);
        row.set(entity.at("isActive"), true);
        row.set(entity.at("licenseType"), license);
        if license == 7 {
            row.set(entity.at("userName"), "petra-api");
            row.set(entity.at("email"), world.account.username.clone());
        } else {
            let user = first.to_lowercase();
            row.set(entity.at("email"), format!("{user}@northwindmanaged.com"));
            row.set(entity.at("userName"), user);
        }
        world.table_mut(Kind::Resources).push(row);
    }
}

fn add_contacts(world: &mut World, customers: &Customers, ids: &[i64]) {
    let entity = Kind::Contacts.entity();
    for tenant in 0..customers.size.tenants.min(60) {
        let Some(company) = customers.company_of(tenant) else { continue };
        let mut row = Row::new(0);
        row.id = world.table_mut(Kind::Contacts).take_id();
        row.set(0, row.id);
        row.set(entity.at("companyID"), ids[company]);
        row.set(entity.at("firstName"), "Sam");
        row.set(entity.at("lastName"), "Office");
        row.set(entity.at("emailAddress"), format!("office@{}", customers.name(company).domain));
        row.set(entity.at("isActive"), 1);
        world.table_mut(Kind::Contacts).push(row);
    }
}

/// A few tickets of the last days, with a note each.
pub fn add_tickets(world: &mut World, customers: &Customers) {
    let ids = company_ids(customers);
    let (ticket_fields, note_fields) = (Kind::Tickets.entity(), Kind::TicketNotes.entity());
    let subjects = [
        ("Printer in accounts is offline", 8, 3),
        ("New starter: mailbox and licence", 1, 2),
        ("Suspicious sign-in from abroad", 5, 1),
        ("VPN drops every evening", 7, 2),
        ("Quarterly access review", 10, 3),
    ];
    let starts = [40_211_i64, 61_003];
    world.table_mut(Kind::Tickets).begin_at(starts[0]);
    world.table_mut(Kind::TicketNotes).begin_at(starts[1]);
    for (at, (title, status, priority)) in subjects.into_iter().enumerate() {
        let Some(company) = customers.company_of(at) else { continue };
        let back = i64::try_from(subjects.len() - at).unwrap_or(1);
        let day = world.today.saturating_sub(back.days());
        let id = world.table_mut(Kind::Tickets).take_id();
        let mut ticket = Row::new(id);
        let at = |name: &str| ticket_fields.at(name);
        ticket.set(at("companyID"), ids[company]);
        ticket.set(at("title"), title);
        ticket.set(at("description"), format!("{title}."));
        ticket.set(at("status"), status);
        ticket.set(at("priority"), priority);
        ticket.set(at("queueID"), 29_682_833);
        ticket.set(at("source"), 4);
        ticket.set(at("ticketCategory"), 3);
        ticket.set(at("ticketType"), 1);
        ticket.set(at("ticketNumber"), format!("T{}.0001", day.strftime("%Y%m%d")));
        for field in ["createDate", "lastActivityDate"] {
            ticket.set(at(field), format!("{day}T09:30:00Z"));
        }
        if status == 5 {
            ticket.set(at("completedDate"), format!("{day}T15:00:00Z"));
        }
        world.table_mut(Kind::Tickets).push(ticket);
        let mut note = Row::new(world.table_mut(Kind::TicketNotes).take_id());
        let at = |name: &str| note_fields.at(name);
        note.set(at("ticketID"), id);
        note.set(at("title"), "First look");
        note.set(at("description"), "Called the customer; details follow.");
        note.set(at("noteType"), 1);
        note.set(at("publish"), 2);
        note.set(at("createDateTime"), json!(format!("{day}T10:00:00Z")));
        world.table_mut(Kind::TicketNotes).push(note);
    }
}
