//! The vendors' limits: threads at once, requests in an hour with their slowing down, Petra's calls in a minute.
//! Leaves the words of a refusal to `answer`.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Requests at once for each tracking identifier and endpoint.
const THREADS: usize = 3;
/// Requests in a rolling hour for the whole database.
pub const HOURLY: usize = 10_000;
/// Calls in a rolling minute, where Petra's pages state a limit; one of them says 1 for the billable users.
pub const PETRA_MINUTE: usize = 10;

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

#[derive(Debug, Default)]
struct Counts {
    threads: HashMap<(String, String), usize>,
    hour: VecDeque<Instant>,
    petra: HashMap<String, VecDeque<Instant>>,
}

#[derive(Clone, Debug, Default)]
pub struct Limits(Arc<Mutex<Counts>>);

/// A thread that is taken until this is dropped.
#[derive(Debug)]
pub struct Thread {
    limits: Limits,
    key: (String, String),
}

impl Limits {
    /// None where three are under way already.
    pub fn thread(&self, tracking_id: &str, endpoint: &str) -> Option<Thread> {
        let key = (tracking_id.to_owned(), endpoint.to_owned());
        let mut counts = self.counts();
        let under_way = counts.threads.entry(key.clone()).or_insert(0);
        if *under_way >= THREADS {
            return None;
        }
        *under_way += 1;
        drop(counts);
        Some(Thread { limits: self.clone(), key })
    }

    /// Counts a request and says how many the hour has had, it included.
    pub fn count(&self) -> usize {
        let now = Instant::now();
        let mut counts = self.counts();
        counts.hour.push_back(now);
        forget(&mut counts.hour, now, HOUR);
        counts.hour.len()
    }

    /// Whether Petra, answering `most` such calls a minute, answers one more in this one.
    pub fn petra(&self, call: &str, most: usize) -> bool {
        let now = Instant::now();
        let mut counts = self.counts();
        let calls = counts.petra.entry(call.to_owned()).or_default();
        forget(calls, now, MINUTE);
        if calls.len() >= most {
            return false;
        }
        calls.push_back(now);
        true
    }

    /// Forgets the hour and the minute; threads that are taken stay taken.
    pub fn clear(&self) {
        let mut counts = self.counts();
        counts.hour.clear();
        counts.petra.clear();
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget(calls: &mut VecDeque<Instant>, now: Instant, window: Duration) {
    while calls.front().is_some_and(|call| now.duration_since(*call) > window) {
        calls.pop_front();
    }
}

/// How much slower Autotask answers after that many requests in the hour.
pub fn slowed_by(used: usize) -> Duration {
    match used * 100 / HOURLY {
        0..50 => Duration::ZERO,
        50..75 => Duration::from_millis(500),
        _ => Duration::from_secs(1),
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        let mut counts = self.limits.counts();
        if let Some(under_way) = counts.threads.get_mut(&self.key) {
            *under_way -= 1;
            if *under_way == 0 {
                counts.threads.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_threads_for_each_endpoint_and_identifier() {
        let limits = Limits::default();
        let mut held: Vec<Thread> = (0..3).map(|_| limits.thread("id", "companies").unwrap()).collect();
        assert!(limits.thread("id", "companies").is_none());
        assert!(limits.thread("id", "contracts").is_some());
        assert!(limits.thread("other", "companies").is_some());
        held.pop();
        assert!(limits.thread("id", "companies").is_some());
    }

    #[test]
    fn the_hour_slows_down_in_steps() {
        for (used, millis) in [(0, 0), (4_999, 0), (5_000, 500), (7_499, 500), (7_500, 1000), (20_000, 1000)] {
            assert_eq!(slowed_by(used), Duration::from_millis(millis), "{used}");
        }
    }

    #[test]
    fn petra_answers_ten_calls_of_a_kind_in_a_minute() {
        let limits = Limits::default();
        assert!((0..10).all(|_| limits.petra("incidents", PETRA_MINUTE)));
        assert!(!limits.petra("incidents", PETRA_MINUTE));
        assert!(limits.petra("billable-users", PETRA_MINUTE));
        limits.clear();
        assert!(limits.petra("incidents", PETRA_MINUTE));
    }
}
