//! The table of facts, read from its file, and how a JSON value is held against it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde_json::Value;

/// The table; a line that cannot be read is a fault of the table.
pub static FACTS: LazyLock<Facts> = LazyLock::new(|| Facts::read(include_str!("facts.txt")));

/// Something that is not as the table says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// Entity and field, or header, or route.
    pub at: String,
    pub expected: String,
    pub seen: String,
}

impl Drift {
    pub fn new(at: impl Into<String>, expected: impl Into<String>, seen: impl fmt::Display) -> Self {
        let seen: String = seen.to_string().chars().take(200).collect();
        Self { at: at.into(), expected: expected.into(), seen }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: expected {}, seen {}", self.at, self.expected, self.seen)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Int32,
    Int64,
    Double,
    Boolean,
    String,
    DateTime,
    /// None, All or Restricted, as a word or as its number.
    Access,
    List(String),
    Object(String),
    /// Of which the documents say nothing.
    Any,
}

impl Type {
    fn read(word: &str) -> Self {
        let within = |open, close| word.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
        match word {
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "double" => Self::Double,
            "boolean" => Self::Boolean,
            "string" => Self::String,
            "date-time" => Self::DateTime,
            "access" => Self::Access,
            "any" => Self::Any,
            _ => within('[', ']')
                .map(|of| Self::List(of.to_owned()))
                .or_else(|| within('{', '}').map(|of| Self::Object(of.to_owned())))
                .unwrap_or_else(|| panic!("{word} is no type")),
        }
    }

    /// Whether a value that is not null is of this type; lists and objects are looked into elsewhere.
    pub fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Int32 => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Self::Int64 => value.is_i64(),
            Self::Double => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::String => value.is_string(),
            Self::DateTime => value.as_str().is_some_and(is_date_time),
            Self::Access => match value {
                Value::String(word) => ["None", "All", "Restricted"].contains(&word.as_str()),
                other => other.as_i64().is_some_and(|number| (0..=2).contains(&number)),
            },
            Self::List(_) => value.is_array(),
            Self::Object(_) => value.is_object(),
            Self::Any => true,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int32 => out.write_str("int32"),
            Self::Int64 => out.write_str("int64"),
            Self::Double => out.write_str("double"),
            Self::Boolean => out.write_str("boolean"),
            Self::String => out.write_str("string"),
            Self::DateTime => out.write_str("date-time"),
            Self::Access => out.write_str("None, All or Restricted"),
            Self::List(of) => write!(out, "a list of {of}"),
            Self::Object(of) => write!(out, "an object {of}"),
            Self::Any => out.write_str("anything"),
        }
    }
}

/// `2026-11-24T00:00:00Z`, with or without up to seven digits of a second.
fn is_date_time(text: &str) -> bool {
    let Some((day, time)) = text.split_once('T') else { return false };
    let (seconds, fraction) = time.trim_end_matches('Z').split_once('.').unwrap_or((time.trim_end_matches('Z'), ""));
    day.parse::<jiff::civil::Date>().is_ok()
        && seconds.len() == 8
        && seconds.parse::<jiff::civil::Time>().is_ok()
        && fraction.len() <= 7
        && fraction.chars().all(|sign| sign.is_ascii_digit())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    Free,
    CreateOnly,
    ReadOnly,
}

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table")]
pub struct Field {
    pub name: String,
    pub kind: Type,
    pub max: usize,
    pub required: bool,
    /// The sources differ on whether it is.
    pub maybe_required: bool,
    pub writing: Writing,
    /// The sources differ on whether it can be written.
    pub unsure: bool,
    pub picklist: bool,
    pub reference: Option<String>,
    pub newer: bool,
    pub write_only: bool,
    pub in_filters: bool,
    pub null: bool,
}

impl Field {
    fn read(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let name = words.next().expect("a name").to_owned();
        let kind = Type::read(words.next().expect("a type"));
        let mut field = Self {
            name,
            kind,
            max: 0,
            required: false,
            maybe_required: false,
            writing: Writing::Free,
            unsure: false,
            picklist: false,
            reference: None,
            newer: false,
            write_only: false,
            in_filters: true,
            null: false,
        };
        for word in words {
            match word {
                "required" => field.required = true,
                "maybe-required" => field.maybe_required = true,
                "read-only" => field.writing = Writing::ReadOnly,
                "create-only" => field.writing = Writing::CreateOnly,
                "unsure" => field.unsure = true,
                "picklist" => field.picklist = true,
                "newer" => field.newer = true,
                "write-only" => field.write_only = true,
                "not-in-filters" => field.in_filters = false,
                "null" => field.null = true,
                _ => match (word.strip_prefix("max="), word.strip_prefix("->")) {
                    (Some(max), _) => field.max = max.parse().unwrap(),
                    (_, Some(one)) => field.reference = Some(one.to_owned()),
                    _ => panic!("{word} says nothing about {line}"),
                },
            }
        }
        field
    }
}

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Query,
    NextPage,
    Count,
    Item,
    List,
    Create,
    Change,
    Replace,
    Delete,
    Information,
    Fields,
    OwnFields,
}

/// What follows the path of a route, the verbs and the kind.
type Calls = &'static [(&'static str, &'static [&'static str], Kind)];

/// What each word of a route stands for.
const ROUTES: [(&str, Calls); 8] = [
    (
        "query",
        &[
            ("/query", &["GET", "POST"], Kind::Query),
            ("/query/next", &["GET", "POST"], Kind::NextPage),
            ("/query/count", &["GET", "POST"], Kind::Count),
        ],
    ),
    ("item", &[("/{id}", &["GET"], Kind::Item)]),
    ("list", &[("", &["GET"], Kind::List)]),
    (
        "info",
        &[
            ("/entityInformation", &["GET"], Kind::Information),
            ("/entityInformation/fields", &["GET"], Kind::Fields),
            ("/entityInformation/userDefinedFields", &["GET"], Kind::OwnFields),
        ],
    ),
    ("post", &[("", &["POST"], Kind::Create)]),
    ("patch", &[("", &["PATCH"], Kind::Change)]),
    ("put", &[("", &["PUT"], Kind::Replace)]),
    ("delete", &[("/{id}", &["DELETE"], Kind::Delete)]),
];

#[derive(Clone, Debug)]
pub struct Route {
    pub verb: &'static str,
    /// Below the version, `{parent}` and `{id}` standing for numbers.
    pub path: String,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub struct Entity {
    pub name: String,
    /// The name of one, as references and error texts have it.
    pub one: String,
    pub own_fields: bool,
    /// The parent's entity and the field that names it.
    pub parent: Option<(String, String)>,
    pub routes: Vec<Route>,
    pub fields: Vec<Field>,
}

impl Entity {
    /// By its exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn has(&self, kind: Kind) -> bool {
        self.routes.iter().any(|route| route.kind == kind)
    }
}

/// A GET that belongs to no entity.
#[derive(Clone, Debug)]
pub struct Plain {
    pub path: String,
    pub model: String,
    /// Whether it is answered without credentials.
    pub open: bool,
    /// Each with whether it is needed.
    pub parameters: Vec<(String, bool)>,
}

impl Plain {
    fn read(path: &str, model: &str, words: &[&str]) -> Self {
        let parameter = |word: &&str| {
            let needed = word.strip_prefix('=').map(|name| (name.to_owned(), true));
            needed.or_else(|| word.strip_prefix('?').map(|name| (name.to_owned(), false)))
        };
        Self {
            path: path.to_owned(),
            model: model.to_owned(),
            open: words.contains(&"open"),
            parameters: words.iter().filter_map(parameter).collect(),
        }
    }

    pub fn judge_parameters(&self, called: &str, given: &[(String, String)], drifts: &mut Vec<Drift>) {
        let is_given = |name: &str| given.iter().any(|(other, _)| other == name);
        let known = given.iter().all(|(name, _)| self.parameters.iter().any(|(other, _)| other == name));
        if !known || self.parameters.iter().any(|(name, needed)| *needed && !is_given(name)) {
            let names = |list: Vec<&String>| list.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let wanted = names(self.parameters.iter().map(|(name, _)| name).collect());
            let seen = names(given.iter().map(|(name, _)| name).collect());
            drifts.push(Drift::new(format!("parameters of {called}"), wanted, seen));
        }
    }
}

/// Where a path leads.
pub struct Found<'a> {
    pub entity: &'a Entity,
    pub route: &'a Route,
    pub parent: Option<i64>,
}

#[derive(Debug, Default)]
pub struct Facts {
    pub entities: Vec<Entity>,
    pub plain: Vec<Plain>,
    pub models: BTreeMap<String, Vec<Field>>,
}

impl Facts {
    pub fn read(text: &str) -> Self {
        let mut facts = Self::default();
        let mut model = None;
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let (["entity", name, one, rest @ ..], false) = (&words[..], line.starts_with(' ')) {
                model = None;
                let parent = rest.iter().find_map(|word| word.strip_prefix("child=")).map(|word| {
                    let (parent, field) = word.split_once('.').unwrap();
                    (parent.to_owned(), field.to_owned())
                });
                facts.entities.push(Entity {
                    name: (*name).to_owned(),
                    one: (*one).to_owned(),
                    own_fields: rest.contains(&"udf"),
                    parent,
                    routes: Vec::new(),
                    fields: Vec::new(),
                });
            } else if let (["model", name], false) = (&words[..], line.starts_with(' ')) {
                facts.models.insert((*name).to_owned(), Vec::new());
                model = Some((*name).to_owned());
            } else if let (["plain", path, of, rest @ ..], false) = (&words[..], line.starts_with(' ')) {
                facts.plain.push(Plain::read(path, of, rest));
            } else if let Some(path) = words[0].strip_prefix('/') {
                let entity = facts.entities.last_mut().unwrap();
                for word in &words[1..] {
                    let (_, calls) = ROUTES.iter().find(|(name, _)| name == word).expect("a known word");
                    for (end, verbs, kind) in *calls {
                        entity.routes.extend(verbs.iter().map(|verb| Route {
                            verb,
                            path: format!("{path}{end}"),
                            kind: *kind,
                        }));
                    }
                }
            } else if let Some(name) = &model {
                facts.models.get_mut(name).unwrap().push(Field::read(line));
            } else {
                facts.entities.last_mut().unwrap().fields.push(Field::read(line));
            }
        }
        facts
    }

    pub fn entity(&self, name: &str) -> &Entity {
        self.entities.iter().find(|entity| entity.name == name).unwrap_or_else(|| panic!("{name} is not in the table"))
    }

    pub fn plain(&self, path: &str) -> Option<&Plain> {
        self.plain.iter().find(|plain| plain.path.eq_ignore_ascii_case(path))
    }

    /// The route of a path below the version, spelled as the documents spell it or not.
    pub fn find(&self, verb: &str, path: &str) -> Option<Found<'_>> {
        self.entities.iter().find_map(|entity| {
            entity.routes.iter().filter(|route| route.verb == verb).find_map(|route| {
                let parent = fits(&route.path, path)?;
                Some(Found { entity, route, parent })
            })
        })
    }

    /// Holds the answer of a plain call against its model, which may be a list of one.
    pub fn check_plain(&self, plain: &Plain, value: &Value, drifts: &mut Vec<Drift>) {
        match (plain.model.strip_prefix('[').and_then(|model| model.strip_suffix(']')), value.as_array()) {
            (None, _) => self.check_model(&plain.model, &plain.path, value, drifts),
            (Some(model), Some(list)) => {
                for element in list {
                    self.check_model(model, &plain.path, element, drifts);
                }
            }
            (Some(_), None) => drifts.push(Drift::new(&plain.path, "a list", value)),
        }
    }

    /// Holds an object against a model: nothing missing, nothing unknown, each of its type.
    pub fn check_model(&self, name: &str, at: &str, value: &Value, drifts: &mut Vec<Drift>) {
        let model = self.models.get(name).unwrap_or_else(|| panic!("{name} is no model"));
        let Some(object) = value.as_object() else {
            drifts.push(Drift::new(at, format!("an object {name}"), value));
            return;
        };
        for field in model {
            let at = format!("{at}.{}", field.name);
            match object.get(&field.name) {
                None if field.newer => {}
                None => drifts.push(Drift::new(at, field.kind.to_string(), "nothing")),
                Some(Value::Null) if field.null => {}
                Some(value) if !field.kind.fits(value) => drifts.push(Drift::new(at, field.kind.to_string(), value)),
                Some(value) => self.check_within(field, &at, value, drifts),
            }
        }
        for name in object.keys().filter(|name| !model.iter().any(|field| field.name == **name)) {
            drifts.push(Drift::new(format!("{at}.{name}"), "no such field", &object[name]));
        }
    }

    fn check_within(&self, field: &Field, at: &str, value: &Value, drifts: &mut Vec<Drift>) {
        match &field.kind {
            Type::Object(model) => self.check_model(model, at, value, drifts),
            Type::List(of) => {
                for element in value.as_array().into_iter().flatten() {
                    match of.as_str() {
                        "string" if element.is_string() => {}
                        "string" => drifts.push(Drift::new(at, "a list of string", element)),
                        model => self.check_model(model, at, element, drifts),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a path is of that form, without regard to case, and the parent's id if the form has one.
#[expect(clippy::option_option, reason = "not of the form, or of it with or without a parent")]
fn fits(form: &str, path: &str) -> Option<Option<i64>> {
    let (form, path): (Vec<_>, Vec<_>) = (form.split('/').collect(), path.split('/').collect());
    if form.len() != path.len() {
        return None;
    }
    let mut parent = None;
    for (form, part) in form.into_iter().zip(path) {
        match form {
            "{parent}" => parent = Some(part.parse().ok()?),
            "{id}" => drop(part.parse::<i64>().ok()?),
            word if word.eq_ignore_ascii_case(part) => {}
            _ => return None,
        }
    }
    Some(parent)
}

#[test]
fn the_table_is_whole() {
    assert_eq!(FACTS.entities.len(), 15);
    for entity in &FACTS.entities {
        assert!(entity.fields.first().is_some_and(|field| field.name == "id"), "{}", entity.name);
        assert!(entity.has(Kind::Information), "{}", entity.name);
        if let Some((parent, field)) = &entity.parent {
            assert!(
                entity.field(field).is_some_and(|field| field.reference.as_deref() == Some(&FACTS.entity(parent).one))
            );
        }
    }
    let found = FACTS.find("PATCH", "Contracts/9/Services").unwrap();
    assert_eq!(
        (found.entity.name.as_str(), found.route.kind, found.parent),
        ("ContractServices", Kind::Change, Some(9))
    );
    assert!(FACTS.find("POST", "TicketNotes").is_none() && FACTS.find("PATCH", "Tickets/4").is_none());
}

#[test]
fn a_date_time_is_told_from_other_text() {
    for (text, good) in [
        ("2026-11-24T00:00:00Z", true),
        ("2026-11-24T13:00:00.1234567Z", true),
        ("2026-11-24T13:00:00.12345678Z", false),
        ("2026-11-24T13:00:00", true),
        ("2026-11-24", false),
        ("2026-13-24T00:00:00Z", false),
        ("24.11.2026T00:00:00Z", false),
        ("2026-11-24T00:00Z", false),
    ] {
        assert_eq!(is_date_time(text), good, "{text}");
    }
}
