//! Queries: filters, rows with the fields that are used, and every page of the answer.
//!
//! What is queried is in `endpoints`; dividing a long list among several queries, in `endpoints::companies`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::Url;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::client::{Client, parse};
use super::entity::Entity;
use super::error::{Endpoint, Error};
use super::gate::AT_ONCE;
use super::read;

/// The most rows that Autotask gives at once.
pub(super) const PAGE: usize = 500;

/// The most ids in one `in`; 500 is Autotask's ceiling, 200 is what is known to work.
pub(super) const BATCH: usize = 200;

/// More pages than any list can have; what goes on after that goes in a circle.
const MAX_PAGES: usize = 20_000;

/// How far a load has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many are here.
    pub loaded: usize,
    /// How many there will be, once that is known.
    pub total: Option<usize>,
}

/// One condition. Autotask silently drops an operator that it does not know, and then every row matches: hence the type.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Filter {
    op: &'static str,
    field: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// Whether the field is one that the site defined itself. Autotask takes one of those in a query.
    #[serde(rename = "udf", skip_serializing_if = "std::ops::Not::not")]
    is_own: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Value {
    Number(i64),
    Numbers(Vec<i64>),
    Text(String),
    Texts(Vec<String>),
}

impl Filter {
    fn with(op: &'static str, field: &'static str, value: Value) -> Self {
        Self { op, field: Cow::Borrowed(field), value: Some(value), is_own: false }
    }

    /// Something stands in a field that the site defined itself.
    pub(super) fn own_field_is_there(field: String) -> Self {
        Self { op: "exist", field: Cow::Owned(field), value: None, is_own: true }
    }

    /// Everything: 0 is the id of the MSP's own company.
    pub(super) fn all() -> Self {
        Self::at_least("id", 0)
    }

    pub(super) fn at_least(field: &'static str, value: i64) -> Self {
        Self::with("gte", field, Value::Number(value))
    }

    pub(super) fn below(field: &'static str, value: i64) -> Self {
        Self::with("lt", field, Value::Number(value))
    }

    pub(super) fn is(field: &'static str, value: i64) -> Self {
        Self::with("eq", field, Value::Number(value))
    }

    pub(super) fn is_text(field: &'static str, text: &str) -> Self {
        Self::with("eq", field, Value::Text(text.to_owned()))
    }

    pub(super) fn one_of_texts(field: &'static str, texts: &[String]) -> Self {
        Self::with("in", field, Value::Texts(texts.to_vec()))
    }

    pub(super) fn one_of(field: &'static str, values: &[i64]) -> Self {
        Self::with("in", field, Value::Numbers(values.to_vec()))
    }

    /// On that day or later.
    pub(super) fn not_before(field: &'static str, day: jiff::civil::Date) -> Self {
        Self::with("gte", field, Value::Text(format!("{day}T00:00:00")))
    }
}

/// A row of an entity as Autotask sends it, with the fields that are asked for.
pub(super) trait Row: DeserializeOwned + Send {
    const ENTITY: Entity;
    /// The fields to ask for, `id` among them; none: whole rows, since only those have the fields that a site defined itself.
    const FIELDS: &'static [&'static str];
    /// What it becomes.
    type Thing: Send;

    /// The thing, or the name of the field without which it is none.
    fn take(self) -> Result<Self::Thing, &'static str>;
}

#[derive(Serialize)]
struct Body<'query> {
    #[serde(rename = "MaxRecords")]
    max_records: usize,
    #[serde(rename = "IncludeFields", skip_serializing_if = "<[_]>::is_empty")]
    include_fields: &'query [&'static str],
    filter: &'query [Filter],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<R> {
    items: Option<Vec<R>>,
    page_details: Option<PageDetails>,
}

impl<R: Row> Answer<R> {
    /// The things of this page, and the address of the next one.
    fn take(self) -> Result<(Vec<R::Thing>, Option<String>), Error> {
        let endpoint = Endpoint::Of(R::ENTITY);
        let rows = self.items.ok_or_else(|| Error::bad_answer(endpoint, "it has no items"))?;
        let things = rows.into_iter().map(|row| row.take().map_err(|field| unusable(endpoint, field)));
        let next = self.page_details.and_then(|details| details.next_page_url).filter(|next| !next.is_empty());
        Ok((things.collect::<Result<_, _>>()?, next))
    }
}

/// The things of one page, from an answer's body.
pub(super) fn page<R: Row>(bytes: &[u8]) -> Result<Vec<R::Thing>, Error> {
    let answer: Answer<R> = parse(Endpoint::Of(R::ENTITY), bytes)?;
    answer.take().map(|(things, _)| things)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageDetails {
    #[serde(default, deserialize_with = "read::text")]
    next_page_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    #[serde(default, deserialize_with = "read::number")]
    query_count: Option<i64>,
}

/// The pages of one query, one after the other.
pub(super) struct Pages<'client, R> {
    client: &'client Client,
    body: String,
    next: Option<Url>,
    seen: HashSet<u64>,
    hasher: RandomState,
    row: std::marker::PhantomData<fn() -> R>,
}

impl<'client, R: Row> Pages<'client, R> {
    pub(super) fn new(client: &'client Client, filter: &[Filter]) -> Self {
        Self {
            client,
            body: body(PAGE, R::FIELDS, filter),
            next: Some(client.url(&format!("{}/query", R::ENTITY.name()))),
            seen: HashSet::new(),
            hasher: RandomState::new(),
            row: std::marker::PhantomData,
        }
    }

    /// The next page, or `None` after the last one.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<R::Thing>>, Error> {
        let endpoint = Endpoint::Of(R::ENTITY);
        let Some(url) = self.next.take() else { return Ok(None) };
        // The same body goes to the address of the next page; a GET is refused there.
        let answer: Answer<R> = self.client.query(endpoint, &url, &self.body).await?;
        let (rows, next) = answer.take()?;
        self.next = next.map(|next| self.follow(&next)).transpose()?;
        Ok(Some(rows))
    }

    /// Whether there is a page after the last one that was given.
    pub(super) fn has_more(&self) -> bool {
        self.next.is_some()
    }

    fn follow(&mut self, next: &str) -> Result<Url, Error> {
        let endpoint = Endpoint::Of(R::ENTITY);
        let url = Url::parse(next).map_err(|_| Error::bad_answer(endpoint, "the address of its next page is none"))?;
        if url.origin() != self.client.zone().url().origin() {
            let host = url.host_str().unwrap_or_default();
            return Err(Error::bad_answer(endpoint, format!("its next page is on another host, {host}")));
        }
        // An address holds the page's ids, several kilobytes; its hash is enough.
        if !self.seen.insert(self.hasher.hash_one(url.as_str())) || self.seen.len() > MAX_PAGES {
            return Err(Error::bad_answer(endpoint, "its pages go in a circle"));
        }
        Ok(url)
    }
}

fn body(size: usize, fields: &[&'static str], filter: &[Filter]) -> String {
    serde_json::to_string(&Body { max_records: size, include_fields: fields, filter })
        .expect("names, numbers and texts are always JSON")
}

pub(super) fn unusable(endpoint: Endpoint, field: &str) -> Error {
    Error::bad_answer(endpoint, format!("a row has no usable {field}"))
}

/// Every row that meets the filter.
pub(super) async fn all<R: Row>(client: &Client, filter: &[Filter]) -> Result<Vec<R::Thing>, Error> {
    let mut pages = Pages::<R>::new(client, filter);
    let mut rows = Vec::new();
    while let Some(page) = pages.next().await? {
        rows.extend(page);
    }
    Ok(rows)
}

/// Every row whose `field` is one of `ids` and that meets `filter` too. Ids are asked for in batches, each id once;
/// `on_progress` counts ids.
pub(super) async fn all_of<R: Row>(
    client: &Client,
    field: &'static str,
    ids: &[i64],
    filter: Option<Filter>,
    on_progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Vec<R::Thing>, Error> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    // Boxed, so that the compiler sees that the whole may be sent to another thread.
    let batches = ids.chunks(BATCH).map(|batch| -> BoxFuture<'_, _> {
        let filter: Vec<Filter> = [Filter::one_of(field, batch)].into_iter().chain(filter.clone()).collect();
        Box::pin(async move { Ok::<_, Error>((batch.len(), all::<R>(client, &filter).await?)) })
    });
    // As many as Autotask takes; the gate holds the limit where others ask too.
    let mut answers = stream::iter(batches.collect::<Vec<_>>()).buffered(AT_ONCE);
    let mut progress = Progress { loaded: 0, total: Some(ids.len()) };
    let mut rows = Vec::new();
    on_progress(progress);
    while let Some((count, found)) = answers.try_next().await? {
        rows.extend(found);
        progress.loaded += count;
        on_progress(progress);
    }
    Ok(rows)
}

/// How many rows meet the filter.
pub(super) async fn count(client: &Client, entity: Entity, filter: &[Filter]) -> Result<usize, Error> {
    let endpoint = Endpoint::Of(entity);
    let url = client.url(&format!("{}/query/count", entity.name()));
    let answer: Count = client.query(endpoint, &url, &body(PAGE, &["id"], filter)).await?;
    answer
        .query_count
        .and_then(|count| usize::try_from(count).ok())
        .ok_or_else(|| Error::bad_answer(endpoint, "it has no usable queryCount"))
}

/// Reads a single row, to see whether that is allowed. Gives how many came: there may be none to see.
pub(super) async fn read_one(client: &Client, entity: Entity) -> Result<usize, Error> {
    let endpoint = Endpoint::Of(entity);
    let url = client.url(&format!("{}/query", entity.name()));
    let answer: Answer<IgnoredAny> = client.query(endpoint, &url, &body(1, &["id"], &[Filter::all()])).await?;
    answer.items.map(|rows| rows.len()).ok_or_else(|| Error::bad_answer(endpoint, "it has no items"))
}
