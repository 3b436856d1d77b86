//! Queries and their pages: reads a query, finds the rows of one page, names the next page.
//! Leaves the conditions to `filter` and the way a row looks to `rows`.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::sandbox::answer::Refusal;
use crate::sandbox::entities::{Entity, Kind};
use crate::sandbox::filter::{self, Filter, key, unknown_field};
use crate::sandbox::rows::{Row, Table, Wire, whole};
use crate::sandbox::units::Seen;

const LARGEST_PAGE: i64 = 500;

/// A query: which rows, which of their fields, how many at once.
#[derive(Debug)]
pub struct Query {
    filter: Rows,
    fields: Option<Vec<u8>>,
    size: usize,
}

#[derive(Debug)]
enum Rows {
    Filter(Filter),
    /// The children of one row: the field that names it, and its id.
    Below(u8, i64),
}

/// Where a page begins, and where the one before it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    from: Option<i64>,
    before: Option<i64>,
    size: Option<usize>,
}

/// The rows of one page.
pub struct Page<'a> {
    rows: Vec<Cow<'a, Row>>,
    next: Option<i64>,
    first: Option<i64>,
}

/// How rows are looked at: what faults hide or change.
pub struct View<'a> {
    /// No row can be seen.
    pub hidden: bool,
    pub units: Option<&'a Seen>,
    pub without: Vec<String>,
    pub falling: bool,
}

impl Query {
    pub fn read(kind: Kind, body: &Map<String, Value>, habits: filter::Habits) -> Result<Self, Refusal> {
        let entity = kind.entity();
        let size = match key(body, "MaxRecords") {
            None | Some(Value::Null) => LARGEST_PAGE,
            Some(size) => whole(size).filter(|size| (1..=LARGEST_PAGE).contains(size)).ok_or_else(|| {
                Refusal::error(format!("maxCountOfRecordsToReturn must be between 1 and {LARGEST_PAGE}"))
            })?,
        };
        Ok(Self {
            filter: Rows::Filter(Filter::read(entity, key(body, "filter"), habits)?),
            fields: fields(entity, key(body, "IncludeFields"))?,
            size: usize::try_from(size).unwrap_or(1),
        })
    }

    /// All children of one row.
    pub fn children(kind: Kind, parent_field: &str, parent: i64) -> Self {
        Self { filter: Rows::Below(kind.entity().at(parent_field), parent), fields: None, size: 500 }
    }

    fn takes(&self, row: &Row) -> bool {
        match &self.filter {
            Rows::Filter(filter) => filter.takes(row),
            Rows::Below(place, parent) => row.int(*place) == Some(*parent),
        }
    }

    fn matching<'a>(
        &'a self,
        table: &'a Table,
        from: i64,
        view: &'a View<'a>,
    ) -> impl Iterator<Item = Cow<'a, Row>> + 'a {
        let (low, high) = match &self.filter {
            Rows::Filter(filter) => filter.id_range(),
            Rows::Below(..) => (i64::MIN, i64::MAX),
        };
        let rows = if view.hidden { &[] } else { table.rows_from(low.max(from)) };
        rows.iter()
            .take_while(move |row| row.id <= high)
            .map(|row| view.units.map_or(Cow::Borrowed(row.as_ref()), |seen| seen.see(row)))
            .filter(|row| self.takes(row))
    }

    /// One page. It looks no further than one row beyond, however long the table is.
    pub fn page<'a>(&'a self, table: &'a Table, place: Place, view: &'a View<'a>) -> Page<'a> {
        let size = place.size.unwrap_or(self.size);
        let mut matching = self.matching(table, place.from.unwrap_or(i64::MIN), view);
        let mut rows: Vec<Cow<'a, Row>> = matching.by_ref().take(size).collect();
        let next = matching.next().map(|row| row.id);
        let first = rows.first().map(|row| row.id);
        if view.falling {
            rows.reverse();
        }
        Page { rows, next, first }
    }

    pub fn count(&self, table: &Table, view: &View<'_>) -> usize {
        self.matching(table, i64::MIN, view).count()
    }

    /// The page as JSON; `url` makes an address from a page's token.
    pub fn to_json(
        &self,
        entity: &Entity,
        page: &Page<'_>,
        place: Place,
        view: &View<'_>,
        url: impl Fn(&str) -> String,
    ) -> serde_json::Result<Vec<u8>> {
        let shown = self.shown(entity, view);
        let size = place.size.unwrap_or(self.size);
        let next = Place { from: page.next, before: page.first, size: Some(size) };
        let before = Place { from: place.before, before: None, size: Some(size) };
        serde_json::to_vec(&Body {
            items: page.rows.iter().map(|row| Wire { entity, row, fields: shown.as_deref() }).collect(),
            page_details: Details {
                count: page.rows.len(),
                request_count: size,
                prev_page_url: place.before.map(|_| url(&before.token())),
                next_page_url: page.next.map(|_| url(&next.token())),
            },
        })
    }

    fn shown(&self, entity: &Entity, view: &View<'_>) -> Option<Vec<u8>> {
        shown(entity, self.fields.as_deref(), view)
    }
}

/// The fields that go out; none for all of them.
pub fn shown(entity: &Entity, asked: Option<&[u8]>, view: &View<'_>) -> Option<Vec<u8>> {
    if view.without.is_empty() {
        return asked.map(<[u8]>::to_vec);
    }
    let all: Vec<u8> =
        (0_u8..).zip(&entity.fields).filter(|(_, field)| !field.unseen).map(|(place, _)| place).collect();
    let kept = asked.unwrap_or(&all).iter().copied().filter(|place| {
        let name = entity.fields[usize::from(*place)].name;
        !view.without.iter().any(|without| without.eq_ignore_ascii_case(name))
    });
    Some(kept.collect())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    items: Vec<Wire<'a>>,
    page_details: Details,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    count: usize,
    request_count: usize,
    prev_page_url: Option<String>,
    next_page_url: Option<String>,
}

fn fields(entity: &Entity, asked: Option<&Value>) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(Value::Array(names)) = asked else { return Ok(None) };
    if names.is_empty() {
        return Ok(None);
    }
    let mut places = vec![0];
    for name in names {
        let name = name.as_str().unwrap_or_default();
        if name.eq_ignore_ascii_case("userDefinedFields") {
            continue;
        }
        let (place, _) =
            entity.field(name).filter(|(_, field)| !field.unseen).ok_or_else(|| unknown_field(entity, name))?;
        places.push(place);
    }
    places.sort_unstable();
    places.dedup();
    Ok(Some(places))
}

impl Place {
    /// The value of `paging` in an address, encoded.
    fn token(self) -> String {
        let ids = |id: Option<i64>| id.into_iter().collect::<Vec<i64>>();
        let token = serde_json::json!({
            "pageSize": self.size,
            "previousIds": ids(self.before),
            "nextIds": ids(self.from),
        });
        form_urlencoded::byte_serialize(token.to_string().as_bytes()).collect()
    }

    /// Reads the value of `paging`.
    pub fn read(token: &str) -> Result<Self, Refusal> {
        let refused = || Refusal::error("The paging value is not valid.");
        let token: Value = serde_json::from_str(token).map_err(|_| refused())?;
        let first = |name: &str| token[name].as_array().and_then(|ids| ids.first()).and_then(whole);
        let size = whole(&token["pageSize"]).filter(|size| (1..=LARGEST_PAGE).contains(size));
        Ok(Self {
            from: Some(first("nextIds").ok_or_else(refused)?),
            before: first("previousIds"),
            size: size.and_then(|size| usize::try_from(size).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;

    fn table(ids: std::ops::Range<i64>) -> Table {
        Table::from_rows(Kind::Companies, ids.map(|id| Arc::new(Row::new(id))).collect()).unwrap()
    }

    fn plain() -> View<'static> {
        View { hidden: false, units: None, without: Vec::new(), falling: false }
    }

    fn read(body: &Value) -> Result<Query, Refusal> {
        Query::read(Kind::Companies, body.as_object().unwrap(), filter::Habits::default())
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_overlap() {
        let table = table(0..1_200);
        let query = read(&json!({"filter": [{"op": "gte", "field": "id", "value": 100}]})).unwrap();
        let (mut place, mut ids, mut sizes, view) = (Place::default(), Vec::new(), Vec::new(), plain());
        loop {
            let page = query.page(&table, place, &view);
            ids.extend(page.rows.iter().map(|row| row.id));
            sizes.push(page.rows.len());
            let body = query
                .to_json(Kind::Companies.entity(), &page, place, &view, |token| format!("http://x?paging={token}"))
                .unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["pageDetails"]["count"], page.rows.len());
            assert_eq!(body["pageDetails"]["requestCount"], 500);
            let Some(next) = body["pageDetails"]["nextPageUrl"].as_str() else { break };
            let url = url::Url::parse(next).unwrap();
            place = Place::read(&url.query_pairs().next().unwrap().1).unwrap();
        }
        assert_eq!(sizes, [500, 500, 100]);
        assert_eq!(ids, (100..1_200).collect::<Vec<_>>());
    }

    #[test]
    fn the_size_of_a_page_is_between_one_and_five_hundred() {
        let filter = json!([{"op": "exist", "field": "id"}]);
        for (size, taken) in
            [(json!(0), false), (json!(1), true), (json!(500), true), (json!(501), false), (json!("5"), false)]
        {
            let query = read(&json!({"maxrecords": size, "Filter": filter}));
            assert_eq!(query.is_ok(), taken, "{size}");
        }
    }

    #[test]
    fn the_fields_asked_for_come_with_the_id() {
        let filter = json!([{"op": "exist", "field": "id"}]);
        let query = read(&json!({"filter": filter, "IncludeFields": ["COMPANYNAME"]})).unwrap();
        let entity = Kind::Companies.entity();
        assert_eq!(query.fields, Some(vec![0, entity.at("companyName")]));
        let refused = read(&json!({"filter": filter, "IncludeFields": ["colour"]})).unwrap_err();
        assert_eq!(refused, Refusal::error("Unable to find colour in the Company Entity."));
    }
}
