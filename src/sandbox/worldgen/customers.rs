//! Who is who: which company belongs to which tenant, how both are called, and what the company has with the provider.
//! It decides and writes nothing; the rows are made by its neighbours.

use std::collections::HashMap;

use super::Size;
use super::names::{self, CUSTOMERS, Name, invent, slug};
use super::rng::Rng;

/// What a tenant's company has with the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    Running,
    /// Running, and next year's contract is made already.
    RunningAndNext,
    NotStarted,
    Ended,
    EndsSoon,
    Renewed,
    InactiveContract,
    InactiveService,
    InactiveCompany,
    /// The service is on the contract twice, both with units.
    Twice,
    /// Twice, one of them at no units from today on.
    TwiceOneAtZero,
    AtZero,
    /// The service is sold inside a bundle.
    Bundle,
    /// Contracts, but none that recurs.
    OnlyOthers,
    NoContract,
}

/// How Petra stands to the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Billed,
    Paused,
    Trial,
    /// Petra gives no figure for it.
    Unreported,
}

/// The tenants that were named by hand meet the cases in this order.
const FIRST: [Deal; 26] = [
    Deal::Running,
    Deal::Running,
    Deal::NotStarted,
    Deal::Running,
    Deal::Twice,
    Deal::Ended,
    Deal::Running,
    Deal::OnlyOthers,
    Deal::Running,
    Deal::EndsSoon,
    Deal::Renewed,
    Deal::AtZero,
    Deal::InactiveCompany,
    Deal::RunningAndNext,
    Deal::InactiveContract,
    Deal::Running,
    Deal::Running,
    Deal::Bundle,
    Deal::Running,
    Deal::InactiveService,
    Deal::Running,
    Deal::TwiceOneAtZero,
    Deal::Running,
    Deal::Running,
    Deal::Running,
    Deal::NoContract,
];

/// One more of the default world's tenants whose service is in a bundle; the ids of those before it stay as they are.
const BUNDLED: usize = 36;

/// The companies and tenants of a world.
pub struct Customers {
    pub size: Size,
    /// Company by tenant; none for a tenant that has none.
    companies: Vec<Option<usize>>,
    /// Tenant by company.
    tenants: HashMap<usize, usize>,
    /// Companies that are called nearly as the company of a tenant.
    twins: HashMap<usize, usize>,
}

impl Customers {
    pub fn new(size: Size) -> Self {
        let others = size.companies.saturating_sub(1);
        let stride = stride(others);
        let spread = |at: usize| 1 + at * stride % others;
        let companies: Vec<Option<usize>> = (0..size.tenants)
            .map(|tenant| (tenant < others && !alone(size.seed, tenant)).then(|| spread(tenant)))
            .collect();
        let tenants =
            companies.iter().enumerate().filter_map(|(tenant, company)| Some(((*company)?, tenant))).collect();
        // The places after the last tenant's are free, as far as there are any.
        let twins = (0..size.tenants)
            .filter(|tenant| [1, 24, 30, 38].contains(tenant) || tenant % 50 == 7)
            .filter(|tenant| companies[*tenant].is_some())
            .zip(size.tenants..others)
            .map(|(tenant, free)| (spread(free), tenant))
            .collect();
        Self { size, companies, tenants, twins }
    }

    pub fn company_of(&self, tenant: usize) -> Option<usize> {
        self.companies.get(tenant).copied().flatten()
    }

    pub fn tenant_of(&self, company: usize) -> Option<usize> {
        self.tenants.get(&company).copied()
    }

    pub fn deal(&self, tenant: usize) -> Deal {
        if let Some(deal) = FIRST.get(tenant) {
            return *deal;
        }
        let mut rng = Rng::of(self.size.seed, "deal", tenant);
        match rng.below(100) {
            _ if tenant == BUNDLED => Deal::Bundle,
            62..68 if tenant >= 40 => Deal::Bundle,
            0..68 => Deal::Running,
            68..70 => Deal::RunningAndNext,
            70..75 => Deal::NotStarted,
            75..80 => Deal::Ended,
            80..83 => Deal::EndsSoon,
            83..87 => Deal::OnlyOthers,
            87..90 => Deal::Twice,
            90..93 => Deal::NoContract,
            93..96 => Deal::AtZero,
            96..98 => Deal::InactiveContract,
            _ => Deal::InactiveCompany,
        }
    }

    pub fn standing(&self, tenant: usize) -> Standing {
        match tenant {
            15 | 22 | 31 => Standing::Paused,
            16 => Standing::Trial,
            23 => Standing::Unreported,
            0..40 => Standing::Billed,
            _ => match Rng::of(self.size.seed, "standing", tenant).below(100) {
                0..2 => Standing::Paused,
                2..4 => Standing::Trial,
                4 => Standing::Unreported,
                _ => Standing::Billed,
            },
        }
    }

    /// The name of a company.
    pub fn name(&self, company: usize) -> Name {
        let by_hand = self.tenant_of(company).and_then(|tenant| CUSTOMERS.get(tenant));
        if let Some(customer) = by_hand {
            let mut name = invent(self.size.seed, company);
            customer.company.clone_into(&mut name.full);
            customer.company.clone_into(&mut name.short);
            customer.domain.clone_into(&mut name.domain);
            return name;
        }
        if let Some(tenant) = self.twins.get(&company)
            && let Some(original) = self.company_of(*tenant)
        {
            let mut name = self.name(original);
            let more = if tenant % 2 == 0 { "Holdings" } else { "Group" };
            name.full = format!("{} {more}", name.short);
            name.domain = format!("{}-{}", slug(more), name.domain);
            return name;
        }
        invent(self.size.seed, company)
    }

    /// How the tenant is called in Petra, which knows nothing of Autotask.
    pub fn tenant_name(&self, tenant: usize) -> String {
        if let Some(customer) = CUSTOMERS.get(tenant) {
            return customer.tenant.to_owned();
        }
        let mut rng = Rng::of(self.size.seed, "tenant", tenant);
        // A tenant without a company is called like nobody in Autotask.
        let Some(company) = self.company_of(tenant) else {
            return invent(self.size.seed, self.size.companies + tenant).full;
        };
        let name = self.name(company);
        match rng.below(100) {
            0..50 => name.full,
            50..70 => name.short,
            70..84 => name.full.replace(name.legal, names::other_legal(name.legal)),
            84..92 => name.full.to_uppercase(),
            // Only the addresses of its users tell whose it is.
            _ => format!("{} IT", initials(&name.short)),
        }
    }

    /// The domain of the tenant's users.
    pub fn tenant_domain(&self, tenant: usize) -> String {
        if let Some(customer) = CUSTOMERS.get(tenant) {
            return customer.domain.to_owned();
        }
        let name = match self.company_of(tenant) {
            Some(company) => self.name(company),
            None => invent(self.size.seed, self.size.companies + tenant),
        };
        if Rng::of(self.size.seed, "domain", tenant).percent(75) {
            name.domain
        } else {
            let start = name.domain.split('.').next().unwrap_or_default();
            format!("{start}.onmicrosoft.com")
        }
    }
}

fn initials(name: &str) -> String {
    name.split([' ', '-', '&'])
        .filter_map(|word| word.chars().next())
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Whether a tenant has no company at all.
fn alone(seed: u64, tenant: usize) -> bool {
    match tenant {
        20 | 33 => true,
        0..40 => false,
        _ => Rng::of(seed, "alone", tenant).percent(3),
    }
}

/// A step that visits every number below `of` once.
fn stride(of: usize) -> usize {
    let mut step = of * 618 / 1000 + 1;
    while of > 0 && common(step, of) != 1 {
        step += 1;
    }
    step
}

fn common(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_company_belongs_to_two_tenants() {
        for (companies, tenants) in [(300, 40), (50, 49), (10, 100), (1, 5), (0, 5), (2, 5)] {
            let customers = Customers::new(Size { companies, tenants, seed: 1 });
            let mut of: Vec<usize> = (0..tenants).filter_map(|tenant| customers.company_of(tenant)).collect();
            assert!(of.iter().all(|company| (1..companies).contains(company)));
            of.sort_unstable();
            let count = of.len();
            of.dedup();
            assert_eq!(of.len(), count, "{companies} {tenants}");
        }
    }
}
