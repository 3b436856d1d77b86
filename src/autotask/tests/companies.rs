//! Loading all companies: every one exactly once, first page first, and no more requests than are allowed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::sync::{Notify, oneshot};

use super::{client, code};
use crate::domain::diagnostic::Code;
use crate::http::scripted::{Answer, Request, Server};

/// Answers queries over these ids, `page` rows at a time, in the order given.
fn answer(ids: &[i64], request: &Request) -> Answer {
    let body: Value = serde_json::from_str(&request.body).unwrap();
    let (mut from, mut below) = (i64::MIN, i64::MAX);
    for filter in body["filter"].as_array().unwrap() {
        let value = filter["value"].as_i64().unwrap();
        match filter["op"].as_str().unwrap() {
            "gte" => from = value,
            "lt" => below = value,
            other => panic!("{other}"),
        }
    }
    let found: Vec<i64> = ids.iter().copied().filter(|id| (from..below).contains(id)).collect();
    if request.path().ends_with("/count") {
        return Answer::ok(&json!({ "queryCount": found.len() }).to_string());
    }
    let skip: usize = request.line.split_once("?paging=").map_or(0, |(_, skip)| skip.parse().unwrap());
    let page = usize::try_from(body["MaxRecords"].as_u64().unwrap()).unwrap();
    let items: Vec<Value> = found
        .iter()
        .skip(skip)
        .take(page)
        .map(|id| json!({ "id": id, "companyName": format!("Company {id}"), "isActive": true }))
        .collect();
    let host = request.header("host").unwrap();
    let next = (skip + page < found.len())
        .then(|| format!("http://{host}/ATServicesRest/V1.0/Companies/query/next?paging={}", skip + page));
    Answer::ok(&json!({ "items": items, "pageDetails": { "nextPageUrl": next } }).to_string())
}

/// 0 and a few low ids, then blocks with gaps, as in an account that has grown.
fn clusters(count: i64) -> Vec<i64> {
    (0..count)
        .map(|place| match place {
            0 => 0,
            1..200 => 173 + place,
            200..6000 => 29_682_800 + 7 * place,
            _ => 41_000_000 + 3 * place + (place / 1000) * 50_000,
        })
        .collect()
}

#[tokio::test]
async fn every_company_comes_once_in_no_more_requests_than_allowed() {
    for (name, ids) in [
        ("none", vec![]),
        ("one", vec![0]),
        ("a full page", (0..500).collect()),
        ("a page and one", (0..501).collect()),
        ("five pages", (100..2600).collect()),
        ("just above", (100..2601).collect()),
        ("dense", (0..20_000).collect()),
        ("clusters", clusters(20_000)),
        ("far away", (0..600).chain(9_000_000_000..9_000_008_000).collect()),
        ("clusters within clusters", (0..15_000).map(|id| id + id / 700 * 40_000 + id / 5000 * 9_000_000).collect()),
        ("squares", (0..9_000).map(|id| id * id).collect()),
    ] {
        let world = ids.clone();
        let running = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let watch = most.clone();
        let server = Server::start(move |request| {
            let watch = watch.clone();
            answer(&world, request).while_running(running.clone(), move |running| {
                watch.fetch_max(running, Ordering::SeqCst);
            })
        })
        .await;

        let mut got = Vec::new();
        let mut last = None;
        client(&server)
            .companies(&mut |page, progress| {
                assert!(page.len() <= 500);
                got.extend(page.into_iter().map(|company| company.id));
                assert_eq!(progress.loaded, got.len(), "{name}");
                last = progress.total;
            })
            .await
            .unwrap();
        assert_eq!(got.iter().take(500).collect::<Vec<_>>(), ids.iter().take(500).collect::<Vec<_>>(), "{name}");
        got.sort_unstable();
        assert_eq!(got, ids, "{name}");
        assert_eq!(last, Some(ids.len()), "{name}");

        let pages = ids.len().div_ceil(500).max(1);
        let requests = server.requests().len();
        let allowed = pages + if ids.len() > 2500 { 9 } else { 1 };
        assert!(requests <= allowed, "{name}: {requests} requests for {pages} pages");
        assert!(most.load(Ordering::SeqCst) <= 3, "{name}");
        if ids.len() > 2600 {
            assert_eq!(most.load(Ordering::SeqCst), 3, "{name} was loaded one after the other");
        }
    }
}

#[tokio::test]
async fn in_another_order_nothing_is_lost() {
    for (one, other) in [(100, 400), (700, 5900), (9900, 9950)] {
        let mut ids: Vec<i64> = (0..10_000).collect();
        ids.swap(one, other);
        let world = ids.clone();
        let server = Server::start(move |request| answer(&world, request)).await;
        let mut got = BTreeSet::new();
        client(&server).companies(&mut |page, _| got.extend(page.into_iter().map(|company| company.id))).await.unwrap();
        assert_eq!(got.len(), ids.len(), "{one} and {other} swapped");
    }
}

#[tokio::test]
async fn an_order_that_breaks_late_costs_a_second_load() {
    // While all queries come in order but the last one, whose late pages hold a low id again.
    let ids: Vec<i64> = (0..10_000).collect();
    let server = Server::start(move |request| {
        let asked_from_zero = request.body.contains(r#""value":0}"#);
        if asked_from_zero {
            // The first query gives a low id last of all.
            let world: Vec<i64> = ids.iter().copied().filter(|&id| id != 50).chain([50]).collect();
            return answer(&world, request);
        }
        let mut world = ids.clone();
        world.swap(9900, 9950);
        answer(&world, request)
    })
    .await;
    let mut got = BTreeSet::new();
    client(&server).companies(&mut |page, _| got.extend(page.into_iter().map(|company| company.id))).await.unwrap();
    assert_eq!(got.len(), 10_000);
}

#[tokio::test]
async fn the_total_is_known_before_the_end_and_pages_before_a_failure_stay() {
    let ids: Vec<i64> = (0..5000).collect();
    let queries = AtomicUsize::new(0);
    let server = Server::start(move |request| {
        if !request.path().ends_with("/count") && queries.fetch_add(1, Ordering::SeqCst) == 4 {
            return Answer::status(500);
        }
        answer(&ids, request)
    })
    .await;
    let seen = Mutex::new(Vec::new());
    let outcome =
        client(&server).companies(&mut |page, progress| seen.lock().unwrap().push((page.len(), progress.total))).await;
    assert_eq!(code(outcome.unwrap_err()), Code::BadAnswer);
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen[0], (500, None));
    assert_eq!(seen.last().unwrap().1, Some(5000));
}

/// Answers that come together, as if each took one tick: it ends when as many wait as may, or nobody comes any more.
struct Ticks {
    waiting: Mutex<Vec<oneshot::Sender<()>>>,
    came: Notify,
    passed: AtomicUsize,
}

impl Ticks {
    fn start() -> Arc<Self> {
        let ticks = Arc::new(Self { waiting: Mutex::default(), came: Notify::new(), passed: AtomicUsize::new(0) });
        let clock = Arc::clone(&ticks);
        tokio::spawn(async move {
            loop {
                let is_quiet = tokio::time::timeout(Duration::from_millis(50), clock.came.notified()).await.is_err();
                let mut waiting = clock.waiting.lock().unwrap();
                if waiting.len() == 3 || is_quiet && !waiting.is_empty() {
                    clock.passed.fetch_add(1, Ordering::SeqCst);
                    waiting.clear();
                }
            }
        });
        ticks
    }

    async fn pass(&self) {
        let (sender, tick) = oneshot::channel();
        self.waiting.lock().unwrap().push(sender);
        self.came.notify_one();
        // It ends with the sender.
        let _ = tick.await;
    }
}

#[tokio::test]
async fn three_lanes_are_busy_nearly_to_the_end() {
    for (name, ids, most) in [
        ("forty clusters", (0..50_000).map(|place| place * 8 / 5 + place / 1250 * 1_000_000).collect::<Vec<_>>(), 40),
        (
            "low ids and dense ones far away",
            (0..600).chain((0..49_400).map(|place| 29_682_800 + 4 * place)).collect(),
            40,
        ),
        (
            "clusters within clusters",
            (0..50_000).map(|id| id + id / 700 * 40_000 + id / 5000 * 9_000_000).collect(),
            50,
        ),
    ] {
        let ticks = Ticks::start();
        let clock = Arc::clone(&ticks);
        let server = Server::start(move |request| {
            let clock = Arc::clone(&clock);
            let tick = move || -> BoxFuture<'static, ()> {
                let clock = Arc::clone(&clock);
                Box::pin(async move { clock.pass().await })
            };
            answer(&ids, request).after(tick)
        })
        .await;
        client(&server).companies(&mut |_, _| {}).await.unwrap();
        let passed = ticks.passed.load(Ordering::SeqCst);
        // 100 pages: three at once cannot do it in less than 34, one after the other take 100.
        assert!((34..=most).contains(&passed), "{name}: {passed} ticks for {} requests", server.requests().len());
    }
}
