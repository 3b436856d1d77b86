//! The entities of Autotask that this program touches: their names, what each is needed for, and where a right is given.
//!
//! Asking Autotask for the rights is the business of `permissions`.

/// An entity, by Autotask's own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// Customers, and the MSP itself.
    Companies,
    /// Tickets.
    Tickets,
    /// Notes on tickets.
    TicketNotes,
    /// Contracts.
    Contracts,
    /// Service lines on contracts.
    ContractServices,
    /// How many units a line has, by period.
    ContractServiceUnits,
    /// Changes of a line's units; can only be created.
    ContractServiceAdjustments,
    /// The catalogue of services.
    Services,
    /// Service bundles on contracts.
    ContractServiceBundles,
    /// How many units a bundle on a contract has, by period.
    ContractServiceBundleUnits,
    /// Changes of a bundle's units; can only be created.
    ContractServiceBundleAdjustments,
    /// The catalogue of service bundles.
    ServiceBundles,
}

/// What an entity is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Choosing companies.
    Mapping,
    /// Opening and changing tickets.
    Ticketing,
    /// Units on contracts.
    Billing,
}

impl Purpose {
    /// As it is written in results and said on screens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Ticketing => "ticketing",
            Self::Billing => "billing",
        }
    }
}

/// Something that one may do with an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See it.
    Read,
    /// Make one.
    Create,
    /// Change one.
    Change,
}

impl Right {
    /// As screens say it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Change => "change",
        }
    }
}

impl Entity {
    /// Those of the connection test, in its order. Bundles hang on the same settings as services; most sites sell none, and
    /// only where one is mapped is it said that they cannot be read.
    pub const ALL: [Self; 8] = [
        Self::Companies,
        Self::Tickets,
        Self::TicketNotes,
        Self::Contracts,
        Self::ContractServices,
        Self::ContractServiceUnits,
        Self::ContractServiceAdjustments,
        Self::Services,
    ];

    /// Those that are asked for besides where a bundle is billed.
    pub const OF_BUNDLES: [Self; 3] =
        [Self::ContractServiceBundles, Self::ContractServiceBundleUnits, Self::ContractServiceBundleAdjustments];

    /// Autotask's name, as it stands in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Companies => "Companies",
            Self::Tickets => "Tickets",
            Self::TicketNotes => "TicketNotes",
            Self::Contracts => "Contracts",
            Self::ContractServices => "ContractServices",
            Self::ContractServiceUnits => "ContractServiceUnits",
            Self::ContractServiceAdjustments => "ContractServiceAdjustments",
            Self::Services => "Services",
            Self::ContractServiceBundles => "ContractServiceBundles",
            Self::ContractServiceBundleUnits => "ContractServiceBundleUnits",
            Self::ContractServiceBundleAdjustments => "ContractServiceBundleAdjustments",
            Self::ServiceBundles => "ServiceBundles",
        }
    }

    /// What it is needed for.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Companies => Purpose::Mapping,
            Self::Tickets | Self::TicketNotes => Purpose::Ticketing,
            Self::Contracts
            | Self::ContractServices
            | Self::ContractServiceUnits
            | Self::ContractServiceAdjustments
            | Self::Services
            | Self::ContractServiceBundles
            | Self::ContractServiceBundleUnits
            | Self::ContractServiceBundleAdjustments
            | Self::ServiceBundles => Purpose::Billing,
        }
    }

    /// The rights without which its purpose is not met.
    pub const fn needs(self) -> &'static [Right] {
        match self {
            Self::Tickets => &[Right::Read, Right::Create, Right::Change],
            // Read too: a note whose answer was lost is looked for, not written twice.
            Self::TicketNotes => &[Right::Read, Right::Create],
            Self::ContractServiceAdjustments | Self::ContractServiceBundleAdjustments => &[Right::Create],
            Self::Companies
            | Self::Contracts
            | Self::ContractServices
            | Self::ContractServiceUnits
            | Self::Services
            | Self::ContractServiceBundles
            | Self::ContractServiceBundleUnits
            | Self::ServiceBundles => &[Right::Read],
        }
    }

    /// Whether Autotask lets anybody read it.
    pub const fn can_be_queried(self) -> bool {
        !matches!(self, Self::ContractServiceAdjustments | Self::ContractServiceBundleAdjustments)
    }

    /// Whether it belongs to the two modules that Autotask refuses with a 401 where the security level lacks them.
    pub const fn is_of_contracts_or_services(self) -> bool {
        matches!(self.purpose(), Purpose::Billing)
    }

    /// The section and setting of a security level that gives the right. Labels differ by release.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Companies => "section CRM → Organization & Contact Access: All, for each organization type in use",
            Self::Tickets => "section Service Desk → Tickets: View All, Add, Edit",
            Self::TicketNotes => "section Service Desk → Ticket Notes: View All, Add, Edit",
            Self::Contracts
            | Self::ContractServices
            | Self::ContractServiceUnits
            | Self::ContractServiceBundles
            | Self::ContractServiceBundleUnits => "section Contracts → Object Permissions: View All",
            Self::ContractServiceAdjustments | Self::ContractServiceBundleAdjustments => {
                "section Contracts → other permissions: may modify Service/Bundle on contract"
            }
            Self::Services | Self::ServiceBundles => "section Admin → Products, Services & Inventory: view",
        }
    }
}
