//! The ledger: which requests came, when, how they were answered, and how many were under way at once.
//! It holds no header, no body and no query, and so no secret.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;

/// One request. `status` is null while it is under way and for one that never had an answer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    method: String,
    path: String,
    status: Option<u16>,
    started_ms: u64,
    ended_ms: Option<u64>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Book {
    requests: Vec<Entry>,
    max_concurrent_by_endpoint: BTreeMap<String, usize>,
    #[serde(skip)]
    under_way: BTreeMap<String, usize>,
    /// Goes up when the book is emptied, so that a request from before does not end in the new one.
    #[serde(skip)]
    volume: u64,
}

/// The book and the clock that its times are of: milliseconds since the sandbox started.
#[derive(Clone, Debug)]
pub struct Ledger {
    started: Instant,
    book: Arc<Mutex<Book>>,
}

impl Ledger {
    pub fn new() -> Self {
        Self { started: Instant::now(), book: Arc::default() }
    }

    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Writes down a request that begins; it ends when the entry is dropped, answered or not.
    pub fn begin(&self, method: &str, path: &str, endpoint: &str) -> Open {
        let started_ms = self.now_ms();
        let mut book = self.book();
        let under_way = book.under_way.entry(endpoint.to_owned()).or_insert(0);
        *under_way += 1;
        let under_way = *under_way;
        let most = book.max_concurrent_by_endpoint.entry(endpoint.to_owned()).or_insert(0);
        *most = (*most).max(under_way);
        book.requests.push(Entry {
            method: method.to_owned(),
            path: path.to_owned(),
            status: None,
            started_ms,
            ended_ms: None,
        });
        Open {
            ledger: self.clone(),
            at: book.requests.len() - 1,
            volume: book.volume,
            endpoint: endpoint.to_owned(),
            status: None,
        }
    }

    /// An empty ledger; what is under way still counts as such.
    pub fn clear(&self) {
        let mut book = self.book();
        book.requests.clear();
        book.max_concurrent_by_endpoint.clear();
        book.volume += 1;
    }

    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&*self.book())
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is under way.
#[derive(Debug)]
pub struct Open {
    ledger: Ledger,
    at: usize,
    volume: u64,
    endpoint: String,
    status: Option<u16>,
}

impl Open {
    pub fn answered(mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let ended = self.ledger.now_ms();
        let mut book = self.ledger.book();
        if let Some(under_way) = book.under_way.get_mut(&self.endpoint) {
            *under_way = under_way.saturating_sub(1);
        }
        if book.volume == self.volume
            && let Some(entry) = book.requests.get_mut(self.at)
        {
            entry.status = self.status;
            entry.ended_ms = Some(ended);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn shown(ledger: &Ledger) -> Value {
        serde_json::from_slice(&ledger.to_json().unwrap()).unwrap()
    }

    #[test]
    fn requests_are_counted_while_they_are_under_way() {
        let ledger = Ledger::new();
        let first = ledger.begin("POST", "/a/query", "a");
        let second = ledger.begin("GET", "/a/1", "a");
        drop(second);
        let third = ledger.begin("GET", "/a/2", "a");
        first.answered(200);
        let seen = shown(&ledger);
        assert_eq!(seen["maxConcurrentByEndpoint"], json!({"a": 2}));
        assert_eq!(seen["requests"][0]["status"], 200);
        assert_eq!(seen["requests"][1]["status"], Value::Null);
        assert!(seen["requests"][1]["endedMs"].is_u64());
        assert!(seen["requests"][2]["endedMs"].is_null());
        third.answered(404);
    }

    #[test]
    fn a_request_from_before_does_not_end_in_the_new_book() {
        let ledger = Ledger::new();
        let old = ledger.begin("GET", "/old", "a");
        ledger.clear();
        let new = ledger.begin("GET", "/new", "a");
        old.answered(500);
        assert_eq!(shown(&ledger)["requests"][0]["status"], Value::Null);
        new.answered(200);
        assert_eq!(shown(&ledger)["requests"][0]["status"], 200);
        assert_eq!(shown(&ledger)["requests"].as_array().unwrap().len(), 1);
    }
}
