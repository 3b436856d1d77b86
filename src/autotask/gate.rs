//! How many requests may run at once: three for each endpoint, one after Autotask complained, three again after a calm.
//!
//! Autotask counts by tracking identifier and endpoint, an entity's metadata included; another process of the same
//! tracking identifier is counted with us and cannot be seen, which is why a complaint is always possible.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Mutex as Turn, MutexGuard as TurnGuard, Semaphore, SemaphorePermit};

use super::error::Endpoint;

/// Autotask's limit for one endpoint.
pub(super) const AT_ONCE: usize = 3;

/// How many good answers in a row make a calm, after the first complaint. Each later one doubles it: where another
/// process takes the places for long, trying three again and again would only bring complaints.
const CALM: u32 = 20;

/// The longest calm; at one request at a time it is some minutes.
const LONGEST_CALM: u32 = 640;

/// The way in to one endpoint.
#[derive(Debug)]
pub(super) struct Gate {
    places: Semaphore,
    calm: Mutex<Calm>,
    turn: Turn<()>,
}

/// What has to pass until three may pass again.
#[derive(Debug, Default)]
struct Calm {
    /// Good answers that are still missing; 0 at a wide gate.
    missing: u32,
    /// How many it took, or takes; 0 before the first complaint.
    length: u32,
}

impl Calm {
    fn complaint(&mut self) {
        // Complaints at a narrow gate are of requests that went in together; they begin the same calm anew.
        if self.missing == 0 {
            self.length = (self.length * 2).clamp(CALM, LONGEST_CALM);
        }
        self.missing = self.length;
    }
}

/// A place at a gate; while it is held, the request may run.
pub(super) struct Place<'gate> {
    gate: &'gate Gate,
    turn: Option<TurnGuard<'gate, ()>>,
    _permit: Option<SemaphorePermit<'gate>>,
}

impl Gate {
    fn new() -> Self {
        Self { places: Semaphore::new(AT_ONCE), calm: Mutex::default(), turn: Turn::new(()) }
    }

    /// Waits until a request may run.
    pub(super) async fn enter(&self) -> Place<'_> {
        // The semaphore is never closed, so there always is a permit in the end.
        let permit = self.places.acquire().await.ok();
        let turn = if self.is_narrow() { Some(self.turn.lock().await) } else { None };
        Place { gate: self, turn, _permit: permit }
    }

    /// Whether only one request at a time may pass.
    pub(super) fn is_narrow(&self) -> bool {
        self.calm().missing > 0
    }

    /// Takes note of an answer without a complaint.
    pub(super) fn was_calm(&self) {
        let mut calm = self.calm();
        calm.missing = calm.missing.saturating_sub(1);
    }

    fn calm(&self) -> MutexGuard<'_, Calm> {
        self.calm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// Until a calm has passed one request at a time; comes back when it is this one's turn, which it keeps.
    pub(super) async fn narrow(&mut self) {
        self.gate.calm().complaint();
        if self.turn.is_none() {
            self.turn = Some(self.gate.turn.lock().await);
        }
    }
}

/// The gates of a client and its clones.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<HashMap<Endpoint, Arc<Gate>>>);

impl Gates {
    pub(super) fn of(&self, endpoint: Endpoint) -> Arc<Gate> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(endpoint).or_insert_with(|| Arc::new(Gate::new())))
    }

    /// Whether Autotask complained, so that an endpoint is asked one at a time.
    pub(super) fn any_narrow(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().any(|gate| gate.is_narrow())
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn now<F: Future>(future: F) -> Option<F::Output> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    #[test]
    fn three_pass_and_one_after_a_complaint() {
        let gate = Gate::new();
        let mut first = now(gate.enter()).unwrap();
        let second = now(gate.enter()).unwrap();
        let third = now(gate.enter()).unwrap();
        assert!(now(gate.enter()).is_none(), "a fourth passed");

        now(first.narrow()).unwrap();
        drop((second, third));
        assert!(now(gate.enter()).is_none(), "a second passed a narrow gate");
        drop(first);
        let next = now(gate.enter()).unwrap();
        assert!(now(gate.enter()).is_none(), "a second passed a narrow gate");
        drop(next);
    }

    /// Whether another may pass beside one.
    fn is_wide(gate: &Gate) -> bool {
        let first = now(gate.enter()).unwrap();
        let is_wide = now(gate.enter()).is_some();
        drop(first);
        is_wide
    }

    #[test]
    fn after_a_calm_three_pass_again_and_after_each_complaint_it_lasts_longer() {
        let gate = Gate::new();
        for calm in [20, 40, 80, 160, 320, 640, 640] {
            let mut place = now(gate.enter()).unwrap();
            now(place.narrow()).unwrap();
            gate.was_calm();
            // A complaint at a narrow gate begins the calm anew and makes it no longer.
            now(place.narrow()).unwrap();
            drop(place);
            for answered in 0..calm {
                assert!(!is_wide(&gate), "wide after {answered} of {calm}");
                gate.was_calm();
            }
            assert!(is_wide(&gate), "narrow after {calm}");
        }
        gate.was_calm();
        let places: Vec<_> = std::iter::from_fn(|| now(gate.enter())).collect();
        assert_eq!(places.len(), AT_ONCE);
    }
}
