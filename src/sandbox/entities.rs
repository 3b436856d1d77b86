//! What Autotask's entities are: names, routes and fields, read once from `assets/sandbox/entities.txt`.
//! Leaves rows to `rows`, picklist values to the world and every behaviour to the routes.

use std::fmt;
use std::sync::LazyLock;

/// The entities that the sandbox has, in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Companies,
    Contacts,
    Tickets,
    TicketNotes,
    Contracts,
    ContractServices,
    ContractServiceUnits,
    ContractServiceAdjustments,
    ContractServiceBundles,
    ContractServiceBundleUnits,
    ContractServiceBundleAdjustments,
    Services,
    ServiceBundles,
    ServiceBundleServices,
    Resources,
}

impl Kind {
    pub const ALL: [Self; 15] = [
        Self::Companies,
        Self::Contacts,
        Self::Tickets,
        Self::TicketNotes,
        Self::Contracts,
        Self::ContractServices,
        Self::ContractServiceUnits,
        Self::ContractServiceAdjustments,
        Self::ContractServiceBundles,
        Self::ContractServiceBundleUnits,
        Self::ContractServiceBundleAdjustments,
        Self::Services,
        Self::ServiceBundles,
        Self::ServiceBundleServices,
        Self::Resources,
    ];

    pub fn entity(self) -> &'static Entity {
        &ENTITIES[self as usize]
    }

    /// The entity of this name, plural or singular, whatever the case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| {
            let entity = kind.entity();
            entity.name.eq_ignore_ascii_case(name) || entity.one.eq_ignore_ascii_case(name)
        })
    }

    /// The child of this entity whose route ends in `segment`, whatever the case.
    pub fn child(self, segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| {
            kind.entity()
                .child_of
                .as_ref()
                .is_some_and(|child| child.parent == self && child.segment.eq_ignore_ascii_case(segment))
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entity().name)
    }
}

/// The type of a field, in the words of `entityInformation/fields`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Boolean,
    Integer,
    Long,
    Double,
    DateTime,
    Text,
}

impl Type {
    pub fn word(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Double => "double",
            Self::DateTime => "datetime",
            Self::Text => "string",
        }
    }
}

/// One field of an entity.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the vendor's, none excludes another")]
pub struct Field {
    pub name: &'static str,
    pub kind: Type,
    /// Longest text taken, in characters; 0 where there is no limit or no text.
    pub length: usize,
    pub required: bool,
    pub read_only: bool,
    /// Taken on create. A read-only field may be, and a field that is never updated is.
    pub on_create: bool,
    pub on_update: bool,
    pub picklist: bool,
    /// The picklist field that decides which of these values fit.
    pub picklist_parent: &'static str,
    /// Singular name of the entity that is referred to; empty for no reference.
    pub reference: &'static str,
    /// An update has to name it again.
    pub repeat: bool,
    pub filtered: bool,
    /// Taken on writes but never given back.
    pub unseen: bool,
}

/// Where an entity hangs below another.
#[derive(Clone, Debug)]
pub struct Child {
    pub parent: Kind,
    /// The child's field that holds the parent's id.
    pub field: &'static str,
    pub segment: &'static str,
}

/// One entity: what it supports for anyone, and its fields.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the four verbs are four facts of the vendor's")]
pub struct Entity {
    pub name: &'static str,
    pub one: &'static str,
    pub create: bool,
    pub query: bool,
    pub update: bool,
    pub delete: bool,
    /// May be created at its own route although it is a child.
    pub top_create: bool,
    pub child_of: Option<Child>,
    pub fields: Vec<Field>,
}

impl Entity {
    /// Place and facts of the field of this name, whatever the case.
    pub fn field(&self, name: &str) -> Option<(u8, &Field)> {
        (0_u8..).zip(&self.fields).find(|(_, field)| field.name.eq_ignore_ascii_case(name))
    }

    /// Place of a field that the program itself names.
    ///
    /// # Panics
    /// Where the table has no such field, which is a fault of the program.
    pub fn at(&self, name: &str) -> u8 {
        match self.field(name) {
            Some((place, _)) => place,
            None => panic!("{} has no field {name}", self.name),
        }
    }

    /// The segment of the child's route and everything else that is written at its own route.
    pub fn writes_at_top(&self) -> bool {
        self.child_of.is_none() || self.top_create
    }
}

static ENTITIES: LazyLock<Vec<Entity>> = LazyLock::new(|| parse(include_str!("../../assets/sandbox/entities.txt")));

fn parse(table: &'static str) -> Vec<Entity> {
    let mut entities = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(rest) = line.strip_prefix('[') {
            entities.push(section(rest, line));
        } else if let Some(entity) = entities.last_mut() {
            entity.fields.push(field(line));
        }
    }
    entities
}

fn section(rest: &'static str, line: &str) -> Entity {
    let (name, facts) = rest.split_once(']').unwrap_or_else(|| panic!("no ] in {line}"));
    let mut entity = Entity {
        name,
        one: name,
        create: false,
        query: false,
        update: false,
        delete: false,
        top_create: false,
        child_of: None,
        fields: Vec::new(),
    };
    for fact in facts.split_whitespace() {
        match fact.split_once('=') {
            Some(("one", one)) => entity.one = one,
            Some(("can", verbs)) => {
                for verb in verbs.split(',') {
                    match verb {
                        "create" => entity.create = true,
                        "query" => entity.query = true,
                        "update" => entity.update = true,
                        "delete" => entity.delete = true,
                        _ => panic!("unknown verb in {line}"),
                    }
                }
            }
            Some(("child", path)) => entity.child_of = Some(child(path)),
            None if fact == "top-create" => entity.top_create = true,
            _ => panic!("unknown fact in {line}"),
        }
    }
    entity
}

fn child(path: &'static str) -> Child {
    let parts: Vec<&str> = path.split('/').collect();
    // Not `Kind::named`: that reads the table which is being made here.
    let parent = match parts[0] {
        "Companies" => Kind::Companies,
        "Tickets" => Kind::Tickets,
        "Contracts" => Kind::Contracts,
        "ServiceBundles" => Kind::ServiceBundles,
        other => panic!("{other} is nobody's parent"),
    };
    Child { parent, field: parts[1], segment: parts[2] }
}

fn field(line: &'static str) -> Field {
    let mut words = line.split_whitespace();
    let (Some(name), Some(kind)) = (words.next(), words.next()) else {
        panic!("a field needs a name and a type: {line}")
    };
    let mut field = Field {
        name,
        kind: match kind {
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "long" => Type::Long,
            "double" => Type::Double,
            "datetime" => Type::DateTime,
            "string" => Type::Text,
            _ => panic!("unknown type in {line}"),
        },
        length: 0,
        required: false,
        read_only: false,
        on_create: true,
        on_update: true,
        picklist: false,
        picklist_parent: "",
        reference: "",
        repeat: false,
        filtered: true,
        unseen: false,
    };
    let mut created = false;
    for word in words {
        match word.split_once('=') {
            None => match word {
                "required" => field.required = true,
                "read-only" => field.read_only = true,
                "create-only" => field.on_update = false,
                "create" => created = true,
                "picklist" => field.picklist = true,
                "repeat" => field.repeat = true,
                "unfiltered" => field.filtered = false,
                "unseen" => field.unseen = true,
                _ => panic!("unknown fact in {line}"),
            },
            Some(("length", length)) => field.length = length.parse().unwrap_or_else(|_| panic!("no length in {line}")),
            Some(("parent", parent)) => field.picklist_parent = parent,
            Some(("reference", one)) => field.reference = one,
            Some(_) => panic!("unknown fact in {line}"),
        }
    }
    if field.read_only {
        field.on_create = created;
        field.on_update = false;
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_kinds() {
        for kind in Kind::ALL {
            assert_eq!(kind.entity().name, format!("{kind:?}"));
            assert_eq!(kind.entity().fields[0].name, "id");
        }
        assert_eq!(ENTITIES.len(), Kind::ALL.len());
    }

    #[test]
    fn names_are_found_in_any_case_and_number() {
        for (name, kind) in [
            ("Companies", Some(Kind::Companies)),
            ("company", Some(Kind::Companies)),
            ("CONTRACTSERVICEUNITS", Some(Kind::ContractServiceUnits)),
            ("Invoices", None),
        ] {
            assert_eq!(Kind::named(name), kind, "{name}");
        }
        assert_eq!(Kind::Contracts.child("serviceadjustments"), Some(Kind::ContractServiceAdjustments));
        assert_eq!(Kind::Tickets.child("Services"), None);
    }

    #[test]
    fn a_field_knows_when_it_may_be_written() {
        for (kind, name, on_create, on_update) in [
            (Kind::Contracts, "contractPeriodType", true, false),
            (Kind::Contracts, "companyID", true, false),
            (Kind::Contracts, "endDate", true, true),
            (Kind::Companies, "id", false, false),
            (Kind::Tickets, "ticketNumber", false, false),
            (Kind::ContractServices, "unitPrice", false, false),
        ] {
            let (_, field) = kind.entity().field(name).unwrap();
            assert_eq!((field.on_create, field.on_update), (on_create, on_update), "{kind} {name}");
        }
    }

    #[test]
    fn every_reference_of_ours_names_an_entity_by_its_singular() {
        for kind in Kind::ALL {
            for field in kind.entity().fields.iter().filter(|field| !field.reference.is_empty()) {
                if let Some(other) = Kind::named(field.reference) {
                    assert_eq!(other.entity().one, field.reference, "{kind} {}", field.name);
                }
            }
        }
    }
}
