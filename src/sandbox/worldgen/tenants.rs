//! Petra's side of an invented world: tenants, usage, users and incidents.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::customers::{Customers, Standing};
use super::rng::Rng;
use crate::sandbox::world::World;
use crate::sandbox::world::petra::{Invented, Users};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// All texts of six such digits.
const ALL_IDS: usize = 62_usize.pow(6);

/// Licensed users of a tenant, and what its line is about.
pub fn licensed_users(customers: &Customers, tenant: usize) -> usize {
    let mut rng = Rng::of(customers.size.seed, "users", tenant);
    3 + rng.below(60)
}

/// A text like `ZZk90t`; no two tenants have the same.
fn petra_id(seed: u64, tenant: usize) -> String {
    let seed = usize::try_from(seed % 1_000_003).unwrap_or(0);
    // The factor shares no divisor with 62, so every number is met once.
    let mut number = (tenant * 15_485_863 + seed * 104_729 + 49_999_999_999) % ALL_IDS;
    let mut id = String::new();
    for _ in 0..6 {
        id.push(char::from(DIGITS[number % 62]));
        number /= 62;
    }
    id
}

fn microsoft_id(customers: &Customers, tenant: usize) -> String {
    // Petra's own samples have an id that is none.
    if tenant == 8 {
        return "12345678-abcd-efgh-ijkl-123456789012".into();
    }
    let mut rng = Rng::of(customers.size.seed, "microsoft", tenant);
    let (high, low) = (rng.next(), rng.next());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

pub fn add(world: &mut World, customers: &Customers) {
    for tenant in 0..customers.size.tenants {
        let mut rng = Rng::of(customers.size.seed, "petra", tenant);
        let id = petra_id(customers.size.seed, tenant);
        let name = customers.tenant_name(tenant);
        let standing = customers.standing(tenant);
        let days = i64::try_from(match standing {
            Standing::Trial => 6,
            _ => 40 + rng.below(600),
        })
        .unwrap_or(0);
        let onboarded = world.today.saturating_sub(days.days());
        let row = json!({
            "petraTenantId": id,
            "name": name,
            "microsoftTenantId": microsoft_id(customers, tenant),
            "isPaused": standing == Standing::Paused,
            "onboardingDate": onboarded,
        });
        let users = licensed_users(customers, tenant);
        if standing != Standing::Unreported {
            let billed = standing == Standing::Billed;
            world.petra.usage.push(json!({
                "petraTenantId": id,
                "microsoftTenantId": row["microsoftTenantId"],
                "onboardingDate": onboarded,
                "displayName": name,
                "service": "Monitoring",
                "isPaused": row["isPaused"],
                "firstBillableDate": onboarded.saturating_add(14.days()),
                "billableStatus": match standing {
                    Standing::Trial => "Trial",
                    Standing::Paused => "Paused",
                    Standing::Billed | Standing::Unreported => "Billable",
                },
                "totalLicensedUsers": users,
                "billableUsersThisMonth": if billed { users } else { 0 },
                "proratingPercentageThisMonth": if billed { 100 } else { 0 },
            }));
        }
        let invented = Invented {
            count: if standing == Standing::Billed { users } else { 0 }.max(1),
            salt: tenant,
            domain: customers.tenant_domain(tenant),
        };
        world.petra.billable_users.insert(id, Users::Invented(invented));
        if tenant % 4 == 1 && world.petra.incidents.len() < 60 {
            let incident = incident(world, customers, tenant, &row, &mut rng);
            world.petra.incidents.push(incident);
        }
        world.petra.tenants.push(row);
    }
}

fn incident(world: &World, customers: &Customers, tenant: usize, row: &Value, rng: &mut Rng) -> Value {
    let hours = i64::try_from(1 + rng.below(72)).unwrap_or(1);
    let at = world.today.at(8, 0, 0, 0).saturating_sub(hours.hours());
    let live = rng.percent(40);
    let dwell = i64::try_from(2 + rng.below(90)).unwrap_or(2);
    let id = format!("inc_{}", petra_id(customers.size.seed ^ 0x1_1c1, tenant));
    let mail = format!("finance@{}", customers.tenant_domain(tenant));
    json!({
        "id": id,
        "url": format!("https://app.petrasecurity.com/incidents/{id}"),
        "createdAt": format!("{at}Z"),
        "occurredAt": format!("{}Z", at.saturating_sub(dwell.minutes())),
        "remediationStatus": if live { "Pending" } else { "Remediated" },
        "isLive": live,
        "dwellTimeMinutes": dwell,
        "tenant": {
            "petraTenantId": row["petraTenantId"],
            "name": row["name"],
            "microsoftTenantId": row["microsoftTenantId"],
        },
        "user": {"displayName": "Finance", "userPrincipalName": mail, "mail": mail},
    })
}
